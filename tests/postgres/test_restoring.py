"""Copies of a desk on a server, which are desks' files, and putting one back: whole, and seen by those at work."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from desk.rules.refusals import NotAllowed, Refused
from desk.rules.series import Keep
from desk.services import (
    backups,
    cases,
    drafts,
    entrance,
    keys,
    people,
    reports,
    restoring,
    retention,
    sessions,
    upkeep,
)
from desk.services.drafts import Draft
from desk.services.restoring import Restored, restore_backup
from desk.services.seat import Seat
from desk.settings_model import Settings
from desk.storage import disposal
from desk.storage.database import Database
from desk.storage.faults import DatabaseUnusable, Fault

psycopg = pytest.importorskip("psycopg")

KEY = "ssh-ed25519 " + "AAAAC3NzaC1lZDI1NTE5AAAAI" + "A" * 43 + " bo@reception"
KEPT = "desk_replaced_20261119t104200"


@pytest.fixture
def anna(sit: Callable[..., Seat]) -> Seat:
    """Anna's seat at a desk on a server."""
    return sit("anna", "postgres")


@pytest.fixture
def back(place: Any, now: datetime, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Restored]:
    """``back(file)`` restores it, as anna, an hour later."""
    monkeypatch.setattr(entrance, "login_of_system", lambda: "anna")

    def run(file: Path, at: datetime = now + timedelta(hours=1), where: str = place.url()) -> Restored:
        return restore_backup(where, Settings(), file, None, at)

    return run


@pytest.fixture
def at() -> Iterator[Callable[..., Database]]:
    """``at(where)`` is a database that is closed after the test."""
    opened: list[Database] = []

    def open_(where: str | Path, busy_seconds: float = 10.0) -> Database:
        opened.append(Database(where, busy_seconds=busy_seconds))
        return opened[-1]

    yield open_
    for each in opened:
        each.close()


def register(seat: Seat, now: datetime, name: str, **values: Any) -> str:
    return cases.register(seat, {"kind": "enquiry", "citizen": {"name": name}, **values}, now).reference


def names(database: Database) -> list[str | None]:
    with database.read() as tx:
        return [row[0] for row in tx.all("SELECT name FROM cases ORDER BY id")]


