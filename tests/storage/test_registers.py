"""Bus cards across cases: numbers in use, what is lost, what is free; and the numbers by which a case is found."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from desk.rules.cases import Outcome
from desk.rules.refusals import Problem
from desk.services import cases, corrections, searching, upkeep
from desk.services.seat import Seat
from desk.storage.database import Database

Refusal = Callable[[Callable[[], object]], Problem]
Register = Callable[..., str]
Walk = Callable[..., None]
AtOnce = Callable[[list[str]], list[str]]
KARIN = "189001189811"


@pytest.fixture(autouse=True)
def _clean_afterwards(seat: Seat) -> Any:
    yield
    assert [each for each in upkeep.check(seat) if not each.clean] == []


# ------------------------------------------------------------------ bus cards


@pytest.fixture
def card(register: Register) -> Callable[..., str]:
    def make(number: str | None = None, pupil: str = "Oskar Berg", at: datetime | None = None, **details: Any) -> str:
        own = {"card_number": number, "pupil": pupil, "school": "Göinge", "reason": "new", **details}
        when = {"at": at} if at else {}
        return register(kind="bus_card", details=own, **when)

    return make


Card = Callable[..., str]
OUT = ("ordered", "to_collect", "handed_out")


def test_a_card_number_is_unique_among_active_cards(
    card: Card, walk: Walk, seat: Seat, now: datetime, refusal: Refusal
) -> None:
    first = card("K1")
    second = card("K1", "Elin Alm")
    walk(first, *OUT)
    walk(second, "ordered")
    problem = refusal(lambda: cases.step(seat, second, "to_collect", now))
    assert (problem.code, problem.field) == ("card_number_taken", "details.card_number")
    assert problem.reason == "The card number is already in use."
    assert problem.right == f"It is active in case {first}; check the number."
    assert refusal(lambda: card("K1", "Nils Ek")).code == "card_number_taken"
    third = card("K2", "Nils Ek")
    assert (
        refusal(lambda: corrections.correct(seat, third, {"details.card_number": "K1"}, now)).code
        == "card_number_taken"
    )


def test_a_case_whose_number_others_use_can_still_be_handled(card: Card, walk: Walk, seat: Seat, now: datetime) -> None:
    first, second = card("K1"), card("K1", "Elin Alm")
    walk(first, *OUT)
    cases.note(seat, second, "ringde", now)
    corrections.correct(seat, second, {"summary": "fel nummer"}, now)
    cases.close(seat, second, Outcome.WITHDRAWN, now)


def test_a_lost_card_is_blocked_and_its_number_free_again(card: Card, walk: Walk, seat: Seat, now: datetime) -> None:
    old = card("K1")
    walk(old, *OUT)
    lost = card("K2", reason="lost")
    walk(lost, "blocked")
    walk(card("K1", "Elin Alm"), *OUT)
    walk(lost, "paid", *OUT)


def test_blocking_happens_once_and_spares_the_next_card(
    card: Card, walk: Walk, seat: Seat, now: datetime, refusal: Refusal
) -> None:
    lost = card("K2", reason="lost")
    walk(lost, "blocked")
    walk(card("K3"), *OUT)
    cases.note(seat, lost, "hittade kortet", now)
    assert refusal(lambda: card("K3", "Elin Alm")).code == "card_number_taken"


def test_another_pupils_card_is_not_blocked(card: Card, walk: Walk, refusal: Refusal) -> None:
    walk(card("K1", "Elin Alm"), *OUT)
    walk(card("K2", reason="lost"), "blocked")
    assert refusal(lambda: card("K1", "Nils Ek")).code == "card_number_taken"


def test_an_annulled_card_frees_its_number(card: Card, walk: Walk, seat: Seat, now: datetime) -> None:
    first = card("K1")
    walk(first, *OUT)
    cases.annul(seat, first, "fel elev", now)
    walk(card("K1", "Elin Alm"), *OUT)


def test_a_card_that_is_out_keeps_a_number(card: Card, walk: Walk, seat: Seat, now: datetime, refusal: Refusal) -> None:
    first = card("K1")
    walk(first, *OUT)
    assert (
        refusal(lambda: corrections.correct(seat, first, {"details.card_number": ""}, now)).code
        == "card_number_missing"
    )
    corrections.correct(seat, first, {"details.card_number": "K9"}, now)
    walk(card("K1", "Elin Alm"), *OUT)


def test_two_who_hand_out_the_same_number_at_once(
    card: Card, walk: Walk, seat: Seat, database: Database, at_once: AtOnce
) -> None:
    references = [card("K1", f"Elev {n}") for n in range(4)]
    for each in references:
        walk(each, "ordered", "to_collect")
    answers = at_once(references)
    assert sorted(answers) == ["card_number_taken"] * 3 + ["done"]


def test_the_first_lost_card_of_a_school_year_may_be_free(
    card: Card, seat: Seat, now: datetime, refusal: Refusal
) -> None:
    first = card(reason="lost", fee=0)
    problem = refusal(lambda: card(reason="lost", fee=0))
    assert (problem.code, problem.field) == ("fee_free_first_only", "details.fee")
    assert (problem.reason, problem.right) == (
        "Only the first card of a school year may be free.",
        "Ask 50–150 kronor.",
    )
    card(pupil="Elin Alm", reason="lost", fee=0)
    card(reason="lost", fee=50)
    cases.note(seat, first, "den första är fortfarande gratis", now)
    cases.step(seat, first, "blocked", now)


def test_a_card_that_was_paid_for_is_the_first_as_well(card: Card, refusal: Refusal) -> None:
    card(reason="lost", fee=100)
    assert refusal(lambda: card(reason="lost", fee=0)).code == "fee_free_first_only"


def test_a_school_year_begins_in_august(card: Card, refusal: Refusal) -> None:
    card(reason="lost", fee=0, at=datetime(2026, 7, 31, 12, tzinfo=UTC))
    card(reason="lost", fee=0, at=datetime(2026, 8, 1, 12, tzinfo=UTC))
    assert (
        refusal(lambda: card(reason="lost", fee=0, at=datetime(2026, 8, 2, 12, tzinfo=UTC))).code
        == "fee_free_first_only"
    )


def test_a_free_card_needs_somebody_to_be_free_for(card: Card, refusal: Refusal) -> None:
    assert refusal(lambda: card(pupil="", reason="lost", fee=0)).code == "fee_free_first_only"


def test_an_annulled_case_was_not_the_first(card: Card, seat: Seat, now: datetime) -> None:
    cases.annul(seat, card(reason="lost", fee=0), "dubbel", now)
    card(reason="lost", fee=0)


# ------------------------------------------------------------------ numbers by which a case is found


def test_numbers_follow_a_correction(register: Register, seat: Seat, now: datetime) -> None:
    reference = register(citizen={"phone": "070-174 06 05", "email": "Karin@Example.se", "personal_number": KARIN})
    assert [row.reference for row in searching.earlier(seat, "+46701740605", None, None)] == [reference]
    assert [row.reference for row in searching.earlier(seat, None, KARIN, None)] == [reference]
    corrections.correct(seat, reference, {"citizen.phone": "070-174 06 06"}, now)
    assert searching.earlier(seat, "+46701740605", None, None) == ()
    assert len(searching.earlier(seat, "+46701740606", None, None)) == 1
    assert searching.earlier(seat, None, None, None) == ()
