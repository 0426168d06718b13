"""The rows of a file that is brought in: which of them names the columns, and what each of the others says."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from pydantic import ValidationError

from desk.rules.bringing_in import MODELS, USUAL, Brought, Row
from desk.rules.bringing_in_mapping import BringMapping
from desk.rules.calls import quoted
from desk.rules.fields import Field, fields_of
from desk.rules.mapping import mapping_problem
from desk.rules.refusals import Problem, Refused, problems_in
from desk.words import everywhere

Cells = list[str]
Numbered = tuple[int, Cells | Problem]
"""A row with the number of its line, or what is wrong with it."""

HEAD_ROWS = 12
"""Among so many rows the one that names the columns is looked for: workbooks begin with titles."""
_YES = frozenset({"yes", "y", "true", "ja", "j", "sant", "x", "1"})
_NO = frozenset({"no", "n", "false", "nej", "falskt", "0", "-"})


@dataclass(frozen=True)
class ReadRow:
    """A row that can be used."""

    line: int
    row: Row


@dataclass(frozen=True)
class RefusedRow:
    """A row that cannot be used, and everything that is wrong with it."""

    line: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Heading:
    """Which columns there are.

    Attributes:
        after: How many rows stand before the first that holds something.
        places: By field, where its column stands.
        names: By field, what the file calls it.
        unread: Columns that nobody understands.
    """

    after: int
    places: Mapping[str, int]
    names: Mapping[str, str]
    unread: tuple[str, ...] = field(default=())

    def named(self, problem: Problem) -> Problem:
        """The problem at the file's own name of the column; at none where it is about no column."""
        name = (problem.field or "").removeprefix("details.")
        known = self.names.get(name) or (name if name in USUAL else None)
        return Problem(problem.code, known, problem.values)


def read_rows(
    rows: Sequence[Numbered], what: Brought, mapping: BringMapping
) -> tuple[Heading, list[ReadRow | RefusedRow]]:
    """Read the rows of a file; empty ones are left out.

    Raises:
        Refused: ``call_file_empty``; ``import_columns`` where what every row must have has no column;
            ``mapping_invalid`` where the file lacks a column that the mapping names; ``import_column_twice``.
    """
    if not rows:
        raise Refused(Problem("call_file_empty", "file"))
    heading = _heading(rows, what, mapping)
    reader = _Reader(what, mapping, heading)
    return heading, [reader.read(line, cells) for line, cells in rows[heading.after :]]


# ------------------------------------------------------------------ columns


def _heading(rows: Sequence[Numbered], what: Brought, mapping: BringMapping) -> Heading:
    """The first row that names all that is needed; where none does, what the first row lacks is told."""
    best: Heading | None = None
    for place, (_line, cells) in enumerate(rows[:HEAD_ROWS]):
        if isinstance(cells, Problem):
            continue
        found = _columns(cells, place + 1, what, mapping)
        if not _missing(found, what, mapping):
            _check_mapping(cells, mapping)
            return found
        best = best or found
    first = next((cells for _line, cells in rows if not isinstance(cells, Problem)), None)
    if first is None or best is None:
        raise Refused(*(cells for _line, cells in rows[:1] if isinstance(cells, Problem)))
    _check_mapping(first, mapping)
    lacking = _missing(best, what, mapping)
    raise Refused(
        *(
            Problem(
                "import_column",
                None,
                {"column": quoted(_field(what, name).label), "code": name, "header": tuple(map(quoted, first))},
            )
            for name in lacking
        )
    )


def _columns(cells: Cells, after: int, what: Brought, mapping: BringMapping) -> Heading:
    claimed = {name: column for name, column in mapping.columns.items() if column}
    places: dict[str, int] = {}
    for name in MODELS[what].model_fields:
        if name in mapping.columns:
            if cells.count(claimed.get(name, "")) == 1 and name in claimed:
                places[name] = cells.index(claimed[name])
            continue
        known = _names(what)[name]
        found = [i for i, cell in enumerate(cells) if _bare(cell) in known and cell not in claimed.values()]
        if len(found) > 1:
            values = {
                "column": _field(what, name).label,
                "header": tuple(quoted(cells[i]) for i in found),
                "code": name,
            }
            raise Refused(Problem("import_column_twice", None, values))
        if found:
            places[name] = found[0]
    taken = set(places.values())
    unread = tuple(cell for i, cell in enumerate(cells) if cell and i not in taken)
    return Heading(after, places, {name: cells[place] for name, place in places.items()}, unread)


