"""The calendar of the desk: ISO weeks, local days, working days, deadlines. Longer spans are in ``spans.py``.

A *day* is a ``date`` in the municipality's own time zone. An *instant* is an aware ``datetime``, in UTC where
it is given back. Days are counted as dates and never as hours, so that the two nights when the clock changes
make a day of 23 and one of 25 hours, and nothing else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import Protocol

from desk.rules.red_days import red_days
from desk.rules.refusals import refuse

_DAY = timedelta(days=1)
YEARS = range(1900, 9999)
"""Years that a week or span may name: a margin to both ends of what ``date`` can hold."""


class Stretch(Protocol):
    """Whole days, both ends included, under a code: what a report is asked for and counted over."""

    @property
    def code(self) -> str: ...

    @property
    def first(self) -> date: ...

    @property
    def last(self) -> date: ...


# ------------------------------------------------------------------ weeks


@dataclass(frozen=True, order=True)
class Week:
    """An ISO 8601 week, Monday to Sunday; ``year`` is the week's own, which holds its Thursday.

    Raises:
        Refused: ``week_invalid`` for a week that does not exist (2025 has 52, 2026 has 53).
    """

    year: int
    number: int

    def __post_init__(self) -> None:
        if self.year not in YEARS or not 1 <= self.number <= weeks_in(self.year):
            refuse("week_invalid", "week")

    @classmethod
    def of(cls, day: date) -> Week:
        """The week that holds ``day``."""
        year, number, _ = day.isocalendar()
        return cls(year, number)

    @classmethod
    def parse(cls, text: str) -> Week:
        """Read ``2026-W47``; the hyphen and a leading zero may be left out, and the letter be small.

        Raises:
            Refused: ``week_invalid``.
        """
        found = re.fullmatch(r"([0-9]{4})-?[Ww]([0-9]{1,2})", text.strip())
        if found is None:
            refuse("week_invalid", "week")
        return cls(int(found[1]), int(found[2]))

    def __str__(self) -> str:
        return f"{self.year:04d}-W{self.number:02d}"

    @property
    def code(self) -> str:
        """``2026-W47``."""
        return str(self)

    @property
    def monday(self) -> date:
        """The first day."""
        return date.fromisocalendar(self.year, self.number, 1)

    first = monday

    @property
    def sunday(self) -> date:
        """The last day."""
        return self.monday + 6 * _DAY

    last = sunday

    @property
    def days(self) -> tuple[date, ...]:
        """The seven days, Monday first."""
        return tuple(self.monday + n * _DAY for n in range(7))

    @property
    def next(self) -> Week:
        """The week after."""
        return self.shifted(1)

    @property
    def previous(self) -> Week:
        """The week before."""
        return self.shifted(-1)

    def shifted(self, weeks: int) -> Week:
        """The week that lies ``weeks`` later, or earlier where negative."""
        return Week.of(self.monday + 7 * weeks * _DAY)


def weeks_in(year: int) -> int:
    """How many ISO weeks ``year`` has: 52 or 53. The 28th of December always lies in the last."""
    return date(year, 12, 28).isocalendar().week


def last_whole_week(today: date) -> Week:
    """The latest week that has ended before ``today``."""
    return Week.of(today).previous


# ------------------------------------------------------------------ days and instants


def local_day(instant: datetime, zone: tzinfo) -> date:
    """The day in ``zone`` on which an aware instant falls."""
    return instant.astimezone(zone).date()


def span_bounds(span: Stretch, zone: tzinfo) -> tuple[datetime, datetime]:
    """The instants, in UTC, at which ``span`` begins and at which it has ended (not included)."""
    return _midnight(span.first, zone), _midnight(span.last + _DAY, zone)


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time.min, zone).astimezone(UTC)


def school_year(day: date) -> date:
    """The first day, 1 August, of the school year that ``day`` lies in; it ends on 31 July."""
    return date(day.year if day.month >= 8 else day.year - 1, 8, 1)


# ------------------------------------------------------------------ working days


def is_working_day(day: date) -> bool:
    """Monday to Friday, and no public holiday, midsummer's, Christmas or New Year's Eve."""
    return day.weekday() < 5 and day not in red_days(day.year)


def move_to_working_day(day: date) -> date:
    """``day`` itself, or the next working day where it is none."""
    while not is_working_day(day):
        day += _DAY
    return day


@lru_cache(maxsize=8192)
def working_days_after(day: date, many: int) -> date:
    """The working day number ``many`` after ``day``, which itself is not counted.

    Counted from a Friday or from the Saturday after it, working day 1 is the Monday. Number 0 is ``day``
    itself, or the next working day where it is none.
    """
    if many < 0:
        raise ValueError("working days are counted forwards")
    if many == 0:
        return move_to_working_day(day)
    for _ in range(many):
        day = move_to_working_day(day + _DAY)
    return day


def deadline(received: datetime, working_days: int, zone: tzinfo, hour: int = 17) -> datetime:
    """The instant, in UTC, by which something received is due: ``hour`` o'clock on the last working day.

    Working day 1 is the first after the local day of ``received``, which may itself be any day. With 0 it is
    due the same day, or the next working day where that hour has passed.
    """
    day = local_day(received, zone)
    due = _at(working_days_after(day, working_days), hour, zone)
    return due if due > received else _at(working_days_after(day, 1), hour, zone)


def _at(day: date, hour: int, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(hour), zone).astimezone(UTC)
