"""From what was typed or sent to a case: topic, kind, organisation and deadlines worked out, every rule asked."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import PydanticCustomError

from desk.rules.calendar import deadline, local_day
from desk.rules.cases import Case, Channel, Outcome, Registration, Status
from desk.rules.kinds import Details, kind, kinds_in_use
from desk.rules.kinds.base import Circumstances
from desk.rules.refusals import Problem, Refused, problems_in, refuse
from desk.rules.retention import retention_date
from desk.rules.text import clean_line, clean_text
from desk.rules.topics import Topic
from desk.services.seat import Seat
from desk.words import _

M = TypeVar("M", bound=BaseModel)

WITHIN_THE_CONTACT = frozenset(
    {Outcome.SOLVED_FIRST, Outcome.TRANSFERRED, Outcome.SELF_SERVICE, Outcome.ASKED_TO_RETURN}
)
"""Outcomes with which a visit or a call is over when it is over."""


@dataclass(frozen=True)
class Prepared:
    """A registration that every rule has let through, ready to be written. Its reference is still empty.

    Attributes:
        divided: It becomes the case of whoever answers for its topic: nobody was named, and it stays open.
    """

    case: Case
    details: Details
    key: str | None
    divided: bool = False


def validated(model: type[M], values: object, prefix: str = "") -> M:
    """Validate ``values`` as ``model``. Refused with each field that is wrong, named with ``prefix`` before it."""
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise Refused(*problems_in(error, prefix)) from None


def read(values: Registration | Mapping[str, Any]) -> Registration:
    """A registration from JSON values or from a form's."""
    return values if isinstance(values, Registration) else validated(Registration, dict(values))


def clean(text: str, name: str, *, many_lines: bool = False) -> str:
    """Clean a text that a person gave; refused where it is empty or cannot be shown."""
    try:
        cleaned = (clean_text if many_lines else clean_line)(text).strip()
    except PydanticCustomError as error:
        raise Refused(Problem(error.type, name)) from None
    if not cleaned:
        refuse(_EMPTY.get(name, "required"), name)
    return cleaned


_EMPTY = {"why": "why_missing", "passed_on_to": "passed_on_missing"}


def prepare(seat: Seat, registration: Registration, now: datetime, began: datetime | None = None) -> Prepared:
    """Work out a new case.

    Args:
        began: When the contact began, as the form measured it; used where no time was given by hand.

    A visit or call whose time was given by hand was over then; otherwise it is over now.
    """
    topic = find_topic(seat, registration.topic)
    code = _kind_of(registration, topic)
    received = registration.received_at or began or now
    if received > now:
        refuse("received_in_future", "received_at")
    at = circumstances(seat, registration, received, now)
    details = details_from(code, registration.details, at)
    if registration.outcome is not None:
        details.check_closing(details.first_step(), at)
    case = _case(seat, registration, topic, details, received, now)
    answered = registration.agent is None and case.topic in seat.organisation.answered
    return Prepared(case, details, registration.key, answered and case.is_open and not case.confidential)


def circumstances(seat: Seat, registration: Registration, received: datetime, now: datetime) -> Circumstances:
    """What a kind's rules look at."""
    zone = seat.settings.zone
    return Circumstances(local_day(received, zone), local_day(now, zone), registration.citizen, received, now, zone)


def details_from(code: str, values: Mapping[str, Any], at: Circumstances) -> Details:
    """The kind's own fields, validated, completed and checked."""
    details = validated(kind(code), dict(values), "details").completed(at)
    details.check(at)
    return details


def details_corrected(case: Case, values: Mapping[str, Any], at: Circumstances) -> Details:
    """The own fields of a remembered case as they become, validated, completed and checked."""
    try:
        details = kind(case.kind).corrected(case.details, values).completed(at)
    except ValidationError as error:
        raise Refused(*problems_in(error, "details")) from None
    details.check(at)
    return details


NEAREST = 3
"""Topics that are named where there is none of the name given."""


def find_topic(seat: Seat, text: str | None) -> Topic | None:
    """The topic by code, or by its name in either language."""
    if text is None:
        return None
    topics = seat.topics
    if text in topics:
        return topics[text]
    wanted = text.casefold()
    by_name = {name.casefold(): each for each in topics.values() for name in (each.name_en, each.name, each.code)}
    if wanted in by_name:
        return by_name[wanted]
    near = difflib.get_close_matches(wanted, by_name, n=3 * NEAREST, cutoff=0.3)  # a topic has three names
    codes = tuple(dict.fromkeys(by_name[each].code for each in near))[:NEAREST]
    raise Refused(Problem("topic_unknown", "topic", {"allowed": codes or ("–",)}))


