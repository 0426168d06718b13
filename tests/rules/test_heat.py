"""How much an hour asks for attention, and how it is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from desk.rules.call_hours import HourCell, TelephoneReport
from desk.rules.erlang import Aim, Load, need
from desk.rules.figures import calls
from desk.rules.heat import SHADES, HeatFigure, in_words, is_held_against, is_warned, says_little, shade, shown, value

REPORT = TelephoneReport(span="2026-11", first=date(2026, 11, 1), last=date(2026, 11, 30), goals={"answer_rate": 0.95})


def cell(answered: int = 19, gave_up: int = 1, wait: int = 10, **more: Any) -> HourCell:
    """A Tuesday's nine o'clock, four times."""
    figures = calls([wait] * answered, [70] * gave_up)
    return replace(HourCell(weekday=1, hour=9, times=4, calls=figures), **more)


@pytest.mark.parametrize(
    ("answered", "step"), [(100, 0), (95, 0), (94, 1), (90, 1), (89, 2), (85, 2), (84, 3), (80, 3), (79, 4), (10, 4)]
)
def test_every_five_points_short_of_the_aim_are_a_shade(answered: int, step: int) -> None:
    hour = cell(answered, 100 - answered)
    assert shade(hour, HeatFigure.ANSWER_RATE, REPORT) == step
    assert is_warned(hour, HeatFigure.ANSWER_RATE, REPORT) == (step > 0)


def test_without_a_goal_an_hour_is_lower_and_not_short() -> None:
    steps = [shade(cell(answered, 100 - answered, 90), HeatFigure.SERVICE_LEVEL, REPORT) for answered in (100, 50)]
    assert steps == [4, 4]
    assert shade(cell(80, 20), HeatFigure.SERVICE_LEVEL, REPORT) == 0
    assert shade(cell(20, 80), HeatFigure.SERVICE_LEVEL, REPORT) == 4
    assert not is_warned(cell(20, 80), HeatFigure.SERVICE_LEVEL, REPORT)
    assert not is_held_against(HeatFigure.SERVICE_LEVEL, REPORT)


def test_few_calls_are_told_and_not_shaded() -> None:
    hour = cell(2, 2)
    assert in_words(hour, HeatFigure.ANSWER_RATE) == "50.0%"
    assert shade(hour, HeatFigure.ANSWER_RATE, REPORT) is None
    assert says_little(hour, HeatFigure.ANSWER_RATE)
    assert not is_warned(hour, HeatFigure.ANSWER_RATE, REPORT)
    assert not says_little(hour, HeatFigure.OFFERED)


@pytest.mark.parametrize(("planned", "step"), [(9, 0), (8, 0), (7.5, 1), (7, 1), (6, 2), (3, 4), (None, 4)])
def test_each_person_lacking_is_a_shade(planned: float | None, step: int) -> None:
    """Without a plan beside it, need stands against the fullest hour, and warns of nothing."""
    needed = need(Load(40, 210), Aim(0.95, 60), 0.3)
    assert needed.people == 8
    hour = cell(need=needed, planned=planned)
    report = replace(REPORT, cells={(1, 9): hour})
    assert shade(hour, HeatFigure.NEED, report) == step
    assert is_warned(hour, HeatFigure.NEED, report) == (planned is not None and step > 0)
    assert is_held_against(HeatFigure.NEED, report) == (planned is not None)
    assert in_words(hour, HeatFigure.NEED).startswith("8/")


def test_what_is_counted_stands_beside_the_fullest_hour() -> None:
    cells = {(0, hour): replace(cell(10 * hour, 0), weekday=0, hour=hour) for hour in range(1, 11)}
    report = replace(REPORT, cells=cells)
    steps = [shade(each, HeatFigure.OFFERED, report) for each in cells.values()]
    assert steps == sorted(steps, key=lambda step: step or 0)
    assert (steps[0], steps[-1]) == (0, SHADES - 1)
    assert not any(is_warned(each, HeatFigure.OFFERED, report) for each in cells.values())


def test_a_wait_stands_beside_the_service_levels() -> None:
    assert [shade(cell(wait=wait), HeatFigure.WAIT, REPORT) for wait in (0, 11, 12, 59, 60, 600)] == [0, 0, 1, 4, 4, 4]


def test_nothing_is_no_data_and_never_nought() -> None:
    empty = HourCell(weekday=1, hour=9, times=4, cases=3)
    for figure in (HeatFigure.ANSWER_RATE, HeatFigure.SERVICE_LEVEL, HeatFigure.WAIT, HeatFigure.CALLS_PER_CASE,
                   HeatFigure.NEED):  # fmt: skip
        assert value(empty, figure) is None
        assert in_words(empty, figure) == "–"
        assert shade(empty, figure, REPORT) is None
    assert in_words(empty, HeatFigure.CASES) == "3"
    assert in_words(HourCell(weekday=1, hour=9), HeatFigure.OFFERED) == "–"


def test_calls_are_of_the_mean_hour() -> None:
    assert in_words(cell(19, 2), HeatFigure.OFFERED) == "5.2"
    assert in_words(cell(19, 1), HeatFigure.OFFERED) == "5"


def test_hours_are_shown_from_the_first_to_the_last_that_has_calls() -> None:
    saturday = replace(cell(), weekday=5, hour=12)
    late = HourCell(weekday=0, hour=22, cases=1)
    report = replace(REPORT, cells={(1, 9): cell(), (5, 12): saturday, (0, 22): late})
    assert shown(report, HeatFigure.ANSWER_RATE) == ((0, 1, 2, 3, 4, 5), (9, 10, 11, 12))
    assert shown(report, HeatFigure.CASES) == ((0, 1, 2, 3, 4, 5), tuple(range(9, 23)))
    assert shown(REPORT, HeatFigure.CASES) == ((0, 1, 2, 3, 4), ())
