"""Swedish public holidays, and the three eves on which nobody works.

Lag (1989:253) om allmänna helgdagar, 1 §; the eves are days off by custom and agreement. True from 1953, when
midsummer became a Saturday; in 2005 the national day took the place of Whit Monday.

The library ``holidays`` knows the same for the whole world, and loads it: 115 ms and 12 MB for every session. The
tests hold these days against it, year by year.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from dateutil.easter import easter

SATURDAY = 5

NATIONAL_DAY_FROM = 2005
_FIXED = ((1, 1), (1, 6), (5, 1), (12, 24), (12, 25), (12, 26), (12, 31))
"""New Year, Epiphany, May Day; Christmas Eve and Day, Boxing Day, New Year's Eve."""
_FROM_EASTER = (-2, 0, 1, 39, 49)
"""Good Friday, Easter Sunday and Monday, Ascension, Whit Sunday: days from Easter Sunday."""


@lru_cache(maxsize=256)
def red_days(year: int) -> frozenset[date]:
    """Public holidays, and midsummer's, Christmas and New Year's Eve; not ordinary Saturdays and Sundays."""
    sunday = easter(year)
    national = date(year, 6, 6) if year >= NATIONAL_DAY_FROM else sunday + timedelta(50)
    midsummer = _first(SATURDAY, date(year, 6, 20))
    return frozenset(
        {
            *(date(year, month, day) for month, day in _FIXED),
            *(sunday + timedelta(days) for days in _FROM_EASTER),
            national,
            midsummer - timedelta(1),
            midsummer,
            _first(SATURDAY, date(year, 10, 31)),
        }
    )


def _first(weekday: int, day: date) -> date:
    """The first such weekday on or after ``day``."""
    return day + timedelta((weekday - day.weekday()) % 7)
