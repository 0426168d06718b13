"""How a telephone system's CSV reads: a mapping written in TOML, described in docs/calls.md."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, ValidationError, model_validator

from desk.rules.calls import NAME_LENGTH, CallNames, CallOutcome
from desk.rules.mapping import DATE, TIME, Delimiter, Encoding, Filled, Many, Table, invalid, tables_of, tells
from desk.rules.refusals import Refused, wrong


def _timezone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise wrong("mapping_timezone") from error
    return name


class FileTable(Table):
    """``[file]``: how the file is written. The time zone is that of its times where they name none."""

    delimiter: Delimiter = ","
    encoding: Encoding = "utf-8"
    timezone: Annotated[str, AfterValidator(_timezone)] = "Europe/Stockholm"


class ColumnsTable(Table):
    """``[columns]``: which column holds what. The ``id`` columns, joined, name a call for ever."""

    id: Annotated[Many, Field(min_length=1)]
    group: Filled
    outcome: Filled
    wait_s: Filled
    date: Filled | None = None
    time: Filled | None = None
    at: Filled | None = None
    talk_s: Filled | None = None
    agent: Filled | None = None

    @model_validator(mode="after")
    def _says_when_one_way(self) -> Self:
        if (self.date is None) != (self.time is None) or (self.date is None) == (self.at is None):
            raise wrong("mapping_when")
        return self


class FormatsTable(Table):
    """``[formats]``: how dates and times are written, as Python's ``strptime`` reads them."""

    date: Annotated[str, tells("date", DATE, "%Y-%m-%d")] = "%Y-%m-%d"
    time: Annotated[str, tells("time", TIME, "%H:%M:%S")] = "%H:%M:%S"
    at: Annotated[str, tells("date and time", DATE + TIME, "%Y-%m-%d %H:%M:%S")] = "%Y-%m-%d %H:%M:%S"


class OutcomesTable(Table):
    """``[outcomes]``: the file's own codes. Lines with an ignored one are no calls."""

    answered: Many
    abandoned: Many
    ignored: Many = ()

    @model_validator(mode="after")
    def _each_code_once(self) -> Self:
        seen: set[str] = set()
        for code in (*self.answered, *self.abandoned, *self.ignored):
            if code in seen:
                raise wrong("mapping_outcome_twice", value=code)
            seen.add(code)
        return self

    @property
    def codes(self) -> Mapping[str, CallOutcome | None]:
        """What each of the file's codes makes of a line; ``None`` where it is no call."""
        return {
            **dict.fromkeys(self.answered, CallOutcome.ANSWERED),
            **dict.fromkeys(self.abandoned, CallOutcome.ABANDONED),
            **dict.fromkeys(self.ignored, None),
        }


class NamesTables(Table):
    """``[groups]`` and ``[agents]``: other names than those in the file. An agent named ``""`` is nobody."""

    groups: Mapping[str, Filled] = Field(default_factory=dict)
    agents: Mapping[str, Annotated[str, Field(max_length=NAME_LENGTH)]] = Field(default_factory=dict)

    @property
    def names(self) -> CallNames:
        """The two tables as readers use them."""
        return CallNames(self.groups, self.agents)


class CallMapping(NamesTables):
    """A whole mapping. See docs/calls.md."""

    file: FileTable = FileTable()
    columns: ColumnsTable
    formats: FormatsTable = FormatsTable()
    outcomes: OutcomesTable


def call_mapping(text: str) -> CallMapping:
    """Read a mapping from the text of its TOML file.

    Raises:
        Refused: ``mapping_invalid`` for each key that is wrong; the field names it (``columns.outcome``).
    """
    try:
        return CallMapping.model_validate(tables_of(text))
    except ValidationError as error:
        raise Refused(*invalid(error)) from error


def call_names(text: str) -> CallNames:
    """Read only ``[groups]`` and ``[agents]`` of a mapping: what a queue_log needs of one.

    Raises:
        Refused: as :func:`call_mapping`.
    """
    tables = {key: table for key, table in tables_of(text).items() if key in NamesTables.model_fields}
    try:
        return NamesTables.model_validate(tables).names
    except ValidationError as error:
        raise Refused(*invalid(error)) from error
