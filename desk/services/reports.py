"""The follow-up: a week or a longer span against its goals, and today's line on the desk."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from desk.rules import goals, spans
from desk.rules.calendar import Week, last_whole_week, local_day, span_bounds
from desk.rules.figures import rate
from desk.rules.goals import Explanation, Goal, Place
from desk.rules.refusals import refuse
from desk.rules.report import Basis, DayCalls, Level, Part, WeekReport
from desk.rules.rights import Right
from desk.rules.spans import Span, SpanSort, week_span
from desk.services.seat import Seat, now_utc
from desk.storage import day_cache, deviations, organisation
from desk.storage import goals as decided
from desk.storage import reports as counted
from desk.storage.database import Transaction
from desk.storage.day_cache import Fresh
from desk.storage.faults import DatabaseUnusable
from desk.storage.reports import Asked, Gathered, Moment, has_follow_up

__all__ = [
    "EVERY_PART",
    "TRENDS",
    "TREND_WEEKS",
    "Fresh",
    "Today",
    "last_whole",
    "span",
    "store_cache",
    "today",
    "week",
]

TRENDS = {SpanSort.WEEK: 13, SpanSort.MONTH: 12, SpanSort.TERTIAL: 6, SpanSort.HALF: 4, SpanSort.YEAR: 5}
"""How many spans before the one reported a trend goes back, by sort."""
TREND_WEEKS = TRENDS[SpanSort.WEEK]
TREND_YEARS = TRENDS[SpanSort.YEAR]
"""How many earlier years a cumulative span is held against."""
EVERY_PART = (Level.GROUP, Level.AGENT)
TODAY_DAYS = 7


def week(
    seat: Seat,
    week: Week | None = None,
    level: Level = Level.ALL,
    now: datetime | None = None,
    *,
    parts: Collection[Level] = EVERY_PART,
    fresh: Fresh | None = None,
) -> WeekReport:
    """The weekly follow-up: :func:`span` of a week, the last whole one where none is named.

    Raises:
        Refused: ``week_in_future``; NotAllowed without the right to see figures.
    """
    seat.demand(Right.SEE_FIGURES)
    moment = _moment(seat, now)
    wanted = week_span(week or last_whole_week(moment.today))
    return _counted(seat, wanted, level, moment, parts, fresh)


def span(
    seat: Seat,
    span: Span,
    level: Level = Level.ALL,
    now: datetime | None = None,
    *,
    parts: Collection[Level] = EVERY_PART,
    fresh: Fresh | None = None,
) -> WeekReport:
    """The follow-up of any span. One that is on counts up to now.

    Args:
        level: What the reader looks at; it is repeated in the report, which holds all levels in ``parts``.
        parts: The levels to count besides the whole; the others' lists are empty. The whole alone is quickest.
        fresh: Gathers what had to be counted. Hand it to :func:`store_cache` afterwards, where one may write.

    Who may not see individuals' figures sees among the agents their own alone.

    Raises:
        Refused: ``week_in_future`` or ``report_in_future``; NotAllowed without the right to see figures.
    """
    seat.demand(Right.SEE_FIGURES)
    return _counted(seat, span, level, _moment(seat, now), parts, fresh)


def last_whole(seat: Seat, sort: SpanSort, now: datetime | None = None, *, cumulative: bool = False) -> Span:
    """The latest span of this sort that has ended, or the one from the year's start until then."""
    ended = spans.last_whole(sort, _moment(seat, now).today)
    return ended.cumulative if cumulative else ended


def _counted(
    seat: Seat, wanted: Span, level: Level, moment: Moment, parts: Collection[Level], fresh: Fresh | None
) -> WeekReport:
    if wanted.first > moment.today:
        if wanted.sort is SpanSort.WEEK:
            refuse("week_in_future", "week", last=Week.of(moment.today))
        refuse("report_in_future", "span", last=_now_on(wanted, moment.today))
    asked = _asked(seat, wanted, moment)
    with seat.database.read() as tx:
        known = dataclasses.replace(asked, follow_up=has_follow_up(tx))
        return _report(tx, seat, known, level, parts, Fresh() if fresh is None else fresh)


def _now_on(like: Span, today: date) -> Span:
    on = spans.span_of(like.sort, today)
    return on.cumulative if like.is_cumulative else on


def _report(
    tx: Transaction, seat: Seat, asked: Asked, level: Level, parts: Collection[Level], fresh: Fresh
) -> WeekReport:
    span = asked.span
    before = spans.earlier(span, TREND_YEARS if span.is_cumulative else TRENDS[span.sort])
    holding, explained = _goals(tx, seat, asked)
    known = counted.gather(tx, asked, before, fresh)
    whole = counted.whole(tx, asked, known, fresh)
    groups = _groups(tx, asked, known, fresh) if Level.GROUP in parts else ()
    agents = _agents(tx, seat, asked, known, fresh) if Level.AGENT in parts else ()
    return WeekReport(
        **{each.name: getattr(whole, each.name) for each in dataclasses.fields(whole)},
        span=span.code,
        first=span.first,
        last=span.last,
        level=level,
        goals=goals.rows(goals.goals_at(holding, Level.ALL), whole),
        deviations=goals.find_deviations(holding, whole, groups, agents, explained, span),
        groups=groups,
        agents=agents,
        trend=counted.trend(before, known, asked),
        days=counted.days(tx, asked, fresh) if span.is_week else (),
        points=() if span.is_week else counted.points(tx, asked, known, fresh),
        typed_weeks=len(known.by_hand.within(*asked.days).weeks),
        basis=asked.basis,
    )


