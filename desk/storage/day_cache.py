"""The cached days: read where they are fresh, counted where they are not, stored afterwards by a writer.

A day's stamp counts every change of its cases and calls (triggers see to it) and never goes back. Facts are kept
with the stamp that they were counted at; they are fresh while it is the day's. So a reader needs no lock, a writer
that comes late stores nothing stale, and nothing need be removed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from desk.rules.report import Level
from desk.storage.database import Transaction
from desk.storage.facts import CallFacts, CaseFacts, Key, call_facts, case_facts, key_figures, to_text

Rows = list[tuple[int, int, str, str, int, str]]


@dataclass
class Fresh:
    """What a report had to count, for a writer to store: see :func:`store`. Empty where all was cached."""

    facts: Rows = field(default_factory=list)
    """(first day, last day, subject, level, stamp, facts)"""
    standings: list[tuple[int, str, int, str]] = field(default_factory=list)
    """(day, level, changes, facts)"""

    def __bool__(self) -> bool:
        return bool(self.facts or self.standings)

    def add(self, first: int, last: int, subject: str, level: Level, stamp: int, facts: Any) -> None:
        """Keep facts counted over the days from ``first`` to ``last``, whose stamps made ``stamp``."""
        self.facts.append((first, last, subject, str(level), stamp, to_text(facts)))

    def clear(self) -> None:
        """Forget it all, when it has been stored."""
        self.facts.clear()
        self.standings.clear()


def store(tx: Transaction, fresh: Fresh) -> None:
    """Store what was counted, but for what has changed since."""
    tx.run_many(
        "INSERT INTO day_facts (day, subject, level, stamp, facts) SELECT ?1, ?3, ?4, ?5, ?6"
        " WHERE (SELECT sum(stamp) FROM dirty_days WHERE day BETWEEN ?1 AND ?2) = ?5"
        " ON CONFLICT (day, subject, level) DO UPDATE SET stamp = excluded.stamp, facts = excluded.facts",
        fresh.facts,
    )
    now = changes(tx) if fresh.standings else 0
    tx.run_many(
        "INSERT INTO standings (day, level, facts) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        [(day, level, facts) for day, level, then, facts in fresh.standings if then == now],
    )


def changes(tx: Transaction) -> int:
    """How many changes of cases and calls there have ever been; only grows."""
    return int(tx.value("SELECT coalesce(sum(stamp), 0) FROM dirty_days"))


# ------------------------------------------------------------------ reading

_READ = """
SELECT d.day, d.stamp, f.facts FROM dirty_days d
LEFT JOIN day_facts f ON f.day = d.day AND f.subject = ? AND f.level = ? AND f.stamp = d.stamp
WHERE d.day BETWEEN ? AND ?
"""


def keys(tx: Transaction, first: int, last: int, t_answer: int, fresh: Fresh) -> dict[int, Key]:
    """The key figures of each day from ``first`` to ``last`` that has cases or calls, or had."""
    subject = f"key/{t_answer}"
    rows = tx.all(_READ, (subject, str(Level.ALL), first, last))
    known = {day: Key(*json.loads(facts)) for day, _, facts in rows if facts}
    missing = {day: stamp for day, stamp, facts in rows if facts is None}
    for begin, end in runs(missing):
        counted = key_figures(tx, begin, end, t_answer)
        for day, stamp in _within(missing, begin, end):
            known[day] = counted.get(day, Key())
            fresh.add(day, day, subject, Level.ALL, stamp, known[day])
    return known


def cases(tx: Transaction, first: int, last: int, level: Level, fresh: Fresh) -> Iterator[dict[str, CaseFacts]]:
    """The cases' facts by name, a mapping for each day."""
    known, missing = _read(tx, "cases", level, first, last)
    for facts in known:
        yield {name: CaseFacts(*each) for name, each in facts.items()}
    for begin, end in runs(missing):
        counted = dict(case_facts(tx, begin, end, level))
        for day, stamp in _within(missing, begin, end):
            fresh.add(day, day, "cases", level, stamp, counted.get(day, {}))
            yield counted.get(day, {})


def calls(tx: Transaction, first: int, last: int, level: Level, fresh: Fresh) -> Iterator[dict[str, CallFacts]]:
    """The calls' waits by name, a mapping for each day."""
    known, missing = _read(tx, "calls", level, first, last)
    for facts in known:
        yield {name: CallFacts(*each) for name, each in facts.items()}
    for begin, end in runs(missing):
        counted = dict(call_facts(tx, begin, end, level))
        for day, stamp in _within(missing, begin, end):
            fresh.add(day, day, "calls", level, stamp, counted.get(day, {}))
            yield counted.get(day, {})


def _read(tx: Transaction, subject: str, level: Level, first: int, last: int) -> tuple[list[Any], dict[int, int]]:
    rows = tx.all(_READ, (subject, str(level), first, last))
    known = [json.loads(facts) for _, _, facts in rows if facts]
    return known, {day: stamp for day, stamp, facts in rows if facts is None}


def _within(missing: dict[int, int], begin: int, end: int) -> list[tuple[int, int]]:
    return [(day, missing[day]) for day in range(begin, end + 1) if day in missing]


_NEAR = 3
"""Missing days no further apart are counted in one go: the weekend between two weeks holds next to nothing."""


def runs(days: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Gather days into runs, each from its first day to its last."""
    begin = end = None
    for day in sorted(days):
        if begin is None or end is None:
            begin = end = day
        elif day - end <= _NEAR:
            end = day
        else:
            yield begin, end
            begin = end = day
    if begin is not None and end is not None:
        yield begin, end
