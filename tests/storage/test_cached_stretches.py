"""Stretches of days: what is counted in one go, and what of a span is whole months."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from desk.storage.day_cache import runs
from desk.storage.month_cache import parts_of

DAYS = st.dates(date(1999, 1, 1), date(2030, 12, 31)).map(date.toordinal)


@given(st.lists(st.integers(1, 200), unique=True))
def test_runs_hold_every_day_once_and_no_more_than_a_month(days: list[int]) -> None:
    found = list(runs(days))
    assert all(begin in days and end in days and end - begin <= 31 for begin, end in found)
    assert [sum(begin <= day <= end for begin, end in found) for day in days] == [1] * len(days)


def test_a_weekend_is_counted_with_its_weeks() -> None:
    assert list(runs([1, 2, 5, 9, 10])) == [(1, 5), (9, 10)]
    assert list(runs([])) == []


@given(DAYS, st.integers(0, 500))
def test_a_stretch_is_its_whole_months_and_the_rest(first: int, length: int) -> None:
    months, rest = parts_of(first, first + length)
    held = [day for begin, end in (*months, *rest) for day in range(begin, end + 1)]
    assert sorted(held) == list(range(first, first + length + 1))
    for begin, end in months:
        start, after = date.fromordinal(begin), date.fromordinal(end) + timedelta(days=1)
        assert (start.day, after.day) == (1, 1)
        assert end - begin < 31
    assert all(end - begin < 31 or not months for begin, end in rest)
