"""The database: its transactions, and whether its schema is the one that this Desk writes.

Writes are ``BEGIN IMMEDIATE`` and durable when they return (WAL, synchronous=FULL); reads are ``BEGIN`` and see one
moment. Statements run on the driver's own connection; SQLAlchemy's engine is there for migrations alone, and is
loaded only for them.
"""

from __future__ import annotations

import os
import sqlite3
import stat
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from desk.storage.connections import Connections, File, connect, connect_unmoved, file_at
from desk.storage.faults import DatabaseUnusable, Fault, unusable
from desk.storage.gate import Gate

if TYPE_CHECKING:
    from sqlalchemy import Engine

SCHEMA = 4
"""The schema that this Desk writes, kept in ``PRAGMA user_version``. Each migration counts it up."""

BUSY_SECONDS = 10.0
Row = tuple[Any, ...]


class Transaction:
    """One transaction on one connection. Rows come as tuples."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def run(self, sql: str, values: Sequence[Any] | dict[str, Any] = ()) -> sqlite3.Cursor:
        """Run one statement and return its cursor."""
        return self.connection.execute(sql, values)

    def run_many(self, sql: str, rows: Iterator[Row] | Sequence[Row]) -> None:
        """Run one statement for each row."""
        self.connection.executemany(sql, rows)

    def all(self, sql: str, values: Sequence[Any] | dict[str, Any] = ()) -> list[Row]:
        """Every row of a question."""
        return self.connection.execute(sql, values).fetchall()

    def one(self, sql: str, values: Sequence[Any] | dict[str, Any] = ()) -> Row | None:
        """The first row of a question, or ``None``."""
        row: Row | None = self.connection.execute(sql, values).fetchone()
        return row

    def value(self, sql: str, values: Sequence[Any] | dict[str, Any] = ()) -> Any:
        """The first column of the first row, or ``None``."""
        row = self.one(sql, values)
        return None if row is None else row[0]


class Database:
    """One desk's database. Cheap to make: nothing is opened until the first transaction."""

    def __init__(self, where: str | Path, *, busy_seconds: float = BUSY_SECONDS) -> None:
        self.path = _path(where)
        self.busy_seconds = busy_seconds
        self._gate = Gate(self.path, busy_seconds)
        self._connections = Connections(self.path, busy_seconds)
        self._engine: Engine | None = None
        self._reading: dict[int, sqlite3.Connection] = {}
        self._reading_lock = threading.Lock()
        self._watching: sqlite3.Connection | None = None
        self._watched: File | None = None

    def __repr__(self) -> str:
        return f"Database({self.path})"

    @property
    def engine(self) -> Engine:
        """SQLAlchemy's engine, for migrations; made, and SQLAlchemy loaded, when first asked for."""
        if self._engine is None:
            self._engine = _engine(self.path, self.busy_seconds)
        return self._engine

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        """A writing transaction: all of it or nothing; on disk when the block ends. Writers come in turn.

        Raises:
            DatabaseUnusable: locked longer than ``busy_seconds``, full, read-only, damaged.
        """
        with self._gate.passed() as left, self._transaction("BEGIN IMMEDIATE", left) as tx:
            yield tx

    @contextmanager
    def gate(self) -> Iterator[None]:
        """Keep other writers waiting during work on the whole file; this thread may write inside.

        Raises:
            DatabaseUnusable: locked longer than ``busy_seconds``.
        """
        with self._gate.passed():
            yield

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """A reading transaction: everything in it is seen as of one moment."""
        with self._transaction("BEGIN") as tx:
            yield tx

    @contextmanager
    def _transaction(self, begin: str, patience: float | None = None) -> Iterator[Transaction]:
        try:
            connection = self._connections.take()
        except sqlite3.Error as error:
            raise self._fault(error) from error
        try:
            _begin(connection, begin, patience, self.busy_seconds)
            self._demand_schema(connection)
            self._note_reading(connection if begin == "BEGIN" else None)
            try:
                yield Transaction(connection)
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
            finally:
                self._note_reading(None)
        except sqlite3.Error as error:
            told = self._told(error)
            if told is None:
                raise
            raise told from error
        finally:
            self._connections.give_back(connection)

    def _demand_schema(self, connection: sqlite3.Connection) -> None:
        """Touch nothing of a later Desk's, which may have upgraded the database while this one was open."""
        if connection.execute("PRAGMA user_version").fetchone()[0] > SCHEMA:
            connection.execute("ROLLBACK")
            raise DatabaseUnusable(Fault.TOO_NEW, str(self.path))

    def _note_reading(self, connection: sqlite3.Connection | None) -> None:
        with self._reading_lock:
            if connection is None:
                self._reading.pop(threading.get_ident(), None)
            else:
                self._reading[threading.get_ident()] = connection

    def interrupt(self, thread: int) -> None:
        """Stop what the thread with this identity is reading, if it is; it raises in that thread. Never a write."""
        with self._reading_lock:
            if thread in self._reading:
                self._reading[thread].interrupt()

    def _told(self, error: sqlite3.Error) -> DatabaseUnusable | None:
        """The fault that a driver's error is; ``None`` where it is a slip of ours and none of the database's."""
        told = unusable(error, str(self.path))
        if told is not None and told.fault is Fault.CANNOT_OPEN and _is_missing(self.path):
            return DatabaseUnusable(Fault.MISSING, str(self.path))
        return told

    def _fault(self, error: sqlite3.Error) -> DatabaseUnusable:
        return self._told(error) or DatabaseUnusable(Fault.UNKNOWN, str(self.path), type(error).__name__)

    def schema(self) -> int:
        """The schema the database has; 0 for an empty one. Raises DatabaseUnusable where there is none.

        Looks without touching: a file that turns out to be another program's is not even put into WAL mode.
        """
        try:
            with closing(connect(self.path, self.busy_seconds)) as connection:
                version, empty = _looked_at(connection)
        except sqlite3.Error as error:
            unmoved = connect_unmoved(self.path, self.busy_seconds)
            if unmoved is None:
                raise self._fault(error) from error
            with closing(unmoved):
                version, empty = _looked_at(unmoved)
        if version == 0 and not empty:
            raise DatabaseUnusable(Fault.NOT_A_DATABASE, str(self.path))
        return version

    def ready(self) -> bool:
        """Whether the schema is this Desk's; ``False`` where an upgrade is due. Raises where it is too new."""
        version = self.schema()
        if version > SCHEMA:
            raise DatabaseUnusable(Fault.TOO_NEW, str(self.path))
        return version == SCHEMA

    def changed(self) -> int:
        """A number that moves whenever another connection has written (``PRAGMA data_version`` of one held open)."""
        try:
            return int(self._watcher().execute("PRAGMA data_version").fetchone()[0])
        except sqlite3.Error as error:
            raise self._fault(error) from error

    def _watcher(self) -> sqlite3.Connection:
        """The connection that watches the file which has the name now."""
        file = file_at(self.path)
        if self._watching is None or file is None or file != self._watched:
            self._end_watching()
            self._watching, self._watched = connect(self.path, self.busy_seconds), file
        return self._watching

    def _end_watching(self) -> None:
        if self._watching is not None:
            self._watching.close()
            self._watching = None

    def close(self) -> None:
        """Close every connection."""
        self._end_watching()
        self._connections.close()
        if self._engine is not None:
            self._engine.dispose()
            self._engine = None


