"""Failure demand counted from the cases, over the covering index alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from desk.rules.demand import UNSAID, Contact, Counts, DemandPoint
from desk.storage.database import Transaction

# Named, as in :mod:`desk.storage.facts`: left to itself SQLite may choose an index by which it must read every case.
_FROM = (
    "FROM cases INDEXED BY cases_facts WHERE annulled_at IS NULL AND day BETWEEN :first AND :last"
    " AND (:department IS NULL OR department = :department)"
)
_ALL = f"SELECT topic, department, demand {_FROM}"
_FAILURE = f"SELECT cause, topic, department, day, received_at, closed_at {_FROM} AND demand = 'failure'"
_POINT = f"SELECT count(*), count(demand) {_FROM}"
_CAUSES = f"SELECT cause {_FROM} AND demand = 'failure'"


def counts(tx: Transaction, first: int, last: int, department: str | None) -> list[Counts]:
    """Contacts by topic and department between two days (ordinals); of one department where it is named."""
    found: dict[tuple[str, str], list[int]] = {}
    for (topic, of, demand), n in Counter(tx.all(_ALL, _asked(first, last, department))).items():
        some = found.setdefault((topic or UNSAID, of or UNSAID), [0, 0, 0])
        some[0] += n
        if demand is not None:
            some[2 if demand == "failure" else 1] += n
    return [Counts(topic, of, *some) for (topic, of), some in found.items()]


def contacts(tx: Transaction, first: int, last: int, department: str | None, ends: Mapping[int, int]) -> list[Contact]:
    """The contacts of failure demand. ``ends`` says when each day (an ordinal) is over, in epoch seconds."""
    return [
        Contact(
            cause or UNSAID,
            topic or UNSAID,
            of or UNSAID,
            max(closed - received, 0) if closed is not None and closed < ends[day] else None,
        )
        for cause, topic, of, day, received, closed in tx.run(_FAILURE, _asked(first, last, department))
    ]


def point(tx: Transaction, span: str, first: int, last: int, department: str | None) -> DemandPoint:
    """A span as a trend has it."""
    asked = _asked(first, last, department)
    registered, classified = tx.one(_POINT, asked) or (0, 0)
    causes = Counter(cause or UNSAID for (cause,) in tx.run(_CAUSES, asked))
    return DemandPoint(span, registered, classified, sum(causes.values()), dict(causes))


def _asked(first: int, last: int, department: str | None) -> dict[str, object]:
    return {"first": first, "last": last, "department": department}
