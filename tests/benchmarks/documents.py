"""The tertial report at a million cases as PDF and as Excel: gathered, put into words, and set; its days cached."""

from __future__ import annotations

import random
import statistics
from datetime import date
from functools import partial

from figures import Figure, timed
from sampled import database_of
from seats import seat_at

TERTIALS = 5
LIMIT_S = 2.0


def run() -> list[Figure]:
    """Measure tertials drawn at random from the three years."""
    seat = seat_at(database_of(1_000_000))
    from desk.documents import period_file
    from desk.rules.period import ReportSort
    from desk.rules.spans import SpanSort, span_of
    from desk.services import periods, reports

    with seat.database.read() as tx:
        first, last = tx.one("SELECT min(day), max(day) FROM cases") or (0, 0)
    chance = random.Random(7)
    days = [date.fromordinal(chance.randint(first + 200, last - 130)) for _ in range(TERTIALS)]
    gathered: list[float] = []
    pdf: list[float] = []
    excel: list[float] = []
    for span in (span_of(SpanSort.TERTIAL, day) for day in days):
        fresh = reports.Fresh()
        report = periods.gather(seat, ReportSort.TERTIAL, span, fresh=fresh)
        reports.store_cache(seat, fresh)
        ask = partial(periods.gather, seat, ReportSort.TERTIAL, span)
        gathered.append(statistics.median(timed(ask) for _ in range(3)))
        pdf.append(gathered[-1] + timed(partial(period_file.pdf, report)))
        excel.append(gathered[-1] + timed(partial(period_file.excel, report)))
    return [_figure("PDF", pdf, gathered), _figure("Excel", excel, gathered)]


def _figure(name: str, times: list[float], gathered: list[float]) -> Figure:
    detail = f"of it gathered {statistics.median(gathered):.2f} s; worst {max(times):.2f} s"
    return Figure(f"tertial as {name}, its days cached", statistics.median(times), LIMIT_S, detail, unit="s")
