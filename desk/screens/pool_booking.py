"""The form of a booking as the grid opens it: the thing and a time that is free are filled in, who is asked."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta, tzinfo
from typing import NamedTuple

from desk.rules.bookings import Resource, ResourceSort
from desk.rules.cases import Channel
from desk.rules.text import folded
from desk.rules.topics import Topic
from desk.screens.pool_grid import Cell
from desk.screens.register import RegisterScreen
from desk.screens.register_contact import Contact

OPENS, CLOSES = time(8), time(16)
"""What a whole day is, where nothing else is said."""
LONG: dict[ResourceSort, timedelta | None] = {
    ResourceSort.POOL: None,
    ResourceSort.FACILITY: timedelta(hours=2),
    ResourceSort.OFFICIANT: timedelta(minutes=30),
}
"""How long a booking of a day is to begin with; ``None`` is the whole of it."""
STEP = timedelta(minutes=15)
SHORTEST = 3
"""Letters of a topic's word by which a thing is known."""


class _Asked(NamedTuple):
    """The fields of a kind that are filled in, the one at which one begins to type, and the step it is at then."""

    what: str
    begins: str
    ends: str
    first: str
    at_step: str | None = None


_FIELDS = {
    ResourceSort.POOL: _Asked("details.item", "details.out", "details.due_back", "citizen.name"),
    ResourceSort.FACILITY: _Asked("details.facility", "details.begins", "details.ends", "citizen.name", "booked"),
    ResourceSort.OFFICIANT: _Asked("details.officiant", "details.begins", "", "details.partner_one"),
}


def form_of(
    resource: Resource, begins: datetime, ends: datetime, topics: Iterable[Topic], now: datetime
) -> RegisterScreen:
    """The form that registers a booking of it, under its kind's topic."""
    asked, kind = _FIELDS[resource.sort], resource.sort.kind
    answers: dict[str, object] = {asked.what: resource.name, asked.begins: begins.isoformat(timespec="minutes")}
    if asked.ends:
        answers[asked.ends] = ends.isoformat(timespec="minutes")
    if topic := _topic_of(resource, [each for each in topics if each.kind == kind]):
        answers["topic"] = topic.code
    contact = Contact(
        key=uuid.uuid4().hex,
        channel=Channel.VISIT,
        kind=kind,
        asks_kind=False,
        began=now,
        answers=answers,
        at_step=asked.at_step,
        first=asked.first,
    )
    return RegisterScreen(contact)


def _topic_of(resource: Resource, topics: Sequence[Topic]) -> Topic | None:
    """The topic that says what it is (*Poollån – projektor*); else the only one there is: one of many may be wrong."""
    words = folded(f"{resource.type} {resource.name}")
    named = [each for each in topics if any(len(w) >= SHORTEST and w in words for w in folded(each.name).split())]
    return (named or list(topics))[0] if named or len(topics) == 1 else None


def proposed(
    sort: ResourceSort, cells: Sequence[Cell], whole_days: bool, now: datetime, zone: tzinfo
) -> tuple[datetime, datetime]:
    """From when until when the cells are booked, as one would say it: local times.

    Of whole days it is office hours from the first hour that is free; what has begun, from now on.
    """
    begins, ends = cells[0].begins.astimezone(zone), cells[-1].ends.astimezone(zone)
    if whole_days:
        last = (ends - timedelta(seconds=1)).date()
        begins, ends = datetime.combine(begins.date(), OPENS, zone), datetime.combine(last, CLOSES, zone)
    here = now.astimezone(zone)
    if begins < here and (here < ends or begins.date() == here.date()):
        begins = here.replace(second=0, microsecond=0)
    taken = sorted((each.begins, each.until(now)) for cell in cells for each in cell.taken)
    for first, last_of in taken:
        if first <= begins < last_of:
            begins = last_of.astimezone(zone)
    later = [first for first, _last in taken if first > begins]
    length = LONG[sort] if whole_days and len(cells) == 1 else None
    ends = begins + length if length is not None else max(ends, begins + STEP)
    if later and later[0] < ends:
        ends = later[0].astimezone(zone)
    return begins, ends
