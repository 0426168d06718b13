"""What can be booked for a time: items of the pool, rooms and facilities, officiants; who has what, and what is free.

A reservation takes a resource from ``begins`` to before ``ends``, both aware instants in UTC. Two never overlap: the
database refuses (:mod:`desk.storage.bookings`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import pairwise

from desk.rules.labels import Code
from desk.rules.refusals import refuse
from desk.rules.text import in_swedish_order
from desk.words import N_, _

MOST_TIMES = 400
"""How many times one booking may come back: daily for a year, and some."""
_DAY = timedelta(days=1)
_SHIFT = 7600
"""Years, a multiple of 400, by which a rule is moved towards the last year: one that never comes is found out soon."""


class ResourceSort(Code):
    """What sort of thing is booked; each has its own names, its own tab and its own kind of case."""

    POOL = "pool", N_("Pool")
    FACILITY = "facility", N_("Rooms and facilities")
    OFFICIANT = "officiant", N_("Officiants")

    @property
    def kind(self) -> str:
        """The kind of case that books it, where nothing else is said."""
        return {"pool": "pool_loan", "facility": "booking", "officiant": "wedding"}[self.value]


class Taken(Code):
    """How a resource is taken."""

    REQUESTED = "requested", N_("Asked for")
    BOOKED = "booked", N_("Booked")
    LENT = "lent", N_("Lent")
    OVERDUE = "overdue", N_("Not back")
    RETURNED = "returned", N_("Returned")


class Repeats(Code):
    """How often a booking comes back."""

    DAILY = "daily", N_("Every day")
    WORKDAYS = "workdays", N_("Monday to Friday")
    WEEKLY = "weekly", N_("Every week")
    FORTNIGHTLY = "fortnightly", N_("Every second week")
    MONTHLY = "monthly", N_("Every month, the same weekday")
    BY_RULE = "by_rule", N_("By a rule")


@dataclass(frozen=True)
class Resource:
    """Something that can be booked; ``type`` is the municipality's own word (*Bil*, *Projektor*).

    From ``out_from`` until before ``out_to``, or without end, it is out of service.
    """

    id: int
    sort: ResourceSort
    name: str
    type: str = ""
    note: str = ""
    active: bool = True
    out_from: datetime | None = None
    out_to: datetime | None = None
    out_why: str = ""

    def out_between(self, begins: datetime, ends: datetime) -> bool:
        """Whether it is out of service for some of a time."""
        if self.out_from is None or self.out_from >= ends:
            return False
        return self.out_to is None or self.out_to > begins


@dataclass(frozen=True)
class Wanted:
    """What a case takes for a time: a resource by its sort and name."""

    sort: ResourceSort
    name: str
    begins: datetime
    ends: datetime


@dataclass(frozen=True)
class Reservation:
    """A resource taken by a case, as it is shown.

    Attributes:
        reference: The case's.
        who: The borrower, the association or the couple; ``None`` where nobody is named or the person may not see.
        protected: The case is about somebody with a protected identity; ``who`` is ``None`` then.
        hidden: The case is confidential and not for the person to see; ``who`` and ``summary`` are empty then.
        step: The case's step, as its kind has it.
        repeats: It is one of several of the same case.
    """

    id: int
    resource_id: int
    case_id: int
    reference: str
    kind: str
    begins: datetime
    ends: datetime
    lent_at: datetime | None = None
    returned_at: datetime | None = None
    step: str | None = None
    who: str | None = None
    summary: str = ""
    protected: bool = False
    hidden: bool = False
    repeats: bool = False
    version: int = 1

    @property
    def is_out(self) -> bool:
        """Lent, and not back."""
        return self.lent_at is not None and self.returned_at is None

    def overdue(self, now: datetime) -> bool:
        """Lent, and not back in time."""
        return self.is_out and self.ends < now

    def until(self, now: datetime) -> datetime:
        """Until when it really takes the resource: until it was back, and where it is overdue until now at least."""
        if self.returned_at is not None:
            return self.returned_at
        return max(self.ends, now) if self.is_out else self.ends

    def state(self, now: datetime) -> Taken:
        """How the resource is taken."""
        if self.returned_at is not None:
            return Taken.RETURNED
        if self.is_out:
            return Taken.OVERDUE if self.overdue(now) else Taken.LENT
        return Taken.REQUESTED if self.step == "request" else Taken.BOOKED


@dataclass(frozen=True)
class CalendarRow:
    """A resource and what takes it in the days asked for, in order of time."""

    resource: Resource
    reservations: tuple[Reservation, ...]

    def between(self, begins: datetime, ends: datetime, now: datetime) -> tuple[Reservation, ...]:
        """What takes it for some of a time."""
        return tuple(each for each in self.reservations if each.begins < ends and each.until(now) > begins)


@dataclass(frozen=True)
class Calendar:
    """What is taken from the local day ``first`` to ``last``, both included; instants are in UTC."""

    sort: ResourceSort
    first: date
    last: date
    zone: tzinfo
    now: datetime
    rows: tuple[CalendarRow, ...]

    @property
    def days(self) -> tuple[date, ...]:
        """The local days, in order."""
        return tuple(self.first + n * _DAY for n in range((self.last - self.first).days + 1))

    def on(self, row: CalendarRow, day: date) -> tuple[Reservation, ...]:
        """What takes a row's resource for some of a local day."""
        return row.between(*day_bounds(day, self.zone), self.now)

    def at(self, row: CalendarRow, day: date, hour: int) -> tuple[Reservation, ...]:
        """What takes a row's resource for some of an hour, 0 to 23, of a local day."""
        return row.between(*hour_bounds(day, hour, self.zone), self.now)

    def out_on(self, row: CalendarRow, day: date) -> bool:
        """Whether a row's resource is out of service for some of a local day."""
        return row.resource.out_between(*day_bounds(day, self.zone))


