"""The annual wheel as it is remembered: its dates, and which of their days were seen to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from desk.storage.database import Transaction
from desk.storage.times import local_day, ordinal


@dataclass(frozen=True)
class WheelDate:
    """A recurring date. ``rule`` as it was written; ``ends`` is its last day; ``active`` is false once it rests."""

    id: int
    title: str
    rule: str
    starts: date
    ends: date | None = None
    text: str = ""
    department: str | None = None
    responsible: str | None = None
    active: bool = True


@dataclass(frozen=True)
class Done:
    """That a day of a date was seen to: on which day, by whom, with a word about it."""

    done_on: date
    by: str
    note: str = ""


_COLUMNS = "id, title, rule, starts, ends, text, department, responsible, active"


def _date(row: tuple[int, str, str, int, int | None, str, str | None, str | None, int]) -> WheelDate:
    number, title, rule, starts, ends, text, department, responsible, active = row
    return WheelDate(
        number, title, rule, date.fromordinal(starts), local_day(ends), text, department, responsible, bool(active)
    )


def dates(tx: Transaction) -> list[WheelDate]:
    """Every date there is and was, in the order in which they were added."""
    return [_date(row) for row in tx.all(f"SELECT {_COLUMNS} FROM wheel_dates ORDER BY id")]


def get(tx: Transaction, number: int) -> WheelDate | None:
    """The date with this number."""
    row = tx.one(f"SELECT {_COLUMNS} FROM wheel_dates WHERE id = ?", (number,))
    return _date(row) if row else None


def add(tx: Transaction, made: WheelDate) -> int:
    """Add a date, whatever its number; the number that it got."""
    return tx.insert(
        "INSERT INTO wheel_dates (title, rule, starts, ends, text, department, responsible, active)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        _values(made),
    )


def put(tx: Transaction, made: WheelDate) -> None:
    """Write a date over what it was."""
    tx.run(
        "UPDATE wheel_dates SET title = ?, rule = ?, starts = ?, ends = ?, text = ?, department = ?, responsible = ?,"
        " active = ? WHERE id = ?",
        (*_values(made), made.id),
    )


def _values(made: WheelDate) -> tuple[object, ...]:
    starts, ends = ordinal(made.starts), ordinal(made.ends)
    return made.title, made.rule, starts, ends, made.text, made.department, made.responsible, made.active


def done(tx: Transaction, first: date, last: date) -> dict[tuple[int, date], Done]:
    """What was seen to of the days from ``first`` to ``last``, by date's number and day."""
    rows = tx.all(
        'SELECT date_id, day, done_on, "by", note FROM wheel_done WHERE day BETWEEN ? AND ?',
        (first.toordinal(), last.toordinal()),
    )
    return {
        (number, date.fromordinal(day)): Done(date.fromordinal(done_on), by, note)
        for number, day, done_on, by, note in rows
    }


def put_done(tx: Transaction, number: int, day: date, said: Done) -> None:
    """Say that a day was seen to, over what was said before."""
    tx.run(
        'INSERT INTO wheel_done (date_id, day, done_on, "by", note) VALUES (?, ?, ?, ?, ?)'
        ' ON CONFLICT (date_id, day) DO UPDATE SET done_on = excluded.done_on, "by" = excluded."by",'
        " note = excluded.note",
        (number, day.toordinal(), said.done_on.toordinal(), said.by, said.note),
    )


def remove_done(tx: Transaction, number: int, day: date) -> None:
    """Take back that a day was seen to."""
    tx.run("DELETE FROM wheel_done WHERE date_id = ? AND day = ?", (number, day.toordinal()))
