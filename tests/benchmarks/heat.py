"""A tertial's calls by hour and weekday at a million cases, and the staffing beside them: cached, and from nothing."""

from __future__ import annotations

import sqlite3
import statistics
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial

from figures import Figure, timed
from sampled import database_of
from seats import seat_at

LIMIT = 40.0
"""Milliseconds for a tertial, once it is cached."""
TURNS = 15
RAW = """
SELECT (day - 1) % 7, (at + 3600) % 86400 / 3600, count(*), sum(outcome = 'answered'), avg(wait_s), sum(talk_s)
FROM calls WHERE day BETWEEN ? AND ? GROUP BY 1, 2
"""
RAW_CASES = """
SELECT (day - 1) % 7, (received_at + 3600) % 86400 / 3600, count(*) FROM cases
WHERE annulled_at IS NULL AND day BETWEEN ? AND ? GROUP BY 1, 2
"""


def run() -> Iterator[Figure]:
    """Measure the tertial in the middle of the data, of the whole desk, a group and a person."""
    from desk.rules.report import Level
    from desk.rules.spans import SpanSort, span_of
    from desk.services import reports, staffing, telephone

    path = database_of(1_000_000)
    seat = seat_at(path)
    raw = sqlite3.connect(path)
    first, last = raw.execute("SELECT min(day), max(day) FROM calls").fetchone()
    span = span_of(SpanSort.TERTIAL, date.fromordinal((first + last) // 2))
    days = span.first.toordinal(), span.last.toordinal()
    (agent,) = raw.execute("SELECT agent FROM calls WHERE agent IS NOT NULL LIMIT 1").fetchone()
    raw.execute("DELETE FROM day_facts WHERE subject LIKE '%hours/%' OR subject LIKE '%group calls/%'")
    raw.commit()
    plain = timed(lambda: (raw.execute(RAW, days).fetchall(), raw.execute(RAW_CASES, days).fetchall()))
    for level, name in ((Level.ALL, ""), (Level.GROUP, "Växel"), (Level.AGENT, agent)):
        fresh = reports.Fresh()
        cold = timed(partial(telephone.telephone, seat, span, level, name, fresh=fresh))
        reports.store_cache(seat, fresh)
        warm = _median(partial(telephone.telephone, seat, span, level, name))
        told = f"from nothing {cold * 1000:.0f} ms, bare SQL without medians {plain * 1000:.0f} ms"
        yield Figure(
            f"calls by the hour, {level}, cached", warm * 1000, LIMIT * (2 if name == agent else 1), told, "ms"
        )
    fresh = reports.Fresh()
    cold = timed(partial(staffing.for_report, seat, span.first, span.last, fresh))
    reports.store_cache(seat, fresh)
    warm = _median(partial(staffing.for_report, seat, span.first, span.last))
    yield Figure("staffing of a tertial, cached", warm * 1000, LIMIT, f"from nothing {cold * 1000:.0f} ms", "ms")


def _median(work: Callable[[], object]) -> float:
    return statistics.median(timed(work) for _ in range(TURNS))
