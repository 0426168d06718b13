"""What spans cases: numbers by which a case is found exactly, bus cards in use, permits, one active per person.

The constraints stand in the database (see ``tables.py``); here they are met before they bite, so that the person
gets a sentence. All run inside the registration's own transaction.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from desk.rules.cases import Case
from desk.rules.kinds.base import Details
from desk.rules.kinds.bus_card import BusCard
from desk.rules.kinds.parking_permit import ParkingPermit
from desk.storage import bus_card, parking_permit
from desk.storage.database import Transaction


def handles_of(case: Case) -> tuple[str, ...]:
    """The numbers by which a case is found exactly, each with what it is."""
    found = [
        ("phone", case.phone),
        ("email", case.email.casefold() if case.email else None),
        ("person", case.personal_number),
        ("card", case.details.get("card_number")),
        ("serial", case.details.get("serial_number")),
    ]
    return tuple(f"{what}:{value}" for what, value in found if value)


def put_handles(tx: Transaction, case: Case) -> None:
    """Write the handles of a new case."""
    for handle in handles_of(case):
        tx.run("INSERT INTO handles (handle, case_id) VALUES (?, ?) ON CONFLICT DO NOTHING", (handle, case.id))


def renew_handles(tx: Transaction, before: Case, after: Case) -> None:
    """Write the handles of a changed case anew."""
    old, new = set(handles_of(before)), set(handles_of(after))
    for handle in old - new:
        tx.run("DELETE FROM handles WHERE handle = ? AND case_id = ?", (handle, after.id))
    for handle in new - old:
        tx.run("INSERT INTO handles (handle, case_id) VALUES (?, ?) ON CONFLICT DO NOTHING", (handle, after.id))


# ------------------------------------------------------------------ one way in for every kind


def spans(details: Details) -> bool:
    """Whether rules of the kind span cases: only then :func:`check` and :func:`keep` do anything, or a booking."""
    return isinstance(details, BusCard | ParkingPermit) or details.books


class Over(NamedTuple):
    """A row without a case that a case ended; whose trail says so under ``subject`` (``card:3``, ``permit:3``)."""

    subject: str
    blocked: bool


def check(tx: Transaction, before: Case | None, case: Case, details: Details, today: date) -> Details:
    """Refuse what other cases forbid; return the details with what other cases decide (a kept end date).

    Called before a new or changed case is written; ``before`` is ``None`` for a new one, whose id is 0. Only what
    the change touches is asked about, so that a note can always be written.
    """
    if isinstance(details, BusCard):
        bus_card.check(tx, before, case, details)
    elif isinstance(details, ParkingPermit):
        return parking_permit.check(tx, before, case, details, today)
    return details


def keep(tx: Transaction, before: Case | None, case: Case, details: Details, today: date) -> tuple[Over, ...]:
    """Bring cards and permits in line with a case that was just written; what without a case ended with that."""
    if isinstance(details, BusCard):
        return tuple(Over(f"card:{each}", True) for each in bus_card.keep(tx, before, case, details, today))
    if isinstance(details, ParkingPermit):
        return tuple(Over(f"permit:{each}", False) for each in parking_permit.keep(tx, before, case, details, today))
    return ()


def to_block(
    tx: Transaction, before: Case | None, case: Case, details: Details, today: date
) -> parking_permit.Held | None:
    """The permit that a newly reported loss blocks, or ``None``."""
    if not isinstance(details, ParkingPermit):
        return None
    return parking_permit.to_block(tx, before, case, details, today)
