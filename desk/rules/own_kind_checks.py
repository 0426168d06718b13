"""What parts of a described kind say about each other: names once, steps and fields that there are, limits in order."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from desk.rules.cases import SUMMARY_LENGTH
from desk.rules.own_kind_input import ANY, LARGEST, FieldKind, FieldOf, Kind, Step
from desk.rules.toml_lines import Path

Found = tuple[Path, str, Mapping[str, Any]]
"""Where, the code of what is wrong, and what its sentence says."""

_ONLY: Mapping[str, tuple[FieldKind, ...]] = {
    "max_length": (FieldKind.TEXT, FieldKind.LONG_TEXT),
    "min": (FieldKind.NUMBER,),
    "max": (FieldKind.NUMBER,),
    "earliest": (FieldKind.DATE, FieldKind.INSTANT),
    "latest": (FieldKind.DATE, FieldKind.INSTANT),
    "choices": (FieldKind.CHOICE,),
    "default": (FieldKind.CHOICE, FieldKind.YES_NO, FieldKind.NUMBER),
    "searched": (FieldKind.TEXT, FieldKind.LONG_TEXT, FieldKind.NUMBER),
}
"""What only some fields have."""

TIMES: Mapping[FieldKind, tuple[str, ...]] = {
    FieldKind.DATE: ("received", "today"),
    FieldKind.INSTANT: ("received", "now"),
}
"""What a date or time may be held against, besides other fields of its type."""


@cache
def not_names() -> frozenset[str]:
    """What a field cannot be called, because every kind has something of that name."""
    from desk.rules.own_kind_model import OwnDetails

    return frozenset(dir(OwnDetails)) | set(OwnDetails.__annotations__) | {"kind", "label", ANY}


def cross_checked(kind: Kind, departments: Collection[str] | None) -> list[Found]:
    """Everything that does not fit together."""
    found = [*_names(kind), *_steps(kind)]
    for number, field in enumerate(kind.fields):
        found += [((*("fields", number), *path), code, said) for path, code, said in _field(field, kind)]
    if departments is not None and kind.department is not None:
        known = {each.casefold() for each in departments}
        if kind.department.casefold() not in known:
            found.append((("department",), "department_unknown", {"allowed": tuple(departments)}))
    if kind.valid_until is not None:
        dates = tuple(each.name for each in kind.fields if each.type is FieldKind.DATE)
        if kind.valid_until not in dates:
            found.append((("valid_until",), "kind_field_unknown", {"allowed": dates or ("–",)}))
    return found


def _names(kind: Kind) -> Iterator[Found]:
    yield from _twice(("fields",), "name", [each.name for each in kind.fields])
    for number, field in enumerate(kind.fields):
        if field.name in not_names():
            yield ("fields", number, "name"), "kind_name_taken", {"name": field.name}


def _twice(path: Path, key: str, names: Sequence[str]) -> Iterator[Found]:
    for number, name in enumerate(names):
        if name in names[:number]:
            yield (*path, number, key), "kind_twice", {"name": name}


# ------------------------------------------------------------------ one field


def _field(field: FieldOf, kind: Kind) -> Iterator[Found]:
    for word, types in _ONLY.items():
        if getattr(field, word) not in (None, (), False) and field.type not in types:
            yield (word,), "kind_only_for", {"types": tuple(str(each) for each in types)}
    yield from _limits(field)
    if field.type is FieldKind.CHOICE:
        yield from _choices(field)
    if field.type in TIMES:
        yield from _times(field, kind)
    if field.default is not None and not _fits(field):
        yield ("default",), "kind_default_wrong", {}
    codes = tuple(each.code for each in kind.steps)
    if field.required and field.required not in codes:
        yield ("required",), "kind_step_unknown", {"allowed": codes or ("–",)}


def _limits(field: FieldOf) -> Iterator[Found]:
    if field.type is FieldKind.TEXT and field.longest > SUMMARY_LENGTH:
        yield ("max_length",), "number_too_large", {"le": SUMMARY_LENGTH}
    if field.min is not None and field.max is not None and field.min > field.max:
        yield ("max",), "number_too_small", {"ge": field.min}


def _choices(field: FieldOf) -> Iterator[Found]:
    if not field.choices:
        yield ("choices",), "kind_choices_missing", {}
    yield from _twice(("choices",), "code", [each.code for each in field.choices])


def _times(field: FieldOf, kind: Kind) -> Iterator[Found]:
    others = tuple(each.name for each in kind.fields if each.type is field.type and each.name != field.name)
    allowed = (*TIMES[field.type], *others)
    for word in ("earliest", "latest"):
        if getattr(field, word) not in (None, *allowed):
            yield (word,), "kind_field_unknown", {"allowed": allowed}


def _fits(field: FieldOf) -> bool:
    """Whether the value that stands there to begin with is one that the field takes."""
    fits: dict[FieldKind, Callable[[Any], bool]] = {
        FieldKind.YES_NO: lambda value: isinstance(value, bool),
        FieldKind.CHOICE: lambda value: value in [each.code for each in field.choices],
        FieldKind.NUMBER: lambda value: type(value) is int and low(field) <= value <= high(field),
    }
    return field.type not in fits or fits[field.type](field.default)


def low(field: FieldOf) -> int:
    """The least that a number may be: nothing below 0, where nothing is said."""
    return 0 if field.min is None else field.min


def high(field: FieldOf) -> int:
    """The most that a number may be."""
    return LARGEST if field.max is None else field.max


# ------------------------------------------------------------------ the steps


def _steps(kind: Kind) -> Iterator[Found]:
    codes = [each.code for each in kind.steps]
    yield from _twice(("steps",), "code", codes)
    if kind.steps and not kind.main_steps:
        yield ("steps",), "kind_side_steps_only", {}
    if len([each for each in kind.steps if each.answers]) > 1:
        number = max(number for number, each in enumerate(kind.steps) if each.answers)
        yield ("steps", number, "answers"), "kind_answers_twice", {}
    for number, step in enumerate(kind.steps):
        yield from (((*("steps", number), *path), code, said) for path, code, said in _step(step, kind))


def _step(step: Step, kind: Kind) -> Iterator[Found]:
    others = tuple(each.code for each in kind.steps if each.code != step.code)
    if step.code == ANY:
        yield ("code",), "kind_name_taken", {"name": ANY}
    for place, each in enumerate(step.after):
        if each not in (*others, ANY):
            yield ("after", place), "kind_step_unknown", {"allowed": (*others, ANY)}
    if step.then is not None and (not step.after or step.then not in kind.main_steps):
        yield ("then",), "kind_then_wrong", {"allowed": kind.main_steps or ("–",)}
    times = tuple(each.name for each in kind.fields if each.type in TIMES)
    if step.fills is not None and step.fills not in times:
        yield ("fills",), "kind_field_unknown", {"allowed": times or ("–",)}
