"""Reservations as they are shown: whose they are is said as in lists, and not of protected or confidential cases."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from desk.rules.bookings import Reservation, ResourceSort
from desk.rules.references import reference
from desk.rules.rights import Right
from desk.services.seat import Seat
from desk.storage import bookings
from desk.storage.database import Row, Transaction
from desk.storage.times import instant


def shown_between(
    tx: Transaction,
    seat: Seat,
    begins: datetime,
    ends: datetime,
    sort: ResourceSort | None = None,
    resource: int | None = None,
) -> tuple[Reservation, ...]:
    """What takes some of a time, of a sort or of one resource, in order of time."""
    return tuple(_shown(seat, row) for row in bookings.between(tx, begins, ends, sort, resource))


def _shown(seat: Seat, row: Row) -> Reservation:
    of = dict(zip(bookings.SHOWN, row, strict=True))
    hidden = bool(of["confidential"]) and of["agent"] != seat.who.login and not seat.who.may(Right.SEE_CONFIDENTIAL)
    details = json.loads(of["details"])
    protected = bool(of["protected"])
    return Reservation(
        id=of["id"],
        resource_id=of["resource_id"],
        case_id=of["case_id"],
        reference=reference(of["year"], of["number"]),
        kind=of["kind"],
        begins=datetime.fromtimestamp(of["begins"], UTC),
        ends=datetime.fromtimestamp(of["ends"], UTC),
        lent_at=instant(of["lent_at"]),
        returned_at=instant(of["returned_at"]),
        step=of["step"],
        who=None if hidden or protected else _who(of["name"], details),
        summary="" if hidden else of["summary"],
        protected=protected,
        hidden=hidden,
        repeats=bool(details.get("repeats")),
        version=of["version"],
    )


def _who(name: str | None, details: Mapping[str, Any]) -> str | None:
    """Borrower, association or couple; where none is named, the person of the case."""
    couple = [each for each in (details.get("partner_one"), details.get("partner_two")) if each]
    return details.get("borrower") or details.get("association") or " & ".join(couple) or name
