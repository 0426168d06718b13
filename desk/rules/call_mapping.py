"""How a telephone system's CSV reads: a mapping written in TOML, described in docs/calls.md."""

from __future__ import annotations

import codecs
import tomllib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, Self
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from desk.rules.calls import NAME_LENGTH, CallNames, CallOutcome
from desk.rules.refusals import Problem, Refused, problems_in, wrong

_SAMPLE = datetime(1999, 12, 31, 17, 42, tzinfo=UTC)
"""A moment whose year, month, day, hour and minute cannot be taken for one another."""


def _delimiter(text: str) -> str:
    if len(text) != 1 or text in '\r\n"':
        raise wrong("mapping_delimiter")
    return text


def _encoding(name: str) -> str:
    try:
        "".encode(name)  # refuses codecs that are not about text as well
        return codecs.lookup(name).name
    except (LookupError, ValueError) as error:
        raise wrong("mapping_encoding") from error


def _timezone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise wrong("mapping_timezone") from error
    return name


def _many(value: object) -> object:
    return (value,) if isinstance(value, str) else value


def _tells(what: str, parts: tuple[str, ...], example: str) -> AfterValidator:
    def check(text: str) -> str:
        try:
            back = datetime.strptime(_SAMPLE.strftime(text), text)  # noqa: DTZ007  only its parts are looked at
        except ValueError as error:
            raise wrong("mapping_format", what=what, example=example) from error
        if any(getattr(back, part) != getattr(_SAMPLE, part) for part in parts):
            raise wrong("mapping_format", what=what, example=example)
        return text

    return AfterValidator(check)


_DATE = ("year", "month", "day")
_TIME = ("hour", "minute")
_Filled = Annotated[str, Field(min_length=1, max_length=NAME_LENGTH)]
_Many = Annotated[tuple[_Filled, ...], BeforeValidator(_many)]


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class FileTable(_Table):
    """``[file]``: how the file is written. The time zone is that of its times where they name none."""

    delimiter: Annotated[str, AfterValidator(_delimiter)] = ","
    encoding: Annotated[str, AfterValidator(_encoding)] = "utf-8"
    timezone: Annotated[str, AfterValidator(_timezone)] = "Europe/Stockholm"


class ColumnsTable(_Table):
    """``[columns]``: which column holds what. The ``id`` columns, joined, name a call for ever."""

    id: Annotated[_Many, Field(min_length=1)]
    group: _Filled
    outcome: _Filled
    wait_s: _Filled
    date: _Filled | None = None
    time: _Filled | None = None
    at: _Filled | None = None
    talk_s: _Filled | None = None
    agent: _Filled | None = None

    @model_validator(mode="after")
    def _says_when_one_way(self) -> Self:
        if (self.date is None) != (self.time is None) or (self.date is None) == (self.at is None):
            raise wrong("mapping_when")
        return self


class FormatsTable(_Table):
    """``[formats]``: how dates and times are written, as Python's ``strptime`` reads them."""

    date: Annotated[str, _tells("date", _DATE, "%Y-%m-%d")] = "%Y-%m-%d"
    time: Annotated[str, _tells("time", _TIME, "%H:%M:%S")] = "%H:%M:%S"
    at: Annotated[str, _tells("date and time", _DATE + _TIME, "%Y-%m-%d %H:%M:%S")] = "%Y-%m-%d %H:%M:%S"


class OutcomesTable(_Table):
    """``[outcomes]``: the file's own codes. Lines with an ignored one are no calls."""

    answered: _Many
    abandoned: _Many
    ignored: _Many = ()

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


class NamesTables(_Table):
    """``[groups]`` and ``[agents]``: other names than those in the file. An agent named ``""`` is nobody."""

    groups: Mapping[str, _Filled] = Field(default_factory=dict)
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
        return CallMapping.model_validate(_tables(text))
    except ValidationError as error:
        raise Refused(*_invalid(error)) from error


def call_names(text: str) -> CallNames:
    """Read only ``[groups]`` and ``[agents]`` of a mapping: what a queue_log needs of one.

    Raises:
        Refused: as :func:`call_mapping`.
    """
    tables = {key: table for key, table in _tables(text).items() if key in NamesTables.model_fields}
    try:
        return NamesTables.model_validate(tables).names
    except ValidationError as error:
        raise Refused(*_invalid(error)) from error


def mapping_problem(key: str | None, code: str, **values: object) -> Problem:
    """The mapping is wrong at ``key``: the refusal ``code`` says how, within ``mapping_invalid``."""
    return Problem("mapping_invalid", key, {"problem": Problem(code, None, values)})


def _tables(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text.lstrip("\ufeff"))
    except tomllib.TOMLDecodeError as error:
        raise Refused(mapping_problem(None, "mapping_toml", problem=str(error))) from error


def _invalid(error: ValidationError) -> tuple[Problem, ...]:
    return tuple(mapping_problem(each.field, each.code, **each.values) for each in problems_in(error))
