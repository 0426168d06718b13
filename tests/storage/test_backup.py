"""A backup is whole while others write, its owner's alone, and never takes another file's place."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desk.rules.refusals import NotAllowed, Refused
from desk.services import upkeep
from desk.services.seat import Seat
from desk.settings_model import Settings
from desk.storage import backup
from desk.storage.backup import copy_to
from desk.storage.database import Database
from desk.storage.faults import DatabaseUnusable, Fault

Register = Callable[..., str]

WRITER = """
import sys
from datetime import datetime, UTC
from desk.services import cases, people
from desk.settings_model import Settings
from desk.storage.database import Database
seat = people.sit_down(Database(sys.argv[1]), Settings(), "anna")
print("ready", flush=True)
for number in range(1000):
    done = cases.register(seat, {"kind": "enquiry", "summary": "cykel", "note": "x" * 5000})
    print(done.reference, flush=True)
"""


def seat_at(path: Path, seat: Seat) -> Seat:
    return Seat(Database(path), Settings(), seat.who)


@pytest.mark.sqlite_only("a file that another process writes into; of a server see tests/postgres/test_restoring.py")
def test_a_backup_while_another_process_writes_is_whole(database: Database, seat: Seat, tmp_path: Path) -> None:
    command = [sys.executable, "-c", WRITER, str(database.path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
        for number in range(4):
            before = writer.stdout.readline().strip()
            target = tmp_path / f"copy-{number}.db"
            size = upkeep.backup(seat, target)
            assert size == target.stat().st_size
            copy = seat_at(target, seat)
            assert [each for each in upkeep.check(copy) if not each.clean] == []
            with copy.database.read() as tx:
                assert f"26-{tx.value('SELECT max(number) FROM cases'):06d}" >= before
            copy.database.close()
        writer.kill()


def test_a_backup_is_its_owners_alone_whatever_the_mask(database: Database, tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        copy_to(database, tmp_path / "copy.db")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "copy.db").stat().st_mode) == 0o600
    assert {each.name for each in tmp_path.iterdir() if not each.name.startswith("desk.db")} == {"copy.db"}


def test_a_backup_is_one_file_and_needs_no_other(
    database: Database, register: Register, tmp_path: Path, seat: Seat
) -> None:
    register(summary="cykel")
    folder = tmp_path / "away"
    folder.mkdir()
    copy_to(database, folder / "copy.db")
    assert [each.name for each in folder.iterdir()] == ["copy.db"]
    moved = (folder / "copy.db").rename(folder / "moved.db")
    copy = Database(moved)
    with copy.read() as tx:
        assert tx.value("SELECT summary FROM cases") == "cykel"
    copy.close()


def make_file(path: Path) -> None:
    path.write_text("precious", "utf-8")


def make_link(path: Path) -> None:
    path.symlink_to(path.parent / "nowhere")


@pytest.mark.parametrize("make", [make_file, make_link, Path.mkdir])
def test_nothing_is_written_over(make: Callable[[Path], None], database: Database, seat: Seat, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    make(target)
    with pytest.raises(Refused) as caught:
        upkeep.backup(seat, target)
    (problem,) = caught.value.problems
    assert problem.code == "file_exists"
    assert str(target) in problem.reason
    assert not target.is_file() or target.read_text("utf-8") == "precious"


@pytest.mark.parametrize("links", [True, False])
def test_nothing_that_comes_meanwhile_is_written_over(
    links: bool, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "copy.db"
    copy = backup._copy

    def slow(database: Database, half: Path, *others: Any) -> None:
        copy(database, half, *others)
        make_file(target)

    def unknown(*_: object) -> None:
        raise OSError(errno.EPERM, "no hard links here")

    monkeypatch.setattr(backup, "_copy", slow)
    if not links:
        monkeypatch.setattr(Path, "hardlink_to", unknown)
    with pytest.raises(FileExistsError):
        copy_to(database, target)
    assert target.read_text("utf-8") == "precious"
    assert not list(tmp_path.glob("*.part"))


def test_a_memory_stick_without_hard_links_will_do(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(*_: object) -> None:
        raise OSError(errno.EPERM, "no hard links here")

    monkeypatch.setattr(Path, "hardlink_to", unknown)
    assert copy_to(database, tmp_path / "copy.db") > 0
    assert Database(tmp_path / "copy.db").ready()


def test_what_a_broken_off_backup_left_is_in_nobodys_way(database: Database, tmp_path: Path) -> None:
    make_file(tmp_path / "copy.db.part")
    copy_to(database, tmp_path / "copy.db")
    assert Database(tmp_path / "copy.db").ready()
    assert not (tmp_path / "copy.db.part").exists()


@pytest.mark.parametrize(("number", "fault"), [(errno.ENOSPC, Fault.FULL), (errno.EACCES, Fault.CANNOT_OPEN)])
def test_no_room_and_no_right_are_told_and_leave_nothing(
    number: int, fault: Fault, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: int) -> None:
        raise OSError(number, "no")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(DatabaseUnusable) as caught:
        copy_to(database, tmp_path / "copy.db")
    assert caught.value.fault is fault
    assert not list(tmp_path.glob("copy.db*"))


def test_a_folder_that_is_not_there_is_told(database: Database, tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnusable) as caught:
        copy_to(database, tmp_path / "gone" / "copy.db")
    assert caught.value.fault is Fault.MISSING
    assert "The copy" in str(caught.value)


@pytest.mark.sqlite_only("the pages of a file")
def test_a_missing_or_damaged_database_is_not_copied(database: Database, tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnusable):
        copy_to(Database(tmp_path / "gone.db"), tmp_path / "copy.db")
    with database.read() as tx:
        page = int(tx.value("SELECT rootpage FROM sqlite_schema WHERE name = 'cases_reference'"))
        size = int(tx.value("PRAGMA page_size"))
    database.close()
    with database.path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)
    with pytest.raises(DatabaseUnusable) as caught:
        copy_to(database, tmp_path / "copy.db")
    assert caught.value.fault is Fault.DAMAGED
    assert not list(tmp_path.glob("copy.db*"))


def test_only_an_administrator_makes_backups(seat_of: Callable[[str], Seat], tmp_path: Path) -> None:
    for login in ("bo", "lisa", "rut"):
        with pytest.raises(NotAllowed):
            upkeep.backup(seat_of(login), tmp_path / "copy.db")
    assert not (tmp_path / "copy.db").exists()


def test_nothing_is_left_of_a_copy_whose_journal_stayed(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_database: Database, half: Path, *_others: Any) -> None:
        half.with_name(f"{half.name}-journal").write_bytes(b"of a full disk")
        raise DatabaseUnusable(Fault.FULL)

    monkeypatch.setattr(backup, "_copy", full)
    with pytest.raises(DatabaseUnusable):
        copy_to(database, tmp_path / "copy.db")
    assert not list(tmp_path.glob("copy.db*"))
