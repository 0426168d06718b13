"""What the services of wheel, documents and dialogues share: reading what was given, and writing it into the trail."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from desk.rules.calendar import local_day
from desk.rules.events import Happening
from desk.rules.rights import Person, Right
from desk.services.people import demand_now
from desk.services.seat import Seat
from desk.storage import organisation, trail
from desk.storage.database import Transaction


def demand_both(tx: Transaction, seat: Seat, right: Right) -> None:
    """Refuse what the person may not do, by the role they sat down with or the one that they have now."""
    seat.demand(right)
    demand_now(tx, seat, right)


def told(value: Any) -> Any:
    """A value as the trail holds it: JSON, a day as ``2026-11-19``, nothing as ``None``."""
    if isinstance(value, date):
        return value.isoformat()
    return (str(value) if isinstance(value, str) else value) or None


def differences(before: object, after: object, names: Iterable[str]) -> dict[str, tuple[Any, Any]]:
    """The attributes that differ; where ``before`` is ``None``, those that have a value."""
    pairs = ((name, told(getattr(before, name, None)), told(getattr(after, name))) for name in names)
    return {name: (was, now) for name, was, now in pairs if was != now}


def tell(tx: Transaction, seat: Seat, moment: datetime, what: Happening, subject: str, changes: trail.Changes) -> None:
    """Write what was done into the trail."""
    trail.add(tx, None, int(moment.timestamp()), seat.who.login, what, changes, subject=subject)


def day_of(seat: Seat, moment: datetime) -> date:
    """The local day of an instant."""
    return local_day(moment, seat.settings.zone)


def is_theirs(responsible: str | None, who: Person) -> bool:
    """Whether somebody responsible, named by login or by name, is this person."""
    return responsible is not None and responsible.casefold() in (who.login.casefold(), who.name.casefold())


def login_of(tx: Transaction, text: str | None) -> str | None:
    """The login of somebody at the desk who is named by it or by their own name; other names stay as they are."""
    for each in organisation.people(tx) if text else ():
        if each.may_log_in and text and text.casefold() in (each.login.casefold(), each.name.casefold()):
            return each.login
    return text
