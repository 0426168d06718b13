"""Routines and their versions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from desk.rules.routines import Routine, RoutineVersion
from desk.rules.text import in_swedish_order
from desk.storage.database import Row, Transaction
from desk.storage.times import local_day, ordinal

_ROUTINE = "SELECT id, title, topic, kind, owner, reviewed_on, active FROM routines"


def every(tx: Transaction) -> list[Routine]:
    """Every routine by title, those out of use last, each with its versions and no texts."""
    versions: dict[int, list[RoutineVersion]] = {}
    sql = 'SELECT routine_id, number, NULL, at, "by" FROM routine_versions ORDER BY routine_id, number'
    for number, *row in tx.all(sql):
        versions.setdefault(number, []).append(_version(row))
    found = [_routine(row, versions[row[0]]) for row in tx.all(_ROUTINE)]
    return sorted(found, key=lambda each: (not each.active, in_swedish_order(each.title), each.id))


def get(tx: Transaction, number: int) -> Routine | None:
    """One routine with all its texts."""
    row = tx.one(f"{_ROUTINE} WHERE id = ?", (number,))
    if row is None:
        return None
    sql = 'SELECT number, text, at, "by" FROM routine_versions WHERE routine_id = ? ORDER BY number'
    return _routine(row, map(_version, tx.all(sql, (number,))))


@dataclass(frozen=True)
class Written:
    """A routine in use as it reads now."""

    id: int
    version: int
    title: str
    topic: str | None
    kind: str | None
    text: str


def in_use(tx: Transaction) -> list[Written]:
    """Every routine in use with its newest text, the first made first."""
    sql = (
        "SELECT r.id, v.number, r.title, r.topic, r.kind, v.text FROM routines r"
        " JOIN routine_versions v ON v.routine_id = r.id AND v.number ="
        " (SELECT max(number) FROM routine_versions WHERE routine_id = r.id) WHERE r.active = 1 ORDER BY r.id"
    )
    return [Written(*row) for row in tx.all(sql)]


def of(tx: Transaction, topic: str | None, kind: str | None) -> tuple[int, str] | None:
    """Id and title of the routine in use of a topic, or of a kind."""
    column, code = ("topic", topic) if topic else ("kind", kind)
    row = tx.one(f"SELECT id, title FROM routines WHERE {column} = ? AND active = 1 ORDER BY id LIMIT 1", (code,))
    return (row[0], row[1]) if row else None


def add(tx: Transaction, title: str, topic: str | None, kind: str | None, owner: str) -> int:
    """Add a routine without any version; its number."""
    sql = "INSERT INTO routines (title, topic, kind, owner, active) VALUES (?, ?, ?, ?, 1)"
    return tx.insert(sql, (title, topic, kind, owner))


def add_version(tx: Transaction, number: int, version: int, text: str, at: int, by: str) -> None:
    """Add a version, which holds from now on."""
    tx.run(
        'INSERT INTO routine_versions (routine_id, number, text, at, "by") VALUES (?, ?, ?, ?, ?)',
        (number, version, text, at, by),
    )


def change(tx: Transaction, made: Routine) -> None:
    """Remember what is said about a routine: everything but its texts."""
    tx.run(
        "UPDATE routines SET title = ?, topic = ?, kind = ?, owner = ?, reviewed_on = ?, active = ? WHERE id = ?",
        (made.title, made.topic, made.kind, made.owner, ordinal(made.reviewed_on), made.active, made.id),
    )


def _routine(row: Row, versions: Iterable[RoutineVersion]) -> Routine:
    number, title, topic, kind, owner, reviewed_on, active = row
    return Routine(number, title, topic, kind, owner, local_day(reviewed_on), bool(active), tuple(versions))


def _version(row: Sequence[Any]) -> RoutineVersion:
    number, text, at, by = row
    return RoutineVersion(number, text, datetime.fromtimestamp(at, UTC), by)
