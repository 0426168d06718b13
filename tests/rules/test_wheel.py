"""Rules of the annual wheel: what people write, the days it gives, and that nothing goes on for ever."""

from __future__ import annotations

import contextlib
import random
import time
from collections.abc import Callable
from datetime import date, timedelta

import pytest

from desk import words
from desk.rules.calendar import is_working_day
from desk.rules.refusals import Problem, Refused
from desk.rules.starter_wheel import STARTER_WHEEL
from desk.rules.wheel import FIRST_DAY, LAST_DAY, Move, days, demand_comes
from desk.rules.wheel_words import read_rule

Refusal = Callable[[Callable[[], object]], Problem]
DAY = timedelta(days=1)
YEAR = date(2026, 1, 1), date(2026, 12, 31)


def in_2026(text: str, starts: date = date(2026, 1, 1), ends: date | None = None) -> list[str]:
    """The rule's days in 2026, month and day."""
    return [f"{each:%m-%d}" for each in days(read_rule(text), starts, ends, *YEAR)]


def every_day(first: date = YEAR[0], last: date = YEAR[1]) -> list[date]:
    return [first + n * DAY for n in range((last - first).days + 1)]


def nth_of(found: list[date], months: int, nth: int, wanted: Callable[[date], bool]) -> list[str]:
    """Counted day by day: the nth wanted day of every period of so many months."""
    periods: dict[int, list[date]] = {}
    for day in found:
        if wanted(day):
            periods.setdefault((day.month - 1) // months, []).append(day)
    place = nth - 1 if nth > 0 else nth
    return [f"{each[place]:%m-%d}" for each in periods.values() if -len(each) <= place < len(each)]


@pytest.mark.parametrize(
    ("english", "swedish", "months", "nth", "wanted"),
    [
        ("second Tuesday each month", "andra tisdagen varje månad", 1, 2, lambda day: day.weekday() == 1),
        ("last Friday of the month", "sista fredagen i månaden", 1, -1, lambda day: day.weekday() == 4),
        ("fifth Monday of the month", "femte måndagen i månaden", 1, 5, lambda day: day.weekday() == 0),
        ("first working day of the month", "första arbetsdagen i månaden", 1, 1, is_working_day),
        ("last working day of the month", "sista arbetsdagen i månaden", 1, -1, is_working_day),
        ("second last working day of the quarter", "näst sista arbetsdagen i kvartalet", 3, -2, is_working_day),
        ("first working day of the tertial", "första arbetsdagen i tertialet", 4, 1, is_working_day),
        ("tenth working day of the tertial", "10:e arbetsdagen i tertialet", 4, 10, is_working_day),
        ("second Thursday of the tertial", "andra torsdagen i tertialet", 4, 2, lambda day: day.weekday() == 3),
        ("first working day of the half-year", "första arbetsdagen i halvåret", 6, 1, is_working_day),
        ("last working day of the year", "sista arbetsdagen på året", 12, -1, is_working_day),
        ("last day of the month", "sista dagen i månaden", 1, -1, lambda day: True),
        ("the 15th each month", "den 15:e varje månad", 1, 15, lambda day: True),
        ("day 31 of each month", "den 31 varje månad", 1, 31, lambda day: True),
    ],
)
def test_the_nth_of_a_period_in_both_languages(
    english: str, swedish: str, months: int, nth: int, wanted: Callable[[date], bool]
) -> None:
    counted = nth_of(every_day(), months, nth, wanted)
    assert in_2026(english) == counted
    assert in_2026(swedish) == counted


def test_holidays_and_eves_are_no_working_days() -> None:
    """1 January a holiday; 1 May 2026 a Friday and a holiday; New Year's Eve an eve."""
    assert in_2026("first working day of the tertial") == ["01-02", "05-04", "09-01"]
    assert in_2026("last working day of the month")[-1] == "12-30"
    assert in_2026("sista arbetsdagen i juni") == ["06-30"]
    assert in_2026("first working day of June or the working day after") == ["06-01"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("15 March each year", ["03-15"]),
        ("15 mars varje år", ["03-15"]),
        ("March 15", ["03-15"]),
        ("15/3 varje år", ["03-15"]),
        ("den 15 mars", ["03-15"]),
        ("the 15th of March and September", ["03-15", "09-15"]),
        ("15 March each year or the working day before", ["03-13"]),
        ("15 March each year or the working day after", ["03-16"]),
        ("15 mars varje år eller arbetsdagen före", ["03-13"]),
        ("15 mars varje år eller närmaste arbetsdag efter", ["03-16"]),
        ("third Wednesday in February, May and October", ["02-18", "05-20", "10-21"]),
        ("tredje onsdagen i februari, maj och oktober", ["02-18", "05-20", "10-21"]),
        ("sista dagen i februari", ["02-28"]),
        ("first Monday in March", ["03-02"]),
        ("24 December or the working day before", ["12-23"]),
        ("RRULE:FREQ=MONTHLY;BYDAY=2TU;BYMONTH=2", ["02-10"]),
        ("rrule: freq=yearly; byyearday=100", ["04-10"]),
    ],
)
def test_named_days(text: str, expected: list[str]) -> None:
    assert in_2026(text) == expected


