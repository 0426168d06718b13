"""Spans of a report: week, month, tertial, half-year, year, each also cumulative from the year's start."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from desk.rules.calendar import YEARS, Week, weeks_in
from desk.rules.labels import Code
from desk.rules.refusals import refuse
from desk.words import N_

_DAY = timedelta(days=1)
CUMULATIVE = "-ytd"
"""Ends the code of a cumulative span."""


class SpanSort(Code):
    """What a span is, whether it is cumulative or not."""

    WEEK = "week", N_("Week")
    MONTH = "month", N_("Month")
    TERTIAL = "tertial", N_("Tertial")
    HALF = "half", N_("Half-year")
    YEAR = "year", N_("Year")


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
        return self._like((self.base if self.is_cumulative else self).first - _DAY)

    @property
    def base(self) -> Span:
        """The span without what went before it in the year, where this one is cumulative."""
        return parse_span(self.code.removesuffix(CUMULATIVE))

    @property
    def sort(self) -> SpanSort:
        """What it is, cumulative or not."""
        return _sort(self.code)

    @property
    def is_week(self) -> bool:
        """Whether it is one ISO week."""
        return self.sort is SpanSort.WEEK and not self.is_cumulative

    @property
    def is_cumulative(self) -> bool:
        """Whether it runs from the first day of the year whatever its name."""
        return self.code.endswith(CUMULATIVE)

    @property
    def cumulative(self) -> Span:
        """From the year's first day (for a week, its ISO year's) to this span's last."""
        if self.is_cumulative:
            return self
        week = "W" in self.code
        first = Week(int(self.code[:4]), 1).monday if week else date(self.first.year, 1, 1)
        return Span(self.code + CUMULATIVE, first, self.last)

    def _like(self, day: date) -> Span:
        same = span_of(self.sort, day)
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


_MADE: Mapping[SpanSort, Callable[[date], Span]] = {
    SpanSort.WEEK: lambda day: week_span(Week.of(day)),
    SpanSort.MONTH: lambda day: month(day.year, day.month),
    SpanSort.TERTIAL: lambda day: tertial(day.year, (day.month + 3) // 4),
    SpanSort.HALF: lambda day: half(day.year, (day.month + 5) // 6),
    SpanSort.YEAR: lambda day: year(day.year),
}


def span_of(sort: SpanSort, day: date) -> Span:
    """The span of this sort that holds ``day``, not cumulative."""
    return _MADE[sort](day)


def last_whole(sort: SpanSort, today: date) -> Span:
    """The latest span of this sort that has ended before ``today``."""
    return span_of(sort, today).previous


_BY_MARK = {"": SpanSort.YEAR, "W": SpanSort.WEEK, "T": SpanSort.TERTIAL, "H": SpanSort.HALF}


def _sort(code: str) -> SpanSort:
    return _BY_MARK.get(code.removesuffix(CUMULATIVE)[5:6], SpanSort.MONTH)


def same_in(span: Span, of_year: int) -> Span:
    """The same span in another year; the year's last week where it has no week 53."""
    code = f"{of_year:04d}{span.code[4:]}"
    if span.sort is SpanSort.WEEK:
        week = f"{of_year:04d}-W{min(int(span.code[6:8]), weeks_in(of_year)):02d}"
        code = week + CUMULATIVE if span.is_cumulative else week
    return parse_span(code)


def earlier(span: Span, many: int) -> tuple[Span, ...]:
    """The ``many`` spans of the same sort before, oldest first; of a cumulative one, the same in earlier years."""
    if span.is_week:
        return _weeks_before(span, many)
    found: list[Span] = []
    while len(found) < many and span.first.year - 1 in YEARS:
        span = same_in(span, int(span.code[:4]) - 1) if span.is_cumulative else span.previous
        found.append(span)
    return tuple(reversed(found))


def parse_span(text: str) -> Span:
    """Read a span's code, as :class:`Span` says.

    Raises:
        Refused: ``span_unknown``, or ``week_invalid`` for a week that does not exist.
    """
    code = text.strip().upper()
    bare = code.removesuffix(CUMULATIVE.upper())
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


def _weeks_before(span: Span, many: int) -> tuple[Span, ...]:
    mondays = (span.first - 7 * back * _DAY for back in range(min(many, _weeks_until(span)), 0, -1))
    return tuple(Span("{:04d}-W{:02d}".format(*day.isocalendar()), day, day + 6 * _DAY) for day in mondays)


def _weeks_until(span: Span) -> int:
    return (span.first - _FIRST_MONDAY).days // 7


_FIRST_MONDAY = Week(YEARS[0], 1).monday


# ------------------------------------------------------------------ within a span

_MOST_WEEKS = 19
"""A span of up to so many weeks is plotted by week (a tertial has at most nineteen, whole and cut), else by month."""


def pieces(span: Span) -> tuple[SpanSort, tuple[Span, ...]]:
    """The weeks or months of a longer span, in order, those at its ends cut to the days that lie in it."""
    sort = SpanSort.WEEK if (span.last - span.first).days < 7 * (_MOST_WEEKS - 1) else SpanSort.MONTH
    found = []
    day = span.first
    while day <= span.last:
        whole = span_of(sort, day)
        found.append(Span(whole.code, day, min(whole.last, span.last)))
        day = whole.last + _DAY
    return sort, tuple(found)
