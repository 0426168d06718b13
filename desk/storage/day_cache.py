"""The cached days: read where they are fresh, counted where they are not, stored afterwards by a writer.

A day's stamp counts every change of its cases and calls (triggers see to it) and never goes back. Facts are kept
with the stamp that they were counted at; they are fresh while it is the day's. So a reader needs no lock, a writer
that comes late stores nothing stale, and nothing need be removed. A subject's name changes with the form in which
its facts are kept.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, NamedTuple, TypeVar

from desk.rules.report import Basis, Level
from desk.storage.database import Transaction
from desk.storage.facts import CallFacts, CaseFacts, Key, call_facts, case_facts, key_figures, to_bytes
from desk.storage.packed import joined, pack, unpack

Facts = TypeVar("Facts", bound=tuple[Any, ...])
ByName = dict[str, Facts]
"""What each name has: the whole desk, or the groups, or the agents."""


class Kept(NamedTuple):
    """Facts to be stored under the day ``first``; ``stamp`` is that of all days until ``last``, added up."""

    first: int
    last: int
    subject: str
    level: str
    stamp: int
    facts: Any
    form: Callable[[Any], bytes]


Row = tuple[int, int, str, str, int, bytes]
"""(first day, last day, subject, level, stamp, facts)"""
Rows = Sequence[Row]


@dataclass
class Fresh:
    """What a report had to count, for a writer to store: see :func:`store`. Empty where all was cached."""

    facts: list[Kept] = field(default_factory=list)
    standings: list[tuple[int, str, int, str]] = field(default_factory=list)
    """(day, level, changes, facts)"""

    def __bool__(self) -> bool:
        return bool(self.facts or self.standings)

    def add(
        self,
        first: int,
        last: int,
        subject: str,
        level: Level,
        stamp: int,
        facts: Any,
        form: Callable[[Any], bytes] = to_bytes,
    ) -> None:
        """Keep facts counted over the days from ``first`` to ``last``, whose stamps made ``stamp``.

        They are put into their ``form`` when they are stored: no reader waits for that.
        """
        self.facts.append(Kept(first, last, subject, str(level), stamp, facts, form))

    def rows(self) -> list[Row]:
        """The facts as rows to be stored."""
        return [(*each[:5], each.form(each.facts)) for each in self.facts]

    def clear(self) -> None:
        """Forget it all, when it has been stored."""
        self.facts.clear()
        self.standings.clear()


def store(tx: Transaction, rows: Rows) -> None:
    """Store what was counted (:meth:`Fresh.rows`), but for what has changed since."""
    tx.run_many(
        "INSERT INTO day_facts (day, subject, level, stamp, facts) SELECT ?1, ?3, ?4, ?5, ?6"
        " WHERE (SELECT sum(stamp) FROM dirty_days WHERE day BETWEEN ?1 AND ?2) = ?5"
        " ON CONFLICT (day, subject, level) DO UPDATE SET stamp = excluded.stamp, facts = excluded.facts",
        rows,
    )


def store_standings(tx: Transaction, standings: Sequence[tuple[int, str, int, str]]) -> None:
    """Store what stood open (:attr:`Fresh.standings`), unless anything has changed since."""
    now = changes(tx)
    tx.run_many(
        "INSERT INTO standings (day, level, facts) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        [(day, level, facts) for day, level, then, facts in standings if then == now],
    )


def changes(tx: Transaction) -> int:
    """How many changes of cases and calls there have ever been; only grows."""
    return int(tx.value("SELECT coalesce(sum(stamp), 0) FROM dirty_days"))


# ------------------------------------------------------------------ what is kept


@dataclass(frozen=True)
class Subject(Generic[Facts]):
    """A sort of facts that is kept by name.

    Attributes:
        name: Under which a day's are kept; ``month`` those of a month.
        plain: How many of its fields are no rows of numbers; these come first.
    """

    name: str
    of: type[Facts]
    plain: int
    count: Callable[[Transaction, int, int, Level], Iterator[tuple[int, ByName[Facts]]]]

    @property
    def month(self) -> str:
        """The name under which a month's facts are kept."""
        return f"month {self.name}"

    def pack(self, facts: ByName[Facts]) -> bytes:
        """As it is stored."""
        return pack(facts, self.plain)

    def unpack(self, kept: bytes) -> ByName[Facts]:
        """What was stored."""
        return unpack(kept, self.of, self.plain)

    def pack_days(self, days: Sequence[ByName[Facts]]) -> bytes:
        """Several days' facts as one."""
        return self.pack({name: self._merged(some) for name, some in by_name(days).items()})

    def _merged(self, some: Sequence[Facts]) -> Facts:
        columns = list(zip(*some, strict=True))
        plain = [_total(each) for each in columns[: self.plain]]
        return self.of(*plain, *[joined(each) for each in columns[self.plain :]])


