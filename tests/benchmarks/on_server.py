"""The figures that concern the database, at a million cases on a PostgreSQL server, against raw psycopg.

``python tests/benchmarks --engine postgres [NAME …]``; ``DESK_BENCHMARK_SERVER`` names the server, on which a million
cases are made first and kept for the next run.
"""

from __future__ import annotations

import os
import random
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache, partial
from itertools import count
from typing import TYPE_CHECKING, Any

from figures import Figure, median_ms, percentile_ms, timed, turns
from growth_made import SERVER, desks
from growth_raw import Raw, figures, found, registering
from seats import seat_at

if TYPE_CHECKING:
    from desk.rules.spans import Span
    from desk.services.seat import Seat

CASES = 1_000_000
WORDS = 120
WEEKS = 40
AGAIN = 9
EVERY = 40


@cache
def _where() -> str:
    if SERVER not in os.environ:
        raise SystemExit(f"{SERVER} names no server.")
    return next(made for engine, cases, made in desks() if (engine, cases) == ("postgres", CASES))()


@cache
def _seat() -> Seat:
    return seat_at(_where())  # type: ignore[arg-type]


@cache
def _raw() -> Raw:
    return Raw(_where())


# ------------------------------------------------------------------ writing and searching


def registration() -> Iterator[Figure]:
    """A call with name and number, to the durable commit, against the same statements one by one."""
    from registration import PLAIN

    from desk.services import cases

    number, begun = count(), time.time_ns()

    def ours() -> object:
        return cases.register(_seat(), {**PLAIN, "key": f"ours-{begun}-{next(number)}"})

    ours()
    newest = _raw().value("SELECT max(id) FROM cases")
    mine, limit = turns(ours, registering(_raw(), newest), 400)
    told = f"{median_ms(mine):.2f} ms against {median_ms(limit):.2f} ms raw, p99 {percentile_ms(mine, 99):.1f} ms"
    yield Figure("one registration, service call to durable commit", median_ms(mine) / median_ms(limit), 1.8, told)


def search() -> Iterator[Figure]:
    """Words of cases, typed letter by letter."""
    from desk.services import searching

    mine: list[float] = []
    limit: list[float] = []
    for turn, line in enumerate(_typed()):
        pair: list[tuple[list[float], Callable[[], object]]] = [
            (mine, partial(searching.find, _seat(), line)),
            (limit, partial(found, _raw(), line)),
        ]
        for times, work in pair if turn % 2 else reversed(pair):
            work()
            times.append(timed(work))
    p95, theirs = percentile_ms(mine, 95), percentile_ms(limit, 95)
    told = f"{p95:.1f} ms against {theirs:.1f} ms, {len(mine)} lines"
    yield Figure("search as you type, p95", p95 / theirs, 1.3, told)
    told = f"median {median_ms(mine):.1f} ms, worst {max(mine) * 1000:.0f} ms"
    yield Figure("search as you type, p95", p95, 10.0, told, "ms")


def _typed() -> list[str]:
    chance = random.Random(7)
    most = _raw().value("SELECT max(id) FROM cases")
    lines = []
    for _ in range(WORDS):
        row = _raw().all("SELECT name, summary FROM cases WHERE id = ?", (chance.randint(1, most),))
        words = [word for name, summary in row for word in f"{name or ''} {summary}".split() if len(word) > 2]
        for word in words and [chance.choice(words)]:
            lines += [word[:length] for length in range(3, len(word) + 1)]
    return lines


# ------------------------------------------------------------------ lists and reports


def lists() -> Iterator[Figure]:
    """Pages of each list to its end."""
    from lists import _measure

    from desk.storage.lists import Which

    every = {
        "all": Which(),
        "open": Which(open=True),
        "overdue": Which(overdue_at=int(time.time())),
        "bus cards": Which(kind="bus_card"),
        "a group's open": Which(open=True, group="Reception"),
        "one's own": Which(agent=_raw().value("SELECT agent FROM cases ORDER BY id DESC LIMIT 1")),
    }
    for name, which in every.items():
        yield _measure(_seat(), name, which)


