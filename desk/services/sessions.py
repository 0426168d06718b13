"""Being at the desk: a heartbeat, who else is there, and whether anything has changed since one looked."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass
from datetime import datetime

from desk.services.seat import Seat
from desk.storage import sessions
from desk.storage.sessions import Mark

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
    """The sessions that are at work. One of this machine whose process has ended is not, however lately it was seen."""
    with seat.database.read() as tx:
        seen = sessions.alive(tx, int(now.timestamp()) - SEEN_SECONDS)
    return {each for each in seen if not _has_ended(each)}


def _has_ended(session: str) -> bool:
    """Whether a session named by :func:`desk.app.session_name` was a process of this machine that is gone."""
    host, _colon, rest = session.rpartition(":")[0].rpartition(":")
    if os.name != "posix" or host != socket.gethostname() or not rest.isdecimal():
        return False
    try:
        os.kill(int(rest), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False


def look(seat: Seat, now: datetime) -> Seen:
    """Look up."""
    with seat.database.read() as tx:
        others = sessions.others(tx, seat.who.login, int(now.timestamp()) - SEEN_SECONDS)
        return Seen(sessions.mark(tx), others)
