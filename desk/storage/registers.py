"""What spans cases: numbers by which a case is found exactly, bus cards in use, permits, one active per person.

The constraints stand in the database (see ``tables.py``); here they are met before they bite, so that the person
gets a sentence. All run inside the registration's own transaction.
"""

from __future__ import annotations

from datetime import date

from desk.rules.calendar import school_year
from desk.rules.cases import Case
from desk.rules.kinds.base import Details
from desk.rules.kinds.bus_card import FEE_HIGH, FEE_LOW, BusCard
from desk.rules.kinds.bus_card import Step as CardStep
from desk.rules.kinds.parking_permit import Application, ParkingPermit, first_renewal_day
from desk.rules.kinds.parking_permit import Step as PermitStep
from desk.rules.refusals import refuse
from desk.rules.text import folded
from desk.storage.database import Transaction
from desk.storage.times import local_day, ordinal

_REFERENCE = "(SELECT printf('%02d-%06d', year % 100, number) FROM cases WHERE id = {table}.case_id)"


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
        tx.run("INSERT OR IGNORE INTO handles (handle, case_id) VALUES (?, ?)", (handle, case.id))


def renew_handles(tx: Transaction, before: Case, after: Case) -> None:
    """Write the handles of a changed case anew."""
    old, new = set(handles_of(before)), set(handles_of(after))
    for handle in old - new:
        tx.run("DELETE FROM handles WHERE handle = ? AND case_id = ?", (handle, after.id))
    for handle in new - old:
        tx.run("INSERT OR IGNORE INTO handles (handle, case_id) VALUES (?, ?)", (handle, after.id))


# ------------------------------------------------------------------ one way in for every kind


def check(tx: Transaction, before: Case | None, case: Case, details: Details, today: date) -> Details:
    """Refuse what other cases forbid; return the details with what other cases decide (a kept end date).

    Called before a new or changed case is written; ``before`` is ``None`` for a new one, whose id is 0. Only what
    the change touches is asked about, so that a note can always be written.
    """
    if isinstance(details, BusCard):
        _check_card(tx, before, case, details)
    elif isinstance(details, ParkingPermit):
        return _check_permit(tx, before, case, details, today)
    return details


def keep(tx: Transaction, before: Case | None, case: Case, details: Details, today: date) -> None:
    """Bring cards and permits in line with a case that was just written."""
    if isinstance(details, BusCard):
        _keep_card(tx, before, case, details, today)
    elif isinstance(details, ParkingPermit):
        _keep_permit(tx, before, case, details, today)


def _same(before: Case | None, case: Case, *names: str) -> bool:
    """Whether the case had the same personal number and the same details of these names before."""
    if before is None or before.personal_number != case.personal_number:
        return False
    return all(before.details.get(name) == case.details.get(name) for name in names)


def _takes(before: Case | None, case: Case, *steps: str) -> bool:
    """Whether the case comes to one of ``steps`` just now."""
    return case.step in steps and (before is None or before.step != case.step)


# ------------------------------------------------------------------ bus cards


def _holder(case: Case, details: BusCard) -> str | None:
    if case.personal_number:
        return f"person:{case.personal_number}"
    name = details.pupil or case.name
    return f"pupil:{folded(name)}|{folded(details.school or '')}" if name else None


def _check_card(tx: Transaction, before: Case | None, case: Case, details: BusCard) -> None:
    if details.card_number:
        known = before is not None and before.details.get("card_number") == details.card_number
        if not known or _takes(before, case, CardStep.TO_COLLECT, CardStep.HANDED_OUT):
            _check_number(tx, case, details.card_number)
    settled = _same(before, case, "reason", "fee", "pupil", "school")
    if details.free_of_the_year and not settled:
        _check_free_card(tx, case, details)


def _check_number(tx: Transaction, case: Case, number: str) -> None:
    row = tx.one(
        f"SELECT {_REFERENCE.format(table='bus_cards')} FROM bus_cards WHERE card_number = ?"
        " AND active_day IS NOT NULL AND ended_day IS NULL AND case_id <> ?",
        (number, case.id),
    )
    if row:
        refuse("card_number_taken", "details.card_number", reference=row[0])


