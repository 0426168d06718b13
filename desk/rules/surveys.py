"""What people answered about attitude and knowledge: grades 1–5, summed up, and the same on the scale 0–100."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from desk.rules.figures import FEWEST_GRADES, INTERNAL, Grade, deviation, grade
from desk.rules.report import Level

LOWEST, HIGHEST = 1, 5
GRADES = range(LOWEST, HIGHEST + 1)
QUESTIONS = ("attitude", "knowledge")
"""What is graded, by the codes of the figures."""
WEEKS = 13
"""How many weeks a trend shows."""


def mean_of(index: float) -> float:
    """An index 0–100 as a mean of grades 1–5: 82.5 is 4.3. The other way is :func:`desk.rules.figures.index`."""
    return index / 100 * (HIGHEST - LOWEST) + LOWEST


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer. Either grade may be missing, never both; nothing says who answered.

    Attributes:
        group: The answer group, if it is known; ``agent`` the login of whom it is about.
        key: Names the answer for ever, so that a repeated file adds nothing; ``None`` where it was typed.
    """

    day: date
    attitude: int | None = None
    knowledge: int | None = None
    group: str | None = None
    agent: str | None = None
    key: str | None = None


@dataclass(frozen=True)
class Counts:
    """How many gave each grade, from 1 to 5, to either question."""

    attitude: tuple[int, ...] = (0,) * 5
    knowledge: tuple[int, ...] = (0,) * 5

    def of(self, question: str) -> tuple[int, ...]:
        """The counts of one of :data:`QUESTIONS`."""
        return self.attitude if question == "attitude" else self.knowledge


@dataclass(frozen=True)
class Asked:
    """One question's figures. ``counts`` are of the grades 1 to 5, ``None`` where so few may not be shown.

    ``goal`` is what is to be reached, where anything is; ``met`` is ``None`` without data or goal.
    """

    mean: float | None = None
    index: float | None = None
    n: int = 0
    counts: tuple[int, ...] | None = None
    goal: float | None = None
    deviation: float | None = None
    met: bool | None = None


@dataclass(frozen=True)
class SurveyWeek:
    """One week of a trend, by its code; what may not be shown is without a mean."""

    span: str
    attitude: Grade = field(default_factory=Grade)
    knowledge: Grade = field(default_factory=Grade)


@dataclass(frozen=True, kw_only=True)
class SurveyPart:
    """The whole desk's figures (``name`` is empty), or a group's or an agent's; ``title`` is what a person reads."""

    name: str = ""
    title: str = field(default="", metadata=INTERNAL)
    attitude: Asked = field(default_factory=Asked)
    knowledge: Asked = field(default_factory=Asked)
    trend: tuple[SurveyWeek, ...] = ()

    def of(self, question: str) -> Asked:
        """The figures of one of :data:`QUESTIONS`."""
        return self.attitude if question == "attitude" else self.knowledge


@dataclass(frozen=True)
class SurveyReport:
    """What was answered over a span, at a level. ``fewest``: under so many grades an individual's are not shown."""

    span: str
    first: date
    last: date
    level: Level
    parts: tuple[SurveyPart, ...] = ()
    fewest: int = FEWEST_GRADES

    def to_json(self) -> dict[str, Any]:
        """As JSON values, keyed as the command line promises."""
        return {
            "span": self.span,
            "from": self.first.isoformat(),
            "to": self.last.isoformat(),
            "level": str(self.level),
            "parts": [_part(each) for each in self.parts],
        }


def _part(part: SurveyPart) -> dict[str, Any]:
    trend = [
        {"span": week.span, **{name: _grade(getattr(week, name)) for name in QUESTIONS}} for week in part.trend
    ]  # fmt: skip
    return {"name": part.name, **{name: _asked(part.of(name)) for name in QUESTIONS}, "trend": trend}


def _grade(found: Grade) -> dict[str, Any]:
    return {"mean": found.mean, "index": found.index, "n": found.n}


def _asked(asked: Asked) -> dict[str, Any]:
    return {
        "mean": asked.mean,
        "index": asked.index,
        "n": asked.n,
        "counts": None if asked.counts is None else list(asked.counts),
        "goal": asked.goal,
        "deviation": asked.deviation,
        "met": asked.met,
    }


def asked(counts: Sequence[int], goal: float | None, *, individual: bool) -> Asked:
    """The figures of one question by how many gave each grade. Reaching the goal exactly is meeting it.

    Of an individual nothing is shown under :data:`desk.rules.figures.FEWEST_GRADES` but how many there are.
    """
    n = sum(counts)
    found = grade(sum(each * many for each, many in zip(GRADES, counts, strict=True)), n, individual=individual)
    shown = None if individual and n < FEWEST_GRADES else tuple(counts)
    off = None if goal is None else deviation(found.mean, goal)
    return Asked(found.mean, found.index, n, shown, goal, off, None if off is None else off >= 0)


def part(
    name: str,
    title: str,
    counts: Counts,
    goals: Mapping[str, float],
    trend: tuple[SurveyWeek, ...] = (),
    *,
    individual: bool = False,
) -> SurveyPart:
    """A part of the report. ``goals`` are by question."""
    made = {each: asked(counts.of(each), goals.get(each), individual=individual) for each in QUESTIONS}
    return SurveyPart(name=name, title=title, trend=trend, **made)


def survey_week(span: str, sums: tuple[int, int, int, int] | None, *, individual: bool = False) -> SurveyWeek:
    """A week of a trend, by sum and number of the grades of attitude and of knowledge; ``None`` where none came."""
    attitude, attitudes, knowledge, knowledges = sums or (0, 0, 0, 0)
    return SurveyWeek(
        span,
        grade(attitude, attitudes, individual=individual),
        grade(knowledge, knowledges, individual=individual),
    )
