"""What Desk says: gettext catalogues, and numbers and dates as they are written in Swedish and English.

Every sentence is written in English in the code and marked with ``_`` (translate now) or ``N_`` (translate
later, at the edge). The Swedish catalogue is ``locale/sv/LC_MESSAGES/desk.po``.
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time, tzinfo
from decimal import Decimal
from functools import cache
from pathlib import Path

from desk.catalogue import Catalogue

LANGUAGES = ("sv", "en")
_LOCALE = Path(__file__).parent / "locale"
_state: dict[str, object] = {"language": "en", "catalogue": gettext.NullTranslations()}
_here: ContextVar[tuple[str, gettext.NullTranslations] | None] = ContextVar("_here", default=None)
"""Another language, spoken by what is done in one block alone; its thread's own."""


def use(language: str) -> None:
    """Speak ``language`` (``sv`` or ``en``) from now on, in the whole process."""
    _state["language"] = language
    _state["catalogue"] = _catalogue_of(language)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak ``language`` within the block, in this thread alone: a paper may be in another than the desk's."""
    catalogue = _catalogue_of(language)
    before = _here.set((language, catalogue))
    try:
        yield
    finally:
        _here.reset(before)


def language() -> str:
    """Return the language spoken now, ``sv`` or ``en``."""
    here = _here.get()
    return here[0] if here is not None else str(_state["language"])


def preferred(asked: str | None, environment: dict[str, str] | None = None) -> str:
    """Choose the language: what was asked for, else the locale, else English."""
    if asked in LANGUAGES:
        return asked
    env = os.environ if environment is None else environment
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := env.get(name):
            return "sv" if value.lower().startswith("sv") else "en"
    return "en"


class InBoth(str):
    """A text that came written in both languages, and needs no catalogue: English, as which it reads, and Swedish."""

    swedish: str

    def __new__(cls, english: str, swedish: str) -> InBoth:
        made = super().__new__(cls, english)
        made.swedish = swedish
        return made

    def said(self, language: str) -> str:
        """The text in a language."""
        return self.swedish if language == "sv" else str(self)


def everywhere(message: str) -> tuple[str, ...]:
    """The message in every language, for what may be typed in any of them."""
    if isinstance(message, InBoth):
        return tuple({message.said(each) for each in LANGUAGES})
    return tuple({_catalogue_of(each).gettext(message) for each in LANGUAGES})


def N_(message: str) -> str:  # noqa: N802  gettext's own name for "mark, do not translate yet"
    """Mark ``message`` for the catalogue and return it unchanged."""
    return message


def _(message: str, /, **values: object) -> str:
    """Translate ``message`` and fill in its ``{named}`` values."""
    if isinstance(message, InBoth):
        return message.said(language())
    text = _catalogue().gettext(message) if message else ""
    return text.format(**values) if values else text


def n_(one: str, many: str, count: int, /, **values: object) -> str:
    """Translate by number; ``{n}`` in the text is the count itself."""
    return _catalogue().ngettext(one, many, count).format(n=count, **values)


def _catalogue_of(language: str) -> gettext.NullTranslations:
    """The catalogue of a language; English needs none."""
    return _read(_LOCALE / language / "LC_MESSAGES" / "desk.mo")


@cache
def _read(file: Path) -> gettext.NullTranslations:
    try:
        return Catalogue(file)
    except OSError:
        return gettext.NullTranslations()


def _catalogue() -> gettext.NullTranslations:
    here = _here.get()
    if here is not None:
        return here[1]
    catalogue = _state["catalogue"]
    assert isinstance(catalogue, gettext.NullTranslations)  # noqa: S101
    return catalogue


# ------------------------------------------------------------------ numbers and dates


def number(value: float | None, decimals: int = 0, *, sign: bool = False) -> str:
    """Write a number: ``1 234,5`` in Swedish, ``1,234.5`` in English; ``–`` where there is no data."""
    if value is None:
        return "–"
    text = f"{Decimal(str(abs(value))):,.{decimals}f}"  # of what is written, not of the nearest binary fraction
    if language() == "sv":
        text = text.replace(",", "\N{NO-BREAK SPACE}").replace(".", ",")
    if round(value, decimals) < 0:
        return "−" + text
    return "+" + text if sign else text


def percent(rate: float | None, decimals: int = 1) -> str:
    """Write a fraction of 1 as per cent: ``93,1 %``; ``–`` where there is no data."""
    if rate is None:
        return "–"
    space = "\N{NO-BREAK SPACE}" if language() == "sv" else ""
    return number(rate * 100, decimals) + space + "%"


_WEEKDAYS = {
    "sv": ("mån", "tis", "ons", "tor", "fre", "lör", "sön"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
_MONTHS = {
    "sv": ("jan", "feb", "mars", "apr", "maj", "juni", "juli", "aug", "sep", "okt", "nov", "dec"),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}
_MONTH_NAMES = {
    "sv": ("januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november",
           "december"),
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
           "December"),
}  # fmt: skip
"""As Babel writes them, the short ones without its full stops; a test holds them, and numbers, against it. Babel itself
would cost every session 80 ms and 6 MB."""


def day(value: date, *, year: bool = False) -> str:
    """Write a day with its weekday: ``tor 19 nov`` or ``Thu 19 Nov``."""
    return f"{weekday(value)} {day_of_month(value, year=year)}"


def day_of_month(value: date, *, year: bool = False) -> str:
    """Write a day without its weekday: ``19 nov`` or ``19 Nov 2026``."""
    text = f"{value.day} {_MONTHS[language()][value.month - 1]}"
    return f"{text} {value.year}" if year else text


def month_short(value: date) -> str:
    """Write the month in three letters: ``okt`` or ``Oct``."""
    return _MONTHS[language()][value.month - 1][:3]


def long_day(value: date, *, year: bool = True) -> str:
    """Write a day in full: ``14 januari 2027``."""
    text = f"{value.day} {month_name(value)}"
    return f"{text} {value.year}" if year else text


def month_name(value: date) -> str:
    """Write the month as it stands within a sentence: ``november`` or ``November``."""
    return _MONTH_NAMES[language()][value.month - 1]


def weekday(value: date) -> str:
    """Write the day of the week in three letters: ``tor`` (never ``tors``) or ``Thu``."""
    return _WEEKDAYS[language()][value.weekday()]


def clock(value: datetime | time, zone: tzinfo | None = None) -> str:
    """Write a time of day, ``10:42``; an aware instant is turned into ``zone`` first."""
    if isinstance(value, datetime) and zone is not None:
        value = value.astimezone(zone)
    return f"{value:%H:%M}"


def duration(seconds: float | None, more: int = 0) -> str:
    """Write a length of time the short way: ``42 s``, ``3 min``, ``2,5 h``, ``4,0 d``; ``–`` for none.

    With ``more`` it has so many decimals more than usual.
    """
    if seconds is None:
        return "–"
    if seconds < 90:
        return f"{number(seconds, more)} s"
    if seconds < 90 * 60:
        return f"{number(seconds / 60, more)} min"
    if seconds < 36 * 3600:
        return f"{number(seconds / 3600, 1 + more)} h"
    return f"{number(seconds / 86400, 1 + more)} {_('d')}"
