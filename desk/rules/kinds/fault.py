"""Felanmälan: something in the municipality is broken. Not feedback, and not a claim for damages."""

from __future__ import annotations

from pydantic import Field

from desk.rules.cases import Name
from desk.rules.kinds.base import Details
from desk.words import N_


class Fault(Details):
    """A fault at a place, which may be somebody's home and goes with the rest of the free text."""

    kind = "fault"
    label = N_("Fault report")
    order = 50
    retention_days = 90
    personal = ("place",)
    told = ("place",)
    searched = ("place",)

    place: Name = Field(
        None, title=N_("Place"), description=N_("Street and number, or what stands there."), examples=["Storgatan 4"]
    )
