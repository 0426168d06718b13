"""When a group is short, what numbers can be, and what may be told of why people were away."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.rules.refusals import Refused
from desk.rules.staffing import (
    FEWEST_DAYS,
    FEWEST_PEOPLE,
    LEAST_STAFF,
    Absence,
    Cover,
    DayStaff,
    checked,
    cover,
    told,
)

DAY = date(2026, 11, 20)


def staff(planned: int = 3, present: int | None = None, hourly: int = 0, **absent: int) -> DayStaff:
    """A day of the reception's; reasons by their codes."""
    return DayStaff("Reception", DAY, planned, present, hourly, {Absence(each): many for each, many in absent.items()})


@pytest.mark.parametrize(
    ("day", "in_place", "stands"),
    [
        (staff(3), 3, Cover.ENOUGH),
        (staff(3, holiday=1), 2, Cover.SHORT),
        (staff(3, hourly=1, holiday=1), 3, Cover.COVERED),
        (staff(3, present=2), 2, Cover.SHORT),
        (staff(3, present=3, hourly=1, sick_short=1), 3, Cover.COVERED),
        (staff(4, present=4, hourly=1, sick_short=1), 4, Cover.ENOUGH),
        (staff(3, present=3, holiday=1), 3, Cover.ENOUGH),
        (staff(0), 0, Cover.CLOSED),
        (staff(3, present=0), 0, Cover.SHORT),
        (staff(0, present=2), 2, Cover.SHORT),
        (staff(2, sick_short=2), 0, Cover.SHORT),
    ],
)
def test_a_day_stands_by_who_was_there_or_is_to_be_expected(day: DayStaff, in_place: int, stands: Cover) -> None:
    assert (day.in_place, day.cover(LEAST_STAFF)) == (in_place, stands)


def test_the_least_is_three_unless_the_group_has_another() -> None:
    assert LEAST_STAFF == 3
    assert [staff(2).cover(least) for least in (3, 2, 0)] == [Cover.SHORT, Cover.ENOUGH, Cover.ENOUGH]


def test_a_day_of_which_nothing_is_written_is_never_short() -> None:
    assert cover(None, 3) is Cover.UNKNOWN


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (staff(-1), [("number_too_small", "planned")]),
        (staff(3, present=-1), [("number_too_small", "present")]),
        (staff(1000), [("number_too_large", "planned")]),
        (staff(3, hourly=-2, holiday=-1), [("number_too_small", "hourly"), ("number_too_small", "absent.holiday")]),
        (staff(1, holiday=1, training=1), [("staffing_away_more", "absent")]),
        (staff(3, present=2, hourly=3), [("staffing_hourly_more", "hourly")]),
    ],
)
def test_numbers_that_cannot_be_are_refused_at_their_field(day: DayStaff, said: list[tuple[str, str]]) -> None:
    with pytest.raises(Refused) as caught:
        checked(day)
    assert [(each.code, each.field) for each in caught.value.problems] == said


def test_what_can_be_is_kept_without_reasons_of_nobody() -> None:
    day = staff(3, 3, 1, sick_short=1, holiday=0)
    assert checked(day).absent == {Absence.SICK_SHORT: 1}
    assert checked(staff(0, present=0)) == staff(0, present=0)


def test_who_may_not_know_the_reasons_sees_how_many() -> None:
    seen = staff(4, None, 1, sick_short=1, holiday=1).without_reasons()
    assert (dict(seen.absent), seen.untold, seen.away, seen.in_place) == ({}, 2, 2, 3)
    assert seen.without_reasons() == seen


# ------------------------------------------------------------------ what may be told

COUNTS = st.dictionaries(st.sampled_from(list(Absence)), st.integers(0, 30))


@given(COUNTS, st.integers(0, 12))
def test_no_reason_of_few_days_can_be_told_or_reckoned(counts: dict[Absence, int], planned: int) -> None:
    found = told(counts, planned)
    assert found.total == sum(counts.values()) == sum(found.by_reason.values()) + found.untold
    assert all(many == counts[reason] >= FEWEST_DAYS for reason, many in found.by_reason.items())
    hidden = [many for reason, many in counts.items() if many and reason not in found.by_reason]
    if planned < FEWEST_PEOPLE:
        assert not found.by_reason
    elif hidden and found.by_reason:
        assert sum(hidden) >= FEWEST_DAYS
        assert len(hidden) == 1 or min(found.by_reason.values()) >= max(hidden)


def test_one_small_reason_hides_the_next_smallest_with_it() -> None:
    counts: dict[Any, int] = {Absence.SICK_SHORT: 2, Absence.TRAINING: 6, Absence.HOLIDAY: 20}
    found = told(counts, 9)
    assert (dict(found.by_reason), found.untold) == ({Absence.HOLIDAY: 20}, 8)
    assert told({Absence.SICK_SHORT: 3, Absence.SICK_LONG: 4}, 9).untold == 7
    assert told({Absence.HOLIDAY: 5}, 9).by_reason == {Absence.HOLIDAY: 5}
    assert told({Absence.HOLIDAY: 40}, 4).by_reason == {}
