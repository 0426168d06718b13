"""Texts of the follow-up that are half typed: drafts of the person's own, each gone on with where it belongs."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from importlib import import_module
from typing import Any, NamedTuple

from textual.app import App

from desk.screens import going
from desk.screens.place import Program
from desk.screens.widgets.answer import Answer
from desk.services import drafts
from desk.services.drafts import Draft
from desk.services.seat import Seat

_SCREEN, _PLACE, _TITLE, _TEXT, _FROM = "_screen", "_place", "_title", "text", "_from"
_ANSWER = "_answer."

RESUMED: Mapping[str, str] = {
    "calendar": "desk.screens.calendar_date:resumed",
    "documents": "desk.screens.steering:resumed",
    "dialogues": "desk.screens.dialogue_forms:resumed",
    "measurements": "desk.screens.measurement:resumed",
    "deviations": "desk.screens.deviation_form:resumed",
    "goals": "desk.screens.goal_form:resumed",
    "issued": "desk.screens.issued:resumed",
    "pool": "desk.screens.pool_out:resumed",
    "resources": "desk.screens.resources:resumed",
    "house": "desk.screens.house_forms:resumed",
    "routines": "desk.screens.routine_form:resumed",
    "division": "desk.screens.division_forms:resumed",
    "departments": "desk.screens.departments:resumed",
    "groups": "desk.screens.groups:resumed",
    "topics": "desk.screens.topics:resumed",
    "retention": "desk.screens.retention:resumed",
    "kinds": "desk.screens.kind_text:resumed",
}
"""Screens of :data:`desk.screens.going.SCREENS` that open a text again by its place; of the others the first one is
opened, where the text is found when it is written on."""


class TextDraft(NamedTuple):
    """Which text a draft is of: the screen that it belongs to, the place there, what it is called, and the text."""

    screen: str
    place: str
    title: str
    text: str


def about(draft: Draft) -> TextDraft | None:
    """Which text a draft is of; ``None`` for a registration's, a note's or a correction's."""
    found = [str(draft.fields.get(name) or "") for name in (_SCREEN, _PLACE, _TITLE, _TEXT)]
    return TextDraft(*found) if found[0] in going.SCREENS else None


def go_on(app: App[Any], draft: Draft) -> bool:
    """Open the screen where a text belongs, and say whether the draft was one of a text."""
    of = about(draft)
    if of is None:
        return False
    if of.screen in RESUMED:
        module, _colon, resumed = RESUMED[of.screen].partition(":")
        getattr(import_module(module), resumed)(app, of)
    else:
        going.go(app, of.screen)
    return True


class KeptText:
    """One text that is being typed, kept while it is typed.

    Args:
        screen: The screen that it belongs to, by its name in :data:`desk.screens.going.SCREENS`.
        place: What the screen knows the text by: ``3.analysis``.
        title: What it is called, for the person.
    """

    def __init__(self, program: Program, screen: str, place: str, title: str) -> None:
        self._program = program
        self._fields = {_SCREEN: screen, _PLACE: place, _TITLE: title}
        self._typed: str | None = None

    def begin_with(self, text: str) -> None:
        """Remember which text it is written from, so that one sees later whether that is still the one."""
        self._fields[_FROM] = hashlib.sha256(text.encode()).hexdigest()

    @property
    def key(self) -> str:
        """The draft's: one for each person and text."""
        return f"text:{self._fields[_SCREEN]}:{self._fields[_PLACE]}:{self._program.seat.who.login}"

    def draft(self, text: str) -> Draft:
        """The draft of the text as it stands."""
        program = self._program
        fields = {**self._fields, _TEXT: text}
        return Draft(self.key, program.seat.who.login, None, None, fields, program.now(), program.session)

    def keep(self, text: str) -> None:
        """Keep the text as it stands, where it is other than before."""
        if text != self._typed:
            self._typed = text
            draft = self.draft(text)
            self._program.tell_quietly(lambda seat: drafts.save(seat, draft), self._program.say_trouble)

    def forget(self) -> None:
        """It is saved where it belongs, or the person has thrown it away."""
        key, self._typed = self.key, None
        self._program.tell_quietly(lambda seat: drafts.throw_away(seat, key), self._program.say_trouble)

    def left(self, seat: Seat) -> tuple[str, bool] | None:
        """What was left of it, and whether the text it was written from is another by now. In a reading thread."""
        found = next((each for each in drafts.mine(seat) if each.key == self.key), None)
        if found is None:
            return None
        written_from = found.fields.get(_FROM)
        return str(found.fields.get(_TEXT) or ""), written_from not in (None, self._fields.get(_FROM))


class KeptForm:
    """One form that is being filled in, kept while it is. As :class:`KeptText`, with an answer for each field."""

    def __init__(self, program: Program, screen: str, place: str, title: str) -> None:
        self._text = KeptText(program, screen, place, title)
        self._program = program
        self._typed: dict[str, Answer] = {}

    def draft(self, answers: Mapping[str, Answer]) -> Draft:
        """The draft of the answers as they stand."""
        words = " · ".join(value for value in answers.values() if isinstance(value, str) and value)
        draft = self._text.draft(words)
        return replace(draft, fields={**draft.fields, **{_ANSWER + name: value for name, value in answers.items()}})

    def keep(self, answers: Mapping[str, Answer]) -> None:
        """Keep the answers as they stand, where they are other than before; forget them where none is left."""
        if answers == self._typed:
            return
        if not answers:
            self.forget()
            return
        self._typed = dict(answers)
        draft = self.draft(answers)
        self._program.tell_quietly(lambda seat: drafts.save(seat, draft), self._program.say_trouble)

    def forget(self) -> None:
        """It is saved where it belongs, or nothing is left of it."""
        self._typed = {}
        self._text.forget()

    def left(self, seat: Seat) -> dict[str, Answer]:
        """What was left of it, by field. Runs in a reading thread."""
        found = next((each for each in drafts.mine(seat) if each.key == self._text.key), None)
        given = {} if found is None else found.fields
        return {name.removeprefix(_ANSWER): value for name, value in given.items() if name.startswith(_ANSWER)}
