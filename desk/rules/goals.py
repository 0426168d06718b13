"""Goals: which figures can have one, where each stands in a report, and what falls short."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from desk.rules.figures import deviation
from desk.rules.labels import Code
from desk.rules.refusals import refuse
from desk.rules.report import Deviation, GoalRow, Level, Part, Whole
from desk.rules.spans import Span
from desk.words import N_, _

EVERY_LEVEL = (Level.ALL, Level.GROUP, Level.AGENT)
WHOLE_ONLY = (Level.ALL,)


@dataclass(frozen=True)
class Figure:
    """A figure of the follow-up.

    Attributes:
        code: Its name in goals, trends and JSON.
        message: Its word, untranslated; see :attr:`label`.
        form: ``rate`` (a fraction of 1, shown as per cent) or ``grade`` (1–5).
        more_is_better: Whether a goal is reached from below.
        path: Where it stands in a :class:`Whole`; a :class:`Part` does not have them all.
        levels: Where it is counted, and can have a goal.
    """

    code: str
    message: str
    form: Literal["rate", "grade"]
    path: tuple[str, str]
    more_is_better: bool = True
    levels: tuple[Level, ...] = EVERY_LEVEL

    @property
    def label(self) -> str:
        """Its word in the language spoken now."""
        return _(self.message)

    def actual(self, of: Whole | Part) -> float | None:
        """Its value in a report or a part of one; ``None`` is no data."""
        group, name = self.path
        value: float | None = getattr(getattr(of, group, None), name, None)
        return value


# fmt: off
FIGURES = (
    Figure("answer_rate", N_("Answer rate"), "rate", ("calls", "answer_rate")),
    Figure("service_level", N_("Service level"), "rate", ("calls", "service_level")),
    Figure("first_contact", N_("Solved at first contact"), "rate", ("first_contact", "rate")),
    Figure("email", N_("E-mail answered in time"), "rate", ("email", "rate"), levels=WHOLE_ONLY),
    Figure("attitude", N_("Attitude"), "grade", ("attitude", "mean")),
    Figure("knowledge", N_("Knowledge"), "grade", ("knowledge", "mean")),
    Figure("failure_demand", N_("Failure demand"), "rate", ("failure_demand", "share"), more_is_better=False),
    Figure("feedback_confirmed", N_("Feedback confirmed in time"), "rate", ("feedback", "confirmed_in_time"),
           levels=WHOLE_ONLY),
    Figure("feedback_answered", N_("Feedback answered in time"), "rate", ("feedback", "answered_in_time"),
           levels=WHOLE_ONLY),
)
# fmt: on
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


class GoalSpan(Code):
    """Over what sort of span a goal is followed: when one ends, whoever falls short has a deviation."""

    WEEK = "week", N_("Week")
    MONTH = "month", N_("Month")
    TERTIAL = "tertial", N_("Tertial")
    YEAR = "year", N_("Year")


def goal_span(span: Span) -> GoalSpan | None:
    """What sort of span it is, or ``None`` for those over which no goal is followed: half-years, cumulative ones."""
    if span.is_cumulative:
        return None
    sorts = {"W": GoalSpan.WEEK, "T": GoalSpan.TERTIAL, "H": None, "": GoalSpan.YEAR}
    return sorts.get(span.code[5:6], GoalSpan.MONTH)


@dataclass(frozen=True)
class Goal:
    """What a figure is to reach, at which level, and who decided it.

    Attributes:
        figure: The code of one of :data:`FIGURES`.
        target: A fraction of 1 for a rate, 1–5 for a grade.
        level: Of the whole desk, or of every group or individual, or of the one that ``name`` is.
        name: One group's name or one agent's login; empty for everybody of the level.
        span: Over what sort of span it is followed.
        decided_by: Who decided it. Empty for Desk's own defaults, which nobody decided.
        valid_from, valid_to: Its first and last day; without an end it holds until it is ended.
    """

    figure: str
    target: float
    level: Level = Level.ALL
    name: str = ""
    span: GoalSpan = GoalSpan.WEEK
    decided_by: str = ""
    decided_on: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    note: str = ""
    id: int | None = None

    @property
    def is_default(self) -> bool:
        """Whether it is Desk's own, which nobody decided."""
        return self.id is None and not self.decided_by

    @property
    def withdrawn(self) -> bool:
        """Whether it was taken back: it holds on no day, as if it had never been decided."""
        return self.valid_from is not None and self.valid_to is not None and self.valid_to < self.valid_from

    def holds_on(self, day: date) -> bool:
        """Whether it is valid on a day."""
        return (self.valid_from or date.min) <= day <= (self.valid_to or date.max)

    def same_place(self, other: Goal) -> bool:
        """Whether both are for the same figure, level and name, so that only one can be valid on a day."""
        return (self.figure, self.level, self.name) == (other.figure, other.level, other.name)

    def overlaps(self, other: Goal) -> bool:
        """Whether there is a day on which both would be valid, for the same figure, level and name."""
        begins = max(self.valid_from or date.min, other.valid_from or date.min)
        ends = min(self.valid_to or date.max, other.valid_to or date.max)
        return self.same_place(other) and begins <= ends and not (self.withdrawn or other.withdrawn)


DEFAULT_GOALS = (
    Goal("answer_rate", 0.95),
    Goal("email", 0.95),
    Goal("attitude", 4.3),
    Goal("knowledge", 4.0),
    Goal("feedback_confirmed", 0.95, span=GoalSpan.TERTIAL),
    Goal("feedback_answered", 0.95, span=GoalSpan.TERTIAL),
)
"""What holds until the municipality decides for the whole desk. The audits state answer rate, attitude and knowledge;
one working day for e-mail, and two and ten for feedback, are the domain's; that 95 % of them keep it is Desk's own."""


