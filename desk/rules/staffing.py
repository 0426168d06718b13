"""Staffing: how many were planned and present in an answer group on a day, and how many were away.

Only numbers: nobody is named, and no number is tied to a person. Why people were away is counted for whoever plans,
and never told in a report (docs/follow-up.md says what is shown to whom).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from desk.rules.figures import Calls
from desk.rules.labels import Code
from desk.rules.refusals import Problem, Refused
from desk.words import N_

LEAST_STAFF = 3
"""With fewer a group is short, where the municipality has not set another number for it."""
MOST_PEOPLE = 999
FEWEST_DAYS = 5
"""Under so many person-days a reason of absence is not told by itself: see :func:`told`."""
FEWEST_PEOPLE = 5
"""Where never so many were planned on one day at the whole desk, no reason of absence is told."""


class Absence(Code):
    """Why somebody was away. Counted, never named."""

    SICK_SHORT = "sick_short", N_("Short sick leave")
    SICK_LONG = "sick_long", N_("Long sick leave")
    CHILD_CARE = "child_care", N_("Care of a sick child")
    PARENTAL = "parental", N_("Parental leave")
    HOLIDAY = "holiday", N_("Holiday")
    TRAINING = "training", N_("Training")
    OTHER = "other", N_("Other absence")


class Cover(Code):
    """How a group's day stands against the fewest that it needs."""

    UNKNOWN = "unknown", N_("not written")
    CLOSED = "closed", N_("closed")
    ENOUGH = "enough", N_("enough")
    COVERED = "covered", N_("covered by hourly staff")
    SHORT = "short", N_("short of staff")


@dataclass(frozen=True)
class DayStaff:
    """One answer group's day.

    Attributes:
        planned: How many of the regular staff were to work, those who then were away included; 0 is *closed*.
        present: How many were there, hourly staff included; ``None`` while it is not known.
        hourly: How many hourly staff (*timanställda*) worked or are to work, as cover.
        absent: Of the planned, how many were away, by reason; reasons of 0 are left out.
        untold: Of the planned, how many more were away, for reasons that are not told to who reads this.
    """

    group: str
    day: date
    planned: int = 0
    present: int | None = None
    hourly: int = 0
    absent: Mapping[Absence, int] = field(default_factory=dict)
    untold: int = 0

    @property
    def away(self) -> int:
        """How many were away, for whatever reason."""
        return sum(self.absent.values()) + self.untold

    def without_reasons(self) -> DayStaff:
        """The same for who may not know why people were away."""
        return replace(self, absent={}, untold=self.away)

    @property
    def in_place(self) -> int:
        """How many were there; until that is known, how many are to be expected: planned, less away, and hourly."""
        return self.planned - self.away + self.hourly if self.present is None else self.present

    def cover(self, least: int) -> Cover:
        """How the day stands against ``least``. A day with nobody planned and nobody there is closed."""
        if not self.planned and not self.in_place:
            return Cover.CLOSED
        if self.in_place < least:
            return Cover.SHORT
        return Cover.COVERED if self.in_place - self.hourly < least else Cover.ENOUGH


def cover(staff: DayStaff | None, least: int) -> Cover:
    """As :meth:`DayStaff.cover`; a day of which nothing is written is unknown, and never short."""
    return Cover.UNKNOWN if staff is None else staff.cover(least)


def changed(before: DayStaff, numbers: Mapping[str, int | None], absent: Mapping[Absence, int]) -> DayStaff:
    """The day with other numbers (``planned``, ``present``, ``hourly``) and reasons; what is left out stays."""
    return DayStaff(
        before.group,
        before.day,
        planned=numbers.get("planned", before.planned) or 0,
        present=numbers.get("present", before.present),
        hourly=numbers.get("hourly", before.hourly) or 0,
        absent={**before.absent, **absent},
    )


