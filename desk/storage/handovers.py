"""Cases given to departments, as they are kept."""

from __future__ import annotations

from datetime import date

from desk.rules.handing_over import Handover
from desk.storage.database import Row, Transaction
from desk.storage.times import instant, local_day, ordinal

_SELECT = 'SELECT id, case_id, department, "to", at, "by", follow_up, answer, answered_on FROM handovers'


def add(
    tx: Transaction, case_id: int, department: str | None, to: str, at: int, by: str, follow_up: date | None
) -> int:
    """Remember that a case was handed over at ``at`` (epoch seconds); what it was handed over to before waits no more.

    Returns:
        Its number.
    """
    tx.run("UPDATE handovers SET follow_up = NULL WHERE case_id = ? AND answered_on IS NULL", (case_id,))
    return tx.insert(
        'INSERT INTO handovers (case_id, department, "to", at, "by", follow_up) VALUES (?, ?, ?, ?, ?, ?)',
        (case_id, department, to, at, by, ordinal(follow_up)),
    )


def of_case(tx: Transaction, case_id: int) -> list[Handover]:
    """Whom a case was handed over to, the first one first."""
    return [_handover(row) for row in tx.all(f"{_SELECT} WHERE case_id = ? ORDER BY id", (case_id,))]


def put_follow_up(tx: Transaction, number: int, day: date | None) -> None:
    """Write when it is asked about."""
    tx.run("UPDATE handovers SET follow_up = ? WHERE id = ?", (ordinal(day), number))


def put_answer(tx: Transaction, number: int, answer: str, on: date) -> None:
    """Write what was answered, and on which local day."""
    tx.run("UPDATE handovers SET answer = ?, answered_on = ? WHERE id = ?", (answer, on.toordinal(), number))


def strip(tx: Transaction, case_id: int) -> None:
    """Take away what says anything about a person: to whom it went by name, and what they answered."""
    tx.run("UPDATE handovers SET \"to\" = '', answer = NULL, follow_up = NULL WHERE case_id = ?", (case_id,))


def department_named(tx: Transaction, text: str) -> tuple[str, str] | None:
    """The department in use that is called so, in any case of letters, and its e-mail address."""
    rows = tx.all("SELECT name, email FROM departments WHERE active = 1")
    return next(((name, email) for name, email in rows if name.casefold() == text.casefold()), None)


def _handover(row: Row) -> Handover:
    number, case_id, department, to, at, by, follow_up, answer, answered_on = row
    when = instant(at)
    if when is None:
        raise ValueError("a handover without a time")
    return Handover(number, case_id, department, to, when, by, local_day(follow_up), answer, local_day(answered_on))
