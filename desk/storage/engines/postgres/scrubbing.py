"""Taking out of the tables the rows that were deleted or written over, which a server keeps for whoever may still read.

VACUUM takes such rows out of tables and indexes, and frees their room for rows to come. Their bytes are gone when that
room is written to again; in the write-ahead log, its archive and base backups they are for as long as those are kept:
``docs/postgres.md`` says so, and what an administrator can do about it.
"""

from __future__ import annotations

import re
import time
from contextlib import closing
from typing import TYPE_CHECKING

import psycopg

from desk.storage.engines.postgres.connections import connect
from desk.storage.engines.postgres.faults import unusable

if TYPE_CHECKING:
    from desk.storage.engines.postgres.engine import PostgresEngine

TABLES = ("cases", "event_values", "handles", "search", "bus_cards", "permits", "handovers", "drafts", "reservations")
"""Those that hold anything about a person."""
_KEPT = re.compile(r"(\d+) are dead but not yet removable")


def scrub(engine: PostgresEngine, patience: float) -> bool:
    """Clean the tables until no row is kept for somebody who still reads.

    Whoever does not own the tables leaves it to the server's own cleaning (autovacuum): the server only warns of them.
    """
    said: list[str] = []
    until = time.monotonic() + patience
    try:
        with closing(connect(engine.settings)) as line:
            line.add_notice_handler(lambda notice: said.append(notice.message_primary or ""))
            while True:
                said.clear()
                for table in TABLES:
                    line.execute(f"VACUUM (VERBOSE, INDEX_CLEANUP ON, TRUNCATE OFF) {table}")
                if not any(int(many) for each in said for many in _KEPT.findall(each)):
                    return True
                if time.monotonic() > until:
                    return False
                time.sleep(0.1)
    except psycopg.Error as error:
        raise unusable(error, engine.where) or error from error
