"""How Desk grows: ten years of 10 000, 100 000 and 1 000 000 cases on each engine, of 10 000 000 on a server.

Everything is measured against the same work by plain SQL (:mod:`growth_raw`) or, for what a terminal shows, an empty
Textual app: turn by turn, in the same run. What came out stands in ``docs/growth.json`` and ``docs/growth.csv``, as a
table in ``docs/performance.md``, and as a plot in ``docs/pictures/growth.svg``.

``DESK_BENCHMARK_SERVER`` names a server on which databases may be made (``postgresql://…/postgres``); without it there
are SQLite's figures alone. Desks are made where they are missing; only the ten million have to be made beforehand, by
``python tests/benchmarks ten_years``. ``DESK_GROWTH_ONLY`` names those to measure again (``sqlite-10000 …``).
"""

from __future__ import annotations

import os
import random
import re
import statistics
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

import growth_raw
from figures import Figure, percentile_ms, timed, turns
from growth_made import desks
from growth_raw import Raw
from pseudo_terminal import EMPTY_APP, EMPTY_APP_WITH_SQLMODEL, ESCAPES, Program, script
from pseudo_terminal import desk as screen
from seats import seat_at

if TYPE_CHECKING:
    from desk.rules.spans import Span
    from desk.services.seat import Seat

CALL = {
    "kind": "enquiry",
    "channel": "phone",
    "topic": "school_transport_delay",
    "summary": "Bussen till skolan kom inte i morse",
    "citizen": {"name": "Karin Ström", "phone": "070-174 06 05"},
    "outcome": "solved_first",
}
LOGIN = re.compile(rb"\d\d-\d{6}")
REGISTRATIONS, WORDS, WEEKS, TERTIALS, STARTS = 300, 60, 12, 3, 7


@dataclass(frozen=True)
class Point:
    """One figure of one desk: ours and the limit's, in ``unit``."""

    engine: str
    cases: int
    events: int
    work: str
    ours: float
    limit: float
    unit: str = "ms"


def run() -> Iterator[Figure]:
    """Measure every desk that is there, write it all down, and hold registration to its goal."""
    from growth_told import keep, kept

    only = os.environ.get("DESK_GROWTH_ONLY", "").split()
    points = [each for each in kept() if only and f"{each.engine}-{each.cases}" not in only]
    for engine, cases, made in desks():
        if only and f"{engine}-{cases}" not in only:
            continue
        for point in measured(engine, cases, made()):
            points.append(point)
            told = f"{point.work}: {point.ours:.2f} against {point.limit:.2f} {point.unit}"
            print(f"  {engine} {cases} {told}", file=sys.stderr)
            keep(points)
    yield from _goals(points)


def _goals(points: Sequence[Point]) -> Iterator[Figure]:
    """One registration at each size over that at the smallest; in milliseconds, of the same run."""
    for engine in dict.fromkeys(each.engine for each in points):
        own = {each.cases: each.ours for each in points if each.engine == engine and each.work == "registration"}
        smallest = min(own)
        for cases in sorted(own):
            if cases != smallest:
                work = f"one registration, {engine}, {cases} cases over {smallest}"
                said = f"{own[cases]:.2f} ms against {own[smallest]:.2f} ms"
                yield Figure(work, own[cases] / own[smallest], 1.3, said)


def measured(engine: str, cases: int, where: str) -> Iterator[Point]:
    """Every figure of one desk."""
    raw = Raw(where)
    seat = seat_at(where)  # type: ignore[arg-type]
    events = raw.value("SELECT max(id) FROM events")
    point = partial(Point, engine, cases, events)
    yield point("registration", *_registration(seat, raw))
    yield point("search, p95", *_search(seat, raw))
    yield point("lists", *_lists(seat, raw))
    for work, ours, limit in _spans(seat, raw):
        yield point(work, ours, limit)
    raw.close()
    seat.database.close()
    for work, ours, limit, unit in _screen(where):
        yield point(work, ours, limit, unit)


# ------------------------------------------------------------------ each of them: ours and the limit


def _registration(seat: Seat, raw: Raw) -> tuple[float, float]:
    """Milliseconds from the call to the durable commit, against the same rows written by hand into the same desk."""
    from desk.services import cases

    turn = iter(range(1_000_000))

    def register() -> object:
        citizen = {"name": "Karin Ström", "phone": f"070-174 06 {5 + next(turn) % 95:02d}"}
        return cases.register(seat, {**CALL, "citizen": citizen})

    register()
    plain = growth_raw.registering(raw, raw.value("SELECT max(id) FROM cases"))
    for _ in range(20):
        register()
        plain()
    ours, limit = turns(register, plain, REGISTRATIONS)
    return statistics.median(ours) * 1000, statistics.median(limit) * 1000


