"""Deviations as they are kept: what fell short where and when, and what was written about it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from desk.rules.deviations import CauseCode, Coaching, FollowedDeviation
from desk.rules.goals import Explanation, Place
from desk.rules.report import Level
from desk.storage.database import Row, Transaction
from desk.storage.follow_up_sql import OPEN_DEVIATION
from desk.storage.times import instant, local_day, ordinal

EVERY = 1 << 62
"""As a limit: all there are."""
_COLUMNS = (
    "id, span, first, last, figure, level, name, goal, actual, found_at, met_at, cause_code, cause, action,"
    " responsible, due, done_on, coaching, improvement_id"
)


@dataclass(frozen=True)
class Which:
    """Which deviations are asked for; what is ``None`` narrows nothing.

    Attributes:
        open: Those without cause or action alone, that were not met after all.
        first, last: Of spans that end on these days, both included.
        people: The logins whose own are seen; ``None`` is everybody's.
        met_too: Also those that were met after all.
    """

    open: bool = False
    span: str | None = None
    level: Level | None = None
    figure: str | None = None
    first: date | None = None
    last: date | None = None
    people: Collection[str] | None = ()
    met_too: bool = True


def listed(tx: Transaction, which: Which, limit: int = EVERY, offset: int = 0) -> tuple[FollowedDeviation, ...]:
    """Deviations, the open ones first; within that the latest span first, the whole before groups and individuals."""
    where, values = _where(which)
    rows = tx.all(
        f"SELECT {_COLUMNS} FROM deviations WHERE {where}"
        f" ORDER BY NOT ({OPEN_DEVIATION}), last DESC, first,"
        " CASE level WHEN 'all' THEN 0 WHEN 'group' THEN 1 ELSE 2 END, name, figure LIMIT ? OFFSET ?",
        (*values, EVERY if limit < 0 else limit, offset),
    )
    return tuple(_deviation(row) for row in rows)


def count(tx: Transaction, which: Which) -> int:
    """How many there are."""
    where, values = _where(which)
    return int(tx.value(f"SELECT count(*) FROM deviations WHERE {where}", values))


def one(tx: Transaction, number: int) -> FollowedDeviation | None:
    """The deviation with this number."""
    row = tx.one(f"SELECT {_COLUMNS} FROM deviations WHERE id = ?", (number,))
    return None if row is None else _deviation(row)


def of_span(tx: Transaction, span: str) -> tuple[FollowedDeviation, ...]:
    """Every deviation of a span, whosoever's."""
    return tuple(_deviation(row) for row in tx.all(f"SELECT {_COLUMNS} FROM deviations WHERE span = ?", (span,)))


def within(tx: Transaction, first: date, last: date) -> tuple[FollowedDeviation, ...]:
    """The whole desk's and the groups' of spans within these days that were not met after all, the earliest first.

    For what leaves the house: individuals' are never among them.
    """
    rows = tx.all(
        f"SELECT {_COLUMNS} FROM deviations WHERE first >= ? AND last <= ? AND level <> 'agent' AND met_at IS NULL"
        " ORDER BY last, first, level, name, figure",
        (ordinal(first), ordinal(last)),
    )
    return tuple(_deviation(row) for row in rows)


def _where(which: Which) -> tuple[str, list[object]]:
    parts, values = ["1 = 1"], list[object]()
    if which.open:
        parts.append(OPEN_DEVIATION)
    if not which.met_too:
        parts.append("met_at IS NULL")
    pairs = (
        ("span = ?", which.span),
        ("level = ?", which.level and str(which.level)),
        ("figure = ?", which.figure),
        ("last >= ?", ordinal(which.first)),
        ("last <= ?", ordinal(which.last)),
    )
    for part, value in pairs:
        if value is not None:
            parts.append(part)
            values.append(value)
    if which.people is not None:
        names = ", ".join("?" * len(which.people))
        parts.append(f"(level <> 'agent' OR name IN ({names}))")
        values += which.people
    return " AND ".join(parts), values


