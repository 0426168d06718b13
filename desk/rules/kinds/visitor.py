"""Besökare: who is in the house, at whose invitation, and since when; the list for an evacuation follows from it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from pydantic import Field

from desk.rules.cases import Instant, Mark, Name, Outcome
from desk.rules.kinds.base import Circumstances, Details
from desk.rules.labels import Code
from desk.rules.refusals import refuse
from desk.words import N_


class Step(Code):
    """In the house, and out of it."""

    IN = "in", N_("Inside")
    OUT = "out", N_("Gone")


class Visitor(Details):
    """A visit: host, times and badge. The visitor is the case's person."""

    kind = "visitor"
    label = N_("Visitor")
    help = N_("In the house until they are out; v on the desk shows who is in.")
    order = 120
    steps = Step
    answers_at = Step.OUT
    retention_days = 30
    personal = ("host", "badge")
    told = ("host",)
    searched = ("host",)
    named = ("host",)

    host: Name = Field(None, title=N_("Host"), description=N_("Whom they visit."), examples=["Maria Holm"])
    badge: Mark = Field(None, title=N_("Badge"), description=N_("The number of the visitor's badge."))
    arrived: Instant = Field(None, title=N_("Came in"), description=N_("Now, where nothing is said."))
    left: Instant = Field(None, title=N_("Went out"), description=N_("Set by the step out."))

    def completed(self, at: Circumstances) -> Visitor:
        """Whoever is registered has come in by then."""
        if self.arrived is None and at.received_at is not None:
            return self.model_copy(update={"arrived": at.received_at})
        return self

    def check(self, at: Circumstances) -> None:
        """Nobody leaves before they came, or at a time that is still to come."""
        for name in ("arrived", "left"):
            moment: datetime | None = getattr(self, name)
            if moment is not None and at.now is not None and moment > at.now:
                refuse("time_in_future", f"details.{name}")
        if self.arrived and self.left and self.left < self.arrived:
            refuse("left_before_arrived", "details.left")

    def at_step(self, step: str, now: datetime) -> Mapping[str, object]:
        """Going out sets the time."""
        return {"left": now.replace(microsecond=0)} if step == Step.OUT and self.left is None else {}

    def proposed_outcome(self, step: str, at: Circumstances) -> Outcome | None:
        """The reception did all of it, there and then."""
        del at
        return Outcome.SOLVED_FIRST if step == Step.OUT else None

    def check_closing(self, step: str | None, at: Circumstances) -> None:
        """Whoever is still in the house stays on the list of those who are."""
        del at
        if step == Step.IN and self.left is None:
            refuse("visitor_still_in", "outcome")
