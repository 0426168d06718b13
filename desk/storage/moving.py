"""What moving a desk to another database asks of both."""

from __future__ import annotations

from desk.rules.text import in_swedish_order
from desk.storage.database import Database, Transaction
from desk.storage.engines.pouring import Told as Told
from desk.storage.engines.pouring import pour as pour
from desk.storage.engines.pouring import told as told
from desk.storage.faults import DatabaseUnusable, Fault

_MADE_BY_INIT = 2
"""Entries of the trail with which a desk begins: its first administrator, and its service account."""


def is_new(tx: Transaction) -> bool:
    """Whether nothing was done at a desk since it was made."""
    if tx.value("SELECT count(*) FROM events") > _MADE_BY_INIT:
        return False
    return not any(tx.value(f"SELECT count(*) FROM {table}") for table in ("cases", "calls", "drafts"))


def is_free(target: Database) -> bool:
    """Whether a desk can move in: nothing is there, or a desk that was only made.

    Raises:
        DatabaseUnusable: it is no desk's, or cannot be reached.
    """
    try:
        if target.schema() == 0:
            return True
        if not target.ready():
            return False
        with target.read() as tx:
            return is_new(tx)
    except DatabaseUnusable as unusable:
        if target.file is None or unusable.fault is not Fault.MISSING:
            raise
        return True


def is_same(source: Database, target: Database) -> bool:
    """Whether both names lead to one database, as far as the names tell."""
    if source.file is not None and target.file is not None and target.file.exists() and source.file.exists():
        return source.file.samefile(target.file)
    return source.where == target.where


def seen_since(tx: Transaction, login: str, since: int) -> list[str]:
    """The names of the others who have been at the desk since an instant (epoch seconds)."""
    rows = tx.all(
        "SELECT DISTINCT a.name FROM sessions s JOIN agents a ON a.login = s.agent"
        " WHERE s.agent <> ? AND s.seen_at >= ?",
        (login, since),
    )
    return sorted((row[0] for row in rows), key=in_swedish_order)
