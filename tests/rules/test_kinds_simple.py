"""Land use, debt advice, telephony, post and visitors: their steps, and each rule broken and read."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from desk.rules.cases import Channel, Outcome
from desk.rules.fields import fields_of
from desk.rules.kinds import kinds
from desk.rules.kinds.base import Circumstances, Details
from desk.rules.kinds.debt_advice import DebtAdvice
from desk.rules.kinds.land_use import LandUse
from desk.rules.kinds.post import Post
from desk.rules.kinds.telephony import Request, Telephony
from desk.rules.kinds.visitor import Visitor
from desk.rules.refusals import Refused
from desk.rules.retention import retention_date
from desk.screens.register_fields import opened_with

At = Callable[..., Circumstances]
RefusedBy = Callable[[str, str | None, str, str], AbstractContextManager[None]]
TODAY = date(2026, 11, 19)
NOW = datetime(2026, 11, 19, 9, 42, tzinfo=UTC)
SIMPLE: tuple[type[Details], ...] = (LandUse, DebtAdvice, Telephony, Post, Visitor)
STEPS = {
    "land_use": ("received", "opinion", "answered", "invoiced"),
    "debt_advice": ("referred", "booked"),
    "telephony": ("ordered", "done"),
    "post": ("received", "handed_over"),
    "visitor": ("in", "out"),
}
FIELDS = {
    "land_use": {"applicant", "place", "begins_on", "ends_on", "police_reference", "opinion", "conditions", "fee"},
    "debt_advice": {"referred_to", "booked_on"},
    "telephony": {"request", "employee", "supplier_reference"},
    "post": {"recipient", "sender"},
    "visitor": {"host", "arrived", "left", "badge"},
}
DAYS = {"land_use": 730, "debt_advice": 730, "telephony": 730, "post": 30, "visitor": 30}


@pytest.mark.parametrize("kind", SIMPLE, ids=lambda each: each.kind)
def test_fields_steps_and_retention_are_the_domains(kind: type[Details]) -> None:
    assert kinds()[kind.kind] is kind
    assert kind.main_steps() == STEPS[kind.kind]
    assert set(kind.model_fields) == FIELDS[kind.kind]
    assert retention_date(kind(), TODAY, {}) == TODAY + timedelta(days=DAYS[kind.kind])


@pytest.mark.parametrize("kind", SIMPLE, ids=lambda each: each.kind)
def test_steps_go_forward_in_their_order_and_nowhere_else(kind: type[Details], at: At) -> None:
    details, steps = kind(), STEPS[kind.kind]
    assert kind.first_step() == steps[0]
    for now, then in zip(steps, (*steps[1:], None), strict=True):
        assert details.next_steps(now, at()) == ((then,) if then else ())
    with pytest.raises(Refused) as caught:
        details.take_step(steps[-1], steps[0], at())
    assert caught.value.problems[0].code == "step_not_allowed"


@pytest.mark.parametrize("kind", SIMPLE, ids=lambda each: each.kind)
def test_everything_written_goes_with_the_person(kind: type[Details]) -> None:
    written = {each.name for each in fields_of(kind) if each.type in ("text", "long_text")}
    assert written == set(kind.personal)
    assert set(kind.searched) <= written


def test_a_form_opened_for_a_kind_begins_with_its_usual_channel() -> None:
    assert opened_with("telephony")[0] is Channel.INTERNAL
    assert opened_with("post")[0] is Channel.LETTER
    assert opened_with("visitor")[0] is Channel.VISIT


# ------------------------------------------------------------------ land use


def land_use(**values: Any) -> LandUse:
    return LandUse.model_validate(values)


def test_a_use_of_land_does_not_end_before_it_begins(at: At, refused: RefusedBy) -> None:
    land_use(begins_on="2026-12-01", ends_on="2026-12-01").check(at())
    with refused(
        "ends_before_begins", "details.ends_on", "The end lies before the beginning.", "At the earliest 2026-12-01."
    ):
        land_use(begins_on="2026-12-01", ends_on="2026-11-30").check(at())


@pytest.mark.parametrize("step", ["answered", "invoiced"])
def test_the_police_are_answered_with_an_opinion(step: str, at: At, refused: RefusedBy) -> None:
    land_use(opinion="recommended").check_step(step, at())
    land_use().check_step("opinion", at())
    with refused(
        "opinion_missing", "details.opinion", "The opinion is missing.",
        "Say whether it is recommended, with conditions, or advised against.",
    ):  # fmt: skip
        land_use().check_step(step, at())


def test_an_opinion_with_conditions_says_which_and_no_other_has_any(at: At, refused: RefusedBy) -> None:
    land_use(opinion="conditions", conditions="Fri passage").check(at())
    land_use(opinion="conditions", conditions="Fri passage").check_step("answered", at())
    with refused(
        "conditions_missing", "details.conditions", "The conditions are missing.",
        "Write what the opinion asks for, or choose another opinion.",
    ):  # fmt: skip
        land_use(opinion="conditions").check_step("answered", at())
    with refused(
        "conditions_of_other_opinion", "details.conditions", "That opinion has no conditions.",
        "Choose the opinion Recommended with conditions, or take the conditions away.",
    ):  # fmt: skip
        land_use(opinion="recommended", conditions="Fri passage").check(at())


@pytest.mark.parametrize("values", [{"opinion": "advised_against"}, {"opinion": "recommended", "fee": 0}])
def test_what_was_advised_against_or_is_free_is_not_invoiced(values: dict[str, Any], at: At) -> None:
    free = land_use(**values)
    assert free.next_steps("answered", at()) == ()
    assert free.proposed_outcome("answered", at()) is Outcome.SOLVED_LATER
    paid = land_use(opinion="recommended", fee=1200)
    assert paid.next_steps("answered", at()) == ("invoiced",)
    assert paid.proposed_outcome("answered", at()) is None
    assert paid.proposed_outcome("invoiced", at()) is Outcome.SOLVED_LATER


def test_a_fee_is_whole_kronor_and_never_less_than_none(refused: RefusedBy) -> None:
    with refused("number_too_small", "fee", "The number is too small.", "At least 0."):
        land_use(fee=-1)


# ------------------------------------------------------------------ debt advice


def test_a_referral_asks_nothing_about_debts() -> None:
    assert [each.type for each in fields_of(DebtAdvice)] == ["text", "date"]
    assert "Nothing about debts" in DebtAdvice.help


def test_what_is_booked_has_a_day_that_is_not_before_the_contact(at: At, refused: RefusedBy) -> None:
    DebtAdvice(booked_on=date(2026, 11, 19)).check(at())
    DebtAdvice(booked_on=date(2026, 11, 24)).check_step("booked", at())
    with refused(
        "day_before_received", "details.booked_on", "The day lies before the contact.", "At the earliest 2026-11-19."
    ):
        DebtAdvice(booked_on=date(2026, 11, 18)).check(at())
    with refused(
        "booked_on_missing", "details.booked_on", "The day of the meeting is missing.",
        "Fill in the day that was booked.",
    ):  # fmt: skip
        DebtAdvice(referred_to="Rådgivningen").check_step("booked", at())


def test_being_booked_the_person_is_in_other_hands(at: At) -> None:
    assert DebtAdvice().proposed_outcome("booked", at()) is Outcome.FORWARDED
    assert DebtAdvice().proposed_outcome("referred", at()) is None


# ------------------------------------------------------------------ telephony


def test_the_supplier_is_asked_for_one_of_four_things() -> None:
    assert [str(each) for each in Request] == ["order", "change", "end", "fault"]


def test_what_is_done_was_something_for_somebody(at: At, refused: RefusedBy) -> None:
    Telephony(request=Request.FAULT, employee="Maria Holm").check_step("done", at())
    with refused("employee_missing", "details.employee", "The employee is missing.", "Fill in whose telephone it is."):
        Telephony(request=Request.FAULT).check_step("done", at())
    with refused(
        "request_missing", "details.request", "It is not said what was ordered.",
        "Choose a new subscription, an alteration, a termination or a fault.",
    ):  # fmt: skip
        Telephony(employee="Maria Holm").check_step("done", at())
    with pytest.raises(Refused) as caught:
        Telephony().check_step("done", at())
    assert [each.code for each in caught.value.problems] == ["request_missing", "employee_missing"]


# ------------------------------------------------------------------ post


def test_post_is_handed_over_to_somebody(at: At, refused: RefusedBy) -> None:
    Post(recipient="Maria Holm").check_step("handed_over", at())
    with refused("recipient_missing", "details.recipient", "The recipient is missing.", "Fill in to whom it goes."):
        Post(sender="Bokförlaget").check_step("handed_over", at())


# ------------------------------------------------------------------ visitors


def arriving(at: At) -> Circumstances:
    return replace(at(), received_at=NOW - timedelta(minutes=5), now=NOW)


def test_whoever_is_registered_came_in_when_they_were_received(at: At) -> None:
    visit = Visitor(host="Maria Holm").completed(arriving(at))
    assert isinstance(visit, Visitor)
    assert visit.arrived == NOW - timedelta(minutes=5)
    said = Visitor(arrived=NOW - timedelta(hours=1)).completed(arriving(at))
    assert isinstance(said, Visitor)
    assert said.arrived == NOW - timedelta(hours=1)


def test_going_out_sets_the_time_once() -> None:
    assert Visitor().at_step("out", NOW) == {"left": NOW}
    assert Visitor().at_step("in", NOW) == {}
    assert Visitor(left=NOW).at_step("out", NOW + timedelta(hours=1)) == {}


def test_nobody_leaves_before_they_came(at: At, refused: RefusedBy) -> None:
    Visitor(arrived=NOW, left=NOW).check(arriving(at))
    with refused(
        "left_before_arrived", "details.left", "The visitor would have gone out before coming in.", "Check both times."
    ):
        Visitor(arrived=NOW, left=NOW - timedelta(minutes=1)).check(arriving(at))


@pytest.mark.parametrize("name", ["arrived", "left"])
def test_nobody_comes_or_goes_at_a_time_to_come(name: str, at: At, refused: RefusedBy) -> None:
    with refused("time_in_future", f"details.{name}", "That time is still to come.", "At the latest now."):
        Visitor.model_validate({name: NOW + timedelta(minutes=1)}).check(arriving(at))


def test_whoever_is_in_the_house_stays_on_the_list(at: At, refused: RefusedBy) -> None:
    Visitor(left=NOW).check_closing("in", at())
    Visitor().check_closing("out", at())
    with refused(
        "visitor_still_in", "outcome", "The visitor is still in the house.",
        "Let them out first (step out), or fill in when they went.",
    ):  # fmt: skip
        Visitor().check_closing("in", at())


def test_the_reception_did_all_of_a_visit_there_and_then(at: At) -> None:
    assert Visitor().proposed_outcome("out", at()) is Outcome.SOLVED_FIRST
    assert Visitor().proposed_outcome("in", at()) is None
