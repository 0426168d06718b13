"""A department's figures for its dialogue as a document: text for a person, JSON and CSV, all from one report."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from desk.documents import formats
from desk.documents.cells import columns
from desk.documents.cells import csv_text as as_csv
from desk.documents.dialogues import decision_document, state
from desk.documents.formats import OFFICE, Made
from desk.documents.span_words import span_short, span_title
from desk.rules.cases import Cause, Channel
from desk.rules.dialogue_report import DepartmentFigures, DialogueReport
from desk.rules.dialogues import Decision
from desk.rules.kinds import kinds
from desk.rules.text import shown
from desk.words import N_, _, duration, number, percent

Words = Mapping[str, str]
"""Names by code (topics) or by login (people); what has none stands for itself."""
HEADER = ("span", "figure", "name", "value")
MOST = 10
"""Topics and causes at most."""
_NAME_WIDTH = 34


class Figure(NamedTuple):
    """A figure of the report: its code, its word, how it is read, and how it is written."""

    code: str
    label: str
    read: Callable[[DepartmentFigures], float | None]
    write: Callable[[float | None], str]


FIGURES = (
    Figure("registered", N_("Registered"), lambda of: of.cases.registered, number),
    Figure("closed", N_("Closed"), lambda of: of.cases.closed, number),
    Figure("open", N_("Open at the end"), lambda of: of.cases.open, number),
    Figure("overdue", N_("Overdue at the end"), lambda of: of.cases.overdue, number),
    Figure("first_contact", N_("Solved at once"), lambda of: of.first_contact.rate, percent),
    Figure("transferred", N_("Calls put through"), lambda of: of.passed_on.transferred, number),
    Figure("forwarded", N_("Handed to the department"), lambda of: of.passed_on.forwarded, number),
    Figure("waiting", N_("Handed over, not answered"), lambda of: of.passed_on.waiting, number),
    Figure("handling_median_s", N_("Handling time, median"), lambda of: of.handling.median_s, duration),
    Figure("handling_p90_s", N_("Nine of ten within"), lambda of: of.handling.p90_s, duration),
    Figure("failure", N_("Failure demand"), lambda of: of.failure_demand.failure, number),
    Figure("failure_share", N_("Share of the classified"), lambda of: of.failure_demand.share, percent),
    Figure("classified_share", N_("Classified"), lambda of: of.classified_share, percent),
    Figure("complaint", N_("Complaints"), lambda of: of.feedback.complaint, number),
    Figure("praise", N_("Praise"), lambda of: of.feedback.praise, number),
    Figure("suggestion", N_("Suggestions"), lambda of: of.feedback.suggestion, number),
    Figure("confirmed_in_time", N_("Feedback confirmed in time"), lambda of: of.feedback.confirmed.rate, percent),
    Figure("answered_in_time", N_("Feedback answered in time"), lambda of: of.feedback.answered.rate, percent),
)
"""Every figure, in the order in which it is told."""


class Breakdown(NamedTuple):
    """A figure by codes: its code, its word, and how it is read."""

    code: str
    label: str
    read: Callable[[DepartmentFigures], Mapping[str, int]]


BREAKDOWNS = (
    Breakdown("by_channel", N_("By channel"), lambda of: of.cases.by_channel),
    Breakdown("by_kind", N_("By kind"), lambda of: of.cases.by_kind),
    Breakdown("by_topic", N_("Most common topics"), lambda of: of.cases.by_topic),
    Breakdown("causes", N_("Causes of failure demand"), lambda of: of.failure_demand.causes),
)


# ------------------------------------------------------------------ text


def text(report: DialogueReport, topics: Words | None = None, names: Words | None = None) -> str:
    """The report in the language spoken now, 80 columns wide.

    Args:
        topics: The topics' names by code.
        names: People's names by login.
    """
    blocks = (
        _head(report),
        _figures(report),
        *(_breakdown(report, each, topics or {}) for each in BREAKDOWNS),
        _improvements(report, names or {}),
        _decisions(report, names or {}),
    )
    return "\n\n".join("\n".join(lines) for block in blocks if (lines := list(block))) + "\n"


def _head(report: DialogueReport) -> Iterator[str]:
    title = _("Dialogue · {department} · {span}", department=report.department, span=span_title(report.span))
    yield title
    yield _("{first} to {last}", first=report.first.isoformat(), last=report.last.isoformat())
    yield "=" * len(title)


def heads(report: DialogueReport) -> tuple[str, str, str]:
    """The heads of the three columns: the span, the one before, the same a year before."""
    now, before, year_before = (each.span for each in report.compared)
    return _column(now), _column(before), _column(year_before)


def _column(code: str) -> str:
    short = span_short(code)
    return short if short == code else f"{short} {code[:4]}"


def _row(label: str, cells: Sequence[str]) -> str:
    from rich.cells import cell_len, set_cell_size

    name = label if cell_len(label) <= _NAME_WIDTH else set_cell_size(label, _NAME_WIDTH - 1) + "…"
    return "  " + set_cell_size(name, _NAME_WIDTH) + "".join(f"{each:>12}" for each in cells)


def _figures(report: DialogueReport) -> Iterator[str]:
    yield _row("", heads(report))
    for each in FIGURES:
        yield _row(_(each.label), [each.write(each.read(of)) for of in report.compared])


def _breakdown(report: DialogueReport, of: Breakdown, topics: Words) -> Iterator[str]:
    counted = [of.read(each) for each in report.compared]
    codes = most_common(counted)
    if not codes:
        return
    words = code_words(of.code, topics)
    yield _(of.label)
    for code in codes:
        yield _row(shown(words.get(code, code)), [number(each.get(code, 0)) for each in counted])


def most_common(counted: Sequence[Mapping[str, int]]) -> list[str]:
    """The codes to tell: those of the span first, then what it had before and has no more, ten at most."""
    return list(dict.fromkeys(code for each in counted for code in each))[:MOST]


def code_words(of: str, topics: Words) -> Words:
    """The words for the codes of a breakdown."""
    if of == "by_channel":
        return {str(each): each.label for each in Channel}
    if of == "by_kind":
        return {code: _(each.label) for code, each in kinds().items()}
    return topics if of == "by_topic" else {str(each): each.label for each in Cause}


def _improvements(report: DialogueReport, names: Words) -> Iterator[str]:
    yield _("Improvements that concern the department")
    if not report.improvements:
        yield "  " + _("None.")
        return
    header = (_("No."), _("Improvement"), _("Status"), _("Responsible"), _("Due"))
    rows = [
        (
            str(each.id),
            each.proposal,
            each.status.label,
            names.get(each.responsible or "", each.responsible or ""),
            each.due.isoformat() if each.due else "",
        )
        for each in report.improvements
    ]
    yield from ("  " + line for line in columns(header, rows, 1, 78))


def _decisions(report: DialogueReport, names: Words) -> Iterator[str]:
    yield _("What dialogues decided, and whether it was done")
    if not report.decisions:
        yield "  " + _("None.")
        return
    for each in report.decisions:
        decision = each.decision
        yield f"  {each.held_on.isoformat()}  {shown(decision.what)}"
        by = names.get(decision.by_whom, decision.by_whom)
        yield "              " + shown(" · ".join(part for part in (by, state(decision, report.as_of)) if part))


# ------------------------------------------------------------------ JSON and CSV


def document(report: DialogueReport) -> dict[str, Any]:
    """The report as JSON values. What is not known is ``null``; times are seconds, shares fractions of 1."""
    return {
        "department": report.department,
        "span": report.span,
        "from": report.first.isoformat(),
        "to": report.last.isoformat(),
        "figures": _values(report.now),
        "before": _values(report.before),
        "year_before": _values(report.year_before),
        "improvements": [
            {
                "number": each.id,
                "proposal": each.proposal,
                "status": str(each.status),
                "responsible": each.responsible,
                "due": each.due.isoformat() if each.due else None,
                "result": each.result,
            }
            for each in report.improvements
        ],
        "decisions": [
            {"held_on": each.held_on.isoformat(), **decision_document(each.decision)} for each in report.decisions
        ],
    }


def _values(of: DepartmentFigures) -> dict[str, Any]:
    return {
        "span": of.span,
        **{each.code: each.read(of) for each in FIGURES},
        **{each.code: dict(each.read(of)) for each in BREAKDOWNS},
    }


def csv_text(report: DialogueReport) -> str:
    """The report as CSV with a header: a line for each figure of each of the three spans."""
    return as_csv(HEADER, _lines(report))


def _lines(report: DialogueReport) -> Iterator[tuple[Any, ...]]:
    for of in report.compared:
        for each in FIGURES:
            yield of.span, each.code, None, each.read(of)
        for part in BREAKDOWNS:
            for code, many in part.read(of).items():
                yield of.span, part.code, code, many
    for told in report.improvements:
        yield report.span, "improvement", told.proposal, str(told.status)
    for decided in report.decisions:
        yield report.span, "decision", decided.decision.what, _stands(decided.decision)


def _stands(decision: Decision) -> str:
    if decision.was_done:
        return "done"
    return "open" if decision.is_open else "dropped"


def _as_json(report: DialogueReport, _topics: Words, _names: Words) -> str:
    return json.dumps(document(report), ensure_ascii=False, indent=2, allow_nan=False) + "\n"


FORMATS: dict[str, Callable[[DialogueReport, Words, Words], str]] = {
    ".txt": text,
    ".json": _as_json,
    ".csv": lambda report, _topics, _names: csv_text(report),
}
"""The formats by the ending of a file's name, as far as they are text."""
ENDINGS = (*FORMATS, *OFFICE)


def write(
    report: DialogueReport,
    path: Path,
    topics: Words | None = None,
    names: Words | None = None,
    office: Mapping[str, Made] | None = None,
) -> None:
    """Write the report to a new file that its owner alone may read; its ending chooses the format.

    Args:
        topics: The topics' names by code.
        names: People's names by login.
        office: More forms by ending: Excel and PDF.

    Raises:
        Refused: ``format_unknown``, ``file_exists``, ``file_not_written``.
    """
    own = {ending: partial(form, report, topics or {}, names or {}) for ending, form in FORMATS.items()}
    formats.write({**own, **(office or {})}, path)
