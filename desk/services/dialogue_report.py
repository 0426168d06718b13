"""A department's own figures for its dialogue, beside those before, with what was decided and whether it was done."""

from __future__ import annotations

from datetime import datetime

from desk.rules.calendar import local_day, span_bounds
from desk.rules.dialogue_report import (
    DepartmentFigures,
    DialogueReport,
    EarlierDecision,
    figures_of,
    told_decisions,
)
from desk.rules.feedback_report import FeedbackFigures
from desk.rules.refusals import refuse
from desk.rules.rights import Right
from desk.rules.spans import Span, SpanSort, last_whole, same_in
from desk.services import board, feedback_report
from desk.services.seat import Seat, moment_of
from desk.storage import dialogue_report as stored
from desk.storage import dialogues
from desk.storage.database import Transaction
from desk.storage.day_cache import Fresh
from desk.storage.dialogues import Which

__all__ = ["Fresh", "report"]


def report(
    seat: Seat, department: str, span: Span | None = None, now: datetime | None = None, *, fresh: Fresh | None = None
) -> DialogueReport:
    """What a dialogue with a department looks at.

    Args:
        span: The last whole month where none is named; any span can be.
        fresh: Takes what had to be counted and may be cached, for :func:`desk.services.reports.store_cache`.

    Raises:
        Refused: ``department_unknown``, ``span_not_begun``.
    """
    seat.demand(Right.SEE_FIGURES)
    at = moment_of(now)
    today = local_day(at, seat.settings.zone)
    span = span or last_whole(SpanSort.MONTH, today)
    if span.first > today:
        refuse("span_not_begun", "span", today=today.isoformat())
    kept = Fresh() if fresh is None else fresh
    with seat.database.read() as tx:
        named = board.department_named(tx, department)
        before, year_before = span.previous, same_in(span, int(span.code[:4]) - 1)
        views = feedback_report.in_report(tx, seat, span, named, at)
        of = next((each for each in views.departments if each.name == named), None)
        feedback = (of.now, of.before, of.year_before) if of else (FeedbackFigures(),) * 3
        figures = [
            _figures(tx, seat, named, each, counted, at, kept)
            for each, counted in zip((span, before, year_before), feedback, strict=True)
        ]
        found = dialogues.find(tx, Which(department=named, last=span.last))
        decisions = [EarlierDecision(each.day, decision) for each in found for decision in each.decisions]
        return DialogueReport(
            department=named,
            span=span.code,
            first=span.first,
            last=span.last,
            as_of=today,
            now=figures[0],
            before=figures[1],
            year_before=figures[2],
            improvements=board.for_report(tx, span.first, span.last, named),
            decisions=told_decisions(decisions, span.first, span.last),
        )


def _figures(
    tx: Transaction, seat: Seat, department: str, span: Span, feedback: FeedbackFigures, at: datetime, fresh: Fresh
) -> DepartmentFigures:
    first, last = span.first.toordinal(), span.last.toordinal()
    _begins, ends = span_bounds(span, seat.settings.zone)
    if ends > at:
        stock = stored.stock_now(tx, department, int(at.timestamp()))
    else:
        stock = stored.stock_at_end(tx, department, last, int(ends.timestamp()), fresh)
    contacts = stored.contacts(tx, first, last, department)
    return figures_of(span.code, span.first, span.last, contacts, stock, feedback)
