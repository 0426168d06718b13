"""Calls typed by hand for a group and a week, and which imported calls they stand instead of.

A typed week belongs to the span that holds its Thursday, as ISO 8601 says of years. Its group's imported calls count
nowhere, on none of its days: so no call is counted twice, and months, tertials and years add up.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from desk.rules.calendar import Week
from desk.rules.figures import CallCounts
from desk.rules.report import Basis, Level
from desk.storage import day_cache, week_cache
from desk.storage.database import Transaction
from desk.storage.day_cache import CALLS, Fresh
from desk.storage.facts import CallFacts
from desk.storage.month_cache import Stretch
from desk.storage.sums import sum_calls


class TypedWeek(NamedTuple):
    """One group's week; ``monday`` as an ordinal."""

    group: str
    monday: int
    offered: int
    answered: int

    @property
    def thursday(self) -> int:
        """The day that decides to which span it belongs."""
        return self.monday + 3


class LeftOut(NamedTuple):
    """A group's imported calls of one day that are not counted, since the week was typed."""

    day: int
    group: str
    calls: CallFacts


class LeftOutBefore(NamedTuple):
    """The same of a week or a day of an earlier span, of which no waits are told: only how many."""

    first: int
    last: int
    calls: CallCounts


@dataclass(frozen=True)
class Typed:
    """What was typed, and what it stands instead of, for a span and those before it."""

    weeks: Sequence[TypedWeek] = ()
    left_out: Sequence[LeftOut] = ()
    left_out_before: Sequence[LeftOutBefore] = ()

    def __bool__(self) -> bool:
        return bool(self.weeks)

    def within(self, first: int, last: int) -> Typed:
        """The same for fewer days."""
        if not self.weeks:
            return self
        return Typed(
            [each for each in self.weeks if each.monday <= last and first <= each.monday + 6],
            [each for each in self.left_out if first <= each.day <= last],
            [each for each in self.left_out_before if first <= each.first and each.last <= last],
        )

    def numbers(self, first: int, last: int) -> dict[str, tuple[int, int]]:
        """(offered, answered) by group, of the weeks whose Thursday lies in these days."""
        found: dict[str, tuple[int, int]] = {}
        for each in self.weeks:
            if first <= each.thursday <= last:
                offered, answered = found.get(each.group, (0, 0))
                found[each.group] = (offered + each.offered, answered + each.answered)
        return found

    def without(self, group: str | None = None) -> list[CallFacts]:
        """The calls left out, of all groups or of one."""
        return [each.calls for each in self.left_out if group is None or each.group == group]


def typed(tx: Transaction, stretches: Sequence[Stretch], basis: Basis, fresh: Fresh) -> Typed:
    """What was typed for the weeks that have a day in any of ``stretches``, and what is left out on their days.

    Args:
        stretches: The first and last days of a span and, before it, of its trend; oldest first.
    """
    weeks = [Week.of(date.fromordinal(day)).code for day in (stretches[0][0], stretches[-1][1])]
    sql = "SELECT answer_group, week, offered, answered FROM typed_calls WHERE week BETWEEN ? AND ? ORDER BY week"
    rows = tx.all(sql, tuple(weeks))
    if not rows:
        return Typed()
    found = [TypedWeek(group, Week.parse(week).monday.toordinal(), *numbers) for group, week, *numbers in rows]
    imported = _also_imported(tx, found)
    *before, own = stretches
    return Typed(found, _left_out(tx, imported, own, fresh), _left_out_before(tx, imported, before, basis, fresh))


_ALSO_IMPORTED = """
SELECT value ->> 0, CAST(value ->> 1 AS INTEGER) FROM json_each(?) WHERE EXISTS (
  SELECT 1 FROM (VALUES (0), (1), (2), (3), (4), (5), (6)) AS nth
  CROSS JOIN calls c INDEXED BY calls_facts
  ON c.day = CAST(value ->> 1 AS INTEGER) + nth.column1 AND c.answer_group = value ->> 0
)
"""


def _also_imported(tx: Transaction, weeks: Sequence[TypedWeek]) -> dict[int, list[str]]:
    """The groups that have imported calls too, by the Monday of the week that was typed. Hardly ever any: where calls
    are typed, there is as a rule no exchange that tells of them."""
    found: dict[int, list[str]] = {}
    asked = json.dumps([(each.group, each.monday) for each in weeks])
    for group, monday in tx.run(_ALSO_IMPORTED, (asked,)):
        found.setdefault(monday, []).append(group)
    return found


def _left_out(tx: Transaction, imported: Mapping[int, list[str]], own: Stretch, fresh: Fresh) -> list[LeftOut]:
    first, last = own
    mondays = [monday for monday in imported if monday <= last and first <= monday + 6]
    found = []
    for begin, end in day_cache.runs(day for monday in mondays for day in range(monday, monday + 7)):
        for day, of in day_cache.facts(tx, CALLS, max(begin, first), min(end, last), Level.GROUP, fresh).items():
            groups = imported.get(day - (day - 1) % 7, ())
            found += [LeftOut(day, group, of[group]) for group in groups if group in of]
    return found


def _left_out_before(
    tx: Transaction, imported: Mapping[int, list[str]], before: Sequence[Stretch], basis: Basis, fresh: Fresh
) -> list[LeftOutBefore]:
    """By whole weeks, which are kept counted, and by day where a span cuts one."""
    found = []
    for first, last in before:
        for monday, groups in imported.items():
            if first <= monday and monday + 6 <= last:
                sums = week_cache.sums(tx, monday, Level.GROUP, basis, fresh)
                found += [LeftOutBefore(monday, monday + 6, sums[group].calls) for group in groups if group in sums]
            elif monday <= last and first <= monday + 6:
                cut = _left_out(tx, {monday: groups}, (first, last), fresh)
                found += [LeftOutBefore(each.day, each.day, sum_calls([each.calls], basis)) for each in cut]
    return found
