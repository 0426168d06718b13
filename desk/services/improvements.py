"""The improvement board: proposed by anybody, decided and moved by those who keep the follow-up, walked weekly.

Every change is an entry of the trail, and a card's history is read from there. Of two who change a card at once the
later is told, where they say which version they saw.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any, NoReturn

from pydantic import ValidationError

from desk.rules.events import Happening
from desk.rules.improvements import (
    ENDED,
    FIELDS,
    OWN_FIELDS,
    BoardStatus,
    Improvement,
    Proposal,
    is_theirs,
    lacking,
    may_change,
    may_move,
    moved,
)
from desk.rules.refusals import NotAllowed, Problem, Refused, problems_in, refuse
from desk.rules.rights import Person, Right
from desk.services.board import board, department_named, for_report, get, people_by_login, today_at
from desk.services.people import demand_now
from desk.services.registration import clean
from desk.services.seat import Seat, moment_of
from desk.storage import improvements, organisation, trail
from desk.storage.database import Transaction
from desk.storage.improvements import SUBJECT

__all__ = ["NOTE_LENGTH", "board", "change", "for_report", "move", "note", "propose", "propose_in", "walk_by"]

NOTE_LENGTH = 1_000

# ------------------------------------------------------------------ proposing and changing


def propose(seat: Seat, values: Mapping[str, Any], now: datetime | None = None) -> Improvement:
    """Put a proposal on the board. Values by the names of :class:`Proposal`; only ``proposal`` must be there.

    Who may propose but does not keep the follow-up fills in no responsible, date or result.

    Raises:
        NotAllowed: the person may not propose.
        Refused: a value that cannot be, or an unknown name, department, topic or cause.
    """
    seat.demand(Right.PROPOSE)
    with seat.database.write() as tx:
        demand_now(tx, seat, Right.PROPOSE)
        return propose_in(tx, seat, values, moment_of(now))


def propose_in(tx: Transaction, seat: Seat, values: Mapping[str, Any], moment: datetime) -> Improvement:
    """As :func:`propose`, inside a transaction of somebody else's (a deviation that is put on the board)."""
    seat.demand(Right.PROPOSE)
    if not seat.who.may(Right.FOLLOW_UP) and any(values.get(name) for name in set(FIELDS) - OWN_FIELDS):
        raise NotAllowed(Problem("improvement_not_yours", "proposal"))
    read = _read(tx, values)
    made = Improvement(id=0, **read, proposed_on=today_at(seat, moment), proposed_by=seat.who.login)
    made = replace(made, id=improvements.add(tx, made))
    changes = {name: (None, _told(value)) for name, value in read.items() if value}
    _tell(tx, seat, made, Happening.ADDED, {**changes, "board": (None, str(made.status))}, moment)
    return made


def change(
    seat: Seat,
    number: int,
    values: Mapping[str, Any],
    version: int | None = None,
    now: datetime | None = None,
    *,
    walked: bool = False,
) -> Improvement:
    """Change some fields of an improvement. ``version`` is the one the person saw; ``walked`` as in :func:`move`.

    Raises:
        NotFound: there is none of this number.
        NotAllowed: see :func:`desk.rules.improvements.may_change`.
        Refused: ``improvement_changed``, ``nothing_changed``, what it lacks where it stands, a value that cannot be.
    """
    return _save(seat, number, version, moment_of(now), values, None, walked=walked)


def move(
    seat: Seat,
    number: int,
    to: BoardStatus,
    values: Mapping[str, Any] | None = None,
    version: int | None = None,
    now: datetime | None = None,
    *,
    walked: bool = False,
) -> Improvement:
    """Move an improvement, with the values that it needs there.

    Args:
        values: Fields that change with it: responsible, due, result.
        version: The version the person saw; refused where the card has moved on.
        walked: The weekly walk came by.

    Raises:
        NotFound: there is none of this number.
        NotAllowed: see :func:`desk.rules.improvements.may_move`.
        Refused: ``improvement_changed``, ``improvement_move``, what it lacks there, a value that cannot be.
    """
    return _save(seat, number, version, moment_of(now), values or {}, to, walked=walked)


def walk_by(seat: Seat, number: int, now: datetime | None = None) -> Improvement:
    """Mark that the weekly walk came by; once in a day. It is no new version: nobody's change is outrun by it.

    Raises:
        NotFound: there is none of this number.
        NotAllowed: the person does not keep the follow-up.
    """
    seat.demand(Right.FOLLOW_UP)
    moment = moment_of(now)
    with seat.database.write() as tx:
        demand_now(tx, seat, Right.FOLLOW_UP)
        return _seen(tx, seat, get(tx, number), {}, moment)


def note(seat: Seat, number: int, text: str, now: datetime | None = None, *, walked: bool = False) -> Improvement:
    """Add a note to a card's history. Who keeps the follow-up may, and the one responsible.

    Raises:
        NotFound: there is none of this number.
        Refused: ``required``, ``too_long``, ``text_control``; NotAllowed.
    """
    seat.demand(Right.PROPOSE)
    moment = moment_of(now)
    said = clean(text, "note", many_lines=True)
    if len(said) > NOTE_LENGTH:
        refuse("too_long", "note", max_length=NOTE_LENGTH)
    with seat.database.write() as tx:
        demand_now(tx, seat, Right.PROPOSE)
        card = get(tx, number)
        keeps = seat.who.may(Right.FOLLOW_UP)
        if not keeps and not is_theirs(card, seat.who):
            raise NotAllowed(Problem("improvement_not_yours", None))
        changes = {"note": (None, said)}
        if walked and keeps:
            return _seen(tx, seat, card, changes, moment)
        _tell(tx, seat, card, Happening.CHANGED, changes, moment)
        return card


