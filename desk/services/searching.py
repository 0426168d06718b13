"""Finding cases: as one types, and the earlier ones of a number that a form holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from desk.rules.cases import Channel, Status
from desk.rules.kinds import by_kinds, kinds
from desk.rules.rights import Right
from desk.rules.searching import read_query
from desk.rules.text import shown
from desk.services.lists import PAGE, cursor_of, viewer, written
from desk.services.registration import today_of
from desk.services.seat import Seat, now_utc
from desk.storage import lists, organisation, search
from desk.storage.lists import Listed
from desk.words import everywhere

LONGEST_LINE = 400
"""Of a search line, no more is read; a page pasted into the field costs nothing."""


@dataclass(frozen=True)
class Found:
    """What a search found: as it was spelt, and below it what the words find without dots and accents."""

    rows: tuple[Listed, ...]
    folded: tuple[Listed, ...] = ()
    next: str | None = None


def find(seat: Seat, line: str, limit: int = PAGE, after: str | None = None) -> Found:
    """Search as one types. A line with nothing to search for finds nothing; never refuses what is typed."""
    seat.demand(Right.SEE_CASES)
    query = read_query(shown(line[:LONGEST_LINE]), _values(seat))
    if query.empty:
        return Found(())
    cursor = cursor_of(after)
    eyes = viewer(seat)
    with seat.database.read() as tx:
        rows = search.find(tx, query, eyes, limit + 1, cursor)
        near: list[Listed] = []
        if cursor is None and query.words and len(rows) <= limit:
            near = search.find_folded(tx, query, eyes, limit, (row.id for row, _ in rows))
    following = written(rows[limit - 1][1]) if 0 < limit < len(rows) else None
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


# ------------------------------------------------------------------ words that narrow


@by_kinds
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
