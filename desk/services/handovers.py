"""Handing over: the text for a department's e-mail, when to ask again, what they answered, the reply to the citizen.

Nothing is sent from here. A letter is made for somebody to send, and the case's trail says that it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from desk.rules.cases import NOTE_LENGTH, Case, Status
from desk.rules.events import Happening
from desk.rules.handing_over import ANSWER_LENGTH, Handover, is_guarded
from desk.rules.kinds import Details
from desk.rules.kinds.feedback import Feedback
from desk.rules.refusals import NotAllowed, Problem, refuse
from desk.rules.rights import Right
from desk.services.changing import Moved, change, circumstances_of, get
from desk.services.masking import hides, masked
from desk.services.people import demand_now
from desk.services.registration import clean, today_of
from desk.services.seat import Seat, moment_of
from desk.storage import handovers, trail
from desk.storage.database import Transaction

__all__ = ["ForDepartment", "Reply", "answer", "ask_again", "note_letter", "note_reply", "reply", "to_department"]


# ------------------------------------------------------------------ to the department


@dataclass(frozen=True)
class ForDepartment:
    """What a letter to a department is made of.

    Attributes:
        case: Without personal number; where it is guarded, without the person and the free text as well.
        to: To whom it is handed over; ``address`` is their e-mail address, empty where none is known.
        follow_up: The day until which an answer is waited for.
        guarded: Whether it says only that the case is there (see :mod:`desk.rules.handing_over`).
    """

    case: Case
    to: str
    address: str
    follow_up: date | None
    guarded: bool


def to_department(seat: Seat, text: str) -> ForDepartment:
    """What to write to those whom a case was handed over to. Nothing of it is more than the screen shows.

    Raises:
        NotAllowed: the person may not see the case, or not handle cases.
        Refused: ``handover_none``: it has not been handed over.
    """
    seat.demand(Right.HANDLE)
    with seat.database.read() as tx:
        case = get(tx, seat, text)
        found = _latest(tx, case)
        named = handovers.department_named(tx, found.to)
    guarded = is_guarded(case)
    address = named[1] if named else ""
    return ForDepartment(_for_department(case), found.to, address, found.follow_up, guarded)


def _for_department(case: Case) -> Case:
    bare = replace(case, personal_number=None)
    if not is_guarded(case):
        return bare
    return replace(bare, name=None, phone=None, email=None, summary="", note="", details={})


def _latest(tx: Transaction, case: Case) -> Handover:
    """The last one; a case that was handed over by an earlier Desk, or when it was registered, says only to whom."""
    known = handovers.of_case(tx, case.id)
    if known and case.disposed_at is None:
        return known[-1]
    if not case.passed_on_to:
        refuse("handover_none", "reference")
    department = handovers.department_named(tx, case.passed_on_to)
    name = department[0] if department else None
    return Handover(0, case.id, name, case.passed_on_to, case.registered_at, case.agent or "")


def ask_again(
    seat: Seat, text: str, day: date | None, now: datetime | None = None, version: int | None = None
) -> Moved:
    """Say on which later local day to ask about a case that was handed over; ``None`` for no day.

    Raises:
        Refused: ``handover_none``, ``follow_up_past``, ``nothing_changed``.
    """
    moment = moment_of(now)
    if day is not None and day <= today_of(seat, moment):
        refuse("follow_up_past", "follow_up")
    besides: dict[str, tuple[Any, Any]] = {}

    def put(tx: Transaction, case: Case, details: Details) -> tuple[Case, Details]:
        found = _kept(tx, seat, case, moment)
        if not found.waits:
            refuse("handover_none", "reference")
        if found.follow_up != day:
            handovers.put_follow_up(tx, found.id, day)
            besides["follow_up"] = (_iso(found.follow_up), _iso(day))
        return case, details

    return change(seat, text, Happening.FOLLOW_UP, put, moment, version, besides=besides)


def answer(
    seat: Seat,
    text: str,
    words: str,
    on: date | None = None,
    now: datetime | None = None,
    version: int | None = None,
    draft: str | None = None,
) -> Moved:
    """Note what those whom a case was handed over to have answered: it is the desk's again.

    Of feedback it is its answer as well.

    Args:
        on: The local day of the answer; today where none is said.

    Raises:
        Refused: ``handover_none``, ``required``, ``too_long``, ``day_in_future``, ``day_before_handover``.
    """
    words = _words(words, "answer")
    moment = moment_of(now)
    besides: dict[str, tuple[Any, Any]] = {}
    day = on or today_of(seat, moment)
    if day > today_of(seat, moment):
        refuse("day_in_future", "answered_on", last=today_of(seat, moment))

    def put(tx: Transaction, case: Case, details: Details) -> tuple[Case, Details]:
        found = _kept(tx, seat, case, moment)
        if not found.waits:
            refuse("handover_answered", "reference", day=_iso(found.answered_on))
        if found.id and day < (first := today_of(seat, found.at)):
            refuse("day_before_handover", "answered_on", first=first)
        handovers.put_answer(tx, found.id, words, day)
        besides["answer"] = (None, words)
        if isinstance(details, Feedback):
            details = details.model_copy(update={"answer": _joined(details.answer, words)})
        back = Status.ONGOING if case.status is Status.HANDED_OVER else case.status
        return replace(case, status=back), details

    return change(
        seat, text, Happening.DEPARTMENT_ANSWERED, put, moment, version, closed_too=True, draft=draft, besides=besides
    )


def _joined(before: str | None, words: str) -> str:
    whole = f"{before}\n{words}" if before else words
    if len(whole) > NOTE_LENGTH:
        refuse("too_long", "answer", max_length=NOTE_LENGTH)
    return whole


def _kept(tx: Transaction, seat: Seat, case: Case, moment: datetime) -> Handover:
    """The last one, as a row of its own: an earlier Desk left none."""
    found = _latest(tx, case)
    if found.id:
        return found
    number = handovers.add(tx, case.id, found.department, found.to, int(moment.timestamp()), seat.who.login, None)
    return replace(found, id=number, at=moment)


# ------------------------------------------------------------------ to the citizen


@dataclass(frozen=True)
class Reply:
    """What a reply to the citizen is made of. ``words`` is what was answered last, to begin from."""

    case: Case
    address: str
    words: str


def reply(seat: Seat, text: str, why: str = "", now: datetime | None = None) -> Reply:
    """To whom a reply goes, and what there is to say.

    Args:
        why: The reason for opening a protected identity, which has to be given; it is written into the access log.

    Raises:
        NotAllowed: the person may not see the case, or not open a protected identity.
        Refused: ``reply_to_nobody`` for the anonymous, ``reply_no_address``, ``protected_why``, ``case_disposed``.
    """
    seat.demand(Right.HANDLE)
    moment = moment_of(now)
    with seat.database.read() as tx:
        case = get(tx, seat, text)
        known = handovers.of_case(tx, case.id)
    _demand_reachable(seat, case)
    if case.protected:
        if not why.strip():
            refuse("protected_why", "why")
        _log(seat, text, clean(why, "why"), moment)
    said = [each.answer for each in known if each.answer]
    written = case.details.get("answer") if case.kind == Feedback.kind else None
    return Reply(replace(case, personal_number=None), case.email or "", written or (said[-1] if said else ""))


def _demand_reachable(seat: Seat, case: Case) -> None:
    if case.disposed_at is not None:
        refuse("case_disposed", "reference")
    if case.anonymous:
        refuse("reply_to_nobody", "reference")
    if case.protected and not seat.who.may(Right.OPEN_PROTECTED):
        raise NotAllowed(Problem("protected_not_allowed", "reference"))
    if not case.email:
        refuse("reply_no_address", "citizen.email")


def _log(seat: Seat, text: str, why: str, moment: datetime) -> None:
    with seat.database.write() as tx:
        demand_now(tx, seat, Right.OPEN_PROTECTED)
        case = get(tx, seat, text)
        trail.log_opening(tx, case.id, int(moment.timestamp()), seat.who.login, hides(case, ()), why)


def note_reply(
    seat: Seat,
    text: str,
    words: str,
    now: datetime | None = None,
    version: int | None = None,
    draft: str | None = None,
) -> Moved:
    """Say that a reply was sent. The first one is the case's first answer; feedback takes its step *replied*.

    Raises:
        NotAllowed, Refused: as :func:`reply`; ``required``, ``too_long``; feedback's own rules of its steps.
    """
    words = _words(words, "reply")
    moment = moment_of(now)

    def put(_tx: Transaction, case: Case, details: Details) -> tuple[Case, Details]:
        _demand_reachable(seat, case)
        step = case.step
        if isinstance(details, Feedback) and Feedback.answers_at in _ahead(seat, case, details, moment):
            step = str(Feedback.answers_at)
            details = details.model_copy(update=dict(details.on_step(step, today_of(seat, moment))))
            details.check(circumstances_of(seat, case, moment))
        status = Status.ONGOING if case.status in (Status.NEW, Status.REOPENED) else case.status
        first = case.first_answered_at or max(moment, case.received_at)
        return replace(case, step=step, status=status, first_answered_at=first), details

    besides: Mapping[str, tuple[Any, Any]] = {"reply": (None, words)}
    return change(seat, text, Happening.REPLIED, put, moment, version, closed_too=True, draft=draft, besides=besides)


def _ahead(seat: Seat, case: Case, details: Details, moment: datetime) -> tuple[str, ...]:
    """The steps that lie ahead of a case, whichever comes first: a reply may be sent before its department answered."""
    main = details.main_steps()
    at = main.index(case.step) + 1 if case.step in main else 0
    return tuple(each for each in main[at:] if details.needs(each, circumstances_of(seat, case, moment)))


# ------------------------------------------------------------------ what both share


def note_letter(seat: Seat, text: str, to: str, now: datetime | None = None) -> Case:
    """Write into the case's trail that a letter was made, and to which address; the case itself is as it was.

    Raises:
        NotAllowed: the person may not see the case, or not handle cases.
    """
    seat.demand(Right.HANDLE)
    moment = moment_of(now)
    with seat.database.write() as tx:
        demand_now(tx, seat, Right.HANDLE)
        case = get(tx, seat, text)
        said = {"letter_to": (None, to or None)} if to else {}
        trail.add(tx, case.id, int(moment.timestamp()), seat.who.login, Happening.LETTER, said, ("letter_to",))
    return masked(case)


def _words(text: str, field: str) -> str:
    cleaned = clean(text, field, many_lines=True)
    if len(cleaned) > ANSWER_LENGTH:
        refuse("too_long", field, max_length=ANSWER_LENGTH)
    return cleaned


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
