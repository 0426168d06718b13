"""Another content in a desk's place on a server, whole or not at all, whatever breaks off in between.

It is made ready in a schema of its own beside the desk's, which is no desk until it is put there: its version is 0.
Then the desk's schema gets another name and the new one its name, in one transaction. Every reading transaction holds
the table with the version from its first statement on, so that one is waited for and sees one state to its end; one
that waited meanwhile finds the version of its own moment to be 0, and begins anew.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import errors, sql

from desk.storage.database import SCHEMA, Transaction
from desk.storage.engines.engine import ConstraintBroken, Engine, Sort
from desk.storage.engines.exchange import Exchange, Kept, Progress
from desk.storage.engines.postgres.addresses import SPACE
from desk.storage.engines.postgres.connections import Connection
from desk.storage.engines.postgres.ending import CHANNEL
from desk.storage.engines.postgres.filling import MEMORY
from desk.storage.engines.pouring import pour, told
from desk.storage.engines.sqlite.engine import SqliteEngine
from desk.storage.engines.sqlite.replacing import FileExchange
from desk.storage.engines.sqlite.still import Still, open_to_read, schema_of
from desk.storage.faults import DatabaseUnusable, Doing, Fault, during

if TYPE_CHECKING:
    from desk.storage.engines.postgres.engine import PostgresEngine

NEXT, REPLACED = f"{SPACE}_next", f"{SPACE}_replaced_"
_ALONE = 0x6465736C
"""The advisory lock of whoever makes something ready; not the writers' own."""
_GO_AWAY = 0.5
"""Seconds that those who begin to read are kept waiting at a time, until those who read have done."""


class ServerExchange(Exchange):
    """Another content in a desk's place on a server."""

    def __init__(self, engine: PostgresEngine) -> None:
        self.engine = engine

    def beside(self) -> AbstractContextManager[Engine]:
        """Another schema."""
        return beside(self.engine)

    def read_in(self, backup: Path, progress: Progress) -> int:
        """Row by row, and read again."""
        return read_in(self.engine, backup, progress)

    def filling(self) -> AbstractContextManager[Transaction]:
        """By COPY."""
        return filling(self.engine)

    def copy_into(self, file: Path, *, as_file: bool) -> None:  # noqa: ARG002  there is no file
        """Row by row."""
        copy_into(self.engine, file)

    def keep(self, now: datetime) -> Kept | None:
        """On the server, as another schema."""
        return keep(self.engine, now)

    def put(self, ready: Engine, kept: Kept | None) -> None:
        """The schemas change their names."""
        if not isinstance(ready, type(self.engine)):
            raise TypeError("it was made ready somewhere else")
        put(ready, self.engine, kept)
        with suppress(DatabaseUnusable):  # it is there, whoever owns it from now on
            self.engine.give_up()


@contextmanager
def beside(live: PostgresEngine) -> Iterator[PostgresEngine]:
    """An empty desk beside the live one; it is gone afterwards, unless it was put in the live one's place."""
    with _told(live):
        line = live.line()
    with closing(line):
        ready = live.in_space(NEXT)
        with _told(live):
            line.execute(f"SET lock_timeout = {max(1, int(live.busy_seconds * 1000))}")
            line.execute("SELECT pg_advisory_lock(%s)", (_ALONE,))
            _drop(line, NEXT)
            ready.set_up()
            line.execute(sql.SQL("UPDATE {}.schema_version SET version = 0").format(sql.Identifier(NEXT)))
        try:
            yield ready
        finally:
            ready.close()
            with suppress(psycopg.Error):  # what is left goes with the next one
                _drop(line, NEXT)


def _drop(line: Connection, space: str) -> None:
    line.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(space)))


@contextmanager
def _told(engine: PostgresEngine) -> Iterator[None]:
    try:
        yield
    except psycopg.DataError as error:  # whose words hold the value
        raise ConstraintBroken(Sort.OTHER, "a value that the server cannot hold") from error
    except psycopg.Error as error:
        raise engine.told(error) from error


# ------------------------------------------------------------------ filling it


def read_in(ready: PostgresEngine, backup: Path, progress: Progress) -> int:
    """Fill an empty desk with a copy's rows; the schema that the copy has. An earlier Desk's is upgraded on the way."""
    with during(Doing.READ_BACKUP, backup), closing(open_to_read(backup, ready.busy_seconds)) as source:
        version = schema_of(source, backup)
    if version == SCHEMA:
        _pour(backup, ready, progress)
        return version
    with tempfile.TemporaryDirectory(prefix="desk-") as folder:
        scratch = SqliteEngine(Path(folder) / "copy.db", ready.busy_seconds)
        with during(Doing.COPY, scratch.path):
            scratch.make_place()
            FileExchange(scratch).read_in(backup, _unwatched)
        scratch.close()
        _pour(scratch.path, ready, progress)
    return version


def _pour(file: Path, ready: PostgresEngine, progress: Progress) -> None:
    def half(done: int, every: int) -> None:
        progress(done, 2 * every)

    def other_half(done: int, every: int) -> None:
        progress(every + done, 2 * every)

    with Still(file).read() as source, filling(ready) as target:
        read = pour(source, target, half)
    with ready.read() as tx:
        written = told(tx, other_half, sum(each.rows for each in read))
    if written != read:
        name = next(one.table for one, other in zip(read, written, strict=True) if one != other)
        raise DatabaseUnusable(Fault.DAMAGED, ready.where, name)


