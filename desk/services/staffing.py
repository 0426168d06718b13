"""Staffing: planned and present per group and day beside the answer rate, hourly staff as cover, absence.

Every change is an entry of the trail. Why people were away is seen only by who keeps the follow-up, stands in no
report, and is not written into the trail: at a group of three it would say who was ill.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from desk.rules.calendar import Week, is_working_day, local_day
from desk.rules.events import Happening
from desk.rules.figures import CallCounts, Calls, calls_counted
from desk.rules.refusals import refuse
from desk.rules.report import Basis
from desk.rules.rights import Right
from desk.rules.staffing import (
    MOST_PEOPLE,
    Absence,
    AbsenceCount,
    Cover,
    DayStaff,
    GroupStaffing,
    StaffedDay,
    StaffedGroup,
    StaffingSummary,
    changed,
    checked,
    cover,
    told,
)
from desk.services.people import demand_now
from desk.services.seat import Seat, moment_of, now_utc
from desk.storage import staffing, trail
from desk.storage.database import Transaction
from desk.storage.day_cache import Fresh

Typed = Mapping[tuple[Week, str], tuple[int, int]]

# ------------------------------------------------------------------ a week


def week(
    seat: Seat, week: Week | None = None, now: datetime | None = None, fresh: Fresh | None = None
) -> tuple[StaffedGroup, ...]:
    """A week's staffing of every group beside its calls; this week where none is named.

    Groups in the municipality's order; those at rest only where something is written of them. Reasons of absence
    only for who keeps the follow-up.

    Raises:
        NotAllowed: without the right to see figures.
    """
    seat.demand(Right.SEE_FIGURES)
    week = week or Week.of(local_day(now or now_utc(), seat.settings.zone))
    first, last = week.first.toordinal(), week.last.toordinal()
    with seat.database.read() as tx:
        written = {(each.group, each.day): each for each in staffing.days(tx, first, last)}
        calls = staffing.calls(tx, first, last, _basis(seat), Fresh() if fresh is None else fresh)
        typed = staffing.typed(tx, week, week)
        groups = staffing.least(tx)
    if not seat.who.may(Right.FOLLOW_UP):
        written = {place: each.without_reasons() for place, each in written.items()}
    shown = {name for name, (_, active) in groups.items() if active} | {group for group, _ in written}
    return tuple(
        _staffed(name, least, week, written, calls, typed) for name, (least, _) in groups.items() if name in shown
    )


def _staffed(
    group: str,
    least: int,
    week: Week,
    written: Mapping[tuple[str, date], DayStaff],
    calls: Mapping[tuple[date, str], CallCounts],
    typed: Typed,
) -> StaffedGroup:
    days = []
    for day in week.days:
        staff = written.get((group, day))
        counted = calls_counted(calls.get((day, group), CallCounts()))
        days.append(StaffedDay(day, staff, cover(staff, least), counted))
    return StaffedGroup(group, least, tuple(days), _calls(group, week.first, week.last, calls, typed))


def _calls(group: str, first: date, last: date, calls: Mapping[tuple[date, str], CallCounts], typed: Typed) -> Calls:
    """A group's calls over days; a week typed by hand stands instead of imported ones, where its Thursday lies."""
    weeks = {week: numbers for (week, of), numbers in typed.items() if of == group}
    kept = [each for (day, of), each in calls.items() if of == group and Week.of(day) not in weeks]
    numbers = [each for week, each in weeks.items() if first <= week.monday + timedelta(days=3) <= last]
    offered, answered = sum(each[0] for each in numbers), sum(each[1] for each in numbers)
    return calls_counted(staffing.added(kept), typed_offered=offered, typed_answered=answered)


def _basis(seat: Seat) -> Basis:
    return Basis(seat.settings.short_wait_s, seat.settings.answer_wait_s)


# ------------------------------------------------------------------ writing


def put(seat: Seat, staff: DayStaff, now: datetime | None = None) -> DayStaff:
    """Write a group's day, instead of what was written before. The same again writes nothing.

    Raises:
        NotAllowed: the person does not keep the follow-up.
        Refused: ``group_unknown``, ``staffing_day``, or numbers that cannot be.
    """
    seat.demand(Right.FOLLOW_UP)
    moment = moment_of(now)
    check_day(staff.day, local_day(moment, seat.settings.zone))
    with seat.database.write() as tx:
        demand_now(tx, seat, Right.FOLLOW_UP)
        after = checked(replace(staff, group=known_group(tx, staff.group), untold=0))
        write(tx, seat, after, moment)
        return after


