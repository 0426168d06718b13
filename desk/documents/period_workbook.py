"""A period report as a workbook: every figure as a number of its own, on sheets by subject."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from desk.documents.period_changes import figure_word
from desk.documents.period_telephone import WEEKDAYS, points_of
from desk.documents.period_words import cause_word, days, department_word, in_full, topic_word
from desk.documents.period_workbook_follow import basis_sheet, follow_sheets
from desk.documents.span_words import span_title
from desk.documents.workbook import Chart, Column, Form, Formed, Series, Sheet, Value, Workbook
from desk.rules.cases import Channel
from desk.rules.comparing import WHOLE, Change
from desk.rules.demand import DemandReport
from desk.rules.feedback_report import FeedbackReport
from desk.rules.goals import figure
from desk.rules.period import GoalLine, PeriodReport, ReportSort
from desk.rules.report import Part
from desk.words import _


def period_workbook(report: PeriodReport, individuals: Sequence[Part] = ()) -> Workbook:
    """The report in the language spoken now.

    Args:
        individuals: Those whose figures the reader may see and has asked for; none are in the report itself.
    """
    title = f"{report.sort.label} · {span_title(report.span)}"
    return Workbook(
        title=title,
        subject=report.department or days(report.first, report.last),
        author=report.municipality,
        made_at=report.made_at,
        sheets=tuple(_sheets(report, title, individuals)),
    )


def _sheets(report: PeriodReport, title: str, individuals: Sequence[Part]) -> Iterator[Sheet]:
    if report.sort.of_one_subject:
        yield from feedback_sheets(report) if report.sort is ReportSort.FEEDBACK else demand_sheets(report)
        yield basis_sheet(report)
        return
    yield _summary(report, title)
    yield _goals(report)
    if not report.department:
        yield _over_time(report)
        yield _parts(_("Groups"), _("Answer group"), report.figures.groups)
        yield _hours(report)
    yield from demand_sheets(report)
    yield _contacts(report)
    yield from feedback_sheets(report)
    yield from follow_sheets(report)
    if individuals:
        yield _parts(_("Individuals"), _("Individual"), individuals)


# ------------------------------------------------------------------ the whole


_FORMS: Mapping[str, Form] = {"count": "count", "rate": "rate", "grade": "decimal", "seconds": "count"}


def _summary(report: PeriodReport, title: str) -> Sheet:
    """What the report is, and every figure of the whole desk."""
    rows = tuple(_figure(report, path, form) for path, form in WHOLE if form != "text")
    columns = (Column(_("Figure")), Column(_("The span"), "count"), Column(_("Since the year began"), "count"))
    note = f"{report.municipality} · {days(report.first, report.last)}"
    return Sheet(_("Summary"), title, columns, rows, note)


def _figure(report: PeriodReport, path: str, form: str) -> tuple[Value, ...]:
    group, _dot, name = path.partition(".")
    word = figure_word(Change("whole", "", path, None, None))
    values = (
        getattr(getattr(each, group), name) if each is not None else None for each in (report.figures, report.so_far)
    )
    head = _("{figure} (s)", figure=word) if form == "seconds" else word
    return (head, *(Formed(each, _FORMS[form]) for each in values))


def _goals(report: PeriodReport) -> Sheet:
    shares = [each for each in report.goals if _form(each) == "rate"]
    grades = [each for each in report.goals if _form(each) != "rate"]
    rows = tuple(
        (
            in_full(each.figure),
            *(Formed(value, _form(each)) for value in (each.goal, each.actual)),
            None if each.deviation is None else each.deviation * (100 if _form(each) == "rate" else 1),
            *(Formed(value, _form(each)) for value in (each.before, each.so_far)),
            each.fulfilment.label if each.fulfilment is not None else None,
            (each.decided_by or _("nobody: Desk's own proposal")) if each.goal is not None else None,
            each.decided_on,
        )
        for each in (*shares, *grades)
    )
    columns = (
        Column(_("Figure")),
        Column(_("Goal"), "rate"),
        Column(_("Actual"), "rate"),
        Column(_("Deviation"), "points"),
        Column(_("Before"), "rate"),
        Column(_("Since the year began"), "rate"),
        Column(_("Fulfilment")),
        Column(_("Decided by")),
        Column(_("Decided"), "day"),
    )
    alt = _("Column chart of every share and its goal.")
    chart = Chart("column", _("Actual and goal"), alt, (Series(2), Series(1)), form="rate", lowest=0, rows=len(shares))
    note = _("Deviation in percentage points for shares, in grades for grades.")
    return Sheet(_("Goals"), _("Goals and how far they are fulfilled"), columns, rows, note, (chart,))


def _form(line: GoalLine) -> Form:
    return "rate" if figure(line.figure).form == "rate" else "decimal"


def _over_time(report: PeriodReport) -> Sheet:
    goal = next((each.goal for each in report.goals if each.figure == "answer_rate"), None)
    rows = tuple((each.label, each.offered, each.answered, each.answer_rate, goal) for each in points_of(report))
    columns = (
        Column(_("Time")),
        Column(_("Offered"), "count"),
        Column(_("Answered"), "count"),
        Column(_("Answer rate"), "rate"),
        Column(_("Goal"), "rate"),
    )
    charts = (
        Chart(
            "line",
            _("Answer rate"),
            _("Line chart of the answer rate over the span, with its goal."),
            (Series(3), Series(4, dashed=True)),
            form="rate",
        ),
        Chart(
            "column",
            _("Calls"),
            _("Column chart of offered and answered calls over the span."),
            (Series(1), Series(2)),
            lowest=0,
        ),
    )
    return Sheet(_("Over time"), _("Calls over time"), columns, rows, charts=charts)


def _parts(name: str, head: str, parts: Sequence[Part]) -> Sheet:
    """Answer groups, or individuals."""
    rows = tuple(
        (
            each.title or each.name,
            each.calls.offered,
            each.calls.answered,
            each.calls.abandoned,
            each.calls.answer_rate,
            each.calls.service_level,
            each.calls.wait_median_s,
            each.cases.registered,
            each.cases.open,
            each.cases.overdue,
            each.first_contact.rate,
            each.failure_demand.share,
        )
        for each in parts
    )
    columns = (
        Column(head),
        Column(_("Offered"), "count"),
        Column(_("Answered"), "count"),
        Column(_("Abandoned"), "count"),
        Column(_("Answer rate"), "rate"),
        Column(_("Service level"), "rate"),
        Column(_("Wait, median (s)"), "count"),
        Column(_("Cases"), "count"),
        Column(_("Open"), "count"),
        Column(_("Overdue"), "count"),
        Column(_("Solved at first contact"), "rate"),
        Column(_("Failure demand"), "rate"),
    )
    alt = _("Column chart of the answer rate of each.")
    chart = Chart("column", _("Answer rate"), alt, (Series(4),), form="rate", lowest=0)
    return Sheet(name, name, columns, rows, charts=(chart,))


def _hours(report: PeriodReport) -> Sheet:
    rows = tuple(
        (_(WEEKDAYS[each.weekday]), each.hour, each.offered, each.answered, each.answered / each.offered, each.lacking)
        for each in report.hours
        if each.offered
    )
    columns = (
        Column(_("Weekday")),
        Column(_("Hour"), "count"),
        Column(_("Offered"), "count"),
        Column(_("Answered"), "count"),
        Column(_("Answer rate"), "rate"),
        Column(_("People lacking"), "points"),
    )
    return Sheet(_("Hours"), _("Calls by weekday and hour"), columns, rows)


def _contacts(report: PeriodReport) -> Sheet:
    cases = report.figures.cases
    channels = {each.value: each.label for each in Channel}
    rows: list[tuple[Value, ...]] = []
    for subject, counts, words in (
        (_("Channel"), cases.by_channel, channels),
        (_("Department"), cases.by_department, {}),
        (_("Topic"), cases.by_topic, {code: topic_word(report, code) for code in cases.by_topic}),
    ):
        most_first = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
        rows += [(words.get(code, code), subject, n) for code, n in most_first]
    columns = (Column(_("Name")), Column(_("By")), Column(_("Contacts"), "count"))
    return Sheet(_("Contacts"), _("Contacts by channel, department and topic"), columns, tuple(rows))


# ------------------------------------------------------------------ demand and views


def demand_sheets(report: PeriodReport) -> Iterator[Sheet]:
    """Failure demand: the ten that cost most time, and every cause."""
    demand = report.demand
    if demand is None:
        return
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            f"{cause_word(each.cause)} · {topic_word(report, each.topic)}",
            cause_word(each.cause),
            topic_word(report, each.topic),
            department_word(each.department),
            each.n,
            each.share,
            None if each.seconds is None else each.seconds / 3600,
        )
        for each in demand.costly
    )
    columns = (
        Column(_("What")),
        Column(_("Cause")),
        Column(_("Topic")),
        Column(_("Department")),
        Column(_("Contacts"), "count"),
        Column(_("Share"), "rate"),
        Column(_("Estimated hours"), "decimal"),
    )
    alt = _("Bar chart of the estimated hours of the ten.")
    chart = Chart("bar", _("The ten causes that cost most time"), alt, (Series(6),), form="decimal", lowest=0)
    yield Sheet(_("Costliest"), _("The ten causes that cost most time"), columns, rows, charts=(chart,))
    yield _causes(demand)


def _causes(demand: DemandReport) -> Sheet:
    rows = tuple((cause_word(each.cause), each.n, each.share) for each in demand.causes)
    columns = (Column(_("Cause")), Column(_("Contacts"), "count"), Column(_("Share"), "rate"))
    alt = _("Bar chart of the causes of failure demand.")
    chart = Chart("bar", _("Causes of failure demand"), alt, (Series(1),), lowest=0)
    return Sheet(_("Causes"), _("Causes of failure demand"), columns, rows, charts=(chart,))


def feedback_sheets(report: PeriodReport) -> Iterator[Sheet]:
    """Citizens' views by department: counts and times, never a name or anybody's words."""
    if report.feedback is not None:
        yield _views(report.feedback)


def _views(feedback: FeedbackReport) -> Sheet:
    rows = tuple(
        (
            department_word(each.name),
            each.now.n,
            each.now.complaint,
            each.now.praise,
            each.now.suggestion,
            each.before.n,
            each.year_before.n,
            each.now.confirmed.rate,
            each.now.answered.rate,
            each.now.to_confirm.median,
            each.now.to_answer.median,
            each.now.acted,
            each.text or None,
        )
        for each in feedback.departments
    )
    columns = (
        Column(_("Department")),
        Column(_("Views"), "count"),
        Column(_("Complaints"), "count"),
        Column(_("Praise"), "count"),
        Column(_("Suggestions"), "count"),
        Column(_("Before"), "count"),
        Column(_("A year before"), "count"),
        Column(_("Confirmed in time"), "rate"),
        Column(_("Answered in time"), "rate"),
        Column(_("Days to confirm"), "decimal"),
        Column(_("Days to answer"), "decimal"),
        Column(_("With an action"), "count"),
        Column(_("What was done")),
    )
    alt = _("Stacked bar chart of complaints, praise and suggestions by department.")
    chart = Chart("stacked", _("Views by department"), alt, (Series(2), Series(3), Series(4)), lowest=0)
    return Sheet(_("Feedback"), _("Citizens' views"), columns, rows, charts=(chart,))
