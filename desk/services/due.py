"""What falls due this month or is late: dates of the wheel, activities, deviations, improvements, decisions, reviews.

Those who keep the follow-up see everything; others see what they are responsible for themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from desk.rules.due import Due, DueSort, in_order, month_of
from desk.rules.rights import Person, Right
from desk.rules.wheel_input import Occurrence
from desk.services import wheel
from desk.services.board import people_by_login
from desk.services.kept import day_of, is_theirs
from desk.services.seat import Seat, moment_of
from desk.storage import due as stored
from desk.storage import wheel as wheel_stored
from desk.storage.database import Transaction
from desk.storage.due import Row
from desk.storage.wheel import WheelDate

LATE_DAYS = 400
"""How far back a day of the wheel is looked for that nobody saw to."""


@dataclass(frozen=True)
class Count:
    """How many things fall due from today to the month's end, and how many are late."""

    ahead: int
    late: int


def due(seat: Seat, now: datetime | None = None) -> tuple[Due, ...]:
    """What falls due this month and is not done, and what is late, by day.

    Of a date of the wheel the latest day that passed without being seen to is late, unless a later one was seen to;
    the wheel itself shows every one that was skipped.
    """
    seat.demand(Right.SEE_FIGURES)
    with seat.database.read() as tx:
        return _named(tx, _found(tx, seat, day_of(seat, moment_of(now))))


def due_count(seat: Seat, now: datetime | None = None) -> Count:
    """How much :func:`due` has, for the desk's line: well under a millisecond once the month has been asked for."""
    seat.demand(Right.SEE_FIGURES)
    with seat.database.read() as tx:
        found = _found(tx, seat, day_of(seat, moment_of(now)))
    late = sum(each.late for each in found)
    return Count(len(found) - late, late)


def _found(tx: Transaction, seat: Seat, today: date) -> list[Due]:
    _first, last = month_of(today)
    found = (*_rows(tx, seat.who, last, today), *_wheel_due(tx, today, last))
    return [each for each in found if _concerns(each, seat.who)]


def month(seat: Seat, day: date, now: datetime | None = None) -> tuple[Due, ...]:
    """What falls on the month of ``day``: every day of the wheel, done or not, and what else :func:`due` would have.

    In the month that is now, what is late from before is there as well.
    """
    seat.demand(Right.SEE_FIGURES)
    today = day_of(seat, moment_of(now))
    first, last = month_of(day)
    with seat.database.read() as tx:
        dates = tuple(wheel_stored.dates(tx))
        days = wheel.occurrences(tx, dates, first, last)
        found = list(_of_wheel(dates, days, today))
        rows = [each for each in _rows(tx, seat.who, last, today) if _concerns(each, seat.who)]
        if first <= today <= last:
            inside = {(each.number, each.day) for each in days}
            found += [each for each in _wheel_due(tx, today, last) if (each.id, each.day) not in inside]
            found += rows
        else:
            found += [each for each in rows if first <= each.day]
        return _named(tx, found)


# ------------------------------------------------------------------ where it comes from


def _rows(tx: Transaction, who: Person, last: date, today: date) -> Iterator[Due]:
    """What is done about an individual is read by who keeps the follow-up and by that person: an auditor counts it."""
    individuals, reads = who.may(Right.SEE_INDIVIDUALS), who.may(Right.FOLLOW_UP)
    for row in stored.due_by(tx, last, today, individuals=individuals):
        if row.of is None or reads or row.of == who.login:
            yield _due(row, today)


def _due(row: Row, today: date) -> Due:
    late = row.day < today
    return Due(row.sort, row.id, row.what, row.who, row.day, late, row.department, row.many, case=row.case)


def _wheel_due(tx: Transaction, today: date, last: date) -> Iterator[Due]:
    """The wheel's days from today to ``last`` that are not done, and of each date the latest that was missed."""
    dates = tuple(wheel_stored.dates(tx))
    days = wheel.occurrences(tx, dates, today - timedelta(days=LATE_DAYS), last)
    missed: dict[int, Occurrence] = {}
    ahead = []
    for each in days:
        if each.day >= today:
            ahead += [each] if each.done_on is None else []
        elif each.done_on is None:
            missed[each.number] = each
        else:
            missed.pop(each.number, None)
    done_ahead = {each.number for each in days if each.day >= today and each.done_on is not None}
    late = [each for each in missed.values() if each.number not in done_ahead]
    resting = {each.id for each in dates if not each.active}
    yield from _of_wheel(dates, [each for each in (*late, *ahead) if each.number not in resting], today)


def _of_wheel(dates: Iterable[WheelDate], days: Iterable[Occurrence], today: date) -> Iterator[Due]:
    known = {each.id: each for each in dates}
    for each in days:
        of = known[each.number]
        late, done = each.is_late(today), each.done_on is not None
        yield Due(DueSort.WHEEL, of.id, of.title, of.responsible, each.day, late, of.department, done=done)


# ------------------------------------------------------------------ whom it concerns


def _concerns(each: Due, who: Person) -> bool:
    return who.may(Right.FOLLOW_UP) or is_theirs(each.who, who)


def _named(tx: Transaction, found: Iterable[Due]) -> tuple[Due, ...]:
    """In order, each with the name of the one responsible."""
    names = people_by_login(tx)
    return tuple(sorted((replace(each, name=names.get(each.who or "", each.who)) for each in found), key=in_order))