def _check_free_card(tx: Transaction, case: Case, details: BusCard) -> None:
    """Free is the first lost card of the school year; a card that was reported later takes nothing away."""
    holder = _holder(case, details)
    begins = school_year(case.day)
    earlier = holder and tx.value(
        "SELECT 1 FROM bus_cards b JOIN cases c ON c.id = b.case_id WHERE b.holder = ? AND c.day >= ? AND c.day < ?"
        " AND (? = 0 OR c.id < ?) AND c.annulled_at IS NULL AND json_extract(c.details, '$.reason') = 'lost' LIMIT 1",
        (holder, begins.toordinal(), begins.replace(year=begins.year + 1).toordinal(), case.id, case.id),
    )
    if holder is None or earlier:
        refuse("fee_free_first_only", "details.fee", low=FEE_LOW, high=FEE_HIGH)


def _keep_card(tx: Transaction, before: Case | None, case: Case, details: BusCard, today: date) -> None:
    if case.annulled_at is not None:
        tx.run("DELETE FROM bus_cards WHERE case_id = ?", (case.id,))
        return
    holder = _holder(case, details)
    active = today.toordinal() if case.step == CardStep.HANDED_OUT else None
    tx.run(
        "INSERT INTO bus_cards (case_id, card_number, holder, active_day) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (case_id) DO UPDATE SET card_number = excluded.card_number, holder = excluded.holder,"
        " active_day = coalesce(active_day, excluded.active_day)",
        (case.id, details.card_number or "", holder, active),
    )
    if _takes(before, case, CardStep.BLOCKED) and holder:
        tx.run(
            "UPDATE bus_cards SET ended_day = ?, blocked = 1 WHERE holder = ? AND case_id IS NOT ?"
            " AND active_day IS NOT NULL AND ended_day IS NULL",
            (today.toordinal(), holder, case.id),
        )


# ------------------------------------------------------------------ permits

_UNDER_WAY = frozenset({PermitStep.RECEIVED, PermitStep.COMPLETION, PermitStep.INVESTIGATION, PermitStep.DECIDED})


def active_permit(tx: Transaction, person: str, today: date, but: int) -> tuple[int, str, date] | None:
    """Case id, reference and last day of the person's active permit, other than case ``but``'s own."""
    row = tx.one(
        f"SELECT case_id, {_REFERENCE.format(table='permits')}, valid_to FROM permits WHERE person = ?"
        " AND active_day IS NOT NULL AND ended_day IS NULL AND valid_to >= ? AND case_id <> ?",
        (person, today.toordinal(), but),
    )
    return (row[0], row[1], local_day(row[2]) or today) if row else None


def replaced_permit(tx: Transaction, person: str, today: date, but: int) -> tuple[int, str, date] | None:
    """The permit that a lost one's replacement, case ``but``, takes after: the latest before it that has not run out.

    ``but`` is 0 for a new case.
    """
    row = tx.one(
        f"SELECT case_id, {_REFERENCE.format(table='permits')}, valid_to FROM permits WHERE person = ?"
        " AND active_day IS NOT NULL AND valid_to >= ? AND (? = 0 OR case_id < ?)"
        " ORDER BY active_day DESC, case_id DESC",
        (person, today.toordinal(), but, but),
    )
    return (row[0], row[1], local_day(row[2]) or today) if row else None


def _check_permit(
    tx: Transaction, before: Case | None, case: Case, details: ParkingPermit, today: date
) -> ParkingPermit:
    _check_serial(tx, case, details)
    settled = _same(before, case, "application", "valid_to") and not _takes(
        before, case, PermitStep.TO_COLLECT, PermitStep.HANDED_OUT
    )
    if case.personal_number is None or settled:
        return details
    if details.application is Application.LOST:
        return _keep_end(tx, case, details, today)
    current = active_permit(tx, case.personal_number, today, case.id)
    if current is None:
        return details
    if details.application is Application.NEW or _is_active(tx, case):
        refuse("permit_active", "details.application", reference=current[1])
    if details.application is Application.RENEWAL and case.day < first_renewal_day(current[2]):
        refuse("renewal_too_early", "details.application", first=first_renewal_day(current[2]))
    return details


