"""The figures of the follow-up: every formula, over counts and sorted sequences, and the values they make.

Rates are fractions of 1. ``None`` is *no data*: a rate over nothing is neither 0 % nor 100 %. Durations and
waits are whole seconds, **sorted ascending** by the caller. Field names are the keys of the
command line's JSON; a field marked ``INTERNAL`` is not among them.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from desk.rules.labels import Code
from desk.words import N_

T_SHORT = 0
"""Seconds: an abandoned call that waited less is not offered; 0 leaves out none."""
T_ANSWER = 60
"""Seconds: a call answered within them is within the service level."""
EMAIL_DAYS = 1
"""Working days within which an e-mail is to be answered."""
FEWEST_GRADES = 5
"""Under so many grades an individual's mean is not shown."""

INTERNAL = {"json": False}
"""Marks a field of a figure that is no key of the JSON."""


# ------------------------------------------------------------------ formulas


def rate(part: int, whole: int) -> float | None:
    """``part / whole``, or no data where ``whole`` is 0."""
    return part / whole if whole else None


def percentile(values: Sequence[int], percent: int) -> float | None:
    """The value below which ``percent`` per cent of sorted ``values`` lie, exactly; no data over nothing.

    Between two values it is interpolated: the definition of Excel's PERCENTILE.INC, PostgreSQL's
    ``percentile_cont``, numpy's and pandas' default (type 7 of Hyndman and Fan).
    """
    if not values:
        return None
    at, over = divmod((len(values) - 1) * percent, 100)
    low = values[at]
    return low + (values[at + 1] - low) * over / 100 if over else low


def median(values: Sequence[int]) -> float | None:
    """The middle of sorted ``values``, or the mean of the two in the middle."""
    return percentile(values, 50)


def offered(answered: int, abandoned_waits: Sequence[int], t_short: int = T_SHORT) -> int:
    """Answered and abandoned calls, without the abandoned that waited less than ``t_short`` seconds."""
    return answered + len(abandoned_waits) - bisect_left(abandoned_waits, t_short)


def service_level(
    answered_waits: Sequence[int], abandoned_waits: Sequence[int], t_answer: int = T_ANSWER
) -> float | None:
    """Answered within ``t_answer`` / (answered + abandoned after more than ``t_answer``)."""
    gave_up_late = len(abandoned_waits) - bisect_right(abandoned_waits, t_answer)
    return rate(bisect_right(answered_waits, t_answer), len(answered_waits) + gave_up_late)


def index(mean: float) -> float:
    """A mean of grades 1–5 on the scale 0–100: 4.3 is 82.5."""
    return (mean - 1) / 4 * 100


def deviation(actual: float | None, goal: float) -> float | None:
    """Actual less goal, without the noise of binary fractions; no data where there is no actual."""
    return None if actual is None else round(actual - goal, 12)


# ------------------------------------------------------------------ calls


class Source(Code):
    """Where the figures of calls come from."""

    IMPORTED = "imported", N_("Imported")
    TYPED = "typed", N_("Typed by hand")


@dataclass(frozen=True)
class Calls:
    """Telephone figures. The waits are over answered calls; typed ones have none. ``abandon_rate``: of the offered."""

    offered: int = 0
    answered: int = 0
    abandoned: int = 0
    answer_rate: float | None = None
    service_level: float | None = None
    wait_median_s: float | None = None
    source: Source | None = None
    wait_p90_s: float | None = None
    abandon_rate: float | None = None


class CallCounts(NamedTuple):
    """Imported calls, counted.

    Attributes:
        within: Answered after at most ``t_answer`` seconds.
        short: Abandoned in less than ``t_short`` seconds; ``long`` after more than ``t_answer``.
    """

    answered: int = 0
    within: int = 0
    abandoned: int = 0
    short: int = 0
    long: int = 0
    wait_median_s: float | None = None
    wait_p90_s: float | None = None


def count_calls(
    answered_waits: Sequence[int], abandoned_waits: Sequence[int], t_short: int = T_SHORT, t_answer: int = T_ANSWER
) -> CallCounts:
    """Count imported calls by their waits."""
    return CallCounts(
        answered=len(answered_waits),
        within=bisect_right(answered_waits, t_answer),
        abandoned=len(abandoned_waits),
        short=bisect_left(abandoned_waits, t_short),
        long=len(abandoned_waits) - bisect_right(abandoned_waits, t_answer),
        wait_median_s=median(answered_waits),
        wait_p90_s=percentile(answered_waits, 90),
    )


def calls(
    answered_waits: Sequence[int] = (),
    abandoned_waits: Sequence[int] = (),
    *,
    typed_offered: int = 0,
    typed_answered: int = 0,
    t_short: int = T_SHORT,
    t_answer: int = T_ANSWER,
) -> Calls:
    """The same as :func:`calls_counted`, of imported calls that have not been counted."""
    counted = count_calls(answered_waits, abandoned_waits, t_short, t_answer)
    return calls_counted(counted, typed_offered=typed_offered, typed_answered=typed_answered)


