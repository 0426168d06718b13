"""When the database cannot be used: which fault it is, as a value of the domain; nothing was lost.

Each fault has its own sentence: what happened, that nothing was lost, and what to do. Some have another where one
was copying, restoring, upgrading or writing a document, because then it is not the desk that stands still.
"""

from __future__ import annotations

import errno
import os
import secrets
import sqlite3
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from enum import Enum, auto
from pathlib import Path

from desk.rules.labels import Code
from desk.words import N_, _


class Fault(Code):
    """Why the database cannot be used, and what to do about it."""

    MISSING = (
        "missing",
        N_(
            "There is no database at {where}. Desk has removed nothing. Check the name, bring back a backup with"
            " `desk restore FILE`, or make a new database with `desk init`."
        ),
    )
    LOCKED = (
        "locked",
        N_("The database is busy with another program's work. Nothing was lost; try again in a moment."),
    )
    FULL = "full", N_("The disk is full, and this could not be saved. Nothing was lost; make room and try again.")
    READ_ONLY = (
        "read_only",
        N_(
            "The database at {where} may not be written, and this could not be saved. Nothing was lost. Check the"
            " rights of the file, and whether its disk is write-protected."
        ),
    )
    DAMAGED = (
        "damaged",
        N_(
            "The database at {where} is damaged. Desk has changed nothing in it. Stop using it, and restore the latest"
            " backup: `desk restore FILE` keeps what is there."
        ),
    )
    NOT_A_DATABASE = (
        "not_a_database",
        N_(
            "The file {where} is not a Desk database. Desk has not touched it. Check the name; if it was one, restore"
            " the latest backup: `desk restore FILE` keeps what is there."
        ),
    )
    CANNOT_OPEN = (
        "cannot_open",
        N_("The database at {where} cannot be opened. Nothing was lost. Check that it is a file, and yours."),
    )
    IO_ERROR = (
        "io_error",
        N_(
            "The disk under the database {where} does not do what it is asked ({name}). Nothing was lost that was saved"
            " before. Check the disk and its connection, and try again."
        ),
    )
    TOO_NEW = (
        "too_new",
        N_("The database at {where} was made by a later Desk. Upgrade Desk; the database is untouched."),
    )
    TOO_OLD = (
        "too_old",
        N_(
            "The database at {where} was made by an earlier Desk, and is untouched. Upgrade it with `desk init`, which"
            " keeps a copy of it as it is."
        ),
    )
    AWAY = (
        "away",
        N_(
            "The database server at {where} does not answer. What was saved is saved, and nothing you have typed is"
            " lost: go on, and save again when it is back."
        ),
    )
    UNKNOWN = (
        "unknown",
        N_("The database at {where} cannot be used just now ({name}). Nothing was lost; try again in a moment."),
    )


_NO_FOLDER = N_(
    "The folder of the database {where} is not there. Desk has removed nothing. Check the name, and that the folder's"
    " disk is connected."
)
_FOLDER_READ_ONLY = N_(
    "The folder of the database {where} may not be written, and files of its own belong beside the database. Nothing"
    " was lost. Check the rights of the folder, and whether its disk is write-protected."
)
_NO_RIGHT = N_(
    "You may not open the database at {where}. Nothing was lost. Check whose the file and its folder are, and their"
    " rights."
)


class Doing(Enum):
    """What one was doing, where the fault is not the desk's own."""

    COPY = auto()
    RESTORE = auto()
    READ_BACKUP = auto()
    UPGRADE = auto()
    EXPORT = auto()