def _is_active(tx: Transaction, case: Case) -> bool:
    return bool(
        tx.value("SELECT 1 FROM permits WHERE case_id = ? AND active_day IS NOT NULL AND ended_day IS NULL", (case.id,))
    )


def _check_serial(tx: Transaction, case: Case, details: ParkingPermit) -> None:
    if not details.serial_number:
        return
    row = tx.one(
        f"SELECT {_REFERENCE.format(table='permits')} FROM permits WHERE serial_number = ? AND case_id <> ?",
        (details.serial_number, case.id),
    )
    if row:
        refuse("serial_taken", "details.serial_number", reference=row[0])


def _keep_end(tx: Transaction, case: Case, details: ParkingPermit, today: date) -> ParkingPermit:
    old = replaced_permit(tx, case.personal_number or "", today, case.id)
    if old is None:
        return details
    if details.valid_to is None:
        return details.model_copy(update={"valid_to": old[2]})
    if details.valid_to != old[2]:
        refuse("permit_end_kept", "details.valid_to", last=old[2])
    return details


def to_block(tx: Transaction, before: Case | None, case: Case, details: Details, today: date) -> int | None:
    """The id of the case whose permit a newly reported loss blocks, or ``None``."""
    lost = isinstance(details, ParkingPermit) and details.application is Application.LOST
    over = case.annulled_at is not None or case.step not in _UNDER_WAY
    if not lost or over or case.personal_number is None or _same(before, case, "application"):
        return None
    old = active_permit(tx, case.personal_number, today, case.id)
    return old[0] if old else None


def _keep_permit(tx: Transaction, before: Case | None, case: Case, details: ParkingPermit, today: date) -> None:
    if case.annulled_at is not None:
        tx.run("DELETE FROM permits WHERE case_id = ? AND active_day IS NULL", (case.id,))
        tx.run("UPDATE permits SET ended_day = ? WHERE case_id = ? AND ended_day IS NULL", (today.toordinal(), case.id))
        return
    if not details.serial_number:
        tx.run("DELETE FROM permits WHERE case_id = ? AND active_day IS NULL", (case.id,))
        return
    handed_out = _takes(before, case, PermitStep.HANDED_OUT)
    if case.personal_number and (handed_out or (_is_active(tx, case) and not _same(before, case))):
        replaces = handed_out and details.application in (Application.RENEWAL, Application.LOST)
        _end_others(tx, case, today, replaces=replaces)
    tx.run(
        "INSERT INTO permits (case_id, person, serial_number, valid_from, valid_to, active_day)"
        " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (case_id) DO UPDATE SET person = excluded.person,"
        " serial_number = excluded.serial_number, valid_from = excluded.valid_from, valid_to = excluded.valid_to,"
        " active_day = coalesce(active_day, excluded.active_day)",
        (
            case.id,
            case.personal_number,
            details.serial_number,
            ordinal(details.valid_from),
            ordinal(details.valid_to),
            today.toordinal() if case.step == PermitStep.HANDED_OUT else None,
        ),
    )
    if case.step == PermitStep.BLOCKED:
        tx.run(
            "UPDATE permits SET ended_day = ?, blocked = 1 WHERE case_id = ? AND ended_day IS NULL",
            (today.toordinal(), case.id),
        )


def _end_others(tx: Transaction, case: Case, today: date, *, replaces: bool) -> None:
    """A permit past its day has ended; one that is renewed or replaced ends when the new one is handed out."""
    tx.run(
        "UPDATE permits SET ended_day = min(?, coalesce(valid_to, ?)) WHERE person = ? AND case_id <> ?"
        " AND active_day IS NOT NULL AND ended_day IS NULL AND (valid_to < ? OR ?)",
        (today.toordinal(), today.toordinal(), case.personal_number, case.id, today.toordinal(), replaces),
    )
    if still := active_permit(tx, case.personal_number or "", today, case.id):
        refuse("permit_active", "details.application", reference=still[1])
