"""The forms of a dialogue: what was said at the meeting, and what it decided. Kept while they are typed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from textual.app import App
from textual.widget import Widget

from desk.rules.dialogues import (
    DECISION_FIELDS,
    FIELDS,
    NAME_LENGTH,
    TEXT_LENGTH,
    WHAT_LENGTH,
    Decision,
    Dialogue,
    DialogueSort,
)
from desk.rules.fields import Field
from desk.screens.follow_form import Answers, FollowForm
from desk.screens.place import Place
from desk.screens.text_drafts import KeptForm, TextDraft
from desk.screens.widgets.choice import Choice, Option
from desk.services import dialogues
from desk.services.seat import Seat
from desk.words import N_, _, day

SCREEN = "dialogues"
_NEW = "new"


class DialogueForm(FollowForm[Dialogue]):
    """A dialogue, to write down or to change. Made by :meth:`of`."""

    _of: Dialogue | None = None

    @classmethod
    def of(cls, place: Place[Any], of: Dialogue | None) -> DialogueForm:
        """The form of a dialogue as it was read, or of a new one."""
        title = _("New dialogue") if of is None else f"{of.department} · {day(of.day, year=True)}"
        kept = KeptForm(place.program, SCREEN, _NEW if of is None else str(of.id), title)
        hint = _("Present: by function, no names of citizens. Decisions are written down one by one afterwards.")
        made = cls(title, hint, kept)
        made._of = of
        return made

    def fields(self) -> list[Field]:
        """What is asked."""
        return [
            Field("department", "choice", N_("Department"), required=True),
            Field("day", "date", N_("Day"), default=self.program.today().isoformat()),
            Field("sort", "choice", N_("Sort"), choices=tuple(DialogueSort), default=DialogueSort.MONTHLY),
            Field("span", "text", N_("Looked at"), example="2026-10", max_length=20),
            Field("present", "text", N_("Present"), max_length=WHAT_LENGTH),
            Field("views", "long_text", N_("Their views"), max_length=TEXT_LENGTH),
            Field("notes", "long_text", N_("Notes"), max_length=TEXT_LENGTH),
        ]

    def widgets(self) -> dict[str, Widget]:
        """The departments as the municipality has them."""
        departments = self.program.seat.organisation.departments
        return {"department": Choice([Option(each, each) for each in departments], in_row=False)}

    def begins_with(self) -> dict[str, Any]:
        """What is written of it; of a new one the day, and the month before."""
        if self._of is None:
            today = self.program.today()
            before = date(today.year - (today.month == 1), (today.month - 2) % 12 + 1, 1)
            return {"day": today.isoformat(), "sort": str(DialogueSort.MONTHLY), "span": f"{before:%Y-%m}"}
        return {name: _answer(getattr(self._of, name)) for name in FIELDS}

    def saving(self, values: Answers, changed: frozenset[str]) -> Callable[[Seat], Dialogue]:
        """Add it, or send what differs."""
        of, now = self._of, self.program.now()
        if of is None:
            given = {name: value for name, value in values.items() if value not in (None, "")}
            return lambda seat: dialogues.add(seat, given, now)
        differs = {name: values[name] for name in changed}
        return lambda seat: dialogues.change(seat, of.id, differs, of.version, now)

    def said(self, done: Dialogue) -> str:
        """What is told when it was saved."""
        return _("{title}: saved.", title=f"{done.department} {day(done.day)}")


class DecisionForm(FollowForm[Decision]):
    """A decision of a dialogue, to write down or to change. Made by :meth:`of`."""

    _dialogue: Dialogue
    _of: Decision | None = None

    @classmethod
    def of(cls, place: Place[Any], dialogue: Dialogue, of: Decision | None) -> DecisionForm:
        """The form of a decision as it was read, or of a new one."""
        title = _("{department}: decision", department=dialogue.department)
        kept = KeptForm(place.program, SCREEN, f"{dialogue.id}.{_NEW if of is None else of.id}", title)
        made = cls(title, _("What is to be done, by whom, and by when."), kept)
        made._dialogue, made._of = dialogue, of
        return made

    def fields(self) -> list[Field]:
        """What is asked."""
        return [
            Field("what", "text", N_("What"), max_length=WHAT_LENGTH, required=True),
            Field("by_whom", "text", N_("By whom"), max_length=NAME_LENGTH),
            Field("due", "date", N_("Due")),
        ]

    def begins_with(self) -> dict[str, Any]:
        """What is written of it."""
        return {} if self._of is None else {name: _answer(getattr(self._of, name)) for name in DECISION_FIELDS}

    def saving(self, values: Answers, changed: frozenset[str]) -> Callable[[Seat], Decision]:
        """Add it, or send what differs."""
        of, dialogue, now = self._of, self._dialogue, self.program.now()
        if of is None:
            return lambda seat: dialogues.decide(seat, dialogue.id, dict(values), now)
        differs = {name: values[name] for name in changed}
        return lambda seat: dialogues.change_decision(seat, of.id, differs, now)

    def said(self, done: Decision) -> str:
        """What is told when it was saved."""
        return _("{title}: saved.", title=done.what)


def _answer(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def resumed(app: App[Any], of: TextDraft) -> None:
    """Go on with a form that was left half typed."""
    from desk.screens.dialogue import DialogueScreen
    from desk.screens.dialogues import DialoguesScreen

    screen = DialoguesScreen()
    app.push_screen(screen)
    first, _dot, second = of.place.partition(".")
    if first == _NEW:
        app.push_screen(DialogueForm.of(screen, None))
        return

    def show(found: Dialogue) -> None:
        app.push_screen(DialogueScreen(found.id))
        if not second:
            app.push_screen(DialogueForm.of(screen, found))
        else:
            known = next((each for each in found.decisions if str(each.id) == second), None)
            app.push_screen(DecisionForm.of(screen, found, known))

    screen.ask("resumed", lambda seat: dialogues.one(seat, int(first)), show, screen.program.say_trouble)
