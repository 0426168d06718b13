"""Availability by telephone: the answer rate against its goal over time, every answer group, and the week's hours."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from desk.documents.paper import Bars, Block, Column, Heat, HeatCell, Line, Section, Table, Words
from desk.documents.period_words import NO_DATA, of_figure, said, sign
from desk.documents.span_words import span_short
from desk.rules.figures import rate
from desk.rules.fulfilment import fulfilment
from desk.rules.period import HourLine, PeriodReport
from desk.rules.spans import SpanSort, parse_span
from desk.words import N_, _, day, number, percent

WEEKDAYS = (
    N_("Monday"),
    N_("Tuesday"),
    N_("Wednesday"),
    N_("Thursday"),
    N_("Friday"),
    N_("Saturday"),
    N_("Sunday"),
)
_MOST_LACKING = 5
_SHADE_OF_ALL = 0.3
"""So large a share unanswered is the darkest."""


@dataclass(frozen=True)
class Point:
    """A day, week or month of the report."""

    label: str
    offered: int
    answered: int

    @property
    def answer_rate(self) -> float | None:
        """Answered / offered."""
        return rate(self.answered, self.offered)


def points_of(report: PeriodReport) -> tuple[Point, ...]:
    """A week's days, else the weeks or months that the span holds."""
    figures = report.figures
    if figures.points:
        return tuple(Point(span_short(each.label), each.offered, each.answered) for each in figures.points)
    return tuple(Point(" ".join(day(each.day).split()[:2]), each.offered, each.answered) for each in figures.days)


def telephone_section(report: PeriodReport) -> Section:
    """The whole section."""
    calls = report.figures.calls
    if not calls.offered:
        return Section(_("Availability by telephone"), (Words(_("No calls have been brought in for this time.")),))
    words = _(
        "{offered} calls were offered and {answered} of them answered, {rate}. Half of the answered waited"
        " {wait} at most; {level} were answered in time for the service level.",
        offered=number(calls.offered),
        answered=number(calls.answered),
        rate=percent(calls.answer_rate),
        wait=said(calls.wait_median_s, "seconds"),
        level=percent(calls.service_level),
    )
    blocks: list[Block] = [Words(words), *_charts(report), groups_table(report)]
    if report.hours:
        blocks.append(hours_heat(report.hours))
        blocks += _lacking(report.hours)
    return Section(_("Availability by telephone"), tuple(blocks))


# ------------------------------------------------------------------ over time


def _charts(report: PeriodReport) -> Iterator[Block]:
    points = points_of(report)
    if len(points) < 2:
        return
    goal = next((each.goal for each in report.goals if each.figure == "answer_rate"), None)
    rates = tuple(each.answer_rate for each in points)
    known = [each for each in rates if each is not None]
    ticks = rate_ticks(min([*known, goal if goal is not None else 1.0]))
    goal_word = _("Goal {goal}", goal=percent(goal, 0)) if goal is not None else ""
    told = "; ".join(f"{each.label} {percent(each.answer_rate)}" for each in points)
    yield Line(
        title=_("Answer rate {each}", each=_each(report)),
        alt=_("Line chart of the answer rate. {values}. {goal}.", values=told, goal=goal_word or _("No goal is set")),
        labels=tuple(each.label for each in points),
        values=rates,
        said=tuple(percent(each) if each is not None else "" for each in rates),
        low=ticks[0][0],
        high=ticks[-1][0],
        ticks=ticks,
        goal=goal,
        goal_word=goal_word,
    )
    told = "; ".join(f"{each.label} {number(each.offered)}, {number(each.answered)}" for each in points)
    yield Bars(
        title=_("Calls {each}", each=_each(report)),
        alt=_("Bar chart of calls, offered and answered. {values}.", values=told),
        labels=tuple(each.label for each in points),
        whole=tuple(float(each.offered) for each in points),
        part=tuple(float(each.answered) for each in points),
        names=(_("Offered"), _("Answered")),
        ticks=count_ticks(max(each.offered for each in points)),
    )


def _each(report: PeriodReport) -> str:
    if not report.figures.points:
        return _("day by day")
    sort = parse_span(report.figures.points[0].label).sort
    return _("week by week") if sort is SpanSort.WEEK else _("month by month")


