"""Feedback: confirmed and answered in time, and never to the anonymous."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

import pytest

from desk.rules.cases import Outcome
from desk.rules.kinds.base import Circumstances
from desk.rules.kinds.feedback import ANSWER_WORKING_DAYS, CONFIRM_WORKING_DAYS, Feedback, FeedbackType, Step

At = Callable[..., Circumstances]
RefusedBy = Callable[[str, str | None, str, str], AbstractContextManager[None]]
TODAY = date(2026, 11, 19)


def feedback(**values: Any) -> Feedback:
    return Feedback.model_validate(values)


def test_complaint_praise_and_suggestion_count_alike() -> None:
    assert [str(each) for each in FeedbackType] == ["complaint", "praise", "suggestion"]
    for each in FeedbackType:
        assert feedback(type=each).type is each


def test_it_is_confirmed_within_two_working_days_and_answered_within_ten() -> None:
    assert (CONFIRM_WORKING_DAYS, ANSWER_WORKING_DAYS, Feedback.working_days) == (2, 10, 10)


def test_the_anonymous_get_no_reply(at: At, refused: RefusedBy) -> None:
    feedback(type="praise").check(at(anonymous=True))
    feedback(reply_wanted=True).check(at())
    sentence = ("An anonymous person cannot be answered.", "Take away the reply, or take a way to reach the person.")
    for name, value in (("reply_wanted", True), ("confirmed_on", TODAY), ("answered_on", TODAY)):
        with refused("reply_to_anonymous", f"details.{name}", *sentence):
            feedback(**{name: value}).check(at(anonymous=True))


@pytest.mark.parametrize("name", ["confirmed_on", "answered_on"])
def test_days_lie_between_the_contact_and_today(name: str, at: At, refused: RefusedBy) -> None:
    where = at(date(2026, 11, 16), TODAY)
    feedback(**{name: "2026-11-16"}).check(where)
    feedback(**{name: "2026-11-19"}).check(where)
    with refused(
        "day_before_received", f"details.{name}", "The day lies before the contact.", "At the earliest 2026-11-16."
    ):
        feedback(**{name: "2026-11-15"}).check(where)
    with refused("day_in_future", f"details.{name}", "The day lies in the future.", "At the latest 2026-11-19."):
        feedback(**{name: "2026-11-20"}).check(where)


def test_nothing_is_answered_before_it_is_confirmed(at: At, refused: RefusedBy) -> None:
    where = at(date(2026, 11, 16), TODAY)
    feedback(confirmed_on="2026-11-17", answered_on="2026-11-17").check(where)
    sentence = ("The answer lies before the confirmation.", "At the earliest 2026-11-18.")
    with refused("answered_before_confirmed", "details.answered_on", *sentence):
        feedback(confirmed_on="2026-11-18", answered_on="2026-11-17").check(where)


def walk(details: Feedback, where: Circumstances) -> list[str]:
    walked = [details.first_step() or ""]
    while following := details.next_steps(walked[-1], where):
        details.take_step(walked[-1], following[0], where)
        walked.append(following[0])
    return walked


def test_the_steps_of_somebody_known_and_of_nobody(at: At) -> None:
    assert walk(feedback(), at()) == ["registered", "confirmed", "with_department", "answered"]
    assert walk(feedback(), at(anonymous=True)) == ["registered", "with_department"]


def test_every_other_step_is_refused_with_the_allowed_one_named(at: At, refused: RefusedBy) -> None:
    for where in (at(), at(anonymous=True)):
        for now in Step:
            allowed = feedback().next_steps(now, where)
            for step in set(Step) - set(allowed):
                named = ", ".join(allowed) or "–"
                with refused("step_not_allowed", "step", "That step cannot be taken now.", f"Allowed now: {named}."):
                    feedback().take_step(now, step, where)


def test_confirming_and_answering_set_their_days() -> None:
    assert feedback().on_step("confirmed", TODAY) == {"confirmed_on": TODAY}
    assert feedback().on_step("answered", TODAY) == {"answered_on": TODAY}
    assert feedback(confirmed_on="2026-11-17").on_step("confirmed", TODAY) == {}
    assert feedback(answered_on="2026-11-17").on_step("answered", TODAY) == {}
    assert Feedback.answers_at == "answered"


def test_the_last_step_that_is_needed_proposes_an_outcome(at: At) -> None:
    def proposing(where: Circumstances) -> list[str]:
        return [str(step) for step in Step if feedback().proposed_outcome(step, where) is Outcome.SOLVED_LATER]

    assert proposing(at()) == ["answered"]
    assert "with_department" in proposing(at(anonymous=True))


def test_the_answer_is_free_text_and_goes_with_the_person() -> None:
    assert set(Feedback.personal) == {"answer", "action"}
    assert feedback(answer="  Tack.\r\nVi tar det med oss.  ").answer == "Tack.\nVi tar det med oss."
