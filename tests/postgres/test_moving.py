"""Moving house: everything comes over, whole or not at all, and nobody can use what is not proved."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from desk.rules.refusals import NotAllowed, Refused
from desk.rules.rights import Role
from desk.services import (
    cases,
    drafts,
    entrance,
    keys,
    lists,
    moving,
    people,
    sample,
    searching,
    sessions,
    setup,
    upkeep,
)
from desk.services.drafts import Draft
from desk.services.seat import Seat
from desk.settings_model import Settings
from desk.storage.database import Database, Transaction
from desk.storage.engines.pouring import pour, told
from desk.storage.faults import DatabaseUnusable, Fault
from desk.storage.lists import Which

psycopg = pytest.importorskip("psycopg")

KEY = "ssh-ed25519 " + "AAAAC3NzaC1lZDI1NTE5AAAAI" + "A" * 43 + " bo@reception"


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk in a file, with made-up cases, people, a key, a draft and a case with letters that are hard to keep."""
    path = tmp_path_factory.mktemp("filled") / "desk.db"
    database, now = Database(path), datetime.fromisoformat("2026-11-19T09:42+00:00")
    setup.prepare(database, "anna", now)
    seat = people.sit_down(database, Settings(), "anna")
    sample.fill(seat, 40, 3, now.date() - timedelta(days=40), now.date(), now)
    people.add(seat, "kalle", "Kalle Öst", Role.AGENT, "Reception", now)
    keys.add(seat, "kalle", KEY, now)
    drafts.save(seat, Draft("d1", "anna", "enquiry", "visit", {"summary": "halvt"}, now))
    cases.register(seat, {"kind": "enquiry", "summary": "Ä\\t N\\x % _ '\" 𝄞 ß İ", "note": "rad\n\\N\n\tslut"}, now)
    database.close()
    with closing(sqlite3.connect(path)) as line:
        line.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


@pytest.fixture
def old(filled: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copy(filled, tmp_path / "old.db"))


_opened: list[Database] = []


@pytest.fixture(autouse=True)
def none_left_open() -> Iterator[None]:
    """What a test has opened is closed after it."""
    yield
    while _opened:
        _opened.pop().close()


def at(where: str | Path, busy_seconds: float = 10.0) -> Database:
    _opened.append(Database(where, busy_seconds=busy_seconds))
    return _opened[-1]


def seat_at(where: str | Path, login: str = "anna", busy_seconds: float = 10.0) -> Seat:
    return people.sit_down(at(where, busy_seconds), Settings(), login)


def move(old: str | Path, to: str | Path, now: datetime, login: str = "anna") -> moving.Moved:
    return moving.move(seat_at(old, login), to, now)


def content(where: str | Path) -> dict[str, tuple[int, str]]:
    """What every table holds, but for those that moving itself writes into."""
    with at(where).read() as tx:
        found = {each.table: (each.rows, each.digest) for each in told(tx, lambda _done, _every: None, 1)}
    return {name: each for name, each in found.items() if name not in ("events", "settings")}


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def there(folder: Path) -> list[str]:
    """What there is of the new one, without what SQLite and Desk have beside a desk that is open."""
    beside = ("-gate", "-door", "-wal", "-shm")
    return sorted(each.name for each in folder.glob("new*") if not each.name.endswith(beside))


def is_no_desk(where: str | Path) -> bool:
    try:
        return at(where).schema() == 0
    except DatabaseUnusable as unusable:
        return unusable.fault is Fault.MISSING


# ------------------------------------------------------------------ everything comes over


