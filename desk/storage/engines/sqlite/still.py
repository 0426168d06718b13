"""Desk files that are only looked at: a copy to be restored, one of a series, what was replaced."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from desk.storage.database import SCHEMA, Database, Transaction
from desk.storage.engines.sqlite.connections import connect, connect_unmoved
from desk.storage.engines.sqlite.engine import SqliteTransaction
from desk.storage.engines.sqlite.faults import unusable
from desk.storage.faults import DatabaseUnusable, Fault


class Still(Database):
    """A database that is looked at, and beside which nothing is written: it may lie on a disk that is protected."""

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """A reading transaction."""
        with closing(open_to_read(self.path, self.busy_seconds)) as connection:
            try:
                connection.execute("BEGIN")
                yield SqliteTransaction(connection)
            except sqlite3.Error as error:
                raise unusable(error, str(self.path)) or error from error


def open_to_read(path: Path, busy_seconds: float) -> sqlite3.Connection:
    """Open a database that is only read, also on a disk that nothing can be written to.

    Raises:
        DatabaseUnusable: it cannot be opened, or is none.
    """
    try:
        connection = connect(path, busy_seconds, "ro")
        try:
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        except sqlite3.Error:
            connection.close()
            unmoved = connect_unmoved(path, busy_seconds)
            if unmoved is None:
                raise
            return unmoved
    except sqlite3.Error as error:
        raise unusable(error, str(path)) or error from error
    return connection


def schema_of(source: sqlite3.Connection, file: Path) -> int:
    """The schema of a desk's file, an earlier Desk's perhaps.

    Raises:
        DatabaseUnusable: it is no desk's, a later Desk's, or cannot be read.
    """
    try:
        version = int(source.execute("PRAGMA user_version").fetchone()[0])
        tables = {row[0] for row in source.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    except sqlite3.Error as error:
        raise unusable(error, str(file)) or error from error
    if version > SCHEMA:
        raise DatabaseUnusable(Fault.TOO_NEW, str(file))
    if version < 1 or not {"cases", "events", "agents", "settings", "reference_counters"} <= tables:
        raise DatabaseUnusable(Fault.NOT_A_DATABASE, str(file))
    return version


def copy_pages(source: sqlite3.Connection, target: sqlite3.Connection, busy_seconds: float, where: Path) -> None:
    """Copy every page in one step, which is one transaction of the target's.

    Raises:
        DatabaseUnusable: somebody else had one of the two locked for longer than ``busy_seconds``.
        sqlite3.Error: anything else.
    """
    until = time.monotonic() + busy_seconds

    def waited(status: int, _left: int, _total: int) -> None:
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) and time.monotonic() > until:
            raise DatabaseUnusable(Fault.LOCKED, str(where))

    source.backup(target, progress=waited)
