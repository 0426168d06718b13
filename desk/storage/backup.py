"""A consistent copy of a database while others write."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path

from desk.storage.database import Database
from desk.storage.engines.sqlite.connections import connect
from desk.storage.engines.sqlite.faults import unusable
from desk.storage.faults import DatabaseUnusable, Doing, Fault, of_system

Check = Callable[[sqlite3.Connection], bool]


_TREES = "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE rootpage > 0"


def quickly(copy: sqlite3.Connection) -> bool:
    """Whether every table and index of a copy can be read from end to end; not what each row says, which takes long.

    In one thread: a second one would take a processor from those who register meanwhile.
    """
    for sort, name, table, sql in copy.execute(_TREES).fetchall():
        if sort == "table":
            copy.execute(f'SELECT count(*) FROM "{table}" NOT INDEXED').fetchone()
        else:  # count(*) would take another index than the one that is named
            part = (sql or "").partition(" WHERE ")[2] or "1"
            copy.execute(f'SELECT sum(1) FROM "{table}" INDEXED BY "{name}" WHERE {part}').fetchone()
    return True


def wholly(copy: sqlite3.Connection) -> bool:
    """Whether every page of a copy is what it should be, and the indexes say what the tables do."""
    return bool(copy.execute("PRAGMA integrity_check").fetchone()[0] == "ok")


def copy_to(database: Database, target: Path, holds: Check = quickly, *, as_file: bool = False) -> int:
    """Copy the whole database to ``target``, which must not be there, and return its size in bytes.

    It is a desk's file on SQLite, whatever the desk stands on. It is made beside ``target``, checked, put on disk and
    only then given its name; its owner alone may read it.

    Args:
        holds: Says of the copy whether it is sound.
        as_file: Copy the file where that can be done (:mod:`~desk.storage.engines.sqlite.copying`): faster, and
            moves what is in the WAL into it, which a database that may be damaged is to be spared.

    Raises:
        FileExistsError: there is something at ``target``.
        DatabaseUnusable: no room, no right to write there, or the copy does not hold.
    """
    if os.path.lexists(target):
        raise FileExistsError(str(target))
    half = target.with_name(target.name + ".part")
    try:
        half.unlink(missing_ok=True)
        os.close(os.open(half, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        _copy(database, half, target, holds, as_file)
        _name(half, target)
        half.unlink(missing_ok=True)
        put_on_disk(target.absolute().parent)
        return target.stat().st_size
    except FileExistsError:
        raise
    except OSError as error:
        raise of_system(error, target).during(Doing.COPY) from error
    finally:
        for ending in ("", "-journal", "-wal", "-shm", "-gate", "-door"):  # some are kept where the disk was full
            with suppress(OSError):
                half.with_name(half.name + ending).unlink(missing_ok=True)


def put_on_disk(path: Path) -> None:
    """Wait until a file's content, or a folder's names, are on disk. Raises OSError; no folder does on Windows."""
    if path.is_dir():
        if os.name == "nt":
            return
        number = os.open(path, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
        return
    with path.open("r+b") as file:  # Windows puts nothing on disk through a file that is only read
        os.fsync(file.fileno())


def _name(half: Path, target: Path) -> None:
    """Give the copy its name unless something has taken it meanwhile, which a plain rename would overwrite."""
    try:
        target.hardlink_to(half)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links, such as a memory stick's
        if os.path.lexists(target):
            raise FileExistsError(str(target)) from None
        half.rename(target)


def _copy(database: Database, half: Path, target: Path, holds: Check, as_file: bool) -> None:
    """Fill ``half``, and see to it that it holds and is on disk."""
    try:
        database.engine.exchange.copy_into(half, as_file=as_file)
        with closing(connect(half, database.busy_seconds)) as copy:
            copy.execute("PRAGMA synchronous = OFF")  # it is all put on disk below, while it is read
            copy.execute("PRAGMA journal_mode = DELETE")
            sound = _put_on_disk_and_read(copy, half, holds, same_disk=_same_disk(database, half))
    except sqlite3.Error as error:
        raise _which(error, database, target) from error
    except DatabaseUnusable as told:
        raise (told.during(Doing.COPY, target) if told.where == str(half) else told) from told
    if not sound:
        raise DatabaseUnusable(Fault.DAMAGED, database.where)


def _put_on_disk_and_read(copy: sqlite3.Connection, half: Path, holds: Check, *, same_disk: bool) -> bool:
    """Put the copy on disk, and see meanwhile whether it is sound."""
    if same_disk:  # a memory stick may be pulled out, and what is mapped from it would end the program then
        copy.execute("PRAGMA mmap_size = 0x7fff0000")
    with ThreadPoolExecutor(1) as pool:
        on_disk = pool.submit(put_on_disk, half)
        sound = holds(copy)
    on_disk.result()
    return sound


def _same_disk(database: Database, copy: Path) -> bool:
    return database.file is not None and database.file.stat().st_dev == copy.stat().st_dev


def _which(error: sqlite3.Error, source: Database, target: Path) -> Exception:
    """A fault in copying: of what is copied, or of the place that it is copied to."""
    told = unusable(error, str(target))
    if told is None:
        return error
    if told.fault in (Fault.FULL, Fault.READ_ONLY, Fault.CANNOT_OPEN, Fault.MISSING):
        return told.during(Doing.COPY, target)
    return unusable(error, source.where) or error
