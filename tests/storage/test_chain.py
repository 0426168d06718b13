"""The trail is chained: whatever is done to an entry behind Desk's back is found, and the entry is named."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from desk.rules.refusals import Problem
from desk.services import access, cases, corrections, reading, upkeep
from desk.services.seat import Seat
from desk.storage import chain, trail
from desk.storage.chain import Head, chain_of, link_of, read_head
from desk.storage.database import Database, Transaction

Register = Callable[..., str]
KARIN = "189001189811"
ZERO = f"x'{'00' * 32}'"
TYPED = pytest.mark.sqlite_only("a column takes only its own type on a server")


@pytest.fixture
def lived(register: Register, seat: Seat, now: datetime) -> None:
    """Two cases with a few entries each, between them an opening; entries 1 to 3 are the people who were added."""
    register(citizen={"name": "Karin Ström", "personal_number": KARIN})
    register(summary="Bygglov")
    cases.note(seat, "26-1", "Ringde igen", now)
    reading.reveal(seat, "26-1", "", now)
    corrections.correct(seat, "26-2", {"citizen.name": "Oskar Berg"}, now)
    cases.note(seat, "26-1", "Klart", now)


pytestmark = pytest.mark.usefixtures("lived")


@pytest.fixture
def first(database: Database) -> int:
    """The number of the first entry that is of a case."""
    with database.read() as tx:
        return int(tx.value("SELECT min(id) FROM events WHERE case_id IS NOT NULL"))


def wrong(database: Database, *heads: Head) -> list[str]:
    with database.read() as tx:
        return chain.verify(tx, heads)


def head_of(database: Database) -> Head:
    with database.read() as tx:
        return trail.head(tx)


def chain_anew(line: Transaction) -> None:
    """Make every sum anew, as somebody would who knows how."""
    links: dict[Any, bytes] = {}
    last = chain.START
    rows = line.all('SELECT id, case_id, at, "by", what, subject, changes, version, state FROM events ORDER BY id')
    for *entry, state in rows:
        links[entry[1]] = link_of(links.get(entry[1], chain.START), entry, state)
        last = chain_of(last, links[entry[1]])
        line.run("UPDATE events SET link = ?, chain = ? WHERE id = ?", (links[entry[1]], last, entry[0]))


def test_a_trail_that_was_left_alone_is_whole(database: Database) -> None:
    early = Head(0, chain.START)
    assert wrong(database) == []
    assert wrong(database, head_of(database), early) == []


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE events SET at = at + 1 WHERE id = {id}",
        "UPDATE events SET \"by\" = 'bo' WHERE id = {id}",
        "UPDATE events SET what = 'note' WHERE id = {id}",
        "UPDATE events SET subject = 'x' WHERE id = {id}",
        "UPDATE events SET changes = replace(changes, 'new', 'ongoing') WHERE id = {id}",
        "UPDATE events SET version = 7 WHERE id = {id}",
        f"UPDATE events SET state = {ZERO} WHERE id = {{id}}",
        pytest.param("UPDATE events SET changes = x'7b7d' WHERE id = {id}", marks=TYPED),
        pytest.param("UPDATE events SET at = 'yesterday' WHERE id = {id}", marks=TYPED),
    ],
)
def test_an_altered_entry_is_named_and_no_other(sql: str, first: int, database: Database, behind: Transaction) -> None:
    behind.run(sql.format(id=first))
    (found,) = wrong(database)
    assert found.startswith(f"entry {first} (26-000001, ")
    assert found.endswith(" was altered")


def test_an_entry_with_another_sum_is_named(first: int, database: Database, behind: Transaction) -> None:
    behind.run(f"UPDATE events SET chain = {ZERO} WHERE id = ?", (first,))
    assert [each.split(" (")[0] for each in wrong(database)] == [f"entry {first}", f"entry {first + 1}"]


def test_an_entry_that_was_taken_away_is_named(first: int, database: Database, behind: Transaction) -> None:
    behind.run("DELETE FROM events WHERE id = ?", (first + 2,))
    found = wrong(database)
    assert found[0] == f"entry {first + 2} is missing"
    assert all("missing" in each for each in found)


def test_several_that_were_taken_away_are_named(first: int, database: Database, behind: Transaction) -> None:
    behind.run("DELETE FROM events WHERE id BETWEEN ? AND ?", (first + 1, first + 3))
    assert wrong(database)[0] == f"entries {first + 1}–{first + 3} are missing"


def test_an_entry_that_was_put_in_is_named(first: int, database: Database, behind: Transaction) -> None:
    last = head_of(database).id
    behind.run(
        'INSERT INTO events (id, case_id, at, "by", what, changes, link, chain)'
        " SELECT id + 1, case_id, at, \"by\", 'note', changes, link, chain FROM events WHERE id = ?",
        (last,),
    )
    found = wrong(database)
    assert len(found) == 2
    assert all(each.startswith(f"entry {last + 1} (26-000001, note, ") for each in found)


def test_entries_in_another_order_are_found(first: int, database: Database, behind: Transaction) -> None:
    behind.run("UPDATE events SET id = 999 WHERE id = ?", (first + 1,))
    behind.run("UPDATE events SET id = ? WHERE id = ?", (first + 1, first + 2))
    behind.run("UPDATE events SET id = ? WHERE id = 999", (first + 2,))
    found = " ".join(wrong(database))
    assert f"entry {first + 1} " in found
    assert f"entry {first + 2} " in found


def test_a_tail_that_was_cut_off_is_seen_only_with_a_head(database: Database, behind: Transaction) -> None:
    head = head_of(database)
    behind.run("DELETE FROM events WHERE id > ?", (head.id - 2,))
    assert wrong(database) == []
    assert wrong(database, head) == [f"entries {head.id - 1}–{head.id} are missing: cut off at the end"]


def test_sums_made_anew_are_seen_only_with_a_head(first: int, database: Database, behind: Transaction) -> None:
    head = head_of(database)
    behind.run("UPDATE events SET \"by\" = 'bo' WHERE id = ?", (first,))
    chain_anew(behind)
    assert wrong(database) == []
    (found,) = wrong(database, head)
    assert found.startswith("the trail up to entry ")
    assert "is another than when its head was printed" in found


def test_heads_that_are_older_tell_since_when(first: int, database: Database, behind: Transaction) -> None:
    rows = behind.all("SELECT id, chain FROM events ORDER BY id")
    behind.run("UPDATE events SET \"by\" = 'bo' WHERE id = ?", (first + 2,))
    chain_anew(behind)
    found = wrong(database, *(Head(*row) for row in rows))
    assert len(found) == len([row for row in rows if row[0] >= first + 2])


def test_a_case_that_was_changed_behind_its_trail_is_named(seat: Seat, behind: Transaction) -> None:
    for sql in (
        "summary = 'Rivningslov'",
        "phone = '+46701740605'",
        "closed_at = NULL, status = 'new', confidential = 1",
    ):
        behind.run(f"UPDATE cases SET {sql} WHERE id = 2")
        found = {each.part.value: each.wrong for each in upkeep.check(seat) if not each.clean}
        assert found["trail"] == ("26-000002 is not as its trail left it",)


def test_a_value_that_was_taken_away_is_missed(database: Database, behind: Transaction, seat: Seat) -> None:
    behind.run("DELETE FROM event_values WHERE field = 'citizen.name'")
    (found,) = (each for each in upkeep.check(seat) if each.part.value == "trail")
    assert len(found.wrong) == 1
    assert "the value of citizen.name is missing" in found.wrong[0]


def test_check_takes_heads_and_gives_one(seat: Seat) -> None:
    before = upkeep.check(seat)
    assert before.head == access.head(seat)
    cases.note(seat, "26-2", "Mer", None)
    after = upkeep.check(seat, heads=[before.head])
    assert after.clean
    assert after.head != before.head
    number, _colon, sums = before.head.partition(":")
    false = f"{number}:{'0' * len(sums)}"
    assert [each.part.value for each in upkeep.check(seat, heads=[false]) if not each.clean] == ["trail"]


@pytest.mark.parametrize("text", ["", "12", "12:", "12:abc", f"x:{'0' * 64}", f"1:{'g' * 64}", f"-1:{'0' * 64}"])
def test_what_is_no_head_is_refused(text: str, refusal: Callable[..., Problem]) -> None:
    problem = refusal(lambda: read_head(text))
    assert (problem.code, problem.field) == ("head_invalid", "--head")


def test_a_head_is_read_as_it_is_written(database: Database) -> None:
    head = head_of(database)
    assert read_head(f" {str(head).upper()}\n") == head
