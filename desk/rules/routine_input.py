"""What is asked for when a routine is added or changed."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from desk.rules.cases import Input, Line
from desk.rules.routines import OWNER_LENGTH, TEXT_LENGTH, TITLE_LENGTH
from desk.rules.text import clean_text


class RoutineInput(Input):
    """What is said about a routine, and its text. Without a title it is called as its topic or kind."""

    title: Annotated[Line, Field(max_length=TITLE_LENGTH)] = ""
    topic: str | None = None
    kind: str | None = None
    owner: Annotated[Line, Field(max_length=OWNER_LENGTH)] = ""
    text: Annotated[str, AfterValidator(clean_text), Field(max_length=TEXT_LENGTH)] = ""
