"""Bookings: what takes a resource when, and the times of what comes back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from desk.rules.bookings import (
    MOST_TIMES,
    Calendar,
    CalendarRow,
    Repeats,
    Reservation,
    Resource,
    ResourceSort,
    Taken,
    hour_bounds,
    is_rule,
    occurrences,
    rule_of,
)
from desk.rules.refusals import Problem

ZONE = ZoneInfo("Europe/Stockholm")
Refusal = Callable[[Callable[[], object]], Problem]


def local(day: int, hour: int, month: int = 11, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, tzinfo=ZONE).astimezone(UTC)


def begins(rule: str | None, first: datetime, **more: object) -> list[str]:
    found = occurrences(first, first + timedelta(hours=2), ZONE, rule, **more)  # type: ignore[arg-type]
    return [each[0].astimezone(ZONE).strftime("%m-%d %H") for each in found]


# ------------------------------------------------------------------ coming back


def test_once_is_once() -> None:
    assert begins(None, local(20, 18)) == ["11-20 18"]


@pytest.mark.parametrize(
    ("repeats", "days"),
    [
        (Repeats.DAILY, ["11-20 18", "11-21 18", "11-22 18"]),
        (Repeats.WORKDAYS, ["11-20 18", "11-23 18", "11-24 18"]),
        (Repeats.WEEKLY, ["11-20 18", "11-27 18", "12-04 18"]),
        (Repeats.FORTNIGHTLY, ["11-20 18", "12-04 18", "12-18 18"]),
        (Repeats.MONTHLY, ["11-20 18", "12-18 18", "01-15 18"]),
    ],
)
def test_each_way_to_come_back(repeats: Repeats, days: list[str]) -> None:
    rule = rule_of(repeats, local(20, 18), ZONE)
    assert begins(f"{rule};COUNT=3", local(20, 18)) == days
    assert begins(rule, local(20, 18), until=date(2027, 2, 1))[:3] == days


def test_the_fifth_friday_comes_back_as_the_last() -> None:
    rule = rule_of(Repeats.MONTHLY, local(30, 18, month=10), ZONE)
    assert begins(f"{rule};COUNT=3", local(30, 18, month=10)) == ["10-30 18", "11-27 18", "12-25 18"]


def test_a_rule_of_ones_own_has_no_other() -> None:
    assert rule_of(Repeats.BY_RULE, local(20, 18), ZONE) is None


def test_the_hours_on_the_clock_stay_over_both_nights_when_it_changes() -> None:
    """18 o'clock is 16 in UTC in October and 17 in November; a whole night is still from 22 to 6."""
    found = occurrences(local(24, 22, month=10), local(25, 6, month=10), ZONE, "FREQ=DAILY;COUNT=3")
    assert [(each[0].hour, each[1].hour) for each in found] == [(20, 5), (21, 5), (21, 5)]
    assert begins("FREQ=WEEKLY;COUNT=2", local(26, 18, month=3, year=2027)) == ["03-26 18", "04-02 18"]


def test_days_are_left_out() -> None:
    rule, but = "FREQ=WEEKLY;COUNT=4", (date(2026, 11, 27), date(2026, 11, 28))
    assert begins(rule, local(20, 18), but=but) == ["11-20 18", "12-04 18", "12-11 18"]


@pytest.mark.parametrize("until", ["UNTIL=20261204", "UNTIL=20261204T000000", "UNTIL=20261204T220000Z"])
def test_the_last_day_of_a_rule_is_a_local_day_and_is_included(until: str) -> None:
    assert begins(f"FREQ=WEEKLY;{until}", local(20, 18)) == ["11-20 18", "11-27 18", "12-04 18"]
    assert begins(f"FREQ=WEEKLY;{until}", local(20, 18), until=date(2026, 11, 30)) == ["11-20 18", "11-27 18"]


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ("FREQ=WEEKLY", "repeats_endless"),
        ("FREQ=DAILY;COUNT=401", "repeats_too_many"),
        ("FREQ=DAILY;UNTIL=20261101", "repeats_none"),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=1", "repeats_none"),
        ("FREQ=HOURLY;COUNT=2", "repeats_invalid"),
        ("FREQ=DAILY;INTERVAL=0;COUNT=2", "repeats_invalid"),
        ("FREQ=WEEKLY;BYDAY=KARIN;COUNT=2", "repeats_invalid"),
        ("FREQ=WEEKLY;UNTIL=20261399", "repeats_invalid"),
        ("DTSTART:20261101\nFREQ=DAILY;COUNT=2", "repeats_invalid"),
        ("every tuesday", "repeats_invalid"),
    ],
)
def test_rules_that_cannot_be(rule: str, code: str, refusal: Refusal) -> None:
    assert refusal(lambda: begins(rule, local(20, 18))).code == code