def _goals(tx: Transaction, seat: Seat, asked: Asked) -> tuple[tuple[Goal, ...], dict[Place, Explanation]]:
    """The goals that hold, and what was written about deviations: an individual's for who follows up, and their own."""
    span = asked.span
    if not asked.follow_up:
        return goals.with_defaults((), span.last), {}
    people = None if seat.who.may(Right.FOLLOW_UP) else (seat.who.login,)
    return decided.valid(tx, span.first, span.last), deviations.explained(tx, span.code, people)


def _groups(tx: Transaction, asked: Asked, known: Gathered, fresh: Fresh) -> tuple[Part, ...]:
    """Every answer group in the municipality's order, then those at rest that have figures."""
    found = counted.parts(tx, asked, Level.GROUP, known, fresh)
    in_use = organisation.groups(tx)
    names = (*in_use, *(name for name in found if name not in in_use))
    return tuple(dataclasses.replace(found.get(name, Part(name=name)), title=name) for name in names)


def _agents(tx: Transaction, seat: Seat, asked: Asked, known: Gathered, fresh: Fresh) -> tuple[Part, ...]:
    """Those who have figures, by name; or the person's own alone."""
    found = counted.parts(tx, asked, Level.AGENT, known, fresh)
    if not seat.who.may(Right.SEE_INDIVIDUALS):
        own = found.get(seat.who.login, Part(name=seat.who.login))
        return (dataclasses.replace(own, title=seat.who.name),)
    return tuple(
        dataclasses.replace(found[each.login], title=each.name)
        for each in organisation.people(tx)
        if each.login in found
    )


def store_cache(seat: Seat, fresh: Fresh) -> bool:
    """Store what a report had to count, so that the next one need not. In short transactions: nobody waits for a year.

    A database that cannot be written just now costs nobody the report: then nothing more is stored, and the answer
    is ``False``.
    """
    if not fresh:
        return True
    try:
        if not seat.database.may_write():
            return False
        for rows in _portions(fresh.rows()):
            with seat.database.write() as tx:
                day_cache.store(tx, rows)
        if fresh.standings:
            with seat.database.write() as tx:
                day_cache.store_standings(tx, fresh.standings)
    except DatabaseUnusable:
        return False
    fresh.clear()
    return True


_PORTION = 1 << 18
"""Bytes of facts that one transaction stores: some milliseconds."""


def _portions(rows: day_cache.Rows) -> Iterator[day_cache.Rows]:
    portion: list[day_cache.Row] = []
    size = 0
    for row in rows:
        portion.append(row)
        size += len(row[-1])
        if size >= _PORTION:
            yield portion
            portion, size = [], 0
    if portion:
        yield portion


# ------------------------------------------------------------------ today


@dataclass(frozen=True)
class Today:
    """The desk's own line.

    Attributes:
        channels: Today's cases, by channel.
        answer_rate: Today's; ``week_answer_rate`` this week's, typed figures included.
        days: The last seven days' calls, today last.
        goal: The answer rate's goal, or ``None`` where it has none.
    """

    day: date
    channels: Mapping[str, int]
    answer_rate: float | None
    week_answer_rate: float | None
    days: tuple[DayCalls, ...]
    goal: float | None


def today(seat: Seat, now: datetime | None = None, fresh: Fresh | None = None) -> Today:
    """Today's contacts and calls, and the answer rate of the last days. ``fresh`` as for :func:`week`."""
    seat.demand(Right.SEE_FIGURES)
    moment = _moment(seat, now)
    asked = _asked(seat, week_span(Week.of(moment.today)), moment)
    gathered = Fresh() if fresh is None else fresh
    with seat.database.read() as tx:
        channels = counted.channels_of_day(tx, moment.today.toordinal())
        days, calls = counted.latest_calls(tx, asked, TODAY_DAYS, gathered)
        holding = decided.valid(tx, moment.today, moment.today)
    goal = goals.goal_for(holding, "answer_rate", Level.ALL)
    return Today(
        day=moment.today,
        channels=channels,
        answer_rate=rate(days[-1].answered, days[-1].offered),
        week_answer_rate=calls.answer_rate,
        days=days,
        goal=None if goal is None else goal.target,
    )


def _moment(seat: Seat, now: datetime | None) -> Moment:
    at = (now or now_utc()).astimezone(UTC)
    return Moment(int(at.timestamp()), local_day(at, seat.settings.zone))


def _asked(seat: Seat, span: Span, moment: Moment) -> Asked:
    settings = seat.settings
    basis = Basis(settings.short_wait_s, settings.answer_wait_s, settings.email_working_days)
    end = span_bounds(span, settings.zone)[1]
    return Asked(span, int(end.timestamp()), moment, basis)
