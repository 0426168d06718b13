"""Cases as JSON, keyed by codes: one as ``show`` gives it, many as ``list`` and ``search`` do, and those as CSV."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, tzinfo
from typing import TYPE_CHECKING, Any

from desk.documents.cells import csv_text
from desk.rules.case_fields import instant_in
from desk.rules.cases import Case
from desk.rules.handing_over import Handover
from desk.storage.lists import Listed
from desk.storage.trail import Event

if TYPE_CHECKING:
    from desk.services.reading import Opened

LISTED = (
    "reference", "kind", "channel", "status", "step", "topic", "summary", "citizen", "department", "group", "agent",
    "received_at", "due", "overdue",
)  # fmt: skip
"""The keys of one case in a list, and the columns of the CSV."""


def case_document(opened: Opened, zone: tzinfo, now: datetime) -> dict[str, Any]:
    """One case with its trail as JSON values. Instants carry ``zone``'s offset; what is masked stays masked."""
    case = opened.case
    return {
        "reference": case.reference,
        "kind": case.kind,
        "channel": _code(case.channel),
        "status": _code(case.status),
        "step": case.step,
        "topic": case.topic,
        "summary": case.summary,
        "note": case.note,
        "citizen": {
            "name": case.name,
            "phone": case.phone,
            "email": case.email,
            "personal_number": case.personal_number,
            "anonymous": case.anonymous,
            "protected": case.protected,
        },
        "department": case.department,
        "group": case.group,
        "agent": case.agent,
        "passed_on_to": case.passed_on_to,
        "demand": _code(case.demand),
        "cause": _code(case.cause),
        "outcome": _code(case.outcome),
        "confidential": case.confidential,
        "received_at": instant(case.received_at, zone),
        "registered_at": instant(case.registered_at, zone),
        "first_answered_at": instant(case.first_answered_at, zone),
        "closed_at": instant(case.closed_at, zone),
        "due": instant(case.due, zone),
        "parked_until": _day(case.parked_until),
        "overdue": case.overdue(now),
        "retention_date": _day(case.retention_date),
        "hold": case.hold,
        "annulled": _annulled(case, zone),
        "disposed_at": instant(case.disposed_at, zone),
        "details": {n: local_value(f"details.{n}", each, zone, case.kind) for n, each in case.details.items()},
        "handovers": [_handover(each, zone) for each in opened.handovers],
        "events": [_event(each, zone, case.kind) for each in opened.events],
    }


def _handover(each: Handover, zone: tzinfo) -> dict[str, Any]:
    return {
        "department": each.department,
        "to": each.to,
        "at": instant(each.at, zone),
        "by": each.by,
        "follow_up": _day(each.follow_up),
        "answer": each.answer,
        "answered_on": _day(each.answered_on),
    }


def _annulled(case: Case, zone: tzinfo) -> dict[str, Any] | None:
    if case.annulled_at is None:
        return None
    return {"at": instant(case.annulled_at, zone), "by": case.annulled_by, "why": case.annulled_why}


def _event(event: Event, zone: tzinfo, kind: str) -> dict[str, Any]:
    changes = {
        name: [local_value(name, before, zone, kind), local_value(name, after, zone, kind)]
        for name, (before, after) in event.changes.items()
    }
    return {"at": instant(event.at, zone), "by": event.by, "what": event.what, "changes": changes}


def local_value(name: str, value: Any, zone: tzinfo, kind: str) -> Any:
    """A stored value: instants, which are kept in UTC, in ``zone``; others as they are."""
    at = instant_in(name, value, kind)
    return value if at is None else at.astimezone(zone).isoformat()


def listed_document(row: Listed, zone: tzinfo, now: datetime) -> dict[str, Any]:
    """One row of a list as JSON values."""
    values = (
        row.reference, row.kind, row.channel, row.status, row.step, row.topic, row.summary, row.citizen,
        row.department, row.group, row.agent, instant(row.received_at, zone), instant(row.due, zone), row.overdue(now),
    )  # fmt: skip
    return dict(zip(LISTED, values, strict=True))


def page_document(rows: Iterable[Listed], following: str | None, zone: tzinfo, now: datetime) -> dict[str, Any]:
    """A page of a list; ``following`` is the cursor of the page after it."""
    return {"cases": [listed_document(row, zone, now) for row in rows], "next": following}


def page_csv(rows: Sequence[Listed], zone: tzinfo, now: datetime) -> str:
    """A page of a list as CSV, with the keys of the JSON as its first line."""
    documents: list[Mapping[str, Any]] = [listed_document(row, zone, now) for row in rows]
    return csv_text(LISTED, (list(each.values()) for each in documents))


def instant(value: datetime | None, zone: tzinfo) -> str | None:
    """An instant as ISO 8601 with the zone's offset."""
    return None if value is None else value.astimezone(zone).isoformat()


def _day(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def _code(value: str | None) -> str | None:
    return None if value is None else str(value)
