"""What can be booked, and who has it when: as text, and as JSON values keyed by codes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, tzinfo
from typing import Any

from desk.documents.cells import columns
from desk.rules.bookings import Calendar, CalendarRow, Reservation, Resource, said, shown_who
from desk.words import _, weekday

RESOURCE = ("number", "sort", "type", "name", "note", "active", "out_from", "out_to", "out_why")
RESERVATION = (
    "resource", "number", "reference", "kind", "begins", "ends", "state", "who", "protected", "hidden", "repeats",
    "lent_at", "returned_at",
)  # fmt: skip


def _at(instant: datetime | None, zone: tzinfo) -> str | None:
    return None if instant is None else instant.astimezone(zone).isoformat()


# ------------------------------------------------------------------ what can be booked


def resource_json(made: Resource, zone: tzinfo) -> dict[str, Any]:
    """One thing that can be booked."""
    out = (_at(made.out_from, zone), _at(made.out_to, zone), made.out_why)
    values = (made.id, made.sort.value, made.type, made.name, made.note, made.active, *out)
    return dict(zip(RESOURCE, values, strict=True))


def resource_lines(every: Iterable[Resource], zone: tzinfo, now: datetime, width: int | None) -> list[str]:
    """A table of what can be booked."""
    head = (_("Number"), _("Sort"), _("Type"), _("Name"), _("State"), _("Note"))
    rows = [(str(each.id), each.sort.label, each.type, each.name, state(each, zone, now), each.note) for each in every]
    return columns(head, rows, give=5, width=width) if rows else [_("Nothing can be booked yet.")]


def state(made: Resource, zone: tzinfo, now: datetime) -> str:
    """Whether a thing can be booked: empty where it can now and ahead."""
    if not made.active:
        return _("Not booked any more")
    if made.out_from is None or (made.out_to is not None and made.out_to <= now):
        return ""
    begins, ends = said(made.out_from, zone), said(made.out_to, zone) if made.out_to else None
    if ends is None:
        return _("Out of service from {begins}", begins=begins)
    return _("Out of service {begins} to {ends}", begins=begins, ends=ends)


# ------------------------------------------------------------------ who has it


def calendar_json(calendar: Calendar) -> dict[str, Any]:
    """The reservations of a calendar, in order of time within each thing."""
    rows = [
        reservation_json(row.resource, each, calendar.now, calendar.zone)
        for row in calendar.rows
        for each in row.reservations
    ]
    return {
        "sort": calendar.sort.value,
        "first": calendar.first.isoformat(),
        "last": calendar.last.isoformat(),
        "reservations": rows,
    }


def reservation_json(of: Resource, made: Reservation, now: datetime, zone: tzinfo) -> dict[str, Any]:
    """One reservation, and what it takes."""
    values = (
        of.name, of.id, made.reference, made.kind, _at(made.begins, zone), _at(made.ends, zone),
        made.state(now).value, made.who, made.protected, made.hidden, made.repeats, _at(made.lent_at, zone),
        _at(made.returned_at, zone),
    )  # fmt: skip
    return dict(zip(RESERVATION, values, strict=True))


def calendar_lines(calendar: Calendar, width: int | None) -> Iterator[str]:
    """Day by day what is taken; days on which nothing is are left out."""
    nothing = True
    for day in calendar.days:
        rows = list(_of_day(calendar, day))
        if rows:
            if not nothing:
                yield ""
            nothing = False
            yield f"{weekday(day)} {day.isoformat()}"
            head = (_("From"), _("To"), _("What"), _("State"), _("Who"), _("Number"))
            yield from columns(head, rows, give=4, width=width)
    if nothing:
        yield _("Nothing is booked.")


def _of_day(calendar: Calendar, day: date) -> Iterator[tuple[str, ...]]:
    found = [(each.begins, row, each) for row in calendar.rows for each in calendar.on(row, day)]
    for _begins, row, each in sorted(found, key=lambda each: (each[0], each[1].resource.id)):
        yield _line(calendar, row, each, day)


def _line(calendar: Calendar, row: CalendarRow, made: Reservation, day: date) -> tuple[str, ...]:
    begins, ends = (_clock(each, day, calendar.zone) for each in (made.begins, made.ends))
    state_ = made.state(calendar.now).label
    return (begins, ends, row.resource.name, state_, shown_who(made), made.reference)


def _clock(instant: datetime, day: date, zone: tzinfo) -> str:
    """The time; with its day where that is another."""
    local = instant.astimezone(zone)
    return local.strftime("%H:%M") if local.date() == day else local.strftime("%m-%d %H:%M")


def overdue_lines(late: Iterable[tuple[Resource, Reservation]], zone: tzinfo) -> Iterator[str]:
    """What should have come back and has not."""
    for of, made in late:
        yield _(
            "Overdue: {name}, due back {ends}. {reference}", name=of.name, ends=said(made.ends, zone),
            reference=made.reference,
        )  # fmt: skip
