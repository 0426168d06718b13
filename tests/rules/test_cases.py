"""What is asked for when a case is registered, how its status moves, and how references are written."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from desk.rules.cases import (
    NEXT_STATUS,
    OPEN,
    Cause,
    Channel,
    Citizen,
    Demand,
    Outcome,
    Registration,
    Status,
    causes_of,
    check_status,
)
from desk.rules.references import parse_reference, reference
from desk.rules.refusals import Refused, problems_in

RefusedBy = Callable[[str, str | None, str, str], AbstractContextManager[None]]


def registration(**values: Any) -> Registration:
    return Registration.model_validate(values)


def codes(**values: Any) -> list[tuple[str | None, str]]:
    with pytest.raises(ValidationError) as caught:
        registration(**values)
    return [(problem.field, problem.code) for problem in problems_in(caught.value)]


# ------------------------------------------------------------------ codes, as scripts rely on them


def test_codes_are_those_of_the_contract() -> None:
    assert " ".join(Channel) == "visit phone email letter eservice social internal"
    assert " ".join(Status) == "new ongoing waiting_citizen waiting_internal parked handed_over closed reopened"
    assert " ".join(Outcome) == "solved_first solved_later transferred forwarded self_service asked_to_return withdrawn"
    assert " ".join(causes_of(Demand.FAILURE)) == (
        "info_missing info_not_found info_wrong info_unclear no_eservice eservice_not_found digital_trouble no_reply"
        " chasing handled_wrongly wrong_authority repeated"
    )
    assert " ".join(causes_of(Demand.VALUE)) == "new_request personal_contact praise_or_suggestion"


# ------------------------------------------------------------------ what is asked for


def test_a_contact_with_nothing_at_all_is_normal() -> None:
    assert registration().citizen == Citizen()


@pytest.mark.parametrize(
    "name",
    [
        n
        for n in Registration.model_fields
        if n not in ("channel", "summary", "note", "citizen", "confidential", "details")
    ],
)
def test_null_and_an_empty_text_mean_no_value(name: str) -> None:
    assert getattr(registration(**{name: None}), name) is None
    assert getattr(registration(**{name: " "}), name) is None


@pytest.mark.parametrize("name", ["name", "phone", "email", "personal_number"])
def test_of_the_citizen_too(name: str) -> None:
    assert registration(citizen={name: None}) == registration(citizen={name: "  "}) == registration()


def test_a_summary_holds_two_hundred_letters_and_a_note_twenty_thousand() -> None:
    assert len(registration(summary="å" * 200, note="ö" * 20_000).note) == 20_000
    assert len(registration(summary="a\N{COMBINING RING ABOVE}" * 200).summary) == 200
    assert codes(summary="x" * 201, note="x" * 20_001) == [("summary", "too_long"), ("note", "too_long")]


def test_how_long_a_text_may_be_is_said(refused: RefusedBy) -> None:
    with refused("too_long", "summary", "The text is too long.", "At most 200 characters."):
        registration(summary="x" * 201)


@pytest.mark.parametrize("field", ["summary", "note", "passed_on_to", "topic", "department"])
def test_what_cannot_be_stored_or_shown_is_refused(field: str) -> None:
    for bad in ("a\0b", "a\N{RIGHT-TO-LEFT OVERRIDE}b"):
        assert codes(**{field: bad}) == [(field, "text_control")]
    assert codes(**{field: "a\ud800b"}) == [(field, "invalid_text")]


def test_unknown_names_are_refused_wherever_they_stand() -> None:
    assert codes(colour="red", citizen={"shoe": 43}) == [("citizen.shoe", "unknown_field"), ("colour", "unknown_field")]


def test_a_time_needs_its_offset_and_is_whole_seconds_in_utc(refused: RefusedBy) -> None:
    read = registration(received_at="2026-11-19T10:42:07.9+01:00").received_at
    assert read == datetime(2026, 11, 19, 9, 42, 7, tzinfo=UTC)
    assert read is not None
    assert read.isoformat() == "2026-11-19T09:42:07+00:00"
    sentence = ("The time has no time zone.", "Write it with its offset, such as 2026-11-19T10:42:00+01:00.")
    with refused("received_naive", "received_at", *sentence):
        registration(received_at="2026-11-19T10:42")
    sentence = ("That is not a time.", "Write it as 10:42 or 2026-11-19 10:42.")
    with refused("invalid_time", "due", *sentence):
        registration(due="på måndag")


@pytest.mark.parametrize("value", ["20261119", 20261119, 1.5, "1763545320"])
def test_digits_alone_are_no_time(value: object) -> None:
    assert codes(received_at=value) == [("received_at", "invalid_time")]


@pytest.mark.parametrize(
    "value",
    [
        "0001-01-01T00:00:00+14:00",
        "1970-01-01T00:00:00+00:00",
        "2200-01-01T00:00:00+00:00",
        "9999-12-31T23:59:59-12:00",
    ],
)
def test_a_time_that_no_calendar_holds_is_refused(value: str, refused: RefusedBy) -> None:
    with refused("year_out_of_range", "due", "The year is out of range.", "Between 1971 and 2199."):
        registration(due=value)


@given(st.datetimes(timezones=st.timezones()))
def test_no_time_at_all_falls_over(value: datetime) -> None:
    if 1970 < value.year < 2200:
        assert registration(received_at=value).received_at == value.astimezone(UTC).replace(microsecond=0)
    else:
        assert codes(received_at=value) == [("received_at", "year_out_of_range")]


@pytest.mark.parametrize("value", ["fax", "VISIT", "", 7])
def test_a_channel_that_is_none_is_refused_with_those_that_are(value: object, refused: RefusedBy) -> None:
    right = "Choose one of: visit, phone, email, letter, eservice, social, internal."
    with refused("unknown_code", "channel", "That is not one of the choices.", right):
        registration(channel=value)


def test_a_cause_belongs_to_its_demand(refused: RefusedBy) -> None:
    for cause in Cause:
        assert registration(demand=cause.demand, cause=cause).cause is cause
    sentence = ("A cause needs a demand.", "Say value or failure first, or leave the cause empty.")
    with refused("cause_without_demand", "cause", *sentence):
        registration(cause="chasing")
    right = "For value, choose one of: new_request, personal_contact, praise_or_suggestion."
    with refused("cause_of_other_demand", "cause", "That cause belongs to the other sort of demand.", right):
        registration(demand="value", cause="chasing")


def test_a_demand_without_a_cause_and_none_at_all_are_normal() -> None:
    assert registration(demand="failure").cause is None
    assert registration().demand is None


@pytest.mark.parametrize(
    ("name", "value"),
    [("name", "Karin"), ("phone", "070-174 06 05"), ("email", "k@example.se"), ("personal_number", "18900118-9811")],
)
def test_the_anonymous_leave_nothing(name: str, value: str, refused: RefusedBy) -> None:
    registration(citizen={"anonymous": True})
    sentence = ("An anonymous case holds nothing about a person.", "Leave it empty, or take away the mark.")
    with refused("anonymous_with_person", f"citizen.{name}", *sentence):
        registration(citizen={"anonymous": True, name: value})


def test_input_is_never_shown_by_repr_or_by_an_error() -> None:
    made = registration(citizen={"name": "Kanarie Fågel"}, summary="Kanarie")
    assert "Kanarie" not in f"{made!r}{made}{made.citizen!r}"
    with pytest.raises(ValidationError) as caught:
        registration(citizen={"name": "Kanarie", "personal_number": "Kanarie"}, summary=["Kanarie"])
    assert "Kanarie" not in f"{caught.value}{caught.value!r}{problems_in(caught.value)}"


# ------------------------------------------------------------------ status


def test_every_move_of_status_is_allowed_or_refused_with_the_allowed_named() -> None:
    working = {Status.ONGOING, Status.WAITING_CITIZEN, Status.WAITING_INTERNAL, Status.PARKED, Status.HANDED_OVER}
    for now in Status:
        allowed = {Status.REOPENED} if now is Status.CLOSED else (working | {Status.CLOSED}) - {now}
        assert set(NEXT_STATUS[now]) == allowed
        for then in Status:
            if then in allowed:
                check_status(now, then)
                continue
            with pytest.raises(Refused) as caught:
                check_status(now, then)
            (problem,) = caught.value.problems
            assert problem.reason == f"The case cannot go from {now} to that status."
            assert problem.right == f"Allowed now: {', '.join(NEXT_STATUS[now])}."


def test_only_a_closed_case_is_not_open() -> None:
    assert set(Status) - OPEN == {Status.CLOSED}


# ------------------------------------------------------------------ references


@pytest.mark.parametrize(
    ("year", "number", "text"),
    [(2026, 1, "26-000001"), (2026, 123, "26-000123"), (2030, 999_999, "30-999999"), (2026, 1_000_000, "26-1000000")],
)
def test_a_reference_has_at_least_six_digits(year: int, number: int, text: str) -> None:
    assert reference(year, number) == text
    assert parse_reference(text) == (year, number)


@given(st.integers(1970, 2069), st.integers(1, 10**15 - 1))
def test_a_reference_is_read_as_it_was_written(year: int, number: int) -> None:
    assert parse_reference(reference(year, number)) == (year, number)


def test_leading_zeros_may_be_left_out() -> None:
    assert parse_reference(" 26-123 ") == (2026, 123)


@pytest.mark.parametrize(
    "text", ["", "-", "26", "26-", "-1", "2026-1", "26-1a", "26-١", "²6-1", "26-" + "9" * 16, "26-" + "9" * 9999]
)
def test_what_is_no_reference_is_refused(text: str) -> None:
    with pytest.raises(Refused) as caught:
        parse_reference(text)
    assert [(p.code, p.field) for p in caught.value.problems] == [("case_unknown", "reference")]
    assert len(str(caught.value)) < 120
