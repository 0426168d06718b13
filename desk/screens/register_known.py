"""What the form knows of the desk: topics and how often each is used, departments, groups, people.

A form opens with what the one before it knew, and asks anew in a thread; so it never waits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from weakref import WeakKeyDictionary

from desk.rules.bookings import Resource
from desk.rules.organisation import ANSWER_GROUPS, DEPARTMENTS
from desk.rules.rights import Person, Right
from desk.rules.topics import STARTER_TOPICS, Topic, match_topics
from desk.screens.widgets.choice import Option
from desk.services import bookings, people, searching
from desk.services.seat import Seat


class Offer(NamedTuple):
    """A topic under the name that is shown for it."""

    code: str
    name: str
    topic: Topic


@dataclass(frozen=True)
class Known:
    """What one chooses among in a form, as it was when it was read; to begin with a new desk's own.

    Attributes:
        read: Whether it is the database's, so that rules may be asked without reading anything.
    """

    topics: Mapping[str, Topic] = field(default_factory=lambda: {each.code: each for each in STARTER_TOPICS})
    usage: Mapping[str, int] = field(default_factory=dict)
    departments: tuple[str, ...] = DEPARTMENTS
    groups: tuple[str, ...] = ANSWER_GROUPS
    people: tuple[Person, ...] = ()
    things: tuple[Resource, ...] = ()
    read: bool = False

    def offers(self, kind: str | None, words: str = "") -> Sequence[Offer]:
        """The topics that ``words`` may mean, the likeliest first; of one kind, or of all."""
        among = (each for each in self.topics.values() if kind is None or each.kind == kind)
        return [Offer(each.code, each.label, each) for each in match_topics(words, among, self.usage)]

    def among(self, sort: str) -> tuple[Resource, ...]:
        """What can be booked of a sort."""
        return tuple(each for each in self.things if each.sort == sort)

    def options(self, name: str) -> Sequence[Option]:
        """What one chooses among for ``department``, ``group`` or ``agent``."""
        if name == "agent":
            able = (each for each in self.people if each.active and each.may_log_in and each.may(Right.HANDLE))
            return [Option(each.login, each.name) for each in able]
        return [Option(each, each) for each in (self.departments if name == "department" else self.groups)]


CHOSEN_AMONG = ("department", "group", "agent")
"""Fields that a model holds as text, and a form as a choice."""


def read_known(seat: Seat) -> Known:
    """Read it all. Runs in a thread."""
    return Known(
        topics=seat.topics,
        usage=searching.topic_usage(seat),
        departments=seat.organisation.departments,
        groups=seat.organisation.groups,
        people=tuple(people.everybody(seat)),
        things=bookings.resources(seat),
        read=True,
    )


_latest: WeakKeyDictionary[object, Known] = WeakKeyDictionary()


def latest_known(program: object) -> Known:
    """What the program's last form knew."""
    return _latest.get(program, Known())


def remember_known(program: object, known: Known) -> None:
    """Keep it for the program's next form."""
    _latest[program] = known
