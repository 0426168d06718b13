"""The tables, on four pages: those of the follow-up are in :mod:`desk.storage.follow_up_tables`, those of the errands
in :mod:`desk.storage.errand_tables`, cards and permits in :mod:`desk.storage.register_tables`.

Instants are whole seconds since 1970 in UTC, days are ``date.toordinal()`` of the local day, JSON is text. Rows are
made only from validated input: a table model itself checks nothing. People, groups, departments and topics are
known by their own names, so that a list needs no join.

What SQLModel cannot say (the search index, triggers) stands in the migrations.
"""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, LargeBinary, Text, text
from sqlmodel import Field, SQLModel

from desk.storage import errand_tables as errand_tables
from desk.storage import follow_up_tables as follow_up_tables
from desk.storage import register_tables as register_tables  # their tables belong to the same metadata
from desk.storage.cases import NO_DUE
from desk.storage.parking_permit import APPEALABLE

OPEN = "closed_at IS NULL AND annulled_at IS NULL"


def _link(target: str, *, null: bool = True, primary: bool = False) -> Column[str]:
    key = ForeignKey(target, onupdate="CASCADE")
    return Column(Text, key, nullable=null, primary_key=primary)


class Agent(SQLModel, table=True):
    """A person at the desk, or a name that only came with imported calls (``may_log_in`` false)."""

    __tablename__ = "agents"

    login: str = Field(primary_key=True)
    name: str
    role: str
    answer_group: str | None = Field(default=None, sa_column=_link("answer_groups.name"))
    may_log_in: bool = True
    active: bool = True
    added_at: int


class Department(SQLModel, table=True):
    """A part of the municipality that a case concerns."""

    __tablename__ = "departments"

    name: str = Field(primary_key=True)
    position: int = 0
    active: bool = True
    email: str = Field(default="", sa_column_kwargs={"server_default": text("''")})


class AnswerGroup(SQLModel, table=True):
    """A team whose answer rate is followed; with fewer present than ``least_staff`` it is short."""

    __tablename__ = "answer_groups"

    name: str = Field(primary_key=True)
    position: int = 0
    active: bool = True
    least_staff: int = Field(default=3, sa_column_kwargs={"server_default": "3"})


class Topic(SQLModel, table=True):
    """What a contact is about; see ``desk.rules.organisation``. One that rests is not ``active``."""

    __tablename__ = "topics"

    code: str = Field(primary_key=True)
    name: str
    name_en: str
    kind: str
    department: str | None = Field(default=None, sa_column=_link("departments.name"))
    answer_group: str | None = Field(default=None, sa_column=_link("answer_groups.name"))
    working_days: int | None = None
    solvable: bool = True
    active: bool = True


class ReferenceCounter(SQLModel, table=True):
    """The last reference number given in a local year; taken inside the registration's transaction: no gaps."""

    __tablename__ = "reference_counters"

    year: int = Field(primary_key=True)
    last: int


