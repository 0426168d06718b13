"""The made-up follow-up: the same for the same seed, nothing in the future, and something of everything."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import on_engine
import pytest

from desk.rules.goals import Goal
from desk.rules.improvements import BoardStatus
from desk.rules.report import Level
from desk.rules.spans import parse_span
from desk.services import board, dialogues, due, goals, measurements, people, sample, steering, surveys, upkeep, wheel
from desk.services.seat import Seat
from desk.settings_model import Settings
from desk.storage.database import Database

FIRST, LAST = date(2025, 11, 20), date(2026, 11, 19)
NOON = datetime(2026, 11, 19, 11, 20, tzinfo=UTC)
TABLES = (
    "goals", "activities", "deviations", "followed_spans", "staffing", "absences", "survey_answers", "measurements",
    "measurement_results", "improvements", "wheel_dates", "wheel_done", "steering_documents", "steering_versions",
    "dialogues", "dialogue_decisions", "events",
)  # fmt: skip


def filled(path: Path, template: Path, *, seed: int = 1, now: datetime = NOON) -> Seat:
    on_engine.copied(template, path)
    seat = people.sit_down(Database(path), Settings(), "anna")
    sample.fill(seat, 1500, seed, FIRST, LAST, now)
    return seat


@pytest.fixture(scope="module")
def sampled(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seat]:
    """A desk with a year of made-up data. Not to be changed by a test."""
    seat = filled(tmp_path_factory.mktemp("sample") / "desk.db", template)
    yield seat
    seat.database.close()


def rows(seat: Seat) -> dict[str, list[Any]]:
    with seat.database.read() as tx:
        return {table: tx.all(f"SELECT * FROM {table} ORDER BY 1, 2") for table in TABLES}


def value(seat: Seat, sql: str) -> Any:
    with seat.database.read() as tx:
        return tx.value(sql)


def test_the_same_seed_makes_the_same_follow_up(sampled: Seat, template: Path, tmp_path: Path) -> None:
    again = filled(tmp_path / "again.db", template, now=datetime(2026, 11, 19, 11, 55, tzinfo=UTC))
    other = filled(tmp_path / "other.db", template, seed=2)
    assert rows(again) == rows(sampled)
    assert rows(other)["survey_answers"] != rows(sampled)["survey_answers"]
    for seat in (again, other):
        seat.database.close()


def test_there_is_something_of_everything(sampled: Seat) -> None:
    counted = {table: len(each) for table, each in rows(sampled).items()}
    assert all(counted.values()), counted


def test_the_trail_is_whole(sampled: Seat) -> None:
    assert [each for each in upkeep.check(sampled) if not each.clean] == []


def test_nothing_was_done_in_the_future(sampled: Seat) -> None:
    today = LAST.toordinal()
    for column in (
        "survey_answers.day", "staffing.day", "activities.done_on", "deviations.done_on", "wheel_done.done_on",
        "improvements.ended_on", "improvements.decided_on", "dialogues.day", "dialogue_decisions.done_on",
        "steering_versions.decided_on", "measurements.made_on", "goals.decided_on",
    ):  # fmt: skip
        table, name = column.split(".")
        assert value(sampled, f"SELECT max({name}) FROM {table}") <= today, column
    assert value(sampled, "SELECT max(at) FROM events") <= int(NOON.timestamp())
    assert value(sampled, "SELECT max(entered_at) FROM survey_answers") <= int(NOON.timestamp())


def test_the_grades_are_such_as_people_give(sampled: Seat) -> None:
    (part,) = surveys.report(sampled, parse_span("2026"), Level.ALL, NOON).parts
    assert 4.1 < (part.attitude.mean or 0) < 4.6
    assert 3.8 < (part.knowledge.mean or 0) < 4.4
    people_ = surveys.report(sampled, parse_span("2026"), Level.AGENT, NOON).parts
    means = {round(each.attitude.mean or 0, 2) for each in people_}
    assert len(means) == len(people_) == 3
    assert len(surveys.report(sampled, parse_span("2026"), Level.GROUP, NOON).parts) == 6


def test_some_days_are_under_the_least_staff_and_some_are_covered(sampled: Seat) -> None:
    short = "SELECT count(*) FROM staffing JOIN answer_groups g ON g.name = answer_group WHERE present < g.least_staff"
    assert 0 < value(sampled, short) < value(sampled, "SELECT count(*) FROM staffing") / 3
    assert value(sampled, "SELECT count(*) FROM staffing WHERE hourly > 0") > 0
    assert value(sampled, "SELECT count(*) FROM staffing WHERE (day + 6) % 7 >= 5") == 0
    away = "SELECT coalesce(sum(persons), 0) FROM absences a WHERE a.day = s.day AND a.answer_group = s.answer_group"
    assert value(sampled, f"SELECT count(*) FROM staffing s WHERE present <> planned - ({away}) + hourly") == 0


def test_the_board_has_every_column(sampled: Seat) -> None:
    assert {each.status for each in board.find(sampled)} == set(BoardStatus)
    assert any(each.is_overdue(LAST) for each in board.find(sampled))


def test_goals_documents_wheel_and_dialogues(sampled: Seat) -> None:
    assert {each.figure for each in goals.decided(sampled)} >= {"answer_rate", "attitude", "knowledge"}
    documents = steering.documents(sampled)
    assert [each.is_draft for each in documents] == [False, False, True]
    assert len(wheel.between(sampled, LAST, LAST).dates) == 13
    decisions = [decision for each in dialogues.find(sampled) for decision in each.decisions]
    assert {each.was_done for each in decisions} == {True, False}
    assert all(each.day.weekday() < 5 for each in dialogues.find(sampled))
    (measurement,) = measurements.every(sampled)
    assert (measurement.name, measurement.handled) == ("Servicemätning 2025", True)
    assert due.due(sampled, NOON)


def test_most_deviations_are_explained_but_the_latest_weeks(sampled: Seat) -> None:
    explained = "cause_code IS NOT NULL AND action IS NOT NULL"
    latest = date(2026, 11, 9).toordinal()
    assert value(sampled, f"SELECT count(*) FROM deviations WHERE last >= {latest} AND {explained}") == 0
    open_ = value(sampled, f"SELECT count(*) FROM deviations WHERE last < {latest} AND NOT ({explained})")
    assert 0 < open_ < value(sampled, "SELECT count(*) FROM deviations") / 3
    assert value(sampled, f"SELECT count(*) FROM deviations WHERE last < {latest - 60} AND NOT ({explained})") == 0


def test_the_trail_says_nothing_of_what_an_individual_fell_short_of(sampled: Seat) -> None:
    with sampled.database.read() as tx:
        said = tx.all(
            "SELECT e.changes FROM events e JOIN deviations d ON e.subject = 'deviation:' || d.id"
            " WHERE d.level = 'agent'"
        )
    assert said
    assert all(set(changes) and '"written"' in changes and '"cause"' in changes for (changes,) in said)
    assert not any("Handledning" in changes or "Återkoppling" in changes for (changes,) in said)


def test_what_is_there_already_is_left_alone(seat: Seat) -> None:
    mine = goals.set_goal(seat, Goal("answer_rate", 0.9, decided_by="Nämnden", valid_from=date(2026, 1, 1)), now=NOON)
    sample.fill(seat, 60, first=date(2026, 10, 1), last=LAST, now=NOON)
    assert goals.decided(seat) == (mine,)


@pytest.mark.parametrize("day", [date(2026, 11, 14), LAST])
def test_a_single_day_has_a_follow_up_too(day: date, seat: Seat) -> None:
    sample.fill(seat, 7, first=day, last=day, now=NOON)
    assert len(board.find(seat)) == 8
    assert value(seat, "SELECT max(at) FROM events") <= int(NOON.timestamp())


def test_departments_that_are_not_there_are_left_out(seat: Seat) -> None:
    with seat.database.write() as tx:
        tx.run("UPDATE departments SET active = 0")
    seat.forget()
    sample.fill(seat, 40, first=date(2026, 10, 1), last=LAST, now=NOON)
    assert dialogues.find(seat) == ()
    assert all(each.department is None for each in board.find(seat))
