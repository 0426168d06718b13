"""What a department is shown at its dialogue: its own figures for a span, beside those before, and what was decided.

Only what is counted, and texts of the follow-up itself: nothing of any case, and nobody's individual figures.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from desk.rules.cases import Demand, Outcome, Status
from desk.rules.dialogues import Decision
from desk.rules.feedback_report import FeedbackFigures
from desk.rules.figures import (
    CaseFigures,
    FailureDemand,
    FirstContact,
    Handling,
    failure_demand,
    first_contact,
    handling,
    rate,
)
from desk.rules.improvements import Improvement

PASSED_ON = (Outcome.TRANSFERRED, Outcome.FORWARDED)
"""Outcomes with which a contact was passed on: the call put through, or handed to the department."""


Contact = tuple[str, str, str | None, str | None, str | None, str | None, int | None, str | None]
"""One case as it is counted, a plain row because there are many: channel, kind, topic; of a closed one its outcome and
the seconds that it took (the seventh); demand and cause; of an open one its status (the last)."""


@dataclass(frozen=True)
class PassedOn:
    """Contacts that the desk passed on to the department.

    Attributes:
        transferred, forwarded: Closed with that outcome.
        waiting: Handed over and still open: nobody has answered them.
    """

    transferred: int = 0
    forwarded: int = 0
    waiting: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.transferred + self.forwarded + self.waiting


@dataclass(frozen=True)
class DepartmentFigures:
    """One department's figures over a span. ``cases.open`` and ``overdue`` are those at its end, or now."""

    span: str
    first: date
    last: date
    cases: CaseFigures = field(default_factory=CaseFigures)
    first_contact: FirstContact = field(default_factory=FirstContact)
    passed_on: PassedOn = field(default_factory=PassedOn)
    handling: Handling = field(default_factory=Handling)
    failure_demand: FailureDemand = field(default_factory=FailureDemand)
    feedback: FeedbackFigures = field(default_factory=FeedbackFigures)

    @property
    def classified_share(self) -> float | None:
        """How many of the contacts somebody has classified as value or failure demand."""
        return rate(self.failure_demand.classified, self.cases.registered)


@dataclass(frozen=True)
class EarlierDecision:
    """A decision of a dialogue with the department, and the day of that dialogue."""

    held_on: date
    decision: Decision


@dataclass(frozen=True, kw_only=True)
class DialogueReport:
    """What a dialogue with a department looks at.

    Attributes:
        now, before, year_before: The span, the one before, and the same a year before.
        improvements: Those that concern the department: decided, under way or ended in the span.
        decisions: Those that were open when the span began or were made since, up to its end; the latest last.
        as_of: The local day on which it was made.
    """

    department: str
    span: str
    first: date
    last: date
    as_of: date
    now: DepartmentFigures
    before: DepartmentFigures
    year_before: DepartmentFigures
    improvements: tuple[Improvement, ...] = ()
    decisions: tuple[EarlierDecision, ...] = ()

    @property
    def compared(self) -> tuple[DepartmentFigures, DepartmentFigures, DepartmentFigures]:
        """The span, the one before, and the same a year before."""
        return self.now, self.before, self.year_before


def figures_of(
    span: str,
    first: date,
    last: date,
    contacts: Sequence[Contact],
    stock: tuple[int, int],
    feedback: FeedbackFigures,
) -> DepartmentFigures:
    """The figures of a department's contacts in a span; ``stock`` is (open, overdue) at its end, or now."""
    columns = list(zip(*contacts, strict=True)) if contacts else [()] * 8
    channels, kinds, topics, outcomes, demands, causes, took, statuses = columns
    durations = sorted([each for each in took if each is not None])
    ended, demand = Counter(outcomes), Counter(demands)
    failed = Counter(cause for cause, of in zip(causes, demands, strict=True) if of == Demand.FAILURE)
    return DepartmentFigures(
        span,
        first,
        last,
        CaseFigures(
            registered=len(contacts),
            closed=len(durations),
            open=stock[0],
            overdue=stock[1],
            by_channel=_most_first(Counter(channels)),
            by_kind=_most_first(Counter(kinds)),
            by_topic=_most_first(Counter(topics)),
        ),
        first_contact(ended[Outcome.SOLVED_FIRST], len(durations)),
        PassedOn(ended[Outcome.TRANSFERRED], ended[Outcome.FORWARDED], statuses.count(Status.HANDED_OVER)),
        handling(durations),
        failure_demand(demand[Demand.FAILURE], demand[Demand.VALUE], _most_first(failed)),
        feedback,
    )


def _most_first(counted: Mapping[Any, int]) -> dict[str, int]:
    """The most first; what has no code is left out."""
    known = [(code, many) for code, many in counted.items() if code is not None]
    return dict(sorted(known, key=lambda each: (-each[1], each[0])))


def told_decisions(found: Sequence[EarlierDecision], first: date, last: date) -> tuple[EarlierDecision, ...]:
    """Decisions made by ``last`` that were still open when the span began, in the order in which they were made."""
    kept = [
        each
        for each in found
        if each.held_on <= last and (each.decision.ended_on is None or each.decision.ended_on >= first)
    ]
    return tuple(sorted(kept, key=lambda each: (each.held_on, each.decision.id)))
