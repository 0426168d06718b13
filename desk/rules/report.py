"""The weekly follow-up as one value: what storage counts, screens paint and documents write."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from desk.rules.figures import (
    EMAIL_DAYS,
    INTERNAL,
    T_ANSWER,
    T_SHORT,
    Calls,
    CaseFigures,
    Email,
    FailureDemand,
    Feedback,
    FirstContact,
    Grade,
    Handling,
)
from desk.rules.labels import Code
from desk.rules.spans import CUMULATIVE
from desk.words import N_


class Level(Code):
    """At what level figures are followed."""

    ALL = "all", N_("The whole desk")
    GROUP = "group", N_("Answer groups")
    AGENT = "agent", N_("Individuals")


@dataclass(frozen=True, kw_only=True)
class Part:
    """The figures of one answer group or one agent. Calls that name no agent are in no agent's.

    Attributes:
        name: The group's name, or the agent's login.
        title: What a person reads instead of ``name``: the agent's own name. Not part of the JSON.
    """

    name: str
    title: str = field(default="", metadata=INTERNAL)
    calls: Calls = field(default_factory=Calls)
    cases: CaseFigures = field(default_factory=CaseFigures)
    first_contact: FirstContact = field(default_factory=FirstContact)
    handling: Handling = field(default_factory=Handling)
    failure_demand: FailureDemand = field(default_factory=FailureDemand)
    attitude: Grade = field(default_factory=Grade)
    knowledge: Grade = field(default_factory=Grade)


@dataclass(frozen=True, kw_only=True)
class Whole:
    """The figures of the whole desk over a span."""

    calls: Calls = field(default_factory=Calls)
    cases: CaseFigures = field(default_factory=CaseFigures)
    first_contact: FirstContact = field(default_factory=FirstContact)
    handling: Handling = field(default_factory=Handling)
    email: Email = field(default_factory=Email)
    failure_demand: FailureDemand = field(default_factory=FailureDemand)
    attitude: Grade = field(default_factory=Grade)
    knowledge: Grade = field(default_factory=Grade)
    feedback: Feedback = field(default_factory=Feedback)


@dataclass(frozen=True)
class GoalRow:
    """A figure against its goal. ``deviation`` is actual less goal; ``met`` is ``None`` without data."""

    figure: str
    goal: float
    actual: float | None = None
    deviation: float | None = None
    met: bool | None = None


@dataclass(frozen=True)
class Deviation:
    """A figure short of its goal at one level; ``name`` is the group's or agent's, ``None`` for the whole.

    ``cause`` and ``action`` are what somebody wrote; ``cause_code`` is the cause's (``desk.rules.deviations``).
    """

    figure: str
    level: Level
    name: str | None = None
    cause: str | None = None
    action: str | None = None
    responsible: str | None = None
    due: date | None = None
    cause_code: str | None = None

    @property
    def open(self) -> bool:
        """Whether it still lacks a cause or an action."""
        return not ((self.cause_code or self.cause) and self.action)


@dataclass(frozen=True)
class TrendPoint:
    """An earlier span, and what the figures were then, by figure code."""

    span: str
    figures: Mapping[str, float | None] = field(default_factory=dict)


@dataclass(frozen=True)
class DayCalls:
    """Offered and answered calls of one local day, for the plot."""

    day: date
    offered: int = 0
    answered: int = 0


@dataclass(frozen=True)
class SpanPoint:
    """A week or a month within a longer span, for the plot; typed calls are in it.

    Attributes:
        label: The week's or month's code. ``first`` and ``last`` are those of its days that lie in the span.
    """

    label: str
    first: date
    last: date
    offered: int = 0
    answered: int = 0
    registered: int = 0


@dataclass(frozen=True)
class Basis:
    """What the figures rest on, so that a report can say so."""

    t_short_s: int = T_SHORT
    t_answer_s: int = T_ANSWER
    email_days: int = EMAIL_DAYS


@dataclass(frozen=True, kw_only=True)
class WeekReport(Whole):
    """The follow-up of a week or any other span: the whole, goals, deviations, parts and trend.

    Attributes:
        span: The span's code, ``2026-W47``; ``first`` and ``last`` are its local days.
        trend: Earlier spans of the same sort, oldest first; of a cumulative one, the same span in earlier years.
        days: A week's calls by day, for the plot; not part of the JSON. Of a longer span: ``points`` instead.
        typed_weeks: How many weeks' calls, of a group each, were typed by hand; not part of the JSON.
        basis: The limits that the figures rest on; not part of the JSON.
    """

    span: str
    first: date
    last: date
    level: Level = Level.ALL
    goals: tuple[GoalRow, ...] = ()
    deviations: tuple[Deviation, ...] = ()
    groups: tuple[Part, ...] = ()
    agents: tuple[Part, ...] = ()
    trend: tuple[TrendPoint, ...] = ()
    days: tuple[DayCalls, ...] = ()
    points: tuple[SpanPoint, ...] = ()
    typed_weeks: int = 0
    basis: Basis = field(default_factory=Basis)

    @property
    def cumulative(self) -> bool:
        """Whether it runs from the year's first day, whatever its span is called."""
        return self.span.endswith(CUMULATIVE)

    def to_json(self) -> dict[str, Any]:
        """The report as JSON values, keyed and ordered as the command line promises."""
        whole = {each.name: _json(getattr(self, each.name)) for each in dataclasses.fields(Whole)}
        return {
            "span": self.span,
            "from": self.first.isoformat(),
            "to": self.last.isoformat(),
            "level": str(self.level),
            **whole,
            "goals": _json(self.goals),
            "deviations": [{**_json(each), "open": each.open} for each in self.deviations],
            "groups": _json(self.groups),
            "agents": _json(self.agents),
            "trend": [{"span": each.span, **each.figures} for each in self.trend],
            "points": [_point(each) for each in self.points],
        }


def _point(of: SpanPoint) -> dict[str, Any]:
    values = _json(of)
    return {"span": values.pop("label"), "from": values.pop("first"), "to": values.pop("last"), **values}


def _json(value: Any) -> Any:
    if dataclasses.is_dataclass(value):
        kept = (each for each in dataclasses.fields(value) if each.metadata.get("json", True))
        return {each.name: _json(getattr(value, each.name)) for each in kept}
    if isinstance(value, Mapping):
        return {str(key): _json(each) for key, each in value.items()}
    if isinstance(value, tuple):
        return [_json(each) for each in value]
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, str) else value
