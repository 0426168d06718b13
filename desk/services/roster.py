"""The people of the desk, for whoever looks after them."""

from __future__ import annotations

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


def last_seen(seat: Seat) -> dict[str, datetime]:
    """By login, when each person last left a trace; nothing of those who never did. Reads the whole trail: slow.

    Raises:
        NotAllowed: the person's role does not look after people.
    """
    seat.demand(Right.PEOPLE)
    with seat.database.read() as tx:
        return {login: datetime.fromtimestamp(at, UTC) for login, at in roster.last_entries(tx).items()}
