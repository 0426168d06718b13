"""Failure demand from cached months and days: the same counts as :mod:`desk.storage.demand`, for whoever looks often.

A name is a topic, a department and, for failure demand, a cause. Of it are kept how many contacts there were, and the
sorted seconds of those that were finished at once, so that medians are exact when days become months and tertials.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from typing import NamedTuple

from desk.rules.demand import UNSAID, Contact, Counts, DemandPoint
from desk.rules.report import Level
from desk.storage import demand, month_cache
from desk.storage.database import Transaction
from desk.storage.day_cache import ByName, Fresh, Subject

_APART = "\x1f"


class SortFacts(NamedTuple):
    """Contacts of a topic and department (all, classified), or, with a cause, of failure demand; ``seconds`` sorted."""

    registered: int
    classified: int
    failure: int
    seconds: Sequence[int] = ()


class Found(NamedTuple):
    """What a span holds, as :func:`desk.rules.demand.report` takes it."""

    counts: list[Counts]
    contacts: list[Contact]

    def point(self, span: str) -> DemandPoint:
        """As a trend has it."""
        causes = Counter(sort[0] for sort, _seconds in self.contacts)
        return DemandPoint(
            span,
            sum(each.registered for each in self.counts),
            sum(each.classified for each in self.counts),
            len(self.contacts),
            dict(causes),
        )


def ends(first: int, last: int, zone: tzinfo) -> dict[int, int]:
    """When each local day (an ordinal) is over, in epoch seconds."""
    nights = (date.fromordinal(day) + timedelta(days=1) for day in range(first, last + 1))
    over = (int(datetime.combine(night, time.min, zone).timestamp()) for night in nights)
    return dict(zip(range(first, last + 1), over, strict=True))


def read(tx: Transaction, first: int, last: int, department: str | None, zone: tzinfo, fresh: Fresh) -> Found:
    """Contacts between two days (ordinals), of one department where it is named."""
    pieces = month_cache.facts(tx, _subject(zone), first, last, Level.ALL, fresh)
    counts: dict[tuple[str, str], list[int]] = {}
    contacts: list[Contact] = []
    for piece in pieces:
        for name, facts in piece.items():
            topic, of, *causes = name.split(_APART)
            if department is not None and of != department:
                continue
            if causes:
                sort = (causes[0], topic, of)
                contacts += [(sort, seconds) for seconds in facts.seconds]
                contacts += [(sort, None)] * (facts.failure - len(facts.seconds))
            else:
                some = counts.setdefault((topic, of), [0, 0])
                some[0] += facts.registered
                some[1] += facts.classified
    return Found([Counts(*both, *some) for both, some in counts.items()], contacts)


def _subject(zone: tzinfo) -> Subject[SortFacts]:
    def count(tx: Transaction, first: int, last: int, _level: Level) -> Iterator[tuple[int, ByName[SortFacts]]]:
        days: dict[int, dict[str, SortFacts]] = {}
        for day, topic, of, registered, classified in demand.counts_by_day(tx, first, last):
            name = _APART.join((topic or UNSAID, of or UNSAID))
            days.setdefault(day, {})[name] = SortFacts(registered, classified, 0)
        timed: dict[tuple[int, str], list[int | None]] = {}
        for day, (cause, topic, of), seconds in demand.contacts_by_day(tx, first, last, ends(first, last, zone)):
            timed.setdefault((day, _APART.join((topic, of, cause))), []).append(seconds)
        for (day, name), every in timed.items():
            known = sorted(each for each in every if each is not None)
            days.setdefault(day, {})[name] = SortFacts(0, 0, len(every), known)
        yield from days.items()

    return Subject("demand 1", SortFacts, SortFacts._fields.index("seconds"), count)
