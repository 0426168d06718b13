"""Telephone figures of any span from imported calls, by hour and weekday, and how many people a goal needs."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from desk.rules import figures
from desk.rules.calendar import Week, local_day
from desk.rules.call_hours import HourCell, HourFigures, Talk, TelephoneReport, Waits, times_of_hours
from desk.rules.erlang import MOST_ERLANGS, Aim, Load, Need
from desk.rules.erlang import need as needed
from desk.rules.goals import Goal, goal_for
from desk.rules.refusals import refuse
from desk.rules.report import Basis, Level
from desk.rules.rights import Right
from desk.rules.spans import Span
from desk.services.seat import Seat, now_utc
from desk.services.staffing import known_group
from desk.storage import call_hours, calls, goals, organisation, staffing
from desk.storage.call_hours import HourFacts
from desk.storage.database import Transaction
from desk.storage.day_cache import Fresh

FEWEST_TALKS = 5
"""With fewer calls whose talk is known, a mean says too little for Erlang's formula."""


# ------------------------------------------------------------------ a span


def telephone(
    seat: Seat,
    span: Span,
    level: Level = Level.ALL,
    name: str = "",
    now: datetime | None = None,
    *,
    fresh: Fresh | None = None,
) -> TelephoneReport:
    """The whole desk's telephone figures over a span, or those of a group or an agent (by login, or by whole name).

    They are of imported calls alone: weeks typed by hand have no hours, and are named in the report.

    Args:
        fresh: Gathers what had to be counted. Hand it to :func:`desk.services.reports.store_cache` afterwards.

    Raises:
        Refused: ``span_not_begun``, ``group_unknown``, ``agent_unknown``; NotAllowed without the right to see figures,
            or an individual's that are not one's own.
    """
    seat.demand(Right.SEE_FIGURES)
    if level is Level.AGENT and name.strip().casefold() not in (seat.who.login.casefold(), seat.who.name.casefold()):
        seat.demand(Right.SEE_INDIVIDUALS)
    today = local_day(now or now_utc(), seat.settings.zone)
    if span.first > today:
        refuse("span_not_begun", "span", today=today.isoformat())
    gathered = Fresh() if fresh is None else fresh
    with seat.database.read() as tx:
        name, title = _known(tx, level, name)
        if level is Level.AGENT and name != seat.who.login:
            seat.demand(Right.SEE_INDIVIDUALS)
        return _report(tx, seat, _Asked(span, level, name, title, min(span.last, today)), gathered)


def _known(tx: Transaction, level: Level, name: str) -> tuple[str, str]:
    """The name as it is spelt, and as a person reads it."""
    if level is Level.ALL:
        return "", ""
    if level is Level.GROUP:
        known = known_group(tx, name)
        return known, known
    login = calls.agents_by_name(tx).get(name.strip().casefold())
    who = None if login is None else organisation.person(tx, login)
    if who is None:
        refuse("agent_unknown", "agent", allowed=tuple(each.login for each in organisation.people(tx) if each.active))
    return who.login, who.name


@dataclass(frozen=True)
class _Asked:
    span: Span
    level: Level
    name: str
    title: str
    last: date

    @property
    def days(self) -> tuple[int, int]:
        return self.span.first.toordinal(), self.last.toordinal()


def _report(tx: Transaction, seat: Seat, asked: _Asked, fresh: Fresh) -> TelephoneReport:
    settings = seat.settings
    basis = Basis(settings.short_wait_s, settings.answer_wait_s, settings.email_working_days)
    places = call_hours.by_weekday(tx, asked.days, asked.level, asked.name, settings.zone, fresh)
    total = hour_figures(call_hours.together(tuple(places.values())), basis)
    open_days = call_hours.days_with_calls(tx, *asked.days)
    valid = goals.valid(tx, asked.span.first, asked.span.last)
    report = TelephoneReport(
        span=asked.span.code,
        first=asked.span.first,
        last=asked.span.last,
        level=asked.level,
        name=asked.name,
        title=asked.title,
        total=total,
        days=len(open_days),
        typed=_typed(tx, asked),
        basis=basis,
        goals=_goals(valid, asked),
        aim_level=aim_of(valid, asked.level, asked.name, basis).level,
        after_s=settings.after_call_s,
        shrinkage=settings.shrinkage_percent / 100,
    )
    planned = _planned(tx, asked)
    times = times_of_hours(open_days, settings.zone)
    cells = {
        place: _cell(place, hour_figures(facts, basis), times.get(place, 0), report, planned)
        for place, facts in places.items()
    }
    return dataclasses.replace(report, cells=cells)


def hour_figures(facts: HourFacts, basis: Basis) -> HourFigures:
    """The figures of what was counted."""
    answered, gave_up = facts.answered, facts.gave_up
    return HourFigures(
        calls=figures.calls(answered, gave_up, t_short=basis.t_short_s, t_answer=basis.t_answer_s),
        waits=Waits(
            figures.median(answered),
            figures.percentile(answered, 90),
            answered[-1] if answered else None,
            figures.median(gave_up),
            figures.percentile(gave_up, 90),
            gave_up[-1] if gave_up else None,
        ),
        talk=Talk(facts.talks, figures.rate(facts.talk_s, facts.talks)),
        cases=facts.cases,
        phone_cases=facts.phone,
    )


