"""Whole calendar months, put together from their days and cached under their first.

As a week's (:mod:`desk.storage.week_cache`), a month's stamp is the sum of its days'. A month that has none yet, or a
stale one, is read day by day; it is put together when it is stored, which no reader waits for.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

from desk.rules.report import Basis, Level
from desk.storage import day_cache
from desk.storage.database import Transaction
from desk.storage.day_cache import ByName, Facts, Fresh, Subject
from desk.storage.facts import Key, added

Stretch = tuple[int, int]
"""The first and the last day (ordinals), both included."""

_READ = """
WITH months AS MATERIALIZED (
  SELECT begins AS first, (SELECT sum(stamp) FROM dirty_days WHERE day BETWEEN begins AND ends) AS stamp
  FROM (SELECT CAST(value ->> 0 AS INTEGER) AS begins, CAST(value ->> 1 AS INTEGER) AS ends FROM json_each(?1)) asked
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
    for run in _runs(missing):
        by_day = day_cache.facts(tx, subject, run[0].first, run[-1].last, level, fresh)
        for month in run:
            days = [by_day[day] for day in range(month.first, month.last + 1) if day in by_day]
            fresh.add(month.first, month.last, subject.month, level, month.stamp, days, subject.pack_days)
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
    found = day_cache.read_keys(list(known.items()))
    for begin, end in rest:
        found.update(day_cache.keys(tx, begin, end, basis, fresh))
    for run in _runs(missing):
        by_day = day_cache.keys(tx, run[0].first, run[-1].last, basis, fresh)
        for month in run:
            key = added([by_day[day] for day in range(month.first, month.last + 1) if day in by_day])
            fresh.add(month.first, month.last, subject, Level.ALL, month.stamp, key)
            found[month.first] = key
    return found


class _Missing(NamedTuple):
    """A month that is not cached as it is now."""

    first: int
    last: int
    stamp: int


def _runs(missing: list[_Missing]) -> Iterator[list[_Missing]]:
    """Months that follow upon each other, to be read in one go."""
    run: list[_Missing] = []
    for month in sorted(missing):
        if run and month.first != run[-1].last + 1:
            yield run
            run = []
        run.append(month)
    if run:
        yield run


def _read(tx: Transaction, months: list[Stretch], subject: str, level: Level) -> tuple[dict[int, Any], list[_Missing]]:
    """What is cached, by first day; and the months that are not."""
    if not months:
        return {}, []
    rows = tx.all(_READ, (json.dumps(months), subject, str(level)))
    ends = dict(months)
    known = {first: kept for first, _, kept in rows if kept is not None}
    return known, [_Missing(first, ends[first], stamp) for first, stamp, kept in rows if kept is None]
