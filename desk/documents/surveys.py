"""Satisfaction as text, CSV, and lines of answers to look through."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from desk.documents import cells
from desk.rules.goals import figure
from desk.rules.report import Level
from desk.rules.surveys import GRADES, QUESTIONS, Asked, SurveyPart, SurveyReport
from desk.services.surveys import Kept
from desk.words import _, n_, number

CSV_COLUMNS = (
    "span", "level", "name", "question", "n", "mean", "index", "goal", "met", *(f"grade_{each}" for each in GRADES)
)  # fmt: skip


def text_lines(report: SurveyReport) -> list[str]:
    """The figures to read: a row for each question of each part."""
    first = _("Span") if report.level is Level.ALL else report.level.label
    grades = [_("Gave {grade}", grade=each) for each in GRADES]
    header = (first, _("Question"), _("Mean"), _("Index"), "n", _("Goal"), _("State"), *grades)
    rows = [row for each in report.parts for row in _rows(report, each)]
    if not rows:
        return [_("There are no answers.")]
    note = [
        "", n_("* Of fewer than {n} answer about somebody nothing is shown.",
               "* Of fewer than {n} answers about somebody nothing is shown.", report.fewest)
    ]  # fmt: skip
    hidden = any(part.of(name).n and part.of(name).counts is None for part in report.parts for name in QUESTIONS)
    return [*cells.columns(header, rows), *(note if hidden else ())]


def _rows(report: SurveyReport, part: SurveyPart) -> Iterator[tuple[str, ...]]:
    for name in QUESTIONS:
        asked = part.of(name)
        label = part.title or part.name or report.span
        counts = [""] * 5 if asked.counts is None else [number(each) for each in asked.counts]
        goal = "" if asked.goal is None else number(asked.goal, 1)
        yield (label, figure(name).label, mean(asked), index(asked), number(asked.n), goal, state(asked), *counts)


def mean(asked: Asked) -> str:
    """The mean as one reads it; a star where there are too few to show."""
    return "*" if asked.n and asked.counts is None else number(asked.mean, 2)


def index(asked: Asked) -> str:
    """The index as one reads it."""
    return "*" if asked.n and asked.counts is None else number(asked.index, 1)


def state(asked: Asked) -> str:
    """Whether the goal is met, as a sign and a word."""
    return "" if asked.met is None else "✓ " + _("met") if asked.met else "✗ " + _("short")


def csv_text(report: SurveyReport) -> str:
    """A line for each question of each part, with codes; no data is empty."""
    return cells.csv_text(
        CSV_COLUMNS,
        [
            (
                report.span, str(report.level), part.name, name, asked.n, asked.mean, asked.index, asked.goal,
                asked.met, *(asked.counts or (None,) * 5),
            )
            for part in report.parts
            for name in QUESTIONS
            for asked in (part.of(name),)
        ],
    )  # fmt: skip


def answer_lines(found: Iterable[Kept]) -> list[str]:
    """Answers one by one, to find one that was mistyped."""
    header = (_("Number"), _("Day"), _("Answer group"), _("Login"), *(figure(each).label for each in QUESTIONS))
    rows = [
        (
            str(each.id), each.answer.day.isoformat(), each.answer.group or "", each.answer.agent or "",
            grade(each.answer.attitude), grade(each.answer.knowledge),
        )
        for each in found
    ]  # fmt: skip
    return cells.columns(header, rows) if rows else [_("There are no answers.")]


def grade(value: int | None) -> str:
    """A grade as one reads it; a dash where none was given."""
    return "–" if value is None else str(value)
