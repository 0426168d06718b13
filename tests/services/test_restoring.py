"""Restoring: verified first, whole or not at all, what it replaces kept, and seen by those at work."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from faults import a_first_desk

from desk.rules.refusals import NotAllowed, Refused
from desk.rules.rights import Role
from desk.services import (
    backups,
    cases,
    disposed_again,
    drafts,
    entrance,
    keys,
    people,
    reports,
    retention,
    sessions,
    upkeep,
)
from desk.services.drafts import Draft
from desk.services.restoring import Restored, restore_backup
from desk.services.seat import Seat
from desk.settings_model import Settings
from desk.storage.database import SCHEMA, Database
from desk.storage.engines.sqlite.replacing import SCRATCH
from desk.storage.faults import DatabaseUnusable, Fault

pytestmark = pytest.mark.sqlite_only("files, their pages and what lies beside them (a server's: tests/postgres)")

Restore = Callable[..., Restored]


@pytest.fixture
def back(seat: Seat, now: datetime, monkeypatch: pytest.MonkeyPatch) -> Restore:
    """``back(file)`` restores it, as anna, an hour later."""
    monkeypatch.setattr(entrance, "login_of_system", lambda: "anna")

    def run(file: Path, at: datetime = now + timedelta(hours=1), settings: Settings | None = None) -> Restored:
        return restore_backup(seat.database.path, settings or Settings(), file, None, at)

    return run


def register(seat: Seat, now: datetime, name: str, **values: Any) -> str:
    return cases.register(seat, {"kind": "enquiry", "citizen": {"name": name}, **values}, now).reference


def names(database: Database) -> list[str]:
    """The names in every case, as another process would see them."""
    with closing(sqlite3.connect(database.path)) as other:
        return [row[0] for row in other.execute("SELECT name FROM cases ORDER BY id")]


def beside(path: Path) -> set[str]:
    """What lies beside a database that is no lock file."""
    return {each.name.removeprefix(path.name) for each in path.parent.glob(f"{path.name}?*")} - {"-gate", "-door"}


def test_a_backup_comes_back_and_what_it_replaces_is_kept(
    seat: Seat, now: datetime, back: Restore, tmp_path: Path
) -> None:
    register(seat, now, "Karin")
    copy = tmp_path / "copy.db"
    backups.make(seat, copy, now)
    register(seat, now, "Oskar")
    node = seat.database.path.stat().st_ino
    before = copy.read_bytes()
    done = back(copy)
    assert names(seat.database) == ["Karin"]
    assert (done.cases, done.weeks, done.upgraded_from) == (1, 1, None)
    assert done.carried is not None
    assert done.carried.lacking == 1
    assert done.kept is not None
    kept = Path(done.kept)
    assert names(Database(kept)) == ["Karin", "Oskar"]
    assert kept.name == "desk.db.replaced-20261119T104200"
    assert kept.stat().st_mode & 0o777 == 0o600
    assert seat.database.path.stat().st_ino == node
    assert copy.read_bytes() == before
    checked = upkeep.check(seat)
    assert checked.clean
    assert checked.head == done.head
    assert beside(seat.database.path) <= {"-wal", "-shm", ".replaced-20261119T104200"}
    assert register(seat, now, "Eva") == "26-000002"


def test_who_has_the_database_open_sees_the_restored_state_without_opening_it_again(
    seat: Seat, now: datetime, back: Restore, tmp_path: Path
) -> None:
    register(seat, now, "Karin")
    copy = tmp_path / "copy.db"
    backups.make(seat, copy, now)
    register(seat, now, "Oskar")
    other = Database(seat.database.path)
    bo = people.sit_down(other, Settings(), "bo")
    seen, changed = sessions.look(bo, "x", now), other.changed()
    with other.read() as tx:
        assert tx.value("SELECT count(*) FROM cases") == 2
        back(copy)
        assert tx.value("SELECT count(*) FROM cases") == 2, "one moment stays one moment"
    assert other.changed() != changed
    assert sessions.look(bo, "x", now).mark.cases != seen.mark.cases
    assert sessions.look(bo, "x", now).mark.calls != seen.mark.calls
    with other.read() as tx:
        assert tx.value("SELECT count(*) FROM cases") == 1
        assert tx.value("SELECT count(*) FROM search('oskar')") == 0
    assert register(bo, now, "Eva") == "26-000002"
    other.close()
    assert upkeep.check(seat).clean


def test_the_desks_trail_says_what_was_restored_over_what(
    seat: Seat, now: datetime, back: Restore, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.db"
    backups.make(seat, copy, now)
    register(seat, now, "Oskar")
    head = upkeep.check(seat).head
    back(copy)
    with seat.database.read() as tx:
        rows = tx.all('SELECT what, "by", subject, changes FROM events WHERE case_id IS NULL ORDER BY id DESC LIMIT 2')
    assert [row[:3] for row in rows] == [("restored", "anna", "copy.db"), ("backed_up", "anna", str(copy))]
    assert head in rows[0][3]
    assert "replaced-20261119T104200" in rows[0][3]


def test_unfinished_forms_and_those_who_were_cut_off_stay_as_they_were(
    seat: Seat, now: datetime, back: Restore, tmp_path: Path
) -> None:
    line = "ssh-ed25519 " + "AAAAC3NzaC1lZDI1NTE5AAAAI" + "A" * 43 + " bo@reception"
    key = keys.add(seat, "bo", line, now)
    copy = tmp_path / "copy.db"
    backups.make(seat, copy, now)
    drafts.save(seat, Draft("d1", "anna", "enquiry", "visit", {"summary": "halvt"}, now, "here:1:x"))
    drafts.save(seat, Draft("d2", "anna", "enquiry", "visit", {"summary": "sparat"}, now))
    cases.register(seat, {"kind": "enquiry", "key": "d2"}, now)
    keys.withdraw(seat, "bo", key.fingerprint, now)
    people.rest(seat, "lisa", now)
    people.add(seat, "eva", "Eva Öst", Role.ADMIN, None, now)
    done = back(copy)
    assert done.carried is not None
    assert (done.carried.drafts, done.carried.rested, done.carried.keys) == (1, ("lisa",), 1)
    assert [each.key for each in drafts.mine(seat)] == ["d1"]
    assert [each.withdrawn_at is None for each in keys.of(seat, "bo")] == [False]
    assert {each.login: each.active for each in people.everybody(seat)}["lisa"] is False
    assert upkeep.check(seat).clean


def test_later_disposals_are_run_again_and_no_report_changes(
    seat: Seat, now: datetime, back: Restore, tmp_path: Path
) -> None:
    long_ago = now - timedelta(days=200)
    values = {"outcome": "solved_first", "summary": "Berätta om Karin", "received_at": long_ago}
    gone = register(seat, long_ago, "Karin Hemlig", **values)
    register(seat, now, "Oskar")
    copy = tmp_path / "copy.db"
    backups.make(seat, copy, now)
    figures = [reports.week(seat, None, now=now), reports.week(seat, now=long_ago)]
    assert retention.run(seat, "KS 2026/1", None, now).cases == 1
    for unreadable in (False, True):
        if unreadable:
            seat.database.close()
            seat.database.path.write_bytes(b"no database at all, but plain words " * 200)
        done = back(copy, at=now + timedelta(hours=2 + unreadable))
        assert (done.redone.cases, done.redone.open) == (1, ())
        assert done.weeks > 20
        assert names(seat.database) == [None, "Oskar"]
        assert b"Hemlig" not in seat.database.path.read_bytes()
        assert b"Hemlig" in copy.read_bytes()
        assert [reports.week(seat, None, now=now), reports.week(seat, now=long_ago)] == figures
        assert upkeep.check(seat).clean
    assert gone == "26-000001"


# ------------------------------------------------------------------ what is refused


def words(path: Path) -> None:
    path.write_bytes(b"no database at all, but plain words " * 200)


def recipes(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE recipes (name TEXT)")
        other.commit()


def later(path: Path) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute(f"PRAGMA user_version = {SCHEMA + 1}")


def half(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2 // 4096 * 4096)


def page(path: Path) -> None:
    """Harm a page that no registration writes, so that no WAL has a sound one."""
    with closing(sqlite3.connect(path)) as other:
        root = other.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'departments'").fetchone()[0]
    with path.open("r+b") as file:
        file.seek((root - 1) * 4096)
        file.write(b"\xff" * 4096)


def gap(path: Path) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute("UPDATE reference_counters SET last = 9")
        other.commit()


def stranger(path: Path) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute("DROP TRIGGER events_stay")
        other.execute("UPDATE events SET \"by\" = 'bo' WHERE case_id = 1")
        other.commit()


HARMS = {
    words: Fault.NOT_A_DATABASE, recipes: Fault.NOT_A_DATABASE, later: Fault.TOO_NEW, half: Fault.DAMAGED,
    page: Fault.DAMAGED, gap: Fault.DAMAGED, stranger: Fault.DAMAGED, Path.unlink: Fault.MISSING,
}  # fmt: skip


@pytest.mark.parametrize("harm", HARMS, ids=lambda harm: harm.__name__)
def test_what_does_not_hold_replaces_nothing(
    harm: Callable[[Path], None], seat: Seat, now: datetime, back: Restore, tmp_path: Path
) -> None:
    register(seat, now, "Karin")
    copy = tmp_path / "copy.db"
    backups.make(seat, copy, now)
    harm(copy)
    register(seat, now, "Oskar")
    content = copy.read_bytes() if copy.exists() else None
    with pytest.raises(DatabaseUnusable) as caught:
        back(copy)
    assert caught.value.fault is HARMS[harm]
    assert str(copy) in str(caught.value)
    assert "Nothing was replaced" in str(caught.value)
    assert names(seat.database) == ["Karin", "Oskar"]
    assert beside(seat.database.path) <= {"-wal", "-shm"}
    assert (copy.read_bytes() if copy.exists() else None) == content


def test_only_an_administrator_restores_and_nobody_the_database_itself(
    seat: Seat, now: datetime, back: Restore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "copy.db"
    backups.make(seat, copy, now)
    with pytest.raises(Refused) as caught:
        back(seat.database.path)
    assert caught.value.problems[0].code == "restore_itself"
    for login in ("bo", "lisa", "rut", "nobody"):
        monkeypatch.setattr(entrance, "login_of_system", lambda login=login: login)
        with pytest.raises(NotAllowed):
            back(copy)
        seat.database.path.rename(tmp_path / "away.db")
        with pytest.raises(NotAllowed):
            back(copy)
        assert not seat.database.path.exists()
        (tmp_path / "away.db").rename(seat.database.path)


def test_reports_that_differ_stop_it(
    seat: Seat, now: datetime, back: Restore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    register(seat, now, "Karin")
    copy = tmp_path / "copy.db"
    backups.make(seat, copy, now)
    again = disposed_again.again

    def careless(database: Database, *others: Any) -> Any:
        with database.write() as tx:
            print(tx.all("SELECT channel, day FROM cases"))
            tx.run("UPDATE cases SET channel = 'letter'")
        return again(database, *others)

    monkeypatch.setattr(disposed_again, "again", careless)
    with pytest.raises(Refused) as caught:
        back(copy)
    assert caught.value.problems[0].code == "restore_figures"
    with seat.database.read() as tx:
        assert tx.value("SELECT channel FROM cases") == "phone"


# ------------------------------------------------------------------ a database that is none any more


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2 // 4096 * 4096)


def emptied(path: Path) -> None:
    os.truncate(path, 0)


def harm_first_page(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(b"\xff" * 4096)


@pytest.mark.parametrize("harm", [words, cut, emptied, harm_first_page, page, Path.unlink], ids=lambda h: h.__name__)
def test_a_database_that_is_damaged_or_gone_is_replaced_and_kept_byte_by_byte(
    harm: Callable[[Path], None], seat: Seat, now: datetime, back: Restore, tmp_path: Path
) -> None:
    register(seat, now, "Karin")
    copy = tmp_path / "copy.db"
    backups.make(seat, copy, now)
    other = Database(seat.database.path)
    bo = people.sit_down(other, Settings(), "bo")
    register(bo, now, "Oskar")
    seat.database.close()
    wal = seat.database.path.with_name("desk.db-wal")
    harm(seat.database.path)
    content = seat.database.path.read_bytes() if seat.database.path.exists() else None
    log = wal.read_bytes()
    assert log
    done = back(copy)
    assert names(seat.database) == ["Karin"]
    assert upkeep.check(seat).clean
    assert done.kept is not None
    if harm is not page:  # for what can be opened, this test's own reading has let go of SQLite's locks
        kept = Path(done.kept)
        assert (kept.read_bytes() if kept.exists() else None) == content
        assert kept.with_name(kept.name + "-wal").read_bytes() == log
    with other.read() as tx:
        assert tx.value("SELECT count(*) FROM cases") == 1
    assert register(bo, now, "Eva") == "26-000002"
    assert register(seat, now, "Per") == "26-000003"
    other.close()
    seat.database.close()
    assert names(seat.database) == ["Karin", "Eva", "Per"]
    assert upkeep.check(seat).clean


def test_where_there_was_nothing_there_is_a_desk(seat: Seat, now: datetime, tmp_path: Path, back: Restore) -> None:
    register(seat, now, "Karin")
    copy = tmp_path / "copy.db"
    backups.make(seat, copy, now)
    path = tmp_path / "new.db"
    done = restore_backup(path, Settings(), copy, None, now)
    assert (done.kept, done.carried, done.cases) == (None, None, 1)
    assert path.stat().st_mode & 0o777 == 0o600
    assert names(Database(path)) == ["Karin"]


def test_a_backup_on_a_protected_disk_of_another_page_size_is_restored(
    seat: Seat, now: datetime, back: Restore, tmp_path: Path
) -> None:
    register(seat, now, "Karin")
    copy = tmp_path / "copy.db"
    backups.make(seat, copy, now)
    with closing(sqlite3.connect(copy)) as other:
        other.execute("PRAGMA page_size = 8192")
        other.execute("VACUUM")
    back(copy)
    with closing(sqlite3.connect(seat.database.path)) as other:
        assert other.execute("PRAGMA page_size").fetchone() == (4096,)
    assert names(seat.database) == ["Karin"]


def test_nothing_is_left_of_a_restoring_that_was_broken_off(
    seat: Seat, now: datetime, back: Restore, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.db"
    backups.make(seat, copy, now)
    left = [seat.database.path.with_name(f"desk.db{SCRATCH}{number}") for number in ("99999999", "99999999-wal")]
    mine = seat.database.path.with_name(f"desk.db{SCRATCH}1")
    for each in (*left, mine):
        shutil.copy(copy, each)
    back(copy)
    assert not any(each.exists() for each in left)
    assert mine.exists(), "the one of a process that runs is not ours"


# ------------------------------------------------------------------ an earlier Desk's


@pytest.fixture
def first_desk(tmp_path: Path, now: datetime) -> Path:
    """A database of the first Desk."""
    return a_first_desk(tmp_path / "first.db", now)


def test_an_earlier_desks_backup_is_upgraded_beside_the_database(
    first_desk: Path, seat: Seat, now: datetime, back: Restore
) -> None:
    register(seat, now, "Oskar")
    before = first_desk.read_bytes()
    done = back(first_desk)
    assert (done.upgraded_from, done.cases, done.weeks) == (1, 1, 1)
    assert first_desk.read_bytes() == before
    assert names(seat.database) == ["Karin"]
    assert upkeep.check(seat).clean
