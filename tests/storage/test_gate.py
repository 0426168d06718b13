"""Writers come one at a time and in turn, processes and threads alike, and nobody waits for one who died."""

from __future__ import annotations

import os
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from desk.storage.database import Database
from desk.storage.engines.sqlite import connections, gate
from desk.storage.faults import DatabaseUnusable, Fault

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no flock; writers wait as SQLite does")

PUT = "INSERT INTO settings (name, value) VALUES (?, 'x')"
HOLD = """
import sys, time
from desk.storage.database import Database
with Database(sys.argv[1]).gate():
    print("inside", flush=True)
    sys.stdin.readline()
"""
WAIT_AND_HOLD = HOLD.replace("with", 'print("ready", flush=True)\nwith')
COME_BACK = """
import sys, time
from pathlib import Path
from desk.storage.engines.sqlite.gate import Gate
gate = Gate(Path(sys.argv[1]), 30)
print("ready", flush=True)
sys.stdin.readline()
end, turns = time.monotonic() + 1.5, 0
while time.monotonic() < end:
    with gate.passed():
        inside = time.monotonic() + 0.002
        while time.monotonic() < inside:
            pass
    turns += 1
print(turns, flush=True)
"""


@contextmanager
def child(program: str, path: Path | str) -> Iterator[subprocess.Popen[str]]:
    """A process of its own, that has said its first word."""
    command = [sys.executable, "-c", program, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() in ("inside\n", "ready\n")
            yield process
        finally:
            process.kill()


def put(database: Database, name: str) -> None:
    with database.write() as tx:
        tx.run(PUT, (name,))


def names(database: Database) -> list[str]:
    with database.read() as tx:
        return [row[0] for row in tx.all("SELECT name FROM settings WHERE value = 'x' ORDER BY name")]


@pytest.fixture
def impatient(database: Database, database_file: Path) -> Iterator[Database]:
    """The same database, for somebody who waits a tenth of a second."""
    other = Database(database_file, busy_seconds=0.1)
    yield other
    other.close()


# ------------------------------------------------------------------ in turn


@pytest.mark.sqlite_only("the gate of lock files")
def test_who_comes_back_at_once_stands_behind_those_who_wait(database: Database) -> None:
    with ExitStack() as stack:
        children = [stack.enter_context(child(COME_BACK, database.path)) for _ in range(4)]
        for each in children:
            print("go", file=each.stdin, flush=True)
        turns = [int(each.stdout.readline()) for each in children if each.stdout is not None]
    assert max(turns) <= 2 * min(turns), turns


@pytest.mark.sqlite_only("the gate of lock files")
def test_who_leaves_cannot_come_back_before_one_who_stood_waiting(database: Database, impatient: Database) -> None:
    with ExitStack() as stack:
        with database.gate():
            stack.enter_context(child(WAIT_AND_HOLD, database.path))
            time.sleep(0.3)  # it stands there by then
        with pytest.raises(DatabaseUnusable):
            put(impatient, "before it")


@pytest.mark.sqlite_only("the gate of lock files")
def test_turns_come_in_the_order_in_which_they_were_asked_for(database: Database) -> None:
    came: list[int] = []

    def write(number: int) -> None:
        with database.write():
            came.append(number)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(6)]
    with database.gate():
        for number, each in enumerate(threads, start=1):
            each.start()
            until_waiting(number)
    for each in threads:
        each.join()
    assert came == list(range(6))


def until_waiting(number: int) -> None:
    """Until so many stand in the queue; and in it, not just before."""
    end = time.monotonic() + 10
    while sum(each.name == "desk-gate" for each in threading.enumerate()) < number and time.monotonic() < end:
        time.sleep(0.005)
    time.sleep(0.05)


def test_one_thread_inside_keeps_the_others_out_and_may_itself_write(database: Database, impatient: Database) -> None:
    told: list[Fault] = []

    def other() -> None:
        try:
            put(impatient, "other")
        except DatabaseUnusable as error:
            told.append(error.fault)

    with database.gate(), database.gate():
        put(database, "mine")
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
        put(database, "mine too")
    assert told == [Fault.LOCKED]
    assert names(database) == ["mine", "mine too"]
    put(impatient, "at last")


@pytest.mark.sqlite_only("the gate of lock files")
def test_whole_file_work_goes_on_inside(database: Database) -> None:
    put(database, "a")
    with database.gate():
        connection = sqlite3.connect(database.path, isolation_level=None)
        connection.execute("VACUUM")
        connection.close()
    assert names(database) == ["a"]


# ------------------------------------------------------------------ those who do not let go


def test_who_waits_too_long_is_told_that_the_database_is_busy(database: Database, impatient: Database) -> None:
    with child(HOLD, database.told) as holder:
        with pytest.raises(DatabaseUnusable) as caught:
            put(impatient, "too early")
        assert caught.value.fault is Fault.LOCKED
        assert str(caught.value).startswith("The database is busy")
        holder.communicate("go\n")
    put(impatient, "now")
    assert names(database) == ["now"]


def test_who_holds_the_gate_and_dies_lets_go(database: Database) -> None:
    with child(HOLD, database.told) as holder:
        killed = threading.Timer(0.2, lambda: os.kill(holder.pid, signal.SIGKILL))
        killed.start()
        put(database, "after")
        killed.join()
    assert names(database) == ["after"]


def test_who_waits_and_dies_is_in_nobodys_way(database: Database) -> None:
    with child(HOLD, database.told) as holder, child(WAIT_AND_HOLD, database.told) as waiting:
        time.sleep(0.2)
        waiting.kill()
        waiting.wait()
        holder.communicate("go\n")
        put(database, "after")
    assert names(database) == ["after"]


