"""A list that leaves the house as a file: whoever takes it out is in the access log before there is a file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from desk.rules.events import Happening
from desk.services.seat import Seat
from desk.storage import trail


def log(seat: Seat, what: str, rows: int, narrowed: Sequence[str], now: datetime) -> None:
    """Write that a list was taken out, how long it was, and by what it was narrowed; never to whom that was."""
    changes = {"rows": (None, rows), **({"narrowed": (None, list(narrowed))} if narrowed else {})}
    with seat.database.write() as tx:
        at = int(now.timestamp())
        trail.add(tx, None, at, seat.who.login, Happening.EXPORTED, changes, subject=f"list:{what}")
