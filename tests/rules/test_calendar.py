"""Weeks, local days over the two clock-change nights, working days and deadlines."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.rules import calendar
from desk.rules.calendar import Week
from desk.rules.refusals import Refused
from desk.rules.spans import Span

ZONE = ZoneInfo("Europe/Stockholm")
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
INSTANTS = st.datetimes(datetime(2020, 1, 1), datetime(2030, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


@given(DAYS)
def test_a_day_lies_in_its_week(day: date) -> None:
    week = Week.of(day)
    assert day in week.days
    assert week.monday.weekday() == 0
    assert week.sunday - week.monday == timedelta(days=6)
    assert Week.parse(str(week)) == week
    assert week.next.previous == week
    assert week.next.monday == week.sunday + timedelta(days=1)
    assert week.previous < week < week.next
    assert week.year == (week.monday + timedelta(days=3)).year


def test_the_long_years_have_53_weeks() -> None:
    assert [year for year in range(2020, 2031) if calendar.weeks_in(year) == 53] == [2020, 2026]
    assert Week(2026, 53).next == Week(2027, 1)
    assert Week(2025, 52).next == Week(2026, 1)
    assert Week.of(date(2027, 1, 3)) == Week(2026, 53)
    assert Week.of(date(2024, 12, 30)) == Week(2025, 1)


def test_the_weeks_of_the_call_file() -> None:
    week = Week.parse("1999-W05")
    assert (week.first, week.last) == (date(1999, 2, 1), date(1999, 2, 7))
    assert week.code == str(week) == "1999-W05"


@pytest.mark.parametrize("text", ["2026-W47", "2026W47", " 2026-w47 "])
def test_a_week_is_read_as_people_write_it(text: str) -> None:
    assert Week.parse(text) == Week(2026, 47)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2025-W53",
        "2026-W00",
        "2026-W54",
        "2026-47",
        "W47",
        "0001-W01",
        "9999-W52",
        "٢٠٢٦-W47",
        "2026-W47\x00",
    ],
)
def test_a_week_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(Refused) as caught:
        Week.parse(text)
    assert caught.value.problems[0].code == "week_invalid"


def test_the_last_whole_week_has_ended() -> None:
    assert calendar.last_whole_week(date(2026, 11, 22)) == Week(2026, 46)
    assert calendar.last_whole_week(date(2026, 11, 23)) == Week(2026, 47)


# ------------------------------------------------------------------ days and instants


@given(DAYS)
def test_a_day_has_its_hours(day: date) -> None:
    begin, end = calendar.span_bounds(Span("day", day, day), ZONE)
    hours = (end - begin) / timedelta(hours=1)
    assert begin.tzinfo is UTC
    assert hours == 24 or (hours in (23, 25) and day.month in (3, 10) and day.weekday() == 6)
    assert calendar.local_day(begin, ZONE) == day
    assert calendar.local_day(end - timedelta(microseconds=1), ZONE) == day
    assert calendar.local_day(end, ZONE) == day + timedelta(days=1)


def test_the_two_nights() -> None:
    for day, hours in ((date(2026, 3, 29), 23), (date(2026, 10, 25), 25)):
        begin, end = calendar.span_bounds(Span("day", day, day), ZONE)
        assert end - begin == timedelta(hours=hours)
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert [calendar.local_day(first + timedelta(hours=n), ZONE) for n in (0, 1)] == [date(2026, 10, 25)] * 2
    assert calendar.local_day(datetime(2026, 10, 24, 22, tzinfo=UTC), ZONE) == date(2026, 10, 25)


def test_the_week_of_a_clock_change_is_whole() -> None:
    begin, end = calendar.span_bounds(Week(2026, 43), ZONE)
    assert end - begin == timedelta(days=7, hours=1)


@given(INSTANTS)
def test_every_instant_lies_within_its_day(instant: datetime) -> None:
    day = calendar.local_day(instant, ZONE)
    begin, end = calendar.span_bounds(Span("day", day, day), ZONE)
    assert begin <= instant < end


@pytest.mark.parametrize(
    ("day", "start"),
    [
        (date(2026, 7, 31), date(2025, 8, 1)),
        (date(2026, 8, 1), date(2026, 8, 1)),
        (date(2026, 1, 1), date(2025, 8, 1)),
    ],
)
def test_a_school_year_starts_in_august(day: date, start: date) -> None:
    assert calendar.school_year(day) == start


# ------------------------------------------------------------------ working days


def test_the_free_days_of_the_weeks_of_2026() -> None:
    free = [day for week in range(1, 54) for day in Week(2026, week).days[:5] if not calendar.is_working_day(day)]
    almanac = "12-31 01-01 01-06 04-03 04-06 05-01 05-14 06-19 12-24 12-25 12-31 01-01"
    assert " ".join(f"{day:%m-%d}" for day in free) == almanac


@given(DAYS)
def test_saturday_and_sunday_are_free(day: date) -> None:
    if day.weekday() >= 5:
        assert not calendar.is_working_day(day)


@given(DAYS, st.integers(0, 25))
def test_working_days_are_counted_one_by_one(day: date, many: int) -> None:
    after = calendar.working_days_after(day, many)
    assert calendar.is_working_day(after)
    between = sum(calendar.is_working_day(day + timedelta(days=n)) for n in range(1, (after - day).days + 1))
    assert between == many or (many == 0 and after == calendar.move_to_working_day(day))


@given(DAYS)
def test_moving_goes_to_the_next_working_day(day: date) -> None:
    moved = calendar.move_to_working_day(day)
    assert calendar.is_working_day(moved)
    assert not any(calendar.is_working_day(day + timedelta(days=n)) for n in range((moved - day).days))


def test_working_days_are_not_counted_backwards() -> None:
    with pytest.raises(ValueError, match="forwards"):
        calendar.working_days_after(date(2026, 1, 1), -1)


@given(INSTANTS, st.integers(0, 12))
def test_a_deadline_is_five_o_clock_on_a_working_day(received: datetime, many: int) -> None:
    due = calendar.deadline(received, many, ZONE)
    local = due.astimezone(ZONE)
    assert due > received
    assert calendar.is_working_day(local.date())
    assert (local.hour, local.minute, local.second) == (17, 0, 0)


@pytest.mark.parametrize(
    ("received", "many", "due"),
    [
        ("2026-11-20 16:59", 1, "2026-11-23 17:00"),
        ("2026-11-21 12:00", 1, "2026-11-23 17:00"),
        ("2026-11-21 12:00", 2, "2026-11-24 17:00"),
        ("2026-12-23 09:00", 1, "2026-12-28 17:00"),
        ("2026-12-30 09:00", 2, "2027-01-05 17:00"),
        ("2026-06-18 23:59", 1, "2026-06-22 17:00"),
        ("2026-10-24 12:00", 1, "2026-10-26 17:00"),
        ("2026-11-20 16:59", 0, "2026-11-20 17:00"),
        ("2026-11-20 17:00", 0, "2026-11-23 17:00"),
        ("2026-11-21 09:00", 0, "2026-11-23 17:00"),
    ],
)
def test_deadlines_one_can_check_in_an_almanac(received: str, many: int, due: str) -> None:
    at = datetime.fromisoformat(received).replace(tzinfo=ZONE)
    assert f"{calendar.deadline(at, many, ZONE).astimezone(ZONE):%Y-%m-%d %H:%M}" == due


def test_the_hour_is_a_setting() -> None:
    at = datetime(2026, 11, 20, 9, tzinfo=ZONE)
    assert calendar.deadline(at, 1, ZONE, hour=12) == datetime(2026, 11, 23, 11, tzinfo=UTC)