_SPACED = "n.nspname = current_schema()"
_KEYS = (
    "SELECT c.relname, k.conname, pg_get_constraintdef(k.oid) FROM pg_constraint k"
    " JOIN pg_class c ON c.oid = k.conrelid"
    f" JOIN pg_namespace n ON n.oid = c.relnamespace WHERE {_SPACED} AND k.contype IN ('u', 'f')"
    " ORDER BY k.contype DESC, k.oid"
)
_INDEXES = (
    "SELECT c.relname, pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
    f" JOIN pg_namespace n ON n.oid = c.relnamespace WHERE {_SPACED}"
    " AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid) ORDER BY i.indexrelid"
)
_TRIGGERS = (
    "SELECT c.relname, t.tgname, t.tgenabled = 'A' FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
    f" JOIN pg_namespace n ON n.oid = c.relnamespace WHERE {_SPACED} AND NOT t.tgisinternal AND t.tgenabled <> 'D'"
    " AND c.relname <> 'search' ORDER BY t.oid"
)
"""But for those of the search table, which put what is written there into the form in which it is searched."""
_SEQUENCES = (
    "SELECT c.relname, pg_get_serial_sequence(quote_ident(c.relname), a.attname) FROM pg_attribute a"
    f" JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE {_SPACED}"
    " AND c.relkind = 'r' AND a.attidentity <> '' AND a.attname = 'id'"
)
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"


@contextmanager
def filling(ready: PostgresEngine) -> Iterator[Transaction]:
    """Write very many rows into an empty desk of one's own: its indexes, links and triggers come after them."""
    with ready.write() as tx, _told(ready):
        keys, indexes, triggers = tx.all(_KEYS), tx.all(_INDEXES), tx.all(_TRIGGERS)
        for table, name, _made in reversed(keys):
            tx.run(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"')
        for name, _made in indexes:
            tx.run(f'DROP INDEX "{name}"')
        for table, name, _always in triggers:
            tx.run(f'ALTER TABLE "{table}" DISABLE TRIGGER "{name}"')
        yield tx
        tx.run(MEMORY)
        for _name, made in indexes:
            tx.run(made)
        for table, name, made in keys:
            tx.run(f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {made}')
        for table, name, always in triggers:
            tx.run(f'ALTER TABLE "{table}" ENABLE {"ALWAYS " if always else ""}TRIGGER "{name}"')
        for table, sequence in tx.all(_SEQUENCES):
            tx.run(f"SELECT setval('{sequence}', max(id)) FROM \"{table}\" HAVING max(id) > 0")
        for (table,) in tx.all(_TABLES):
            tx.run(f'ANALYZE "{table}"')


# ------------------------------------------------------------------ copying it


def copy_into(live: PostgresEngine, file: Path) -> None:
    """Copy every row, as of one moment, into an empty file. Raises DatabaseUnusable, of the file too."""
    copy = SqliteEngine(file, live.busy_seconds)
    try:
        with live.read() as source, FileExchange(copy).filling() as target:
            pour(source, target, _unwatched)
    finally:
        copy.close()


def _unwatched(_done: int, _every: int) -> None:
    """Nobody watches."""


# ------------------------------------------------------------------ putting it there


def keep(live: PostgresEngine, now: datetime) -> Kept | None:
    """What is about to be replaced stays on the server, as another schema; ``None`` where there is nothing."""
    if live.schema() == 0:
        return None
    name = f"{REPLACED}{now:%Y%m%dt%H%M%S}"
    with _told(live), closing(live.line()) as line:
        taken = {row[0] for row in line.execute("SELECT nspname FROM pg_namespace").fetchall()}
    name = next(each for n in range(1, 1_000_000) if (each := name if n == 1 else f"{name}_{n}") not in taken)
    return Kept(f"{live.where}#{name}", name, live.read)


def put(ready: PostgresEngine, live: PostgresEngine, kept: Kept | None) -> None:
    """Give what was made ready the live one's name, in one step. The caller holds the gate.

    Raises:
        DatabaseUnusable: the live one is as it was; ``LOCKED`` where somebody reads in it all the while.
    """
    ready.close()
    until = time.monotonic() + live.busy_seconds
    with _told(live), closing(live.line()) as line:
        while True:
            try:
                with line.transaction():
                    _swap(line, kept)
                return
            except errors.LockNotAvailable:
                if time.monotonic() > until:
                    raise
                time.sleep(_GO_AWAY)


_LOOK_THERE = (
    "SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
    " WHERE n.nspname = %s AND 'search_path=' || %s || ', pg_temp' = ANY(p.proconfig)"
)
"""Functions that act with their owner's rights, and look for tables in one schema alone."""


def _swap(line: Connection, kept: Kept | None) -> None:
    old, new = sql.Identifier(SPACE), sql.Identifier(NEXT)
    line.execute(f"SET LOCAL lock_timeout = {int(_GO_AWAY * 1000)}")
    line.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(old))
    if _value(line, "SELECT to_regclass(%s) IS NOT NULL", f"{SPACE}.schema_version"):
        line.execute(sql.SQL("LOCK TABLE {}.schema_version IN ACCESS EXCLUSIVE MODE").format(old))
    if kept is None:
        line.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(old))
    else:
        line.execute(sql.SQL("ALTER SCHEMA {} RENAME TO {}").format(old, sql.Identifier(kept.name)))
    line.execute(sql.SQL("ALTER SCHEMA {} RENAME TO {}").format(new, old))
    for (function,) in line.execute(_LOOK_THERE, (SPACE, NEXT)).fetchall():
        line.execute(sql.SQL("ALTER FUNCTION {} SET search_path = {}, pg_temp").format(sql.SQL(function), old))
    line.execute(sql.SQL("UPDATE {}.schema_version SET version = {}").format(old, sql.Literal(SCHEMA)))
    line.execute("SELECT pg_notify(%s, '')", (CHANNEL,))


def _value(line: Connection, asked: str, *values: Any) -> Any:
    row = line.execute(asked, values).fetchone()
    return row[0] if row else None
