"""Drafts: what was typed is never lost. They are saved while one types and offered again at the next start."""

from __future__ import annotations

from dataclasses import replace

from desk.rules.rights import Right
from desk.services.seat import Seat
from desk.storage import drafts
from desk.storage.drafts import Draft

__all__ = ["Draft", "mine", "save", "throw_away"]


def save(seat: Seat, draft: Draft) -> None:
    """Save a draft as it stands, as one's own. One whose registration is already committed is left alone."""
    seat.demand(Right.HANDLE)
    with seat.database.write() as tx:
        drafts.save(tx, replace(draft, agent=seat.who.login))


def mine(seat: Seat) -> list[Draft]:
    """The person's own drafts, the latest first."""
    with seat.database.read() as tx:
        return drafts.of_agent(tx, seat.who.login)


def throw_away(seat: Seat, key: str) -> None:
    """Take a draft of one's own away, because the person said so."""
    with seat.database.write() as tx:
        drafts.remove(tx, key, seat.who.login)
