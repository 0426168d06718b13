"""What a made-up desk can lend and book, and when it is free: no two have the same thing at once, here either."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from random import Random

from desk.rules.bookings import ResourceSort
from desk.rules.calendar import is_working_day
from desk.rules.sample.plan import HOUR, Day

Made = tuple[ResourceSort, str, str, str]
"""Sort, type, name and note."""

RESOURCES: tuple[Made, ...] = (
    *((ResourceSort.POOL, "Bil", f"Elbil {n}", "Laddkort i handskfacket") for n in range(1, 6)),
    (ResourceSort.POOL, "Bil", "Minibuss", "Nio platser"),
    *((ResourceSort.POOL, "Cykel", f"Elcykel {n}", "") for n in range(1, 4)),
    *((ResourceSort.POOL, "Projektor", f"Projektor {n}", "Kabelväskan följer med") for n in range(1, 3)),
    *((ResourceSort.POOL, "Passerkort", f"Passerkort {n}", "") for n in range(1, 5)),
    (ResourceSort.FACILITY, "Idrottshall", "Sporthallen", ""),
    (ResourceSort.FACILITY, "Idrottshall", "Göingehallen", ""),
    (ResourceSort.FACILITY, "Simhall", "Simhallen, bana 1", ""),
    (ResourceSort.FACILITY, "Lokal", "Stora salen", "120 platser"),
    (ResourceSort.FACILITY, "Lokal", "Studierummet", "Biblioteket, plan 2"),
    (ResourceSort.FACILITY, "Vigsel", "Vigselrummet", "20 platser"),
    *((ResourceSort.OFFICIANT, "", name, "") for name in ("Anders Nyberg", "Eva Ståhl", "Göran Palm")),
)
VEHICLES = frozenset({"Bil", "Cykel"})
WEDDING_ROOM = "Vigselrummet"
_DAY = timedelta(days=1)
_AHEAD = 150
"""So many days after the last one things are booked."""

Booked = tuple[ResourceSort, str, int, int]
"""Sort, name, and from when until when in epoch seconds."""


class Shelf:
    """The things by their sort and name, and the hours at which they are taken.

    Args:
        resources: Sort, type and name of what there is; nothing is lent of what is not there.
    """

    def __init__(
        self, resources: Sequence[tuple[ResourceSort, str, str]], days: Sequence[Day], zone: tzinfo, rng: Random
    ) -> None:
        self._rng = rng
        self._zone = zone
        self._names: Mapping[ResourceSort, list[tuple[str, str]]] = {
            sort: [(type_, name) for of, type_, name in resources if of is sort] for sort in ResourceSort
        }
        self._taken: set[tuple[str, int, int]] = set()
        last = days[-1].day
        ahead = (last + n * _DAY for n in range(1, _AHEAD))
        self.days: list[tuple[date, int]] = [(each.day, each.opens) for each in days if each.is_working_day]
        self.days += [(each, self.at(each, 8)) for each in ahead if is_working_day(each)]
        """Working days with their opening, those after the last day of the plan too."""

    def at(self, day: date, hour: int) -> int:
        """An hour of a local day, in epoch seconds."""
        return int(datetime.combine(day, time(hour), self._zone).astimezone(UTC).timestamp())

    def day(self, at: int) -> date:
        """The local day of an instant in epoch seconds."""
        return datetime.fromtimestamp(at, self._zone).date()

    def whole_days(self, first: int, many: int, types: frozenset[str], *, among: bool) -> tuple[str, int, int] | None:
        """An item of the pool that is free on ``many`` working days from the one at ``first`` on: its name and times.

        Args:
            among: Whether its type is one of ``types``, or none of them.
        """
        days = self.days[first : first + many]
        names = [name for type_, name in self._names[ResourceSort.POOL] if (type_ in types) is among]
        if len(days) < many or not names:
            return None
        start = self._rng.randrange(len(names))
        for name in (*names[start:], *names[:start]):
            slots = [(name, day.toordinal(), 0) for day, _opens in days]
            if self._taken.isdisjoint(slots):
                self._taken.update(slots)
                return name, days[0][1], days[-1][1] + 8 * HOUR
        return None

    def keep(self, name: str, after: int) -> bool:
        """Let an item be lent no more after an instant, because it is not back; not where somebody waits for it."""
        slots = [(name, day.toordinal(), 0) for day, opens in self.days if opens > after]
        if not self._taken.isdisjoint(slots):
            return False
        self._taken.update(slots)
        return True

    def hours(self, place: int, hour: int, names: Sequence[str]) -> tuple[str, int] | None:
        """The first of ``names`` that is free at an hour of the working day at ``place``, and when that is."""
        if place >= len(self.days):
            return None
        day = self.days[place][0]
        for name in names:
            slot = (name, day.toordinal(), hour)
            if slot not in self._taken:
                self._taken.add(slot)
                return name, self.at(day, hour)
        return None

    def weekly(self, place: int, hour: int, name: str, times: int) -> tuple[int, ...] | None:
        """An hour that is free so many weeks in a row from the working day at ``place`` on: when each begins."""
        if place >= len(self.days):
            return None
        days = [self.days[place][0] + 7 * n * _DAY for n in range(times)]
        slots = [(name, day.toordinal(), hour) for day in days]
        if not self._taken.isdisjoint(slots):
            return None
        self._taken.update(slots)
        return tuple(self.at(day, hour) for day in days)

    def names(self, sort: ResourceSort, but: str = "") -> list[str]:
        """The names of a sort, in an order of chance."""
        found = [name for _type, name in self._names[sort] if name != but]
        self._rng.shuffle(found)
        return found
