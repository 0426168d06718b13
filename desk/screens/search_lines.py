"""What a search found, as rows of the table. Runs in a reading thread."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from desk.screens.case_lines import case_lines
from desk.screens.widgets.case_table import ROWS, CaseLine
from desk.services import routines, searching
from desk.services.seat import Seat
from desk.words import _

ROUTINES = 3
"""Routines that are shown at most."""
PAGE = (ROWS - 1 - ROUTINES) // 2
"""Two pages, or one and what the folded words find below a line of its own, fill the table."""


@dataclass(frozen=True)
class FoundWindow:
    """Two pages of what was found; ``middle`` and ``end`` are the cursors after them, ``None`` where it ends.

    The first ``routines`` of the lines are routines, with their numbers below zero as ids.
    """

    text: str
    lines: tuple[CaseLine, ...]
    middle: str | None = None
    end: str | None = None
    routines: int = 0


def find(seat: Seat, text: str, after: str | None, now: datetime) -> FoundWindow:
    """What ``text`` finds after a cursor, newest first: routines above, below what it finds without å, ä, ö."""
    first = searching.find(seat, text, PAGE, after)
    second = searching.find(seat, text, PAGE, first.next) if first.next else None
    rows = first.rows + (second.rows if second else ())
    lines = case_lines(seat, rows, now)
    if first.folded and second is None:
        lines = (*lines, _divider(), *case_lines(seat, first.folded, now))
    above = tuple(map(_routine, routines.find(seat, text, ROUTINES))) if after is None else ()
    return FoundWindow(text, (*above, *lines), first.next, second.next if second else None, len(above))


def _routine(hit: routines.Hit) -> CaseLine:
    """A row that is a routine."""
    made = hit.routine
    about = "" if hit.about == made.title else hit.about
    return CaseLine(-made.id, "", {"due": _("Routine"), "kind": "", "who": about, "what": made.title, "step": ""})


def _divider() -> CaseLine:
    """A row that is no case: it has no reference, and nothing opens it."""
    rule = "─" * 8
    return CaseLine(0, "", {"due": rule, "kind": rule, "who": rule, "what": _("Without å ä ö"), "step": rule})
