"""Keeping what can be booked: adding, changing, letting rest, taking out of service. Each is in the desk's trail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from desk.rules.bookings import Reservation, Resource, ResourceSort, day_bounds, said
from desk.rules.events import Happening
from desk.rules.refusals import NotFound, Problem, refuse
from desk.rules.resource_input import OutInput, ResourceInput
from desk.rules.rights import Right
from desk.services.kept import day_of, demand_both, tell
from desk.services.registration import validated
from desk.services.reservations import shown_between
from desk.services.seat import Seat, moment_of
from desk.storage import bookings
from desk.storage.database import Transaction
from desk.storage.trail import Changes

__all__ = [
    "OutOfService",
    "add_resource",
    "change_resource",
    "in_service",
    "out_of_service",
    "resource",
    "resources",
    "rest_resource",
]

ABOUT = ("sort", "type", "name", "note", "active", "out_from", "out_to", "out_why")


@dataclass(frozen=True)
class OutOfService:
    """A resource that is out of service, and what had been booked of it meanwhile: those must be told."""

    resource: Resource
    booked: tuple[Reservation, ...]


def resources(seat: Seat, sort: ResourceSort | None = None, *, rested: bool = False) -> tuple[Resource, ...]:
    """What can be booked, by sort, type and name; with ``rested`` also what is booked no more."""
    seat.demand(Right.SEE_CASES)
    with seat.database.read() as tx:
        return tuple(bookings.every(tx, sort, rested=rested))


def resource(seat: Seat, text: str | int, sort: ResourceSort | None = None) -> Resource:
    """One of them, by its number or, within a sort, by its name.

    Raises:
        NotFound: ``resource_missing``.
    """
    seat.demand(Right.SEE_CASES)
    with seat.database.read() as tx:
        found = None if sort is None else bookings.named(tx, sort, str(text))
        if found is None and str(text).isdecimal() and len(str(text)) < 16:
            found = bookings.one(tx, int(text))
    if found is None:
        raise NotFound(Problem("resource_missing", "resource"))
    return found


# ------------------------------------------------------------------ keeping them


def add_resource(
    seat: Seat, sort: ResourceSort, name: str, *, type: str = "", note: str = "", now: datetime | None = None
) -> Resource:
    """Add something that can be booked.

    Raises:
        NotAllowed: without the right to organise.
        Refused: ``resource_known`` where the sort has one of that name.
    """
    given = validated(ResourceInput, {"sort": sort, "name": name, "type": type, "note": note})
    with seat.database.write() as tx:
        demand_both(tx, seat, Right.ORGANISE)
        return add_one(tx, seat, given, moment_of(now))


def add_one(
    tx: Transaction, seat: Seat, given: ResourceInput, now: datetime, what: Happening = Happening.ADDED
) -> Resource:
    """As :func:`add_resource`, within a transaction."""
    _demand_new_name(tx, given.sort, given.name, 0)
    made = Resource(0, given.sort, given.name, given.type, given.note)
    made = replace(made, id=bookings.add(tx, made))
    tell(tx, seat, now, what, _subject(made), _changes(seat, None, made))
    return made


def change_resource(
    seat: Seat,
    number: int,
    values: Mapping[str, str],
    now: datetime | None = None,
    *,
    began_from: Resource | None = None,
) -> Resource:
    """Change ``name``, ``type`` or ``note``; what is not named stays, and so do its bookings.

    Args:
        began_from: What the person saw; refused (``resource_changed``) where it is another by now.
    """
    with seat.database.write() as tx:
        demand_both(tx, seat, Right.ORGANISE)
        before = _known(tx, number)
        if began_from is not None and began_from != before:
            refuse("resource_changed", "resource")
        whole = {"sort": before.sort, "name": before.name, "type": before.type, "note": before.note} | dict(values)
        given = validated(ResourceInput, whole)
        if given.sort is not before.sort:
            refuse("resource_sort_stays", "sort")
        _demand_new_name(tx, before.sort, given.name, number)
        return _change(tx, seat, before, replace(before, name=given.name, type=given.type, note=given.note), now)


def rest_resource(seat: Seat, number: int, *, rest: bool = True, now: datetime | None = None) -> Resource:
    """Let something be booked no more, or again. Refused (``resource_in_use``) while it is lent or booked ahead."""
    moment = moment_of(now)
    with seat.database.write() as tx:
        demand_both(tx, seat, Right.ORGANISE)
        before = _known(tx, number)
        ahead = bookings.ahead(tx, number, moment) if rest else None
        if ahead is not None:
            begins = said(ahead.begins, seat.settings.zone)
            refuse("resource_in_use", "resource", name=before.name, reference=ahead.reference, begins=begins)
        return _change(tx, seat, before, replace(before, active=not rest), moment)


# ------------------------------------------------------------------ out of service


def out_of_service(
    seat: Seat, number: int, first: date | None, last: date | None, why: str, now: datetime | None = None
) -> OutOfService:
    """Take a resource out of service from a local day, or now, to another day, included, or until further notice.

    What had been booked of it stays as it is and is given back: the people must be told, and their cases moved.
    """
    moment, zone = moment_of(now), seat.settings.zone
    given = validated(OutInput, {"first": first, "last": last, "why": why})
    today = day_of(seat, moment)
    begins = moment if given.first in (None, today) else day_bounds(given.first or today, zone)[0]
    if given.last is not None and given.last < (given.first or today):
        refuse("out_ends_before", "last", first=given.first or today)
    ends = None if given.last is None else day_bounds(given.last, zone)[1]
    with seat.database.write() as tx:
        demand_both(tx, seat, Right.HANDLE)
        before = _known(tx, number)
        after = replace(before, out_from=begins, out_to=ends, out_why=given.why)
        after = _change(tx, seat, before, after, moment)
        return OutOfService(after, _booked(tx, seat, after, begins, ends, moment))


def _booked(
    tx: Transaction, seat: Seat, of: Resource, begins: datetime, ends: datetime | None, now: datetime
) -> tuple[Reservation, ...]:
    """What is booked of a resource for some of a time, and is not over."""
    last = ends or datetime.max.replace(tzinfo=begins.tzinfo, year=2300)
    found = shown_between(tx, seat, max(begins, now), last, resource=of.id)
    return tuple(each for each in found if each.returned_at is None)


def in_service(seat: Seat, number: int, now: datetime | None = None) -> Resource:
    """Put a resource back in service. Refused where it is."""
    with seat.database.write() as tx:
        demand_both(tx, seat, Right.HANDLE)
        before = _known(tx, number)
        if before.out_from is None:
            refuse("resource_in_service", "resource", name=before.name)
        return _change(tx, seat, before, replace(before, out_from=None, out_to=None, out_why=""), now)


# ------------------------------------------------------------------ what they share


def _known(tx: Transaction, number: int) -> Resource:
    found = bookings.one(tx, number)
    if found is None:
        raise NotFound(Problem("resource_missing", "resource"))
    return found


def _demand_new_name(tx: Transaction, sort: ResourceSort, name: str, but: int) -> None:
    same = bookings.named(tx, sort, name)
    if same is not None and same.id != but:
        refuse("resource_known", "name", name=same.name)


def _change(tx: Transaction, seat: Seat, before: Resource, after: Resource, now: datetime | None) -> Resource:
    changes = _changes(seat, before, after)
    if not changes:
        refuse("nothing_changed")
    bookings.change(tx, after)
    tell(tx, seat, moment_of(now), Happening.CHANGED, _subject(after), changes)
    return after


def _subject(made: Resource) -> str:
    return f"resource:{made.id}"


def _changes(seat: Seat, before: Resource | None, after: Resource) -> Changes:
    pairs = {name: (_told(seat, getattr(before, name, None)), _told(seat, getattr(after, name))) for name in ABOUT}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _told(seat: Seat, value: Any) -> Any:
    """A value as the trail holds it: an instant in local time, nothing as ``None``."""
    if isinstance(value, bool):
        return value
    if isinstance(value, datetime):
        return said(value, seat.settings.zone)
    return (str(value) if isinstance(value, str) else value) or None
