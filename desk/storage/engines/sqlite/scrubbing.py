"""Taking out of a file what its free pages and its log still hold of what was deleted."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from typing import TYPE_CHECKING

from desk.storage.engines.sqlite.connections import connect, prepare
from desk.storage.engines.sqlite.faults import unusable

if TYPE_CHECKING:
    from desk.storage.engines.sqlite.engine import SqliteEngine


def scrub(engine: SqliteEngine, patience: float) -> bool:
    """Write the whole file anew, while other writers wait.

    ``secure_delete`` does not reach the search index's own tables on SQLite 3.40, so the index is built anew; VACUUM
    writes every page anew; the write-ahead log, which still holds the pages as they were, is emptied.
    """
    with engine.gate():
        with engine.write() as tx:
            tx.run("INSERT INTO search (search) VALUES ('rebuild')")
        try:
            with closing(connect(engine.path, engine.busy_seconds)) as connection:
                prepare(connection)
                connection.execute("PRAGMA temp_store = FILE")  # a second copy of the database, too large for memory
                connection.execute("VACUUM")
                return _empty_log(connection, patience)
        except sqlite3.Error as error:
            raise unusable(error, engine.where) or error from error


def _empty_log(connection: sqlite3.Connection, patience: float) -> bool:
    until = time.monotonic() + patience
    connection.execute("PRAGMA busy_timeout = 500")
    while True:
        busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        if not busy:
            return True
        if time.monotonic() > until:
            return False
        time.sleep(0.1)
