"""The division of work: who answers, who covers, who is away, and where a case goes when it is registered."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from desk.rules.division import Answerer, answers_in_words
from desk.rules.refusals import NotAllowed, Problem
from desk.services import cases, division, people, reading
from desk.services.seat import Seat
from desk.storage.database import Database

Refusal = Callable[[Callable[[], object]], Problem]
SeatOf = Callable[[str], Seat]
NOW = datetime(2026, 11, 19, 9, 42, tzinfo=UTC)
TODAY = date(2026, 11, 19)
TOPIC = "council_meetings"


def agent_of(seat: Seat, **values: Any) -> str | None:
    """Whose a case becomes that is registered now."""
    done = cases.register(seat, {"topic": TOPIC, "channel": "phone", **values}, NOW)
    return reading.open_case(seat, done.reference).case.agent


# ------------------------------------------------------------------ who answers


def test_who_answers_and_who_covers_in_their_order(seat: Seat) -> None:
    (done,) = division.set_topics(seat, ["Kommunfullmäktige – sammanträden"], ["Bo Ek", "lisa", "Kajsa på Miljö"], NOW)
    assert done.topic == TOPIC
    assert done.people == (
        Answerer("bo", "Bo Ek"), Answerer("lisa", "Lisa Lund"), Answerer(None, "Kajsa på Miljö"),
    )  # fmt: skip
    found = division.division(seat, NOW)
    assert found.of(TOPIC) == done.people
    assert found.now(TOPIC) == done.people[0]
    assert found.of("other") == ()
    assert seat.organisation.answered == {TOPIC}
    division.set_topics(seat, [TOPIC], [], NOW)
    assert division.division(seat, NOW).topics == {}
    assert seat.organisation.answered == frozenset()


def test_many_topics_at_once_and_only_what_changes_is_in_the_trail(seat: Seat, database: Database) -> None:
    division.set_topics(seat, [TOPIC], ["bo"], NOW)
    division.set_topics(seat, [TOPIC, "other", "other"], ["bo"], NOW)
    with database.read() as tx:
        rows = tx.all("SELECT subject, changes FROM events WHERE subject LIKE 'division:%' ORDER BY id")
    assert [(subject, json.loads(changes)) for subject, changes in rows] == [
        (f"division:{TOPIC}", {"answering": [[], ["bo"]]}), ("division:other", {"answering": [[], ["bo"]]}),
    ]  # fmt: skip


def test_what_is_refused(seat: Seat, seat_of: SeatOf, refusal: Refusal) -> None:
    division.set_topics(seat, [TOPIC], ["bo"], NOW)
    division.away(seat, "bo", TODAY, date(2026, 11, 27), NOW)
    calls: dict[str, Callable[[], object]] = {
        "topic_unknown": lambda: division.set_topics(seat, ["rymden"], ["bo"], NOW),
        "division_twice": lambda: division.set_topics(seat, [TOPIC], ["bo", "Bo Ek"], NOW),
        "division_many": lambda: division.set_topics(seat, [TOPIC], [f"N {each}" for each in range(10)], NOW),
        "too_long": lambda: division.set_topics(seat, [TOPIC], ["x" * 101], NOW),
        "division_changed": lambda: division.set_topics(seat, [TOPIC], ["lisa"], NOW, began=["anna"]),
        "away_days": lambda: division.away(seat, "lisa", TODAY, date(2026, 11, 18), NOW),
        "away_past": lambda: division.away(seat, "lisa", date(2026, 11, 1), date(2026, 11, 18), NOW),
        "away_already": lambda: division.away(seat, "bo", date(2026, 11, 27), None, NOW),
        "away_not": lambda: division.back(seat, "lisa", now=NOW),
        "agent_unknown": lambda: division.away(seat, "ingen", now=NOW),
    }
    assert {code: refusal(call).code for code, call in calls.items()} == {code: code for code in calls}
    assert refusal(calls["away_already"]).reason == "Bo Ek is away 2026-11-19–2026-11-27 already."
    assert division.division(seat, NOW).of(TOPIC)[0].login == "bo"


def test_a_lead_divides_the_work_and_everybody_reads_it(seat: Seat, seat_of: SeatOf) -> None:
    division.set_topics(seat_of("lisa"), [TOPIC], ["bo"], NOW)
    for login in ("bo", "rut"):
        assert division.division(seat_of(login), NOW).of(TOPIC)[0].login == "bo"
        with pytest.raises(NotAllowed):
            division.set_topics(seat_of(login), [TOPIC], [login], NOW)


# ------------------------------------------------------------------ away


def test_one_says_oneself_that_one_is_away_and_back(seat: Seat, seat_of: SeatOf, database: Database) -> None:
    bo = seat_of("bo")
    division.set_topics(seat, [TOPIC], ["bo", "lisa"], NOW)
    made = division.away(bo, last=date(2026, 11, 27), now=NOW)
    assert (made.login, made.first, made.last) == ("bo", TODAY, date(2026, 11, 27))
    found = division.division(seat, NOW)
    assert found.now(TOPIC) == Answerer("lisa", "Lisa Lund")
    assert found.of(TOPIC)[0].away
    assert division.division(seat, NOW + timedelta(days=9)).now(TOPIC) == Answerer("bo", "Bo Ek")
    for name in ("lisa", "anna"):
        with pytest.raises(NotAllowed):
            division.away(bo, name, now=NOW)
        with pytest.raises(NotAllowed):
            division.back(bo, name, now=NOW)
    ended = division.back(bo, now=NOW + timedelta(days=2))
    assert ended.last == date(2026, 11, 20)
    assert division.division(seat, NOW + timedelta(days=2)).away == ()
    with database.read() as tx:
        rows = tx.all("SELECT what, changes FROM events WHERE subject = 'away:bo' ORDER BY id")
    assert [(what, json.loads(changes)) for what, changes in rows] == [
        ("added", {"first": [None, "2026-11-19"], "last": [None, "2026-11-27"]}),
        ("ended", {"last": ["2026-11-27", "2026-11-20"]}),
    ]  # fmt: skip


def test_what_was_to_come_or_began_today_is_taken_away(seat: Seat, database: Database) -> None:
    division.away(seat, "Bo Ek", date(2026, 12, 21), date(2027, 1, 6), NOW)
    later = division.away(seat, "bo", date(2027, 6, 21), None, NOW)
    assert [each.first.isoformat() for each in division.division(seat, NOW).away] == ["2026-12-21", "2027-06-21"]
    assert division.division(seat, NOW).now(TOPIC) is None
    division.back(seat, "bo", later.id, NOW)
    division.back(seat, "bo", now=NOW)
    assert division.division(seat, NOW).away == ()
    with database.read() as tx:
        assert tx.value("SELECT count(*) FROM away") == 0


@pytest.mark.parametrize(
    ("away", "words"),
    [
        ((), "Answers: Bo Ek"),
        (("bo",), "Lisa Lund covers for Bo Ek, who is away"),
        (("bo", "lisa"), "Answers: Bo Ek, who is away; nobody covers"),
    ],
)
def test_who_answers_in_words(seat: Seat, away: tuple[str, ...], words: str) -> None:
    division.set_topics(seat, [TOPIC], ["bo", "lisa"], NOW)
    for login in away:
        division.away(seat, login, now=NOW)
    assert answers_in_words(division.division(seat, NOW).of(TOPIC)) == words
    assert answers_in_words(()) == ""


# ------------------------------------------------------------------ where a new case goes


def test_an_open_case_becomes_that_of_who_answers_and_is_at_work(seat: Seat) -> None:
    assert agent_of(seat) == "anna"
    division.set_topics(seat, [TOPIC], ["bo", "lisa"], NOW)
    assert agent_of(seat) == "bo"
    done = cases.register(seat, {"topic": TOPIC, "channel": "phone"}, NOW)
    assert done.given_to == "bo"
    division.away(seat, "bo", now=NOW)
    assert agent_of(seat) == "lisa"
    division.away(seat, "lisa", now=NOW)
    assert agent_of(seat) == "anna"
    division.back(seat, "bo", now=NOW)
    assert agent_of(seat) == "bo"


def test_what_was_answered_said_otherwise_or_is_confidential_stays(seat: Seat, seat_of: SeatOf) -> None:
    division.set_topics(seat, [TOPIC], ["bo"], NOW)
    assert agent_of(seat, outcome="solved_first") == "anna"
    assert agent_of(seat, agent="lisa") == "lisa"
    assert agent_of(seat, confidential=True) == "anna"
    assert agent_of(seat, topic="other") == "anna"
    assert cases.register(seat, {"topic": TOPIC, "channel": "phone", "outcome": "solved_first"}, NOW).given_to is None
    assert cases.register(seat_of("bo"), {"topic": TOPIC, "channel": "phone"}, NOW).given_to is None


def test_somebody_outside_the_desk_answers_by_themselves(seat: Seat) -> None:
    division.set_topics(seat, [TOPIC], ["Kajsa på Miljö", "bo"], NOW)
    assert agent_of(seat) == "anna"
    assert division.division(seat, NOW).now(TOPIC) == Answerer(None, "Kajsa på Miljö")


def test_who_rests_or_handles_no_cases_any_more_is_passed_over(seat: Seat, database: Database) -> None:
    division.set_topics(seat, [TOPIC], ["rut", "bo", "lisa"], NOW)
    assert agent_of(seat) == "bo"
    people.rest(seat, "bo", NOW)
    assert agent_of(seat) == "lisa"


def test_many_registered_at_once_go_where_one_would(seat: Seat) -> None:
    division.set_topics(seat, [TOPIC], ["bo"], NOW)
    lines = [{"topic": TOPIC, "channel": "phone"}, {"topic": "other", "channel": "phone"}]
    assert [each.given_to for each in cases.register_all(seat, lines, NOW)] == ["bo", None]


def test_a_desk_without_a_division_asks_the_database_nothing_more(
    seat: Seat, monkeypatch: pytest.MonkeyPatch, database: Database
) -> None:
    from desk.storage import division as stored

    asked: list[str] = []
    monkeypatch.setattr(stored, "of", lambda *given: asked.append(given[1]) or ())  # type: ignore[func-returns-value]
    cases.register(seat, {"topic": TOPIC, "channel": "phone"}, NOW)
    assert asked == []
    division.set_topics(seat, ["other"], ["bo"], NOW)
    asked.clear()
    cases.register(seat, {"topic": TOPIC, "channel": "phone"}, NOW)
    cases.register(seat, {"topic": "other", "channel": "phone", "outcome": "solved_first"}, NOW)
    assert asked == []
    cases.register(seat, {"topic": "other", "channel": "phone"}, NOW)
    assert asked == ["other"]