def test_weeks() -> None:
    mondays = [f"{each:%m-%d}" for each in every_day() if each.weekday() == 0]
    assert in_2026("every Monday") == in_2026("varje måndag") == in_2026("måndagar") == mondays
    both = [f"{each:%m-%d}" for each in every_day() if each.weekday() in (0, 3)]
    assert in_2026("every Monday and Thursday") == in_2026("måndag och torsdag") == both


@pytest.mark.parametrize("text", ["every other week on Thursday", "varannan vecka på torsdag", "varannan torsdag"])
def test_every_other_week_counts_from_its_first_day_whatever_is_asked_for(text: str) -> None:
    rule, starts = read_rule(text), date(2025, 9, 3)
    first = date(2025, 9, 4)
    whole = days(rule, starts, None, starts, date(2027, 12, 31))
    assert whole == tuple(first + n * timedelta(weeks=2) for n in range(len(whole)))
    window = days(rule, starts, None, date(2026, 11, 1), date(2026, 11, 30))
    assert window == tuple(each for each in whole if (each.year, each.month) == (2026, 11))


def test_every_third_week_in_both_languages() -> None:
    starts = date(2026, 1, 1)
    assert in_2026("every third week on Monday", starts) == in_2026("var tredje vecka på måndag", starts)
    assert in_2026("every 3 weeks on Monday", starts)[:3] == ["01-19", "02-09", "03-02"]


def test_what_falls_on_a_day_off_moves_as_the_words_say() -> None:
    christmas = date(2026, 12, 25)
    assert not is_working_day(christmas)
    for text, move, expected in (
        ("every Friday", Move.NOT, "12-25"),
        ("every Friday or the working day before", Move.BEFORE, "12-23"),
        ("every Friday or the working day after", Move.AFTER, "12-28"),
    ):
        assert read_rule(text).move is move
        assert expected in in_2026(text)
        off = [each for each in in_2026(text) if not is_working_day(date.fromisoformat(f"2026-{each}"))]
        assert bool(off) is (move is Move.NOT)


def test_a_date_holds_from_its_first_to_its_last_day() -> None:
    assert in_2026("every Monday", date(2026, 12, 7), date(2026, 12, 20)) == ["12-07", "12-14"]
    assert in_2026("first working day of the tertial", date(2026, 3, 1)) == ["05-04", "09-01"]


def test_a_moved_day_stays_within_the_window_and_comes_once() -> None:
    rule = read_rule("RRULE:FREQ=DAILY")
    moved = read_rule("every Saturday and Sunday or the working day after")
    assert days(moved, *(date(2026, 1, 1), None, date(2026, 11, 1), date(2026, 11, 30))) == (
        date(2026, 11, 2), date(2026, 11, 9), date(2026, 11, 16), date(2026, 11, 23), date(2026, 11, 30),
    )  # fmt: skip
    assert len(days(rule, *(date(2026, 1, 1), None, date(2026, 2, 1), date(2026, 2, 28)))) == 28