def test_it_may_come_back_as_often_as_daily_for_a_year() -> None:
    assert len(begins("FREQ=DAILY;COUNT=400", local(20, 18))) == MOST_TIMES


def test_it_may_not_come_back_before_it_ended(refusal: Refusal) -> None:
    call = lambda: occurrences(local(20, 18), local(21, 19), ZONE, "FREQ=DAILY;COUNT=2")  # noqa: E731
    assert (refusal(call).code, refusal(call).values["day"]) == ("repeats_overlap", date(2026, 11, 21))
    assert len(occurrences(local(20, 18), local(21, 18), ZONE, "FREQ=DAILY;COUNT=2")) == 2


def test_what_is_a_rule() -> None:
    for each in ("FREQ=DAILY", "FREQ=MONTHLY;BYDAY=-1FR", "FREQ=WEEKLY;UNTIL=20261204;BYDAY=TU,TH"):
        assert is_rule(each)
    for each in ("", "FREQ=DAILY;FREQ=DAILY", "BYDAY=TU", "FREQ=DAILY;UNTIL=karin", "FREQ=DAILY;X=1"):
        assert not is_rule(each)


# ------------------------------------------------------------------ the calendar

BOOKED = Reservation(1, 1, 1, "26-000001", "pool_loan", local(20, 9), local(20, 16), step="booked")


def reservation(**values: object) -> Reservation:
    from dataclasses import replace

    return replace(BOOKED, **values)  # type: ignore[arg-type]


def test_how_a_resource_is_taken() -> None:
    noon, evening = local(20, 12), local(20, 20)
    assert BOOKED.state(noon) is Taken.BOOKED
    assert reservation(step="request").state(noon) is Taken.REQUESTED
    lent = reservation(lent_at=local(20, 9))
    assert (lent.state(noon), lent.state(evening)) == (Taken.LENT, Taken.OVERDUE)
    assert (lent.until(noon), lent.until(evening)) == (local(20, 16), evening)
    back = reservation(lent_at=local(20, 9), returned_at=noon)
    assert (back.state(evening), back.until(evening)) == (Taken.RETURNED, noon)


def test_the_calendar_by_days_and_hours() -> None:
    night = reservation(id=2, begins=local(20, 22), ends=local(21, 6))
    car = Resource(1, ResourceSort.POOL, "Elbil 1", out_from=local(22, 0), out_to=local(23, 0))
    row = CalendarRow(car, (BOOKED, night))
    calendar = Calendar(ResourceSort.POOL, date(2026, 11, 20), date(2026, 11, 22), ZONE, local(20, 8), (row,))
    assert [[each.id for each in calendar.on(row, day)] for day in calendar.days] == [[1, 2], [2], []]
    friday = date(2026, 11, 20)
    assert [hour for hour in range(24) if calendar.at(row, friday, hour)] == [*range(9, 16), 22, 23]
    assert [calendar.out_on(row, day) for day in calendar.days] == [False, False, True]


def test_the_hours_of_the_day_on_which_the_clock_goes_back_leave_no_gap() -> None:
    day = date(2026, 10, 25)
    bounds = [hour_bounds(day, hour, ZONE) for hour in range(24)]
    assert all(one[1] == after[0] for one, after in pairwise(bounds))
    assert (bounds[-1][1] - bounds[0][0]) == timedelta(hours=25)


def test_what_is_out_of_service_until_further_notice_is_out_ever_after() -> None:
    out = Resource(1, ResourceSort.POOL, "Elbil 1", out_from=local(20, 0))
    assert out.out_between(local(20, 8, year=2027), local(20, 9, year=2027))
    assert not out.out_between(local(19, 8), local(20, 0))
    assert not Resource(1, ResourceSort.POOL, "Elbil 1").out_between(local(19, 8), local(20, 0))
