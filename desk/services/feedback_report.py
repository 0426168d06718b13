"""Citizens' views compiled by department over a span, with what somebody has written of what was done."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime

from desk.rules.calendar import local_day
from desk.rules.events import Happening
from desk.rules.feedback_report import (
    NO_DEPARTMENT,
    TEXT_LENGTH,
    DepartmentFeedback,
    FeedbackReport,
    View,
    figures,
)
from desk.rules.refusals import refuse
from desk.rules.rights import Right
from desk.rules.spans import Span, SpanSort, earlier, last_whole, same_in
from desk.services.board import department_in_figures
from desk.services.people import demand_now
from desk.services.registration import clean
from desk.services.seat import Seat, moment_of, now_utc
from desk.storage import feedback_report as stored
from desk.storage import organisation, report_texts, trail
from desk.storage.database import Transaction

By = dict[str, list[View]]
WHOLE = ""
"""Under which the text about all departments stands; the feedback of none has no text of its own."""
NO_TEXT = ("", 0)


def report(
    seat: Seat, span: Span | None = None, department: str | None = None, now: datetime | None = None
) -> FeedbackReport:
    """Feedback over a span, beside the span before and the same a year before.

    Args:
        span: The last whole tertial where none is named.
        department: One department's alone; the empty text is the feedback of none.

    Raises:
        Refused: ``span_not_begun``, ``department_unknown``; NotAllowed without the right to see figures.
    """
    seat.demand(Right.SEE_FIGURES)
    at = (now or now_utc()).astimezone(UTC)
    today = local_day(at, seat.settings.zone)
    span = span or last_whole(SpanSort.TERTIAL, today)
    if span.first > today:
        refuse("span_not_begun", "span", today=today.isoformat())
    with seat.database.read() as tx:
        return in_report(tx, seat, span, department, at)


def in_report(tx: Transaction, seat: Seat, span: Span, department: str | None, at: datetime) -> FeedbackReport:
    """The same, inside a transaction of somebody else's."""
    known = organisation.every_department(tx)
    named = None if department is None else _named(tx, department)
    before, year_before = earlier(span, 1)[0], same_in(span, int(span.code[:4]) - 1)
    texts = stored.texts(tx, span.code)
    spans = [_by_department(tx, each, named) for each in (span, before, year_before)]
    today = local_day(at, seat.settings.zone)

    def made(name: str, views: list[list[View]], text: tuple[str, int]) -> DepartmentFeedback:
        now, earlier, year_ago = (figures(each, today) for each in views)
        return DepartmentFeedback(name, now, earlier, year_ago, *text)

    rows = tuple(
        made(name, [each.get(name, []) for each in spans], texts.get(name, NO_TEXT) if name else NO_TEXT)
        for name in (*known, NO_DEPARTMENT)
        if any(name in each for each in spans) or (name and name in texts) or name == named
    )
    every = [[view for views in each.values() for view in views] for each in spans]
    shown = [each for each in rows if named is None or each.name == named]
    return FeedbackReport(
        span=span.code,
        first=span.first,
        last=span.last,
        before=before.code,
        year_before=year_before.code,
        department=named,
        whole=made(WHOLE, every, texts.get(WHOLE, NO_TEXT)) if named is None else shown[0],
        departments=tuple(shown),
    )


def write_text(
    seat: Seat, span: Span, department: str, text: str, version: int | None = None, now: datetime | None = None
) -> int:
    """Write what was done, in words for the report: about a department, or about all (no name). Returns its version.

    Args:
        version: The version the person saw, 0 where there was none; ``None`` writes over whatever there is.

    Raises:
        NotAllowed: the person does not keep the follow-up.
        Refused: ``department_unknown``, ``text_changed``, ``too_long``, ``span_not_begun``.
    """
    seat.demand(Right.FOLLOW_UP)
    moment = moment_of(now)
    today = local_day(moment, seat.settings.zone)
    if span.first > today:
        refuse("span_not_begun", "span", today=today.isoformat())
    said = clean(text, "text", many_lines=True) if text.strip() else ""
    if len(said) > TEXT_LENGTH:
        refuse("too_long", "text", max_length=TEXT_LENGTH)
    with seat.database.write() as tx:
        demand_now(tx, seat, Right.FOLLOW_UP)
        named = _named(tx, department) if department else WHOLE
        before, there = stored.texts(tx, span.code).get(named, NO_TEXT)
        if version is not None and version != there:
            refuse("text_changed", "text")
        if said == before:
            return there
        at = int(moment.timestamp())
        made = report_texts.put_text(tx, stored.SORT, span.code, named, said, at, seat.who.login)
        subject = f"analysis:{stored.SORT}:{span.code}" + (f":{named}" if named else "")
        changes = {"written": (None, ["text"])}
        trail.add(tx, None, at, seat.who.login, Happening.CHANGED, changes, subject=subject)
        return made


# ------------------------------------------------------------------ parts


def _by_department(tx: Transaction, span: Span, department: str | None) -> By:
    found: By = defaultdict(list)
    for view in stored.views(tx, span.first.toordinal(), span.last.toordinal(), department):
        found[view.department].append(view)
    return dict(found)


def _named(tx: Transaction, text: str) -> str:
    return text if text == NO_DEPARTMENT else department_in_figures(tx, text)
