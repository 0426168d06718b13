"""Bokning kultur/fritid: a room or a facility for an association or a person. What is asked for is held until it is
booked or cancelled, so that nobody else gets it meanwhile.
"""

from __future__ import annotations

from datetime import tzinfo

from pydantic import Field

from desk.rules.bookings import ResourceSort, Wanted
from desk.rules.cases import Day, Instant, Name, Outcome
from desk.rules.kinds.base import Circumstances, Details
from desk.rules.labels import Code
from desk.rules.refusals import refuse
from desk.rules.repeating import (
    DAYS_LEFT_OUT,
    REPEATS,
    REPEATS_UNTIL,
    RULE,
    DaysLeftOut,
    How,
    Rule,
    check_repeating,
    check_times,
    each_time,
)
from desk.words import N_


class Step(Code):
    """The way of a booking; *cancelled* may follow any."""

    REQUEST = "request", N_("Request")
    BOOKED = "booked", N_("Booked")
    CANCELLED = "cancelled", N_("Cancelled")


class Booking(Details):
    """A booking: which room or facility, from when until when, for whom."""

    kind = "booking"
    label = N_("Culture and leisure booking")
    help = N_("Rooms and facilities; p on the desk shows what is free.")
    order = 60
    steps = Step
    side_steps = {Step.CANCELLED: (Step.REQUEST, Step.BOOKED)}
    answers_at = Step.BOOKED
    books = True
    gives_up_at = (Step.CANCELLED,)
    personal = ("association",)
    told = ("facility", "begins", "ends", "association")
    searched = ("facility", "association")

    facility: Name = Field(
        None,
        title=N_("Facility"),
        description=N_("The room, hall or ground, by its name."),
        examples=["Sporthallen"],
        json_schema_extra={"among": ResourceSort.FACILITY.value},
    )
    begins: Instant = Field(None, title=N_("From"), description=N_("Day and time."))
    ends: Instant = Field(None, title=N_("To"), description=N_("Day and time."))
    association: Name = Field(
        None, title=N_("Association"), description=N_("For whom, where it is not the person."), examples=["Broby IF"]
    )
    repeats: How = REPEATS
    repeats_until: Day = REPEATS_UNTIL
    rule: Rule = RULE
    days_left_out: DaysLeftOut = DAYS_LEFT_OUT

    def check(self, at: Circumstances) -> None:
        """Facility and times belong together."""
        check_times(("facility", "begins", "ends"), self.facility, self.begins, self.ends, at.zone)
        check_repeating(self, self.begins, self.ends, at.zone)

    def check_step(self, step: str, at: Circumstances) -> None:
        """What is booked has a name and a time."""
        if step == Step.BOOKED and not self.wanted(at.zone):
            refuse("nothing_booked", "details.facility")

    def proposed_outcome(self, step: str, at: Circumstances) -> Outcome | None:
        """A cancelled booking was withdrawn."""
        return Outcome.WITHDRAWN if step == Step.CANCELLED else super().proposed_outcome(step, at)

    def wanted(self, zone: tzinfo) -> tuple[Wanted, ...]:
        """The facility, each time."""
        if not (self.facility and self.begins and self.ends):
            return ()
        return tuple(each_time(Wanted(ResourceSort.FACILITY, self.facility, self.begins, self.ends), self, zone))
