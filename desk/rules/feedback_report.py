"""Citizens' views compiled by department over a span: counts, times and outcomes, and never a name or a case's text.

Only what disposal leaves is counted, so that a tertial reads the same whenever it is compiled. Of what the department
answered and did the figures say *whether*, by the case's outcome and by whether an action was written; *what* it did is
a text that somebody writes for the department and the span, since what stands in a case may name people. Confidential
cases and those of a protected identity are counted like others, and nothing of them is told.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from desk.rules.calendar import is_working_day, working_days_after
from desk.rules.figures import percentile, rate
from desk.rules.kinds.feedback import ANSWER_WORKING_DAYS, CONFIRM_WORKING_DAYS, FeedbackType

TEXT_LENGTH = 20_000
NO_DEPARTMENT = ""
"""The name under which the feedback of no department stands."""


@dataclass(frozen=True)
class Times:
    """Working days from the day it came, over ``n``; ``None`` is no data."""

    n: int = 0
    median: float | None = None
    p90: float | None = None


@dataclass(frozen=True)
class InTime:
    """Done in time, of those that were due: done, or overdue by now. The anonymous get no reply, and are never due."""

    in_time: int = 0
    due: int = 0

    @property
    def rate(self) -> float | None:
        """In time / due."""
        return rate(self.in_time, self.due)


@dataclass(frozen=True)
class FeedbackFigures:
    """The feedback of some cases.

    Attributes:
        untyped: Those of which nobody has said whether it is a complaint, praise or a suggestion.
        to_confirm, to_answer: Over those that were confirmed, and answered.
        topics, channels: How many by code, the most first; without a topic under the empty string.
        outcomes: Closed ones by outcome; :attr:`open` are the others.
        acted: How many have an action written; :attr:`replied` how many were answered.
    """

    n: int = 0
    complaint: int = 0
    praise: int = 0
    suggestion: int = 0
    anonymous: int = 0
    confirmed: InTime = field(default_factory=InTime)
    answered: InTime = field(default_factory=InTime)
    to_confirm: Times = field(default_factory=Times)
    to_answer: Times = field(default_factory=Times)
    topics: Mapping[str, int] = field(default_factory=dict)
    channels: Mapping[str, int] = field(default_factory=dict)
    outcomes: Mapping[str, int] = field(default_factory=dict)
    acted: int = 0

    @property
    def untyped(self) -> int:
        """Neither complaint, praise nor suggestion so far."""
        return self.n - self.complaint - self.praise - self.suggestion

    @property
    def replied(self) -> int:
        """How many were answered."""
        return self.to_answer.n

    @property
    def open(self) -> int:
        """How many are not closed."""
        return self.n - sum(self.outcomes.values())


@dataclass(frozen=True)
class DepartmentFeedback:
    """One department's feedback in a span, in the span before, and in the same span a year before.

    ``name`` is :data:`NO_DEPARTMENT` for the feedback of none. ``text`` is what somebody has written of what was done,
    ``version`` that text's, 0 where there is none.
    """

    name: str
    now: FeedbackFigures
    before: FeedbackFigures
    year_before: FeedbackFigures
    text: str = ""
    version: int = 0


@dataclass(frozen=True, kw_only=True)
class FeedbackReport:
    """The feedback of a span: the whole, then every department that has any now or had, or a text.

    Attributes:
        department: The one that was asked for; then ``departments`` holds it alone, and ``whole`` is its own.
        before, year_before: The codes of the spans compared with.
    """

    span: str
    first: date
    last: date
    before: str
    year_before: str
    department: str | None = None
    whole: DepartmentFeedback
    departments: tuple[DepartmentFeedback, ...] = ()


# ------------------------------------------------------------------ counting


class View(NamedTuple):
    """One citizen's view as it is counted: days, codes, yes and no."""

    day: date
    department: str
    type: str | None
    channel: str
    topic: str
    outcome: str | None
    anonymous: bool
    confirmed_on: date | None
    answered_on: date | None
    acted: bool


def figures(views: Sequence[View], today: date) -> FeedbackFigures:
    """The figures of some views, seen from ``today``: what is not done is overdue from the day after its last."""
    types = Counter(each.type for each in views)
    named = [each for each in views if not each.anonymous]
    return FeedbackFigures(
        n=len(views),
        complaint=types[FeedbackType.COMPLAINT],
        praise=types[FeedbackType.PRAISE],
        suggestion=types[FeedbackType.SUGGESTION],
        anonymous=len(views) - len(named),
        confirmed=_in_time(((each.day, each.confirmed_on) for each in named), CONFIRM_WORKING_DAYS, today),
        answered=_in_time(((each.day, each.answered_on) for each in named), ANSWER_WORKING_DAYS, today),
        to_confirm=_times((each.day, each.confirmed_on) for each in named),
        to_answer=_times((each.day, each.answered_on) for each in named),
        topics=_most_first(Counter(each.topic for each in views)),
        channels=_most_first(Counter(each.channel for each in views)),
        outcomes=_most_first(Counter(each.outcome for each in views if each.outcome is not None)),
        acted=sum(each.acted for each in views),
    )


Done = Iterable[tuple[date, date | None]]
"""The day that something came, and the one on which it was done."""


def _in_time(done: Done, working_days: int, today: date) -> InTime:
    in_time = due = 0
    for came, on in done:
        by = working_days_after(came, working_days)
        in_time += on is not None and on <= by
        due += on is not None or by < today
    return InTime(in_time, due)


def _times(done: Done) -> Times:
    took = sorted(working_days_between(came, on) for came, on in done if on is not None)
    return Times(len(took), percentile(took, 50), percentile(took, 90))


def _most_first(counted: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(counted.items(), key=lambda each: (-each[1], each[0])))


def working_days_between(came: date, done: date) -> int:
    """How many working days there are after ``came`` up to and with ``done``; the same day is none."""
    years = range(came.year, done.year + 1)
    return sum(
        bisect_right(_working_days(year), done.toordinal()) - bisect_right(_working_days(year), came.toordinal())
        for year in years
    )


@lru_cache(maxsize=64)
def _working_days(year: int) -> tuple[int, ...]:
    first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
    return tuple(day for day in range(first, last + 1) if is_working_day(date.fromordinal(day)))
