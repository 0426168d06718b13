"""When the database cannot be used: which fault it is, as a value of the domain; nothing was lost."""

from __future__ import annotations

import sqlite3

from desk.rules.labels import Code
from desk.words import N_, _


class Fault(Code):
    """Why the database cannot be used, and what to do about it."""

    MISSING = "missing", N_("There is no database at {where}. Make one with `desk init`, or check the name.")
    LOCKED = (
        "locked",
        N_("The database is busy with another program's work. Nothing was lost; try again in a moment."),
    )
    FULL = "full", N_("The disk is full. Nothing was lost; make room and try again.")
    READ_ONLY = (
        "read_only",
        N_("The database at {where} may not be written. Check the rights of the file and its folder."),
    )
    DAMAGED = (
        "damaged",
        N_("The database at {where} is damaged. Stop using it, and restore the latest backup."),
    )
    NOT_A_DATABASE = "not_a_database", N_("The file {where} is not a Desk database. Check the name.")
    CANNOT_OPEN = (
        "cannot_open",
        N_("The database at {where} cannot be opened. Check that the folder is there and yours."),
    )
    TOO_NEW = (
        "too_new",
        N_("The database at {where} was made by a later Desk. Upgrade Desk; the database is untouched."),
    )
    TOO_OLD = (
        "too_old",
        N_("The database at {where} was made by an earlier Desk. Upgrade it with `desk init`."),
    )
    UNKNOWN = "unknown", N_("The database at {where} cannot be used just now ({name}). Nothing was lost.")


class DatabaseUnusable(Exception):  # noqa: N818  told to a person, not a slip of the program
    """The database cannot be used. What was committed is still there; the transaction in hand was rolled back."""

    def __init__(self, fault: Fault, where: str = "", name: str = "") -> None:
        super().__init__(fault.value)
        self.fault = fault
        self.where = where
        self.name = name

    def __str__(self) -> str:
        return _(self.fault.message, where=self.where, name=self.name)


_BY_NAME = {
    "SQLITE_BUSY": Fault.LOCKED,
    "SQLITE_LOCKED": Fault.LOCKED,
    "SQLITE_FULL": Fault.FULL,
    "SQLITE_IOERR_SHMSIZE": Fault.FULL,  # the file beside a WAL could not grow: what a full disk says at start
    "SQLITE_READONLY": Fault.READ_ONLY,
    "SQLITE_PERM": Fault.READ_ONLY,
    "SQLITE_CORRUPT": Fault.DAMAGED,
    "SQLITE_NOTADB": Fault.NOT_A_DATABASE,
    "SQLITE_CANTOPEN": Fault.CANNOT_OPEN,
    "SQLITE_AUTH": Fault.CANNOT_OPEN,
    "SQLITE_IOERR": Fault.UNKNOWN,
    "SQLITE_PROTOCOL": Fault.LOCKED,
}


def fault_of(error: sqlite3.Error) -> Fault | None:
    """Tell the fault from SQLite's own name for it; ``None`` where it is no fault of the database (a slip of ours)."""
    name = getattr(error, "sqlite_errorname", None) or ""
    parts = name.split("_")
    return _BY_NAME.get(name) or _BY_NAME.get("_".join(parts[:2]))


def unusable(error: sqlite3.Error, where: str) -> DatabaseUnusable | None:
    """Turn a driver's error into a fault, or ``None`` where it is none."""
    fault = fault_of(error)
    if fault is None:
        return None
    return DatabaseUnusable(fault, where, getattr(error, "sqlite_errorname", ""))
