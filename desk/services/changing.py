"""Changing a case: read as the person may see it, changed by a function, written with its trail, in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType

from desk.rules.cases import PERSONAL, Case, Citizen, Outcome, Status, added, changes_between
from desk.rules.events import Happening
from desk.rules.kinds import Details, details_of
from desk.rules.kinds.base import Circumstances
from desk.rules.refusals import NotAllowed, NotFound, Problem, refuse
from desk.rules.registers import Sort
from desk.rules.rights import Right
from desk.services import reserving
from desk.services.masking import masked
from desk.services.registration import retention_of, today_of
from desk.services.seat import Seat, moment_of
from desk.storage import brought_in, cases, drafts, organisation, registers, search, trail
from desk.storage.database import Transaction

NOTE = "note"
"""What happened where a note was added. Its entry keeps what was added: the whole note each time would grow with the
square of them, in the trail and on the disk.
"""


NOTHING_BESIDES: trail.Changes = MappingProxyType({})
OF_HANDOVERS = ("answer", "reply", "letter_to")
"""What entries say of handing over that is about a person or free text."""


@dataclass(frozen=True)
class Moved:
    """The answer to a change: the case as it is now, masked, and the outcome that its step proposes, if any."""

    case: Case
    proposed: Outcome | None = None


def get(tx: Transaction, seat: Seat, text: str) -> Case:
    """The case with a reference, if the person may see it."""
    seat.demand(Right.SEE_CASES)
    found = cases.by_reference(tx, text)
    if found is None:
        raise NotFound(Problem("case_unknown", "reference", {"reference": text.strip()[:20]}))
    if found.confidential and found.agent != seat.who.login and not seat.who.may(Right.SEE_CONFIDENTIAL):
        raise NotAllowed(Problem("case_confidential", "reference"))
    return found


Change = Callable[[Transaction, Case, Details], tuple[Case, Details]]


def change(
    seat: Seat,
    text: str,
    what: str,
    how: Change,
    now: datetime | None = None,
    version: int | None = None,
    closed_too: bool = False,
    annulled_too: bool = False,
    draft: str | None = None,
    besides: trail.Changes = NOTHING_BESIDES,
) -> Moved:
    """Read a case, let ``how`` make the changed one, and write it with an event ``what``.

    Args:
        version: The version the person has seen; refused where the case has moved on.
        closed_too: Whether a closed case may be changed so; ``annulled_too`` likewise.
        draft: The key of the person's draft that this was typed as; it goes with the change.
        besides: What the entry says besides what the case itself says; ``how`` may fill it.

    Of a case that was disposed of nothing is changed; one that is open nevertheless, because it was restored from a
    copy in which it was, can be closed or annulled.
    """
    seat.demand(Right.HANDLE)
    moment = moment_of(now)
    with organisation.writing(seat.database) as tx:
        before = get(tx, seat, text)
        if version is not None and version != before.version:
            refuse("case_changed", "reference")
        if before.disposed_at is not None and not (before.is_open and what in ("closed", "annulled")):
            refuse("case_disposed", "reference")
        if before.annulled_at is not None and not annulled_too:
            refuse("case_annulled", "reference")
        if before.status is Status.CLOSED and not closed_too:
            refuse("case_closed", "reference")
        after, details = how(tx, before, details_of(before.kind, dict(before.details)))
        saved = save(tx, seat, before, after, details, what, moment, besides)
        if draft is not None:
            drafts.remove(tx, draft, seat.who.login)
        proposed = None
        if saved.step is not None and saved.step != before.step:
            proposed = details.proposed_outcome(saved.step, circumstances_of(seat, saved, moment))
        return Moved(masked(saved), proposed)


def save(
    tx: Transaction,
    seat: Seat,
    before: Case,
    after: Case,
    details: Details,
    what: str,
    now: datetime,
    besides: trail.Changes = NOTHING_BESIDES,
) -> Case:
    """Write what differs between the two, with its entry of the trail, in search and in the registers."""
    today = today_of(seat, now)
    if after.annulled_at is None:
        details = registers.check(tx, before, after, details, today)
        if details.books:
            after, details = reserving.settle(tx, seat, before, after, details, now)
    after = replace(after, details=details.stored(), retention_date=retention_of(seat, details, after.ended_at))
    changes = changes_between(before, after)
    if not (changes or besides):
        refuse("nothing_changed")
    state = cases.update(tx, before, after)
    if state is None:
        refuse("case_changed", "reference")
    version = before.version + 1
    personal = (*PERSONAL, *OF_HANDOVERS, *(f"details.{name}" for name in details.personal))
    at, by = int(now.timestamp()), seat.who.login
    told = {**changes, "note": ("", added(before.note, after.note))} if what == NOTE else {**changes, **besides}
    trail.add(tx, after.id, at, by, what, told, personal, version=version, state=state)
    search.renew(tx, before, after, type(details))
    registers.renew_handles(tx, before, after)
    keep_registers(tx, seat, before, after, details, now)
    return replace(after, version=version)


def circumstances_of(seat: Seat, case: Case, now: datetime) -> Circumstances:
    """What a kind's rules look at, for a remembered case."""
    citizen = Citizen.model_construct(
        name=case.name,
        phone=case.phone,
        email=case.email,
        personal_number=case.personal_number,
        anonymous=case.anonymous,
        protected=case.protected,
    )
    return Circumstances(case.day, today_of(seat, now), citizen, case.received_at, now, seat.settings.zone)


def keep_registers(
    tx: Transaction, seat: Seat, before: Case | None, case: Case, details: Details, now: datetime
) -> None:
    """Keep cards and permits in line; a permit that this case reports lost is blocked, in its own case if it has one.

    What was brought in has no case to tell of it: the desk's own trail does.
    """
    today, at, by = today_of(seat, now), int(now.timestamp()), seat.who.login
    over = list(registers.keep(tx, before, case, details, today))
    if details.books:
        reserving.keep(tx, seat, before, case, details, now)
    lost = registers.to_block(tx, before, case, details, today)
    if lost is not None and lost.case is None:
        brought_in.block(tx, Sort.PERMIT, lost.id, today)
        over.append(registers.Over(f"permit:{lost.id}", blocked=True))
    for each in over:
        changes = {"blocked": (False, True)} if each.blocked else {"ended": (None, today.isoformat())}
        trail.add(
            tx, None, at, by, Happening.CHANGED if each.blocked else Happening.ENDED, changes, subject=each.subject
        )
    other = None if lost is None or lost.case is None else cases.by_id(tx, lost.case)
    if other is not None:
        blocked = replace(other, step="blocked")
        save(tx, seat, other, blocked, details_of(other.kind, dict(other.details)), "step", now)
