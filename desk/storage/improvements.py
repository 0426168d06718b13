"""The improvement board as rows, and what the trail says of a card."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from desk.rules.cases import Cause
from desk.rules.improvements import BoardStatus, Improvement
from desk.storage.access import Entry, about
from desk.storage.database import Row, Transaction
from desk.storage.times import local_day, ordinal

_COLUMNS = (
    "proposal", "background", "department", "topic", "cause", "status", "responsible", "due", "proposed_on",
    "proposed_by", "decided_on", "ended_on", "result", "walked_on", "version",
)  # fmt: skip
_SELECT = f"SELECT id, {', '.join(_COLUMNS)} FROM improvements"
_DAYS = ("due", "proposed_on", "decided_on", "ended_on", "walked_on")
SUBJECT = "improvement:"
"""Before a number, what the trail calls an improvement."""


@dataclass(frozen=True)
class Filter:
    """Which improvements: each that is given must hold. ``ended_since`` leaves out what ended before that day."""

    status: BoardStatus | None = None
    department: str | None = None
    overdue_on: date | None = None
    ended_since: date | None = None


def get(tx: Transaction, number: int) -> Improvement | None:
    """The improvement with this number."""
    row = tx.one(f"{_SELECT} WHERE id = ?", (number,))
    return _improvement(row) if row else None


def find(tx: Transaction, which: Filter = Filter()) -> list[Improvement]:
    """The improvements that the filter lets through, by number."""
    parts, values = _parts(which)
    where = f" WHERE {' AND '.join(parts)}" if parts else ""
    return [_improvement(row) for row in tx.all(f"{_SELECT}{where} ORDER BY id", values)]


def ended_before(tx: Transaction, day: date) -> int:
    """How many ended before a day."""
    return int(tx.value("SELECT count(*) FROM improvements WHERE ended_on < ?", (day.toordinal(),)))


def between(tx: Transaction, first: date, last: date, department: str | None = None) -> list[Improvement]:
    """Those that may have been decided, under way or ended between two days; all departments' where none is named."""
    sql = (
        f"{_SELECT} WHERE (ended_on IS NULL OR ended_on >= ?) AND coalesce(decided_on, ended_on) <= ?"
        " AND (? IS NULL OR department = ?) ORDER BY id"
    )
    rows = tx.all(sql, (first.toordinal(), last.toordinal(), department, department))
    return [_improvement(row) for row in rows]


def add(tx: Transaction, improvement: Improvement) -> int:
    """Add an improvement and return its number; the one it carries is not looked at."""
    marks = ", ".join("?" * len(_COLUMNS))
    sql = f"INSERT INTO improvements ({', '.join(_COLUMNS)}) VALUES ({marks})"
    return tx.insert(sql, _row(improvement))


def put(tx: Transaction, improvement: Improvement) -> bool:
    """Write an improvement over the version before its own; ``False`` where that is no longer there."""
    sql = f"UPDATE improvements SET {', '.join(f'{name} = ?' for name in _COLUMNS)} WHERE id = ? AND version = ?"
    return tx.run(sql, (*_row(improvement), improvement.id, improvement.version - 1)).rowcount == 1


def mark_walked(tx: Transaction, number: int, day: date | None) -> None:
    """Write on which day the weekly walk came by; the version stays."""
    tx.run("UPDATE improvements SET walked_on = ? WHERE id = ?", (ordinal(day), number))


def history(tx: Transaction, number: int) -> list[Entry]:
    """What the trail says of an improvement, oldest first."""
    return about(tx, f"{SUBJECT}{number}")


def changed_since(tx: Transaction, since: datetime) -> list[tuple[int, Entry]]:
    """What was done to any improvement since an instant, oldest first, each with the improvement's number."""
    found = about(tx, SUBJECT, since=int(since.astimezone(UTC).timestamp()), begins=True)
    return [(int((each.subject or "").removeprefix(SUBJECT)), each) for each in found]


def _parts(which: Filter) -> tuple[list[str], list[object]]:
    parts: list[str] = []
    values: list[object] = []
    asked: Iterable[tuple[str, object]] = (
        ("status = ?", which.status and str(which.status)),
        ("department = ?", which.department),
        ("status IN ('proposed', 'decided', 'under_way') AND due < ?", ordinal(which.overdue_on)),
        ("(ended_on IS NULL OR ended_on >= ?)", ordinal(which.ended_since)),
    )
    for sql, value in asked:
        if value is not None:
            parts.append(sql)
            values.append(value)
    return parts, values


def _row(improvement: Improvement) -> tuple[object, ...]:
    return tuple(_stored(name, getattr(improvement, name)) for name in _COLUMNS)


def _stored(name: str, value: object) -> object:
    if name in _DAYS:
        return ordinal(value) if isinstance(value, date) else None
    return str(value) if isinstance(value, str) else value


def _improvement(row: Row) -> Improvement:
    values = dict(zip(("id", *_COLUMNS), row, strict=True))
    for name in _DAYS:
        values[name] = local_day(values[name])
    values["status"] = BoardStatus(values["status"])
    values["cause"] = None if values["cause"] is None else Cause(values["cause"])
    return Improvement(**values)
