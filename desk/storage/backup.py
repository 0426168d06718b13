"""A consistent copy of a database while others write, and what ``check`` reads of its structure."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

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
    if target.exists():
        raise FileExistsError(str(target))
    half = target.with_name(target.name + ".part")
    half.unlink(missing_ok=True)
    try:
        os.close(os.open(half, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        _copy(database, half)
        with half.open("rb") as file:
            os.fsync(file.fileno())
        half.rename(target)
    except OSError as error:
        half.unlink(missing_ok=True)
        raise DatabaseUnusable(Fault.CANNOT_OPEN, str(target)) from error
    except BaseException:
        half.unlink(missing_ok=True)
        raise
    return target.stat().st_size


def _copy(database: Database, half: Path) -> None:
    source = sqlite3.connect(f"file:{database.path}?mode=ro", uri=True, timeout=database.busy_seconds)
    copy = sqlite3.connect(half)
    try:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
        if copy.execute("PRAGMA quick_check").fetchone()[0] != "ok":
            raise DatabaseUnusable(Fault.DAMAGED, str(database.path))
    except sqlite3.Error as error:
        raise unusable(error, str(half)) or error from error
    finally:
        copy.close()
        source.close()
