"""Searching with pg_trgm's indexes, newest first, as fast for a word that stands everywhere as for one that is rare.

An index on trigrams finds all cases that hold a word, and they would all be read to sort them. So the newest are walked
through first, which is enough for a word that many hold. How many of them held it tells what is dearer for the rest:
to walk on, or to ask the index.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from desk.storage.engines.asked import Asked, Expression, Held
from desk.storage.engines.engine import Row

FIRST = 3000
"""How many of the newest cases are walked through before anything is known."""
LARGE = 1_000_000
"""From so many cases on it is looked elsewhere how common a word is that the newest do not hold: words have seasons."""
_PLACES = 5
_READING = 10
"""What it costs to read a case that the index has found, in cases walked through."""
_ROOM = 2
"""How much further than expected is walked before the index is asked after all; or as far as the index is dear."""

Ask = Callable[[str, Sequence[Any]], list[Row]]

_TO_SMALL = str.maketrans("µſͅςϐϑϕϖϰϱϵẛ\u1fbe\ue000", "μsισβθφπκρεṡιİ")
"""Letters that are another's second form, which SQLite takes for the same; and İ, which has no small letter there."""

SMALL = (
    "CREATE FUNCTION small(said text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT translate(lower(translate("
    "coalesce(said, ''), 'İ', U&'\\E000') COLLATE \"sv-x-icu\"),"
    f" '{''.join(map(chr, _TO_SMALL))}', '{''.join(chr(each) for each in _TO_SMALL.values())}') $$"
)
"""The same as :func:`small`, for what is kept."""


def small(text: str) -> str:
    """A text as the index keeps it: in small letters, by the rules that SQLite's index has."""
    return text.replace("\0", "").replace("İ", "\ue000").lower().translate(_TO_SMALL)


class _Said(NamedTuple):
    condition: str
    values: list[str]


def newest(ask: Ask, asked: Asked) -> list[Row]:
    """The newest cases that an expression finds."""
    top = asked.before
    if top is None:
        top = int(ask("SELECT coalesce(max(rowid), 0) + 1 FROM search", ())[0][0])
    bottom = top - FIRST
    found = _walked(ask, asked, bottom, top, asked.limit)
    missing = asked.limit - len(found)
    if missing > 0 and bottom > 0:
        held = len(found) or (_elsewhere(ask, asked, bottom) if bottom > LARGE else 0)
        dear = _READING * bottom * held // FIRST
        further = _ROOM * FIRST * missing // max(held, 1)
        if held and further < _ROOM * dear:
            further = max(further, dear)
            top, bottom = bottom, bottom - further
            found += _walked(ask, asked, bottom, top, missing)
            missing = asked.limit - len(found)
    if missing > 0 and bottom > 0:
        found += _indexed(ask, asked, bottom, missing)
    return found


def _elsewhere(ask: Ask, asked: Asked, top: int) -> int:
    """How many of :data:`FIRST` cases hold it, in a few places below ``top``."""
    said = _words(asked.expression, "strpos(s.{column}, ?) > 0", str)
    each = FIRST // _PLACES
    begins = [top * place // _PLACES for place in range(_PLACES)]
    places = " OR ".join(["s.rowid >= ? AND s.rowid < ?"] * _PLACES)
    values = [value for begin in begins for value in (begin, begin + each)]
    sql = f"SELECT count(*) FROM search s WHERE ({places}) AND {said.condition}"
    return int(ask(sql, (*values, *said.values))[0][0])


def _walked(ask: Ask, asked: Asked, bottom: int, top: int, limit: int) -> list[Row]:
    said = _words(asked.expression, "strpos(s.{column}, ?) > 0", str)
    within = f"SELECT s.rowid FROM search s WHERE s.rowid >= ? AND s.rowid < ? AND {said.condition}"
    return _read(ask, asked, f"{within} ORDER BY s.rowid DESC", "rowid", (bottom, top, *said.values), limit)


def _indexed(ask: Ask, asked: Asked, top: int, limit: int) -> list[Row]:
    """By the index alone: the sum keeps the planner from walking."""
    said = _words(asked.expression, "s.{column} ~~ ?", _pattern)
    held = f"SELECT s.rowid, s.rowid + 0 AS place FROM search s WHERE {said.condition} AND s.rowid < ?"
    return _read(ask, asked, f"{held} ORDER BY place DESC", "place", (*said.values, top), limit)


def _read(ask: Ask, asked: Asked, found: str, order: str, values: Sequence[Any], limit: int) -> list[Row]:
    """Read the cases that were found, one by one: ``OFFSET 0`` keeps the planner from reading every case."""
    return ask(
        f"SELECT l.* FROM ({found} OFFSET 0) f CROSS JOIN LATERAL ({asked.select} FROM cases c WHERE"
        f" {' AND '.join(('c.id = f.rowid', *asked.conditions))} OFFSET 0) l ORDER BY f.{order} DESC LIMIT ?",
        (*values, *asked.values, limit),
    )


def _words(expression: Expression, holds: str, shaped: Callable[[str], str]) -> _Said:
    values: list[str] = []

    def said(held: Held) -> str:
        values.extend([shaped(small(held.text))] * len(held.columns))
        return " OR ".join(holds.format(column=each) for each in held.columns)

    conditions = [f"({' OR '.join(map(said, any_of))})" for any_of in expression.all_of]
    if expression.unless is not None:
        conditions.append(f"NOT ({said(expression.unless)})")
    return _Said(" AND ".join(conditions), values)


def _pattern(text: str) -> str:
    for sign in ("\\", "%", "_"):
        text = text.replace(sign, f"\\{sign}")
    return f"%{text}%"
