"""The calendar of what can be booked, and booking, lending, returning and cancelling. Who handles cases may book.

What takes a resource is a case; its reservations follow it (:mod:`desk.services.reserving`). What can be booked is
kept in :mod:`desk.services.resources`, whose functions are here too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from desk.rules.bookings import (
    Calendar,
    CalendarRow,
    Repeats,
    Reservation,
    Resource,
    ResourceSort,
    day_bounds,
)
from desk.rules.cases import Case, Outcome, Status
from desk.rules.kinds import Details, kind
from desk.rules.kinds.booking import Booking
from desk.rules.kinds.pool_loan import PoolLoan
from desk.rules.kinds.pool_loan import Step as LoanStep
from desk.rules.refusals import refuse
from desk.rules.repeating import left_out
from desk.rules.rights import Right
from desk.services import cases
from desk.services.cases import Registered
from desk.services.changing import Moved, change, circumstances_of, get
from desk.services.registration import details_from, read
from desk.services.reservations import shown_between
from desk.services.resources import (
    OutOfService,
    add_resource,
    change_resource,
    in_service,
    out_of_service,
    resource,
    resources,
    rest_resource,
)
from desk.services.seat import Seat, moment_of
from desk.storage import bookings
from desk.storage.database import Transaction

__all__ = [
    "OutOfService",
    "add_resource",
    "book",
    "calendar",
    "cancel",
    "change_resource",
    "free",
    "give_back",
    "in_service",
    "lend",
    "out_of_service",
    "overdue",
    "resource",
    "resources",
    "rest_resource",
    "skip",
]


# ------------------------------------------------------------------ looking


def calendar(seat: Seat, sort: ResourceSort, first: date, last: date, now: datetime | None = None) -> Calendar:
    """What is taken of a sort from a local day to another, both included; names as lists show them.

    What is booked no more has a row only where something takes it.
    """
    seat.demand(Right.SEE_CASES)
    zone = seat.settings.zone
    begins, ends = day_bounds(first, zone)[0], day_bounds(last, zone)[1]
    with seat.database.read() as tx:
        every = bookings.every(tx, sort)
        found = shown_between(tx, seat, begins, ends, sort)
    of: dict[int, list[Reservation]] = {}
    for each in found:
        of.setdefault(each.resource_id, []).append(each)
    rows = tuple(CalendarRow(one, tuple(of.get(one.id, ()))) for one in every if one.active or one.id in of)
    return Calendar(sort, first, last, zone, moment_of(now), rows)


def free(
    seat: Seat, sort: ResourceSort, begins: datetime, ends: datetime, now: datetime | None = None
) -> tuple[Resource, ...]:
    """What is free of a sort for all of a time; what should have come back, and has not, is not free now."""
    seat.demand(Right.SEE_CASES)
    with seat.database.read() as tx:
        return tuple(bookings.free(tx, sort, begins, ends, moment_of(now)))


# ------------------------------------------------------------------ booking

_FIELDS = {
    ("pool_loan", ResourceSort.POOL): ("item", "out", "due_back"),
    ("booking", ResourceSort.FACILITY): ("facility", "begins", "ends"),
    ("wedding", ResourceSort.FACILITY): ("place", "begins", None),
    ("wedding", ResourceSort.OFFICIANT): ("officiant", "begins", None),
}
"""By kind of case and sort: the fields of what is booked, from when and until when; a wedding has minutes instead."""


def book(
    seat: Seat,
    sort: ResourceSort,
    name: str,
    begins: datetime,
    ends: datetime,
    values: Mapping[str, Any],
    repeats: str | None = None,
    now: datetime | None = None,
) -> Registered:
    """Register the case that books a resource, with every time that it comes back: all or nothing.

    A booking of a room or facility is booked by that, and not only asked for.

    Args:
        values: The rest of the registration, as :func:`desk.services.cases.register` takes it; with ``kind`` where it
            is another than the sort's own (a wedding in a room).
        repeats: A code of :class:`desk.rules.bookings.Repeats`, or an rrule; until when is among the details, or in
            the rule.

    Raises:
        Refused: ``resource_taken`` with the case that has it and until when, ``resource_out``, or what is wrong
            with the values.
    """
    code = values.get("kind") or sort.kind
    if (code, sort) not in _FIELDS:
        refuse("kind_unknown", "kind", allowed=tuple(each for each, of in _FIELDS if of is sort))
    what, start, end = _FIELDS[code, sort]
    details = {**values.get("details", {}), what: name, start: begins}
    details |= {end: ends} if end else {"minutes": int((ends - begins).total_seconds()) // 60}
    details |= _repeats(repeats)
    topic = next((each.code for each in seat.topics.values() if each.kind == code), None)
    whole = {"topic": topic, **values, "kind": code, "details": details}
    return cases.register(seat, read(whole), now, at_step="booked" if kind(code) is Booking else None)


def _repeats(text: str | None) -> dict[str, str]:
    if text is None:
        return {}
    if text in tuple(Repeats):
        return {"repeats": text}
    return {"repeats": Repeats.BY_RULE.value, "rule": text}


# ------------------------------------------------------------------ lending and returning


def lend(seat: Seat, text: str, now: datetime | None = None, version: int | None = None) -> Moved:
    """Say that what a case has booked was handed out now.

    Raises:
        Refused: ``not_a_loan``, ``resource_still_out``, ``borrower_missing``, and as for any step.
    """
    return _take_step(seat, text, LoanStep.LENT, {}, now, version)


def give_back(
    seat: Seat, text: str, damage: str | None = None, now: datetime | None = None, version: int | None = None
) -> Moved:
    """Say that what a case has lent is back now, and what was damaged.

    Raises:
        Refused: ``not_a_loan``, and as for any step.
    """
    return _take_step(seat, text, LoanStep.RETURNED, {"damage": damage} if damage else {}, now, version)


def _take_step(
    seat: Seat, text: str, step: LoanStep, said: Mapping[str, Any], now: datetime | None, version: int | None
) -> Moved:
    moment = moment_of(now)

    def take(_tx: Transaction, case: Case, details: Details) -> tuple[Case, Details]:
        if not isinstance(details, PoolLoan):
            refuse("not_a_loan", "reference")
        at = circumstances_of(seat, case, moment)
        details.take_step(case.step, step, at)
        values = {**details.stored(), **details.at_step(step, moment), **said}
        done = details_from(case.kind, values, at)
        answered = case.first_answered_at or (moment if step == done.answers_at else None)
        status = Status.ONGOING if case.status in (Status.NEW, Status.REOPENED) else case.status
        return replace(case, step=step.value, status=status, first_answered_at=answered), done

    return change(seat, text, "step", take, moment, version)


# ------------------------------------------------------------------ giving up


def cancel(seat: Seat, text: str, now: datetime | None = None, version: int | None = None) -> Moved:
    """Give up what a case has booked: by the kind's own step where it has one, else it is closed as withdrawn."""
    with seat.database.read() as tx:
        code = get(tx, seat, text).kind
    if not kind(code).books:
        refuse("nothing_booked", "reference")
    given_up = kind(code).gives_up_at
    if given_up:
        return cases.step(seat, text, given_up[0], now, version)
    return cases.close(seat, text, Outcome.WITHDRAWN, now, version)


