"""Bus cards across cases: a number is active once, a lost one is blocked, the first of a school year may be free.

Cards that were brought in stand among those of cases, without one.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from desk.rules.calendar import school_year
from desk.rules.cases import Case
from desk.rules.kinds.bus_card import FEE_HIGH, FEE_LOW, BusCard, Step
from desk.rules.refusals import refuse
from desk.rules.text import folded
from desk.storage.database import Transaction
from desk.storage.touched import REFERENCE, comes_to, same


class Holder(NamedTuple):
    """By what it is known whose a card is: ``person:…``, ``pupil:name|school``, or both."""

    person: str | None
    pupil: str | None

    @property
    def key(self) -> str | None:
        """The surer of the two, which stands in the register."""
        return self.person or self.pupil


def holder_by(person: str | None, name: str | None, school: str | None) -> Holder:
    """The holder of this personal number, and of this name at this school."""
    pupil = f"pupil:{folded(name)}|{folded(school or '')}" if name else None
    return Holder(f"person:{person}" if person else None, pupil)


def holder_of(case: Case, details: BusCard) -> Holder:
    """Whose card a case is about."""
    return holder_by(case.personal_number, details.pupil or case.name, details.school)


_THEIRS = "(holder IN (:key, :pupil) OR known_as = :pupil)"
_NOBODY_ELSES = "(:person IS NULL OR holder = :person OR holder NOT LIKE 'person:%')"
_ACTIVE = "active_day IS NOT NULL AND ended_day IS NULL"


def _asked(holder: Holder, **more: object) -> dict[str, object]:
    return {"key": holder.key, **holder._asdict(), **more}


# ------------------------------------------------------------------ what is refused


def check(tx: Transaction, before: Case | None, case: Case, details: BusCard) -> None:
    """Refuse a number that is in use, a second free card, and blocking where more than one pupil may be meant."""
    if details.card_number:
        known = before is not None and before.details.get("card_number") == details.card_number
        if not known or comes_to(before, case, Step.TO_COLLECT, Step.HANDED_OUT):
            check_number(tx, details.card_number, case.id)
    settled = same(before, case, "reason", "fee", "pupil", "school")
    if details.free_of_the_year and not settled:
        _check_free(tx, case, details)
    if comes_to(before, case, Step.BLOCKED):
        _check_who(tx, case, details)


def check_number(tx: Transaction, number: str, but: int | None = None) -> None:
    """Refuse a number that another card than case ``but``'s is active under."""
    row = tx.one(
        f"SELECT {REFERENCE.format(table='bus_cards')} FROM bus_cards WHERE card_number = ? AND {_ACTIVE}"
        " AND (case_id IS NULL OR case_id IS NOT ?)",
        (number, but),
    )
    if row and row[0]:
        refuse("card_number_taken", "details.card_number", reference=row[0])
    if row:
        refuse("card_number_brought_in", "details.card_number")


def _check_free(tx: Transaction, case: Case, details: BusCard) -> None:
    """Free is the first lost card of the school year; a card that was reported later takes nothing away.

    One that was brought in is no loss: nobody knows why it was handed out.
    """
    holder = holder_of(case, details)
    begins = school_year(case.day)
    earlier = holder.key and tx.value(
        f"SELECT 1 FROM bus_cards b JOIN cases c ON c.id = b.case_id WHERE {_THEIRS} AND {_NOBODY_ELSES}"
        " AND c.day >= :first AND c.day < :last AND (:id = 0 OR c.id < :id) AND c.annulled_at IS NULL"
        " AND c.details ->> 'reason' = 'lost' LIMIT 1",
        _asked(holder, first=begins.toordinal(), last=begins.replace(year=begins.year + 1).toordinal(), id=case.id),
    )
    if holder.key is None or earlier:
        refuse("fee_free_first_only", "details.fee", low=FEE_LOW, high=FEE_HIGH)


def _check_who(tx: Transaction, case: Case, details: BusCard) -> None:
    """By name and school alone, two pupils may be meant; neither's card is blocked by guessing."""
    holder = holder_of(case, details)
    if holder.person is not None or holder.pupil is None:
        return
    meant = tx.value(
        f"SELECT count(DISTINCT holder) FROM bus_cards WHERE {_THEIRS} AND holder LIKE 'person:%' AND {_ACTIVE}"
        " AND (case_id IS NULL OR case_id IS NOT :id)",
        _asked(holder, id=case.id),
    )
    if meant > 1:
        refuse("card_holder_unclear", "citizen.personal_number")


# ------------------------------------------------------------------ the register kept in line


def keep(tx: Transaction, before: Case | None, case: Case, details: BusCard, today: date) -> tuple[int, ...]:
    """Bring the register in line with a case that was just written.

    Returns:
        The ids of the cards without a case that were blocked by it.
    """
    if case.annulled_at is not None:
        tx.run("DELETE FROM bus_cards WHERE case_id = ?", (case.id,))
        return ()
    holder = holder_of(case, details)
    active = today.toordinal() if case.step == Step.HANDED_OUT else None
    tx.run(
        "INSERT INTO bus_cards (case_id, card_number, holder, known_as, active_day) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (case_id) DO UPDATE SET card_number = excluded.card_number, holder = excluded.holder,"
        " known_as = excluded.known_as, active_day = coalesce(bus_cards.active_day, excluded.active_day)",
        (case.id, details.card_number or "", holder.key, None if case.protected else holder.pupil, active),
    )
    if not comes_to(before, case, Step.BLOCKED) or holder.key is None:
        return ()
    blocked = tx.all(
        f"UPDATE bus_cards SET ended_day = :today, blocked = 1 WHERE {_THEIRS} AND {_NOBODY_ELSES} AND {_ACTIVE}"
        " AND (case_id IS NULL OR case_id IS NOT :id) RETURNING id, case_id",
        _asked(holder, today=today.toordinal(), id=case.id),
    )
    return tuple(number for number, of_case in blocked if of_case is None)