def test_everything_comes_over_and_back_again(old: Path, empty_place: Any, now: datetime, tmp_path: Path) -> None:
    before, content_before = digest(old), content(old)
    there = move(old, empty_place.url(), now)
    assert (there.source, there.target) == (str(old), empty_place.url())
    assert (there.cases, there.still_there) == (41, ())
    assert there.rows > 400
    assert there.reports > 10
    assert digest(old) == before, "the old one is left as it is"
    assert content(empty_place.url()) == content_before
    seat = seat_at(empty_place.url())
    checked = upkeep.check(seat, heads=[there.head_before])
    assert checked.clean
    assert checked.head == there.head
    assert searching.find(seat, "n\\x % _").rows[0].reference == "26-000041"
    assert cases.register(seat, {"kind": "enquiry"}, now).reference == "26-000042"
    assert [each.key for each in drafts.mine(seat)] == ["d1"]
    back = move(empty_place.url(), tmp_path / "new.db", now)
    assert back.cases == 42
    assert (tmp_path / "new.db").stat().st_mode & 0o777 == 0o600
    assert content(tmp_path / "new.db") == content(empty_place.url())
    seat = seat_at(tmp_path / "new.db")
    assert upkeep.check(seat, heads=[there.head, back.head_before]).clean
    assert cases.register(seat, {"kind": "enquiry"}, now).reference == "26-000043"
    assert lists.count(seat, Which(open=True)) == lists.count(seat_at(empty_place.url()), Which(open=True)) + 1


def test_from_file_to_file_and_from_server_to_server(
    old: Path, empty_place: Any, place: Any, now: datetime, tmp_path: Path
) -> None:
    assert move(old, tmp_path / "b" / "desk.db", now).cases == 41
    assert content(tmp_path / "b" / "desk.db") == content(old)
    assert move(place.url(), empty_place.url(), now).cases == 0
    assert content(empty_place.url()) == content(place.url())


def test_the_trail_of_the_new_one_says_from_where_it_came(old: Path, empty_place: Any, now: datetime) -> None:
    done = move(old, empty_place.url(), now)
    with at(empty_place.url()).read() as tx:
        last = tx.one('SELECT "by", what, subject, changes FROM events ORDER BY id DESC LIMIT 1')
    assert last is not None
    assert last[:3] == ("anna", "moved", empty_place.url())
    assert str(old) in last[3]
    assert done.head.partition(":")[0] == str(int(done.head_before.partition(":")[0]) + 1)


def test_indexes_triggers_and_links_are_there_as_in_a_desk_that_was_made_there(
    old: Path, empty_place: Any, place: Any, now: datetime
) -> None:
    asked = """
        SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = 'desk'
        UNION ALL SELECT 'rule', conrelid::regclass || ' ' || conname, pg_get_constraintdef(k.oid) FROM pg_constraint k
            WHERE connamespace = 'desk'::regnamespace
        UNION ALL SELECT 'trigger', tgname, tgenabled::text || pg_get_triggerdef(t.oid) FROM pg_trigger t
            JOIN pg_class c ON c.oid = tgrelid WHERE relnamespace = 'desk'::regnamespace AND NOT tgisinternal
        UNION ALL SELECT 'table', relname, relowner::regrole || ' ' || coalesce(relacl::text, '') FROM pg_class
            WHERE relnamespace = 'desk'::regnamespace AND relkind = 'r'
        UNION ALL SELECT 'function', proname, proowner::regrole || coalesce(proconfig::text, '') FROM pg_proc
            WHERE pronamespace = 'desk'::regnamespace
        ORDER BY 1, 2, 3"""
    move(old, empty_place.url(), now)
    with empty_place.connect() as moved, place.connect() as made:
        assert moved.execute(asked).fetchall() == made.execute(asked).fetchall()
        assert moved.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'desk%'").fetchall() == [("desk",)]


# ------------------------------------------------------------------ what is refused


def refused(call: Callable[[], object]) -> str:
    with pytest.raises(Refused) as caught:
        call()
    (problem,) = caught.value.problems
    assert problem.reason
    return problem.code


def test_nobody_moves_in_where_another_desk_is(
    old: Path, empty_place: Any, place: Any, now: datetime, tmp_path: Path
) -> None:
    assert refused(lambda: move(old, old, now)) == "move_to_itself"
    assert refused(lambda: move(place.url(), place.url(), now)) == "move_to_itself"
    another = Path(shutil.copy(old, tmp_path / "another.db"))
    before = digest(another), content(place.url())
    assert refused(lambda: move(old, another, now)) == "move_not_free"
    assert refused(lambda: move(old, place.url(), now)) == "move_not_free"
    assert (digest(another), content(place.url())) == before
    move(old, empty_place.url(), now)
    assert refused(lambda: move(old, empty_place.url(), now)) == "move_not_free"


