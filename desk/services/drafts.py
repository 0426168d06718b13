"""Drafts: what was typed is never lost. They are saved while one types and offered again at the next start."""

from __future__ import annotations

from dataclasses import replace

from desk.rules.rights import Right
from desk.services.seat import Seat
from desk.storage import drafts
from desk.storage.drafts import Draft
from desk.storage.faults import DatabaseUnusable, Fault

__all__ = ["Draft", "keep_here", "mine", "save", "throw_away"]


def save(seat: Seat, draft: Draft) -> bool:
    """Save a draft as it stands, as one's own. One whose registration is already committed is left alone.

    Returns:
        Whether it is in the database. Where a server is away it is kept on this machine instead, until it is back.
    """
    seat.demand(Right.HANDLE)
    own = replace(draft, agent=seat.who.login)
    try:
        with seat.database.write() as tx:
            drafts.save(tx, own)
    except DatabaseUnusable as unusable:
        if unusable.fault is not Fault.AWAY or seat.waiting is None:
            raise
        keep_here(seat, own)
        return False
    if seat.waiting is not None:
        seat.waiting.forget(own.key)
    return True


def keep_here(seat: Seat, draft: Draft) -> None:
    """Keep a draft on this machine without asking the database. Raises DatabaseUnusable where that cannot be done."""
    try:
        if seat.waiting is not None:
            seat.waiting.hold_draft(replace(draft, agent=seat.who.login))
    except OSError as error:
        raise DatabaseUnusable(Fault.AWAY, seat.database.where) from error


def mine(seat: Seat) -> list[Draft]:
    """The person's own drafts, the latest first. Those that are kept on this machine are newer than the database's."""
    here = {} if seat.waiting is None else {each.key: each for each in seat.waiting.drafts}
    try:
        with seat.database.read() as tx:
            there = drafts.of_agent(tx, seat.who.login)
    except DatabaseUnusable as unusable:
        if unusable.fault is not Fault.AWAY or not here:
            raise
        there = []
    every = {**{each.key: each for each in there}, **here}
    return sorted(every.values(), key=lambda each: (-each.saved_at.timestamp(), each.key))


def throw_away(seat: Seat, key: str) -> None:
    """Take a draft of one's own away, because the person said so."""
    if seat.waiting is not None:
        seat.waiting.forget(key)
    with seat.database.write() as tx:
        drafts.remove(tx, key, seat.who.login)
