"""Service measurements: entering them, writing their analysis and actions, and saying that they are handled.

A measurement that is not handled is due until it is (:mod:`desk.services.due`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from desk.rules.calendar import local_day
from desk.rules.events import Happening
from desk.rules.measurements import Against, Measurement, Parameter, Result, Text, measurement_of
from desk.rules.refusals import NotFound, Problem, refuse
from desk.rules.rights import Right
from desk.services.people import demand_now
from desk.services.seat import Seat, moment_of
from desk.storage import measurements, trail
from desk.storage.database import Transaction

__all__ = ["add", "add_all", "change", "every", "for_report", "handle", "one", "set_result", "unhandled", "write"]

ABOUT = ("name", "made_on", "made_by", "forwarded", "scope")
"""What is said about a measurement besides its results and its texts."""


# ------------------------------------------------------------------ reading


def every(seat: Seat) -> tuple[Measurement, ...]:
    """Every measurement, the latest first.

    Raises:
        NotAllowed: without the right to see figures.
    """
    seat.demand(Right.SEE_FIGURES)
    with seat.database.read() as tx:
        return tuple(measurements.every(tx))


def one(seat: Seat, number: int) -> Measurement:
    """One measurement.

    Raises:
        NotFound: there is none with this id.
    """
    seat.demand(Right.SEE_FIGURES)
    with seat.database.read() as tx:
        return _known(tx, number)


def for_report(seat: Seat, day: date) -> Measurement | None:
    """The latest measurement as of a day, for a report whose last day that is; ``None`` where none was made."""
    seat.demand(Right.SEE_FIGURES)
    with seat.database.read() as tx:
        return measurements.latest(tx, day)


def unhandled(seat: Seat) -> tuple[tuple[int, str, date], ...]:
    """The measurements that are not handled yet, the oldest first: id, name, and the day on which each was made."""
    seat.demand(Right.SEE_FIGURES)
    with seat.database.read() as tx:
        return tuple(measurements.unhandled(tx))


# ------------------------------------------------------------------ entering


def add(seat: Seat, values: Mapping[str, Any], now: datetime | None = None) -> Measurement:
    """Enter a measurement. It is not handled yet, whatever is written.

    Args:
        values: As :class:`desk.rules.measurements.MeasurementInput` has them.

    Raises:
        NotAllowed: the person's role does not keep the follow-up.
        Refused: ``measurement_known``, ``measurement_future``, or whatever is wrong with the values.
    """
    return add_all(seat, [values], now)[0]


def add_all(seat: Seat, every: Iterable[Mapping[str, Any]], now: datetime | None = None) -> tuple[Measurement, ...]:
    """Enter measurements, all or none. Raises as :func:`add`."""
    seat.demand(Right.FOLLOW_UP)
    given = [measurement_of(values) for values in every]
    at, today = _moment(seat, now)
    with seat.database.write() as tx:
        demand_now(tx, seat, Right.FOLLOW_UP)
        return tuple(_add(tx, seat, made, at, today) for made in given)


def _add(tx: Transaction, seat: Seat, made: Measurement, at: int, today: date) -> Measurement:
    _check(tx, made, today)
    number = measurements.add(tx, made)
    changes = {name: (None, _json(getattr(made, name))) for name in ABOUT}
    changes |= {_cell(*cell): (None, str(result)) for cell, result in made.results.items()}
    changes |= {str(each): (None, made.text(each)) for each in Text if made.text(each)}
    trail.add(tx, None, at, seat.who.login, Happening.ADDED, changes, subject=_subject(number))
    return replace(made, id=number)


def change(seat: Seat, number: int, values: Mapping[str, Any], now: datetime | None = None) -> Measurement:
    """Change what is said about a measurement; the trail keeps both.

    Args:
        values: Some of ``name``, ``made_on``, ``made_by``, ``forwarded``, ``scope``; what is not named stays.

    Raises:
        NotFound: there is none with this id.
        Refused: as :func:`add`, and ``nothing_changed``.
    """
    seat.demand(Right.FOLLOW_UP)
    at, today = _moment(seat, now)
    with seat.database.write() as tx:
        demand_now(tx, seat, Right.FOLLOW_UP)
        before = _known(tx, number)
        given = {name: getattr(before, name) for name in ABOUT} | dict(values)
        after = replace(before, **{name: getattr(measurement_of(given), name) for name in ABOUT})
        changes = {
            name: (_json(getattr(before, name)), _json(getattr(after, name)))
            for name in ABOUT
            if getattr(before, name) != getattr(after, name)
        }
        if not changes:
            refuse("nothing_changed")
        _check(tx, after, today)
        measurements.change(tx, after)
        trail.add(tx, None, at, seat.who.login, Happening.CHANGED, changes, subject=_subject(number))
    return after


def set_result(
    seat: Seat,
    number: int,
    parameter: Parameter,
    against: Against,
    result: Result,
    now: datetime | None = None,
) -> Measurement:
    """Say what one comparison came to. A measurement that was handled is not any more: its analysis is of another.

    Raises:
        NotFound: there is none with this id.
    """
    seat.demand(Right.FOLLOW_UP)
    at, _today = _moment(seat, now)
    with seat.database.write() as tx:
        demand_now(tx, seat, Right.FOLLOW_UP)
        before = _known(tx, number)
        was = before.result(parameter, against)
        if was is result:
            return before
        measurements.put_result(tx, number, (parameter, against), result)
        changes: dict[str, tuple[Any, Any]] = {_cell(parameter, against): (str(was), str(result))}
        if before.handled:
            measurements.handle(tx, number, None, None)
            changes["handled"] = (True, False)
        trail.add(tx, None, at, seat.who.login, Happening.CHANGED, changes, subject=_subject(number))
    results = {**before.results, (parameter, against): result}
    return replace(before, results=results, handled_at=None, handled_by=None)


# ------------------------------------------------------------------ handling


def write(
    seat: Seat, number: int, which: Text, text: str, now: datetime | None = None, *, began_from: str | None = None
) -> Measurement:
    """Write the analysis or the actions, instead of what was written before.

    Args:
        began_from: What stood there when the person began to write: where something else does by now, nothing is
            written over.

    Raises:
        NotFound: there is none with this id.
        Refused: ``measurement_changed``; ``measurement_handled`` where nothing would be left of a handled one's text;
            ``too_long``, ``text_control``.
    """
    seat.demand(Right.FOLLOW_UP)
    at, _today = _moment(seat, now)
    with seat.database.write() as tx:
        demand_now(tx, seat, Right.FOLLOW_UP)
        before = _known(tx, number)
        was = before.text(which)
        cleaned = measurement_of({"name": before.name, "made_on": before.made_on, str(which): text}).text(which)
        if began_from is not None and was not in (began_from, cleaned):
            refuse("measurement_changed", str(which))
        if before.handled and not cleaned:
            refuse("measurement_handled", str(which))
        after = before.with_text(which, cleaned)
        if was != cleaned:
            measurements.write(tx, number, which, cleaned)
            changes = {str(which): (was or None, cleaned or None)}
            trail.add(tx, None, at, seat.who.login, Happening.CHANGED, changes, subject=_subject(number))
    return after


def handle(seat: Seat, number: int, now: datetime | None = None) -> Measurement:
    """Say that a measurement is handled. Both its analysis and its actions have to be written.

    Raises:
        NotFound: there is none with this id.
        Refused: ``measurement_unwritten``, naming what is missing; ``measurement_handled_already``.
    """
    seat.demand(Right.FOLLOW_UP)
    moment = moment_of(now)
    at = int(moment.timestamp())
    with seat.database.write() as tx:
        demand_now(tx, seat, Right.FOLLOW_UP)
        before = _known(tx, number)
        if before.handled:
            refuse("measurement_handled_already")
        if before.missing:
            missing = tuple(each.label for each in before.missing)
            refuse("measurement_unwritten", str(before.missing[0]), missing=missing)
        measurements.handle(tx, number, at, seat.who.login)
        changes = {"handled": (False, True)}
        trail.add(tx, None, at, seat.who.login, Happening.ENDED, changes, subject=_subject(number))
    return replace(before, handled_at=moment, handled_by=seat.who.login)


# ------------------------------------------------------------------ what may be entered


def _moment(seat: Seat, now: datetime | None) -> tuple[int, date]:
    moment = moment_of(now)
    return int(moment.timestamp()), local_day(moment, seat.settings.zone)


def _known(tx: Transaction, number: int) -> Measurement:
    found = measurements.one(tx, number)
    if found is None:
        raise NotFound(Problem("measurement_unknown", "number", {"number": number}))
    return found


def _check(tx: Transaction, made: Measurement, today: date) -> None:
    same = measurements.named(tx, made.name)
    if same is not None and same.id != made.id:
        refuse("measurement_known", "name")
    if made.made_on > today:
        refuse("measurement_future", "made_on", day=made.made_on.isoformat())


def _cell(parameter: Parameter, against: Against) -> str:
    return f"{parameter}.{against}"


def _json(value: object) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _subject(number: int) -> str:
    return f"measurement:{number}"
