"""The week report at a million cases: from nothing cached against raw SQL on the covering index, and cached."""

from __future__ import annotations

import random
import sqlite3
import statistics
from datetime import date
from functools import partial

from figures import Figure, timed
from sampled import database_of
from seats import seat_at

WEEKS = 40
EPOCH = date(1970, 1, 1).toordinal()


def run() -> list[Figure]:
    """Measure weeks drawn at random from the three years."""
    path = database_of(1_000_000)
    seat = seat_at(path)
    from desk.rules.calendar import Week
    from desk.rules.report import Level
    from desk.services import reports

    raw = sqlite3.connect(path)
    first, last = raw.execute("SELECT min(day), max(day) FROM cases").fetchone()
    chance = random.Random(3)
    weeks = [Week.of(date.fromordinal(chance.randint(first + 100, last - 14))) for _ in range(WEEKS)]
    cold: list[float] = []
    limit: list[float] = []
    warm: list[float] = []
    for week in weeks:
        raw.execute("DELETE FROM day_facts")
        raw.execute("DELETE FROM standings")
        raw.commit()
        limit.append(timed(partial(_raw, raw, week.monday.toordinal())))
        fresh = reports.Fresh()
        ask = partial(reports.week, seat, week, Level.ALL, parts=())
        cold.append(timed(partial(ask, fresh=fresh)))
        reports.store_cache(seat, fresh)
        warm.append(statistics.median(timed(ask) for _ in range(5)))
    return _figures(cold, limit, warm)


def _figures(cold: list[float], limit: list[float], warm: list[float]) -> list[Figure]:
    ours, theirs = statistics.median(cold) * 1000, statistics.median(limit) * 1000
    kept = statistics.median(warm) * 1000
    return [
        Figure("week report, from nothing cached", ours / theirs, 1.2, f"{ours:.1f} ms against {theirs:.1f} ms"),
        Figure("week report, cached", kept, 1.0, f"worst {max(warm) * 1000:.2f} ms", unit="ms"),
    ]


WHERE = "FROM cases WHERE annulled_at IS NULL AND day BETWEEN ? AND ?"
CALLS = "FROM calls WHERE day BETWEEN ? AND ?"
KEY = (
    "count(*), count(closed_at), sum(outcome = 'solved_first'), sum(demand = 'failure'), count(demand),"
    " sum(channel = 'email' AND first_answered_at <= answer_by),"
    " sum(channel = 'email' AND (first_answered_at > answer_by OR"
    " first_answered_at IS NULL AND answer_by < unixepoch()))"
)
RATES = "sum(outcome = 'answered'), sum(outcome = 'abandoned'), sum(outcome = 'answered' AND wait_s <= 60)"
VIEWS = (
    "SELECT day, details ->> 'type', details ->> 'confirmed_on', details ->> 'answered_on' FROM cases"
    " INDEXED BY cases_facts WHERE annulled_at IS NULL AND day BETWEEN ? AND ? AND kind = 'feedback'"
)
STOCK = (
    "SELECT count(*), sum(due < ?2) FROM cases"
    " WHERE annulled_at IS NULL AND day <= ?1 AND (closed_at IS NULL OR closed_at >= ?2)"
)


def _raw(raw: sqlite3.Connection, monday: int) -> None:
    """The same figures by SQL alone on the covering indexes: the week, what stood open at its end, thirteen weeks."""
    raw_figures(raw, monday, monday + 6, monday - 91)


def raw_figures(raw: sqlite3.Connection, first: int, last: int, before: int) -> None:
    """A span's figures, the stock at its end, and key figures of the days from ``before`` on; days as ordinals."""
    span = (first, last)
    for column in ("channel", "kind", "topic", "department"):
        raw.execute(f"SELECT {column}, count(*) {WHERE} GROUP BY {column}", span).fetchall()
    raw.execute(f"SELECT cause, count(*) {WHERE} AND demand = 'failure' GROUP BY cause", span).fetchall()
    raw.execute(f"SELECT {KEY} {WHERE}", span).fetchall()
    raw.execute(f"SELECT closed_at - received_at {WHERE} AND closed_at IS NOT NULL ORDER BY 1", span).fetchall()
    raw.execute(f"SELECT wait_s {CALLS} AND outcome = 'answered' ORDER BY 1", span).fetchall()
    raw.execute(f"SELECT day, {RATES} {CALLS} GROUP BY day", span).fetchall()
    raw.execute(VIEWS, span).fetchall()
    raw.execute(STOCK, (last, (last + 1 - EPOCH) * 86_400)).fetchall()
    earlier = (before, first - 1)
    raw.execute(f"SELECT day / 7, {KEY} {WHERE} GROUP BY 1", earlier).fetchall()
    raw.execute(f"SELECT day / 7, {RATES} {CALLS} GROUP BY 1", earlier).fetchall()
    raw.execute(VIEWS, earlier).fetchall()
