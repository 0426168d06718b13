"""The follow-up: a week against its goals, and today's line on the desk."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from desk.rules import goals
from desk.rules.calendar import Week, last_whole_week, local_day, span_bounds
from desk.rules.figures import rate
from desk.rules.refusals import refuse
from desk.rules.report import Basis, DayCalls, Level, Part, WeekReport
from desk.rules.rights import Right
from desk.services.seat import Seat, now_utc
from desk.storage import day_cache, organisation
from desk.storage import reports as counted
from desk.storage.database import Transaction
from desk.storage.day_cache import Fresh
from desk.storage.faults import DatabaseUnusable
from desk.storage.reports import Asked, Moment

__all__ = ["EVERY_PART", "TREND_WEEKS", "Fresh", "Today", "store_cache", "today", "week"]

TREND_WEEKS = 13
"""How many weeks before the one reported a trend goes back."""
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
    """The weekly follow-up.

    Args:
        week: The last whole week where none is named.
        level: What the reader looks at; it is repeated in the report, which holds all levels in ``parts``.
        parts: The levels to count besides the whole; the others' lists are empty. The whole alone is quickest.
        fresh: Gathers what had to be counted. Hand it to :func:`store_cache` afterwards, where one may write.

    Who may not see individuals' figures sees among the agents their own alone.

    Raises:
        Refused: ``week_in_future``; NotAllowed without the right to see figures.
    """
    seat.demand(Right.SEE_FIGURES)
    moment = _moment(seat, now)
    week = week or last_whole_week(moment.today)
    if week > Week.of(moment.today):
        refuse("week_in_future", "week", last=Week.of(moment.today))
    gathered = Fresh() if fresh is None else fresh
    asked = _asked(seat, week, moment)
    with seat.database.read() as tx:
        return _report(tx, seat, asked, level, parts, gathered)


def _report(
    tx: Transaction, seat: Seat, asked: Asked, level: Level, parts: Collection[Level], fresh: Fresh
) -> WeekReport:
    before = [asked.week.shifted(back) for back in range(-TREND_WEEKS, 0)]
    keys = counted.keys(tx, before[0], asked.week, asked.basis, fresh)
    whole = counted.whole(tx, asked, keys, fresh)
    groups = _groups(tx, seat, asked, fresh) if Level.GROUP in parts else ()
    agents = _agents(tx, seat, asked, fresh) if Level.AGENT in parts else ()
    return WeekReport(
        **{each.name: getattr(whole, each.name) for each in dataclasses.fields(whole)},
        span=asked.week.code,
        first=asked.week.first,
        last=asked.week.last,
        level=level,
        goals=goals.rows(goals.DEFAULT_GOALS, whole),
        deviations=goals.find_deviations(goals.DEFAULT_GOALS, whole, groups, agents),
        groups=groups,
        agents=agents,
        trend=counted.trend(tx, before, keys, asked.at, asked.basis, fresh),
        days=counted.days(tx, asked, fresh),
        basis=asked.basis,
    )


def _groups(tx: Transaction, seat: Seat, asked: Asked, fresh: Fresh) -> tuple[Part, ...]:
    """Every answer group in the municipality's order, then those at rest that have figures."""
    found = counted.parts(tx, asked, Level.GROUP, fresh)
    names = (*seat.organisation.groups, *(name for name in found if name not in seat.organisation.groups))
    return tuple(dataclasses.replace(found.get(name, Part(name=name)), title=name) for name in names)


def _agents(tx: Transaction, seat: Seat, asked: Asked, fresh: Fresh) -> tuple[Part, ...]:
    """Those who have figures, by name; or the person's own alone."""
    found = counted.parts(tx, asked, Level.AGENT, fresh)
    if not seat.who.may(Right.SEE_INDIVIDUALS):
        own = found.get(seat.who.login, Part(name=seat.who.login))
        return (dataclasses.replace(own, title=seat.who.name),)
    return tuple(
        dataclasses.replace(found[each.login], title=each.name)
        for each in organisation.people(tx)
        if each.login in found
    )


def store_cache(seat: Seat, fresh: Fresh) -> bool:
    """Store what a report had to count, so that the next one need not. One short transaction.

    A database that cannot be written just now costs nobody the report: then nothing is stored, and the answer
    is ``False``.
    """
    if not fresh:
        return True
    try:
        with seat.database.write() as tx:
            day_cache.store(tx, fresh)
    except DatabaseUnusable:
        return False
    fresh.clear()
    return True


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
    asked = _asked(seat, Week.of(moment.today), moment)
    gathered = Fresh() if fresh is None else fresh
    with seat.database.read() as tx:
        channels = counted.channels_of_day(tx, moment.today.toordinal())
        days, calls = counted.latest_calls(tx, asked, TODAY_DAYS, gathered)
    goal = next((each.target for each in goals.DEFAULT_GOALS if each.figure == "answer_rate"), None)
    return Today(
        day=moment.today,
        channels=channels,
        answer_rate=rate(days[-1].answered, days[-1].offered),
        week_answer_rate=calls.answer_rate,
        days=days,
        goal=goal,
    )


def _moment(seat: Seat, now: datetime | None) -> Moment:
    at = (now or now_utc()).astimezone(UTC)
    return Moment(int(at.timestamp()), local_day(at, seat.settings.zone))


def _asked(seat: Seat, week: Week, moment: Moment) -> Asked:
    settings = seat.settings
    basis = Basis(settings.short_wait_s, settings.answer_wait_s, settings.email_working_days)
    end = span_bounds(week, settings.zone)[1]
    return Asked(week, int(end.timestamp()), moment, basis)
