"""Which copies of a series stay."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from desk.rules.series import Keep, kept, too_old

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def nights(first: datetime, count: int) -> list[datetime]:
    """A copy every night at two."""
    return [first + timedelta(days=each) for each in range(count)]


def names(moments: set[datetime]) -> list[str]:
    return sorted(f"{each:%Y-%m-%d}" for each in moments)


def test_a_year_of_nights_leaves_seven_days_four_weeks_and_two_months() -> None:
    start = datetime(2026, 1, 1, 2, tzinfo=STOCKHOLM)
    there: set[datetime] = set()
    for each in nights(start, 325):
        there = kept({*there, each}, Keep())
    assert names(there) == [
        "2026-10-31", "2026-11-01", "2026-11-08", "2026-11-15", "2026-11-16", "2026-11-17", "2026-11-18", "2026-11-19",
        "2026-11-20", "2026-11-21",
    ]  # fmt: skip


def test_of_a_day_the_latest_stays_and_a_day_without_a_copy_takes_no_place() -> None:
    moments = [datetime(2026, 11, day, hour, tzinfo=STOCKHOLM) for day in (3, 9, 19) for hour in (2, 14)]
    assert kept(moments, Keep(3, 0, 0)) == set(moments[1::2])
    assert kept(moments, Keep(2, 0, 0)) == set(moments[3::2])


def test_the_latest_stays_whatever_is_asked() -> None:
    moments = nights(datetime(2026, 11, 1, 2, tzinfo=STOCKHOLM), 5)
    assert kept(moments, Keep(0, 0, 0)) == {moments[-1]}
    assert kept([], Keep()) == set()


def test_weeks_are_iso_weeks_across_the_new_year() -> None:
    moments = nights(datetime(2026, 12, 28, 2, tzinfo=STOCKHOLM), 7)
    assert kept(moments, Keep(0, 5, 0)) == {moments[-1]}
    assert kept(moments, Keep(0, 0, 5)) == {moments[3], moments[-1]}


def test_a_copy_is_too_old_after_so_many_local_days() -> None:
    now = datetime(2026, 11, 21, 0, 30, tzinfo=STOCKHOLM)
    moments = [now - timedelta(days=90), now - timedelta(days=91), now - timedelta(days=92)]
    assert too_old(moments, now, 90) == [moments[2], moments[1]]