def week() -> Iterator[Figure]:
    """Weeks drawn at random, from nothing cached and cached."""
    from desk.rules.spans import SpanSort, span_of

    first, last = _days()
    chance = random.Random(3)
    spans = [span_of(SpanSort.WEEK, date.fromordinal(chance.randint(first + 100, last - 14))) for _ in range(WEEKS)]
    yield from _spans("week", spans, 1.2, 1.0)


def reports() -> Iterator[Figure]:
    """Every tertial, half-year and year of the last three that lie in the data whole."""
    from desk.rules.spans import SpanSort, span_of

    for sort, cached in (("tertial", 20.0), ("half", 35.0), ("year", 50.0)):
        _first, last = _days()
        span = span_of(SpanSort(sort), date.fromordinal(last - 3 * 366))
        spans = []
        while (span := span.next).last.toordinal() < last:
            spans.append(span)
        yield from _spans(sort, spans, 1.5, cached)


def _days() -> tuple[int, int]:
    (row,) = _raw().all("SELECT min(day), max(day) FROM cases")
    return row[0], row[1]


def _spans(sort: str, spans: list[Span], limit: float, most: float) -> Iterator[Figure]:
    from desk.rules.spans import earlier
    from desk.services import reports
    from desk.services.reports import TRENDS

    cold, plain, warm = [], [], []
    for span in spans:
        _forget("")
        before = earlier(span, TRENDS[span.sort])[0].first.toordinal()
        plain.append(timed(partial(figures, _raw(), span.first.toordinal(), span.last.toordinal(), before)))
        fresh = reports.Fresh()
        ask = partial(reports.span, _seat(), span, parts=())
        cold.append(timed(partial(ask, fresh=fresh)))
        reports.store_cache(_seat(), fresh)
        reports.store_cache(_seat(), _fresh(ask))
        warm.append(statistics.median(timed(ask) for _ in range(AGAIN)))
    ours, theirs = median_ms(cold), median_ms(plain)
    yield Figure(f"{sort}, from nothing cached", ours / theirs, limit, f"{ours:.0f} ms against {theirs:.0f} ms")
    yield Figure(f"{sort}, cached", median_ms(warm), most, f"worst {max(warm) * 1000:.1f} ms", "ms")


def _fresh(ask: Callable[..., object]) -> Any:
    from desk.services import reports

    fresh = reports.Fresh()
    ask(fresh=fresh)
    return fresh


def _forget(which: str) -> None:
    _raw().run(f"DELETE FROM day_facts {which}")
    _raw().run("DELETE FROM standings")


def heat() -> Iterator[Figure]:
    """A tertial's calls by the hour, and its failure demand, from nothing and cached."""
    from desk.rules.report import Level
    from desk.rules.spans import SpanSort, span_of
    from desk.services import demand, reports, telephone

    first, last = _raw().all("SELECT min(day), max(day) FROM calls")[0]
    span = span_of(SpanSort.TERTIAL, date.fromordinal((first + last) // 2))
    works: dict[str, tuple[Callable[..., object], float]] = {
        "calls by the hour": (partial(telephone.telephone, _seat(), span, Level.ALL, ""), 40.0),
        "failure demand": (partial(demand.report, _seat(), span), 200.0),
    }
    for name, (work, most) in works.items():
        _forget("WHERE subject LIKE '%hours/%' OR subject LIKE '%demand%'")
        fresh = reports.Fresh()
        cold = timed(partial(work, fresh=fresh))
        reports.store_cache(_seat(), fresh)
        warm = statistics.median(timed(work) for _ in range(AGAIN)) * 1000
        yield Figure(f"{name} of a tertial, cached", warm, most, f"from nothing {cold * 1000:.0f} ms", "ms")


def due() -> Iterator[Figure]:
    """The list of what is due."""
    from desk.services import due as services

    work = partial(services.due, _seat())
    work()
    yield Figure("what is due", statistics.median(timed(work) for _ in range(AGAIN)) * 1000, 50.0, "", "ms")


NAMES: dict[str, Callable[[], Iterator[Figure]]] = {
    each.__name__: each for each in (registration, search, lists, week, reports, heat, due)
}
