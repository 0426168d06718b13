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
    r"""\bx'[0-9A-Fa-f]*'          # bytes
      | '(?:[^']|'')*'             # a text
      | "[^"]*"                    # a name
      | --[^\n]*
      | (?:\?\d*|(?<![:\w]):[a-z_]\w*)(?:\s(?=IS\ (?:NOT\ )?NULL\b))?   # a place for a value, or a named one
      | \b[a-z_]\w*(?:\.\w+)?\s*->>\s*(?:'[^']*'|\d+)                    # what a JSON text has there
      | \bIN\ \(\)
      | \bLIKE\b
      | (?<=\bWHERE\ )(?:\w\.)?blocked\b(?=\ AND\b)                           # a flag, as SQLite's index has it
      | \bAS\ (?:INTEGER|REAL)\)
      | ::
      | %
      | \bNOT\ INDEXED\b
      | \bINDEXED\ BY\ \w+
      | (?<=[\s(])\+(?=[a-z]\w*(?:\.\w+)?\s*(?:[=<>,)]|IN\b|IS\b|BETWEEN\b))   # "not by this index"
      | \bCROSS\ JOIN\b(?=(?:(?!\bCROSS\b|\bJOIN\b|\bWHERE\b).)*\bON\b)         # "in this order"
      | \bIS\ NOT\ (?!NULL\b|DISTINCT\b|TRUE\b|FALSE\b)
      | \bIS\ (?!NULL\b|NOT\b|DISTINCT\b|TRUE\b|FALSE\b)
      | \b(?:char|instr|max|min|total|group_concat)\(
    """,
    re.VERBOSE | re.DOTALL,
)
_WORDS = {
    "IS NOT ": "IS DISTINCT FROM ",
    "IS ": "IS NOT DISTINCT FROM ",
    "CROSS JOIN": "JOIN",
    "%": "%%",
    "IN ()": "IN (NULL)",
    "LIKE": "ILIKE",
    "AS INTEGER)": "AS bigint)",
    "AS REAL)": "AS float8)",
    "char(": "chr(",
    "instr(": "strpos(",
}


class Wording(NamedTuple):
    """A statement for psycopg. ``places`` are its values' numbers from 0, or their names, in the order it has them."""

    sql: str
    places: tuple[int | str, ...]
    in_order: bool

    def values(self, values: Sequence[Any] | Mapping[str, Any]) -> Sequence[Any]:
        """The values in the order in which the statement has places for them."""
        if self.in_order and not isinstance(values, Mapping):
            return values
        return [values[place] for place in self.places]  # type: ignore[index]


@lru_cache(maxsize=4096)
def worded(sql: str) -> Wording:
    """A statement in PostgreSQL's words."""
    places: list[int | str] = []

    def put(found: re.Match[str]) -> str:
        word = found[0]
        if word[0] == "?" or (word[0] == ":" and word != "::"):
            said = word.strip()
            places.append(said[1:] if said[0] == ":" else int(said[1:] or len(places) + 1) - 1)
            return "%s::text " if word[-1] == " " else "%s"  # its type is of no matter to IS NULL, but is asked for
        return _said(word)

    said = _functions(_TOKEN.sub(put, sql))
    return Wording(said, tuple(places), places == list(range(len(places))))


def _said(word: str) -> str:
    """What PostgreSQL says for a word that is no place for a value."""
    if word in _WORDS:
        return _WORDS[word]
    if word[0] in "'\"":
        return word.replace("%", "%%")
    if word.startswith("x'"):
        return f"'\\x{word[2:-1]}'::bytea"
    if word.endswith("blocked"):
        return f"{word} = 1"
    if "->>" in word:
        of, key = word.split("->>", 1)
        return f"({of.strip()}::json ->> {key.strip()})".replace("%", "%%")
    return "" if word[0] == "+" or "INDEXED" in word else word  # the functions are seen to below


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
        return _of_several("greatest" if name == "max" else "least", inside, parts)
    return f"{name}({inside})"


def _of_several(name: str, inside: str, parts: list[str]) -> str:
    """Of several of which one is NULL SQLite answers NULL, PostgreSQL leaves that one out. Values given are no NULL."""
    unsure = [_functions(part).strip() for part in parts if "%" not in part and not part.strip().lstrip("-").isdigit()]
    if not unsure:
        return f"{name}({inside})"
    known = " AND ".join(f"({part}) IS NOT NULL" for part in unsure)
    return f"CASE WHEN {known} THEN {name}({inside}) END"


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
