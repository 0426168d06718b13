"""One made-up case as it grows: its fields, and the trail that the services would have written of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, NamedTuple


class Entry(NamedTuple):
    """An entry of the trail: at (epoch seconds), by (login), what, and each changed field before and after."""

    at: int
    by: str
    what: str
    changes: Mapping[str, tuple[Any, Any]]


@dataclass(slots=True)
class Taken:
    """Something that the case has booked or lent; instants are epoch seconds."""

    sort: str
    name: str
    begins: int
    ends: int
    lent_at: int | None = None
    returned_at: int | None = None
    ended_at: int | None = None


@dataclass(slots=True)
class Story:
    """One made-up case. Instants are epoch seconds, days are ordinals; ``trail`` is its history so far."""

    kind: str
    channel: str
    topic: str
    summary: str
    department: str | None
    group: str | None
    agent: str
    registered_by: str
    received_at: int
    registered_at: int
    day: int
    due: int | None = None
    answer_by: int | None = None
    note: str = ""
    name: str | None = None
    phone: str | None = None
    email: str | None = None
    personal_number: str | None = None
    anonymous: bool = False
    protected: bool = False
    confidential: bool = False
    demand: str | None = None
    cause: str | None = None
    outcome: str | None = None
    passed_on_to: str | None = None
    status: str = "new"
    step: str | None = None
    first_answered_at: int | None = None
    closed_at: int | None = None
    parked_until: int | None = None
    annulled_at: int | None = None
    annulled_by: str | None = None
    annulled_why: str | None = None
    details: dict[str, Any] = field(default_factory=dict)
    trail: list[Entry] = field(default_factory=list)
    closed_periods: list[tuple[int, int]] = field(default_factory=list)
    active_day: int | None = None
    """The day on which its card or permit was handed out."""
    taken: list[Taken] = field(default_factory=list)

    # ------------------------------------------------------------------ what happens to it

    def register(self) -> None:
        """The first entry. A case that is closed already was closed by registering it."""
        changes: dict[str, tuple[Any, Any]] = {"status": (None, self.status)}
        if self.step is not None:
            changes["step"] = (None, self.step)
        self.trail.append(Entry(self.registered_at, self.registered_by, "registered", changes))

    def move(self, at: int, by: str, status: str) -> None:
        """Another status; parking is :meth:`park`, closing :meth:`close`."""
        changes = self._status(status)
        if self.parked_until is not None:
            changes["parked_until"] = (_iso_day(self.parked_until), None)
            self.parked_until = None
        self.trail.append(Entry(at, by, "status", changes))

    def park(self, at: int, by: str, until: int) -> None:
        """Parked until a later day."""
        changes = self._status("parked")
        changes["parked_until"] = (None, _iso_day(until))
        self.parked_until = until
        self.trail.append(Entry(at, by, "parked", changes))

    def hand_over(self, at: int, by: str, to: str) -> None:
        """To somebody else's work."""
        changes = self._status("handed_over")
        changes["passed_on_to"] = (self.passed_on_to, to)
        self.passed_on_to = to
        self.trail.append(Entry(at, by, "forwarded", changes))

    def take(self, at: int, by: str) -> None:
        """Somebody else makes it their own."""
        changes = self._status("ongoing") if self.status == "new" else {}
        if by != self.agent:
            changes["agent"] = (self.agent, by)
            self.agent = by
        if changes:
            self.trail.append(Entry(at, by, "taken_over", changes))

    def write(self, at: int, by: str, words: str) -> None:
        """One more note."""
        self.trail.append(Entry(at, by, "note", {"note": ("", words)}))
        self.note = f"{self.note}\n{words}" if self.note else words

    def correct(self, at: int, by: str, **details: Any) -> None:
        """Own fields filled in later."""
        self.trail.append(Entry(at, by, "corrected", self._details(details)))

    def take_step(self, at: int, by: str, step: str, *, answers: bool = False, due: Any = ..., **details: Any) -> None:
        """The next step of its kind, with the own fields that it fills in; ``due`` where the deadline is another."""
        changes = self._details(details)
        if due is not ... and due != self.due:
            changes["due"] = (_instant(self.due), _instant(due))
            self.due = due
        changes["step"] = (self.step, step)
        self.step = step
        if self.status == "new":
            changes |= self._status("ongoing")
        if answers and self.first_answered_at is None:
            self.first_answered_at = at
            changes["first_answered_at"] = (None, iso(at))
        self.trail.append(Entry(at, by, "step", changes))

    def close(self, at: int, by: str, outcome: str) -> None:
        """Closed with an outcome; answered now, if not before."""
        changes = self._status("closed")
        changes["outcome"] = (None, outcome)
        changes["closed_at"] = (None, iso(at))
        if self.first_answered_at is None:
            self.first_answered_at = at
            changes["first_answered_at"] = (None, iso(at))
        if self.parked_until is not None:
            changes["parked_until"] = (_iso_day(self.parked_until), None)
            self.parked_until = None
        self.outcome, self.closed_at = outcome, at
        self.trail.append(Entry(at, by, "closed", changes))

    def reopen(self, at: int, by: str) -> None:
        """Open again; its time closed is kept."""
        if self.closed_at is None:
            return
        changes = self._status("reopened")
        changes["outcome"] = (self.outcome, None)
        changes["closed_at"] = (iso(self.closed_at), None)
        self.closed_periods.append((self.closed_at, at))
        self.outcome = self.closed_at = None
        self.trail.append(Entry(at, by, "reopened", changes))

    def annul(self, at: int, by: str, why: str) -> None:
        """Taken out of every figure."""
        self.annulled_at, self.annulled_by, self.annulled_why = at, by, why
        for each in self.taken:
            if each.ended_at is None and each.returned_at is None:
                each.ended_at = at
        self.trail.append(Entry(at, by, "annulled", {"annulled_at": (None, iso(at)), "annulled_why": (None, why)}))

    def _status(self, to: str) -> dict[str, tuple[Any, Any]]:
        before, self.status = self.status, to
        return {} if before == to else {"status": (before, to)}

    def _details(self, new: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
        changes = {f"details.{name}": (self.details.get(name), value) for name, value in new.items()}
        self.details.update(new)
        return {name: change for name, change in changes.items() if change[0] != change[1]}


def utc(at: int) -> str:
    """Epoch seconds as an own field of a kind holds an instant: ``2026-11-19T09:42:00Z``."""
    return f"{iso(at)[:-6]}Z"


def _instant(at: int | None) -> str | None:
    return None if at is None else iso(at)


_EPOCH_DAY = date(1970, 1, 1).toordinal()
_DAY_SECONDS = 86_400


def iso(at: int) -> str:
    """Epoch seconds as the trail writes an instant: ``2026-11-19T09:42:00+00:00``."""
    day, second = divmod(at, _DAY_SECONDS)
    return _iso_day(day + _EPOCH_DAY) + _clock(second)


@lru_cache(maxsize=8192)
def _iso_day(number: int) -> str:
    return date.fromordinal(number).isoformat()


@lru_cache(maxsize=_DAY_SECONDS)
def _clock(second: int) -> str:
    return datetime.fromtimestamp(second, UTC).isoformat()[10:]
