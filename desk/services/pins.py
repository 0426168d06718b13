"""PINs: choosing one's own, unlocking with it, and an administrator taking it away.

Digests are slow on purpose. They are made before a transaction begins, so that nobody waits for them; call these in
a thread.
"""

from __future__ import annotations

import os
from datetime import datetime

from desk.rules.events import Happening
from desk.rules.pins import check_new, digest, matches
from desk.rules.refusals import NotAllowed, NotFound, Problem, refuse
from desk.rules.rights import Right
from desk.services.people import demand_now
from desk.services.seat import Seat, moment_of
from desk.storage import organisation, pins, trail


def is_set(seat: Seat) -> bool:
    """Whether the person has a PIN."""
    with seat.database.read() as tx:
        return pins.of(tx, seat.who.login) is not None


def choose(seat: Seat, pin: str, now: datetime | None = None, *, old: str | None = None) -> None:
    """Choose one's own PIN; where there is one already, ``old`` proves that one knows it.

    Raises:
        Refused: the PIN is no good (:func:`desk.rules.pins.check_new`, at ``pin``), or ``pin_wrong`` at ``old``.
    """
    login = seat.who.login
    check_new(pin, login)
    with seat.database.read() as tx:
        before = pins.of(tx, login)
    if before is not None and not matches(old or "", before):
        refuse("pin_wrong", "old")
    made = digest(pin, os.urandom(16))
    at = int(moment_of(now).timestamp())
    with seat.database.write() as tx:
        if pins.of(tx, login) != before:
            refuse("pin_wrong", "old")  # chosen or cleared elsewhere at the same moment
        pins.put(tx, login, made, at)
        trail.add(tx, None, at, login, Happening.PIN_SET, {}, subject=login)


def check(seat: Seat, pin: str) -> bool:
    """Whether this is the person's PIN.

    Raises:
        NotAllowed: the person has been put to rest meanwhile.
        Refused: ``pin_not_set``, where it has been cleared meanwhile.
    """
    login = seat.who.login
    with seat.database.read() as tx:
        who = organisation.person(tx, login)
        kept = pins.of(tx, login)
    if who is None or not (who.active and who.may_log_in):
        raise NotAllowed(Problem("login_unknown", None, {"login": login}))
    if kept is None:
        refuse("pin_not_set", "pin")
    return matches(pin, kept)


def gave_up(seat: Seat, now: datetime | None = None) -> None:
    """Log that a wrong PIN was given as often as it may be. What was given is not kept."""
    at = int(moment_of(now).timestamp())
    with seat.database.write() as tx:
        trail.add(tx, None, at, seat.who.login, Happening.PIN_FAILED, {}, subject=seat.who.login)


def clear(seat: Seat, login: str, now: datetime | None = None) -> None:
    """Take a person's PIN away; they choose a new one at the next start.

    Raises:
        NotFound: nobody has the login.
        Refused: ``pin_none``, where there is none.
    """
    seat.demand(Right.PEOPLE)
    at = int(moment_of(now).timestamp())
    with seat.database.write() as tx:
        demand_now(tx, seat, Right.PEOPLE)
        who = organisation.person(tx, login)
        if who is None:
            raise NotFound(Problem("login_unknown", "login", {"login": login}))
        if pins.of(tx, login) is None:
            refuse("pin_none", "login", name=who.name)
        pins.remove(tx, login)
        trail.add(tx, None, at, seat.who.login, Happening.PIN_CLEARED, {}, subject=login)
