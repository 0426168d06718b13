"""Watching over the desk: the access log, what was done to the desk itself, and how far the trail has come."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from desk.rules.refusals import refuse
from desk.rules.rights import Right
from desk.services.seat import Seat
from desk.storage import access, trail
from desk.storage.access import Entry, Wanted
from desk.storage.database import Transaction

__all__ = ["AccessPage", "Entry", "desk_page", "head", "page"]

PAGE = 50
_CURSOR = re.compile("[0-9]{1,18}")


@dataclass(frozen=True)
class AccessPage:
    """Entries, the newest first, and the cursor of the page after them; ``None`` at the end."""

    rows: tuple[Entry, ...]
    next: str | None


def page(
    seat: Seat,
    *,
    by: str | None = None,
    reference: str | None = None,
    first: date | None = None,
    last: date | None = None,
    limit: int = PAGE,
    after: str | None = None,
) -> AccessPage:
    """Who opened a personal number or a protected identity, handed a case out, or everything held on a person.

    Args:
        by: Only what this login did.
        reference: Only about this case.
        first, last: Only on these local days and between them.
    """
    return _page(seat, access.opened, _wanted(seat, by, reference, first, last), limit, after)


def desk_page(
    seat: Seat,
    *,
    by: str | None = None,
    first: date | None = None,
    last: date | None = None,
    limit: int = PAGE,
    after: str | None = None,
) -> AccessPage:
    """What was done to the desk itself: people, keys, PINs, copies, disposals. Arguments as for :func:`page`."""
    return _page(seat, access.of_desk, _wanted(seat, by, None, first, last), limit, after)


def head(seat: Seat) -> str:
    """The trail's head, ``ID:HEX``: kept elsewhere, it proves later that nothing up to it was changed or taken away."""
    seat.demand(Right.SEE_FIGURES)
    with seat.database.read() as tx:
        return str(trail.head(tx))


Ask = Callable[[Transaction, Wanted, int, "int | None"], list[Entry]]


def _page(seat: Seat, ask: Ask, wanted: Wanted, limit: int, after: str | None) -> AccessPage:
    seat.demand(Right.SEE_ACCESS)
    if after is not None and not _CURSOR.fullmatch(after):
        refuse("cursor_invalid", "after")
    with seat.database.read() as tx:
        rows = ask(tx, wanted, limit + 1, None if after is None else int(after))
    more = len(rows) > limit
    return AccessPage(tuple(rows[:limit]), str(rows[limit - 1].id) if more else None)


def _wanted(seat: Seat, by: str | None, reference: str | None, first: date | None, last: date | None) -> Wanted:
    until = None if last is None else last + timedelta(days=1)
    return Wanted(by, reference, _begin(seat, first), _begin(seat, until))


def _begin(seat: Seat, day: date | None) -> int | None:
    """When a local day begins, in epoch seconds."""
    return None if day is None else int(datetime.combine(day, time(), seat.settings.zone).timestamp())
