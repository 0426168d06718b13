"""The calendar as rows of text: a month's list, and the year at a glance. Made in a reading thread."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from rich.cells import cell_len
from textual.content import Content

from desk.documents.due import ahead_in_words, late_in_words, month_in_words, what_in_words
from desk.rules.due import Due, DueSort
from desk.rules.wheel_input import Occurrence
from desk.screens.widgets.frame import fit
from desk.screens.widgets.list_table import Line
from desk.services import due, wheel
from desk.services.kept import day_of
from desk.services.seat import Seat
from desk.services.wheel import Wheel
from desk.storage.wheel import WheelDate
from desk.words import _, n_, weekday

LABEL = 30
"""Cells for a date's title in the year."""
LEAST_MONTH = 7
_SORTS = list(DueSort)


@dataclass(frozen=True)
class Month:
    """A month as it is shown.

    Attributes:
        items: What falls on it; ``lines`` are the same in words, their ids the places of ``items``.
        year: The year at a glance; empty where there is no room for it.
        about: What is said above the list.
    """

    month: date
    items: tuple[Due, ...]
    lines: tuple[Line, ...]
    wheel: Wheel
    year: Content
    about: Content

    @property
    def has_wheel(self) -> bool:
        """Whether any recurring date is there."""
        return any(each.active for each in self.wheel.dates)


def read(seat: Seat, month: date, now: datetime, width: int, height: int) -> Month:
    """What the month and its year hold. Runs in a reading thread."""
    today = day_of(seat, now)
    items = due.month(seat, month, now)
    found = wheel.between(seat, date(month.year, 1, 1), date(month.year, 12, 31))
    year = Content("\n").join(list(_year(found, month, today, width, height)))
    lines = tuple(_line(each, today) for each in items)
    return Month(month, items, lines, found, year, _about(items, month))


def key_of(each: Due) -> int:
    """A number that stays the thing's own while others come and go."""
    return (each.id * len(_SORTS) + _SORTS.index(each.sort)) * 10_000_000 + each.day.toordinal()


def title_of(month: date) -> str:
    """The month and year, as a title."""
    name = month_in_words(month)
    return f"{name[:1].upper()}{name[1:]} {month.year}"


# ------------------------------------------------------------------ the list


def _line(each: Due, today: date) -> Line:
    cells = {
        "what": what_in_words(each),
        "who": each.name or "–",
        "sort": each.sort.label,
        "department": each.department or "",
        "state": _state(each, today),
    }
    return Line(key_of(each), _day(each.day, today), cells, each.late)


def _day(of: date, today: date) -> str:
    written = f"{weekday(of)} {of.day}"
    if (of.year, of.month) == (today.year, today.month) or of > today:
        return written
    from desk.words import day

    return day(of)


def _state(each: Due, today: date) -> str:
    if each.done:
        return "✓ " + _("done")
    if each.late:
        away = (today - each.day).days
        return n_("! {n} day late", "! {n} days late", away)
    return _("today") if each.day == today else ""


def _about(items: Sequence[Due], month: date) -> Content:
    late = sum(each.late for each in items)
    ahead = sum(not (each.late or each.done) for each in items)
    parts = [Content(said)] if (said := ahead_in_words(ahead, month)) else []
    parts += [Content.styled(late_in_words(late), "bold $error")] if late else []
    if done := sum(each.done for each in items):
        parts.append(Content(n_("✓ {n} done", "✓ {n} done", done)))
    return Content(" · ").join(parts) if parts else Content(_("Nothing falls on this month."))


# ------------------------------------------------------------------ the year


def _year(found: Wheel, month: date, today: date, width: int, height: int) -> Iterator[Content]:
    cell = (width - LABEL) // 12
    there = {each.number for each in found.occurrences}
    dates = [each for each in found.dates if each.id in there]
    if cell < LEAST_MONTH or height < 3 or not dates:
        return
    yield Content(fit(str(month.year), LABEL)) + Content("").join(
        Content.styled(fit(_short(month.year, number), cell), "bold" if number == month.month else "dim")
        for number in range(1, 13)
    )
    room = height - 1
    shown = dates if len(dates) <= room else dates[: room - 1]
    for each in shown:
        yield _row(each, found.of(each.id), today, cell)
    if more := len(dates) - len(shown):
        yield Content(n_("… {n} more date", "… {n} more dates", more)).stylize("dim")


def _short(year: int, number: int) -> str:
    return month_in_words(date(year, number, 1))[:3]


def _row(of: WheelDate, days: Sequence[Occurrence], today: date, cell: int) -> Content:
    row = Content(fit(of.title, LABEL - 1) + " ")
    for number in range(1, 13):
        words, style = _cell([each for each in days if each.day.month == number], today, cell)
        part = Content(fit(words, cell))
        row += part.stylize(style) if style else part
    return row


def _cell(days: Sequence[Occurrence], today: date, width: int) -> tuple[str, str]:
    """The month's days, each with how it stands; many of them as how many of them are done."""
    if not days:
        return "·", "dim"
    late = any(each.is_late(today) for each in days)
    done = sum(each.done_on is not None for each in days)
    words = " ".join(f"{each.day.day}{_sign(each, today)}" for each in days)
    if len(days) > 2 or cell_len(words) > width - 1:
        words = f"{done}/{len(days)}{'!' if late else ''}" if done or late else f"{len(days)}"
        words = words if len(days) > 1 else f"{days[0].day.day}"
    return words, "bold $error" if late else "dim" if done == len(days) else ""


def _sign(each: Occurrence, today: date) -> str:
    if each.done_on is not None:
        return "✓"
    return "!" if each.is_late(today) else ""
