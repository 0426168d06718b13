"""The house: letting visitors in and out, taking post in and handing it over, and who and what is there now.

Each of them is a case of its own, registered and closed here in one go; anything else about it is done on the case.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from desk.rules.cases import Case, Outcome, Status, check_status
from desk.rules.house import POST, VISITOR, House, Present, Waiting, by_name, by_recipient
from desk.rules.kinds import Details, kind
from desk.rules.refusals import refuse
from desk.rules.rights import Right
from desk.services import cases, taking_out
from desk.services.cases import Registered
from desk.services.changing import Moved, change, circumstances_of
from desk.services.lists import viewer
from desk.services.seat import Seat, moment_of
from desk.storage import cases as stored
from desk.storage import house as storage
from desk.storage.database import Transaction
from desk.storage.house import Here

__all__ = ["back_again", "let_in", "out", "present", "receive", "taken_out", "who_is_here"]

VISITOR_LIST = "visitors"
"""What the access log calls it, as any export of the list."""
CHANNEL = {VISITOR: "visit", POST: "letter"}


# ------------------------------------------------------------------ looking


def who_is_here(seat: Seat) -> House:
    """Who is in the house, and which post waits; a visitor is in until the case is closed or at the step out.

    Raises:
        NotAllowed: the role sees no cases.
    """
    seat.demand(Right.SEE_CASES)
    viewing = viewer(seat)
    with seat.database.read() as tx:
        visitors = sorted((_present(each) for each in storage.here(tx, VISITOR, _first(VISITOR), viewing)), key=by_name)
        post = sorted((_waiting(each) for each in storage.here(tx, POST, _first(POST), viewing)), key=by_recipient)
        inside, waits = (storage.how_many(tx, each, _first(each)) for each in (VISITOR, POST))
    return House(tuple(visitors), tuple(post), inside - len(visitors), waits - len(post))


def present(seat: Seat) -> int:
    """How many visitors are in the house."""
    seat.demand(Right.SEE_FIGURES)
    with seat.database.read() as tx:
        return storage.how_many(tx, VISITOR, _first(VISITOR))


def taken_out(seat: Seat, found: House, now: datetime | None = None) -> None:
    """Write into the access log that the list of visitors was written into a file.

    It comes after the file, which people may wait for outside a burning house, whatever becomes of the log.
    """
    taking_out.log(seat, VISITOR_LIST, len(found.visitors), (), moment_of(now))


def _first(code: str) -> str:
    return kind(code).first_step() or ""


def _present(of: Here) -> Present:
    arrived = of.details.get("arrived")
    return Present(
        of.id, of.reference, of.name, of.anonymous, of.protected, of.details.get("host") or "",
        of.details.get("badge") or "", of.summary, datetime.fromisoformat(arrived) if arrived else of.received_at,
    )  # fmt: skip


def _waiting(of: Here) -> Waiting:
    to, sender = of.details.get("recipient") or "", of.details.get("sender") or ""
    return Waiting(of.id, of.reference, to, sender, of.summary, of.received_at, of.protected)


# ------------------------------------------------------------------ in


def let_in(
    seat: Seat, values: Mapping[str, Any], now: datetime | None = None, began: datetime | None = None
) -> Registered:
    """Let a visitor in: a case of its own, under the desk's topic of visitors where it has one.

    Args:
        values: As :func:`desk.services.cases.register` takes them; kind, channel and topic are set here unless given.

    Raises as ``register`` does.
    """
    return cases.register(seat, _begun(seat, VISITOR, values), now, began)


def receive(
    seat: Seat, values: Mapping[str, Any], now: datetime | None = None, began: datetime | None = None
) -> Registered:
    """Take in post for somebody; as :func:`let_in`."""
    return cases.register(seat, _begun(seat, POST, values), now, began)


def _begun(seat: Seat, code: str, values: Mapping[str, Any]) -> dict[str, Any]:
    topic = next((each.code for each in seat.topics.values() if each.kind == code), None)
    return {"channel": CHANNEL[code], "topic": topic, **values, "kind": code}


# ------------------------------------------------------------------ out


def out(seat: Seat, reference: str, now: datetime | None = None, version: int | None = None) -> Moved:
    """A visitor goes, or post is handed over: the last step is taken and the case closed, in one go.

    Raises:
        Refused: ``not_of_the_house`` for another kind; ``step_not_allowed``, ``recipient_missing`` and the like.
    """
    moment = moment_of(now)

    def go(_tx: Transaction, case: Case, details: Details) -> tuple[Case, Details]:
        _of_the_house(case)
        check_status(case.status, Status.CLOSED)
        last, at = details.main_steps()[-1], circumstances_of(seat, case, moment)
        details.take_step(case.step, last, at)
        gone = details.model_copy(update=dict(details.at_step(last, moment)))
        gone.check(at)
        closed = max(moment, case.received_at)
        after = replace(
            case,
            step=last,
            status=Status.CLOSED,
            outcome=gone.proposed_outcome(last, at) or Outcome.SOLVED_LATER,
            closed_at=closed,
            first_answered_at=case.first_answered_at or closed,
            parked_until=None,
        )
        return after, gone

    return change(seat, reference, "closed", go, moment, version)


def back_again(seat: Seat, reference: str, now: datetime | None = None, version: int | None = None) -> Moved:
    """Take back that somebody went, or that something was handed over: the case is open again, as it was.

    Raises:
        Refused: ``not_of_the_house``, ``case_not_closed``; ``case_changed`` where it is no longer at ``version``.
    """
    moment = moment_of(now)

    def come(tx: Transaction, case: Case, details: Details) -> tuple[Case, Details]:
        _of_the_house(case)
        if case.status is not Status.CLOSED:
            refuse("case_not_closed", "reference")
        stored.add_closed_period(tx, case, int(moment.timestamp()))
        unsaid = {"left": None} if "left" in type(details).model_fields else {}
        opened = replace(case, step=details.first_step(), status=Status.REOPENED, outcome=None, closed_at=None)
        return opened, details.model_copy(update=unsaid)

    return change(seat, reference, "reopened", come, moment, version, closed_too=True)


def _of_the_house(case: Case) -> None:
    if case.kind not in CHANNEL:
        refuse("not_of_the_house", "reference")
