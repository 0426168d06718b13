"""Everything held on one person, for whoever asks what the municipality knows of them.

The General Data Protection Regulation, article 15. A case in which somebody else's text only mentions the person is
named and not shown: what it says is about others too, and a person has to judge what of it may be handed out.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pydantic_core import PydanticCustomError

from desk.rules import people
from desk.rules.references import reference
from desk.rules.refusals import refuse
from desk.rules.registers import Holding, Sort
from desk.rules.rights import Right
from desk.rules.text import clean_line
from desk.services.masking import hidden_in, hides
from desk.services.reading import Opened
from desk.services.registration import clean
from desk.services.seat import Seat, moment_of
from desk.storage import cases, handovers, person, register_rows, trail
from desk.storage.database import Transaction
from desk.storage.person import Sought
from desk.storage.times import instant, local_day

__all__ = ["Card", "Held", "HeldCase", "HeldDraft", "Permit", "Sought", "export", "read_sought"]


@dataclass(frozen=True, repr=False)
class Card:
    """A bus card in the register."""

    number: str
    active_from: date | None
    active_until: date | None


@dataclass(frozen=True, repr=False)
class Permit:
    """A parking permit in the register."""

    serial_number: str
    valid_from: date | None
    valid_to: date | None
    active_from: date | None
    active_until: date | None


@dataclass(frozen=True)
class HeldCase:
    """One case, nothing masked, its trail with the access log, and what it put into the registers."""

    opened: Opened
    cards: tuple[Card, ...]
    permits: tuple[Permit, ...]


@dataclass(frozen=True)
class HeldDraft:
    """A form that somebody left unfinished, as it was typed."""

    agent: str
    kind: str | None
    channel: str | None
    saved_at: datetime
    fields: Mapping[str, Any]

    def __repr__(self) -> str:
        return f"HeldDraft({self.agent})"


@dataclass(frozen=True)
class Held:
    """All of it.

    ``mentioned_in`` are the references of other cases whose text holds what was asked for; ``brought_in`` are the
    permits and cards that came from another register, nothing masked.
    """

    sought: tuple[Sought, ...]
    at: datetime
    cases: tuple[HeldCase, ...]
    drafts: tuple[HeldDraft, ...]
    mentioned_in: tuple[str, ...]
    brought_in: tuple[Holding, ...] = ()

    @property
    def nothing(self) -> bool:
        """Whether nothing is held."""
        return not (self.cases or self.drafts or self.mentioned_in or self.brought_in)


def read_sought(text: str) -> tuple[Sought, ...]:
    """What is asked for: an e-mail address, a personal number or a telephone number.

    Ten digits may be both of the last two, and then both are looked for. Refused where it is none of them.
    """
    found = []
    for what, read in (
        ("email", people.email_address),
        ("person", people.personal_number),
        ("phone", people.phone_number),
    ):
        try:
            value = read(clean_line(text))
        except PydanticCustomError:
            continue
        if value:
            found.append(Sought(what, value))
    if not found:
        refuse("person_unreadable", "PERSON")
    return tuple(found)


def export(seat: Seat, text: str, why: str = "", now: datetime | None = None) -> Held:
    """Gather everything held on a person; each case's access log says that it was handed out.

    Args:
        text: A personal number, a telephone number or an e-mail address.
        why: The reason, which has to be given where an identity among them is protected.
    """
    seat.demand(Right.EXPORT_PERSON)
    moment = moment_of(now)
    sought = read_sought(text)
    reason = clean(why, "--why") if why.strip() else ""
    with seat.database.read() as tx:
        numbers = person.cases_of(tx, sought)
        mentioned = person.mentions(tx, sought, numbers)
        drafts = tuple(_draft(*row) for row in person.drafts(tx, sought))
    with seat.database.write() as tx:
        held = tuple(_held(tx, number) for number in numbers)
        brought_in = _brought_in(tx, sought)
        if not reason and any((*(each.opened.case.protected for each in held), *(row.protected for row in brought_in))):
            refuse("protected_export_why", "--why")
        for each in held:
            _log(tx, seat, each.opened, reason, int(moment.timestamp()))
        for row in brought_in:
            _log_row(tx, seat, row, reason, int(moment.timestamp()))
    return Held(sought, moment, held, drafts, tuple(reference(*each) for each in mentioned), brought_in)


def _brought_in(tx: Transaction, sought: Sequence[Sought]) -> tuple[Holding, ...]:
    asked = {each.what: each.value for each in sought}
    who = asked.get("person"), asked.get("phone")
    return tuple(row for sort in Sort for row in register_rows.brought_in_of(tx, sort, *who))


def _log_row(tx: Transaction, seat: Seat, row: Holding, why: str, at: int) -> None:
    said = {"fields": (None, hidden_in(row)), **({"why": (None, why)} if why else {})}
    trail.add(tx, None, at, seat.who.login, "exported", said, ("why",), subject=row.subject)


def _held(tx: Transaction, number: int) -> HeldCase:
    case = cases.by_id(tx, number)
    if case is None:
        raise ValueError("a register names a case that is not there")
    return HeldCase(
        Opened(
            case,
            tuple(trail.of_case(tx, number, access_too=True)),
            revealed=True,
            handovers=tuple(handovers.of_case(tx, number)),
        ),
        tuple(Card(row[0], local_day(row[1]), local_day(row[2])) for row in person.cards_of(tx, number)),
        tuple(Permit(row[0], *map(local_day, row[1:])) for row in person.permits_of(tx, number)),
    )


def _log(tx: Transaction, seat: Seat, opened: Opened, why: str, at: int) -> None:
    said = {"fields": (None, list(hides(opened.case, opened.events))), **({"why": (None, why)} if why else {})}
    trail.add(tx, opened.case.id, at, seat.who.login, "exported", said, ("why",))


def _draft(agent: str, kind: str | None, channel: str | None, saved_at: int, fields: str) -> HeldDraft:
    saved = instant(saved_at)
    if saved is None:
        raise ValueError("a draft without a time")
    return HeldDraft(agent, kind, channel, saved, json.loads(fields))
