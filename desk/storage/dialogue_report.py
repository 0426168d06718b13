"""One department's contacts in a span, and how many of its cases stood open: through the index of facts."""

from __future__ import annotations

import json
from typing import Any

from desk.rules.dialogue_report import Contact
from desk.storage.database import Transaction
from desk.storage.day_cache import Fresh, changes
from desk.storage.facts import to_text

# The status is read from the table, and only of those that are open: SQLite goes there when it has to.
_CONTACTS = """
SELECT channel, kind, topic, CASE WHEN closed_at IS NULL THEN NULL
  ELSE outcome END, demand, cause, max(closed_at - received_at, 0),
  CASE WHEN closed_at IS NULL THEN status END
FROM cases INDEXED BY cases_facts WHERE annulled_at IS NULL AND day BETWEEN ? AND ? AND department = ?
"""
_OPEN_NOW = """
SELECT count(*), count(CASE WHEN due_key < :at THEN 1 END) FROM cases
WHERE closed_at IS NULL AND annulled_at IS NULL AND department = :department
"""
# What stood open at an end: what is open still, and what was closed since; less what stood closed for a while. Of those
# closed since, the narrow index says which had come by then: the table is read for these few alone.
_STILL_OPEN = """
SELECT department, count(*), count(CASE WHEN due < :at THEN 1 END) FROM cases INDEXED BY cases_open
WHERE closed_at IS NULL AND annulled_at IS NULL AND day <= :day AND department IS NOT NULL GROUP BY 1
"""
_CLOSED_SINCE = """
SELECT department, count(*), count(CASE WHEN due < :at THEN 1 END) FROM cases INDEXED BY cases_closed
WHERE closed_at >= :at AND annulled_at IS NULL AND day <= :day AND department IS NOT NULL GROUP BY 1
"""
_STOOD_CLOSED = """
SELECT c.department, count(*), count(CASE WHEN c.due < :at THEN 1 END) FROM closed_periods p
CROSS JOIN cases c ON c.id = p.case_id WHERE p.closed_at < :at AND p.reopened_at >= :at
  AND c.annulled_at IS NULL AND c.day <= :day AND (c.closed_at IS NULL OR c.closed_at >= :at)
  AND c.department IS NOT NULL
GROUP BY 1
"""
LEVEL = "department"
"""The level under which the departments' stock is cached beside that of groups and agents."""


def contacts(tx: Transaction, first: int, last: int, department: str) -> list[Contact]:
    """The department's cases received between two days (ordinals)."""
    rows: list[Any] = tx.all(_CONTACTS, (first, last, department))
    return rows


def stock_now(tx: Transaction, department: str, now: int) -> tuple[int, int]:
    """How many of the department's cases are open at ``now``, the present instant, and how many of them overdue."""
    found = tx.one(_OPEN_NOW, {"at": now, "department": department})
    return (found[0], found[1]) if found else (0, 0)


def stock_at_end(tx: Transaction, department: str, day: int, end: int, fresh: Fresh) -> tuple[int, int]:
    """How many stood open, and overdue, when ``day`` had ended: at ``end``, the first instant after it."""
    cached = tx.value("SELECT facts FROM standings WHERE day = ? AND level = ?", (day, LEVEL))
    if cached is not None:
        found = json.loads(cached).get(department, (0, 0))
        return found[0], found[1]
    stood = _counted(tx, {"at": end, "day": day})
    fresh.standings.append((day, LEVEL, changes(tx), to_text(stood)))
    return stood.get(department, (0, 0))


def _counted(tx: Transaction, values: dict[str, int]) -> dict[str, tuple[int, int]]:
    """How many stood open, and overdue, by department."""
    stood: dict[str, tuple[int, int]] = {}
    for sql, sign in ((_STILL_OPEN, 1), (_CLOSED_SINCE, 1), (_STOOD_CLOSED, -1)):
        for name, open_, late in tx.run(sql, values):
            before = stood.get(name, (0, 0))
            stood[name] = (before[0] + sign * open_, before[1] + sign * late)
    return stood
