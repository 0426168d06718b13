"""Parking permits across cases: one that is active per person, renewals, what is lost, serial numbers used once.

Permits that were brought in stand among those of cases, without one.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from desk.rules.cases import Case
from desk.rules.kinds.parking_permit import Application, ParkingPermit, Step, first_renewal_day
from desk.rules.refusals import refuse
from desk.rules.text import folded
from desk.storage.database import Row, Transaction
from desk.storage.times import local_day, ordinal
from desk.storage.touched import REFERENCE, comes_to, same

APPEALABLE = "kind = 'parking_permit' AND step IN ('decided', 'refused', 'appealed')"
"""Cases with a decision that may be appealed, as the index ``cases_appeals`` has it."""
_UNDER_WAY = frozenset({Step.RECEIVED, Step.COMPLETION, Step.INVESTIGATION, Step.DECIDED})


class Held(NamedTuple):
    """A permit that somebody holds. ``case`` and ``reference`` are None of one that was brought in."""

    id: int
    case: int | None
    reference: str | None
    serial: str
    last: date


_HELD = f"SELECT id, case_id, {REFERENCE.format(table='permits')}, serial_number, valid_to FROM permits"


def active(tx: Transaction, person: str, today: date, but: int | None = None) -> Held | None:
    """The person's active permit, other than case ``but``'s own."""
    return _held(
        tx.one(
            f"{_HELD} WHERE person = ? AND active_day IS NOT NULL AND ended_day IS NULL AND valid_to >= ?"
            " AND (case_id IS NULL OR case_id IS NOT ?)",
            (person, today.toordinal(), but),
        )
    )


def replaced(tx: Transaction, person: str, today: date, but: int) -> Held | None:
    """The permit that a lost one's replacement, case ``but``, takes after: the latest before it that has not run out.

    ``but`` is 0 for a new case.
    """
    return _held(
        tx.one(
            f"{_HELD} WHERE person = ? AND active_day IS NOT NULL AND valid_to >= ?"
            " AND (? = 0 OR case_id IS NULL OR case_id < ?) ORDER BY active_day DESC, case_id DESC",
            (person, today.toordinal(), but, but),
        )
    )


def _held(row: Row | None) -> Held | None:
    if row is None:
        return None
    last = local_day(row[4])
    return None if last is None else Held(row[0], row[1], row[2], row[3], last)


# ------------------------------------------------------------------ what is refused


def check(tx: Transaction, before: Case | None, case: Case, details: ParkingPermit, today: date) -> ParkingPermit:
    """Refuse what other permits forbid; the details with the end date that a replaced permit keeps."""
    if details.serial_number:
        check_serial(tx, details.serial_number, case.id)
    settled = same(before, case, "application", "valid_to") and not comes_to(
        before, case, Step.TO_COLLECT, Step.HANDED_OUT
    )
    if case.personal_number is None or settled:
        return details
    if details.application is Application.LOST:
        return _keep_end(tx, case, details, today)
    current = active(tx, case.personal_number, today, case.id)
    if current is None:
        return details
    if details.application is Application.NEW or _is_active(tx, case):
        refuse_second(current)
    if details.application is Application.RENEWAL and case.day < first_renewal_day(current.last):
        refuse("renewal_too_early", "details.application", first=first_renewal_day(current.last))
    return details


def refuse_second(current: Held) -> None:
    """Say that the person has an active permit, and where it stands."""
    if current.reference:
        refuse("permit_active", "details.application", reference=current.reference)
    refuse("permit_brought_in", "details.application", serial=current.serial)


def check_serial(tx: Transaction, serial: str, but: int | None = None) -> None:
    """Refuse a serial number that another permit than case ``but``'s has had."""
    row = tx.one(
        f"SELECT {REFERENCE.format(table='permits')} FROM permits WHERE serial_number = ?"
        " AND (case_id IS NULL OR case_id IS NOT ?)",
        (serial, but),
    )
    if row and row[0]:
        refuse("serial_taken", "details.serial_number", reference=row[0])
    if row:
        refuse("serial_brought_in", "details.serial_number")