def rate_ticks(lowest: float) -> tuple[tuple[float, str], ...]:
    """Marks of an axis of shares, from below the lowest to 100 per cent."""
    step = 5 if lowest >= 0.75 else 10 if lowest >= 0.45 else 20
    low = max(0, math.floor(lowest * 100 / step - 0.2) * step)
    return tuple((each / 100, percent(each / 100, 0)) for each in range(int(low), 101, step))


def count_ticks(highest: float) -> tuple[tuple[float, str], ...]:
    """Marks of an axis of counts, from 0 to above the highest; six at most."""
    step = 1
    while highest / step > 5:
        digit = int(str(step)[0])
        step = step * 2 if digit != 2 else step * 5 // 2
    top = max(1, math.ceil(highest / step))
    return tuple((float(each * step), number(each * step)) for each in range(top + 1))


# ------------------------------------------------------------------ groups


def groups_table(report: PeriodReport) -> Table:
    """Every answer group; how its answer rate stands to the goal of the whole."""
    goal = next((each.goal for each in report.goals if each.figure == "answer_rate"), None)
    rows = []
    for part in report.figures.groups:
        calls = part.calls
        step = None if goal is None else fulfilment("answer_rate", goal, calls.answer_rate)
        rows.append(
            (
                part.title or part.name,
                number(calls.offered) if calls.offered else NO_DATA,
                number(calls.answered) if calls.offered else NO_DATA,
                of_figure("answer_rate", calls.answer_rate),
                of_figure("service_level", calls.service_level),
                said(calls.wait_median_s, "seconds") if calls.wait_median_s is not None else NO_DATA,
                sign(step) if step is not None else NO_DATA,
            )
        )
    columns = (
        Column(_("Answer group"), share=1.7),
        Column(_("Offered"), number=True),
        Column(_("Answered"), number=True),
        Column(_("Rate"), number=True),
        Column(_("Level"), number=True),
        Column(_("Wait"), number=True),
        Column(_("Fulfilment"), share=2.1),
    )
    note = _("Rate: answer rate. Level: service level. Wait: median of the answered.")
    return Table(_("Answer groups"), columns, tuple(rows), note)


# ------------------------------------------------------------------ hours


def hours_heat(hours: Sequence[HourLine]) -> Heat:
    """Weekdays against hours: the darker, the more calls went unanswered."""
    columns = tuple(range(min(each.hour for each in hours), max(each.hour for each in hours) + 1))
    days = tuple(each for each in range(7) if each < 5 or any(line.weekday == each for line in hours))
    by_place = {(each.weekday, each.hour): each for each in hours}
    cells = tuple(tuple(_cell(by_place.get((weekday, hour))) for hour in columns) for weekday in days)
    worst = sorted(hours, key=lambda each: (each.answered / each.offered, -each.offered))[:3]
    told = "; ".join(f"{hour_word(each)} {percent(rate(each.answered, each.offered), 0)}" for each in worst)
    return Heat(
        title=_("Answer rate by weekday and hour"),
        alt=_("Table of hours against weekdays, the answer rate in each. Lowest: {values}.", values=told),
        columns=tuple(f"{hour:02d}" for hour in columns),
        rows=tuple(_(WEEKDAYS[each]) for each in days),
        cells=cells,
        legend=_("Large: answer rate in per cent. Small: offered calls. The darker, the more went unanswered."),
    )


def _cell(line: HourLine | None) -> HeatCell:
    if line is None or not line.offered:
        return HeatCell("")
    answered = line.answered / line.offered
    shade = min(1.0, (1 - answered) / _SHADE_OF_ALL)
    return HeatCell(number(answered * 100), number(line.offered), shade)


def hour_word(line: HourLine) -> str:
    """An hour of a weekday: ``Monday 9–10``."""
    return _("{weekday} {first}–{last}", weekday=_(WEEKDAYS[line.weekday]), first=line.hour, last=line.hour + 1)


def _lacking(hours: Sequence[HourLine]) -> Iterator[Block]:
    known = [each for each in hours if each.lacking is not None and each.lacking > 0]
    known.sort(key=lambda each: -(each.lacking or 0))
    if known:
        told = "; ".join(f"{hour_word(each)} ({number(each.lacking, 1)})" for each in known[:_MOST_LACKING])
        yield Words(_("People are most lacking, by Erlang C for the goal: {hours}.", hours=told))
