"""Everything that can be wrong with a database's file: done to it, told, undone, and every row still there.

A :class:`Harm` does one thing to the file of a desk and can undo it. What the disk itself must do, a small disk of
its own does (:class:`SmallDisk`): it can be filled and made read-only, without rights to anything else.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from figures import Figure

ROOT = Path(__file__).parents[2]
PAGE = 4096


# ------------------------------------------------------------------ what is in a database


def rows(path: Path, mode: str = "ro") -> dict[str, list[Any]]:
    """Every row of every table, but for who is at the desk and for what can be counted anew."""
    passing = ("sessions", "day_facts", "standings", "dirty_days", "followed_spans")
    some = {"settings": "name <> 'deviations_looked_for'", "deviations": "cause IS NOT NULL OR action IS NOT NULL"}
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True)) as there:
        names = [row[0] for row in there.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        kept = [name for name in names if name not in passing and not name.startswith(("search", "sqlite_"))]
        asked = {name: f'SELECT * FROM "{name}" WHERE {some.get(name, "1")}' for name in kept}
        return {name: sorted(map(repr, there.execute(sql))) for name, sql in asked.items()}


def lost(before: Mapping[str, list[Any]], after: Mapping[str, list[Any]]) -> list[str]:
    """The rows that are no longer there, each as it was; drafts and settings may change, and are not asked for."""
    found = []
    for name, was in before.items():
        if name not in ("drafts", "settings", "alembic_version"):
            left = set(after.get(name, []))
            found += [f"{name}: {each}" for each in was if each not in left]
    return found


def root_of(path: Path, name: str) -> int:
    """The first page of a table or index."""
    with closing(sqlite3.connect(path)) as there:
        page: int = there.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", (name,)).fetchone()[0]
        there.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return page


# ------------------------------------------------------------------ harm to the file

Undo = Callable[[], object]


@dataclass(frozen=True)
class Harm:
    """One thing that can be wrong.

    Attributes:
        code: How it is told to programs, without ``database_``.
        words: What the English sentence has in it, and the Swedish.
        do: Does it to the file and returns what undoes it.
    """

    code: str
    words: tuple[str, str]
    do: Callable[[Path], Undo]


def _bytes(path: Path, change: Callable[[Path], object]) -> Undo:
    before = path.read_bytes()
    change(path)

    def undo() -> None:
        for ending in ("-wal", "-shm"):  # of the harmed one, should anybody have opened it
            path.with_name(path.name + ending).unlink(missing_ok=True)
        path.write_bytes(before)

    return undo


def _damaged_page(path: Path) -> Undo:
    root = root_of(path, "agents")

    def spoil(path: Path) -> None:
        with path.open("r+b") as file:
            file.seek((root - 1) * PAGE)
            file.write(b"\xff" * PAGE)

    return _bytes(path, spoil)


def _cut_short(path: Path) -> Undo:
    return _bytes(path, lambda path: os.truncate(path, path.stat().st_size // 2 // PAGE * PAGE))


def _garbage(path: Path) -> Undo:
    return _bytes(path, lambda path: path.write_bytes(b"no database at all, but plain words " * 999))


def _emptied(path: Path) -> Undo:
    """Truncated to nothing while what was committed last is in the WAL alone."""
    wal = path.with_name(path.name + "-wal")
    before = path.read_bytes()
    os.truncate(path, 0)
    wal.write_bytes(b"\x37\x7f\x06\x82" + bytes(PAGE))

    def undo() -> None:
        if not wal.exists():
            raise AssertionError("the WAL was taken away")
        wal.unlink()
        path.write_bytes(before)

    return undo


def _moved(path: Path) -> Undo:
    away = path.with_name("away")
    away.mkdir()
    for each in path.parent.glob(f"{path.name}*"):
        each.rename(away / each.name)

    def undo() -> None:
        for each in away.iterdir():
            each.rename(path.with_name(each.name))
        away.rmdir()

    return undo


def _without_folder(path: Path) -> Undo:
    away = path.parent.with_name(f"{path.parent.name}-away")
    path.parent.rename(away)
    return lambda: away.rename(path.parent)


def _folder_instead(path: Path) -> Undo:
    undo = _moved(path)
    path.mkdir()

    def back() -> None:
        path.rmdir()
        undo()

    return back


def _version(path: Path, version: int) -> int:
    with closing(sqlite3.connect(path)) as there:
        before: int = there.execute("PRAGMA user_version").fetchone()[0]
        there.execute(f"PRAGMA user_version = {version}")
    return before


def _too_new(path: Path) -> Undo:
    before = _version(path, 999)
    return lambda: _version(path, before)


def _too_old(path: Path) -> Undo:
    before = _version(path, 1)
    return lambda: _version(path, before)


def _locked(path: Path) -> Undo:
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    return other.close


def _write_version(path: Path) -> Undo:
    """Read-only to SQLite itself, for whom a file is that whose write version it does not know."""
    with closing(sqlite3.connect(path)) as there:
        there.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def put(version: int) -> None:
        with path.open("r+b") as file:
            file.seek(18)
            file.write(bytes([version]))

    put(3)
    return lambda: put(2)


HARMS: dict[str, Harm] = {
    "missing": Harm("missing", ("There is no database", "Det finns ingen databas"), _moved),
    "missing folder": Harm("missing", ("folder of the database", "Databasens mapp finns inte"), _without_folder),
    "a folder": Harm("cannot_open", ("cannot be opened", "går inte att öppna"), _folder_instead),
    "damaged page": Harm("damaged", ("is damaged", "är skadad"), _damaged_page),
    "cut short": Harm("damaged", ("is damaged", "är skadad"), _cut_short),
    "emptied": Harm("damaged", ("is damaged", "är skadad"), _emptied),
    "garbage": Harm("not_a_database", ("not a Desk database", "ingen Desk-databas"), _garbage),
    "too new": Harm("too_new", ("later Desk", "senare version av Desk"), _too_new),
    "too old": Harm("too_old", ("earlier Desk", "tidigare version av Desk"), _too_old),
}
"""What every command meets, and the screen before it opens."""

HARMS_TO_WRITING: dict[str, Harm] = {
    "locked": Harm("locked", ("busy", "upptagen"), _locked),
    "read-only": Harm("read_only", ("may not be written", "får inte skrivas"), _write_version),
}
"""What only writing meets."""


# ------------------------------------------------------------------ a disk

_KEEPER = """
import subprocess, sys
subprocess.run(["mount", "-t", "tmpfs", "-o", sys.argv[2], "none", sys.argv[1]], check=True)
print("ready", flush=True)
for line in sys.stdin:
    done = subprocess.run(line.split(), capture_output=True, text=True)
    print("done" if done.returncode == 0 else "failed " + done.stderr.replace(chr(10), " "), flush=True)