def _begin(connection: sqlite3.Connection, begin: str, patience: float | None, usual: float) -> None:
    """Begin; where some patience went before the gate, wait for others no longer than the rest of it."""
    if patience is None:
        connection.execute(begin)
        return
    connection.execute(f"PRAGMA busy_timeout = {int(patience * 1000)}")
    try:
        connection.execute(begin)
    finally:
        connection.execute(f"PRAGMA busy_timeout = {int(usual * 1000)}")


def _looked_at(connection: sqlite3.Connection) -> tuple[int, bool]:
    """Which schema a database has, and whether there is nothing in it."""
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    return version, connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0] == 0


def _is_missing(path: Path) -> bool:
    """Whether there is no such file; not where one may not look."""
    try:
        path.stat()
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return False


def _path(where: str | Path) -> Path:
    """The file that is named as such or as ``sqlite:///…``."""
    text = str(where)
    scheme, colon, rest = text.partition("://")
    if not colon:
        return Path(text)
    if scheme != "sqlite" or not rest.startswith("/"):
        raise DatabaseUnusable(Fault.CANNOT_OPEN, f"{scheme}://…")
    return Path(unquote(rest[1:]))


def _engine(path: Path, busy_seconds: float) -> Engine:
    from sqlalchemy import create_engine, event

    from desk.storage.connections import prepare

    engine = create_engine("sqlite://", hide_parameters=True, creator=lambda: connect(path, busy_seconds))

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: object) -> None:
        prepare(connection)

    return engine


def private_file(path: Path) -> None:
    """Make an empty file that its owner alone may read; folders on the way likewise. An existing one is kept."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(path, os.O_CREAT | os.O_RDWR, stat.S_IRUSR | stat.S_IWUSR), "rb"):
        pass
