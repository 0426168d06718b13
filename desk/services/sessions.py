"""Being at the desk: a heartbeat, who else is there, and whether anything has changed since one looked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from desk.services.seat import Seat
from desk.storage import sessions
from desk.storage.sessions import Mark

BEAT_SECONDS = 20
SEEN_SECONDS = 60
"""Somebody not heard of for this long has left."""


@dataclass(frozen=True)
class Seen:
    """What one sees when one looks up: how far cases and calls have come, and how many others are at work."""

    mark: Mark
    others: int


def beat(seat: Seat, session: str, now: datetime) -> None:
    """Say that this session is alive. Marks nothing and enters no trail."""
    with seat.database.write() as tx:
        sessions.beat(tx, session, seat.who.login, int(now.timestamp()))


def leave(seat: Seat, session: str) -> None:
    """Say goodbye."""
    with seat.database.write() as tx:
        sessions.leave(tx, session)


def alive(seat: Seat, now: datetime) -> set[str]:
    """The sessions that are at work."""
    with seat.database.read() as tx:
        return sessions.alive(tx, int(now.timestamp()) - SEEN_SECONDS)


def look(seat: Seat, now: datetime) -> Seen:
    """Look up."""
    with seat.database.read() as tx:
        others = sessions.others(tx, seat.who.login, int(now.timestamp()) - SEEN_SECONDS)
        return Seen(sessions.mark(tx), others)
