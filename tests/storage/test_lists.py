"""Lists: every case exactly once, whoever registers meanwhile, and along an index whatever is asked."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from desk.storage import lists
from desk.storage.database import Database, Row
from desk.storage.engines.sqlite.engine import SqliteTransaction
from desk.storage.lists import Viewer, Which

Register = Callable[..., str]
ALL = Viewer("anna", all_confidential=True)


def pages(database: Database, which: Which, limit: int, between: Callable[[], object] = lambda: None) -> list[int]:
    found: list[int] = []
    after = None
    while True:
        with database.read() as tx:
            rows = lists.page(tx, which, ALL, limit, after)
        found += [row.id for row in rows]
        if len(rows) < limit:
            return found
        after = (rows[-1].due_key, rows[-1].id)
        between()


@pytest.fixture
def fifty(register: Register, now: datetime) -> None:
    for number in range(50):
        due = None if number % 3 == 0 else (now + timedelta(hours=number % 7)).isoformat()
        register(due=due, agent=("anna", "bo")[number % 2], kind=("enquiry", "fault")[number % 4 == 0])


WHICH = [
    Which(),
    Which(open=True),
    Which(agent="bo"),
    Which(kind="fault"),
    Which(open=True, agent="bo"),
    Which(open=True, group="Reception"),
    Which(open=True, kind="fault"),
    Which(overdue_at=1 << 40),
    Which(overdue_at=1 << 40, agent="bo"),
]


@pytest.mark.usefixtures("fifty")
@pytest.mark.parametrize("which", WHICH, ids=str)
@pytest.mark.parametrize("limit", [1, 7, 50])
def test_pages_hold_every_case_exactly_once_while_others_register(
    which: Which, limit: int, database: Database, register: Register, now: datetime
) -> None:
    whole = pages(database, which, 1000)
    turn = itertools.count()

    def meanwhile() -> None:
        register(due=(now + timedelta(hours=next(turn) % 9)).isoformat(), agent="bo", kind="fault")

    seen = pages(database, which, limit, meanwhile if limit > 1 else lambda: None)
    assert len(seen) == len(set(seen))
    assert [each for each in seen if each in set(whole)] == whole
    assert len(whole) > 5


@pytest.mark.usefixtures("fifty")
def test_open_lists_go_by_deadline_and_others_by_newest(database: Database) -> None:
    with database.read() as tx:
        by_deadline = lists.page(tx, Which(open=True), ALL, 100)
        by_newest = lists.page(tx, Which(), ALL, 100)
    assert [row.due_key for row in by_deadline] == sorted(row.due_key for row in by_deadline)
    assert by_deadline[-1].due is None
    assert [row.id for row in by_newest] == list(range(50, 0, -1))


@pytest.mark.usefixtures("fifty")
def test_what_is_counted_is_what_is_listed(database: Database) -> None:
    for which in WHICH:
        with database.read() as tx:
            assert lists.count_open(tx, which, ALL, 1000) == len(lists.page(tx, which, ALL, 1000))
            assert lists.count_open(tx, which, ALL, 3) == 3


# ------------------------------------------------------------------ who sees what


def test_a_confidential_case_is_listed_for_its_agent_and_those_who_may(database: Database, register: Register) -> None:
    register(confidential=True, agent="bo", citizen={"phone": "070-174 06 05"})
    viewers = {Viewer("bo", False): 1, Viewer("anna", False): 0, Viewer("lisa", True): 1}
    with database.read() as tx:
        for viewer, rows in viewers.items():
            assert len(lists.page(tx, Which(open=True), viewer, 10)) == rows
            assert lists.count_open(tx, Which(), viewer, 10) == rows
            assert len(lists.earlier(tx, ("phone:+46701740605",), viewer, 10)) == rows


def test_of_a_protected_identity_a_list_shows_only_that_it_is(database: Database, register: Register) -> None:
    register(citizen={"name": "Karin Ström", "phone": "070-174 06 05", "protected": True})
    register(citizen={"name": "Oskar Berg"})
    with database.read() as tx:
        oskar, karin = lists.page(tx, Which(), ALL, 10)
        assert lists.earlier(tx, ("phone:+46701740605",), ALL, 10) == []
    assert (karin.citizen, karin.protected) == (None, True)
    assert (oskar.citizen, oskar.protected) == ("Oskar Berg", False)


def test_a_row_is_not_shown_by_repr(database: Database, register: Register) -> None:
    register(citizen={"name": "Karin Ström"})
    with database.read() as tx:
        assert "Karin" not in f"{lists.page(tx, Which(), ALL, 10)!r}"


# ------------------------------------------------------------------ along an index


class Planning(SqliteTransaction):
    """Keeps how the database would answer each question."""

    plans: list[str]

    def all(self, sql: str, values: Any = ()) -> list[Row]:
        self.plans = [str(row[3]) for row in self.connection.execute(f"EXPLAIN QUERY PLAN {sql}", values)]
        return super().all(sql, values)


@pytest.mark.sqlite_only("SQLite's plans")
@pytest.mark.usefixtures("fifty")
@pytest.mark.parametrize("after", [None, (1 << 53, 40)], ids=["first page", "next page"])
@pytest.mark.parametrize("which", WHICH, ids=str)
def test_a_list_is_read_along_an_index_and_never_sorted(
    which: Which, after: tuple[int, int] | None, database: Database
) -> None:
    with database.read() as tx:
        assert isinstance(tx, SqliteTransaction)
        planning = Planning(tx.connection)
        lists.page(planning, which, ALL, 50, after)
    (plan,) = planning.plans
    assert "TEMP B-TREE" not in plan
    assert "USING" in plan or (which == Which() and plan == "SCAN c"), plan


@pytest.mark.sqlite_only("SQLite's plans")
@pytest.mark.usefixtures("fifty")
def test_earlier_cases_are_found_by_their_number(database: Database) -> None:
    with database.read() as tx:
        assert isinstance(tx, SqliteTransaction)
        planning = Planning(tx.connection)
        lists.earlier(planning, ("phone:1", "person:2"), ALL, 5)
    assert any("SEARCH handles USING PRIMARY KEY (handle=?)" in plan for plan in planning.plans)
    assert any(plan.startswith("SEARCH c USING INTEGER PRIMARY KEY") for plan in planning.plans), planning.plans
