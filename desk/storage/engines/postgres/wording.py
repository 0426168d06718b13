"""SQL as it is written above the engines, put into PostgreSQL's words.

Only what the two say differently is touched: places for values, hints for SQLite's planner, comparisons that take NULL
for a value, the larger and the smaller of several, and the few functions by which SQLite has another name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

_TOKEN = re.compile(
    r"""'(?:[^']|'')*'            # a text
      | "[^"]*"                    # a name
      | --[^\n]*
      | \?\d*                      # a place for a value
      | (?<![:\w]):[a-z_]\w*       # a named one
      | ::
      | %
      | \bNOT\ INDEXED\b
      | \bINDEXED\ BY\ \w+
      | (?<=[\s(])\+(?=[a-z]\w*(?:\.\w+)?\s*(?:[=<>,)]|IN\b|IS\b|BETWEEN\b))   # "not by this index"
      | \bCROSS\ JOIN\b(?=(?:(?!\bCROSS\b|\bJOIN\b|\bWHERE\b).)*\bON\b)         # "in this order"
      | \bIS\ NOT\ (?!NULL\b|DISTINCT\b|TRUE\b|FALSE\b)
      | \bIS\ (?!NULL\b|NOT\b|DISTINCT\b|TRUE\b|FALSE\b)
      | \b(?:max|min|total|group_concat)\(
    """,
    re.VERBOSE | re.DOTALL,
)
_WORDS = {
    "IS NOT ": "IS DISTINCT FROM ",
    "IS ": "IS NOT DISTINCT FROM ",
    "CROSS JOIN": "JOIN",
    "%": "%%",
}


class Wording(NamedTuple):
    """A statement for psycopg. ``places`` names the values where one is used twice (``?1``), by its number from 1."""

    sql: str
    places: tuple[int, ...] | None

    def values(self, values: Sequence[Any] | Mapping[str, Any]) -> Sequence[Any] | Mapping[str, Any]:
        """The values in the order in which the statement has places for them."""
        if self.places is None or isinstance(values, Mapping):
            return values
        return [values[place - 1] for place in self.places]


@lru_cache(maxsize=4096)
def worded(sql: str) -> Wording:
    """A statement in PostgreSQL's words."""
    places: list[int] = []
    numbered = False

    def put(found: re.Match[str]) -> str:
        nonlocal numbered
        token = found[0]
        if token[0] == "?":
            numbered = numbered or len(token) > 1
            places.append(int(token[1:]) if len(token) > 1 else len(places) + 1)
            return "%s"
        if token[0] == ":" and token != "::":
            return f"%({token[1:]})s"
        if token[0] in "'\"":
            return token.replace("%", "%%")
        if token in _WORDS:
            return _WORDS[token]
        if token[-1] == "(":
            return token  # seen to below
        return "" if token[0] == "+" or "INDEXED" in token else token

    said = _functions(_TOKEN.sub(put, sql))
    return Wording(said, tuple(places) if numbered else None)


_FUNCTION = re.compile(r"'(?:[^']|'')*'|\b(max|min|total|group_concat)\(")


def _functions(sql: str) -> str:
    """``max`` and ``min`` of several are other functions than those of a column."""
    said: list[str] = []
    at = 0
    while found := _FUNCTION.search(sql, at):
        said.append(sql[at : found.start()])
        if found[1] is None:
            said.append(found[0])
            at = found.end()
            continue
        inside, at = _inside(sql, found.end())
        said.append(_call(found[1], inside))
    return "".join((*said, sql[at:]))


def _call(name: str, parts: list[str]) -> str:
    inside = ",".join(_functions(part) for part in parts)
    if name == "group_concat":
        return f"string_agg(({inside})::text, ',')"
    if name == "total":
        return f"coalesce(sum({inside}), 0)::float8"
    if len(parts) > 1:
        return f"{'greatest' if name == 'max' else 'least'}({inside})"
    return f"{name}({inside})"


def _inside(sql: str, at: int) -> tuple[list[str], int]:
    """The arguments of a call whose bracket was opened just before ``at``, and where it ends."""
    parts, depth, begin, quoted = [], 1, at, False
    while depth:
        letter = sql[at]
        if letter == "'":
            quoted = not quoted
        elif not quoted and letter in "()":
            depth += 1 if letter == "(" else -1
        if not quoted and (depth == 0 or (depth == 1 and letter == ",")):
            parts.append(sql[begin:at])
            begin = at + 1
        at += 1
    return parts, at
