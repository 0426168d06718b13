"""Registering and moving cases. Each function is one transaction: rights, rules, the change and its trail."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, TypeVar

from desk.rules.calendar import local_day
from desk.rules.cases import (
    NOTE_LENGTH,
    Case,
    Outcome,
    Registration,
    Status,
    check_status,
)
from desk.rules.division import at_work
from desk.rules.kinds import Details, details_of
from desk.rules.references import reference
from desk.rules.refusals import Refused, refuse
from desk.rules.rights import Right
from desk.services import reserving
from desk.services.changing import NOTE, Moved, change, circumstances_of, keep_registers
from desk.services.people import known_login
from desk.services.registration import Prepared, clean, prepare, read, retention_of, today_of
from desk.services.seat import Seat, moment_of
from desk.storage import cases, division, handovers, organisation, registering, registers
from desk.storage.database import Transaction, Written

Line = TypeVar("Line")
Done = TypeVar("Done")


@dataclass(frozen=True)
class Registered:
    """The answer to a registration. ``again`` where the key had been registered before, and nothing was written.

    ``given_to`` is the login of who answers for the topic, where the case became theirs.
    """

    reference: str
    id: int
    closed: bool = False
    again: bool = False
    given_to: str | None = None


# ------------------------------------------------------------------ registering


def register(
    seat: Seat,
    values: Registration | Mapping[str, Any],
    now: datetime | None = None,
    began: datetime | None = None,
    at_step: str | None = None,
) -> Registered:
    """Register one case and return its reference, which is durable by then.

    Args:
        began: When the form was opened; the contact's time where none was given by hand.
        at_step: The step at which it stands from the start, where that is not the kind's first.

    Raises:
        Refused: a value or a rule says no; nothing was written.
        DatabaseUnusable: nothing was written.
    """
    seat.demand(Right.HANDLE)
    moment = moment_of(now)
    began = None if began is None else min(moment_of(began), moment)
    given = read(values)
    try:
        return _register(seat, given, moment, began, at_step)
    except Refused as refusal:
        if not any(each.code == "names_changed" for each in refusal.problems):
            raise
    seat.look_again()
    return _register(seat, given, moment, began, at_step)


def _register(
    seat: Seat, given: Registration, moment: datetime, began: datetime | None, at_step: str | None
) -> Registered:
    prepared = prepare(seat, given, moment, began)
    if at_step is not None:
        prepared = _standing_at(seat, prepared, at_step, moment)
    if registers.spans(prepared.details) or prepared.divided or prepared.case.agent != seat.who.login:
        with organisation.writing(seat.database) as tx:
            return _write_new(tx, seat, prepared, moment)
    new = _new(seat, prepared, prepared.case, moment)
    with organisation.named():
        return _answer(seat, prepared, new.case, registering.alone(seat.database, new))


def _standing_at(seat: Seat, prepared: Prepared, step: str, moment: datetime) -> Prepared:
    case, details = prepared.case, prepared.details
    details.take_step(case.step, step, circumstances_of(seat, case, moment))
    answered = case.first_answered_at or (moment if step == details.answers_at else None)
    return replace(prepared, case=replace(case, step=step, first_answered_at=answered))


def register_all(seat: Seat, many: Sequence[Mapping[str, Any]], now: datetime | None = None) -> list[Registered]:
    """Register many cases in one transaction: all or nothing.

    All are read before the database is asked, so that others wait only while they are written.

    Raises:
        RefusedLine: a line that is refused, with its number from 1; nothing was written.
    """
    seat.demand(Right.HANDLE)
    moment = moment_of(now)
    prepared = list(_each_line(many, lambda values: prepare(seat, read(values), moment)))
    with seat.database.write() as tx:
        return list(_each_line(prepared, lambda each: _write_new(tx, seat, each, moment)))


def _each_line(lines: Iterable[Line], do: Callable[[Line], Done]) -> Iterator[Done]:
    for number, line in enumerate(lines, start=1):
        try:
            yield do(line)
        except Refused as refusal:
            raise RefusedLine(number, refusal) from refusal


class RefusedLine(Refused):
    """A refusal of one line among many; ``line`` counts from 1."""

    def __init__(self, line: int, refusal: Refused) -> None:
        super().__init__(*refusal.problems)
        self.line = line


def _write_new(tx: Transaction, seat: Seat, prepared: Prepared, now: datetime) -> Registered:
    if (known := registering.known(tx, prepared.key)) is not None:
        return _answer(seat, prepared, prepared.case, known)
    today = today_of(seat, now)
    case, details = prepared.case, prepared.details
    if case.agent != seat.who.login:
        case = replace(case, agent=known_login(tx, case.agent or ""))
    elif prepared.divided and (answers := at_work(division.of(tx, case.topic or "", today))) and answers.login:
        case = registering.quickly(case, agent=answers.login)
    checked = registers.check(tx, None, case, details, today)
    if details.books:
        case, checked = reserving.settle(tx, seat, None, case, checked, now)
    if checked is not details:
        details = checked
        case = replace(case, details=details.stored(), retention_date=retention_of(seat, details, case.closed_at))
    written = registering.write(tx, _new(seat, prepared, case, now))
    if registers.spans(details):
        keep_registers(tx, seat, None, registering.with_number(case, written), details, now)
    return _answer(seat, prepared, case, written)


def _new(seat: Seat, prepared: Prepared, case: Case, now: datetime) -> registering.New:
    year = local_day(case.registered_at, seat.settings.zone).year
    at, by = int(now.timestamp()), seat.who.login
    return registering.New(case, type(prepared.details), year, prepared.key, at, by)


def _answer(seat: Seat, prepared: Prepared, case: Case, written: Written) -> Registered:
    number = reference(written.year, written.number)
    if written.again:
        return Registered(number, written.id, again=True)
    given_to = case.agent if prepared.divided and case.agent != seat.who.login else None
    return Registered(number, written.id, closed=not case.is_open, given_to=given_to)


# ------------------------------------------------------------------ moving


def step(seat: Seat, text: str, to: str, now: datetime | None = None, version: int | None = None) -> Moved:
    """Take a step of the case's kind. Side steps (blocked, appealed) may follow closing; others may not."""
    moment = moment_of(now)

    def take(_tx: Transaction, case: Case, details: Details) -> tuple[Case, Details]:
        at = circumstances_of(seat, case, moment)
        details.take_step(case.step, to, at)
        if case.status is Status.CLOSED and to not in details.side_steps:
            refuse("case_closed", "reference")
        filled = {**details.on_step(to, at.today), **details.at_step(to, moment)}
        if filled:
            details = details.model_copy(update=filled)
            details.check(at)
        answered = case.first_answered_at
        if to == details.answers_at and answered is None:
            answered = moment
        status = Status.ONGOING if case.status in (Status.NEW, Status.REOPENED) else case.status
        return replace(case, step=to, status=status, first_answered_at=answered), details

    return change(seat, text, "step", take, moment, version, closed_too=True)


