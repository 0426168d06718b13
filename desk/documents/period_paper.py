"""A period report as a paper: what it says, in the order in which a director reads it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo
from zoneinfo import ZoneInfo

from desk.documents.paper import Block, Cell, Column, Notice, Paper, Section, Table, Tile, Words
from desk.documents.period_changes import changes_section
from desk.documents.period_demand import cases_section, demand_section, feedback_section
from desk.documents.period_follow import (
    deviations_section,
    improvements_section,
    measurement_section,
    staffing_section,
)
from desk.documents.period_method import method_section
from desk.documents.period_telephone import telephone_section
from desk.documents.period_words import days, in_full, moment, of_figure, off, sign_of
from desk.documents.span_words import span_title
from desk.rules.fulfilment import Fulfilment
from desk.rules.period import GoalLine, PeriodReport, ReportSort
from desk.words import _, language, long_day, n_, number

_TILES = ("answer_rate", "attitude", "knowledge", "email", "first_contact", "feedback_answered", "failure_demand")
"""Figures for the first page, the most important first."""
MOST_TILES = 4


def period_paper(report: PeriodReport) -> Paper:
    """The report in the language spoken now; times in the municipality's own zone."""
    zone = ZoneInfo(report.zone)
    return Paper(
        language=language(),
        municipality=report.municipality,
        title=report.sort.label,
        span=span_title(report.span),
        days=days(report.first, report.last),
        made_at=int(report.made_at.timestamp()),
        about=report.department or _("Customer service"),
        facts=tuple(_facts(report, zone)),
        tiles=() if report.sort.of_one_subject else tuple(_tiles(report)),
        recipients=tuple(map(str, report.recipients)),
        sections=tuple(_sections(report)),
    )


def _facts(report: PeriodReport, zone: tzinfo) -> Iterator[tuple[str, str]]:
    if report.issue is None:
        yield _("Draft"), _("not issued")
    else:
        issue = _("no. {n}, issued {day} by {name}", n=report.issue.number, day=_day(report, zone),
                  name=report.issue.by)  # fmt: skip
        yield _("Edition"), issue
    yield _("Figures"), _("as they were counted {moment}", moment=moment(report.made_at, zone))


def _day(report: PeriodReport, zone: tzinfo) -> str:
    at = report.made_at if report.issue is None else report.issue.at
    return long_day(at.astimezone(zone).date())


def _tiles(report: PeriodReport) -> Iterator[Tile]:
    by_figure = {each.figure: each for each in report.goals}
    known = [by_figure[code] for code in _TILES if code in by_figure]
    known.sort(key=lambda each: (each.actual is None, each.goal is None))
    for line in sorted(known[:MOST_TILES], key=lambda each: _TILES.index(each.figure)):
        goal = _("goal {goal}", goal=of_figure(line.figure, line.goal)) if line.goal is not None else _("no goal set")
        n = _graded(report, line.figure)
        note = f"{goal} · n {number(n)}" if n else goal
        sign = sign_of(line) if line.goal is not None else None
        yield Tile(in_full(line.figure), of_figure(line.figure, line.actual), note, sign)


def _graded(report: PeriodReport, code: str) -> int:
    grades = {"attitude": report.figures.attitude, "knowledge": report.figures.knowledge}
    return grades[code].n if code in grades else 0


# ------------------------------------------------------------------ sections


def _sections(report: PeriodReport) -> Iterator[Section]:
    if report.sort.of_one_subject:
        yield from changes_section(report)
        yield from _analysis(report)
        yield from feedback_section(report) if report.sort is ReportSort.FEEDBACK else demand_section(report)
        yield method_section(report)
        return
    yield _summary(report)
    yield from changes_section(report)
    yield from _analysis(report)
    if not report.department:
        yield telephone_section(report)
        yield from staffing_section(report)
        yield deviations_section(report)
        yield from measurement_section(report)
    yield cases_section(report)
    yield from demand_section(report)
    yield from feedback_section(report)
    yield improvements_section(report)
    yield method_section(report)


def _summary(report: PeriodReport) -> Section:
    blocks: list[Block] = []
    if not report.ended:
        blocks.append(Notice(_("The span is not over."), (_("The figures are those up to when they were counted."),)))
    blocks += [Words(_lead(report)), goals_table(report)]
    return Section(_("Summary"), tuple(blocks))


def _lead(report: PeriodReport) -> str:
    """What a reader who stops here should know."""
    rated = [each for each in report.goals if each.fulfilment is not None]
    met = sum(each.fulfilment is Fulfilment.SATISFACTORY for each in rated)
    words = []
    if rated:
        words.append(_("{met} of {n} goals with data are reached.", met=met, n=len(rated)))
    else:
        words.append(_("There is no data for any figure that has a goal."))
    short = [each for each in rated if each.fulfilment in (Fulfilment.SUBSTANTIAL, Fulfilment.NEEDED)]
    if short:
        figures = ", ".join(_named(each) for each in short)
        words.append(_("Improvement is required of: {figures}.", figures=figures))
    without = [in_full(each.figure).lower() for each in report.goals if each.goal is not None and each.actual is None]
    if without:
        words.append(_("No data: {figures}.", figures=", ".join(without)))
    open_ones = sum(each.open for each in report.deviations)
    if report.deviations:
        found = n_("{n} deviation was found", "{n} deviations were found", len(report.deviations))
        lack = n_("{n} of them lacks cause or action", "{n} of them lack cause or action", open_ones)
        explained = _("each has its cause and action")
        words.append(f"{found}; {lack if open_ones else explained}.")
    return " ".join(words)


def _named(line: GoalLine) -> str:
    return f"{in_full(line.figure).lower()} ({of_figure(line.figure, line.actual)})"


def goals_table(report: PeriodReport) -> Table:
    """Every figure against its goal, and how far the goal is fulfilled."""
    so_far = report.so_far is not None
    columns = [
        Column(_("Figure"), share=2.2),
        Column(_("Goal"), number=True),
        Column(_("Actual"), number=True),
        Column(_("Dev."), number=True),
        Column(_("Before"), number=True),
        *([Column(_("Since 1 Jan."), number=True)] if so_far else []),
        Column(_("Fulfilment"), share=2.6),
    ]
    rows: list[tuple[Cell, ...]] = [
        (
            in_full(each.figure),
            of_figure(each.figure, each.goal),
            of_figure(each.figure, each.actual),
            off(each),
            of_figure(each.figure, each.before),
            *([of_figure(each.figure, each.so_far)] if so_far else []),
            sign_of(each),
        )
        for each in report.goals
    ]
    note = _("Deviation in percentage points for shares. Before: {span}.", span=_before(report))
    return Table(_("Goals and how far they are fulfilled"), tuple(columns), tuple(rows), note)


def _before(report: PeriodReport) -> str:
    return span_title(report.figures.trend[-1].span).lower() if report.figures.trend else _("no data")


def _analysis(report: PeriodReport) -> Iterator[Section]:
    if report.analysis:
        by = (Words(_("Written by {name}.", name=report.analysis_by), quiet=True),) if report.analysis_by else ()
        yield Section(_("Analysis"), (Words(report.analysis), *by))
    elif report.sort is not ReportSort.WEEK:
        yield Section(_("Analysis"), (Notice(_("No analysis has been written."), ()),))