def _is_active(tx: Transaction, case: Case) -> bool:
    return bool(
        tx.value("SELECT 1 FROM permits WHERE case_id = ? AND active_day IS NOT NULL AND ended_day IS NULL", (case.id,))
    )


def _keep_end(tx: Transaction, case: Case, details: ParkingPermit, today: date) -> ParkingPermit:
    old = replaced(tx, case.personal_number or "", today, case.id)
    if old is None:
        return details
    if details.valid_to is None:
        return details.model_copy(update={"valid_to": old.last})
    if details.valid_to != old.last:
        refuse("permit_end_kept", "details.valid_to", last=old.last)
    return details


def to_block(tx: Transaction, before: Case | None, case: Case, details: ParkingPermit, today: date) -> Held | None:
    """The permit that a newly reported loss blocks."""
    over = case.annulled_at is not None or case.step not in _UNDER_WAY
    if details.application is not Application.LOST or over or case.personal_number is None:
        return None
    return None if same(before, case, "application") else active(tx, case.personal_number, today, case.id)


# ------------------------------------------------------------------ the register kept in line


def keep(tx: Transaction, before: Case | None, case: Case, details: ParkingPermit, today: date) -> tuple[int, ...]:
    """Bring the register in line with a case that was just written.

    Returns:
        The ids of the permits without a case that ended with it, renewed or replaced.
    """
    if case.annulled_at is not None:
        tx.run("DELETE FROM permits WHERE case_id = ? AND active_day IS NULL", (case.id,))
        tx.run("UPDATE permits SET ended_day = ? WHERE case_id = ? AND ended_day IS NULL", (today.toordinal(), case.id))
        return ()
    if not details.serial_number:
        tx.run("DELETE FROM permits WHERE case_id = ? AND active_day IS NULL", (case.id,))
        return ()
    ended: tuple[int, ...] = ()
    handed_out = comes_to(before, case, Step.HANDED_OUT)
    if case.personal_number and (handed_out or (_is_active(tx, case) and not same(before, case))):
        replaces = handed_out and details.application in (Application.RENEWAL, Application.LOST)
        ended = end_others(tx, case.personal_number, case.id, today, replaces=replaces)
    tx.run(
        "INSERT INTO permits (case_id, person, known_as, serial_number, valid_from, valid_to, active_day)"
        " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (case_id) DO UPDATE SET person = excluded.person,"
        " known_as = excluded.known_as, serial_number = excluded.serial_number, valid_from = excluded.valid_from,"
        " valid_to = excluded.valid_to, active_day = coalesce(permits.active_day, excluded.active_day)",
        (
            case.id,
            case.personal_number,
            folded(case.name) if case.name and not case.protected else None,
            details.serial_number,
            ordinal(details.valid_from),
            ordinal(details.valid_to),
            today.toordinal() if case.step == Step.HANDED_OUT else None,
        ),
    )
    if case.step == Step.BLOCKED:
        tx.run(
            "UPDATE permits SET ended_day = ?, blocked = 1 WHERE case_id = ? AND ended_day IS NULL",
            (today.toordinal(), case.id),
        )
    return ended


def end_others(tx: Transaction, person: str, but: int | None, today: date, *, replaces: bool) -> tuple[int, ...]:
    """A permit past its day has ended; one that is renewed or replaced ends when the new one is handed out.

    Returns:
        The ids of those without a case that were ended.
    """
    ended = tx.all(
        "UPDATE permits SET ended_day = min(:today, coalesce(valid_to, :today)) WHERE person = :person"
        " AND (case_id IS NULL OR case_id IS NOT :but) AND active_day IS NOT NULL AND ended_day IS NULL"
        " AND (valid_to < :today OR :replaces = 1) RETURNING id, case_id",
        {"today": today.toordinal(), "person": person, "but": but, "replaces": replaces},
    )
    if still := active(tx, person, today, but):
        refuse_second(still)
    return tuple(number for number, of_case in ended if of_case is None)
