"""Steering documents: the mission of the service, its goals, its rules for telephone and mail, its plan.

That none existed was an audit's main finding. A text is kept for good in every version; until somebody has decided it,
it is a draft.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from difflib import unified_diff
from typing import Annotated

from pydantic import AfterValidator, Field

from desk.rules.cases import Day, Input
from desk.rules.labels import Code
from desk.rules.text import clean_text
from desk.rules.wheel_input import Needed
from desk.words import N_, _

TITLE_LENGTH = 120
TEXT_LENGTH = 50_000
NAME_LENGTH = 100
_AROUND = 2
"""Lines shown around a difference."""


class DocumentSort(Code):
    """What sort of document it is."""

    MISSION = "mission", N_("Mission description")
    GOALS = "goals", N_("Goals of the service")
    CONTACT = "contact", N_("Rules for telephone and mail")
    PLAN = "plan", N_("Plan of the service")
    OTHER = "other", N_("Other document")


@dataclass(frozen=True)
class Version:
    """A document's text as it was written at one time. ``text`` is ``None`` where it was not asked for."""

    number: int
    text: str | None
    written_at: datetime
    written_by: str
    decided_by: str | None = None
    decided_on: date | None = None
    review_on: date | None = None

    @property
    def is_decided(self) -> bool:
        """Whether it has been decided by somebody."""
        return self.decided_on is not None


@dataclass(frozen=True)
class Document:
    """A document with its versions, oldest first; there is one at least."""

    id: int
    sort: DocumentSort
    title: str
    active: bool
    versions: tuple[Version, ...]

    @property
    def latest(self) -> Version:
        """What was written last."""
        return self.versions[-1]

    @property
    def in_force(self) -> Version | None:
        """The version that was decided last."""
        return next((each for each in reversed(self.versions) if each.is_decided), None)

    @property
    def is_draft(self) -> bool:
        """Whether what was written last has not been decided."""
        return not self.latest.is_decided

    def is_due(self, today: date) -> bool:
        """Whether what is in force was to be looked at again before today, or today."""
        held = self.in_force
        return self.active and held is not None and held.review_on is not None and held.review_on <= today

    def version(self, number: int) -> Version | None:
        """The version with this number."""
        return next((each for each in self.versions if each.number == number), None)


# ------------------------------------------------------------------ input


class DocumentInput(Input):
    """A document, or a new text of it."""

    sort: DocumentSort
    title: Annotated[Needed, Field(max_length=TITLE_LENGTH)]
    text: Annotated[str, AfterValidator(clean_text), Field(max_length=TEXT_LENGTH)]


class DecisionInput(Input):
    """Who decided a document, when, and when it is to be looked at again."""

    decided_by: Annotated[Needed, Field(max_length=NAME_LENGTH)]
    decided_on: Day
    review_on: Day = None


# ------------------------------------------------------------------ differences


@dataclass(frozen=True)
class Changed:
    """A line of a comparison. ``sign``: ``+`` added, ``-`` taken away, a space the same, ``@`` lines left out."""

    sign: str
    line: str


def differences(before: str, after: str) -> tuple[Changed, ...]:
    """What differs between two texts, line by line, with a little around it; nothing where they are the same."""
    return tuple(_differences(before.splitlines(), after.splitlines()))


def _differences(before: list[str], after: list[str]) -> Iterator[Changed]:
    for number, line in enumerate(unified_diff(before, after, n=_AROUND, lineterm="")):
        if number < 2:  # the names of the two, which have none
            continue
        if line.startswith("@@"):
            if number > 2 or not line.startswith(("@@ -1,", "@@ -1 ", "@@ -0,")):
                yield Changed("@", "")
        else:
            yield Changed(line[0], line[1:])


# ------------------------------------------------------------------ texts to begin with

_HEADINGS = {
    DocumentSort.MISSION: (
        N_("Mission"), N_("Who we are there for"), N_("What we answer ourselves"), N_("What we pass on, and to whom"),
        N_("What we do not do"), N_("Channels and opening hours"), N_("Who decides, and whom we report to"),
    ),
    DocumentSort.GOALS: (
        N_("What the goals start from"), N_("Availability"), N_("Attitude and knowledge"), N_("Solved at once"),
        N_("Failure demand"), N_("How the goals are followed, and by whom"),
    ),
    DocumentSort.CONTACT: (
        N_("How we answer the telephone"), N_("Messages and referrals of calls"), N_("When we are away"),
        N_("How soon we answer e-mail"), N_("How we write"), N_("Who to ask"),
    ),
    DocumentSort.PLAN: (
        N_("Where we stand"), N_("Goals for the year"), N_("Activities, responsible and dates"), N_("Staffing"),
        N_("Follow-up"),
    ),
    DocumentSort.OTHER: (N_("Purpose"), N_("Contents"),),
}  # fmt: skip


def template(sort: DocumentSort) -> str:
    """Headings to begin with, in the language spoken now. What stands below them, nobody has made up."""
    return "\n\n\n".join(f"## {_(each)}" for each in _HEADINGS[sort]) + "\n"
