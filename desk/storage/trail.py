"""The trail: events are only ever added; personal values lie beside them, with a salt, and can be taken away.

An event keeps a salted digest of each personal value before and after. With the salt and the value one can prove
what the event said; when both are gone, the event still verifies, and says nothing about anybody.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from desk.storage.database import Transaction
from desk.storage.times import instant

Changes = Mapping[str, tuple[Any, Any]]
"""A field (dotted, as in a registration) to its value before and after, as JSON values."""

_EVENT = 'INSERT INTO events (case_id, at, "by", what, changes) VALUES (?, ?, ?, ?, ?)'
_VALUE = "INSERT INTO event_values (event_id, field, salt, before, after) VALUES (?, ?, ?, ?, ?)"


@dataclass(frozen=True)
class Event:
    """One entry of the trail. ``gone`` names the personal fields whose values have been disposed of."""

    at: datetime
    by: str
    what: str
    changes: Changes
    gone: tuple[str, ...] = ()
    personal: tuple[str, ...] = field(default=())

    def __repr__(self) -> str:
        return f"Event({self.what}, {self.at.isoformat()})"


def add(
    tx: Transaction, case_id: int, at: int, by: str, what: str, changes: Changes, personal: Collection[str] = ()
) -> int:
    """Add an event at ``at`` (epoch seconds) and return its id. Fields in ``personal`` are kept apart."""
    open_changes: dict[str, Any] = {}
    apart: list[tuple[str, bytes, str, str]] = []
    for name, (before, after) in changes.items():
        if name in personal:
            salt = os.urandom(16)
            old, new = _json(before), _json(after)
            apart.append((name, salt, old, new))
            open_changes[name] = {"digest": digest(salt, old, new)}
        else:
            open_changes[name] = [before, after]
    event = tx.run(_EVENT, (case_id, at, by, what, _json(open_changes))).lastrowid or 0
    for name, salt, old, new in apart:
        tx.run(_VALUE, (event, name, salt, old, new))
    return event


def digest(salt: bytes, before: str, after: str) -> str:
    """The digest that stands in an event for a personal value before and after (JSON texts)."""
    return hashlib.sha256(salt + before.encode() + b"\0" + after.encode()).hexdigest()


def of_case(tx: Transaction, case_id: int) -> list[Event]:
    """The trail of one case, oldest first."""
    values: dict[int, dict[str, tuple[Any, Any]]] = {}
    for event, name, before, after in tx.all(
        "SELECT v.event_id, v.field, v.before, v.after FROM event_values v JOIN events e ON e.id = v.event_id"
        " WHERE e.case_id = ?",
        (case_id,),
    ):
        values.setdefault(event, {})[name] = (_value(before), _value(after))
    rows = tx.all('SELECT id, at, "by", what, changes FROM events WHERE case_id = ? ORDER BY id', (case_id,))
    return [_event(row, values.get(row[0], {})) for row in rows]


def _event(row: tuple[Any, ...], values: dict[str, tuple[Any, Any]]) -> Event:
    stored = json.loads(row[4])
    personal = tuple(name for name, change in stored.items() if isinstance(change, dict))
    changes: dict[str, tuple[Any, Any]] = {}
    for name, change in stored.items():
        changes[name] = values.get(name, (None, None)) if name in personal else (change[0], change[1])
    at = instant(row[1])
    if at is None:
        raise ValueError("an event without a time")
    gone = tuple(name for name in personal if name not in values)
    return Event(at=at, by=row[2], what=row[3], changes=changes, gone=gone, personal=personal)


def false_digests(tx: Transaction) -> list[tuple[int, str]]:
    """Events (id, field) whose personal value does not match its digest, or that cannot be read."""
    found = []
    for event, name, salt, before, after, changes in tx.run(
        "SELECT v.event_id, v.field, v.salt, v.before, v.after, e.changes FROM event_values v"
        " JOIN events e ON e.id = v.event_id"
    ):
        if _said(changes, name) != _digest_or_none(salt, before, after):
            found.append((event, name))
    return found


def _said(changes: str, name: str) -> str:
    """The digest that an event keeps of a field; empty where it keeps none or cannot be read."""
    try:
        kept = json.loads(changes)[name]["digest"]
    except (ValueError, TypeError, KeyError):
        return ""
    return str(kept)


def _digest_or_none(salt: object, before: object, after: object) -> str | None:
    if isinstance(salt, bytes) and isinstance(before, str) and isinstance(after, str):
        return digest(salt, before, after)
    return None


def log_opening(tx: Transaction, case_id: int, at: int, by: str, fields: Collection[str], why: str) -> None:
    """Write into the access log that somebody opened masked values of a case."""
    tx.run_many(
        'INSERT INTO openings (case_id, at, "by", field, why) VALUES (?, ?, ?, ?, ?)',
        [(case_id, at, by, name, why) for name in fields],
    )


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _value(text: str | None) -> Any:
    return None if text is None else json.loads(text)
