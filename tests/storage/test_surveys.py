"""Survey answers summed up: at each level, and by week."""

from __future__ import annotations

from datetime import date

import pytest

from desk.rules.report import Level
from desk.storage import surveys
from desk.storage.database import Database

MONDAY = date(2026, 11, 16).toordinal()


@pytest.fixture(autouse=True)
def answers(database: Database) -> None:
    rows = [
        (MONDAY, "Reception", "bo", 5, 4),
        (MONDAY + 6, "Reception", "lisa", 2, None),
        (MONDAY + 3, "Växel", None, None, 3),
        (MONDAY + 3, None, "bo", 1, 1),
        (MONDAY - 1, "Reception", "bo", 3, 3),
        (MONDAY + 7, "Växel", "bo", 4, 5),
    ]
    with database.write() as tx:
        tx.run_many(
            "INSERT INTO survey_answers (day, answer_group, agent, attitude, knowledge, entered_at, entered_by)"
            " VALUES (?, ?, ?, ?, ?, 0, 'anna')",
            rows,
        )


def test_the_grades_of_a_span_at_each_level(database: Database) -> None:
    with database.read() as tx:
        found = {level: surveys.grades(tx, MONDAY, MONDAY + 6, level) for level in Level}
    assert found[Level.ALL] == {"": (8, 3, 8, 3)}
    assert found[Level.GROUP] == {"Reception": (7, 2, 4, 1), "Växel": (0, 0, 3, 1)}
    assert found[Level.AGENT] == {"bo": (6, 2, 5, 2), "lisa": (2, 1, 0, 0)}


def test_no_answers_are_nothing(database: Database) -> None:
    with database.read() as tx:
        assert surveys.grades(tx, MONDAY + 100, MONDAY + 106) == {}


def test_the_grades_by_week(database: Database) -> None:
    with database.read() as tx:
        found = surveys.grades_by_week(tx, MONDAY - 7, MONDAY + 13)
    assert found == {MONDAY - 7: (3, 1, 3, 1), MONDAY: (8, 3, 8, 3), MONDAY + 7: (4, 1, 5, 1)}
    assert all(isinstance(each, int) for each in found[MONDAY])
