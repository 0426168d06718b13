"""Dialogues (*verksamhetsdialog*): meetings with a department, what they decided, and whether it was done."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field

from desk.rules.cases import Day, Input, Line, Optional
from desk.rules.labels import Code
from desk.rules.refusals import Refused, wrong
from desk.rules.spans import parse_span
from desk.rules.text import clean_text
from desk.rules.wheel_input import Needed
from desk.words import N_

WHAT_LENGTH = 300
NAME_LENGTH = 100
TEXT_LENGTH = 20_000
STRATEGY_A_YEAR = (2, 3)
"""How many dialogues on strategy a department is to have in a year: two or three."""


class DialogueSort(Code):
    """What a dialogue is about: the month's work, or strategy."""

    MONTHLY = "monthly", N_("Monthly")
    STRATEGY = "strategy", N_("Strategy")


@dataclass(frozen=True)
class Decision:
    """Something that a dialogue decided.

    Attributes:
        by_whom: A login, or the name of a person or function.
        outcome: What came of it; where it was dropped, why.
        improvement_id: Its number on the improvement board, which then knows how it stands; ``board`` is its status
            there, a code of ``desk.rules.improvements.BoardStatus``, and ``board_ended`` when it ended.
    """

    id: int
    dialogue_id: int
    what: str
    by_whom: str = ""
    due: date | None = None
    done_on: date | None = None
    dropped_on: date | None = None
    outcome: str = ""
    improvement_id: int | None = None
    board: str | None = None
    board_ended: date | None = None

    @property
    def ended_on(self) -> date | None:
        """When it was done or dropped, here or on the board."""
        return self.done_on or self.dropped_on or self.board_ended

    @property
    def is_open(self) -> bool:
        """Whether it is neither done nor dropped."""
        return self.ended_on is None

    def is_late(self, today: date) -> bool:
        """Whether it was to be done before ``today``, and is still open here."""
        return self.is_open and self.improvement_id is None and self.due is not None and self.due < today

    @property
    def was_done(self) -> bool:
        """Whether it was done, here or on the board."""
        return self.done_on is not None or self.board == "done"


@dataclass(frozen=True)
class Dialogue:
    """A meeting with a department. ``span`` is the code of what was looked at; ``present`` are functions."""

    id: int
    department: str
    day: date
    sort: DialogueSort
    span: str | None = None
    present: str = ""
    views: str = ""
    notes: str = ""
    version: int = 1
    decisions: tuple[Decision, ...] = ()

    @property
    def open(self) -> int:
        """How many of its decisions are open."""
        return sum(each.is_open for each in self.decisions)


@dataclass(frozen=True)
class Standing:
    """How far a department's dialogues have come.

    Attributes:
        this_month: Whether the month has had its dialogue.
        last: The day of the latest, of either sort.
        strategy: How many on strategy the year has had.
        open, late: Decisions of every dialogue with it.
    """

    department: str
    this_month: bool
    last: date | None
    strategy: int
    open: int = 0
    late: int = 0


def standings(departments: Sequence[str], dialogues: Iterable[Dialogue], today: date) -> tuple[Standing, ...]:
    """How far each department has come, seen from ``today``; a dialogue that is still ahead has not been had."""
    held: dict[str, list[Dialogue]] = {name: [] for name in departments}
    for each in dialogues:
        if each.day <= today and each.department in held:
            held[each.department].append(each)
    return tuple(_standing(name, found, today) for name, found in held.items())


def _standing(name: str, held: Sequence[Dialogue], today: date) -> Standing:
    month = (today.year, today.month)
    monthly = (each.day for each in held if each.sort is DialogueSort.MONTHLY)
    decisions = [decision for each in held for decision in each.decisions]
    return Standing(
        name,
        any((day.year, day.month) == month for day in monthly),
        max((each.day for each in held), default=None),
        sum(each.sort is DialogueSort.STRATEGY and each.day.year == today.year for each in held),
        sum(each.is_open for each in decisions),
        sum(each.is_late(today) for each in decisions),
    )


# ------------------------------------------------------------------ input


def _span(text: str | None) -> str | None:
    if text is None:
        return None
    try:
        return parse_span(text).code
    except Refused as refused:
        raise wrong(refused.problems[0].code) from None


Named = Annotated[Annotated[Line, Field(max_length=NAME_LENGTH)], Field()]
Text = Annotated[str, AfterValidator(clean_text), Field(max_length=TEXT_LENGTH)]


class DialogueInput(Input):
    """A dialogue. Without ``day`` it is today's, and without ``span`` it looked at none."""

    department: Annotated[Needed, Field(max_length=NAME_LENGTH)]
    day: Day = None
    sort: DialogueSort = DialogueSort.MONTHLY
    span: Annotated[Annotated[Line, AfterValidator(_span)] | None, Optional] = None
    present: Annotated[Line, Field(max_length=WHAT_LENGTH)] = ""
    views: Text = ""
    notes: Text = ""


class DecisionInput(Input):
    """What is decided, by whom it is to be done, and by when."""

    what: Annotated[Needed, Field(max_length=WHAT_LENGTH)]
    by_whom: Named = ""
    due: Day = None


FIELDS = tuple(DialogueInput.model_fields)
DECISION_FIELDS = tuple(DecisionInput.model_fields)
