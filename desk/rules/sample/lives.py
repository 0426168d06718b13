"""What comes in on a made-up day, and what becomes of it: one :class:`Story` after the other."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from functools import lru_cache
from itertools import accumulate
from random import Random

from desk.rules.bookings import ResourceSort
from desk.rules.calendar import deadline
from desk.rules.cases import Cause, Demand, causes_of
from desk.rules.kinds import kinds
from desk.rules.organisation import Topic
from desk.rules.sample import errands
from desk.rules.sample.more_errands import CHANNELS as OWN_CHANNELS
from desk.rules.sample.more_errands import WORKING_DAYS_ONLY, MoreErrands
from desk.rules.sample.moves import Times, follow, reopened
from desk.rules.sample.people import PHONES, email_of, full_name
from desk.rules.sample.plan import HOUR, Day
from desk.rules.sample.shelf import Shelf
from desk.rules.sample.story import Story
from desk.rules.sample.words import ANNULLED, FEEDBACK, NOTES, PLACES, SCHOOLS, SUMMARIES

CHANNELS = {"phone": 0.55, "visit": 0.22, "email": 0.15, "eservice": 0.04, "letter": 0.015, "social": 0.015,
            "internal": 0.01}  # fmt: skip
_WRITTEN = ("email", "email", "email", "eservice", "social")
"""What comes in on days when the reception is closed."""
_KINDS = {"enquiry": 1.0, "fault": 0.5, "feedback": 0.45, "bus_card": 0.5, "parking_permit": 0.2,
          "visitor": 8.0, "post": 8.0, "pool_loan": 2.5, "booking": 3.0, "wedding": 0.6, "land_use": 0.3,
          "debt_advice": 0.5, "telephony": 0.5}  # fmt: skip
_OFTEN = {
    "call_to_officer": 6.0, "town_hall_hours": 2.0, "find_the_way": 2.5, "library_hours": 2.0, "waste_collection": 2.5,
    "building_permit_question": 3.0, "building_permit_status": 2.5, "school_transport_delay": 2.0,
    "preschool_place": 2.0, "forms_and_eservices": 2.5, "invoice_question": 2.0, "other": 2.0, "bus_card_lost": 2.5,
    "child_concern": 0.3,
}  # fmt: skip
_AUTUMN = {"bus_card_new": 6.0, "school_transport_application": 3.0, "school_transport_delay": 2.0}
_WINTER = {"snow_and_ice": 8.0}
_AT_ONCE = {"visit": 0.88, "phone": 0.84, "email": 0.74, "eservice": 0.4, "letter": 0.3, "social": 0.6, "internal": 0.6}


@dataclass(frozen=True)
class World:
    """What the made-up desk has: topics, people, hours, and what can be booked by sort, type and name.

    ``answer_days`` is the e-mail goal in working days.
    """

    topics: Sequence[Topic]
    agents: Sequence[str]
    zone: tzinfo
    deadline_hour: int
    answer_days: int
    resources: Sequence[tuple[ResourceSort, str, str]] = ()


class Author:
    """Makes the stories of a plan, in the order in which they are registered; nothing happens after ``end``."""

    def __init__(self, world: World, days: Sequence[Day], end: int, rng: Random) -> None:
        self.world = world
        self.days = days
        self.end = end
        self.rng = rng
        self.open_days = [day for day in days if day.is_working_day]
        self._opens_at = [day.number for day in self.open_days]
        self._errands = errands.Errands(rng)
        self._more = MoreErrands(rng, Shelf(world.resources, days, world.zone, rng))
        self._seasons: dict[tuple[int, bool], list[float]] = {}
        self._wanted = list(accumulate(CHANNELS.values()))
        self._weights_of_causes = [8.0, 6.0, 2.0, 6.0, 2.0, 3.0, 4.0, 8.0, 10.0, 2.0, 2.0, 5.0]

    def stories(self) -> Iterator[list[Story]]:
        """A list for each day of the plan; what comes in at night is registered the next morning."""
        waiting: list[Story] = []
        for day in self.days:
            end = day.opens + 16 * HOUR
            made = waiting + self._of_day(day)
            made.sort(key=_registered_at)
            split = bisect_left(made, end, key=_registered_at)
            waiting = made[split:]
            yield made[:split]
        yield waiting

    def _of_day(self, day: Day) -> list[Story]:
        rng, many = self.rng, day.cases
        topics = rng.choices(self.world.topics, cum_weights=self._topic_weights(day), k=many)
        if day.is_working_day:
            channels = rng.choices(tuple(CHANNELS), cum_weights=self._wanted, k=many)
        else:
            channels = rng.choices(_WRITTEN, k=many)
        agents = rng.choices(self.world.agents, k=many)
        return [
            self._story(day, topic, OWN_CHANNELS.get(topic.kind, channel), agent)
            for topic, channel, agent in zip(topics, channels, agents, strict=True)
        ]

    def _topic_weights(self, of: Day) -> list[float]:
        day, open_ = of.day, of.is_working_day
        if (day.month, open_) not in self._seasons:
            season = _AUTUMN if day.month in (8, 9) else _WINTER if day.month in (12, 1, 2) else {}
            quiet = {"snow_and_ice": 0.02} if 4 <= day.month <= 10 else {}
            self._seasons[day.month, open_] = list(accumulate(
                _KINDS.get(each.kind, 0.3) * _OFTEN.get(each.code, 1.0) * season.get(each.code, 1.0)
                * quiet.get(each.code, 1.0) * (open_ or each.kind not in WORKING_DAYS_ONLY)
                for each in self.world.topics
            ))  # fmt: skip
        return self._seasons[day.month, open_]

    # ------------------------------------------------------------------ one story

    def _story(self, day: Day, topic: Topic, channel: str, agent: str) -> Story:
        rng = self.rng
        received, registered, morning = self._times(day, channel)
        summary, sort = self._words(topic)
        if "{" in summary:
            summary = summary.format(place=rng.choice(PLACES), school=rng.choice(SCHOOLS))
        story = Story(
            topic.kind, channel, topic.code, summary, topic.department, topic.group, agent, agent, received, registered,
            day.number,
        )  # fmt: skip
        if sort is not None:
            story.details["type"] = sort
        if rng.random() < 0.5:
            story.note = rng.choice(NOTES)
        self._person(story)
        self._demand(story)
        days = topic.working_days if topic.working_days is not None else _working_days(topic.kind)
        if days is not None:
            story.due = self._deadline(received, day, days)
        if channel == "email":
            story.answer_by = self._deadline(received, day, self.world.answer_days)
        self._live(story, topic, morning)
        if rng.random() < 0.004:
            story.annul(min(story.trail[-1].at + 60, self.end), agent, rng.choice(ANNULLED))
        return story

    def _words(self, topic: Topic) -> tuple[str, str | None]:
        """What stands on the line, and for feedback of which type that is."""
        lines = SUMMARIES.get(topic.code, (topic.name,))
        if topic.kind != "feedback" or len(lines) != len(FEEDBACK):
            return self.rng.choice(lines), None
        return self.rng.choices(tuple(zip(lines, FEEDBACK, strict=True)), tuple(FEEDBACK.values()))[0]

    def _times(self, day: Day, channel: str) -> tuple[int, int, int]:
        """When it came, when it was registered, and on which of the open days that was."""
        rng = self.rng
        morning = bisect_left(self._opens_at, day.number)
        at_desk = channel in ("visit", "phone", "internal")
        if day.is_working_day and (at_desk or rng.random() < 0.7 or day.opens + 14 * HOUR > self.end):
            received = day.opens + int(rng.random() * day.open_seconds)
            within = 30 + int(rng.expovariate(1 / 150)) if at_desk else 300 + int(rng.expovariate(1 / 2400))
            return received, max(received, min(received + within, day.opens + day.open_seconds)), morning
        received = day.opens + int((11 + rng.random() * 3) * HOUR)
        morning = bisect_left(self._opens_at, day.number + 1)
        if morning == len(self.open_days):
            return received, max(received, self.end), morning
        return received, self.open_days[morning].opens + int(rng.random() * HOUR), morning

    def _person(self, story: Story) -> None:
        rng = self.rng
        known = rng.random()
        if known < 0.4:
            return
        name = full_name(rng.getrandbits(16), rng.getrandbits(16))
        story.name = name
        story.protected = known > 0.997
        story.confidential = 0.985 < known <= 0.99
        if story.channel == "email":
            story.email = _email_of(name)
        elif known > 0.6:
            story.phone = rng.choice(PHONES)

    def _demand(self, story: Story) -> None:
        draw = self.rng.random()
        if draw < 0.25:
            return
        failed = draw < 0.25 + 0.75 * 0.19
        story.demand = (Demand.FAILURE if failed else Demand.VALUE).value
        if failed:
            story.cause = self.rng.choices(_FAILURES, self._weights_of_causes)[0]
        elif draw > 0.6:
            story.cause = _VALUES[story.kind == "feedback"] if draw < 0.95 else Cause.PERSONAL_CONTACT.value

    def _deadline(self, received: int, day: Day, working_days: int) -> int:
        due = _due(day.day, working_days, self.world.zone, self.world.deadline_hour)
        if due <= received:
            due = _due(day.day, 1, self.world.zone, self.world.deadline_hour)
        return due

    def _live(self, story: Story, topic: Topic, morning: int) -> None:
        rng = self.rng
        times = Times(self.open_days, self.end, morning, rng)
        if topic.kind in errands.KINDS:
            self._errands.follow(story, times)
            return
        if self._more.knows(topic.kind):
            self._more.follow(story, times)
            return
        if topic.kind == "fault" and rng.random() < 0.9:
            story.details["place"] = rng.choice(PLACES)
        if rng.random() < _AT_ONCE[story.channel] * (1.0 if topic.solvable else 0.75):
            self._at_once(story, topic)
            story.register()
            if rng.random() < 0.02:
                reopened(story, times)
            return
        story.register()
        follow(story, times, self.world.agents)

    def _at_once(self, story: Story, topic: Topic) -> None:
        rng = self.rng
        if topic.solvable or rng.random() < 0.5:
            outcome = rng.choices(_SOLVABLE, (90, 7, 2, 1))[0]
        else:
            outcome = "transferred" if story.channel == "phone" and rng.random() < 0.7 else "forwarded"
        to = topic.department if outcome in ("transferred", "forwarded") else None
        story.status, story.outcome, story.passed_on_to = "closed", outcome, to
        story.closed_at = story.first_answered_at = story.registered_at


_SOLVABLE = ("solved_first", "self_service", "asked_to_return", "withdrawn")
_FAILURES = tuple(cause.value for cause in causes_of(Demand.FAILURE))
_VALUES = (Cause.NEW_REQUEST.value, Cause.PRAISE_OR_SUGGESTION.value)


def _registered_at(story: Story) -> int:
    return story.registered_at


@lru_cache(maxsize=8192)
def _email_of(name: str) -> str:
    return email_of(name)


@lru_cache(maxsize=64)
def _working_days(kind: str) -> int | None:
    return kinds()[kind].working_days


@lru_cache(maxsize=65536)
def _due(day: date, working_days: int, zone: tzinfo, hour: int) -> int:
    midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
    return int(deadline(midnight, working_days, zone, hour).timestamp())
