"""Writing what describes a kind of one's own: its TOML, with the line of everything that is wrong."""

from __future__ import annotations

from functools import partial
from typing import Any

from textual.app import App

from desk.rules.own_kind_template import template
from desk.rules.own_kinds import LONGEST_TEXT, WrongKind
from desk.rules.refusals import Problem, Refused
from desk.screens.place import Place, Trouble
from desk.screens.text_drafts import KeptText, TextDraft
from desk.screens.text_screen import TextScreen
from desk.screens.widgets.note_area import NoteArea
from desk.services import own_kinds
from desk.services.seat import Seat
from desk.storage.own_kinds import Written
from desk.words import _

SCREEN = "kinds"


class KindText(TextScreen):
    """The text of a kind. What is refused says its line, and the cursor goes there."""

    def on_mount(self) -> None:
        """Lines have numbers: refusals name them."""
        super().on_mount()
        self.query_one(NoteArea).show_line_numbers = True

    def _refused(self, trouble: Trouble) -> None:
        super()._refused(trouble)
        first = next((each for each in trouble.problems if each.code == "kind_line"), None)
        if first is not None and self.is_attached:
            area = self.query_one(NoteArea)
            area.move_cursor((int(first.values["line"]) - 1, 0))
            area.focus()


def text_of(place: Place[Any], code: str, seen: int, value: str) -> KindText:
    """The screen for another wording of a kind, begun on the one with the number ``seen``; 0 for the first."""
    program = place.program
    kept = KeptText(program, SCREEN, f"{code}.{seen}", code)
    hint = _("Saved, it is in use. Cases keep what they were registered with. docs/kinds.md says what it may say.")

    def save(seat: Seat, text: str) -> Written:
        try:
            return own_kinds.bring(seat, code, text.rstrip() + "\n", seen, program.now())
        except WrongKind as refusal:
            lines = ({"line": each.line, "problem": str(each.problem)} for each in refusal.found)
            raise Refused(*(Problem("kind_line", None, values) for values in lines)) from None

    return KindText(code, hint, value, kept, save, max_length=LONGEST_TEXT)


def new_text(place: Place[Any], code: str) -> KindText:
    """The screen for a kind that there is not yet."""
    return text_of(place, code, 0, template())


def resumed(app: App[Any], of: TextDraft) -> None:
    """Go on with a text that was left half typed."""
    from desk.screens.kinds import KindsScreen

    screen = KindsScreen()
    app.push_screen(screen)
    code, _dot, seen = of.place.rpartition(".")
    if seen == "0":
        app.push_screen(new_text(screen, code))
        return

    def write(history: tuple[Written, ...]) -> None:
        began = next((each.wording.text for each in history if each.wording.number == int(seen)), "")
        app.push_screen(text_of(screen, code, int(seen), began))

    screen.ask("resumed", partial(own_kinds.history, code=code), write, screen.program.say_trouble)