def test_a_turn_that_comes_too_late_is_let_go_at_once(database: Database, impatient: Database) -> None:
    with database.gate(), pytest.raises(DatabaseUnusable):
        in_a_thread(lambda: put(impatient, "too late"))
    put(impatient, "a")
    put(database, "b")
    assert names(database) == ["a", "b"]


def in_a_thread(work: Callable[[], None]) -> None:
    """Do it in another thread; what it raises is raised here."""
    raised: list[BaseException] = []

    def do() -> None:
        try:
            work()
        except DatabaseUnusable as error:
            raised.append(error)

    thread = threading.Thread(target=do)
    thread.start()
    thread.join()
    for each in raised:
        raise each


@pytest.mark.sqlite_only("the gate of lock files")
def test_tries_that_failed_leave_one_place_in_the_queue_and_no_more(database: Database, impatient: Database) -> None:
    before = descriptors()
    with child(HOLD, database.path) as holder:
        for _again in range(5):
            with pytest.raises(DatabaseUnusable):
                put(impatient, "not now")
        assert sum(each.name == "desk-gate" for each in threading.enumerate()) == 1
        holder.communicate("go\n")
    put(impatient, "now")
    impatient.close()
    end = time.monotonic() + 5
    while descriptors() > before and time.monotonic() < end:
        time.sleep(0.01)
    assert descriptors() <= before


def descriptors() -> int:
    folder = Path("/proc/self/fd") if Path("/proc/self/fd").is_dir() else Path("/dev/fd")
    return len(list(folder.iterdir()))


@pytest.mark.sqlite_only("the gate of lock files")
def test_waiting_at_the_gate_and_for_another_program_is_one_patience(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[int] = []
    real = sqlite3.Connection.execute

    class Watched(sqlite3.Connection):
        def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
            if sql == "BEGIN IMMEDIATE":
                waits.append(real(self, "PRAGMA busy_timeout").fetchone()[0])
            return real(self, sql, *values)

    def connect(path: Path, _seconds: float, _mode: str = "rw") -> sqlite3.Connection:
        return sqlite3.connect(path, timeout=2.0, isolation_level=None, check_same_thread=False, factory=Watched)

    monkeypatch.setattr(connections, "connect", connect)
    patient = Database(database.path, busy_seconds=2.0)
    stranger = sqlite3.connect(database.path, isolation_level=None)
    stranger.execute("BEGIN IMMEDIATE")
    with child(HOLD, database.path) as holder:
        threading.Timer(0.7, lambda: print("go", file=holder.stdin, flush=True)).start()
        with pytest.raises(DatabaseUnusable):
            put(patient, "not now")
    stranger.close()
    put(patient, "now")
    patient.close()
    assert waits[0] <= 1400
    assert waits[1] == 2000


# ------------------------------------------------------------------ the lock files


@pytest.mark.sqlite_only("the gate of lock files")
def test_the_lock_files_are_their_owners_alone_whatever_the_mask(database: Database) -> None:
    before = os.umask(0)
    try:
        put(database, "a")
    finally:
        os.umask(before)
    for ending in (gate.GATE, gate.DOOR):
        file = Path(f"{database.path}{ending}")
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert file.stat().st_size == 0


@pytest.mark.sqlite_only("the gate of lock files")
def test_whatever_link_one_comes_by_the_gate_is_the_same(database: Database, tmp_path: Path) -> None:
    link = tmp_path / "link.db"
    link.symlink_to(database.path)
    other = Database(link, busy_seconds=0.05)
    with database.gate(), pytest.raises(DatabaseUnusable):
        in_a_thread(lambda: put(other, "too early"))
    other.close()


@pytest.mark.sqlite_only("the gate of lock files")
def test_no_lock_file_is_followed_elsewhere(database: Database, tmp_path: Path) -> None:
    Path(f"{database.path}{gate.GATE}").symlink_to(tmp_path / "elsewhere")
    put(database, "a")
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.sqlite_only("the gate of lock files")
def test_where_there_can_be_no_gate_sqlite_keeps_writers_apart(database: Database, impatient: Database) -> None:
    for ending in (gate.GATE, gate.DOOR):  # nothing can be opened by these names, not even by root
        Path(f"{database.path}{ending}").mkdir()
    with database.write() as tx:
        tx.run(PUT, ("a",))
        with pytest.raises(DatabaseUnusable) as caught:
            in_a_thread(lambda: put(impatient, "too early"))
        assert caught.value.fault is Fault.LOCKED
    put(impatient, "b")
    assert names(database) == ["a", "b"]


@pytest.mark.sqlite_only("the gate of lock files")
def test_in_a_folder_that_may_not_be_written_the_fault_is_told_and_not_the_lock_file(
    database: Database, tmp_path: Path
) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write anywhere; the other tests of rights do it as somebody else")
    tmp_path.chmod(0o555)
    try:
        with pytest.raises(DatabaseUnusable) as caught:
            put(database, "a")
    finally:
        tmp_path.chmod(0o755)
    assert caught.value.fault in (Fault.READ_ONLY, Fault.CANNOT_OPEN)


@pytest.mark.sqlite_only("the gate of lock files")
def test_root_leaves_no_lock_file_that_the_owner_cannot_open(database: Database) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can give a file away")
    os.chown(database.path, 65534, 65534)
    put(database, "a")
    assert {Path(f"{database.path}{ending}").stat().st_uid for ending in (gate.GATE, gate.DOOR)} == {65534}


@pytest.mark.sqlite_only("the gate of lock files")
def test_without_threads_to_wait_in_sqlite_waits(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(_thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with child(HOLD, database.path):
        monkeypatch.setattr(threading.Thread, "start", none)
        put(database, "a")
    assert names(database) == ["a"]
