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
_READING = 10
"""What it costs to read a case that the index has found, in cases walked through."""
_ROOM = 2
"""How much further than expected is walked before the index is asked after all."""

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
    if found and missing > 0 and bottom > 0:
        further = _ROOM * FIRST * missing // len(found)
        if further < _ROOM * _READING * bottom * len(found) // FIRST:
            top, bottom = bottom, bottom - further
            found += _walked(ask, asked, bottom, top, missing)
            missing = asked.limit - len(found)
    if missing > 0 and bottom > 0:
        found += _indexed(ask, asked, bottom, missing)
    return found


def _walked(ask: Ask, asked: Asked, bottom: int, top: int, limit: int) -> list[Row]:
    said = _words(asked.expression, "strpos(s.{column}, ?) > 0", str)
    conditions = ("s.rowid >= ? AND s.rowid < ?", said.condition, *asked.conditions)
    return ask(
        f"{asked.select} FROM search s JOIN cases c ON c.id = s.rowid WHERE {' AND '.join(conditions)}"
        " ORDER BY s.rowid DESC LIMIT ?",
        (bottom, top, *said.values, *asked.values, limit),
    )


def _indexed(ask: Ask, asked: Asked, top: int, limit: int) -> list[Row]:
    """By the index alone: the sum keeps the planner from walking, and ``OFFSET 0`` from reading every case."""
    said = _words(asked.expression, "s.{column} ~~ ?", _pattern)
    return ask(
        f"SELECT l.* FROM (SELECT s.rowid, s.rowid + 0 AS place FROM search s WHERE {said.condition} AND s.rowid < ?"
        f" ORDER BY place DESC OFFSET 0) f CROSS JOIN LATERAL ({asked.select} FROM cases c WHERE"
        f" {' AND '.join(('c.id = f.rowid', *asked.conditions))} OFFSET 0) l ORDER BY f.place DESC LIMIT ?",
        (*said.values, top, *asked.values, limit),
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
