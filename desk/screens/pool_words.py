"""What the screen of what can be booked says in words: its tabs, its signs, and who has the cell under the cursor."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo

from textual.content import Content

from desk.rules.bookings import Calendar, Reservation, Resource, ResourceSort, Taken, shown_who
from desk.rules.calendar import Week
from desk.screens.pool_grid import Cell
from desk.screens.pool_page import OUT, SIGNS, Page, View, type_of
from desk.screens.widgets.frame import fit
from desk.screens.wording import moment_in_words
from desk.words import N_, _, clock, day, n_

TABS = {ResourceSort.POOL: N_("Pool"), ResourceSort.FACILITY: N_("Rooms"), ResourceSort.OFFICIANT: N_("Officiants")}
SAID = 3
"""Bookings of one cell that are told below the grid."""
IN_A_ROW = 56
"""Cells of an option in a question."""


def tabs(chosen: ResourceSort) -> Content:
    """The sorts in a row, the one that is shown in brackets."""
    parts = [
        Content.styled(f"[{_(word)}]", "bold") if sort is chosen else Content.styled(_(word), "not bold")
        for sort, word in TABS.items()
    ]
    return Content("  ").join(parts)


def title(page: Page) -> str:
    """Which week, which day, or whose hours."""
    asked, week = page.asked, Week.of(page.asked.day)
    when = _("week {week} {year}", week=week.number, year=week.year)
    if asked.view is View.DAY:
        when = day(asked.day, year=True)
    elif asked.view is View.ONE and page.rows:
        return f"{page.rows[0].cells[0].resource.name} · {when}  ◂ , . ▸"
    return f"{_('Pool and bookings')} · {when}  ◂ , . ▸"


def legend(sort: ResourceSort) -> str:
    """What the signs mean, as short as it can be said."""
    if sort is ResourceSort.POOL:
        return _("◆ booked  ■ lent  ! overdue  ✓ returned  ✗ out")
    return _("? asked for  ◆ booked  ✗ out")


def about(page: Page) -> Content:
    """What was looked for, how many are lent, and how many of them should have been returned."""
    asked, now = page.asked, page.calendar.now
    out = [each for row in page.found for each in row.reservations if each.is_out]
    late = sum(each.overdue(now) for each in out)
    parts = [Content(f"“{asked.words}” {len(page.found)}/{page.every}")] if asked.words else []
    parts += [Content(n_("{n} lent", "{n} lent", len(out)))] if out else []
    if late:
        parts.append(Content.styled(n_("! {n} overdue", "! {n} overdue", late), "bold $error"))
    return Content(" · ").join(parts)


def detail(page: Page, chosen: Sequence[Cell], free: str) -> Content:
    """The cells that are chosen: when and what, who has it, or ``free``."""
    if not chosen:
        return Content("")
    resource, zone = chosen[0].resource, page.calendar.zone
    begins, ends = chosen[0].begins, chosen[-1].ends
    what = (slot_in_words(begins, ends, page.asked.view, zone), resource.name, type_of(resource), resource.note)
    lines = [Content.styled(" · ".join(each for each in what if each), "bold")]
    taken = tuple({each.id: each for cell in chosen for each in cell.taken}.values())
    said = [reservation_in_words(each, page.calendar) for each in taken]
    if len(said) > SAID:
        said = [*said[: SAID - 1], _("… and {n} more", n=len(said) - SAID + 1)]
    lines += [Content(each) for each in said]
    if resource.out_between(begins, ends):
        lines.append(Content(out_in_words(resource, zone)))
    elif not taken:
        lines.append(Content.styled(free, "dim"))
    return Content("\n").join(lines)


def out_in_words(resource: Resource, zone: tzinfo) -> str:
    """That it is out of service, until when, and why."""
    said = f"{OUT} {_('out of service')}"
    if resource.out_from is not None:
        said += " " + _("from {day}", day=day(resource.out_from.astimezone(zone).date()))
    if resource.out_to is not None:
        last = (resource.out_to - timedelta(seconds=1)).astimezone(zone).date()
        said += " " + _("to {day}", day=day(last))
    return " · ".join(each for each in (said, resource.out_why) if each)


def to_be_out(resource: Resource, now: datetime) -> bool:
    """Whether it is out of service now, or will be."""
    return resource.out_from is not None and (resource.out_to is None or resource.out_to > now)


def slot_in_words(begins: datetime, ends: datetime, view: View, zone: tzinfo) -> str:
    """A day or days, or a day and hours."""
    first, last = begins.astimezone(zone), (ends - timedelta(seconds=1)).astimezone(zone)
    if view is not View.WEEK:
        return f"{day(first.date())} {clock(first)}–{clock(ends.astimezone(zone))}"
    return day(first.date()) if first.date() == last.date() else f"{day(first.date())} – {day(last.date())}"


def reservation_in_short(each: Reservation, calendar: Calendar) -> str:
    """When and who, in a row of a question; the case's reference where nobody is named."""
    when = _when(each, calendar.zone)
    return fit(f"{SIGNS[each.state(calendar.now)]} {when} · {shown_who(each) or each.reference}", IN_A_ROW).rstrip()


def _when(each: Reservation, zone: tzinfo) -> str:
    first, last = each.begins.astimezone(zone), each.ends.astimezone(zone)
    if first.date() == last.date():
        return f"{day(first.date())} {clock(first)}–{clock(last)}"
    return f"{day(first.date())} {clock(first)} – {day(last.date())} {clock(last)}"


def reservation_in_words(each: Reservation, calendar: Calendar) -> str:
    """Who has it from when until when, and in which case."""
    zone, now = calendar.zone, calendar.now
    state = each.state(now)
    when = _when(each, zone)
    if each.returned_at is not None:
        when += f", {_('back {when}', when=moment_in_words(each.returned_at, now, zone))}"
    again = _("comes back") if each.repeats else ""
    how = _("Should have been returned") if state is Taken.OVERDUE else state.label
    parts = (f"{SIGNS[state]} {how}", when, again, shown_who(each), each.reference, each.summary)
    return " · ".join(part for part in parts if part)
