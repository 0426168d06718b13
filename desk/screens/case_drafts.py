"""What is half typed about a case (a note, a correction, an answer, a reply): drafts, gone on with at the case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple, get_args

from desk.screens.place import Program
from desk.screens.widgets.answer import Answer
from desk.services import drafts
from desk.services.drafts import Draft

What = Literal["note", "correction", "answer", "reply"]
SORTS: tuple[What, ...] = get_args(What)
_CASE, _WHAT = "_case", "_what"


class About(NamedTuple):
    """Which case a draft is about, and what it was going to be."""

    reference: str
    what: What


def about(draft: Draft) -> About | None:
    """What a draft is about; ``None`` for a registration's."""
    reference, what = draft.fields.get(_CASE), draft.fields.get(_WHAT)
    for each in SORTS:
        if what == each:
            return About(str(reference), each)
    return None


def typed_in(draft: Draft) -> dict[str, Answer]:
    """What was typed, by field."""
    return {name: value for name, value in draft.fields.items() if name not in (_CASE, _WHAT)}


class Kept:
    """What is being typed about one case, kept while it is typed: a draft of the person's own.

    Args:
        reference: The case's.
    """

    def __init__(self, program: Program, what: What, reference: str) -> None:
        self._program = program
        self._what: What = what
        self._reference = reference
        self._fields: Mapping[str, Answer] | None = None

    @property
    def key(self) -> str:
        """The draft's: one for each person, case and sort."""
        return f"{self._what}:{self._reference}:{self._program.seat.who.login}"

    def draft(self, fields: Mapping[str, Answer]) -> Draft | None:
        """The draft of what is typed now; ``None`` for nothing."""
        if not any(value not in (None, "") for value in fields.values()):
            return None
        beside = {_CASE: self._reference, _WHAT: self._what}
        program = self._program
        return Draft(self.key, program.seat.who.login, None, None, {**fields, **beside}, program.now(), program.session)

    def typed(self, fields: Mapping[str, Answer]) -> None:
        """Keep what is typed now, where it is other than before; forget it where nothing is left."""
        if fields == self._fields or (self._fields is None and self.draft(fields) is None):
            return
        self._fields = dict(fields)
        draft = self.draft(fields)
        if draft is None:
            self.forget()
        else:
            self._program.tell_quietly(lambda seat: drafts.save(seat, draft), self._program.say_trouble)

    def forget(self) -> None:
        """The person has thrown it away."""
        key = self.key
        self._program.tell_quietly(lambda seat: drafts.throw_away(seat, key), self._program.say_trouble)
