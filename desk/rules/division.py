"""The division of work: who answers for a topic and who covers, in that order, and who is away.

Light: a form says it while one types, and asks nobody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from desk.words import _

MOST = 9
"""People who answer for a topic, at most: one, and eight who cover."""
NAME_LENGTH = 100


@dataclass(frozen=True)
class Answerer:
    """Somebody who answers for a topic or covers.

    Attributes:
        login: Theirs, where they work at this desk; somebody outside has a name alone.
        away: They are away today, or log in no more. Of somebody outside the desk nobody knows.
    """

    login: str | None
    name: str
    away: bool = False


@dataclass(frozen=True)
class Away:
    """Somebody is away from a local day to another, both included; without ``last`` until further notice."""

    id: int
    login: str
    first: date
    last: date | None = None

    def holds(self, day: date) -> bool:
        """Whether they are away on a day."""
        return self.first <= day and (self.last is None or day <= self.last)

    def meets(self, first: date, last: date | None) -> bool:
        """Whether some day of it lies between two others."""
        return (last is None or self.first <= last) and (self.last is None or first <= self.last)


def at_work(people: Sequence[Answerer]) -> Answerer | None:
    """The first who is not away: who answers now. Somebody outside the desk counts as being there."""
    return next((each for each in people if not each.away), None)


@dataclass(frozen=True)
class Division:
    """Who answers for which topic, as it is today. Topics of which nobody has said so are not there.

    Attributes:
        topics: By code, who answers and who covers.
        away: Who is away today or will be, by day.
        names: Everybody's name by login.
    """

    topics: Mapping[str, tuple[Answerer, ...]] = field(default_factory=dict)
    away: tuple[Away, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)

    def of(self, topic: str | None) -> tuple[Answerer, ...]:
        """Who answers for a topic and who covers; nobody where nobody has said so."""
        return self.topics.get(topic or "", ())

    def now(self, topic: str | None) -> Answerer | None:
        """Who answers for a topic today; ``None`` where nobody does."""
        return at_work(self.of(topic))


def answers_in_words(people: Sequence[Answerer]) -> str:
    """``Answers: Bo Ek``, ``Bo Ek covers for Anna Lind``; empty where nobody has said who answers."""
    if not people:
        return ""
    first, here = people[0], at_work(people)
    if here is None:
        return _("Answers: {name}, who is away; nobody covers", name=first.name)
    if here is first:
        return _("Answers: {name}", name=first.name)
    return _("{cover} covers for {name}, who is away", cover=here.name, name=first.name)
