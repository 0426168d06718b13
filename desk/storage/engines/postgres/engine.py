"""PostgreSQL: one writer at a time by an advisory lock, readers in REPEATABLE READ, and word of changes by NOTIFY."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
from psycopg import errors

from desk.storage.engines.engine import (
    Engine,
    Transaction,
)
from desk.storage.engines.new_case import NewCase, Written
from desk.storage.engines.postgres import registering, roles
from desk.storage.engines.postgres.addresses import SPACE, address_of
from desk.storage.engines.postgres.beginning import GATE, INSIDE, LOCK, READ
from desk.storage.engines.postgres.connections import KEPT, Connection, Connections, last_of, roll_back
from desk.storage.engines.postgres.ending import ASKED, Ending, Endings
from desk.storage.engines.postgres.faults import NOT_KNOWN, bare, cut_off, unusable
from desk.storage.engines.postgres.reading import Reading
from desk.storage.engines.postgres.registering import WRITERS
from desk.storage.engines.postgres.transaction import PostgresTransaction as PostgresTransaction
from desk.storage.engines.postgres.transaction import broken
from desk.storage.engines.postgres.watching import Watching
from desk.storage.engines.version import SCHEMA
from desk.storage.faults import DatabaseUnusable, Fault

if TYPE_CHECKING:
    from sqlalchemy import Engine as Alchemy

    from desk.storage.engines.exchange import Exchange

_AGAIN = 0.1
"""Seconds between looks whether a server is back."""


class PostgresEngine(Engine):
    """A desk on a server."""

    def __init__(self, url: str, busy_seconds: float) -> None:
        self.busy_seconds = busy_seconds
        self.space = SPACE
        self.address = address_of(url)
        self.settings = self.address.settings
        self._may_write: bool | None = None
        self._connections = Connections(self.settings)
        self._alchemy: Alchemy | None = None
        self._inside = threading.local()
        self._reading: dict[int, Reading] = {}
        self._reading_lock = threading.Lock()
        self._watching = Watching(self._connections)
        self._endings = Endings()

    @property
    def where(self) -> str:
        """The server's address, without a password."""
        return self.address.where

    @property
    def file(self) -> Path | None:
        """None: it is on a server."""
        return None

    @property
    def name(self) -> str:
        """The database's name on the server."""
        return str(self.settings.get("dbname") or self.address.database)

    @property
    def exchange(self) -> Exchange:
        """By way of another schema beside the desk's."""
        from desk.storage.engines.postgres.replacing import ServerExchange

        return ServerExchange(self)

    def in_space(self, space: str) -> PostgresEngine:
        """What stands beside this desk, in another schema of the same database; it has writers of its own."""
        other = PostgresEngine(self.where, self.busy_seconds)
        other.space = space
        options = str(self.settings["options"]).replace(f"search_path={SPACE},", f"search_path={space},")
        other.settings.update({**self.settings, "options": options})
        return other

    def line(self) -> Connection:
        """A line of one's own, to be closed. Raises psycopg.Error."""
        return self._connections.open()

    def told(self, error: psycopg.Error) -> Exception:
        """A driver's error as it is told: of a constraint, or of a database that cannot be used; else as it is."""
        return broken(error) if isinstance(error, errors.IntegrityError) else unusable(error, self.where) or error

    @property
    def login(self) -> str:
        """The name one came in by; a role that is taken later changes nothing in it."""
        return self.address.login

    def may_write(self) -> bool:
        """Whether the login may add to the trail."""
        if self._may_write is None:
            with self.read() as tx:
                self._may_write = bool(tx.value(roles.MAY_WRITE))
        return self._may_write

    def preparation(self) -> str:
        """Roles, extension and schema, in SQL."""
        return roles.preparation(SPACE, self.name, self.login)

    def give_up(self) -> None:
        """Own the tables no longer; an administrator of the server, who may do everything, stays one."""
        try:
            with closing(self._connections.open()) as line:
                if last_of(line.execute(roles.OWNS_FOR_NOW)):
                    line.execute(roles.LEAVE)
        except psycopg.Error as error:
            raise self._unusable(error) from error

    @property
    def alchemy(self) -> Alchemy:
        """SQLAlchemy's engine, for the schema."""
        if self._alchemy is None:
            from sqlalchemy import create_engine
            from sqlalchemy.pool import NullPool

            self._alchemy = create_engine(
                "postgresql+psycopg://",
                hide_parameters=True,
                poolclass=NullPool,
                creator=lambda: psycopg.connect(**self.settings),
            )
        return self._alchemy

    # ------------------------------------------------------------------ transactions

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        """A writing transaction: alone from its first statement."""
        begin = INSIDE if getattr(self._inside, "gate", False) else self._first(LOCK)
        with self._transaction(begin, self._endings) as connection:
            yield PostgresTransaction(connection)

    def register(self, new: Callable[[], NewCase]) -> Written | None:
        """Wait for one's turn, write a new case and commit: all of it is one call."""
        if getattr(self._inside, "gate", False):
            return None  # another line of ours holds the writers' lock
        said, ending = new(), self._endings.next()
        for _turn in range(KEPT + 2):
            if (written := self._registered(said, ending)) is not None:
                return written
        raise DatabaseUnusable(Fault.AWAY, self.where)

    def _registered(self, new: NewCase, ending: Ending) -> Written | None:
        """``None`` where the line was dead before, and nothing was written."""
        connection: Connection | None = None
        try:
            connection, fresh = self._connections.take()
            if not (fresh or registering.is_quiet(connection)):
                connection.close()
                return None
            written = registering.alone(connection, new, ending, self.busy_seconds)
        except errors.IntegrityError as error:
            raise broken(error) from None  # whose own words hold the row
        except psycopg.Error as error:
            if connection is None or not cut_off(error, connection):
                raise self._begin_fault(error) from error
            connection.close()
            return self._written_after_all(new, ending, error)
        finally:
            if connection is not None:
                self._connections.give_back(connection)
        if written is None:
            raise DatabaseUnusable(Fault.TOO_NEW, self.where)
        return written

    def _written_after_all(self, new: NewCase, ending: Ending, error: psycopg.Error) -> Written | None:
        """What came of a call that was not answered; ``None`` where nothing did, and it may be made again."""
        came_through = self._came_through(ending)
        if came_through is None:
            raise DatabaseUnusable(Fault.AWAY, self.where, error.sqlstate or "", NOT_KNOWN) from error
        if not came_through:
            return None
        with self._transaction(READ) as connection:
            return registering.find(connection, new)

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """A reading transaction."""
        with self._transaction(READ) as connection:
            reading = Reading(connection)
            me = threading.get_ident()
            with self._reading_lock:
                self._reading[me] = reading
            try:
                yield PostgresTransaction(connection)
            finally:
                with self._reading_lock:
                    self._reading.pop(me, None)
                reading.end()

    @contextmanager
    def gate(self) -> Iterator[None]:
        """Keep other writers waiting, by holding the writers' lock on a line of its own; one's own are let through."""
        if getattr(self._inside, "gate", False):
            yield
            return
        try:
            line = self._connections.open()
            try:
                line.execute(self._first(GATE))
            except BaseException:
                line.close()
                raise
        except psycopg.Error as error:
            raise self._begin_fault(error) from error
        self._inside.gate = True
        try:
            yield
        finally:
            self._inside.gate = False
            line.close()

    def _first(self, begin: str) -> str:
        key = WRITERS if self.space == SPACE else WRITERS + 2
        return begin.format(wait=max(1, int(self.busy_seconds * 1000)), key=key)

    @contextmanager
    def _transaction(self, begin: str, endings: Endings | None = None) -> Iterator[Connection]:
        connection: Connection | None = None
        try:
            connection = self._begun(begin)
            try:
                yield connection
                if endings is None:
                    connection.execute("COMMIT")
                else:
                    self._commit(connection, endings.next())
            except BaseException:
                roll_back(connection)
                raise
        except psycopg.Error as error:
            told = unusable(error, self.where)
            if told is None:
                raise bare(error) from None
            raise told from bare(error)
        finally:
            if connection is not None:
                self._connections.give_back(connection)

    def _begun(self, begin: str) -> Connection:
        """A connection with a transaction begun. One that had been kept may be dead: then another is opened, once."""
        while True:
            connection, new = self._connections.take()
            try:
                version = last_of(connection.execute(begin))
            except psycopg.OperationalError as error:
                broken_off = cut_off(error, connection)
                connection.close()
                if new or not broken_off:
                    raise self._begin_fault(error) from error
                self._connections.close()
                continue
            except psycopg.Error as error:
                connection.close()
                raise self._begin_fault(error) from error
            if version > SCHEMA:
                connection.close()
                raise DatabaseUnusable(Fault.TOO_NEW, self.where)
            if version == 0 and self.space == SPACE:  # another content was put there while one began
                roll_back(connection)
                self._connections.give_back(connection)
                continue
            return connection

    def _commit(self, connection: Connection, ending: Ending) -> None:
        """Commit. Where the line is cut meanwhile, find out what came of it."""
        try:
            connection.execute(ending.sql)
        except errors.IntegrityError as error:
            raise broken(error) from None  # whose own words hold the row
        except psycopg.OperationalError as error:
            if not cut_off(error, connection):
                raise
            connection.close()
            came_through = self._came_through(ending)
            if came_through is None:
                raise DatabaseUnusable(Fault.AWAY, self.where, error.sqlstate or "", NOT_KNOWN) from error
            if not came_through:
                raise

    def _came_through(self, ending: Ending) -> bool | None:
        """Whether the transaction with this end was committed; ``None`` where nobody answers for too long.

        The writers' lock is waited for, because the other end of the line may be at it still.
        """
        end = time.monotonic() + self.busy_seconds
        while True:
            try:
                with self._transaction(self._first(LOCK)) as connection:
                    row = connection.execute(ASKED, (ending.writer,)).fetchone()
            except DatabaseUnusable as unusable:
                if unusable.fault not in (Fault.AWAY, Fault.LOCKED) or time.monotonic() > end:
                    return None
                time.sleep(_AGAIN)
            else:
                return row is not None and row[0] == ending.number

    def _unusable(self, error: psycopg.Error) -> DatabaseUnusable:
        """Whatever it is, the database cannot be used."""
        told = unusable(error, self.where)
        return told or DatabaseUnusable(Fault.UNKNOWN, self.where, error.sqlstate or type(error).__name__)

    def _begin_fault(self, error: psycopg.Error) -> Exception:
        if isinstance(error, errors.UndefinedTable | errors.InvalidSchemaName):
            return DatabaseUnusable(Fault.MISSING, self.where)
        return unusable(error, self.where) or error

    def interrupt(self, thread: int) -> None:
        """Ask the server, from another thread, to give up what a thread is reading."""
        with self._reading_lock:
            reading = self._reading.get(thread)
            if reading is not None:
                reading.stop()

    # ------------------------------------------------------------------ the schema

    def schema(self) -> int:
        """The schema; 0 where the database has none of ours."""
        try:
            connection, _new = self._fresh()
            try:
                if connection.execute("SELECT to_regclass(%s)", (f"{self.space}.schema_version",)).fetchone() == (
                    None,
                ):
                    return 0
                row = connection.execute(f"SELECT version FROM {self.space}.schema_version").fetchone()
                return int(row[0]) if row else 0
            finally:
                self._connections.give_back(connection)
        except psycopg.Error as error:
            raise self._unusable(error) from error

    def _fresh(self) -> tuple[Connection, bool]:
        """A connection that answers."""
        while True:
            connection, new = self._connections.take()
            try:
                connection.execute("SELECT 1")
            except psycopg.OperationalError:
                connection.close()
                if new:
                    raise
            else:
                return connection, new

    def set_up(self) -> None:
        """Make the schema, in one transaction."""
        from desk.storage.engines.postgres.schema import make

        make(self)

    def make_place(self) -> None:
        """Nothing: the server's database has to be there."""

    # ------------------------------------------------------------------ live

    def scrub(self, patience: float) -> bool:
        """Clean the tables that hold personal data."""
        from desk.storage.engines.postgres.scrubbing import scrub

        return scrub(self, patience)

    def changed(self) -> int:
        """How often others' writing was told of since the first look."""
        try:
            return self._watching.heard()
        except psycopg.Error as error:
            raise self._unusable(error) from error

    def signal(self) -> int | None:
        """A descriptor that becomes readable when others have written; the caller closes it."""
        return self._watching.signal()

    def hang_up(self) -> None:
        """Cut every line, whoever waits on it."""
        self._connections.cut()

    def close(self) -> None:
        """Close every connection."""
        self._watching.end()
        self._connections.close()
        if self._alchemy is not None:
            self._alchemy.dispose()
            self._alchemy = None
