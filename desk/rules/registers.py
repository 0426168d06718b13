"""The registers of parking permits and bus cards: who has what, and how it stands with it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from desk.rules.kinds.bus_card import Reason
from desk.rules.kinds.parking_permit import Application
from desk.rules.labels import Code
from desk.words import N_

EXPIRING_DAYS = 60
"""A permit that ends within so many days is on its way out: a renewal is accepted by then (practice: two months)."""


class Sort(Code):
    """Which register."""

    PERMIT = "permit", N_("Parking permits")
    CARD = "card", N_("Bus cards")

    @property
    def kind(self) -> str:
        """The kind of case that puts rows into it."""
        return "parking_permit" if self is Sort.PERMIT else "bus_card"


class View(Code):
    """What of a register one looks at. The last two are of cases: they run on a day."""

    ACTIVE = "active", N_("Valid")
    EXPIRING = "expiring", N_("Expires within 60 days")
    BLOCKED = "blocked", N_("Blocked")
    ALL = "all", N_("All")
    APPEALS = "appeals", N_("Appeals")
    TEMPORARY = "temporary", N_("Temporary cards")


VIEWS = {
    Sort.PERMIT: (View.ACTIVE, View.EXPIRING, View.BLOCKED, View.APPEALS, View.ALL),
    Sort.CARD: (View.ACTIVE, View.TEMPORARY, View.BLOCKED, View.ALL),
}
"""The views that each register has, in the order in which they are shown."""
OF_CASES = frozenset({View.APPEALS, View.TEMPORARY})


class State(Code):
    """How it stands with a permit or a card."""

    WAITING = "waiting", N_("Not handed out")
    ACTIVE = "active", N_("Valid")
    EXPIRING = "expiring", N_("Expires soon")
    EXPIRED = "expired", N_("Has expired")
    BLOCKED = "blocked", N_("Blocked")
    ENDED = "ended", N_("Ended")


class Holding(NamedTuple):
    """One permit or card: its number, whose it is, and from when to when.

    ``reference`` is its case's; of what was brought in there is none, nor are ``case_id`` and ``reference``.
    ``renewal`` is the reference of another open case of the same kind and person.
    """

    sort: Sort
    id: int
    case_id: int | None
    reference: str | None
    number: str
    name: str | None
    person: str | None
    phone: str | None
    school: str | None
    valid_from: date | None
    valid_to: date | None
    active_from: date | None
    ended_on: date | None
    blocked: bool
    protected: bool
    renewal: str | None = None

    def __repr__(self) -> str:
        return f"Holding({self.sort}, {self.id})"

    @property
    def brought_in(self) -> bool:
        """Whether it came from another register, and has no case."""
        return self.case_id is None

    @property
    def subject(self) -> str:
        """How the desk's trail names it."""
        return f"{self.sort}:{self.id}"

    def state(self, today: date) -> State:
        """How it stands with it on a local day."""
        if self.blocked:
            return State.BLOCKED
        if self.active_from is None:
            return State.WAITING
        if self.ended_on is not None and self.ended_on != self.valid_to:
            return State.ENDED
        if self.valid_to is None:
            return State.ACTIVE
        if self.valid_to < today:
            return State.EXPIRED
        return State.EXPIRING if self.valid_to <= last_expiring_day(today) else State.ACTIVE

    def wanted(self, today: date) -> tuple[str, ...]:
        """What a new errand about it may be: applications of a permit, reasons of a card; the likeliest first."""
        if self.sort is Sort.CARD:
            return (Reason.LOST, Reason.DAMAGED, Reason.DEFECT)
        state = self.state(today)
        if state in (State.ACTIVE, State.EXPIRING):
            return (Application.RENEWAL, Application.LOST)
        return (Application.LOST, Application.NEW) if state is State.BLOCKED else (Application.NEW,)


class Running(NamedTuple):
    """A case of which a day runs: an appeal's last day, or a temporary card's.

    ``day`` is ``None`` while a decision has not reached the person, and an appeal does not run yet.
    """

    case_id: int
    reference: str
    name: str | None
    protected: bool
    step: str | None
    number: str | None
    day: date | None
    decided_on: date | None = None
    served_on: date | None = None
    appealed_on: date | None = None

    def __repr__(self) -> str:
        return f"Running({self.reference})"

    def late(self, today: date) -> bool:
        """Whether its day has passed."""
        return self.day is not None and self.day < today


TOPICS = {
    Application.NEW: "parking_permit_new",
    Application.RENEWAL: "parking_permit_renewal",
    Application.LOST: "parking_permit_lost",
}
CARD_TOPICS = {
    Reason.NEW: "bus_card_new",
    Reason.LOST: "bus_card_lost",
    Reason.DAMAGED: "bus_card_not_working",
    Reason.DEFECT: "bus_card_not_working",
}
"""The topics that Desk comes with for them; a municipality without one of these says the topic itself."""


def topic_of(sort: Sort, what: str) -> str:
    """The code of the topic of a new errand: an application of a permit, a reason of a card."""
    return TOPICS[Application(what)] if sort is Sort.PERMIT else CARD_TOPICS[Reason(what)]


def last_expiring_day(today: date) -> date:
    """The last of the days within which a permit expires soon."""
    return today + timedelta(days=EXPIRING_DAYS)
