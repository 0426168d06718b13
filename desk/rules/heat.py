"""What a heat map shows of each hour: a figure, as people read it, and how much it asks for attention."""

from __future__ import annotations

from desk.rules.call_hours import HourCell, HourFigures, TelephoneReport
from desk.rules.labels import Code
from desk.words import N_, duration, number, percent

SHADES = 5
"""How many shades there are, from nothing to all; each has a sign of its own."""
NO_DATA = "–"
FEW_CALLS = 5
"""A rate of fewer calls is not shaded: one lost call of two would look like a fire."""


class HeatFigure(Code):
    """What a heat map can show."""

    ANSWER_RATE = "answer_rate", N_("Answer rate")
    SERVICE_LEVEL = "service_level", N_("Service level")
    WAIT = "wait", N_("Median wait")
    OFFERED = "offered", N_("Calls an hour")
    ABANDONED = "abandoned", N_("Calls lost")
    CASES = "cases", N_("Cases")
    CALLS_PER_CASE = "calls_per_case", N_("Calls to one case")
    NEED = "need", N_("People needed and planned")


def value(cell: HourFigures, figure: HeatFigure) -> float | None:
    """The figure of an hour, or of the whole span; ``None`` is no data. Of need, how many people."""
    if isinstance(cell, HourCell):
        if figure is HeatFigure.OFFERED:
            return cell.calls_an_hour
        if figure is HeatFigure.NEED:
            return None if cell.need is None else cell.need.people
    calls = cell.calls
    found: dict[HeatFigure, float | None] = {
        HeatFigure.ANSWER_RATE: calls.answer_rate,
        HeatFigure.SERVICE_LEVEL: calls.service_level,
        HeatFigure.WAIT: calls.wait_median_s,
        HeatFigure.OFFERED: calls.offered,
        HeatFigure.ABANDONED: calls.abandoned,
        HeatFigure.CASES: cell.cases,
        HeatFigure.CALLS_PER_CASE: cell.calls_per_case,
        HeatFigure.NEED: None,
    }
    return found[figure]


def shown(report: TelephoneReport, figure: HeatFigure) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The weekdays and the hours to show: those with calls, from the first to the last; of cases, those with cases."""
    places = [place for place, cell in report.cells.items() if figure is HeatFigure.CASES or cell.calls.offered]
    hours = [hour for _, hour in places]
    days = {day for day, _ in places} | set(range(5))
    return tuple(sorted(days)), tuple(range(min(hours), max(hours) + 1)) if hours else ()


def in_words(cell: HourFigures, figure: HeatFigure, decimals: int = 1) -> str:
    """The figure as a person reads it, a rate with ``decimals``; of need also how many were planned."""
    found = value(cell, figure)
    if figure is HeatFigure.NEED and isinstance(cell, HourCell):
        planned = NO_DATA if cell.planned is None else _short(cell.planned)
        return NO_DATA if found is None else f"{number(found)}/{planned}"
    if found is None:
        return NO_DATA
    if figure in (HeatFigure.ANSWER_RATE, HeatFigure.SERVICE_LEVEL):
        return percent(found, decimals)
    if figure is HeatFigure.WAIT:
        return duration(found)
    if figure in (HeatFigure.CALLS_PER_CASE, HeatFigure.OFFERED):
        return _short(found)
    return number(found)


def _short(found: float) -> str:
    return number(found) if found >= 100 or found == int(found) else number(found, 1)


def shade(cell: HourCell, figure: HeatFigure, report: TelephoneReport) -> int | None:
    """How much an hour asks for attention, 0 to ``SHADES - 1``; ``None`` where there is no data, or too little.

    A rate by how far it falls short of its goal, or of all where it has none; a wait beside the service level's;
    people by how many are lacking; what stands against nothing, beside the fullest hour.
    """
    found = value(cell, figure)
    if found is None:
        return None
    if figure in RATES:
        goal = report.goals.get(figure)
        if cell.calls.offered < FEW_CALLS:
            return None
        return _step(1 - found) if goal is None else _short_of(goal - found)
    if figure is HeatFigure.WAIT:
        return _step(found / report.basis.t_answer_s)
    if figure is HeatFigure.NEED and cell.lacking is not None:
        return _lacking(cell.lacking)
    most = max((value(each, figure) or 0 for each in report.cells.values()), default=0)
    return _step(found / most) if most else 0


def is_warned(cell: HourCell, figure: HeatFigure, report: TelephoneReport) -> bool:
    """Whether an hour falls short of what it is held against; what is only counted is held against nothing."""
    if figure is HeatFigure.NEED:
        return (cell.lacking or 0) > 0
    return figure in report.goals and (shade(cell, figure, report) or 0) > 0


RATES = frozenset({HeatFigure.ANSWER_RATE, HeatFigure.SERVICE_LEVEL})
"""Figures that can have a goal, and say little of few calls."""


def is_held_against(figure: HeatFigure, report: TelephoneReport) -> bool:
    """Whether hours can fall short: a rate of its goal, people of what was planned, where it is written."""
    return figure in report.goals or (
        figure is HeatFigure.NEED and any(cell.planned is not None for cell in report.cells.values())
    )


def says_little(cell: HourCell, figure: HeatFigure) -> bool:
    """Whether it is a rate of so few calls that it is not shaded."""
    return figure in RATES and 0 < cell.calls.offered < FEW_CALLS


def _short_of(lacks: float) -> int:
    """Each five points short of the aim are a shade."""
    if lacks <= 1e-12:
        return 0
    return min(SHADES - 1, 1 + int((lacks - 1e-12) / 0.05))


def _lacking(people: float) -> int:
    """Each person lacking is a shade."""
    if people <= 0:
        return 0
    return min(SHADES - 1, 1 + int(people - 1e-9))


def _step(part: float) -> int:
    return max(0, min(SHADES - 1, int(part * SHADES)))