def _missing(heading: Heading, what: Brought, mapping: BringMapping) -> tuple[str, ...]:
    return tuple(
        name
        for name, each in MODELS[what].model_fields.items()
        if each.is_required() and name not in heading.places and name not in mapping.defaults
    )


def _check_mapping(cells: Cells, mapping: BringMapping) -> None:
    problems = []
    for name, column in mapping.columns.items():
        many = cells.count(column)
        if column and many != 1:
            code = "mapping_column_twice" if many else "mapping_column_missing"
            allowed = tuple(quoted(each) for each in cells if each)
            problems.append(mapping_problem(f"columns.{name}", code, value=quoted(column), allowed=allowed))
    if problems:
        raise Refused(*problems)


@cache
def _names(what: Brought) -> Mapping[str, frozenset[str]]:
    """By field, every name that its column may have, as :func:`_bare` writes it."""
    return {
        each.name: frozenset(_bare(name) for name in (*USUAL.get(each.name, ()), each.title, *everywhere(each.title)))
        for each in fields_of(MODELS[what])
    }


@cache
def _field(what: Brought, name: str) -> Field:
    return next(each for each in fields_of(MODELS[what]) if each.name == name)


def _bare(name: str) -> str:
    return re.sub(r"[\s_.:*]+", " ", name.casefold()).strip()


# ------------------------------------------------------------------ rows


class _Reader:
    def __init__(self, what: Brought, mapping: BringMapping, heading: Heading) -> None:
        self._model = MODELS[what]
        self._fields = [each for each in fields_of(self._model) if each.name in {*heading.places, *mapping.defaults}]
        self._mapping = mapping
        self._heading = heading

    def read(self, line: int, cells: Cells | Problem) -> ReadRow | RefusedRow:
        if isinstance(cells, Problem):
            return RefusedRow(line, (cells,))
        values: dict[str, Any] = {}
        problems: list[Problem] = []
        for each in self._fields:
            text = self._text(each.name, cells)
            if not text:
                continue
            try:
                values[each.name] = self._value(each, text)
            except Refused as refused:
                problems += refused.problems
        try:
            row = self._model.model_validate(values)
        except ValidationError as error:
            wrong = {each.field for each in problems}
            problems += [each for each in problems_in(error) if each.field not in wrong]
        else:
            if not problems:
                return ReadRow(line, row)
        return RefusedRow(line, tuple(self._heading.named(each) for each in problems))

    def _text(self, name: str, cells: Cells) -> str:
        place = self._heading.places.get(name)
        text = "" if place is None or place >= len(cells) else cells[place]
        text = self._mapping.values.get(name, {}).get(text, text)
        return text or self._mapping.defaults.get(name, "")

    def _value(self, each: Field, text: str) -> Any:
        if each.type == "date":
            day = self._mapping.day(text)
            if day is None:
                raise Refused(Problem("import_day", each.name, {"example": "2026-11-19"}))
            return day
        if each.type == "yes_no":
            return _yes_no(each.name, text)
        if each.type == "choice":
            return _choice(each, text)
        return _with_noughts(each.name, text)


def _yes_no(name: str, text: str) -> bool:
    word = text.casefold()
    if word in _YES or word in _NO:
        return word in _YES
    raise Refused(Problem("import_yes_no", name))


def _choice(each: Field, text: str) -> str:
    word = text.casefold()
    for code in each.choices:
        if word in {code.casefold(), *(name.casefold() for name in everywhere(code.message))}:
            return str(code)
    raise Refused(Problem("unknown_code", each.name, {"allowed": tuple(map(str, each.choices))}))


def _with_noughts(name: str, text: str) -> str:
    """A number that a spreadsheet took for one, and wrote without the noughts it began with, gets them back."""
    if not (text.isascii() and text.isdigit()):
        return text
    if name == "person" and 8 <= len(text) < 10:
        return text.zfill(10)
    if name == "phone" and text[0] != "0" and 7 <= len(text) <= 9:
        return f"0{text}"
    return text
