"""The tables of the errands: what can be booked, who has it, routines, who answers for what, what was handed over.

As in :mod:`desk.storage.tables`: instants are epoch seconds, days are ordinals of the local day.
"""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, Text, text
from sqlmodel import Field, SQLModel


def _link(target: str, *, null: bool = True, primary: bool = False) -> Column[str]:
    key = ForeignKey(target, onupdate="CASCADE")
    return Column(Text, key, nullable=null, primary_key=primary)


def _part(target: str) -> Column[int]:
    return Column(Integer, ForeignKey(target), nullable=False)


# ------------------------------------------------------------------ what can be booked


class Resource(SQLModel, table=True):
    """What can be booked for a time: an item of the pool, a room or facility, an officiant (``sort``).

    ``type`` is the municipality's own word (*Bil*, *Projektor*). From ``out_from`` until ``out_to``, or without end,
    it is out of service.
    """

    __tablename__ = "resources"
    __table_args__ = (Index("resources_name", "sort", "name", unique=True),)

    id: int | None = Field(default=None, primary_key=True)
    sort: str
    type: str = ""
    name: str
    note: str = ""
    active: bool = True
    out_from: int | None = None
    out_to: int | None = None
    out_why: str = ""


class Reservation(SQLModel, table=True):
    """A resource taken by a case from ``begins`` to before ``ends``, both epoch seconds; no two at once (triggers).

    One that was given up or annulled has ``ended_at``; it takes no room any more, nor does one that was returned,
    after ``returned_at``.
    """

    __tablename__ = "reservations"
    __table_args__ = (
        Index("reservations_taken", "resource_id", "ends", "begins", sqlite_where=text("ended_at IS NULL")),
        Index("reservations_begun", "resource_id", "begins", sqlite_where=text("ended_at IS NULL")),
        Index("reservations_case", "case_id"),
        Index("reservations_days", "begins", sqlite_where=text("ended_at IS NULL")),
        Index("reservations_out", "ends", sqlite_where=text("lent_at IS NOT NULL AND returned_at IS NULL")),
        CheckConstraint("ends > begins", name="reservation_has_length"),
    )

    id: int | None = Field(default=None, primary_key=True)
    resource_id: int = Field(sa_column=_part("resources.id"))
    case_id: int = Field(sa_column=_part("cases.id"))
    begins: int
    ends: int
    lent_at: int | None = None
    returned_at: int | None = None
    ended_at: int | None = None


# ------------------------------------------------------------------ routines, and who answers for what


class Routine(SQLModel, table=True):
    """How an errand is handled, in Markdown: of a topic, of a kind, or of the desk at large (neither)."""

    __tablename__ = "routines"
    __table_args__ = (Index("routines_topic", "topic"), Index("routines_kind", "kind"))

    id: int | None = Field(default=None, primary_key=True)
    title: str
    topic: str | None = Field(default=None, sa_column=_link("topics.code"))
    kind: str | None = None
    owner: str = ""
    reviewed_on: int | None = None
    active: bool = True


class RoutineVersion(SQLModel, table=True):
    """One writing of a routine; it stays as it was written (triggers). ``by`` is empty of those Desk came with."""

    __tablename__ = "routine_versions"
    __table_args__ = {"sqlite_with_rowid": False}

    routine_id: int = Field(primary_key=True, foreign_key="routines.id")
    number: int = Field(primary_key=True)
    text: str
    at: int
    by: str | None = Field(default=None, sa_column=_link("agents.login"))


class Responsibility(SQLModel, table=True):
    """Who answers for a topic (``place`` 0), and who covers, in that order; a login, or a name outside the desk."""

    __tablename__ = "responsibilities"
    __table_args__ = (Index("responsibilities_login", "login"), {"sqlite_with_rowid": False})

    topic: str = Field(sa_column=_link("topics.code", null=False, primary=True))
    place: int = Field(primary_key=True)
    login: str | None = Field(default=None, sa_column=_link("agents.login"))
    name: str = ""


class Away(SQLModel, table=True):
    """A person is away from a local day to another, both included, or until further notice. Never why."""

    __tablename__ = "away"
    __table_args__ = (Index("away_login", "login", "first"),)

    id: int | None = Field(default=None, primary_key=True)
    login: str = Field(sa_column=_link("agents.login", null=False))
    first: int
    last: int | None = None


class Handover(SQLModel, table=True):
    """A case given to a department or somebody outside the desk, when it is asked about, and what they answered."""

    __tablename__ = "handovers"
    __table_args__ = (
        Index("handovers_case", "case_id"),
        Index("handovers_follow_up", "follow_up", sqlite_where=text("answered_on IS NULL AND follow_up IS NOT NULL")),
    )

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(sa_column=_part("cases.id"))
    department: str | None = Field(default=None, sa_column=_link("departments.name"))
    to: str = ""
    at: int
    by: str = Field(sa_column=_link("agents.login", null=False))
    follow_up: int | None = None
    answer: str | None = None
    answered_on: int | None = None


# ------------------------------------------------------------------ what a municipality decides for itself


class RetentionPeriod(SQLModel, table=True):
    """For how many days a kind's personal data are kept, where it was decided here; before settings and defaults."""

    __tablename__ = "retention_periods"

    kind: str = Field(primary_key=True)
    days: int
    decision: str
    decided_on: int


class OwnKind(SQLModel, table=True):
    """A kind described by the municipality: every wording of its TOML, so that its cases can always be read."""

    __tablename__ = "own_kinds"
    __table_args__ = {"sqlite_with_rowid": False}

    code: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    text: str
    active: bool = True
    at: int
    by: str | None = Field(default=None, sa_column=_link("agents.login"))
