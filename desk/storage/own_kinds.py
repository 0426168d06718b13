"""Kinds of one's own as rows: every wording of each, kept so that the cases registered with it can be read."""

from __future__ import annotations

import json
from datetime import datetime
from typing import NamedTuple

from desk.rules import wordings
from desk.rules.wordings import Wording
from desk.storage import remembered
from desk.storage.database import Transaction
from desk.storage.lists import VISIBLE
from desk.storage.times import instant


class Written(NamedTuple):
    """One wording, with when it was brought in and by whom; the text and whether it is in use as :class:`Wording`."""

    wording: Wording
    at: datetime
    by: str | None


def take_up(tx: Transaction) -> None:
    """Know, from now on and in this whole process, the kinds that this database has. They are made when asked for."""
    wordings.know(every(tx))


def every(tx: Transaction) -> tuple[Wording, ...]:
    """Every wording, by code, the oldest of each first."""
    rows = tx.all("SELECT code, number, text, active FROM own_kinds ORDER BY code, number")
    return tuple(Wording(code, number, text, bool(active)) for code, number, text, active in rows)


def history(tx: Transaction, code: str) -> list[Written]:
    """The wordings of one kind, the newest first."""
    sql = 'SELECT code, number, text, active, at, "by" FROM own_kinds WHERE code = ? ORDER BY number DESC'
    return [
        Written(Wording(code_, number, text, bool(active)), moment, by)
        for code_, number, text, active, at, by in tx.all(sql, (code,))
        if (moment := instant(at)) is not None
    ]


def add(tx: Transaction, wording: Wording, at: int, by: str) -> None:
    """Keep another wording, brought in at ``at`` (epoch seconds)."""
    tx.run('INSERT INTO own_kinds (code, number, text, active, at, "by") VALUES (?, ?, ?, ?, ?, ?)', (*wording, at, by))


def set_active(tx: Transaction, wording: Wording, *, active: bool) -> None:
    """Say whether the kind of the newest wording takes new cases."""
    sql = "UPDATE own_kinds SET active = ? WHERE code = ? AND number = ?"
    tx.run(sql, (active, wording.code, wording.number))


def open_cases(tx: Transaction, login: str, *, all_confidential: bool) -> dict[str, int]:
    """How many open cases there are of each kind, of those that somebody sees."""
    sql = (
        "SELECT c.kind, count(*) FROM cases c WHERE c.closed_at IS NULL AND c.annulled_at IS NULL"
        f" AND {VISIBLE} GROUP BY c.kind"
    )
    return dict(tx.all(sql, (all_confidential, login)))


RETENTION_APPLIED = "retention_applied"
"""What the database remembers of the days by kind (JSON) with which the dates of its cases were worked out last."""


def keep_default(tx: Transaction, code: str, days: int) -> None:
    """Remember for how many days a kind's data were kept until now: the next disposal renews the dates of its cases."""
    text = remembered.get(tx, RETENTION_APPLIED)
    remembered.put(tx, RETENTION_APPLIED, json.dumps({code: days, **(json.loads(text) if text else {})}))
