"""Transactions that hold, and each way in which a database can be unusable told as what it is."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from desk.storage.database import SCHEMA, ConstraintBroken, Database, Sort, Transaction
from desk.storage.engines.sqlite.faults import fault_of
from desk.storage.faults import DatabaseUnusable, Fault

PUT = "INSERT INTO settings (name, value) VALUES (?, 'x')"


@contextmanager
def unusable(fault: Fault) -> Iterator[None]:
    with pytest.raises(DatabaseUnusable) as caught:
        yield
    assert caught.value.fault is fault, caught.value


def count(database: Database) -> int:
    with database.read() as tx:
        return int(tx.value("SELECT count(*) FROM settings WHERE value = 'x'"))


# ------------------------------------------------------------------ transactions


@pytest.mark.sqlite_only("how SQLite is set")
def test_every_connection_is_durable_and_keeps_its_links(database: Database) -> None:
    with database.read() as tx, database.read() as other:
        for each in (tx, other):
            assert each.value("PRAGMA journal_mode") == "wal"
            assert each.value("PRAGMA synchronous") == 2
            assert each.value("PRAGMA foreign_keys") == 1
            assert each.value("PRAGMA recursive_triggers") == 1


def test_links_are_enforced(database: Database) -> None:
    with pytest.raises(ConstraintBroken) as caught, database.write() as tx:
        tx.run("INSERT INTO handles (handle, case_id) VALUES ('card:1', 99)")
    assert caught.value.sort is Sort.LINK


def test_a_write_takes_its_turn_at_once(database: Database, database_file: Path) -> None:
    other = Database(database_file, busy_seconds=0)
    with database.write(), unusable(Fault.LOCKED), other.write():
        pass
    with other.write() as tx:
        tx.run(PUT, ("after",))
    other.close()


def test_reading_goes_on_while_somebody_writes_and_sees_one_moment(database: Database) -> None:
    with database.read() as before:
        assert before.value("SELECT count(*) FROM settings WHERE value = 'x'") == 0
        with database.write() as tx:
            tx.run(PUT, ("a",))
        assert before.value("SELECT count(*) FROM settings WHERE value = 'x'") == 0
    assert count(database) == 1


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, sqlite3.IntegrityError])
def test_a_transaction_that_fails_leaves_nothing(database: Database, error: type[BaseException]) -> None:
    def fail() -> None:
        with database.write() as tx:
            tx.run(PUT, ("a",))
            raise error("half-way")

    with pytest.raises(error):
        fail()
    assert count(database) == 0
    with database.write() as tx:
        tx.run(PUT, ("b",))
    assert count(database) == 1


def test_a_slip_of_ours_is_no_fault_of_the_database(database: Database) -> None:
    with pytest.raises(Exception, match=r"no such table|does not exist") as caught, database.read() as tx:
        tx.all("SELECT * FROM nowhere")
    assert not isinstance(caught.value, DatabaseUnusable | ConstraintBroken)


def test_what_was_committed_is_there_after_the_process_is_killed(database: Database) -> None:
    program = (
        "import os, sys; from desk.storage.database import Database\n"
        "database = Database(sys.argv[1])\n"
        "with database.write() as tx: tx.run(sys.argv[2], ('committed',))\n"
        "with database.write() as tx:\n"
        "    tx.run(sys.argv[2], ('not committed',)); os.kill(os.getpid(), 9)\n"
    )
    done = subprocess.run([sys.executable, "-c", program, database.told, PUT], check=False, timeout=60)
    assert done.returncode == -9
    with database.read() as tx:
        assert tx.all("SELECT name FROM settings WHERE value = 'x'") == [("committed",)]


def test_many_threads_lose_nothing(database: Database) -> None:
    def work(who: int) -> None:
        for number in range(20):
            with database.write() as tx:
                tx.run(PUT, (f"{who}-{number}",))

    threads = [threading.Thread(target=work, args=(who,)) for who in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert count(database) == 80


def test_somebody_elses_writing_is_noticed(database: Database, database_file: Path) -> None:
    first = database.changed()
    assert database.changed() == first
    other = Database(database_file)
    with other.write() as tx:
        tx.run(PUT, ("a",))
    other.close()
    until = time.monotonic() + 20
    while database.changed() == first and time.monotonic() < until:
        time.sleep(0.01)  # a server's word comes when it comes
    assert database.changed() != first


# ------------------------------------------------------------------ faults


def test_a_missing_database_is_missing_and_stays_so(tmp_path: Path) -> None:
    database = Database(tmp_path / "gone.db")

    def read() -> None:
        with database.read():
            pass

    def write() -> None:
        with database.write():
            pass

    for ask in (database.ready, read, write, database.changed):
        with unusable(Fault.MISSING):
            ask()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    with unusable(Fault.CANNOT_OPEN):
        Database(tmp_path).ready()


def test_a_file_that_is_no_database_is_told_so(tmp_path: Path) -> None:
    path = tmp_path / "letter.db"
    path.write_text("Hej! " * 1000, "utf-8")
    with unusable(Fault.NOT_A_DATABASE):
        Database(path).ready()
    with unusable(Fault.NOT_A_DATABASE), Database(path).write():
        pass


def test_another_sort_of_database_cannot_be_opened() -> None:
    with pytest.raises(DatabaseUnusable) as caught:
        Database("postgresql://anna:hemligt@server/desk")
    assert caught.value.fault is Fault.PASSWORD_GIVEN
    assert "hemligt" not in f"{caught.value}{caught.value!r}"


@pytest.mark.sqlite_only("a file that may not grow")
def test_a_full_disk_is_told_and_loses_nothing(database: Database) -> None:
    with database.write() as tx:
        tx.run(PUT, ("before",))
    database.close()
    with database.read() as tx:
        tx.run(f"PRAGMA max_page_count = {int(tx.value('PRAGMA page_count')) + 2}")
    with unusable(Fault.FULL), database.write() as tx:
        tx.run("INSERT INTO settings (name, value) VALUES ('big', ?)", ("x" * 200_000,))
    assert count(database) == 1


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("SQLITE_IOERR_SHMSIZE", Fault.FULL),
        ("SQLITE_IOERR_READ", Fault.IO_ERROR),
        ("SQLITE_READONLY_DIRECTORY", Fault.READ_ONLY),
        ("SQLITE_CONSTRAINT_UNIQUE", None),
    ],
)
def test_a_fault_goes_by_its_longest_name_that_is_known(name: str, fault: Fault | None) -> None:
    error = sqlite3.OperationalError()
    error.sqlite_errorname = name
    assert fault_of(error) is fault


@pytest.mark.sqlite_only("a page of a file")
def test_a_damaged_page_is_told(database: Database) -> None:
    with database.read() as tx:
        page = int(tx.value("SELECT rootpage FROM sqlite_schema WHERE name = 'settings'"))
        size = int(tx.value("PRAGMA page_size"))
    database.close()
    with database.path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)
    with unusable(Fault.DAMAGED):
        count(database)


@pytest.mark.sqlite_only("a file")
def test_a_file_that_was_cut_short_is_told(database: Database) -> None:
    with database.read() as tx:
        size = int(tx.value("PRAGMA page_size"))
    database.close()
    os.truncate(database.path, 5 * size)
    with unusable(Fault.DAMAGED), database.read() as tx:
        for (name,) in tx.all("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'search%'"):
            tx.all(f'SELECT * FROM "{name}"')
        tx.all("PRAGMA integrity_check")


@pytest.fixture
def as_nobody(database: Database, tmp_path: Path) -> Iterator[Callable[[int, int], str]]:
    """Write as somebody without rights over file or folder; root may do anything and would notice nothing."""
    database.close()
    root = os.geteuid() == 0
    opened = {folder: folder.stat().st_mode for folder in (tmp_path, *tmp_path.parents) if folder.owner() == "root"}
    for folder, mode in opened.items():
        if root:
            folder.chmod(mode | 0o055)

    def write(file_mode: int, folder_mode: int) -> str:
        database.path.chmod(file_mode)
        tmp_path.chmod(folder_mode)
        if root:
            os.seteuid(65534)
        try:
            with database.write() as tx:
                tx.run(PUT, ("a",))
        except DatabaseUnusable as error:
            return error.fault.value
        finally:
            database.close()
            if root:
                os.seteuid(0)
        return "written"

    yield write
    for folder, mode in opened.items():
        if root:
            folder.chmod(mode)


@pytest.mark.sqlite_only("rights of files")
def test_a_file_or_folder_that_may_not_be_written_is_told(as_nobody: Callable[[int, int], str]) -> None:
    assert as_nobody(0o666, 0o777) == "written"
    assert as_nobody(0o444, 0o777) == "read_only"
    assert as_nobody(0o666, 0o555) in ("read_only", "cannot_open")
    assert as_nobody(0o000, 0o777) == "cannot_open"


@pytest.mark.sqlite_only("a file and its name")
def test_nothing_is_written_into_a_file_that_was_removed_or_replaced(database: Database, tmp_path: Path) -> None:
    with database.write() as tx:
        tx.run(PUT, ("before",))
    copy = tmp_path / "copy.db"
    with database.read() as tx:
        tx.run("COMMIT")
        tx.run("VACUUM INTO ?", (str(copy),))
        tx.run("BEGIN")
    database.changed()
    away = tmp_path / "away"
    away.mkdir()
    for each in list(tmp_path.glob(f"{database.path.name}*")):
        each.rename(away / each.name)
    for _again in range(2):
        with unusable(Fault.MISSING), database.write() as tx:
            tx.run(PUT, ("nowhere",))
        with unusable(Fault.MISSING):
            count(database)
        with unusable(Fault.MISSING):
            database.changed()
    copy.rename(database.path)
    with database.write() as tx:
        tx.run(PUT, ("after",))
    with sqlite3.connect(database.path) as there:
        assert there.execute("SELECT name FROM settings WHERE value = 'x'").fetchall() == [("before",), ("after",)]
    there.close()
    moved = database.changed()
    other = Database(database.path)
    with other.write() as tx:
        tx.run(PUT, ("another",))
    other.close()
    assert database.changed() != moved


def test_nothing_is_written_into_a_database_that_a_later_desk_upgraded_meanwhile(
    database: Database, unwatched: Transaction
) -> None:
    assert count(database) == 0
    on_server = database.file is None
    unwatched.run(f"{'UPDATE schema_version SET version' if on_server else 'PRAGMA user_version'} = {SCHEMA + 1}")
    for _again in range(2):
        with unusable(Fault.TOO_NEW), database.write() as tx:
            tx.run(PUT, ("a",))
        with unusable(Fault.TOO_NEW):
            count(database)
    assert unwatched.value("SELECT count(*) FROM settings WHERE value = 'x'") == 0


def test_every_fault_says_what_to_do() -> None:
    for fault in Fault:
        text = str(DatabaseUnusable(fault, "/var/desk.db", "SQLITE_X"))
        assert text.endswith(".")
        assert "{" not in text
