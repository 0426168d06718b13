"""Holds: a case whose personal data must not be disposed of yet (an appeal, a court, an audit), and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from desk.rules.cases import Case
from desk.rules.kinds import Details
from desk.rules.refusals import refuse
from desk.rules.rights import Right
from desk.services.changing import Moved, change
from desk.services.registration import clean
from desk.services.seat import Seat
from desk.storage.database import Transaction


def hold(seat: Seat, text: str, why: str, now: datetime | None = None, version: int | None = None) -> Moved:
    """Keep a case from disposal, open, closed or annulled; of one that is held already the reason is changed.

    Raises:
        Refused: no reason, or the case has been disposed of. NotAllowed: only lead and admin hold.
    """
    seat.demand(Right.HOLD)
    why = clean(why, "why")

    def keep(_tx: Transaction, case: Case, details: Details) -> tuple[Case, Details]:
        return replace(case, hold=why), details

    return change(seat, text, "held", keep, now, version, closed_too=True, annulled_too=True)


def release(seat: Seat, text: str, now: datetime | None = None, version: int | None = None) -> Moved:
    """Let a case go when its day comes; where that has passed, with the next run. Refused where nothing holds it."""
    seat.demand(Right.HOLD)

    def let_go(_tx: Transaction, case: Case, details: Details) -> tuple[Case, Details]:
        if case.hold is None:
            refuse("not_held", "reference")
        return replace(case, hold=None), details

    return change(seat, text, "released", let_go, now, version, closed_too=True, annulled_too=True)
