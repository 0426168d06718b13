"""Dialogues with departments and their decisions as they are remembered."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date

from desk.rules.dialogues import Decision, Dialogue, DialogueSort
from desk.storage.database import Row, Transaction
from desk.storage.times import local_day, ordinal

_DIALOGUE = "SELECT id, department, day, sort, span, present, views, notes, version FROM dialogues"
_DECISION = (
    "SELECT d.id, d.dialogue_id, d.what, d.by_whom, d.due, d.done_on, d.dropped_on, d.outcome, d.improvement_id,"
    " i.status, i.ended_on FROM dialogue_decisions d LEFT JOIN improvements i ON i.id = d.improvement_id"
)


@dataclass(frozen=True)
class Which:
    """Which dialogues: each that is given must hold."""

    department: str | None = None
    first: date | None = None
    last: date | None = None


def find(tx: Transaction, which: Which = Which()) -> list[Dialogue]:
    """The dialogues with their decisions, the latest first."""
    values = {
        "department": which.department,
        "first": ordinal(which.first) or 0,
        "last": ordinal(which.last) or date.max.toordinal(),
    }
    where = "(:department IS NULL OR department = :department) AND day BETWEEN :first AND :last"
    decisions: dict[int, list[Decision]] = defaultdict(list)
    of_these = f" WHERE d.dialogue_id IN (SELECT id FROM dialogues WHERE {where}) ORDER BY d.id"
    for row in tx.run(_DECISION + of_these, values):
        decisions[row[1]].append(_decision(row))
    rows = tx.all(f"{_DIALOGUE} WHERE {where} ORDER BY day DESC, id DESC", values)
    return [_dialogue(row, tuple(decisions[row[0]])) for row in rows]


def get(tx: Transaction, number: int) -> Dialogue | None:
    """The dialogue with this number, and its decisions."""
    row = tx.one(f"{_DIALOGUE} WHERE id = ?", (number,))
    if row is None:
        return None
    rows = tx.all(f"{_DECISION} WHERE d.dialogue_id = ? ORDER BY d.id", (number,))
    return _dialogue(row, tuple(_decision(each) for each in rows))


def decision(tx: Transaction, number: int) -> Decision | None:
    """The decision with this number."""
    row = tx.one(f"{_DECISION} WHERE d.id = ?", (number,))
    return _decision(row) if row else None


def _dialogue(row: Row, decisions: tuple[Decision, ...]) -> Dialogue:
    number, department, day, sort, span, present, views, notes, version = row
    return Dialogue(
        number, department, date.fromordinal(day), DialogueSort(sort), span, present, views, notes, version, decisions
    )


def _decision(row: Row) -> Decision:
    number, dialogue, what, by_whom, due, done_on, dropped_on, outcome, improvement, status, ended = row
    return Decision(
        number, dialogue, what, by_whom, local_day(due), local_day(done_on), local_day(dropped_on), outcome,
        improvement, status, local_day(ended),
    )  # fmt: skip


def add(tx: Transaction, made: Dialogue) -> Dialogue:
    """Add a dialogue without decisions; with the number that it got."""
    number = tx.insert(
        "INSERT INTO dialogues (department, day, sort, span, present, views, notes, version)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, 1)",
        _values(made),
    )
    return replace(made, id=number, version=1)


def put(tx: Transaction, made: Dialogue) -> None:
    """Write a dialogue over what it was, as its next version."""
    tx.run(
        "UPDATE dialogues SET department = ?, day = ?, sort = ?, span = ?, present = ?, views = ?, notes = ?,"
        " version = version + 1 WHERE id = ?",
        (*_values(made), made.id),
    )


def _values(made: Dialogue) -> tuple[object, ...]:
    return made.department, made.day.toordinal(), str(made.sort), made.span, made.present, made.views, made.notes


def add_decision(tx: Transaction, made: Decision) -> Decision:
    """Add a decision; with the number that it got."""
    number = tx.insert(
        "INSERT INTO dialogue_decisions (dialogue_id, what, by_whom, due, outcome) VALUES (?, ?, ?, ?, '')",
        (made.dialogue_id, made.what, made.by_whom, ordinal(made.due)),
    )
    return replace(made, id=number)


def put_decision(tx: Transaction, made: Decision) -> None:
    """Write a decision over what it was."""
    tx.run(
        "UPDATE dialogue_decisions SET what = ?, by_whom = ?, due = ?, done_on = ?, dropped_on = ?, outcome = ?,"
        " improvement_id = ? WHERE id = ?",
        (
            made.what,
            made.by_whom,
            ordinal(made.due),
            ordinal(made.done_on),
            ordinal(made.dropped_on),
            made.outcome,
            made.improvement_id,
            made.id,
        ),
    )
