"""When made-up contacts come: working days from eight to five, more on Mondays and in August, little in July."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import accumulate

from desk.rules.calendar import is_working_day

OPENS, CLOSES = 8, 17
"""The reception's hours, local time."""
HOUR = 3600
OPEN_SECONDS = (CLOSES - OPENS) * HOUR
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Day:
    """One local day of made-up data.

    Attributes:
        opens: 8 o'clock in epoch seconds.
        open_seconds: How long the reception is open, for today until the hour that has begun; 0 on free days.
        cases: How many cases come.
    """

    day: date
    number: int
    opens: int
    open_seconds: int
    cases: int

    @property
    def is_working_day(self) -> bool:
        """Whether the reception is open at all."""
        return self.open_seconds > 0


def plan(first: date, last: date, cases: int, until: datetime, zone: tzinfo) -> tuple[Day, ...]:
    """Spread ``cases`` over the local days from ``first`` to ``last``, none after ``until``, an aware instant.

    ``until`` counts by whole hours, so that a repetition within the hour makes the same data.
    """
    end = end_of(last, until, zone)
    days = [first + number * _DAY for number in range((last - first).days + 1)]
    opens = [_opens(day, zone) for day in days]
    lengths = [_open_seconds(day, at, end) for day, at in zip(days, opens, strict=True)]
    weights = [_weight(day, at, length, end) for day, at, length in zip(days, opens, lengths, strict=True)]
    whole = sum(weights) or 1.0
    shares = [round(cases * part / whole) for part in accumulate(weights)]
    many = [now - before for before, now in zip([0, *shares], shares, strict=False)]
    return tuple(
        Day(day, day.toordinal(), at, length, count)
        for day, at, length, count in zip(days, opens, lengths, many, strict=True)
    )


def end_of(last: date, until: datetime, zone: tzinfo) -> int:
    """The last instant at which anything happens, in epoch seconds: midnight after ``last``, or the hour begun."""
    return min(int(until.timestamp()) // HOUR * HOUR, _opens(last, zone) + (24 - OPENS) * HOUR)


def _opens(day: date, zone: tzinfo) -> int:
    return int(datetime.combine(day, time(OPENS), zone).astimezone(UTC).timestamp())


def _open_seconds(day: date, opens: int, end: int) -> int:
    if not is_working_day(day):
        return 0
    return max(0, min(OPEN_SECONDS, end - opens))


def _weight(day: date, opens: int, length: int, end: int) -> float:
    """How busy a day is: free days have a few e-mails, which come between seven and ten in the evening."""
    if length == 0:
        return 0.04 if end >= opens + 14 * HOUR and not is_working_day(day) else 0.0
    busy = (1.25, 1.05, 1.0, 0.95, 0.8)[day.weekday()]
    month = {7: 0.55, 8: 1.2, 9: 1.1, 12: 0.85}.get(day.month, 1.0)
    return busy * month * length / OPEN_SECONDS
