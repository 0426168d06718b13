"""Moving cases: status, steps, notes, hands; closing, reopening, annulling. Each is in the trail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from desk.rules.cases import Case, Outcome, Status
from desk.rules.refusals import NotAllowed, NotFound, Problem, Refused
from desk.services import cases, corrections, lists, reading
from desk.services.seat import Seat
from desk.storage.database import Database
from desk.storage.lists import Which

Refusal = Callable[[Callable[[], object]], Problem]
SeatOf = Callable[[str], Seat]
NOW = datetime(2026, 11, 19, 9, 42, tzinfo=UTC)


def register(seat: Seat, at: datetime = NOW, **values: Any) -> str:
    return cases.register(seat, {"kind": "enquiry", **values}, at).reference


def case_of(seat: Seat, reference: str) -> Case:
    return reading.open_case(seat, reference).case


# ------------------------------------------------------------------ moving


def test_each_move_is_in_the_trail_with_who_when_and_what(seat: Seat, seat_of: SeatOf) -> None:
    reference = register(seat)
    later = NOW + timedelta(hours=1)
    cases.set_status(seat_of("bo"), reference, Status.WAITING_CITIZEN, later)
    cases.close(seat, reference, Outcome.SOLVED_LATER, later)
    cases.reopen(seat, reference, later)
    events = reading.open_case(seat, reference).events
    assert [(e.by, e.what) for e in events] == [
        ("anna", "registered"), ("bo", "status"), ("anna", "closed"), ("anna", "reopened"),
    ]  # fmt: skip
    assert events[0].changes == {"status": (None, "new")}
    assert events[1].changes == {"status": ("new", "waiting_citizen")}
    assert events[1].at == later
    assert events[2].changes["outcome"] == (None, "solved_later")
    assert events[3].changes["outcome"] == ("solved_later", None)


def test_status_moves_as_allowed_and_otherwise_names_what_is(seat: Seat, refusal: Refusal) -> None:
    reference = register(seat)
    for status in (Status.ONGOING, Status.WAITING_CITIZEN, Status.WAITING_INTERNAL, Status.HANDED_OVER):
        assert cases.set_status(seat, reference, status, NOW).case.status is status
    problem = refusal(lambda: cases.set_status(seat, reference, Status.NEW, NOW))
    assert problem.code == "status_not_allowed"
    assert problem.right == "Allowed now: ongoing, waiting_citizen, waiting_internal, parked, closed."
    assert refusal(lambda: cases.set_status(seat, reference, Status.CLOSED, NOW)).code == "outcome_missing"
    assert refusal(lambda: cases.set_status(seat, reference, Status.PARKED, NOW)).code == "park_until_missing"
    assert refusal(lambda: cases.set_status(seat, reference, Status.REOPENED, NOW)).code == "case_not_closed"


def test_a_closed_case_is_reopened_first(seat: Seat, refusal: Refusal) -> None:
    reference = register(seat, outcome="solved_first")
    problem = refusal(lambda: cases.set_status(seat, reference, Status.ONGOING, NOW))
    assert (problem.code, problem.right) == ("status_not_allowed", "Allowed now: reopened.")
    for call in (
        lambda: cases.close(seat, reference, Outcome.WITHDRAWN, NOW),
        lambda: cases.park(seat, reference, date(2027, 1, 1), NOW),
        lambda: cases.forward(seat, reference, "Miljö", NOW),
        lambda: cases.take_over(seat, reference, NOW),
    ):
        assert refusal(call).code == "case_closed"
    assert cases.set_status(seat, reference, Status.REOPENED, NOW).case.status is Status.REOPENED


def test_a_case_is_parked_until_a_later_local_day(seat: Seat, refusal: Refusal) -> None:
    reference = register(seat)
    assert refusal(lambda: cases.park(seat, reference, date(2026, 11, 19), NOW)).code == "park_past"
    parked = cases.park(seat, reference, date(2026, 11, 20), NOW).case
    assert (parked.status, parked.parked_until) == (Status.PARKED, date(2026, 11, 20))
    late = datetime(2026, 11, 19, 23, 30, tzinfo=UTC)  # already the 20th in Sweden
    assert refusal(lambda: cases.park(seat, reference, date(2026, 11, 20), late)).code == "park_past"
    assert cases.park(seat, reference, date(2026, 11, 23), NOW).case.parked_until == date(2026, 11, 23)
    assert cases.set_status(seat, reference, Status.ONGOING, NOW).case.parked_until is None


def test_closing_takes_the_case_out_of_parking_and_answers_it(seat: Seat) -> None:
    reference = register(seat)
    cases.park(seat, reference, date(2026, 11, 23), NOW)
    later = NOW + timedelta(days=2)
    case = cases.close(seat, reference, Outcome.SOLVED_LATER, later).case
    assert (case.status, case.closed_at, case.first_answered_at, case.parked_until) == (
        Status.CLOSED,
        later,
        later,
        None,
    )
    assert case.retention_date == date(2027, 2, 19)


def test_a_step_that_answers_is_the_first_answer_once(seat: Seat) -> None:
    reference = register(seat, kind="feedback")
    day = timedelta(days=1)
    for number, step in enumerate(("confirmed", "with_department", "answered"), start=1):
        moved = cases.step(seat, reference, step, NOW + number * day)
    assert moved.case.first_answered_at == NOW + 3 * day
    assert moved.proposed is Outcome.SOLVED_LATER
    assert moved.case.status is Status.ONGOING
    assert moved.case.details["confirmed_on"] == "2026-11-20"
    assert moved.case.details["answered_on"] == "2026-11-22"
    assert cases.close(seat, reference, Outcome.SOLVED_LATER, NOW + 9 * day).case.first_answered_at == NOW + 3 * day


def test_the_last_step_of_the_anonymous_proposes_an_outcome_and_closes_nothing(seat: Seat) -> None:
    reference = register(seat, kind="feedback", citizen={"anonymous": True})
    assert cases.next_steps(seat, case_of(seat, reference), NOW) == ("with_department",)
    moved = cases.step(seat, reference, "with_department", NOW)
    assert (moved.proposed, moved.case.status) == (Outcome.SOLVED_LATER, Status.ONGOING)


def test_side_steps_may_follow_closing_and_others_may_not(seat: Seat, refusal: Refusal) -> None:
    details = {
        "resident": True, "lasting": True, "decision": "granted", "serial_number": "P1", "valid_from": "2026-11-19",
        "valid_to": "2028-11-19",
    }  # fmt: skip
    citizen = {"personal_number": "189001189811"}
    reference = register(seat, kind="parking_permit", citizen=citizen, details=details)
    cases.step(seat, reference, "investigation", NOW)
    cases.close(seat, reference, Outcome.SOLVED_LATER, NOW)
    assert cases.next_steps(seat, case_of(seat, reference), NOW) == ()
    assert refusal(lambda: cases.step(seat, reference, "decided", NOW)).code == "case_closed"
    cases.reopen(seat, reference, NOW)
    for step in ("decided", "to_collect", "handed_out"):
        cases.step(seat, reference, step, NOW)
    cases.close(seat, reference, Outcome.SOLVED_LATER, NOW)
    assert cases.next_steps(seat, case_of(seat, reference), NOW) == ("blocked",)
    blocked = cases.step(seat, reference, "blocked", NOW).case
    assert (blocked.step, blocked.status) == ("blocked", Status.CLOSED)


def test_notes_stand_below_each_other_even_when_closed(seat: Seat, refusal: Refusal) -> None:
    reference = register(seat, note="Först.", outcome="solved_first")
    assert cases.note(seat, reference, "  Sedan.\r\nMer.  ", NOW).case.note == "Först.\nSedan.\nMer."
    assert refusal(lambda: cases.note(seat, reference, " \n", NOW)).code == "required"
    assert refusal(lambda: cases.note(seat, reference, "a\0", NOW)).code == "text_control"
    problem = refusal(lambda: cases.note(seat, reference, "x" * 20_000, NOW))
    assert (problem.code, problem.right) == ("note_full", "At most 20000 characters in all.")


def test_the_trail_keeps_of_a_note_what_was_added(seat: Seat) -> None:
    reference = register(seat, note="Först.")
    for words in ("Sedan.", "Mer.\nOch mer."):
        cases.note(seat, reference, words, NOW)
    said = [each.changes["note"] for each in reading.open_case(seat, reference).events[1:]]
    assert said == [("", "Sedan."), ("", "Mer.\nOch mer.")]
    corrections.correct(seat, reference, {"note": "Rättat"}, NOW)
    whole = reading.open_case(seat, reference).events[-1].changes["note"]
    assert whole == ("Först.\nSedan.\nMer.\nOch mer.", "Rättat"), "a correction shows both"


def test_handing_over_says_to_whom(seat: Seat, refusal: Refusal) -> None:
    reference = register(seat)
    assert refusal(lambda: cases.forward(seat, reference, " ", NOW)).code == "passed_on_missing"
    case = cases.forward(seat, reference, "Miljö", NOW).case
    assert (case.status, case.passed_on_to) == (Status.HANDED_OVER, "Miljö")
    assert cases.forward(seat, reference, "Bygg", NOW).case.passed_on_to == "Bygg"


def test_a_case_is_taken_over(seat: Seat, seat_of: SeatOf, refusal: Refusal) -> None:
    reference = register(seat)
    case = cases.take_over(seat_of("bo"), reference, NOW).case
    assert (case.agent, case.status) == ("bo", Status.ONGOING)
    assert refusal(lambda: cases.take_over(seat_of("bo"), reference, NOW)).code == "nothing_changed"


def test_an_annulled_case_stays_marked_and_can_no_more_be_moved(seat: Seat, refusal: Refusal) -> None:
    reference = register(seat)
    assert refusal(lambda: cases.annul(seat, reference, "  ", NOW)).code == "why_missing"
    case = cases.annul(seat, reference, "Dubbel", NOW).case
    assert (case.annulled_at, case.annulled_by, case.annulled_why) == (NOW, "anna", "Dubbel")
    assert not case.is_open
    assert cases.next_steps(seat, case, NOW) == ()
    for call in (
        lambda: cases.annul(seat, reference, "igen", NOW),
        lambda: cases.close(seat, reference, Outcome.WITHDRAWN, NOW),
        lambda: cases.note(seat, reference, "ord", NOW),
    ):
        assert refusal(call).code == "case_annulled"
    assert lists.count(seat, Which(open=True)) == 0
    assert register(seat) == "26-000002"


def test_reopening_takes_the_outcome_away_and_remembers_the_time_closed(seat: Seat, database: Database) -> None:
    reference = register(seat, outcome="solved_first")
    later = NOW + timedelta(hours=2)
    case = cases.reopen(seat, reference, later).case
    assert (case.status, case.outcome, case.closed_at, case.retention_date) == (Status.REOPENED, None, None, None)
    with database.read() as tx:
        periods = tx.all("SELECT closed_at, reopened_at FROM closed_periods")
    assert periods == [(int(NOW.timestamp()), int(later.timestamp()))]


def test_who_saw_an_older_version_is_told(seat: Seat, refusal: Refusal) -> None:
    reference = register(seat)
    seen = case_of(seat, reference).version
    cases.note(seat, reference, "Annas.", NOW, version=seen)
    for call in (
        lambda: cases.note(seat, reference, "Bos.", NOW, version=seen),
        lambda: cases.close(seat, reference, Outcome.SOLVED_LATER, NOW, version=seen),
        lambda: cases.set_status(seat, reference, Status.ONGOING, NOW, version=seen),
    ):
        problem = refusal(call)
        assert (problem.code, problem.right) == ("case_changed", "Read it again, then make the change.")
    assert case_of(seat, reference).note == "Annas."


def test_an_unknown_reference_is_not_found(seat: Seat) -> None:
    for text in ("26-000009", "99-1", "hej"):
        with pytest.raises(Refused) as caught:
            cases.note(seat, text, "ord", NOW)
        assert caught.value.problems[0].code == "case_unknown"
    with pytest.raises(NotFound):
        cases.note(seat, "26-9", "ord", NOW)


# ------------------------------------------------------------------ who may


def test_a_confidential_case_is_moved_by_its_agent_and_those_who_may(seat_of: SeatOf, seat: Seat) -> None:
    reference = register(seat, confidential=True, agent="bo")
    cases.note(seat_of("bo"), reference, "bo", NOW)
    cases.note(seat_of("lisa"), reference, "lisa", NOW)
    with pytest.raises(NotAllowed) as caught:
        cases.take_over(replace_who(seat_of("bo"), "eva"), reference, NOW)
    assert caught.value.problems[0].code == "case_confidential"


def replace_who(seat: Seat, login: str) -> Seat:
    return replace(seat, who=replace(seat.who, login=login))


def test_what_comes_back_of_a_change_is_masked(seat: Seat) -> None:
    person = {"name": "Karin", "phone": "070-174 06 05", "personal_number": "189001189811"}
    open_ = register(seat, citizen=person)
    hidden = register(seat, citizen={**person, "protected": True})
    assert cases.note(seat, open_, "ord", NOW).case.personal_number == "18900118-••••"
    case = cases.note(seat, hidden, "ord", NOW).case
    assert (case.name, case.phone, case.personal_number) == (None, None, None)
