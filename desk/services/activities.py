"""What is done to reach goals: activities, who is responsible, and what came of them. Each change is in the trail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from desk.rules.activities import Activity
from desk.rules.calendar import local_day
from desk.rules.events import Happening
from desk.rules.refusals import NotFound, Problem, refuse
from desk.rules.rights import Right
from desk.services import goals as services_goals
from desk.services.people import demand_now
from desk.services.registration import clean
from desk.services.seat import Seat, moment_of
from desk.storage import goals, trail
from desk.storage.database import Transaction
from desk.words import day as in_words

__all__ = ["LONGEST", "add", "change", "done", "drop", "every", "of_goal"]

LONGEST: Mapping[str, int] = {"what": 300, "responsible": 100, "result": 1000}
_FIELDS = ("what", "responsible", "due", "done_on", "dropped_on", "result")


def of_goal(seat: Seat, goal_id: int) -> tuple[Activity, ...]:
    """A goal's activities, those under way first, by when they are due.

    Raises:
        NotFound: there is no such goal, or not for this person.
    """
    seat.demand(Right.SEE_FIGURES)
    with seat.database.read() as tx:
        services_goals.known(tx, seat, goal_id)
        return goals.activities(tx, goal_id)


def every(seat: Seat) -> tuple[Activity, ...]:
    """The activities of every goal that the person may see, those under way first, by when they are due."""
    seat.demand(Right.SEE_FIGURES)
    with seat.database.read() as tx:
        seen = {each.id for each in goals.decided(tx) if services_goals.may_see(seat, each)}
        return tuple(each for each in goals.activities(tx) if each.goal_id in seen)


def add(
    seat: Seat,
    goal_id: int,
    what: str,
    responsible: str = "",
    due: date | None = None,
    now: datetime | None = None,
) -> Activity:
    """Plan an activity for a goal.

    Raises:
        NotFound: there is no such goal.
        Refused: a text is missing or too long.
    """
    seat.demand(Right.FOLLOW_UP)
    with seat.database.write() as tx:
        demand_now(tx, seat, Right.FOLLOW_UP)
        services_goals.known(tx, seat, goal_id)
        new = Activity(goal_id, _text("what", what), _optional("responsible", responsible), due)
        made = replace(new, id=goals.add_activity(tx, new))
        changes = {name: (None, value) for name, value in _told(made).items() if value not in (None, "")}
        _tell(tx, seat, made, Happening.ADDED, {"goal": (None, goal_id), **changes}, moment_of(now))
        return made


def change(
    seat: Seat,
    number: int,
    *,
    what: str | None = None,
    responsible: str | None = None,
    due: date | None = None,
    no_due: bool = False,
    now: datetime | None = None,
) -> Activity:
    """Change an activity that is under way. ``None`` leaves a thing as it is.

    Raises:
        NotFound: there is no such activity.
        Refused: ``activity_over``, ``nothing_changed``, or a text that cannot be.
    """
    given: dict[str, Any] = {}
    if what is not None:
        given["what"] = _text("what", what)
    if responsible is not None:
        given["responsible"] = _optional("responsible", responsible)
    if due is not None or no_due:
        given["due"] = due
    return _change(seat, number, given, Happening.CHANGED, now)


def done(seat: Seat, number: int, on: date | None = None, result: str = "", now: datetime | None = None) -> Activity:
    """Say that an activity was done: on which day (today where none is given), and what came of it.

    Raises:
        NotFound: there is no such activity.
        Refused: ``activity_over``, or ``activity_done_later`` for a day to come.
    """
    return _over(seat, number, "done_on", on, result, now)


def drop(seat: Seat, number: int, on: date | None = None, result: str = "", now: datetime | None = None) -> Activity:
    """Say that an activity is not done after all. Refused as :func:`done` is."""
    return _over(seat, number, "dropped_on", on, result, now)


def _over(seat: Seat, number: int, field: str, on: date | None, result: str, now: datetime | None) -> Activity:
    today = local_day(moment_of(now), seat.settings.zone)
    day = on or today
    if day > today:
        refuse("activity_done_later", field)
    return _change(seat, number, {field: day, "result": _optional("result", result)}, Happening.ENDED, now)


def _change(seat: Seat, number: int, given: Mapping[str, Any], what: Happening, now: datetime | None) -> Activity:
    seat.demand(Right.FOLLOW_UP)
    with seat.database.write() as tx:
        demand_now(tx, seat, Right.FOLLOW_UP)
        before = _known(tx, seat, number)
        if before.ended_on is not None:
            refuse("activity_over", "activity", day=in_words(before.ended_on, year=True))
        after = replace(before, **given)
        if after == before:
            refuse("nothing_changed")
        goals.put_activity(tx, after)
        was, told = _told(before), _told(after)
        changes = {name: (was[name], told[name]) for name in _FIELDS if was[name] != told[name]}
        _tell(tx, seat, after, what, changes, moment_of(now))
        return after


def _known(tx: Transaction, seat: Seat, number: int) -> Activity:
    found = goals.activity(tx, number)
    if found is not None:
        goal = goals.one(tx, found.goal_id)
        if goal is not None and services_goals.may_see(seat, goal):
            return found
    raise NotFound(Problem("activity_unknown", "activity", {"number": number}))


def _text(name: str, text: str) -> str:
    cleaned = clean(text, name)
    if len(cleaned) > LONGEST[name]:
        refuse("too_long", name, max_length=LONGEST[name])
    return cleaned


def _optional(name: str, text: str) -> str:
    return _text(name, text) if text.strip() else ""


def _told(of: Activity) -> dict[str, Any]:
    values = {name: getattr(of, name) for name in _FIELDS}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


def _tell(tx: Transaction, seat: Seat, of: Activity, what: Happening, changes: trail.Changes, moment: datetime) -> None:
    trail.add(tx, None, int(moment.timestamp()), seat.who.login, what, changes, subject=f"activity:{of.id}")
