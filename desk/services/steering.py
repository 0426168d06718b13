"""Steering documents: read by everybody at the desk, written and decided by those who keep the follow-up.

Every save is a version of its own, kept for good. Of two who write at once the later is told what the other wrote.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import NoReturn

from desk.rules.events import Happening
from desk.rules.refusals import NotFound, Problem, refuse
from desk.rules.rights import Right
from desk.rules.steering import DecisionInput, Document, DocumentInput, DocumentSort, Version
from desk.services.board import people_by_login
from desk.services.kept import day_of, demand_both, tell
from desk.services.registration import validated
from desk.services.seat import Seat, moment_of
from desk.storage import steering as stored
from desk.storage.database import Transaction

__all__ = ["add", "decide", "documents", "open_document", "rest", "review", "wake", "write"]


def documents(seat: Seat) -> tuple[Document, ...]:
    """Every document, those in use first, without their texts."""
    seat.demand(Right.SEE_FIGURES)
    with seat.database.read() as tx:
        return tuple(stored.documents(tx))


def open_document(seat: Seat, number: int) -> Document:
    """One document with all its versions. Raises NotFound."""
    seat.demand(Right.SEE_FIGURES)
    with seat.database.read() as tx:
        return _get(tx, number)


# ------------------------------------------------------------------ writing


def add(seat: Seat, sort: DocumentSort | str, title: str, text: str, now: datetime | None = None) -> Document:
    """Add a document with its first version, a draft until it is decided.

    Raises:
        NotAllowed: the person does not keep the follow-up.
        Refused: ``document_title_taken``, ``document_empty``, a value that cannot be.
    """
    seat.demand(Right.FOLLOW_UP)
    given = validated(DocumentInput, {"sort": sort, "title": title, "text": text})
    if not given.text:
        refuse("document_empty", "text")
    moment = moment_of(now)
    with seat.database.write() as tx:
        demand_both(tx, seat, Right.FOLLOW_UP)
        if stored.title_taken(tx, given.title):
            refuse("document_title_taken", "title")
        number = stored.add(tx, given.sort, given.title)
        stored.add_version(tx, number, 1, given.text, int(moment.timestamp()), seat.who.login)
        changes = {"title": (None, given.title), "version": (None, 1)}
        tell(tx, seat, moment, Happening.ADDED, _subject(number), changes)
        return _get(tx, number)


def write(seat: Seat, number: int, text: str, seen: int | None = None, now: datetime | None = None) -> Document:
    """Write a document's next version.

    Args:
        seen: The version that the person saw when they began; where somebody has written another since, it is
            refused. ``None`` writes whatever there is.

    Raises:
        NotFound: there is no such document.
        Refused: ``document_changed``, ``document_rests``, ``nothing_changed``, ``document_empty``.
    """
    seat.demand(Right.FOLLOW_UP)
    moment = moment_of(now)
    with seat.database.write() as tx:
        demand_both(tx, seat, Right.FOLLOW_UP)
        before = _in_use(tx, number)
        given = validated(DocumentInput, {"sort": before.sort, "title": before.title, "text": text})
        latest = before.latest
        if seen is not None and seen != latest.number:
            _refuse_changed(tx, latest)
        if not given.text:
            refuse("document_empty", "text")
        if given.text == latest.text:
            refuse("nothing_changed")
        stored.add_version(tx, number, latest.number + 1, given.text, int(moment.timestamp()), seat.who.login)
        changes = {"version": (latest.number, latest.number + 1)}
        tell(tx, seat, moment, Happening.CHANGED, _subject(number), changes)
        return _get(tx, number)


def _refuse_changed(tx: Transaction, latest: Version) -> NoReturn:
    name = people_by_login(tx).get(latest.written_by, latest.written_by)
    refuse("document_changed", "text", name=name, version=latest.number)


# ------------------------------------------------------------------ deciding and looking at it again


def decide(
    seat: Seat,
    number: int,
    decided_by: str,
    decided_on: date | None = None,
    review_on: date | None = None,
    now: datetime | None = None,
    *,
    seen: int | None = None,
) -> Document:
    """Say that what was written last has been decided: by whom, when, and when it is looked at again.

    Args:
        decided_on: Today, where nothing is said.
        seen: The version that the person saw; refused where there is a later one.

    Raises:
        NotFound: there is no such document.
        Refused: ``document_decided``, ``document_changed``, ``document_decided_later``, ``document_review_past``.
    """
    seat.demand(Right.FOLLOW_UP)
    moment = moment_of(now)
    today = day_of(seat, moment)
    values = {"decided_by": decided_by, "decided_on": decided_on or today, "review_on": review_on}
    given = validated(DecisionInput, values)
    on = given.decided_on or today
    with seat.database.write() as tx:
        demand_both(tx, seat, Right.FOLLOW_UP)
        before = _in_use(tx, number)
        latest = before.latest
        if seen is not None and seen != latest.number:
            _refuse_changed(tx, latest)
        if latest.decided_on is not None:
            refuse("document_decided", None, version=latest.number, day=latest.decided_on.isoformat())
        if on > today:
            refuse("document_decided_later", "decided_on")
        _demand_ahead(given.review_on, today)
        stored.decide(tx, number, latest.number, given.decided_by, on, given.review_on)
        changes = {
            "version": (None, latest.number),
            "decided_by": (None, given.decided_by),
            "decided_on": (None, on.isoformat()),
            "review_on": (None, given.review_on.isoformat() if given.review_on else None),
        }
        tell(tx, seat, moment, Happening.CHANGED, _subject(number), changes)
        return _get(tx, number)


def review(seat: Seat, number: int, review_on: date | None, now: datetime | None = None) -> Document:
    """Say that what is in force was looked at and stands, and when it is looked at next; ``None`` is never.

    Raises:
        NotFound: there is no such document.
        Refused: ``document_not_decided``, ``document_review_past``.
    """
    seat.demand(Right.FOLLOW_UP)
    moment = moment_of(now)
    given = validated(DecisionInput, {"decided_by": "-", "decided_on": None, "review_on": review_on})
    with seat.database.write() as tx:
        demand_both(tx, seat, Right.FOLLOW_UP)
        before = _in_use(tx, number)
        held = before.in_force
        if held is None:
            refuse("document_not_decided")
        _demand_ahead(given.review_on, day_of(seat, moment))
        stored.put_review(tx, number, held.number, given.review_on)
        was, becomes = (each.isoformat() if each else None for each in (held.review_on, given.review_on))
        changes = {"version": (None, held.number), "review_on": (was, becomes)}
        tell(tx, seat, moment, Happening.CHANGED, _subject(number), changes)
        return _get(tx, number)


def _demand_ahead(review_on: date | None, today: date) -> None:
    if review_on is not None and review_on <= today:
        refuse("document_review_past", "review_on")


def rest(seat: Seat, number: int, now: datetime | None = None) -> Document:
    """Take a document out of use; its versions stay. Refused (``document_rests``) where it is already."""
    return _set_active(seat, number, False, now)


def wake(seat: Seat, number: int, now: datetime | None = None) -> Document:
    """Take a document into use again. Refused (``nothing_changed``) where it is in use."""
    return _set_active(seat, number, True, now)


def _set_active(seat: Seat, number: int, active: bool, now: datetime | None) -> Document:
    seat.demand(Right.FOLLOW_UP)
    moment = moment_of(now)
    with seat.database.write() as tx:
        demand_both(tx, seat, Right.FOLLOW_UP)
        before = _get(tx, number)
        if before.active is active:
            refuse("nothing_changed" if active else "document_rests", None, title=before.title)
        stored.set_active(tx, number, active)
        happening = Happening.CHANGED if active else Happening.ENDED
        tell(tx, seat, moment, happening, _subject(number), {"active": (before.active, active)})
        return _get(tx, number)


# ------------------------------------------------------------------ what they share


def _get(tx: Transaction, number: int) -> Document:
    found = stored.get(tx, number)
    if found is None:
        raise NotFound(Problem("document_unknown", None, {"number": number}))
    return found


def _in_use(tx: Transaction, number: int) -> Document:
    found = _get(tx, number)
    if not found.active:
        refuse("document_rests", None, title=found.title)
    return found


def _subject(number: int) -> str:
    return f"document:{number}"
