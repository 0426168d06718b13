"""Dialogues with departments: read by everybody at the desk, kept by those who keep the follow-up.

A decision is done or dropped here, or becomes an improvement, and is then followed on the board.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from desk.rules.dialogues import (
    DECISION_FIELDS,
    FIELDS,
    TEXT_LENGTH,
    Decision,
    DecisionInput,
    Dialogue,
    DialogueInput,
    Standing,
    standings,
)
from desk.rules.events import Happening
from desk.rules.improvements import PROPOSAL_LENGTH, Improvement
from desk.rules.refusals import NotFound, Problem, refuse
from desk.rules.rights import Right
from desk.services.board import department_named
from desk.services.improvements import propose_in
from desk.services.kept import day_of, demand_both, differences, is_theirs, login_of, tell
from desk.services.registration import clean, validated
from desk.services.seat import Seat, moment_of
from desk.storage import dialogues as stored
from desk.storage import organisation
from desk.storage.database import Transaction
from desk.storage.dialogues import Which

__all__ = [
    "Which", "add", "change", "change_decision", "decide", "done", "drop", "find", "one", "overview", "to_improvement",
]  # fmt: skip

_EVERY = Which()
_ENDING = ("done_on", "dropped_on", "outcome")


@dataclass(frozen=True)
class Overview:
    """Dialogues, the latest first, and how far every department has come."""

    dialogues: tuple[Dialogue, ...]
    standings: tuple[Standing, ...]
    today: date


# ------------------------------------------------------------------ looking


def find(seat: Seat, which: Which = _EVERY) -> tuple[Dialogue, ...]:
    """Dialogues with their decisions, the latest first. Refused where the department is unknown."""
    seat.demand(Right.SEE_FIGURES)
    with seat.database.read() as tx:
        if which.department is not None:
            which = replace(which, department=department_named(tx, which.department))
        return tuple(stored.find(tx, which))


def one(seat: Seat, number: int) -> Dialogue:
    """One dialogue. Raises NotFound."""
    seat.demand(Right.SEE_FIGURES)
    with seat.database.read() as tx:
        return _get(tx, number)


def overview(seat: Seat, now: datetime | None = None) -> Overview:
    """Every dialogue, and how far each department has come this month and this year."""
    seat.demand(Right.SEE_FIGURES)
    today = day_of(seat, moment_of(now))
    with seat.database.read() as tx:
        found = tuple(stored.find(tx))
        departments = organisation.read(tx).departments
    return Overview(found, standings(departments, found, today), today)


# ------------------------------------------------------------------ dialogues


def add(seat: Seat, values: Mapping[str, Any], now: datetime | None = None) -> Dialogue:
    """Write down a dialogue; values by the names of :class:`DialogueInput`.

    Raises:
        NotAllowed: the person does not keep the follow-up.
        Refused: a value that cannot be, an unknown department or span.
    """
    seat.demand(Right.FOLLOW_UP)
    moment = moment_of(now)
    with seat.database.write() as tx:
        demand_both(tx, seat, Right.FOLLOW_UP)
        made = stored.add(tx, _read(tx, values, day_of(seat, moment)))
        tell(tx, seat, moment, Happening.ADDED, _subject(made), differences(None, made, FIELDS))
        return made


def change(
    seat: Seat, number: int, values: Mapping[str, Any], version: int | None = None, now: datetime | None = None
) -> Dialogue:
    """Change what is written of a dialogue. ``version`` is the one the person saw.

    Raises:
        NotFound: there is no such dialogue.
        Refused: ``dialogue_changed``, ``nothing_changed``, a value that cannot be.
    """
    seat.demand(Right.FOLLOW_UP)
    moment = moment_of(now)
    with seat.database.write() as tx:
        demand_both(tx, seat, Right.FOLLOW_UP)
        before = _get(tx, number)
        if version is not None and version != before.version:
            refuse("dialogue_changed")
        given = {name: getattr(before, name) for name in FIELDS}
        after = replace(_read(tx, {**given, **values}, before.day), id=number, decisions=before.decisions)
        changes = differences(before, after, FIELDS)
        if not changes:
            refuse("nothing_changed")
        stored.put(tx, after)
        tell(tx, seat, moment, Happening.CHANGED, _subject(after), changes)
        return replace(after, version=before.version + 1)


def _read(tx: Transaction, values: Mapping[str, Any], today: date) -> Dialogue:
    given = validated(DialogueInput, dict(values))
    department = department_named(tx, given.department)
    return Dialogue(0, department, given.day or today, given.sort, given.span, given.present, given.views, given.notes)


# ------------------------------------------------------------------ decisions


def decide(seat: Seat, number: int, values: Mapping[str, Any], now: datetime | None = None) -> Decision:
    """Write down what a dialogue decided; values by the names of :class:`DecisionInput`.

    Raises:
        NotFound: there is no such dialogue.
        Refused: a value that cannot be.
    """
    seat.demand(Right.FOLLOW_UP)
    moment = moment_of(now)
    given = validated(DecisionInput, dict(values))
    with seat.database.write() as tx:
        demand_both(tx, seat, Right.FOLLOW_UP)
        of = _get(tx, number)
        by_whom = login_of(tx, given.by_whom) or ""
        made = stored.add_decision(tx, Decision(0, of.id, given.what, by_whom, given.due))
        changes = {"dialogue": (None, of.id), **differences(None, made, DECISION_FIELDS)}
        tell(tx, seat, moment, Happening.ADDED, _of(made), changes)
        return made


def change_decision(seat: Seat, number: int, values: Mapping[str, Any], now: datetime | None = None) -> Decision:
    """Change an open decision's words, whose it is, or its day.

    Raises:
        NotFound: there is no such decision.
        Refused: ``decision_over``, ``decision_on_board``, ``nothing_changed``, a value that cannot be.
    """
    seat.demand(Right.FOLLOW_UP)
    moment = moment_of(now)
    with seat.database.write() as tx:
        demand_both(tx, seat, Right.FOLLOW_UP)
        before = _open(tx, number)
        given = validated(DecisionInput, {name: getattr(before, name) for name in DECISION_FIELDS} | dict(values))
        after = replace(before, what=given.what, by_whom=login_of(tx, given.by_whom) or "", due=given.due)
        changes = differences(before, after, DECISION_FIELDS)
        if not changes:
            refuse("nothing_changed")
        return _put(tx, seat, moment, after, Happening.CHANGED, changes)


def done(seat: Seat, number: int, outcome: str = "", now: datetime | None = None) -> Decision:
    """Say that a decision was done today, and what came of it.

    Raises:
        NotFound: there is no such decision.
        NotAllowed: the person neither keeps the follow-up nor is the one to do it.
        Refused: ``decision_over``, ``decision_on_board``.
    """
    moment = moment_of(now)
    with seat.database.write() as tx:
        demand_both(tx, seat, Right.PROPOSE)
        before = _open(tx, number)
        if not is_theirs(before.by_whom, seat.who):
            demand_both(tx, seat, Right.FOLLOW_UP)
        after = replace(before, done_on=day_of(seat, moment), outcome=_outcome(outcome))
        return _put(tx, seat, moment, after, Happening.ENDED, differences(before, after, _ENDING))


def drop(seat: Seat, number: int, why: str, now: datetime | None = None) -> Decision:
    """Say that a decision will not be done, and why.

    Raises:
        NotFound: there is no such decision.
        Refused: ``decision_over``, ``decision_on_board``, ``decision_why``.
    """
    seat.demand(Right.FOLLOW_UP)
    if not why.strip():
        refuse("decision_why", "outcome")
    moment = moment_of(now)
    with seat.database.write() as tx:
        demand_both(tx, seat, Right.FOLLOW_UP)
        before = _open(tx, number)
        after = replace(before, dropped_on=day_of(seat, moment), outcome=_outcome(why))
        return _put(tx, seat, moment, after, Happening.ENDED, differences(before, after, _ENDING))


def to_improvement(seat: Seat, number: int, now: datetime | None = None) -> Improvement:
    """Put a decision on the improvement board, where it is followed from now on.

    Raises:
        NotFound: there is no such decision.
        Refused: ``decision_over``, ``decision_on_board``.
    """
    seat.demand(Right.FOLLOW_UP)
    moment = moment_of(now)
    with seat.database.write() as tx:
        demand_both(tx, seat, Right.FOLLOW_UP)
        before = _open(tx, number)
        of = _get(tx, before.dialogue_id)
        values = {
            "proposal": before.what[:PROPOSAL_LENGTH],
            "background": before.what if len(before.what) > PROPOSAL_LENGTH else "",
            "department": of.department,
            "responsible": before.by_whom or None,
            "due": before.due,
        }
        made = propose_in(tx, seat, values, moment)
        after = replace(before, improvement_id=made.id)
        _put(tx, seat, moment, after, Happening.CHANGED, {"improvement": (None, made.id)})
        return made


def _outcome(text: str) -> str:
    said = clean(text, "outcome", many_lines=True) if text.strip() else ""
    if len(said) > TEXT_LENGTH:
        refuse("too_long", "outcome", max_length=TEXT_LENGTH)
    return said


def _put(
    tx: Transaction,
    seat: Seat,
    moment: datetime,
    after: Decision,
    what: Happening,
    changes: dict[str, tuple[Any, Any]],
) -> Decision:
    stored.put_decision(tx, after)
    tell(tx, seat, moment, what, _of(after), changes)
    return after


# ------------------------------------------------------------------ what they share


def _get(tx: Transaction, number: int) -> Dialogue:
    found = stored.get(tx, number)
    if found is None:
        raise NotFound(Problem("dialogue_unknown", None, {"number": number}))
    return found


def _open(tx: Transaction, number: int) -> Decision:
    found = stored.decision(tx, number)
    if found is None:
        raise NotFound(Problem("decision_unknown", None, {"number": number}))
    if found.improvement_id is not None:
        refuse("decision_on_board", None, number=found.improvement_id)
    if (ended := found.ended_on) is not None:
        refuse("decision_over", None, day=ended.isoformat())
    return found


def _subject(of: Dialogue) -> str:
    return f"dialogue:{of.id}"


def _of(decision: Decision) -> str:
    return f"decision:{decision.id}"
