"""The annual wheel: recurring dates, their days in a window, and which of them were seen to.

Read by everybody at the desk; kept by those who keep the follow-up. Whoever is responsible for a date may mark it done.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from desk.rules.events import Happening
from desk.rules.refusals import NotFound, Problem, refuse
from desk.rules.rights import Right
from desk.rules.starter_wheel import STARTER_WHEEL
from desk.rules.wheel import FIRST_DAY, LAST_DAY, Rule, days, demand_comes
from desk.rules.wheel_input import FIELDS, NOTE_LENGTH, Occurrence, WheelInput
from desk.rules.wheel_words import read_rule
from desk.services.board import department_named
from desk.services.kept import day_of, demand_both, differences, is_theirs, login_of, tell
from desk.services.registration import clean, validated
from desk.services.seat import Seat, moment_of
from desk.storage import wheel as stored
from desk.storage.database import Transaction
from desk.storage.wheel import Done, WheelDate
from desk.words import _, everywhere

__all__ = [
    "Wheel",
    "WheelDate",
    "add",
    "between",
    "change",
    "days_of",
    "done",
    "find",
    "occurrences",
    "rest",
    "start",
    "undo",
]

MOST_YEARS = 10
"""Years at most in one question."""
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Wheel:
    """The wheel over some days: every date that there is or was, and the days from ``first`` to ``last``, in order."""

    first: date
    last: date
    dates: tuple[WheelDate, ...]
    occurrences: tuple[Occurrence, ...]

    def date(self, number: int) -> WheelDate:
        """The date with this number."""
        return next(each for each in self.dates if each.id == number)

    def of(self, number: int) -> tuple[Occurrence, ...]:
        """The days of one date."""
        return tuple(each for each in self.occurrences if each.number == number)


# ------------------------------------------------------------------ looking


def between(seat: Seat, first: date, last: date) -> Wheel:
    """The wheel from ``first`` to ``last``; refused (``wheel_window``) for too many years, or days out of its reach."""
    seat.demand(Right.SEE_FIGURES)
    if not FIRST_DAY <= first <= last <= LAST_DAY or last.year - first.year >= MOST_YEARS:
        refuse("wheel_window", "from", years=MOST_YEARS, first=FIRST_DAY, last=LAST_DAY)
    with seat.database.read() as tx:
        dates = tuple(stored.dates(tx))
        return Wheel(first, last, dates, occurrences(tx, dates, first, last))


def find(seat: Seat, number: int) -> WheelDate | None:
    """The date with this number, whether it rests or not."""
    seat.demand(Right.SEE_FIGURES)
    with seat.database.read() as tx:
        return stored.get(tx, number)


def occurrences(tx: Transaction, dates: tuple[WheelDate, ...], first: date, last: date) -> tuple[Occurrence, ...]:
    """The dates' days in a window, and days that were seen to under an earlier rule."""
    done = stored.done(tx, first, last)
    found = {(each.id, day) for each in dates for day in days_of(each, first, last)} | done.keys()
    order = {each.id: place for place, each in enumerate(dates)}
    return tuple(
        _occurrence(number, day, done.get((number, day)))
        for number, day in sorted(found, key=lambda each: (each[1], order[each[0]]))
    )


def days_of(of: WheelDate, first: date, last: date) -> tuple[date, ...]:
    """The days of one date in a window."""
    return days(read_rule(of.rule), of.starts, of.ends, first, last)


def _occurrence(number: int, day: date, said: Done | None) -> Occurrence:
    return Occurrence(number, day, said.done_on, said.by, said.note) if said else Occurrence(number, day)


# ------------------------------------------------------------------ keeping


