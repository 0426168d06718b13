"""What a search found, as rows of the table. Runs in a reading thread."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from desk.documents.registers import state_words, where, who
from desk.rules.calendar import local_day
from desk.rules.registers import Holding
from desk.screens.case_lines import case_lines
from desk.screens.widgets.case_table import ROWS, CaseLine
from desk.screens.wording import kind_in_words
from desk.services import registers, routine_search, searching
from desk.services.seat import Seat
from desk.words import _

ROUTINES = 3
"""Routines that are shown at most."""
HELD = 2
"""Permits that were brought in, and as many cards, that are shown at most."""
PAGE = (ROWS - 1 - ROUTINES - 2 * HELD) // 2
"""Two pages, or one and what the folded words find below a line of its own, fill the table."""


FIRST_HELD = -(2**53)
"""The id of the first row that is a permit or card: below every routine's."""


@dataclass(frozen=True)
class FoundWindow:
    """Two pages of what was found; ``middle`` and ``end`` are the cursors after them, ``None`` where it ends.

    The first ``routines`` of the lines are routines, with their numbers below zero as ids; after them come the permits
    and cards without a case that are ``held``, in order, with ids from :data:`FIRST_HELD` down.
    """

    text: str
    lines: tuple[CaseLine, ...]
    middle: str | None = None
    end: str | None = None
    routines: int = 0
    held: tuple[Holding, ...] = ()

    @property
    def first_case(self) -> int:
        """The row of the first case; where there is none, of the first permit or card; else the first row."""
        above = self.routines + len(self.held)
        if above < len(self.lines):
            return above
        return self.routines if self.held else 0


def find(seat: Seat, text: str, after: str | None, now: datetime) -> FoundWindow:
    """What ``text`` finds after a cursor, newest first: routines above, below what it finds without å, ä, ö."""
    first = searching.find(seat, text, PAGE, after)
    second = searching.find(seat, text, PAGE, first.next) if first.next else None
    rows = first.rows + (second.rows if second else ())
    lines = case_lines(seat, rows, now)
    if first.folded and second is None:
        lines = (*lines, _divider(), *case_lines(seat, first.folded, now))
    above = tuple(map(_routine, routine_search.find(seat, text, ROUTINES))) if after is None else ()
    held = registers.find_brought_in(seat, text, HELD) if after is None else ()
    today = local_day(now, seat.settings.zone)
    rows_of_held = (_held(place, each, today) for place, each in enumerate(held))
    end = second.next if second else None
    return FoundWindow(text, (*above, *rows_of_held, *lines), first.next, end, len(above), held)


def _routine(hit: routine_search.Hit) -> CaseLine:
    """A row that is a routine."""
    made = hit.routine
    about = "" if hit.about == made.title else hit.about
    return CaseLine(-made.id, "", {"due": _("Routine"), "kind": "", "who": about, "what": made.title, "step": ""})


def _held(place: int, holding: Holding, today: date) -> CaseLine:
    """A row that is a permit or card without a case."""
    cells = {
        "due": where(holding),
        "kind": kind_in_words(holding.sort.kind),
        "who": who(holding),
        "what": holding.number,
        "step": state_words(holding, today),
    }
    return CaseLine(FIRST_HELD - place, "", cells)


def _divider() -> CaseLine:
    """A row that is no case: it has no reference, and nothing opens it."""
    rule = "─" * 8
    return CaseLine(0, "", {"due": rule, "kind": rule, "who": rule, "what": _("Without å ä ö"), "step": rule})
