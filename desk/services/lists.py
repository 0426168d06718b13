"""Seeing cases: lists a page at a time, search as one types, one case opened, earlier cases beside a form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from desk.rules.cases import Case, Channel, Status
from desk.rules.kinds import kinds
from desk.rules.refusals import NotAllowed, Problem, refuse
from desk.rules.rights import Right
from desk.rules.searching import read_query
from desk.rules.text import shown
from desk.services.cases import get
from desk.services.masking import hides, masked, masked_event
from desk.services.registration import clean, today_of
from desk.services.seat import Seat, now_utc
from desk.storage import lists, organisation, search, trail
from desk.storage.lists import Listed, Viewer, Which
from desk.words import everywhere

PAGE = 50
LONGEST_LINE = 400
"""Of a search line, no more is read; a page pasted into the field costs nothing."""


@dataclass(frozen=True)
class Page:
    """Rows of a list, and the cursor of the page after them, or ``None`` at the end."""

    rows: tuple[Listed, ...]
    next: str | None


@dataclass(frozen=True)
class Found:
    """What a search found: as it was spelt, and below it what the words find without dots and accents."""

    rows: tuple[Listed, ...]
    folded: tuple[Listed, ...] = ()
    next: str | None = None


@dataclass(frozen=True)
class Opened:
    """A case as the person may see it, and its trail, oldest first."""

    case: Case
    events: tuple[trail.Event, ...]
    revealed: bool = False


def viewer(seat: Seat) -> Viewer:
    """For whom lists are made."""
    return Viewer(seat.who.login, seat.who.may(Right.SEE_CONFIDENTIAL))


def page(seat: Seat, which: Which, limit: int = PAGE, after: str | None = None) -> Page:
    """One page of a list. Refused where ``after`` is no cursor of such a list."""
    seat.demand(Right.SEE_CASES)
    with seat.database.read() as tx:
        rows = lists.page(tx, which, viewer(seat), limit + 1, _cursor(after))
    return Page(tuple(rows[:limit]), _next(rows, limit))


def overdue_now(now: datetime | None = None) -> Which:
    """The list of open cases whose deadline has passed."""
    return Which(overdue_at=int((now or now_utc()).timestamp()))


def count(seat: Seat, which: Which, most: int = 1000) -> int:
    """How many rows a list has, counted no further than ``most``."""
    seat.demand(Right.SEE_FIGURES)
    with seat.database.read() as tx:
        return lists.count_open(tx, which, viewer(seat), most)


def find(seat: Seat, line: str, limit: int = PAGE, after: str | None = None) -> Found:
    """Search as one types. A line with nothing to search for finds nothing; never refuses what is typed."""
    seat.demand(Right.SEE_CASES)
    query = read_query(shown(line[:LONGEST_LINE]), _values(seat))
    if query.empty:
        return Found(())
    cursor = _cursor(after)
    eyes = viewer(seat)
    with seat.database.read() as tx:
        rows = search.find(tx, query, eyes, limit + 1, cursor)
        near: list[Listed] = []
        if cursor is None and query.words and len(rows) <= limit:
            near = search.find_folded(tx, query, eyes, limit, (row.id for row, _ in rows))
    following = _written(rows[limit - 1][1]) if 0 < limit < len(rows) else None
    return Found(tuple(row for row, _ in rows[:limit]), tuple(near), following)


def earlier(seat: Seat, phone: str | None, person: str | None, card: str | None, limit: int = 5) -> tuple[Listed, ...]:
    """The newest cases with the same telephone number, personal number or card, given as they are stored."""
    handles = tuple(f"{what}:{v}" for what, v in (("phone", phone), ("person", person), ("card", card)) if v)
    if not handles:
        return ()
    seat.demand(Right.SEE_CASES)
    with seat.database.read() as tx:
        return tuple(lists.earlier(tx, handles, viewer(seat), limit))


def topic_usage(seat: Seat, now: datetime | None = None) -> Mapping[str, int]:
    """How often each topic was used in the last quarter, for the order of proposals."""
    today = today_of(seat, now or now_utc())
    with seat.database.read() as tx:
        return organisation.usage(tx, (today - timedelta(days=90)).toordinal())


# ------------------------------------------------------------------ one case


def open_case(seat: Seat, text: str) -> Opened:
    """A case with personal number, and everything of a protected identity, masked."""
    with seat.database.read() as tx:
        case = get(tx, seat, text)
        events = tuple(trail.of_case(tx, case.id))
    return Opened(masked(case), tuple(masked_event(each, protected=case.protected) for each in events))


def reveal(seat: Seat, text: str, why: str = "", now: datetime | None = None) -> Opened:
    """A case with nothing masked; the opening is written into the access log before anything is shown.

    A protected identity is opened by lead and admin only, who must say ``why``.
    """
    moment = now or now_utc()
    with seat.database.write() as tx:
        case = get(tx, seat, text)
        if case.protected:
            if not seat.who.may(Right.OPEN_PROTECTED):
                raise NotAllowed(Problem("protected_not_allowed", "reference"))
            if not why.strip():
                refuse("protected_why", "why")
        reason = clean(why, "why") if why.strip() else ""
        events = tuple(trail.of_case(tx, case.id))
        trail.log_opening(tx, case.id, int(moment.timestamp()), seat.who.login, hides(case, events), reason)
    return Opened(case, events, revealed=True)


# ------------------------------------------------------------------ cursors and words


def _cursor(text: str | None) -> lists.Cursor | None:
    if text is None:
        return None
    due, dot, number = text.partition(".")
    if not (dot and _CURSOR_PART.fullmatch(due) and _CURSOR_PART.fullmatch(number)):
        refuse("cursor_invalid", "after")
    return int(due), int(number)


_CURSOR_PART = re.compile("[0-9]{1,18}")


def _written(cursor: lists.Cursor) -> str:
    return f"{cursor[0]}.{cursor[1]}"


def _next(rows: list[Listed], limit: int) -> str | None:
    if len(rows) <= limit or limit < 1:
        return None
    last = rows[limit - 1]
    return _written((last.due_key, last.id))


@cache
def _code_words() -> dict[str, dict[str, str]]:
    status = {word: str(each) for each in Status for word in (str(each), *everywhere(each.message))}
    status |= dict.fromkeys(("open", "öppen", "öppet", *everywhere("Open")), "open")
    channel = {word: str(each) for each in Channel for word in (str(each), *everywhere(each.message))}
    kind = {word: code for code, each in kinds().items() for word in (code, *everywhere(each.label))}
    return {
        what: {word.casefold().replace(" ", "-"): code for word, code in words.items()}
        for what, words in (("status", status), ("channel", channel), ("kind", kind))
    }


def _values(seat: Seat) -> dict[str, Mapping[str, str]]:
    known = seat.organisation
    named = {"department": known.departments, "group": known.groups}
    topics = {word.casefold(): each.code for each in known.topics.values() for word in (each.code, each.name)}
    names = {what: {name.casefold(): name for name in all_names} for what, all_names in named.items()}
    return {**_code_words(), **names, "topic": topics, "agent": _Self(seat.who.login)}


class _Self(dict[str, str]):
    """Agents are narrowed to by login; whatever was typed is taken as one."""

    def __init__(self, login: str) -> None:
        super().__init__({"jag": login, "me": login})

    def __contains__(self, word: object) -> bool:
        return True

    def __missing__(self, word: str) -> str:
        return word
