"""What the municipality keeps of its own organisation: departments, answer groups and topics, and what each may say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, Field, ValidationError, field_validator

from desk.rules import people
from desk.rules.cases import Input, Line, Optional
from desk.rules.kinds import kinds
from desk.rules.labels import Code
from desk.rules.refusals import Refused, problems_in, wrong
from desk.rules.text import folded
from desk.words import N_, language

NAME_LENGTH = 60
CODE_LENGTH = 60
MOST_WORKING_DAYS = 250
_CODE = re.compile(r"[a-z][a-z0-9_]*")

M = TypeVar("M", bound=BaseModel)


class Part(Code):
    """What one keeps, each with a list of its own."""

    DEPARTMENT = "department", N_("Department")
    GROUP = "group", N_("Answer group")
    TOPIC = "topic", N_("Topic")


@dataclass(frozen=True)
class Department:
    """A part of the municipality. ``topics`` is how many topics in use lead there."""

    name: str
    email: str = ""
    active: bool = True
    topics: int = 0

    @property
    def key(self) -> str:
        """What it is known by."""
        return self.name


@dataclass(frozen=True)
class Group:
    """An answer group. ``people`` is how many belong to it, of those who can log in."""

    name: str
    least_staff: int = 3
    active: bool = True
    topics: int = 0
    people: int = 0

    @property
    def key(self) -> str:
        """What it is known by."""
        return self.name


@dataclass(frozen=True)
class KeptTopic:
    """A topic as it is kept, in use or at rest; see :class:`desk.rules.organisation.Topic`."""

    code: str
    name: str
    name_en: str
    kind: str
    department: str | None = None
    group: str | None = None
    working_days: int | None = None
    solvable: bool = True
    active: bool = True

    @property
    def key(self) -> str:
        """What it is known by."""
        return self.code

    @property
    def label(self) -> str:
        """Its name in the language spoken now."""
        return self.name if language() == "sv" else self.name_en


# ------------------------------------------------------------------ what may be said

Name = Annotated[Line, Field(min_length=1, max_length=NAME_LENGTH)]


class DepartmentInput(Input):
    """What is said about a department. Its e-mail address is where cases are handed over to; it may be empty."""

    name: Name = Field(title=N_("Name"))
    email: Annotated[str | None, AfterValidator(people.email_address), Optional] = Field(
        None,
        title=N_("E-mail address"),
        description=N_("Where cases are handed over to."),
        examples=["miljo@example.se"],
    )


class GroupInput(Input):
    """What is said about an answer group."""

    name: Name = Field(title=N_("Name"))
    least_staff: Annotated[int, Field(ge=0, le=99)] = Field(3, title=N_("Needed at least"))


class TopicInput(Input):
    """What is said about a topic; a name in English that is left out is the Swedish one."""

    code: Annotated[Annotated[Line, Field(max_length=CODE_LENGTH)] | None, Optional] = Field(None, title=N_("Code"))
    name: Name = Field(title=N_("Name"))
    name_en: Annotated[Annotated[Line, Field(max_length=NAME_LENGTH)] | None, Optional] = Field(
        None, title=N_("Name in English")
    )
    kind: str = Field(title=N_("Kind"))
    department: Annotated[str | None, Optional] = Field(None, title=N_("Department"))
    group: Annotated[str | None, Optional] = Field(None, title=N_("Answer group"))
    working_days: Annotated[Annotated[int, Field(ge=0, le=MOST_WORKING_DAYS)] | None, Optional] = Field(
        None, title=N_("Working days"), description=N_("The deadline; left empty, it is the kind's.")
    )
    solvable: bool = Field(True, title=N_("Solved at the desk"))

    @field_validator("code")
    @classmethod
    def _is_a_code(cls, code: str | None) -> str | None:
        if code is not None and not _CODE.fullmatch(code):
            raise wrong("topic_code")
        return code

    @field_validator("kind")
    @classmethod
    def _is_a_kind(cls, code: str) -> str:
        if code not in kinds():
            raise wrong("kind_unknown", allowed=", ".join(kinds()))
        return code


def read(model: type[M], values: Mapping[str, Any]) -> M:
    """The values as ``model``. Refused with each field that is wrong."""
    try:
        return model.model_validate(dict(values))
    except ValidationError as error:
        raise Refused(*problems_in(error)) from None


def code_of(name: str) -> str:
    """The code that a topic gets from its name: ``skolskjuts_forsening``; ``topic`` where nothing is left of it."""
    bare = re.sub(r"[^a-z0-9]+", "_", folded(name)).strip("_")[:CODE_LENGTH].strip("_")
    if not bare:
        return "topic"
    return bare if bare[0].isalpha() else f"t_{bare}"[:CODE_LENGTH]
