"""Goals: which figures can have one, where each stands in a report, and what falls short."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from desk.rules.figures import deviation
from desk.rules.refusals import refuse
from desk.rules.report import Deviation, GoalRow, Level, Part, TrendPoint, Whole
from desk.words import N_, _


@dataclass(frozen=True)
class Figure:
    """A figure of the follow-up.

    Attributes:
        code: Its name in goals, trends and JSON.
        message: Its word, untranslated; see :attr:`label`.
        form: ``rate`` (a fraction of 1, shown as per cent) or ``grade`` (1–5).
        more_is_better: Whether a goal is reached from below.
        path: Where it stands in a :class:`Whole`; a :class:`Part` does not have them all.
    """

    code: str
    message: str
    form: Literal["rate", "grade"]
    path: tuple[str, str]
    more_is_better: bool = True

    @property
    def label(self) -> str:
        """Its word in the language spoken now."""
        return _(self.message)

    def actual(self, of: Whole | Part) -> float | None:
        """Its value in a report or a part of one; ``None`` is no data."""
        group, name = self.path
        value: float | None = getattr(getattr(of, group, None), name, None)
        return value


FIGURES = (
    Figure("answer_rate", N_("Answer rate"), "rate", ("calls", "answer_rate")),
    Figure("service_level", N_("Service level"), "rate", ("calls", "service_level")),
    Figure("first_contact", N_("Solved at first contact"), "rate", ("first_contact", "rate")),
    Figure("email", N_("E-mail answered in time"), "rate", ("email", "rate")),
    Figure("attitude", N_("Attitude"), "grade", ("attitude", "mean")),
    Figure("knowledge", N_("Knowledge"), "grade", ("knowledge", "mean")),
    Figure("failure_demand", N_("Failure demand"), "rate", ("failure_demand", "share"), more_is_better=False),
    Figure("feedback_confirmed", N_("Feedback confirmed in time"), "rate", ("feedback", "confirmed_in_time")),
    Figure("feedback_answered", N_("Feedback answered in time"), "rate", ("feedback", "answered_in_time")),
)
"""Every figure that can have a goal, in the order in which a report shows them."""

_BY_CODE = {each.code: each for each in FIGURES}


def figure(code: str) -> Figure:
    """The figure with this code.

    Raises:
        Refused: ``figure_unknown``, naming those that are.
    """
    if code not in _BY_CODE:
        refuse("figure_unknown", "figure", allowed=tuple(_BY_CODE))
    return _BY_CODE[code]


@dataclass(frozen=True)
class Goal:
    """What a figure is to reach: a fraction of 1 for a rate, 1–5 for a grade."""

    figure: str
    target: float


DEFAULT_GOALS = (
    Goal("answer_rate", 0.95),
    Goal("email", 0.95),
    Goal("attitude", 4.3),
    Goal("knowledge", 4.0),
)
"""What the audits state; a municipality decides its own. Other figures have no goal until one is set."""


def row(goal: Goal, of: Whole | Part) -> GoalRow:
    """How a figure stands against its goal. Reaching it exactly is meeting it."""
    reads = figure(goal.figure)
    actual = reads.actual(of)
    off = deviation(actual, goal.target)
    met = None if off is None else (off >= 0 if reads.more_is_better else off <= 0)
    return GoalRow(goal.figure, goal.target, actual, off, met)


def rows(goals: Iterable[Goal], of: Whole | Part) -> tuple[GoalRow, ...]:
    """Every goal's row, in the goals' order."""
    return tuple(row(goal, of) for goal in goals)


# ------------------------------------------------------------------ deviations

Place = tuple[str, Level, str | None]
"""What a deviation is of: figure, level, and the group's or agent's name."""


@dataclass(frozen=True)
class Explanation:
    """What somebody wrote about a deviation; each may be missing."""

    cause: str | None = None
    action: str | None = None
    responsible: str | None = None
    due: date | None = None


def find_deviations(
    goals: Sequence[Goal],
    whole: Whole,
    groups: Iterable[Part] = (),
    agents: Iterable[Part] = (),
    explained: Mapping[Place, Explanation] | None = None,
) -> tuple[Deviation, ...]:
    """Every figure short of its goal, at the level where it arose: the whole, then groups, then agents.

    No data is no deviation. What was written is taken from ``explained``; see :attr:`Deviation.open`.
    """
    written = explained or {}
    places: list[tuple[Level, str | None, Whole | Part]] = [(Level.ALL, None, whole)]
    places += [(Level.GROUP, each.name, each) for each in groups]
    places += [(Level.AGENT, each.name, each) for each in agents]
    found = []
    for level, name, of in places:
        for each in rows(goals, of):
            if each.met is False:
                said = written.get((each.figure, level, name), Explanation())
                found.append(Deviation(each.figure, level, name, said.cause, said.action, said.responsible, said.due))
    return tuple(found)


def trend_point(span: str, of: Whole) -> TrendPoint:
    """What every figure was in an earlier span."""
    return TrendPoint(span, {each.code: each.actual(of) for each in FIGURES})
