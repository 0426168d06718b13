"""Every formula against a definition written the naive way, and against numbers one can check by hand."""

import statistics
from collections.abc import Sequence
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.rules import figures

WAITS = st.lists(st.integers(0, 600), max_size=40).map(sorted)
SECONDS = st.integers(0, 700)
COUNTS = st.integers(0, 10_000)


def naive_percentile(values: Sequence[int], percent: int) -> Fraction:
    at = Fraction((len(values) - 1) * percent, 100)
    low, high = values[int(at)], values[-(-at.numerator // at.denominator)]
    return low + (high - low) * (at - int(at))


# ------------------------------------------------------------------ no data


def test_a_rate_over_nothing_is_no_data() -> None:
    assert figures.rate(0, 0) is None
    empty = figures.calls()
    assert empty == figures.Calls()
    assert (empty.answer_rate, empty.service_level, empty.abandon_rate, empty.wait_median_s) == (None,) * 4
    assert figures.first_contact(0, 0).rate is None
    assert figures.first_contact(0, 5, 0).net is None
    assert figures.first_contact(0, 5).net is None
    assert figures.handling([]) == figures.Handling(None, None)
    assert figures.email(0, 0).rate is None
    assert figures.failure_demand(0, 0).share is None
    assert figures.grade(0, 0) == figures.Grade(None, None, 0)
    assert figures.feedback({}).confirmed_in_time is None
    assert figures.deviation(None, 0.95) is None


def test_none_of_something_is_nought() -> None:
    assert figures.rate(0, 7) == 0
    assert figures.calls([], [5]).answer_rate == 0


# ------------------------------------------------------------------ percentiles


@given(WAITS.filter(bool), st.integers(0, 100))
def test_a_percentile_is_exact(values: list[int], percent: int) -> None:
    got = figures.percentile(values, percent)
    assert got is not None
    assert got == pytest.approx(float(naive_percentile(values, percent)), rel=1e-12)
    assert values[0] <= got <= values[-1]


@given(WAITS.filter(bool))
def test_the_median_is_the_ordinary_one(values: list[int]) -> None:
    assert figures.median(values) == statistics.median(values)


def test_percentiles_one_can_check_by_hand() -> None:
    assert figures.percentile([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 90) == 9.1
    assert figures.handling([60, 120, 600]) == figures.Handling(120, 504)
    assert figures.median([3, 4]) == 3.5


# ------------------------------------------------------------------ calls


def test_the_two_weeks_of_the_call_file() -> None:
    for answered, abandoned, expected in ((7429, 1519, 0.8302), (6976, 1389, 0.8340)):
        got = figures.calls(typed_offered=answered + abandoned, typed_answered=answered).answer_rate
        assert got is not None
        assert round(got, 4) == expected


@given(WAITS, WAITS, SECONDS, SECONDS)
def test_calls_against_their_definition(answered: list[int], abandoned: list[int], short: int, soon: int) -> None:
    got = figures.calls(answered, abandoned, t_short=short, t_answer=soon)
    left = [wait for wait in abandoned if wait >= short]
    assert got.offered == got.answered + got.abandoned == len(answered) + len(left)
    assert got.answered == len(answered)
    within = len([wait for wait in answered if wait <= soon])
    counted = len(answered) + len([wait for wait in abandoned if wait > soon])
    assert got.service_level == (within / counted if counted else None)
    assert got.answer_rate == (len(answered) / got.offered if got.offered else None)
    assert got.abandon_rate == (len(left) / got.offered if got.offered else None)
    assert got.wait_median_s == (statistics.median(answered) if answered else None)


def test_no_short_wait_leaves_out_no_call() -> None:
    assert figures.offered(2, [0, 0, 1]) == 5
    assert figures.offered(2, [0, 4, 5, 6], t_short=5) == 4


def test_the_limits_themselves_are_within() -> None:
    assert figures.service_level([60, 61], [60, 61], 60) == pytest.approx(1 / 3)


@given(WAITS, WAITS, COUNTS, COUNTS)
def test_typed_numbers_are_added(answered: list[int], abandoned: list[int], offered: int, typed: int) -> None:
    typed = min(offered, typed)
    both = figures.calls(answered, abandoned, typed_offered=offered, typed_answered=typed)
    imported = figures.calls(answered, abandoned)
    assert both.offered == imported.offered + offered
    assert both.answered == imported.answered + typed
    assert (both.service_level, both.wait_median_s) == (imported.service_level, imported.wait_median_s)


def test_the_source_is_named() -> None:
    assert figures.calls([1]).source is figures.Source.IMPORTED
    assert figures.calls([], [1]).source is figures.Source.IMPORTED
    assert figures.calls(typed_offered=3, typed_answered=2).source is figures.Source.TYPED
    assert figures.calls([1], typed_offered=3).source is figures.Source.TYPED
    assert figures.calls().source is None


# ------------------------------------------------------------------ cases


@given(COUNTS, COUNTS, COUNTS)
def test_first_contact_gross_and_net(solved: int, later: int, unsolvable: int) -> None:
    closed = solved + later + unsolvable
    got = figures.first_contact(solved, closed, solved + later)
    assert got.rate == (solved / closed if closed else None)
    assert got.net == (solved / (solved + later) if solved + later else None)


@given(COUNTS, COUNTS)
def test_failure_demand_is_of_the_classified(failure: int, value: int) -> None:
    got = figures.failure_demand(failure, value, {"chasing": failure})
    assert got.classified == failure + value
    assert got.share == (failure / (failure + value) if failure + value else None)
    assert got.causes == {"chasing": failure}


# ------------------------------------------------------------------ grades and feedback


@pytest.mark.parametrize(
    ("total", "n", "mean", "index"), [(43, 10, 4.3, 82.5), (4, 1, 4.0, 75), (5, 5, 1, 0), (25, 5, 5, 100)]
)
def test_a_grade_both_ways(total: int, n: int, mean: float, index: float) -> None:
    got = figures.grade(total, n)
    assert (got.mean, got.n) == (mean, n)
    assert got.index == pytest.approx(index)


def test_an_individual_needs_five_answers() -> None:
    assert figures.grade(16, 4, individual=True) == figures.Grade(None, None, 4)
    assert figures.grade(20, 5, individual=True).mean == 4
    assert figures.grade(16, 4).mean == 4


def test_feedback_counts_and_shares() -> None:
    got = figures.feedback({"praise": 2, "complaint": 5}, confirmed=(3, 4), answered=(1, 4))
    assert got == figures.Feedback(5, 2, 0, 0.75, 0.25)


def test_a_deviation_has_no_binary_noise() -> None:
    assert figures.deviation(0.931, 0.95) == -0.019
    assert figures.deviation(0.95, 0.95) == 0
