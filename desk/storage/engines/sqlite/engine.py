"""SQLite: writes are ``BEGIN IMMEDIATE`` behind a gate, WAL and synchronous=FULL; reads are ``BEGIN``."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desk.storage.engines.asked import Asked, Expression, Held
from desk.storage.engines.engine import DAMAGE, ConstraintBroken, Engine, Row, Sort, Transaction, Unreadable, Values
from desk.storage.engines.sqlite.connections import (
    PRAGMAS,
    Connections,
    File,
    connect,
    connect_unmoved,
    file_at,
    prepare,
    private_file,
)
from desk.storage.engines.sqlite.faults import fault_of, unusable
from desk.storage.engines.sqlite.gate import Gate
from desk.storage.engines.version import SCHEMA
from desk.storage.faults import DatabaseUnusable, Fault, of_system

if TYPE_CHECKING:
    from sqlalchemy import Engine as Alchemy

    from desk.storage.engines.exchange import Exchange
    from desk.storage.engines.new_case import NewCase, Written


_SORTS = {
    "SQLITE_CONSTRAINT_FOREIGNKEY": Sort.LINK,
    "SQLITE_CONSTRAINT_UNIQUE": Sort.UNIQUE,
    "SQLITE_CONSTRAINT_PRIMARYKEY": Sort.UNIQUE,
}
_ROOM = ("PRAGMA cache_size = -65536", "INSERT INTO search (search, rank) VALUES ('hashsize', 33554432)")
_ORDINARY_ROOM = (
    next(pragma for pragma in PRAGMAS if "cache_size" in pragma),
    "INSERT INTO search (search, rank) VALUES ('hashsize', 1048576)",
)
"""Room for index pages while a million rows come, so that each is written once; afterwards as it always is."""


class SqliteTransaction(Transaction):
    """One transaction on one connection of SQLite's driver."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def run(self, sql: str, values: Values = ()) -> sqlite3.Cursor:
        """Run one statement and return its cursor."""
        try:
            return self.connection.execute(sql, values)
        except sqlite3.IntegrityError as error:
            raise _broken(error) from error

    def run_many(self, sql: str, rows: Iterator[Row] | Sequence[Row]) -> None:
        """Run one statement for each row."""
        try:
            self.connection.executemany(sql, rows)
        except sqlite3.IntegrityError as error:
            raise _broken(error) from error

    def copy(self, table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
        """Add many rows by one prepared statement."""
        places = ", ".join("?" * len(columns))
        self.run_many(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})", iter(rows))

    def insert(self, sql: str, values: Values = ()) -> int:
        """Insert one row and return its id."""
        return self.run(sql, values).lastrowid or 0

    def tried(self, sql: str, values: Values = ()) -> ConstraintBroken | None:
        """Run one statement; SQLite undoes one that was refused, and nothing else."""
        try:
            self.run(sql, values)
        except ConstraintBroken as broken:
            return broken
        return None

    @contextmanager
    def looking(self) -> Iterator[None]:
        """A block that reads what may be damaged."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            if fault_of(error) not in DAMAGE:
                raise
            raise Unreadable(error.sqlite_errorname) from error

    def each(self, sql: str, values: Values = ()) -> Iterator[Row]:
        """The rows one by one: SQLite finds each when it is asked for."""
        return self.run(sql, values)

    def schema(self) -> int:
        """What the file says of itself."""
        return int(self.value("PRAGMA user_version"))

    def register(self, new: Callable[[], NewCase]) -> Written | None:  # noqa: ARG002
        """None: here a statement costs no turn on a line."""
        return None

    def integrity(self, most: int) -> list[str]:
        """SQLite's own check of every page and index."""
        rows = [str(row[0]) for row in self.all(f"PRAGMA integrity_check({most})")]
        return [row for row in rows if row != "ok"]

    def triggers(self) -> set[str]:
        """The names of the triggers."""
        return {row[0] for row in self.all("SELECT name FROM sqlite_schema WHERE type = 'trigger'")}

    def loose_links(self, most: int) -> list[str]:
        """Rows that point to nothing."""
        return [f"{row[0]} row {row[1]} → {row[2]}" for row in self.all("PRAGMA foreign_key_check")[:most]]

    def pointing_to(self, table: str) -> list[tuple[str, str]]:
        """Every table and column with a foreign key to ``table``."""
        tables = [row[0] for row in self.all("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")]
        return [
            (each, row[3])
            for each in tables
            for row in self.all(f'PRAGMA foreign_key_list("{each}")')
            if row[2] == table
        ]

    def newest(self, asked: Asked) -> list[Row]:
        """FTS5's trigrams give the newest first, and no more than are wanted."""
        conditions = ["search MATCH ?"]
        values: list[Any] = [matched(asked.expression)]
        if asked.before is not None:
            conditions.append("c.id < ? AND s.rowid < ?")
            values += [asked.before, asked.before]
        return self.all(
            f"{asked.select} FROM search s JOIN cases c ON c.id = s.rowid"
            f" WHERE {' AND '.join((*conditions, *asked.conditions))} ORDER BY s.rowid DESC LIMIT ?",
            (*values, *asked.values, asked.limit),
        )

    def indexed(self) -> str:
        """Rows of the index, and not of the texts beside it."""
        return "SELECT id FROM search_docsize"

    def make_room(self, *, much: bool) -> None:
        """More pages in memory, and fewer merges of the search index."""
        for sql in _ROOM if much else _ORDINARY_ROOM:
            self.run(sql)


