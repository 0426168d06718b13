"""Telephone figures by hour and weekday: the heat map in which one sees when people are missing.

Hours are those of the local clock: 9 is from 9:00 to 10:00. The night when summer time ends has its hour 2 twice, and
both are in the same cell; the night when it begins has none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from desk.rules.erlang import Need
from desk.rules.figures import Calls, rate
from desk.rules.report import Basis, Level

_HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Waits:
    """Seconds that callers waited: of the answered calls, and until they gave up. ``None`` without such calls."""

    median_s: float | None = None
    p90_s: float | None = None
    longest_s: int | None = None
    gave_up_median_s: float | None = None
    gave_up_p90_s: float | None = None
    gave_up_longest_s: int | None = None


@dataclass(frozen=True)
class Talk:
    """Talk of the answered calls whose talk is known: how many, and the mean in seconds (for Erlang's formula)."""

    known: int = 0
    mean_s: float | None = None


@dataclass(frozen=True, kw_only=True)
class HourFigures:
    """What calls and cases came to, in an hour of the week or over the whole span.

    Attributes:
        calls: Offered, answered, abandoned, rates, median wait.
        cases: Cases of every channel received then; ``phone_cases`` those that came by telephone.
        calls_per_case: Answered calls to one case that came by telephone.
    """

    calls: Calls = field(default_factory=Calls)
    waits: Waits = field(default_factory=Waits)
    talk: Talk = field(default_factory=Talk)
    cases: int = 0
    phone_cases: int = 0

    @property
    def calls_per_case(self) -> float | None:
        """Answered calls / cases that came by telephone."""
        return rate(self.calls.answered, self.phone_cases)


@dataclass(frozen=True, kw_only=True)
class HourCell(HourFigures):
    """One hour of one weekday, over the span.

    Attributes:
        weekday: 0 is Monday.
        times: How many such hours the span holds, of days that had calls at all.
        need: How many people the aim needs at the mean load; ``None`` where calls or talk are not known.
        planned: How many were planned (present, where known) on such a day, in the mean; ``None`` where not written.
    """

    weekday: int
    hour: int
    times: int = 0
    need: Need | None = None
    planned: float | None = None

    @property
    def calls_an_hour(self) -> float | None:
        """Offered calls in the mean of such an hour."""
        return rate(self.calls.offered, self.times)

    @property
    def lacking(self) -> float | None:
        """How many people more the aim needs than were planned; below 0 where there were more."""
        return None if self.need is None or self.planned is None else self.need.people - self.planned


@dataclass(frozen=True, kw_only=True)
class TelephoneReport:
    """Telephone figures of a span at a level, from imported calls.

    Attributes:
        span: Its code; ``first`` and ``last`` are its local days.
        name: The group's name or the agent's login, empty for the whole desk; ``title`` as a person reads it.
        total: All hours together.
        cells: The hours of the week that had calls or cases, Monday's first hour first; by (weekday, hour).
        days: Local days that had calls at all (the whole desk's).
        typed: (group, week) typed by hand within the span: they have no hours, and are not in here.
        goals: What hours are held against: the goal of ``answer_rate`` and ``service_level``, where one holds.
        aim_level: The share to be answered within the service level's wait that the needs are reckoned for.
        after_s, shrinkage: Seconds of after-work and share of other work that the needs rest on.
    """

    span: str
    first: date
    last: date
    level: Level = Level.ALL
    name: str = ""
    title: str = ""
    total: HourFigures = field(default_factory=HourFigures)
    cells: Mapping[tuple[int, int], HourCell] = field(default_factory=dict)
    days: int = 0
    typed: tuple[tuple[str, str], ...] = ()
    basis: Basis = field(default_factory=Basis)
    goals: Mapping[str, float] = field(default_factory=dict)
    aim_level: float = 0.0
    after_s: int = 0
    shrinkage: float = 0.0


def hours_of_day(day: date, zone: tzinfo) -> dict[int, int]:
    """How often each hour of the clock comes on a local day: once, but for the nights when the clock changes."""
    at = datetime.combine(day, time.min, zone).astimezone(UTC)
    end = datetime.combine(day + timedelta(days=1), time.min, zone).astimezone(UTC)
    found: dict[int, int] = {}
    while at < end:
        hour = at.astimezone(zone).hour
        found[hour] = found.get(hour, 0) + 1
        at += _HOUR
    return found


def times_of_hours(days: Iterable[date], zone: tzinfo) -> dict[tuple[int, int], int]:
    """How often each (weekday, hour) comes on the days."""
    found: dict[tuple[int, int], int] = {}
    for day in days:
        weekday = day.weekday()
        for hour, many in hours_of_day(day, zone).items():
            found[weekday, hour] = found.get((weekday, hour), 0) + many
    return found
