"""Another content in a desk's file, whole or not at all, whatever breaks off in between.

It goes into the live file as one transaction of SQLite's backup interface: who has the file open sees the old state
and then the new, and a broken transaction is undone by whoever opens the file next. Only where what is there is no
database any more is another file given its name.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path

from desk.storage.backup import copy_to, put_on_disk
from desk.storage.database import Database
from desk.storage.engines.engine import Engine, Transaction
from desk.storage.engines.exchange import GONE, Exchange, Kept, Progress
from desk.storage.engines.sqlite.connections import connect, prepare, private_file
from desk.storage.engines.sqlite.copying import copy_file
from desk.storage.engines.sqlite.engine import SqliteEngine, SqliteTransaction
from desk.storage.engines.sqlite.faults import unusable
from desk.storage.engines.sqlite.still import Still, copy_pages, open_to_read, schema_of
from desk.storage.engines.version import SCHEMA
from desk.storage.faults import DatabaseUnusable, Doing, Fault, during

SCRATCH, KEPT = ".restoring-", ".replaced-"
BESIDE = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a database, and takes for a newer part of it, whatever file has the name by then."""
_LATER = "SELECT name, sql FROM sqlite_schema WHERE type = ? AND sql IS NOT NULL"
_FAST = (
    "PRAGMA foreign_keys = OFF",
    "PRAGMA journal_mode = OFF",
    "PRAGMA synchronous = OFF",
    "PRAGMA locking_mode = EXCLUSIVE",
    "PRAGMA temp_store = FILE",
)
"""For a file that nobody else has, and that is thrown away where its filling breaks off."""


class FileExchange(Exchange):
    """Another content in a desk's file."""

    def __init__(self, engine: SqliteEngine) -> None:
        self.engine = engine

    def beside(self) -> AbstractContextManager[Engine]:
        """A file with the database's name and more."""
        return beside(self.engine.path, self.engine.busy_seconds)

    def read_in(self, backup: Path, progress: Progress) -> int:  # noqa: ARG002  one step is all or nothing
        """Page by page, in one step."""
        return read_in(self.engine, backup)

    def filling(self) -> AbstractContextManager[Transaction]:
        """Without a journal: what breaks off is thrown away."""
        return filling(self.engine)

    def copy_into(self, file: Path, *, as_file: bool) -> None:
        """As a file, or page by page in one step."""
        copy_into(self.engine, file, as_file=as_file)

    def keep(self, now: datetime) -> Kept | None:
        """As another file beside it."""
        return keep(self.engine, now)

    def put(self, ready: Engine, kept: Kept | None) -> None:  # noqa: ARG002  it was copied already
        """Page by page into the file that is there, or as that file."""
        if not isinstance(ready, SqliteEngine):
            raise TypeError("it was made ready somewhere else")
        put(ready, self.engine)


# ------------------------------------------------------------------ what is made ready beside it


@contextmanager
def beside(live: Path, busy_seconds: float) -> Iterator[SqliteEngine]:
    """An empty file beside the live one; it is gone afterwards, unless it was given the live one's name."""
    sweep(live)
    scratch = SqliteEngine(live.with_name(f"{live.name}{SCRATCH}{os.getpid()}"), busy_seconds)
    try:
        with during(Doing.RESTORE, live):
            private_file(scratch.path)
        yield scratch
    finally:
        scratch.close()
        remove(scratch.path)


def sweep(live: Path) -> None:
    """Take away what an earlier replacing left when it was broken off."""
    for each in live.parent.glob(f"{live.name.replace('[', '[[]')}{SCRATCH}*"):
        number = each.name.rpartition(SCRATCH)[2].partition("-")[0]
        if number.isdecimal() and not _runs(int(number)):
            with suppress(OSError):
                each.unlink()


def _runs(process: int) -> bool:
    if os.name == "nt":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def remove(path: Path) -> None:
    """Take a database away with what lies beside it."""
    for ending in ("", *BESIDE, "-gate", "-door"):
        with suppress(OSError):
            path.with_name(path.name + ending).unlink()


def read_in(scratch: SqliteEngine, backup: Path) -> int:
    """Fill an empty file with a copy's pages, and bring it to this Desk's schema; the schema that the copy has."""
    with during(Doing.READ_BACKUP, backup):
        source = open_to_read(backup, scratch.busy_seconds)
    with closing(source), closing(connect(scratch.path, scratch.busy_seconds)) as target:
        with during(Doing.READ_BACKUP, backup):
            version = schema_of(source, backup)
        try:
            copy_pages(source, target, scratch.busy_seconds, backup)
        except sqlite3.Error as error:
            told = unusable(error, str(scratch.path))
            if told is not None and told.fault in (Fault.DAMAGED, Fault.NOT_A_DATABASE):
                raise DatabaseUnusable(told.fault, str(backup), told.name).during(Doing.READ_BACKUP) from error
            raise told or error from error
    if version < SCHEMA:
        scratch.set_up()
    return version


