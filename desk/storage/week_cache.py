"""Whole weeks, put together from their days and cached under their Monday.

A week's stamp is the sum of its days': none of them ever goes back, so it stays the same only while all do. Every
function takes Mondays (ordinals).
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import NamedTuple, TypeVar

from desk.rules import figures
from desk.rules.report import Level
from desk.storage import day_cache
from desk.storage.database import Transaction
from desk.storage.day_cache import Fresh
from desk.storage.facts import CallFacts, CaseFacts, Key, added


class CallSums(NamedTuple):
    """A week's calls: ``within`` the service level's wait; ``gave_up`` the waits of the abandoned, sorted."""

    answered: int = 0
    within: int = 0
    wait_median: float | None = None
    gave_up: Sequence[int] = ()


class CaseSums(NamedTuple):
    """A week's cases, their durations (seconds) as median and 90th percentile."""

    registered: int = 0
    closed: int = 0
    solved: int = 0
    failure: int = 0
    classified: int = 0
    median_s: float | None = None
    p90_s: float | None = None
    channels: Mapping[str, int] = {}
    kinds: Mapping[str, int] = {}
    topics: Mapping[str, int] = {}
    departments: Mapping[str, int] = {}
    causes: Mapping[str, int] = {}


class WeekFacts(NamedTuple):
    """What one name (the whole desk, a group, an agent) has in a week."""

    cases: CaseSums = CaseSums()
    calls: CallSums = CallSums()


_READ = """
WITH weeks AS (
  SELECT ?1 + (day - ?1) / 7 * 7 AS monday, sum(stamp) AS stamp FROM dirty_days WHERE day BETWEEN ?1 AND ?2 GROUP BY 1
)
SELECT w.monday, w.stamp, f.facts FROM weeks w
LEFT JOIN day_facts f ON f.day = w.monday AND f.subject = ?3 AND f.level = ?4 AND f.stamp = w.stamp
"""


def keys(tx: Transaction, first: int, last: int, t_answer: int, fresh: Fresh) -> dict[int, Key]:
    """The key figures of the weeks from the Monday ``first`` to the Monday ``last``; those without any are left out."""
    subject = f"week key/{t_answer}"
    rows = tx.all(_READ, (first, last + 6, subject, str(Level.ALL)))
    known = {monday: Key(*json.loads(facts)) for monday, _, facts in rows if facts}
    missing = {monday: stamp for monday, stamp, facts in rows if facts is None}
    if missing:
        days = day_cache.keys(tx, min(missing), max(missing) + 6, t_answer, fresh)
        for monday, stamp in missing.items():
            known[monday] = added([days[day] for day in range(monday, monday + 7) if day in days])
            fresh.add(monday, monday + 6, subject, Level.ALL, stamp, known[monday])
    return known


def facts(tx: Transaction, monday: int, level: Level, t_answer: int, fresh: Fresh) -> dict[str, WeekFacts]:
    """The facts of one week, by name."""
    subject = f"week/{t_answer}"
    row = tx.one(_READ, (monday, monday + 6, subject, str(level)))
    if row is None:
        return {}
    _, stamp, text = row
    if text is not None:
        known = json.loads(text)
        return {name: WeekFacts(CaseSums(*cases), CallSums(*calls)) for name, (cases, calls) in known.items()}
    counted = _from_days(tx, monday, level, t_answer, fresh)
    fresh.add(monday, monday + 6, subject, level, stamp, counted)
    return counted


def _from_days(tx: Transaction, monday: int, level: Level, t_answer: int, fresh: Fresh) -> dict[str, WeekFacts]:
    cases = _by_name(day_cache.cases(tx, monday, monday + 6, level, fresh))
    calls = _by_name(day_cache.calls(tx, monday, monday + 6, level, fresh))
    return {
        name: WeekFacts(_sum_cases(cases.get(name, ())), _sum_calls(calls.get(name, ()), t_answer))
        for name in (*cases, *(name for name in calls if name not in cases))
    }


T = TypeVar("T")


def _by_name(each_day: Iterable[Mapping[str, T]]) -> dict[str, list[T]]:
    found: dict[str, list[T]] = {}
    for day in each_day:
        for name, facts in day.items():
            found.setdefault(name, []).append(facts)
    return found


def _sum_cases(some: Sequence[CaseFacts]) -> CaseSums:
    durations = sorted(chain.from_iterable([each.durations for each in some]))
    return CaseSums(
        registered=sum([each.registered for each in some]),
        closed=sum([each.closed for each in some]),
        solved=sum([each.solved for each in some]),
        failure=sum([each.failure for each in some]),
        classified=sum([each.classified for each in some]),
        median_s=figures.median(durations),
        p90_s=figures.percentile(durations, 90),
        channels=_sum_counts([each.channels for each in some]),
        kinds=_sum_counts([each.kinds for each in some]),
        topics=_sum_counts([each.topics for each in some]),
        departments=_sum_counts([each.departments for each in some]),
        causes=_sum_counts([each.causes for each in some]),
    )


def _sum_counts(some: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for each in some:
        for name, many in each.items():
            total[name] = total.get(name, 0) + many
    return total


def _sum_calls(some: Iterable[CallFacts], t_answer: int) -> CallSums:
    answered, gave_up = [sorted(chain.from_iterable(each)) for each in zip(*some, strict=True)] or ([], [])
    return CallSums(len(answered), bisect_right(answered, t_answer), figures.median(answered), gave_up)


def calls_but(tx: Transaction, monday: int, groups: Iterable[str], t_answer: int, fresh: Fresh) -> CallSums:
    """A week's imported calls, without those of ``groups``."""
    left_out = frozenset(groups)
    by_group = _by_name(day_cache.calls(tx, monday, monday + 6, Level.GROUP, fresh))
    kept = chain.from_iterable([days for name, days in by_group.items() if name not in left_out])
    return _sum_calls(kept, t_answer)
