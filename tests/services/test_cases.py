"""Registering and moving cases: what is worked out, what is written, and what is refused."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from desk.rules.cases import Case, Channel, Outcome, Status
from desk.rules.refusals import NotAllowed, NotFound, Problem, Refused
from desk.rules.topics import Topic
from desk.services import cases, lists, reading, upkeep
from desk.services.cases import RefusedLine
from desk.services.seat import Seat
from desk.storage import organisation
from desk.storage.database import Database
from desk.storage.lists import Which

SeatOf = Callable[[str], Seat]
NOW = datetime(2026, 11, 19, 9, 42, tzinfo=UTC)


def register(seat: Seat, at: datetime = NOW, began: datetime | None = None, **values: Any) -> str:
    return cases.register(seat, {"kind": "enquiry", **values}, at, began).reference


def case_of(seat: Seat, reference: str) -> Case:
    return reading.open_case(seat, reference).case


def refusal(call: Callable[[], object]) -> Problem:
    with pytest.raises(Refused) as caught:
        call()
    (problem,) = caught.value.problems
    return problem


def how_many(database: Database) -> int:
    with database.read() as tx:
        return int(tx.value("SELECT count(*) FROM cases"))


@pytest.fixture
def topic(database: Database, seat: Seat) -> Topic:
    """A topic that decides everything a topic can."""
    made = Topic(
        "skolskjuts", "Skolskjuts", "School bus", "feedback", "Barn & utbildning", "Skola & skjuts", 3, False, ""
    )
    with database.write() as tx:
        organisation.add_topics(tx, [made])
    seat.forget()
    return made


# ------------------------------------------------------------------ what is worked out


def test_a_topic_decides_kind_department_group_and_deadline(seat: Seat, topic: Topic) -> None:
    for name in ("skolskjuts", "SKOLSKJUTS", "School bus"):
        case = case_of(seat, cases.register(seat, {"topic": name}, NOW).reference)
        assert (case.topic, case.kind) == ("skolskjuts", "feedback")
        assert (case.department, case.group) == ("Barn & utbildning", "Skola & skjuts")
        assert case.due == datetime(2026, 11, 24, 16, 0, tzinfo=UTC)


def test_what_is_said_goes_before_the_topic(seat: Seat, topic: Topic) -> None:
    due = "2026-12-01T12:00:00+01:00"
    values = {"topic": "skolskjuts", "kind": "feedback", "department": "miljö", "group": "växel", "due": due}
    case = case_of(seat, cases.register(seat, values, NOW).reference)
    assert (case.department, case.group) == ("Miljö", "Växel")
    assert case.due == datetime(2026, 12, 1, 11, 0, tzinfo=UTC)


def test_without_a_topic_the_kind_and_the_persons_own_group_decide(seat: Seat) -> None:
    case = case_of(seat, register(seat))
    assert (case.department, case.group, case.due, case.agent) == (None, "Reception", None, "anna")
    case = case_of(seat, register(seat, kind="feedback"))
    assert case.due == datetime(2026, 12, 3, 16, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("values", "code", "field"),
    [
        ({}, "kind_missing", "kind"),
        ({"kind": "car"}, "kind_unknown", "kind"),
        ({"topic": "flygplan"}, "topic_unknown", "topic"),
        ({"topic": "skolskjuts", "kind": "enquiry"}, "topic_of_other_kind", "topic"),
        ({"kind": "enquiry", "department": "Rymd"}, "department_unknown", "department"),
        ({"kind": "enquiry", "group": "Rymd"}, "group_unknown", "group"),
        ({"kind": "enquiry", "agent": "nobody"}, "agent_unknown", "agent"),
        ({"kind": "enquiry", "received_at": "2026-11-19T10:42:01+01:00"}, "received_in_future", "received_at"),
        ({"kind": "enquiry", "due": "2026-11-19T10:41:00+01:00"}, "due_before_received", "due"),
        ({"kind": "enquiry", "details": {"fee": 1}}, "unknown_field", "details.fee"),
        ({"kind": "bus_card", "details": {"reason": "lost", "fee": 49}}, "fee_range", "details.fee"),
    ],
)
def test_a_refusal_names_the_field_and_writes_nothing(
    values: dict[str, Any], code: str, field: str, seat: Seat, topic: Topic, database: Database
) -> None:
    problem = refusal(lambda: cases.register(seat, values, NOW))
    assert (problem.code, problem.field) == (code, field)
    assert "{" not in problem.reason + problem.right
    assert how_many(database) == 0
    assert register(seat) == "26-000001"


def test_every_wrong_field_is_named_at_once(seat: Seat) -> None:
    with pytest.raises(Refused) as caught:
        register(seat, citizen={"phone": "hej", "email": "hej"}, channel="fax")
    assert [p.field for p in caught.value.problems] == ["channel", "citizen.phone", "citizen.email"]


def test_a_near_topic_is_proposed(seat: Seat, topic: Topic) -> None:
    assert "skolskjuts" in refusal(lambda: cases.register(seat, {"topic": "skolskuts"}, NOW)).right


def test_a_case_can_be_given_to_somebody_who_works_here(seat: Seat, database: Database) -> None:
    assert case_of(seat, register(seat, agent="bo")).agent == "bo"
    with database.write() as tx:
        tx.run("UPDATE agents SET active = 0 WHERE login = 'bo'")
    problem = refusal(lambda: register(seat, agent="bo"))
    assert (problem.code, problem.right) == ("agent_unknown", "Choose one of: anna, lisa, rut.")


def test_lost_cards_cost_a_hundred_where_nobody_says(seat: Seat) -> None:
    case = case_of(seat, register(seat, kind="bus_card", details={"reason": "lost"}))
    assert (case.details, case.step) == ({"reason": "lost", "fee": 100}, "reported")


def test_an_email_should_be_answered_within_a_working_day(seat: Seat) -> None:
    assert case_of(seat, register(seat, channel="email")).answer_by == datetime(2026, 11, 20, 16, 0, tzinfo=UTC)
    assert case_of(seat, register(seat, channel="visit")).answer_by is None


# ------------------------------------------------------------------ time


def test_a_contact_is_received_when_it_was_said_or_began_or_now(seat: Seat) -> None:
    began = NOW - timedelta(minutes=3)
    said = "2026-11-18T15:00:00+01:00"
    assert case_of(seat, register(seat)).received_at == NOW
    assert case_of(seat, register(seat, began=began)).received_at == began
    assert case_of(seat, register(seat, began=NOW + timedelta(hours=1))).received_at == NOW
    assert case_of(seat, register(seat, began=began, received_at=said)).received_at == datetime(
        2026, 11, 18, 14, tzinfo=UTC
    )


def test_this_very_second_is_not_the_future(seat: Seat) -> None:
    exact = NOW.replace(microsecond=600_000)
    register(seat, at=exact, received_at=exact)
    register(seat, at=exact, received_at=NOW.replace(microsecond=900_000).isoformat())


def test_a_time_without_offset_is_refused(seat: Seat) -> None:
    assert refusal(lambda: register(seat, received_at="2026-11-18T15:00")).code == "received_naive"


@pytest.mark.parametrize(
    ("said", "received", "day"),
    [
        ("2026-10-25T02:30:00+02:00", datetime(2026, 10, 25, 0, 30, tzinfo=UTC), date(2026, 10, 25)),
        ("2026-10-25T02:30:00+01:00", datetime(2026, 10, 25, 1, 30, tzinfo=UTC), date(2026, 10, 25)),
        ("2026-10-25T00:30:00+02:00", datetime(2026, 10, 24, 22, 30, tzinfo=UTC), date(2026, 10, 25)),
        ("2026-10-25T23:30:00+01:00", datetime(2026, 10, 25, 22, 30, tzinfo=UTC), date(2026, 10, 25)),
        ("2026-03-29T03:30:00+02:00", datetime(2026, 3, 29, 1, 30, tzinfo=UTC), date(2026, 3, 29)),
    ],
)
def test_the_nights_when_the_clock_changes(said: str, received: datetime, day: date, seat: Seat) -> None:
    case = case_of(seat, register(seat, received_at=said))
    assert (case.received_at, case.day) == (received, day)


def test_a_deadline_over_the_autumn_night_ends_at_five_local_time(seat: Seat) -> None:
    case = case_of(seat, register(seat, kind="feedback", received_at="2026-10-23T10:00:00+02:00"))
    assert case.due == datetime(2026, 11, 6, 16, 0, tzinfo=UTC)


def test_now_may_be_said_in_any_zone(seat: Seat) -> None:
    from zoneinfo import ZoneInfo

    reference = register(seat, at=NOW.astimezone(ZoneInfo("Asia/Tokyo")))
    cases.close(seat, reference, Outcome.SOLVED_LATER, (NOW + timedelta(1)).astimezone(ZoneInfo("America/Lima")))
    opened = reading.open_case(seat, reference)
    assert opened.case.registered_at == NOW
    assert opened.events[-1].changes["closed_at"] == (None, "2026-11-20T09:42:00+00:00")


# ------------------------------------------------------------------ closing at once


@pytest.mark.parametrize("outcome", list(Outcome))
def test_with_an_outcome_a_case_is_closed_at_once(outcome: Outcome, seat: Seat) -> None:
    done = cases.register(seat, {"kind": "enquiry", "outcome": outcome}, NOW)
    case = case_of(seat, done.reference)
    assert done.closed
    assert (case.status, case.outcome, case.closed_at, case.first_answered_at) == (Status.CLOSED, outcome, NOW, NOW)
    assert case.retention_date == date(2027, 2, 17)


def test_a_visit_or_call_of_earlier_was_over_then_and_a_letter_is_not(seat: Seat) -> None:
    earlier = "2026-11-18T15:00:00+01:00"
    for channel in Channel:
        case = case_of(seat, register(seat, channel=channel, received_at=earlier, outcome="solved_first"))
        over = case.received_at if channel in (Channel.VISIT, Channel.PHONE) else NOW
        assert case.closed_at == over
    case = case_of(seat, register(seat, channel="phone", received_at=earlier, outcome="forwarded"))
    assert case.closed_at == NOW


def test_without_an_outcome_it_is_open(seat: Seat) -> None:
    done = cases.register(seat, {"kind": "enquiry"}, NOW)
    case = case_of(seat, done.reference)
    assert not done.closed
    assert (case.status, case.outcome, case.closed_at, case.first_answered_at) == (Status.NEW, None, None, None)


# ------------------------------------------------------------------ references and keys


def test_references_follow_the_local_year(seat: Seat) -> None:
    assert register(seat, at=datetime(2026, 12, 31, 22, 59, tzinfo=UTC)) == "26-000001"
    assert register(seat, at=datetime(2026, 12, 31, 23, 30, tzinfo=UTC)) == "27-000001"
    assert register(seat, at=datetime(2027, 6, 1, tzinfo=UTC)) == "27-000002"
    assert register(seat, at=datetime(2026, 6, 1, tzinfo=UTC)) == "26-000002"
    assert all(each.clean for each in upkeep.check(seat))


def test_a_reference_goes_by_when_it_was_registered_not_received(seat: Seat) -> None:
    at = datetime(2027, 1, 2, 9, 0, tzinfo=UTC)
    assert register(seat, at=at, received_at="2026-12-30T10:00:00+01:00") == "27-000001"


def test_more_than_a_million_in_a_year(seat: Seat, database: Database) -> None:
    with database.write() as tx:
        tx.run("INSERT INTO reference_counters VALUES (2026, 999998)")
    assert [register(seat) for _ in range(3)] == ["26-999999", "26-1000000", "26-1000001"]
    assert case_of(seat, "26-1000001").reference == "26-1000001"
    assert lists.page(seat, Which()).rows[0].reference == "26-1000001"


def test_references_have_no_gap_whoever_is_refused_meanwhile(seat: Seat, database: Database) -> None:
    def one(number: int) -> str | None:
        try:
            return register(seat, agent="nobody") if number % 3 == 0 else register(seat)
        except Refused:
            return None

    with ThreadPoolExecutor(8) as pool:
        given = [each for each in pool.map(one, range(60)) if each]
    assert sorted(given) == [f"26-{n:06d}" for n in range(1, 41)]
    assert all(each.clean for each in upkeep.check(seat))


def test_the_same_key_registers_once(seat: Seat, database: Database) -> None:
    first = cases.register(seat, {"kind": "enquiry", "key": "draft-1"}, NOW)
    again = cases.register(seat, {"kind": "enquiry", "key": "draft-1", "summary": "annat"}, NOW + timedelta(1))
    assert (first.again, again.again) == (False, True)
    assert again.reference == first.reference
    assert how_many(database) == 1
    cases.annul(seat, first.reference, "dubbel", NOW)
    assert cases.register(seat, {"kind": "enquiry", "key": "draft-1"}, NOW).reference == first.reference


def test_the_same_key_registers_once_from_many_threads(seat: Seat, database: Database) -> None:
    with ThreadPoolExecutor(8) as pool:
        given = list(pool.map(lambda _: register(seat, key="draft-1"), range(24)))
    assert set(given) == {"26-000001"}
    assert how_many(database) == 1


SENDER = """
import sys
from desk.services import cases, people
from desk.settings_model import Settings
from desk.storage.database import Database
from desk.storage.lists import Which
seat = people.sit_down(Database(sys.argv[1]), Settings(), "anna")
for number in range(20):
    print(cases.register(seat, {"kind": "enquiry", "key": f"line-{number}"}).reference)
