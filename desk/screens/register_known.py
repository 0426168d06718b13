"""What the form knows of the desk: topics and how often each is used, their routines, who answers for them, people.

A form opens with what the one before it knew, and asks anew in a thread; so it never waits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from weakref import WeakKeyDictionary

from desk.rules.bookings import Resource
from desk.rules.division import Division
from desk.rules.kinds import kinds_in_use
from desk.rules.organisation import ANSWER_GROUPS, DEPARTMENTS
from desk.rules.rights import Person, Right
from desk.rules.topics import STARTER_TOPICS, Topic, match_topics
from desk.screens.widgets.choice import Option
from desk.screens.wording import kind_in_words
from desk.services import bookings, division, people, searching
from desk.services.seat import Seat
from desk.storage.organisation import Organisation


class Offer(NamedTuple):
    """A topic under the name that is shown for it."""

    code: str
    name: str
    topic: Topic


class Beside(NamedTuple):
    """A routine as it stands beside a form: of what, its text, and its number where it is the database's."""

    of: str
    text: str
    number: int | None = None


@dataclass(frozen=True)
class Known:
    """What one chooses among in a form, as it was when it was read; to begin with a new desk's own.

    Attributes:
        read: Whether it is the database's, so that rules may be asked without reading anything.
    """

    topics: Mapping[str, Topic] = field(default_factory=lambda: {each.code: each for each in STARTER_TOPICS})
    usage: Mapping[str, int] = field(default_factory=dict)
    departments: tuple[str, ...] = DEPARTMENTS
    former: Mapping[str, str] = field(default_factory=dict)
    groups: tuple[str, ...] = ANSWER_GROUPS
    people: tuple[Person, ...] = ()
    things: tuple[Resource, ...] = ()
    organisation: Organisation | None = None
    division: Division = field(default_factory=Division)
    read: bool = False

    def offers(self, kind: str | None, words: str = "") -> Sequence[Offer]:
        """The topics that ``words`` may mean, the likeliest first; of one kind, or of all that take new cases."""
        taken = kinds_in_use()
        among = (each for each in self.topics.values() if each.kind in taken and kind in (None, each.kind))
        return [Offer(each.code, each.label, each) for each in match_topics(words, among, self.usage)]

    def routine(self, topic: Topic | None, kind: str | None) -> Beside | None:
        """How such a contact is handled: the topic's routine, else the kind's."""
        if self.organisation is None:
            return Beside(topic.label, topic.routine) if topic is not None and topic.routine else None
        found = self.organisation.routine(topic.code if topic else None, kind)
        if found is None:
            return None
        of_topic = topic is not None and found.topic == topic.code
        return Beside(topic.label if topic and of_topic else kind_in_words(found.kind or ""), found.text, found.id)

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


def read_known(seat: Seat, now: datetime | None = None) -> Known:
    """Read it all. Runs in a thread."""
    return Known(
        topics=seat.topics,
        usage=searching.topic_usage(seat),
        departments=seat.organisation.departments,
        former=seat.organisation.former_departments,
        groups=seat.organisation.groups,
        people=tuple(people.everybody(seat)),
        things=bookings.resources(seat),
        organisation=seat.organisation,
        division=division.division(seat, now),
        read=True,
    )


_latest: WeakKeyDictionary[object, Known] = WeakKeyDictionary()


def latest_known(program: object) -> Known:
    """What the program's last form knew."""
    return _latest.get(program, Known())


def remember_known(program: object, known: Known) -> None:
    """Keep it for the program's next form."""
    _latest[program] = known
