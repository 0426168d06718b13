"""A field of many lines. Tab leaves it, Enter begins a new line."""

from __future__ import annotations

from textual import events
from textual.widgets import TextArea

from desk.rules.refusals import Problem
from desk.rules.text import shown
from desk.screens.widgets.answer import Answer, Answered, Remark, without_keys
from desk.terminal.paste import cut_paste
from desk.words import _


class NoteArea(TextArea, inherit_bindings=False):
    """A note. Posts :class:`Answered` where Textual's TextArea posts ``Changed``.

    Args:
        value: The text to begin with.
        max_length: Characters at most; 0 is no limit. Typing past it is complained of, never lost.
    """

    BINDINGS = without_keys(TextArea.BINDINGS, "ctrl+a")

    DEFAULT_CSS = """
    NoteArea {
        height: auto;
        min-height: 1;
        max-height: 8;
        background: $surface;
        color: $foreground;
        border: none;
        padding: 0;
        &:focus { background: $panel; border: none; }
        & .text-area--cursor-line { background: transparent; }
        & .text-area--cursor { background: transparent; color: $foreground; text-style: underline; }
        &:ansi { border-left: outer ansi_default; }
        &:nocolor .text-area--selection { text-style: reverse; }
    }
    """

    shows_cursor = True

    def __init__(
        self, value: str = "", *, max_length: int = 0, id: str | None = None, classes: str | None = None
    ) -> None:
        super().__init__(
            _safe(value),
            tab_behavior="focus",
            soft_wrap=True,
            show_line_numbers=False,
            highlight_cursor_line=False,
            id=id,
            classes=classes,
        )
        self.set_reactive(TextArea.cursor_blink, False)
        self.max_length = max_length
        self._known = self.text
        self._cut = False

    @property
    def answer(self) -> Answer:
        """The text as it stands."""
        return self.text

    def show_answer(self, value: object) -> None:
        """Show ``value`` without a message."""
        self._known = _safe("" if value is None else str(value))
        self.load_text(self._known)
        self.move_cursor(self.document.end)

    def commit(self) -> None:
        """Nothing is ever half typed in a note."""

    def complaint(self) -> Problem | None:
        """A text that is too long."""
        if self.max_length and len(self.text) > self.max_length:
            return Problem("too_long", values={"max_length": self.max_length})
        return None

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Turn Textual's message into ours; a text shown by the program is not news."""
        event.stop()
        if self.text != self._known:
            self._known = self.text
            self.post_message(Answered(self, self.text))
        if self._cut:
            self._cut = False
            self.post_message(Remark(self, _("The paste was cut: it did not fit.")))

    async def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        self._take(event.text)

    def action_paste(self) -> None:
        """Insert what was copied within Desk."""
        self._take(self.app.clipboard)

    def _take(self, text: str) -> None:
        text, cut = cut_paste(text)
        text = _safe(text)
        if self.max_length:
            room = max(0, self.max_length - len(self.text) + len(self.selected_text))
            cut = cut or len(text) > room
            text = text[:room]
        if cut and not text:
            self.post_message(Remark(self, _("The paste was cut: it did not fit.")))
            return
        self._cut = cut  # said after the change, which takes older remarks away
        if result := self._replace_via_keyboard(text, *self.selection):
            self.move_cursor(result.end_location)


def _safe(text: str) -> str:
    return "\n".join(shown(line) for line in text.splitlines()) + ("\n" if text.endswith("\n") else "")
