"""Compiled feedback as a document: text for a person, JSON and CSV for machines. No name, and no case's words."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from desk.documents import formats
from desk.documents.cells import columns
from desk.documents.cells import csv_text as as_csv
from desk.documents.demand import Topics, column_head, department_word, small, topic_word
from desk.documents.formats import OFFICE, Made
from desk.documents.span_words import span_title
from desk.rules.cases import Channel, Outcome
from desk.rules.feedback_report import DepartmentFeedback, FeedbackFigures, FeedbackReport, InTime, Times
from desk.words import _, number, percent

HEADER = ("span", "department", "figure", "name", "value")


# ------------------------------------------------------------------ text


def text(report: FeedbackReport, topics: Topics | None = None) -> str:
    """The report in the language spoken now: the whole, a row for each department, then each by itself."""
    blocks = [_head(report)]
    if report.department is None:
        blocks += [_overview(report), _one(report, report.whole, topics or {}, _("All departments"))]
    blocks += [_one(report, each, topics or {}, department_word(each.name)) for each in report.departments]
    return "\n\n".join("\n".join(lines) for block in blocks if (lines := list(block))) + "\n"


def _head(report: FeedbackReport) -> Iterator[str]:
    title = _("Citizens' views · {span}", span=span_title(report.span))
    yield f"{title} · {department_word(report.department)}" if report.department is not None else title
    yield _("{first} to {last}", first=report.first.isoformat(), last=report.last.isoformat())


def _overview(report: FeedbackReport) -> Iterator[str]:
    if not report.departments:
        yield _("No views came in.")
        return
    before = (column_head(report.before), column_head(report.year_before))
    header = (
        _("Department"), _("Views"), _("Complaints"), _("Praise"), _("Suggestions"), _("Confirmed"), _("Answered"),
        *before,
    )  # fmt: skip
    rows = [_overview_row(department_word(each.name), each) for each in report.departments]
    yield from columns(header, [*rows, _overview_row(_("All"), report.whole)])


def _overview_row(name: str, each: DepartmentFeedback) -> tuple[str, ...]:
    now = each.now
    counts = (now.n, now.complaint, now.praise, now.suggestion)
    rates = (percent(now.confirmed.rate, 0), percent(now.answered.rate, 0))
    return name, *map(number, counts), *rates, number(each.before.n), number(each.year_before.n)


def _one(report: FeedbackReport, each: DepartmentFeedback, topics: Topics, title: str) -> Iterator[str]:
    yield title
    yield "-" * len(title)
    yield from figure_lines(report, each)
    yield from list_lines(each.now, topics)
    if each.text:
        yield ""
        yield _("What was done:")
        yield from each.text.splitlines()


def figure_lines(report: FeedbackReport, each: DepartmentFeedback) -> list[str]:
    """The figures as a table: now, the span before, and the same a year before."""
    parts = (each.now, each.before, each.year_before)
    header = ("", *(column_head(code) for code in (report.span, report.before, report.year_before)))
    return columns(header, [(name, *(said(part) for part in parts)) for name, said in figure_rows()])


Said = Callable[[FeedbackFigures], str]


def figure_rows() -> tuple[tuple[str, Said], ...]:
    """What is said of the figures, row by row."""
    return (
        (_("Views"), lambda f: number(f.n)),
        (_("Complaints"), lambda f: number(f.complaint)),
        (_("Praise"), lambda f: number(f.praise)),
        (_("Suggestions"), lambda f: number(f.suggestion)),
        (_("Type not said"), lambda f: number(f.untyped)),
        (_("Anonymous"), lambda f: number(f.anonymous)),
        (_("Confirmed within 2 working days"), lambda f: _rate(f.confirmed)),
        (_("Answered within 10 working days"), lambda f: _rate(f.answered)),
        (_("Working days to confirm, median / 90 %"), lambda f: _times(f.to_confirm)),
        (_("Working days to answer, median / 90 %"), lambda f: _times(f.to_answer)),
        (_("With an action written"), lambda f: number(f.acted)),
    )


def _rate(of: InTime) -> str:
    return f"{percent(of.rate)} ({number(of.in_time)}/{number(of.due)})" if of.due else percent(None)


def _times(of: Times) -> str:
    return f"{number(of.median, 1)} / {number(of.p90, 1)}" if of.n else "–"


def list_lines(figures: FeedbackFigures, topics: Topics) -> list[str]:
    """Topics, channels and outcomes, the most first; nothing where there is no view."""
    if not figures.n:
        return []
    outcomes = {Outcome(code).label: n for code, n in figures.outcomes.items()}
    if figures.open:
        outcomes[_("still open")] = figures.open
    return [
        _counted(_("Topics"), {topic_word(code, topics): n for code, n in figures.topics.items()}),
        _counted(_("Channels"), {Channel(code).label: n for code, n in figures.channels.items()}),
        _counted(_("Outcomes"), outcomes),
    ]


def _counted(title: str, counts: Mapping[str, int]) -> str:
    return f"{title}: " + ", ".join(f"{small(name)} {number(n)}" for name, n in counts.items())


# ------------------------------------------------------------------ JSON and CSV


def document(report: FeedbackReport) -> dict[str, Any]:
    """The report as JSON values. The feedback of no department has the name ``null``."""
    return {
        "span": report.span,
        "from": report.first.isoformat(),
        "to": report.last.isoformat(),
        "before": report.before,
        "year_before": report.year_before,
        "department": report.department,
        "whole": _department(report.whole),
        "departments": [{"name": each.name or None, **_department(each)} for each in report.departments],
    }


def _department(each: DepartmentFeedback) -> dict[str, Any]:
    return {
        **_figures(each.now),
        "before": _figures(each.before),
        "year_before": _figures(each.year_before),
        "text": each.text or None,
    }


def _figures(of: FeedbackFigures) -> dict[str, Any]:
    return {
        "views": of.n,
        "complaint": of.complaint,
        "praise": of.praise,
        "suggestion": of.suggestion,
        "untyped": of.untyped,
        "anonymous": of.anonymous,
        "confirmed": _of_due(of.confirmed),
        "answered": _of_due(of.answered),
        "to_confirm": _of_days(of.to_confirm),
        "to_answer": _of_days(of.to_answer),
        "topics": {code: n for code, n in of.topics.items() if code},
        "channels": dict(of.channels),
        "outcomes": dict(of.outcomes),
        "open": of.open,
        "acted": of.acted,
    }


def _of_due(of: InTime) -> dict[str, Any]:
    return {"in_time": of.in_time, "due": of.due, "rate": of.rate}


def _of_days(of: Times) -> dict[str, Any]:
    return {"n": of.n, "median_days": of.median, "p90_days": of.p90}


def csv_text(report: FeedbackReport) -> str:
    """The report as CSV with a header: a line for each figure of each department, and of the whole under no name."""
    return as_csv(HEADER, _lines(report))


def _lines(report: FeedbackReport) -> Iterator[tuple[Any, ...]]:
    rows = [(each.name or "–", each) for each in report.departments]
    if report.department is None:
        rows.insert(0, ("", report.whole))
    for name, each in rows:
        parts = ((report.span, each.now), (report.before, each.before), (report.year_before, each.year_before))
        for span, figures in parts:
            for figure, value in _figures(figures).items():
                if isinstance(value, dict):
                    for inner, one in value.items():
                        yield span, name, figure, inner, one
                else:
                    yield span, name, figure, None, value
        if each.text:
            yield report.span, name, "text", None, each.text


FORMATS: dict[str, Callable[[FeedbackReport, Topics], str]] = {
    ".txt": text,
    ".json": lambda report, _topics: json.dumps(document(report), ensure_ascii=False, indent=2, allow_nan=False) + "\n",
    ".csv": lambda report, _topics: csv_text(report),
}
"""The formats by the ending of a file's name, as far as they are text."""
ENDINGS = (*FORMATS, *OFFICE)


def write(
    report: FeedbackReport,
    path: Path,
    topics: Topics | None = None,
    office: Mapping[str, Made] | None = None,
) -> None:
    """Write the report to a new file that its owner alone may read; its ending chooses the format.

    Args:
        topics: The topics' names by code.
        office: More forms by ending: Excel and PDF, which hold more than this report.

    Raises:
        Refused: ``format_unknown``, ``file_exists``, ``file_not_written``.
    """
    own = {ending: partial(form, report, topics or {}) for ending, form in FORMATS.items()}
    formats.write({**own, **(office or {})}, path)