def _cell(
    place: tuple[int, int], of: HourFigures, times: int, report: TelephoneReport, planned: Mapping[int, float]
) -> HourCell:
    kept = {each.name: getattr(of, each.name) for each in dataclasses.fields(of)}
    cell = HourCell(**kept, weekday=place[0], hour=place[1], times=times, planned=planned.get(place[0]))
    return dataclasses.replace(cell, need=_need_of(cell, report))


def _need_of(cell: HourCell, report: TelephoneReport) -> Need | None:
    """How many people the aim needs in such an hour, with the span's own mean talk."""
    an_hour, talk = cell.calls_an_hour, report.total.talk
    if an_hour is None or talk.mean_s is None or talk.known < FEWEST_TALKS or report.level is Level.AGENT:
        return None
    load = Load(an_hour, talk.mean_s + report.after_s)
    aim = Aim(report.aim_level, report.basis.t_answer_s)
    return needed(load, aim, report.shrinkage) if load.erlangs <= MOST_ERLANGS else None


def _goals(valid: Iterable[Goal], asked: _Asked) -> dict[str, float]:
    known = tuple(valid)
    found = {each: goal_for(known, each, asked.level, asked.name) for each in ("answer_rate", "service_level")}
    return {name: goal.target for name, goal in found.items() if goal is not None}


def aim_of(valid: Iterable[Goal], level: Level, name: str, basis: Basis) -> Aim:
    """What is to be reached: the goal for the service level; without one, the answer rate's, taken as its share.

    Nobody gives up in Erlang's model, so that it knows no answer rate; but where 95 % are answered within the service
    level's wait, at least 95 % are answered.
    """
    known = tuple(valid)
    place = Level.ALL if level is Level.AGENT else level
    goal = goal_for(known, "service_level", place, name) or goal_for(known, "answer_rate", place, name)
    return Aim(min(max(goal.target if goal else 0.95, LEAST_LEVEL), MOST_LEVEL), basis.t_answer_s)


LEAST_LEVEL, MOST_LEVEL = 0.01, 0.999
"""What an aim may be: everybody answered in time can be promised by no number of people."""


def _typed(tx: Transaction, asked: _Asked) -> tuple[tuple[str, str], ...]:
    weeks = staffing.typed(tx, Week.of(asked.span.first), Week.of(asked.last))
    return tuple((group, week.code) for week, group in weeks if asked.level is not Level.GROUP or group == asked.name)


def _planned(tx: Transaction, asked: _Asked) -> dict[int, float]:
    """How many were in place on each weekday, in the mean of the days that are written; of groups that take calls."""
    if asked.level is Level.AGENT:
        return {}
    written = staffing.days(tx, *asked.days)
    if asked.level is Level.GROUP:
        taking = frozenset({asked.name})
    else:
        taking = call_hours.groups_with_calls(tx, *asked.days) if written else frozenset()
    by_day: dict[date, int] = {}
    for each in written:
        if each.group in taking and (each.planned or each.in_place):
            by_day[each.day] = by_day.get(each.day, 0) + each.in_place
    of_weekday: dict[int, list[int]] = {}
    for day, many in by_day.items():
        of_weekday.setdefault(day.weekday(), []).append(many)
    return {weekday: _mean(each) for weekday, each in of_weekday.items()}


def _mean(numbers: Sequence[int]) -> float:
    return sum(numbers) / len(numbers)


# ------------------------------------------------------------------ an asked load


def need(
    seat: Seat,
    calls: float,
    talk_s: float,
    *,
    within_s: int | None = None,
    level: float | None = None,
    after_s: int | None = None,
    shrinkage: float | None = None,
    now: datetime | None = None,
) -> Need:
    """How many people an aim needs at ``calls`` an hour; what is left out is as the municipality has set it.

    Raises:
        Refused: a number that cannot be (``number_too_small``, ``number_too_large``), at its field.
    """
    seat.demand(Right.SEE_FIGURES)
    settings = seat.settings
    today = local_day(now or now_utc(), settings.zone)
    basis = Basis(settings.short_wait_s, settings.answer_wait_s if within_s is None else within_s)
    with seat.database.read() as tx:
        usual = aim_of(goals.valid(tx, today, today), Level.ALL, "", basis)
    aim = usual if level is None else Aim(level, usual.within_s)
    load = Load(calls, talk_s + (settings.after_call_s if after_s is None else after_s))
    other = settings.shrinkage_percent / 100 if shrinkage is None else shrinkage
    _check("calls", calls, 0, MOST_CALLS)
    _check("talk", load.handling_s, 0, MOST_SECONDS)
    _check("within", aim.within_s, 0, MOST_SECONDS)
    _check("level", aim.level, LEAST_LEVEL, MOST_LEVEL)
    _check("shrinkage", other, 0, MOST_SHRINKAGE)
    _check("calls", load.erlangs, 0, MOST_ERLANGS)
    return needed(load, aim, other)


MOST_CALLS, MOST_SECONDS, MOST_SHRINKAGE = 1_000_000, 86_400, 0.9


def _check(name: str, value: float, least: float, most: float) -> None:
    if value < least:
        refuse("number_too_small", name, ge=least)
    if value > most:
        refuse("number_too_large", name, le=most)
