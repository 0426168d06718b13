"""Borgerlig vigsel: a couple, a place and an officiant at a time, the impediment certificate and two witnesses.

The examination of impediments lies at most four months before the wedding: äktenskapsbalken (1987:230) 4 kap. 5 §.
A wedding needs witnesses (4 kap. 1 §); that they are two, and 18 or older, is practice.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, tzinfo
from typing import Annotated

from dateutil.relativedelta import relativedelta
from pydantic import Field

from desk.rules.bookings import ResourceSort, Wanted
from desk.rules.calendar import local_day
from desk.rules.cases import Day, Instant, Name, Optional, Outcome
from desk.rules.kinds.base import Circumstances, Details
from desk.rules.labels import Code
from desk.rules.refusals import Problem, Refused, refuse
from desk.words import N_

CERTIFICATE_MONTHS = 4
"""For how long an examination of impediments holds. Äktenskapsbalken 4 kap. 5 §."""
MINUTES = 30
"""For how long place and officiant are taken, where nothing else is said."""


class Step(Code):
    """The way of a wedding; *cancelled* may follow any."""

    REQUEST = "request", N_("Request")
    BOOKED = "booked", N_("Booked")
    CERTIFICATE_CHECKED = "certificate_checked", N_("Certificate checked")
    HELD = "held", N_("Held")
    CANCELLED = "cancelled", N_("Cancelled")


_BOOKED = (Step.BOOKED, Step.CERTIFICATE_CHECKED, Step.HELD)
_CHECKED = (Step.CERTIFICATE_CHECKED, Step.HELD)


class Wedding(Details):
    """A civil wedding: the couple, when, where, by whom, and what the law and practice ask for."""

    kind = "wedding"
    label = N_("Civil wedding")
    help = N_("Place and officiant are held from the request on; p on the desk shows what is free.")
    order = 70
    steps = Step
    side_steps = {Step.CANCELLED: (Step.REQUEST, *_BOOKED)}
    answers_at = Step.BOOKED
    books = True
    gives_up_at = (Step.CANCELLED,)
    personal = ("partner_one", "partner_two", "elsewhere", "certificate_date", "witness_one", "witness_two")
    told = ("partner_one", "partner_two", "begins", "place", "officiant")
    searched = ("partner_one", "partner_two")
    named = ("partner_one", "partner_two")

    partner_one: Name = Field(None, title=N_("Partner 1"), description=N_("The couple."), examples=["Karin Ström"])
    partner_two: Name = Field(None, title=N_("Partner 2"), description=N_("The couple."), examples=["Erik Lund"])
    begins: Instant = Field(None, title=N_("Wedding at"), description=N_("Day and time."))
    minutes: Annotated[Annotated[int, Field(ge=5, le=720)] | None, Optional] = Field(
        None, title=N_("Minutes"), description=N_("How long place and officiant are taken; 30 where nothing is said.")
    )
    place: Name = Field(
        None,
        title=N_("Place"),
        description=N_("One of the rooms and facilities that are booked."),
        examples=["Vigselrummet"],
        json_schema_extra={"among": ResourceSort.FACILITY.value},
    )
    elsewhere: Name = Field(None, title=N_("Elsewhere"), description=N_("A place that nobody books: a garden, a lake."))
    officiant: Name = Field(
        None,
        title=N_("Officiant"),
        examples=["Anders Nyberg"],
        json_schema_extra={"among": ResourceSort.OFFICIANT.value},
    )
    certificate_date: Day = Field(
        None,
        title=N_("Examined on"),
        description=N_("The day of the examination: at most four months before the wedding."),
    )
    witness_one: Name = Field(None, title=N_("Witness 1"), examples=["Maria Holm"])
    witness_two: Name = Field(None, title=N_("Witness 2"), examples=["Oskar Berg"])
    witnesses_of_age: bool | None = Field(None, title=N_("Witnesses of age"), description=N_("Both are 18 or older."))

    def check(self, at: Circumstances) -> None:
        """One place; the certificate's day; and that the witnesses are two persons of age."""
        if self.place and self.elsewhere:
            refuse("wedding_places", "details.elsewhere")
        self._check_certificate(at)
        names = [each.casefold() for each in (self.witness_one, self.witness_two) if each]
        couple = [each.casefold() for each in (self.partner_one, self.partner_two) if each]
        if len(set(names)) < len(names) or set(names) & set(couple):
            refuse("witness_twice", "details.witness_two" if self.witness_two else "details.witness_one")
        if self.witnesses_of_age is False:
            refuse("witnesses_not_adult", "details.witnesses_of_age")

    def _check_certificate(self, at: Circumstances) -> None:
        if self.certificate_date is None:
            return
        if self.certificate_date > at.today:
            refuse("impediment_certificate_future", "details.certificate_date", last=at.today)
        if self.begins is None:
            return
        day = local_day(self.begins, at.zone)
        if self.certificate_date > day:
            refuse("impediment_certificate_late", "details.certificate_date", last=day)
        first = day - relativedelta(months=CERTIFICATE_MONTHS)
        if self.certificate_date < first:
            refuse("impediment_certificate_old", "details.certificate_date", first=first)

    def check_step(self, step: str, at: Circumstances) -> None:
        """Everything that is missing is told at once."""
        missing = tuple(Problem(code, f"details.{field}") for code, field in self._missing(step))
        if missing:
            raise Refused(*missing)
        if step == Step.HELD and self.begins and at.today < local_day(self.begins, at.zone):
            refuse("wedding_not_yet", "step", first=local_day(self.begins, at.zone))

    def _missing(self, step: str) -> Iterator[tuple[str, str]]:
        if step in _BOOKED:
            if not (self.partner_one and self.partner_two):
                yield "couple_missing", "partner_two" if self.partner_one else "partner_one"
            if self.begins is None:
                yield "wedding_time_missing", "begins"
            if not (self.place or self.elsewhere):
                yield "wedding_place_missing", "place"
            if not self.officiant:
                yield "officiant_missing", "officiant"
        if step in _CHECKED and self.certificate_date is None:
            yield "impediment_certificate_missing", "certificate_date"
        if step == Step.HELD:
            if not (self.witness_one and self.witness_two):
                yield "witnesses_missing", "witness_two" if self.witness_one else "witness_one"
            if self.witnesses_of_age is None:
                yield "witnesses_age_unknown", "witnesses_of_age"

    def proposed_outcome(self, step: str, at: Circumstances) -> Outcome | None:
        """A cancelled wedding was withdrawn."""
        return Outcome.WITHDRAWN if step == Step.CANCELLED else super().proposed_outcome(step, at)

    def wanted(self, zone: tzinfo) -> tuple[Wanted, ...]:
        """Place and officiant, those of them that are named."""
        del zone
        if self.begins is None:
            return ()
        ends = self.begins + timedelta(minutes=self.minutes or MINUTES)
        named = ((ResourceSort.FACILITY, self.place), (ResourceSort.OFFICIANT, self.officiant))
        return tuple(Wanted(sort, name, self.begins, ends) for sort, name in named if name)

    def due_by(self) -> datetime | None:
        """The wedding itself."""
        return self.begins
