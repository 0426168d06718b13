"""The follow-up as lines of text: figures against goals, or one row a group or person. Made in a reading thread."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rich.cells import cell_len
from textual.content import Content

from desk.documents.span_words import span_short
from desk.rules.figures import rate
from desk.rules.goals import FIGURES, Figure
from desk.rules.report import Deviation, GoalRow, Level, Part, WeekReport
from desk.rules.spans import SpanSort, parse_span
from desk.screens.widgets.calls_plot import Bar, calls_plot
from desk.screens.widgets.frame import fit
from desk.screens.wording import BARS
from desk.words import N_, _, day, duration, n_, number, percent

ASCII_BARS = str.maketrans(BARS + "·", "_.-:=+*# ")
"""Where a console draws letters only, eight of them stand for eight heights."""
NO_DATA = "–"
TREND: Mapping[SpanSort, int] = {
    SpanSort.WEEK: 13, SpanSort.MONTH: 13, SpanSort.TERTIAL: 6, SpanSort.HALF: 4, SpanSort.YEAR: 5,
}  # fmt: skip
"""Bars of a trend, the span itself among them."""
BAR_CELLS = 13


@dataclass(frozen=True)
class Room:
    """What there is to write in: cells, rows, and whether lines can be drawn."""

    width: int
    height: int
    ascii: bool = False


@dataclass(frozen=True)
class Row:
    """A row that one can stand on: a figure of the whole, or a group or person. ``line`` is its line on the page."""

    line: int
    level: Level
    figure: str | None = None
    name: str | None = None
    short: bool = False


@dataclass(frozen=True)
class Page:
    """The lines of a page, and those of them that one can stand on."""

    lines: tuple[Content, ...]
    rows: tuple[Row, ...] = ()

    def content(self, at: int | None = None) -> Content:
        """The page, the row ``at`` (a place in ``rows``) marked."""
        lines = list(self.lines)
        if at is not None and 0 <= at < len(self.rows):
            place = self.rows[at].line
            lines[place] = Content(lines[place].plain).stylize("reverse bold")
        return Content("\n").join(lines)

    @property
    def first_short(self) -> int | None:
        """The first row that falls short of its goal; where none does, none."""
        return next((place for place, row in enumerate(self.rows) if row.short), None)


def page(report: WeekReport, room: Room) -> Page:
    """The report at its level."""
    if report.level is not Level.ALL:
        return _parts(report, room)
    facts = list(_facts(report, room))
    shown = _figures_shown(report, room.height - len(facts) - _AROUND)
    lines = [*_figures(report, shown, room), Content(""), *facts]
    goals = {each.figure: each for each in report.goals}
    bars = bars_of(report)
    goal = goals["answer_rate"].goal if "answer_rate" in goals else None
    plot = calls_plot(bars, goal, room.width, room.height - len(lines) - 1, title_of(report))
    if plot:
        lines += [Content(""), *map(Content, plot)]
    elif report.calls.offered == 0:
        lines += [Content(""), Content(_no_calls(report)).stylize("dim")]
    rows = [
        Row(place, Level.ALL, each.code, short=each.code in goals and goals[each.code].met is False)
        for place, each in enumerate(shown, start=1)
    ]
    return Page(tuple(lines), tuple(rows))


def _no_calls(report: WeekReport) -> str:
    if report.days:
        return _("No calls have been brought in for this week.")
    return _("No calls have been brought in for this time.")


def bars_of(report: WeekReport) -> tuple[Bar, ...]:
    """A week's days, or the weeks or months of a longer span."""
    if report.days:
        return tuple(Bar(" ".join(day(each.day).split()[:2]), each.offered, each.answered) for each in report.days)
    return tuple(Bar(span_short(each.label), each.offered, each.answered) for each in report.points)


def title_of(report: WeekReport) -> str:
    """What a bar of the plot is."""
    if report.days:
        return _("Calls a day")
    weeks = bool(report.points) and parse_span(report.points[0].label).sort is SpanSort.WEEK
    return _("Calls a week") if weeks else _("Calls a month")


# ------------------------------------------------------------------ figures against goals

_CELLS = (5, 8, 7, 8)
"""Goal, actual, deviation, the span before."""
_REMARK = 14
_LABEL = 20, 36


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
    spans = (point.figures.get(figure.code) for point in _trend(report))
    return figure.actual(report) is not None or any(each is not None for each in spans)


def _bars_in(report: WeekReport) -> int:
    return TREND[parse_span(report.span).sort]


def _trend(report: WeekReport) -> Sequence[Any]:
    return report.trend[1 - _bars_in(report) :]


def _figures(report: WeekReport, shown: Sequence[Figure], room: Room) -> Iterator[Content]:
    least, most = _LABEL
    label = max(least, min(most, room.width - sum(_CELLS) - BAR_CELLS - 2 - _REMARK))
    before = span_short(report.trend[-1].span) if report.trend else ""
    heads = (_("Goal"), _("Actual"), _("Dev."), before)
    yield Content(_row("", heads, label) + " " + _many_spans(report)).stylize("dim")
    goals = {each.figure: each for each in report.goals}
    said = {each.figure: each for each in report.deviations if each.level is Level.ALL}
    for each in shown:
        yield _figure(report, each, goals.get(each.code), said.get(each.code), label, room)