def change(
    seat: Seat,
    group: str,
    day: date,
    numbers: Mapping[str, int | None],
    absent: Mapping[Absence, int] | None = None,
    now: datetime | None = None,
) -> DayStaff:
    """Change some of a group's day, and leave the rest as it is: two may write the same day at once.

    Args:
        numbers: ``planned``, ``present`` (``None`` is not known) or ``hourly``.
        absent: How many were away for these reasons.

    Raises:
        NotAllowed: the person does not keep the follow-up.
        Refused: as :func:`put`.
    """
    seat.demand(Right.FOLLOW_UP)
    moment = moment_of(now)
    check_day(day, local_day(moment, seat.settings.zone))
    with seat.database.write() as tx:
        demand_now(tx, seat, Right.FOLLOW_UP)
        known = known_group(tx, group)
        before = staffing.one(tx, known, day) or DayStaff(known, day)
        after = checked(changed(before, numbers, absent or {}))
        write(tx, seat, after, moment)
        return after


def clear(seat: Seat, group: str, day: date, now: datetime | None = None) -> bool:
    """Take away what was written of a group's day; ``False`` where nothing was."""
    seat.demand(Right.FOLLOW_UP)
    with seat.database.write() as tx:
        demand_now(tx, seat, Right.FOLLOW_UP)
        before = staffing.one(tx, known_group(tx, group), day)
        if before is None:
            return False
        staffing.clear(tx, before.group, day)
        _tell(tx, seat, before, Happening.REMOVED, changes_between(before, DayStaff(before.group, day)), moment_of(now))
        return True


def write(tx: Transaction, seat: Seat, after: DayStaff, moment: datetime) -> DayStaff | None:
    """Write a day that has been checked, with its entry of the trail, and return what stood there before."""
    before = staffing.one(tx, after.group, after.day)
    if before == after:
        return before
    staffing.put(tx, after)
    changes = changes_between(before or DayStaff(after.group, after.day), after)
    _tell(tx, seat, after, Happening.ADDED if before is None else Happening.CHANGED, changes, moment)
    return before


def changes_between(before: DayStaff, after: DayStaff) -> dict[str, tuple[Any, Any]]:
    """What the trail says of a change. Of absence it says how many were away, and never why."""
    fields = ("planned", "present", "hourly", "away")
    changes = {name: (getattr(before, name), getattr(after, name)) for name in fields}
    changes = {name: change for name, change in changes.items() if change[0] != change[1]}
    if before.absent != after.absent and before.away == after.away:
        changes["written"] = (None, ["absent"])
    return changes


def _tell(
    tx: Transaction, seat: Seat, staff: DayStaff, what: Happening, changes: trail.Changes, moment: datetime
) -> None:
    subject = f"staffing:{staff.day.isoformat()} {staff.group}"
    trail.add(tx, None, int(moment.timestamp()), seat.who.login, what, changes, subject=subject)


AHEAD_DAYS = 750
"""How far ahead staffing is planned: two years."""


def check_day(day: date, today: date) -> None:
    """Refuse a day for which nobody plans, long gone or far ahead: ``staffing_day``."""
    last = today + timedelta(days=AHEAD_DAYS)
    if not date(1990, 1, 1) <= day <= last:
        refuse("staffing_day", "day", last=last.isoformat())


def known_group(tx: Transaction, name: str) -> str:
    """The answer group as it is spelt. Raises Refused: ``group_unknown``."""
    groups = staffing.least(tx)
    known = next((each for each in groups if each.casefold() == name.strip().casefold()), None)
    if known is None:
        refuse("group_unknown", "group", allowed=tuple(each for each, (_, active) in groups.items() if active))
    return known


def copy_week(seat: Seat, to: Week, source: Week, group: str | None = None, now: datetime | None = None) -> int:
    """Copy what was planned in one week to the days of another of which nothing is written; how many were.

    Only the plan is copied: not who was present or away, nor hourly staff. A working day's plan is not copied to a
    day that is none.

    Raises:
        NotAllowed: the person does not keep the follow-up.
        Refused: ``group_unknown``, ``staffing_day``, ``staffing_same_week``, ``staffing_nothing_planned``.
    """
    seat.demand(Right.FOLLOW_UP)
    moment = moment_of(now)
    if to == source:
        refuse("staffing_same_week", "week")
    check_day(to.last, local_day(moment, seat.settings.zone))
    shift = to.monday - source.monday
    with seat.database.write() as tx:
        demand_now(tx, seat, Right.FOLLOW_UP)
        known = None if group is None else known_group(tx, group)
        planned = [
            each
            for each in staffing.days(tx, source.first.toordinal(), source.last.toordinal())
            if known is None or each.group == known
        ]
        if not planned:
            refuse("staffing_nothing_planned", "week", week=source.code)
        there = {(each.group, each.day) for each in staffing.days(tx, to.first.toordinal(), to.last.toordinal())}
        copies = [DayStaff(each.group, each.day + shift, each.planned) for each in planned if _fits(each.day, shift)]
        copies = [each for each in copies if (each.group, each.day) not in there]
        for each in copies:
            write(tx, seat, each, moment)
        return len(copies)


