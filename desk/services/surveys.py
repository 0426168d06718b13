"""Satisfaction: what people answered about attitude and knowledge, typed by hand, and the figures of it.

Nothing says who answered, and free text is not kept. An individual's figures are for those who may see individuals'
figures and for the person, and never of fewer than five answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from desk.rules.calendar import Week, last_whole_week, local_day
from desk.rules.events import Happening
from desk.rules.goals import Goal, goal_for
from desk.rules.refusals import NotFound, Problem, refuse
from desk.rules.report import Level
from desk.rules.rights import Person, Right
from desk.rules.spans import Span, week_span
from desk.rules.surveys import (
    GRADES,
    HIGHEST,
    LOWEST,
    QUESTIONS,
    WEEKS,
    Answer,
    Counts,
    SurveyPart,
    SurveyReport,
    SurveyWeek,
    part,
    survey_week,
)
from desk.services.deviation_finder import find_late
from desk.services.people import demand_now
from desk.services.seat import Seat, moment_of, now_utc
from desk.storage import calls, goals, organisation, surveys, trail
from desk.storage.database import Transaction
from desk.storage.surveys import Grades, Kept

__all__ = ["MOST", "Added", "Kept", "Places", "add", "correct", "latest", "places", "remove", "report"]

MOST = 1000
"""Equal answers that are typed at once, at most."""
PAGE = 50
FIELDS = ("day", "group", "agent", *QUESTIONS)
"""What of an answer can be corrected."""


# ------------------------------------------------------------------ figures


def report(seat: Seat, span: Span | None = None, level: Level = Level.ALL, now: datetime | None = None) -> SurveyReport:
    """What was answered over a span: of the whole desk, of each answer group, or of each individual that has any.

    Args:
        span: The last whole week where none is named.

    Who may not see individuals' figures sees their own alone.

    Raises:
        NotAllowed: without the right to see figures.
    """
    seat.demand(Right.SEE_FIGURES)
    today = local_day(now or now_utc(), seat.settings.zone)
    asked = span or week_span(last_whole_week(today))
    weeks = _weeks(min(asked.last, max(today, asked.first)))
    with seat.database.read() as tx:
        counts = surveys.counts(tx, asked.first.toordinal(), asked.last.toordinal(), level)
        trends = surveys.weekly(tx, weeks[0].monday.toordinal(), weeks[-1].sunday.toordinal(), level)
        decided = goals.valid(tx, asked.first, asked.last)
        titles = _titles(tx, seat, level, {*counts, *trends})
    parts = tuple(
        _part(level, name, title, counts.get(name), decided, weeks, trends.get(name, {}))
        for name, title in titles.items()
    )
    return SurveyReport(asked.code, asked.first, asked.last, level, parts)


def _weeks(last: date) -> tuple[Week, ...]:
    week = Week.of(last)
    return tuple(week.shifted(-back) for back in range(WEEKS - 1, -1, -1))


def _titles(tx: Transaction, seat: Seat, level: Level, found: set[str]) -> dict[str, str]:
    """Whose figures are told, each with what a person reads: every group, and everybody who has answers."""
    if level is Level.ALL:
        return {"": ""}
    if level is Level.GROUP:
        every = (*seat.organisation.groups, *sorted(found.difference(seat.organisation.groups)))
        return {name: name for name in every}
    if not seat.who.may(Right.SEE_INDIVIDUALS):
        return {seat.who.login: seat.who.name}
    return {each.login: each.name for each in organisation.people(tx) if each.login in found}


def _part(
    level: Level,
    name: str,
    title: str,
    counts: Counts | None,
    decided: tuple[Goal, ...],
    weeks: tuple[Week, ...],
    sums: Mapping[int, Grades],
) -> SurveyPart:
    individual = level is Level.AGENT
    goal = {each: found.target for each in QUESTIONS if (found := goal_for(decided, each, level, name)) is not None}
    trend: tuple[SurveyWeek, ...] = tuple(
        survey_week(each.code, sums.get(each.monday.toordinal()), individual=individual) for each in weeks
    )
    return part(name, title, counts or Counts(), goal, trend, individual=individual)


# ------------------------------------------------------------------ typed by hand


@dataclass(frozen=True)
class Added:
    """The answers that were typed: their ids, and what each says."""

    ids: tuple[int, ...]
    answer: Answer


@dataclass(frozen=True)
class Places:
    """What an answer may be about: the answer groups, and everybody the desk knows."""

    groups: tuple[str, ...]
    people: tuple[Person, ...]


def places(seat: Seat) -> Places:
    """What an answer may be about, for a form.

    Raises:
        NotAllowed: the person's role does not keep the follow-up.
    """
    seat.demand(Right.FOLLOW_UP)
    with seat.database.read() as tx:
        people = tuple(each for each in organisation.people(tx) if each.active)
    return Places(seat.organisation.groups, people)


def add(
    seat: Seat,
    *,
    attitude: int | None = None,
    knowledge: int | None = None,
    group: str | None = None,
    agent: str | None = None,
    day: date | None = None,
    count: int = 1,
    now: datetime | None = None,
) -> Added:
    """Type ``count`` equal answers. Either grade may be missing.

    Args:
        day: Today where none is named.

    Raises:
        NotAllowed: the person's role does not keep the follow-up.
        Refused: a grade that is none, or neither of them; a day to come; a group or an agent that nobody knows.
    """
    seat.demand(Right.FOLLOW_UP)
    if not 1 <= count <= MOST:
        refuse("number_too_small" if count < 1 else "number_too_large", "count", ge=1, le=MOST)
    moment = moment_of(now)
    at, today = int(moment.timestamp()), local_day(moment, seat.settings.zone)
    given = Answer(today if day is None else day, attitude, knowledge, group, agent)
    with seat.database.write() as tx:
        demand_now(tx, seat, Right.FOLLOW_UP)
        answer = _checked(tx, given, today)
        ids = tuple(surveys.put(tx, answer, at, seat.who.login) for _each in range(count))
        changes = {"answers": (None, count), "day": (None, answer.day.isoformat()), "group": (None, answer.group)}
        trail.add(tx, None, at, seat.who.login, Happening.ADDED, changes, subject=_subject(ids[0]))
    find_late(seat, (answer.day,), moment)
    return Added(ids, answer)


def correct(seat: Seat, number: int, values: Mapping[str, Any], now: datetime | None = None) -> Kept:
    """Correct an answer that was mistyped; the trail keeps both values, but not about whom it is.

    Args:
        values: By field (``day``, ``group``, ``agent``, ``attitude``, ``knowledge``); what is not named stays.

    Raises:
        NotFound: there is no such answer.
        Refused: as :func:`add`, and ``nothing_changed``.
    """
    seat.demand(Right.FOLLOW_UP)
    moment = moment_of(now)
    at, today = int(moment.timestamp()), local_day(moment, seat.settings.zone)
    with seat.database.write() as tx:
        demand_now(tx, seat, Right.FOLLOW_UP)
        before = _known(tx, number)
        after = _checked(tx, replace(before.answer, **{name: values[name] for name in FIELDS if name in values}), today)
        changes = _differing(before.answer, after)
        if not changes:
            refuse("nothing_changed")
        surveys.change(tx, number, after)
        trail.add(tx, None, at, seat.who.login, Happening.CHANGED, _told(changes), subject=_subject(number))
    find_late(seat, (before.answer.day, after.day), moment)
    return replace(before, answer=after)


def remove(seat: Seat, number: int, now: datetime | None = None) -> Kept:
    """Take an answer out of every figure; the trail keeps what it said. A file that it came with adds it no more.

    Raises:
        NotFound: there is no such answer.
    """
    seat.demand(Right.FOLLOW_UP)
    moment = moment_of(now)
    at = int(moment.timestamp())
    with seat.database.write() as tx:
        demand_now(tx, seat, Right.FOLLOW_UP)
        before = _known(tx, number)
        surveys.remove(tx, number)
        changes = {name: (was, None) for name, was in _values(before.answer).items() if was is not None}
        trail.add(tx, None, at, seat.who.login, Happening.REMOVED, _told(changes), subject=_subject(number))
    find_late(seat, (before.answer.day,), moment)
    return before


def latest(seat: Seat, limit: int = PAGE, before: int | None = None) -> tuple[Kept, ...]:
    """The answers entered last, the newest first, to find one that was mistyped.

    Whom an answer is about stands only with those that the person typed: a few answers about somebody are not shown.

    Raises:
        NotAllowed: the person's role does not keep the follow-up.
    """
    seat.demand(Right.FOLLOW_UP)
    with seat.database.read() as tx:
        found = surveys.latest(tx, limit, before)
    return tuple(each if _typed_by(seat, each) else _of_nobody(each) for each in found)


def _typed_by(seat: Seat, kept: Kept) -> bool:
    return kept.answer.key is None and kept.entered_by == seat.who.login


def _of_nobody(kept: Kept) -> Kept:
    return replace(kept, answer=replace(kept.answer, agent=None))


# ------------------------------------------------------------------ what an answer may say


def _checked(tx: Transaction, given: Answer, today: date) -> Answer:
    """The answer with group and agent as they are known. Raises Refused."""
    if given.attitude is None and given.knowledge is None:
        refuse("survey_no_grade", "attitude")
    for name in QUESTIONS:
        grade = given.attitude if name == "attitude" else given.knowledge
        if grade is not None and grade not in GRADES:
            refuse("survey_grade", name, value=grade, lowest=LOWEST, highest=HIGHEST)
    if given.day > today:
        refuse("survey_future", "day", day=given.day.isoformat())
    return replace(given, group=_group(tx, given.group), agent=_agent(tx, given.agent))


def _group(tx: Transaction, name: str | None) -> str | None:
    if not name:
        return None
    known = calls.groups_by_name(tx)
    found = known.get(name.strip().casefold())
    if found is None:
        refuse("group_unknown", "group", allowed=tuple(known.values()))
    return found


def _agent(tx: Transaction, name: str | None) -> str | None:
    if not name:
        return None
    found = calls.agents_by_name(tx).get(name.strip().casefold())
    if found is None:
        known = tuple(each.login for each in organisation.people(tx) if each.active and each.may_log_in)
        refuse("agent_unknown", "agent", allowed=known)
    return found


def _known(tx: Transaction, number: int) -> Kept:
    found = surveys.one(tx, number)
    if found is None:
        raise NotFound(Problem("survey_unknown", "number", {"number": number}))
    return found


def _values(answer: Answer) -> dict[str, Any]:
    """What an answer says, by field, as JSON values."""
    return {
        "day": answer.day.isoformat(),
        "group": answer.group,
        "agent": answer.agent,
        "attitude": answer.attitude,
        "knowledge": answer.knowledge,
    }


def _differing(before: Answer, after: Answer) -> dict[str, tuple[Any, Any]]:
    old, new = _values(before), _values(after)
    return {name: (old[name], new[name]) for name in FIELDS if old[name] != new[name]}


def _told(changes: dict[str, tuple[Any, Any]]) -> dict[str, tuple[Any, Any]]:
    """What the trail keeps: both grades, but not about whom: a single answer about somebody is shown to nobody."""
    told = {name: change for name, change in changes.items() if name != "agent"}
    return told if len(told) == len(changes) else {**told, "written": (None, ["agent"])}


def _subject(number: int) -> str:
    return f"survey:{number}"
