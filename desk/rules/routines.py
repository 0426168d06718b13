"""Routines: how an errand is handled at this desk, in Markdown, of a topic, of a kind, or of the desk at large.

Every writing is kept. A routine has an owner, and is looked through once a year at least. Light: the form shows them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

TITLE_LENGTH = 120
TEXT_LENGTH = 20_000
OWNER_LENGTH = 100
REVIEW_DAYS = 365
"""Days after which a routine is to be looked through again."""


@dataclass(frozen=True)
class RoutineVersion:
    """A routine as it was written once. ``text`` is ``None`` where it was not asked for; ``by`` of Desk's own."""

    number: int
    text: str | None
    at: datetime
    by: str | None = None


@dataclass(frozen=True)
class Routine:
    """A routine with its versions, oldest first; there is one at least.

    Attributes:
        topic, kind: Codes; one of them, or neither for a routine of the desk at large.
        owner: A login, or the name of somebody; empty for nobody.
        reviewed_on: The local day on which somebody wrote it or looked it through; ``None`` where nobody has yet.
    """

    id: int
    title: str
    topic: str | None
    kind: str | None
    owner: str
    reviewed_on: date | None
    active: bool
    versions: tuple[RoutineVersion, ...]

    @property
    def latest(self) -> RoutineVersion:
        """What holds."""
        return self.versions[-1]

    @property
    def due_on(self) -> date:
        """The day by which it is to be looked through: a year after somebody did, or after it was made."""
        return (self.reviewed_on or self.latest.at.date()) + timedelta(days=REVIEW_DAYS)

    def is_due(self, today: date) -> bool:
        """Whether it was to be looked through before today, or today."""
        return self.active and self.due_on <= today

    def version(self, number: int) -> RoutineVersion | None:
        """The version with this number."""
        return next((each for each in self.versions if each.number == number), None)
