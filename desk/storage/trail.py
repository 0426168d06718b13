"""The trail, of cases and of the desk itself: entries are only ever added, and chained (:mod:`desk.storage.chain`).

Personal values lie beside them, with a salt, and can be taken away. An entry keeps a salted digest of each personal
value before and after. With the salt and the value one can prove what the entry said; when both are gone, the entry
still verifies, and says nothing about anybody.

Who opened what is in the trail too; it is the access log, and no part of what a case's own history shows.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from desk.storage.chain import START, Head, chain_of, link_of
from desk.storage.database import Transaction
from desk.storage.times import instant

Changes = Mapping[str, tuple[Any, Any]]
"""A field (dotted, as in a registration) to its value before and after, as JSON values."""

COLUMNS = ("id", "case_id", "at", '"by"', "what", "subject", "changes", "version", "state", "link", "chain")
"""The columns of ``events``; the first eight are what an entry says."""

INSERT = f"INSERT INTO events ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})"
_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
"""Made once: ``dumps`` makes one at each call that asks for anything special, while others wait for their turn."""
_NEWEST = "SELECT id, chain FROM events ORDER BY id DESC LIMIT 1"
_LINK_OF_CASE = "SELECT link FROM events WHERE case_id = ? ORDER BY id DESC LIMIT 1"
_LINK_OF_DESK = "SELECT link FROM events WHERE case_id IS NULL ORDER BY id DESC LIMIT 1"
_VALUE = "INSERT INTO event_values (event_id, field, salt, before, after) VALUES (?, ?, ?, ?, ?)"


@dataclass(frozen=True)
class Event:
    """One entry of a case's trail. ``gone`` names the personal fields whose values have been disposed of.

    ``version`` is the case's after it; ``None`` where it changed nothing, and for entries of an earlier Desk.
    """

    at: datetime
    by: str
    what: str
    changes: Changes
    gone: tuple[str, ...] = ()
    personal: tuple[str, ...] = field(default=())
    version: int | None = None

    def __repr__(self) -> str:
        return f"Event({self.what}, {self.at.isoformat()})"


def add(
    tx: Transaction,
    case_id: int | None,
    at: int,
    by: str,
    what: str,
    changes: Changes,
    personal: Collection[str] = (),
    *,
    subject: str | None = None,
    version: int | None = None,
    state: bytes | None = None,
) -> int:
    """Add an entry at ``at`` (epoch seconds), chained to those before it, and return its id.

    Args:
        case_id: The case it is about; ``None`` for the desk itself.
        personal: The fields whose values are kept apart, so that they can be disposed of.
        subject: For an entry of the desk: whom or what it is about (a login, a decision). Never a citizen.
        version: The case's version after it: 1 where it is registered, which nothing comes before; ``None`` where the
            case was not changed.
        state: The digest of the case's row after it (:func:`desk.storage.cases.state_of`).
    """
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
    newest = tx.one(_NEWEST)
    number = newest[0] + 1 if newest else 1
    entry = (number, case_id, at, by, what, subject, _json(open_changes), version)
    link = link_of(START if version == 1 else _last_link(tx, case_id), entry, state)
    tx.run(INSERT, (*entry, state, link, chain_of(newest[1] if newest else START, link)))
    for name, salt, old, new in apart:
        tx.run(_VALUE, (number, name, salt, old, new))
    return number


def _last_link(tx: Transaction, case_id: int | None) -> bytes:
    link = tx.value(_LINK_OF_DESK) if case_id is None else tx.value(_LINK_OF_CASE, (case_id,))
    return START if link is None else bytes(link)


def head(tx: Transaction) -> Head:
    """How far the trail has come. Print it and keep it elsewhere: it proves later that nothing before it changed."""
    newest = tx.one(_NEWEST)
    return Head(newest[0], bytes(newest[1])) if newest else Head(0, START)


def digest(salt: bytes, before: str, after: str) -> str:
    """The digest that stands in an event for a personal value before and after (JSON texts)."""
    return hashlib.sha256(salt + before.encode() + b"\0" + after.encode()).hexdigest()


OPENED = "opened"
NOT_SHOWN = (OPENED, "exported")
"""Entries that are of the access log alone."""


def of_case(tx: Transaction, case_id: int, *, access_too: bool = False) -> list[Event]:
    """The trail of one case, oldest first; without the access log unless it is asked for."""
    values: dict[int, dict[str, tuple[Any, Any]]] = {}
    for event, name, before, after in tx.all(
        "SELECT v.event_id, v.field, v.before, v.after FROM event_values v JOIN events e ON e.id = v.event_id"
        " WHERE e.case_id = ?",
        (case_id,),
    ):
        values.setdefault(event, {})[name] = (_value(before), _value(after))
    rows = tx.all(
        'SELECT id, at, "by", what, changes, version FROM events WHERE case_id = ? AND what NOT IN (?, ?) ORDER BY id',
        (case_id, *(("", "") if access_too else NOT_SHOWN)),
    )
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
    return Event(at=at, by=row[2], what=row[3], changes=changes, gone=gone, personal=personal, version=row[5])


def false_digests(tx: Transaction) -> Iterator[tuple[int, str]]:
    """Events (id, field) whose personal value does not match its digest, or that cannot be read."""
    for event, name, salt, before, after, changes in tx.each(
        "SELECT v.event_id, v.field, v.salt, v.before, v.after, e.changes FROM event_values v"
        " JOIN events e ON e.id = v.event_id ORDER BY v.event_id, v.field"
    ):
        if _said(changes, name) != _digest_or_none(salt, before, after):
            yield event, name


def missing_values(tx: Transaction, most: int) -> list[tuple[int, str]]:
    """Entries (id, field) whose personal value is gone though nobody disposed of it."""
    return tx.all(
        "SELECT e.id, j.key FROM events e JOIN cases c ON c.id = e.case_id, json_each(e.changes) j"
        " WHERE instr(e.changes, '\"digest\"') > 0 AND json_valid(e.changes) AND c.disposed_at IS NULL"
        " AND j.type = 'object' AND NOT EXISTS (SELECT 1 FROM event_values v WHERE v.event_id = e.id"
        " AND v.field = j.key) LIMIT ?",
        (most,),
    )


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
    """Write into the access log that somebody opened masked values of a case; nothing where nothing was masked."""
    if fields:
        changes = {"fields": (None, list(fields)), **({"why": (None, why)} if why else {})}
        add(tx, case_id, at, by, OPENED, changes, ("why",))


def changes_said(changes: Changes) -> str:
    """The changes of an entry as they are stored, where none of them is personal."""
    return _json({name: [before, after] for name, (before, after) in changes.items()})


def _json(value: Any) -> str:
    return _encode(value)


def _value(text: str | None) -> Any:
    return None if text is None else json.loads(text)
