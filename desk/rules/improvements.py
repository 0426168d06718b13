"""The improvement board: what an entry is, where it may go from where it stands, and what each move needs.

An improvement is proposed by anybody at the desk. Whoever keeps the follow-up decides it, which takes somebody
responsible and the day it is expected to be done; it is done when its result is written, and not done when it is
said why. What has ended may be taken up again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field

from desk.rules.cases import Cause, Day, Input, Line, Optional
from desk.rules.labels import Code
from desk.rules.refusals import Problem, refuse, wrong
from desk.rules.rights import Person, Right
from desk.rules.text import clean_text
from desk.words import N_

PROPOSAL_LENGTH = 200
TEXT_LENGTH = 4_000
NAME_LENGTH = 100


class BoardStatus(Code):
    """The columns of the board, in their order."""

    PROPOSED = "proposed", N_("Proposed")
    DECIDED = "decided", N_("Decided")
    UNDER_WAY = "under_way", N_("Under way")
    DONE = "done", N_("Done")
    NOT_DONE = "not_done", N_("Not done")


OPEN_STATUSES = (BoardStatus.PROPOSED, BoardStatus.DECIDED, BoardStatus.UNDER_WAY)
"""What the weekly walk goes by."""
ENDED = frozenset({BoardStatus.DONE, BoardStatus.NOT_DONE})

NEXT: Mapping[BoardStatus, tuple[BoardStatus, ...]] = {
    BoardStatus.PROPOSED: (BoardStatus.DECIDED, BoardStatus.NOT_DONE),
    BoardStatus.DECIDED: (BoardStatus.UNDER_WAY, BoardStatus.DONE, BoardStatus.NOT_DONE, BoardStatus.PROPOSED),
    BoardStatus.UNDER_WAY: (BoardStatus.DONE, BoardStatus.NOT_DONE, BoardStatus.DECIDED),
    BoardStatus.DONE: (BoardStatus.NOT_DONE, BoardStatus.UNDER_WAY),
    BoardStatus.NOT_DONE: (BoardStatus.DONE, BoardStatus.PROPOSED),
}
"""Where an improvement may go from where it stands. One step to either side is always among them."""

NEEDS: Mapping[BoardStatus, tuple[str, ...]] = {
    BoardStatus.PROPOSED: (),
    BoardStatus.DECIDED: ("responsible", "due"),
    BoardStatus.UNDER_WAY: ("responsible", "due"),
    BoardStatus.DONE: ("responsible", "due", "result"),
    BoardStatus.NOT_DONE: ("result",),
}
"""The fields that must have a value where an improvement stands; of one that is not done the result says why."""

_LACKING = {
    "responsible": "improvement_needs_responsible",
    "due": "improvement_needs_due",
    "result": "improvement_needs_result",
}


@dataclass(frozen=True)
class Improvement:
    """An entry on the board.

    Attributes:
        department: The one that it concerns; ``None`` where it is the service's own.
        topic, cause: What failure demand it is to put an end to: a topic's code, a cause.
        responsible: A login, or the name of somebody who has none here.
        due: The expected end date.
        result: What came of it; of one that is not done, why.
        walked_on: The local day on which the weekly walk last came by.
        version: Counts every change, so that of two who change it at once the later is told.
    """

    id: int
    proposal: str
    background: str = ""
    department: str | None = None
    topic: str | None = None
    cause: Cause | None = None
    status: BoardStatus = BoardStatus.PROPOSED
    responsible: str | None = None
    due: date | None = None
    proposed_on: date = date.min
    proposed_by: str = ""
    decided_on: date | None = None
    ended_on: date | None = None
    result: str = ""
    walked_on: date | None = None
    version: int = 1

    @property
    def is_open(self) -> bool:
        """Whether it is neither done nor given up."""
        return self.status not in ENDED

    def is_overdue(self, today: date) -> bool:
        """Whether the expected end date has passed and it has not ended."""
        return self.is_open and self.due is not None and self.due < today

    def is_walked(self, week: tuple[date, date]) -> bool:
        """Whether the weekly walk has come by between two days, both included."""
        return self.walked_on is not None and week[0] <= self.walked_on <= week[1]


# ------------------------------------------------------------------ input

Text = Annotated[str, AfterValidator(clean_text), Field(max_length=TEXT_LENGTH)]
Named = Annotated[Annotated[Line, Field(max_length=NAME_LENGTH)] | None, Optional]


def _said(text: str) -> str:
    if not text:
        raise wrong("required")
    return text


class Proposal(Input):
    """What is asked for when an improvement is proposed or changed. A cause belongs to failure demand or value."""

    proposal: Annotated[Line, AfterValidator(_said), Field(max_length=PROPOSAL_LENGTH)] = Field(
        title=N_("Proposal"), description=N_("What should be done, in one line.")
    )
    background: Text = Field("", title=N_("Background"), description=N_("Why: what does not work today."))
    department: Named = Field(None, title=N_("Department"))
    topic: Named = Field(None, title=N_("Topic"))
    cause: Annotated[Cause | None, Optional] = Field(None, title=N_("Cause"))
    responsible: Named = Field(None, title=N_("Responsible"), description=N_("A login, or a name."))
    due: Day = Field(None, title=N_("Expected end date"))
    result: Text = Field("", title=N_("Result"), description=N_("What came of it; of what is not done, why."))


FIELDS = tuple(Proposal.model_fields)
OWN_FIELDS = frozenset({"proposal", "background", "department", "topic", "cause"})
"""What the one who proposes may fill in, and change as long as nothing is decided."""


# ------------------------------------------------------------------ rules


def lacking(improvement: Improvement) -> tuple[Problem, ...]:
    """What an improvement still needs where it stands."""
    return tuple(
        Problem(_code(improvement.status, name), name)
        for name in NEEDS[improvement.status]
        if not getattr(improvement, name)
    )


def _code(status: BoardStatus, name: str) -> str:
    return "improvement_needs_why" if name == "result" and status is BoardStatus.NOT_DONE else _LACKING[name]


def check_move(now: BoardStatus, then: BoardStatus) -> None:
    """Refuse a move that is none, or that is not allowed, naming those that are."""
    if then not in NEXT[now]:
        allowed = tuple(str(each) for each in NEXT[now])
        refuse("improvement_move", "status", now=str(now), allowed=allowed)


def moved(improvement: Improvement, to: BoardStatus, today: date) -> Improvement:
    """The improvement where it has been moved to, its days following; :func:`lacking` says what it still needs.

    What had ended needs another result: the old one is in the trail.
    """
    check_move(improvement.status, to)
    return replace(
        improvement,
        status=to,
        decided_on=None if to is BoardStatus.PROPOSED else _decided_on(improvement, to, today),
        ended_on=today if to in ENDED else None,
        result="" if improvement.status in ENDED else improvement.result,
    )


def _decided_on(improvement: Improvement, to: BoardStatus, today: date) -> date | None:
    if improvement.decided_on is not None or to is BoardStatus.NOT_DONE:
        return improvement.decided_on
    return today


def neighbour(status: BoardStatus, by: int) -> BoardStatus | None:
    """The column to the right (1) or to the left (-1); ``None`` beyond the last."""
    place = tuple(BoardStatus).index(status) + by
    return tuple(BoardStatus)[place] if 0 <= place < len(BoardStatus) else None


def may_move(who: Person, improvement: Improvement, to: BoardStatus) -> bool:
    """Whether a person may move it there: who keeps the follow-up, and the responsible one to *done*."""
    return who.may(Right.FOLLOW_UP) or (to is BoardStatus.DONE and is_theirs(improvement, who))


def may_change(who: Person, improvement: Improvement, names: Iterable[str]) -> bool:
    """Whether a person may change these fields.

    Who keeps the follow-up may all, the responsible one the result, and who proposed it their own words until it is
    decided.
    """
    asked = set(names)
    if who.may(Right.FOLLOW_UP):
        return True
    own = improvement.proposed_by == who.login and improvement.status is BoardStatus.PROPOSED
    allowed = (OWN_FIELDS if own else frozenset()) | ({"result"} if is_theirs(improvement, who) else frozenset())
    return who.may(Right.PROPOSE) and asked <= allowed


def is_theirs(improvement: Improvement, who: Person) -> bool:
    """Whether the person is the one responsible."""
    return who.may(Right.PROPOSE) and improvement.responsible == who.login


def in_order(improvements: Iterable[Improvement]) -> tuple[Improvement, ...]:
    """One column's cards: open ones by expected end date, those without one last; ended ones the latest first."""

    def place(each: Improvement) -> tuple[int, int]:
        if each.ended_on is not None:
            return -each.ended_on.toordinal(), -each.id
        return (each.due or date.max).toordinal(), each.id

    return tuple(sorted(improvements, key=place))


def as_of(improvement: Improvement, last: date) -> Improvement:
    """The improvement as it stood at the end of a day, so far as its own days tell.

    One that has ended since was under way then, or decided, or only proposed.
    """
    if improvement.ended_on is not None and improvement.ended_on > last:
        decided = improvement.decided_on is not None and improvement.decided_on <= last
        status = BoardStatus.UNDER_WAY if decided else BoardStatus.PROPOSED
        return replace(improvement, status=status, ended_on=None, result="")
    return improvement


def concerns(improvement: Improvement, first: date, last: date) -> bool:
    """Whether a report over these days tells of it: it was decided, under way or ended between them."""
    if improvement.ended_on is not None and improvement.ended_on < first:
        return False
    begun = improvement.decided_on or improvement.ended_on
    return begun is not None and begun <= last
