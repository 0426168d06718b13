"""Marktillstånd: somebody wants to use a public place, and the police ask the municipality for its opinion.

Law: Ordningslagen (1993:1617) 3 kap. 1–2 §§: the police decide, and may say yes only where the municipality has
recommended it; its opinion may name conditions. What the place costs is the municipality's own tariff.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from desk.rules.cases import NOTE_LENGTH, Day, Mark, Name, Optional, Outcome
from desk.rules.kinds.base import Circumstances, Details
from desk.rules.labels import Code
from desk.rules.refusals import refuse
from desk.rules.text import clean_text
from desk.words import N_


class Opinion(Code):
    """What the municipality answers the police."""

    RECOMMENDED = "recommended", N_("Recommended")
    CONDITIONS = "conditions", N_("Recommended with conditions")
    ADVISED_AGAINST = "advised_against", N_("Advised against")


class Step(Code):
    """The way of an application through the municipality."""

    RECEIVED = "received", N_("Arrived")
    OPINION = "opinion", N_("Opinion")
    ANSWERED = "answered", N_("Answer sent")
    INVOICED = "invoiced", N_("Invoiced")


_ANSWERED = (Step.ANSWERED, Step.INVOICED)


class LandUse(Details):
    """A use of a public place: whose, where and when, the opinion, and what it costs."""

    kind = "land_use"
    label = N_("Land-use permit")
    help = N_("The police decide; the municipality gives its opinion.")
    order = 70
    steps = Step
    answers_at = Step.ANSWERED
    personal = ("applicant", "place", "police_reference", "conditions")
    told = ("applicant", "place", "begins_on", "ends_on", "police_reference")
    searched = ("applicant", "place", "police_reference")
    named = ("applicant",)

    applicant: Name = Field(
        None, title=N_("Applicant"), description=N_("Who wants to use the place."), examples=["Broby IF"]
    )
    place: Name = Field(
        None, title=N_("Place"), description=N_("Street and number, or what stands there."), examples=["Stortorget"]
    )
    begins_on: Day = Field(None, title=N_("From"), description=N_("The first day of use."))
    ends_on: Day = Field(None, title=N_("To"), description=N_("The last day of use."))
    police_reference: Mark = Field(
        None, title=N_("Police reference"), description=N_("The case number of the police, to answer under.")
    )
    opinion: Annotated[Opinion | None, Optional] = Field(
        None,
        title=N_("Opinion"),
        description=N_("The police may say yes only to what is recommended."),
        json_schema_extra={"later": True},
    )
    conditions: Annotated[
        Annotated[str, AfterValidator(clean_text), Field(max_length=NOTE_LENGTH)] | None, Optional
    ] = Field(
        None,
        title=N_("Conditions"),
        description=N_("What the opinion asks for: passage, cleaning, noise."),
        json_schema_extra={"later": True},
    )
    fee: Annotated[int | None, Field(ge=0), Optional] = Field(
        None,
        title=N_("Fee"),
        description=N_("Whole kronor. 0 is invoiced to nobody."),
        json_schema_extra={"later": True},
    )

    def check(self, at: Circumstances) -> None:
        """The days stand in their order; conditions belong to an opinion that names some."""
        del at
        if self.begins_on and self.ends_on and self.ends_on < self.begins_on:
            refuse("ends_before_begins", "details.ends_on", first=self.begins_on)
        if self.conditions and self.opinion in (Opinion.RECOMMENDED, Opinion.ADVISED_AGAINST):
            refuse("conditions_of_other_opinion", "details.conditions", opinion=Opinion.CONDITIONS.label)

    def check_step(self, step: str, at: Circumstances) -> None:
        """An answer is an opinion; one with conditions says which."""
        del at
        if step in _ANSWERED and self.opinion is None:
            refuse("opinion_missing", "details.opinion")
        if step in _ANSWERED and self.opinion is Opinion.CONDITIONS and not self.conditions:
            refuse("conditions_missing", "details.conditions")

    def needs(self, step: str, at: Circumstances) -> bool:
        """What was advised against, or costs nothing, is not invoiced."""
        del at
        return step != Step.INVOICED or not (self.opinion is Opinion.ADVISED_AGAINST or self.fee == 0)

    def proposed_outcome(self, step: str, at: Circumstances) -> Outcome | None:
        """Without an opinion one cannot tell yet whether there is an invoice."""
        return None if self.opinion is None else super().proposed_outcome(step, at)
