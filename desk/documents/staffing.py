"""Staffing: JSON values, CSV that can be brought in again, and lines to read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from desk.documents.cells import columns, csv_text
from desk.rules.calendar import Week
from desk.rules.staffing import Absence, AbsenceCount, Cover, DayStaff, StaffedDay, StaffedGroup
from desk.services.staffing_files import BroughtIn
from desk.words import _, n_, number, percent
from desk.words import day as day_in_words

COLUMNS = (
    "day", "group", "planned", "present", "hourly", *map(str, Absence), "away", "least", "cover", "offered",
    "answered", "answer_rate",
)  # fmt: skip
SIGNS = {Cover.ENOUGH: "✓", Cover.COVERED: "≈", Cover.SHORT: "✗", Cover.CLOSED: "", Cover.UNKNOWN: ""}
"""With a word beside them where there is room."""

# ------------------------------------------------------------------ for programs


def week_document(week: Week, groups: Iterable[StaffedGroup]) -> dict[str, Any]:
    """A week as JSON values. ``absent`` is empty for who may not know why people were away; ``away`` is how many."""
    return {
        "week": week.code,
        "groups": [
            {
                "group": each.group,
                "least": each.least,
                "answer_rate": each.calls.answer_rate,
                "days": [_day(day) for day in each.days],
            }
            for each in groups
        ],
    }


def _day(day: StaffedDay) -> dict[str, Any]:
    return {
        "day": day.day.isoformat(),
        **staff_values(day.staff),
        "cover": str(day.cover),
        "offered": day.calls.offered,
        "answered": day.calls.answered,
        "answer_rate": day.calls.answer_rate,
    }


def staff_values(staff: DayStaff | None) -> dict[str, Any]:
    """A day's numbers as JSON values; all ``null`` where nothing is written."""
    if staff is None:
        return {"planned": None, "present": None, "hourly": None, "away": None, "absent": {}}
    return {
        "planned": staff.planned,
        "present": staff.present,
        "hourly": staff.hourly,
        "away": staff.away,
        "absent": {str(reason): many for reason, many in staff.absent.items()},
    }


def week_csv(groups: Iterable[StaffedGroup]) -> str:
    """A row for every group's day that is written."""
    return csv_text(COLUMNS, [_row(each, day) for each in groups for day in each.days if day.staff is not None])


def _row(group: StaffedGroup, day: StaffedDay) -> tuple[Any, ...]:
    staff = day.staff or DayStaff(group.group, day.day)
    reasons = (None if staff.untold else staff.absent.get(reason, 0) for reason in Absence)
    return (
        day.day.isoformat(), group.group, staff.planned, staff.present, staff.hourly, *reasons, staff.away,
        group.least, str(day.cover), day.calls.offered, day.calls.answered, day.calls.answer_rate,
    )  # fmt: skip


def absence_document(found: AbsenceCount) -> dict[str, Any]:
    """Absence in person-days as JSON values."""
    return {"total": found.total, "by_reason": {str(each): many for each, many in found.by_reason.items()},
            "untold": found.untold}  # fmt: skip


def brought_document(done: BroughtIn, refusal: Any) -> dict[str, Any]:
    """What a file came to, as JSON values; ``refusal`` makes those of a refused line."""
    return {
        "read": done.read,
        "new": done.new,
        "changed": done.changed,
        "same": done.same,
        "refused": [refusal(each.problem, each.line) for each in done.refused],
        "written": done.written,
    }


# ------------------------------------------------------------------ for people


def shown_days(groups: Sequence[StaffedGroup]) -> tuple[int, ...]:
    """Monday to Friday, and the weekend's days of which something is written."""
    return tuple(place for place in range(7) if place < 5 or any(each.days[place].staff for each in groups))


def in_cell(day: StaffedDay, width: int = 99) -> str:
    """A day in a few signs: in place of planned, hourly staff among them, and how it stands.

    Who is only to be expected stands in brackets; where that is just what was planned, the plan stands alone. Where it
    would be wider than ``width``, how many are in place, and the sign.
    """
    staff = day.staff
    if staff is None:
        return "–"
    if day.cover is Cover.CLOSED:
        return _("closed")[:width]
    hourly = f"+{staff.hourly}" if staff.hourly else ""
    if staff.present is not None:
        numbers = f"{staff.present}/{staff.planned}{hourly}"
    elif staff.in_place == staff.planned and not hourly:
        numbers = str(staff.planned)
    else:
        numbers = f"({staff.in_place})/{staff.planned}{hourly}"
    sign = SIGNS[day.cover]
    short = f"{staff.in_place}" if staff.present is not None else f"({staff.in_place})"
    forms = (f"{numbers} {sign}", f"{numbers}{sign}", f"{short} {sign}")
    return next((form for form in forms if len(form) <= width), forms[-1])


def week_text(week: Week, groups: Sequence[StaffedGroup]) -> Iterator[str]:
    """A week as lines, and a sentence about every day that is short."""
    yield _("Week {week} {year}: in place/planned, + hourly staff; (expected)", week=week.number, year=week.year)
    places = shown_days(groups)
    header = (_("Answer group"), *(day_in_words(week.days[place]) for place in places), _("Least"), _("Answer rate"))
    rows = [
        (
            each.group,
            *(in_cell(each.days[place]) for place in places),
            str(each.least),
            percent(each.calls.answer_rate),
        )
        for each in groups
    ]
    yield from columns(header, rows)
    warned = [warning(each, day) for each in groups for day in each.days if day.cover is Cover.SHORT]
    if warned:
        yield ""
        yield from warned


def warning(group: StaffedGroup, day: StaffedDay) -> str:
    """What is wrong with a day that is short, beside its answer rate where it is known."""
    staff = day.staff or DayStaff(group.group, day.day)
    text = _("✗ {group}, {day}: {n} in place, {least} needed.", group=group.group, day=day_in_words(day.day),
             n=staff.in_place, least=group.least)  # fmt: skip
    if staff.away:
        text += " " + n_("{n} away.", "{n} away.", staff.away)
    if day.calls.answer_rate is not None:
        text += " " + _("Answer rate {rate}.", rate=percent(day.calls.answer_rate))
    return text


def absence_text(found: AbsenceCount) -> Iterator[str]:
    """Absence in person-days as lines."""
    yield n_(
        "{n} person-day of absence at the whole desk.", "{n} person-days of absence at the whole desk.", found.total
    )
    rows = [(reason.label, number(many)) for reason, many in found.by_reason.items()]
    if found.untold:
        rows.append((_("Reasons not told, so that they point at nobody"), number(found.untold)))
    yield from (f"{label}: {many}" for label, many in rows)


def brought_text(done: BroughtIn, *, dry_run: bool) -> Iterator[str]:
    """What a file came to, as lines."""
    yield _("Read {read}: {new} new, {changed} changed, {same} as before, {refused} refused.", read=number(done.read),
            new=number(done.new), changed=number(done.changed), same=number(done.same),
            refused=number(len(done.refused)))  # fmt: skip
    if dry_run:
        yield _("Nothing was written: this was a dry run.")
    elif not done.written:
        yield _("Nothing was written.")