def spaces(place: Any) -> set[str]:
    with place.connect() as line:
        return {row[0] for row in line.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'desk%'")}


# ------------------------------------------------------------------ copies


def test_a_copy_is_a_desks_file_made_while_others_write(
    anna: Seat, now: datetime, at: Callable[..., Database], tmp_path: Path
) -> None:
    register(anna, now, "Karin")
    stop, wrong = threading.Event(), []

    def write() -> None:
        while not stop.is_set():
            try:
                register(anna, now, "Oskar")
            except DatabaseUnusable as unusable:  # pragma: no cover
                wrong.append(unusable)

    thread = threading.Thread(target=write)
    thread.start()
    try:
        made = backups.make(anna, tmp_path / "copy.db", now)
    finally:
        stop.set()
        thread.join()
    assert wrong == []
    assert (tmp_path / "copy.db").stat().st_mode & 0o777 == 0o600
    assert made.size == (tmp_path / "copy.db").stat().st_size
    assert sorted(each.name for each in tmp_path.iterdir()) == ["copy.db"]
    copy = at(tmp_path / "copy.db")
    seat = people.sit_down(copy, Settings(), "anna")
    assert upkeep.check(seat).clean
    assert 1 <= len(names(copy)) < len(names(anna.database))
    assert register(seat, now, "Eva") > "26-000001"


def test_a_copy_that_cannot_be_made_is_told_and_leaves_nothing(anna: Seat, now: datetime, tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnusable) as caught:
        backups.make(anna, tmp_path / "no" / "copy.db", now)
    assert caught.value.fault is Fault.MISSING
    (tmp_path / "copy.db").write_text("precious", "utf-8")
    with pytest.raises(Refused):
        backups.make(anna, tmp_path / "copy.db", now)
    assert (tmp_path / "copy.db").read_text("utf-8") == "precious"


def test_a_series_is_named_after_the_database_and_thinned(
    anna: Seat, place: Any, now: datetime, back: Callable[..., Restored], tmp_path: Path
) -> None:
    made = [backups.add_to_series(anna, tmp_path / "s", Keep(2, 0, 0), now + timedelta(days=days)) for days in range(3)]
    there = sorted(each.name for each in (tmp_path / "s").iterdir())
    assert there == [f"{place.name}-202611{day}T104200+0100.db" for day in ("20", "21")]
    assert [each.name for each in made[-1].removed] == [f"{place.name}-20261119T104200+0100.db"]
    assert made[-1].findings == ()
    assert back(tmp_path / "s" / there[0], now + timedelta(days=4)).cases == 0
    again = backups.add_to_series(anna, tmp_path / "s", Keep(9, 0, 0), now + timedelta(days=5))
    assert len(again.kept) == 3, "it is the same desk"


# ------------------------------------------------------------------ one of them comes back


def test_a_copy_comes_back_and_what_it_replaces_stays_on_the_server(
    anna: Seat, place: Any, now: datetime, back: Callable[..., Restored], tmp_path: Path
) -> None:
    register(anna, now, "Karin")
    backups.make(anna, tmp_path / "copy.db", now)
    register(anna, now, "Oskar")
    before = (tmp_path / "copy.db").read_bytes()
    done = back(tmp_path / "copy.db")
    assert names(anna.database) == ["Karin"]
    assert (done.cases, done.weeks, done.upgraded_from) == (1, 1, None)
    assert done.carried is not None
    assert done.carried.lacking == 1
    assert (done.database, done.kept) == (place.url(), f"{place.url()}#{KEPT}")
    assert spaces(place) == {"desk", KEPT}
    with place.connect() as line:
        assert line.execute(f"SELECT name FROM {KEPT}.cases ORDER BY id").fetchall() == [("Karin",), ("Oskar",)]
    assert (tmp_path / "copy.db").read_bytes() == before
    checked = upkeep.check(anna)
    assert checked.clean
    assert checked.head == done.head
    assert register(anna, now, "Eva") == "26-000002"
    assert back(tmp_path / "copy.db").kept == f"{place.url()}#{KEPT}_2"


def test_who_is_at_work_sees_one_moment_and_then_the_restored_state(
    anna: Seat, sit: Callable[..., Seat], now: datetime, back: Callable[..., Restored], tmp_path: Path
) -> None:
    register(anna, now, "Karin")
    backups.make(anna, tmp_path / "copy.db", now)
    register(anna, now, "Oskar")
    bo = sit("bo", "agent")
    seen, changed = sessions.look(bo, "x", now), bo.database.changed()
    done: list[Restored] = []
    with bo.database.read() as tx:
        assert tx.value("SELECT count(*) FROM cases") == 2
        thread = threading.Thread(target=lambda: done.append(back(tmp_path / "copy.db")))
        thread.start()
        thread.join(2.0)
        assert thread.is_alive(), "it waits for those who read"
        assert tx.value("SELECT count(*) FROM cases") == 2, "one moment stays one moment"
    thread.join()
    assert len(done) == 1
    assert bo.database.changed() != changed
    assert sessions.look(bo, "x", now).mark.restored != seen.mark.restored
    assert names(bo.database) == ["Karin"]
    assert register(bo, now, "Eva") == "26-000002"
    assert upkeep.check(anna).clean


def test_who_begins_to_read_in_that_moment_finds_the_restored_state(
    anna: Seat, place: Any, at: Callable[..., Database], now: datetime, back: Callable[..., Restored],
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    from desk.storage.engines.postgres import replacing

    register(anna, now, "Karin")
    backups.make(anna, tmp_path / "copy.db", now)
    register(anna, now, "Oskar")
    reader, found = at(place.url()), []
    threads = [threading.Thread(target=lambda: found.append(names(reader))) for _each in range(3)]
    swap = replacing._swap

    def slowly(line: Any, kept: Any) -> None:
        swap(line, kept)
        for each in threads:
            each.start()
        waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation IS NOT NULL"
        with place.connect() as look:
            while look.execute(waiting).fetchone()[0] < len(threads):
                pass

    monkeypatch.setattr(replacing, "_swap", slowly)
    back(tmp_path / "copy.db")
    for each in threads:
        each.join()
    assert found == [["Karin"]] * 3


def test_somebody_who_reads_all_the_while_keeps_the_desk_as_it_is(
    anna: Seat, place: Any, at: Callable[..., Database], now: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entrance, "login_of_system", lambda: "anna")
    monkeypatch.setattr(restoring, "Database", lambda where: at(where, 0.6))
    backups.make(anna, tmp_path / "copy.db", now)
    register(anna, now, "Oskar")
    with anna.database.read() as tx:
        tx.value("SELECT 1")
        with pytest.raises(DatabaseUnusable) as caught:
            restore_backup(place.url(), Settings(), tmp_path / "copy.db", None, now)
    assert caught.value.fault is Fault.LOCKED
    assert names(anna.database) == ["Oskar"]
    assert spaces(place) == {"desk"}


def test_what_must_not_be_lost_or_come_back_is_carried_over(
    anna: Seat, now: datetime, back: Callable[..., Restored], tmp_path: Path
) -> None:
    key = keys.add(anna, "bo", KEY, now)
    backups.make(anna, tmp_path / "copy.db", now)
    drafts.save(anna, Draft("d1", "anna", "enquiry", "visit", {"summary": "halvt"}, now, "here:1:x"))
    drafts.save(anna, Draft("d2", "anna", "enquiry", "visit", {"summary": "sparat"}, now))
    cases.register(anna, {"kind": "enquiry", "key": "d2"}, now)
    keys.withdraw(anna, "bo", key.fingerprint, now)
    people.rest(anna, "lisa", now)
    done = back(tmp_path / "copy.db")
    assert done.carried is not None
    assert (done.carried.drafts, done.carried.rested, done.carried.keys) == (1, ("lisa",), 1)
    assert [each.key for each in drafts.mine(anna)] == ["d1"]
    assert [each.withdrawn_at is None for each in keys.of(anna, "bo")] == [False]
    assert upkeep.check(anna).clean


def test_later_disposals_are_run_again_and_no_report_changes(
    anna: Seat, now: datetime, back: Callable[..., Restored], tmp_path: Path
) -> None:
    long_ago = now - timedelta(days=200)
    values = {"outcome": "solved_first", "summary": "Berätta om Karin", "received_at": long_ago}
    register(anna, long_ago, "Karin Hemlig", **values)
    register(anna, now, "Oskar")
    backups.make(anna, tmp_path / "copy.db", now)
    figures = [reports.week(anna, None, now=now), reports.week(anna, now=long_ago)]
    assert retention.run(anna, "KS 2026/1", None, now).cases == 1
    done = back(tmp_path / "copy.db")
    assert (done.redone.cases, done.redone.open) == (1, ())
    assert names(anna.database) == [None, "Oskar"]
    assert [reports.week(anna, None, now=now), reports.week(anna, now=long_ago)] == figures
    with anna.database.read() as tx:
        assert len(disposal.runs(tx)) == 1
    assert upkeep.check(anna).clean


def test_a_desk_is_restored_where_there_was_none(
    anna: Seat, empty_place: Any, at: Callable[..., Database], now: datetime, back: Callable[..., Restored],
    tmp_path: Path,
) -> None:  # fmt: skip
    register(anna, now, "Karin")
    backups.make(anna, tmp_path / "copy.db", now)
    done = back(tmp_path / "copy.db", where=empty_place.url())
    assert (done.kept, done.carried, done.cases) == (None, None, 1)
    assert names(at(empty_place.url())) == ["Karin"]
    assert spaces(empty_place) == {"desk"}
    assert back(tmp_path / "copy.db", where=str(tmp_path / "file.db")).cases == 1, "and as a file"
    assert names(at(tmp_path / "file.db")) == ["Karin"]


def test_an_earlier_desks_copy_is_upgraded_on_the_way(
    anna: Seat, now: datetime, back: Callable[..., Restored], tmp_path: Path
) -> None:
    from faults import a_first_desk

    first = a_first_desk(tmp_path / "first.db", now)
    before = first.read_bytes()
    done = back(first)
    assert (done.upgraded_from, done.cases) == (1, 1)
    assert first.read_bytes() == before
    assert names(anna.database) == ["Karin"]
    assert upkeep.check(anna).clean


def test_what_does_not_hold_replaces_nothing(
    anna: Seat, place: Any, now: datetime, back: Callable[..., Restored], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    import sqlite3

    register(anna, now, "Karin")
    backups.make(anna, tmp_path / "copy.db", now)
    for harm in ("UPDATE reference_counters SET last = 9", "DROP TABLE events"):
        with sqlite3.connect(tmp_path / "copy.db") as line:
            line.executescript(harm)
        line.close()
        with pytest.raises(DatabaseUnusable) as caught:
            back(tmp_path / "copy.db")
        assert "Nothing was replaced" in str(caught.value)
    monkeypatch.setattr(entrance, "login_of_system", lambda: "bo")
    with pytest.raises(NotAllowed):
        back(tmp_path / "copy.db")
    assert names(anna.database) == ["Karin"]
    assert spaces(place) == {"desk"}


def test_who_owns_the_tables_restores_and_who_only_works_in_them_does_not(
    anna: Seat, place: Any, now: datetime, back: Callable[..., Restored], tmp_path: Path
) -> None:
    register(anna, now, "Karin")
    backups.make(anna, tmp_path / "copy.db", now)
    register(anna, now, "Oskar")
    with pytest.raises(DatabaseUnusable) as caught:
        back(tmp_path / "copy.db", where=place.url("agent"))
    assert caught.value.fault is Fault.NO_RIGHT
    assert names(anna.database) == ["Karin", "Oskar"]
    with place.connect() as line:
        line.execute(f"GRANT CREATE ON DATABASE {place.name} TO desk_owner")
    assert back(tmp_path / "copy.db", where=place.url("keeper")).cases == 1
    assert names(anna.database) == ["Karin"]
    bo = people.sit_down(Database(place.url("agent")), Settings(), "bo")
    assert register(bo, now, "Eva") == "26-000002", "with the rights that were there before"
    bo.database.close()


PROGRAM = """
import os, signal, sys
from datetime import datetime
from pathlib import Path
from desk.services import entrance, restoring
from desk.settings_model import Settings
from desk.storage.engines.postgres import replacing

entrance.login_of_system = lambda: "anna"
place, name = {"work": restoring._Work, "replacing": replacing}[sys.argv[3]], sys.argv[4]
whole = getattr(place, name)

def die(*given, **named):
    if sys.argv[5] == "after":
        whole(*given, **named)
    os.kill(os.getpid(), signal.SIGKILL)

setattr(place, name, die)
restoring.restore_backup(sys.argv[1], Settings(), Path(sys.argv[2]), None, datetime.fromisoformat(sys.argv[6]))
"""


@pytest.mark.parametrize(
    ("where", "name", "when"),
    [("work", "_check", "before"), ("work", "_enter", "after"), ("replacing", "_swap", "after")],
)
def test_killed_in_the_middle_the_old_desk_is_there_whole(
    where: str, name: str, when: str, anna: Seat, place: Any, now: datetime, back: Callable[..., Restored],
    tmp_path: Path,
) -> None:  # fmt: skip
    register(anna, now, "Karin")
    backups.make(anna, tmp_path / "copy.db", now)
    register(anna, now, "Oskar")
    command = [sys.executable, "-c", PROGRAM, place.url(), str(tmp_path / "copy.db"), where, name, when]
    done = subprocess.run(
        [*command, now.isoformat()], capture_output=True, text=True, check=False, timeout=120, env=dict(os.environ)
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert names(anna.database) == ["Karin", "Oskar"]
    assert upkeep.check(anna).clean
    assert back(tmp_path / "copy.db").cases == 1
    assert names(anna.database) == ["Karin"]
    assert spaces(place) == {"desk", KEPT}


def test_the_commands_answer_as_they_do_for_a_file(
    place: Any, cli: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(entrance, "login_of_system", lambda: "anna")
    copy = tmp_path / "copy.db"
    made = cli("backup", str(copy), "--output", "json", database=place.url())
    assert (made.code, made.json) == (0, {"file": str(copy), "bytes": copy.stat().st_size})
    done = cli("restore", str(copy), "--output", "json", database=place.url())
    assert done.code == 0, done.err
    assert done.json["database"] == place.url()
    assert done.json["replaced"] == f"{place.url()}#desk_replaced_20261119t094200"
    assert (done.json["cases"], done.json["cases_lacking"], done.json["weeks_equal"]) == (0, 0, 0)
    missing = cli("restore", str(tmp_path / "none.db"), "--output", "json", database=place.url())
    assert (missing.code, missing.json["refused"][0]["code"]) == (3, "database_missing")
    text = cli("restore", str(copy), database=place.url())
    assert "What it replaced is kept: postgresql://" in text.out