def _deviation(row: Row) -> FollowedDeviation:
    (number, span, first, last, figure, level, name, goal, actual, found, met, code, cause, action, responsible, due,
     done, coaching, improvement) = row  # fmt: skip
    found_at = instant(found)
    if found_at is None:
        raise ValueError("a deviation that was never found")
    return FollowedDeviation(
        id=number,
        span=span,
        first=date.fromordinal(first),
        last=date.fromordinal(last),
        figure=figure,
        level=Level(level),
        name=name or None,
        goal=goal,
        actual=actual,
        found_at=found_at,
        met_at=instant(met),
        cause_code=CauseCode(code) if code else None,
        cause=cause,
        action=action,
        responsible=responsible,
        due=local_day(due),
        done_on=local_day(done),
        coaching=Coaching(coaching) if coaching else None,
        improvement_id=improvement,
    )


# ------------------------------------------------------------------ writing


def put_found(tx: Transaction, found: FollowedDeviation, at: int) -> None:
    """Keep a deviation that was found; one that is there gets its goal and figure, and is no longer met."""
    tx.run(
        "INSERT INTO deviations (span, first, last, figure, level, name, goal, actual, found_at, coaching)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (span, figure, level, name) DO UPDATE SET"
        " goal = excluded.goal, actual = excluded.actual, met_at = NULL",
        (
            found.span,
            ordinal(found.first),
            ordinal(found.last),
            found.figure,
            str(found.level),
            found.name or "",
            found.goal,
            found.actual,
            at,
            found.coaching and str(found.coaching),
        ),
    )


def put_met(tx: Transaction, number: int, actual: float | None, at: int) -> None:
    """Keep that nothing fell short after all; the figure as it is now, where it has one."""
    tx.run(
        "UPDATE deviations SET met_at = ?, actual = coalesce(?, actual) WHERE id = ?",
        (at, actual, number),
    )


def put_written(tx: Transaction, written: FollowedDeviation) -> None:
    """Keep what was written about a deviation."""
    tx.run(
        "UPDATE deviations SET cause_code = ?, cause = ?, action = ?, responsible = ?, due = ?, done_on = ?,"
        " coaching = ?, improvement_id = ? WHERE id = ?",
        (
            written.cause_code and str(written.cause_code),
            written.cause,
            written.action,
            written.responsible,
            ordinal(written.due),
            ordinal(written.done_on),
            written.coaching and str(written.coaching),
            written.improvement_id,
            written.id,
        ),
    )


# ------------------------------------------------------------------ for reports


def explained(tx: Transaction, span: str, people: Collection[str] | None = ()) -> dict[Place, Explanation]:
    """What was written about a span's deviations, by figure, level and name (``None`` for the whole).

    Args:
        span: The span's code.
        people: The logins whose own deviations are wanted besides the whole's and the groups'; ``None`` is
            everybody's, for whoever keeps the follow-up.
    """
    rows = tx.all(
        "SELECT figure, level, name, cause, action, responsible, due, cause_code, done_on FROM deviations"
        " WHERE span = ?",
        (span,),
    )
    return {
        (figure, Level(level), name or None): Explanation(
            cause, action, responsible, local_day(due), code, local_day(done)
        )
        for figure, level, name, cause, action, responsible, due, code, done in rows
        if level != Level.AGENT or people is None or name in people
    }


def causes(tx: Transaction, first: date, last: date) -> list[tuple[str, str | None, int]]:
    """How many deviations of the whole and of groups have a cause, by the month (``2026-11``) in which their span ends.

    Those without a cause are counted under ``None``; those that were met after all, and individuals', are not counted.
    """
    rows = tx.all(
        "SELECT last, cause_code FROM deviations WHERE last BETWEEN ? AND ? AND level <> 'agent' AND met_at IS NULL",
        (ordinal(first), ordinal(last)),
    )
    counted: dict[tuple[str, str | None], int] = {}
    for day, code in rows:
        key = (date.fromordinal(day).isoformat()[:7], code)
        counted[key] = counted.get(key, 0) + 1
    return [(month, code, many) for (month, code), many in counted.items()]
