"""A database copied as a file: one moment of it, whatever others do meanwhile, or not at all."""

from __future__ import annotations

import errno
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from desk.services.seat import Seat
from desk.services.upkeep import check
from desk.settings_model import Settings
from desk.storage.backup import copy_to
from desk.storage.database import Database
from desk.storage.engines.sqlite import copying
from desk.storage.engines.sqlite.copying import copy_file

Register = Callable[..., str]

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "copy_file_range"), reason="the system has no such call"),
    pytest.mark.sqlite_only("files"),
]

READER = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN")
connection.execute("SELECT count(*) FROM cases").fetchone()
print("reading", flush=True)
sys.stdin.readline()
"""


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """An empty file."""
    (tmp_path / "copy").mkdir()
    path = tmp_path / "copy" / "copy.db"
    path.touch()
    return path


def summaries(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [row[0] for row in connection.execute("SELECT summary FROM cases ORDER BY id")]


def test_what_was_committed_is_in_the_copy_and_needs_no_other_file(
    database: Database, register: Register, target: Path
) -> None:
    register(summary="cykel")
    register(summary="buss")
    assert Path(f"{database.path}-wal").stat().st_size > 0
    assert copy_file(database, target)
    moved = target.rename(target.with_name("moved.db"))
    assert summaries(moved) == ["cykel", "buss"]


def test_what_is_committed_while_it_is_copied_stays_out_of_the_copy_and_in_the_database(
    database: Database, register: Register, seat: Seat, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    register(summary="before")
    real = os.copy_file_range

    def slowly(source: int, copy: int, count: int, start: int, to: int) -> int:
        for number in range(3):
            register(summary=f"meanwhile {start}-{number}", note="x" * 5000)
        with closing(sqlite3.connect(database.path)) as another:
            another.execute("PRAGMA busy_timeout = 0")
            another.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        return real(source, copy, 50_000, start, to)

    monkeypatch.setattr(os, "copy_file_range", slowly)
    assert copy_file(database, target)
    monkeypatch.undo()
    assert summaries(target) == ["before"]
    copy = Seat(Database(target), Settings(), seat.who)
    assert check(copy).clean
    copy.database.close()
    assert check(seat).clean
    assert len(summaries(database.path)) > 9


def test_a_reader_who_keeps_the_wal_in_use_is_left_alone(
    database: Database, register: Register, target: Path, tmp_path: Path
) -> None:
    register(summary="before")
    command = [sys.executable, "-c", READER, str(database.path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as reader:
        assert reader.stdout is not None
        assert reader.stdout.readline() == "reading\n"
        register(summary="after")
        assert not copy_file(database, target)
        assert target.stat().st_size == 0
        copy_to(database, tmp_path / "other.db", as_file=True)
        reader.communicate("go\n")
    assert summaries(tmp_path / "other.db") == ["before", "after"]


def test_locks_that_sqlite_holds_are_left_alone(database: Database, register: Register, target: Path) -> None:
    """A process that closes a file loses its locks on it; then another, closing last, would take the WAL away."""
    register(summary="before")
    assert copy_file(database, target)
    program = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('SELECT * FROM cases'); c.close()"
    register(summary="after")
    subprocess.run([sys.executable, "-c", program, str(database.path)], check=True)
    assert Path(f"{database.path}-wal").exists()
    register(summary="later")
    assert summaries(database.path) == ["before", "after", "later"]


def test_a_file_that_was_put_in_its_place_is_not_taken_for_it(
    database: Database, register: Register, target: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    register(summary="before")
    open_for_good = copying._open_for_good

    def replaced(path: Path) -> int:
        number = open_for_good(path)
        copy = path.with_name("new.db")
        copy_to(database, copy)
        copy.rename(path)
        return number

    monkeypatch.setattr(copying, "_open_for_good", replaced)
    assert not copy_file(database, target)
    assert target.stat().st_size == 0


@pytest.mark.parametrize("after", [0, 1])
def test_a_disk_without_such_a_call_is_no_fault_and_a_full_one_is(
    after: int, database: Database, register: Register, target: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    register(summary="cykel")
    numbers = [errno.EXDEV, errno.ENOSPC]
    real = os.copy_file_range

    def fails(source: int, copy: int, count: int, start: int, to: int) -> int:
        if start or not after:
            raise OSError(numbers[after], "no")
        return real(source, copy, 8192, start, to)

    monkeypatch.setattr(os, "copy_file_range", fails)
    if after:
        with pytest.raises(OSError, match="no"):
            copy_file(database, target)
        return
    assert not copy_file(database, target)
    copy_to(database, tmp_path / "other.db", as_file=True)
    assert summaries(tmp_path / "other.db") == ["cykel"]


def test_a_damaged_index_is_found_in_the_copy_too(database: Database, register: Register, tmp_path: Path) -> None:
    from desk.storage.faults import DatabaseUnusable, Fault

    register(summary="cykel")
    with database.read() as tx:
        page = int(tx.value("SELECT rootpage FROM sqlite_schema WHERE name = 'cases_agent'"))
        size = int(tx.value("PRAGMA page_size"))
        tx.run("COMMIT")
        tx.run("PRAGMA wal_checkpoint(TRUNCATE)")
        tx.run("BEGIN")
    database.close()
    with database.path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)
    with pytest.raises(DatabaseUnusable) as caught:
        copy_to(database, tmp_path / "copy.db", as_file=True)
    assert caught.value.fault is Fault.DAMAGED
    assert not list(tmp_path.glob("copy.db*"))
