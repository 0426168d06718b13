"""Failure demand over a span: its share and causes, where they arise, and what they cost in time.

Nobody measures the time that a contact takes: from received to closed is no working time where a case waits, and the
talk time of calls is not tied to cases. So the cost of a sort of contact is *estimated*: how many they are, times the
median time from received to closed of those among them that were finished in the contact itself (closed on the same
day, as solved at first contact, transferred, guided to self-service or asked to return). One that was typed in
afterwards, as closed at the very second it came, tells nothing of its time. Where fewer than
:data:`FEWEST_TIMED` of a sort were, the median of its topic's failure demand stands for it, and failing that the one of
all failure demand. The estimate ranks; it is no account of hours.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from desk.rules.cases import Cause, Outcome
from desk.rules.figures import median, rate
from desk.rules.labels import Code
from desk.words import N_

FEWEST_TIMED = 5
"""Under so many contacts that were finished at once, a median is not taken from them."""
AT_ONCE = frozenset({Outcome.SOLVED_FIRST, Outcome.TRANSFERRED, Outcome.SELF_SERVICE, Outcome.ASKED_TO_RETURN})
"""Outcomes with which the desk is finished in the contact itself."""
MOST_COSTLY = 10
AGAIN = frozenset({Cause.NO_REPLY, Cause.CHASING, Cause.REPEATED})
"""Causes of a contact about something that one has been in contact about before."""
UNSAID = ""
"""Stands for a department, topic or cause that is not said."""


class Timed(Code):
    """From what the time of a sort of contact is estimated."""

    OWN = "own", N_("of the same sort")
    TOPIC = "topic", N_("of the topic's failure demand")
    ALL = "all", N_("of all failure demand")
    NONE = "none", N_("none was finished at once")


@dataclass(frozen=True)
class CauseCount:
    """One cause of failure demand; ``share`` is of all failure demand."""

    cause: str
    n: int
    share: float | None


@dataclass(frozen=True)
class Place:
    """A department or a topic: what was classified there, and the causes of its failure demand by code.

    ``name`` is a department's name or a topic's code; ``UNSAID`` where none is said.
    """

    name: str
    registered: int = 0
    classified: int = 0
    failure: int = 0
    causes: Mapping[str, int] = field(default_factory=dict)

    @property
    def share(self) -> float | None:
        """Failure / classified."""
        return rate(self.failure, self.classified)


@dataclass(frozen=True)
class Costly:
    """A sort of contact, and the time that it is estimated to have cost.

    Attributes:
        share: Of all failure demand.
        median_s: The seconds that one is estimated to take; ``None`` where nothing tells.
        timed: From what.
        seconds: Of them all.
    """

    cause: str
    topic: str
    department: str
    n: int
    share: float | None
    median_s: float | None
    timed: Timed
    seconds: float | None


@dataclass(frozen=True)
class DemandPoint:
    """An earlier span of the same sort."""

    span: str
    registered: int = 0
    classified: int = 0
    failure: int = 0
    causes: Mapping[str, int] = field(default_factory=dict)

    @property
    def share(self) -> float | None:
        """Failure / classified."""
        return rate(self.failure, self.classified)

    def share_of(self, cause: str) -> float | None:
        """A cause's contacts / classified."""
        return rate(self.causes.get(cause, 0), self.classified)


@dataclass(frozen=True, kw_only=True)
class DemandReport:
    """Failure demand over a span, of all departments or of one.

    Attributes:
        causes: The most frequent first; those that did not occur are not there.
        departments, topics: Those with failure demand, the most first.
        costly: What is estimated to have cost most time.
        again: Contacts about something one had been in contact about before (:data:`AGAIN`).
        repeated: Those of them that were classified as repeated contact.
        trend: Earlier spans of the same sort, oldest first; empty where it was not asked for.
    """

    span: str
    first: date
    last: date
    department: str | None = None
    registered: int = 0
    value: int = 0
    failure: int = 0
    causes: tuple[CauseCount, ...] = ()
    departments: tuple[Place, ...] = ()
    topics: tuple[Place, ...] = ()
    costly: tuple[Costly, ...] = ()
    trend: tuple[DemandPoint, ...] = ()

    @property
    def classified(self) -> int:
        """Contacts of which somebody said what sort of demand they were."""
        return self.value + self.failure

    @property
    def unclassified(self) -> int:
        """Contacts of which nobody did."""
        return self.registered - self.classified

    @property
    def share(self) -> float | None:
        """Failure / classified."""
        return rate(self.failure, self.classified)

    @property
    def classified_share(self) -> float | None:
        """Classified / registered."""
        return rate(self.classified, self.registered)

    @property
    def again(self) -> int:
        """Contacts about something one had been in contact about before."""
        return sum(each.n for each in self.causes if each.cause in AGAIN)

    @property
    def repeated(self) -> int:
        """Contacts classified as repeated."""
        return next((each.n for each in self.causes if each.cause == Cause.REPEATED), 0)

    @property
    def point(self) -> DemandPoint:
        """This span as a point of the trend."""
        causes = {each.cause: each.n for each in self.causes}
        return DemandPoint(self.span, self.registered, self.classified, self.failure, causes)