def _kind_of(registration: Registration, topic: Topic | None) -> str:
    if registration.kind is None:
        if topic is None:
            refuse("kind_missing", "kind", allowed=tuple(kinds_in_use()))
        return _in_use(topic.kind, "topic")
    _in_use(registration.kind, "kind")
    if topic is not None and topic.kind != registration.kind:
        refuse("topic_of_other_kind", "topic", kind=topic.kind)
    return registration.kind


def _in_use(code: str, field: str) -> str:
    """The code of a kind that new cases may be of; refused where there is none, or it is withdrawn."""
    found = kind(code)
    if found.withdrawn:
        refuse("kind_withdrawn", field, name=_(found.label))
    return code


def _case(
    seat: Seat,
    given: Registration,
    topic: Topic | None,
    details: Details,
    received: datetime,
    now: datetime,
) -> Case:
    by_hand = given.received_at is not None and given.channel in (Channel.VISIT, Channel.PHONE)
    closed = None
    if given.outcome is not None:
        closed = received if by_hand and given.outcome in WITHIN_THE_CONTACT else now
    due = due_of(seat, given, topic, details, received)
    zone = seat.settings.zone
    return Case(
        id=0,
        reference="00-0",
        kind=details.kind,
        channel=given.channel,
        status=Status.NEW if closed is None else Status.CLOSED,
        step=details.first_step(),
        topic=topic.code if topic else None,
        summary=given.summary,
        note=given.note,
        name=given.citizen.name,
        phone=given.citizen.phone,
        email=given.citizen.email,
        personal_number=given.citizen.personal_number,
        anonymous=given.citizen.anonymous,
        protected=given.citizen.protected,
        department=department_of(seat, given, topic) or _usual(seat, details),
        group=group_of(seat, given, topic),
        agent=given.agent or seat.who.login,
        passed_on_to=given.passed_on_to,
        demand=given.demand,
        cause=given.cause,
        outcome=given.outcome,
        confidential=given.confidential,
        received_at=received,
        registered_at=now,
        first_answered_at=closed,
        closed_at=closed,
        due=due,
        parked_until=None,
        retention_date=retention_of(seat, details, closed),
        hold=None,
        annulled_at=None,
        annulled_by=None,
        annulled_why=None,
        day=local_day(received, zone),
        answer_by=answer_by_of(seat, given.channel, received),
        details=details.stored(),
    )


def retention_of(seat: Seat, details: Details, ended: datetime | None) -> date | None:
    """The local day from which the personal data of a case that was closed or annulled then may go."""
    if ended is None:
        return None
    return retention_date(details, local_day(ended, seat.settings.zone), seat.retention)


def department_of(seat: Seat, given: Registration, topic: Topic | None) -> str | None:
    """The department that was named, else the topic's."""
    if given.department is None:
        return topic.department if topic else None
    return _named(given.department, seat.organisation.departments, "department_unknown", "department")


def _usual(seat: Seat, details: Details) -> str | None:
    of = seat.organisation
    return usual_department(details.department, of.departments, of.former_departments)


def usual_department(name: str | None, known: Sequence[str], former: Mapping[str, str]) -> str | None:
    """The department that a kind's cases belong to, as it is called now; none where there is no such any more.

    Args:
        former: What departments are called now, by what they were called before, in lower case.
    """
    if name is None:
        return None
    spelt = {each.casefold(): each for each in known}
    return spelt.get(name.casefold()) or spelt.get(former.get(name.casefold(), "").casefold())


def group_of(seat: Seat, given: Registration, topic: Topic | None) -> str | None:
    """The answer group that was named, else the topic's, else the person's own."""
    if given.group is None:
        return (topic.group if topic else None) or seat.who.group
    return _named(given.group, seat.organisation.groups, "group_unknown", "group")


def _named(name: str, known: tuple[str, ...], code: str, field: str) -> str:
    found = next((each for each in known if each.casefold() == name.casefold()), None)
    if found is None:
        refuse(code, field, allowed=known)
    return found


def due_of(
    seat: Seat, given: Registration, topic: Topic | None, details: Details, received: datetime
) -> datetime | None:
    """The deadline that was given, else the kind's own, else the topic's or the kind's in working days, if any."""
    if given.due is not None:
        if given.due < received:
            refuse("due_before_received", "due")
        return given.due
    if (by := details.due_by()) is not None:
        return by
    days = topic.working_days if topic and topic.working_days is not None else details.working_days
    return None if days is None else _after(seat, received, days)


def answer_by_of(seat: Seat, channel: Channel, received: datetime) -> datetime | None:
    """The instant by which an e-mail should be answered."""
    return _after(seat, received, seat.settings.email_working_days) if channel is Channel.EMAIL else None


def _after(seat: Seat, received: datetime, working_days: int) -> datetime:
    return deadline(received, working_days, seat.settings.zone, seat.settings.deadline_hour)


def today_of(seat: Seat, now: datetime) -> date:
    """The local day of ``now``."""
    return local_day(now, seat.settings.zone)
