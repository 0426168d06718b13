"""Synpunkt: a citizen's complaint, praise or suggestion, confirmed and answered in time.

Two and ten working days are practice. Faults, damages claims and appeals are not feedback.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field

from desk.rules.cases import NOTE_LENGTH, Channel, Day, Optional
from desk.rules.kinds.base import Circumstances, Details
from desk.rules.labels import Code
from desk.rules.refusals import refuse
from desk.rules.text import clean_text
from desk.words import N_

CONFIRM_WORKING_DAYS = 2
ANSWER_WORKING_DAYS = 10

Prose = Annotated[Annotated[str, AfterValidator(clean_text), Field(max_length=NOTE_LENGTH)] | None, Optional]


class FeedbackType(Code):
    """What sort of view it is. Praise counts too."""

    COMPLAINT = "complaint", N_("Complaint")
    PRAISE = "praise", N_("Praise")
    SUGGESTION = "suggestion", N_("Suggestion")


class Step(Code):
    """The way of feedback through the municipality."""

    REGISTERED = "registered", N_("Recorded")
    CONFIRMED = "confirmed", N_("Confirmed")
    WITH_DEPARTMENT = "with_department", N_("With department")
    ANSWERED = "answered", N_("Replied")


class Feedback(Details):
    """Feedback: its type, whether a reply is wanted, and what came of it."""

    kind = "feedback"
    label = N_("Feedback")
    help = N_("Faults, damages claims and appeals are not feedback.")
    order = 40
    steps = Step
    usual_channel = Channel.PHONE
    answers_at = Step.ANSWERED
    working_days = ANSWER_WORKING_DAYS
    personal = ("answer", "action")
    told = ("type", "reply_wanted")
    told_apart = ("action",)

    type: Annotated[FeedbackType | None, Optional] = Field(None, title=N_("Type"))
    reply_wanted: bool = Field(False, title=N_("Reply wanted"))
    confirmed_on: Day = Field(None, title=N_("Confirmed on"), description=N_("Within two working days."))
    answered_on: Day = Field(None, title=N_("Answered on"), description=N_("Within ten working days."))
    answer: Prose = Field(None, title=N_("Answer"), description=N_("The department's answer."))
    action: Prose = Field(None, title=N_("Action taken"))

    def check(self, at: Circumstances) -> None:
        """The anonymous get no reply; days stand in their order."""
        if at.citizen.anonymous:
            if self.reply_wanted:
                refuse("reply_to_anonymous", "details.reply_wanted")
            for name in ("confirmed_on", "answered_on"):
                if getattr(self, name) is not None:
                    refuse("reply_to_anonymous", f"details.{name}")
        for name in ("confirmed_on", "answered_on"):
            day = getattr(self, name)
            if day is not None and day < at.received:
                refuse("day_before_received", f"details.{name}", first=at.received)
            if day is not None and day > at.today:
                refuse("day_in_future", f"details.{name}", last=at.today)
        if self.confirmed_on and self.answered_on and self.answered_on < self.confirmed_on:
            refuse("answered_before_confirmed", "details.answered_on", first=self.confirmed_on)

    def needs(self, step: str, at: Circumstances) -> bool:
        """Confirmed and answered are not for the anonymous."""
        return not (at.citizen.anonymous and step in (Step.CONFIRMED, Step.ANSWERED))

    def on_step(self, step: str, today: date) -> Mapping[str, object]:
        """Confirming and answering set their days."""
        if step == Step.CONFIRMED and self.confirmed_on is None:
            return {"confirmed_on": today}
        if step == Step.ANSWERED and self.answered_on is None:
            return {"answered_on": today}
        return {}