def add(seat: Seat, values: Mapping[str, Any], now: datetime | None = None) -> WheelDate:
    """Add a date; values by the names of :class:`WheelInput`.

    Raises:
        NotAllowed: the person does not keep the follow-up.
        Refused: a value that cannot be; ``wheel_rule``, ``wheel_rrule``, ``wheel_never``, ``wheel_days``.
    """
    seat.demand(Right.FOLLOW_UP)
    moment = moment_of(now)
    with seat.database.write() as tx:
        demand_both(tx, seat, Right.FOLLOW_UP)
        return _add(tx, seat, _read(tx, values, day_of(seat, moment)), moment)


def change(seat: Seat, number: int, values: Mapping[str, Any], now: datetime | None = None) -> WheelDate:
    """Change some values of a date.

    Another rule holds from today: what there was before stays as it was, under its own number, and the date goes on
    under the number that is given back.

    Raises:
        NotFound: there is no such date.
        Refused: as :func:`add`; ``nothing_changed``, ``wheel_rests``.
    """
    seat.demand(Right.FOLLOW_UP)
    moment = moment_of(now)
    today = day_of(seat, moment)
    with seat.database.write() as tx:
        demand_both(tx, seat, Right.FOLLOW_UP)
        before = _get(tx, number)
        if not before.active:
            refuse("wheel_rests", None, title=before.title)
        given = {name: getattr(before, name) for name in FIELDS}
        after = replace(_read(tx, {**given, **values}, today), id=number)
        changes = differences(before, after, FIELDS)
        if not changes:
            refuse("nothing_changed")
        if before.rule != after.rule and before.starts < today:
            _end(tx, seat, before, today, moment)
            return _add(tx, seat, replace(after, starts=max(after.starts, today)), moment, instead_of=number)
        stored.put(tx, after)
        tell(tx, seat, moment, Happening.CHANGED, _subject(after), changes)
        return after


def rest(seat: Seat, number: int, now: datetime | None = None) -> WheelDate:
    """Let a date come no more from today on; its earlier days stay.

    Raises:
        NotFound: there is no such date.
        Refused: ``wheel_rests``.
    """
    seat.demand(Right.FOLLOW_UP)
    moment = moment_of(now)
    with seat.database.write() as tx:
        demand_both(tx, seat, Right.FOLLOW_UP)
        before = _get(tx, number)
        if not before.active:
            refuse("wheel_rests", None, title=before.title)
        return _end(tx, seat, before, day_of(seat, moment), moment)


def start(seat: Seat, now: datetime | None = None) -> tuple[WheelDate, ...]:
    """Add the wheel that fits the audits, in the language spoken now.

    Dates whose title is there already, in any language, are left out.

    Raises:
        NotAllowed: the person does not keep the follow-up.
        Refused: ``wheel_started`` where all of them are there.
    """
    seat.demand(Right.FOLLOW_UP)
    moment = moment_of(now)
    with seat.database.write() as tx:
        demand_both(tx, seat, Right.FOLLOW_UP)
        known = {each.title.casefold() for each in stored.dates(tx) if each.active}
        fresh = [each for each in STARTER_WHEEL if known.isdisjoint(map(str.casefold, everywhere(each.title)))]
        if not fresh:
            refuse("wheel_started")
        today = day_of(seat, moment)
        given = ({"title": _(each.title), "rule": _(each.rule), "text": _(each.text)} for each in fresh)
        return tuple(_add(tx, seat, _read(tx, values, today), moment) for values in given)


# ------------------------------------------------------------------ done


def done(seat: Seat, number: int, day: date, note: str = "", now: datetime | None = None) -> Occurrence:
    """Say that a day of a date was seen to; said once more, with another note.

    Raises:
        NotFound: there is no such date.
        NotAllowed: the person neither keeps the follow-up nor is responsible for it.
        Refused: ``wheel_no_day`` where the date does not come on that day.
    """
    moment = moment_of(now)
    said = clean(note, "note", many_lines=True) if note.strip() else ""
    if len(said) > NOTE_LENGTH:
        refuse("too_long", "note", max_length=NOTE_LENGTH)
    with seat.database.write() as tx:
        of = _theirs(tx, seat, number)
        earlier = stored.done(tx, day, day).get((number, day))
        if earlier is None and day not in days_of(of, day, day):
            refuse("wheel_no_day", "day", allowed=_near(of, day))
        made = Done(day_of(seat, moment), seat.who.login, said)
        stored.put_done(tx, number, day, made)
        changes = {"day": (None, day.isoformat()), "note": (earlier.note or None if earlier else None, said or None)}
        tell(tx, seat, moment, Happening.CHANGED if earlier else Happening.ENDED, _subject(of), changes)
        return _occurrence(number, day, made)


