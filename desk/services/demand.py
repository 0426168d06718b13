"""Failure demand: why people had to be in contact without need, where it arises, and what it costs in time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from desk.rules import demand
from desk.rules.calendar import local_day
from desk.rules.cases import Cause
from desk.rules.demand import UNSAID, DemandPoint, DemandReport
from desk.rules.improvements import PROPOSAL_LENGTH, Improvement
from desk.rules.refusals import refuse
from desk.rules.rights import Right
from desk.rules.spans import Span, SpanSort, earlier, last_whole
from desk.services import board, improvements
from desk.services.board import department_in_figures
from desk.services.seat import Seat, now_utc
from desk.storage import demand as counted
from desk.storage import demand_cache
from desk.storage.database import Transaction
from desk.storage.day_cache import Fresh
from desk.words import _, n_

TREND = 5
"""How many earlier spans of the same sort a trend goes back."""


def report(
    seat: Seat,
    span: Span | None = None,
    department: str | None = None,
    now: datetime | None = None,
    *,
    with_trend: bool = True,
    fresh: Fresh | None = None,
) -> DemandReport:
    """Failure demand over a span, of all departments or of one.

    Args:
        span: The last whole week where none is named.
        with_trend: Earlier spans too; without them it is quicker, and :func:`trend` asks for them alone.
        fresh: Read cached days, and gather what had to be counted, for ``reports.store_cache``: for whoever looks
            again and again. Without it everything is counted, which is quickest once.

    Raises:
        Refused: ``span_not_begun``, ``department_unknown``; NotAllowed without the right to see figures.
    """
    seat.demand(Right.SEE_FIGURES)
    span = _past(seat, span, now)
    with seat.database.read() as tx:
        named = None if department is None else department_in_figures(tx, department)
        if fresh is not None:
            return _cached(tx, seat, span, named, fresh)
        found = in_report(tx, seat, span, named)
        return replace(found, trend=_trend(tx, span, named)) if with_trend else found


def _cached(tx: Transaction, seat: Seat, span: Span, department: str | None, fresh: Fresh) -> DemandReport:
    def read(of: Span) -> demand_cache.Found:
        days = of.first.toordinal(), of.last.toordinal()
        return demand_cache.read(tx, *days, department, seat.settings.zone, fresh)

    found = demand.report(span.code, span.first, span.last, department, *read(span))
    return replace(found, trend=tuple(read(each).point(each.code) for each in earlier(span, TREND)))


def in_report(tx: Transaction, seat: Seat, span: Span, department: str | None = None) -> DemandReport:
    """The same without its trend, inside a transaction of somebody else's."""
    days = span.first.toordinal(), span.last.toordinal()
    counts = counted.counts(tx, *days, department)
    contacts = counted.contacts(tx, *days, department, demand_cache.ends(*days, seat.settings.zone))
    return demand.report(span.code, span.first, span.last, department, counts, contacts)


def trend(
    seat: Seat, span: Span | None = None, department: str | None = None, now: datetime | None = None
) -> tuple[DemandPoint, ...]:
    """The spans of the same sort before one, oldest first."""
    seat.demand(Right.SEE_FIGURES)
    span = _past(seat, span, now)
    with seat.database.read() as tx:
        return _trend(tx, span, None if department is None else department_in_figures(tx, department))


def _trend(tx: Transaction, span: Span, department: str | None) -> tuple[DemandPoint, ...]:
    return tuple(
        counted.point(tx, each.code, each.first.toordinal(), each.last.toordinal(), department)
        for each in earlier(span, TREND)
    )


@dataclass(frozen=True)
class Sort:
    """A sort of contact to put an end to: ``n`` of them in a span. What is not said is the empty string."""

    cause: str
    topic: str
    department: str
    n: int
    span: str


def improve(seat: Seat, of: Sort, now: datetime | None = None) -> Improvement:
    """Put a sort of contact on the board, worded after its cause, topic and department.

    Raises:
        Refused: ``improvement_there`` where an open improvement is about just that.
    """
    values = proposal(seat, of)
    cards = (card for card in board.find(seat, now=now) if card.is_open)
    for card in cards:
        if (card.cause or None, card.topic, card.department) == (
            values["cause"],
            values["topic"],
            values["department"],
        ):
            refuse("improvement_there", None, number=card.id)
    return improvements.propose(seat, values, now)


def proposal(seat: Seat, of: Sort) -> dict[str, str | None]:
    """The values of an improvement that would put an end to a sort of contact, in the language spoken now.

    A department that is at rest by now is left out.
    """
    about = topic_label(seat, of.topic) if of.topic else of.department or _("the whole desk")
    words = _("Fewer contacts about {about}: {cause}", about=about, cause=_small(cause_label(of.cause)))
    background = n_(
        "{n} contact in {span} was failure demand for this cause.",
        "{n} contacts in {span} were failure demand for this cause.",
        of.n,
        span=of.span,
    )
    return {
        "proposal": words[:PROPOSAL_LENGTH],
        "background": background,
        "department": of.department if of.department in seat.organisation.departments else None,
        "topic": of.topic or None,
        "cause": of.cause or None,
    }


def _small(words: str) -> str:
    return words[:1].lower() + words[1:]


def cause_label(code: str) -> str:
    """A cause's word in the language spoken now."""
    return Cause(code).label if code != UNSAID else _("cause not said")


def topic_label(seat: Seat, code: str) -> str:
    """A topic's name in the language spoken now; one that rests too."""
    return board.topic_labels(seat).get(code, code) if code else _("without a topic")


def _past(seat: Seat, span: Span | None, now: datetime | None) -> Span:
    today = local_day((now or now_utc()).astimezone(UTC), seat.settings.zone)
    span = span or last_whole(SpanSort.WEEK, today)
    if span.first > today:
        refuse("span_not_begun", "span", today=today.isoformat())
    return span
