"""The registers of bus cards and parking permits: numbers in use, with or without a case.

As in :mod:`desk.storage.tables`: instants are epoch seconds, days are ordinals of the local day.
"""

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel


class BusCard(SQLModel, table=True):
    """A bus card's number in use: active from ``active_day`` (handed out) until ``ended_day`` (blocked).

    One that was brought in from another register has no case, and keeps here what a case would say of its holder.
    ``holder`` is by what it is known whose it is: ``person:…`` or ``pupil:name|school``; ``known_as`` is the latter
    also where the person is known, and nothing of a protected identity.
    """

    __tablename__ = "bus_cards"
    __table_args__ = (
        Index("bus_cards_active", "card_number", unique=True,
              sqlite_where=text("active_day IS NOT NULL AND ended_day IS NULL")),
        Index("bus_cards_holder", "holder"),
        Index("bus_cards_number", "card_number"),
        Index("bus_cards_blocked", "ended_day", sqlite_where=text("blocked")),
        Index("bus_cards_known_as", "known_as", sqlite_where=text("known_as IS NOT NULL")),
        Index("bus_cards_phone", "phone", sqlite_where=text("phone IS NOT NULL")),
        Index("bus_cards_retention", "retention_day", sqlite_where=text("retention_day IS NOT NULL")),
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    case_id: int | None = Field(default=None, foreign_key="cases.id", unique=True)
    card_number: str
    holder: str | None = None
    active_day: int | None = None
    ended_day: int | None = None
    blocked: bool = Field(default=False, sa_column_kwargs={"server_default": text("0")})
    known_as: str | None = None
    name: str | None = None
    phone: str | None = None
    person: str | None = None
    school: str | None = None
    protected: bool = Field(default=False, sa_column_kwargs={"server_default": text("0")})
    brought_in_at: int | None = None
    retention_day: int | None = None


class Permit(SQLModel, table=True):
    """A parking permit: its serial number is used once; one that is active per person.

    One that was brought in has no case, as a bus card's. ``known_as`` is its holder's name as it is looked for, and
    nothing of a protected identity.
    """

    __tablename__ = "permits"
    __table_args__ = (
        Index("permits_serial", "serial_number", unique=True),
        Index("permits_active", "person", unique=True,
              sqlite_where=text("active_day IS NOT NULL AND ended_day IS NULL")),
        Index("permits_person", "person"),
        Index("permits_blocked", "ended_day", sqlite_where=text("blocked")),
        Index("permits_ending", "valid_to", sqlite_where=text("active_day IS NOT NULL AND ended_day IS NULL")),
        Index("permits_phone", "phone", sqlite_where=text("phone IS NOT NULL")),
        Index("permits_retention", "retention_day", sqlite_where=text("retention_day IS NOT NULL")),
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    case_id: int | None = Field(default=None, foreign_key="cases.id", unique=True)
    person: str | None = None
    serial_number: str
    valid_from: int | None = None
    valid_to: int | None = None
    active_day: int | None = None
    ended_day: int | None = None
    blocked: bool = Field(default=False, sa_column_kwargs={"server_default": text("0")})
    known_as: str | None = None
    name: str | None = None
    phone: str | None = None
    protected: bool = Field(default=False, sa_column_kwargs={"server_default": text("0")})
    brought_in_at: int | None = None
    retention_day: int | None = None
