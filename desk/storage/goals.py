"""Goals and what is done to reach them, as they are kept."""

from __future__ import annotations

from datetime import date

from desk.rules.goals import Goal, GoalSpan, with_defaults
from desk.rules.report import Level
from desk.storage.database import Row, Transaction
from desk.storage.times import local_day

_COLUMNS = "id, figure, level, name, target, span, decided_by, decided_on, valid_from, valid_to, note"


def valid(tx: Transaction, first: date, last: date) -> tuple[Goal, ...]:  # noqa: ARG001  a span is named whole
    """The goals for a span from ``first`` to ``last``: those that hold on its last day, Desk's own among them."""
    return with_defaults(decided(tx), last)


def decided(tx: Transaction) -> tuple[Goal, ...]:
    """Every goal that was ever decided, ended ones too, in the order in which they came."""
    return tuple(_goal(row) for row in tx.all(f"SELECT {_COLUMNS} FROM goals ORDER BY id"))


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
