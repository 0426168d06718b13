"""Words that the parts of a period report share: values by their form, days, causes, names that stand for nothing."""

from __future__ import annotations

from datetime import date, datetime, tzinfo

from desk.documents.paper import STEPS, Sign
from desk.rules.cases import Cause
from desk.rules.comparing import Form
from desk.rules.fulfilment import Fulfilment
from desk.rules.goals import figure
from desk.rules.period import GoalLine, PeriodReport
from desk.words import N_, _, duration, language, long_day, number, percent

NO_DATA = "–"
_IN_FULL = {
    "first_contact": N_("Solved at the first contact"),
    "email": N_("E-mail answered within the time set"),
    "feedback_confirmed": N_("Views confirmed within the time set"),
    "feedback_answered": N_("Views answered within the time set"),
}
"""Figures whose word on the screen is a short one: there is room for all of it on paper."""
_STEP = {each: place for place, each in enumerate(Fulfilment, start=1)}


def in_full(code: str) -> str:
    """A figure's word in full."""
    return _(_IN_FULL[code]) if code in _IN_FULL else figure(code).label


def said(value: float | str | None, form: Form, more: int = 0) -> str:
    """A value as it is read, with ``more`` decimals than usual."""
    if value is None:
        return _("no data") if form in ("rate", "grade", "seconds") else NO_DATA
    if isinstance(value, str):
        return value
    if form == "rate":
        return percent(value, 1 + more)
    if form == "seconds":
        return duration(value, more)
    return number(value, more + (form == "grade"))


def against(code: str, actual: float, goal: float) -> tuple[str, str]:
    """A figure's value and its goal, with as many decimals as it takes to see that they differ."""
    form = figure(code).form
    pairs = ((said(actual, form, more), said(goal, form, more)) for more in range(4))
    return next((pair for pair in pairs if pair[0] != pair[1]), (said(actual, form), said(goal, form)))


def of_figure(code: str, value: float | None) -> str:
    """A figure's value: a rate as per cent, a grade with a decimal."""
    return NO_DATA if value is None else said(value, figure(code).form)


def off(line: GoalLine) -> str:
    """How far from its goal, with its sign: percentage points for a rate."""
    if line.deviation is None:
        return NO_DATA
    return number(line.deviation * (100 if figure(line.figure).form == "rate" else 1), 1, sign=True)


def sign_of(line: GoalLine) -> Sign:
    """Where a goal stands on the scale, in boxes and in a word."""
    if line.goal is None:
        return Sign(0, _("no goal set"))
    return Sign(0, _("no data")) if line.fulfilment is None else sign(line.fulfilment)


def sign(step: Fulfilment) -> Sign:
    """A step of the scale."""
    return Sign(min(_STEP[step], STEPS), step.label)


def cause_word(code: str) -> str:
    """A cause of failure demand."""
    return Cause(code).label if code in tuple(Cause) else _("cause not said")


def topic_word(report: PeriodReport, code: str) -> str:
    """A topic's name as it was; its code where there is none by now."""
    if not code:
        return _("without a topic")
    name = report.topics.get(code)
    return code if name is None else name.sv if language() == "sv" else name.en


def department_word(name: str) -> str:
    """A department's name, or that none is named."""
    return name or _("no department named")


def days(first: date, last: date) -> str:
    """From when to when."""
    begin = long_day(first, year=first.year != last.year)
    return _("{first} to {last}", first=begin, last=long_day(last))


def moment(at: datetime, zone: tzinfo) -> str:
    """An instant in full, in local time."""
    local = at.astimezone(zone)
    return _("{day} at {time}", day=long_day(local.date()), time=f"{local:%H:%M}")


def short_day(day: date | None) -> str:
    """A day in a table."""
    return day.isoformat() if day is not None else NO_DATA
