"""Connections to a SQLite file: opened with our settings, kept for the next transaction."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

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


def connect(path: Path, busy_seconds: float, mode: str = "rw") -> sqlite3.Connection:
    """Open a database that is there; SQLite would otherwise make an empty one of a name that is wrong."""
    where = f"{path.absolute().as_uri()}?mode={mode}"
    return sqlite3.connect(where, uri=True, timeout=busy_seconds, isolation_level=None, check_same_thread=False)


def prepare(connection: sqlite3.Connection) -> None:
    """Set what every connection of ours has set."""
    for pragma in PRAGMAS:
        connection.execute(pragma)


class Connections:
    """Connections to one file, lent to one thread at a time.

    SQLAlchemy's pool does the same, and is what another engine's connections will come from; for a file it costs
    170 ms of every start and a tenth of a registration.
    """

    def __init__(self, path: Path, busy_seconds: float) -> None:
        self._path = path
        self._busy_seconds = busy_seconds
        self._idle: list[sqlite3.Connection] = []
        self._lock = threading.Lock()

    def take(self) -> sqlite3.Connection:
        """A connection for one transaction. Raises sqlite3.Error where the file cannot be opened."""
        with self._lock:
            if self._idle:
                return self._idle.pop()
        connection = connect(self._path, self._busy_seconds)
        try:
            prepare(connection)
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def give_back(self, connection: sqlite3.Connection) -> None:
        """Hand a connection back; one with a transaction still open is closed, which rolls it back."""
        with self._lock:
            if len(self._idle) < KEPT and not connection.in_transaction:
                self._idle.append(connection)
                return
        connection.close()

    def close(self) -> None:
        """Close those that are idle."""
        with self._lock:
            while self._idle:
                self._idle.pop().close()
