"""What those who are away have left: who covers it, and taking it over, each case with its entry of the trail."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from desk.rules.cases import Outcome, Status
from desk.rules.refusals import NotAllowed, Problem
from desk.rules.rights import Role
from desk.services import cases, covering, division, people, reading
from desk.services.covering import Left, Taken
from desk.services.seat import Seat

Refusal = Callable[[Callable[[], object]], Problem]
SeatOf = Callable[[str], Seat]
NOW = datetime(2026, 11, 19, 9, 42, tzinfo=UTC)
TOPIC = "council_meetings"


@pytest.fixture
def bos(seat: Seat, seat_of: SeatOf) -> dict[str, str]:
    """Bo's open cases: two of a topic that lisa covers, one of a topic without anybody; one closed, one annulled."""
    division.set_topics(seat, [TOPIC], ["bo", "lisa"], NOW)
    bo = seat_of("bo")

    def made(**values: Any) -> str:
        return cases.register(bo, {"topic": TOPIC, "channel": "phone", **values}, NOW).reference

    found = {"first": made(), "second": made(), "other": made(topic="other"), "closed": made(), "annulled": made()}
    cases.close(bo, found["closed"], Outcome.SOLVED_LATER, NOW)
    cases.annul(bo, found["annulled"], "x", NOW)
    return found


def agents(seat: Seat, references: dict[str, str]) -> dict[str, str | None]:
    return {name: reading.open_case(seat, each).case.agent for name, each in references.items()}


def test_nothing_is_left_while_everybody_is_at_work(seat: Seat, seat_of: SeatOf, bos: dict[str, str]) -> None:
    assert covering.left(seat, NOW) == covering.left(seat_of("lisa"), NOW) == ()


def test_who_covers_sees_how_many_there_are_and_a_lead_what_nobody_covers(
    seat: Seat, seat_of: SeatOf, bos: dict[str, str]
) -> None:
    division.away(seat, "bo", now=NOW)
    covered = Left("bo", "Bo Ek", TOPIC, 2, "lisa", "Lisa Lund")
    assert covering.left(seat, NOW) == (covered, Left("bo", "Bo Ek", "other", 1))
    assert covering.mine(seat_of("lisa"), NOW) == (covered,)
    assert covering.mine(seat, NOW) == ()
    division.away(seat, "lisa", now=NOW)
    assert [each.cover for each in covering.left(seat, NOW)] == [None, None]
    division.back(seat, "bo", now=NOW)
    assert covering.left(seat, NOW) == ()


def test_an_agent_sees_only_what_they_cover(seat: Seat, seat_of: SeatOf, bos: dict[str, str]) -> None:
    people.add(seat, "eva", "Eva Alm", Role.AGENT, None, NOW)
    division.away(seat, "bo", now=NOW)
    assert covering.left(seat_of("eva"), NOW) == ()
    division.set_topics(seat, [TOPIC], ["bo", "eva", "lisa"], NOW)
    assert [each.many for each in covering.left(seat_of("eva"), NOW)] == [2]
    with pytest.raises(NotAllowed):
        covering.take_over(seat_of("eva"), "bo", to="lisa", now=NOW)
    assert covering.take_over(seat_of("eva"), "bo", now=NOW) == Taken(2, "eva")
    assert agents(seat, bos)["other"] == "bo"


def test_who_answers_for_nothing_of_it_is_covered_by_nobody(seat: Seat, seat_of: SeatOf, bos: dict[str, str]) -> None:
    """Bo has a case of a topic that lisa answers for: her being there does not make her cover for him."""
    division.set_topics(seat, [TOPIC], ["lisa"], NOW)
    division.away(seat, "bo", now=NOW)
    assert [each.cover for each in covering.left(seat, NOW)] == [None, None]


def test_all_is_taken_over_at_once_each_with_its_entry(seat: Seat, seat_of: SeatOf, bos: dict[str, str]) -> None:
    division.away(seat, "bo", now=NOW)
    lisa = seat_of("lisa")
    assert covering.take_over(lisa, "Bo Ek", now=NOW) == Taken(3, "lisa")
    assert agents(seat, bos) == {
        "first": "lisa", "second": "lisa", "other": "lisa", "closed": "bo", "annulled": "bo",
    }  # fmt: skip
    opened = reading.open_case(lisa, bos["first"])
    assert opened.case.status is Status.ONGOING
    assert [each.what for each in opened.events] == ["registered", "taken_over"]
    assert opened.events[-1].changes["agent"] == ("bo", "lisa")
    assert covering.left(seat, NOW) == ()


def test_topic_by_topic_and_to_somebody_else(seat: Seat, bos: dict[str, str]) -> None:
    division.away(seat, "bo", now=NOW)
    assert covering.take_over(seat, "bo", ["other"], to="lisa", now=NOW) == Taken(1, "lisa")
    opened = reading.open_case(seat, bos["other"])
    assert (opened.case.agent, opened.case.status) == ("lisa", Status.NEW)
    assert opened.events[-1].by == "anna"
    assert agents(seat, bos)["first"] == "bo"


def test_more_than_change_hands_in_one_transaction(
    seat: Seat, seat_of: SeatOf, bos: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(covering, "AT_ONCE", 1)
    division.away(seat, "bo", now=NOW)
    assert covering.take_over(seat_of("lisa"), "bo", now=NOW).many == 3


def test_what_is_confidential_goes_only_where_it_may_be_seen(seat: Seat, seat_of: SeatOf, bos: dict[str, str]) -> None:
    people.add(seat, "eva", "Eva Alm", Role.AGENT, None, NOW)
    division.set_topics(seat, [TOPIC], ["bo", "eva"], NOW)
    secret = cases.register(seat_of("bo"), {"topic": TOPIC, "channel": "phone", "confidential": True}, NOW).reference
    division.away(seat, "bo", now=NOW)
    assert [each.many for each in covering.left(seat_of("eva"), NOW)] == [2]
    assert covering.take_over(seat_of("eva"), "bo", now=NOW).many == 2
    assert reading.open_case(seat, secret).case.agent == "bo"
    assert [(each.topic, each.many) for each in covering.left(seat, NOW)] == [(TOPIC, 1), ("other", 1)]
    assert covering.take_over(seat, "bo", [TOPIC], to="eva", now=NOW).many == 1


def test_who_works_here_no_more_has_left_their_cases_too(seat: Seat, seat_of: SeatOf, bos: dict[str, str]) -> None:
    people.rest(seat, "bo", NOW)
    assert [(each.topic, each.cover) for each in covering.left(seat, NOW)] == [(TOPIC, "lisa"), ("other", None)]
    assert covering.take_over(seat_of("lisa"), "bo", [TOPIC], now=NOW).many == 2


def test_what_is_refused(seat: Seat, seat_of: SeatOf, bos: dict[str, str], refusal: Refusal) -> None:
    assert refusal(lambda: covering.take_over(seat, "bo", now=NOW)).code == "cover_nothing"
    division.away(seat, "bo", now=NOW)
    assert refusal(lambda: covering.take_over(seat, "bo", to="bo", now=NOW)).code == "cover_oneself"
    assert refusal(lambda: covering.take_over(seat, "bo", to="ingen", now=NOW)).code == "agent_unknown"
    assert refusal(lambda: covering.take_over(seat, "bo", ["school_meals"], now=NOW)).code == "cover_nothing"
    for login in ("rut",):
        with pytest.raises(NotAllowed):
            covering.take_over(seat_of(login), "bo", now=NOW)
        with pytest.raises(NotAllowed):
            covering.left(seat_of(login), NOW)
