"""What falls due, in words, as JSON values, CSV, and lines to read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from desk.documents.cells import columns, csv_text
from desk.rules.due import Due, DueSort
from desk.words import _, day, month_name, n_

COLUMNS = ("sort", "number", "what", "responsible", "day", "late", "department", "many")


def what_in_words(each: Due) -> str:
    """What is to be done; open deviations are told by their span, routines that nobody has looked through together."""
    if each.sort is DueSort.DEVIATION:
        return n_("{span}: {n} open deviation", "{span}: {n} open deviations", each.many, span=each.what)
    if each.sort is DueSort.ROUTINE and not each.id:
        return n_("{n} routine that nobody has looked through yet",
                  "{n} routines that nobody has looked through yet", each.many)  # fmt: skip
    return each.what


def month_in_words(of: date) -> str:
    """The month's name, as it stands within a sentence."""
    return month_name(of)


def ahead_in_words(ahead: int, today: date) -> str:
    """``3 due in November``; empty for none."""
    return n_("{n} due in {month}", "{n} due in {month}", ahead, month=month_in_words(today)) if ahead else ""


def late_in_words(late: int) -> str:
    """``! 1 late``; empty for none."""
    return n_("! {n} late", "! {n} late", late) if late else ""


def document(found: Iterable[Due]) -> dict[str, Any]:
    """What falls due as JSON values."""
    return {"due": [_values(each) for each in found]}


def _values(each: Due) -> dict[str, Any]:
    return {
        "sort": str(each.sort),
        "number": each.id or None,
        "what": each.what,
        "responsible": each.who,
        "day": each.day.isoformat(),
        "late": each.late,
        "department": each.department,
        "many": each.many,
    }


def as_csv(found: Iterable[Due]) -> str:
    """What falls due as CSV."""
    return csv_text(COLUMNS, [list(_values(each).values()) for each in found])


def lines(found: tuple[Due, ...], width: int | None) -> list[str]:
    """What falls due, to read."""
    if not found:
        return [_("Nothing falls due this month.")]
    header = (_("Day"), _("What"), _("Sort"), _("Responsible"))
    rows = [
        (("! " if each.late else "") + day(each.day), what_in_words(each), each.sort.label, each.name or "")
        for each in found
    ]
    return columns(header, rows, 1, width)
