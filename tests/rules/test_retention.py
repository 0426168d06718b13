"""Retention: which days count, what the settings may say, and what is left of a case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from desk.rules.cases import PERSONAL, Case, Channel, Outcome, Status, facts_of
from desk.rules.fields import fields_of
from desk.rules.kinds import details_of, kinds
from desk.rules.refusals import Problem, problems_in
from desk.rules.retention import MOST_DAYS, check_decision, days_by_kind, retention_date, shortest, stripped
from desk.settings_model import Settings

CLOSED = date(2026, 11, 19)
AT = datetime(2026, 11, 19, 9, 42, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kind", "days"),
    [
        ("enquiry", 90),
        ("fault", 90),
        ("bus_card", 730),
        ("feedback", 730),
        ("parking_permit", 730),
        ("visitor", 30),
        ("post", 30),
        ("land_use", 730),
        ("debt_advice", 730),
        ("telephony", 730),
        ("pool_loan", 730),
        ("wedding", 730),
        ("booking", 730),
    ],
)
def test_a_kind_says_how_long(kind: str, days: int) -> None:
    assert retention_date(details_of(kind, {}), CLOSED, {}) == CLOSED + timedelta(days=days)


def test_the_municipality_says_otherwise() -> None:
    chosen = {"enquiry": 60}
    assert retention_date(details_of("enquiry", {}), CLOSED, chosen) == date(2027, 1, 18)
    assert retention_date(details_of("fault", {}), CLOSED, chosen) == date(2027, 2, 17)
    assert days_by_kind(chosen) == {**days_by_kind({}), "enquiry": 60}


def test_a_permit_counts_from_its_last_day_and_never_from_before_closing() -> None:
    for last, first_counted in (("2028-01-01", date(2028, 1, 1)), ("2020-01-01", CLOSED)):
        permit = details_of("parking_permit", {"valid_to": last})
        assert retention_date(permit, CLOSED, {"parking_permit": 10}) == first_counted + timedelta(days=10)


def test_a_draft_may_become_anything_so_the_shortest_counts() -> None:
    assert shortest({}) == 30
    assert shortest({"feedback": 20}) == 20
    assert shortest({"enquiry": 400, "fault": 200, "visitor": 300, "post": 250}) == 200


@pytest.mark.parametrize(
    ("chosen", "code", "field"),
    [
        ({"enquiri": 60}, "retention_kind", "retention.enquiri"),
        ({"enquiry": 0}, "retention_days", "retention.enquiry"),
        ({"enquiry": MOST_DAYS + 1}, "retention_days", "retention.enquiry"),
        ({"enquiry": True}, "invalid_number", "retention.enquiry"),
        ({"enquiry": "60"}, "invalid_number", "retention.enquiry"),
    ],
)
def test_settings_that_cannot_be(chosen: dict[str, Any], code: str, field: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Settings(retention=chosen)
    (problem,) = problems_in(caught.value)
    assert (problem.code, problem.field) == (code, field)
    assert "{" not in str(problem)


def test_settings_that_can_be() -> None:
    assert Settings(retention={"enquiry": 1, "fault": MOST_DAYS}).retention == {"enquiry": 1, "fault": MOST_DAYS}
    assert Settings().retention == {}


def test_a_decision_has_a_reference(refusal: Callable[[Callable[[], object]], Problem]) -> None:
    check_decision("KS 2026/114 § 45")
    assert refusal(lambda: check_decision("–")).code == "decision_of_retention"
    assert refusal(lambda: check_decision("x" * 101)).code == "too_long"


# ------------------------------------------------------------------ what is left

DETAILS: dict[str, dict[str, Any]] = {
    "enquiry": {},
    "bus_card": {
        "reason": "lost", "pupil": "Oskar Berg", "school": "Göingeskolan", "grade": "7B", "card_number": "K-1",
        "fee": 100, "paid_on": "2026-11-19", "paid_by": "card", "temporary_until": "2026-11-29",
    },
    "parking_permit": {
        "application": "new", "capacity": "driver", "documents": {"photo": True}, "certificate_date": "2026-11-01",
        "resident": True, "lasting": True, "serial_number": "S-1", "valid_from": "2026-11-19",
        "valid_to": "2028-01-01", "police_report_number": "P-1", "decision": "granted", "decided_on": "2026-11-19",
    },
    "feedback": {"type": "complaint", "reply_wanted": True, "answer": "Hej Karin", "action": "Rang Karin"},
    "fault": {"place": "Storgatan 4"},
    "land_use": {
        "applicant": "Karins kafé", "place": "Storgatan 4", "begins_on": "2026-12-01", "ends_on": "2026-12-24",
        "police_reference": "A1/2026", "opinion": "conditions", "conditions": "Karin städar", "fee": 1200,
    },
    "debt_advice": {"referred_to": "Karin på rådgivningen", "booked_on": "2026-11-24"},
    "telephony": {"request": "fault", "employee": "Karin Holm", "supplier_reference": "Karin-1"},
    "post": {"recipient": "Karin Holm", "sender": "Karins förlag"},
    "visitor": {
        "host": "Karin Holm", "badge": "12", "arrived": "2026-11-19T08:00:00Z", "left": "2026-11-19T09:00:00Z",
    },
    "pool_loan": {
        "item": "Elbil 1", "borrower": "Karin Ström", "out": "2026-11-19T09:00:00Z", "due_back": "2026-11-19T15:00:00Z",
        "returned": "2026-11-19T14:00:00Z", "damage": "Karin backade", "repeats": "weekly",
        "repeats_until": "2026-12-10", "days_left_out": "2026-11-26",
    },
    "booking": {
        "facility": "Sporthallen", "begins": "2026-11-19T17:00:00Z", "ends": "2026-11-19T19:00:00Z",
        "association": "Karins IF", "repeats": "by_rule", "rule": "FREQ=WEEKLY;COUNT=3",
    },
    "wedding": {
        "partner_one": "Karin Ström", "partner_two": "Erik Lund", "begins": "2026-11-19T13:00:00Z", "minutes": 45,
        "elsewhere": "Hos Karin", "officiant": "Anders Nyberg", "certificate_date": "2026-10-01",
        "witness_one": "Karin Holm", "witness_two": "Karin Berg", "witnesses_of_age": True,
    },
}  # fmt: skip


ONLY_DAYS = {"rule", "days_left_out"}


def case(kind: str) -> Case:
    """A case with something in every field."""
    return Case(
        id=1, reference="26-000001", kind=kind, channel=Channel.PHONE, status=Status.CLOSED, step="handed_out",
        topic="bus", summary="Karin ringde", note="Hon bor på Storgatan", name="Karin Ström", phone="+46701740605",
        email="karin@example.se", personal_number="189001189811", anonymous=False, protected=True,
        department="Miljö", group="Reception", agent="bo", passed_on_to="Erik på gatan", demand=None, cause=None,
        outcome=Outcome.SOLVED_LATER, confidential=True, received_at=AT, registered_at=AT, first_answered_at=AT,
        closed_at=AT, due=AT, parked_until=CLOSED, retention_date=CLOSED, hold="Karin har överklagat",
        annulled_at=AT, annulled_by="bo", annulled_why="Karin ångrade sig", day=CLOSED, answer_by=AT, version=3,
        details=DETAILS[kind],
    )  # fmt: skip


@pytest.mark.parametrize("kind", list(kinds()))
def test_the_person_and_the_free_text_go(kind: str) -> None:
    left = stripped(case(kind))
    assert "Karin" not in str({each.name: getattr(left, each.name) for each in fields(left)})
    assert not {name for name, value in facts_of(left).items() if value and name in PERSONAL}
    assert not {name for name, value in left.details.items() if value} & {*kinds()[kind].personal}
    details_of(kind, dict(left.details))  # can still be read


@pytest.mark.parametrize("kind", list(kinds()))
def test_what_can_be_counted_stays(kind: str) -> None:
    before, left = case(kind), stripped(case(kind))
    gone = {
        "summary", "note", "name", "phone", "email", "personal_number", "protected", "passed_on_to", "hold",
        "annulled_why", "details",
    }  # fmt: skip
    assert {f.name for f in fields(before) if getattr(before, f.name) != getattr(left, f.name)} - gone == set()
    kept = {name: value for name, value in before.details.items() if name not in kinds()[kind].personal}
    assert left.details == {**kept, **dict.fromkeys(kinds()[kind].told_apart, "")}


def test_of_a_text_that_is_counted_it_stays_that_there_was_one() -> None:
    assert stripped(case("feedback")).details["action"] == ""
    without = replace(case("feedback"), details={"type": "complaint"})
    assert "action" not in stripped(without).details


@pytest.mark.parametrize("kind", list(kinds()))
def test_every_text_of_a_kind_is_said_to_be_personal(kind: str) -> None:
    """What one writes oneself may say who it was; a new kind that forgets one would keep it for ever.

    What is chosen among what can be booked is not written, nor is what can only be a rule or days.
    """
    every = [each for each in fields_of(kinds()[kind]) if each.type in ("text", "long_text") and not each.among]
    written = {each.name for each in every}
    assert written - ONLY_DAYS <= {*kinds()[kind].personal}


@pytest.mark.parametrize("name", ["rule", "days_left_out"])
def test_rules_and_days_take_no_other_words(name: str) -> None:
    with pytest.raises(ValidationError):
        details_of("booking", {name: "Karin"})
    with pytest.raises(ValidationError):
        details_of("pool_loan", {name: "FREQ=WEEKLY;BYDAY=KARIN, 2026-11-19, Karin"})
