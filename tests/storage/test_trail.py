"""The trail is only ever added to, and a personal value in it is proved by its digest."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from desk.storage import trail
from desk.storage.database import ConstraintBroken, Database, Transaction

Register = Callable[..., str]


@pytest.fixture
def event(database: Database, register: Register) -> int:
    """An event with an open and a personal value; its id."""
    register()
    with database.write() as tx:
        changes = {"channel": ("visit", "phone"), "citizen.name": ("Karin", "Karin Ström"), "note": ("", "å")}
        return trail.add(tx, 1, 1_795_000_000, "anna", "corrected", changes, ("citizen.name", "note"))


REPLACING = pytest.mark.sqlite_only("words that only SQLite has")
TYPED = pytest.mark.sqlite_only("a column takes only its own type on a server")
ZERO = f"x'{'00' * 32}'"
ENTRY = (
    'INTO events (id, case_id, at, "by", what, changes, link, chain)'
    f" VALUES (1, 1, 1, 'anna', 'x', '{{}}', {ZERO}, {ZERO})"
)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE events SET what = 'x'",
        "UPDATE events SET changes = '{}' WHERE id = 1",
        "DELETE FROM events",
        pytest.param("INSERT OR REPLACE INTO events SELECT * FROM events", marks=REPLACING),
        pytest.param(f"REPLACE {ENTRY}", marks=REPLACING),
        f"INSERT {ENTRY}",
        f"INSERT {ENTRY} ON CONFLICT (id) DO UPDATE SET what = 'x'",
        f"INSERT {ENTRY.replace('(1, 1', '(99, 1')}",
        "UPDATE event_values SET after = ''",
        "DELETE FROM event_values",
        pytest.param(
            "INSERT OR REPLACE INTO event_values SELECT event_id, field, salt, before, 'x' FROM event_values",
            marks=REPLACING,
        ),
        "DELETE FROM cases",
        pytest.param("INSERT OR REPLACE INTO cases SELECT * FROM cases", marks=REPLACING),
    ],
)
def test_what_is_written_stays(sql: str, event: int, database: Database) -> None:
    with database.write() as tx:
        trail.log_opening(tx, 1, 1_795_000_000, "anna", ["citizen.name"], "asked")
    tables = ("events", "event_values", "cases")
    with database.read() as tx:
        before = [tx.all(f"SELECT * FROM {table}") for table in tables]
    with pytest.raises(ConstraintBroken, match=r"append-only|never removed"), database.write() as tx:
        tx.run(sql)
    with database.read() as tx:
        assert [tx.all(f"SELECT * FROM {table}") for table in tables] == before


def test_a_personal_value_stands_beside_its_event(event: int, database: Database) -> None:
    with database.read() as tx:
        stored = str(tx.value("SELECT changes FROM events WHERE id = ?", (event,)))
        last = trail.of_case(tx, 1)[-1]
    assert "Karin" not in stored
    assert json.loads(stored)["channel"] == ["visit", "phone"]
    assert last.changes["citizen.name"] == ("Karin", "Karin Ström")
    assert last.changes["note"] == ("", "å")
    assert last.changes["channel"] == ("visit", "phone")
    assert set(last.personal) == {"citizen.name", "note"}
    assert last.gone == ()


def test_a_value_that_was_disposed_of_is_gone_and_its_event_still_true(event: int, database: Database) -> None:
    with database.write() as tx:
        tx.run("UPDATE cases SET disposed_at = 1 WHERE id = 1")
        tx.run("DELETE FROM event_values WHERE field = 'citizen.name'")
    with database.read() as tx:
        last = trail.of_case(tx, 1)[-1]
        assert list(trail.false_digests(tx)) == []
    assert last.gone == ("citizen.name",)
    assert last.changes["citizen.name"] == (None, None)
    assert last.changes["note"] == ("", "å")


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE event_values SET after = '\"Karin Strom\"' WHERE field = 'citizen.name'",
        "UPDATE event_values SET before = NULL WHERE field = 'citizen.name'",
        "UPDATE event_values SET salt = x'00' WHERE field = 'citizen.name'",
        "UPDATE event_values SET salt = 'text' WHERE field = 'citizen.name'",
        "UPDATE event_values SET field = 'citizen.phone' WHERE field = 'citizen.name'",
    ],
)
def test_a_value_that_was_tampered_with_is_found(sql: str, event: int, database: Database, behind: Transaction) -> None:
    with database.read() as tx:
        assert list(trail.false_digests(tx)) == []
    behind.run(sql)
    with database.read() as tx:
        assert [(number, name[:8]) for number, name in trail.false_digests(tx)] == [(event, "citizen.")]


@pytest.mark.parametrize("changes", ["not json", "[]", '"x"', "{}", '{"citizen.name": 1, "note": []}'])
def test_an_event_that_was_tampered_with_is_found(
    changes: str, event: int, database: Database, behind: Transaction
) -> None:
    behind.run("UPDATE events SET changes = ? WHERE id = ?", (changes, event))
    with database.read() as tx:
        assert list(trail.false_digests(tx)) == [(event, "citizen.name"), (event, "note")]


def test_equal_values_have_unlike_digests(database: Database, register: Register) -> None:
    register()
    with database.write() as tx:
        for _ in range(2):
            trail.add(tx, 1, 1, "anna", "corrected", {"citizen.name": ("a", "b")}, ("citizen.name",))
        digests = [json.loads(row[0])["citizen.name"]["digest"] for row in tx.all(
            "SELECT changes FROM events WHERE what = 'corrected'")]  # fmt: skip
    assert len(set(digests)) == 2


def test_an_event_is_not_shown_by_repr(event: int, database: Database) -> None:
    with database.read() as tx:
        assert "Karin" not in repr(trail.of_case(tx, 1))
