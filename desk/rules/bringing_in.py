"""What can be brought in from a file of one's own: permits, cards, what can be booked, topics; a model of each row.

A model's fields are the columns: their codes name them in a mapping, their words and :data:`USUAL` in a header.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from desk.rules import people
from desk.rules.bookings import ResourceSort
from desk.rules.cases import Day, Input, Line, Mark, Name, Optional
from desk.rules.kinds.parking_permit import last_permitted_day
from desk.rules.labels import Code
from desk.rules.refusals import wrong
from desk.rules.text import clean_text
from desk.words import N_

NOTE_LENGTH = 200
MOST_DAYS = 260
"""Working days that a topic's deadline may lie away: a year of them."""


class Brought(Code):
    """What a file holds."""

    PERMITS = "permits", N_("Parking permits")
    CARDS = "cards", N_("Bus cards")
    POOL = "pool", N_("What can be booked")
    TOPICS = "topics", N_("Topics")


class Verdict(Code):
    """What becomes of a line."""

    NEW = "new", N_("New")
    CHANGED = "changed", N_("Changed")
    KNOWN = "known", N_("Known")
    OVER = "over", N_("Too old")
    """For so long over that personal data of it may not be kept: nothing is written of it."""
    REFUSED = "refused", N_("Not accepted")


_Number = Annotated[Annotated[Line, Field(min_length=1, max_length=40)], Field()]
_Person = Annotated[str, AfterValidator(people.personal_number)]
_Phone = Annotated[str | None, AfterValidator(people.phone_number), Optional]
_Named = Annotated[Line, Field(min_length=1, max_length=120)]


class PermitRow(Input):
    """A parking permit that was handed out before it came into Desk."""

    serial_number: _Number = Field(title=N_("Serial number"))
    person: _Person = Field(title=N_("Personal number"))
    name: Name = Field(None, title=N_("Name"))
    phone: _Phone = Field(None, title=N_("Telephone"))
    valid_from: Day = Field(None, title=N_("Valid from"))
    valid_to: date = Field(title=N_("Valid to"))
    blocked: bool = Field(False, title=N_("Blocked"))
    blocked_on: Day = Field(None, title=N_("Blocked on"))
    protected: bool = Field(False, title=N_("Protected"))

    @model_validator(mode="after")
    def _five_years_at_most(self) -> Self:
        if self.valid_from is None:
            return self
        if self.valid_to < self.valid_from:
            raise wrong("permit_ends_before", at="valid_to", first=self.valid_from)
        last = last_permitted_day(self.valid_from)
        if self.valid_to > last:
            raise wrong("permit_too_long", at="valid_to", last=last)
        return self


class CardRow(Input):
    """A bus card that was handed out before it came into Desk. Whose it is says a personal number, or a name."""

    card_number: _Number = Field(title=N_("Card number"))
    name: Name = Field(None, title=N_("Pupil"))
    school: Name = Field(None, title=N_("School"))
    person: Annotated[str | None, AfterValidator(people.personal_number), Optional] = Field(
        None, title=N_("Personal number")
    )
    phone: _Phone = Field(None, title=N_("Telephone"))
    handed_out: Day = Field(None, title=N_("Handed out"))
    blocked: bool = Field(False, title=N_("Blocked"))
    blocked_on: Day = Field(None, title=N_("Blocked on"))
    protected: bool = Field(False, title=N_("Protected"))

    @model_validator(mode="after")
    def _is_somebodys(self) -> Self:
        if self.person is None and self.name is None:
            raise wrong("card_holder_missing", at="name")
        return self


class ResourceRow(Input):
    """An item of the pool, a room or facility, an officiant."""

    name: _Named = Field(title=N_("Name"))
    sort: ResourceSort = Field(ResourceSort.POOL, title=N_("Sort"))
    type: Annotated[Line, Field(max_length=60)] = Field("", title=N_("Type"))
    note: Annotated[Line, Field(max_length=NOTE_LENGTH)] = Field("", title=N_("Note"))