def with_defaults(decided: Iterable[Goal], day: date) -> tuple[Goal, ...]:
    """The goals that hold on ``day``: of those decided, and Desk's own where none was ever decided until then.

    A default steps back for good when the first goal of its figure for the whole desk begins: one that was ended is
    not followed by a number that nobody decided. In the figures' order, the whole's goal before groups' and agents'.
    """
    known = tuple(decided)
    stands = (each for each in known if each.level is Level.ALL and not each.withdrawn)
    begun = {each.figure for each in stands if (each.valid_from or date.min) <= day}
    holding = [each for each in DEFAULT_GOALS if each.figure not in begun]
    holding += [each for each in known if each.holds_on(day)]
    return tuple(sorted(holding, key=_order))


_PLACE = {each.code: number for number, each in enumerate(FIGURES)}


def _order(goal: Goal) -> tuple[int, int, str]:
    return (_PLACE.get(goal.figure, len(_PLACE)), EVERY_LEVEL.index(goal.level), goal.name)


_INHERITED = {Level.GROUP: frozenset(_PLACE), Level.AGENT: frozenset({"attitude", "knowledge"})}
"""The figures whose goal for the whole holds for groups and individuals too where they have none of their own. An
individual's telephone and case figures are followed only where a goal was set for individuals."""


def goal_for(goals: Iterable[Goal], figure_code: str, level: Level, name: str | None = None) -> Goal | None:
    """The goal that holds for a figure at a place: one for that group or person, else the level's, else the whole's."""
    fitting = {(each.level, each.name): each for each in goals if each.figure == figure_code}
    found = fitting.get((level, name or "")) or fitting.get((level, ""))
    if found is None and figure_code in _INHERITED.get(level, ()):
        return fitting.get((Level.ALL, ""))
    return found


def goals_at(goals: Iterable[Goal], level: Level, name: str | None = None) -> tuple[Goal, ...]:
    """Every goal that holds at a place, one for each figure that has one, in the figures' order."""
    known = tuple(goals)
    found = (goal_for(known, each.code, level, name) for each in FIGURES if level in each.levels)
    return tuple(each for each in found if each is not None)


def row(goal: Goal, of: Whole | Part) -> GoalRow:
    """How a figure stands against its goal. Reaching it exactly is meeting it."""
    reads = figure(goal.figure)
    actual = reads.actual(of)
    off = deviation(actual, goal.target)
    met = None if off is None else (off >= 0 if reads.more_is_better else off <= 0)
    return GoalRow(goal.figure, goal.target, actual, off, met)


def rows(goals: Iterable[Goal], of: Whole | Part) -> tuple[GoalRow, ...]:
    """Every goal's row, in the goals' order. Whose place ``of`` is, say with :func:`goals_at`."""
    return tuple(row(goal, of) for goal in goals)


# ------------------------------------------------------------------ deviations

Place = tuple[str, Level, str | None]
"""What a deviation is of: figure, level, and the group's or agent's name."""


@dataclass(frozen=True)
class Explanation:
    """What somebody wrote about a deviation; each may be missing. ``cause_code`` is one of ``CauseCode``."""

    cause: str | None = None
    action: str | None = None
    responsible: str | None = None
    due: date | None = None
    cause_code: str | None = None
    done_on: date | None = None


def find_deviations(
    goals: Sequence[Goal],
    whole: Whole,
    groups: Iterable[Part] = (),
    agents: Iterable[Part] = (),
    explained: Mapping[Place, Explanation] | None = None,
    span: Span | None = None,
) -> tuple[Deviation, ...]:
    """Every figure short of its goal, at the level where it arose: the whole, then groups, then agents.

    No data is no deviation. What was written is taken from ``explained``; see :attr:`Deviation.open`. With a
    ``span``, of those goals alone that are followed over it: only they can be explained. For a half-year or a
    cumulative span that is none; what its report tells are the deviations of the spans within.
    """
    written = explained or {}
    return tuple(
        _deviation(each, level, name, written.get((each.figure, level, name), Explanation()))
        for level, name, each in short_of(goals, whole, groups, agents, span)
    )


def followed_over(goal: Goal, span: Span) -> bool:
    """Whether a goal is followed when this span ends.

    Each over its own sort of span, and at the end of each tertial besides, for the period report; but one for the
    year at the year's end alone.
    """
    sort = goal_span(span)
    return goal.span is sort or (sort is GoalSpan.TERTIAL and goal.span is not GoalSpan.YEAR)


def short_of(
    goals: Sequence[Goal],
    whole: Whole,
    groups: Iterable[Part] = (),
    agents: Iterable[Part] = (),
    span: Span | None = None,
) -> tuple[tuple[Level, str | None, GoalRow], ...]:
    """Where, and in what, the goal that holds there is not met; with a ``span`` only if it is followed over it."""
    places: list[tuple[Level, str | None, Whole | Part]] = [(Level.ALL, None, whole)]
    places += [(Level.GROUP, each.name, each) for each in groups]
    places += [(Level.AGENT, each.name, each) for each in agents]
    found = []
    for level, name, of in places:
        kept = (each for each in goals_at(goals, level, name) if span is None or followed_over(each, span))
        found += [(level, name, each) for each in rows(kept, of) if each.met is False]
    return tuple(found)


def _deviation(of: GoalRow, level: Level, name: str | None, said: Explanation) -> Deviation:
    return Deviation(
        of.figure, level, name, said.cause, said.action, said.responsible, said.due, cause_code=said.cause_code
    )
