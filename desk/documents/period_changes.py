"""What changed since the issue before, named figure by figure, in words."""

from __future__ import annotations

from collections.abc import Iterator

from desk.documents.paper import Block, Column, Section, Table, Words
from desk.documents.period_words import cause_word, department_word, said
from desk.rules.comparing import Change
from desk.rules.deviations import CauseCode
from desk.rules.figures import Source
from desk.rules.fulfilment import Fulfilment
from desk.rules.goals import FIGURES
from desk.rules.improvements import BoardStatus
from desk.rules.measurements import Against, Parameter, Result
from desk.rules.period import PeriodReport
from desk.words import N_, _, long_day, n_

_FIGURES = {
    "calls.offered": N_("Offered calls"),
    "calls.answered": N_("Answered calls"),
    "calls.abandoned": N_("Abandoned calls"),
    "calls.wait_median_s": N_("Wait, median"),
    "calls.source": N_("Source of the calls"),
    "cases.registered": N_("Registered cases"),
    "cases.closed": N_("Closed cases"),
    "cases.open": N_("Open cases"),
    "cases.overdue": N_("Overdue cases"),
    "handling.median_s": N_("Handling time, median"),
    "handling.p90_s": N_("Handling time, nine of ten within"),
    "email.received": N_("E-mail to be answered"),
    "email.in_time": N_("E-mail answered in time, count"),
    "failure_demand.failure": N_("Contacts of failure demand"),
    "failure_demand.classified": N_("Classified contacts"),
    "attitude.n": N_("Answers about attitude"),
    "knowledge.n": N_("Answers about knowledge"),
    "feedback.complaint": N_("Complaints"),
    "feedback.praise": N_("Praise"),
    "feedback.suggestion": N_("Suggestions"),
    "goal": N_("Goal"),
    "fulfilment": N_("Fulfilment"),
    "actual": N_("Actual"),
    "times": N_("Times"),
    "lacking": N_("Lacking cause or action"),
    "cause_code": N_("Sort of cause"),
    "cause": N_("Cause"),
    "action": N_("Action"),
    "responsible": N_("Responsible"),
    "due": N_("Due"),
    "done_on": N_("Done"),
    "status": N_("Status"),
    "result": N_("Result"),
    "n": N_("Number"),
    "complaint": N_("Complaints"),
    "praise": N_("Praise"),
    "suggestion": N_("Suggestions"),
    "acted": N_("With an action"),
    "confirmed_in_time": N_("Confirmed in time"),
    "answered_in_time": N_("Answered in time"),
    "text": N_("What was done"),
    "absent": N_("Person-days of absence"),
    "planned": N_("Planned"),
    "present": N_("Present"),
    "hourly": N_("Hourly staff"),
    "short_days": N_("Days under the minimum"),
    "analysis": N_("Analysis"),
    "actions": N_("Actions"),
    "recipients": N_("Recipients"),
    "t_short_s": N_("Shortest wait that counts, seconds"),
    "t_answer_s": N_("Service level within, seconds"),
    "email_days": N_("Working days to answer e-mail"),
}
_BY_PATH = {".".join(each.path): each.code for each in FIGURES}
_MOST_DECIMALS = 5
_CODES = (CauseCode, Source, Fulfilment, BoardStatus, Result)


def changes_section(report: PeriodReport) -> Iterator[Section]:
    """The section, where the report was issued before."""
    if report.issue is None or report.issue.before is None:
        return
    before = _("no. {n}", n=report.issue.before)
    if report.issue.before_at is not None:
        before = _("no. {n} of {day}", n=report.issue.before, day=long_day(report.issue.before_at.date()))
    yield Section(_("Changed since {issue}", issue=before), tuple(changes_blocks(report.issue.changes)))


def changes_blocks(changes: tuple[Change, ...]) -> Iterator[Block]:
    """The changes as a table, or that there are none."""
    if not changes:
        yield Words(_("Nothing has changed."))
        return
    yield Words(n_("{n} figure or text is other than it was.", "{n} figures and texts are other than they were.",
                   len(changes)))  # fmt: skip
    columns = (
        Column(_("What"), share=2.2),
        Column(_("Before"), number=True, share=1),
        Column(_("Now"), number=True, share=1),
    )
    rows = tuple((what(each), *values(each)) for each in changes)
    yield Table(_("What has changed"), columns, rows)


def what(change: Change) -> str:
    """Of what a change is."""
    name = _name(change)
    return f"{name}: {figure_word(change)}" if name else figure_word(change)


def values(change: Change) -> tuple[str, str]:
    """What it was and what it is, with as many decimals as it takes to see that they differ."""
    if change.form == "long":
        now = _("rewritten") if change.before else _("written")
        return _("none") if change.before is None else _("written"), _("none") if change.after is None else now
    was, now = _value(change, change.before, 0), _value(change, change.after, 0)
    for more in range(1, _MOST_DECIMALS):
        if was != now:
            break
        was, now = _value(change, change.before, more), _value(change, change.after, more)
    return was, now


def _value(change: Change, of: float | str | None, more: int) -> str:
    if of is None and change.part in ("deviation", "within"):
        return _("none")
    if isinstance(of, str):
        return next((kind(of).label for kind in _CODES if of in tuple(kind)), of)
    return said(of, change.form, more)


def figure_word(change: Change) -> str:
    """The figure's word."""
    if change.figure in _BY_PATH:
        return _label(_BY_PATH[change.figure])
    if change.figure in _FIGURES:
        return _(_FIGURES[change.figure])
    parameter, _dot, against = change.figure.partition(".")
    if change.part == "measurement" and parameter in tuple(Parameter) and against in tuple(Against):
        return f"{Parameter(parameter).label}, {Against(against).label}"
    return change.figure


def _name(change: Change) -> str:
    part, name = change.part, change.name
    if part == "so_far":
        return _("Since the year began")
    if part == "goal":
        return _label(name)
    if part == "cause":
        return cause_word(name)
    if part == "feedback":
        return _("Feedback, {department}", department=department_word(name))
    if part in ("deviation", "within"):
        of, _space, group = name.partition(" ")
        about = f"{_label(of)}, {group}" if group else _label(of)
        return (
            _("Deviation, {about}", about=about)
            if part == "deviation"
            else _("Deviations within, {about}", about=about)
        )
    if part == "improvement":
        return _("Improvement {name}", name=name)
    return _("Staffing, {group}", group=name) if part == "staffing" and name else name


def _label(code: str) -> str:
    """A figure's word; the code itself where an earlier Desk had a figure that this one has not."""
    return next((each.label for each in FIGURES if each.code == code), code)
