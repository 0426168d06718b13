"""The annual wheel as JSON values, CSV, and lines to read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from desk.documents.cells import columns, csv_text
from desk.rules.wheel_input import Occurrence
from desk.services.wheel import Wheel
from desk.storage.wheel import WheelDate
from desk.words import _, day

COLUMNS = ("day", "number", "title", "responsible", "department", "done_on", "by", "note", "late")


def date_document(of: WheelDate) -> dict[str, Any]:
    """A recurring date as JSON values."""
    return {
        "number": of.id,
        "title": of.title,
        "rule": of.rule,
        "text": of.text,
        "department": of.department,
        "responsible": of.responsible,
        "from": of.starts.isoformat(),
        "to": of.ends.isoformat() if of.ends else None,
        "active": of.active,
    }


def day_document(each: Occurrence, today: date) -> dict[str, Any]:
    """One day of a date as JSON values."""
    return {
        "number": each.number,
        "day": each.day.isoformat(),
        "done_on": each.done_on.isoformat() if each.done_on else None,
        "by": each.by,
        "note": each.note,
        "late": each.is_late(today),
    }


def document(wheel: Wheel, today: date) -> dict[str, Any]:
    """The wheel over some days: its dates, and their days in order."""
    return {
        "from": wheel.first.isoformat(),
        "to": wheel.last.isoformat(),
        "dates": [date_document(each) for each in shown_dates(wheel)],
        "days": [{**day_document(each, today), "title": wheel.date(each.number).title} for each in wheel.occurrences],
    }


def shown_dates(wheel: Wheel) -> tuple[WheelDate, ...]:
    """The dates that hold, and those that rest but had a day in the window."""
    there = {each.number for each in wheel.occurrences}
    return tuple(each for each in wheel.dates if each.active or each.id in there)


def as_csv(wheel: Wheel, today: date) -> str:
    """The days as CSV."""
    rows = []
    for each in wheel.occurrences:
        of, said = wheel.date(each.number), day_document(each, today)
        rows.append([{**date_document(of), **said}[name] for name in COLUMNS])
    return csv_text(COLUMNS, rows)


def lines(wheel: Wheel, today: date, names: Mapping[str, str], width: int | None) -> list[str]:
    """The dates with their rules, then the days."""
    dates = shown_dates(wheel)
    if not dates:
        return [_("There are no dates in the wheel. `desk wheel start` adds those that fit the audits.")]
    header = (_("No."), _("What"), _("When"), _("Responsible"))
    found = columns(header, [_row(each, names) for each in dates], 1, width)
    if wheel.occurrences:
        header = (_("Day"), _("No."), _("What"), _("State"))
        rows = [
            (day(each.day, year=True), str(each.number), wheel.date(each.number).title, state(each, today))
            for each in wheel.occurrences
        ]
        found += ["", *columns(header, rows, 2, width)]
    return found


def _row(of: WheelDate, names: Mapping[str, str]) -> tuple[str, ...]:
    rule = of.rule if of.active else _("{rule} (comes no more)", rule=of.rule)
    return str(of.id), of.title, rule, names.get(of.responsible or "", of.responsible or "")


def state(each: Occurrence, today: date) -> str:
    """How it stands with a day, in words and a sign."""
    if each.done_on is not None:
        return "✓ " + _("done") + (f": {each.note}" if each.note else "")
    return "! " + _("not done") if each.is_late(today) else ""


def told(of: WheelDate, next_days: Iterable[date]) -> str:
    """A sentence about a date that was added or changed: when it comes next."""
    coming = ", ".join(day(each, year=True) for each in next_days)
    number = {"number": of.id, "title": of.title}
    return _("{number} {title}: {days} …", **number, days=coming) if coming else _("{number} {title}.", **number)
