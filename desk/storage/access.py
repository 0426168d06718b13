"""Reading the trail for whoever watches over it: who opened what, and what was done to the desk itself."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from desk.rules.references import parse_reference, reference
from desk.storage.database import Row, Transaction


@dataclass(frozen=True)
class Entry:
    """One entry of the access log, or of the desk's own trail.

    ``what`` is the happening's code; ``fields`` name what was opened; ``subject`` is whom or what an entry of the
    desk is about, and ``changes`` what changed there, by name. ``why`` is ``None`` once it has been disposed of.
    """

    id: int
    at: datetime
    by: str
    what: str
    reference: str | None
    subject: str | None
    fields: tuple[str, ...]
    why: str | None
    changes: dict[str, tuple[Any, Any]]


@dataclass(frozen=True)
class Wanted:
    """Which entries: by whom, about which case, between which instants (epoch seconds, the last one left out)."""

    by: str | None = None
    reference: str | None = None
    since: int | None = None
    until: int | None = None


_SELECT = (
    'SELECT e.id, e.at, e."by", e.what, c.year, c.number, e.subject, e.changes, v.after FROM events e'
    " LEFT JOIN cases c ON c.id = e.case_id LEFT JOIN event_values v ON v.event_id = e.id AND v.field = 'why'"
)
_ACCESS = "e.what IN ('opened', 'exported', 'disclosed')"
"""As the index ``events_access`` has it."""


def opened(tx: Transaction, wanted: Wanted, limit: int, before: int | None = None) -> list[Entry]:
    """The newest ``limit`` entries of the access log older than entry ``before``."""
    return _page(tx, _ACCESS, wanted, limit, before)


def of_desk(tx: Transaction, wanted: Wanted, limit: int, before: int | None = None) -> list[Entry]:
    """The newest ``limit`` entries about people, keys, copies and disposals older than entry ``before``."""
    return _page(tx, "e.case_id IS NULL", wanted, limit, before)


def about(tx: Transaction, subject: str, *, since: int = 0, begins: bool = False) -> list[Entry]:
    """What was done to one thing of the desk since an instant (epoch seconds), oldest first.

    Args:
        begins: Everything whose name begins so: ``improvement:`` is every improvement.
    """
    which = "substr(e.subject, 1, length(?)) = ?" if begins else "e.subject IN (?, ?)"
    sql = f"{_SELECT} WHERE e.case_id IS NULL AND {which} AND e.at >= ? ORDER BY e.id"
    return [_entry(row) for row in tx.all(sql, (subject, subject, since))]


def _page(tx: Transaction, which: str, wanted: Wanted, limit: int, before: int | None) -> list[Entry]:
    parts, values = [which], []
    for sql, value in (
        ("e.id < ?", before), ('e."by" = ?', wanted.by), ("e.at >= ?", wanted.since), ("e.at < ?", wanted.until),
    ):  # fmt: skip
        if value is not None:
            parts.append(sql)
            values.append(value)
    if wanted.reference is not None:
        parts.append("e.case_id = (SELECT id FROM cases WHERE year = ? AND number = ?)")
        values += parse_reference(wanted.reference)
    rows = tx.all(f"{_SELECT} WHERE {' AND '.join(parts)} ORDER BY e.id DESC LIMIT ?", (*values, limit))
    return [_entry(row) for row in rows]


def _entry(row: Row) -> Entry:
    stored = json.loads(row[7])
    fields = stored.pop("fields", (None, ()))[1]
    stored.pop("why", None)
    return Entry(
        id=row[0],
        at=datetime.fromtimestamp(row[1], UTC),
        by=row[2],
        what=row[3],
        reference=None if row[4] is None else reference(row[4], row[5]),
        subject=row[6],
        fields=tuple(fields),
        why=None if row[8] is None else json.loads(row[8]),
        changes={name: (change[0], change[1]) for name, change in stored.items() if isinstance(change, list)},
    )
