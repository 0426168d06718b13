"""The annual wheel (*årshjul*): recurring dates, by rules that a person writes (:mod:`desk.rules.wheel_words`).

A rule gives days by ``dateutil``'s rrule. What counts in working days, or over a quarter, tertial or half-year, is
picked from the period that the rrule begins: it knows no Swedish holidays.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from desk.rules.calendar import is_working_day, move_to_working_day
from desk.rules.labels import Code
from desk.rules.refusals import refuse
from desk.words import N_

FIRST_DAY, LAST_DAY = date(1970, 1, 1), date(2200, 12, 31)
"""Days that the wheel knows."""
LONGEST_RULE = 200
_DAY = timedelta(days=1)
_SHIFT = 7600
"""Years, a multiple of 400, after which the Gregorian calendar is the same, weekdays too.

dateutil looks for the next day of a rule up to the year 9999; moved this near to it, a rule that never comes is found
out in a fraction of a second.
"""
_BACK = timedelta(days=400)
"""How long before a window a period that reaches into it may begin."""


class Move(Code):
    """Where a day goes that is not worked on."""

    NOT = "not", N_("stays")
    BEFORE = "before", N_("to the working day before")
    AFTER = "after", N_("to the working day after")


@dataclass(frozen=True)
class Pick:
    """The ``nth`` of ``what`` in each period, from its end where negative.

    Attributes:
        what: ``day``, ``working_day``, or a weekday's number, Monday 0.
        months: How long the period is; 0 is a week.
    """

    nth: int
    what: str | int
    months: int


@dataclass(frozen=True)
class Rule:
    """A rule as it was read.

    Attributes:
        text: As it was written.
        rrule: RFC 5545, without ``RRULE:``: the days themselves, or with ``pick`` the first days of periods.
        raw: It was written as an rrule, whose meaning may hang on the day on which it starts.
    """

    text: str
    rrule: str
    pick: Pick | None = None
    move: Move = Move.NOT
    raw: bool = False

    @property
    def hangs_on_start(self) -> bool:
        """Whether another first day would give other days later on."""
        return self.raw or "INTERVAL" in self.rrule or "COUNT" in self.rrule


# ------------------------------------------------------------------ rules


_WEEKDAY = r"(MO|TU|WE|TH|FR|SA|SU)"
_PARTS = {
    "FREQ": r"DAILY|WEEKLY|MONTHLY|YEARLY",
    "INTERVAL": r"[1-9]\d{0,2}",
    "COUNT": r"[1-9]\d{0,3}",
    "WKST": _WEEKDAY,
    "BYDAY": rf"([+-]?[1-5])?{_WEEKDAY}",
    "BYMONTH": r"[1-9]|1[0-2]",
    "BYMONTHDAY": r"[+-]?([1-9]|[12]\d|3[01])",
    "BYYEARDAY": r"[+-]?([1-9]|[1-9]\d|[12]\d\d|3[0-5]\d|36[0-6])",
    "BYWEEKNO": r"[+-]?([1-9]|[1-4]\d|5[0-3])",
    "BYSETPOS": r"[+-]?[1-9]\d{0,2}",
}
_LISTS = {name for name in _PARTS if name.startswith("BY")}


def read_raw(text: str) -> Rule:
    """Read ``RRULE:…`` (RFC 5545), of whole days: nothing shorter, no ``UNTIL`` (the date's own last day says it).

    Raises:
        Refused: ``wheel_rrule``.
    """
    from dateutil.rrule import rrulestr

    rrule = re.sub(r"\s+", "", text.partition(":")[2]).upper()
    pairs = [each.partition("=")[::2] for each in rrule.split(";")]
    if len(dict(pairs)) < len(pairs) or "FREQ" not in dict(pairs) or not all(is_part(*each) for each in pairs):
        refuse("wheel_rrule", "rule")
    try:
        rrulestr(rrule, dtstart=datetime(2000, 1, 1, tzinfo=UTC))
    except ValueError:
        refuse("wheel_rrule", "rule")
    return Rule(text, rrule, raw=True)


def is_part(name: str, value: str) -> bool:
    """Whether ``NAME=value`` may stand in an rrule of whole days; ``UNTIL`` is none of them here."""
    values = value.split(",") if name in _LISTS else [value]
    return name in _PARTS and all(re.fullmatch(_PARTS[name], each) for each in values)


# ------------------------------------------------------------------ days


def days(rule: Rule, starts: date, ends: date | None, first: date, last: date) -> tuple[date, ...]:
    """The rule's days from ``first`` to ``last``, of a date that holds from ``starts`` to ``ends``, in order."""
    low, high = max(first, starts, FIRST_DAY), min(last, ends or LAST_DAY, LAST_DAY)
    return _days(rule, starts, low, high) if low <= high else ()


@lru_cache(maxsize=2048)
def _days(rule: Rule, starts: date, low: date, high: date) -> tuple[date, ...]:
    begin = starts if rule.hangs_on_start else max(FIRST_DAY, low - _BACK)
    if rule.pick is not None and rule.pick.months:
        begin = date(begin.year, 1, 1)
    found = set()
    for anchor in _rrule_days(rule.rrule, begin, high + timedelta(days=14)):
        day = anchor if rule.pick is None else _picked(rule.pick, anchor)
        if day is not None:
            found.add(_moved(day, rule.move))
    return tuple(sorted(day for day in found if low <= day <= high))


def _rrule_days(rrule: str, begin: date, end: date) -> Iterator[date]:
    from dateutil.rrule import rrulestr

    start = datetime(begin.year + _SHIFT, begin.month, begin.day, tzinfo=UTC)
    for each in rrulestr(rrule, dtstart=start):
        day = date(each.year - _SHIFT, each.month, each.day)
        if day > end:
            return
        yield day


def demand_comes(rule: Rule, starts: date, ends: date | None) -> None:
    """Refuse a rule that has no day in all the time that it holds.

    Raises:
        Refused: ``wheel_never``.
    """
    if not any(days(rule, starts, ends, *window) for window in _windows(starts)):
        refuse("wheel_never", "rule")


def _windows(starts: date) -> Iterator[tuple[date, date]]:
    """The next thirty years first: few rules take longer."""
    near = date(min(starts.year + 30, LAST_DAY.year), 12, 31)
    yield starts, near
    yield near + _DAY, LAST_DAY


def _picked(pick: Pick, first: date) -> date | None:
    """The day in the period that begins on ``first``; ``None`` where there are not so many."""
    wanted = _wanted(pick.what)
    last = _last_of(first, pick.months)
    day, step = (first, _DAY) if pick.nth > 0 else (last, -_DAY)
    left = abs(pick.nth)
    while first <= day <= last:
        left -= wanted(day)
        if not left:
            return day
        day += step
    return None


def _wanted(what: str | int) -> Callable[[date], bool]:
    if isinstance(what, int):
        return lambda day: day.weekday() == what
    return is_working_day if what == "working_day" else lambda _day: True


def _last_of(first: date, months: int) -> date:
    if not months:
        return first + 6 * _DAY
    month = first.month + months - 1
    return date(first.year, month, monthrange(first.year, month)[1])


def _moved(day: date, move: Move) -> date:
    if move is Move.AFTER:
        return move_to_working_day(day)
    while move is Move.BEFORE and not is_working_day(day):
        day -= _DAY
    return day