class TopicRow(Input):
    """A topic. Without a code of its own it has one made of its name; the routine is that of a new one alone."""

    name: _Named = Field(title=N_("Topic"))
    code: Mark = Field(None, title=N_("Code"))
    name_en: Name = Field(None, title=N_("In English"))
    kind: Annotated[str, Field(min_length=1, max_length=40)] = Field("enquiry", title=N_("Kind"))
    department: Name = Field(None, title=N_("Department"))
    group: Name = Field(None, title=N_("Answer group"))
    working_days: Annotated[int | None, Field(ge=0, le=MOST_DAYS), Optional] = Field(None, title=N_("Working days"))
    solvable: bool = Field(True, title=N_("Solved at the desk"))
    routine: Annotated[str, AfterValidator(clean_text), Field(max_length=20_000)] = Field("", title=N_("Routine"))


Row = PermitRow | CardRow | ResourceRow | TopicRow
MODELS: Mapping[Brought, type[Row]] = {
    Brought.PERMITS: PermitRow,
    Brought.CARDS: CardRow,
    Brought.POOL: ResourceRow,
    Brought.TOPICS: TopicRow,
}
KEYS: Mapping[Brought, tuple[str, ...]] = {
    Brought.PERMITS: ("serial_number",),
    Brought.CARDS: ("card_number",),
    Brought.POOL: ("sort", "name"),
    Brought.TOPICS: ("code",),
}
"""By which fields a line is known again."""

USUAL: Mapping[str, tuple[str, ...]] = {
    "serial_number": ("serial_number", "serienummer", "serienr", "tillståndsnummer", "tillståndsnr", "tillstånd",
                      "permit", "permit number", "serial", "nummer", "nr"),
    "card_number": ("card_number", "kortnummer", "kortnr", "busskort", "kort", "card", "bus card", "nummer", "nr"),
    "person": ("person", "personal_number", "personnummer", "personnr", "pnr", "persnr"),
    "name": ("name", "namn", "innehavare", "elev", "elevens namn", "elevnamn", "tillståndshavare", "holder", "pupil",
             "ämne", "topic", "föremål", "sak", "resurs", "item", "benämning"),
    "phone": ("phone", "telefon", "telefonnummer", "telefonnr", "tel", "mobil", "mobiltelefon", "mobilnummer",
              "telephone", "mobile"),
    "valid_from": ("valid_from", "giltigt från", "giltig från", "giltigt fr.o.m.", "fr.o.m.", "from", "från", "start",
                   "startdatum", "valid from"),
    "valid_to": ("valid_to", "giltigt till", "giltig till", "giltigt t.o.m.", "t.o.m.", "till", "to", "slut",
                 "slutdatum", "utgår", "går ut", "giltigt", "valid to", "valid until", "expires"),
    "blocked": ("blocked", "spärrat", "spärrad", "spärr"),
    "protected": ("protected", "skyddad", "skyddade personuppgifter", "skyddad identitet", "sekretessmarkering",
                  "sekretessmarkerad", "protected identity"),
    "blocked_on": ("blocked_on", "spärrdatum", "spärrdag", "spärrat den", "spärrad den", "blocked on"),
    "school": ("school", "skola", "skolenhet"),
    "handed_out": ("handed_out", "active_from", "utlämnat", "utlämnad", "utlämningsdatum", "utlämningsdag",
                   "handed out", "issued"),
    "sort": ("sort", "slag"),
    "type": ("type", "typ", "kategori", "category"),
    "note": ("note", "anteckning", "anmärkning", "kommentar", "notering", "beskrivning", "comment", "description"),
    "code": ("code", "kod"),
    "name_en": ("name_en", "engelska", "på engelska", "english", "in english"),
    "kind": ("kind", "ärendetyp"),
    "department": ("department", "förvaltning"),
    "group": ("group", "svarsgrupp", "grupp", "answer group"),
    "working_days": ("working_days", "arbetsdagar", "svarstid", "deadline", "working days"),
    "solvable": ("solvable", "löses vid disken", "löses i receptionen", "solved at the desk"),
    "routine": ("routine", "rutin"),
}  # fmt: skip
"""Names of columns, in lower case, that are understood without a mapping; the field's own words besides."""
