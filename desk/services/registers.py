"""The registers of permits and cards: who has what, what expires, what is blocked, and which days run.

Personal numbers are masked, and of a protected identity nothing is shown but that it is protected, until somebody
opens it; that opening is in the access log, of what has no case under its own name (``permit:3``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from pydantic_core import PydanticCustomError

from desk.rules import people
from desk.rules.events import Happening
from desk.rules.refusals import NotAllowed, NotFound, Problem, refuse
from desk.rules.registers import VIEWS, Holding, Running, Sort, State, View, topic_of
from desk.rules.rights import Right
from desk.rules.searching import SHORTEST
from desk.rules.text import folded, shown
from desk.services.lists import PAGE, viewer
from desk.services.masking import hidden_in, masked_holding
from desk.services.people import demand_now
from desk.services.registration import clean, today_of
from desk.services.seat import Seat, moment_of
from desk.storage import access, brought_in, cases, register_days, register_rows, trail
from desk.storage.access import Entry
from desk.storage.database import Transaction
from desk.storage.lists import Listed
from desk.storage.register_rows import Asked, Cursor

__all__ = [
    "About", "Page", "Sort", "View", "about", "begin", "block", "by_number", "count", "find", "find_brought_in",
    "lapsing", "page", "reveal", "running",
]  # fmt: skip

LONGEST_LINE = 120
PHONE_DIGITS = 7
"""Fewer digits are the beginning of a number on a permit or a card, and no telephone's."""


@dataclass(frozen=True)
class Page:
    """Rows of a view, masked, and the cursor of the page after them; ``None`` at the end."""

    rows: tuple[Holding, ...]
    next: str | None


@dataclass(frozen=True)
class About:
    """One permit or card with its history: others of the same person or number, cases, and what the trail says of it.

    ``entries`` are those of a row that was brought in; a case has its own trail.
    """

    holding: Holding
    same: tuple[Holding, ...]
    cases: tuple[Listed, ...]
    entries: tuple[Entry, ...]


# ------------------------------------------------------------------ lists


def page(
    seat: Seat, sort: Sort, view: View, limit: int = PAGE, after: str | None = None, now: datetime | None = None
) -> Page:
    """One page of a view. Refused where the register has no such view of rows, or ``after`` is no cursor of it."""
    seat.demand(Right.SEE_CASES)
    _demand_view(sort, view)
    today = today_of(seat, moment_of(now))
    cursor = _cursor(sort, view, after)
    with seat.database.read() as tx:
        rows = register_rows.page(tx, sort, view, viewer(seat), today, limit + 1, cursor)
    following = rows[limit - 1][1] if len(rows) > limit > 0 else None
    return Page(
        tuple(masked_holding(row) for row, _ in rows[:limit]),
        None if following is None else f"{following[1]}.{following[0]}",
    )


def _demand_view(sort: Sort, view: View) -> None:
    if view not in VIEWS[sort]:
        refuse("view_unknown", "--view", allowed=VIEWS[sort])


def _cursor(sort: Sort, view: View, text: str | None) -> Cursor | None:
    if text is None:
        return None
    number, dot, key = text.partition(".")
    by_text = register_rows.goes_by_text(sort, view)
    if not dot or not _CURSOR_PART.fullmatch(number) or not (by_text or _CURSOR_PART.fullmatch(key)):
        refuse("cursor_invalid", "after")
    return (key if by_text else int(key), int(number))


_CURSOR_PART = re.compile("[0-9]{1,18}")


def count(seat: Seat, sort: Sort, view: View, most: int = 1000, now: datetime | None = None) -> int:
    """How many rows a view has, counted no further than ``most``."""
    seat.demand(Right.SEE_CASES)
    today = today_of(seat, moment_of(now))
    with seat.database.read() as tx:
        return register_rows.count(tx, sort, view, viewer(seat), today, most)


