"""Goals and what is done to reach them, as they are kept."""

from __future__ import annotations

from datetime import date

from desk.rules.activities import Activity
from desk.rules.goals import Goal, GoalSpan, with_defaults
from desk.rules.report import Level
from desk.storage.database import Row, Transaction
from desk.storage.times import local_day, ordinal

_COLUMNS = "id, figure, level, name, target, span, decided_by, decided_on, valid_from, valid_to, note"


def valid(tx: Transaction, first: date, last: date) -> tuple[Goal, ...]:  # noqa: ARG001  a span is named whole
    """The goals for a span from ``first`` to ``last``: those that hold on its last day, Desk's own among them."""
    return with_defaults(decided(tx), last)


def decided(tx: Transaction) -> tuple[Goal, ...]:
    """Every goal that was ever decided, ended ones too, in the order in which they came."""
    return tuple(_goal(row) for row in tx.all(f"SELECT {_COLUMNS} FROM goals ORDER BY id"))


def one(tx: Transaction, number: int) -> Goal | None:
    """The goal with this number."""
    row = tx.one(f"SELECT {_COLUMNS} FROM goals WHERE id = ?", (number,))
    return None if row is None else _goal(row)


def add(tx: Transaction, goal: Goal) -> int:
    """Keep a new goal; its number."""
    marks = ", ".join("?" * 10)
    return tx.insert(
        f"INSERT INTO goals ({_COLUMNS.removeprefix('id, ')}) VALUES ({marks})",
        _values(goal),
    )


def put(tx: Transaction, goal: Goal) -> None:
    """Write a goal over what it was."""
    columns = ", ".join(f"{name} = ?" for name in _COLUMNS.removeprefix("id, ").split(", "))
    tx.run(f"UPDATE goals SET {columns} WHERE id = ?", (*_values(goal), goal.id))


def _values(goal: Goal) -> Row:
    return (
        goal.figure,
        str(goal.level),
        goal.name,
        goal.target,
        str(goal.span),
        goal.decided_by,
        ordinal(goal.decided_on),
        ordinal(goal.valid_from),
        ordinal(goal.valid_to),
        goal.note,
    )


def _goal(row: Row) -> Goal:
    number, figure, level, name, target, span, by, on, begins, ends, note = row
    return Goal(
        figure=figure,
        target=target,
        level=Level(level),
        name=name,
        span=GoalSpan(span),
        decided_by=by,
        decided_on=local_day(on),
        valid_from=local_day(begins),
        valid_to=local_day(ends),
        note=note,
        id=number,
    )


# ------------------------------------------------------------------ activities

_ACTIVITY = "id, goal_id, what, responsible, due, done_on, dropped_on, result"


def activities(tx: Transaction, goal_id: int | None = None) -> tuple[Activity, ...]:
    """The activities of a goal, or of all: those under way first, by when they are due."""
    rows = tx.all(
        f"SELECT {_ACTIVITY} FROM activities WHERE ?1 IS NULL OR goal_id = ?1"
        " ORDER BY coalesce(done_on, dropped_on) IS NOT NULL, due IS NULL, due, id",
        (goal_id,),
    )
    return tuple(_activity(row) for row in rows)


def activity(tx: Transaction, number: int) -> Activity | None:
    """The activity with this number."""
    row = tx.one(f"SELECT {_ACTIVITY} FROM activities WHERE id = ?", (number,))
    return None if row is None else _activity(row)


def add_activity(tx: Transaction, new: Activity) -> int:
    """Keep a new activity; its number."""
    return tx.insert(
        "INSERT INTO activities (goal_id, what, responsible, due, done_on, dropped_on, result)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (new.goal_id, new.what, new.responsible, *_of_activity(new)),
    )


def put_activity(tx: Transaction, changed: Activity) -> None:
    """Write an activity over what it was."""
    tx.run(
        "UPDATE activities SET what = ?, responsible = ?, due = ?, done_on = ?, dropped_on = ?, result = ?"
        " WHERE id = ?",
        (changed.what, changed.responsible, *_of_activity(changed), changed.id),
    )


def _of_activity(of: Activity) -> Row:
    return (ordinal(of.due), ordinal(of.done_on), ordinal(of.dropped_on), of.result)


def _activity(row: Row) -> Activity:
    number, goal_id, what, responsible, due, done, dropped, result = row
    return Activity(
        goal_id=goal_id,
        what=what,
        responsible=responsible,
        due=local_day(due),
        done_on=local_day(done),
        dropped_on=local_day(dropped),
        result=result,
        id=number,
    )
