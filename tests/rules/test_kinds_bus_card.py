"""Bus cards: fees, the temporary card, and the steps from lost to handed out."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any

import pytest

from desk.rules.cases import Outcome
from desk.rules.kinds.base import Circumstances
from desk.rules.kinds.bus_card import BusCard, Step

At = Callable[..., Circumstances]
RefusedBy = Callable[[str, str | None, str, str], AbstractContextManager[None]]
TODAY = date(2026, 11, 19)


def card(**values: Any) -> BusCard:
    return BusCard.model_validate(values)


@pytest.mark.parametrize("fee", [50, 100, 150])
def test_a_lost_card_costs_fifty_to_a_hundred_and_fifty(fee: int, at: At) -> None:
    card(reason="lost", fee=fee).check(at())


@pytest.mark.parametrize("fee", [1, 49, 151, 10_000])
def test_a_lost_card_costs_neither_less_nor_more(fee: int, at: At, refused: RefusedBy) -> None:
    with refused("fee_range", "details.fee", "The fee is outside what a lost card costs.", "50–150 kronor."):
        card(reason="lost", fee=fee).check(at())


def test_a_lost_card_costs_a_hundred_where_nobody_says(at: At) -> None:
    assert card(reason="lost").completed(at()).fee == 100
    assert card(reason="lost", fee=50).completed(at()).fee == 50
    assert card(reason="lost", fee=0).completed(at()).fee == 0
    for other in ("new", "damaged", "defect", None):
        assert card(reason=other).completed(at()).fee is None


def test_no_fee_is_negative(refused: RefusedBy) -> None:
    with refused("number_too_small", "fee", "The number is too small.", "At least 0."):
        card(reason="lost", fee=-1)


def test_no_card_costs_more_than_the_dearest(at: At, refused: RefusedBy) -> None:
    card(reason="damaged", fee=20).check(at())
    with refused("fee_range", "details.fee", "The fee is outside what a lost card costs.", "50–150 kronor."):
        card(reason="damaged", fee=151).check(at())


def test_a_defect_card_is_free(at: At, refused: RefusedBy) -> None:
    card(reason="defect").check(at())
    card(reason="defect", fee=0).check(at())
    with refused("fee_free", "details.fee", "A defect card is free.", "The fee is 0, or leave it empty."):
        card(reason="defect", fee=50).check(at())


def test_only_a_lost_card_for_nothing_asks_about_the_school_year() -> None:
    assert card(reason="lost", fee=0).free_of_the_year
    assert not card(reason="lost", fee=50).free_of_the_year
    assert not card(reason="defect", fee=0).free_of_the_year


def test_a_temporary_card_lasts_ten_days_from_the_day_it_was_reported(at: At, refused: RefusedBy) -> None:
    card(temporary_until="2026-11-19").check(at())
    card(temporary_until="2026-11-29").check(at())
    sentence = ("A temporary card lasts at most 10 days.", "At the latest 2026-11-29.")
    with refused("temporary_too_long", "details.temporary_until", *sentence):
        card(temporary_until="2026-11-30").check(at())
    sentence = ("The temporary card would already have ended.", "At the earliest 2026-11-19.")
    with refused("temporary_past", "details.temporary_until", *sentence):
        card(temporary_until="2026-11-18").check(at())


def test_nothing_is_paid_ahead_of_time(at: At, refused: RefusedBy) -> None:
    card(paid_on=TODAY).check(at())
    with refused("day_in_future", "details.paid_on", "The day lies in the future.", "At the latest 2026-11-19."):
        card(paid_on=TODAY + timedelta(days=1)).check(at())


@pytest.mark.parametrize(
    ("values", "way"),
    [
        ({"reason": "lost", "fee": 100}, "reported blocked paid ordered to_collect handed_out"),
        ({"reason": "lost", "fee": 0}, "reported blocked ordered to_collect handed_out"),
        ({"reason": "damaged", "fee": 50}, "reported paid ordered to_collect handed_out"),
        ({"reason": "defect"}, "reported ordered to_collect handed_out"),
        ({"reason": "new", "fee": 0}, "reported ordered to_collect handed_out"),
        ({}, "reported ordered to_collect handed_out"),
    ],
)
def test_what_a_card_does_not_need_is_passed_over(values: dict[str, Any], way: str, at: At) -> None:
    details = card(card_number="K1", **values)
    now: str | None = details.first_step()
    walked = [now]
    while following := details.next_steps(now, at()):
        (now,) = following
        details.take_step(walked[-1], now, at())
        walked.append(now)
    assert walked == way.split()


def test_every_other_step_is_refused_with_the_allowed_one_named(at: At, refused: RefusedBy) -> None:
    details = card(reason="lost", fee=100, card_number="K1")
    for now in Step:
        allowed = details.next_steps(now, at())
        for step in Step:
            if step in allowed:
                details.take_step(now, step, at())
                continue
            named = ", ".join(allowed) or "–"
            with refused("step_not_allowed", "step", "That step cannot be taken now.", f"Allowed now: {named}."):
                details.take_step(now, step, at())


def test_a_step_of_another_kind_is_refused_with_its_own_named(at: At, refused: RefusedBy) -> None:
    steps = "Its steps: reported, blocked, paid, ordered, to_collect, handed_out."
    with refused("step_unknown", "step", "This kind has no such step.", steps):
        card().take_step("reported", "appealed", at())


@pytest.mark.parametrize(("now", "step"), [("ordered", "to_collect"), ("to_collect", "handed_out")])
def test_a_card_that_can_be_collected_has_its_number(now: str, step: str, at: At, refused: RefusedBy) -> None:
    sentence = ("The card's number is missing.", "Fill in the number on the card.")
    with refused("card_number_missing", "details.card_number", *sentence):
        card(reason="new").take_step(now, step, at())


def test_paying_sets_the_day_unless_it_is_said() -> None:
    assert card(fee=50).on_step("paid", TODAY) == {"paid_on": TODAY}
    assert card(fee=50, paid_on="2026-11-17").on_step("paid", TODAY) == {}
    assert card(fee=50).on_step("ordered", TODAY) == {}


def test_handing_out_proposes_an_outcome_and_nothing_before_does(at: At) -> None:
    details = card(reason="lost", fee=100)
    proposed = {str(step): details.proposed_outcome(step, at()) for step in Step}
    assert proposed.pop("handed_out") is Outcome.SOLVED_LATER
    assert set(proposed.values()) == {None}


def test_the_child_and_the_number_are_personal() -> None:
    assert set(BusCard.personal) == {"pupil", "school", "grade", "card_number"}
    assert BusCard.retention_days == 730


@pytest.mark.parametrize(
    ("values", "field", "code"),
    [
        ({"fee": "hundra"}, "fee", "invalid_number"),
        ({"reason": "stolen"}, "reason", "unknown_code"),
        ({"paid_on": "i går"}, "paid_on", "invalid_date"),
        ({"paid_on": "20261119"}, "paid_on", "invalid_date"),
        ({"paid_on": 20261119}, "paid_on", "invalid_date"),
        ({"temporary_until": "9999-12-31"}, "temporary_until", "year_out_of_range"),
        ({"grade": "x" * 11}, "grade", "too_long"),
        ({"card_number": "x" * 41}, "card_number", "too_long"),
        ({"color": "red"}, "color", "unknown_field"),
    ],
)
def test_what_cannot_be_read_is_refused_at_its_field(values: dict[str, Any], field: str, code: str) -> None:
    from pydantic import ValidationError

    from desk.rules.refusals import problems_in

    with pytest.raises(ValidationError) as caught:
        card(**values)
    (problem,) = problems_in(caught.value)
    assert (problem.field, problem.code) == (field, code)


def test_an_empty_text_is_no_value() -> None:
    assert card(reason="", fee="", paid_on=" ", pupil="", card_number=" ") == card()
