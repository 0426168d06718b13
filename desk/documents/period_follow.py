"""What is done about it: deviations with cause and action, staffing, the service measurement, improvements."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from desk.documents.paper import Block, Column, Notice, Section, Table, Words
from desk.documents.period_words import NO_DATA, against, in_full, of_figure, short_day
from desk.documents.span_words import span_title
from desk.rules.measurements import Against, Parameter, Result
from desk.rules.period import DeviationLine, ImprovementLine, MeasurementPart, PeriodReport
from desk.rules.staffing import GroupStaffing
from desk.words import _, long_day, n_, number

MOST_WRITTEN = 12
"""So many deviations of the weeks within are told one by one; the others are counted."""


# ------------------------------------------------------------------ deviations


def deviations_section(report: PeriodReport) -> Section:
    """The span's own deviations one by one; those of the weeks within counted, and told where something is written."""
    own = [each for each in report.deviations if each.span == report.span]
    within = [each for each in report.deviations if each.span != report.span]
    if not report.deviations:
        return Section(_("Deviations"), (Words(_("No figure fell short of its goal.")),))
    blocks: list[Block] = []
    lacking = sum(each.open for each in report.deviations)
    if lacking:
        title = n_(
            "{n} deviation lacks its cause or its action.", "{n} deviations lack their cause or action.", lacking
        )
        blocks.append(Notice(title))
    if report.deviation_causes:
        told = "; ".join(f"{code.label} {number(n)}" for code, n in report.deviation_causes.items())
        blocks.append(Words(_("Causes, and how often: {causes}.", causes=told)))
    if own:
        blocks.append(_one_by_one(_("What fell short over the whole span"), own))
    if within:
        blocks.append(_counted(within))
        written = [each for each in within if each.action or each.cause]
        if written:
            shown = sorted(written, key=lambda each: each.span, reverse=True)[:MOST_WRITTEN]
            left = len(written) - len(shown)
            note = n_("{n} earlier one is left out.", "{n} earlier ones are left out.", left) if left else ""
            blocks.append(_one_by_one(_("Causes and actions within the span"), shown, note))
    return Section(_("Deviations"), tuple(blocks))


def _one_by_one(title: str, deviations: Sequence[DeviationLine], note: str = "") -> Table:
    columns = (
        Column(_("What fell short"), share=2.1),
        Column(_("Cause"), share=2.2),
        Column(_("Action"), share=2.4),
        Column(_("Responsible, by"), share=1.4),
    )
    whole = len({each.span for each in deviations}) == 1
    rows = tuple(
        (_what(each, whole=whole), cause_of(each), each.action or _("lacking"), _who(each)) for each in deviations
    )
    return Table(title, columns, rows, note)


def _what(of: DeviationLine, *, whole: bool) -> str:
    where = of.name or _("the whole desk")
    if not whole:
        where = f"{where}, {span_title(of.span).lower()}"
    actual, goal = against(of.figure, of.actual, of.goal)
    values = _("{actual} of {goal}", actual=actual, goal=goal)
    return f"{in_full(of.figure)}, {where}: {values}"


def cause_of(of: DeviationLine) -> str:
    """Its cause in words: the sort, and what was written."""
    sort = of.cause_code.label if of.cause_code is not None else ""
    return ": ".join(each for each in (sort, of.cause) if each) or _("lacking")


def _who(of: DeviationLine) -> str:
    if of.done_on is not None:
        return _("{name}, done {day}", name=of.responsible or NO_DATA, day=short_day(of.done_on))
    return ", ".join(each for each in (of.responsible, short_day(of.due) if of.due else "") if each) or NO_DATA


def _counted(deviations: Sequence[DeviationLine]) -> Table:
    places: dict[tuple[str, str], list[DeviationLine]] = defaultdict(list)
    for each in deviations:
        places[each.figure, each.name].append(each)
    columns = (
        Column(_("Figure"), share=2),
        Column(_("Where"), share=2),
        Column(_("Times"), number=True),
        Column(_("Lacking"), number=True),
        Column(_("Most common cause"), share=2.4),
    )
    rows = tuple(
        (
            in_full(code),
            name or _("the whole desk"),
            number(len(some)),
            number(sum(each.open for each in some)),
            _most_common(some),
        )
        for (code, name), some in places.items()
    )
    note = _("Times: weeks and months within the span. Lacking: without cause or action.")
    return Table(_("What fell short within the span"), columns, rows, note)


def _most_common(deviations: Sequence[DeviationLine]) -> str:
    counted = Counter(each.cause_code for each in deviations if each.cause_code is not None)
    if not counted:
        return NO_DATA
    code, n = counted.most_common(1)[0]
    return f"{code.label} ({number(n)})"


