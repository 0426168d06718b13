"""Parts of the follow-up's text beside the figures themselves: satisfaction, and what fell short and why."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from desk.rules.deviations import CauseCode
from desk.rules.figures import Grade
from desk.rules.goals import figure
from desk.rules.report import Deviation, Level, Part, WeekReport
from desk.rules.text import shown
from desk.words import _, number

_WIDTH = 80
_LABEL, _CELL = 27, 11


def satisfaction(report: WeekReport) -> Iterator[str]:
    """Attitude and knowledge both ways, with how many answered: the whole, and the parts that are looked at."""
    if not (report.attitude.n or report.knowledge.n):
        return
    yield _("Satisfaction")
    yield _line("", _("Mean"), _("Index"), _("Answers"))
    yield _grade(_("Attitude"), report.attitude)
    yield _grade(_("Knowledge"), report.knowledge)
    parts = {Level.GROUP: report.groups, Level.AGENT: report.agents}.get(report.level, ())
    for part in parts:
        yield from _of_part(part)


def _of_part(part: Part) -> Iterator[str]:
    name = shown(part.title or part.name)
    for label, grade in ((_("attitude"), part.attitude), (_("knowledge"), part.knowledge)):
        if grade.n:
            yield _grade(f"{name[: _LABEL - len(label) - 3]}, {label}", grade)


def _grade(label: str, grade: Grade) -> str:
    return _line(label, number(grade.mean, 2), number(grade.index, 1), number(grade.n))


def _line(label: str, *cells: str) -> str:
    return f"  {label:<{_LABEL}}" + "".join(f"{cell:>{_CELL}}" for cell in cells)


def deviations(report: WeekReport) -> Iterator[str]:
    """Every figure of the whole desk short of its goal, and of the parts that are looked at, with cause and action."""
    found = [each for each in report.deviations if each.level in (Level.ALL, report.level)]
    if not found:
        return
    titles = {part.name: part.title or part.name for part in (*report.groups, *report.agents)}
    yield _("Deviations")
    for each in found:
        where = _("The whole desk") if each.name is None else shown(titles.get(each.name, each.name))
        yield f"  {figure(each.figure).label} · {where}"
        for label, words in _written(each):
            yield from textwrap.wrap(
                f"{label}: {shown(words)}", _WIDTH, initial_indent=" " * 4, subsequent_indent=" " * 6
            )


def _written(of: Deviation) -> Iterator[tuple[str, str]]:
    if not (of.cause_code or of.cause or of.action):
        yield _("Cause and action"), _("not written")
        return
    sort = CauseCode(of.cause_code).label if of.cause_code else ""
    yield _("Cause"), " – ".join(each for each in (sort, of.cause) if each) or _("not written")
    yield _("Action"), of.action or _("not written")
    if of.responsible or of.due:
        due = of.due.isoformat() if of.due else ""
        yield _("Responsible"), ", ".join(each for each in (of.responsible, due) if each)
