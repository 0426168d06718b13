"""Lists of cases, a page at a time. Light: the screen's first list needs nothing else of the services."""

from __future__ import annotations

import re
from dataclasses import dataclass

from desk.rules.refusals import refuse
from desk.rules.rights import Right
from desk.services.seat import Seat
from desk.storage import lists
from desk.storage.lists import Cursor, Listed, Viewer, Which

PAGE = 50


@dataclass(frozen=True)
class Page:
    """Rows of a list, and the cursor of the page after them, or ``None`` at the end."""

    rows: tuple[Listed, ...]
    next: str | None


def viewer(seat: Seat) -> Viewer:
    """For whom lists are made."""
    return Viewer(seat.who.login, seat.who.may(Right.SEE_CONFIDENTIAL))


def page(seat: Seat, which: Which, limit: int = PAGE, after: str | None = None) -> Page:
    """One page of a list. Refused where ``after`` is no cursor of such a list."""
    seat.demand(Right.SEE_CASES)
    with seat.database.read() as tx:
        rows = lists.page(tx, which, viewer(seat), limit + 1, cursor_of(after))
    return Page(tuple(rows[:limit]), _next(rows, limit))


def count(seat: Seat, which: Which, most: int = 1000) -> int:
    """How many rows a list has, counted no further than ``most``."""
    seat.demand(Right.SEE_FIGURES)
    with seat.database.read() as tx:
        return lists.count_open(tx, which, viewer(seat), most)


# ------------------------------------------------------------------ cursors


def cursor_of(text: str | None) -> Cursor | None:
    """The cursor that a text is. Refused where it is none."""
    if text is None:
        return None
    due, dot, number = text.partition(".")
    if not (dot and _CURSOR_PART.fullmatch(due) and _CURSOR_PART.fullmatch(number)):
        refuse("cursor_invalid", "after")
    return int(due), int(number)


_CURSOR_PART = re.compile("[0-9]{1,18}")


def written(cursor: Cursor) -> str:
    """A cursor as text, for whoever asks for the page after it."""
    return f"{cursor[0]}.{cursor[1]}"


def _next(rows: list[Listed], limit: int) -> str | None:
    if len(rows) <= limit or limit < 1:
        return None
    last = rows[limit - 1]
    return written((last.due_key, last.id))
