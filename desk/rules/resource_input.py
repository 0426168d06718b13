"""What is said of something that can be booked, and of its being out of service; as typed or sent."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from desk.rules.bookings import ResourceSort
from desk.rules.cases import Day, Input, Line
from desk.words import N_

LONGEST_NAME, LONGEST_TYPE, LONGEST_NOTE = 120, 60, 500


class ResourceInput(Input):
    """Something that can be booked."""

    sort: ResourceSort = Field(ResourceSort.POOL, title=N_("Sort"))
    name: Annotated[Line, Field(min_length=1, max_length=LONGEST_NAME)] = Field(
        title=N_("Name"), description=N_("What people call it; no two of a sort have the same."), examples=["Elbil 1"]
    )
    type: Annotated[Line, Field(max_length=LONGEST_TYPE)] = Field(
        "", title=N_("Type"), description=N_("A word of your own: car, bike, projector, access card."), examples=["Bil"]
    )
    note: Annotated[Line, Field(max_length=LONGEST_NOTE)] = Field(
        "", title=N_("Note"), description=N_("What one must know: where the key is, how many it holds.")
    )


class OutInput(Input):
    """Out of service: from a day to another, both included, or until further notice."""

    first: Day = Field(None, title=N_("From"), description=N_("The first day; today where nothing is said."))
    last: Day = Field(None, title=N_("To"), description=N_("The last day; empty until further notice."))
    why: Annotated[Line, Field(max_length=200)] = Field("", title=N_("Why"), examples=["Service"])
