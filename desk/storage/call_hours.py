"""Calls and cases by weekday and hour of the local clock, cached by day and month like the other facts.

The facts hold every wait, sorted, since medians do not add up; of talk they hold sums. They lie under a subject of
their own, which names the time zone, and by names that begin with weekday and hour, so that a month's are put together
by them (:mod:`desk.storage.day_cache`, :mod:`desk.storage.month_cache`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple
from zoneinfo import ZoneInfo

from desk.rules.report import Level
from desk.storage import month_cache
from desk.storage.database import Row, Transaction
from desk.storage.day_cache import ByName, Fresh, Subject
from desk.storage.facts import WHOLE
from desk.storage.packed import joined

HOUR_S = 3600


class HourFacts(NamedTuple):
    """What an hour of the clock held, on one day or on many.

    Attributes:
        cases: Cases received; ``phone`` those of them by telephone.
        talk_s: Seconds of talk of the ``talks`` answered calls whose talk is known.
        answered, gave_up: Seconds waited by answered and by abandoned calls, sorted.
    """

    cases: int = 0
    phone: int = 0
    talks: int = 0
    talk_s: int = 0
    answered: Sequence[int] = ()
    gave_up: Sequence[int] = ()


_PLAIN = HourFacts._fields.index("answered")
Place = tuple[int, int]
"""A weekday (0 is Monday) and an hour of the clock."""


def by_weekday(
    tx: Transaction, days: tuple[int, int], level: Level, name: str, zone: ZoneInfo, fresh: Fresh
) -> dict[Place, HourFacts]:
    """What ``name`` had in each hour of the week, from the first to the last of ``days`` (ordinals), together.

    What had to be counted is left in ``fresh`` for a writer to store.
    """
    found: dict[Place, list[HourFacts]] = {}
    for piece in month_cache.facts(tx, subject(zone), *days, level, fresh):
        for key, facts in piece.items():
            place, of = _read_key(key)
            if of == name:
                found.setdefault(place, []).append(facts)
    return {place: together(found[place]) for place in sorted(found)}


def together(parts: Sequence[HourFacts]) -> HourFacts:
    """Several hours as one."""
    columns = list(zip(*parts, strict=True))
    if not columns:
        return HourFacts()
    counts = [sum(each) for each in columns[:_PLAIN]]
    return HourFacts(*counts, *[joined(each) for each in columns[_PLAIN:]])


@lru_cache(maxsize=8)
def subject(zone: ZoneInfo) -> Subject[HourFacts]:
    """The sort of facts, by the clock of ``zone``."""

    def count(tx: Transaction, first: int, last: int, level: Level) -> Iterator[tuple[int, ByName[HourFacts]]]:
        return _count(tx, first, last, level, zone)

    return Subject(f"hours/{zone.key}", HourFacts, _PLAIN, count)


def _key(weekday: int, hour: int, name: str) -> str:
    return f"{weekday}.{hour:02} {name}"


def _read_key(key: str) -> tuple[Place, str]:
    return (int(key[0]), int(key[2:4])), key[5:]


# ------------------------------------------------------------------ counting

_NAME = {Level.ALL: f"'{WHOLE}'", Level.GROUP: "answer_group", Level.AGENT: "agent"}
_CALLS = """
SELECT day, {name}, at, outcome = 'answered', wait_s, talk_s FROM calls INDEXED BY calls_facts
WHERE day BETWEEN ? AND ? AND outcome IN ('answered', 'abandoned') AND {name} IS NOT NULL ORDER BY day
"""
_CASES = """
SELECT day, {name}, received_at, channel = 'phone' FROM cases INDEXED BY cases_facts
WHERE annulled_at IS NULL AND day BETWEEN ? AND ? AND {name} IS NOT NULL ORDER BY day
"""


class _Count:
    """One hour of one name, while it is counted."""

    __slots__ = ("answered", "cases", "gave_up", "phone", "talk_s", "talks")

    def __init__(self) -> None:
        self.cases = self.phone = self.talks = self.talk_s = 0
        self.answered: list[int] = []
        self.gave_up: list[int] = []

    def facts(self) -> HourFacts:
        waits = sorted(self.answered), sorted(self.gave_up)
        return HourFacts(self.cases, self.phone, self.talks, self.talk_s, *waits)


Counts = defaultdict[tuple[int, str], _Count]
"""By hour and name."""


def _count(
    tx: Transaction, first: int, last: int, level: Level, zone: ZoneInfo
) -> Iterator[tuple[int, ByName[HourFacts]]]:
    """For each day that has calls or cases, the facts by key."""
    counts: defaultdict[int, Counts] = defaultdict(lambda: defaultdict(_Count))
    for day, rows in _by_day(tx, _CALLS, first, last, level):
        _count_calls(rows, counts[day], hour_on(day, zone))
    for day, rows in _by_day(tx, _CASES, first, last, level):
        _count_cases(rows, counts[day], hour_on(day, zone))
    for day, found in counts.items():
        weekday = date.fromordinal(day).weekday()
        yield day, {_key(weekday, hour, name): each.facts() for (hour, name), each in found.items()}


def _by_day(tx: Transaction, sql: str, first: int, last: int, level: Level) -> Iterator[tuple[int, Iterable[Row]]]:
    return groupby(tx.run(sql.format(name=_NAME[level]), (first, last)), itemgetter(0))


def _count_calls(rows: Iterable[Row], counts: Counts, hour_of: Callable[[int], int]) -> None:
    for _, name, at, answered, wait, talk in rows:
        count = counts[hour_of(at), name]
        if not answered:
            count.gave_up.append(wait)
            continue
        count.answered.append(wait)
        if talk is not None:
            count.talks += 1
            count.talk_s += talk


def _count_cases(rows: Iterable[Row], counts: Counts, hour_of: Callable[[int], int]) -> None:
    for _, name, at, phone in rows:
        count = counts[hour_of(at), name]
        count.cases += 1
        count.phone += phone


def hour_on(day: int, zone: ZoneInfo) -> Callable[[int], int]:
    """What tells the hour of the local clock at an instant (epoch seconds) of a local day (an ordinal).

    On all days but two a year that is a division, some ten times as fast as the calendar.
    """
    local = date.fromordinal(day)
    begins = int(datetime.combine(local, time.min, zone).timestamp())
    ends = int(datetime.combine(local + timedelta(days=1), time.min, zone).timestamp())

    def by_calendar(at: int) -> int:
        return datetime.fromtimestamp(at, zone).hour

    def by_division(at: int) -> int:
        return (at - begins) // HOUR_S if begins <= at < ends else by_calendar(at)

    return by_division if ends - begins == 24 * HOUR_S else by_calendar


# ------------------------------------------------------------------ what else is asked for

_DAYS_WITH_CALLS = """
WITH RECURSIVE seen(day) AS (
  SELECT min(day) FROM calls WHERE day >= :first AND day <= :last
  UNION ALL
  SELECT (SELECT min(day) FROM calls WHERE day > seen.day AND day <= :last) FROM seen WHERE seen.day IS NOT NULL
)
SELECT day FROM seen WHERE day IS NOT NULL
"""


def days_with_calls(tx: Transaction, first: int, last: int) -> list[date]:
    """The local days on which the desk had any call at all: found by leaps in the index, not by reading it."""
    return [date.fromordinal(day) for (day,) in tx.all(_DAYS_WITH_CALLS, {"first": first, "last": last})]


def groups_with_calls(tx: Transaction, first: int, last: int) -> frozenset[str]:
    """The answer groups that had calls."""
    sql = "SELECT DISTINCT answer_group FROM calls INDEXED BY calls_facts WHERE day BETWEEN ? AND ?"
    return frozenset(group for (group,) in tx.all(sql, (first, last)))