def checked(staff: DayStaff) -> DayStaff:
    """The day, if its numbers can be; reasons of 0 left out.

    Raises:
        Refused: a number below 0 or above :data:`MOST_PEOPLE`; more away than planned; more hourly than present.
    """
    problems = []
    numbers = {"planned": staff.planned, "present": staff.present or 0, "hourly": staff.hourly}
    numbers |= {f"absent.{reason}": many for reason, many in staff.absent.items()}
    for name, many in numbers.items():
        if many < 0:
            problems.append(Problem("number_too_small", name, {"ge": 0}))
        elif many > MOST_PEOPLE:
            problems.append(Problem("number_too_large", name, {"le": MOST_PEOPLE}))
    if not problems and staff.away > staff.planned:
        problems.append(Problem("staffing_away_more", "absent", {"planned": staff.planned}))
    if not problems and staff.present is not None and staff.hourly > staff.present:
        problems.append(Problem("staffing_hourly_more", "hourly", {"present": staff.present}))
    if problems:
        raise Refused(*problems)
    return replace(staff, absent={reason: staff.absent[reason] for reason in Absence if staff.absent.get(reason)})


# ------------------------------------------------------------------ a week


@dataclass(frozen=True)
class StaffedDay:
    """A group's day beside its calls. ``staff`` is ``None`` where nothing is written of it."""

    day: date
    staff: DayStaff | None
    cover: Cover
    calls: Calls


@dataclass(frozen=True)
class StaffedGroup:
    """A group's week, Monday first, beside its calls; the week's are those typed by hand where there are any."""

    group: str
    least: int
    days: tuple[StaffedDay, ...]
    calls: Calls


# ------------------------------------------------------------------ a report


@dataclass(frozen=True, kw_only=True)
class GroupStaffing:
    """What a group was staffed with over a span, beside its answer rate. Nothing of why anybody was away.

    Attributes:
        least: The fewest it needs, as it is set now.
        days: Days that somebody has written, closed ones left out.
        planned, hourly: Person-days. ``present`` those of days whose presence is known, ``known_days``.
        short_days: Days under the least; ``covered_days`` those that hourly staff kept from it.
        short_answer_rate, full_answer_rate: The answer rate of the short days, and of the others that are written.
    """

    name: str
    least: int = LEAST_STAFF
    days: int = 0
    known_days: int = 0
    planned: int = 0
    present: int = 0
    hourly: int = 0
    short_days: int = 0
    covered_days: int = 0
    calls: Calls = field(default_factory=Calls)
    short_answer_rate: float | None = None
    full_answer_rate: float | None = None


@dataclass(frozen=True, kw_only=True)
class StaffingSummary:
    """The staffing of a span, for a report: groups in the municipality's order, and the whole desk's sums.

    ``absent`` counts person-days of absence at the whole desk, for whatever reason.
    """

    first: date
    last: date
    groups: tuple[GroupStaffing, ...] = ()
    absent: int = 0

    @property
    def planned(self) -> int:
        """Person-days planned."""
        return sum(each.planned for each in self.groups)

    @property
    def present(self) -> int:
        """Person-days present, where it is known."""
        return sum(each.present for each in self.groups)

    @property
    def hourly(self) -> int:
        """Person-days of hourly staff."""
        return sum(each.hourly for each in self.groups)

    @property
    def short_days(self) -> int:
        """Groups' days under the least."""
        return sum(each.short_days for each in self.groups)

    @property
    def written(self) -> bool:
        """Whether anything is written of the span at all."""
        return any(each.days for each in self.groups)


@dataclass(frozen=True)
class AbsenceCount:
    """The whole desk's absence over a span, in person-days, for whoever plans.

    Attributes:
        by_reason: What may be told by itself.
        untold: Person-days whose reasons are not told, because so few would point at somebody.
    """

    total: int = 0
    by_reason: Mapping[Absence, int] = field(default_factory=dict)
    untold: int = 0


def told(by_reason: Mapping[Absence, int], most_planned: int) -> AbsenceCount:
    """Absence by reason, as far as it may be told without pointing at anybody.

    A reason with fewer than :data:`FEWEST_DAYS` person-days is not told; nor is the next smallest, where what is not
    told could otherwise be reckoned from the rest. At a desk where never :data:`FEWEST_PEOPLE` were planned on one
    day, no reason is.

    Args:
        most_planned: The most that were planned at the whole desk on one day of the span.
    """
    known = {reason: by_reason[reason] for reason in Absence if by_reason.get(reason)}
    total = sum(known.values())
    if most_planned < FEWEST_PEOPLE:
        return AbsenceCount(total, {}, total)
    untold = 0
    for reason in sorted(known, key=lambda each: known[each]):
        if known[reason] < FEWEST_DAYS or 0 < untold < FEWEST_DAYS:
            untold += known.pop(reason)
    return AbsenceCount(total, known, untold)
