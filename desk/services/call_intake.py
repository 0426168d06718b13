"""Taking in what was read of a file of calls: counted, told from what is known, and remembered."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, tzinfo
from typing import Protocol, TypeVar

from desk.rules.calendar import Week
from desk.rules.call_mapping import CallMapping
from desk.rules.call_rows import read_calls
from desk.rules.calls import Call, CallNames, CallOutcome, Ignored, Known, LineRefused, Read
from desk.rules.queue_log import QueueLogReader, entries_of
from desk.storage import calls, organisation
from desk.storage.database import Transaction

T = TypeVar("T")

MOST_NAMED = 1000
"""Refused lines that are kept to be named. A file that holds no calls at all has millions; they are counted."""


@dataclass
class Tally:
    """What has been counted so far; the names are those of the answer."""

    read: int = 0
    new: int = 0
    known: int = 0
    ignored: int = 0
    refused: list[LineRefused] = field(default_factory=list)
    refused_count: int = 0
    calls: int = 0
    updated: int = 0
    pending: int = 0
    unknown_events: Counter[str] = field(default_factory=Counter)

    def pass_over(self, read: Ignored | LineRefused) -> None:
        """Count a line that is no call."""
        if isinstance(read, LineRefused):
            self.refused_count += 1
            if len(self.refused) < MOST_NAMED:
                self.refused.append(read)
            return
        self.ignored += 1
        if read.unknown is not None:
            self.unknown_events[read.unknown] += 1


@dataclass
class Books:
    """Where calls are remembered; groups and agents nobody knew are made. ``dry`` writes nothing of it all."""

    zone: tzinfo
    at: int
    dry: bool
    groups_made: list[str] = field(default_factory=list)
    agents_made: list[str] = field(default_factory=list)
    weeks: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """The weeks, by group, that calls were remembered in."""

    def remember(self, tx: Transaction, some: Iterable[Call]) -> None:
        """Write the calls, each under its key."""
        group = _Names(calls.groups_by_name(tx), self.groups_made)
        agent = _Names(calls.agents_by_name(tx), self.agents_made)
        found = [
            replace(call, group=group[call.group], agent=None if call.agent is None else agent[call.agent])
            for call in some
        ]
        self._note_weeks(found)
        if self.dry:
            return
        organisation.add_groups(tx, group.made)
        for name in agent.made:
            calls.add_agent(tx, name, self.at)
        calls.put(tx, found, self.zone)

    def _note_weeks(self, found: Iterable[Call]) -> None:
        days = {(call.group, datetime.fromtimestamp(call.at, self.zone).toordinal()) for call in found}
        for group, day in days:
            self.weeks[group].add(Week.of(date.fromordinal(day)).code)


class _Names:
    """The name under which each of the file's names is known; what is not known yet is made."""

    def __init__(self, known: dict[str, str], made: list[str]) -> None:
        self._known = {name.casefold(): name for name in made} | known
        self._every_made = made
        self.made: list[str] = []

    def __getitem__(self, name: str) -> str:
        found = self._known.get(name.casefold())
        if found is None:
            found = self._known[name.casefold()] = name
            self.made.append(name)
            self._every_made.append(name)
        return found


class Intake(Protocol[T]):
    """One format's way in: ``reader`` makes things of the file's lines, ``take`` takes a chunk of them."""

    tally: Tally
    books: Books

    def reader(self, lines: Iterable[str]) -> Iterator[T]: ...

    def take(self, tx: Transaction, chunk: Sequence[T]) -> None: ...

    def finish(self, tx: Transaction) -> None: ...


Row = Call | Ignored | LineRefused


class RowIntake:
    """Rows of a CSV file: a key that is known already, here or from before, adds nothing."""

    def __init__(self, mapping: CallMapping, books: Books) -> None:
        self.tally = Tally()
        self.books = books
        self._mapping = mapping
        self._counted: set[str] = set()
        """Keys of a dry run, which finds nothing in the database of what it has read before."""

    def reader(self, lines: Iterable[str]) -> Iterator[Row]:
        """Read outside of any transaction."""
        return read_calls(lines, self._mapping)

    def take(self, tx: Transaction, chunk: Sequence[Row]) -> None:
        """Remember the calls that are new."""
        fresh: dict[str, Call] = {}
        for read in chunk:
            self.tally.read += 1
            if not isinstance(read, Call):
                self.tally.pass_over(read)
            elif read.key in fresh or read.key in self._counted:
                self.tally.known += 1
            else:
                fresh[read.key] = read
        known = calls.known_keys(tx, fresh)
        new = [call for key, call in fresh.items() if key not in known]
        self.tally.known += len(known)
        self.tally.new += len(new)
        self.tally.calls = self.tally.new
        self.books.remember(tx, new)
        if self.books.dry:
            self._counted.update(call.key for call in new)

    def finish(self, tx: Transaction) -> None:
        """Nothing waits."""


class LogIntake:
    """Lines of a queue_log. Calls are looked up in the database, behind those changed since the last chunk."""

    def __init__(self, names: CallNames, books: Books) -> None:
        self.tally = Tally()
        self.books = books
        self._reader = QueueLogReader(self._held, names)
        self._tx: Transaction | None = None
        self._near: dict[str, dict[str, Call]] = {}
        """Calls looked up or changed, by the beginning of their keys."""
        self._changed: dict[str, Call] = {}
        self._open: dict[str, bool] = {}
        """Calls met in this file that have not ended, and whether they are counted as added or updated."""

    def reader(self, lines: Iterable[str]) -> Iterator[str]:
        """The lines themselves: what they mean is told only by what is remembered."""
        return iter(lines)

    def take(self, tx: Transaction, chunk: Sequence[str]) -> None:
        """Read the lines, and remember what they told."""
        self._tx = tx
        self.tally.read += len(chunk)
        for line in chunk:
            self._count(self._reader.line(line))
        self._remember(tx)

    def finish(self, tx: Transaction) -> None:
        """Take what waited until the end."""
        self._tx = tx
        self._count(self._reader.finish())
        self._remember(tx)

    def _held(self, prefix: str) -> Sequence[Call]:
        if prefix not in self._near:
            found = calls.held(self._tx, prefix) if self._tx else ()
            self._near[prefix] = {call.key: call for call in found}
        return list(self._near[prefix].values())

    def _count(self, every: Iterator[Read]) -> None:
        for read in every:
            if isinstance(read, Call):
                self.tally.new += 1
                self._follow(read)
                self._near[entries_of(read.key)][read.key] = self._changed[read.key] = read
            elif isinstance(read, Known):
                self.tally.known += 1
                self._meet(read.call)
            else:
                self.tally.pass_over(read)
        self.tally.pending = len(self._open)

    def _follow(self, call: Call) -> None:
        """A call is added once, by its ENTERQUEUE, and updated at most once by one file."""
        if call.outcome is CallOutcome.PENDING:
            self.tally.calls += 1
        elif not self._open.get(call.key):
            self.tally.updated += 1
        self._open[call.key] = True
        if call.ended:
            del self._open[call.key]

    def _meet(self, call: Call) -> None:
        if call.ended:
            self._open.pop(call.key, None)
        else:
            self._open.setdefault(call.key, False)

    def _remember(self, tx: Transaction) -> None:
        self.books.remember(tx, self._changed.values())
        self._changed.clear()
        if not self.books.dry:
            self._near.clear()  # the next chunk is another transaction, before which others may have written