def _search(seat: Seat, raw: Raw) -> tuple[float, float]:
    """The p95 of every beginning, from three letters, of words that stand in cases."""
    from desk.services import searching

    ours: list[float] = []
    limit: list[float] = []
    for turn, line in enumerate(_typed(raw)):
        pair: list[tuple[list[float], Callable[[], object]]] = [
            (ours, partial(searching.find, seat, line)),
            (limit, partial(growth_raw.found, raw, line)),
        ]
        for times, work in pair if turn % 2 else reversed(pair):
            work()
            times.append(timed(work))
    return percentile_ms(ours, 95), percentile_ms(limit, 95)


def _typed(raw: Raw) -> list[str]:
    chance, most = random.Random(7), raw.value("SELECT max(id) FROM cases")
    lines: list[str] = []
    while len(lines) < WORDS * 3:
        row = raw.run("SELECT name, summary FROM cases WHERE id = ?", (chance.randint(1, most),)).fetchone()
        words = [word for word in re.findall(r"\w+", f"{row[0] or ''} {row[1]}") if len(word) > 2]
        word = chance.choice(words or ["skola"])
        lines += [word[:length] for length in range(3, len(word) + 1)]
    return lines


def _lists(seat: Seat, raw: Raw) -> tuple[float, float]:
    """The mean over six pages: all (first, middle), open (first, second), one kind's, one group's open."""
    from desk.services import lists
    from desk.storage.lists import Which

    asked = growth_raw.lists(raw)
    middle, due = asked[1][1][0], asked[3][1]
    ours = [
        partial(lists.page, seat, Which(), 50),
        partial(lists.page, seat, Which(), 50, f"0.{middle}"),
        partial(lists.page, seat, Which(open=True), 50),
        partial(lists.page, seat, Which(open=True), 50, f"{due[0]}.{due[1]}"),
        partial(lists.page, seat, Which(kind="bus_card"), 50),
        partial(lists.page, seat, Which(open=True, group="Reception"), 50),
    ]
    mine: list[float] = []
    theirs: list[float] = []
    for page, (sql, values) in zip(ours, asked, strict=True):
        times, limit = turns(page, partial(raw.all, sql, values), 15)
        mine.append(statistics.median(times) * 1000)
        theirs.append(statistics.median(limit) * 1000)
    return statistics.mean(mine), statistics.mean(theirs)


def _spans(seat: Seat, raw: Raw) -> Iterator[tuple[str, float, float]]:
    """Weeks and tertials drawn at random: from nothing cached, and cached, each against plain SQL."""
    from desk.rules.spans import SpanSort, earlier, span_of
    from desk.services.reports import TRENDS

    first, last = raw.run("SELECT min(day), max(day) FROM cases").fetchone()
    chance = random.Random(3)
    for name, sort, many in (("week", SpanSort("week"), WEEKS), ("tertial", SpanSort("tertial"), TERTIALS)):
        back = 100 if name == "week" else 900
        days = [chance.randint(min(first + back, last - 150), last - 130) for _ in range(many)]
        cold, warm, limit = [], [], []
        for span in [span_of(sort, date.fromordinal(day)) for day in days]:
            before = earlier(span, TRENDS[span.sort])[0].first
            plain = partial(growth_raw.figures, raw, span.first.toordinal(), span.last.toordinal(), before.toordinal())
            _forget(raw)
            limit.append(timed(plain))
            cold.append(_cold(seat, span))
            warm.append(_median(seat, span))
        theirs = statistics.median(limit) * 1000
        yield f"{name}, nothing cached", statistics.median(cold) * 1000, theirs
        yield f"{name}, cached", statistics.median(warm) * 1000, theirs


def _forget(raw: Raw) -> None:
    raw.run("DELETE FROM day_facts")
    raw.run("DELETE FROM standings")


def _cold(seat: Seat, span: Span) -> float:
    """Seconds from nothing; what was counted is kept afterwards, and what its months need as well."""
    from desk.services import reports

    fresh = reports.Fresh()
    seconds = timed(partial(reports.span, seat, span, parts=(), fresh=fresh))
    reports.store_cache(seat, fresh)
    fresh = reports.Fresh()
    reports.span(seat, span, parts=(), fresh=fresh)
    reports.store_cache(seat, fresh)
    return seconds


def _median(seat: Seat, span: Span) -> float:
    from desk.services import reports

    return statistics.median(timed(partial(reports.span, seat, span, parts=())) for _ in range(7))


def _screen(where: str) -> Iterator[tuple[str, float, float, str]]:
    """From the command to the filled list, and the peak of memory with it there, against an empty Textual app."""
    _filled(where)
    ours, empty = turns(partial(_filled, where), _empty, STARTS)
    yield "start, list filled", statistics.median(ours) * 1000, statistics.median(empty) * 1000, "ms"
    yield "memory", _peak(screen(where)), _peak(script(EMPTY_APP_WITH_SQLMODEL)), "MB"


def _filled(where: str) -> None:
    with Program(screen(where)) as program:
        program.until(lambda seen: LOGIN.search(ESCAPES.sub(b"", seen)) is not None)


def _empty() -> None:
    with Program(script(EMPTY_APP)) as program:
        program.until(program.painted())


def _peak(argv: list[str]) -> float:
    with Program(argv) as program:
        program.until(program.painted())
        program.quiet(1.5)
        return program.peak_mb()