def _many_spans(report: WeekReport) -> str:
    n = _bars_in(report)
    span = parse_span(report.span)
    if span.is_cumulative:
        return n_("{n} year", "{n} years", n)
    return {
        SpanSort.WEEK: _("{n} weeks", n=n),
        SpanSort.MONTH: _("{n} months", n=n),
        SpanSort.TERTIAL: _("{n} tertials", n=n),
        SpanSort.HALF: _("{n} half-years", n=n),
        SpanSort.YEAR: n_("{n} year", "{n} years", n),
    }[span.sort]


def _figure(
    report: WeekReport, figure: Figure, goal: GoalRow | None, said: Deviation | None, label: int, room: Room
) -> Content:
    actual = figure.actual(report)
    before = report.trend[-1].figures.get(figure.code) if report.trend else None
    decimals = decimals_of(figure, goal)
    cells = (
        _said(figure, goal.goal, 0 if figure.form == "rate" else 1) if goal else NO_DATA,
        _said(figure, actual, decimals),
        _deviation(figure, goal, decimals),
        _said(figure, before),
    )
    line = fit(figure.label, label) + _row("", cells, 0)
    trend = [point.figures.get(figure.code) for point in _trend(report)]
    bars = fit(_bars([*trend, actual], figure, _bars_in(report)), BAR_CELLS)
    mark, style = _mark(goal, said, _count(report, figure))
    drawn = Content(f"{line} {bars.translate(ASCII_BARS) if room.ascii else bars} ")
    return drawn + (Content.styled(mark, style) if style else Content(mark))


def _row(label: str, cells: Sequence[str], width: int) -> str:
    return fit(label, width) + "".join(_right(each, size) for each, size in zip(cells, _CELLS, strict=True))


def _right(text: str, width: int) -> str:
    return " " * max(0, width - cell_len(text)) + text


def decimals_of(figure: Figure, goal: GoalRow | None) -> int:
    """How many decimals tell a figure that falls short from its goal: one, where that does."""
    if goal is None or goal.met is not False or goal.actual is None:
        return 1
    times = 100 if figure.form == "rate" else 1
    tell = (each for each in (1, 2) if round(goal.actual * times, each) != round(goal.goal * times, each))
    return next(tell, 3)


def _said(figure: Figure, value: float | None, decimals: int = 1) -> str:
    if value is None:
        return NO_DATA
    return percent(value, decimals) if figure.form == "rate" else number(value, decimals)


def _deviation(figure: Figure, goal: GoalRow | None, decimals: int) -> str:
    if goal is None or goal.deviation is None:
        return NO_DATA
    return number(goal.deviation * (100 if figure.form == "rate" else 1), decimals, sign=True)


def _mark(goal: GoalRow | None, said: Deviation | None, n: str) -> tuple[str, str]:
    """In a sign and a word, for colour never says it alone; of how many it is, and what is still to be written."""
    if goal is None or goal.met is None:
        return n, ""
    if goal.met:
        return f"✓ {n or _('met')}", "$success"
    if said is None:
        return f"✗ {n or _('short')}", "bold $error"
    if not said.cause:
        return f"✗ {_('no cause')}", "bold $error"
    return (f"✗ {_('no action')}", "bold $error") if not said.action else (f"✗ {_('explained')}", "$warning")


def _count(report: WeekReport, figure: Figure) -> str:
    grades = {"attitude": report.attitude, "knowledge": report.knowledge}
    return f"n {number(grades[figure.code].n)}" if figure.code in grades and grades[figure.code].n else ""


def _bars(values: Sequence[float | None], figure: Figure, many: int) -> str:
    """The spans as bars, filled from the left with dots where there were none; each figure in its own scale."""
    known = [each for each in values if each is not None]
    padded = [None] * (many - len(values)) + list(values)
    if not known:
        return "·" * many
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
_SHORT = 3
"""For the sign that something falls short."""


def _parts(report: WeekReport, room: Room) -> Page:
    parts = report.groups if report.level is Level.GROUP else report.agents
    label = max(12, min(40, room.width - sum(_PART_CELLS) - _SHORT))
    heads = (_("Calls"), _("Answered"), _("Rate"), _("Cases"), _("Open"), _("At once"), _("Failure"))
    lines = [Content(_part_row("", heads, label)).stylize("dim")]
    rows = []
    for place, part in enumerate(parts, start=1):
        short = [each for each in report.deviations if each.level is report.level and each.name == part.name]
        line = Content(_part_row(part.title or part.name, _part_cells(part), label))
        lines.append(line + (Content.styled("  ✗", "bold $error") if short else Content("")))
        rows.append(Row(place, report.level, name=part.name, short=bool(short)))
    if not parts:
        lines.append(Content(_("no data")).stylize("dim"))
    return Page(tuple(lines), tuple(rows))


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
