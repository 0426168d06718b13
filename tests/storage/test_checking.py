"""``check`` finds each sort of damage, in the part that it belongs to and in no other."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime

import on_engine
import pytest

from desk.services import cases, corrections, upkeep
from desk.services.seat import Seat
from desk.services.upkeep import Part
from desk.storage import checking
from desk.storage.database import Database, Transaction

Register = Callable[..., str]
Walk = Callable[..., None]
KARIN = "189001189811"
ON = " ON {}" if on_engine.engine() == on_engine.POSTGRES else ""
"""A server asks of which table a trigger is."""
DROP_VALUES_STAY = f"DROP TRIGGER values_stay{ON.format('event_values')}"


@pytest.fixture
def peopled(register: Register, walk: Walk, seat: Seat, now: datetime) -> None:
    """Two enquiries, a card and a permit that were handed out, a protected identity, a correction."""
    register(citizen={"name": "Karin Ström"})
    register(citizen={"name": "Karin Ström", "protected": True})
    card = register(kind="bus_card", details={"card_number": "K1", "reason": "new", "pupil": "Oskar"})
    walk(card, "ordered", "to_collect", "handed_out")
    details = {
        "resident": True,
        "lasting": True,
        "decision": "granted",
        "serial_number": "P1",
        "valid_from": "2026-11-19",
        "valid_to": "2028-11-19",
    }
    permit = register(kind="parking_permit", citizen={"personal_number": KARIN}, details=details)
    walk(permit, "investigation", "decided", "to_collect", "handed_out")
    corrections.correct(seat, "26-1", {"citizen.name": "Karin Berg"}, now)
    cases.annul(seat, register(), "dubbel", now)


def wrong(seat: Seat) -> dict[str, tuple[str, ...]]:
    return {each.part.value: each.wrong for each in upkeep.check(seat) if not each.clean}


pytestmark = pytest.mark.usefixtures("peopled")


def test_a_desk_in_order_is_clean_and_says_how_far_it_has_come(seat: Seat) -> None:
    told: list[tuple[int, int]] = []
    found = upkeep.check(seat, lambda done, of: told.append((done, of)))
    assert [each.part for each in found] == list(Part)
    assert all(each.clean for each in found)
    assert found.clean
    assert told == [(n, len(Part)) for n in range(len(Part) + 1)]
    assert set(checking.PARTS) == {str(part) for part in Part}


@pytest.mark.parametrize(
    ("part", "words", "damage"),
    [
        ("structure", "trigger events_stay missing", [f"DROP TRIGGER events_stay{ON.format('events')}"]),
        ("structure", "trigger cases_remain missing", [f"DROP TRIGGER cases_remain{ON.format('cases')}"]),
        pytest.param(
            "structure",
            "cases_kind",
            [
                "PRAGMA writable_schema = ON",
                "UPDATE sqlite_schema SET sql = replace(sql, 'kind, id', 'channel, id') WHERE name = 'cases_kind'",
                "PRAGMA writable_schema = RESET",
            ],
            marks=pytest.mark.sqlite_only("SQLite's own description of a table"),
        ),
        pytest.param(
            "structure",
            "index cases_kind is not valid",
            ["UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'desk.cases_kind'::regclass"],
            marks=pytest.mark.skipif(not ON, reason="PostgreSQL's own description of an index"),
        ),
        ("links", "cases row", ["UPDATE cases SET agent = 'gone' WHERE id = 1"]),
        ("references", "2026: 5 cases", ["UPDATE cases SET number = 99 WHERE id = 5"]),
        ("references", "counter 7", ["UPDATE reference_counters SET last = 7"]),
        ("references", "counter None", ["DELETE FROM reference_counters"]),
        ("references", "2031: 0 cases", ["INSERT INTO reference_counters VALUES (2031, 3)"]),
        ("search", "case 1 not indexed", ["DELETE FROM search WHERE rowid = 1"]),
        (
            "search",
            "index row 99 without case",
            ["INSERT INTO search (rowid, names, words, folded) VALUES (99, 'x', '', '')"],
        ),
        ("search", "case 2 is protected", ["UPDATE search SET names = ' Karin ' WHERE rowid = 2"]),
        ("search", "case 2 is protected", [f"UPDATE search SET words = '{'x' * 60}' WHERE rowid = 2"]),
        (
            "trail",
            "does not match",
            [DROP_VALUES_STAY, "UPDATE event_values SET after = '\"x\"'"],
        ),
        (
            "trail",
            "case 1 has no registration",
            [f"DROP TRIGGER events_stay{ON.format('events')}", "UPDATE events SET what = 'x' WHERE case_id = 1"],
        ),
        ("registers", "case 3: card not in the register", ["DELETE FROM bus_cards"]),
        ("registers", "case 4: permit not in the register", ["DELETE FROM permits"]),
        ("registers", "card 1: has no case, and was not brought in", ["UPDATE bus_cards SET case_id = NULL"]),
        ("registers", "permit 1: has no case, and was not brought in", ["UPDATE permits SET case_id = NULL"]),
        ("registers", "case 4: permit active though annulled", ["UPDATE cases SET annulled_at = 1 WHERE id = 4"]),
        ("registers", "case 3: card active though annulled", ["UPDATE cases SET annulled_at = 1 WHERE id = 3"]),
        ("figures", "is neither counted nor marked", ["DELETE FROM dirty_days"]),
    ],
)
def test_damage_is_found_where_it_is(
    part: str, words: str, damage: list[str], seat: Seat, database: Database, unwatched: Transaction
) -> None:
    assert wrong(seat) == {}
    for sql in damage:
        unwatched.run(sql)
    database.close()
    found = wrong(seat)
    assert words in " ".join(found.get(part, ())), found
    missing_trigger = {"structure"} if any("DROP TRIGGER" in sql for sql in damage) else set()
    behind_the_trail = (
        {"trail"} if any(re.search("UPDATE cases SET (number|annulled)", sql) for sql in damage) else set()
    )
    assert set(found) == {part} | missing_trigger | behind_the_trail


def test_anybody_who_sees_figures_may_check(seat_of: Callable[[str], Seat]) -> None:
    for login in ("bo", "lisa", "rut"):
        assert all(each.clean for each in upkeep.check(seat_of(login)))


def test_what_is_booked_twice_is_found_and_what_follows_closely_is_not(
    seat: Seat, now: datetime, without_triggers: Callable[[], AbstractContextManager[Transaction]]
) -> None:
    begins = int(now.timestamp())
    taken = "INSERT INTO reservations (resource_id, case_id, begins, ends) VALUES (1, 1, ?, ?)"
    with seat.database.write() as tx:
        tx.run("INSERT INTO resources (sort, type, name, note, active, out_why) VALUES ('pool', '', 'Bil', '', 1, '')")
        tx.run(taken, (begins, begins + 3600))
        tx.run(taken, (begins + 3600, begins + 7200))
    assert wrong(seat) == {}
    with without_triggers() as line:
        line.run(taken, (begins + 1800, begins + 2000))
    assert wrong(seat) == {"registers": ("resource 1: reservation 3 is of a time that was taken",)}
