"""A consistent copy of a database while others write, and what ``check`` reads of its structure."""

from __future__ import annotations

import errno
import os
import sqlite3
from contextlib import closing
from pathlib import Path

from desk.storage.connections import connect
from desk.storage.database import Database
from desk.storage.faults import DatabaseUnusable, Fault, unusable


def copy_to(database: Database, target: Path) -> int:
    """Copy the whole database to ``target``, which must not be there, and return its size in bytes.

    SQLite's backup interface in one step: a copy in smaller steps begins anew whenever somebody writes, and never
    ends. The copy is made beside ``target``, checked, put on disk and only then given its name; its owner alone may
    read it.

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
        _copy(database, half)
        with half.open("r+b") as file:  # Windows puts nothing on disk through a file that is only read
            os.fsync(file.fileno())
        _name(half, target)
    except FileExistsError:
        raise
    except OSError as error:
        raise DatabaseUnusable(_FAULTS.get(error.errno or 0, Fault.CANNOT_OPEN), str(target)) from error
    finally:
        for left in (half, half.with_name(half.name + "-journal")):  # which SQLite keeps where the disk was full
            left.unlink(missing_ok=True)
    return target.stat().st_size


_FAULTS = {errno.ENOSPC: Fault.FULL, errno.EDQUOT: Fault.FULL}


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


def _copy(database: Database, half: Path) -> None:
    try:
        with (
            closing(connect(database.path, database.busy_seconds, "ro")) as source,
            closing(connect(half, database.busy_seconds)) as copy,
        ):
            source.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
            if copy.execute("PRAGMA quick_check").fetchone()[0] != "ok":
                raise DatabaseUnusable(Fault.DAMAGED, str(database.path))
    except sqlite3.Error as error:
        raise unusable(error, str(database.path)) or error from error
