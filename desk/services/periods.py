"""The period report, gathered from everything that is followed, as of one moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from desk.rules import goals as rules
from desk.rules.calendar import local_day
from desk.rules.deviations import FollowedDeviation
from desk.rules.figures import deviation
from desk.rules.fulfilment import fulfilment
from desk.rules.goals import FIGURES, Figure, Goal
from desk.rules.improvements import Improvement
from desk.rules.measurements import Against, Parameter
from desk.rules.period import (
    DeviationLine,
    GoalLine,
    HourLine,
    ImprovementLine,
    MeasurementPart,
    PeriodReport,
    RecipientLine,
    ReportSort,
    TopicName,
)
from desk.rules.report import Level, WeekReport
from desk.rules.rights import Right
from desk.rules.spans import Span
from desk.services import board, demand, feedback_report, measurements, reports, staffing, telephone
from desk.services import deviations as deviation_service
from desk.services.seat import Seat, moment_of
from desk.storage import deviations, goals, organisation, report_texts
from desk.storage.database import Transaction
from desk.storage.day_cache import Fresh
from desk.storage.snapshots import snapshot


@dataclass(frozen=True)
class _Asked:
    """What is asked for, by whom, and when: ``seat`` reads in one transaction, ``tx``."""

    seat: Seat
    tx: Transaction
    sort: ReportSort
    span: Span
    department: str
    now: datetime
    fresh: Fresh


def gather(
    seat: Seat,
    sort: ReportSort,
    span: Span,
    department: str = "",
    now: datetime | None = None,
    *,
    fresh: Fresh | None = None,
) -> PeriodReport:
    """The report as it would be issued now: everything is read as of one moment, and nothing is written.

    Args:
        span: As :func:`desk.rules.period.span_for` makes it.
        department: The one that the report is made for; empty for the whole desk.
        fresh: Gathers what had to be counted. Hand it to :func:`desk.services.reports.store_cache` afterwards.

    Raises:
        Refused: ``week_in_future``, ``report_in_future``, ``department_unknown``; NotAllowed without the right to see
            figures.
    """
    seat.demand(Right.SEE_FIGURES)
    with snapshot(seat.database) as still, still.read() as tx:
        here = replace(seat, database=still)
        named = board.department_named(tx, department) if department else ""
        asked = _Asked(here, tx, sort, span, named, moment_of(now), Fresh() if fresh is None else fresh)
        return _gathered(asked)


def _gathered(asked: _Asked) -> PeriodReport:
    report = _begun(asked)
    sort, department = asked.sort, asked.department or None
    if sort is not ReportSort.DEMAND:
        views = feedback_report.in_report(asked.tx, asked.seat, asked.span, department, asked.now)
        report = replace(report, feedback=views)
    if sort is not ReportSort.FEEDBACK:
        report = replace(report, demand=demand.in_report(asked.tx, asked.seat, asked.span, department))
    if sort.of_one_subject:
        return report
    names = board.people_by_login(asked.tx)
    report = replace(report, improvements=_improvements(asked, names))
    return report if asked.department else _with_the_desks_own(asked, report, names)


def _begun(asked: _Asked) -> PeriodReport:
    """What every report has: the figures and goals of the whole desk, its analysis, to whom it goes."""
    seat, span, tx = asked.seat, asked.span, asked.tx
    figures = _figures(asked, span)
    cumulative = span.cumulative
    so_far = _figures(asked, cumulative) if cumulative.first < span.first else None
    written = report_texts.text(tx, str(asked.sort), span.code, asked.department)
    names = board.people_by_login(tx)
    to = report_texts.recipients(tx, str(asked.sort), asked.department)
    return PeriodReport(
        sort=asked.sort,
        span=span.code,
        first=span.first,
        last=span.last,
        department=asked.department,
        municipality=seat.settings.municipality,
        zone=seat.settings.zone_name,
        made_at=asked.now,
        ended=local_day(asked.now, seat.settings.zone) > span.last,
        figures=figures,
        so_far=so_far,
        goals=_goals(asked, figures, so_far),
        topics={code: TopicName(*both) for code, both in organisation.topic_names(tx).items()},
        analysis=written.text if written else "",
        analysis_by=names.get(written.written_by, written.written_by) if written else "",
        recipients=tuple(RecipientLine(each.name, each.title) for each in to),
    )


def _with_the_desks_own(asked: _Asked, report: PeriodReport, names: Mapping[str, str]) -> PeriodReport:
    """What is followed of the service itself, and is no department's."""
    span = asked.span
    return replace(
        report,
        deviations=_deviations(asked, names),
        deviation_causes=deviation_service.counted_causes(asked.tx, span.first, span.last).by_code,
        staffing=staffing.in_report(asked.tx, asked.seat, span.first, span.last, asked.fresh),
        measurement=_measurement(asked),
        hours=_hours(asked),
    )


