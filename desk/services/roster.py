"""The people of the desk, for whoever looks after them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from desk.rules.rights import Person, Right
from desk.services.seat import Seat
from desk.services.sessions import SEEN_SECONDS
from desk.storage import organisation, roster


@dataclass(frozen=True)
class Member:
    """Somebody with a login: how many keys are in use, whether there is a PIN, and whether they are at work now."""

    person: Person
    keys: int
    has_pin: bool
    here: bool


@dataclass(frozen=True)
class Roster:
    """Everybody with a login, those at rest last, and the answer groups that one may belong to."""

    members: tuple[Member, ...]
    groups: tuple[str, ...]


def read(seat: Seat, now: datetime) -> Roster:
    """Who there is.

    Raises:
        NotAllowed: the person's role does not look after people.
    """
    seat.demand(Right.PEOPLE)
    since = int(now.timestamp()) - SEEN_SECONDS
    with seat.database.read() as tx:
        found, groups = roster.members(tx), organisation.read(tx).groups
    members = (Member(each.person, each.keys, each.has_pin, (each.seen_at or 0) >= since) for each in found)
    return Roster(tuple(members), groups)


LOOKS_BACK = 100_000
"""Entries of the trail that are looked through for people's last traces: weeks of the busiest desk."""


@dataclass(frozen=True)
class LastSeen:
    """By login, when each person last left a trace. Where ``whole``, the others never did; else not for long."""

    at: Mapping[str, datetime]
    whole: bool


def last_seen(seat: Seat) -> LastSeen:
    """When people were last at work, as far as it is worth looking back. Takes a moment at a big desk.

    Raises:
        NotAllowed: the person's role does not look after people.
    """
    seat.demand(Right.PEOPLE)
    with seat.database.read() as tx:
        found, whole = roster.last_entries(tx, LOOKS_BACK)
    return LastSeen({login: datetime.fromtimestamp(at, UTC) for login, at in found.items()}, whole)