class Case(SQLModel, table=True):
    """One registered contact. ``day`` is the local day it was received; ``answer_by`` the e-mail goal's deadline."""

    __tablename__ = "cases"
    __table_args__ = (
        Index("cases_reference", "year", "number", unique=True),
        Index("cases_key", "key", unique=True, sqlite_where=text("key IS NOT NULL")),
        Index("cases_open", "due_key", "id", sqlite_where=text(OPEN)),
        Index("cases_open_agent", "agent", "due_key", "id", sqlite_where=text(OPEN)),
        Index("cases_open_group", "answer_group", "due_key", "id", sqlite_where=text(OPEN)),
        Index("cases_agent", "agent", "id"),
        Index("cases_kind", "kind", "id"),
        Index("cases_open_kind", "kind", "due_key", "id", sqlite_where=text(OPEN)),
        Index("cases_appeals", "id", sqlite_where=text(APPEALABLE)),
        Index("cases_closed", "closed_at", "day", "due", "answer_group", "agent",
              sqlite_where=text("closed_at IS NOT NULL AND annulled_at IS NULL")),
        Index("cases_facts", "day", "answer_group", "agent", "channel", "kind", "topic", "department", "outcome",
              "demand", "cause", "received_at", "closed_at", "first_answered_at", "answer_by", "due",
              sqlite_where=text("annulled_at IS NULL")),
        Index("cases_retention", "retention_date", "id",
              sqlite_where=text("retention_date IS NOT NULL AND disposed_at IS NULL")),
        CheckConstraint("(status = 'closed') = (closed_at IS NOT NULL)", name="closed_has_time"),
        CheckConstraint("closed_at IS NULL OR outcome IS NOT NULL", name="closed_has_outcome"),
        CheckConstraint("typeof(received_at) = 'integer' AND typeof(day) = 'integer'", name="times_are_integers"),
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    year: int
    number: int
    key: str | None = None
    kind: str
    channel: str
    status: str
    step: str | None = None
    topic: str | None = Field(default=None, sa_column=_link("topics.code"))
    summary: str = ""
    note: str = ""
    name: str | None = None
    phone: str | None = None
    email: str | None = None
    personal_number: str | None = None
    anonymous: bool = False
    protected: bool = False
    department: str | None = Field(default=None, sa_column=_link("departments.name"))
    answer_group: str | None = Field(default=None, sa_column=_link("answer_groups.name"))
    agent: str | None = Field(default=None, sa_column=_link("agents.login"))
    passed_on_to: str | None = None
    demand: str | None = None
    cause: str | None = None
    outcome: str | None = None
    confidential: bool = False
    received_at: int
    registered_at: int
    first_answered_at: int | None = None
    closed_at: int | None = None
    due: int | None = None
    due_key: int = NO_DUE
    answer_by: int | None = None
    day: int
    parked_until: int | None = None
    retention_date: int | None = None
    hold: str | None = None
    annulled_at: int | None = None
    annulled_by: str | None = None
    annulled_why: str | None = None
    details: str = "{}"
    details_version: int = 1
    version: int = 1
    salt: bytes = Field(sa_column=Column(LargeBinary, nullable=False, server_default=text("x''")))
    disposed_at: int | None = None


class Handle(SQLModel, table=True):
    """How a case is found by a number exactly: ``phone:+46…``, ``person:…``, ``card:…``, ``serial:…``, ``email:…``."""

    __tablename__ = "handles"
    __table_args__ = {"sqlite_with_rowid": False}

    handle: str = Field(primary_key=True)
    case_id: int = Field(primary_key=True, foreign_key="cases.id")


class ClosedPeriod(SQLModel, table=True):
    """A time during which a case that was later reopened stood closed; for figures of weeks gone by."""

    __tablename__ = "closed_periods"

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="cases.id", index=True)
    closed_at: int
    reopened_at: int


class Event(SQLModel, table=True):
    """The trail: who did what to a case, or to the desk itself (no case; ``subject`` says whom or what), and when.

    Never changed, never removed, numbered without gaps (triggers see to it); ``link`` and ``chain`` are the sums of
    ``desk.storage.chain``. ``changes`` maps a field to [before, after]; for a personal field to the salted digest of
    both. ``version`` is the case's after it, ``state`` a salted digest of the case's row. The access log is in it:
    ``opened``, ``exported``, ``disclosed``.
    """

    __tablename__ = "events"
    __table_args__ = (
        Index("events_case", "case_id", "id"),
        Index("events_access", "id", sqlite_where=text("what IN ('opened', 'exported', 'disclosed')")),
    )

    id: int | None = Field(default=None, primary_key=True)
    case_id: int | None = Field(default=None, foreign_key="cases.id")
    at: int
    by: str = Field(sa_column=_link("agents.login", null=False))
    what: str
    subject: str | None = None
    changes: str = "{}"
    version: int | None = None
    state: bytes | None = None
    link: bytes
    chain: bytes


class EventValue(SQLModel, table=True):
    """A personal value before and after an event, apart from it, so that disposal can take it away."""

    __tablename__ = "event_values"
    __table_args__ = {"sqlite_with_rowid": False}

    event_id: int = Field(primary_key=True, foreign_key="events.id")
    field: str = Field(primary_key=True)
    salt: bytes
    before: str | None = None
    after: str | None = None


