"""Parkeringstillstånd för rörelsehindrade: applications, renewals and lost permits.

Law: Trafikförordningen (1998:1276) 13 kap. 8 §. Three months' certificate, two months' renewal window and the
police report are practice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Annotated

from dateutil.relativedelta import relativedelta
from pydantic import Field

from desk.rules.calendar import move_to_working_day
from desk.rules.cases import Day, Input, Mark, Optional, Outcome
from desk.rules.kinds.base import Circumstances, Details
from desk.rules.labels import Code
from desk.rules.refusals import Problem, Refused, refuse
from desk.words import N_

YEARS = 5
CERTIFICATE_MONTHS = 3
RENEWAL_MONTHS = 2
APPEAL_WEEKS = 3


class Application(Code):
    """What is applied for."""

    NEW = "new", N_("New")
    RENEWAL = "renewal", N_("Renewal")
    LOST = "lost", N_("Lost or stolen")


class Capacity(Code):
    """In which capacity the person travels."""

    DRIVER = "driver", N_("Driver")
    PASSENGER = "passenger", N_("Passenger")


class Decision(Code):
    """What was decided."""

    GRANTED = "granted", N_("Granted")
    REFUSED = "refused", N_("Refused")


class Step(Code):
    """The way of an application; the last three are side steps."""

    RECEIVED = "received", N_("Arrived")
    COMPLETION = "completion", N_("Completion")
    INVESTIGATION = "investigation", N_("Investigation")
    DECIDED = "decided", N_("Decided")
    TO_COLLECT = "to_collect", N_("To collect")
    HANDED_OUT = "handed_out", N_("Handed out")
    REFUSED = "refused", N_("Refused")
    APPEALED = "appealed", N_("Appealed")
    BLOCKED = "blocked", N_("Blocked")


class Documents(Input):
    """The checklist: what has been handed in. Nothing about health is kept."""

    photo: bool = Field(False, title=N_("Photo"))
    signature: bool = Field(False, title=N_("Signature"))
    certificate: bool = Field(False, title=N_("Certificate"), description=N_("A medical certificate."))
    police_report: bool = Field(False, title=N_("Police report"))


_DECIDED = frozenset(Step) - {Step.RECEIVED, Step.COMPLETION, Step.INVESTIGATION}
"""Steps at which there is a decision."""


class ParkingPermit(Details):
    """A parking permit: the application, its checklist, the decision and the permit itself."""

    kind = "parking_permit"
    label = N_("Parking permit")
    order = 30
    steps = Step
    side_steps = {
        Step.REFUSED: (Step.DECIDED,),
        Step.APPEALED: (Step.DECIDED, Step.REFUSED),
        Step.BLOCKED: (Step.HANDED_OUT,),
    }
    answers_at = Step.DECIDED
    personal = (
        "capacity", "lasting", "serial_number", "police_report_number", "certificate_date", "documents",
    )  # fmt: skip
    told = ("application", "capacity")
    searched = ("serial_number",)

    application: Annotated[Application | None, Optional] = Field(None, title=N_("Application"))
    capacity: Annotated[Capacity | None, Optional] = Field(None, title=N_("Capacity"))
    documents: Documents = Field(Documents(), title=N_("Documents"))
    certificate_date: Day = Field(None, title=N_("Certificate day"), description=N_("At most three months old."))
    resident: bool | None = Field(
        None, title=N_("Registered here"), description=N_("A person from elsewhere applies at home.")
    )
    lasting: bool | None = Field(
        None, title=N_("Lasting"), description=N_("A lasting disability: yes or no, and nothing more.")
    )
    serial_number: Mark = Field(
        None, title=N_("Serial number"), description=N_("At the latest when the permit can be collected.")
    )
    valid_from: Day = Field(None, title=N_("Valid from"))
    valid_to: Day = Field(
        None, title=N_("Valid to"), description=N_("At most five years. A replaced permit keeps its end date.")
    )
    police_report_number: Mark = Field(None, title=N_("Report number"), description=N_("For a lost or stolen permit."))
    decision: Annotated[Decision | None, Optional] = Field(None, title=N_("Decision"))
    decided_on: Day = Field(None, title=N_("Decided on"))
    served_on: Day = Field(
        None, title=N_("Served on"), description=N_("When the decision reached the person; an appeal counts from it.")
    )
    appealed_on: Day = Field(
        None, title=N_("Appealed on"), description=N_("When the appeal came in. Within three weeks of being served.")
    )

    def check(self, at: Circumstances) -> None:
        """Residence, certificate, police report and the permit's days."""
        self._check_person()
        self._check_certificate(at)
        self._check_days(at)
        lost = self.application is Application.LOST
        if lost and not (self.police_report_number or self.documents.police_report):
            refuse("police_report_missing", "details.police_report_number")

    def _check_person(self) -> None:
        if self.resident is False and self.decision is not Decision.REFUSED:
            refuse("not_resident", "details.resident")
        if self.lasting is False and self.decision is Decision.GRANTED:
            refuse("not_lasting", "details.lasting")

    def _check_certificate(self, at: Circumstances) -> None:
        if self.certificate_date is None:
            return
        first = at.received - relativedelta(months=CERTIFICATE_MONTHS)
        if self.certificate_date < first:
            refuse("certificate_too_old", "details.certificate_date", first=first)
        if self.certificate_date > at.today:
            refuse("certificate_in_future", "details.certificate_date", last=at.today)

    def _check_days(self, at: Circumstances) -> None:
        if self.decided_on is not None and self.decided_on > at.today:
            refuse("decision_in_future", "details.decided_on", last=at.today)
        self._check_appeal(at)
        if self.valid_to is None:
            return
        begins = self.valid_from or self.decided_on or at.received
        if self.valid_to < begins:
            refuse("permit_ends_before", "details.valid_to", first=begins)
        last = last_permitted_day(begins)
        if self.valid_to > last:
            refuse("permit_too_long", "details.valid_to", last=last)

    def _check_appeal(self, at: Circumstances) -> None:
        for name, first in (("served_on", self.decided_on), ("appealed_on", self.served_on or self.decided_on)):
            day: date | None = getattr(self, name)
            if day is not None and day > at.today:
                refuse("day_in_future", f"details.{name}", last=at.today)
            if day is not None and first is not None and day < first:
                refuse("day_before_decision", f"details.{name}", first=first)
        if self.served_on and self.appealed_on and self.appealed_on > last_day_to_appeal(self.served_on):
            refuse("appeal_late", "details.appealed_on", last=last_day_to_appeal(self.served_on))

    def next_steps(self, now: str | None, at: Circumstances) -> tuple[str, ...]:
        """As for every kind, but a complete application passes completion over, and completion goes back."""
        if now == Step.RECEIVED:
            return (Step.COMPLETION, Step.INVESTIGATION)
        if now == Step.COMPLETION:
            return (Step.RECEIVED,)
        return super().next_steps(now, at)

    def needs(self, step: str, at: Circumstances) -> bool:
        """After the decision, a granted permit is collected and a refused one is told."""
        del at
        if step in (Step.TO_COLLECT, Step.HANDED_OUT):
            return self.decision is not Decision.REFUSED
        if step == Step.REFUSED:
            return self.decision is not Decision.GRANTED
        return True

    def check_step(self, step: str, at: Circumstances) -> None:
        """A decision is made on something; a permit that can be collected has number, days and holder.

        Everything that is missing is told at once.
        """
        missing = tuple(Problem(code, field) for code, field in self._missing(step, at))
        if missing:
            raise Refused(*missing)

    def _missing(self, step: str, at: Circumstances) -> Iterator[tuple[str, str]]:
        if step in _DECIDED and self.decision is None:
            yield "decision_missing", "details.decision"
        if step in (Step.TO_COLLECT, Step.HANDED_OUT):
            if self.resident is not True:
                yield "not_resident", "details.resident"
            if self.lasting is not True:
                yield "not_lasting", "details.lasting"
        if step in (Step.TO_COLLECT, Step.HANDED_OUT, Step.BLOCKED):
            if not self.serial_number:
                yield "serial_missing", "details.serial_number"
            if self.valid_from is None or self.valid_to is None:
                yield "validity_missing", "details.valid_from" if self.valid_from is None else "details.valid_to"
            if at.citizen.personal_number is None:
                yield "personal_number_missing", "citizen.personal_number"

    def on_step(self, step: str, today: date) -> Mapping[str, object]:
        """Deciding and appealing set their days."""
        if step == Step.DECIDED and self.decided_on is None:
            return {"decided_on": today}
        if step == Step.APPEALED and self.appealed_on is None:
            return {"appealed_on": today}
        return {}

    def proposed_outcome(self, step: str, at: Circumstances) -> Outcome | None:
        """Being told of a refusal ends the errand as being handed the permit does."""
        if step == Step.REFUSED:
            return Outcome.SOLVED_LATER
        return None if step == Step.DECIDED else super().proposed_outcome(step, at)

    def days_that_follow(self) -> Mapping[str, date]:
        """Until when a decision that was not to grant may be appealed."""
        if self.served_on is None or self.decision is Decision.GRANTED:
            return {}
        return {N_("Last day to appeal"): last_day_to_appeal(self.served_on)}

    def last_day(self) -> date | None:
        """Retention counts from the permit's last day."""
        return self.valid_to


def last_permitted_day(first: date) -> date:
    """The last day of a permit that begins on ``first``: five years. Trafikförordningen 13 kap. 8 §."""
    return first + relativedelta(years=YEARS)


def last_day_to_appeal(served: date) -> date:
    """The last day to appeal a decision that reached the person on ``served``.

    Three weeks by the calendar, and where that is a Saturday, Sunday, holiday, midsummer's, Christmas or New Year's
    Eve, the next working day. Förvaltningslagen (2017:900) 44 §, lag (1930:173) 2 §.
    """
    return move_to_working_day(served + timedelta(weeks=APPEAL_WEEKS))


def first_renewal_day(current_end: date) -> date:
    """The first day on which a permit that ends on ``current_end`` may be renewed."""
    return current_end - relativedelta(months=RENEWAL_MONTHS)
