"""The stock: how many cases stood open, and how many of them overdue, at an instant.

A case stood open from when it was received until it was closed; one that was reopened stood closed in between. Its
deadline is the one it has now. Annulled cases never stood at all. Named by answer group or agent, as they are now.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from desk.rules.report import Level
from desk.storage.database import Row, Transaction
from desk.storage.day_cache import Fresh, changes
from desk.storage.facts import WHOLE, to_text


class Stock(NamedTuple):
    """Cases that stood open, and those of them whose deadline had passed."""

    open: int = 0
    overdue: int = 0


_NAME = {Level.ALL: f"'{WHOLE}'", Level.GROUP: "c.answer_group", Level.AGENT: "c.agent"}
_BY_NAME = {Level.ALL: "", Level.GROUP: "GROUP BY 1", Level.AGENT: "GROUP BY 1"}
_COUNT = "SELECT {name}, count(*), count(CASE WHEN c.due < :at THEN 1 END) FROM"
_OPEN_NOW = """
SELECT {name}, count(*), count(CASE WHEN c.due_key < :at THEN 1 END) FROM cases c
WHERE c.closed_at IS NULL AND c.annulled_at IS NULL {by_name}
"""

# Each names its index: left to itself SQLite would rather read the whole table in the order of the names.
# Seen from now, backwards: what is open, less what came later, and what was closed later.
_CAME_LATER = f"""
{_COUNT} cases c INDEXED BY cases_facts WHERE c.annulled_at IS NULL AND c.day > :day AND c.closed_at IS NULL {{by_name}}
"""
_CLOSED_LATER = f"""
{_COUNT} cases c INDEXED BY cases_closed
WHERE c.annulled_at IS NULL AND c.closed_at >= :at AND c.day <= :day {{by_name}}
"""
# Seen from the first day, forwards.
_CAME_AND_STAYED = f"""
{_COUNT} cases c INDEXED BY cases_facts
WHERE c.annulled_at IS NULL AND c.day <= :day AND (c.closed_at IS NULL OR c.closed_at >= :at) {{by_name}}
"""
_STOOD_CLOSED = f"""
{_COUNT} closed_periods p CROSS JOIN cases c ON c.id = p.case_id WHERE p.closed_at < :at AND p.reopened_at >= :at
  AND c.annulled_at IS NULL AND c.day <= :day AND (c.closed_at IS NULL OR c.closed_at >= :at) {{by_name}}
"""
# Two questions in one: SQLite answers each from the end of an index, and both together by reading it all.
_DAYS = """
SELECT (SELECT min(day) FROM cases WHERE annulled_at IS NULL), (SELECT max(day) FROM cases WHERE annulled_at IS NULL)
"""


def stock_now(tx: Transaction, level: Level, now: int) -> dict[str, Stock]:
    """What stands open at ``now``, the present instant in epoch seconds."""
    return _added((tx.all(_asking(_OPEN_NOW, level), {"at": now}), 1))


def stock_at_end(tx: Transaction, level: Level, day: int, end: int, fresh: Fresh) -> dict[str, Stock]:
    """What stood open when ``day`` had ended: at ``end``, the first instant after it, which lies in the past."""
    cached = tx.value("SELECT facts FROM standings WHERE day = ? AND level = ?", (day, str(level)))
    if cached is not None:
        return {name: Stock(*each) for name, each in json.loads(cached).items()}
    stock = _count(tx, level, day, end)
    fresh.standings.append((day, str(level), changes(tx), to_text(stock)))
    return stock


def _count(tx: Transaction, level: Level, day: int, end: int) -> dict[str, Stock]:
    def ask(sql: str) -> list[Row]:
        return tx.all(_asking(sql, level), {"at": end, "day": day})

    stood_closed = (ask(_STOOD_CLOSED), -1)
    first, last = tx.one(_DAYS) or (None, None)
    if first is not None and day - first < 2 * (last - day):
        return _added((ask(_CAME_AND_STAYED), 1), stood_closed)
    return _added((ask(_OPEN_NOW), 1), (ask(_CAME_LATER), -1), (ask(_CLOSED_LATER), 1), stood_closed)


def _asking(sql: str, level: Level) -> str:
    return sql.format(name=_NAME[level], by_name=_BY_NAME[level])


def _added(*parts: tuple[Iterable[Row], int]) -> dict[str, Stock]:
    opened: Counter[str] = Counter()
    overdue: Counter[str] = Counter()
    for rows, sign in parts:
        for name, many, late in rows:
            if name is not None:
                opened[name] += sign * many
                overdue[name] += sign * late
    return {name: Stock(many, overdue[name]) for name, many in opened.items() if many}