def skip(seat: Seat, text: str, day: date, now: datetime | None = None, version: int | None = None) -> Moved:
    """Give up one day of a booking that comes back; the others stay.

    Raises:
        Refused: ``day_not_booked``, naming the days that are; ``repeats_missing`` where it does not come back.
    """
    moment, zone = moment_of(now), seat.settings.zone

    def leave_out(tx: Transaction, case: Case, details: Details) -> tuple[Case, Details]:
        if not isinstance(details, PoolLoan | Booking) or details.repeats is None:
            refuse("repeats_missing", "details.repeats")
        booked = [each.begins.astimezone(zone).date() for each in bookings.of_case(tx, case.id) if not each.lent_at]
        if day not in booked:
            refuse("day_not_booked", "day", day=day, allowed=tuple(map(str, booked[:5])) or ("–",))
        days = ", ".join(str(each) for each in sorted({*left_out(details), day}))
        at = circumstances_of(seat, case, moment)
        return case, details_from(case.kind, {**details.stored(), "days_left_out": days}, at)

    return change(seat, text, "corrected", leave_out, moment, version, closed_too=True)


def overdue(seat: Seat, now: datetime | None = None) -> tuple[tuple[Resource, Reservation], ...]:
    """What should have come back and has not, the longest first."""
    seat.demand(Right.SEE_CASES)
    moment = moment_of(now)
    with seat.database.read() as tx:
        every = {each.id: each for each in bookings.every(tx, ResourceSort.POOL)}
        found = shown_between(tx, seat, moment, moment, ResourceSort.POOL)
    late = sorted((each for each in found if each.overdue(moment)), key=lambda each: each.ends)
    return tuple((every[each.resource_id], each) for each in late)
