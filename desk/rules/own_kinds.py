"""A kind of one's own as the municipality describes it: one TOML file, read and checked with every line that is wrong.

What the file may say stands in ``docs/kinds.md``. What Desk makes of it: :mod:`desk.rules.own_kind_model`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from desk.rules.cases import Channel
from desk.rules.own_kind_checks import cross_checked
from desk.rules.own_kind_input import CODE, Kind
from desk.rules.refusals import Problem, Refused, problems_in
from desk.rules.text import clean_line
from desk.rules.toml_lines import Path, lines_of, nearest
from desk.words import InBoth

LONGEST_TEXT = 100_000
"""Characters of a file; longer ones are no descriptions of a kind."""
NOT_CODES = frozenset({*map(str, Channel), "other", "kind", "drafts"})
"""What a kind cannot be called: the forms that a digit of the desk opens go by these."""


@dataclass(frozen=True)
class Wrong:
    """One thing that is wrong in a file, and on which line."""

    line: int
    problem: Problem


class WrongKind(Refused):
    """A file that does not describe a kind. ``found`` has every problem with its line, in the order of the lines."""

    def __init__(self, found: Iterable[Wrong]) -> None:
        self.found = tuple(sorted(found, key=lambda each: each.line))
        super().__init__(*(each.problem for each in self.found))


@dataclass(frozen=True)
class Definition:
    """A kind as one wording of its file describes it."""

    code: str
    kind: Kind

    @property
    def label(self) -> InBoth:
        """What the kind is called."""
        return self.kind.label


def read_kind(code: str, text: str, departments: Collection[str] | None = None) -> Definition:
    """What a file says.

    Args:
        code: The kind's code, which the file is called by.
        departments: Those that there are; ``None`` where it is not asked, of what was accepted before.

    Raises:
        WrongKind: with every problem and its line.
    """
    if not CODE.fullmatch(code):
        raise WrongKind([Wrong(1, Problem("kind_file_name"))])
    if code in NOT_CODES:
        raise WrongKind([Wrong(1, Problem("kind_code_taken", None, {"name": code}))])
    if len(text) > LONGEST_TEXT:
        raise WrongKind([Wrong(1, Problem("kind_file_unread", None, {"most": LONGEST_TEXT}))])
    if departments is not None and (hidden := _hidden(text)) is not None:
        raise WrongKind([hidden])
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise WrongKind([_not_toml(str(error), text)]) from None
    except RecursionError:
        raise WrongKind([Wrong(1, Problem("kind_toml_other"))]) from None
    try:
        described = Kind.model_validate(values)
    except ValidationError as error:
        raise WrongKind(_invalid(error, text, values)) from None
    found = cross_checked(described, departments)
    if found:
        lines = _lines(text)
        raise WrongKind(
            Wrong(nearest(lines, path), Problem(code_, _place(path, values), said)) for path, code_, said in found
        )
    return Definition(code, described)


def _hidden(text: str) -> Wrong | None:
    """The first line with a sign that turns the direction of writing, say: what one reads is then not what it says."""
    for number, line in enumerate(text.split("\n"), start=1):
        try:
            clean_line(line)
        except PydanticCustomError:
            return Wrong(number, Problem("text_control"))
    return None


def _lines(text: str) -> Mapping[Path, int]:
    try:
        return lines_of(text)
    except RecursionError:  # lists in lists in lists, which nobody writes
        return {}


# ------------------------------------------------------------------ what is no TOML

_TOML = (
    ("Unterminated string", "kind_toml_string"),
    ("Illegal character", "kind_toml_string"),
    ("Unescaped", "kind_toml_string"),
    ("Expected \"'", "kind_toml_string"),
    ("Expected '\"", "kind_toml_string"),
    ("Unclosed", "kind_toml_open"),
    ("Expected ']", "kind_toml_open"),
    ("Cannot overwrite", "kind_toml_twice"),
    ("Cannot declare", "kind_toml_twice"),
    ("Duplicate", "kind_toml_twice"),
    ("Cannot mutate", "kind_toml_twice"),
    ("Invalid value", "kind_toml_value"),
    ("Invalid date", "kind_toml_value"),
    ("Expected '='", "kind_toml_equals"),
    ("Invalid initial character", "kind_toml_equals"),
    ("Invalid statement", "kind_toml_equals"),
    ("Expected newline", "kind_toml_end"),
)
"""How the messages of ``tomllib`` begin, and what they mean to whoever writes the file."""


def _not_toml(said: str, text: str) -> Wrong:
    message, _at, place = said.rpartition(" (at ")
    number = place.removeprefix("line ").partition(",")[0]
    line = int(number) if number.isdecimal() else max(1, text.rstrip().count("\n") + 1)
    code = next((code for start, code in _TOML if message.startswith(start)), "kind_toml_other")
    return Wrong(line, Problem(code))


# ------------------------------------------------------------------ what is no description


def _invalid(error: ValidationError, text: str, values: object) -> list[Wrong]:
    lines = _lines(text)
    found = []
    for each, problem in zip(error.errors(include_url=False), problems_in(error), strict=True):
        path: Path = tuple(each["loc"])
        said = dict(problem.values)
        code = problem.code
        if code == "unknown_field":
            code, said = "kind_word_unknown", {"allowed": _allowed(path)}
        elif each["type"] == "too_short":
            code, said = "required", {}
        elif each["type"] == "too_long" and each.get("ctx", {}).get("field_type") == "Tuple":
            code, said = "kind_too_many", {"most": said["max_length"]}
        elif each["type"] in ("model_type", "tuple_type", "list_type", "dict_type"):
            code = "kind_wrong_shape"
        found.append(Wrong(nearest(lines, path), Problem(code, _place(path, values), said)))
    return found


def _allowed(path: Path) -> tuple[str, ...]:
    """The words that may stand where ``path`` ends in one that may not."""
    from desk.rules.own_kind_input import words_at

    return words_at(tuple(part for part in path[:-1] if isinstance(part, str)))


def _place(path: Path, values: object) -> str | None:
    """Where something stands, as one finds it: ``fields.key_number.type``, by name or code, else by number."""
    parts: list[str] = []
    here = values
    for part in path:
        try:
            here = here[part]  # type: ignore[index]
        except (KeyError, IndexError, TypeError):
            here = None
        if isinstance(part, int):
            named = here.get("name", here.get("code")) if isinstance(here, dict) else here
            parts.append(named if isinstance(named, str) and CODE.fullmatch(named) else str(part + 1))
        else:
            parts.append(part)
    return ".".join(parts) or None
