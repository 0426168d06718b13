"""Service measurements, and what each comparison came to."""

from __future__ import annotations

from datetime import date

from desk.rules.measurements import Against, Cell, Measurement, Parameter, Result, Text
from desk.storage.database import Row, Transaction
from desk.storage.times import instant

_SELECT = (
    "SELECT id, name, made_on, made_by, forwarded, scope, analysis, actions, handled_at, handled_by FROM measurements"
)


def every(tx: Transaction) -> list[Measurement]:
    """Every measurement, the latest first."""
    results = _results(tx, "SELECT measurement_id, parameter, against, result FROM measurement_results", ())
    return [_measurement(row, results) for row in tx.all(f"{_SELECT} ORDER BY made_on DESC, id DESC")]


def one(tx: Transaction, number: int) -> Measurement | None:
    """The measurement with this id."""
    return _first(tx, f"{_SELECT} WHERE id = ?", (number,))


def named(tx: Transaction, name: str) -> Measurement | None:
    """The measurement of this name, whatever its capitals."""
    return next((each for each in every(tx) if each.name.casefold() == name.casefold()), None)


def latest(tx: Transaction, day: date) -> Measurement | None:
    """The one made last, on ``day`` or before it."""
    return _first(tx, f"{_SELECT} WHERE made_on <= ? ORDER BY made_on DESC, id DESC LIMIT 1", (day.toordinal(),))


def unhandled(tx: Transaction) -> list[tuple[int, str, date]]:
    """Those that are not handled yet, the oldest first: id, name, and the day on which each was made."""
    rows = tx.all("SELECT id, name, made_on FROM measurements WHERE handled_at IS NULL ORDER BY made_on, id")
    return [(number, name, date.fromordinal(day)) for number, name, day in rows]


def add(tx: Transaction, made: Measurement) -> int:
    """Remember a new measurement; its id."""
    number = tx.insert(
        "INSERT INTO measurements (name, made_on, made_by, forwarded, scope, analysis, actions)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (made.name, made.made_on.toordinal(), made.made_by, made.forwarded, made.scope, made.analysis, made.actions),
    )
    for cell, result in made.results.items():
        put_result(tx, number, cell, result)
    return number


def change(tx: Transaction, made: Measurement) -> None:
    """Remember what is said about a measurement, but for its results and its texts."""
    tx.run(
        "UPDATE measurements SET name = ?, made_on = ?, made_by = ?, forwarded = ?, scope = ? WHERE id = ?",
        (made.name, made.made_on.toordinal(), made.made_by, made.forwarded, made.scope, made.id),
    )


def put_result(tx: Transaction, number: int, cell: Cell, result: Result) -> None:
    """Remember what a comparison came to."""
    tx.run(
        "INSERT INTO measurement_results (measurement_id, parameter, against, result) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (measurement_id, parameter, against) DO UPDATE SET result = excluded.result",
        (number, str(cell[0]), str(cell[1]), str(result)),
    )


_WRITE = {
    Text.ANALYSIS: "UPDATE measurements SET analysis = ? WHERE id = ?",
    Text.ACTIONS: "UPDATE measurements SET actions = ? WHERE id = ?",
}


def write(tx: Transaction, number: int, which: Text, text: str) -> None:
    """Remember one of the two texts."""
    tx.run(_WRITE[which], (text, number))


def handle(tx: Transaction, number: int, at: int | None, by: str | None) -> None:
    """Remember that it is handled, when and by whom; or that it is not, with ``None``."""
    tx.run("UPDATE measurements SET handled_at = ?, handled_by = ? WHERE id = ?", (at, by, number))


def _first(tx: Transaction, sql: str, values: Row) -> Measurement | None:
    row = tx.one(sql, values)
    if row is None:
        return None
    cells = "SELECT measurement_id, parameter, against, result FROM measurement_results WHERE measurement_id = ?"
    return _measurement(row, _results(tx, cells, (row[0],)))


def _results(tx: Transaction, sql: str, values: Row) -> dict[int, dict[Cell, Result]]:
    found: dict[int, dict[Cell, Result]] = {}
    for number, parameter, against, result in tx.run(sql, values):
        found.setdefault(number, {})[(Parameter(parameter), Against(against))] = Result(result)
    return found


def _measurement(row: Row, results: dict[int, dict[Cell, Result]]) -> Measurement:
    number, name, made_on, made_by, forwarded, scope, analysis, actions, at, by = row
    return Measurement(
        id=number,
        name=name,
        made_on=date.fromordinal(made_on),
        made_by=made_by,
        forwarded=None if forwarded is None else bool(forwarded),
        scope=scope,
        analysis=analysis,
        actions=actions,
        handled_at=instant(at),
        handled_by=by,
        results=results.get(number, {}),
    )