def _figures(asked: _Asked, span: Span) -> WeekReport:
    """The span's figures; no individual's are counted, and no deviation of one is told."""
    found = reports.span(asked.seat, span, Level.GROUP, asked.now, parts=(Level.GROUP,), fresh=asked.fresh)
    return replace(found, agents=(), deviations=tuple(each for each in found.deviations if _is_told(each.level)))


def _is_told(level: Level) -> bool:
    return level is not Level.AGENT


# ------------------------------------------------------------------ goals and deviations


def _goals(asked: _Asked, figures: WeekReport, so_far: WeekReport | None) -> tuple[GoalLine, ...]:
    """Every figure that has a goal or data, in the figures' order."""
    valid = goals.valid(asked.tx, asked.span.first, asked.span.last)
    by_figure = {each.figure: each for each in rules.goals_at(valid, Level.ALL)}
    before = figures.trend[-1].figures if figures.trend else {}
    lines = (_goal(each, by_figure.get(each.code), figures, so_far, before.get(each.code)) for each in FIGURES)
    return tuple(each for each in lines if each.goal is not None or each.actual is not None)


def _goal(
    figure: Figure, goal: Goal | None, figures: WeekReport, so_far: WeekReport | None, before: float | None
) -> GoalLine:
    actual = figure.actual(figures)
    since_new_year = None if so_far is None else figure.actual(so_far)
    if goal is None:
        return GoalLine(figure.code, None, actual, before=before, so_far=since_new_year)
    return GoalLine(
        figure.code,
        goal.target,
        actual,
        deviation(actual, goal.target),
        fulfilment(figure.code, goal.target, actual),
        goal.decided_by,
        goal.decided_on,
        before,
        since_new_year,
    )


def _deviations(asked: _Asked, names: Mapping[str, str]) -> tuple[DeviationLine, ...]:
    """What fell short in the span and in the weeks and months within it, of the whole and the groups."""
    found = deviations.within(asked.tx, asked.span.first, asked.span.last)
    return tuple(_deviation(each, names) for each in found)


def _deviation(of: FollowedDeviation, names: Mapping[str, str]) -> DeviationLine:
    responsible = of.responsible or ""
    return DeviationLine(
        of.span,
        of.figure,
        of.level,
        of.name or "",
        of.goal,
        of.actual,
        of.cause_code,
        of.cause or "",
        of.action or "",
        names.get(responsible, responsible),
        of.due,
        of.done_on,
    )


# ------------------------------------------------------------------ the rest


def _improvements(asked: _Asked, names: Mapping[str, str]) -> tuple[ImprovementLine, ...]:
    found = board.for_report(asked.tx, asked.span.first, asked.span.last, asked.department or None)
    return tuple(_improvement(each, names) for each in found)


def _improvement(of: Improvement, names: Mapping[str, str]) -> ImprovementLine:
    responsible = of.responsible or ""
    return ImprovementLine(
        of.id,
        of.proposal,
        of.department or "",
        of.status,
        names.get(responsible, responsible),
        of.due,
        of.ended_on,
        of.result,
    )


def _measurement(asked: _Asked) -> MeasurementPart | None:
    made = measurements.for_report(asked.seat, asked.span.last)
    if made is None:
        return None
    results = {
        str(parameter): {str(against): str(made.result(parameter, against)) for against in Against}
        for parameter in Parameter
    }
    return MeasurementPart(
        made.name,
        made.made_on,
        made.made_by,
        made.forwarded,
        made.scope,
        results,
        made.analysis,
        made.actions,
        made.handled,
    )


def _hours(asked: _Asked) -> tuple[HourLine, ...]:
    found = telephone.telephone(asked.seat, asked.span, now=asked.now, fresh=asked.fresh)
    return tuple(
        HourLine(weekday, hour, cell.calls.offered, cell.calls.answered, cell.lacking)
        for (weekday, hour), cell in sorted(found.cells.items())
        if cell.calls.offered
    )
