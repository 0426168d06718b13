"""Whole weeks, put together from their days and cached under their Monday.

A week's stamp is the sum of its days': none of them ever goes back, so it stays the same only while all do. Every
function takes Mondays (ordinals).
"""

from __future__ import annotations

import json

from desk.rules.figures import CallCounts
from desk.rules.report import Basis, Level
from desk.storage import day_cache
from desk.storage.database import Transaction
from desk.storage.day_cache import CALLS, CASES, Fresh, by_name
from desk.storage.facts import Key, added
from desk.storage.sums import CaseSums, Sums, sum_calls, sum_cases

_READ = """
WITH weeks AS (
  SELECT ?1 + (day - ?1) / 7 * 7 AS monday, sum(stamp) AS stamp FROM dirty_days WHERE day BETWEEN ?1 AND ?2 GROUP BY 1
)
SELECT w.monday, w.stamp, f.facts FROM weeks w
LEFT JOIN day_facts f ON f.day = w.monday AND f.subject = ?3 AND f.level = ?4 AND f.stamp = w.stamp
"""


def keys(tx: Transaction, first: int, last: int, basis: Basis, fresh: Fresh) -> dict[int, Key]:
    """The key figures of the weeks from the Monday ``first`` to the Monday ``last``; those without any are left out."""
    subject = f"week {day_cache.key_subject(basis)}"
    rows = tx.all(_READ, (first, last + 6, subject, str(Level.ALL)))
    known = day_cache.read_keys([(monday, facts) for monday, _, facts in rows if facts])
    missing = {monday: stamp for monday, stamp, facts in rows if facts is None}
    if missing:
        days = day_cache.keys(tx, min(missing), max(missing) + 6, basis, fresh)
        for monday, stamp in missing.items():
            known[monday] = added([days[day] for day in range(monday, monday + 7) if day in days])
            fresh.add(monday, monday + 6, subject, Level.ALL, stamp, known[monday])
    return known


def sums(tx: Transaction, monday: int, level: Level, basis: Basis, fresh: Fresh) -> dict[str, Sums]:
    """What one week comes to, by name."""
    subject = f"week 2/{basis.t_short_s}/{basis.t_answer_s}"
    row = tx.one(_READ, (monday, monday + 6, subject, str(level)))
    if row is None:
        return {}
    _, stamp, text = row
    if text is not None:
        known = json.loads(text)
        return {name: Sums(CaseSums(*cases), CallCounts(*calls)) for name, (cases, calls) in known.items()}
    counted = _from_days(tx, monday, level, basis, fresh)
    fresh.add(monday, monday + 6, subject, level, stamp, counted)
    return counted


def _from_days(tx: Transaction, monday: int, level: Level, basis: Basis, fresh: Fresh) -> dict[str, Sums]:
    cases = by_name(day_cache.facts(tx, CASES, monday, monday + 6, level, fresh).values())
    calls = by_name(day_cache.facts(tx, CALLS, monday, monday + 6, level, fresh).values())
    return {
        name: Sums(sum_cases(cases.get(name, ())), sum_calls(calls.get(name, ()), basis))
        for name in (*cases, *(name for name in calls if name not in cases))
    }
