"""Staffing as it is kept: numbers per answer group and local day, and the fewest that a group needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from desk.rules.calendar import Week
from desk.rules.figures import CallCounts
from desk.rules.report import Basis, Level
from desk.rules.staffing import Absence, DayStaff
from desk.rules.text import in_swedish_order
from desk.storage import month_cache
from desk.storage.database import Transaction
from desk.storage.day_cache import ByName, Fresh, Subject

_DAYS = """
SELECT day, answer_group, planned, present, hourly FROM staffing
WHERE day BETWEEN ? AND ? ORDER BY day, answer_group
"""
_ABSENCES = "SELECT day, answer_group, reason, persons FROM absences WHERE day BETWEEN ? AND ?"


def days(tx: Transaction, first: int, last: int) -> list[DayStaff]:
    """What is written of the days from ``first`` to ``last`` (ordinals), by day and group."""
    away: dict[tuple[int, str], dict[Absence, int]] = {}
    for day, group, reason, persons in tx.run(_ABSENCES, (first, last)):
        away.setdefault((day, group), {})[Absence(reason)] = persons
    return [
        DayStaff(group, date.fromordinal(day), planned, present, hourly, _in_order(away.get((day, group), {})))
        for day, group, planned, present, hourly in tx.all(_DAYS, (first, last))
    ]


def _in_order(absent: dict[Absence, int]) -> dict[Absence, int]:
    return {reason: absent[reason] for reason in Absence if reason in absent}


def one(tx: Transaction, group: str, day: date) -> DayStaff | None:
    """What is written of a group's day."""
    return next((each for each in days(tx, day.toordinal(), day.toordinal()) if each.group == group), None)


def put(tx: Transaction, staff: DayStaff) -> None:
    """Write a group's day, instead of what was written before."""
    place = (staff.day.toordinal(), staff.group)
    tx.run(
        "INSERT INTO staffing (day, answer_group, planned, present, hourly) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (day, answer_group) DO UPDATE SET planned = excluded.planned, present = excluded.present,"
        " hourly = excluded.hourly",
        (*place, staff.planned, staff.present, staff.hourly),
    )
    tx.run("DELETE FROM absences WHERE day = ? AND answer_group = ?", place)
    tx.run_many(
        "INSERT INTO absences (day, answer_group, reason, persons) VALUES (?, ?, ?, ?)",
        [(*place, str(reason), persons) for reason, persons in staff.absent.items() if persons],
    )


def clear(tx: Transaction, group: str, day: date) -> None:
    """Forget what was written of a group's day."""
    for table in ("absences", "staffing"):
        tx.run(f"DELETE FROM {table} WHERE day = ? AND answer_group = ?", (day.toordinal(), group))


# ------------------------------------------------------------------ groups


def least(tx: Transaction) -> dict[str, tuple[int, bool]]:
    """The fewest that each group needs and whether the group is active, in the municipality's order."""
    rows = tx.all("SELECT name, least_staff, active, position FROM answer_groups")
    rows.sort(key=lambda row: (row[3], in_swedish_order(row[0])))
    return {name: (many, bool(active)) for name, many, active, _place in rows}


def set_least(tx: Transaction, group: str, many: int) -> None:
    """Set the fewest that a group needs."""
    tx.run("UPDATE answer_groups SET least_staff = ? WHERE name = ?", (many, group))


# ------------------------------------------------------------------ calls of the same days

_CALLS = """
SELECT day, answer_group, count(CASE WHEN outcome = 'answered' THEN 1 END),
  count(CASE WHEN outcome = 'answered' AND wait_s <= ?4 THEN 1 END), count(CASE WHEN outcome = 'abandoned' THEN 1 END),
  count(CASE WHEN outcome = 'abandoned' AND wait_s < ?3 THEN 1 END),
  count(CASE WHEN outcome = 'abandoned' AND wait_s > ?4 THEN 1 END)
FROM calls INDEXED BY calls_facts WHERE day BETWEEN ?1 AND ?2 GROUP BY day, answer_group ORDER BY day
"""


class CountFacts(NamedTuple):
    """A group's calls of a day, as :class:`desk.rules.figures.CallCounts` says, without waits."""

    answered: int = 0
    within: int = 0
    abandoned: int = 0
    short: int = 0
    long: int = 0


@lru_cache(maxsize=8)
def _subject(t_short: int, t_answer: int) -> Subject[CountFacts]:
    """Cached under names that begin with the day, so that a month keeps its days apart."""

    def count(tx: Transaction, first: int, last: int, _level: Level) -> Iterator[tuple[int, ByName[CountFacts]]]:
        rows = tx.run(_CALLS, (first, last, t_short, t_answer))
        for day, of_day in groupby(rows, itemgetter(0)):
            yield day, {f"{day} {group}": CountFacts(*counts) for _, group, *counts in of_day}

    return Subject(f"group calls/{t_short}/{t_answer}", CountFacts, len(CountFacts._fields), count)


def calls(tx: Transaction, first: int, last: int, basis: Basis, fresh: Fresh) -> dict[tuple[date, str], CallCounts]:
    """The imported calls of each day and group that has any, without their waits; the days asked for are ordinals.

    What had to be counted is left in ``fresh`` for a writer to store.
    """
    found = {}
    subject = _subject(basis.t_short_s, basis.t_answer_s)
    for piece in month_cache.facts(tx, subject, first, last, Level.GROUP, fresh):
        for name, counts in piece.items():
            day, _space, group = name.partition(" ")
            found[date.fromordinal(int(day)), group] = CallCounts(*counts)
    return found


def added(some: Iterable[CallCounts]) -> CallCounts:
    """Several days' or groups' calls together."""
    counts = [each[:5] for each in some]
    return CallCounts(*map(sum, zip(*counts, strict=True))) if counts else CallCounts()


def typed(tx: Transaction, first: Week, last: Week) -> dict[tuple[Week, str], tuple[int, int]]:
    """(offered, answered) of each week and group that was typed by hand."""
    sql = "SELECT week, answer_group, offered, answered FROM typed_calls WHERE week BETWEEN ? AND ? ORDER BY 1, 2"
    rows = tx.all(sql, (first.code, last.code))
    return {(Week.parse(week), group): (offered, answered) for week, group, offered, answered in rows}
