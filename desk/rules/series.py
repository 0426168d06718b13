"""A kept series of backups: which copies stay, by the local calendar."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Keep:
    """How many copies stay: the latest of each of so many days, ISO weeks and months that have one."""

    daily: int = 7
    weekly: int = 4
    monthly: int = 2


def kept(moments: Iterable[datetime], keep: Keep) -> set[datetime]:
    """The moments (local times) of the copies that stay; the latest of all always does."""
    latest_first = sorted(moments, reverse=True)
    stay = set(latest_first[:1])
    for most, period in ((keep.daily, _day), (keep.weekly, _week), (keep.monthly, _month)):
        stay |= _latest_of_each(latest_first, most, period)
    return stay


def _latest_of_each(
    latest_first: Iterable[datetime], most: int, period: Callable[[datetime], Hashable]
) -> set[datetime]:
    found: dict[Hashable, datetime] = {}
    for moment in latest_first:
        if len(found) < most:
            found.setdefault(period(moment), moment)
    return set(found.values())


def _day(moment: datetime) -> date:
    return moment.date()


def _week(moment: datetime) -> tuple[int, int]:
    year, week, _weekday = moment.isocalendar()
    return year, week


def _month(moment: datetime) -> tuple[int, int]:
    return moment.year, moment.month


def too_old(moments: Iterable[datetime], now: datetime, days: int) -> list[datetime]:
    """The moments more than so many local days ago: copies that hold what has been disposed of since, by law."""
    return sorted(each for each in moments if (now.date() - each.date()).days > days)
