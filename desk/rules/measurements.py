"""Service measurements (*servicemätning*): six parameters, each compared with others and with the time before.

The parameters, the comparisons and the way in which the table is printed are those of the audit of 2022, which found
that the measurement of 2021 had never been analysed: here one counts as handled when its analysis and actions are
written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from desk.rules.labels import Code
from desk.rules.refusals import Refused, problems_in, wrong
from desk.rules.text import clean_line, clean_text
from desk.words import N_

NAME_LENGTH, SCOPE_LENGTH, TEXT_LENGTH = 100, 2000, 20_000


class Parameter(Code):
    """What is measured, in the table's order."""

    AVAILABILITY_PHONE = "availability_phone", N_("Availability (telephone)")
    QUALITY_PHONE = "quality_phone", N_("Quality of answers (telephone)")
    ATTITUDE_PHONE = "attitude_phone", N_("Attitude (telephone)")
    IMPRESSION_PHONE = "impression_phone", N_("Overall impression (telephone)")
    TIME_EMAIL = "time_email", N_("Response time (e-mail)")
    QUALITY_EMAIL = "quality_email", N_("Quality of answers (e-mail)")


class Against(Code):
    """What a parameter is compared with, in the table's order."""

    ALL = "all", N_("Comp. all municipalities")
    SIMILAR = "similar", N_("Comp. similar municipalities")
    PREVIOUS = "previous", N_("Comp. previous measurement")


class Result(Code):
    """What a comparison came to. That there is no data is a result of its own."""

    BETTER = "better", N_("Better than/higher")
    SAME = "same", N_("Comparable")
    WORSE = "worse", N_("Worse than/lower")
    NO_DATA = "no_data", N_("No data.")

    @property
    def sign(self) -> str:
        """How the table shows it; what there is no data for is explained in a note below."""
        return _SIGNS[self]

    @property
    def letter(self) -> str:
        """How a terminal that draws letters alone shows it."""
        return _LETTERS[self]


NOTE = "²"
"""The sign of the note that says there is no data, as the audit's table has it."""
_SIGNS = {Result.BETTER: "↗", Result.SAME: "→", Result.WORSE: "↘", Result.NO_DATA: f". {NOTE}"}
_LETTERS = {Result.BETTER: "+", Result.SAME: "=", Result.WORSE: "-", Result.NO_DATA: "."}

Cell = tuple[Parameter, Against]
CELLS: tuple[Cell, ...] = tuple((parameter, against) for parameter in Parameter for against in Against)


class Text(Code):
    """What has to be written before a measurement counts as handled."""

    ANALYSIS = "analysis", N_("Analysis")
    ACTIONS = "actions", N_("Actions")


@dataclass(frozen=True, kw_only=True)
class Measurement:
    """One measurement.

    Attributes:
        name: What it is called, once: ``Servicemätning 2021``.
        made_on: The local day on which it was made, or that stands for its time.
        forwarded: Whether calls and mail that were passed on, and answered by others, were measured too; ``None``
            where nobody knows.
        scope: What was measured, in words.
        results: By parameter and comparison; what is missing is *no data*.
    """

    id: int | None = None
    name: str
    made_on: date
    made_by: str = ""
    forwarded: bool | None = None
    scope: str = ""
    analysis: str = ""
    actions: str = ""
    handled_at: datetime | None = None
    handled_by: str | None = None
    results: Mapping[Cell, Result] = field(default_factory=dict)

    def result(self, parameter: Parameter, against: Against) -> Result:
        """What a comparison came to."""
        return self.results.get((parameter, against), Result.NO_DATA)

    @property
    def handled(self) -> bool:
        """Whether somebody has said that it is handled."""
        return self.handled_at is not None

    @property
    def missing(self) -> tuple[Text, ...]:
        """What is not written yet."""
        return tuple(each for each in Text if not self.text(each))

    def text(self, which: Text) -> str:
        """One of the two texts."""
        return self.analysis if which is Text.ANALYSIS else self.actions

    def with_text(self, which: Text, text: str) -> Measurement:
        """The same, with another of the two texts."""
        return replace(self, analysis=text) if which is Text.ANALYSIS else replace(self, actions=text)

    def to_json(self) -> dict[str, Any]:
        """As JSON values, keyed as the command line promises and as it reads them."""
        return {
            "id": self.id,
            "name": self.name,
            "made_on": self.made_on.isoformat(),
            "made_by": self.made_by,
            "forwarded": self.forwarded,
            "scope": self.scope,
            "results": {
                str(parameter): {str(against): str(self.result(parameter, against)) for against in Against}
                for parameter in Parameter
            },
            "analysis": self.analysis,
            "actions": self.actions,
            "handled": self.handled,
            "handled_at": None if self.handled_at is None else self.handled_at.isoformat(),
            "handled_by": self.handled_by,
        }


# ------------------------------------------------------------------ what is entered


def _named(text: str) -> str:
    cleaned = clean_line(text)
    if not cleaned:
        raise wrong("required")
    return cleaned


_Line = Annotated[str, Field(max_length=NAME_LENGTH), AfterValidator(clean_line)]
_Scope = Annotated[str, Field(max_length=SCOPE_LENGTH), AfterValidator(clean_text)]
_Text = Annotated[str, Field(max_length=TEXT_LENGTH), AfterValidator(clean_text)]


class MeasurementInput(BaseModel):
    """A measurement as it is entered, from a form or a file. It is not handled yet, whatever is written."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    name: Annotated[str, Field(max_length=NAME_LENGTH), AfterValidator(_named)]
    made_on: date
    made_by: _Line = ""
    forwarded: bool | None = None
    scope: _Scope = ""
    analysis: _Text = ""
    actions: _Text = ""
    results: Mapping[Parameter, Mapping[Against, Result]] = Field(default_factory=dict)

    def measurement(self) -> Measurement:
        """The measurement that it describes."""
        cells = {
            (parameter, against): result
            for parameter, compared in self.results.items()
            for against, result in compared.items()
        }
        return Measurement(
            name=self.name,
            made_on=self.made_on,
            made_by=self.made_by,
            forwarded=self.forwarded,
            scope=self.scope,
            analysis=self.analysis,
            actions=self.actions,
            results=cells,
        )


def measurement_of(values: Mapping[str, Any]) -> Measurement:
    """Read a measurement from plain values.

    Raises:
        Refused: whatever is wrong with them, each with its field (``results.quality_phone.all``).
    """
    try:
        return MeasurementInput.model_validate(dict(values)).measurement()
    except ValidationError as error:
        raise Refused(*problems_in(error)) from error
