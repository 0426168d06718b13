"""Being at the desk: a heartbeat, who else is there and at one's case, and whether anything has changed meanwhile."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass
from datetime import datetime

from desk.rules.rights import Person
from desk.services.seat import Seat
from desk.storage import organisation, sessions
from desk.storage.database import Transaction
from desk.storage.sessions import Mark

SEEN_SECONDS = 60
"""Somebody not heard of for this long has left."""


@dataclass(frozen=True)
class Company:
    """Who else has a case open: colleagues by name, and whether one has it open oneself in another session."""

    case_id: int
    names: tuple[str, ...] = ()
    oneself: bool = False


@dataclass(frozen=True)
class Seen:
    """What one sees when one looks up: how far cases and calls have come, how many others are at work, who is at the
    case that one has open, if one has, and what one is oneself by now (``None``: nobody here any more).
    """

    mark: Mark
    others: int
    company: Company | None = None
    oneself: Person | None = None


def beat(seat: Seat, session: str, now: datetime, case_id: int | None = None) -> None:
    """Say that this session is alive, and which case it has open: it may have been forgotten meanwhile.

    Marks nothing and enters no trail. Whoever may only read, by their login at a server, is not seen by others.
    """
    if not seat.database.may_write():
        return
    with seat.database.write() as tx:
        sessions.beat(tx, session, seat.who.login, int(now.timestamp()), case_id)


def leave(seat: Seat, session: str) -> None:
    """Say goodbye."""
    if not seat.database.may_write():
        return
    with seat.database.write() as tx:
        sessions.leave(tx, session)


def open_case(seat: Seat, session: str, case_id: int | None, now: datetime) -> Company | None:
    """Say that this session has a case open, or none any more; who else has it. Marks nothing and enters no trail."""
    if not seat.database.may_write():
        return None
    with seat.database.write() as tx:
        sessions.open_case(tx, session, case_id)
        return _company(tx, seat, session, now)


def _company(tx: Transaction, seat: Seat, session: str, now: datetime) -> Company | None:
    case_id = sessions.case_of(tx, session)
    if case_id is None:
        return None
    there = sessions.others_at(tx, case_id, session, int(now.timestamp()) - SEEN_SECONDS)
    there = [each for each in there if not _has_ended(each.session)]
    names = {each.login: each.name for each in there if each.login != seat.who.login}
    return Company(case_id, tuple(names.values()), any(each.login == seat.who.login for each in there))


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


def look(seat: Seat, session: str, now: datetime) -> Seen:
    """Look up."""
    with seat.database.read() as tx:
        others = sessions.others(tx, seat.who.login, int(now.timestamp()) - SEEN_SECONDS)
        oneself = organisation.person(tx, seat.who.login)
        return Seen(sessions.mark(tx), others, _company(tx, seat, session, now), oneself)
