"""A case: its codes, what is asked for when it is registered, and how its status may move."""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Annotated, Any, Self

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from desk.rules import people
from desk.rules.labels import Code
from desk.rules.refusals import refuse, wrong
from desk.rules.text import clean_line, clean_text
from desk.words import N_

SUMMARY_LENGTH = 200
NOTE_LENGTH = 20_000


class Channel(Code):
    """How the contact came in."""

    VISIT = "visit", N_("Visit")
    PHONE = "phone", N_("Call")
    EMAIL = "email", N_("E-mail")
    LETTER = "letter", N_("Letter")
    ESERVICE = "eservice", N_("E-service")
    SOCIAL = "social", N_("Social media")
    INTERNAL = "internal", N_("Internal")


class Status(Code):
    """Where the case stands."""

    NEW = "new", N_("New")
    ONGOING = "ongoing", N_("Ongoing")
    WAITING_CITIZEN = "waiting_citizen", N_("Waiting for citizen")
    WAITING_INTERNAL = "waiting_internal", N_("Waiting internally")
    PARKED = "parked", N_("Parked")
    HANDED_OVER = "handed_over", N_("Handed over")
    CLOSED = "closed", N_("Closed")
    REOPENED = "reopened", N_("Reopened")


class Outcome(Code):
    """How a case was closed."""

    SOLVED_FIRST = "solved_first", N_("Solved at first contact")
    SOLVED_LATER = "solved_later", N_("Solved later")
    TRANSFERRED = "transferred", N_("Transferred")
    FORWARDED = "forwarded", N_("Forwarded")
    SELF_SERVICE = "self_service", N_("Self-service")
    ASKED_TO_RETURN = "asked_to_return", N_("Asked to return")
    WITHDRAWN = "withdrawn", N_("Withdrawn")


class Demand(Code):
    """Whether the contact created value, or came of something that had failed."""

    VALUE = "value", N_("Value")
    FAILURE = "failure", N_("Failure")


class Cause(Code):
    """Why the contact came, as one classifies it; each belongs to one sort of demand."""

    INFO_MISSING = "info_missing", N_("Information missing")
    INFO_NOT_FOUND = "info_not_found", N_("Information not found")
    INFO_WRONG = "info_wrong", N_("Information wrong")
    INFO_UNCLEAR = "info_unclear", N_("Hard to understand")
    NO_ESERVICE = "no_eservice", N_("No e-service")
    ESERVICE_NOT_FOUND = "eservice_not_found", N_("E-service not found")
    DIGITAL_TROUBLE = "digital_trouble", N_("Digital trouble")
    NO_REPLY = "no_reply", N_("No reply")
    CHASING = "chasing", N_("Chasing a decision")
    HANDLED_WRONGLY = "handled_wrongly", N_("Handled wrongly")
    WRONG_AUTHORITY = "wrong_authority", N_("Wrong authority")
    REPEATED = "repeated", N_("Repeated contact")
    NEW_REQUEST = "new_request", N_("New request")
    PERSONAL_CONTACT = "personal_contact", N_("Chose personal contact")
    PRAISE_OR_SUGGESTION = "praise_or_suggestion", N_("Praise or suggestion")

    @property
    def demand(self) -> Demand:
        """The sort of demand this cause belongs to."""
        return Demand.VALUE if self in VALUE_CAUSES else Demand.FAILURE


VALUE_CAUSES = frozenset({Cause.NEW_REQUEST, Cause.PERSONAL_CONTACT, Cause.PRAISE_OR_SUGGESTION})


def causes_of(demand: Demand) -> tuple[Cause, ...]:
    """The causes that one may choose for ``demand``, in their order."""
    return tuple(cause for cause in Cause if cause.demand is demand)


OPEN = frozenset(Status) - {Status.CLOSED}
PASSED_ON = frozenset({Outcome.TRANSFERRED, Outcome.FORWARDED})
"""Outcomes with which the contact left the desk."""

_WORKING = (Status.ONGOING, Status.WAITING_CITIZEN, Status.WAITING_INTERNAL, Status.PARKED, Status.HANDED_OVER)
NEXT_STATUS: Mapping[Status, tuple[Status, ...]] = {
    Status.NEW: (*_WORKING, Status.CLOSED),
    Status.REOPENED: (*_WORKING, Status.CLOSED),
    Status.CLOSED: (Status.REOPENED,),
    **{each: (*(s for s in _WORKING if s is not each), Status.CLOSED) for each in _WORKING},
}


def check_status(now: Status, then: Status) -> None:
    """Refuse a move of status that is not allowed, naming those that are."""
    if then not in NEXT_STATUS[now]:
        allowed = tuple(str(each) for each in NEXT_STATUS[now])
        refuse("status_not_allowed", "status", now=str(now), allowed=allowed)


# ------------------------------------------------------------------ input


