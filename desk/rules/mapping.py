"""What mappings of CSV files have in common: a TOML file that says how a file is written, and what stands where."""

from __future__ import annotations

import codecs
import tomllib
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from desk.rules.calls import NAME_LENGTH
from desk.rules.refusals import Problem, Refused, problems_in, wrong

_SAMPLE = datetime(1999, 12, 31, 17, 42, tzinfo=UTC)
"""A moment whose year, month, day, hour and minute cannot be taken for one another."""
DATE = ("year", "month", "day")
TIME = ("hour", "minute")


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


def _many(value: object) -> object:
    return (value,) if isinstance(value, str) else value


def tells(what: str, parts: tuple[str, ...], example: str) -> AfterValidator:
    """A validator of a format for ``strptime``, which has to tell the ``parts`` of a moment."""

    def check(text: str) -> str:
        try:
            back = datetime.strptime(_SAMPLE.strftime(text), text)  # noqa: DTZ007  only its parts are looked at
        except ValueError as error:
            raise wrong("mapping_format", what=what, example=example) from error
        if any(getattr(back, part) != getattr(_SAMPLE, part) for part in parts):
            raise wrong("mapping_format", what=what, example=example)
        return text

    return AfterValidator(check)


Filled = Annotated[str, Field(min_length=1, max_length=NAME_LENGTH)]
Many = Annotated[tuple[Filled, ...], BeforeValidator(_many)]
Delimiter = Annotated[str, AfterValidator(_delimiter)]
Encoding = Annotated[str, AfterValidator(_encoding)]


class Table(BaseModel):
    """A table of a mapping: nothing in it but what it knows."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


def mapping_problem(key: str | None, code: str, **values: object) -> Problem:
    """The mapping is wrong at ``key``: the refusal ``code`` says how, within ``mapping_invalid``."""
    return Problem("mapping_invalid", key, {"problem": Problem(code, None, values)})


def tables_of(text: str) -> dict[str, Any]:
    """The tables of a TOML file. Raises Refused: ``mapping_invalid``."""
    try:
        return tomllib.loads(text.lstrip("\ufeff"))
    except tomllib.TOMLDecodeError as error:
        raise Refused(mapping_problem(None, "mapping_toml", problem=str(error))) from error


def invalid(error: ValidationError) -> tuple[Problem, ...]:
    """What is wrong with a mapping, each with its key."""
    return tuple(mapping_problem(each.field, each.code, **each.values) for each in problems_in(error))
