"""What can be booked, and topics, as rows of a file: each change stands in the trail by itself, as one made by hand.

What a file has no column for, and what a cell leaves empty, stays as it was.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from desk.rules.bookings import Resource
from desk.rules.bringing_in import ResourceRow, Row, TopicRow, Verdict
from desk.rules.events import Happening
from desk.rules.kinds import kinds
from desk.rules.organisation import Topic
from desk.rules.organising import KeptTopic, TopicInput, code_of, read
from desk.rules.refusals import refuse
from desk.services.kept import differences, tell
from desk.services.seat import Seat
from desk.storage import bookings, organisation, organising
from desk.storage.database import Transaction
from desk.words import everywhere

_OF_RESOURCE = ("sort", "type", "name", "note")
_OF_TOPIC = ("name", "name_en", "kind", "department", "group", "working_days", "solvable")


class Resources:
    """Items of the pool, rooms and facilities, officiants: known by their sort and name."""

    subject = "resource"

    def __init__(self, tx: Transaction, seat: Seat, moment: datetime) -> None:
        self._seat = seat
        self._moment = moment
        self._known = {(each.sort, each.name.casefold()): each for each in bookings.every(tx)}

    def known_by(self, row: Row) -> Row:
        """Its sort and name."""
        return row

    def put(self, tx: Transaction, row: Row) -> Verdict:
        """Write one. One that is booked no more stays so."""
        if not isinstance(row, ResourceRow):
            raise TypeError(row)
        before = self._known.get((row.sort, row.name.casefold()))
        given = {name: getattr(row, name) for name in _OF_RESOURCE if name in row.model_fields_set}
        if before is None:
            made = Resource(0, row.sort, row.name, row.type, row.note)
            number = bookings.add(tx, made)
            self._tell(tx, number, Happening.ADDED, differences(None, made, _OF_RESOURCE))
            return Verdict.NEW
        after = replace(before, **given)
        changes = differences(before, after, _OF_RESOURCE)
        if not changes:
            return Verdict.KNOWN
        bookings.change(tx, after)
        self._tell(tx, before.id, Happening.CHANGED, changes)
        return Verdict.CHANGED

    def _tell(self, tx: Transaction, number: int, what: Happening, changes: dict[str, tuple[Any, Any]]) -> None:
        tell(tx, self._seat, self._moment, what, f"{self.subject}:{number}", changes)

    def done(self, tx: Transaction) -> None:
        """Nothing more."""
        del tx


class Topics:
    """Topics: known by their code, or else by their name."""

    subject = "topic"

    def __init__(self, tx: Transaction, seat: Seat, moment: datetime) -> None:
        self._seat = seat
        self._moment = moment
        self._known = {each.code: each for each in organising.topics(tx)}
        self._codes = {each.name.casefold(): each.code for each in reversed(self._known.values())}
        self._departments = {each.name.casefold(): each.name for each in organising.departments(tx) if each.active}
        self._groups = {each.name.casefold(): each.name for each in organising.groups(tx) if each.active}
        self._kinds = {
            name.casefold(): code for code, each in kinds().items() for name in (code, *everywhere(each.label))
        }
        self._changed = False

    def known_by(self, row: Row) -> Row:
        """Its code; without one, that of the topic of its name, or a new one made of it."""
        if not isinstance(row, TopicRow):
            raise TypeError(row)
        return row.model_copy(update={"code": row.code or self._codes.get(row.name.casefold()) or code_of(row.name)})

    def put(self, tx: Transaction, row: Row) -> Verdict:
        """Write one, a new one with its routine. One that is at rest stays so."""
        if not isinstance(row, TopicRow):
            raise TypeError(row)
        code = str(row.code)
        before = self._known.get(code)
        topic = self._topic(row, code, before)
        changes = differences(before, topic, _OF_TOPIC)
        if before is not None and not changes:
            return Verdict.KNOWN
        self._demand_a_name_of_its_own(topic)
        self._changed = True
        if before is None:
            made = {name: getattr(topic, name) for name in ("code", *_OF_TOPIC)}
            organisation.add_topics(tx, [Topic(**made, routine=row.routine)], int(self._moment.timestamp()))
        else:
            organising.put_topic(tx, topic)
        what = Happening.ADDED if before is None else Happening.CHANGED
        tell(tx, self._seat, self._moment, what, f"{self.subject}:{code}", changes)
        self._known[code] = topic
        self._codes.setdefault(topic.name.casefold(), code)
        return Verdict.NEW if before is None else Verdict.CHANGED

    def _topic(self, row: TopicRow, code: str, before: KeptTopic | None) -> KeptTopic:
        given = {name: getattr(row, name) for name in _OF_TOPIC if name in row.model_fields_set}
        was: dict[str, Any] = {"kind": row.kind} if before is None else {n: getattr(before, n) for n in _OF_TOPIC}
        values = was | given
        for name, known in (("department", self._departments), ("group", self._groups)):
            values[name] = _spelt(name, given.get(name), known) or values.get(name)
        values["kind"] = self._kinds.get(str(values["kind"]).casefold(), values["kind"])
        checked = read(TopicInput, {**values, "code": code})
        made = {name: getattr(checked, name) for name in _OF_TOPIC}
        made["name_en"] = made["name_en"] or made["name"]
        return KeptTopic(code, **made, active=before is None or before.active)

    def _demand_a_name_of_its_own(self, topic: KeptTopic) -> None:
        for each in self._known.values():
            if each.code != topic.code and each.active and each.name.casefold() == topic.name.casefold():
                refuse("name_taken", "name", name=each.name)

    def done(self, tx: Transaction) -> None:
        """Every session reads the topics anew."""
        if self._changed:
            organisation.touched(tx)


def _spelt(field: str, name: str | None, known: dict[str, str]) -> str | None:
    """A department or group as it is spelt here."""
    if name is None:
        return None
    found = known.get(name.casefold())
    if found is None:
        refuse(f"{field}_unknown", field, allowed=tuple(known.values()))
    return found