def test_a_desk_that_was_only_made_gives_way(old: Path, empty_place: Any, now: datetime, tmp_path: Path) -> None:
    for where in (empty_place.url(), tmp_path / "made.db"):
        made = at(where)
        setup.prepare(made, "bertil", now)
        assert move(old, where, now).cases == 41
        with made.read() as tx:
            assert tx.all("SELECT login FROM agents WHERE login = 'bertil'") == []


def test_a_strangers_file_is_left_alone(old: Path, now: datetime, tmp_path: Path) -> None:
    words = tmp_path / "words.db"
    words.write_bytes(b"plain words " * 999)
    with pytest.raises(DatabaseUnusable) as caught:
        move(old, words, now)
    assert caught.value.fault is Fault.NOT_A_DATABASE
    assert words.read_bytes() == b"plain words " * 999


def test_only_an_administrator_moves(old: Path, empty_place: Any, now: datetime) -> None:
    with pytest.raises(NotAllowed):
        move(old, empty_place.url(), now, "kalle")
    assert is_no_desk(empty_place.url())


@pytest.mark.parametrize("harm", ["UPDATE topics SET working_days = 99", "UPDATE handles SET handle = handle || '1'"])
def test_what_does_not_come_over_the_same_is_no_desk(
    harm: str, old: Path, empty_place: Any, now: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def careless(source: Transaction, target: Transaction, progress: Any) -> Any:
        found = pour(source, target, progress)
        target.run(harm)
        return found

    monkeypatch.setattr(moving, "pour", careless)
    for where in (empty_place.url(), tmp_path / "new.db"):
        assert refused(partial(move, old, where, now)) == "move_not_the_same"
        assert is_no_desk(where)
    assert there(tmp_path) == []


@pytest.mark.parametrize(
    ("harm", "code"),
    [
        ("UPDATE reference_counters SET last = last + 1", "move_unsound"),
        ("UPDATE drafts SET fields = char(0) || fields", "move_does_not_fit"),
        ("UPDATE handles SET case_id = 999", "move_does_not_fit"),
    ],
)
def test_what_is_wrong_already_or_cannot_be_kept_is_told_without_its_values(
    harm: str, code: str, old: Path, empty_place: Any, now: datetime
) -> None:
    with closing(sqlite3.connect(old)) as line:
        line.executescript(harm)
    before = digest(old)
    with pytest.raises(Refused) as caught:
        move(old, empty_place.url(), now)
    assert caught.value.problems[0].code == code
    assert "halvt" not in str(caught.value)
    assert is_no_desk(empty_place.url())
    assert digest(old) == before


def test_reports_that_differ_stop_it(
    old: Path, empty_place: Any, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled_in = moving._Work._demand_the_same

    def careless(work: moving._Work, read: Any, ready: Database) -> None:
        filled_in(work, read, ready)
        with ready.write() as tx:
            tx.run("UPDATE cases SET channel = 'letter'")

    monkeypatch.setattr(moving._Work, "_demand_the_same", careless)
    assert refused(lambda: move(old, empty_place.url(), now)) == "move_not_the_same"
    assert is_no_desk(empty_place.url())


# ------------------------------------------------------------------ while others work, and when it breaks off


def test_nobody_writes_in_the_old_one_meanwhile_and_who_is_there_is_named(
    old: Path, empty_place: Any, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    kalle = seat_at(old, "kalle", busy_seconds=0.2)
    sessions.look(kalle, "here:1:x", now)
    with kalle.database.write() as tx:
        tx.run(
            "INSERT INTO sessions (id, agent, started_at, seen_at) VALUES ('s', 'kalle', ?, ?)", (now.timestamp(),) * 2
        )
    demand = moving._Work._demand_the_same

    def tried(work: moving._Work, read: Any, ready: Database) -> None:
        with pytest.raises(DatabaseUnusable) as caught:
            cases.register(kalle, {"kind": "enquiry"}, now)
        assert caught.value.fault is Fault.LOCKED
        with pytest.raises(Refused) as again:
            move(old, str(old), now)
        assert again.value.problems[0].code == "move_to_itself"
        demand(work, read, ready)

    monkeypatch.setattr(moving._Work, "_demand_the_same", tried)
    assert move(old, empty_place.url(), now).still_there == ("Kalle Öst",)
    assert cases.register(kalle, {"kind": "enquiry"}, now).reference == "26-000042", "the old one goes on"


PROGRAM = """
import os, signal, sys
from datetime import datetime
from desk.services import moving, people
from desk.settings_model import Settings
from desk.storage.database import Database, Transaction
from desk.storage.engines.sqlite import replacing

place, name = {"work": moving._Work, "files": replacing, "moving": moving}[sys.argv[3]], sys.argv[4]

def die(*given, **named):
    os.kill(os.getpid(), signal.SIGKILL)

setattr(place, name, die)
seat = people.sit_down(Database(sys.argv[1]), Settings(), "anna")
moving.move(seat, sys.argv[2], datetime.fromisoformat(sys.argv[5]))
"""


@pytest.mark.parametrize(
    ("server", "place", "name"),
    [
        (True, "moving", "pour"),
        (True, "work", "_demand_the_same"),
        (True, "work", "_enter"),
        (False, "work", "_demand_the_same"),
        (False, "files", "_put_instead"),
    ],
)
def test_killed_in_the_middle_it_leaves_no_desk_and_begins_anew(
    server: bool, place: str, name: str, old: Path, empty_place: Any, now: datetime, tmp_path: Path
) -> None:
    target = empty_place.url() if server else str(tmp_path / "new.db")
    before = digest(old)
    command = [sys.executable, "-c", PROGRAM, str(old), target, place, name, now.isoformat()]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, env=dict(os.environ))
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert is_no_desk(target)
    assert digest(old) == before
    assert move(old, target, now).cases == 41
    assert content(target) == content(old)
    if server:
        with empty_place.connect() as line:
            assert line.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'desk%'").fetchall() == [("desk",)]
    else:
        assert there(tmp_path) == ["new.db"]


def test_what_is_half_there_is_believed_by_nobody(old: Path, empty_place: Any, now: datetime) -> None:
    """Also under the desk's own name, were it ever to get it: its version is said last."""
    target = at(empty_place.url(), 0.5)
    with target.engine.exchange.beside() as ready:
        with empty_place.connect() as line:
            assert line.execute("SELECT version FROM desk_next.schema_version").fetchone() == (0,)
        assert target.schema() == 0
        with pytest.raises(DatabaseUnusable) as caught, target.read():
            pass
        assert caught.value.fault is Fault.MISSING
        with (
            pytest.raises(DatabaseUnusable) as second,
            at(empty_place.url(), 0.2).engine.exchange.beside(),
        ):
            pass
        assert second.value.fault is Fault.LOCKED
        assert ready.where == target.where


# ------------------------------------------------------------------ the command


def test_the_command_moves_and_says_what_came_of_it(
    old: Path, empty_place: Any, cli: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(entrance, "login_of_system", lambda: "anna")
    done = cli("move", "--to", empty_place.url(), "--output", "json", database=str(old))
    assert done.code == 0, done.err
    said = done.json
    assert set(said) == {
        "from", "to", "cases", "events", "rows_equal", "tables", "reports_equal", "head", "head_before", "still_there",
    }  # fmt: skip
    assert (said["from"], said["to"], said["cases"]) == (str(old), empty_place.url(), 41)
    again = cli("move", "--to", empty_place.url(), "--output", "json", database=str(old))
    assert (again.code, [each["code"] for each in again.json["refused"]]) == (2, ["move_not_free"])
    text = cli("--lang", "sv", "move", "--to", str(tmp_path / "new.db"), database=empty_place.url())
    assert text.code == 0, text.err
    assert f"Flyttade 41 ärenden till {tmp_path / 'new.db'}." in text.out
    nowhere = cli("move", "--to", "postgresql://anna@127.0.0.1:1/desk", "--output", "json", database=str(old))
    assert (nowhere.code, nowhere.json["refused"][0]["code"]) == (3, "database_away")
    secret = cli("move", "--to", "postgresql://anna:hemligt@127.0.0.1/desk", database=str(old))
    assert secret.code == 3
    assert "hemligt" not in secret.out + secret.err