def running(seat: Seat, view: View, now: datetime | None = None) -> tuple[Running, ...]:
    """The cases of :attr:`View.APPEALS` or :attr:`View.TEMPORARY`, by the day that runs."""
    seat.demand(Right.SEE_CASES)
    today = today_of(seat, moment_of(now))
    with seat.database.read() as tx:
        if view is View.APPEALS:
            found = register_days.appeals(tx, viewer(seat), today)
        else:
            found = register_days.temporary(tx, viewer(seat))
    return tuple(each._replace(name=None) if each.protected else each for each in found)


def lapsing(seat: Seat, now: datetime | None = None) -> int:
    """How many permits expire within 60 days without that anybody has asked for another."""
    seat.demand(Right.SEE_CASES)
    with seat.database.read() as tx:
        return register_rows.lapsing(tx, viewer(seat), today_of(seat, moment_of(now)))


# ------------------------------------------------------------------ looking up


def find(seat: Seat, sort: Sort, line: str, limit: int = PAGE) -> tuple[Holding, ...]:
    """The permits or cards that a line means: the beginning of a number, a personal number, a telephone, a name.

    Never refuses what is typed. A protected identity is found by its whole number alone, but for lead and admin.
    """
    return tuple(masked_holding(each) for each in _found(seat, sort, line, limit))


def find_brought_in(seat: Seat, line: str, limit: int) -> tuple[Holding, ...]:
    """At most ``limit`` permits and as many cards that a line means and that have no case: no case finds them."""
    return tuple(masked_holding(each) for sort in Sort for each in _found(seat, sort, line, limit, brought_in=True))


def _found(seat: Seat, sort: Sort, line: str, limit: int, *, brought_in: bool = False) -> list[Holding]:
    seat.demand(Right.SEE_CASES)
    text = shown(line[:LONGEST_LINE]).strip()
    asked = _asked(text)
    if asked == Asked():
        return []
    asked = replace(asked, brought_in=brought_in)
    with seat.database.read() as tx:
        found = register_rows.find(tx, sort, asked, viewer(seat), limit, protected=seat.who.may(Right.OPEN_PROTECTED))
    words = text.casefold()
    if not words.isascii():  # as it is spelt comes first, then what is so without dots and accents
        found.sort(key=lambda each: words not in (each.name or "").casefold())
    return found[:limit]


def _asked(text: str) -> Asked:
    digits = sum(each.isdecimal() for each in text)
    is_number = bool(digits) and " " not in text
    is_name = not is_number and len(text) >= SHORTEST and any(each.isalpha() for each in text)
    return Asked(
        number=text if is_number else None,
        person=_read(people.personal_number, text) if digits >= 10 else None,
        phone=_read(people.phone_number, text) if digits >= PHONE_DIGITS else None,
        name=folded(text) if is_name else None,
    )


def _read(how: object, text: str) -> str | None:
    try:
        value = how(text) if callable(how) else None
    except PydanticCustomError:
        return None
    return value if isinstance(value, str) else None


def by_number(seat: Seat, sort: Sort, number: str) -> Holding:
    """The permit or card with just this number, masked; the one in use, else the newest. Raises NotFound."""
    wanted = number.strip().casefold()
    for each in _found(seat, sort, number, PAGE):
        if each.number.casefold() == wanted:
            return masked_holding(each)
    raise NotFound(_unknown(sort))


def _unknown(sort: Sort) -> Problem:
    return Problem("permit_unknown" if sort is Sort.PERMIT else "card_unknown", "number")


# ------------------------------------------------------------------ one of them


def about(seat: Seat, sort: Sort, number: int) -> About:
    """One of them by its id, with its history, masked. Raises NotFound."""
    seat.demand(Right.SEE_CASES)
    eyes = viewer(seat)
    with seat.database.read() as tx:
        holding = _one(tx, seat, sort, number)
        same = register_rows.of_same(tx, holding, eyes)
        listed: list[Listed] = []
        if holding.person and not holding.protected:
            listed = register_rows.errands(tx, sort, holding.person, eyes, PAGE)
        entries = access.about(tx, holding.subject) if holding.brought_in else []
    told = tuple(each for each in entries if each.what not in trail.NOT_SHOWN)
    return About(masked_holding(holding), tuple(map(masked_holding, same)), tuple(listed), told)


