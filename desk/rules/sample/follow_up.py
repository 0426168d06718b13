"""Made-up numbers of the follow-up: what people answered, and how many were planned, present and away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

from desk.rules.sample.plan import Day
from desk.rules.staffing import LEAST_STAFF, Absence, DayStaff
from desk.rules.surveys import HIGHEST, LOWEST, Answer

ANSWERS_PER_CASE = 0.22
MOST_ANSWERS = 48
"""On one day: a desk does not ask everybody."""
ATTITUDE, KNOWLEDGE, SPREAD = 4.62, 4.32, 0.85
"""Where the grades of the two questions lie before they are rounded and kept within 1 to 5."""
_NOT_ASKED = 0.08
_ABSENT = {
    Absence.SICK_SHORT: 0.075,
    Absence.CHILD_CARE: 0.03,
    Absence.TRAINING: 0.025,
    Absence.SICK_LONG: 0.012,
}
"""How likely each of the planned is away on a day, by reason."""
_HOLIDAY = {6: 0.06, 7: 0.4, 8: 0.12, 12: 0.1}
_CALLED_IN = 0.65
"""How often somebody by the hour comes where a group would be short."""


class Answers:
    """Answers, a list for each day; groups and people differ, and stay as they are all year.

    Args:
        groups: The answer groups; ``agents`` logins.
    """

    def __init__(self, groups: Sequence[str], agents: Sequence[str], rng: Random) -> None:
        self._rng = rng
        self._groups = {each: rng.uniform(-0.28, 0.18) for each in groups}
        self._agents = {each: rng.uniform(-0.3, 0.22) for each in agents}
        self._made = 0
        self._left = 0.0

    def of(self, day: Day) -> list[Answer]:
        """The answers of a day; none on free days."""
        if not day.is_working_day:
            return []
        self._left += min(day.cases * ANSWERS_PER_CASE, MOST_ANSWERS)
        many = int(self._left)
        self._left -= many
        return [self._answer(day) for _each in range(many)]

    def _answer(self, day: Day) -> Answer:
        rng = self._rng
        group = rng.choice([*self._groups]) if self._groups else None
        agent = rng.choice([*self._agents])
        off = self._groups.get(group or "", 0.0) + self._agents[agent]
        attitude = None if rng.random() < _NOT_ASKED else self._grade(ATTITUDE + off)
        knowledge = None if attitude is not None and rng.random() < _NOT_ASKED else self._grade(KNOWLEDGE + off)
        self._made += 1
        return Answer(day.day, attitude, knowledge, group, agent, f"csv|sample-{self._made}")

    def _grade(self, around: float) -> int:
        return max(LOWEST, min(HIGHEST, round(self._rng.gauss(around, SPREAD))))


def staffing_of(days: Sequence[Day], groups: Sequence[str], small: bool, rng: Random) -> Iterator[DayStaff]:
    """How each group was staffed on each working day; at a ``small`` desk everybody sits in the first group."""
    planned = {
        each: LEAST_STAFF if small else LEAST_STAFF + rng.choice((1, 1, 2)) for each in groups[: 1 if small else None]
    }
    for day in days:
        for group, many in planned.items() if day.is_working_day else ():
            yield _day(group, day, many, rng)


def _day(group: str, day: Day, planned: int, rng: Random) -> DayStaff:
    likely = {**_ABSENT, Absence.HOLIDAY: _HOLIDAY.get(day.day.month, 0.02)}
    absent: dict[Absence, int] = {}
    for _person in range(planned):
        drawn = rng.random()
        for reason, share in likely.items():
            drawn -= share
            if drawn < 0:
                absent[reason] = absent.get(reason, 0) + 1
                break
    there = planned - sum(absent.values())
    hourly = sum(rng.random() < _CALLED_IN for _lacking in range(max(0, LEAST_STAFF - there)))
    return DayStaff(group, day.day, planned, there + hourly, hourly, absent)
