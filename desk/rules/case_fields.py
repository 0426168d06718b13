"""The fields that a case is registered with: those of every case, and those of its kind."""

from __future__ import annotations

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


def is_instant(name: str, kind: str | None = None) -> bool:
    """Whether a field by its dotted name, or a fact of the trail, is a time of day; stored as text, in UTC."""
    if not name.startswith("details."):
        return name == "due" or name.endswith("_at")
    field = case_fields(kind).get(name)
    return field is not None and field.type == "instant"
