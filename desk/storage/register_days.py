"""Days that run in cases of permits and cards: until when a decision may be appealed, a temporary card's last day."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from desk.rules.kinds.parking_permit import last_day_to_appeal
from desk.rules.references import reference
from desk.rules.registers import Running
from desk.storage.database import Row, Transaction
from desk.storage.lists import VISIBLE, Viewer
from desk.storage.parking_permit import APPEALABLE

_RUNNING = "SELECT c.id, c.year, c.number, c.name, c.protected, c.step, c.details, c.closed_at FROM cases c"


def appeals(tx: Transaction, viewer: Viewer, today: date) -> list[Running]:
    """Refused applications that may still be appealed, and appeals that are not done with; by their last day.

    One whose decision has not reached the person comes last: no time runs yet.
    """
    may = APPEALABLE.replace("kind", "c.kind").replace("step", "c.step")
    rows = tx.all(
        f"{_RUNNING} INDEXED BY cases_appeals WHERE {may} AND c.annulled_at IS NULL AND c.disposed_at IS NULL"
        f" AND {VISIBLE} ORDER BY c.id DESC",
        (viewer.all_confidential, viewer.login),
    )
    found = []
    for row in rows:
        own: dict[str, Any] = json.loads(row[6])
        if own.get("decision") != "refused" and row[5] != "appealed":
            continue
        served = _day(own, "served_on")
        last = None if served is None else last_day_to_appeal(served)
        if row[7] is None or (last is not None and last >= today):
            found.append(_running(row, own.get("serial_number"), last, own))
    return sorted(found, key=lambda each: (each.day is None, each.day or today, each.case_id))


def temporary(tx: Transaction, viewer: Viewer) -> list[Running]:
    """Open cases with a temporary card, by its last day."""
    rows = tx.all(
        f"{_RUNNING} WHERE c.kind = 'bus_card' AND c.closed_at IS NULL AND c.annulled_at IS NULL"
        f" AND c.details ->> 'temporary_until' IS NOT NULL AND {VISIBLE}",
        (viewer.all_confidential, viewer.login),
    )
    found = []
    for row in rows:
        own: dict[str, Any] = json.loads(row[6])
        pupil = (*row[:3], own.get("pupil") or row[3], *row[4:])
        found.append(_running(pupil, own.get("card_number"), _day(own, "temporary_until"), {}))
    return sorted(found, key=lambda each: (each.day or date.max, each.case_id))


def _running(row: Row, number: str | None, day: date | None, own: dict[str, Any]) -> Running:
    return Running(
        case_id=row[0],
        reference=reference(row[1], row[2]),
        name=row[3],
        protected=bool(row[4]),
        step=row[5],
        number=number,
        day=day,
        decided_on=_day(own, "decided_on"),
        served_on=_day(own, "served_on"),
        appealed_on=_day(own, "appealed_on"),
    )


def _day(own: dict[str, Any], name: str) -> date | None:
    return date.fromisoformat(own[name]) if own.get(name) else None
