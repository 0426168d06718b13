"""Spans of a report: week, month, tertial, half-year, year, each also cumulative from the year's start."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from desk.rules.calendar import YEARS, Week
from desk.rules.refusals import refuse

_DAY = timedelta(days=1)
_CUMULATIVE = "-ytd"


@dataclass(frozen=True)
class Span:
    """Whole days, both ends included. Made by :func:`parse_span` and the functions below.

    Attributes:
        code: ``2026-W47`` (week), ``2026-11`` (month), ``2026-T3`` (tertial), ``2026-H1`` (half) or ``2026``
            (year); with ``-ytd`` cumulative, from the year's first day: ``2026-08-ytd`` is January to August.
    """

    code: str
    first: date
    last: date

    @property
    def days(self) -> tuple[date, ...]:
        """Every day of the span."""
        return tuple(self.first + n * _DAY for n in range((self.last - self.first).days + 1))

    @property
    def next(self) -> Span:
        """The span of the same sort that follows."""
        return self._like(self.last + _DAY)

    @property
    def previous(self) -> Span:
        """The span of the same sort before."""
        return self._like(self.base.first - _DAY)

    @property
    def base(self) -> Span:
        """The span without what went before it in the year, where this one is cumulative."""
        return parse_span(self.code.removesuffix(_CUMULATIVE))

    @property
    def is_cumulative(self) -> bool:
        """Whether it runs from the first day of the year whatever its name."""
        return self.code.endswith(_CUMULATIVE)

    @property
    def cumulative(self) -> Span:
        """From the year's first day (for a week, its ISO year's) to this span's last."""
        if self.is_cumulative:
            return self
        week = "W" in self.code
        first = Week(int(self.code[:4]), 1).monday if week else date(self.first.year, 1, 1)
        return Span(self.code + _CUMULATIVE, first, self.last)

    def _like(self, day: date) -> Span:
        same = _SORTS[_sort(self.code)](day)
        return same.cumulative if self.is_cumulative else same

    def __str__(self) -> str:
        return self.code


def week_span(week: Week) -> Span:
    """A week as a span."""
    return Span(week.code, week.first, week.last)


def month(year: int, number: int) -> Span:
    """A calendar month."""
    return _months(f"{year:04d}-{number:02d}", year, number, 1)


def tertial(year: int, number: int) -> Span:
    """January–April, May–August or September–December."""
    return _months(f"{year:04d}-T{number}", year, 4 * number - 3, 4)


def half(year: int, number: int) -> Span:
    """January–June or July–December."""
    return _months(f"{year:04d}-H{number}", year, 6 * number - 5, 6)


def year(number: int) -> Span:
    """A calendar year."""
    return _months(f"{number:04d}", number, 1, 12)


def january_to_august(number: int) -> Span:
    """The span of the municipalities' interim report (*delårsrapport*)."""
    return month(number, 8).cumulative


def _months(code: str, of_year: int, first: int, many: int) -> Span:
    if of_year not in YEARS or not 1 <= first <= 13 - many:
        refuse("span_unknown", "span")
    after = first + many
    end = date(of_year + after // 13, 1 if after > 12 else after, 1) - _DAY
    return Span(code, date(of_year, first, 1), end)


_SORTS = {
    "week": lambda day: week_span(Week.of(day)),
    "month": lambda day: month(day.year, day.month),
    "T": lambda day: tertial(day.year, (day.month + 3) // 4),
    "H": lambda day: half(day.year, (day.month + 5) // 6),
    "year": lambda day: year(day.year),
}


def _sort(code: str) -> str:
    bare = code.removesuffix(_CUMULATIVE)
    mark = bare[5:6]
    if not mark:
        return "year"
    return {"W": "week", "T": "T", "H": "H"}.get(mark, "month")


def parse_span(text: str) -> Span:
    """Read a span's code, as :class:`Span` says.

    Raises:
        Refused: ``span_unknown``, or ``week_invalid`` for a week that does not exist.
    """
    code = text.strip().upper()
    bare = code.removesuffix(_CUMULATIVE.upper())
    found = re.fullmatch(r"([0-9]{4})(?:-(?:([WTH])([0-9]{1,2})|([0-9]{2})))?", bare)
    if found is None:
        refuse("span_unknown", "span")
    of_year, sort, number = int(found[1]), found[2], int(found[3] or found[4] or 0)
    if sort == "W":
        span = week_span(Week(of_year, number))
    elif sort:
        span = tertial(of_year, number) if sort == "T" else half(of_year, number)
    else:
        span = month(of_year, number) if found[4] else year(of_year)
    return span if bare == code else span.cumulative
