"""Calls typed by hand for a group and a week, and which imported calls they stand instead of.

A typed week belongs to the span that holds its Thursday, as ISO 8601 says of years. Its group's imported calls count
nowhere, on none of its days: so no call is counted twice, and months, tertials and years add up.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from desk.rules.calendar import Week
from desk.rules.report import Level
from desk.storage import day_cache
from desk.storage.database import Transaction
from desk.storage.day_cache import CALLS, Fresh
from desk.storage.facts import CallFacts


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


@dataclass(frozen=True)
class Typed:
    """What was typed, and what it stands instead of, for a stretch of days."""

    weeks: Sequence[TypedWeek] = ()
    left_out: Sequence[LeftOut] = ()

    def __bool__(self) -> bool:
        return bool(self.weeks)

    def within(self, first: int, last: int) -> Typed:
        """The same for fewer days."""
        if not self.weeks:
            return self
        return Typed(
            [each for each in self.weeks if each.monday <= last and first <= each.monday + 6],
            [each for each in self.left_out if first <= each.day <= last],
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


def typed(tx: Transaction, first: int, last: int, fresh: Fresh) -> Typed:
    """What was typed for the weeks that have a day from ``first`` to ``last``, and what is left out on those days."""
    weeks = [Week.of(date.fromordinal(day)).code for day in (first, last)]
    sql = "SELECT answer_group, week, offered, answered FROM typed_calls WHERE week BETWEEN ? AND ? ORDER BY week"
    rows = tx.all(sql, tuple(weeks))
    if not rows:
        return Typed()
    found = [TypedWeek(group, Week.parse(week).monday.toordinal(), *numbers) for group, week, *numbers in rows]
    return Typed(found, _left_out(tx, found, first, last, fresh))


_ALSO_IMPORTED = """
SELECT value ->> 0, value ->> 1 FROM json_each(?) WHERE EXISTS (
  SELECT 1 FROM (VALUES (0), (1), (2), (3), (4), (5), (6)) AS nth
  CROSS JOIN calls c INDEXED BY calls_facts ON c.day = (value ->> 1) + nth.column1 AND c.answer_group = value ->> 0
)
"""


def _left_out(tx: Transaction, weeks: Sequence[TypedWeek], first: int, last: int, fresh: Fresh) -> list[LeftOut]:
    """Hardly ever any: where calls are typed, there is as a rule no exchange that tells of them."""
    by_week: dict[int, list[str]] = {}
    asked = json.dumps([(each.group, each.monday) for each in weeks])
    for group, monday in tx.run(_ALSO_IMPORTED, (asked,)):
        by_week.setdefault(monday, []).append(group)
    found = []
    for begin, end in day_cache.runs(day for monday in by_week for day in range(monday, monday + 7)):
        for day, of in day_cache.facts(tx, CALLS, max(begin, first), min(end, last), Level.GROUP, fresh).items():
            groups = by_week.get(day - (day - 1) % 7, ())
            found += [LeftOut(day, group, of[group]) for group in groups if group in of]
    return found