def undo(seat: Seat, number: int, day: date, now: datetime | None = None) -> Occurrence:
    """Take back that a day was seen to. Refused (``wheel_not_done``) where it was not."""
    moment = moment_of(now)
    with seat.database.write() as tx:
        of = _theirs(tx, seat, number)
        earlier = stored.done(tx, day, day).get((number, day))
        if earlier is None:
            refuse("wheel_not_done", "day")
        stored.remove_done(tx, number, day)
        changes = {"day": (day.isoformat(), None), "note": (earlier.note or None, None)}
        tell(tx, seat, moment, Happening.REMOVED, _subject(of), changes)
        return Occurrence(number, day)


def _theirs(tx: Transaction, seat: Seat, number: int) -> WheelDate:
    demand_both(tx, seat, Right.PROPOSE)
    of = _get(tx, number)
    if not is_theirs(of.responsible, seat.who):
        demand_both(tx, seat, Right.FOLLOW_UP)
    return of


def _near(of: WheelDate, day: date) -> tuple[str, ...]:
    """The days of the date next to ``day``, three at most on each side."""
    around = timedelta(days=800)
    low, high = max(day, FIRST_DAY + around) - around, min(day, LAST_DAY - around) + around
    found = days_of(of, low, high)
    before, after = [each for each in found if each < day], [each for each in found if each > day]
    return tuple(each.isoformat() for each in (*before[-3:], *after[:3]))


# ------------------------------------------------------------------ what they share


def _get(tx: Transaction, number: int) -> WheelDate:
    found = stored.get(tx, number)
    if found is None:
        raise NotFound(Problem("wheel_unknown", None, {"number": number}))
    return found


def _read(tx: Transaction, values: Mapping[str, Any], today: date) -> WheelDate:
    """A date from what was given, every name as the municipality spells it; its number is still 0."""
    given = validated(WheelInput, dict(values))
    rule: Rule = read_rule(given.rule)
    starts = given.starts or today
    if not FIRST_DAY <= starts <= (given.ends or LAST_DAY) <= LAST_DAY:
        refuse("wheel_days", "ends", first=max(starts, FIRST_DAY), last=LAST_DAY)
    demand_comes(rule, starts, given.ends)
    department = department_named(tx, given.department) if given.department else None
    responsible = login_of(tx, given.responsible)
    return WheelDate(0, given.title, rule.text, starts, given.ends, given.text, department, responsible)


def _add(tx: Transaction, seat: Seat, made: WheelDate, moment: datetime, *, instead_of: int | None = None) -> WheelDate:
    made = replace(made, id=stored.add(tx, made))
    changes = differences(None, made, FIELDS)
    if instead_of is not None:
        changes["instead_of"] = (None, instead_of)
    tell(tx, seat, moment, Happening.ADDED, _subject(made), changes)
    return made


def _end(tx: Transaction, seat: Seat, before: WheelDate, today: date, moment: datetime) -> WheelDate:
    """Its days before today stay; where it was to begin later, it has none."""
    last = today - _DAY
    ends = last if before.ends is None or before.ends > last else before.ends
    after = replace(before, ends=ends, active=False)
    stored.put(tx, after)
    tell(tx, seat, moment, Happening.ENDED, _subject(after), differences(before, after, ("ends", "active")))
    return after


def _subject(of: WheelDate) -> str:
    return f"wheel:{of.id}"
