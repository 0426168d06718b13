"""What a file that describes a kind may say, word for word."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, StrictBool, StrictInt

from desk.rules.cases import NOTE_LENGTH, SUMMARY_LENGTH, Input, Line
from desk.rules.labels import Code
from desk.rules.refusals import wrong
from desk.rules.retention import LEAST_DAYS, MOST_DAYS
from desk.words import N_, InBoth

CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
"""A code: of a kind, a field, a choice, a step."""
LABEL_LENGTH, HELP_LENGTH, EXAMPLE_LENGTH = 40, 200, 60
MOST_FIELDS, MOST_STEPS, MOST_CHOICES = 40, 20, 50
LARGEST = 999_999_999
ANY = "any"
"""After a side step's ``after``: it may follow every step."""


class FieldKind(Code):
    """What a field holds."""

    TEXT = "text", N_("text")
    LONG_TEXT = "long_text", N_("long text")
    CHOICE = "choice", N_("choice")
    YES_NO = "yes_no", N_("yes or no")
    DATE = "date", N_("date")
    INSTANT = "instant", N_("time")
    NUMBER = "number", N_("number")


def _code(value: str) -> str:
    if not CODE.fullmatch(value):
        raise wrong("kind_code_form")
    return value


def _yes_or_step(value: object) -> object:
    if isinstance(value, bool):
        return "" if value else None
    if isinstance(value, str) and CODE.fullmatch(value):
        return value
    raise wrong("kind_required_form")


Name = Annotated[str, AfterValidator(_code)]
Word = Annotated[Line, Field(min_length=1, max_length=LABEL_LENGTH)]
Sentence = Annotated[Line, Field(min_length=1, max_length=HELP_LENGTH)]


class Said(Input):
    """A sentence in both languages."""

    sv: Sentence
    en: Sentence

    @property
    def both(self) -> InBoth:
        """The sentence."""
        return InBoth(self.en, self.sv)


class _Worded(Input):
    sv: Word
    en: Word

    @property
    def label(self) -> InBoth:
        """The word in both languages."""
        return InBoth(self.en, self.sv)


class Choice(_Worded):
    """One that a field may be answered with."""

    code: Name


class Step(_Worded):
    """One step of the kind's way; with ``after`` a side step."""

    code: Name
    after: tuple[Name, ...] = ()
    then: Name | None = None
    """Of a side step, the step at which the way goes on."""
    answers: StrictBool = False
    """Whether the citizen is answered by then."""
    fills: Name | None = None
    """A date or time that taking the step fills in."""


class FieldOf(_Worded):
    """One field of the kind's own."""

    name: Name
    type: FieldKind
    help: Said | None = None
    example: Annotated[Line, Field(max_length=EXAMPLE_LENGTH)] = ""
    required: Annotated[str | None, BeforeValidator(_yes_or_step)] = None
    """Empty: always; a step's code: from that step on."""
    max_length: Annotated[StrictInt, Field(ge=1, le=NOTE_LENGTH)] | None = None
    min: Annotated[StrictInt, Field(ge=-LARGEST, le=LARGEST)] | None = None
    max: Annotated[StrictInt, Field(ge=-LARGEST, le=LARGEST)] | None = None
    earliest: Name | None = None
    latest: Name | None = None
    choices: Annotated[tuple[Choice, ...], Field(max_length=MOST_CHOICES)] = ()
    default: Any = None
    personal: StrictBool | None = None
    searched: StrictBool = False
    told: StrictBool | None = None
    """Whether a department is told when a case is handed over; where nothing is said, what is not personal."""

    @property
    def is_text(self) -> bool:
        """Free text, of one line or many."""
        return self.type in (FieldKind.TEXT, FieldKind.LONG_TEXT)

    @property
    def is_personal(self) -> bool:
        """Whether disposal takes it away: free text, unless it is said that it is about nobody."""
        return self.is_text if self.personal is None else self.personal

    @property
    def longest(self) -> int:
        """Characters at most, of a text."""
        return self.max_length or (NOTE_LENGTH if self.type is FieldKind.LONG_TEXT else 120)

    @property
    def about(self) -> InBoth | str:
        """The sentence of help."""
        return self.help.both if self.help else ""


class Kind(_Worded):
    """A kind of case."""

    help: Said | None = None
    department: Annotated[Line, Field(min_length=1, max_length=SUMMARY_LENGTH)] | None = None
    working_days: Annotated[StrictInt, Field(ge=0, le=366)] | None = None
    retention_days: Annotated[StrictInt, Field(ge=LEAST_DAYS, le=MOST_DAYS)] = 730
    valid_until: Name | None = None
    """A date from which retention counts, where it is later than the day of closing."""
    withdrawn: StrictBool = False
    fields: Annotated[tuple[FieldOf, ...], Field(max_length=MOST_FIELDS)] = ()
    steps: Annotated[tuple[Step, ...], Field(max_length=MOST_STEPS)] = ()

    @property
    def about(self) -> InBoth | str:
        """The sentence of help."""
        return self.help.both if self.help else ""

    @property
    def main_steps(self) -> tuple[str, ...]:
        """The steps in their order, side steps left out."""
        return tuple(each.code for each in self.steps if not each.after)


def words_at(path: tuple[str, ...]) -> tuple[str, ...]:
    """The words that may stand at a place: of the kind, a field, a choice, a step, a sentence."""
    models: dict[tuple[str, ...], type[BaseModel]] = {
        (): Kind,
        ("help",): Said,
        ("fields",): FieldOf,
        ("fields", "help"): Said,
        ("fields", "choices"): Choice,
        ("steps",): Step,
    }
    model = models.get(path)
    return tuple(model.model_fields) if model else ()