def calls_counted(counted: CallCounts, *, typed_offered: int = 0, typed_answered: int = 0) -> Calls:
    """Telephone figures of imported calls and of numbers typed by hand, together.

    Service level and waits are those of the imported calls. Where anything was typed the source says *typed*,
    since the whole is then no better known than that.
    """
    answered = counted.answered + typed_answered
    every = counted.answered + counted.abandoned - counted.short + typed_offered
    source = Source.IMPORTED if counted.answered or counted.abandoned else None
    return Calls(
        offered=every,
        answered=answered,
        abandoned=every - answered,
        answer_rate=rate(answered, every),
        service_level=rate(counted.within, counted.answered + counted.long),
        wait_median_s=counted.wait_median_s,
        source=Source.TYPED if typed_offered or typed_answered else source,
        wait_p90_s=counted.wait_p90_s,
        abandon_rate=rate(every - answered, every),
    )


# ------------------------------------------------------------------ cases


@dataclass(frozen=True)
class CaseFigures:
    """Cases received in the span; ``open`` and ``overdue`` as they stood at its end, or stand now."""

    registered: int = 0
    closed: int = 0
    open: int = 0
    overdue: int = 0
    by_channel: Mapping[str, int] = field(default_factory=dict)
    by_kind: Mapping[str, int] = field(default_factory=dict)
    by_topic: Mapping[str, int] = field(default_factory=dict)
    by_department: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class FirstContact:
    """Solved at first contact. ``rate`` is gross, over all closed contacts.

    ``solvable`` counts the closed ones whose topic can be solved at the desk; ``None`` where nobody counted.
    """

    solved: int = 0
    closed: int = 0
    rate: float | None = None
    solvable: int | None = field(default=None, metadata=INTERNAL)

    @property
    def net(self) -> float | None:
        """The rate over those that can be solved at the desk."""
        return rate(self.solved, self.solvable) if self.solvable is not None else None


def first_contact(solved: int, closed: int, solvable: int | None = None) -> FirstContact:
    """Solved at first contact / all closed contacts."""
    return FirstContact(solved, closed, rate(solved, closed), solvable)


@dataclass(frozen=True)
class Handling:
    """How long cases took from received to closed (or calls: talk and after-work). Never a mean."""

    median_s: float | None = None
    p90_s: float | None = None


def handling(durations: Sequence[int]) -> Handling:
    """Median and 90th percentile of sorted durations in seconds."""
    return Handling(median(durations), percentile(durations, 90))


@dataclass(frozen=True)
class Email:
    """E-mail answered in time. ``received`` leaves out those without answer that are not yet due."""

    received: int = 0
    in_time: int = 0
    rate: float | None = None


def email(received: int, in_time: int) -> Email:
    """Answered in time / received, less those without answer that are not yet due."""
    return Email(received, in_time, rate(in_time, received))


@dataclass(frozen=True)
class FailureDemand:
    """Contacts that came of something that had failed. ``share`` is of the classified ones."""

    failure: int = 0
    classified: int = 0
    share: float | None = None
    causes: Mapping[str, int] = field(default_factory=dict)


def failure_demand(failure: int, value: int, causes: Mapping[str, int] | None = None) -> FailureDemand:
    """Failure / (failure + value); a contact that nobody classified is in neither."""
    return FailureDemand(failure, failure + value, rate(failure, failure + value), causes or {})


# ------------------------------------------------------------------ what citizens say


@dataclass(frozen=True)
class Grade:
    """A mean of grades 1–5 (attitude, knowledge), the same as an index 0–100, and of how many."""

    mean: float | None = None
    index: float | None = None
    n: int = 0


def grade(total: int, n: int, *, individual: bool = False) -> Grade:
    """The figures of ``n`` grades whose sum is ``total``; an individual's only from five on."""
    mean = rate(total, n)
    if mean is None or (individual and n < FEWEST_GRADES):
        return Grade(n=n)
    return Grade(mean, index(mean), n)


@dataclass(frozen=True)
class Feedback:
    """Citizens' views by type, and the shares confirmed and answered in time of those that were to be."""

    complaint: int = 0
    praise: int = 0
    suggestion: int = 0
    confirmed_in_time: float | None = None
    answered_in_time: float | None = None


def feedback(
    by_type: Mapping[str, int], *, confirmed: tuple[int, int] = (0, 0), answered: tuple[int, int] = (0, 0)
) -> Feedback:
    """Counts by type; ``confirmed`` and ``answered`` are (in time, due); anonymous views are never due."""
    return Feedback(
        complaint=by_type.get("complaint", 0),
        praise=by_type.get("praise", 0),
        suggestion=by_type.get("suggestion", 0),
        confirmed_in_time=rate(*confirmed),
        answered_in_time=rate(*answered),
    )
