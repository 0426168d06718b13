"""What goes wrong with a file of SQLite's, told by the name that SQLite has for it, and by the file and its folder."""

from __future__ import annotations

import os
import secrets
import sqlite3
import sys
from contextlib import suppress
from pathlib import Path

from desk.storage.faults import FOLDER_READ_ONLY, NO_FOLDER, NO_RIGHT, NO_ROOM, DatabaseUnusable, Fault, of_system

_BY_NAME = {
    "SQLITE_BUSY": Fault.LOCKED,
    "SQLITE_LOCKED": Fault.LOCKED,
    "SQLITE_FULL": Fault.FULL,
    "SQLITE_IOERR_SHMSIZE": Fault.FULL,  # the file beside a WAL could not grow: what a full disk says at start
    "SQLITE_READONLY": Fault.READ_ONLY,
    "SQLITE_READONLY_DBMOVED": Fault.LOCKED,  # another file got the name this moment; the next connection is to that
    "SQLITE_PERM": Fault.READ_ONLY,
    "SQLITE_CORRUPT": Fault.DAMAGED,
    "SQLITE_NOTADB": Fault.NOT_A_DATABASE,
    "SQLITE_CANTOPEN": Fault.CANNOT_OPEN,
    "SQLITE_AUTH": Fault.CANNOT_OPEN,
    "SQLITE_IOERR": Fault.IO_ERROR,
    "SQLITE_PROTOCOL": Fault.LOCKED,
}


def fault_of(error: sqlite3.Error) -> Fault | None:
    """Tell the fault from SQLite's own name for it; ``None`` where it is no fault of the database (a slip of ours)."""
    name = getattr(error, "sqlite_errorname", None) or ""
    parts = name.split("_")
    return _BY_NAME.get(name) or _BY_NAME.get("_".join(parts[:2]))


def unusable(error: sqlite3.Error, where: str) -> DatabaseUnusable | None:
    """Turn a driver's error into a fault, or ``None`` where it is none.

    SQLite says *cannot open* of much, and *input/output error* of a quota that is used up: so the file and its folder
    are looked at too.
    """
    fault = fault_of(error)
    if fault is None:
        return None
    name = getattr(error, "sqlite_errorname", "")
    path = Path(where)
    if fault is Fault.CANNOT_OPEN or _is_folder(path):
        return _not_opened(path, name)
    if fault is Fault.IO_ERROR and _no_room_beside(path):
        return DatabaseUnusable(Fault.FULL, where, name)
    if fault is Fault.READ_ONLY and "READONLY_" in name:  # the folder, or what stands beside the database
        return DatabaseUnusable(fault, where, name, FOLDER_READ_ONLY)
    return DatabaseUnusable(fault, where, name)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        return False


def _not_opened(path: Path, name: str) -> DatabaseUnusable:
    """Why SQLite could open no file: its own, or one beside it."""
    try:
        path.stat()
    except FileNotFoundError:
        there = path.absolute().parent.is_dir()
        return DatabaseUnusable(Fault.MISSING, str(path), name, None if there else NO_FOLDER)
    except PermissionError:
        return DatabaseUnusable(Fault.CANNOT_OPEN, str(path), name, NO_RIGHT)
    except OSError as error:
        return of_system(error, path)
    if path.is_file():
        if not _may(path, os.R_OK):
            return DatabaseUnusable(Fault.CANNOT_OPEN, str(path), name, NO_RIGHT)
        if not _may(path.absolute().parent, os.W_OK | os.X_OK):
            return DatabaseUnusable(Fault.READ_ONLY, str(path), name, FOLDER_READ_ONLY)
        if _no_room_beside(path):
            return DatabaseUnusable(Fault.FULL, str(path), name)
    return DatabaseUnusable(Fault.CANNOT_OPEN, str(path), name)


def _may(path: Path, how: int) -> bool:
    """Whether the user whom the process acts as may; a write-protected disk lets nobody write."""
    return os.access(path, how, effective_ids=os.access in os.supports_effective_ids)


def _no_room_beside(path: Path) -> bool:
    """Whether nothing can be written beside ``path`` for want of room, or a file there has grown to its limit."""
    if _at_its_limit(path):
        return True
    probe = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(probe, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(bytes(65_536))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        return error.errno in NO_ROOM
    finally:
        with suppress(OSError):
            probe.unlink(missing_ok=True)
    return False


def _at_its_limit(path: Path) -> bool:
    """Whether the system lets no file of this process grow beyond what the database or its WAL has come to."""
    if sys.platform == "win32":
        return False
    import resource

    most = resource.getrlimit(resource.RLIMIT_FSIZE)[0]
    if most == resource.RLIM_INFINITY:
        return False
    sizes = [each.stat().st_size for each in (path, path.with_name(path.name + "-wal")) if each.exists()]
    return max(sizes, default=0) + 65_536 > most
