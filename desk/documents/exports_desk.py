"""The lists of the desk itself as they are exported: people, organisation, routines, reports issued, the trail."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from desk.documents import access as access_document
from desk.documents import issued as issued_document
from desk.documents.export import Asked, Export
from desk.rules.kinds import kinds
from desk.rules.retention import days_of
from desk.rules.rights import Right
from desk.services import access, division, issuing, organising, people, report_texts, routines
from desk.services.access import AccessPage
from desk.words import N_

Rows = Iterable[Mapping[str, Any]]
_PAGE = 1000
_TOPIC = ("code", "name", "name_en", "kind", "department", "group", "working_days", "solvable", "active")
_ROUTINE = ("number", "title", "topic", "kind", "owner", "reviewed_on", "review_on", "version", "written_at",
            "written_by", "active")  # fmt: skip


def _people(asked: Asked) -> Iterator[Mapping[str, Any]]:
    asked.seat.demand(Right.SEE_FIGURES)
    for each in people.everybody(asked.seat):
        yield {
            "login": each.login,
            "name": each.name,
            "role": str(each.role),
            "group": each.group,
            "active": each.active and each.may_log_in,
        }


def _topics(asked: Asked) -> Rows:
    return ({name: getattr(each, name) for name in _TOPIC} for each in organising.topics(asked.seat))


def _departments(asked: Asked) -> Rows:
    names = ("name", "email", "active", "topics")
    return ({name: getattr(each, name) for name in names} for each in organising.departments(asked.seat))


def _groups(asked: Asked) -> Rows:
    names = ("name", "least_staff", "active", "topics", "people")
    return ({name: getattr(each, name) for name in names} for each in organising.groups(asked.seat))


def _routines(asked: Asked) -> Iterator[Mapping[str, Any]]:
    for each in routines.routines(asked.seat):
        yield {
            "number": each.id,
            "title": each.title,
            "topic": each.topic,
            "kind": each.kind,
            "owner": each.owner or None,
            "reviewed_on": each.reviewed_on and each.reviewed_on.isoformat(),
            "review_on": each.due_on.isoformat(),
            "version": each.latest.number,
            "written_at": each.latest.at.astimezone(asked.zone).isoformat(),
            "written_by": each.latest.by,
            "active": each.active,
        }


def _division(asked: Asked) -> Iterator[Mapping[str, Any]]:
    for topic, answering in division.division(asked.seat, asked.now).topics.items():
        for place, each in enumerate(answering):
            yield {"topic": topic, "place": place, "login": each.login, "name": each.name, "away": each.away}


def _away(asked: Asked) -> Iterator[Mapping[str, Any]]:
    found = division.division(asked.seat, asked.now)
    for each in found.away:
        last = each.last and each.last.isoformat()
        name = found.names.get(each.login, each.login)
        yield {"number": each.id, "login": each.login, "name": name, "first": each.first.isoformat(), "last": last}


def _kinds(asked: Asked) -> Iterator[Mapping[str, Any]]:
    asked.seat.demand(Right.SEE_FIGURES)
    chosen = asked.seat.retention
    for code, each in kinds().items():
        yield {"code": code, "kind": code, "working_days": each.working_days, "retention_days": days_of(each, chosen)}


def _recipients(asked: Asked) -> Rows:
    return map(issued_document.recipient_document, report_texts.recipients(asked.seat))


def _issued(asked: Asked) -> Rows:
    return (issued_document.issued_document(each, asked.zone) for each in issuing.everyone(asked.seat))


# ------------------------------------------------------------------ the trail


def _access(asked: Asked) -> Iterator[Mapping[str, Any]]:
    for page in _pages(asked, access.page):
        rows: Rows = access_document.access_document(page.rows, None, asked.zone)["entries"]
        yield from rows


def _trail(asked: Asked) -> Iterator[Mapping[str, Any]]:
    for page in _pages(asked, access.desk_page):
        for each in page.rows:
            row = access_document.desk_document((each,), None, asked.zone)["entries"][0]
            yield {**row, "changes": access_document.changed(each)}


def _pages(asked: Asked, ask: Callable[..., AccessPage]) -> Iterator[AccessPage]:
    first = asked.day("from", asked.today) if "from" in asked.only else None
    last = asked.day("to", asked.today) if "to" in asked.only else None
    after: str | None = None
    while True:
        page = ask(asked.seat, first=first, last=last, limit=_PAGE, after=after)
        yield page
        if (after := page.next) is None:
            return


def exports() -> tuple[Export, ...]:
    """Every list of the desk itself."""
    days = {"from": None, "to": None}
    issued = ("id", "report", "span", "department", "number", "language", "issued_at", "issued_by")
    recipient = ("id", "report", "department", "name", "title", "email")
    away = ("number", "login", "name", "first", "last")
    return (
        Export("people", N_("People"), ("login", "name", "role", "group", "active"), _people),
        Export("topics", N_("Topics"), _TOPIC, _topics),
        Export("departments", N_("Departments"), ("name", "email", "active", "topics"), _departments),
        Export("groups", N_("Answer groups"), ("name", "least_staff", "active", "topics", "people"), _groups),
        Export("routines", N_("Routines"), _ROUTINE, _routines),
        Export("division", N_("Division of work"), ("topic", "place", "login", "name", "away"), _division),
        Export("away", N_("Who is away"), away, _away),
        Export("kinds", N_("Kinds"), ("code", "kind", "working_days", "retention_days"), _kinds),
        Export("recipients", N_("Recipients of reports"), recipient, _recipients),
        Export("issued", N_("Issued reports"), issued, _issued),
        Export("access", N_("Access log"), access_document.ACCESS_COLUMNS, _access, days),
        Export("trail", N_("Done to the desk"), access_document.DESK_COLUMNS, _trail, days),
    )