def _seen(tx: Transaction, seat: Seat, card: Improvement, changes: trail.Changes, moment: datetime) -> Improvement:
    after = replace(card, walked_on=today_at(seat, moment))
    if after != card:
        improvements.mark_walked(tx, card.id, after.walked_on)
        changes = {**changes, **_changes(card, after)}
    if changes:
        _tell(tx, seat, after, Happening.CHANGED, changes, moment)
    return after


def _save(
    seat: Seat,
    number: int,
    version: int | None,
    moment: datetime,
    values: Mapping[str, Any],
    to: BoardStatus | None,
    *,
    walked: bool,
) -> Improvement:
    seat.demand(Right.PROPOSE)
    today = today_at(seat, moment)
    with seat.database.write() as tx:
        demand_now(tx, seat, Right.PROPOSE)
        before = get(tx, number)
        if version is not None and version != before.version:
            _refuse_changed(tx, before)
        _demand(seat.who, before, values, to)
        there = before if to is None else moved(before, to, today)
        after = replace(there, **_read(tx, {**_given(there), **values}))
        if missing := lacking(after):
            raise Refused(*missing)
        if after == before:
            refuse("nothing_changed")
        if walked and seat.who.may(Right.FOLLOW_UP):
            after = replace(after, walked_on=today)
        return _write(tx, seat, after, _changes(before, after), moment)


def _demand(who: Person, card: Improvement, values: Mapping[str, Any], to: BoardStatus | None) -> None:
    may = (
        may_change(who, card, values)
        if to is None
        else may_move(who, card, to) and (who.may(Right.FOLLOW_UP) or set(values) <= {"result"})
    )
    if not may:
        raise NotAllowed(Problem("improvement_not_yours", None))


def _refuse_changed(tx: Transaction, card: Improvement) -> NoReturn:
    last = improvements.history(tx, card.id)
    by = last[-1].by if last else card.proposed_by
    refuse("improvement_changed", None, name=people_by_login(tx).get(by, by), status=card.status.label)


# ------------------------------------------------------------------ reading what was given


def _given(card: Improvement) -> dict[str, Any]:
    return {name: getattr(card, name) for name in FIELDS}


def _read(tx: Transaction, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values validated, names spelt as the municipality spells them, a person as their login."""
    try:
        read = Proposal.model_validate(dict(values))
    except ValidationError as error:
        raise Refused(*problems_in(error)) from None
    found = {name: getattr(read, name) for name in FIELDS}
    if read.department is not None:
        found["department"] = department_named(tx, read.department)
    if read.topic is not None:
        found["topic"] = _topic(tx, read.topic)
    if read.responsible is not None:
        found["responsible"] = _login_of(tx, read.responsible)
    return found


def _topic(tx: Transaction, text: str) -> str:
    """A topic by its code, also one that rests: what it caused is still to be put right."""
    found = tx.value("SELECT code FROM topics WHERE code = ?", (text.strip(),))
    if found is None:
        from desk.rules.topics import match_topics

        topics = organisation.read(tx).topics
        near = tuple(each.code for each in match_topics(text, topics.values())[:5]) or tuple(sorted(topics)[:5])
        refuse("topic_unknown", "topic", allowed=near)
    return str(found)


def _login_of(tx: Transaction, text: str) -> str:
    """The login of somebody at the desk who is named by it or by their own name; other names stay as they are."""
    for each in organisation.people(tx):
        if each.may_log_in and text.casefold() in (each.login.casefold(), each.name.casefold()):
            return each.login
    return text


# ------------------------------------------------------------------ writing


def _changes(before: Improvement, after: Improvement) -> dict[str, tuple[Any, Any]]:
    names = (*FIELDS, "decided_on", "ended_on", "walked_on")
    pairs = ((name, getattr(before, name), getattr(after, name)) for name in names)
    found = {name: (_told(was), _told(now)) for name, was, now in pairs if was != now}
    if before.status is not after.status:
        found["board"] = (str(before.status), str(after.status))
    return found


def _told(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return (str(value) if isinstance(value, str) else value) or None


def _write(
    tx: Transaction, seat: Seat, after: Improvement, changes: dict[str, tuple[Any, Any]], moment: datetime
) -> Improvement:
    after = replace(after, version=after.version + 1)
    if not improvements.put(tx, after):
        _refuse_changed(tx, get(tx, after.id))
    ended = "board" in changes and after.status in ENDED
    _tell(tx, seat, after, Happening.ENDED if ended else Happening.CHANGED, changes, moment)
    return after


def _tell(
    tx: Transaction, seat: Seat, card: Improvement, what: Happening, changes: trail.Changes, moment: datetime
) -> None:
    trail.add(tx, None, int(moment.timestamp()), seat.who.login, what, changes, subject=f"{SUBJECT}{card.id}")
