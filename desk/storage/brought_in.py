"""Permits and cards that were brought in from another register: rows without a case, told apart by their number.

A row is written as it was given; what Desk itself has done since (blocked it, ended it) is never undone by bringing
it in again. Nothing of it stands in the trail but that it was brought in: whose it is would stay there for good.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from desk.rules.registers import Sort
from desk.rules.text import folded
from desk.storage.bus_card import check_number, holder_by
from desk.storage.database import Row, Transaction
from desk.storage.parking_permit import end_others
from desk.storage.times import ordinal

TABLES = {Sort.PERMIT: "permits", Sort.CARD: "bus_cards"}


class Came(StrEnum):
    """What became of a row that was brought in."""

    NEW = "new"
    CHANGED = "changed"
    """Its number was brought in before, and something else about it is another now."""
    KNOWN = "known"
    """The same as before, or of a case, which decides: nothing was written."""
    OVER = "over"
    """For so long over that nothing about a person may be kept of it any more: nothing was written."""


@dataclass(frozen=True, repr=False)
class BroughtPermit:
    """A parking permit as another register has it. ``person`` and ``phone`` as they are stored."""

    serial_number: str
    valid_to: date
    valid_from: date | None = None
    person: str | None = None
    name: str | None = None
    phone: str | None = None
    blocked_on: date | None = None
    protected: bool = False


@dataclass(frozen=True, repr=False)
class BroughtCard:
    """A bus card as another register has it. ``person`` and ``phone`` as they are stored."""

    card_number: str
    name: str | None = None
    school: str | None = None
    person: str | None = None
    phone: str | None = None
    active_from: date | None = None
    blocked_on: date | None = None
    protected: bool = False


@dataclass(frozen=True)
class Bringing:
    """When rows are brought in (epoch seconds and local day), and for how many days after a row's last day it is kept.

    ``days`` is the kind's retention: :func:`desk.rules.retention.days_of`.
    """

    at: int
    today: date
    days: int


# ------------------------------------------------------------------ permits

_PERMIT = ("person", "known_as", "valid_from", "valid_to", "name", "phone", "protected", "retention_day")
_CARD = ("holder", "known_as", "name", "phone", "person", "school", "protected")


def add_permit(tx: Transaction, permit: BroughtPermit, bringing: Bringing) -> Came:
    """Bring a permit in; one that is known by its serial number is not doubled.

    Raises:
        Refused: ``permit_active`` or ``permit_brought_in`` where the person has another that is active.
    """
    last = permit.valid_to + timedelta(days=bringing.days)
    if last <= bringing.today:
        return Came.OVER
    values: Row = (
        permit.person,
        folded(permit.name) if permit.name and not permit.protected else None,
        ordinal(permit.valid_from),
        ordinal(permit.valid_to),
        permit.name,
        permit.phone,
        permit.protected,
        ordinal(last),
    )
    known = tx.one(
        f"SELECT case_id, id, blocked, ended_day, {', '.join(_PERMIT)} FROM permits WHERE serial_number = ?",
        (permit.serial_number,),
    )
    if known is not None and known[0] is not None:
        return Came.KNOWN
    begins = min(permit.valid_from or bringing.today, bringing.today)
    ends = _first(permit.blocked_on, permit.valid_to if permit.valid_to < bringing.today else None, bringing.today)
    blocked = permit.blocked_on is not None
    if known is None:
        _only_one(tx, permit.person, ends, bringing.today)
        tx.run(
            f"INSERT INTO permits (serial_number, active_day, ended_day, blocked, brought_in_at, {', '.join(_PERMIT)})"
            f" VALUES (?, ?, ?, ?, ?, {', '.join('?' * len(_PERMIT))})",
            (permit.serial_number, ordinal(begins), ordinal(ends), blocked, bringing.at, *values),
        )
        return Came.NEW
    ended = _ended_before(known, known[7], permit.blocked_on, ends)
    if ended is None and (known[3] is not None or known[4] != permit.person):
        _only_one(tx, permit.person, None, bringing.today)
    return _renew(tx, ("permits", _PERMIT), known, blocked, (ended, *values))


def _only_one(tx: Transaction, person: str | None, ends: date | None, today: date) -> None:
    if person is not None and ends is None:
        end_others(tx, person, None, today, replaces=False)


def _first(blocked: date | None, over: date | None, today: date) -> date | None:
    """The day on which it ended: the earlier of the two that are given, never one to come."""
    days = [min(each, today) for each in (blocked, over) if each is not None]
    return min(days, default=None)


def _ended_before(known: Row, valid_to: int | None, blocked: date | None, ends: date | None) -> int | None:
    """The day on which a known row ended: as it stood, unless it only ran out by a last day that is another now."""
    was_ended: int | None = known[3]
    if was_ended is None:
        return ordinal(ends) if blocked is not None else None
    return ordinal(ends) if not known[2] and was_ended == valid_to else was_ended


def _renew(tx: Transaction, of: tuple[str, tuple[str, ...]], known: Row, blocked: bool, after: Row) -> Came:
    """Write what has changed of a row that was brought in before: the day it ended, and its values."""
    table, columns = of
    now = (blocked or bool(known[2]), *after)
    if now == (bool(known[2]), *known[3:]):
        return Came.KNOWN
    places = ", ".join(f"{name} = ?" for name in ("blocked", "ended_day", *columns))
    tx.run(f"UPDATE {table} SET {places} WHERE id = ?", (*now, known[1]))
    return Came.CHANGED


# ------------------------------------------------------------------ cards


def add_card(tx: Transaction, card: BroughtCard, bringing: Bringing) -> Came:
    """Bring a bus card in; one that is known by its number is not doubled.

    A card says nothing of how long it lasts: what is known of its holder is kept for the kind's days from when it was
    brought in, or blocked.

    Raises:
        Refused: ``card_number_taken`` where a case has the number on an active card, of somebody else.
    """
    ends = _first(card.blocked_on, None, bringing.today)
    last = (ends or bringing.today) + timedelta(days=bringing.days)
    if last <= bringing.today:
        return Came.OVER
    holder = holder_by(card.person, card.name, card.school).key
    values = _values_of(card)
    known = tx.one(
        f"SELECT case_id, id, blocked, ended_day, {', '.join(_CARD)} FROM bus_cards WHERE card_number = ?"
        " AND case_id IS NULL ORDER BY ended_day IS NOT NULL, id DESC",
        (card.card_number,),
    )
    if known is not None:
        ended = _ended_before(known, None, card.blocked_on, ends)
        return _renew(tx, ("bus_cards", _CARD), known, card.blocked_on is not None, (ended, *values))
    if _of_a_case(tx, card.card_number, holder):
        return Came.KNOWN
    if ends is None:
        check_number(tx, card.card_number)
    begins = min(card.active_from or bringing.today, ends or bringing.today)
    days = (ordinal(begins), ordinal(ends), card.blocked_on is not None, bringing.at, ordinal(last))
    tx.run(
        "INSERT INTO bus_cards (card_number, active_day, ended_day, blocked, brought_in_at, retention_day,"
        f" {', '.join(_CARD)}) VALUES (?, ?, ?, ?, ?, ?, {', '.join('?' * len(_CARD))})",
        (card.card_number, *days, *values),
    )
    return Came.NEW


def _values_of(card: BroughtCard) -> Row:
    """What the columns of :data:`_CARD` hold."""
    holder = holder_by(card.person, card.name, card.school)
    known_as = None if card.protected else holder.pupil
    return (holder.key, known_as, card.name, card.phone, card.person, card.school, card.protected)


def _of_a_case(tx: Transaction, number: str, holder: str | None) -> bool:
    return bool(
        tx.value(
            "SELECT 1 FROM bus_cards WHERE card_number = ? AND case_id IS NOT NULL AND active_day IS NOT NULL"
            " AND (holder IS ? OR ? IS NULL) LIMIT 1",
            (number, holder, holder),
        )
    )


# ------------------------------------------------------------------ what becomes of them


def block(tx: Transaction, sort: Sort, number: int, today: date) -> None:
    """Block a row that has no case; what has one is blocked by its step."""
    sql = f"UPDATE {TABLES[sort]} SET ended_day = ?, blocked = 1 WHERE id = ? AND case_id IS NULL"
    tx.run(sql, (today.toordinal(), number))


def due(tx: Transaction, sort: Sort, until: int) -> list[int]:
    """The ids of the rows whose data may go by the day ``until`` (an ordinal)."""
    sql = f"SELECT id FROM {TABLES[sort]} WHERE retention_day <= ? AND case_id IS NULL ORDER BY id"
    return [row[0] for row in tx.all(sql, (until,))]


def move_dates(tx: Transaction, sort: Sort, days: int) -> None:
    """Keep every row so many days longer, or shorter where they are negative."""
    tx.run(f"UPDATE {TABLES[sort]} SET retention_day = retention_day + ? WHERE retention_day IS NOT NULL", (days,))


NO_NUMBER = "disposed of, no serial number is kept: brought in "
"""With the row's id after it, what stands for a serial number, as :data:`desk.storage.disposal.NO_SERIAL`."""


def dispose(tx: Transaction, sort: Sort, number: int, day: int) -> bool:
    """Take the person and the number out of a row; that something was handed out stays. ``day`` is an ordinal.

    Returns:
        ``False`` where it was brought in anew meanwhile, or is gone.
    """
    common = "known_as = NULL, name = NULL, phone = NULL, person = NULL, protected = 0, retention_day = NULL"
    own = "card_number = '', holder = NULL, school = NULL" if sort is Sort.CARD else "serial_number = :none || id"
    last = "1000000" if sort is Sort.CARD else "coalesce(valid_to, 1000000)"
    done = tx.run(
        f"UPDATE {TABLES[sort]} SET {common}, {own}, ended_day = coalesce(ended_day, min({last}, :day))"
        " WHERE id = :id AND case_id IS NULL AND retention_day IS NOT NULL",
        {"id": number, "day": day, "none": NO_NUMBER},
    )
    return done.rowcount == 1