# ------------------------------------------------------------------ what is refused


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "wheel_rule"),
        ("whenever", "wheel_rule"),
        ("second Tuesday", "wheel_rule"),
        ("2026-03-15", "wheel_rule"),
        ("every Monday or else", "wheel_rule"),
        ("Monday; DROP TABLE", "wheel_rule"),
        ("sixth Monday of the month", "wheel_never"),
        ("30 February", "wheel_never"),
        ("40 mars", "wheel_never"),
        ("24th working day of the month", "wheel_never"),
        ("RRULE:", "wheel_rrule"),
        ("RRULE:FREQ=HOURLY", "wheel_rrule"),
        ("RRULE:FREQ=DAILY;INTERVAL=0", "wheel_rrule"),
        ("RRULE:FREQ=DAILY;INTERVAL=-1", "wheel_rrule"),
        ("RRULE:FREQ=DAILY;BYHOUR=9", "wheel_rrule"),
        ("RRULE:FREQ=DAILY;UNTIL=20261231", "wheel_rrule"),
        ("RRULE:FREQ=DAILY;FREQ=WEEKLY", "wheel_rrule"),
        ("RRULE:FREQ=YEARLY;BYMONTH=13", "wheel_rrule"),
        ("RRULE:FREQ=MONTHLY;BYDAY=53MO", "wheel_rrule"),
        ("RRULE:FREQ=YEARLY;BYEASTER=0", "wheel_rrule"),
        ("RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "wheel_never"),
        ("RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "wheel_never"),
        ("RRULE:FREQ=DAILY;INTERVAL=7;BYDAY=MO", "wheel_never"),
        ("every Monday " * 20, "too_long"),
    ],
)
def test_rules_that_are_none(text: str, code: str, refusal: Refusal) -> None:
    found = refusal(lambda: demand_comes(read_rule(text), date(2026, 1, 1), None))
    assert (found.code, found.field) == (code, "rule")
    assert found.right


def test_no_rule_goes_on_for_ever() -> None:
    """Thousands of odd rules, over the whole time that the wheel knows, each looked through in a moment."""
    rng = random.Random(8)
    parts = {
        "INTERVAL": lambda: str(rng.randint(1, 999)),
        "COUNT": lambda: str(rng.randint(1, 50)),
        "BYDAY": lambda: rng.choice(["MO", "-1SU", "5MO", "5TU", "MO,TU,FR"]),
        "BYMONTH": lambda: str(rng.randint(1, 12)),
        "BYMONTHDAY": lambda: rng.choice(["31", "-31", "29", "30", "1,15"]),
        "BYYEARDAY": lambda: rng.choice(["366", "-366", "60"]),
        "BYWEEKNO": lambda: rng.choice(["53", "-53", "1"]),
        "BYSETPOS": lambda: rng.choice(["1", "-1", "5", "366"]),
    }
    slowest = 0.0
    for _turn in range(60):
        chosen = rng.sample(sorted(parts), rng.randint(0, 5))
        rule = ";".join([f"FREQ={rng.choice(['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'])}"]
                        + [f"{name}={parts[name]()}" for name in chosen])  # fmt: skip
        began = time.process_time()
        with contextlib.suppress(Refused):
            demand_comes(read_rule(f"RRULE:{rule}"), date(2026, 1, 1), None)
        slowest = max(slowest, time.process_time() - began)
    assert slowest < 5


def test_the_wheel_knows_no_day_before_1970_or_after_2200() -> None:
    rule = read_rule("15 March each year")
    found = days(rule, date(1900, 1, 1), None, date(1900, 1, 1), date(9999, 12, 31))
    assert found[0] == date(1970, 3, 15)
    assert found[-1] == date(2200, 3, 15)
    assert len(found) == LAST_DAY.year - FIRST_DAY.year + 1


def test_far_away_the_days_are_those_of_the_calendar() -> None:
    """The years are moved for the library; no weekday and no leap day may be lost by it."""
    found = days(read_rule("29 February"), date(2096, 1, 1), None, date(2096, 1, 1), date(2112, 1, 1))
    assert found == (date(2096, 2, 29), date(2104, 2, 29), date(2108, 2, 29))
    assert all(each.weekday() == 1 for each in days(read_rule("every Tuesday"), *(2 * (date(2199, 1, 1), LAST_DAY))))


# ------------------------------------------------------------------ the wheel to begin with


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_starter_wheel_can_be_read_in_each_language_and_means_the_same(language: str) -> None:
    english = [in_2026(each.rule) for each in STARTER_WHEEL]
    words.use(language)
    try:
        assert [in_2026(words._(each.rule)) for each in STARTER_WHEEL] == english
        assert len({words._(each.title) for each in STARTER_WHEEL}) == len(STARTER_WHEEL)
    finally:
        words.use("en")
    assert all(english)