class AgentKey(SQLModel, table=True):
    """A public key with which a person logs in over SSH; one that was withdrawn stays, and says by whom."""

    __tablename__ = "agent_keys"

    fingerprint: str = Field(primary_key=True)
    login: str = Field(sa_column=Column(Text, ForeignKey("agents.login", onupdate="CASCADE"), nullable=False))
    type: str
    key: str
    comment: str = ""
    added_at: int
    added_by: str = Field(sa_column=_link("agents.login", null=False))
    withdrawn_at: int | None = None
    withdrawn_by: str | None = Field(default=None, sa_column=_link("agents.login"))

    __table_args__ = (Index("agent_keys_login", "login"),)


class Pin(SQLModel, table=True):
    """With what a person unlocks their session: a salted hash, and what it was made with."""

    __tablename__ = "pins"

    login: str = Field(sa_column=_link("agents.login", null=False, primary=True))
    hash: str
    set_at: int


class Disposal(SQLModel, table=True):
    """One run that disposed of personal data: the decision it rests on, and the day up to which."""

    __tablename__ = "disposals"

    id: int | None = Field(default=None, primary_key=True)
    at: int
    by: str = Field(sa_column=_link("agents.login", null=False))
    decision: str
    until_day: int
    cases: int
    drafts: int
    brought_in: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})


class Disposed(SQLModel, table=True):
    """Which cases a run disposed of; on a copy that is restored it is run again for just these."""

    __tablename__ = "disposed"
    __table_args__ = {"sqlite_with_rowid": False}

    disposal_id: int = Field(primary_key=True, foreign_key="disposals.id")
    case_id: int = Field(primary_key=True, foreign_key="cases.id")


class Draft(SQLModel, table=True):
    """A form that is being filled in: ``fields`` are the values as typed. ``key`` becomes the registration's."""

    __tablename__ = "drafts"

    key: str = Field(primary_key=True)
    agent: str = Field(sa_column=_link("agents.login", null=False))
    session: str | None = None
    kind: str | None = None
    channel: str | None = None
    fields: str = "{}"
    saved_at: int


class Session(SQLModel, table=True):
    """Who is at the desk right now, and which case they have open."""

    __tablename__ = "sessions"

    id: str = Field(primary_key=True)
    agent: str = Field(sa_column=_link("agents.login", null=False))
    started_at: int
    seen_at: int
    case_id: int | None = None


class Call(SQLModel, table=True):
    """One call at the telephone exchange. ``key`` names it there, so that a repeated file adds nothing."""

    __tablename__ = "calls"
    __table_args__ = (Index("calls_facts", "day", "answer_group", "agent", "outcome", "wait_s", "talk_s"),)

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    answer_group: str = Field(sa_column=_link("answer_groups.name", null=False))
    agent: str | None = Field(default=None, sa_column=_link("agents.login"))
    at: int
    day: int
    outcome: str
    wait_s: int
    talk_s: int | None = None


class TypedCalls(SQLModel, table=True):
    """A week's calls for a group, typed by hand; they stand instead of imported ones. ``week`` is ``2026-W47``."""

    __tablename__ = "typed_calls"

    answer_group: str = Field(sa_column=_link("answer_groups.name", null=False, primary=True))
    week: str = Field(primary_key=True)
    offered: int
    answered: int
    typed_at: int
    typed_by: str = Field(sa_column=_link("agents.login", null=False))


class DirtyDay(SQLModel, table=True):
    """How often a local day's cases and calls have changed: facts cached at an earlier ``stamp`` are out of date."""

    __tablename__ = "dirty_days"

    day: int = Field(primary_key=True)
    stamp: int = 1


class DayFacts(SQLModel, table=True):
    """A day's countable facts, cached as JSON at the day's ``stamp``; see ``desk.storage.facts`` for their shape."""

    __tablename__ = "day_facts"
    __table_args__ = {"sqlite_with_rowid": False}

    day: int = Field(primary_key=True)
    subject: str = Field(primary_key=True)
    level: str = Field(primary_key=True)
    stamp: int
    facts: str


class Standing(SQLModel, table=True):
    """How many cases stood open and overdue at the end of a day, cached; JSON by name."""

    __tablename__ = "standings"
    __table_args__ = {"sqlite_with_rowid": False}

    day: int = Field(primary_key=True)
    level: str = Field(primary_key=True)
    facts: str


class Setting(SQLModel, table=True):
    """What the database itself remembers: who may act for others, which desk this is."""

    __tablename__ = "settings"

    name: str = Field(primary_key=True)
    value: str
