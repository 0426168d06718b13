"""The causes of deviations over a year, painted: how often each, and in which months."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from textual.content import Content

from desk.rules.spans import month
from desk.screens.widgets.frame import fit
from desk.services.deviations import Causes
from desk.words import _, month_short, n_

YEAR = 12
LABEL, COUNT, CELL = 24, 4, 4


def page(causes: Causes, first: date, width: int, *, plain: bool) -> Content:
    """The causes from the month of ``first`` on, the most frequent first; bars where there is room.

    Args:
        plain: Only characters that any console has.
    """
    if not causes.total and not causes.unexplained:
        return Content(_("No figure falls short of its goal."))
    return Content("\n").join(_lines(causes, first, width, plain))


def _lines(causes: Causes, first: date, width: int, plain: bool) -> Iterator[Content]:
    months = _months(first)
    room = min(20, width - LABEL - COUNT - CELL * YEAR - 2)
    bars = room >= 8
    most = max(causes.by_code.values(), default=1)
    names = "".join(fit(_name(code), CELL) for code in months)
    yield Content.styled(fit("", LABEL + COUNT + (room + 1 if bars else 1)) + " " + names, "$text-muted")
    for code, many in causes.by_code.items():
        bar = fit(("#" if plain else "▇") * max(1, round(many / most * room)), room + 1) if bars else " "
        cells = "".join(f"{_cell(causes.months.get(each, {}).get(code, 0)):<{CELL}}" for each in months)
        yield Content.assemble(fit(code.label, LABEL), f"{many:>{COUNT}} ", (bar, "$primary"), cells)
    if causes.unexplained:
        yield Content("")
        words = n_("{n} deviation lacks a cause.", "{n} deviations lack a cause.", causes.unexplained)
        yield Content.styled(f"! {words}", "bold")
    yield Content("")
    yield Content.styled(_("The whole desk's and the groups', by the month in which the span ended."), "$text-muted")


def _months(first: date) -> list[str]:
    span = month(first.year, first.month)
    codes = []
    for _each in range(YEAR):
        codes.append(span.code)
        span = span.next
    return codes


def _name(code: str) -> str:
    """A month in three letters."""
    return month_short(date(int(code[:4]), int(code[5:]), 1))


def _cell(many: int) -> str:
    return str(many) if many else "·"
