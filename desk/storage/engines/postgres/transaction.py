"""What is said in one transaction on a PostgreSQL server: SQL put into its words, and what it refuses."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

import psycopg
from psycopg import errors

from desk.storage.engines.asked import Asked
from desk.storage.engines.engine import (
    DAMAGE,
    ConstraintBroken,
    Cursor,
    Row,
    Sort,
    Transaction,
    Unreadable,
    Values,
)
from desk.storage.engines.new_case import NewCase, Written
from desk.storage.engines.postgres import registering, searching
from desk.storage.engines.postgres.catalogue import LINKS
from desk.storage.engines.postgres.connections import Connection
from desk.storage.engines.postgres.faults import fault_of
from desk.storage.engines.postgres.filling import Room, copy_in
from desk.storage.engines.postgres.wording import worded
from desk.storage.engines.version import SCHEMA

_AT_ONCE = 2000
"""Rows of a long answer that are fetched at a time."""


class PostgresTransaction(Transaction):
    """One transaction on one connection of psycopg."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._room: Room | None = None

    def run(self, sql: str, values: Values = ()) -> Cursor:
        """Run one statement and return its cursor."""
        said = worded(sql)
        try:
            return self.connection.execute(said.sql, said.values(values))
        except errors.IntegrityError as error:
            raise broken(error) from error

    def run_many(self, sql: str, rows: Iterator[Row] | Sequence[Row]) -> None:
        """Run one statement for each row, sent together."""
        said = worded(sql)
        try:
            self.connection.cursor().executemany(said.sql, [said.values(row) for row in rows])
        except errors.IntegrityError as error:
            raise broken(error) from error

    def copy(self, table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
        """Add many rows by COPY."""
        try:
            copy_in(self.connection, table, columns, rows)
        except errors.IntegrityError as error:
            raise broken(error) from error

    def insert(self, sql: str, values: Values = ()) -> int:
        """Insert one row and return its id."""
        return int(self.run(f"{sql} RETURNING id", values).fetchone()[0])

    def tried(self, sql: str, values: Values = ()) -> ConstraintBroken | None:
        """Run one statement; from a savepoint, since whatever is refused ends the whole transaction."""
        self.connection.execute("SAVEPOINT tried")
        try:
            self.run(sql, values)
        except ConstraintBroken as broken:
            self.connection.execute("ROLLBACK TO tried")
            return broken
        self.connection.execute("RELEASE tried")
        return None

    @contextmanager
    def looking(self) -> Iterator[None]:
        """A block that reads what may be damaged, from a savepoint."""
        self.connection.execute("SAVEPOINT looking")
        try:
            yield
        except psycopg.Error as error:
            if self.connection.closed or fault_of(error) not in DAMAGE:
                raise
            self.connection.execute("ROLLBACK TO looking")
            raise Unreadable(error.sqlstate or type(error).__name__) from error
        self.connection.execute("RELEASE looking")

    def each(self, sql: str, values: Values = ()) -> Iterator[Row]:
        """The rows one by one, fetched some thousands at a time."""
        said = worded(sql)
        with self.connection.cursor(f"desk_{threading.get_ident()}_{id(said)}") as cursor:
            cursor.itersize = _AT_ONCE
            cursor.execute(said.sql, said.values(values))
            yield from cursor

    def register(self, new: Callable[[], NewCase]) -> Written | None:
        """Write a new case by one call."""
        try:
            return registering.inside(self.connection, new())
        except errors.IntegrityError as error:
            raise broken(error) from error

    def schema(self) -> int:
        """Of a desk that is made ready it is said last: what it says already is that it is one of this Desk's."""
        return int(self.value("SELECT version FROM schema_version")) or SCHEMA

    def integrity(self, most: int) -> list[str]:
        """Indexes that are not valid. Pages are the server's own affair (checksums, ``pg_amcheck``)."""
        rows = self.all(
            "SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n"
            " ON n.oid = c.relnamespace WHERE n.nspname = current_schema() AND NOT (i.indisvalid AND i.indisready)"
            " ORDER BY 1 LIMIT ?",
            (most,),
        )
        return [f"index {name} is not valid" for (name,) in rows]

    def triggers(self) -> set[str]:
        """The names of the triggers on duty."""
        rows = self.all(
            "SELECT t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON"
            " n.oid = c.relnamespace WHERE n.nspname = current_schema() AND NOT t.tgisinternal AND t.tgenabled <> 'D'"
        )
        return {name for (name,) in rows} | {"values_once"}  # which the primary key sees to

    def loose_links(self, most: int) -> list[str]:
        """Rows that point to nothing, and links that nobody watches: then there may be such rows soon."""
        found: list[str] = []
        for table, name, parent, on, columns, keys, numbered in self.all(LINKS):
            if not on:
                found.append(f"{table}: {name} is not watched")
            row = "t.id" if numbered else "t.ctid"
            given = " AND ".join(f"t.{column} IS NOT NULL" for column in columns)
            same = " AND ".join(f"p.{key} = t.{column}" for column, key in zip(columns, keys, strict=True))
            loose = f"SELECT 1 FROM {parent} p WHERE {same}"
            rows = self.all(f"SELECT {row} FROM {table} t WHERE {given} AND NOT EXISTS ({loose}) LIMIT {most}")
            found += [f"{table} row {number} → {parent}" for (number,) in rows]
        return found[:most]

    def pointing_to(self, table: str) -> list[tuple[str, str]]:
        """Every table and column with a foreign key to ``table``."""
        rows = self.all(
            "SELECT c.relname, a.attname FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid"
            " JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_class f ON f.oid = k.confrelid"
            " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.conkey[1]"
            " WHERE k.contype = 'f' AND f.relname = ? AND n.nspname = current_schema() ORDER BY 1, 2",
            (table,),
        )
        return [(each, column) for each, column in rows]

    def newest(self, asked: Asked) -> list[Row]:
        """By pg_trgm's indexes, or by walking through the newest."""
        return searching.newest(self.all, asked)

    def indexed(self) -> str:
        """Rows of the index."""
        return "SELECT rowid AS id FROM search"

    def make_room(self, *, much: bool) -> None:
        """Let indexes, links and triggers by row wait until the rows are there."""
        try:
            if much:
                self._room = Room(self.connection)
                self._room.take()
            elif self._room is not None:
                self._room.give_back()
                self._room = None
        except errors.IntegrityError as error:
            raise broken(error) from error


def broken(error: psycopg.Error) -> ConstraintBroken:
    """What a constraint, or a trigger of ours, refused."""
    sort = Sort.OTHER
    if isinstance(error, errors.ForeignKeyViolation):
        sort = Sort.LINK
    elif isinstance(error, errors.UniqueViolation | errors.ExclusionViolation):
        sort = Sort.UNIQUE
    return ConstraintBroken(sort, error.diag.message_primary or type(error).__name__)