def _none_if_empty(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


Line = Annotated[str, AfterValidator(clean_line)]
"""One line of text: NFC, without control characters, trimmed."""
Optional = BeforeValidator(_none_if_empty)
"""An empty text means no value."""
Name = Annotated[Annotated[Line, Field(max_length=120)] | None, Optional]
Mark = Annotated[Annotated[Line, Field(max_length=40)] | None, Optional]
"""What is printed on a thing: the number of a card, a permit, a police report."""

FIRST_YEAR, LAST_YEAR = 1900, 2199
"""Years of a day. Instants begin with 1970. Beyond them lie slips of the finger, and what a calendar cannot count."""


def _written_day(value: object) -> object:
    return _not_a_number(_none_if_empty(value), "invalid_date")


def _written_instant(value: object) -> object:
    return _not_a_number(_none_if_empty(value), "invalid_time")


def _not_a_number(value: object, code: str) -> object:
    """Pydantic would read ``20261119`` as seconds since 1970: a wrong day, silently."""
    if isinstance(value, int | float) or (isinstance(value, str) and re.fullmatch(r"[+-]?[\d._]+", value.strip())):
        raise wrong(code)
    return value


def _day(value: date | None) -> date | None:
    if value is not None and not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise wrong("year_out_of_range", first=FIRST_YEAR, last=LAST_YEAR)
    return value


def _instant(value: datetime | None) -> datetime | None:
    if value is None:
        return None
    if not 1970 < value.year <= LAST_YEAR:
        raise wrong("year_out_of_range", first=1971, last=LAST_YEAR)
    return value.astimezone(UTC).replace(microsecond=0)


Day = Annotated[date | None, AfterValidator(_day), BeforeValidator(_written_day)]
"""A local day, written as ``2026-11-19``."""
Instant = Annotated[AwareDatetime | None, AfterValidator(_instant), BeforeValidator(_written_instant)]
"""An instant with its offset, however written; in UTC and whole seconds once read."""


_BUILDING = threading.RLock()


class Input(BaseModel):
    """The base of everything that is typed or sent: frozen, unknown names refused, never shown by ``repr``.

    A model is built when something is first read with it: all of them at every start took 50 ms. To build one is not
    safe in several threads before pydantic 2.14, so it is done by one at a time here.
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", str_strip_whitespace=True, hide_input_in_errors=True, defer_build=True
    )

    @classmethod
    def model_validate(cls, obj: Any, **how: Any) -> Self:
        """Read values with this model; see pydantic. Raises ValidationError."""
        if not cls.__pydantic_complete__:
            with _BUILDING:
                if not cls.__pydantic_complete__:
                    cls.model_rebuild()
        return super().model_validate(obj, **how)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(…)"

    __str__ = __repr__


class Citizen(Input):
    """The person helped. Every field may be empty: a contact with no person at all is normal."""

    name: Name = Field(None, title=N_("Name"), description=N_("As the person gives it."), examples=["Karin Ström"])
    phone: Annotated[str | None, AfterValidator(people.phone_number), Optional] = Field(
        None, title=N_("Telephone"), description=N_("With or without country code."), examples=["070-174 06 05"]
    )
    email: Annotated[str | None, AfterValidator(people.email_address), Optional] = Field(
        None, title=N_("E-mail address"), description=N_("Where an answer reaches."), examples=["namn@example.se"]
    )
    personal_number: Annotated[str | None, AfterValidator(people.personal_number), Optional] = Field(
        None, title=N_("Personal number"), description=N_("Ten or twelve digits."), examples=["18900118-9811"]
    )
    anonymous: bool = Field(False, title=N_("Anonymous"), description=N_("Nothing about the person is kept."))
    protected: bool = Field(
        False,
        title=N_("Protected"),
        description=N_("Protected identity: only lead and admin see name, numbers and e-mail."),
    )

    @model_validator(mode="after")
    def _anonymous_holds_nothing(self) -> Self:
        if self.anonymous:
            for each in ("name", "phone", "email", "personal_number"):
                if getattr(self, each):
                    raise wrong("anonymous_with_person", at=each)
        return self


class Registration(Input):
    """What registers one case, from the form or as JSON; ``details`` are the kind's own fields.

    Attributes:
        key: The sender's own name for this registration; the same key again registers nothing.
        received_at: An aware instant; ``None`` means now.
        outcome: With one, the case is closed at once.
    """

    key: Annotated[Annotated[Line, Field(max_length=100)] | None, Optional] = None
    kind: Annotated[str | None, Optional] = None
    channel: Channel = Field(Channel.PHONE, title=N_("Channel"))
    topic: Annotated[Annotated[Line, Field(max_length=100)] | None, Optional] = Field(
        None, title=N_("Topic"), description=N_("What the contact is about; it decides kind, department and deadline.")
    )
    summary: Annotated[Line, Field(max_length=SUMMARY_LENGTH)] = Field(
        "", title=N_("What"), description=N_("One line. Nothing about health, debts or a child's needs.")
    )
    note: Annotated[str, AfterValidator(clean_text), Field(max_length=NOTE_LENGTH)] = Field(
        "", title=N_("Note"), description=N_("Nothing about health, debts or a child's needs.")
    )
    citizen: Citizen = Citizen()
    received_at: Instant = Field(None, title=N_("Received"))
    department: Name = Field(None, title=N_("Department"))
    group: Name = Field(None, title=N_("Answer group"))
    agent: Name = Field(None, title=N_("Agent"))
    confidential: bool = Field(
        False, title=N_("Confidential"), description=N_("Seen only by its agent, lead and admin.")
    )
    demand: Annotated[Demand | None, Optional] = Field(None, title=N_("Demand"))
    cause: Annotated[Cause | None, Optional] = Field(None, title=N_("Cause"))
    outcome: Annotated[Outcome | None, Optional] = Field(None, title=N_("Outcome"))
    passed_on_to: Name = Field(None, title=N_("Passed on to"))
    due: Instant = Field(None, title=N_("Due"))
    details: Mapping[str, Any] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _cause_belongs_to_demand(self) -> Self:
        if self.cause is None:
            return self
        if self.demand is None:
            raise wrong("cause_without_demand", at="cause")
        if self.cause.demand is not self.demand:
            allowed = ", ".join(causes_of(self.demand))
            raise wrong("cause_of_other_demand", at="cause", demand=str(self.demand), allowed=allowed)
        return self


PERSONAL = (
    "citizen.name", "citizen.phone", "citizen.email", "citizen.personal_number", "summary", "note", "passed_on_to",
    "hold", "annulled_why",
)  # fmt: skip
"""Fields of every case that are about a person or are free text; their values in the trail can be removed."""


# ------------------------------------------------------------------ read


@dataclass(frozen=True)
class Case:
    """One case as it is remembered. All instants are aware and in UTC, whole seconds.

    ``day`` is the local day it was received, ``answer_by`` the instant by which an e-mail should be answered.
    ``details`` has the kind's own fields as they were stored (codes, ISO dates). ``version`` counts the changes.
    ``disposed_at`` says since when there are no personal data left in it; ``salt`` hides what the trail's digest of
    the case is made of.
    """

    id: int
    reference: str
    kind: str
    channel: Channel
    status: Status
    step: str | None
    topic: str | None
    summary: str
    note: str
    name: str | None
    phone: str | None
    email: str | None
    personal_number: str | None
    anonymous: bool
    protected: bool
    department: str | None
    group: str | None
    agent: str | None
    passed_on_to: str | None
    demand: Demand | None
    cause: Cause | None
    outcome: Outcome | None
    confidential: bool
    received_at: datetime
    registered_at: datetime
    first_answered_at: datetime | None
    closed_at: datetime | None
    due: datetime | None
    parked_until: date | None
    retention_date: date | None
    hold: str | None
    annulled_at: datetime | None
    annulled_by: str | None
    annulled_why: str | None
    day: date
    answer_by: datetime | None = None
    version: int = 1
    details: Mapping[str, Any] = field(default_factory=dict)
    salt: bytes = b""
    disposed_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Neither closed nor annulled."""
        return self.status is not Status.CLOSED and self.annulled_at is None

    @property
    def ended_at(self) -> datetime | None:
        """When it was closed, or annulled while it was open; retention counts from it."""
        return self.closed_at or self.annulled_at

    def overdue(self, now: datetime) -> bool:
        """Open, and its deadline has passed."""
        return self.is_open and self.due is not None and self.due < now

    def __repr__(self) -> str:
        return f"Case({self.reference})"


def facts_of(case: Case) -> dict[str, Any]:
    """What the trail follows of a case: every changeable field by its dotted name, as JSON values."""
    return {
        "channel": case.channel.value,
        "status": case.status.value,
        "step": case.step,
        "topic": case.topic,
        "summary": case.summary,
        "note": case.note,
        "citizen.name": case.name,
        "citizen.phone": case.phone,
        "citizen.email": case.email,
        "citizen.personal_number": case.personal_number,
        "citizen.anonymous": case.anonymous,
        "citizen.protected": case.protected,
        "department": case.department,
        "group": case.group,
        "agent": case.agent,
        "passed_on_to": case.passed_on_to,
        "demand": case.demand,
        "cause": case.cause,
        "outcome": case.outcome,
        "confidential": case.confidential,
        "received_at": _iso(case.received_at),
        "first_answered_at": _iso(case.first_answered_at),
        "closed_at": _iso(case.closed_at),
        "due": _iso(case.due),
        "parked_until": _iso(case.parked_until),
        "hold": case.hold,
        "annulled_at": _iso(case.annulled_at),
        "annulled_why": case.annulled_why,
        **{f"details.{name}": value for name, value in case.details.items()},
    }


def changes_between(before: Case, after: Case) -> dict[str, tuple[Any, Any]]:
    """The fields that differ, each with its value before and after."""
    old, new = facts_of(before), facts_of(after)
    names = (*old, *(name for name in new if name not in old))
    return {n: (old.get(n), new.get(n)) for n in names if old.get(n) != new.get(n)}


def added(before: str, after: str) -> str:
    """What was added to a note; the whole of it where it does not begin with the one before."""
    return after[len(before) :].strip("\n") if after.startswith(before) else after


def _iso(value: date | None) -> str | None:
    return None if value is None else value.isoformat()