# ------------------------------------------------------------------ staffing


def staffing_section(report: PeriodReport) -> Iterator[Section]:
    """Staffing beside the answer rate. Absence is a sum: its reasons are counted, and never told here."""
    staffing = report.staffing
    if staffing is None or not staffing.written:
        return
    words = _(
        "{planned} person-days were planned and {hourly} worked by the hour. {absent} person-days were lost to"
        " absence. {short} group-days had fewer people than the group's minimum.",
        planned=number(staffing.planned),
        hourly=number(staffing.hourly),
        absent=number(staffing.absent),
        short=number(staffing.short_days),
    )
    columns = (
        Column(_("Answer group"), share=2),
        Column(_("Minimum"), number=True),
        Column(_("Planned"), number=True),
        Column(_("Hourly"), number=True),
        Column(_("Days short"), number=True),
        Column(_("Rate then"), number=True),
        Column(_("Rate else"), number=True),
    )
    rows = tuple(_group(each) for each in staffing.groups if each.days)
    note = _("Planned, hourly: person-days. Rate: the answer rate on days under the minimum, and on the others.")
    table = Table(_("Staffing and answer rate by answer group"), columns, rows, note)
    yield Section(_("Staffing"), (Words(words), table))


def _group(of: GroupStaffing) -> tuple[str, ...]:
    days = _("{n} of {days}", n=number(of.short_days), days=number(of.days))
    return (
        of.name,
        number(of.least),
        number(of.planned),
        number(of.hourly),
        days,
        of_figure("answer_rate", of.short_answer_rate),
        of_figure("answer_rate", of.full_answer_rate),
    )


# ------------------------------------------------------------------ service measurement


def measurement_section(report: PeriodReport) -> Iterator[Section]:
    """The latest service measurement: its table, and the analysis and actions that it requires."""
    made = report.measurement
    if made is None:
        return
    by = _("{name} was made {day}.", name=made.name, day=long_day(made.made_on))
    words = " ".join(each for each in (by, _scope(made)) if each)
    blocks: list[Block] = [Words(words), measurement_table(made)]
    if not made.handled:
        blocks.append(Notice(_("The measurement is not handled: it needs its analysis and actions.")))
    if made.analysis:
        blocks.append(Words(_("Analysis:") + "\n" + made.analysis))
    if made.actions:
        blocks.append(Words(_("Actions:") + "\n" + made.actions))
    yield Section(_("Service measurement"), tuple(blocks))


def _scope(made: MeasurementPart) -> str:
    forwarded = {
        None: "",
        True: _("Calls and mail that were passed on to others were measured too."),
        False: _("Only what customer service answered itself was measured."),
    }[made.forwarded]
    return " ".join(each for each in (made.scope, forwarded) if each)


def measurement_table(made: MeasurementPart) -> Table:
    """The six parameters with their three comparisons, each in a sign and a word."""
    columns = (Column(_("Parameter"), share=2), *(Column(each.label, share=1.6) for each in Against))
    rows = tuple(
        (parameter.label, *(_compared(made.results.get(parameter, {}).get(against)) for against in Against))
        for parameter in Parameter
    )
    return Table(made.name, columns, rows)


def _compared(code: str | None) -> str:
    result = Result(code) if code is not None else Result.NO_DATA
    return result.label if result is Result.NO_DATA else f"{result.sign} {result.label}"


# ------------------------------------------------------------------ improvements


def improvements_section(report: PeriodReport) -> Section:
    """What the board tells: what concerns the departments, and the service's own."""
    if not report.improvements:
        return Section(_("Improvements"), (Words(_("No improvement was decided, under way or ended.")),))
    counted = Counter(each.status for each in report.improvements)
    told = ", ".join(f"{status.label.lower()} {number(n)}" for status, n in counted.items())
    columns = (
        Column(_("Department"), share=1.5),
        Column(_("Improvement"), share=2.8),
        Column(_("Status"), share=1.1),
        Column(_("Responsible, by"), share=1.4),
        Column(_("Result"), share=2),
    )
    ordered = sorted(report.improvements, key=lambda each: (each.department == "", each.department, each.number))
    rows = tuple(_improvement(each) for each in ordered)
    return Section(
        _("Improvements"), (Words(f"{told[:1].upper()}{told[1:]}."), Table(_("Improvements"), columns, rows))
    )


def _improvement(of: ImprovementLine) -> tuple[str, ...]:
    day = of.ended_on or of.due
    who = ", ".join(each for each in (of.responsible, short_day(day) if day else "") if each) or NO_DATA
    return (of.department or _("the service itself"), of.proposal, of.status.label, who, of.result or NO_DATA)
