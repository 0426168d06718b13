"""Registering cases: what is worked out, what is written, and what is refused. Moving them is in ``test_moves``."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from desk.rules.cases import Case, Channel, Outcome, Status
from desk.rules.refusals import Problem, Refused
from desk.rules.topics import Topic
from desk.services import cases, lists, reading, upkeep
from desk.services.cases import RefusedLine
from desk.services.seat import Seat
from desk.storage import organisation
from desk.storage.database import Database
from desk.storage.lists import Which

Refusal = Callable[[Callable[[], object]], Problem]
SeatOf = Callable[[str], Seat]
NOW = datetime(2026, 11, 19, 9, 42, tzinfo=UTC)


def register(seat: Seat, at: datetime = NOW, began: datetime | None = None, **values: Any) -> str:
    return cases.register(seat, {"kind": "enquiry", **values}, at, began).reference


def case_of(seat: Seat, reference: str) -> Case:
    return reading.open_case(seat, reference).case


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
        organisation.add_topics(tx, [made], 0)
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
    values: dict[str, Any], code: str, field: str, seat: Seat, topic: Topic, database: Database, refusal: Refusal
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


def test_a_near_topic_is_proposed(seat: Seat, topic: Topic, refusal: Refusal) -> None:
    assert "skolskjuts" in refusal(lambda: cases.register(seat, {"topic": "skolskuts"}, NOW)).right


def test_a_case_can_be_given_to_somebody_who_works_here(seat: Seat, database: Database, refusal: Refusal) -> None:
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


def test_a_time_without_offset_is_refused(seat: Seat, refusal: Refusal) -> None:
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
    command = [sys.executable, "-c", SENDER, database.told]
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
