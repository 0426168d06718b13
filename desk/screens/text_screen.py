"""Writing a long text: an analysis, a document. What is typed is kept every second, and offered again when left."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual.app import ComposeResult
from textual.widgets import Static

from desk import keys
from desk.screens.dialogs import KEEP_SECONDS
from desk.screens.place import Place, Trouble, trouble_of
from desk.screens.text_drafts import KeptText
from desk.screens.widgets.answer import Remark
from desk.screens.widgets.frame import KeyLine, TitleBar
from desk.screens.widgets.note_area import NoteArea
from desk.services.drafts import Draft
from desk.services.seat import Seat
from desk.words import _


class TextScreen(Place[str | None]):
    """A text over the whole screen. Answers with the text that was saved; with ``None`` where it was left.

    Args:
        title: What is written.
        hint: What it should say, in a sentence or two.
        value: What stands there now.
        kept: Keeps it while it is typed.
        save: Saves it. Runs in the writing thread; refused, the text stays on the screen.
        max_length: Characters at most.
    """

    AUTO_FOCUS = "#text"
    CSS_PATH = "text_screen.tcss"
    BINDINGS = keys.bindings("form.save", "form.leave")

    def __init__(
        self,
        title: str,
        hint: str,
        value: str,
        kept: KeptText,
        save: Callable[[Seat, str], Any],
        *,
        max_length: int = 0,
    ) -> None:
        super().__init__()
        self._title = title
        self._hint = hint
        self._value = value
        self._kept = kept
        self._save = save
        self._max_length = max_length
        self._saving = False

    def compose(self) -> ComposeResult:
        """Title, what it should say, the text, what happened, keys."""
        yield TitleBar(self._title, id="title")
        yield Static(self._hint, id="hint", markup=False)
        yield NoteArea(self._value, max_length=self._max_length, id="text")
        yield Static("", id="said", markup=False)
        yield KeyLine("form", self.program.keys_chosen, without=("form.next", "form.save_open", "form.time"), id="keys")

    def on_mount(self) -> None:
        """Look whether something was left, and every second whether something was typed."""
        self._kept.begin_with(self._value)
        self.ask("left", self._kept.left, self._go_on)
        self.set_interval(KEEP_SECONDS, self._keep)

    def _go_on(self, left: tuple[str, bool] | None) -> None:
        area = self.query_one(NoteArea)
        if left is None or left[0] == self._value or area.text != self._value:
            return
        text, rewritten = left
        words = _("This was left half typed; ^S saves it.")
        if rewritten:
            text = f"{text}\n\n{self._value}"
            words = _("The text was rewritten meanwhile: it stands below yours. Make one of them; ^S saves it.")
        area.show_answer(text)
        self.query_one("#said", Static).update(words)

    def _keep(self) -> None:
        text = self.query_one(NoteArea).text
        if text != self._value and not self._saving:
            self._kept.keep(text)

    def draft(self) -> Draft | None:
        """What is half typed."""
        text = self.query_one(NoteArea).text
        return None if text == self._value else self._kept.draft(text)

    def on_remark(self, event: Remark) -> None:
        """Say what happened in the text."""
        event.stop()
        self.query_one("#said", Static).update(event.text)

    # ------------------------------------------------------------------ keys

    def action_save(self) -> None:
        """Save, unless it is too long."""
        area = self.query_one(NoteArea)
        if (wrong := area.complaint()) is not None:
            self._refused(trouble_of((wrong,)))
        elif area.text == self._value:
            self._kept.forget()
            self.dismiss(None)
        elif not self._saving:
            self._saving = True
            text, save = area.text, self._save
            self._kept.keep(text)
            self.program.tell(lambda seat: save(seat, text), lambda _done: self._saved(text), self._refused)

    def _saved(self, text: str) -> None:
        self._kept.forget()
        self.app.notify(_("{what}: saved.", what=self._title))
        if self.is_attached:
            self.dismiss(text)

    def _refused(self, trouble: Trouble) -> None:
        self._saving = False
        if self.is_attached:
            self.query_one("#said", Static).update("! " + trouble.words)
        else:
            self.program.say_trouble(trouble)

    def action_leave(self) -> None:
        """Leave; what was typed is kept as a draft."""
        text = self.query_one(NoteArea).text
        if text == self._value:
            self._kept.forget()
        else:
            self._kept.keep(text)
            self.app.notify(_("Kept as a draft."))
        self.dismiss(None)
