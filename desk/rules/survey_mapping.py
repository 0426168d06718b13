"""How a file of survey answers reads: a mapping written in TOML, described in docs/follow-up.md.

Free text that people answered is not named by a mapping, and so never read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal, Self

from pydantic import Field, ValidationError, model_validator

from desk.rules.calls import NAME_LENGTH
from desk.rules.mapping import DATE, Delimiter, Encoding, Filled, Many, Table, invalid, tables_of, tells
from desk.rules.refusals import Refused, wrong
from desk.rules.surveys import HIGHEST, LOWEST, mean_of

_Grade = Annotated[int, Field(ge=LOWEST, le=HIGHEST)]
_Name = Annotated[str, Field(max_length=NAME_LENGTH)]


class SurveyFile(Table):
    """``[file]``: how the file is written."""

    delimiter: Delimiter = ","
    encoding: Encoding = "utf-8"


class SurveyColumns(Table):
    """``[columns]``: which column holds what. The ``id`` columns, joined, name an answer for ever."""

    id: Many = ()
    day: Filled
    attitude: Filled | None = None
    knowledge: Filled | None = None
    group: Filled | None = None
    agent: Filled | None = None

    @model_validator(mode="after")
    def _asks_something(self) -> Self:
        if self.attitude is None and self.knowledge is None:
            raise wrong("mapping_grades")
        return self


class SurveyFormats(Table):
    """``[formats]``: how days are written, as Python's ``strptime`` reads them; a time after the day may be there."""

    day: Annotated[str, tells("date", DATE, "%Y-%m-%d")] = "%Y-%m-%d"


class SurveyGrades(Table):
    """``[grades]``: the scale of the file's numbers, what its words mean, and what stands for no answer."""

    scale: Literal["1-5", "0-100"] = "1-5"
    words: Mapping[Filled, _Grade] = Field(default_factory=dict)
    none: Many = ()


class SurveyMapping(Table):
    """A whole mapping. In ``[groups]`` and ``[agents]`` an empty name is none."""

    file: SurveyFile = SurveyFile()
    columns: SurveyColumns
    formats: SurveyFormats = SurveyFormats()
    grades: SurveyGrades = SurveyGrades()
    groups: Mapping[str, _Name] = Field(default_factory=dict)
    agents: Mapping[str, _Name] = Field(default_factory=dict)

    def grade(self, text: str) -> int | None:
        """The grade that a cell holds; ``None`` where nothing was answered. Raises ValueError for what is none."""
        if not text or text in self.grades.none:
            return None
        if text in self.grades.words:
            return self.grades.words[text]
        value = float(text.replace(",", "."))
        found = value if self.grades.scale == "1-5" else mean_of(value)
        if found != int(found) or not LOWEST <= found <= HIGHEST:
            raise ValueError(text)
        return int(found)


def survey_mapping(text: str) -> SurveyMapping:
    """Read a mapping from the text of its TOML file.

    Raises:
        Refused: ``mapping_invalid`` for each key that is wrong; the field names it (``columns.day``).
    """
    try:
        return SurveyMapping.model_validate(tables_of(text))
    except ValidationError as error:
        raise Refused(*invalid(error)) from error


# ------------------------------------------------------------------ without a mapping

USUAL: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "svarsid"),
    "day": ("day", "date", "dag", "datum"),
    "attitude": ("attitude", "bemötande"),
    "knowledge": ("knowledge", "kunskap"),
    "group": ("group", "svarsgrupp", "grupp"),
    "agent": ("agent", "login", "handläggare"),
}
"""Names of columns, in lower case, that are understood where there is no mapping."""
DELIMITERS = ";\t,"


def usual_mapping(first_line: str) -> SurveyMapping | None:
    """The mapping of a file whose first line names its columns in the usual way; ``None`` where it does not."""
    line = first_line.lstrip("\ufeff").strip()
    delimiter = max(DELIMITERS, key=line.count)
    names = [name.strip().strip('"').strip() for name in line.split(delimiter)]
    columns = {key: found for key, known in USUAL.items() if (found := _first_of(names, known)) is not None}
    if "day" not in columns or not {"attitude", "knowledge"} & {*columns}:
        return None
    return SurveyMapping.model_validate({"file": {"delimiter": delimiter}, "columns": columns})


def _first_of(names: Sequence[str], known: Sequence[str]) -> str | None:
    return next((name for name in names if name.casefold() in known), None)
