"""What is done to reach a goal: the activities of an action plan (*handlingsplan*)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Activity:
    """One activity of a goal's plan: it is under way until it is done or dropped.

    Attributes:
        responsible: A person's or a function's name.
        result: What came of it, or why it was dropped.
    """

    goal_id: int
    what: str
    responsible: str = ""
    due: date | None = None
    done_on: date | None = None
    dropped_on: date | None = None
    result: str = ""
    id: int = 0

    @property
    def ended_on(self) -> date | None:
        """When it was done or dropped."""
        return self.done_on or self.dropped_on

    def overdue(self, today: date) -> bool:
        """Whether it was due before ``today`` and is still under way."""
        return self.ended_on is None and self.due is not None and self.due < today
