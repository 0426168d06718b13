"""Telefoni: an employee's telephone is ordered, changed, ended or faulty, and the supplier is told.

An internal errand: the one who asks is an employee, and mostly no citizen is in it.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from desk.rules.cases import Channel, Mark, Name, Optional
from desk.rules.kinds.base import Circumstances, Details
from desk.rules.labels import Code
from desk.rules.refusals import Problem, Refused
from desk.words import N_


class Request(Code):
    """What the supplier is asked for."""

    ORDER = "order", N_("New subscription")
    CHANGE = "change", N_("Alteration")
    END = "end", N_("Termination")
    FAULT = "fault", N_("Fault")


class Step(Code):
    """The way of an order."""

    ORDERED = "ordered", N_("Ordered")
    DONE = "done", N_("Done")


class Telephony(Details):
    """A telephone errand: for whom, what, and the supplier's own reference."""

    kind = "telephony"
    label = N_("Telephony")
    help = N_("An employee's telephone; the supplier is told.")
    order = 90
    steps = Step
    usual_channel = Channel.INTERNAL
    answers_at = Step.DONE
    personal = ("employee", "supplier_reference")
    told = ("request", "employee")
    searched = ("employee", "supplier_reference")
    named = ("employee",)

    request: Annotated[Request | None, Optional] = Field(
        None, title=N_("Errand"), description=N_("What the supplier is asked for.")
    )
    employee: Name = Field(
        None, title=N_("Employee"), description=N_("Whose telephone it is."), examples=["Maria Holm"]
    )
    supplier_reference: Mark = Field(
        None, title=N_("Supplier's ref."), description=N_("The supplier's number for the errand.")
    )

    def check_step(self, step: str, at: Circumstances) -> None:
        """What is done was for somebody, and one knows what it was."""
        del at
        if step != Step.DONE:
            return
        missing = [name for name in ("request", "employee") if getattr(self, name) is None]
        if missing:
            raise Refused(*(Problem(f"{name}_missing", f"details.{name}") for name in missing))