_NO_ROOM_FOR_COPY = N_(
    "There is no room for the copy {where}. The desk lost nothing, and nothing is left of the copy. Make room, or"
    " choose another disk."
)
_NO_COPY_THERE = N_(
    "The copy {where} cannot be made. The desk lost nothing. Check that the folder is there and that you may write in"
    " it."
)
_WHILE: Mapping[tuple[Doing, Fault], str] = {
    (Doing.COPY, Fault.FULL): _NO_ROOM_FOR_COPY,
    (Doing.COPY, Fault.READ_ONLY): _NO_COPY_THERE,
    (Doing.COPY, Fault.CANNOT_OPEN): _NO_COPY_THERE,
    (Doing.COPY, Fault.MISSING): _NO_COPY_THERE,
    (Doing.COPY, Fault.IO_ERROR): N_(
        "The disk of the copy {where} does not do what it is asked ({name}). The desk lost nothing. Check that disk,"
        " or choose another."
    ),
    (Doing.RESTORE, Fault.FULL): N_(
        "There is no room to restore. The database at {where} is as it was. Make room for what it is to hold, three"
        " times over, and try again."
    ),
    (Doing.RESTORE, Fault.READ_ONLY): N_(
        "The database at {where} may not be written, and nothing was restored; it is as it was. Check the rights of"
        " the file and its folder."
    ),
    (Doing.RESTORE, Fault.IO_ERROR): N_(
        "The disk under the database {where} does not do what it is asked ({name}), and nothing was restored. Check"
        " the disk, or restore to another with `--database`."
    ),
    (Doing.READ_BACKUP, Fault.MISSING): N_("There is no file {where}. Nothing was replaced. Check the name."),
    (Doing.READ_BACKUP, Fault.CANNOT_OPEN): N_(
        "The backup {where} cannot be opened. Nothing was replaced. Check that it is a file and that you may read it."
    ),
    (Doing.READ_BACKUP, Fault.NOT_A_DATABASE): N_(
        "The file {where} is not a Desk database. Nothing was replaced. Choose another backup."
    ),
    (Doing.READ_BACKUP, Fault.DAMAGED): N_(
        "The backup {where} is damaged ({name}). Nothing was replaced. Choose another backup."
    ),
    (Doing.READ_BACKUP, Fault.TOO_NEW): N_(
        "The backup {where} was made by a later Desk. Nothing was replaced. Upgrade Desk first."
    ),
    (Doing.READ_BACKUP, Fault.IO_ERROR): N_(
        "The disk of the backup {where} does not do what it is asked ({name}). Nothing was replaced. Check that disk,"
        " or choose another backup."
    ),
    (Doing.UPGRADE, Fault.FULL): N_(
        "There is no room to upgrade the database at {where}: it is as it was, and nothing was lost. Make room for a"
        " copy of it, and try again."
    ),
    (Doing.UPGRADE, Fault.READ_ONLY): N_(
        "The database at {where} has to be upgraded, and may not be written; it is as it was. Check the rights of the"
        " file and its folder."
    ),
    (Doing.EXPORT, Fault.FULL): N_(
        "There is no room for the file {where}. The desk lost nothing, and nothing is left of the file. Make room, or"
        " choose another place."
    ),
}


class DatabaseUnusable(Exception):  # noqa: N818  told to a person, not a slip of the program
    """The database cannot be used. What was committed is still there; the transaction in hand was rolled back.

    Args:
        message: A sentence that says it better than the fault's own; a message of the catalogue.
    """

    def __init__(self, fault: Fault, where: str = "", name: str = "", message: str | None = None) -> None:
        super().__init__(fault.value)
        self.fault = fault
        self.where = where
        self.name = name
        self.message = message or fault.message
        self.doing: Doing | None = None

    def __str__(self) -> str:
        return _(self.message, where=self.where, name=self.name)

    def during(self, doing: Doing, where: Path | str | None = None) -> DatabaseUnusable:
        """The same fault in the words for what one was doing; ``where`` is the file that this was about.

        What was told closer to where it happened stays as it is, but for a copy that is made on the way.
        """
        message = _WHILE.get((doing, self.fault))
        if message is None or self.doing not in (None, Doing.COPY):
            return self
        told = DatabaseUnusable(self.fault, str(where or self.where), self.name, message)
        told.doing = doing
        return told


@contextmanager
def during(doing: Doing, where: Path | str) -> Iterator[None]:
    """Tell the faults of this block, the system's own too, in the words for what one was doing with ``where``."""
    try:
        yield
    except DatabaseUnusable as unusable:
        raise unusable.during(doing, where) from unusable
    except FileExistsError:
        raise  # told in another way: something is there that shall not be written over
    except OSError as error:
        raise of_system(error, where).during(doing) from error


# ------------------------------------------------------------------ SQLite's faults

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
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


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
        return DatabaseUnusable(fault, where, name, _FOLDER_READ_ONLY)
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
        return DatabaseUnusable(Fault.MISSING, str(path), name, None if there else _NO_FOLDER)
    except PermissionError:
        return DatabaseUnusable(Fault.CANNOT_OPEN, str(path), name, _NO_RIGHT)
    except OSError as error:
        return of_system(error, path)
    if path.is_file():
        if not _may(path, os.R_OK):
            return DatabaseUnusable(Fault.CANNOT_OPEN, str(path), name, _NO_RIGHT)
        if not _may(path.absolute().parent, os.W_OK | os.X_OK):
            return DatabaseUnusable(Fault.READ_ONLY, str(path), name, _FOLDER_READ_ONLY)
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
        return error.errno in _NO_ROOM
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


# ------------------------------------------------------------------ the system's faults

_BY_NUMBER = {
    **dict.fromkeys(_NO_ROOM, Fault.FULL),
    errno.EROFS: Fault.READ_ONLY,
    errno.EACCES: Fault.CANNOT_OPEN,
    errno.EPERM: Fault.CANNOT_OPEN,
    errno.EIO: Fault.IO_ERROR,
}


def of_system(error: OSError, where: Path | str) -> DatabaseUnusable:
    """Tell an error of the operating system at the file ``where`` as a fault."""
    path = Path(where)
    fault = _BY_NUMBER.get(error.errno or 0, Fault.CANNOT_OPEN)
    name = errno.errorcode.get(error.errno or 0, type(error).__name__)
    message = None
    if isinstance(error, FileNotFoundError):
        fault, message = Fault.MISSING, None if path.absolute().parent.is_dir() else _NO_FOLDER
    elif isinstance(error, PermissionError):
        message = _NO_RIGHT
    return DatabaseUnusable(fault, str(where), name, message)
