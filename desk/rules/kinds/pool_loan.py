"""Poollån: an item of the pool (a car, a bike, a projector, an access card), booked, lent and returned.

That two have the same item at once the database makes impossible; that a loan is overdue is computed and never kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Annotated, Any

from pydantic import Field

from desk.rules.bookings import ResourceSort, Wanted
from desk.rules.cases import Day, Instant, Line, Name, Optional, Outcome
from desk.rules.kinds.base import Circumstances, Details
from desk.rules.labels import Code
from desk.rules.refusals import Problem, Refused, refuse
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
    """The way of a loan; one that comes back is lent again after it was returned."""

    BOOKED = "booked", N_("Booked")
    LENT = "lent", N_("Lent")
    RETURNED = "returned", N_("Returned")


class PoolLoan(Details):
    """A loan from the pool: what, to whom, from when until when."""

    kind = "pool_loan"
    label = N_("Pool loan")
    help = N_("Cars, bikes, projectors, access cards; p on the desk shows what is free.")
    order = 50
    steps = Step
    answers_at = Step.LENT
    books = True
    personal = ("borrower", "damage")
    told = ("item", "out", "due_back", "damage")
    searched = ("item", "borrower")
    named = ("borrower",)

    item: Name = Field(
        None,
        title=N_("Item"),
        description=N_("What is lent, by its name in the pool."),
        examples=["Elbil 1"],
        json_schema_extra={"among": ResourceSort.POOL.value},
    )
    borrower: Name = Field(
        None, title=N_("Borrower"), description=N_("Where it is not the person of the case."), examples=["Maria Holm"]
    )
    out: Instant = Field(None, title=N_("Out"), description=N_("From when; now, where nothing is said."))
    due_back: Instant = Field(None, title=N_("Due back"), description=N_("After that the loan is overdue."))
    returned: Instant = Field(
        None,
        title=N_("Returned"),
        description=N_("When it came back; set by the step."),
        json_schema_extra={"later": True},
    )
    damage: Annotated[Annotated[Line, Field(max_length=500)] | None, Optional] = Field(
        None,
        title=N_("Damage"),
        description=N_("What was damaged when it came back."),
        json_schema_extra={"later": True},
    )
    repeats: How = REPEATS
    repeats_until: Day = REPEATS_UNTIL
    rule: Rule = RULE
    days_left_out: DaysLeftOut = DAYS_LEFT_OUT

    def completed(self, at: Circumstances) -> PoolLoan:
        """A loan of which no beginning was said begins when the borrower asked."""
        if self.item and self.out is None:
            return self.model_copy(update={"out": at.received_at})
        return self

    def check(self, at: Circumstances) -> None:
        """Item and times belong together; nothing comes back before it went out, or in time to come."""
        check_times(("item", "out", "due_back"), self.item, self.out, self.due_back, at.zone)
        check_repeating(self, self.out, self.due_back, at.zone)
        if self.returned and at.now and self.returned > at.now:
            refuse("time_in_future", "details.returned")
        if self.returned and self.out and self.returned < self.out:
            refuse("returned_before_out", "details.returned")

    def check_step(self, step: str, at: Circumstances) -> None:
        """What is handed out has a name, a time and a borrower."""
        if step not in (Step.LENT, Step.RETURNED):
            return
        missing = []
        if not self.item or not self.out or not self.due_back:
            missing.append(Problem("nothing_booked", "details.item"))
        if not self.borrower and not at.citizen.name and not at.citizen.protected:
            missing.append(Problem("borrower_missing", "details.borrower"))
        if missing:
            raise Refused(*missing)

    def check_closing(self, step: str | None, at: Circumstances) -> None:
        """What is lent is out until it is back, whatever else happens to the case."""
        del at
        if step == Step.LENT:
            refuse("loan_out", "outcome")

    def next_steps(self, now: str | None, at: Circumstances) -> tuple[str, ...]:
        """As for every kind; a loan that comes back is lent again."""
        return (Step.LENT,) if now == Step.RETURNED and self.repeats else super().next_steps(now, at)

    def at_step(self, step: str, now: datetime) -> Mapping[str, Any]:
        """Returning sets its time, and lending again takes it away."""
        if step == Step.RETURNED:
            return {"returned": now.replace(microsecond=0)}
        return {"returned": None} if self.returned else {}

    def proposed_outcome(self, step: str, at: Circumstances) -> Outcome | None:
        """A loan that comes back is over with its last time."""
        if self.repeats and (self.repeats_until is None or at.today < self.repeats_until):
            return None
        return super().proposed_outcome(step, at)

    def wanted(self, zone: tzinfo) -> tuple[Wanted, ...]:
        """The item, each time."""
        if not (self.item and self.out and self.due_back):
            return ()
        return tuple(each_time(Wanted(ResourceSort.POOL, self.item, self.out, self.due_back), self, zone))

    def due_by(self) -> datetime | None:
        """When it is due back."""
        return self.due_back