def next_steps(seat: Seat, case: Case, now: datetime | None = None) -> tuple[str, ...]:
    """The steps that may follow for a case, the ordinary one first; none for one that is annulled or disposed of."""
    if case.annulled_at is not None or case.disposed_at is not None:
        return ()
    details = details_of(case.kind, dict(case.details))
    allowed = details.next_steps(case.step, circumstances_of(seat, case, moment_of(now)))
    return allowed if case.is_open else tuple(each for each in allowed if each in details.side_steps)


def set_status(seat: Seat, text: str, status: Status, now: datetime | None = None, version: int | None = None) -> Moved:
    """Move the status. Closing, parking and reopening need more, and have functions of their own."""
    if status is Status.REOPENED:
        return reopen(seat, text, now, version)

    def move(_tx: Transaction, case: Case, details: Details) -> tuple[Case, Details]:
        check_status(case.status, status)
        if status is Status.CLOSED:
            refuse("outcome_missing", "outcome", allowed=tuple(str(each) for each in Outcome))
        if status is Status.PARKED:
            refuse("park_until_missing", "until")
        return replace(case, status=status, parked_until=None), details

    return change(seat, text, "status", move, now, version, closed_too=True)


def park(seat: Seat, text: str, until: date, now: datetime | None = None, version: int | None = None) -> Moved:
    """Park a case until a later local day."""
    moment = moment_of(now)

    def move(_tx: Transaction, case: Case, details: Details) -> tuple[Case, Details]:
        if case.status is not Status.PARKED:
            check_status(case.status, Status.PARKED)
        if until <= today_of(seat, moment):
            refuse("park_past", "until")
        return replace(case, status=Status.PARKED, parked_until=until), details

    return change(seat, text, "parked", move, moment, version)


