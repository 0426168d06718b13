"""Days and times as people write them at a desk: ``19/11``, ``19 nov``, ``idag``, ``+10``, ``261119``, ``10:42``.

Both languages are understood whichever is spoken, because a hand does not change language.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta, tzinfo

from desk.rules.refusals import refuse

_MONTHS = ("jan", "feb", "mar", "apr", "maj may", "jun", "jul", "aug", "sep", "okt oct", "nov", "dec")
_WEEKDAYS = ("mån man mon", "tis tue", "ons wed", "tor thu", "fre fri", "lör lor sat", "sön son sun")
_NEAR = {
    "idag": 0, "i dag": 0, "today": 0, "nu": 0, "now": 0,
    "igår": -1, "i går": -1, "igar": -1, "yesterday": -1,
    "imorgon": 1, "i morgon": 1, "imorn": 1, "tomorrow": 1,
}  # fmt: skip
_ISO = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)")
_SHORT = re.compile(r"(\d\d)-?(\d\d)-?(\d\d)")
_AWAY = re.compile(r"([+-])\s*(\d{1,4})")
_DAY_MONTH = re.compile(r"(\d{1,2})\s*[/.]\s*(\d{1,2})\.?(?:[\s/.]+(\d{4}|\d\d))?")
_DAY_NAME = re.compile(r"(\d{1,2})\.?\s*([^\W\d_]{3,})\.?(?:\s+(\d{4}))?")
_CLOCK = re.compile(r"(\d{1,2})[:.](\d\d)|(\d\d)(\d\d)")
_OCLOCK = re.compile(r"\bkl\.?(?=\s|\d)\s*", re.IGNORECASE)


def read_day(text: str, today: date) -> date:
    """The day that ``text`` means, seen from ``today``.

    A day without a year is the nearest one, before or after; a weekday is the next one, today left out.

    Raises:
        Refused: ``invalid_date``.
    """
    words = " ".join(text.casefold().split())
    try:
        found = _day(words, today)
    except (ValueError, OverflowError):
        found = None
    if found is None:
        refuse("invalid_date")
    return found


def read_instant(text: str, today: date, zone: tzinfo) -> datetime:
    """The aware instant that ``text`` means: a clock time of today (``9.15``, ``0915``, ``kl 9:15``), or day and time.

    In the hour that comes twice in October the first is meant, unless the offset is written out.

    Raises:
        Refused: ``invalid_time`` or ``invalid_date``.
    """
    words = " ".join(_OCLOCK.sub("", text).split())
    if re.match(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d", words):
        try:
            written = datetime.fromisoformat(words)
        except ValueError:
            refuse("invalid_time")
        return written if written.tzinfo is not None else written.replace(tzinfo=zone)
    head, _space, tail = words.rpartition(" ")
    clock = _CLOCK.fullmatch(tail)
    if clock is None or (head and clock[3]):  # "19 nov 2026" ends in a year
        refuse("invalid_time")
    hour, minute = int(clock[1] or clock[3]), int(clock[2] or clock[4])
    if hour > 23 or minute > 59:
        refuse("invalid_time")
    day = read_day(head, today) if head else today
    return datetime.combine(day, time(hour, minute), zone)


def _day(words: str, today: date) -> date | None:
    if words in _NEAR:
        return today + timedelta(days=_NEAR[words])
    if found := _AWAY.fullmatch(words):
        return today + timedelta(days=int(found[1] + found[2]))
    if found := _ISO.fullmatch(words):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if found := _SHORT.fullmatch(words):
        return date(2000 + int(found[1]), int(found[2]), int(found[3]))
    if found := _DAY_MONTH.fullmatch(words):
        return _in_year(int(found[1]), int(found[2]), found[3], today)
    if (found := _DAY_NAME.fullmatch(words)) and (month := _named(found[2], _MONTHS)) is not None:
        return _in_year(int(found[1]), month + 1, found[3], today)
    if (weekday := _named(words, _WEEKDAYS)) is not None:
        return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
    return None


def _named(word: str, names: tuple[str, ...]) -> int | None:
    """The place of the name that ``word`` begins with, three letters of it at least."""
    return next((place for place, each in enumerate(names) if word[:3] in each.split()), None)


def _in_year(day: int, month: int, year: str | None, today: date) -> date | None:
    if year is not None:
        return date(int(year) + (2000 if len(year) == 2 else 0), month, day)
    near = []
    for each in (today.year - 1, today.year, today.year + 1):
        try:
            near.append(date(each, month, day))
        except ValueError:
            continue
    return min(near, key=lambda found: abs((found - today).days)) if near else None