"""


def test_the_same_keys_register_once_from_many_processes(seat: Seat, database: Database) -> None:
    command = [sys.executable, "-c", SENDER, str(database.path)]
    senders = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    answers = [each.communicate(timeout=60)[0].split() for each in senders]
    assert all(sorted(each) == [f"26-{n:06d}" for n in range(1, 21)] for each in answers)
    assert answers[0] == answers[1] == answers[2]
    assert how_many(database) == 20


# ------------------------------------------------------------------ many at once


def test_many_are_registered_all_or_nothing(seat: Seat, database: Database) -> None:
    good: dict[str, Any] = {"kind": "enquiry"}
    done = cases.register_all(seat, [good, {**good, "key": "a"}, {**good, "key": "a"}], NOW)
    assert [each.reference for each in done] == ["26-000001", "26-000002", "26-000002"]
    for bad in ({"kind": "car"}, {**good, "agent": "nobody"}):
        with pytest.raises(RefusedLine) as caught:
            cases.register_all(seat, [good, good, bad, good], NOW)
        assert caught.value.line == 3
        assert how_many(database) == 2
    assert register(seat) == "26-000003"


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


def test_status_moves_as_allowed_and_otherwise_names_what_is(seat: Seat) -> None:
    reference = register(seat)
    for status in (Status.ONGOING, Status.WAITING_CITIZEN, Status.WAITING_INTERNAL, Status.HANDED_OVER):
        assert cases.set_status(seat, reference, status, NOW).case.status is status
    problem = refusal(lambda: cases.set_status(seat, reference, Status.NEW, NOW))
    assert problem.code == "status_not_allowed"
    assert problem.right == "Allowed now: ongoing, waiting_citizen, waiting_internal, parked, closed."
    assert refusal(lambda: cases.set_status(seat, reference, Status.CLOSED, NOW)).code == "outcome_missing"
    assert refusal(lambda: cases.set_status(seat, reference, Status.PARKED, NOW)).code == "park_until_missing"
    assert refusal(lambda: cases.set_status(seat, reference, Status.REOPENED, NOW)).code == "case_not_closed"


def test_a_closed_case_is_reopened_first(seat: Seat) -> None:
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


def test_a_case_is_parked_until_a_later_local_day(seat: Seat) -> None:
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


def test_side_steps_may_follow_closing_and_others_may_not(seat: Seat) -> None:
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


def test_notes_stand_below_each_other_even_when_closed(seat: Seat) -> None:
    reference = register(seat, note="Först.", outcome="solved_first")
    assert cases.note(seat, reference, "  Sedan.\r\nMer.  ", NOW).case.note == "Först.\nSedan.\nMer."
    assert refusal(lambda: cases.note(seat, reference, " \n", NOW)).code == "required"
    assert refusal(lambda: cases.note(seat, reference, "a\0", NOW)).code == "text_control"
    problem = refusal(lambda: cases.note(seat, reference, "x" * 20_000, NOW))
    assert (problem.code, problem.right) == ("note_full", "At most 20000 characters in all.")


def test_handing_over_says_to_whom(seat: Seat) -> None:
    reference = register(seat)
    assert refusal(lambda: cases.forward(seat, reference, " ", NOW)).code == "passed_on_missing"
    case = cases.forward(seat, reference, "Miljö", NOW).case
    assert (case.status, case.passed_on_to) == (Status.HANDED_OVER, "Miljö")
    assert cases.forward(seat, reference, "Bygg", NOW).case.passed_on_to == "Bygg"


def test_a_case_is_taken_over(seat: Seat, seat_of: SeatOf) -> None:
    reference = register(seat)
    case = cases.take_over(seat_of("bo"), reference, NOW).case
    assert (case.agent, case.status) == ("bo", Status.ONGOING)
    assert refusal(lambda: cases.take_over(seat_of("bo"), reference, NOW)).code == "nothing_changed"


def test_an_annulled_case_stays_marked_and_can_no_more_be_moved(seat: Seat) -> None:
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


def test_who_saw_an_older_version_is_told(seat: Seat) -> None:
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
