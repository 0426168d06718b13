"""Cases of a list as rows of the table, in words. Runs in a reading thread, where the words cost no keystroke."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from desk.screens.widgets.case_table import CaseLine
from desk.screens.wording import (
    day_in_words,
    due_in_words,
    kind_in_words,
    moment_in_words,
    where_in_words,
    who_in_words,
)
from desk.services import lists, people
from desk.services.seat import Seat
from desk.storage.lists import Listed, Which

PAGE = 50
"""Cases that are read at a time; the table holds two such pages, and moves on by one."""


@dataclass(frozen=True)
class Window:
    """Two pages of a list. ``middle`` and ``end`` are the cursors after them, ``None`` where the list ends."""

    lines: tuple[CaseLine, ...]
    middle: str | None
    end: str | None


def window(seat: Seat, which: Which, after: str | None, now: datetime) -> Window:
    """Two pages of the list after a cursor."""
    first = lists.page(seat, which, PAGE, after)
    second = lists.page(seat, which, PAGE, first.next) if first.next else None
    rows = first.rows + (second.rows if second else ())
    unlike = {each.id: each for each in rows}
    return Window(case_lines(seat, tuple(unlike.values()), now), first.next, second.next if second else None)


def case_lines(seat: Seat, cases: Sequence[Listed], now: datetime) -> tuple[CaseLine, ...]:
    """Rows of the table, one for each case."""
    names = {each.login: each.name for each in people.everybody(seat)}
    return tuple(_line(seat, each, now, names) for each in cases)


def _line(seat: Seat, case: Listed, now: datetime, names: Mapping[str, str]) -> CaseLine:
    zone = seat.settings.zone
    topic = seat.topics.get(case.topic or "")
    late = case.overdue(now)
    cells = {
        "due": due_in_words(case.due, now, zone, over=late),
        "kind": kind_in_words(case.kind),
        "who": who_in_words(case.citizen, anonymous=case.anonymous, protected=case.protected),
        "what": case.summary or (topic.label if topic else ""),
        "step": where_in_words(case),
        "agent": names.get(case.agent or "", case.agent or ""),
        "group": case.group or "",
        "received": _received(case.received_at, now, zone),
        "topic": topic.label if topic else "",
    }
    return CaseLine(case.id, case.reference, cells, late)


def _received(at: datetime, now: datetime, zone: tzinfo) -> str:
    """An instant; of another year the day alone, which fits."""
    local, here = at.astimezone(zone), now.astimezone(zone)
    return moment_in_words(at, now, zone) if local.year == here.year else day_in_words(local, here)
