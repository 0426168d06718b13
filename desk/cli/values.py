"""``--set FIELD=VALUE``: values as a person writes them, turned into what a registration takes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, tzinfo
from typing import Any

from desk.rules.case_fields import case_fields
from desk.rules.fields import Field
from desk.rules.refusals import Problem, Refused, refuse
from desk.rules.written import read_day, read_instant
from desk.words import N_, everywhere

_YES_WORDS = (N_("yes"), N_("true"))
_NO_WORDS = (N_("no"), N_("false"))
YES = frozenset(word for each in _YES_WORDS for word in (each, *everywhere(each))) | {"ja", "sant", "1"}
NO = frozenset(word for each in _NO_WORDS for word in (each, *everywhere(each))) | {"nej", "falskt", "0"}
MORE = {"first_answered_at": Field("first_answered_at", "instant", "")}
"""Fields that a correction takes and a registration does not."""


def read_sets(pairs: Iterable[str], today: date, zone: tzinfo) -> dict[str, Any]:
    """The values of ``FIELD=VALUE`` by dotted name. An empty value means none.

    Raises:
        Refused: a pair without ``=``, a field that no case has or that is named twice, a date that is none.
    """
    found: dict[str, Any] = {}
    fields = {**case_fields(), **MORE}
    for pair in pairs:
        name, sign, text = pair.partition("=")
        name = name.strip()
        if not (sign and name):
            refuse("set_form", "--set")
        if name in found:
            refuse("set_twice", name)
        if name not in fields:
            refuse("unknown_field", name)
        found[name] = _value(fields[name], text, today, zone)
    return found


def _value(field: Field, text: str, today: date, zone: tzinfo) -> Any:
    if not text.strip():
        return None if field.type != "text" else text
    try:
        if field.type == "date":
            return read_day(text, today).isoformat()
        if field.type == "instant":
            return read_instant(text, today, zone).isoformat()
    except Refused as refusal:
        raise Refused(Problem(refusal.problems[0].code, field.name)) from None
    if field.type == "yes_no":
        word = text.strip().casefold()
        return True if word in YES else False if word in NO else text
    return text


def nested(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values by dotted name as the object they describe. The names are those of fields, so none is inside another."""
    found: dict[str, Any] = {}
    for name, value in values.items():
        *path, last = name.split(".")
        inner = found
        for part in path:
            inner = inner.setdefault(part, {})
        inner[last] = value
    return found


def filled_in(values: Mapping[str, Any], defaults: Mapping[str, Any]) -> dict[str, Any]:
    """``values`` with what they leave out (or give as ``null``) taken from ``defaults``, objects within likewise."""
    merged = dict(values)
    for name, default in defaults.items():
        given = merged.get(name)
        if given is None:
            merged[name] = default
        elif isinstance(given, Mapping) and isinstance(default, Mapping):
            merged[name] = filled_in(given, default)
    return merged
