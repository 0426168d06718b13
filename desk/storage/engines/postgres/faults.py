"""What goes wrong with a server, told by SQLSTATE: the class says whose fault it is."""

from __future__ import annotations

from typing import Any

import psycopg

from desk.storage.engines.postgres.refused import at_the_door
from desk.storage.faults import DatabaseUnusable, Fault
from desk.words import N_

NOT_KNOWN = N_(
    "The database server at {where} stopped answering in the very moment of saving, and whether this was saved is not"
    " known. Look for it when the server is back, before you save it again."
)

_BY_STATE = {
    "28P01": Fault.LOGIN_REFUSED,
    "28000": Fault.LOGIN_REFUSED,
    "3D000": Fault.MISSING,
    "42501": Fault.NO_RIGHT,
    "25006": Fault.READ_ONLY,
    "53100": Fault.FULL,
    "55P03": Fault.LOCKED,
    "40001": Fault.LOCKED,
    "40P01": Fault.LOCKED,
    "58030": Fault.IO_ERROR,
    "57P01": Fault.AWAY,
    "57P02": Fault.AWAY,
    "57P03": Fault.AWAY,
    "53300": Fault.AWAY,
}
_BY_CLASS = {"08": Fault.AWAY, "XX": Fault.DAMAGED, "53": Fault.LOCKED, "57": None, "58": Fault.IO_ERROR}


def fault_of(error: psycopg.Error) -> Fault | None:
    """The fault that an error is; ``None`` where it is none of the server's, but a slip of ours or an interruption."""
    state = error.sqlstate
    if state is None:
        return Fault.AWAY if isinstance(error, psycopg.OperationalError | psycopg.InterfaceError) else None
    return _BY_STATE[state] if state in _BY_STATE else _BY_CLASS.get(state[:2])


def unusable(error: psycopg.Error, where: str) -> DatabaseUnusable | None:
    """A driver's error as a fault; ``None`` where it is none. Never with the driver's own words: they hold values."""
    if (told := at_the_door(error, where)) is not None:
        return told
    fault = fault_of(error)
    return None if fault is None else DatabaseUnusable(fault, where, error.sqlstate or type(error).__name__)


def cut_off(error: psycopg.Error, connection: psycopg.Connection[Any]) -> bool:
    """Whether the line is cut, or the server has just said that it is about to be."""
    return connection.closed or (error.sqlstate or "")[:4] == "57P0" or (error.sqlstate or "")[:2] == "08"


def bare(error: psycopg.Error) -> psycopg.Error:
    """A slip of ours as it may stand in a crash report: what the server says of a value holds that value.

    What it says of a statement's own words (class 42) stays, for values are never among those.
    """
    if error.sqlstate is None or error.sqlstate.startswith("42"):
        return error
    return type(error)(f"{error.sqlstate} {type(error).__name__}")
