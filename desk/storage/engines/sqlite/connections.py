"""Connections to a SQLite file: opened with our settings, kept for the next transaction."""

from __future__ import annotations

import os
import sqlite3
import stat
import sys
import threading
from pathlib import Path
from typing import NamedTuple

from desk.storage.faults import DatabaseUnusable, Fault

PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA recursive_triggers = ON",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA cache_size = -8192",
)
KEPT = 4
"""Idle connections that are kept; more are closed when they come back."""


class Unmoved(sqlite3.Connection):
    """A connection to a file that nobody can write to, which SQLite is told, so that it needs no file beside it."""


def connect_unmoved(path: Path, busy_seconds: float) -> sqlite3.Connection | None:
    """Open a database on a disk that is write-protected; ``None`` where it is not, or a WAL holds a part of it.

    Not to be kept: the disk may be writable at the next look.
    """
    if sys.platform == "win32":
        return None
    try:
        protected = os.statvfs(path).f_flag & os.ST_RDONLY
        if not protected or not path.is_file() or path.with_name(path.name + "-wal").exists():
            return None
    except OSError:  # one may not even look
        return None
    return connect(path, busy_seconds, "ro&immutable=1", Unmoved)


def connect(
    path: Path, busy_seconds: float, mode: str = "rw", factory: type[sqlite3.Connection] = sqlite3.Connection
) -> sqlite3.Connection:
    """Open a database that is there; SQLite would otherwise make an empty one of a name that is wrong.

    Raises:
        sqlite3.Error: it cannot be opened.
        DatabaseUnusable: it is empty, and its WAL is not, which SQLite would take away for that.
    """
    if _is_hollow(path):
        raise DatabaseUnusable(Fault.DAMAGED, str(path))
    where = f"{path.absolute().as_uri()}?mode={mode}"
    return sqlite3.connect(
        where, uri=True, timeout=busy_seconds, isolation_level=None, check_same_thread=False, factory=factory
    )


def _is_hollow(path: Path) -> bool:
    try:
        return path.stat().st_size == 0 and path.with_name(path.name + "-wal").stat().st_size > 0
    except OSError:
        return False


def prepare(connection: sqlite3.Connection) -> None:
    """Set what every connection of ours has set."""
    for pragma in PRAGMAS:
        connection.execute(pragma)


class File(NamedTuple):
    """Which file it is, whatever its name: a connection goes on writing into one that was removed or replaced."""

    device: int
    number: int


def file_at(path: Path) -> File | None:
    """The file that has this name now; ``None`` where there is none, or one may not look."""
    try:
        found = path.stat()
    except OSError:
        return None
    return File(found.st_dev, found.st_ino)


class Connections:
    """Connections to one file, lent to one thread at a time.

    Only to the file that has the name now: what is written into one that was removed is nowhere.

    SQLAlchemy's pool does the same, and is what another engine's connections will come from; for a file it costs
    170 ms of every start and a tenth of a registration.
    """

    def __init__(self, path: Path, busy_seconds: float) -> None:
        self._path = path
        self._busy_seconds = busy_seconds
        self._idle: list[sqlite3.Connection] = []
        self._file: File | None = None
        self._lock = threading.Lock()

    def take(self) -> sqlite3.Connection:
        """A connection for one transaction. Raises sqlite3.Error where the file cannot be opened."""
        file = file_at(self._path)
        with self._lock:
            if file is None or file != self._file:
                self._close_idle()
            self._file = file
            if self._idle:
                return self._idle.pop()
        connection = connect(self._path, self._busy_seconds)
        try:
            prepare(connection)
        except sqlite3.Error:
            connection.close()
            unmoved = connect_unmoved(self._path, self._busy_seconds)
            if unmoved is None:
                raise
            return unmoved
        return connection

    def give_back(self, connection: sqlite3.Connection) -> None:
        """Hand a connection back; one with a transaction still open is closed, which rolls it back."""
        with self._lock:
            if self._is_good(connection) and file_at(self._path) == self._file:
                self._idle.append(connection)
                return
        connection.close()

    def _is_good(self, connection: sqlite3.Connection) -> bool:
        return len(self._idle) < KEPT and not connection.in_transaction and not isinstance(connection, Unmoved)

    def close(self) -> None:
        """Close those that are idle."""
        with self._lock:
            self._close_idle()

    def _close_idle(self) -> None:
        while self._idle:
            self._idle.pop().close()


def private_file(path: Path) -> None:
    """Make an empty file that its owner alone may read; folders on the way likewise. An existing one is kept."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(path, os.O_CREAT | os.O_RDWR, stat.S_IRUSR | stat.S_IWUSR), "rb"):
        pass
