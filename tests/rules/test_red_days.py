"""The days off, held against the library that knows them for the whole world."""

from __future__ import annotations

from datetime import date

import holidays
import pytest

from desk.rules.red_days import red_days

SUNDAY = 6


@pytest.mark.parametrize("year", range(1953, 2101))
def test_the_days_off_are_those_of_the_library(year: int) -> None:
    known = holidays.country_holidays("SE", categories=("public", "de_facto"), language="sv", years=year)
    assert {day for day in red_days(year) if day.weekday() != SUNDAY} == {
        day for day in known if day.weekday() != SUNDAY
    }


def test_the_eves_are_days_off() -> None:
    assert {date(2026, 6, 19), date(2026, 12, 24), date(2026, 12, 31)} <= red_days(2026)