def day_bounds(day: date, zone: tzinfo) -> tuple[datetime, datetime]:
    """The instants, in UTC, at which a local day begins and at which it has ended (not included)."""
    return _instant(day, time.min, zone), _instant(day + _DAY, time.min, zone)


def hour_bounds(day: date, hour: int, zone: tzinfo) -> tuple[datetime, datetime]:
    """The instants, in UTC, between which an hour of a local day lies."""
    begins = _instant(day, time(hour), zone)
    ends = _instant(day + _DAY, time.min, zone) if hour == 23 else _instant(day, time(hour + 1), zone)
    return begins, ends


def _instant(day: date, at: time, zone: tzinfo) -> datetime:
    return datetime.combine(day, at, zone).astimezone(UTC)


def said(instant: datetime, zone: tzinfo) -> str:
    """An instant as a sentence names it: local, as ``2026-11-19 10:42``."""
    return instant.astimezone(zone).strftime("%Y-%m-%d %H:%M")


# ------------------------------------------------------------------ coming back


def occurrences(
    begins: datetime,
    ends: datetime,
    zone: tzinfo,
    rule: str | None,
    until: date | None = None,
    but: tuple[date, ...] = (),
) -> tuple[tuple[datetime, datetime], ...]:
    """The times of a booking that comes back, the first included: the same hours on the clock, summer and winter.

    Args:
        rule: RFC 5545, without ``RRULE:``; ``None`` for a booking that does not come back.
        until: The last local day on which it may begin, where the rule has no end of its own.
        but: Local days that are left out.

    Raises:
        Refused: ``repeats_invalid``, ``repeats_endless``, ``repeats_too_many``, ``repeats_none``,
            ``repeats_overlap`` where one would begin before the one before it has ended.
    """
    if rule is None:
        return ((begins, ends),)
    first, last = begins.astimezone(zone), ends.astimezone(zone)
    length, found = last.replace(tzinfo=None) - first.replace(tzinfo=None), []
    for each in _days(first.replace(tzinfo=None), rule, until):
        if each.date() not in but:
            found.append(_between(each, length, zone))
        if len(found) > MOST_TIMES:
            refuse("repeats_too_many", "details.repeats_until", most=MOST_TIMES)
    if not found:
        refuse("repeats_none", "details.repeats")
    for one, after in pairwise(found):
        if after[0] < one[1]:
            refuse("repeats_overlap", "details.repeats", day=after[0].astimezone(zone).date())
    return tuple(found)


