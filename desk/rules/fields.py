"""Fields as a form or a command line needs them, read from an input model. One model, every face."""

from __future__ import annotations

import types
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from desk.rules.labels import Code
from desk.words import _

_INSTANTS = ("AwareDatetime", "PastDatetime", "FutureDatetime")
"""Pydantic's own types of a time, which are no subclasses of ``datetime``."""

FieldType = Literal["text", "long_text", "choice", "yes_no", "date", "instant", "number", "group"]


@dataclass(frozen=True)
class Field:
    """One field: its dotted name, what it holds, and its words (untranslated; see :attr:`label`).

    ``among`` is the sort of what can be booked (:class:`desk.rules.bookings.ResourceSort`) where it names one of those.
    What is ``later`` is only known when the case is handled: a form that registers does not ask for it.
    """

    name: str
    type: FieldType
    title: str
    description: str = ""
    example: str = ""
    required: bool = False
    max_length: int | None = None
    choices: tuple[Code, ...] = ()
    default: Any = None
    among: str = ""
    later: bool = False

    @property
    def label(self) -> str:
        """The field's word in the language spoken now."""
        return _(self.title)

    @property
    def help(self) -> str:
        """One sentence of help in the language spoken now."""
        return _(self.description)


def fields_of(model: type[BaseModel], prefix: str = "") -> tuple[Field, ...]:
    """The fields of ``model`` in their order; fields of a model within it follow with dotted names."""
    return tuple(_fields(model, prefix))


def _fields(model: type[BaseModel], prefix: str) -> Iterator[Field]:
    for name, info in model.model_fields.items():
        kind = _plain(info.annotation)
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from _fields(kind, f"{prefix}{name}.")
        elif get_origin(kind) is None and isinstance(kind, type):
            yield _field(f"{prefix}{name}", kind, info)


def _field(name: str, kind: type, info: FieldInfo) -> Field:
    extra = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
    longest = min((m.max_length for m in _metadata(info) if getattr(m, "max_length", None) is not None), default=None)
    return Field(
        name=name,
        type=_type(kind, longest, info),
        title=info.title or name,
        description=info.description or "",
        example=str(info.examples[0]) if info.examples else "",
        required=info.is_required(),
        max_length=longest,
        choices=tuple(kind) if issubclass(kind, Code) else (),
        default=None if info.is_required() else info.get_default(call_default_factory=False),
        among=str(extra.get("among", "")),
        later=bool(extra.get("later")),
    )


def _type(kind: type, longest: int | None, info: FieldInfo) -> FieldType:
    if issubclass(kind, StrEnum):
        return "choice"
    if issubclass(kind, bool):
        return "yes_no"
    if issubclass(kind, datetime) or kind.__name__ in _INSTANTS:
        return "instant"
    if issubclass(kind, date):
        return "date"
    if issubclass(kind, int):
        return "number"
    extra = info.json_schema_extra
    said_long = isinstance(extra, dict) and extra.get("type") == "long_text"
    return "long_text" if said_long or (longest is not None and longest > 1000) else "text"


def _plain(annotation: Any) -> Any:
    """Take ``Annotated`` and ``| None`` away."""
    if hasattr(annotation, "__metadata__"):
        return _plain(get_args(annotation)[0])
    if get_origin(annotation) in (Union, types.UnionType):
        inner = [each for each in get_args(annotation) if each is not type(None)]
        return _plain(inner[0]) if len(inner) == 1 else annotation
    return annotation


def _metadata(info: FieldInfo) -> list[Any]:
    found = list(info.metadata)
    pending = [info.annotation]
    while pending:
        each = pending.pop()
        found.extend(m for m in getattr(each, "__metadata__", ()))
        pending.extend(get_args(each) if get_origin(each) is not None or hasattr(each, "__metadata__") else ())
    return [inner for m in found for inner in (m, *getattr(m, "metadata", ()))]
