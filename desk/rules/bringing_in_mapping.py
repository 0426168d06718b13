"""How a file that is brought in reads: a mapping written in TOML, described in docs/errands.md.

Everything may be left out: what a mapping does not say is found in the file itself, as without one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Annotated

from pydantic import Field, ValidationError

from desk.rules.bringing_in import MODELS, Brought
from desk.rules.calls import NAME_LENGTH
from desk.rules.mapping import DATE, Delimiter, Encoding, Filled, Table, invalid, mapping_problem, tables_of, tells
from desk.rules.refusals import Problem, Refused

_Name = Annotated[str, Field(max_length=NAME_LENGTH)]
USUAL_DAYS = ("%Y-%m-%d", "%Y%m%d", "%Y/%m/%d", "%d.%m.%Y")
"""How days are written where no mapping says it. ``3/4/2026`` is two days, and so none."""


class FileTable(Table):
    """``[file]``: how the file is written; ``sheet`` is that of a workbook."""

    delimiter: Delimiter | None = None
    encoding: Encoding | None = None
    sheet: Filled | None = None


class FormatsTable(Table):
    """``[formats]``: how days are written, as Python's ``strptime`` reads them."""

    date: Annotated[str, tells("date", DATE, "%Y-%m-%d")] | None = None


class BringMapping(Table):
    """A whole mapping.

    Attributes:
        columns: Which column holds a field; an empty name reads none.
        values: By field, what words of the file mean.
        defaults: By field, what holds where the file says nothing.
    """

    file: FileTable = FileTable()
    columns: Mapping[str, _Name] = Field(default_factory=dict)
    formats: FormatsTable = FormatsTable()
    values: Mapping[str, Mapping[str, _Name]] = Field(default_factory=dict)
    defaults: Mapping[str, _Name] = Field(default_factory=dict)

    def day(self, text: str) -> date | None:
        """The day that a cell holds; ``None`` where it is none. A time after the day is passed over."""
        bare = text.strip()
        forms = (self.formats.date,) if self.formats.date else USUAL_DAYS
        for form in forms:
            for written in (bare, bare.partition(" ")[0], bare.partition("T")[0]):
                try:
                    return datetime.strptime(written, form).date()  # noqa: DTZ007  a day, not an instant
                except ValueError:
                    continue
        return None


def bring_mapping(text: str, what: Brought) -> BringMapping:
    """Read a mapping from the text of its TOML file.

    Raises:
        Refused: ``mapping_invalid`` for each key that is wrong; the field names it (``columns.serial_number``).
    """
    try:
        found = BringMapping.model_validate(tables_of(text))
    except ValidationError as error:
        raise Refused(*invalid(error)) from error
    problems = tuple(_unknown(found, tuple(MODELS[what].model_fields)))
    if problems:
        raise Refused(*problems)
    return found


def _unknown(mapping: BringMapping, known: tuple[str, ...]) -> Iterator[Problem]:
    for table in ("columns", "values", "defaults"):
        for name in getattr(mapping, table):
            if name not in known:
                yield mapping_problem(f"{table}.{name}", "unknown_code", allowed=known)