def _between(begins: datetime, length: timedelta, zone: tzinfo) -> tuple[datetime, datetime]:
    start, stop = begins.replace(tzinfo=zone), (begins + length).replace(tzinfo=zone)
    return start.astimezone(UTC), stop.astimezone(UTC)


def _days(first: datetime, rule: str, until: date | None) -> Iterator[datetime]:
    """The local times at which it begins, without zone."""
    from dateutil.rrule import rrulestr

    if not is_rule(rule):
        refuse("repeats_invalid", "details.rule")
    text, last = _without_end(rule)
    last = min(each for each in (last, until, date.max) if each is not None)
    if last == date.max and "COUNT=" not in text:
        refuse("repeats_endless", "details.repeats_until")
    far = first.replace(year=first.year + _SHIFT)
    try:
        made = rrulestr(text, dtstart=far, ignoretz=True)
    except ValueError:
        refuse("repeats_invalid", "details.rule")
    for each in made:
        near = each.replace(year=each.year - _SHIFT)
        if near.date() > last:
            return
        yield near


def _without_end(rule: str) -> tuple[str, date | None]:
    """A rule without its ``UNTIL``, and the local day that this names."""
    until = re.search(r";?UNTIL=(\d{8})(T\d{6}Z?)?", rule)
    if until is None:
        return rule, None
    try:
        return rule.replace(until[0], "").strip(";"), date.fromisoformat(until[1])
    except ValueError:
        refuse("repeats_invalid", "details.rule")


def is_rule(text: str) -> bool:
    """Whether it is an rrule of whole days (RFC 5545), with ``UNTIL`` or without; no other words pass."""
    from desk.rules.wheel import is_part

    rule = re.sub(r";?UNTIL=\d{8}(T\d{6}Z?)?(?=;|$)", "", text).strip(";")
    pairs = [each.partition("=")[::2] for each in rule.split(";")]
    return len(dict(pairs)) == len(pairs) and "FREQ" in dict(pairs) and all(is_part(*each) for each in pairs)


def rule_of(repeats: Repeats, begins: datetime, zone: tzinfo) -> str | None:
    """The rrule that a frequency stands for; ``None`` for one that is given as a rule of its own."""
    local = begins.astimezone(zone)
    weekday = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")[local.weekday()]
    nth = (local.day - 1) // 7 + 1
    return {
        Repeats.DAILY: "FREQ=DAILY",
        Repeats.WORKDAYS: "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
        Repeats.WEEKLY: "FREQ=WEEKLY",
        Repeats.FORTNIGHTLY: "FREQ=WEEKLY;INTERVAL=2",
        Repeats.MONTHLY: f"FREQ=MONTHLY;BYDAY={-1 if nth == 5 else nth}{weekday}",
        Repeats.BY_RULE: None,
    }[repeats]


def shown_who(reservation: Reservation) -> str:
    """Whom a reservation is shown with, in the language spoken now; empty where nobody is named."""
    if reservation.hidden:
        return _("Confidential")
    return _("Protected identity") if reservation.protected else reservation.who or ""


def in_order(resource: Resource) -> tuple[object, ...]:
    """Sorts by type and name as people count: *Cykel 2* before *Cykel 10*; what has no type comes last."""
    parts = re.split(r"(\d+)", in_swedish_order(resource.name))
    name = tuple((int(each), "") if each.isdecimal() else (-1, each) for each in parts if each)
    return not resource.type, in_swedish_order(resource.type), name
