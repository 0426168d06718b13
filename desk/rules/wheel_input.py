"""What is asked for when a date of the wheel is added or changed, and what one of its days is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field

from desk.rules.cases import Day, Input, Line, Optional
from desk.rules.refusals import wrong
from desk.rules.text import clean_line, clean_text
from desk.words import N_

TITLE_LENGTH = 120
TEXT_LENGTH = 4_000
NAME_LENGTH = 100
NOTE_LENGTH = 1_000


def _needed(text: str) -> str:
    if cleaned := clean_line(text):
        return cleaned
    raise wrong("required")


Needed = Annotated[str, AfterValidator(_needed)]
"""A line that has to say something."""
Named = Annotated[Annotated[Line, Field(max_length=NAME_LENGTH)] | None, Optional]
Text = Annotated[str, AfterValidator(clean_text), Field(max_length=TEXT_LENGTH)]


class WheelInput(Input):
    """A recurring date. Without ``starts`` it holds from today on."""

    title: Annotated[Needed, Field(max_length=TITLE_LENGTH, title=N_("What"))]
    rule: Annotated[Needed, Field(max_length=200, title=N_("When"))]
    text: Annotated[Text, Field(title=N_("Description"))] = ""
    department: Annotated[Named, Field(title=N_("Department"))] = None
    responsible: Annotated[Named, Field(title=N_("Responsible"))] = None
    starts: Annotated[Day, Field(title=N_("From"))] = None
    ends: Annotated[Day, Field(title=N_("To"))] = None


FIELDS = tuple(WheelInput.model_fields)


@dataclass(frozen=True)
class Occurrence:
    """One day of a date: whether it was seen to, when, by whom (a login), and a word about it."""

    number: int
    day: date
    done_on: date | None = None
    by: str | None = None
    note: str = ""

    def is_late(self, today: date) -> bool:
        """Whether the day has passed and nobody saw to it."""
        return self.done_on is None and self.day < today
