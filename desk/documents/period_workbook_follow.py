"""The sheets of what is done about it: deviations, improvements, staffing, service measurement, and the basis."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from desk.documents.period_changes import values, what
from desk.documents.period_follow import cause_of
from desk.documents.period_words import in_full, moment
from desk.documents.span_words import span_title
from desk.documents.workbook import Chart, Column, Form, Formed, Series, Sheet, Value
from desk.rules.fulfilment import MINOR_FROM, NEEDED_FROM
from desk.rules.goals import figure
from desk.rules.measurements import Against, Parameter, Result
from desk.rules.period import MeasurementPart, PeriodReport
from desk.words import _, percent


def follow_sheets(report: PeriodReport) -> Iterator[Sheet]:
    """Every sheet, those of the service's own only in a report of the whole desk."""
    if not report.department:
        yield _deviations(report)
    yield _improvements(report)
    if report.staffing is not None:
        yield _staffing(report)
    if report.measurement is not None:
        yield _measurement(report.measurement)
    if report.issue is not None and report.issue.before is not None:
        yield _changes(report)
    yield basis_sheet(report)


def _deviations(report: PeriodReport) -> Sheet:
    rows = tuple(
        (
            in_full(each.figure),
            each.name or _("the whole desk"),
            span_title(each.span),
            Formed(each.goal, _form(each.figure)),
            Formed(each.actual, _form(each.figure)),
            cause_of(each),
            each.action or _("lacking"),
            each.responsible or None,
            each.due,
            each.done_on,
        )
        for each in report.deviations
    )
    columns = (
        Column(_("Figure")),
        Column(_("Where")),
        Column(_("Span")),
        Column(_("Goal"), "rate"),
        Column(_("Actual"), "rate"),
        Column(_("Cause")),
        Column(_("Action")),
        Column(_("Responsible")),
        Column(_("Due"), "day"),
        Column(_("Done"), "day"),
    )
    return Sheet(_("Deviations"), _("Deviations with cause and action"), columns, rows)


def _form(code: str) -> Form:
    return "rate" if figure(code).form == "rate" else "decimal"


def _improvements(report: PeriodReport) -> Sheet:
    rows = tuple(
        (
            each.number,
            each.department or _("the service itself"),
            each.proposal,
            each.status.label,
            each.responsible or None,
            each.due,
            each.ended_on,
            each.result or None,
        )
        for each in report.improvements
    )
    columns = (
        Column(_("No."), "count"),
        Column(_("Department")),
        Column(_("Improvement")),
        Column(_("Status")),
        Column(_("Responsible")),
        Column(_("Expected"), "day"),
        Column(_("Ended"), "day"),
        Column(_("Result")),
    )
    return Sheet(_("Improvements"), _("Improvements"), columns, rows)


def _staffing(report: PeriodReport) -> Sheet:
    rows = tuple(
        (
            each.name,
            each.least,
            each.days,
            each.planned,
            each.present,
            each.hourly,
            each.short_days,
            each.covered_days,
            each.calls.answer_rate,
            each.short_answer_rate,
            each.full_answer_rate,
        )
        for each in (report.staffing.groups if report.staffing else ())
    )
    columns = (
        Column(_("Answer group")),
        Column(_("Minimum"), "count"),
        Column(_("Days written"), "count"),
        Column(_("Planned"), "count"),
        Column(_("Present"), "count"),
        Column(_("Hourly"), "count"),
        Column(_("Days short"), "count"),
        Column(_("Days covered"), "count"),
        Column(_("Answer rate"), "rate"),
        Column(_("Answer rate, days short"), "rate"),
        Column(_("Answer rate, other days"), "rate"),
    )
    absent = report.staffing.absent if report.staffing else 0
    note = _("Person-days of absence: {n}. Reasons are counted, and not told in a report.", n=absent)
    alt = _("Column chart of the answer rate on days under the minimum and on other days, by answer group.")
    chart = Chart("column", _("Answer rate and staffing"), alt, (Series(9), Series(10)), form="rate", lowest=0)
    return Sheet(_("Staffing"), _("Staffing and answer rate by answer group"), columns, rows, note, (chart,))


def _measurement(made: MeasurementPart) -> Sheet:
    rows: list[tuple[Value, ...]] = []
    for parameter in Parameter:
        compared = made.results.get(parameter, {})
        rows.append((parameter.label, *(Result(compared.get(each, Result.NO_DATA)).label for each in Against)))
    texts = ((_("Analysis"), made.analysis), (_("Actions"), made.actions))
    rows += [(name, text or _("lacking"), None, None) for name, text in texts]
    columns = (Column(_("Parameter")), *(Column(each.label) for each in Against))
    return Sheet(_("Measurement"), f"{made.name}, {made.made_on.isoformat()}", columns, tuple(rows), made.scope)


def _changes(report: PeriodReport) -> Sheet:
    changes = report.issue.changes if report.issue is not None else ()
    rows = tuple((what(each), *values(each)) for each in changes)
    columns = (Column(_("What")), Column(_("Before")), Column(_("Now")))
    return Sheet(_("Changed"), _("Changed since the issue before"), columns, rows)


def basis_sheet(report: PeriodReport) -> Sheet:
    """What the report is and rests on."""
    basis, calls, zone = report.figures.basis, report.figures.calls, ZoneInfo(report.zone)
    issue = report.issue
    facts: list[tuple[str, str]] = [
        (_("Municipality"), report.municipality),
        (_("Span"), f"{report.first.isoformat()} – {report.last.isoformat()}"),
        (_("Figures counted"), moment(report.made_at, zone)),
        (_("Edition"), _("not issued") if issue is None else f"{issue.number}, {moment(issue.at, zone)}, {issue.by}"),
        (_("Recipients"), "; ".join(map(str, report.recipients)) or _("No recipients are named.")),
        (_("Analysis"), report.analysis or _("No analysis has been written.")),
        (_("Source of the calls"), calls.source.label if calls.source is not None else _("no data")),
        (_("Shortest wait that counts, seconds"), str(basis.t_short_s)),
        (_("Service level within, seconds"), str(basis.t_answer_s)),
        (_("Working days to answer e-mail"), str(basis.email_days)),
        (_("Limits of the scale"), _limits()),
    ]
    columns = (Column(_("What")), Column(_("Value"), widest=100))
    return Sheet(_("Basis"), _("How the figures were made"), columns, tuple(facts))


def _limits() -> str:
    return f"{percent(MINOR_FROM, 0)}, {percent(NEEDED_FROM, 0)}"
