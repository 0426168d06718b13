"""Post: something was left at the reception for somebody in the house, and waits until it is handed over."""

from __future__ import annotations

from pydantic import Field

from desk.rules.cases import Channel, Name
from desk.rules.kinds.base import Circumstances, Details
from desk.rules.labels import Code
from desk.rules.refusals import refuse
from desk.words import N_


class Step(Code):
    """Here, and gone."""

    RECEIVED = "received", N_("Arrived")
    HANDED_OVER = "handed_over", N_("Given to recipient")


class Post(Details):
    """A letter or parcel: from whom, and for whom."""

    kind = "post"
    label = N_("Post")
    order = 110
    steps = Step
    usual_channel = Channel.LETTER
    answers_at = Step.HANDED_OVER
    retention_days = 30
    personal = ("sender", "recipient")
    told = ("sender", "recipient")
    searched = ("sender", "recipient")
    named = ("recipient",)

    recipient: Name = Field(
        None,
        title=N_("Recipient"),
        description=N_("Who fetches it: a person or a department."),
        examples=["Maria Holm"],
    )
    sender: Name = Field(None, title=N_("Sender"), description=N_("As it stands on it."), examples=["Bokförlaget"])

    def check_step(self, step: str, at: Circumstances) -> None:
        """What is handed over went to somebody."""
        del at
        if step == Step.HANDED_OVER and not self.recipient:
            refuse("recipient_missing", "details.recipient")
