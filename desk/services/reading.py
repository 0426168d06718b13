"""One case, opened: masked as the person may see it, or revealed, which the access log remembers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from desk.rules.cases import Case
from desk.rules.handing_over import Handover
from desk.rules.refusals import NotAllowed, Problem, refuse
from desk.rules.rights import Right
from desk.services.changing import get
from desk.services.masking import hides, masked, masked_event, masked_handovers
from desk.services.registration import clean
from desk.services.seat import Seat, now_utc
from desk.storage import handovers, trail


@dataclass(frozen=True)
class Opened:
    """A case as the person may see it, its trail, oldest first, and whom it was handed over to."""

    case: Case
    events: tuple[trail.Event, ...]
    revealed: bool = False
    handovers: tuple[Handover, ...] = ()


def open_case(seat: Seat, text: str) -> Opened:
    """A case with personal number, and everything of a protected identity, masked."""
    with seat.database.read() as tx:
        case = get(tx, seat, text)
        events = tuple(trail.of_case(tx, case.id))
        handed = tuple(handovers.of_case(tx, case.id))
    told = tuple(masked_event(each, protected=case.protected) for each in events)
    return Opened(masked(case), told, handovers=masked_handovers(handed, protected=case.protected))


@dataclass(frozen=True)
class Meanwhile:
    """What was done to a case since somebody saw it: the case as it is now, and the entries since, oldest first.

    Both are masked, also for a person who had opened what is masked.
    """

    case: Case
    events: tuple[trail.Event, ...]


def since(seat: Seat, text: str, version: int) -> Meanwhile:
    """What was changed after a version of a case. Raises NotAllowed where the person may no longer see it."""
    opened = open_case(seat, text)
    later = tuple(each for each in opened.events if each.version is not None and each.version > version)
    return Meanwhile(opened.case, later)


def reveal(seat: Seat, text: str, why: str = "", now: datetime | None = None) -> Opened:
    """A case with nothing masked; the opening is written into the access log before anything is shown.

    A protected identity is opened by lead and admin only, who must say ``why``.
    """
    moment = now or now_utc()
    with seat.database.write() as tx:
        case = get(tx, seat, text)
        if case.protected:
            if not seat.who.may(Right.OPEN_PROTECTED):
                raise NotAllowed(Problem("protected_not_allowed", "reference"))
            if not why.strip():
                refuse("protected_why", "why")
        reason = clean(why, "why") if why.strip() else ""
        events = tuple(trail.of_case(tx, case.id))
        handed = tuple(handovers.of_case(tx, case.id))
        trail.log_opening(tx, case.id, int(moment.timestamp()), seat.who.login, hides(case, events), reason)
    return Opened(case, events, revealed=True, handovers=handed)
