"""A correction shows both values, keeps personal ones apart, and obeys every rule of a registration."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from desk.rules.cases import Case, Outcome
from desk.rules.refusals import NotAllowed, Problem
from desk.services import cases, corrections, reading
from desk.services.seat import Seat
from desk.storage.database import Database

Refusal = Callable[[Callable[[], object]], Problem]
SeatOf = Callable[[str], Seat]
NOW = datetime(2026, 11, 19, 9, 42, tzinfo=UTC)
KARIN = "189001189811"


def register(seat: Seat, at: datetime = NOW, **values: Any) -> str:
    return cases.register(seat, {"kind": "enquiry", **values}, at).reference


def correct(seat: Seat, reference: str, /, **values: Any) -> Case:
    return corrections.correct(seat, reference, {k.replace("__", "."): v for k, v in values.items()}, NOW).case


def test_both_values_stand_in_the_trail(seat: Seat, seat_of: SeatOf) -> None:
    reference = register(seat, channel="visit", citizen={"name": "Karin"})
    correct(seat_of("bo"), reference, channel="phone", citizen__name="Karin Ström")
    event = reading.open_case(seat, reference).events[-1]
    assert (event.by, event.what, event.at) == ("bo", "corrected", NOW)
    assert event.changes == {"channel": ("visit", "phone"), "citizen.name": ("Karin", "Karin Ström")}
    assert event.personal == ("citizen.name",)


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        ("enquiry", "summary", "ny"),
        ("enquiry", "note", "ny"),
        ("enquiry", "citizen.name", "Ny"),
        ("enquiry", "citizen.phone", "070-174 06 06"),
        ("enquiry", "citizen.email", "ny@example.se"),
        ("enquiry", "citizen.personal_number", KARIN),
        ("enquiry", "passed_on_to", "Ny"),
        ("bus_card", "details.pupil", "Ny"),
        ("bus_card", "details.card_number", "K9"),
        ("parking_permit", "details.lasting", True),
        ("feedback", "details.answer", "Nytt"),
        ("fault", "details.place", "Nygatan"),
    ],
)
def test_personal_values_are_kept_apart_from_the_event(
    kind: str, name: str, value: object, seat: Seat, database: Database
) -> None:
    reference = register(seat, kind=kind)
    corrections.correct(seat, reference, {name: value}, NOW)
    with database.read() as tx:
        stored = str(tx.value("SELECT changes FROM events ORDER BY id DESC"))
        apart = tx.all("SELECT field FROM event_values")
    assert '"digest"' in stored
    assert str(value) not in stored
    assert apart == [(name,)]


def test_an_empty_text_and_null_take_a_value_away(seat: Seat) -> None:
    reference = register(
        seat, citizen={"name": "Karin", "email": "k@example.se"}, summary="x", note="y", demand="value"
    )
    case = correct(seat, reference, citizen__name="", citizen__email=None, summary="", note=None, demand="")
    assert (case.name, case.email, case.summary, case.note, case.demand) == (None, None, "", "", None)


def test_words_from_a_command_line_are_read_as_values(seat: Seat) -> None:
    reference = register(seat, kind="bus_card", details={"reason": "lost"})
    case = correct(seat, reference, details__fee="50", confidential="true", details__paid_on="2026-11-19")
    assert (case.details["fee"], case.confidential, case.details["paid_on"]) == (50, True, "2026-11-19")


@pytest.mark.parametrize(
    ("values", "code", "field"),
    [
        ({}, "nothing_changed", None),
        ({"summary": "same"}, "nothing_changed", None),
        ({"received_at": "2026-11-19T10:42:00.4+01:00"}, "nothing_changed", None),
        ({"kind": "fault"}, "not_correctable", "kind"),
        ({"reference": "26-1"}, "not_correctable", "reference"),
        ({"citizen": {}}, "not_correctable", "citizen"),
        ({"citizen.shoe": 1}, "not_correctable", "citizen.shoe"),
        ({"details.colour": "red"}, "unknown_field", "details.colour"),
        ({"details.": "red"}, "unknown_field", "details"),
        ({"citizen.phone": "hej"}, "phone_invalid", "citizen.phone"),
        ({"received_at": ""}, "received_in_future", "received_at"),
        ({"received_at": "2026-11-20T10:42:00+01:00"}, "received_in_future", "received_at"),
        ({"due": "2026-11-18T10:42:00+01:00"}, "due_before_received", "due"),
        ({"first_answered_at": "2026-11-19T10:41:00+01:00"}, "answered_before_received", "first_answered_at"),
        ({"first_answered_at": "2026-11-19T10:43:00+01:00"}, "answered_before_received", "first_answered_at"),
        ({"first_answered_at": "i går"}, "invalid_time", "first_answered_at"),
        ({"topic": "flygplan"}, "topic_unknown", "topic"),
        ({"department": "Rymd"}, "department_unknown", "department"),
        ({"agent": "nobody"}, "agent_unknown", "agent"),
        ({"outcome": "withdrawn"}, "case_not_closed_outcome", "outcome"),
        ({"cause": "chasing"}, "cause_without_demand", "cause"),
    ],
)
def test_what_may_not_be_is_refused_and_changes_nothing(
    values: dict[str, Any], code: str, field: str | None, seat: Seat, refusal: Refusal
) -> None:
    reference = register(seat, summary="same")
    before = reading.open_case(seat, reference)
    problem = refusal(lambda: corrections.correct(seat, reference, values, NOW))
    assert (problem.code, problem.field or None) == (code, field)
    assert reading.open_case(seat, reference) == before


def test_correcting_one_thing_leaves_everything_else(seat: Seat, seat_of: SeatOf, database: Database) -> None:
    """Also what another corrector would have, and what has gone out of use since."""
    topic = next(iter(seat.topics.values()))
    given = {"department": "Miljö", "group": "Växel", "agent": "bo", "topic": topic.code, "kind": topic.kind}
    reference = cases.register(seat, given, NOW).reference
    nowhere = register(seat)
    with database.write() as tx:
        tx.run("UPDATE cases SET answer_group = NULL WHERE id = 2")
        tx.run("UPDATE departments SET active = 0 WHERE name = 'Miljö'")
        tx.run("UPDATE answer_groups SET active = 0 WHERE name = 'Växel'")
        tx.run("UPDATE topics SET active = 0")
        tx.run("UPDATE agents SET active = 0 WHERE login = 'bo'")
    seat.forget()
    for each in (reference, nowhere):
        before = reading.open_case(seat, each).case
        correct(seat_of("lisa"), each, summary="rättad")
        changes = reading.open_case(seat, each).events[-1].changes
        assert changes == {"summary": ("", "rättad")}
        after = reading.open_case(seat, each).case
        assert (after.department, after.group, after.agent) == (before.department, before.group, before.agent)


def test_where_a_case_belongs_is_corrected_by_name(seat: Seat) -> None:
    reference = register(seat)
    case = correct(seat, reference, department="miljö", group="växel", agent="bo")
    assert (case.department, case.group, case.agent) == ("Miljö", "Växel", "bo")
    case = correct(seat, reference, department="", group="", agent="")
    assert (case.department, case.group, case.agent) == (None, None, None)


def test_when_it_was_received_moves_its_day_and_its_answer(seat: Seat) -> None:
    reference = register(seat, channel="email")
    case = correct(seat, reference, received_at="2026-11-15T00:30:00+01:00")
    assert case.received_at == datetime(2026, 11, 14, 23, 30, tzinfo=UTC)
    assert case.day == date(2026, 11, 15)
    assert case.answer_by == datetime(2026, 11, 16, 16, 0, tzinfo=UTC)


def test_a_contact_is_not_received_after_it_was_answered_or_closed(seat: Seat, refusal: Refusal) -> None:
    early = NOW - timedelta(days=3)
    answered = register(seat, at=early)
    corrections.correct(seat, answered, {"first_answered_at": early.isoformat()}, NOW)
    problem = refusal(lambda: correct(seat, answered, received_at=(NOW - timedelta(days=1)).isoformat()))
    assert problem.code == "answered_before_received"
    closed = register(seat, at=early, outcome="solved_first")
    problem = refusal(lambda: correct(seat, closed, received_at=(NOW - timedelta(days=1)).isoformat()))
    assert (problem.code, problem.right) == ("received_after_closed", "Give a time before it was closed.")


def test_the_first_answer_is_set_and_taken_away_by_hand(seat: Seat) -> None:
    reference = register(seat, at=NOW - timedelta(hours=5))
    case = correct(seat, reference, first_answered_at="2026-11-19T08:00:00+01:00")
    assert case.first_answered_at == datetime(2026, 11, 19, 7, 0, tzinfo=UTC)
    assert correct(seat, reference, first_answered_at="").first_answered_at is None


def test_a_closed_case_keeps_an_outcome(seat: Seat, refusal: Refusal) -> None:
    reference = register(seat, outcome="solved_first")
    assert correct(seat, reference, outcome="transferred").outcome is Outcome.TRANSFERRED
    problem = refusal(lambda: correct(seat, reference, outcome=""))
    assert (problem.code, problem.field) == ("outcome_missing", "outcome")


def test_rules_of_the_kind_hold_and_give_their_defaults(seat: Seat, refusal: Refusal) -> None:
    reference = register(seat, kind="bus_card", details={"reason": "new"})
    assert correct(seat, reference, details__reason="lost").details["fee"] == 100
    assert refusal(lambda: correct(seat, reference, details__fee=49)).code == "fee_range"
    assert correct(seat, reference, details__reason="defect", details__fee="").details == {"reason": "defect"}


def test_making_a_case_anonymous_takes_the_person_away_in_the_same_breath(seat: Seat, refusal: Refusal) -> None:
    reference = register(seat, citizen={"name": "Karin"})
    assert refusal(lambda: correct(seat, reference, citizen__anonymous=True)).code == "anonymous_with_person"
    case = correct(seat, reference, citizen__anonymous=True, citizen__name="")
    assert (case.anonymous, case.name) == (True, None)


def test_a_documents_checklist_is_corrected_one_by_one(seat: Seat) -> None:
    reference = register(seat, kind="parking_permit", details={"documents": {"photo": True}})
    case = correct(seat, reference, details__documents__signature=True)
    assert case.details["documents"] == {
        "photo": True, "signature": True, "certificate": False, "police_report": False,
    }  # fmt: skip


def test_the_day_personal_data_goes_follows_a_corrected_permit(seat: Seat) -> None:
    reference = register(seat, kind="parking_permit", details={"valid_to": "2028-11-19"}, outcome="solved_later")
    assert reading.open_case(seat, reference).case.retention_date == date(2028, 11, 19) + timedelta(days=730)
    assert correct(seat, reference, details__valid_to="2029-11-19").retention_date == date(2029, 11, 19) + timedelta(
        730
    )


def test_only_lead_and_admin_lift_a_protection(seat: Seat, seat_of: SeatOf) -> None:
    reference = register(seat, citizen={"name": "Karin", "protected": True})
    with pytest.raises(NotAllowed) as caught:
        correct(seat_of("bo"), reference, citizen__protected=False)
    assert caught.value.problems[0].code == "protected_not_allowed"
    case = correct(seat_of("bo"), reference, citizen__phone="070-174 06 05")
    assert (case.protected, case.name, case.phone) == (True, None, None)
    assert correct(seat_of("lisa"), reference, citizen__protected=False).name == "Karin"


def test_anybody_may_protect_an_identity(seat: Seat, seat_of: SeatOf) -> None:
    reference = register(seat, citizen={"name": "Karin"})
    assert correct(seat_of("bo"), reference, citizen__protected=True).name is None


def test_an_annulled_case_is_not_corrected_and_an_old_version_is_told(seat: Seat, refusal: Refusal) -> None:
    reference = register(seat)
    correct(seat, reference, summary="a")
    problem = refusal(lambda: corrections.correct(seat, reference, {"summary": "b"}, NOW, version=1))
    assert problem.code == "case_changed"
    cases.annul(seat, reference, "dubbel", NOW)
    assert refusal(lambda: correct(seat, reference, summary="b")).code == "case_annulled"


def test_department_and_group_follow_a_corrected_topic(seat: Seat, now: datetime) -> None:
    made = cases.register(seat, {"channel": "phone", "topic": "library_hours"}, now)
    before = reading.open_case(seat, made.reference).case
    after = corrections.correct(seat, made.reference, {"topic": "school_transport_delay"}, now).case
    topic = seat.topics["school_transport_delay"]
    assert (after.department, after.group) == (topic.department, topic.group)
    assert after.department != before.department


def test_a_department_of_ones_own_choice_stays_when_the_topic_is_corrected(seat: Seat, now: datetime) -> None:
    made = cases.register(seat, {"channel": "phone", "topic": "library_hours", "department": "Extern"}, now)
    assert (
        corrections.correct(seat, made.reference, {"topic": "school_transport_delay"}, now).case.department == "Extern"
    )