"""

_SOMEBODY = """
import sqlite3, sys
there = sqlite3.connect(sys.argv[1])
there.execute("SELECT count(*) FROM cases").fetchone()
print("there", flush=True)
sys.stdin.read()
"""


class SmallDisk:
    """A disk of some megabytes that only those who are let in see; it goes with whoever keeps it.

    Raises:
        OSError: the system lets nobody mount anything in a namespace of their own.
    """

    def __init__(self, where: Path, megabytes: float) -> None:
        where.mkdir(parents=True, exist_ok=True)
        self.where = where
        size = f"size={int(megabytes * 1024)}k,mode=700"
        command = ["unshare", "--map-root-user", "--mount", sys.executable, "-c", _KEEPER, str(where), size]
        self._keeper = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        if self._answer() != "ready":
            self._keeper.wait(10)
            raise OSError("nothing can be mounted here")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._keeper.kill()
        self._keeper.communicate()

    def _answer(self) -> str:
        return self._keeper.stdout.readline().strip() if self._keeper.stdout else ""

    @property
    def seen(self) -> Path:
        """The disk as one sees it from outside."""
        return Path(f"/proc/{self._keeper.pid}/root{self.where}")

    def within(self, command: Sequence[str]) -> list[str]:
        """A command as it is run where the disk is seen."""
        who = ["nsenter", "--target", str(self._keeper.pid), "--mount", "--user", "--preserve-credentials"]
        return [*who, f"--wd={ROOT}", *command]

    def run(self, *command: str, **env: str) -> subprocess.CompletedProcess[str]:
        """Run a command there."""
        given = {**os.environ, "PYTHONPATH": str(ROOT), **env}
        return subprocess.run(self.within(command), capture_output=True, text=True, env=given, timeout=120, check=False)

    def rows(self) -> dict[str, list[Any]]:
        """Every row of the desk on the disk, while no program is at it; SQLite itself does not find the way in."""
        with tempfile.TemporaryDirectory() as folder:
            for ending in ("", "-wal"):
                if (file := self.seen / f"desk.db{ending}").exists():
                    shutil.copyfile(file, Path(folder, f"desk.db{ending}"))
            return rows(Path(folder, "desk.db"), mode="rw")

    def mount(self, *options: str) -> None:
        """Do something to the mounted disk: ``-o remount,ro``."""
        if self._keeper.stdin is None:
            raise OSError("the disk is gone")
        print("mount", *options, str(self.where), file=self._keeper.stdin, flush=True)
        if (answer := self._answer()) != "done":
            raise OSError(answer)

    @contextmanager
    def somebody(self) -> Iterator[None]:
        """Somebody else has the desk open, as is usual."""
        name = str(self.where / "desk.db")
        command = self.within([sys.executable, "-c", _SOMEBODY, name])
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
            if other.stdout is None or other.stdout.readline() != "there\n":
                raise OSError("nobody came")
            try:
                yield
            finally:
                other.communicate()

    @contextmanager
    def protected(self) -> Iterator[None]:
        """Nothing can be written to it."""
        self.mount("-o", "remount,ro")
        try:
            yield
        finally:
            self.mount("-o", "remount,rw")

    @contextmanager
    def full(self, *, left: int = 0) -> Iterator[None]:
        """There is no room on it but for ``left`` bytes."""
        filler = self.seen / "filler"
        with filler.open("wb", buffering=0) as file, suppress(OSError):
            while True:
                file.write(bytes(PAGE))
        if left:
            os.truncate(filler, max(0, filler.stat().st_size - left))
        try:
            yield
        finally:
            filler.unlink()


def has_small_disks(where: Path) -> bool:
    """Whether such disks can be had here."""
    if shutil.which("unshare") is None or shutil.which("nsenter") is None:
        return False
    try:
        with SmallDisk(where, 0.1):
            return True
    except OSError:
        return False


def end(process: int) -> None:
    """End a process at once."""
    with suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)


# ------------------------------------------------------------------ an earlier Desk's


def a_first_desk(path: Path, now: datetime) -> Path:
    """A database of the first Desk, with a case, its trail and somebody who opened it; anna is its administrator."""
    from alembic import command
    from alembic.config import Config

    from desk.rules.rights import Person, Role
    from desk.storage import organisation
    from desk.storage.database import Database
    from desk.storage.engines.sqlite import migrating
    from desk.storage.engines.sqlite.connections import private_file

    private_file(path)
    database = Database(path)
    config = Config()
    config.set_main_option("script_location", str(migrating._SCRIPTS))
    with database.engine.alchemy.connect() as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.exec_driver_sql("COMMIT")
    database.close()
    at = int(now.timestamp())
    with database.write() as tx:
        organisation.add_groups(tx, ["Reception"])
        organisation.put_person(tx, Person("anna", "Anna Lind", Role.ADMIN, "Reception"), at)
        tx.run("INSERT INTO reference_counters VALUES (2026, 1)")
        tx.run(
            "INSERT INTO cases (year, number, kind, channel, status, name, anonymous, protected, confidential,"
            " received_at, registered_at, due_key, day, summary, note, details, details_version, version)"
            " VALUES (2026, 1, 'enquiry', 'phone', 'new', 'Karin', 0, 0, 0, ?, ?, 9223372036854775807, ?, '', '',"
            " '{}', 1, 1)",
            (at, at, now.date().toordinal()),
        )
        tx.run(
            "INSERT INTO events (case_id, at, \"by\", what, changes) VALUES (1, ?, 'anna', 'registered', '{}')", (at,)
        )
        tx.run(
            "INSERT INTO openings (case_id, at, \"by\", field, why) VALUES (1, ?, 'anna', 'personal_number', '')", (at,)
        )
        tx.run("INSERT INTO search (rowid, words, names, folded) VALUES (1, '26-000001', 'karin', 'karin')")
    database.close()
    return path


# ------------------------------------------------------------------ the whole matrix

MATRIX = (
    "tests/cli/test_fault_matrix.py",
    "tests/cli/test_faults.py",
    "tests/screens/test_faults.py",
    "tests/pty/test_small_disk.py",
)
"""Every fault, on the command line and on the screen, in both languages."""


def run() -> list[Figure]:
    """The whole matrix; here it is the ordinary suite's own tests."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-rfEs", *MATRIX], cwd=ROOT, capture_output=True, text=True, check=False
    )
    *_lines, summary = done.stdout.strip().splitlines() or [done.stderr]
    counts = {word: int(number) for number, word in re.findall(r"(\d+) (passed|failed|errors?|skipped)", summary)}
    if done.returncode:
        print(done.stdout)
    wrong = sum(counts.get(each, 0) for each in ("failed", "error", "errors")) + (0 if counts.get("passed") else 1)
    return [Figure("faults that were not told, or lost something", wrong, 0, summary, "")]