def _fits(day: date, shift: timedelta) -> bool:
    return is_working_day(day + shift) or not is_working_day(day)


def set_least(seat: Seat, group: str, many: int, now: datetime | None = None) -> int:
    """Set the fewest that a group needs; with fewer it is short. Returns what it was before.

    Raises:
        NotAllowed: the person does not keep the follow-up.
        Refused: ``group_unknown``, or a number that cannot be.
    """
    seat.demand(Right.FOLLOW_UP)
    if many < 0:
        refuse("number_too_small", "least", ge=0)
    if many > MOST_PEOPLE:
        refuse("number_too_large", "least", le=MOST_PEOPLE)
    with seat.database.write() as tx:
        demand_now(tx, seat, Right.FOLLOW_UP)
        known = known_group(tx, group)
        before = staffing.least(tx)[known][0]
        if before != many:
            staffing.set_least(tx, known, many)
            at, changes = int(moment_of(now).timestamp()), {"least_staff": (before, many)}
            trail.add(tx, None, at, seat.who.login, Happening.CHANGED, changes, subject=f"staffing:{known}")
        return before


# ------------------------------------------------------------------ reports


def for_report(seat: Seat, first: date, last: date, fresh: Fresh | None = None) -> StaffingSummary:
    """The staffing of a span for a report, beside each group's answer rate. No reasons of absence.

    Args:
        fresh: Gathers what had to be counted. Hand it to :func:`desk.services.reports.store_cache` afterwards.
    """
    with seat.database.read() as tx:
        return in_report(tx, seat, first, last, fresh)


def in_report(tx: Transaction, seat: Seat, first: date, last: date, fresh: Fresh | None = None) -> StaffingSummary:
    """As :func:`for_report`, within a transaction."""
    seat.demand(Right.SEE_FIGURES)
    begin, end = first.toordinal(), last.toordinal()
    written = staffing.days(tx, begin, end)
    calls = staffing.calls(tx, begin, end, _basis(seat), Fresh() if fresh is None else fresh)
    typed = staffing.typed(tx, Week.of(first), Week.of(last))
    groups = staffing.least(tx)
    shown = {name for name, (_, active) in groups.items() if active} | {each.group for each in written}
    return StaffingSummary(
        first=first,
        last=last,
        groups=tuple(
            _group_staffing(
                name,
                least,
                [each for each in written if each.group == name],
                {day: each for (day, group), each in calls.items() if group == name},
                _calls(name, first, last, calls, typed),
            )
            for name, (least, _) in groups.items()
            if name in shown
        ),
        absent=sum(each.away for each in written),
    )


def _group_staffing(
    name: str, least: int, written: list[DayStaff], calls: Mapping[date, CallCounts], of_span: Calls
) -> GroupStaffing:
    days = [(each, each.cover(least)) for each in written]
    open_days = [each for each, stands in days if stands is not Cover.CLOSED]
    known = [each.present for each in open_days if each.present is not None]
    short = [each.day for each, stands in days if stands is Cover.SHORT]
    full = [each.day for each in open_days if each.day not in short]
    return GroupStaffing(
        name=name,
        least=least,
        days=len(open_days),
        known_days=len(known),
        planned=sum(each.planned for each in open_days),
        present=sum(known),
        hourly=sum(each.hourly for each in open_days),
        short_days=len(short),
        covered_days=sum(stands is Cover.COVERED for _, stands in days),
        calls=of_span,
        short_answer_rate=_answer_rate(short, calls),
        full_answer_rate=_answer_rate(full, calls),
    )


def _answer_rate(days: list[date], calls: Mapping[date, CallCounts]) -> float | None:
    return calls_counted(staffing.added(calls[day] for day in days if day in calls)).answer_rate


def absence(seat: Seat, first: date, last: date) -> AbsenceCount:
    """The whole desk's absence over a span by reason, as far as it may be told (:func:`desk.rules.staffing.told`).

    Raises:
        NotAllowed: without the right to see individuals' figures.
    """
    seat.demand(Right.SEE_INDIVIDUALS)
    with seat.database.read() as tx:
        written = staffing.days(tx, first.toordinal(), last.toordinal())
    total: dict[Absence, int] = {}
    planned: dict[date, int] = {}
    for each in written:
        planned[each.day] = planned.get(each.day, 0) + each.planned
        for reason, many in each.absent.items():
            total[reason] = total.get(reason, 0) + many
    return told(total, max(planned.values(), default=0))
