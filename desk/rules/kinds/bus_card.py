"""Busskort: a pupil's card for the school bus; most often a lost one that is blocked and replaced.

The rules are practice in Swedish municipalities and defaults, not law.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated

from pydantic import Field

from desk.rules.cases import Day, Line, Mark, Name, Optional
from desk.rules.kinds.base import Circumstances, Details
from desk.rules.labels import Code
from desk.rules.refusals import refuse
from desk.words import N_

FEE_LOW, FEE_HIGH, FEE = 50, 150, 100
"""What a lost card costs, in kronor: at least, at most, and where nobody says."""
TEMPORARY_DAYS = 10


class Reason(Code):
    """Why a card is wanted."""

    NEW = "new", N_("New")
    LOST = "lost", N_("Lost")
    DAMAGED = "damaged", N_("Damaged")
    DEFECT = "defect", N_("Defective")


class PaidBy(Code):
    """How the fee was paid."""

    CARD = "card", N_("Card")
    SWISH = "swish", N_("Swish")
    CASH = "cash", N_("Cash")
    INVOICE = "invoice", N_("Invoice")


class Step(Code):
    """The way of a card through the reception."""

    REPORTED = "reported", N_("Reported")
    BLOCKED = "blocked", N_("Blocked")
    PAID = "paid", N_("Paid")
    ORDERED = "ordered", N_("Ordered")
    TO_COLLECT = "to_collect", N_("To collect")
    HANDED_OUT = "handed_out", N_("Handed out")


class BusCard(Details):
    """A bus card: for whom, why, its number and what it costs."""

    kind = "bus_card"
    label = N_("Bus card")
    order = 20
    steps = Step
    personal = ("pupil", "school", "grade", "card_number")
    told = ("reason", "pupil", "school", "grade")
    searched = ("pupil", "school", "card_number")
    named = ("pupil",)

    reason: Annotated[Reason | None, Optional] = Field(None, title=N_("Reason"))
    pupil: Name = Field(None, title=N_("Pupil"), description=N_("Who travels with the card."), examples=["Oskar Berg"])
    school: Name = Field(None, title=N_("School"), examples=["Göingeskolan"])
    grade: Annotated[Annotated[Line, Field(max_length=10)] | None, Optional] = Field(
        None, title=N_("Grade"), examples=["7B"]
    )
    card_number: Mark = Field(
        None, title=N_("Card number"), description=N_("The new card's, at the latest when it can be collected.")
    )
    fee: Annotated[int | None, Field(ge=0), Optional] = Field(
        None, title=N_("Fee"), description=N_("Whole kronor. A lost card costs 50–150, a defective one nothing.")
    )
    paid_on: Day = Field(None, title=N_("Paid on"))
    paid_by: Annotated[PaidBy | None, Optional] = Field(None, title=N_("Paid by"))
    temporary_until: Day = Field(
        None, title=N_("Temporary until"), description=N_("A temporary card lasts ten days at most.")
    )

    def completed(self, at: Circumstances) -> BusCard:
        """A lost card costs 100 kronor where nobody says otherwise."""
        del at
        if self.reason is Reason.LOST and self.fee is None:
            return self.model_copy(update={"fee": FEE})
        return self

    def check(self, at: Circumstances) -> None:
        """Fee by reason, the temporary card's ten days, payment not ahead of time."""
        lowest = FEE_LOW if self.reason is Reason.LOST else 0
        if self.fee and not lowest <= self.fee <= FEE_HIGH:
            refuse("fee_range", "details.fee", low=FEE_LOW, high=FEE_HIGH)
        if self.reason is Reason.DEFECT and self.fee:
            refuse("fee_free", "details.fee")
        if self.temporary_until is not None:
            last = at.received + timedelta(days=TEMPORARY_DAYS)
            if self.temporary_until > last:
                refuse("temporary_too_long", "details.temporary_until", days=TEMPORARY_DAYS, last=last)
            if self.temporary_until < at.received:
                refuse("temporary_past", "details.temporary_until", first=at.received)
        if self.paid_on is not None and self.paid_on > at.today:
            refuse("day_in_future", "details.paid_on", last=at.today)

    @property
    def free_of_the_year(self) -> bool:
        """A lost card for nothing: allowed for the first of a school year, which spans cases."""
        return self.reason is Reason.LOST and self.fee == 0

    def needs(self, step: str, at: Circumstances) -> bool:
        """Blocked only when lost, paid only with a fee."""
        del at
        if step == Step.BLOCKED:
            return self.reason is Reason.LOST
        if step == Step.PAID:
            return bool(self.fee)
        return True

    def check_step(self, step: str, at: Circumstances) -> None:
        """A card that can be collected has a number."""
        del at
        if step in (Step.TO_COLLECT, Step.HANDED_OUT) and not self.card_number:
            refuse("card_number_missing", "details.card_number")

    def on_step(self, step: str, today: date) -> Mapping[str, object]:
        """Paying sets the day."""
        return {"paid_on": today} if step == Step.PAID and self.paid_on is None else {}