def quoted(token: str) -> str:
    """A token as FTS5 reads it literally, whatever it holds."""
    return '"' + token.replace("\0", "").replace('"', '""') + '"'


def matched(expression: Expression) -> str:
    """An expression in FTS5's words."""
    asked = " AND ".join(f"({' OR '.join(map(_held, each))})" for each in expression.all_of)
    return asked if expression.unless is None else f"{asked} NOT {_held(expression.unless)}"


def _held(asked: Held) -> str:
    return f"{{{' '.join(asked.columns)}}} : {quoted(asked.text)}"


def _broken(error: sqlite3.IntegrityError) -> ConstraintBroken:
    return ConstraintBroken(_SORTS.get(error.sqlite_errorname, Sort.OTHER), str(error))


class SqliteEngine(Engine):
    """A desk in a file."""

    def __init__(self, path: Path, busy_seconds: float) -> None:
        self.path = path
        self.busy_seconds = busy_seconds
        self._gate = Gate(path, busy_seconds)
        self._connections = Connections(path, busy_seconds)
        self._alchemy: Alchemy | None = None
        self._reading: dict[int, sqlite3.Connection] = {}
        self._reading_lock = threading.Lock()
        self._watching: sqlite3.Connection | None = None
        self._watched: File | None = None

    @property
    def where(self) -> str:
        """The path."""
        return str(self.path)

    @property
    def file(self) -> Path:
        """The file."""
        return self.path

    @property
    def name(self) -> str:
        """The file's name without its ending."""
        return self.path.stem

    @property
    def exchange(self) -> Exchange:
        """By way of another file beside it."""
        from desk.storage.engines.sqlite.replacing import FileExchange

        return FileExchange(self)

    @property
    def alchemy(self) -> Alchemy:
        """SQLAlchemy's engine, for migrations."""
        if self._alchemy is None:
            self._alchemy = _alchemy(self.path, self.busy_seconds)
        return self._alchemy

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        """A writing transaction, past the gate."""
        with self._gate.passed() as left, self._transaction("BEGIN IMMEDIATE", left) as tx:
            yield tx

    def register(self, new: Callable[[], NewCase]) -> Written | None:  # noqa: ARG002
        """None: here a statement costs no turn on a line."""
        return None

    @contextmanager
    def gate(self) -> Iterator[None]:
        """Keep other writers waiting."""
        with self._gate.passed():
            yield

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """A reading transaction."""
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
                yield SqliteTransaction(connection)
                _commit(connection)
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
        """Stop what a thread is reading; SQLite raises in that thread."""
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
        """The schema; a file that turns out to be another program's is not even put into WAL mode."""
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

    def set_up(self) -> None:
        """Run the migrations, in one transaction."""
        from desk.storage.engines.sqlite.migrating import run

        run(self)

    def make_place(self) -> None:
        """Make an empty file, its owner's alone."""
        try:
            private_file(self.path)
        except OSError as error:
            raise of_system(error, self.path) from error

    def scrub(self, patience: float) -> bool:
        """Write the file anew, and empty its log."""
        from desk.storage.engines.sqlite.scrubbing import scrub

        return scrub(self, patience)

    def changed(self) -> int:
        """``PRAGMA data_version`` of a connection held open."""
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
        if self._alchemy is not None:
            self._alchemy.dispose()
            self._alchemy = None


def _commit(connection: sqlite3.Connection) -> None:
    try:
        connection.execute("COMMIT")
    except sqlite3.IntegrityError as error:
        raise _broken(error) from error


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


def _alchemy(path: Path, busy_seconds: float) -> Alchemy:
    from sqlalchemy import create_engine, event

    engine = create_engine("sqlite://", hide_parameters=True, creator=lambda: connect(path, busy_seconds))

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:
        prepare(connection)

    return engine