@contextmanager
def filling(engine: SqliteEngine) -> Iterator[Transaction]:
    """Write very many rows into an empty file: its indexes and triggers are made after them."""
    engine.set_up()
    engine.close()
    try:
        with closing(connect(engine.path, engine.busy_seconds)) as connection:
            for pragma in _FAST:
                connection.execute(pragma)
            tx = SqliteTransaction(connection)
            connection.execute("BEGIN")
            later = [(sort, *row) for sort in ("index", "trigger") for row in tx.all(_LATER, (sort,))]
            for sort, name, _sql in later:
                connection.execute(f'DROP {sort} "{name}"')
            tx.make_room(much=True)
            yield tx
            for _sort, _name, sql in later:
                connection.execute(sql)
            tx.make_room(much=False)
            connection.execute("COMMIT")
    except sqlite3.Error as error:
        raise unusable(error, engine.where) or error from error


def copy_into(live: SqliteEngine, file: Path, *, as_file: bool) -> None:
    """Copy the database into an empty file. Raises sqlite3.Error, OSError."""
    if as_file and copy_file(live, file):
        return
    with (
        closing(open_to_read(live.path, live.busy_seconds)) as source,
        closing(connect(file, live.busy_seconds)) as target,
    ):
        target.execute("PRAGMA synchronous = OFF")  # whoever wants the copy puts it on disk
        copy_pages(source, target, live.busy_seconds, live.path)


# ------------------------------------------------------------------ what is kept


def keep(live: SqliteEngine, now: datetime) -> Kept | None:
    """Keep what is about to be replaced, as ``<database>.replaced-…``; ``None`` where there is nothing.

    By the backup interface where every page is sound, otherwise byte by byte, with its WAL.
    """
    path = live.path
    if not path.exists() and not any(path.with_name(path.name + ending).exists() for ending in ("-wal", "-journal")):
        return None
    with during(Doing.RESTORE, path):
        kept = _free_name(path, now)
        try:
            copy_to(Database.of(live), kept)
        except DatabaseUnusable as unusable_:
            if unusable_.fault not in GONE:
                raise unusable_.during(Doing.RESTORE, path) from unusable_
            live.close()  # whoever closes a file lets go of every lock that SQLite has on it in this process
            for ending in ("", "-wal", "-journal"):
                _keep_bytes(path.with_name(path.name + ending), kept.with_name(kept.name + ending))
            put_on_disk(kept.absolute().parent)
    return Kept(str(kept), kept.name, Still(kept).read)


def _free_name(live: Path, now: datetime) -> Path:
    name = f"{live.name}{KEPT}{now:%Y%m%dT%H%M%S}"
    return next(
        path
        for number in range(1, 1_000_000)
        if not os.path.lexists(path := live.with_name(name if number == 1 else f"{name}-{number}"))
    )


def _keep_bytes(source: Path, kept: Path) -> None:
    if source.is_file():
        private_file(kept)
        shutil.copyfile(source, kept)
        put_on_disk(kept)


# ------------------------------------------------------------------ putting it there


def put(ready: SqliteEngine, live: SqliteEngine) -> None:
    """Put the content of what was made ready in the live one's place, in one step. The caller holds the gate."""
    ready.close()
    _close_log(ready.path, live.busy_seconds)
    with during(Doing.RESTORE, live.path):
        if live.path.exists() and live.path.stat().st_size:
            try:
                _put_into(ready.path, live)
                return
            except DatabaseUnusable as unusable_:
                if unusable_.fault not in GONE:
                    raise
        _put_instead(ready.path, live.path)


def _close_log(path: Path, busy_seconds: float) -> None:
    """Bring a database into its one file."""
    try:
        with closing(connect(path, busy_seconds)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.Error as error:
        raise unusable(error, str(path)) or error from error
    put_on_disk(path)


def _put_into(ready: Path, live: SqliteEngine) -> None:
    try:
        with closing(connect(live.path, live.busy_seconds)) as target:
            prepare(target)
            _same_pages(ready, target, live.busy_seconds)
            with closing(connect(ready, live.busy_seconds, "ro")) as source:
                copy_pages(source, target, live.busy_seconds, live.path)
            with suppress(sqlite3.OperationalError):  # somebody reads the old state: the next one empties the log
                target.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.Error as error:
        raise unusable(error, str(live.path)) or error from error


def _same_pages(ready: Path, target: sqlite3.Connection, busy_seconds: float) -> None:
    """Give what was made ready pages of the live one's size, which a WAL cannot change."""
    wanted = target.execute("PRAGMA page_size").fetchone()[0]
    with closing(connect(ready, busy_seconds)) as copy:
        if copy.execute("PRAGMA page_size").fetchone()[0] != wanted:
            copy.execute(f"PRAGMA page_size = {int(wanted)}")
            copy.execute("VACUUM")


def _put_instead(ready: Path, live: Path) -> None:
    """Give the file that was made ready the name. What lies beside it is of the old one, and is kept: it goes first.

    Otherwise its WAL would be played into the new database, or its shared memory believed.
    """
    for ending in BESIDE:
        live.with_name(live.name + ending).unlink(missing_ok=True)
    put_on_disk(live.absolute().parent)
    ready.replace(live)
    put_on_disk(live.absolute().parent)
