"""Enquiries and fault reports, and what every kind has in common."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta

import pytest

from desk.rules.fields import fields_of
from desk.rules.kinds import details_of, kind, kinds
from desk.rules.kinds.base import Circumstances
from desk.rules.kinds.enquiry import Enquiry
from desk.rules.kinds.fault import Fault
from desk.rules.retention import retention_date

At = Callable[..., Circumstances]
RefusedBy = Callable[[str, str | None, str, str], AbstractContextManager[None]]


def test_an_enquiry_has_no_fields_of_its_own(refused: RefusedBy) -> None:
    assert fields_of(Enquiry) == ()
    sentence = ("There is no such field.", "Check the name; `--help` lists the fields.")
    with refused("unknown_field", "topic", *sentence):
        Enquiry.model_validate({"topic": "bygglov"})


def test_a_fault_has_a_place_that_search_finds_and_disposal_takes() -> None:
    assert [field.name for field in fields_of(Fault)] == ["place"]
    assert Fault.searched == Fault.personal == ("place",)
    assert Fault.model_validate({"place": " Storgatan  4 "}).place == "Storgatan  4"


@pytest.mark.parametrize("each", [Enquiry, Fault])
def test_neither_has_steps(each: type[Enquiry] | type[Fault], at: At, refused: RefusedBy) -> None:
    details = each()
    assert details.first_step() is None
    assert details.next_steps(None, at()) == ()
    with refused("no_steps", "step", "This kind has no steps.", "Change its status instead."):
        details.take_step(None, "answered", at())


def test_personal_data_of_questions_and_faults_goes_after_ninety_days() -> None:
    closed = date(2026, 11, 19)
    for details in (Enquiry(), Fault()):
        assert retention_date(details, closed, {}) == closed + timedelta(days=90)


def test_the_kinds_stand_in_the_order_in_which_one_chooses() -> None:
    assert tuple(kinds())[:5] == ("enquiry", "bus_card", "parking_permit", "feedback", "fault")
    assert all(code == each.kind for code, each in kinds().items())


def test_a_kind_that_is_none_is_refused_with_those_that_are(refused: RefusedBy) -> None:
    with refused("kind_unknown", "kind", "There is no such kind of case.", f"Choose one of: {', '.join(kinds())}."):
        kind("car")


@pytest.mark.parametrize("code", list(kinds()))
def test_what_a_kind_says_of_itself_is_true(code: str) -> None:
    each = kind(code)
    own = set(each.model_fields)
    assert set(each.personal) <= own
    assert set(each.searched) <= own
    steps = {str(step) for step in each.steps} if each.steps else set()
    assert set(each.side_steps) <= steps
    assert all(set(after) <= steps for after in each.side_steps.values())
    assert each.answers_at is None or each.answers_at in steps
    assert each.retention_days > 0
    assert each.label


@pytest.mark.parametrize("code", list(kinds()))
def test_stored_details_come_back_as_they_were(code: str) -> None:
    empty = kind(code)()
    assert details_of(code, empty.stored()) == empty


@pytest.mark.parametrize("code", list(kinds()))
def test_details_are_never_shown_by_repr(code: str) -> None:
    assert repr(kind(code)()) == str(kind(code)()) == f"{kind(code).__name__}(…)"
