"""Made-up cases and calls as rows, written straight into an empty database: the rows that services would write.

Search rows, trail and handles come out exactly as theirs (a test compares); only the way there is shorter.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, tzinfo
from functools import cache, lru_cache
from typing import Any

from desk.rules.cases import PERSONAL
from desk.rules.kinds import kinds
from desk.rules.kinds.bus_card import Step as CardStep
from desk.rules.people import show_phone
from desk.rules.references import reference
from desk.rules.sample.calls import MadeCall
from desk.rules.sample.story import Entry, Story, Taken
from desk.rules.searching import bare_number
from desk.rules.staffing import DayStaff
from desk.rules.surveys import Answer
from desk.rules.text import folded
from desk.storage import bookings, surveys, trail
from desk.storage import cases as case_rows
from desk.storage.chain import START, chain_of, link_of
from desk.storage.database import Row, Transaction

_DETAILS = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode
_CHANGES = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
_QUARTER = 900
"""Seconds: no zone's midnight lies within a quarter of an hour."""

_CASE = ("id", *case_rows.COLUMNS)
_VALUE = ("event_id", "field", "salt", "before", "after")
_FOUND = ("rowid", "names", "words", "folded")
_HANDLE = ("handle", "case_id")
_CLOSED = ("case_id", "closed_at", "reopened_at")
_CALL = ("key", "answer_group", "agent", "at", "day", "outcome", "wait_s", "talk_s")
_CARD = (
    "INSERT INTO bus_cards (case_id, card_number, holder, known_as, active_day, ended_day, blocked)"
    " VALUES (?, ?, ?, ?, ?, ?, ?)"
)
_PERMIT = (
    "INSERT INTO permits (case_id, person, known_as, serial_number, valid_from, valid_to, active_day, ended_day)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
_TAKEN = (
    "INSERT INTO reservations (resource_id, case_id, begins, ends, lent_at, returned_at, ended_at)"
    " VALUES (?, ?, ?, ?, ?, ?, ?)"
)


def is_empty(tx: Transaction) -> bool:
    """Whether there are neither cases nor calls."""
    return not tx.value("SELECT EXISTS (SELECT 1 FROM cases) OR EXISTS (SELECT 1 FROM calls)")


_STAFF = "INSERT INTO staffing (day, answer_group, planned, present, hourly) VALUES (?, ?, ?, ?, ?)"
_AWAY = "INSERT INTO absences (day, answer_group, reason, persons) VALUES (?, ?, ?, ?)"


def write_answers(tx: Transaction, answers: Sequence[Answer], at: int, by: str) -> None:
    """Write survey answers, as a file of them would be brought in at ``at``."""
    surveys.put_all(tx, answers, at, by)


def write_staffing(tx: Transaction, staff: Sequence[DayStaff]) -> None:
    """Write days of staffing that nothing is written of yet."""
    tx.run_many(_STAFF, [(each.day.toordinal(), each.group, each.planned, each.present, each.hourly) for each in staff])
    tx.run_many(
        _AWAY,
        [
            (each.day.toordinal(), each.group, str(reason), many)
            for each in staff
            for reason, many in each.absent.items()
        ],
    )


class Writer:
    """Turns stories into rows and writes them; references and ids count from one.

    Args:
        salt: Makes the bytes that hide the digests of personal values.
        many: Whether so many rows come that it pays to make indexes after them.
    """

    def __init__(self, tx: Transaction, zone: tzinfo, salt: Callable[[int], bytes], *, many: bool = True) -> None:
        self.tx = tx
        self.zone = zone
        self.salt = salt
        self._case = 0
        self._event, self._chain = trail.head(tx)
        self._numbers: dict[int, int] = {}
        self._cards: list[tuple[int, Story, str]] = []
        self._days: dict[int, tuple[int, int]] = {}
        self._calls = 0
        self._resources = {(str(each.sort), each.name): each.id for each in bookings.every(tx)}
        self._many = many
        if many:
            tx.make_room(much=True)

    def write(self, stories: Sequence[Story]) -> None:
        """Write stories, in the order in which they were registered."""
        rows: list[Row] = []
        events: list[Row] = []
        values: list[Row] = []
        found: list[Row] = []
        handles: list[Row] = []
        closed: list[Row] = []
        permits: list[Row] = []
        taken: list[Row] = []
        for story in stories:
            self._case += 1
            year = self._day(story.registered_at)[1]
            number = self._numbers[year] = self._numbers.get(year, 0) + 1
            row = self._row(story, year, number)
            rows.append(row)
            self._events(story, case_rows.state_of(row[1:]), events, values)
            found.append((self._case, *texts_of(story, reference(year, number))))
            handles += [(handle, self._case) for handle in handles_of(story)]
            closed += [(self._case, *period) for period in story.closed_periods]
            if story.kind == "bus_card":
                self._cards.append((self._case, story, _holder(story)))
            elif story.kind == "parking_permit":
                permits += self._permit(story)
            taken += [self._taken(each) for each in story.taken]
        self.tx.copy("cases", _CASE, rows)
        self.tx.copy("events", trail.COLUMNS, events)
        self.tx.copy("event_values", _VALUE, values)
        self.tx.copy("search", _FOUND, found)
        self.tx.copy("handles", _HANDLE, sorted(handles))
        self.tx.copy("closed_periods", _CLOSED, closed)
        self.tx.run_many(_PERMIT, permits)
        self.tx.run_many(_TAKEN, taken)

    def write_calls(self, calls: Iterable[MadeCall]) -> None:
        """Write calls, each with a key of its own."""
        rows = []
        for call in calls:
            self._calls += 1
            outcome = "answered" if call.answered else "abandoned"
            rows.append(
                (f"sample-{self._calls}", call.group, call.agent, call.at, call.day, outcome, call.wait_s, call.talk_s)
            )
        self.tx.copy("calls", _CALL, rows)

    def finish(self) -> None:
        """Write what spans cases, and the counters."""
        self.tx.run_many(_CARD, card_rows(self._cards, lambda at: self._day(at)[0]))
        self.tx.run_many("INSERT INTO reference_counters (year, last) VALUES (?, ?)", list(self._numbers.items()))
        if self._many:
            self.tx.make_room(much=False)

    # ------------------------------------------------------------------ rows

    def _day(self, at: int) -> tuple[int, int]:
        """The local day's ordinal, and its year."""
        quarter = at // _QUARTER
        known = self._days.get(quarter)
        if known is None:
            day = datetime.fromtimestamp(quarter * _QUARTER, UTC).astimezone(self.zone).date()
            known = self._days[quarter] = (day.toordinal(), day.year)
        return known

    def _row(self, s: Story, year: int, number: int) -> Row:
        ended = s.annulled_at if s.closed_at is None else s.closed_at
        retention = None if ended is None else self._retention(s, ended)
        return (
            self._case, year, number, None, s.kind, s.channel, s.status, s.step, s.topic, s.summary, s.note, s.name,
            s.phone, s.email, s.personal_number, s.anonymous, s.protected, s.department, s.group, s.agent,
            s.passed_on_to, s.demand, s.cause, s.outcome, s.confidential, s.received_at, s.registered_at,
            s.first_answered_at, s.closed_at, s.due, case_rows.NO_DUE if s.due is None else s.due, s.answer_by, s.day,
            s.parked_until, retention, None, s.annulled_at, s.annulled_by, s.annulled_why,
            _DETAILS(s.details) if s.details else "{}", case_rows.DETAILS_VERSION, len(s.trail), self.salt(16), None,
        )  # fmt: skip

    def _retention(self, story: Story, ended_at: int) -> int:
        ended, last = self._day(ended_at)[0], story.details.get("valid_to")
        return max(ended, _ordinal(last) if last else ended) + kinds()[story.kind].retention_days

    def _events(self, story: Story, state: bytes, events: list[Row], values: list[Row]) -> None:
        link = START
        for version, entry in enumerate(story.trail, start=1):
            self._event += 1
            personal = _personal(story.kind)
            changes = entry.changes if personal.isdisjoint(entry.changes) else self._apart(entry, personal, values)
            text = _plain(*changes["status"]) if len(changes) == 1 and "status" in changes else _CHANGES(changes)
            said = (self._event, self._case, entry.at, entry.by, entry.what, None, text, version)
            known = state if version == len(story.trail) else None
            link = link_of(link, said, known)
            self._chain = chain_of(self._chain, link)
            events.append((*said, known, link, self._chain))

    def _apart(self, entry: Entry, personal: frozenset[str], values: list[Row]) -> dict[str, Any]:
        """The entry's changes with personal values taken out of them, into rows of their own."""
        changes: dict[str, Any] = dict(entry.changes)
        for name, (before, after) in entry.changes.items():
            if name in personal:
                salt, old, new = self.salt(16), _CHANGES(before), _CHANGES(after)
                changes[name] = {"digest": trail.digest(salt, old, new)}
                values.append((self._event, name, salt, old, new))
        return changes

    def _taken(self, of: Taken) -> Row:
        resource = self._resources[str(of.sort), of.name]
        return (resource, self._case, of.begins, of.ends, of.lent_at, of.returned_at, of.ended_at)

    def _permit(self, story: Story) -> list[Row]:
        serial = story.details.get("serial_number")
        ended = self._day(story.annulled_at)[0] if story.annulled_at is not None else None
        if not serial or (ended is not None and story.active_day is None):
            return []
        first, last = (_ordinal(story.details[name]) for name in ("valid_from", "valid_to"))
        name = _folded(story.name) if story.name and not story.protected else None
        return [(self._case, story.personal_number, name, serial, first, last, story.active_day, ended)]


@cache
def _personal(kind: str) -> frozenset[str]:
    """The fields whose values are kept apart in the trail."""
    return frozenset((*PERSONAL, *(f"details.{name}" for name in kinds()[kind].personal)))


@lru_cache(maxsize=256)
def _plain(before: str | None, after: str) -> str:
    return _CHANGES({"status": (before, after)})


@lru_cache(maxsize=4096)
def _ordinal(day: str) -> int:
    return datetime.strptime(day, "%Y-%m-%d").date().toordinal()  # noqa: DTZ007  a day, not an instant


# ------------------------------------------------------------------ how a case is found


def texts_of(story: Story, reference: str) -> tuple[str, str, str]:
    """What :func:`desk.storage.search.texts_of` makes of the case; words seen before are not folded again."""
    plain = reference.replace("-", "")
    if story.protected:
        return "", f" {reference} {plain} ", ""
    own: list[str] = []
    people = [story.name] if story.name else []
    if story.details:
        kind = kinds()[story.kind]
        own = [str(story.details[name]) for name in kind.searched if story.details.get(name)]
        people += [str(story.details[name]) for name in kind.named if story.details.get(name)]
    numbers = [bare_number(text) for text in own if any(c.isdigit() for c in text)]
    parts = [reference, plain, *_phone(story.phone), story.email, story.summary, *own, *numbers, story.note]
    words = [part for part in parts if part]
    bent = " ".join([more for part in (*people, *words) if (more := _bent(part))])
    names = " ".join(people)
    return f" {names} " if names else "", f" {' '.join(words)} ", f" {bent} " if bent else ""


@lru_cache(maxsize=256)
def _phone(number: str | None) -> tuple[str, ...]:
    return (bare_number(show_phone(number)), show_phone(number)) if number else ()


@lru_cache(maxsize=65536)
def _bent(text: str) -> str:
    if text.isascii():
        return ""
    return " ".join([bare for word in text.split() if not word.isascii() and (bare := folded(word)) != word.lower()])


def handles_of(story: Story) -> list[str]:
    """The numbers by which the case is found exactly."""
    found = []
    if story.phone:
        found.append(f"phone:{story.phone}")
    if story.email:
        found.append(f"email:{story.email}")
    if story.personal_number:
        found.append(f"person:{story.personal_number}")
    if story.details:
        if card := story.details.get("card_number"):
            found.append(f"card:{card}")
        if serial := story.details.get("serial_number"):
            found.append(f"serial:{serial}")
    return found


# ------------------------------------------------------------------ bus cards


def _holder(story: Story) -> str:
    return f"pupil:{_folded(story.details['pupil'])}|{_folded(story.details['school'])}"


@lru_cache(maxsize=8192)
def _folded(text: str) -> str:
    return folded(text)


def card_rows(cards: Iterable[tuple[int, Story, str]], day_of: Callable[[int], int]) -> list[Row]:
    """The register of cards: one that was lost ends the same pupil's earlier ones when it is blocked."""
    blocked: dict[str, list[int]] = {}
    kept = [(number, story, holder) for number, story, holder in cards if story.annulled_at is None]
    for _, story, holder in kept:
        blocked.setdefault(holder, []).extend(_taken(story, CardStep.BLOCKED))
    rows = []
    for number, story, holder in kept:
        ended = None
        for handed_out in _taken(story, CardStep.HANDED_OUT):
            later = [at for at in blocked[holder] if at > handed_out]
            ended = day_of(min(later)) if later else None
        known_as = None if story.protected else holder
        card = story.details.get("card_number", "")
        rows.append((number, card, holder, known_as, story.active_day, ended, ended is not None))
    return rows


def _taken(story: Story, step: str) -> list[int]:
    """When a step was taken."""
    return [entry.at for entry in story.trail if entry.what == "step" and entry.changes["step"][1] == step]
