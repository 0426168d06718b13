"""How people write when something comes again, in Swedish and English, whichever is spoken.

``second Tuesday each month`` · ``andra tisdagen varje månad`` · ``first working day of the tertial`` · ``every other
week on Thursday`` · ``15 March each year or the working day before`` · ``RRULE:FREQ=…``
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from desk.rules.refusals import refuse
from desk.rules.wheel import LONGEST_RULE, Move, Pick, Rule, read_raw

_FILLING_WORDS = (
    "the of in on each every a an at and annually yearly date den det i på var vart varje ett en och av årligen"
)
_FILLING = frozenset(_FILLING_WORDS.split())
"""Words that say nothing which the others do not."""

_WEEKDAYS = (
    "monday mondays mon måndag måndagen måndagar mån",
    "tuesday tuesdays tue tisdag tisdagen tisdagar tis",
    "wednesday wednesdays wed onsdag onsdagen onsdagar ons",
    "thursday thursdays thu torsdag torsdagen torsdagar tor tors",
    "friday fridays fri fredag fredagen fredagar fre",
    "saturday saturdays sat lördag lördagen lördagar lör",
    "sunday sundays sun söndag söndagen söndagar sön",
)
_MONTHS = (
    "january januari jan", "february februari feb", "march mars mar", "april apr", "may maj", "june juni jun",
    "july juli jul", "august augusti aug", "september sep sept", "october oktober okt oct", "november nov",
    "december dec",
)  # fmt: skip
_ORDINALS = {
    1: "first första förste", 2: "second andra andre", 3: "third tredje", 4: "fourth fjärde", 5: "fifth femte",
    6: "sixth sjätte", 7: "seventh sjunde", 8: "eighth åttonde", 9: "ninth nionde", 10: "tenth tionde",
    12: "twelfth tolfte", 15: "fifteenth femtonde", 20: "twentieth tjugonde", -1: "last sista siste", -2: "lastbutone",
}  # fmt: skip
_PERIODS = {
    "week": "week weeks vecka veckan veckor",
    "month": "month months monthly månad månaden månader",
    "quarter": "quarter kvartal kvartalet",
    "tertial": "tertial tertialet tertials",
    "half": "halfyear halvår halvåret",
    "year": "year år året",
}
_LENGTH = {"week": 0, "month": 1, "quarter": 3, "tertial": 4, "half": 6, "year": 12}
_MOST = {
    "week": (1, 5, 7), "month": (5, 23, 31), "quarter": (14, 66, 92), "tertial": (18, 88, 123),
    "half": (27, 132, 184), "year": (53, 254, 366),
}  # fmt: skip
"""Of one weekday, of working days, and of days: how many a period can have."""
_DAYS = {"day": "day days dag dagen dagar", "working_day": "workingday workingdays arbetsdag arbetsdagen arbetsdagar"}
_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_TOGETHER = (
    (r"\b(?:working|business)[ -]days?\b|\bworkdays?\b|\bvardag(?:en)?\b", "workingday"),
    (r"\bhalf[ -]?year(?:ly)?\b", "halfyear"),
    (r"\b(?:second|next)[ -](?:to[ -])?last\b|\blast but one\b|\bnäst ?sista\b", "lastbutone"),
    (r"\bhelgfria? ", ""),
)
_MOVE = re.compile(
    r"\b(?:or|else|eller)\s+(?:on\s+|på\s+)?(?:the\s+)?(?:nearest\s+|next\s+|närmaste\s+|nästa\s+)?"
    r"(?:workingday|arbetsdag(?:en)?)\s+(before|after|earlier|later|före|innan|efter|tidigare|senare)$"
)
_BEFORE = frozenset({"before", "earlier", "före", "innan", "tidigare"})
_WORD = re.compile(r"(\d{1,3})(?:st|nd|rd|th|:e|:a)?(?![\w:])|([^\W\d_]+)")
_SLASH = re.compile(r"(\d{1,2})\s*/\s*(\d{1,2})(.*)")


def _table(rows: Sequence[tuple[object, str]]) -> dict[str, object]:
    return {word: value for value, words in rows for word in words.split()}


_WEEKDAY = _table(list(enumerate(_WEEKDAYS)))
_MONTH = _table([(place + 1, words) for place, words in enumerate(_MONTHS)])
_ORDINAL = _table(list(_ORDINALS.items()))
_PERIOD = _table(list(_PERIODS.items()))
_WHAT = _table(list(_DAYS.items()))
_OTHER = frozenset({"other", "varannan", "vartannat", "biweekly"})

Token = tuple[str, object]
"""``n`` an ordinal or a number, ``w`` a weekday, ``m`` a month, ``p`` a period, ``d`` days or working days, ``o``
every other."""


@lru_cache(maxsize=1024)
def read_rule(text: str) -> Rule:
    """Read a rule.

    Raises:
        Refused: ``wheel_rule`` for words that are none, ``wheel_rrule``, ``too_long``.
    """
    written = " ".join(text.split())
    if len(written) > LONGEST_RULE:
        refuse("too_long", "rule", max_length=LONGEST_RULE)
    if written.casefold().startswith("rrule:"):
        return read_raw(written)
    words = written.casefold().rstrip(".")
    for pattern, instead in _TOGETHER:
        words = re.sub(pattern, instead, words)
    move, words = _move(words)
    found = _rule(_tokens(words))
    if found is None:
        refuse("wheel_rule", "rule")
    rrule, pick = found
    return Rule(written, rrule, pick, move)


def _move(words: str) -> tuple[Move, str]:
    found = _MOVE.search(words)
    if found is None:
        return Move.NOT, words
    return (Move.BEFORE if found[1] in _BEFORE else Move.AFTER), words[: found.start()].rstrip(" ,")


def _tokens(words: str) -> list[Token]:
    """What the words say; a word that is not known is ``?``."""
    if found := _SLASH.fullmatch(words):
        day, month, rest = int(found[1]), int(found[2]), _tokens(found[3])
        return [("n", day), ("m", month)] if 1 <= month <= 12 and rest in ([], [("p", "year")]) else [("?", words)]
    left = _WORD.sub("", words)
    if left.strip(" ,."):
        return [("?", left)]
    tokens = [_token(match) for match in _WORD.finditer(words)]
    said = [each for each in tokens if each[0] != " "]
    if any(sort == "m" for sort, _ in said):  # "each year" says nothing beside a month
        said = [each for each in said if each != ("p", "year")]
    return said[1:] if said[:1] == [("d", "day")] else said  # "day 15 of each month"


def _token(match: re.Match[str]) -> Token:
    if match[1]:
        return ("n", int(match[1]))
    word = match[2]
    tables = (("o", dict.fromkeys(_OTHER, 2)), ("w", _WEEKDAY), ("m", _MONTH), ("n", _ORDINAL), ("p", _PERIOD))
    for sort, table in (*tables, ("d", _WHAT)):
        if word in table:
            return (sort, table[word])
    return (" ", word) if word in _FILLING else ("?", word)


# ------------------------------------------------------------------ what the words make


def _rule(tokens: list[Token]) -> tuple[str, Pick | None] | None:
    shape = "".join(sort for sort, _ in tokens)
    values = [value for _, value in tokens]
    for pattern, make in _SHAPES:
        if re.fullmatch(pattern, shape):
            return make(values)
    return None


def _weekly(values: list[object]) -> tuple[str, None]:
    """Every Monday; every Monday and Thursday."""
    codes = ",".join(dict.fromkeys(_CODES[int(str(each))] for each in values))
    return f"FREQ=WEEKLY;BYDAY={codes}", None


def _weeks(values: list[object]) -> tuple[str, None] | None:
    """Every other week on Thursday; every other Thursday; every third week on Monday."""
    many, *rest = values
    if rest[0] == "week":
        rest = rest[1:]
    if not all(isinstance(each, int) for each in rest):
        return None
    if not isinstance(many, int) or not 1 <= many <= 52:
        refuse("wheel_never", "rule")
    codes = ",".join(_CODES[int(str(each))] for each in rest)
    return f"FREQ=WEEKLY;INTERVAL={many};BYDAY={codes}", None


def _nth(values: list[object]) -> tuple[str, Pick | None] | None:
    """The second Tuesday, the first working day, the last day: of a month, a tertial, a year, or of named months."""
    nth, what, *when = values
    months = [each for each in when if isinstance(each, int)]
    period = "month" if months else str(when[0])
    if len(when) > 1 and not months:
        return None
    weekday, working, day = _MOST[period]
    most = weekday if isinstance(what, int) else working if what == "working_day" else day
    if not isinstance(nth, int) or not (1 <= abs(nth) <= most):
        refuse("wheel_never", "rule")
    named = f";BYMONTH={','.join(map(str, months))}" if months else ""
    if period == "month" and isinstance(what, int):
        return f"FREQ=MONTHLY{named};BYDAY={nth:+d}{_CODES[what]}", None
    if period == "month" and what == "day":
        return f"FREQ=MONTHLY{named};BYMONTHDAY={nth}", None
    pick = Pick(nth, what if isinstance(what, int) else str(what), _LENGTH[period])
    return _BEGINS[period] + named, pick


_BEGINS = {
    "week": "FREQ=WEEKLY;BYDAY=MO",
    "month": "FREQ=MONTHLY;BYMONTHDAY=1",
    "quarter": "FREQ=MONTHLY;BYMONTHDAY=1;BYMONTH=1,4,7,10",
    "tertial": "FREQ=MONTHLY;BYMONTHDAY=1;BYMONTH=1,5,9",
    "half": "FREQ=MONTHLY;BYMONTHDAY=1;BYMONTH=1,7",
    "year": "FREQ=MONTHLY;BYMONTHDAY=1;BYMONTH=1",
}


def _dates(values: list[object]) -> tuple[str, None] | None:
    """15 March; March 15; the 15th of March and September; the 15th each month."""
    if isinstance(values[-1], int):
        numbers = [int(str(each)) for each in values]
        return _month_days(numbers[:1], numbers[1:])
    return _month_days([int(str(each)) for each in values[:-1]], []) if values[-1] == "month" else None


def _month_first(values: list[object]) -> tuple[str, None] | None:
    return _month_days([int(str(values[1]))], [int(str(values[0]))])


def _month_days(numbers: list[int], months: list[int]) -> tuple[str, None]:
    if not all(1 <= each <= 31 or each == -1 for each in numbers):
        refuse("wheel_never", "rule")
    named = f";BYMONTH={','.join(map(str, months))}" if months else ""
    return f"FREQ=MONTHLY{named};BYMONTHDAY={','.join(map(str, numbers))}", None


_SHAPES = (
    (r"w+", _weekly),
    (r"op?w+|npw+", _weeks),
    (r"n[wd](p|m+)", _nth),
    (r"nm+|n+p", _dates),
    (r"mn", _month_first),
)
