"""The fields that a case is registered with: those of every case, and those of its kind."""

from __future__ import annotations

from datetime import datetime

from desk.rules.cases import Registration
from desk.rules.fields import Field, fields_of
from desk.rules.kinds import by_kinds, kinds


@by_kinds
def case_fields(kind: str | None = None) -> dict[str, Field]:
    """The fields that a registration of ``kind`` takes or took, by dotted name; of every kind where none is named."""
    wanted = [kinds()[kind]] if kind in kinds() else list(kinds().values()) if kind is None else []
    found = {each.name: each for each in fields_of(Registration)}
    for model in wanted:
        found |= {each.name: each for each in fields_of(model.every_field(), "details.")}
    return found


def instant_in(name: str, value: object, kind: str | None = None) -> datetime | None:
    """The time of day that a stored value is, aware; ``None`` where it is none, as a former wording may allow."""
    if not (isinstance(value, str) and value and is_instant(name, kind)):
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return None
    return found if found.tzinfo is not None else None


def is_instant(name: str, kind: str | None = None) -> bool:
    """Whether a field by its dotted name, or a fact of the trail, is a time of day; stored as text, in UTC."""
    if not name.startswith("details."):
        return name == "due" or name.endswith("_at")
    field = case_fields(kind).get(name)
    return field is not None and field.type == "instant"
