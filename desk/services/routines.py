"""Routines: read by everybody at the desk, written by a lead or an administrator, and by whoever owns one.

Every save is a version of its own, kept for good. Of two who write at once the later is told what the other wrote.
Who writes a routine has looked it through that day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, NoReturn

from desk.rules.events import Happening
from desk.rules.kinds import kind as kind_with
from desk.rules.refusals import NotFound, Problem, refuse
from desk.rules.rights import Right
from desk.rules.routine_input import RoutineInput
from desk.rules.routines import Routine
from desk.services.kept import day_of, demand_both, differences, is_theirs, login_of, tell
from desk.services.registration import find_topic, validated
from desk.services.seat import Seat, moment_of
from desk.storage import organisation
from desk.storage import routines as stored
from desk.storage.database import Transaction
from desk.words import _

__all__ = [
    "add", "change", "may_write", "open_routine", "rest", "review", "routines", "wake", "write",
]  # fmt: skip

ABOUT = ("title", "topic", "kind", "owner")
"""What is said about a routine besides its text."""


def routines(seat: Seat) -> tuple[Routine, ...]:
    """Every routine by title, those out of use last, without their texts."""
    seat.demand(Right.SEE_FIGURES)
    with seat.database.read() as tx:
        return tuple(stored.every(tx))


def open_routine(seat: Seat, number: int) -> Routine:
    """One routine with all its versions. Raises NotFound."""
    seat.demand(Right.SEE_FIGURES)
    with seat.database.read() as tx:
        return _get(tx, number)


def may_write(seat: Seat, routine: Routine) -> bool:
    """Whether the person may write this routine, and look it through."""
    who = seat.who
    return who.may(Right.ROUTINES) or (who.may(Right.HANDLE) and is_theirs(routine.owner or None, who))


# ------------------------------------------------------------------ writing


def add(seat: Seat, values: Mapping[str, Any], now: datetime | None = None) -> Routine:
    """Add a routine with its first version, which holds at once.

    Args:
        values: ``text``, ``topic`` or ``kind`` (or neither: it is the desk's at large), ``title``, ``owner``.

    Raises:
        NotAllowed: the person does not write routines.
        Refused: ``routine_there``, ``routine_of_both``, ``routine_empty``, ``required``, a value that cannot be.
    """
    seat.demand(Right.ROUTINES)
    given = _given(seat, values)
    if not given.text:
        refuse("routine_empty", "text")
    moment = moment_of(now)
    with seat.database.write() as tx:
        demand_both(tx, seat, Right.ROUTINES)
        _demand_alone(tx, given.topic, given.kind)
        owner = login_of(tx, given.owner) or ""
        number = stored.add(tx, given.title, given.topic, given.kind, owner)
        stored.add_version(tx, number, 1, given.text, int(moment.timestamp()), seat.who.login)
        made = _reviewed(tx, seat, _get(tx, number), moment)
        organisation.touched(tx)
        tell(
            tx,
            seat,
            moment,
            Happening.ADDED,
            _subject(number),
            {**differences(None, made, ABOUT), "version": (None, 1)},
        )
    seat.renew()
    return made


def write(seat: Seat, number: int, text: str, seen: int | None = None, now: datetime | None = None) -> Routine:
    """Write a routine's next version; it holds at once, and counts as looked through.

    Args:
        seen: The version that the person saw when they began; where somebody has written another since, it is
            refused. ``None`` writes whatever there is.

    Raises:
        NotFound: there is no such routine.
        Refused: ``routine_changed``, ``routine_rests``, ``nothing_changed``, ``routine_empty``.
    """
    moment = moment_of(now)
    with seat.database.write() as tx:
        before = _own(tx, seat, number)
        given = validated(RoutineInput, {"text": text})
        latest = before.latest
        if seen is not None and seen != latest.number:
            _refuse_changed(tx, before)
        if not given.text:
            refuse("routine_empty", "text")
        if given.text == latest.text:
            refuse("nothing_changed")
        stored.add_version(tx, number, latest.number + 1, given.text, int(moment.timestamp()), seat.who.login)
        _reviewed(tx, seat, before, moment)
        organisation.touched(tx)
        changes = {"version": (latest.number, latest.number + 1)}
        tell(tx, seat, moment, Happening.CHANGED, _subject(number), changes)
        made = _get(tx, number)
    seat.renew()
    return made


def _refuse_changed(tx: Transaction, before: Routine) -> NoReturn:
    by = before.latest.by or ""
    who = organisation.person(tx, by)
    refuse("routine_changed", "text", name=who.name if who else by, version=before.latest.number)


def change(
    seat: Seat,
    number: int,
    values: Mapping[str, Any],
    now: datetime | None = None,
    began: Mapping[str, Any] | None = None,
) -> Routine:
    """Change what is said about a routine; the trail keeps both.

    Args:
        values: Some of ``title``, ``topic``, ``kind``, ``owner``; what is not named stays.
        began: What stood there when the person began; where something else does by now, it is refused.

    Raises:
        NotFound: there is no such routine.
        Refused: as :func:`add`, and ``routine_about_changed``, ``nothing_changed``.
    """
    seat.demand(Right.ROUTINES)
    moment = moment_of(now)
    with seat.database.write() as tx:
        demand_both(tx, seat, Right.ROUTINES)
        before = _in_use(tx, number)
        if began is not None and any((getattr(before, name) or "") != (began.get(name) or "") for name in values):
            refuse("routine_about_changed")
        given = _given(seat, {**{name: getattr(before, name) for name in ABOUT}, **values}, before)
        owner = login_of(tx, given.owner) or ""
        after = replace(before, title=given.title, topic=given.topic, kind=given.kind, owner=owner)
        changes = differences(before, after, ABOUT)
        if not changes:
            refuse("nothing_changed")
        if (after.topic, after.kind) != (before.topic, before.kind):
            _demand_alone(tx, after.topic, after.kind)
        stored.change(tx, after)
        organisation.touched(tx)
        tell(tx, seat, moment, Happening.CHANGED, _subject(number), changes)
    seat.renew()
    return after


def review(seat: Seat, number: int, now: datetime | None = None) -> Routine:
    """Say that a routine was looked through today and stands. Said twice on a day, it is written once.

    Raises:
        NotFound: there is no such routine.
        Refused: ``routine_rests``.
    """
    moment = moment_of(now)
    with seat.database.write() as tx:
        before = _own(tx, seat, number)
        after = _reviewed(tx, seat, before, moment)
        if changes := differences(before, after, ("reviewed_on",)):
            tell(tx, seat, moment, Happening.CHANGED, _subject(number), changes)
        return after


def rest(seat: Seat, number: int, now: datetime | None = None) -> Routine:
    """Take a routine out of use; its versions stay. Refused (``routine_rests``) where it is already."""
    return _set_active(seat, number, False, now)


def wake(seat: Seat, number: int, now: datetime | None = None) -> Routine:
    """Take a routine into use again. Refused: ``nothing_changed``, ``routine_there``."""
    return _set_active(seat, number, True, now)


def _set_active(seat: Seat, number: int, active: bool, now: datetime | None) -> Routine:
    seat.demand(Right.ROUTINES)
    moment = moment_of(now)
    with seat.database.write() as tx:
        demand_both(tx, seat, Right.ROUTINES)
        before = _get(tx, number)
        if before.active is active:
            refuse("nothing_changed" if active else "routine_rests", None, title=before.title)
        if active:
            _demand_alone(tx, before.topic, before.kind)
        after = replace(before, active=active)
        stored.change(tx, after)
        organisation.touched(tx)
        happening = Happening.CHANGED if active else Happening.ENDED
        tell(tx, seat, moment, happening, _subject(number), {"active": (before.active, active)})
    seat.renew()
    return after


# ------------------------------------------------------------------ what they share


def _given(seat: Seat, values: Mapping[str, Any], before: Routine | None = None) -> RoutineInput:
    """What was given, its topic and kind known and its title said; what a routine had before is not looked up."""
    plain = {name: "" if value is None and name in _TEXTS else value for name, value in values.items()}
    given = validated(RoutineInput, plain)
    topic, kind, title = given.topic or None, given.kind or None, given.title
    if topic and kind:
        refuse("routine_of_both", "kind")
    if topic and (before is None or topic != before.topic) and (found := find_topic(seat, topic)):
        topic, title = found.code, title or found.name
    if kind and (before is None or kind != before.kind):
        title = title or _(kind_with(kind).label)
    if not title:
        refuse("required", "title")
    return given.model_copy(update={"title": title, "topic": topic, "kind": kind})


_TEXTS = ("title", "owner", "text")


def _demand_alone(tx: Transaction, topic: str | None, kind: str | None) -> None:
    """Refuse a second routine of a topic or kind: the form would show but one."""
    there = stored.of(tx, topic, kind) if topic or kind else None
    if there is not None:
        refuse("routine_there", "topic" if topic else "kind", number=there[0], title=there[1])


def _reviewed(tx: Transaction, seat: Seat, before: Routine, moment: datetime) -> Routine:
    after = replace(before, reviewed_on=day_of(seat, moment))
    if after != before:
        stored.change(tx, after)
    return after


def _own(tx: Transaction, seat: Seat, number: int) -> Routine:
    """A routine in use that the person may write."""
    found = _in_use(tx, number)
    demand_both(tx, seat, Right.HANDLE if is_theirs(found.owner or None, seat.who) else Right.ROUTINES)
    return found


def _get(tx: Transaction, number: int) -> Routine:
    found = stored.get(tx, number)
    if found is None:
        raise NotFound(Problem("routine_unknown", None, {"number": number}))
    return found


def _in_use(tx: Transaction, number: int) -> Routine:
    found = _get(tx, number)
    if not found.active:
        refuse("routine_rests", None, title=found.title)
    return found


def _subject(number: int) -> str:
    return f"routine:{number}"
