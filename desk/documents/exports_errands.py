"""The lists of errands as they are exported: cases, who is in the house, registers, what can be booked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from desk.documents import house as house_document
from desk.documents.cases import LISTED, instant, listed_document
from desk.documents.export import Asked, Export
from desk.rules.bookings import Reservation, Resource, ResourceSort
from desk.rules.kinds import kind, kinds
from desk.rules.refusals import refuse
from desk.rules.registers import OF_CASES, VIEWS, Holding, Sort
from desk.services import bookings, house, lists, registers, resources, searching
from desk.storage.lists import Listed, Which
from desk.words import N_

Rows = Iterable[Mapping[str, Any]]
_PAGE = 1000
_MOST_DAYS = 400
SCOPES = ("all", "mine", "group")
STATES = ("open", "overdue", "all")


# ------------------------------------------------------------------ cases


def _cases(asked: Asked) -> Rows:
    seat, words = asked.seat, asked.only.get("words")
    if words:
        return (_case(asked, row) for row in _found(asked, words))
    state, scope = asked.only.get("state", "open"), asked.only.get("scope", "all")
    if asked.only.get("kind"):
        kind(asked.only["kind"])
    which = Which(
        open=state != "all",
        overdue_at=int(asked.now.timestamp()) if state == "overdue" else None,
        agent=seat.who.login if scope == "mine" else None,
        group=seat.who.group if scope == "group" else None,
        kind=asked.only.get("kind"),
    )
    return (_case(asked, row) for row in _listed(asked, which))


def _listed(asked: Asked, which: Which) -> Iterator[Listed]:
    after = None
    while True:
        page = lists.page(asked.seat, which, _PAGE, after)
        yield from page.rows
        if (after := page.next) is None:
            return


def _found(asked: Asked, words: str) -> Iterator[Listed]:
    """As the search shows them: as they were spelt, then what is found without dots and accents."""
    after, folded = None, None
    while True:
        found = searching.find(asked.seat, words, _PAGE, after)
        folded = found.folded if folded is None else folded
        yield from found.rows
        if (after := found.next) is None:
            yield from folded
            return


def _case(asked: Asked, row: Listed) -> Mapping[str, Any]:
    return {**listed_document(row, asked.zone, asked.now), "protected": row.protected}


# ------------------------------------------------------------------ the house


def _visitors(asked: Asked) -> Rows:
    found = house_document.document(house.who_is_here(asked.seat), asked.now, asked.zone)
    rows: Rows = found["visitors"]
    return rows


def _post(asked: Asked) -> Rows:
    found = house_document.document(house.who_is_here(asked.seat), asked.now, asked.zone)
    rows: Rows = found["post"]
    return rows


# ------------------------------------------------------------------ registers

_PERMIT = (
    "serial_number", "state", "person", "name", "phone", "valid_from", "valid_to", "blocked", "blocked_on",
    "protected", "reference", "renewal",
)  # fmt: skip
_CARD = (
    "card_number", "state", "name", "school", "person", "phone", "handed_out", "blocked", "blocked_on", "protected",
    "reference", "renewal",
)  # fmt: skip


def _held(sort: Sort, names: tuple[str, ...]) -> Callable[[Asked], Rows]:
    def rows(asked: Asked) -> Iterator[Mapping[str, Any]]:
        view = next(each for each in VIEWS[sort] if each == asked.only.get("view", "all"))
        after = None
        while True:
            page = registers.page(asked.seat, sort, view, _PAGE, after, asked.now)
            for each in page.rows:
                values = _holding(asked, each)
                yield {name: values[name] for name in names}
            if (after := page.next) is None:
                return

    return rows


def _holding(asked: Asked, each: Holding) -> dict[str, Any]:
    return {
        "serial_number": each.number,
        "card_number": each.number,
        "state": str(each.state(asked.today)),
        "person": each.person,
        "name": each.name,
        "school": each.school,
        "phone": each.phone,
        "valid_from": _iso(each.valid_from),
        "valid_to": _iso(each.valid_to),
        "handed_out": _iso(each.active_from),
        "blocked": each.blocked,
        "blocked_on": _iso(each.ended_on) if each.blocked else None,
        "protected": each.protected,
        "reference": each.reference,
        "renewal": each.renewal,
    }


def _views(sort: Sort) -> tuple[str, ...]:
    return tuple(str(each) for each in VIEWS[sort] if each not in OF_CASES)


# ------------------------------------------------------------------ what can be booked

_RESOURCE = ("sort", "type", "name", "note", "active", "out_from", "out_to", "out_why")
_BOOKING = ("sort", "type", "name", "begins", "ends", "state", "who", "protected", "reference", "kind", "step")


def _pool(asked: Asked) -> Rows:
    sort = asked.only.get("sort")
    found = resources.resources(asked.seat, ResourceSort(sort) if sort else None, rested=True)
    return (_resource(asked, each) for each in found)


def _resource(asked: Asked, each: Resource) -> Mapping[str, Any]:
    return {
        "sort": str(each.sort),
        "type": each.type,
        "name": each.name,
        "note": each.note,
        "active": each.active,
        "out_from": instant(each.out_from, asked.zone),
        "out_to": instant(each.out_to, asked.zone),
        "out_why": each.out_why,
    }


def _bookings(asked: Asked) -> Iterator[Mapping[str, Any]]:
    first = asked.day("from", asked.week.first)
    last = asked.day("to", max(asked.week.last, first) if "week" in asked.only else first + timedelta(days=6))
    if not first <= last < first + timedelta(days=_MOST_DAYS):
        refuse("export_days", "to", most=_MOST_DAYS)
    only = asked.only.get("sort")
    for sort in ResourceSort if only is None else (ResourceSort(only),):
        for row in bookings.calendar(asked.seat, sort, first, last, asked.now).rows:
            for each in row.reservations:
                yield _booking(asked, row.resource, each)


def _booking(asked: Asked, of: Resource, each: Reservation) -> Mapping[str, Any]:
    return {
        "sort": str(of.sort),
        "type": of.type,
        "name": of.name,
        "begins": instant(each.begins, asked.zone),
        "ends": instant(each.ends, asked.zone),
        "state": str(each.state(asked.now)),
        "who": each.who,
        "protected": each.protected,
        "reference": each.reference,
        "kind": each.kind,
        "step": each.step,
    }


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def exports() -> tuple[Export, ...]:
    """Every list of errands."""
    sorts = tuple(map(str, ResourceSort))
    narrow = {"scope": SCOPES, "state": STATES, "kind": tuple(kinds()), "words": None}
    weeks = {"sort": sorts, "week": None, "from": None, "to": None}
    return (
        Export("cases", N_("Cases"), (*LISTED, "protected"), _cases, narrow),
        Export("visitors", N_("Visitors in the house"), house_document.VISITORS, _visitors),
        Export("post", N_("Post that waits"), house_document.POST, _post),
        Export("permits", N_("Parking permits"), _PERMIT, _held(Sort.PERMIT, _PERMIT), {"view": _views(Sort.PERMIT)}),
        Export("cards", N_("Bus cards"), _CARD, _held(Sort.CARD, _CARD), {"view": _views(Sort.CARD)}),
        Export("pool", N_("What can be booked"), _RESOURCE, _pool, {"sort": sorts}),
        Export("bookings", N_("Bookings"), _BOOKING, _bookings, weeks),
    )
