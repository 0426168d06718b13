"""Many rows at once: by COPY, and where a million come, with indexes and foreign keys made after them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from psycopg.rows import tuple_row

from desk.storage.engines.engine import ConstraintBroken, Row, Sort
from desk.storage.engines.postgres.connections import Connection

_TABLES = ("cases", "events", "event_values", "search", "handles", "closed_periods", "calls")
"""Where a million rows come. The others are small, or (what is booked) have rules that need their indexes."""
_BY_ROW = (("cases", "cases_registered"), ("calls", "calls_came"), ("events", "events_follow"))
"""Triggers that do for each row what :meth:`Room.give_back` does for all of them."""
_MEMORY = 256 << 20
"""Bytes that making an index may use, where the server's own setting is less."""
MEMORY = (
    f"SELECT set_config('maintenance_work_mem', '{_MEMORY >> 10}kB', true)"
    f" WHERE pg_size_bytes(current_setting('maintenance_work_mem')) < {_MEMORY}"
)

_OWNED = "SELECT bool_and(pg_has_role(c.relowner, 'USAGE')) FROM pg_class c WHERE c.oid = ANY(%s::regclass[])"
_LINKS = (
    "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE conrelid = ANY(%s::regclass[]) AND contype = 'f' ORDER BY oid"
)
_KEYS = (
    "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE conrelid = ANY(%s::regclass[]) AND contype = 'p' AND cardinality(conkey) > 1 ORDER BY oid"
)
_INDEXES = (
    "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index i"
    " WHERE indrelid = ANY(%s::regclass[]) AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = i.indexrelid)"
    " ORDER BY indexrelid"
)
_DAYS = """
INSERT INTO dirty_days (day, stamp) SELECT day, 1 FROM (SELECT day FROM cases UNION SELECT day FROM calls) t
ON CONFLICT (day) DO UPDATE SET stamp = dirty_days.stamp + 1
"""


def copy_in(connection: Connection, table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Add rows by COPY; the next id of the table comes after theirs. Raises psycopg.Error."""
    with connection.cursor() as cursor:
        with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        if "id" in columns:
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table} HAVING max(id) > 0"
            )


class Room:
    """Takes away what makes each of a million rows dear, and puts it back when they are there.

    All of it in the transaction that writes the rows. Whoever reads these tables waits meanwhile. Where the tables
    belong to somebody else, nothing is taken away.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._links: list[Row] = []
        self._keys: list[Row] = []
        self._indexes: list[Row] = []
        self._taken = False

    def take(self) -> None:
        """Drop indexes and links, and let the triggers by row rest. Raises psycopg.Error."""
        tables = list(_TABLES)
        self._taken = bool(self._all(_OWNED, tables)[0][0])
        if not self._taken:
            return
        self._links, self._keys = self._all(_LINKS, tables), self._all(_KEYS, tables)
        self._indexes = self._all(_INDEXES, tables)
        for table, name, _made in (*self._links, *self._keys):
            self._do(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        for name, _made in self._indexes:
            self._do(f"DROP INDEX {name}")
        for table, trigger in _BY_ROW:
            self._do(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")

    def give_back(self) -> None:
        """Make everything again, and do what the triggers would have done. Raises ConstraintBroken, psycopg.Error."""
        if self._taken:
            self._do(MEMORY)
            for _name, made in self._indexes:
                self._do(made)
            for table, name, made in (*self._keys, *self._links):
                self._do(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {made}')
            for table, trigger in _BY_ROW:
                self._do(f"ALTER TABLE {table} ENABLE TRIGGER {trigger}")
            self._catch_up()
        self._taken = False

    def _catch_up(self) -> None:
        many, newest = self._all("SELECT count(*), coalesce(max(id), 0) FROM events")[0]
        if many != newest:
            raise ConstraintBroken(Sort.OTHER, "the trail is append-only")
        self._do(_DAYS)
        self._do("DELETE FROM standings")
        for table in _TABLES:
            self._do(f"ANALYZE {table}")

    def _all(self, sql: str, tables: list[str] | None = None) -> list[Row]:
        values = None if tables is None else (tables,)
        with self._connection.cursor(row_factory=tuple_row) as cursor:
            return cursor.execute(sql, values).fetchall()

    def _do(self, sql: Any) -> None:
        self._connection.execute(sql)
