"""One department's contacts in a span, and how many of its cases stood open: through the index of facts."""

from __future__ import annotations

import json

from desk.rules.dialogue_report import Contact
from desk.storage.database import Transaction
from desk.storage.day_cache import Fresh, changes
from desk.storage.facts import to_text

# The status is read from the table, and only of those that are open: SQLite goes there when it has to.
_CONTACTS = """
SELECT channel, kind, topic, iif(closed_at IS NULL, NULL, outcome), demand, cause, max(closed_at - received_at, 0),
  iif(closed_at IS NULL, status, NULL)
FROM cases INDEXED BY cases_facts WHERE annulled_at IS NULL AND day BETWEEN ? AND ? AND department = ?
"""
_OPEN_NOW = """
SELECT count(*), count(iif(due_key < :at, 1, NULL)) FROM cases
WHERE closed_at IS NULL AND annulled_at IS NULL AND department = :department
"""
_STAYED = """
SELECT department, count(*), count(iif(due < :at, 1, NULL)) FROM cases INDEXED BY cases_facts
WHERE annulled_at IS NULL AND day <= :day AND (closed_at IS NULL OR closed_at >= :at) AND department IS NOT NULL
GROUP BY 1
"""
_STOOD_CLOSED = """
SELECT c.department, count(*), count(iif(c.due < :at, 1, NULL)) FROM closed_periods p
CROSS JOIN cases c ON c.id = p.case_id WHERE p.closed_at < :at AND p.reopened_at >= :at
  AND c.annulled_at IS NULL AND c.day <= :day AND (c.closed_at IS NULL OR c.closed_at >= :at)
  AND c.department IS NOT NULL
GROUP BY 1
"""
LEVEL = "department"
"""The level under which the departments' stock is cached beside that of groups and agents."""


def contacts(tx: Transaction, first: int, last: int, department: str) -> list[Contact]:
    """The department's cases received between two days (ordinals)."""
    return [Contact(*row) for row in tx.run(_CONTACTS, (first, last, department))]


def stock_now(tx: Transaction, department: str, now: int) -> tuple[int, int]:
    """How many of the department's cases are open at ``now``, the present instant, and how many of them overdue."""
    found = tx.one(_OPEN_NOW, {"at": now, "department": department})
    return (found[0], found[1]) if found else (0, 0)


def stock_at_end(tx: Transaction, department: str, day: int, end: int, fresh: Fresh) -> tuple[int, int]:
    """How many stood open, and overdue, when ``day`` had ended: at ``end``, the first instant after it."""
    cached = tx.value("SELECT facts FROM standings WHERE day = ? AND level = ?", (day, LEVEL))
    if cached is None:
        values = {"at": end, "day": day}
        stood = {name: (open_, late) for name, open_, late in tx.run(_STAYED, values)}
        for name, open_, late in tx.run(_STOOD_CLOSED, values):
            stood[name] = (stood[name][0] - open_, stood[name][1] - late)
        fresh.standings.append((day, LEVEL, changes(tx), to_text(stood)))
    else:
        stood = {name: (each[0], each[1]) for name, each in json.loads(cached).items()}
    return stood.get(department, (0, 0))
