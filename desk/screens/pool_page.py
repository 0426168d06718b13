"""What the grid of what can be booked shows, worked out in a reading thread: its heads and rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from desk.rules.bookings import (
    Calendar,
    CalendarRow,
    Reservation,
    Resource,
    ResourceSort,
    Taken,
    day_bounds,
    hour_bounds,
    in_order,
    shown_who,
)
from desk.rules.calendar import Week
from desk.rules.labels import Code
from desk.rules.text import folded
from desk.screens.pool_grid import Cell, Head, Mark, Row
from desk.services import bookings
from desk.services.seat import Seat
from desk.words import N_, _, day, weekday

SIGNS: Mapping[Taken, str] = {
    Taken.REQUESTED: "?",
    Taken.BOOKED: "◆",
    Taken.LENT: "■",
    Taken.OVERDUE: "!",
    Taken.RETURNED: "✓",
}
"""How something is taken, as a sign: a colour never says it alone."""
OUT = "✗"
_STYLES = {Taken.REQUESTED: "$warning", Taken.LENT: "$success", Taken.OVERDUE: "bold $error", Taken.RETURNED: "dim"}
HOURS = range(24)


class View(Code):
    """What stands against what."""

    WEEK = "week", N_("Week")
    DAY = "day", N_("Day")
    ONE = "one", N_("One thing")


@dataclass(frozen=True)
class Asked:
    """What the person wants to see.

    Attributes:
        resource: The id of the one whose hours are shown in the week.
        words: Only what has them in its name or type.
    """

    sort: ResourceSort = ResourceSort.POOL
    view: View = View.WEEK
    day: date = date.min
    resource: int | None = None
    words: str = ""

    @property
    def days(self) -> tuple[date, ...]:
        """The local days shown."""
        return (self.day,) if self.view is View.DAY else Week.of(self.day).days


@dataclass(frozen=True)
class Page:
    """What is shown; ``every`` is how many there are of the sort, whatever words they were looked for with."""

    asked: Asked
    calendar: Calendar
    heads: tuple[Head, ...]
    rows: tuple[Row, ...]
    found: tuple[CalendarRow, ...]
    every: int


def read(seat: Seat, asked: Asked, now: datetime) -> Page:
    """Read what is to be shown."""
    days = asked.days
    calendar = bookings.calendar(seat, asked.sort, days[0], days[-1], now)
    found = sorted((row for row in calendar.rows if _has(row, asked.words)), key=lambda row: in_order(row.resource))
    heads, rows = rows_of(calendar, found, asked)
    return Page(asked, calendar, tuple(heads), tuple(rows), tuple(found), len(calendar.rows))


def _has(row: CalendarRow, words: str) -> bool:
    if not words:
        return True
    text = folded(f"{row.resource.name} {row.resource.type}")
    return all(folded(each) in text for each in words.split())


def rows_of(calendar: Calendar, found: Sequence[CalendarRow], asked: Asked) -> tuple[list[Head], list[Row]]:
    """What stands above and in the grid; of one thing nothing, where it is not there any more."""
    zone = calendar.zone
    if asked.view is View.WEEK:
        bounds = [day_bounds(each, zone) for each in calendar.days]
        heads = [_day_head(each, calendar) for each in calendar.days]
        return heads, [_row(each.resource.name, each, bounds, calendar, _in_days) for each in found]
    if asked.view is View.DAY:
        rows = [_row(each.resource.name, each, _hours_of(asked.day, zone), calendar, _in_hours) for each in found]
        return _hours(calendar, asked.day), rows
    one = [each for each in found if each.resource.id == asked.resource]
    rows = [_row(day(on), each, _hours_of(on, zone), calendar, _in_hours) for each in one for on in calendar.days]
    return _hours(calendar, None), rows


def _hours_of(on: date, zone: tzinfo) -> list[tuple[datetime, datetime]]:
    return [hour_bounds(on, each, zone) for each in HOURS]


# ------------------------------------------------------------------ heads


def _day_head(each: date, calendar: Calendar) -> Head:
    today = calendar.now.astimezone(calendar.zone).date()
    return Head(day(each), f"{weekday(each)} {each.day}", now=each == today)


def _hours(calendar: Calendar, of: date | None) -> list[Head]:
    here = calendar.now.astimezone(calendar.zone)
    return [Head(f"{h:02}", f"{h:02}", now=of == here.date() and h == here.hour) for h in HOURS]


# ------------------------------------------------------------------ cells

_Signs = Callable[[Reservation, Calendar], tuple[str, ...]]


def _row(
    label: str, row: CalendarRow, spans: Iterable[tuple[datetime, datetime]], calendar: Calendar, signs: _Signs
) -> Row:
    cells = tuple(_cell(row, begins, ends, calendar, signs) for begins, ends in spans)
    return Row(label, type_of(row.resource), cells)


def type_of(resource: Resource) -> str:
    """Its type; empty where the name begins with it (*Cykel 2*)."""
    return "" if folded(resource.name).startswith(folded(resource.type)) else resource.type


def _cell(row: CalendarRow, begins: datetime, ends: datetime, calendar: Calendar, signs: _Signs) -> Cell:
    taken = row.between(begins, ends, calendar.now) if begins < ends else ()
    resource = row.resource
    if taken:
        mark = _mark(taken, begins, ends, calendar, signs)
    elif resource.out_between(begins, ends):
        mark = Mark("out", (OUT,), resource.out_why or _("out of service"), "$text-muted")
    else:
        mark = None
    return Cell(resource, begins, ends, taken, mark)


def _mark(taken: tuple[Reservation, ...], begins: datetime, ends: datetime, calendar: Calendar, signs: _Signs) -> Mark:
    """What stands in a cell that is taken; of more than one booking, the hours at which they begin."""
    states = [each.state(calendar.now) for each in taken]
    key = "+".join(str(each.id) for each in taken)
    if len(taken) == 1:
        said = signs(taken[0], calendar)
        return Mark(key, said, shown_who(taken[0]), _STYLES.get(states[0], ""), fills=len(said) == 1)
    in_turn = " ".join(f"{SIGNS[state]}{_from(each, begins, calendar.zone)}"
                       for each, state in zip(taken, states, strict=True))  # fmt: skip
    worst = next((state for state in (Taken.OVERDUE, Taken.REQUESTED, Taken.LENT) if state in states), Taken.BOOKED)
    named = "  ".join(f"{SIGNS[state]} {_from(each, begins, calendar.zone)} {shown_who(each)}".replace("  ", " ")
                      for each, state in zip(taken, states, strict=True))  # fmt: skip
    return Mark(
        key, (named, in_turn, f"{SIGNS[worst]}×{len(taken)}"), style=_STYLES.get(worst, ""), fills=taken[-1].ends > ends
    )


def _from(each: Reservation, begins: datetime, zone: tzinfo) -> str:
    """The hour at which it begins; nothing where it began before."""
    return _short(each.begins.astimezone(zone)) if each.begins >= begins else ""


def _short(at: datetime) -> str:
    return f"{at.hour}.{at.minute:02}" if at.minute else str(at.hour)


def _in_days(each: Reservation, calendar: Calendar) -> tuple[str, ...]:
    """A booking among days: its hours where it begins and ends on one, for the rest of that day is free."""
    sign, zone = SIGNS[each.state(calendar.now)], calendar.zone
    first, last = each.begins.astimezone(zone), each.ends.astimezone(zone)
    if first.date() != last.date() or each.overdue(calendar.now):
        return (sign,)
    hours = f"{_short(first)}–{_short(last)}"
    return (f"{sign} {hours}", f"{sign}{hours}", f"{sign}{_short(first)}", sign)


def _in_hours(each: Reservation, calendar: Calendar) -> tuple[str, ...]:
    return (SIGNS[each.state(calendar.now)],)
