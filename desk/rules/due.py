"""What falls due: every sort of thing that the follow-up gives a day and somebody responsible."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from desk.rules.labels import Code
from desk.words import N_

ANALYSIS_DAYS = 30
"""Days after a service measurement within which its analysis and actions are to be written."""
EXPLAIN_DAYS = 7
"""Days after a span's end within which its deviations are to have cause and action."""
OPEN_DEVIATION_DAYS = 125
"""A tertial: deviations of spans that ended longer ago are due no more; the list of deviations has them."""


class DueSort(Code):
    """What sort of thing falls due."""

    WHEEL = "wheel", N_("Annual wheel")
    ACTIVITY = "activity", N_("Activity")
    DEVIATION = "deviation", N_("Deviations without cause or action")
    ACTION = "action", N_("Action on a deviation")
    IMPROVEMENT = "improvement", N_("Improvement")
    DECISION = "decision", N_("Decision of a dialogue")
    DOCUMENT = "document", N_("Review of a steering document")
    MEASUREMENT = "measurement", N_("Analysis of a measurement")
    HANDOVER = "handover", N_("Answer from outside the desk")
    ROUTINE = "routine", N_("Routine to look through")


SCREENS = {
    DueSort.WHEEL: "calendar",
    DueSort.ACTIVITY: "goals",
    DueSort.DEVIATION: "deviations",
    DueSort.ACTION: "deviations",
    DueSort.IMPROVEMENT: "board",
    DueSort.DECISION: "dialogues",
    DueSort.DOCUMENT: "documents",
    DueSort.MEASUREMENT: "measurements",
    DueSort.HANDOVER: "calendar",
    DueSort.ROUTINE: "routines",
}
"""Where each sort is looked after, by the names of ``desk.screens.going``; what is handed over on its case."""


@dataclass(frozen=True)
class Due:
    """One thing that falls due.

    Attributes:
        id: Its number among its sort; of open deviations 0, since they go together by span, and of the routines that
            nobody has looked through yet.
        what: What is to be done, as somebody wrote it; of open deviations the span's code.
        who: The login or name of the one responsible.
        day: By when.
        late: The day has passed and it is not done.
        department: The one that it concerns.
        many: Of open deviations, how many the span has; how many routines nobody has looked through yet.
        done: Of a day of the wheel, whether it was seen to; nothing else that is done is here.
        name: The person's name where ``who`` is a login here.
    """

    sort: DueSort
    id: int
    what: str
    who: str | None
    day: date
    late: bool = False
    department: str | None = None
    many: int = 1
    done: bool = False
    name: str | None = None
    case: str | None = None

    @property
    def screen(self) -> str:
        """Where one goes to do it."""
        return SCREENS[self.sort]


def in_order(due: Due) -> tuple[date, str, int]:
    """The order of a list: by day, then by sort."""
    return due.day, due.sort, due.id


def month_of(day: date) -> tuple[date, date]:
    """The first and the last day of the month that ``day`` lies in."""
    first = day.replace(day=1)
    return first, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
