"""Whole calendar months, put together from their days and cached under their first.

As a week's (:mod:`desk.storage.week_cache`), a month's stamp is the sum of its days'. A month that has none yet, or a
stale one, is read day by day; it is put together when it is stored, which no reader waits for.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, timedelta

from desk.rules.report import Basis, Level
from desk.storage import day_cache
from desk.storage.database import Transaction
from desk.storage.day_cache import ByName, Facts, Fresh, Subject
from desk.storage.facts import Key, added

Stretch = tuple[int, int]
"""The first and the last day (ordinals), both included."""

_READ = """
WITH months AS MATERIALIZED (
  SELECT value ->> 0 AS first,
    (SELECT sum(stamp) FROM dirty_days WHERE day BETWEEN value ->> 0 AND value ->> 1) AS stamp
  FROM json_each(?1)
)
SELECT m.first, m.stamp, f.facts FROM months m
LEFT JOIN day_facts f ON f.day = m.first AND f.subject = ?2 AND f.level = ?3 AND f.stamp = m.stamp
WHERE m.stamp IS NOT NULL
"""


def parts_of(first: int, last: int) -> tuple[list[Stretch], list[Stretch]]:
    """The whole calendar months of a stretch of days, and what of it lies before and after them."""
    months: list[Stretch] = []
    begin = _month_start(date.fromordinal(first))
    if begin.toordinal() < first:
        begin = _next_month(begin)
    while (after := _next_month(begin)).toordinal() - 1 <= last:
        months.append((begin.toordinal(), after.toordinal() - 1))
        begin = after
    if not months:
        return [], [(first, last)]
    rest = [(first, months[0][0] - 1), (months[-1][1] + 1, last)]
    return months, [(begin, end) for begin, end in rest if begin <= end]


def _month_start(day: date) -> date:
    return day.replace(day=1)


def _next_month(start: date) -> date:
    return _month_start(start + timedelta(days=31))


def facts(
    tx: Transaction, subject: Subject[Facts], first: int, last: int, level: Level, fresh: Fresh
) -> list[ByName[Facts]]:
    """The facts of a stretch of days, in pieces: its whole months, and days where there is no such."""
    months, rest = parts_of(first, last)
    known, missing = _read(tx, months, subject.month, level)
    pieces = [subject.unpack(kept) for kept in known.values()]
    for begin, end in rest:
        pieces += day_cache.facts(tx, subject, begin, end, level, fresh).values()
    for begin, end, stamp in missing:
        days = list(day_cache.facts(tx, subject, begin, end, level, fresh).values())
        fresh.add(begin, end, subject.month, level, stamp, days, subject.pack_days)
        pieces += days
    return pieces


def keys(tx: Transaction, stretches: Iterable[Stretch], basis: Basis, fresh: Fresh) -> dict[int, Key]:
    """The key figures of every whole month and every other day of all ``stretches``, by first day; none twice."""
    months: set[Stretch] = set()
    rest: set[Stretch] = set()
    for stretch in stretches:
        whole, beside = parts_of(*stretch)
        months.update(whole)
        rest.update(beside)
    subject = f"month {day_cache.key_subject(basis)}"
    known, missing = _read(tx, sorted(months), subject, Level.ALL)
    found = {first: Key(*json.loads(kept)) for first, kept in known.items()}
    for begin, end in rest:
        found.update(day_cache.keys(tx, begin, end, basis, fresh))
    for begin, end, stamp in missing:
        found[begin] = added(list(day_cache.keys(tx, begin, end, basis, fresh).values()))
        fresh.add(begin, end, subject, Level.ALL, stamp, found[begin])
    return found


def _read(
    tx: Transaction, months: list[Stretch], subject: str, level: Level
) -> tuple[dict[int, bytes], list[tuple[int, int, int]]]:
    """What is cached, by first day; and the first day, last day and stamp of the months that are not."""
    if not months:
        return {}, []
    rows = tx.all(_READ, (json.dumps(months), subject, str(level)))
    ends = dict(months)
    known = {first: kept for first, _, kept in rows if kept is not None}
    return known, [(first, ends[first], stamp) for first, stamp, kept in rows if kept is None]
