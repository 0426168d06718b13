"""Reports of longer spans at a million cases: cached, from cached days alone, from nothing, and held against a plain
count of the rows."""

from __future__ import annotations

import random
import sqlite3
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from figures import Figure, timed
from plain_count import Plain, differences, trend_differences
from sampled import database_of
from seats import seat_at
from week import raw_figures

if TYPE_CHECKING:
    from desk.rules.spans import Span
    from desk.services.seat import Seat

LIMITS = {"tertial": 20.0, "half": 35.0, "year": 50.0}
"""Milliseconds, once the span's days are cached; that of the half-year lies between the two that are promised."""
TURNS = 15
SAME = 1
"""How many spans of each sort are counted plainly at every level."""


def run() -> Iterator[Figure]:
    """Measure every tertial, half-year and year of the three years that lies in them whole."""
    path = database_of(1_000_000)
    seat = seat_at(path)
    raw = sqlite3.connect(path)
    for sort, limit in LIMITS.items():
        yield from _timed(seat, raw, _spans(raw, sort), sort, limit)
    yield _same(seat, raw)


def _spans(raw: sqlite3.Connection, sort: str) -> list[Span]:
    from desk.rules.spans import SpanSort, span_of

    first, last = raw.execute("SELECT min(day), max(day) FROM cases").fetchone()
    span = span_of(SpanSort(sort), date.fromordinal(first))
    found = []
    while (span := span.next).last.toordinal() < last:
        found.append(span)
    return found


def _timed(seat: Seat, raw: sqlite3.Connection, spans: list[Span], sort: str, limit: float) -> Iterator[Figure]:
    from desk.services import reports

    cold, plain, days, warm, every = [], [], [], [], []
    for span in spans:
        _forget(raw, "DELETE FROM day_facts")
        _forget(raw, "DELETE FROM standings")
        plain.append(timed(partial(_raw, raw, span)))
        fresh = reports.Fresh()
        cold.append(timed(partial(reports.span, seat, span, parts=(), fresh=fresh)))
        reports.store_cache(seat, fresh)
        _forget(raw, "DELETE FROM day_facts WHERE subject LIKE 'month %'")
        days.append(_median(partial(reports.span, seat, span, parts=())))
        _keep(seat, span)
        warm.append(_median(partial(reports.span, seat, span, parts=())))
        every.append(_median(partial(reports.span, seat, span)))
    ours, theirs = statistics.median(cold) * 1000, statistics.median(plain) * 1000
    yield Figure(f"{sort}, from nothing cached", ours / theirs, 1.5, f"{ours:.0f} ms against {theirs:.0f} ms")
    told = f"all groups and persons {statistics.median(every) * 1000:.1f} ms"
    yield Figure(
        f"{sort}, cached", statistics.median(warm) * 1000, limit, f"worst {max(warm) * 1000:.1f} ms; {told}", "ms"
    )
    worst = f"worst {max(days) * 1000:.1f} ms"
    yield Figure(f"{sort}, of cached days alone", statistics.median(days) * 1000, limit, worst, "ms")


def _forget(raw: sqlite3.Connection, sql: str) -> None:
    raw.execute(sql)
    raw.commit()


def _keep(seat: Seat, span: Span) -> None:
    """Count it at every level, and store what that took."""
    from desk.services import reports

    fresh = reports.Fresh()
    reports.span(seat, span, fresh=fresh)
    reports.store_cache(seat, fresh)


def _median(work: Callable[[], object]) -> float:
    return statistics.median(timed(work) for _ in range(TURNS))


def _raw(raw: sqlite3.Connection, span: Span) -> None:
    """The same figures by SQL alone: the span, what stood open at its end, the spans before."""
    from desk.rules.spans import earlier
    from desk.services.reports import TRENDS

    before = earlier(span, TRENDS[span.sort])
    raw_figures(raw, span.first.toordinal(), span.last.toordinal(), before[0].first.toordinal())


def _same(seat: Seat, raw: sqlite3.Connection) -> Figure:
    """Spans of every sort at every level, their trends and points, against the rows."""
    from desk.rules.spans import SpanSort
    from desk.services import reports

    chance = random.Random(5)
    now = int(time.time())
    wrong: list[str] = []
    spans = [span for sort in SpanSort for span in chance.sample(_spans(raw, sort), min(SAME, len(_spans(raw, sort))))]
    spans += [each.cumulative for each in spans[1::2]]
    for span in spans:
        document = reports.span(seat, span).to_json()
        wrong += differences(document, Plain(raw, span.first, span.last, now))
        for point in document["trend"][-2:]:
            before = _parsed(point["span"])
            wrong += trend_differences(point, Plain(raw, before.first, before.last, now))
    detail = "; ".join(wrong[:3]) or ", ".join(each.code for each in spans)
    return Figure("figures that differ from a plain count", len(wrong), 0, detail, "")


def _parsed(code: str) -> Span:
    from desk.rules.spans import parse_span

    return parse_span(code)
