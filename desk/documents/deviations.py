"""Deviations and their causes as JSON values, CSV, and lines to read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from desk.documents.cells import columns, csv_text
from desk.documents.goals import place_in_words
from desk.rules.deviations import FollowedDeviation
from desk.rules.goals import figure
from desk.rules.targets import difference_in_words, in_words
from desk.services.deviations import Causes
from desk.words import _

DEVIATION_COLUMNS = (
    "number", "span", "from", "to", "figure", "level", "name", "goal", "actual", "found_at", "met_at", "open",
    "cause_code", "cause", "action", "responsible", "due", "done_on", "coaching", "improvement",
)  # fmt: skip
CAUSE_COLUMNS = ("month", "cause_code", "deviations")


def document(of: FollowedDeviation) -> dict[str, Any]:
    """A deviation as JSON values."""
    return {
        "number": of.id,
        "span": of.span,
        "from": of.first.isoformat(),
        "to": of.last.isoformat(),
        "figure": of.figure,
        "level": str(of.level),
        "name": of.name,
        "goal": of.goal,
        "actual": of.actual,
        "found_at": of.found_at.isoformat(),
        "met_at": of.met_at and of.met_at.isoformat(),
        "open": of.open,
        "cause_code": of.cause_code and str(of.cause_code),
        "cause": of.cause,
        "action": of.action,
        "responsible": of.responsible,
        "due": _iso(of.due),
        "done_on": _iso(of.done_on),
        "coaching": of.coaching and str(of.coaching),
        "improvement": of.improvement_id,
    }


def deviations_csv(rows: Iterable[FollowedDeviation]) -> str:
    """Deviations as CSV."""
    return csv_text(DEVIATION_COLUMNS, (tuple(document(each).values()) for each in rows))


def lines(
    rows: Sequence[FollowedDeviation], names: Mapping[str, str], today: date, width: int | None = None
) -> list[str]:
    """Deviations to read."""
    if not rows:
        return [_("No figure falls short of its goal.")]
    header = (_("No."), _("Span"), _("Figure"), _("For"), _("Goal"), _("Actual"), _("State"), _("Cause"))
    table = [
        (
            str(each.id),
            each.span,
            figure(each.figure).label,
            place_in_words(each.level, each.name, names.get(each.name or "")),
            in_words(figure(each.figure), each.goal),
            in_words(figure(each.figure), each.actual),
            state_in_words(each, today),
            each.cause_in_words or "–",
        )
        for each in rows
    ]
    return columns(header, table, 7, width)


def whole(of: FollowedDeviation, names: Mapping[str, str], today: date) -> list[str]:
    """One deviation to read, with everything that was written."""
    reads = figure(of.figure)
    off = difference_in_words(reads, of.actual - of.goal)
    said = [
        (_("Figure"), reads.label),
        (_("For"), place_in_words(of.level, of.name, names.get(of.name or ""))),
        (_("Span"), f"{of.span} ({of.first.isoformat()}–{of.last.isoformat()})"),
        (_("Goal"), in_words(reads, of.goal)),
        (_("Actual"), f"{in_words(reads, of.actual)} ({off})"),
        (_("State"), state_in_words(of, today)),
        (_("Cause"), of.cause_in_words),
        (_("Action"), of.action or ""),
        (_("Responsible"), of.responsible or ""),
        (_("Due"), _iso(of.due) or ""),
        (_("Done on"), _iso(of.done_on) or ""),
        (_("Coaching"), of.coaching.label if of.coaching else ""),
        (_("Improvement"), str(of.improvement_id or "")),
    ]
    wide = max(len(word) for word, _text in said)
    return [f"{word:<{wide}}  {text}" for word, text in said if text]


def state_in_words(of: FollowedDeviation, today: date) -> str:
    """Whether a deviation is open, explained, late, done, or was met after all."""
    if of.met_at is not None:
        return _("met after all")
    if of.open:
        return _("cause missing") if not (of.cause_code or of.cause) else _("action missing")
    if of.done_on is not None:
        return _("done")
    return _("late") if of.overdue(today) else _("explained")


# ------------------------------------------------------------------ causes over time


def causes_document(of: Causes) -> dict[str, Any]:
    """Causes as JSON values."""
    return {
        "causes": {str(code): many for code, many in of.by_code.items()},
        "months": {month: {str(code): many for code, many in each.items()} for month, each in of.months.items()},
        "unexplained": of.unexplained,
    }


def causes_csv(of: Causes) -> str:
    """Causes as CSV: a row for each month and cause."""
    rows = ((month, str(code), many) for month, each in of.months.items() for code, many in each.items())
    return csv_text(CAUSE_COLUMNS, rows)


def causes_lines(of: Causes, most_months: int = 12) -> list[str]:
    """Causes to read: how often each, and in which of the last months."""
    if not of.by_code and not of.unexplained:
        return [_("No figure falls short of its goal.")]
    months = list(of.months)[-most_months:]
    header = (_("Cause"), _("In all"), *months)
    table = [
        (code.label, str(many), *(str(of.months[month].get(code, "")) or "·" for month in months))
        for code, many in of.by_code.items()
    ]
    table.append((_("Cause missing"), str(of.unexplained), *("" for _month in months)))
    return columns(header, table)


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
