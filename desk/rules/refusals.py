"""Refusals: what was wrong, at which field, as values; the sentences that say it, and what would be right.

Rules raise codes. Words are put to them at the edge by :func:`explain`, the same for screen and command line.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

from desk.rules.sentences import SENTENCES
from desk.words import _

if TYPE_CHECKING:
    from pydantic import ValidationError
    from pydantic_core import PydanticCustomError


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: a stable ``code``, the ``field`` (dotted), and the values its sentence needs."""

    code: str
    field: str | None = None
    values: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    @property
    def reason(self) -> str:
        """What is wrong, in words."""
        return _fill(SENTENCES[self.code].reason, self.values)

    @property
    def right(self) -> str:
        """What would be right, in words."""
        return _fill(SENTENCES[self.code].right, self.values)

    def __str__(self) -> str:
        where = f"{self.field}: " if self.field else ""
        return f"{where}{self.reason} {self.right}".strip()


class Refused(Exception):  # noqa: N818  a refusal is an answer, not an error of the program
    """The desk says no. Nothing was written. Carries one :class:`Problem` or more."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(*(p.code for p in problems))
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join(str(p) for p in self.problems)


class NotAllowed(Refused):
    """The person may not do this."""


class NotFound(Refused):
    """There is no such case, agent, topic or draft."""


def refuse(code: str, at: str | None = None, /, **values: object) -> NoReturn:
    """Raise :class:`Refused` with one problem."""
    raise Refused(Problem(code, at, values))


def wrong(code: str, /, **values: object) -> PydanticCustomError:
    """Make the error that a pydantic validator raises so that :func:`problems_in` finds the code again.

    A model's validator names its field with ``at=``.
    """
    from pydantic_core import PydanticCustomError

    return PydanticCustomError(code, code, values or None)


_PYDANTIC = {
    "extra_forbidden": "unknown_field",
    "missing": "required",
    "string_too_long": "too_long",
    "string_too_short": "required",
    "enum": "unknown_code",
    "literal_error": "unknown_code",
    "greater_than_equal": "number_too_small",
    "less_than_equal": "number_too_large",
    "timezone_aware": "received_naive",
    "value_error": "invalid_value",
}
_BY_PREFIX = (
    ("datetime", "invalid_time"),
    ("date", "invalid_date"),
    ("time", "invalid_time"),
    ("int", "invalid_number"),
    ("float", "invalid_number"),
    ("bool", "invalid_yes_no"),
    ("string", "invalid_text"),
    ("json", "invalid_json"),
)


def problems_in(error: ValidationError, prefix: str = "") -> tuple[Problem, ...]:
    """Turn pydantic's errors into problems, without the input, which may be personal."""
    found = []
    for each in error.errors(include_input=False, include_url=False):
        values = _values(each.get("ctx", {}))
        path = [prefix, *map(str, each["loc"]), str(values.pop("at", ""))]
        found.append(Problem(_code(each["type"]), ".".join(part for part in path if part) or None, values))
    return tuple(found)


def _code(kind: str) -> str:
    if kind in SENTENCES:
        return kind
    if kind in _PYDANTIC:
        return _PYDANTIC[kind]
    return next((code for start, code in _BY_PREFIX if kind.startswith(start)), "invalid_value")


def _values(context: Mapping[str, Any]) -> dict[str, Any]:
    values = {k: v for k, v in context.items() if k != "error"}
    if "expected" in values:
        values["allowed"] = str(values["expected"]).replace("'", "").replace(" or ", ", ")
    return values


def _fill(sentence: str, values: Mapping[str, Any]) -> str:
    words = {k: (", ".join(map(str, v)) if _is_many(v) else v) for k, v in values.items()}
    text = _(sentence)
    try:
        return text.format_map(words)
    except (KeyError, IndexError):
        return text


def _is_many(value: object) -> bool:
    return isinstance(value, Iterable) and not isinstance(value, str)
