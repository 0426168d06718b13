"""Bringing in permits, cards, what can be booked, and topics from a file: all of it or nothing, and never twice.

A dry run does everything, in a transaction that is given up: what it tells is what would happen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from desk.rules.bringing_in import KEYS, Brought, Row, Verdict
from desk.rules.bringing_in_mapping import BringMapping, bring_mapping
from desk.rules.bringing_in_rows import Heading, ReadRow, RefusedRow, read_rows
from desk.rules.events import Happening
from desk.rules.refusals import Problem, Refused
from desk.rules.rights import Right
from desk.rules.text import shown
from desk.services.bringing_in_ways import way_of
from desk.services.kept import demand_both
from desk.services.seat import Seat, moment_of
from desk.services.table_files import rows_of
from desk.storage import trail
from desk.storage.database import Transaction


@dataclass(frozen=True)
class Came:
    """What a line came to, or would.

    Attributes:
        what: By what it is known: a serial or card number, a name. Never a person.
        problems: Why it was refused.
    """

    line: int
    verdict: Verdict
    what: str = ""
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class BroughtIn:
    """What a file came to.

    Attributes:
        unread: Its columns that nothing was read of.
        written: ``False`` after a dry run, and where a line was refused: then nothing was written at all.
    """

    what: Brought
    lines: tuple[Came, ...]
    unread: tuple[str, ...] = ()
    written: bool = False

    @property
    def counts(self) -> Mapping[Verdict, int]:
        """How many lines came to each; together they are all that were read."""
        found = Counter(each.verdict for each in self.lines)
        return {each: found[each] for each in Verdict}

    @property
    def refused(self) -> tuple[Came, ...]:
        """The lines that cannot be used."""
        return tuple(each for each in self.lines if each.verdict is Verdict.REFUSED)


class Way(Protocol):
    """How one sort of rows is written."""

    subject: str
    """What the trail calls them."""

    def known_by(self, row: Row) -> Row:
        """The row with what it is known by filled in."""
        ...

    def put(self, tx: Transaction, row: Row) -> Verdict:
        """Write a row. Raises Refused where it cannot be."""
        ...

    def done(self, tx: Transaction) -> None:
        """Everything was written."""
        ...


@dataclass(frozen=True)
class FileRead:
    """A file as it was read once: what is shown of it is what is brought in, whatever becomes of the file."""

    what: Brought
    heading: Heading
    rows: tuple[ReadRow | RefusedRow, ...]


def read_file(seat: Seat, what: Brought, path: Path, mapping: str | None = None) -> FileRead:
    """Read a file (docs/errands.md says how one is written); nothing is looked up or written yet.

    Args:
        mapping: The text of a mapping; what it does not say is found in the file.

    Raises:
        NotAllowed: the person may not organise the desk.
        Refused: the file or its mapping cannot be read.
    """
    seat.demand(Right.ORGANISE)
    how = BringMapping() if mapping is None else bring_mapping(mapping, what)
    heading, rows = read_rows(rows_of(path, how.file), what, how)
    return FileRead(what, heading, tuple(rows))


def bring(seat: Seat, file: FileRead, *, dry_run: bool = False, now: datetime | None = None) -> BroughtIn:
    """Bring in what was read, or with ``dry_run`` see what that would do. Lines that are refused are in the answer.

    Raises:
        NotAllowed: the person may not organise the desk.
    """
    seat.demand(Right.ORGANISE)
    unread = tuple(shown(each) for each in file.heading.unread)
    moment = moment_of(now)
    try:
        with seat.database.write() as tx:
            demand_both(tx, seat, Right.ORGANISE)
            done = BroughtIn(file.what, _put(tx, seat, file, moment), unread, written=True)
            if dry_run or done.refused:
                raise _NotAtAll(BroughtIn(file.what, done.lines, unread))
    except _NotAtAll as not_at_all:
        return not_at_all.came_to
    seat.forget()
    return done


def bring_in(
    seat: Seat,
    what: Brought,
    path: Path,
    mapping: str | None = None,
    *,
    dry_run: bool = False,
    now: datetime | None = None,
) -> BroughtIn:
    """Read a file and bring it in, as :func:`read_file` and :func:`bring` do."""
    return bring(seat, read_file(seat, what, path, mapping), dry_run=dry_run, now=now)


class _NotAtAll(Exception):  # noqa: N818  ends the transaction; never seen outside
    def __init__(self, came_to: BroughtIn) -> None:
        super().__init__()
        self.came_to = came_to


def _put(tx: Transaction, seat: Seat, file: FileRead, moment: datetime) -> tuple[Came, ...]:
    what = file.what
    way: Way = way_of(tx, seat, what, moment)
    seen: dict[tuple[str, ...], int] = {}
    found = []
    for each in file.rows:
        if isinstance(each, RefusedRow):
            found.append(Came(each.line, Verdict.REFUSED, problems=each.problems))
            continue
        row = way.known_by(each.row)
        key = tuple(str(getattr(row, name)).casefold() for name in KEYS[what])
        told = str(getattr(row, KEYS[what][-1]))
        try:
            if (earlier := seen.setdefault(key, each.line)) != each.line:
                raise Refused(Problem("import_twice", KEYS[what][-1], {"line": earlier}))
            found.append(Came(each.line, way.put(tx, row), told))
        except Refused as refused:
            problems = tuple(file.heading.named(problem) for problem in refused.problems)
            found.append(Came(each.line, Verdict.REFUSED, told, problems))
    way.done(tx)
    _tell(tx, seat, way.subject, found, moment)
    return tuple(found)


def _tell(tx: Transaction, seat: Seat, subject: str, lines: list[Came], moment: datetime) -> None:
    """One entry for the file, where it changed anything: how many, and never whose."""
    many = Counter(each.verdict for each in lines)
    if many[Verdict.NEW] or many[Verdict.CHANGED]:
        names = {Verdict.NEW: "new", Verdict.CHANGED: "changed", Verdict.KNOWN: "known"}
        changes = {name: (None, many[verdict]) for verdict, name in names.items()}
        at = int(moment.timestamp())
        trail.add(tx, None, at, seat.who.login, Happening.BROUGHT_IN, changes, subject=f"{subject}:file")