def note(
    seat: Seat,
    text: str,
    words: str,
    now: datetime | None = None,
    version: int | None = None,
    draft: str | None = None,
) -> Moved:
    """Add a note below those that the case has; a closed case takes notes too."""
    words = clean(words, "note", many_lines=True)

    def write(_tx: Transaction, case: Case, details: Details) -> tuple[Case, Details]:
        whole = f"{case.note}\n{words}" if case.note else words
        if len(whole) > NOTE_LENGTH:
            refuse("note_full", "note", max_length=NOTE_LENGTH)
        return replace(case, note=whole), details

    return change(seat, text, NOTE, write, now, version, closed_too=True, draft=draft)


def forward(
    seat: Seat,
    text: str,
    to: str,
    now: datetime | None = None,
    version: int | None = None,
    follow_up: date | None = None,
) -> Moved:
    """Hand a case over to somebody else's work; it stays open here until it is closed.

    Args:
        to: A department or a person; a department in any case of letters.
        follow_up: The later local day on which to ask about it, where nobody has answered by then.

    Raises:
        Refused: ``passed_on_missing``, ``follow_up_past``, or the case may not be handed over.
    """
    to = clean(to, "passed_on_to")
    moment = moment_of(now)
    besides: dict[str, tuple[Any, Any]] = {}
    if follow_up is not None and follow_up <= today_of(seat, moment):
        refuse("follow_up_past", "follow_up")

    def move(tx: Transaction, case: Case, details: Details) -> tuple[Case, Details]:
        if case.status is not Status.HANDED_OVER:
            check_status(case.status, Status.HANDED_OVER)
        department = handovers.department_named(tx, to)
        name = department[0] if department else to
        handed = replace(case, status=Status.HANDED_OVER, parked_until=None, passed_on_to=name)
        if handed == case and follow_up is None:
            refuse("nothing_changed")
        at, by = int(moment.timestamp()), seat.who.login
        handovers.add(tx, case.id, department[0] if department else None, name, at, by, follow_up)
        if follow_up is not None:
            besides["follow_up"] = (None, follow_up.isoformat())
        return handed, details

    return change(seat, text, "forwarded", move, moment, version, besides=besides)


def take_over(seat: Seat, text: str, now: datetime | None = None, version: int | None = None) -> Moved:
    """Make the case one's own."""

    def move(_tx: Transaction, case: Case, details: Details) -> tuple[Case, Details]:
        status = Status.ONGOING if case.status in (Status.NEW, Status.REOPENED) else case.status
        return replace(case, agent=seat.who.login, status=status), details

    return change(seat, text, "taken_over", move, now, version)


def close(seat: Seat, text: str, outcome: Outcome, now: datetime | None = None, version: int | None = None) -> Moved:
    """Close a case with an outcome. What was not answered before counts as answered now."""
    moment = moment_of(now)

    def move(_tx: Transaction, case: Case, details: Details) -> tuple[Case, Details]:
        check_status(case.status, Status.CLOSED)
        details.check_closing(case.step, circumstances_of(seat, case, moment))
        closed = max(moment, case.received_at)
        closed_case = replace(
            case,
            status=Status.CLOSED,
            outcome=outcome,
            closed_at=closed,
            first_answered_at=case.first_answered_at or closed,
            parked_until=None,
        )
        return closed_case, details

    return change(seat, text, "closed", move, moment, version)


def reopen(seat: Seat, text: str, now: datetime | None = None, version: int | None = None) -> Moved:
    """Reopen a closed case; its outcome is taken away, the trail keeps it."""
    moment = moment_of(now)

    def move(tx: Transaction, case: Case, details: Details) -> tuple[Case, Details]:
        if case.status is not Status.CLOSED:
            refuse("case_not_closed", "reference")
        cases.add_closed_period(tx, case, int(moment.timestamp()))
        opened = replace(case, status=Status.REOPENED, outcome=None, closed_at=None)
        return opened, details

    return change(seat, text, "reopened", move, moment, version, closed_too=True)


def annul(seat: Seat, text: str, why: str, now: datetime | None = None, version: int | None = None) -> Moved:
    """Take a case out of every figure; it keeps its reference, marked with who, when and why."""
    moment = moment_of(now)
    why = clean(why, "why")

    def move(_tx: Transaction, case: Case, details: Details) -> tuple[Case, Details]:
        return replace(case, annulled_at=moment, annulled_by=seat.who.login, annulled_why=why), details

    return change(seat, text, "annulled", move, moment, version, closed_too=True)
