"""What can be booked: keeping it, its calendar, booking, lending and returning. Whoever handles cases may book.

What takes a resource is a case; its reservations follow it (:mod:`desk.services.reserving`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from desk.rules.bookings import Calendar, Reservation, Resource, ResourceSort
from desk.services.cases import Registered
from desk.services.changing import Moved
from desk.services.seat import Seat


@dataclass(frozen=True)
class OutOfService:
    """A resource that is out of service, and what had been booked of it meanwhile: those must be told."""

    resource: Resource
    booked: tuple[Reservation, ...]


def resources(seat: Seat, sort: ResourceSort | None = None, *, rested: bool = False) -> tuple[Resource, ...]:
    """What can be booked, by sort, type and name; with ``rested`` also what is booked no more."""
    raise NotImplementedError


def add_resource(
    seat: Seat, sort: ResourceSort, name: str, *, type: str = "", note: str = "", now: datetime | None = None
) -> Resource:
    """Add something that can be booked.

    Raises:
        NotAllowed: without the right to organise.
        Refused: ``resource_known`` where the sort has one of that name.
    """
    raise NotImplementedError


def change_resource(seat: Seat, number: int, values: Mapping[str, str], now: datetime | None = None) -> Resource:
    """Change ``name``, ``type`` or ``note``; what is not named stays, and so do its bookings."""
    raise NotImplementedError


def rest_resource(seat: Seat, number: int, *, rest: bool = True, now: datetime | None = None) -> Resource:
    """Let something be booked no more, or again. Refused (``resource_in_use``) while it is lent or booked ahead."""
    raise NotImplementedError


def out_of_service(
    seat: Seat, number: int, first: date, last: date | None, why: str, now: datetime | None = None
) -> OutOfService:
    """Take a resource out of service from a local day to another, both included, or until further notice."""
    raise NotImplementedError


def in_service(seat: Seat, number: int, now: datetime | None = None) -> Resource:
    """Put a resource back in service."""
    raise NotImplementedError


def calendar(seat: Seat, sort: ResourceSort, first: date, last: date, now: datetime | None = None) -> Calendar:
    """What is taken of a sort from a local day to another, both included; names as lists show them."""
    raise NotImplementedError


def free(seat: Seat, sort: ResourceSort, begins: datetime, ends: datetime) -> tuple[Resource, ...]:
    """What is free of a sort for all of a time."""
    raise NotImplementedError


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

    Args:
        values: The rest of the registration, as :func:`desk.services.cases.register` takes it.
        repeats: A code of :class:`desk.rules.bookings.Repeats`, or an rrule.

    Raises:
        Refused: ``resource_taken`` with the case that has it and until when, ``resource_out``, or what is wrong
            with the values.
    """
    raise NotImplementedError


def lend(seat: Seat, text: str, now: datetime | None = None, version: int | None = None) -> Moved:
    """Say that what a case has booked was handed out now."""
    raise NotImplementedError


def give_back(
    seat: Seat, text: str, damage: str | None = None, now: datetime | None = None, version: int | None = None
) -> Moved:
    """Say that what a case has lent is back now, and what was damaged."""
    raise NotImplementedError


def cancel(seat: Seat, text: str, now: datetime | None = None, version: int | None = None) -> Moved:
    """Give up what a case has booked: by the kind's own step where it has one, else it is closed as withdrawn."""
    raise NotImplementedError


def skip(seat: Seat, text: str, day: date, now: datetime | None = None, version: int | None = None) -> Moved:
    """Give up one day of a booking that comes back; the others stay."""
    raise NotImplementedError
