"""What is seen of a register, as rows of its table. Runs in a reading thread."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from desk.documents.registers import appeal_row, day_words, state_words, where, who
from desk.rules.calendar import local_day
from desk.rules.people import show_phone
from desk.rules.registers import OF_CASES, Holding, Running, Sort, State, View
from desk.screens.widgets.list_table import ROWS, Column, Line, ListTable
from desk.screens.widgets.whole_list import WholeList
from desk.services import registers
from desk.services.seat import Seat
from desk.words import N_

PAGE = ROWS // 2
"""Two pages fill the table."""
MOST = 1000


class PermitsTable(ListTable):
    """Parking permits."""

    COLUMNS = (
        Column("reference", N_("Number"), 11),
        Column("who", N_("Holder"), 18),
        Column("person", N_("Personal number"), 15, 98),
        Column("phone", N_("Telephone"), 14, 114),
        Column("valid_to", N_("Valid to"), 12),
        Column("state", N_("State"), 18),
        Column("case", N_("Case"), 11),
        Column("renewal", N_("Open case"), 13, 128),
    )
    GROWING = ("who", "state", "reference")
    MOST = {"who": 40, "state": 30, "reference": 20}
    LATE = "state"


class CardsTable(ListTable):
    """Bus cards."""

    COLUMNS = (
        Column("reference", N_("Number"), 11),
        Column("who", N_("Holder"), 18),
        Column("school", N_("School"), 15),
        Column("person", N_("Personal number"), 15, 114),
        Column("phone", N_("Telephone"), 14, 96),
        Column("state", N_("State"), 18),
        Column("case", N_("Case"), 10),
    )
    GROWING = ("who", "school", "reference")
    MOST = {"who": 40, "school": 30, "reference": 20}
    LATE = "state"


class AppealsTable(WholeList):
    """Decisions that may be appealed, by the last day."""

    COLUMNS = (
        Column("reference", N_("Case"), 9),
        Column("who", N_("Holder"), 15),
        Column("decided", N_("Decided on"), 12),
        Column("served", N_("Served on"), 12),
        Column("last", N_("Last day"), 12),
        Column("appealed", N_("Appealed on"), 11),
    )
    GROWING = ("who",)
    MOST = {"who": 60}
    LATE = "last"


class TemporaryTable(WholeList):
    """Temporary cards, by the last day."""

    COLUMNS = (
        Column("reference", N_("Case"), 9),
        Column("who", N_("Holder"), 30),
        Column("last", N_("Temporary until"), 18),
    )
    GROWING = ("who",)
    MOST = {"who": 60}
    LATE = "last"


@dataclass(frozen=True, repr=False)
class RegisterWindow:
    """What is shown: rows, and the same as lines. ``middle`` and ``end`` are cursors, ``None`` where it ends.

    ``many`` is counted up to :data:`MOST`; ``lapsing`` is how many permits run out and nobody renews.
    """

    sort: Sort
    view: View
    text: str
    rows: tuple[Holding | Running, ...]
    lines: tuple[Line, ...]
    many: int
    lapsing: int
    middle: str | None = None
    end: str | None = None


def read(seat: Seat, sort: Sort, view: View, text: str, after: str | None, now: datetime) -> RegisterWindow:
    """What a line finds; without one, a view."""
    today = local_day(now, seat.settings.zone)
    lapsing = registers.lapsing(seat, now) if sort is Sort.PERMIT else 0
    if text:
        found = registers.find(seat, sort, text, ROWS)
        return RegisterWindow(sort, view, text, found, _lines(found, today), len(found), lapsing)
    if view in OF_CASES:
        running = registers.running(seat, view, now)
        lines = tuple(_running_line(each, view, today) for each in running)
        return RegisterWindow(sort, view, "", running, lines, len(running), lapsing)
    first = registers.page(seat, sort, view, PAGE, after, now)
    second = registers.page(seat, sort, view, PAGE, first.next, now) if first.next else None
    rows = first.rows + (second.rows if second else ())
    many = registers.count(seat, sort, view, MOST, now)
    end = second.next if second else None
    return RegisterWindow(sort, view, "", rows, _lines(rows, today), many, lapsing, first.next, end)


def _lines(rows: tuple[Holding, ...], today: date) -> tuple[Line, ...]:
    return tuple(line_of(each, today) for each in rows)


def line_of(each: Holding, today: date) -> Line:
    """A permit or card as a row; one that expires soon is marked, with a sign besides its colour."""
    soon = each.state(today) is State.EXPIRING and each.renewal is None
    cells = {
        "who": who(each),
        "person": each.person or "",
        "phone": show_phone(each.phone),
        "school": each.school or "",
        "valid_to": each.valid_to.isoformat() if each.valid_to else "",
        "state": ("! " if soon else "") + state_words(each, today),
        "case": where(each),
        "renewal": each.renewal or "",
    }
    return Line(each.id, each.number, cells, late=soon)


def _running_line(each: Running, view: View, today: date) -> Line:
    if view is View.TEMPORARY:
        return Line(each.case_id, each.reference, {"who": who(each), "last": day_words(each, today)}, each.late(today))
    names = ("who", "decided", "served", "last", "appealed")
    late = each.late(today) and each.appealed_on is None
    return Line(each.case_id, each.reference, dict(zip(names, appeal_row(each, today)[1:], strict=True)), late)
