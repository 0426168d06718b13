"""For how long personal data are kept: what Desk comes with, what the settings say, and what is decided here.

A decision here goes before the settings, and both before the kind's own days. When it changes, the dates of the cases
that have ended follow at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from desk.rules.events import Happening
from desk.rules.kinds import kinds
from desk.rules.refusals import refuse
from desk.rules.retention import LEAST_DAYS, MOST_DAYS, Decided, Source, check_decision
from desk.rules.rights import Right
from desk.services import retention
from desk.services.kept import demand_both, tell
from desk.services.registration import clean, today_of
from desk.services.seat import Seat, moment_of
from desk.storage import organisation, retention_periods

__all__ = ["Period", "decide", "every", "withdraw"]


@dataclass(frozen=True)
class Period:
    """How long one kind's personal data are kept.

    Attributes:
        default: The days that the kind comes with.
        source: Who says so.
        decided: The decision, where it was made here.
    """

    kind: str
    days: int
    default: int
    source: Source
    decided: Decided | None = None


def every(seat: Seat) -> tuple[Period, ...]:
    """Every kind's, in the order of the kinds.

    Raises:
        NotAllowed: the person's role does not dispose of personal data.
    """
    seat.demand(Right.RETAIN)
    with seat.database.read() as tx:
        here = retention_periods.decided(tx)
    return tuple(_period(seat, code, here.get(code)) for code in kinds())


def _period(seat: Seat, code: str, here: Decided | None) -> Period:
    default = kinds()[code].retention_days
    if here is not None:
        return Period(code, here.days, default, Source.DECIDED, here)
    if code in seat.settings.retention:
        return Period(code, seat.settings.retention[code], default, Source.SETTINGS)
    return Period(code, default, default, Source.DEFAULT)


def decide(
    seat: Seat, kind: str, days: int, decision: str, decided_on: date | None = None, now: datetime | None = None
) -> int:
    """Say for how many days from closing a kind's personal data are kept, by which decision.

    Args:
        decided_on: The local day of the decision; today where none is said.

    Returns:
        How many cases that have ended got another date.

    Raises:
        NotAllowed: the person's role does not dispose of personal data.
        Refused: ``kind_unknown``, ``number_too_small``, ``number_too_large``, ``decision_needed``,
            ``decision_of_retention``, ``day_in_future``, ``nothing_changed``.
    """
    seat.demand(Right.RETAIN)
    _demand_kind(kind)
    if days < LEAST_DAYS:
        refuse("number_too_small", "days", ge=LEAST_DAYS)
    if days > MOST_DAYS:
        refuse("number_too_large", "days", le=MOST_DAYS)
    if not decision.strip():
        refuse("decision_needed", "decision")
    said = clean(decision, "decision")
    check_decision(said)
    moment = moment_of(now)
    today = today_of(seat, moment)
    on = decided_on or today
    if on > today:
        refuse("day_in_future", "decided_on", last=today)
    new = Decided(days, said, on)
    with seat.database.write() as tx:
        demand_both(tx, seat, Right.RETAIN)
        before = retention_periods.decided(tx).get(kind)
        if before == new:
            refuse("nothing_changed")
        retention_periods.put(tx, kind, new)
        organisation.touched(tx)
        was = _period(seat, kind, before)
        changes = {"days": (was.days, days), "decision": (before.decision if before else None, said)}
        changes["decided_on"] = (before.decided_on.isoformat() if before else None, on.isoformat())
        told = {name: change for name, change in changes.items() if change[0] != change[1]}
        tell(tx, seat, moment, Happening.CHANGED, f"retention:{kind}", told)
    seat.forget()
    return retention.renew(seat, said, moment)


def withdraw(seat: Seat, kind: str, now: datetime | None = None) -> int:
    """Take a decision made here away: what the settings or Desk itself say holds again. Returns as :func:`decide`.

    Raises:
        Refused: ``kind_unknown``, or ``nothing_changed`` where nothing was decided here.
    """
    seat.demand(Right.RETAIN)
    _demand_kind(kind)
    moment = moment_of(now)
    with seat.database.write() as tx:
        demand_both(tx, seat, Right.RETAIN)
        before = retention_periods.decided(tx).get(kind)
        if before is None:
            refuse("nothing_changed")
        retention_periods.remove(tx, kind)
        organisation.touched(tx)
        changes = {"days": (before.days, _period(seat, kind, None).days), "decision": (before.decision, None)}
        tell(tx, seat, moment, Happening.REMOVED, f"retention:{kind}", changes)
    seat.forget()
    return retention.renew(seat, before.decision, moment)


def _demand_kind(code: str) -> None:
    if code not in kinds():
        refuse("kind_unknown", "kind", allowed=tuple(kinds()))