# ------------------------------------------------------------------ counting


class Counts(NamedTuple):
    """Contacts of one topic and department: all, and those that were classified."""

    topic: str
    department: str
    registered: int
    classified: int


Sort = tuple[str, str, str]
"""A cause, a topic's code and a department."""
Contact = tuple[Sort, int | None]
"""A contact of failure demand, and its seconds from received to closed, where it was finished at once."""


def report(
    span: str,
    first: date,
    last: date,
    department: str | None,
    counts: Sequence[Counts],
    contacts: Sequence[Contact],
) -> DemandReport:
    """The report of what was counted."""
    sorts = Counter(sort for sort, _seconds in contacts)
    failure = len(contacts)
    causes: Counter[str] = Counter()
    for (cause, _topic, _department), n in sorts.items():
        causes[cause] += n
    return DemandReport(
        span=span,
        first=first,
        last=last,
        department=department,
        registered=sum(each.registered for each in counts),
        value=sum(each.classified for each in counts) - failure,
        failure=failure,
        causes=tuple(CauseCount(cause, n, rate(n, failure)) for cause, n in _most_first(causes)),
        departments=_places(((each.department, each) for each in counts), sorts, 2),
        topics=_places(((each.topic, each) for each in counts), sorts, 1),
        costly=_costly(sorts, contacts),
    )


def _most_first(counted: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counted.items(), key=lambda each: (-each[1], each[0]))


def _places(counts: Iterable[tuple[str, Counts]], sorts: Mapping[Sort, int], at: int) -> tuple[Place, ...]:
    """By what stands at place ``at`` of a sort."""
    causes: dict[str, Counter[str]] = defaultdict(Counter)
    for sort, n in sorts.items():
        causes[sort[at]][sort[0]] += n
    registered: Counter[str] = Counter()
    classified: Counter[str] = Counter()
    for name, each in counts:
        registered[name] += each.registered
        classified[name] += each.classified
    found = [
        Place(name, registered[name], classified[name], sum(some.values()), dict(_most_first(some)))
        for name, some in causes.items()
    ]
    return tuple(sorted(found, key=lambda place: (-place.failure, place.name)))


def _costly(sorts: Mapping[Sort, int], contacts: Sequence[Contact]) -> tuple[Costly, ...]:
    own: dict[Sort, list[int]] = defaultdict(list)
    for sort, seconds in contacts:
        if seconds is not None:
            own[sort].append(seconds)
    topics: dict[str, list[int]] = defaultdict(list)
    for sort, some in own.items():
        topics[sort[1]] += some
    every = _middle([seconds for some in topics.values() for seconds in some])
    by_topic = {topic: _middle(some) for topic, some in topics.items() if len(some) >= FEWEST_TIMED}
    found = []
    for sort, n in sorts.items():
        middle, timed = _estimate(own.get(sort, []), by_topic.get(sort[1]), every)
        cost = None if middle is None else n * middle
        found.append(Costly(*sort, n, rate(n, len(contacts)), middle, timed, cost))
    found.sort(key=lambda each: (-(each.seconds or 0), -each.n, each.cause, each.topic, each.department))
    return tuple(found[:MOST_COSTLY])


def _estimate(own: list[int], of_topic: float | None, every: float | None) -> tuple[float | None, Timed]:
    if len(own) >= FEWEST_TIMED:
        return _middle(own), Timed.OWN
    if of_topic is not None:
        return of_topic, Timed.TOPIC
    return (every, Timed.ALL) if every is not None else (None, Timed.NONE)


def _middle(values: list[int]) -> float | None:
    return median(sorted(values))
