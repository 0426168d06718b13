"""Failure demand counted from the cases, over the covering index alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from desk.rules.demand import AT_ONCE, UNSAID, Contact, Counts, DemandPoint, Sort
from desk.storage.database import Row, Transaction

# Named, as in :mod:`desk.storage.facts`: left to itself SQLite may choose an index by which it must read every case.
_FROM = "FROM cases INDEXED BY cases_facts WHERE annulled_at IS NULL AND day BETWEEN ? AND ?"
_OF = " AND department = ?"
_OUTCOMES = ", ".join(f"'{each}'" for each in sorted(AT_ONCE))
_COUNTS = f"SELECT topic, department, count(*), count(demand) {_FROM}"
_COUNTS_BY_DAY = f"SELECT day, topic, department, count(*), count(demand) {_FROM}"
_BY_BOTH = " GROUP BY topic, department"
_FAILURE = (
    "SELECT coalesce(cause, ''), coalesce(topic, ''), coalesce(department, ''), day,"
    f" CASE WHEN outcome IN ({_OUTCOMES}) THEN closed_at END, received_at {_FROM} AND demand = 'failure'"
)
_POINT = f"SELECT count(*), count(demand) {_FROM}"
_CAUSES = f"SELECT coalesce(cause, '') {_FROM} AND demand = 'failure'"


def counts(tx: Transaction, first: int, last: int, department: str | None) -> list[Counts]:
    """Contacts by topic and department between two days (ordinals); of one department where it is named."""
    of, values = _of(first, last, department)
    rows = tx.all(f"{_COUNTS}{of}{_BY_BOTH}", values)
    return [Counts(topic or UNSAID, name or UNSAID, n, classified) for topic, name, n, classified in rows]


def counts_by_day(tx: Transaction, first: int, last: int) -> list[Row]:
    """Day, topic, department, contacts, and those that were classified."""
    return tx.all(f"{_COUNTS_BY_DAY} GROUP BY day, topic, department", (first, last))


def contacts(tx: Transaction, first: int, last: int, department: str | None, ends: Mapping[int, int]) -> list[Contact]:
    """The contacts of failure demand. ``ends`` says when each day (an ordinal) is over, in epoch seconds."""
    of, values = _of(first, last, department)
    return [
        ((cause, topic, name), closed - received if closed is not None and received < closed < ends[day] else None)
        for cause, topic, name, day, closed, received in tx.run(_FAILURE + of, values)
    ]


def contacts_by_day(
    tx: Transaction, first: int, last: int, ends: Mapping[int, int]
) -> Iterator[tuple[int, Sort, int | None]]:
    """The same, each with its day."""
    for cause, topic, name, day, closed, received in tx.run(_FAILURE, (first, last)):
        timed = closed is not None and received < closed < ends[day]
        yield day, (cause, topic, name), closed - received if timed else None


def point(tx: Transaction, span: str, first: int, last: int, department: str | None) -> DemandPoint:
    """A span as a trend has it."""
    of, values = _of(first, last, department)
    registered, classified = tx.one(_POINT + of, values) or (0, 0)
    causes = Counter(cause for (cause,) in tx.run(_CAUSES + of, values))
    return DemandPoint(span, registered, classified, sum(causes.values()), dict(causes))


def _of(first: int, last: int, department: str | None) -> tuple[str, tuple[object, ...]]:
    return ("", (first, last)) if department is None else (_OF, (first, last, department))
