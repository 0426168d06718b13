"""The follow-up of a week or a longer span as text, for a person to read or print; 80 columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from desk.documents.span_words import span_title
from desk.documents.week_more import deviations, satisfaction
from desk.rules.cases import Cause, Channel
from desk.rules.figures import rate
from desk.rules.goals import FIGURES, Figure, figure
from desk.rules.kinds import kinds
from desk.rules.report import Level, Part, WeekReport
from desk.rules.text import shown
from desk.words import _, duration, n_, number, percent

_LABEL, _CELL = 27, 11
_POINT_LABEL, _POINT_CELL = 22, 14
_MOST_TOPICS = 10
_PART_TITLE = 15


def text(report: WeekReport, topics: Mapping[str, str] | None = None) -> str:
    """The report in the language spoken now: the whole desk, then the parts that ``report.level`` asks for.

    Args:
        topics: The topics' names by code; a code stands for itself where it has none.
    """
    blocks = [
        _head(report),
        _against_goals(report),
        deviations(report),
        _calls(report),
        _points(report),
        _cases(report),
        *_counts(report, topics or {}),
        _failure(report),
        satisfaction(report),
        _feedback(report),
    ]
    if report.level is Level.GROUP:
        blocks.append(_parts(_("Answer groups"), report.groups))
    if report.level is Level.AGENT:
        blocks.append(_parts(_("Individuals"), report.agents))
    blocks.append(_basis(report))
    return "\n\n".join("\n".join(lines) for block in blocks if (lines := list(block))) + "\n"


def _head(report: WeekReport) -> Iterator[str]:
    if "W" in report.span and not report.cumulative:
        title = _("Weekly follow-up {span}", span=report.span)
    else:
        title = _("Follow-up · {span}", span=span_title(report.span))
    yield title
    yield _("{first} to {last}", first=_date(report.first), last=_date(report.last))
    yield "=" * len(title)


def _date(value: date) -> str:
    return value.isoformat()


# ------------------------------------------------------------------ figures


def _against_goals(report: WeekReport) -> Iterator[str]:
    goals = {row.figure: row for row in report.goals}
    before = report.trend[-1].figures if report.trend else {}
    yield _row("", _("Goal"), _("Actual"), _("Deviation"), _("Before"))
    for each in FIGURES:
        actual = each.actual(report)
        goal = goals.get(each.code)
        if actual is None and goal is None:
            continue
        yield _row(
            each.label,
            _value(each, goal.goal if goal else None),
            _value(each, actual),
            _off(each, goal.deviation if goal else None),
            _value(each, before.get(each.code)),
            _verdict(goal.met if goal else None),
        )


def _value(of: Figure, value: float | None) -> str:
    return percent(value) if of.form == "rate" else number(value, 1)


def _off(of: Figure, value: float | None) -> str:
    if value is None:
        return ""
    return number(value * 100 if of.form == "rate" else value, 1, sign=True)


def _verdict(met: bool | None) -> str:
    return "" if met is None else _("met") if met else _("missed")


def _row(label: str, *cells: str) -> str:
    last = f"  {cells[4]}" if len(cells) > 4 else ""
    return (f"{label:<{_LABEL}}" + "".join(f"{cell:>{_CELL}}" for cell in cells[:4]) + last).rstrip()


def _calls(report: WeekReport) -> Iterator[str]:
    calls = report.calls
    yield _("Calls")
    yield _line(_("Offered"), number(calls.offered))
    yield _line(_("Answered"), number(calls.answered))
    yield _line(_("Abandoned"), number(calls.abandoned))
    yield _line(_("Abandoned of offered"), percent(calls.abandon_rate))
    yield _line(_("Wait, median"), duration(calls.wait_median_s))
    yield _line(_("Nine of ten within"), duration(calls.wait_p90_s))
    yield _line(_("Source"), calls.source.label if calls.source else "–")


def _points(report: WeekReport) -> Iterator[str]:
    """How calls and cases went within a longer span."""
    if not report.points:
        return
    yield _("Week by week") if "W" in report.points[0].label else _("Month by month")
    yield _point_line("", _("Offered"), _("Answered"), _("Answer rate"), _("Cases"))
    for each in report.points:
        numbers = (each.offered, each.answered)
        cells = (*map(number, numbers), percent(rate(each.answered, each.offered)), number(each.registered))
        yield _point_line(span_title(each.label), *cells)


def _point_line(label: str, *values: str) -> str:
    return f"  {label:<{_POINT_LABEL}}" + "".join(f"{value:>{_POINT_CELL}}" for value in values)


def _cases(report: WeekReport) -> Iterator[str]:
    cases = report.cases
    yield _("Cases")
    yield _line(_("Registered"), number(cases.registered))
    yield _line(_("Closed"), number(cases.closed))
    yield _line(_("Open"), number(cases.open))
    yield _line(_("Overdue"), number(cases.overdue))
    yield _line(_("Handling time, median"), duration(report.handling.median_s))
    yield _line(_("Nine of ten within"), duration(report.handling.p90_s))


def _line(label: str, value: str) -> str:
    return f"  {label:<{_LABEL}}{value:>{_CELL}}"


def _counts(report: WeekReport, topics: Mapping[str, str]) -> tuple[Iterator[str], ...]:
    cases = report.cases
    kind_words = {code: _(each.label) for code, each in kinds().items()}
    return (
        _count(_("By channel"), cases.by_channel, {each.value: each.label for each in Channel}),
        _count(_("By kind"), cases.by_kind, kind_words),
        _count(_("By department"), cases.by_department, {}),
        _count(_("Most common topics"), cases.by_topic, topics, _MOST_TOPICS),
    )


def _count(title: str, counts: Mapping[str, int], words: Mapping[str, str], most: int | None = None) -> Iterator[str]:
    if not counts:
        return
    yield title
    for code, many in sorted(counts.items(), key=lambda each: (-each[1], each[0]))[:most]:
        yield _line(shown(words.get(code, code)), number(many))


def _failure(report: WeekReport) -> Iterator[str]:
    demand = report.failure_demand
    if not demand.classified:
        return
    yield _("Failure demand")
    yield _line(_("Failure"), number(demand.failure))
    yield _line(_("Classified"), number(demand.classified))
    yield from _count(_("Its causes"), demand.causes, {each.value: each.label for each in Cause})


def _feedback(report: WeekReport) -> Iterator[str]:
    views = report.feedback
    if not (views.complaint or views.praise or views.suggestion):
        return
    yield _("Feedback")
    yield _line(_("Complaints"), number(views.complaint))
    yield _line(_("Praise"), number(views.praise))
    yield _line(_("Suggestions"), number(views.suggestion))


# ------------------------------------------------------------------ parts


def _parts(title: str, parts: Iterable[Part]) -> Iterator[str]:
    rates: Sequence[Figure] = (figure("answer_rate"), figure("first_contact"), figure("failure_demand"))
    yield title
    heads = (_("Calls"), _("Answered"), _("Cases"), _("Open"), _("Overdue"), _("At once"), _("Failure"))
    yield f"  {'':<{_PART_TITLE}}" + "".join(f"{head:>9.8}" for head in heads)
    for part in parts:
        answer, first, failed = (percent(each.actual(part), 0) for each in rates)
        cells = (
            number(part.calls.offered),
            answer,
            number(part.cases.registered),
            number(part.cases.open),
            number(part.cases.overdue),
            first,
            failed,
        )
        name = shown(part.title or part.name)
        yield f"  {name:<{_PART_TITLE}.{_PART_TITLE}}" + "".join(f"{cell:>9}" for cell in cells)


def _basis(report: WeekReport) -> Iterator[str]:
    basis = report.basis
    if basis.t_short_s:
        yield _("Calls abandoned within {seconds} s are left out.", seconds=basis.t_short_s)
    yield _("Service level: answered within {seconds} s.", seconds=basis.t_answer_s)
    if report.typed_weeks and not report.days:
        yield _("Calls typed for a week count in the span that holds its Thursday.")
    yield n_(
        "E-mail in time: answered within {n} working day.",
        "E-mail in time: answered within {n} working days.",
        basis.email_days,
    )
