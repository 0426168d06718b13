"""Staffing: planned and present per group and day beside the answer rate, hourly staff as cover, absence."""

from __future__ import annotations

from datetime import date, datetime

from desk.rules.calendar import Week
from desk.rules.staffing import AbsenceCount, DayStaff, StaffedGroup, StaffingSummary
from desk.services.seat import Seat
from desk.storage.day_cache import Fresh


def week(
    seat: Seat, week: Week | None = None, now: datetime | None = None, fresh: Fresh | None = None
) -> tuple[StaffedGroup, ...]:
    """A week's staffing of every group, beside its calls. Reasons of absence only for who keeps the follow-up."""
    raise NotImplementedError


def put(seat: Seat, staff: DayStaff, now: datetime | None = None) -> DayStaff:
    """Write a group's day, instead of what was written before."""
    raise NotImplementedError


def copy_week(seat: Seat, to: Week, source: Week, group: str | None = None, now: datetime | None = None) -> int:
    """Copy the plan of a week to the days of another that nobody has written; how many days were."""
    raise NotImplementedError


def set_least(seat: Seat, group: str, least: int, now: datetime | None = None) -> int:
    """Set the fewest that a group needs; what it was before."""
    raise NotImplementedError


def for_report(seat: Seat, first: date, last: date, fresh: Fresh | None = None) -> StaffingSummary:
    """The staffing of a span for a report, beside each group's answer rate. No reasons of absence."""
    raise NotImplementedError


def absence(seat: Seat, first: date, last: date) -> AbsenceCount:
    """The whole desk's absence over a span by reason, as far as it may be told (:func:`desk.rules.staffing.told`)."""
    raise NotImplementedError
