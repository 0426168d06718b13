"""A goal's number as it is written and read."""

import pytest

from desk import words
from desk.rules.goals import figure
from desk.rules.refusals import Refused
from desk.rules.targets import checked_target, difference_in_words, in_words, read_target

RATE, GRADE = figure("answer_rate"), figure("attitude")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("95 %", 0.95), ("95%", 0.95), ("95", 0.95), ("0,95", 0.95), ("0.95", 0.95), (" 92,5 % ", 0.925), ("1", 1.0),
        ("1 %", 0.01), ("100", 1.0), ("0", 0.0), ("0,5 %", 0.005),
    ],
)  # fmt: skip
def test_a_share_is_read_however_it_is_written(text: str, value: float) -> None:
    assert read_target(RATE, text) == value


@pytest.mark.parametrize("text", ["", "x", "-1", "101", "100,1 %", "1e2", "95 % %", "٩٥"])
def test_what_is_no_share_is_refused(text: str) -> None:
    with pytest.raises(Refused) as caught:
        read_target(RATE, text)
    assert caught.value.problems[0].code == "goal_target_rate"


@pytest.mark.parametrize(("text", "value"), [("4,3", 4.3), ("4.3", 4.3), ("1", 1.0), ("5", 5.0)])
def test_a_grade_is_read(text: str, value: float) -> None:
    assert read_target(GRADE, text) == value


@pytest.mark.parametrize("text", ["", "0,9", "5,1", "4,3 %", "95"])
def test_what_is_no_grade_is_refused(text: str) -> None:
    with pytest.raises(Refused) as caught:
        read_target(GRADE, text)
    assert caught.value.problems[0].code == "goal_target_grade"


@pytest.mark.parametrize("value", [-0.01, 1.01, float("nan")])
def test_a_number_that_cannot_be_is_refused(value: float) -> None:
    with pytest.raises(Refused):
        checked_target(RATE, value)


def test_values_in_words() -> None:
    words.use("sv")
    try:
        assert in_words(RATE, 0.95) == "95\N{NO-BREAK SPACE}%"
        assert in_words(RATE, 0.931) == "93,1\N{NO-BREAK SPACE}%"
        assert in_words(RATE, None) == "–"
        assert in_words(GRADE, 4.3) == "4,3"
        assert in_words(GRADE, 4.25) == "4,25"
        assert difference_in_words(RATE, -0.019) == "−1,9"
        assert difference_in_words(GRADE, 0.1) == "+0,1"
        assert difference_in_words(GRADE, None) == "–"
    finally:
        words.use("en")
