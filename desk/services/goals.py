"""Goals: which hold, setting one, correcting it and ending it. What was decided is never changed without a trace."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

from desk.rules.calendar import local_day
from desk.rules.events import Happening
from desk.rules.goals import Goal, figure, with_defaults
from desk.rules.refusals import NotFound, Problem, refuse
from desk.rules.report import Level
from desk.rules.rights import Right
from desk.rules.targets import checked_target
from desk.services.people import demand_now
from desk.services.registration import clean
from desk.services.seat import Seat, moment_of
from desk.storage import goals, organisation, trail
from desk.storage.database import Transaction
from desk.words import day as in_words

__all__ = ["change", "decided", "end", "get", "holding", "set_goal", "withdraw"]

LONGEST_NAME, LONGEST_NOTE = 100, 1000
_FIELDS = ("figure", "target", "level", "name", "span", "decided_by", "decided_on", "valid_from", "valid_to", "note")


# ------------------------------------------------------------------ seeing


def holding(seat: Seat, on: date) -> tuple[Goal, ...]:
    """The goals that hold on a day, Desk's own among them; another individual's only for who may see individuals."""
    seat.demand(Right.SEE_FIGURES)
    with seat.database.read() as tx:
        return tuple(_seen(seat, with_defaults(goals.decided(tx), on)))


def decided(seat: Seat) -> tuple[Goal, ...]:
    """Every goal that was ever decided, those that ended or were withdrawn too, the latest first."""
    seat.demand(Right.SEE_FIGURES)
    with seat.database.read() as tx:
        return tuple(reversed(tuple(_seen(seat, goals.decided(tx)))))


def get(seat: Seat, number: int) -> Goal:
    """One goal.

    Raises:
        NotFound: there is none, or it is of an individual whom the person may not see.
    """
    seat.demand(Right.SEE_FIGURES)
    with seat.database.read() as tx:
        return known(tx, seat, number)


def known(tx: Transaction, seat: Seat, number: int) -> Goal:
    """As :func:`get`, within a transaction."""
    found = goals.one(tx, number)
    if found is None or not may_see(seat, found):
        raise NotFound(Problem("goal_unknown", "goal", {"number": number}))
    return found


def may_see(seat: Seat, goal: Goal) -> bool:
    """Whether the person may see the goal: one that names an individual is theirs, and of who sees individuals."""
    named = goal.level is Level.AGENT and goal.name
    return not named or goal.name == seat.who.login or seat.who.may(Right.SEE_INDIVIDUALS)


def _seen(seat: Seat, every: Iterable[Goal]) -> Iterable[Goal]:
    return (each for each in every if may_see(seat, each))


# ------------------------------------------------------------------ setting


def set_goal(seat: Seat, goal: Goal, *, replace_earlier: bool = False, now: datetime | None = None) -> Goal:
    """Set a goal that was decided. Without a first day it holds from today, without a day of decision from then.

    Args:
        replace_earlier: End a goal for the same figure, level and name that began before, the day before this one.

    Raises:
        NotAllowed: the person does not keep the follow-up.
        Refused: a value that cannot be; ``goal_overlaps`` or ``goal_replaces_later``, naming the other goal.
    """
    seat.demand(Right.FOLLOW_UP)
    moment = moment_of(now)
    today = local_day(moment, seat.settings.zone)
    with seat.database.write() as tx:
        demand_now(tx, seat, Right.FOLLOW_UP)
        new = _checked(tx, replace(goal, id=None, valid_from=goal.valid_from or today), today)
        for other in goals.decided(tx):
            if new.overlaps(other):
                _give_way(tx, seat, new, other, moment, asked=replace_earlier)
        made = replace(new, id=goals.add(tx, new))
        changes = {name: (None, value) for name, value in _told(made).items() if value not in (None, "")}
        _tell(tx, seat, made, Happening.ADDED, changes, moment)
        return made


def change(seat: Seat, goal: Goal, now: datetime | None = None) -> Goal:
    """Correct a goal: what stands in ``goal`` takes the place of what was written; the trail keeps both.

    Raises:
        NotFound: there is no such goal.
        Refused: ``nothing_changed``, ``goal_overlaps``, or a value that cannot be.
    """
    seat.demand(Right.FOLLOW_UP)
    moment = moment_of(now)
    with seat.database.write() as tx:
        demand_now(tx, seat, Right.FOLLOW_UP)
        before = known(tx, seat, goal.id or 0)
        after = _checked(tx, goal, local_day(moment, seat.settings.zone))
        if after == before:
            refuse("nothing_changed")
        for other in goals.decided(tx):
            if other.id != after.id and after.overlaps(other):
                _refuse_overlap(other)
        goals.put(tx, after)
        was, told = _told(before), _told(after)
        _tell(tx, seat, after, Happening.CHANGED, {k: (was[k], told[k]) for k in _FIELDS if was[k] != told[k]}, moment)
        return after


def end(seat: Seat, number: int, on: date | None = None, now: datetime | None = None) -> Goal:
    """End a goal; ``on`` is the last day on which it holds, today where none is given.

    A goal that has an end already may be given another while that day has not passed.

    Raises:
        NotFound: there is no such goal.
        Refused: ``goal_ended``, or ``goal_days`` for a day before its first.
    """
    seat.demand(Right.FOLLOW_UP)
    moment = moment_of(now)
    today = local_day(moment, seat.settings.zone)
    with seat.database.write() as tx:
        demand_now(tx, seat, Right.FOLLOW_UP)
        before = known(tx, seat, number)
        if before.valid_to is not None and before.valid_to < today:
            refuse("goal_ended", "goal", number=number, day=in_words(before.valid_to, year=True))
        after = replace(before, valid_to=on or today)
        _demand_days(after)
        if after == before:
            refuse("nothing_changed")
        for other in goals.decided(tx):
            if other.id != after.id and after.overlaps(other):
                _refuse_overlap(other)
        _end(tx, seat, before, after, moment)
        return after


def withdraw(seat: Seat, number: int, now: datetime | None = None) -> Goal:
    """Take a goal back that was set by mistake: it holds on no day, and deviations that rest on it alone are over.

    Raises:
        NotFound: there is no such goal.
        Refused: ``goal_withdrawn`` where it was already.
    """
    seat.demand(Right.FOLLOW_UP)
    with seat.database.write() as tx:
        demand_now(tx, seat, Right.FOLLOW_UP)
        before = known(tx, seat, number)
        begins = before.valid_from
        if before.withdrawn or begins is None:
            refuse("goal_withdrawn", "goal", number=number)
        after = replace(before, valid_to=begins - timedelta(days=1))
        _end(tx, seat, before, after, moment_of(now))
        return after


# ------------------------------------------------------------------ within


def _checked(tx: Transaction, goal: Goal, today: date) -> Goal:
    """The goal with its texts cleaned and its name as it is spelt; refused where something cannot be."""
    of = figure(goal.figure)
    if goal.level not in of.levels:
        refuse("goal_level_figure", "level", figure=of.label, allowed=tuple(each.label for each in of.levels))
    decided_on = goal.decided_on or min(goal.valid_from or today, today)
    if decided_on > today:
        refuse("goal_decided_later", "decided_on")
    made = replace(
        goal,
        target=checked_target(of, goal.target),
        name=_name(tx, goal),
        decided_by=_line(goal.decided_by, "decided_by", LONGEST_NAME),
        decided_on=decided_on,
        note=_line(goal.note, "note", LONGEST_NOTE) if goal.note.strip() else "",
    )
    _demand_days(made)
    return made


def _line(text: str, name: str, longest: int) -> str:
    cleaned = clean(text, name)
    if len(cleaned) > longest:
        refuse("too_long", name, max_length=longest)
    return cleaned


def _name(tx: Transaction, goal: Goal) -> str:
    """The group or login as it is spelt; refused where there is none, or the level has no names."""
    name = goal.name.strip()
    if name and goal.level is Level.ALL:
        refuse("goal_level_name", "name", name=name)
    if not name or goal.level is Level.ALL:
        return ""
    return _group(tx, name) if goal.level is Level.GROUP else _agent(tx, name)


def _group(tx: Transaction, name: str) -> str:
    groups = organisation.read(tx).groups
    found = next((each for each in groups if each.casefold() == name.casefold()), None)
    if found is None:
        refuse("group_unknown", "name", allowed=groups)
    return found


def _agent(tx: Transaction, name: str) -> str:
    who = organisation.person(tx, name)
    if who is None:
        allowed = tuple(each.login for each in organisation.people(tx) if each.active and each.may_log_in)
        refuse("agent_unknown", "name", allowed=allowed)
    return who.login


def _demand_days(goal: Goal) -> None:
    if goal.withdrawn and goal.valid_from is not None:
        refuse("goal_days", "valid_to", first=goal.valid_from.isoformat())


def _give_way(tx: Transaction, seat: Seat, new: Goal, other: Goal, moment: datetime, *, asked: bool) -> None:
    """Let an earlier goal end the day before the new one; refused unless that was asked for, and can be."""
    begins = new.valid_from or date.min
    if not asked:
        _refuse_overlap(other)
    if (other.valid_from or date.min) >= begins:
        refuse("goal_replaces_later", "valid_from", number=other.id, days=days_in_words(other))
    _end(tx, seat, other, replace(other, valid_to=begins - timedelta(days=1)), moment)


def _refuse_overlap(other: Goal) -> None:
    refuse("goal_overlaps", "valid_from", number=other.id, days=days_in_words(other))


def days_in_words(goal: Goal) -> str:
    """On which days a goal holds."""
    first = goal.valid_from.isoformat() if goal.valid_from else ""
    return f"{first}–{goal.valid_to.isoformat() if goal.valid_to else ''}"


def _end(tx: Transaction, seat: Seat, before: Goal, after: Goal, moment: datetime) -> None:
    goals.put(tx, after)
    was, told = _told(before), _told(after)
    _tell(tx, seat, after, Happening.ENDED, {"valid_to": (was["valid_to"], told["valid_to"])}, moment)


def _told(goal: Goal) -> dict[str, object]:
    """The goal's fields as the trail keeps them."""
    values = {name: getattr(goal, name) for name in _FIELDS}
    return {k: v.isoformat() if isinstance(v, date) else str(v) if k in ("level", "span") else v
            for k, v in values.items()}  # fmt: skip


def _tell(tx: Transaction, seat: Seat, goal: Goal, what: Happening, changes: trail.Changes, moment: datetime) -> None:
    trail.add(tx, None, int(moment.timestamp()), seat.who.login, what, changes, subject=f"goal:{goal.id}")