def _one(tx: Transaction, seat: Seat, sort: Sort, number: int) -> Holding:
    found = register_rows.one(tx, sort, number, viewer(seat))
    if found is None:
        raise NotFound(_unknown(sort))
    return found


def reveal(seat: Seat, sort: Sort, number: int, why: str = "", now: datetime | None = None) -> Holding:
    """One of them with nothing masked; the access log says so first.

    A protected identity is opened by lead and admin only, who must say ``why``.
    """
    seat.demand(Right.SEE_CASES)
    with seat.database.write() as tx:
        return _opened(tx, seat, sort, number, why, moment_of(now))


def _opened(tx: Transaction, seat: Seat, sort: Sort, number: int, why: str, now: datetime) -> Holding:
    holding = _one(tx, seat, sort, number)
    if holding.protected:
        if not seat.who.may(Right.OPEN_PROTECTED):
            raise NotAllowed(Problem("protected_not_allowed", "number"))
        if not why.strip():
            refuse("protected_why", "why")
    reason = clean(why, "why") if why.strip() else ""
    hidden = hidden_in(holding)
    at, by = int(now.timestamp()), seat.who.login
    if holding.case_id is not None:
        trail.log_opening(tx, holding.case_id, at, by, hidden, reason)
    elif hidden:
        said = {"fields": (None, hidden), **({"why": (None, reason)} if reason else {})}
        trail.add(tx, None, at, by, trail.OPENED, said, ("why",), subject=holding.subject)
    return holding


# ------------------------------------------------------------------ going on from one


def begin(
    seat: Seat, sort: Sort, number: int, what: str, why: str = "", now: datetime | None = None
) -> Mapping[str, object]:
    """What the form of a new errand about it begins with, by dotted name; the person's number is opened with that.

    Args:
        what: An application of a permit (renewal, lost, new), or a reason of a card (lost, damaged, defect, new).
        why: As for :func:`reveal`.
    """
    seat.demand(Right.HANDLE)
    with seat.database.write() as tx:
        holding = _opened(tx, seat, sort, number, why, moment_of(now))
        case = None if holding.case_id is None else cases.by_id(tx, holding.case_id)
    before = {} if case is None else dict(case.details)
    topic = topic_of(sort, what)
    answers: dict[str, object] = {
        "topic": topic if topic in seat.topics else None,
        "citizen.phone": people.show_phone(holding.phone) or None,
        "citizen.personal_number": people.show_personal_number(holding.person) or None,
        "citizen.protected": holding.protected or None,
    }
    if sort is Sort.PERMIT:
        answers |= {
            "citizen.name": holding.name,
            "details.application": what,
            "details.capacity": before.get("capacity"),
        }
    else:
        answers |= {
            "citizen.name": None if case is None else case.name,
            "details.reason": what,
            "details.pupil": holding.name,
            "details.school": holding.school,
            "details.grade": before.get("grade"),
        }
    return {name: value for name, value in answers.items() if value is not None}


def block(seat: Seat, sort: Sort, number: int, now: datetime | None = None) -> Holding:
    """Block a permit or card that was brought in and is in use. One with a case is blocked there, by its step.

    Raises:
        NotFound: there is none.
        Refused: ``blocked_in_case``, ``not_in_use``.
    """
    seat.demand(Right.HANDLE)
    moment = moment_of(now)
    today = today_of(seat, moment)
    with seat.database.write() as tx:
        demand_now(tx, seat, Right.HANDLE)
        holding = _one(tx, seat, sort, number)
        if holding.reference is not None:
            refuse("blocked_in_case", "number", reference=holding.reference)
        if holding.state(today) not in (State.ACTIVE, State.EXPIRING):
            refuse("not_in_use", "number")
        brought_in.block(tx, sort, number, today)
        changes = {"blocked": (False, True)}
        at = int(moment.timestamp())
        trail.add(tx, None, at, seat.who.login, Happening.CHANGED, changes, subject=holding.subject)
    return masked_holding(holding._replace(blocked=True, ended_on=today))
