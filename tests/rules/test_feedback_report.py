"""Compiled feedback: times in working days, what is due, and counts."""

from __future__ import annotations

import random
from datetime import date, timedelta

from desk.rules.calendar import is_working_day
from desk.rules.feedback_report import View, figures, working_days_between

TODAY = date(2026, 11, 19)
VIEW = View(date(2026, 11, 2), "Miljö", "complaint", "phone", "streets", None, False, None, None, False)


def test_working_days_are_counted_one_by_one() -> None:
    rng = random.Random(7)
    for _each in range(300):
        came = date(2024, 1, 1) + timedelta(days=rng.randrange(1000))
        done = came + timedelta(days=rng.randrange(90))
        days = [came + timedelta(days=n) for n in range(1, (done - came).days + 1)]
        assert working_days_between(came, done) == sum(map(is_working_day, days))


def test_the_same_day_and_the_weekend_after_are_none() -> None:
    friday = date(2026, 11, 6)
    assert working_days_between(friday, friday) == 0
    assert working_days_between(friday, date(2026, 11, 8)) == 0
    assert working_days_between(friday, date(2026, 11, 9)) == 1
    assert working_days_between(date(2025, 12, 23), date(2026, 1, 2)) == 3  # 29, 30 December and 2 January


def test_in_time_is_of_what_was_due() -> None:
    views = [
        VIEW._replace(confirmed_on=date(2026, 11, 4)),  # the second working day
        VIEW._replace(confirmed_on=date(2026, 11, 5)),  # a day late
        VIEW,  # overdue
        VIEW._replace(day=date(2026, 11, 18)),  # not due yet
        VIEW._replace(anonymous=True),  # never due
    ]
    found = figures(views, TODAY)
    assert (found.confirmed.in_time, found.confirmed.due, found.confirmed.rate) == (1, 3, 1 / 3)
    assert found.answered.due == 3
    assert (found.to_confirm.n, found.to_confirm.median) == (2, 2.5)
    assert found.anonymous == 1


def test_nothing_is_no_data() -> None:
    found = figures([], TODAY)
    assert (found.confirmed.rate, found.to_answer.median, found.n, found.open) == (None, None, 0, 0)


def test_what_was_done_is_counted_by_outcome_and_by_whether_an_action_is_written() -> None:
    views = [
        VIEW._replace(outcome="solved_later", acted=True, type="praise"),
        VIEW._replace(outcome="forwarded", type=None, channel="email"),
        VIEW,
    ]
    found = figures(views, TODAY)
    assert dict(found.outcomes) == {"forwarded": 1, "solved_later": 1}
    assert (found.open, found.acted, found.untyped) == (1, 1, 1)
    assert dict(found.channels) == {"phone": 2, "email": 1}
    assert (found.complaint, found.praise, found.suggestion) == (1, 1, 0)


def test_the_median_and_the_ninetieth_percentile_are_interpolated_like_every_other() -> None:
    answered = [VIEW._replace(day=date(2026, 9, 1), answered_on=date(2026, 9, 1) + timedelta(days=n)) for n in range(7)]
    found = figures(answered, TODAY)
    assert (found.to_answer.n, found.to_answer.median, found.to_answer.p90) == (7, 3, 3.4)  # 0 1 2 3 3 3 4
