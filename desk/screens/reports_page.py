"""The follow-up as lines of text: figures against goals, or one row a group or person. Made in a reading thread."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual.content import Content

from desk.rules.figures import rate
from desk.rules.goals import FIGURES, Figure
from desk.rules.report import GoalRow, Level, Part, WeekReport
from desk.screens.widgets.frame import fit
from desk.screens.widgets.week_plot import week_plot
from desk.screens.wording import BARS
from desk.words import N_, _, duration, number, percent

ASCII_BARS = str.maketrans(BARS + "·", "_.-:=+*# ")
"""Where a console draws letters only, eight of them stand for eight heights."""
NO_DATA = "–"
WEEKS = 13


@dataclass(frozen=True)
class Room:
    """What there is to write in: cells, rows, and whether lines can be drawn."""

    width: int
    height: int
    ascii: bool = False


def page(report: WeekReport, room: Room) -> Content:
    """The report at its level."""
    if report.level is not Level.ALL:
        return _joined(_parts(report, room))
    facts = list(_facts(report, room))
    shown = _figures_shown(report, room.height - len(facts) - _AROUND)
    lines = [*_figures(report, shown, room), Content(""), *facts]
    goal = next((each.goal for each in report.goals if each.figure == "answer_rate"), None)
    plot = week_plot(report.days, goal, room.width, room.height - len(lines) - 1)
    if plot:
        lines += [Content(""), *map(Content, plot)]
    elif report.calls.offered == 0:
        lines += [Content(""), Content(_("No calls have been brought in for this week.")).stylize("dim")]
    return _joined(lines)


def _joined(lines: Iterable[Content]) -> Content:
    return Content("\n").join(list(lines))


# ------------------------------------------------------------------ figures against goals

_CELLS = (5, 8, 7, 8)
"""Goal, actual, deviation, the week before."""
_REMARK = 7


_AROUND = 10
"""Rows for heads, gaps, and a plot that one can read."""


def _figures_shown(report: WeekReport, rows: int) -> list[Figure]:
    """Every figure; where there are too few rows, without those that have no data: first those without a goal."""
    shown = list(FIGURES)
    if len(shown) > rows and report.calls.offered:
        goals = {each.figure for each in report.goals}
        shown = [each for each in shown if each.code in goals or _has_data(report, each)]
    if len(shown) > rows and report.calls.offered:
        shown = [each for each in shown if _has_data(report, each)]
    return shown


def _has_data(report: WeekReport, figure: Figure) -> bool:
    weeks = (point.figures.get(figure.code) for point in report.trend[1 - WEEKS :])
    return figure.actual(report) is not None or any(each is not None for each in weeks)


def _figures(report: WeekReport, shown: Sequence[Figure], room: Room) -> Iterator[Content]:
    label = max(20, min(36, room.width - sum(_CELLS) - 2 - WEEKS - 2 - _REMARK))
    before = report.trend[-1].span.rpartition("W")[2] if report.trend else ""
    heads = (_("Goal"), _("Actual"), _("Dev."), _("w.{week}", week=before.lstrip("0")) if before else "")
    yield Content(_row("", heads, label) + "  " + _("{n} weeks", n=WEEKS)).stylize("dim")
    goals = {each.figure: each for each in report.goals}
    for each in shown:
        yield _figure(report, each, goals.get(each.code), label, room)


def _figure(report: WeekReport, figure: Figure, goal: GoalRow | None, label: int, room: Room) -> Content:
    actual = figure.actual(report)
    before = report.trend[-1].figures.get(figure.code) if report.trend else None
    cells = (
        _said(figure, goal.goal, short=True) if goal else NO_DATA,
        _said(figure, actual),
        _deviation(figure, goal),
        _said(figure, before),
    )
    line = fit(figure.label, label) + _row("", cells, 0)
    trend = [point.figures.get(figure.code) for point in report.trend[1 - WEEKS :]]
    bars = _bars([*trend, actual], figure)
    mark, style = _mark(goal, _count(report, figure))
    drawn = Content(f"{line}  {bars.translate(ASCII_BARS) if room.ascii else bars}  ")
    return drawn + (Content.styled(mark, style) if style else Content(mark))


def _row(label: str, cells: Sequence[str], width: int) -> str:
    return fit(label, width) + "".join(_right(each, size) for each, size in zip(cells, _CELLS, strict=True))


def _right(text: str, width: int) -> str:
    return " " * max(0, width - cell_len(text)) + text


def _said(figure: Figure, value: float | None, *, short: bool = False) -> str:
    if value is None:
        return NO_DATA
    return percent(value, 0 if short else 1) if figure.form == "rate" else number(value, 1)


def _deviation(figure: Figure, goal: GoalRow | None) -> str:
    if goal is None or goal.deviation is None:
        return NO_DATA
    return number(goal.deviation * (100 if figure.form == "rate" else 1), 1, sign=True)


def _mark(goal: GoalRow | None, n: str) -> tuple[str, str]:
    """In a sign and a word, for colour never says it alone; and of how many it is."""
    if goal is None or goal.met is None:
        return n, ""
    if goal.met:
        return f"✓ {n or _('met')}", "$success"
    return f"✗ {n or _('short')}", "bold $error"


def _count(report: WeekReport, figure: Figure) -> str:
    grades = {"attitude": report.attitude, "knowledge": report.knowledge}
    return f"n {number(grades[figure.code].n)}" if figure.code in grades and grades[figure.code].n else ""


def _bars(values: Sequence[float | None], figure: Figure) -> str:
    """The weeks as bars, filled from the left with dots where there were none; each figure in its own scale."""
    known = [each for each in values if each is not None]
    padded = [None] * (WEEKS - len(values)) + list(values)
    if not known:
        return "·" * WEEKS
    low, high = (min(0.5, *known, 1), 1.0) if figure.form == "rate" else (1.0, 5.0)
    if not figure.more_is_better:
        low, high = 0.0, max(*known, 0.01)
    top = len(BARS) - 1
    return "".join("·" if each is None else BARS[round((each - low) / (high - low) * top)] for each in padded)


# ------------------------------------------------------------------ counts

_FACTS = 13


def _facts(report: WeekReport, room: Room) -> Iterator[Content]:
    for label, words in (
        (N_("Calls"), _calls(report)),
        (N_("Cases"), _cases(report)),
        (N_("Demand"), _demand(report)),
        (N_("Feedback"), _feedback(report)),
    ):
        yield Content.styled(fit(_(label), _FACTS), "dim") + Content(_as_many_as_fit(words, room.width - _FACTS))


def _as_many_as_fit(words: Sequence[str], width: int) -> str:
    kept = list(words)
    while len(kept) > 1 and cell_len(" · ".join(kept)) > width:
        kept.pop()
    return " · ".join(kept)


def _calls(report: WeekReport) -> list[str]:
    calls = report.calls
    if not calls.offered:
        return [_("no data")]
    words = [
        _("offered {n}", n=number(calls.offered)),
        _("answered {n}", n=number(calls.answered)),
        _("abandoned {n}", n=number(calls.abandoned)),
        _("wait, median {time}", time=duration(calls.wait_median_s)),
    ]
    return [*words, calls.source.label.lower()] if calls.source else words


def _cases(report: WeekReport) -> list[str]:
    cases = report.cases
    return [
        _("registered {n}", n=number(cases.registered)),
        _("open {n}", n=number(cases.open)),
        _("overdue {n}", n=number(cases.overdue)),
        _("median {time}", time=duration(report.handling.median_s)),
        _("nine of ten within {time}", time=duration(report.handling.p90_s)),
    ]


def _demand(report: WeekReport) -> list[str]:
    demand = report.failure_demand
    classified = percent(rate(demand.classified, report.cases.registered), 0)
    return [
        _("failure {n} of {classified} classified", n=number(demand.failure), classified=number(demand.classified)),
        _("{share} of the contacts are classified", share=classified),
    ]


def _feedback(report: WeekReport) -> list[str]:
    views = report.feedback
    return [
        _("complaints {n}", n=number(views.complaint)),
        _("praise {n}", n=number(views.praise)),
        _("suggestions {n}", n=number(views.suggestion)),
    ]


# ------------------------------------------------------------------ groups and persons

_PART_CELLS = (7, 10, 9, 8, 7, 9, 9)


def _parts(report: WeekReport, room: Room) -> Iterator[Content]:
    parts = report.groups if report.level is Level.GROUP else report.agents
    label = max(12, min(40, room.width - sum(_PART_CELLS)))
    heads = (_("Calls"), _("Answered"), _("Rate"), _("Cases"), _("Open"), _("At once"), _("Failure"))
    yield Content(_part_row("", heads, label)).stylize("dim")
    for part in parts:
        yield Content(_part_row(part.title or part.name, _part_cells(part), label))
    if not parts:
        yield Content(_("no data")).stylize("dim")


def _part_cells(part: Part) -> tuple[str, ...]:
    calls = part.calls
    known = calls.offered > 0
    return (
        number(calls.offered) if known else NO_DATA,
        number(calls.answered) if known else NO_DATA,
        percent(calls.answer_rate),
        number(part.cases.registered),
        number(part.cases.open),
        percent(part.first_contact.rate),
        percent(part.failure_demand.share),
    )


def _part_row(name: str, cells: Sequence[str], label: int) -> str:
    return fit(name, label) + "".join(_right(each, size) for each, size in zip(cells, _PART_CELLS, strict=True))
