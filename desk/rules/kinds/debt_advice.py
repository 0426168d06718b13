"""Budget- och skuldrådgivning: somebody is referred to the adviser, and gets a day. Nothing about debts is kept.

Socialtjänstlagen has every municipality offer the advice; what is said there is the adviser's alone.
"""

from __future__ import annotations

from pydantic import Field

from desk.rules.cases import Day, Name, Outcome
from desk.rules.kinds.base import Circumstances, Details
from desk.rules.labels import Code
from desk.rules.refusals import refuse
from desk.words import N_


class Step(Code):
    """The way to the adviser."""

    REFERRED = "referred", N_("Referred")
    BOOKED = "booked", N_("Booked")


class DebtAdvice(Details):
    """A referral: to whom, and the day that was booked."""

    kind = "debt_advice"
    label = N_("Budget and debt advice")
    help = N_("Nothing about debts is written down here.")
    order = 80
    steps = Step
    answers_at = Step.BOOKED
    personal = ("referred_to",)
    told = ()

    referred_to: Name = Field(
        None,
        title=N_("Referred to"),
        description=N_("The adviser, or the municipality that gives the advice. Nothing about debts."),
    )
    booked_on: Day = Field(None, title=N_("Booked on"), description=N_("The day of the meeting."))

    def check(self, at: Circumstances) -> None:
        """A meeting does not lie before the contact."""
        if self.booked_on is not None and self.booked_on < at.received:
            refuse("day_before_received", "details.booked_on", first=at.received)

    def check_step(self, step: str, at: Circumstances) -> None:
        """What is booked has a day."""
        del at
        if step == Step.BOOKED and self.booked_on is None:
            refuse("booked_on_missing", "details.booked_on")

    def proposed_outcome(self, step: str, at: Circumstances) -> Outcome | None:
        """Being booked with the adviser, the person is in other hands."""
        del at
        return Outcome.FORWARDED if step == Step.BOOKED else None
