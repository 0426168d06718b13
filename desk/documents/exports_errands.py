"""The lists of errands as they are exported: cases, who is in the house, registers, what can be booked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any

from desk.documents import house as house_document
from desk.documents import registers as registers_document
from desk.documents.cases import LISTED, instant, listed_document
from desk.documents.export import Asked, Export
from desk.rules.bookings import Reservation, Resource, ResourceSort
from desk.rules.kinds import kind, kinds
from desk.rules.refusals import refuse
from desk.rules.registers import OF_CASES, VIEWS, Holding, Sort, View
from desk.services import bookings, house, lists, registers, resources, searching
from desk.storage.lists import Listed, Which
from desk.words import N_

Rows = Iterable[Mapping[str, Any]]
_PAGE = 1000
_MOST_DAYS = 400
_RUNNING = (View.APPEALS, View.TEMPORARY)
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


def _held(sort: Sort) -> Callable[[Asked], Rows]:
    def rows(asked: Asked) -> Rows:
        words, view = asked.only.get("words"), View(asked.only.get("view", str(View.ALL)))
        found = registers.find(asked.seat, sort, words, _PAGE) if words else _holdings(asked, sort, view)
        return (registers_document.document(each, asked.today) for each in found)

    return rows


def _holdings(asked: Asked, sort: Sort, view: View) -> Iterator[Holding]:
    after = None
    while True:
        page = registers.page(asked.seat, sort, view, _PAGE, after, asked.now)
        yield from page.rows
        if (after := page.next) is None:
            return


def _runs(view: View) -> Callable[[Asked], Rows]:
    def rows(asked: Asked) -> Rows:
        found = registers.running(asked.seat, view, asked.now)
        return (registers_document.running_document(each, view) for each in found)

    return rows


def _register(sort: Sort) -> Export:
    views = tuple(str(each) for each in VIEWS[sort] if each not in OF_CASES)
    what = registers_document.KEYS[sort]
    return Export(what, sort.message, registers_document.header(sort), _held(sort), {"view": views, "words": None})


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


def exports() -> tuple[Export, ...]:
    """Every list of errands."""
    sorts = tuple(map(str, ResourceSort))
    narrow = {"scope": SCOPES, "state": STATES, "kind": tuple(kinds()), "words": None}
    weeks = {"sort": sorts, "week": None, "from": None, "to": None}
    return (
        Export("cases", N_("Cases"), (*LISTED, "protected"), _cases, narrow),
        Export("visitors", N_("Visitors in the house"), house_document.VISITORS, _visitors),
        Export("post", N_("Post that waits"), house_document.POST, _post),
        *(_register(each) for each in Sort),
        *(Export(str(each), each.message, registers_document.running_header(each), _runs(each)) for each in _RUNNING),
        Export("pool", N_("What can be booked"), _RESOURCE, _pool, {"sort": sorts}),
        Export("bookings", N_("Bookings"), _BOOKING, _bookings, weeks),
    )