CASES = Subject("cases 2", CaseFacts, CaseFacts._fields.index("durations"), case_facts)
CALLS = Subject("calls 2", CallFacts, 0, call_facts)


def by_name(pieces: Iterable[Mapping[str, Facts]]) -> dict[str, list[Facts]]:
    """Each name's facts of several days or months."""
    found: dict[str, list[Facts]] = {}
    for piece in pieces:
        for name, facts in piece.items():
            found.setdefault(name, []).append(facts)
    return found


def _total(values: Sequence[Any]) -> Any:
    return sum(values) if isinstance(values[0], int) else sum_counts(values)


def sum_counts(some: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """Counts by name, added up; in the order of the names, however the rows came."""
    total: dict[str, int] = {}
    for each in some:
        for name, many in each.items():
            total[name] = total.get(name, 0) + many
    return dict(sorted(total.items()))


# ------------------------------------------------------------------ reading

_READ = """
SELECT d.day, d.stamp, f.facts FROM dirty_days d
LEFT JOIN day_facts f ON f.day = d.day AND f.subject = ? AND f.level = ? AND f.stamp = d.stamp
WHERE d.day BETWEEN ? AND ?
"""


def key_subject(basis: Basis) -> str:
    """The name under which key figures are kept that rest on these limits."""
    return f"key 3/{basis.t_short_s}/{basis.t_answer_s}"


def keys(tx: Transaction, first: int, last: int, basis: Basis, fresh: Fresh) -> dict[int, Key]:
    """The key figures of each day from ``first`` to ``last`` that has cases or calls, or had."""
    subject = key_subject(basis)
    rows = tx.all(_READ, (subject, str(Level.ALL), first, last))
    known = read_keys([(day, facts) for day, _, facts in rows if facts])
    missing = {day: stamp for day, stamp, facts in rows if facts is None}
    for begin, end in runs(missing):
        counted = key_figures(tx, begin, end, basis)
        for day, stamp in _within(missing, begin, end):
            known[day] = counted.get(day, Key())
            fresh.add(day, day, subject, Level.ALL, stamp, known[day])
    return known


def read_keys(rows: Sequence[tuple[int, bytes]]) -> dict[int, Key]:
    """Key figures as they are kept, by day; all of them read as one document, which is twice as quick."""
    every = json.loads(b"[%b]" % b",".join([kept for _, kept in rows]))
    return {day: Key(*values) for (day, _), values in zip(rows, every, strict=True)}


def facts(
    tx: Transaction, subject: Subject[Facts], first: int, last: int, level: Level, fresh: Fresh
) -> dict[int, ByName[Facts]]:
    """The facts of each day from ``first`` to ``last`` that has cases or calls, or had."""
    rows = tx.all(_READ, (subject.name, str(level), first, last))
    known = {day: subject.unpack(kept) for day, _, kept in rows if kept}
    missing = {day: stamp for day, stamp, kept in rows if kept is None}
    for begin, end in runs(missing):
        counted = dict(subject.count(tx, begin, end, level))
        for day, stamp in _within(missing, begin, end):
            known[day] = counted.get(day, {})
            fresh.add(day, day, subject.name, level, stamp, known[day], subject.pack)
    return known


def _within(missing: dict[int, int], begin: int, end: int) -> list[tuple[int, int]]:
    return [(day, missing[day]) for day in range(begin, end + 1) if day in missing]


_NEAR = 3
"""Missing days no further apart are counted in one go: the weekend between two weeks holds next to nothing."""
_MOST = 31
"""Days counted in one go: a year's rows at once would take some hundred megabytes."""


def runs(days: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Gather days into runs of at most a month, each from its first day to its last."""
    begin = end = None
    for day in sorted(days):
        if begin is None or end is None:
            begin = end = day
        elif day - end <= _NEAR and day - begin < _MOST:
            end = day
        else:
            yield begin, end
            begin = end = day
    if begin is not None and end is not None:
        yield begin, end
