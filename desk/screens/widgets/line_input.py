"""A field of one line: compact, without a blinking cursor, and honest about what becomes of a paste."""

from __future__ import annotations

from textual import events
from textual.binding import Binding
from textual.geometry import Offset
from textual.widgets import Input
from textual.widgets.input import Selection

from desk.rules.refusals import Problem
from desk.rules.text import shown
from desk.screens.widgets.answer import Answer, Answered, Remark, without_keys
from desk.terminal.paste import cut_paste
from desk.words import _

_UNDO_STEPS = 100


STEP = 64
"""Cells by which a text longer than its field widens what can be scrolled."""


class LineInput(Input, inherit_bindings=False):
    """One line of text. Posts :class:`Answered` where Textual's Input posts ``Changed``; Enter is not its key.

    Args:
        value: The text to begin with.
        placeholder: Shown while it is empty.
        max_length: Characters at most; 0 is no limit.
    """

    BINDINGS = [
        *without_keys(Input.BINDINGS, "enter", "ctrl+a"),
        Binding("ctrl+z", "undo", show=False),
    ]

    DEFAULT_CSS = """
    LineInput {
        background: $surface;
        color: $foreground;
        &:focus { background: $panel; background-tint: $foreground 0%; }
        & > .input--cursor { background: transparent; color: $foreground; text-style: underline; }
        &:ansi { text-style: underline; }
        &:ansi > .input--cursor { background: ansi_default; color: ansi_default; text-style: underline; }
        &:nocolor > .input--selection { text-style: reverse; }
    }
    """

    shows_cursor = True
    """The terminal's own cursor stands here; nothing is drawn to blink."""

    def __init__(
        self,
        value: str = "",
        *,
        placeholder: str = "",
        max_length: int = 0,
        select_on_focus: bool = False,
        id: str | None = None,
        classes: str | None = None,
        disabled: bool = False,
    ) -> None:
        self._quiet = True
        self._steps: list[tuple[str, int]] = []
        self._run: int | None = None
        super().__init__(
            value,
            placeholder=placeholder,
            max_length=max_length,
            select_on_focus=select_on_focus,
            id=id,
            classes=classes,
            disabled=disabled,
            compact=True,
        )
        self.set_reactive(Input.cursor_blink, False)
        self._quiet = False

    # ------------------------------------------------------------------ as a field

    @property
    def answer(self) -> Answer:
        """The text as it stands."""
        return self.value

    def show_answer(self, value: object) -> None:
        """Show ``value`` (``None`` is nothing), cursor at its end, without a message; undo begins here."""
        self._quiet = True
        self.value = shown("" if value is None else str(value))
        self.cursor_position = len(self.value)
        self._quiet = False
        self._steps.clear()

    def commit(self) -> None:
        """Nothing is ever half typed in a line."""

    def complaint(self) -> Problem | None:
        """Any line is a text."""
        return None

    # ------------------------------------------------------------------ typing

    @property
    def content_width(self) -> int:
        """In steps, and at least the field's own width: a letter more lays the whole screen out anew only seldom."""
        width, room = super().content_width, self.content_size.width
        return room if width <= room else -(-width // STEP) * STEP

    @property
    def cursor_screen_offset(self) -> Offset:
        """Where the terminal's cursor belongs. Textual's own is one cell too far at the end of the text."""
        region = self.content_region
        before = self._position_to_cell(self.cursor_position)
        return Offset(region.x + before - self.scroll_offset.x, region.y)

    def _watch_selection(self, selection: Selection) -> None:
        # Textual's asks the App at once, and there may be none yet; where there is no room yet, it would scroll the
        # text out of what will be.
        if self._parent is None or not self.content_size.width:
            return
        if self.has_focus:
            super()._watch_selection(selection)
        else:
            self._show_beginning()

    def on_resize(self) -> None:
        """There is room now, or other room: show where the cursor is."""
        self._watch_selection(self.selection)

    def watch_has_focus(self, has_focus: bool) -> None:
        """Show where the cursor is, or where the text begins."""
        super().watch_has_focus(has_focus)
        self._watch_selection(self.selection)

    def _show_beginning(self) -> None:
        """A text longer than its field is read from its beginning while nobody types in it."""
        self.scroll_to(0, animate=False, force=True, immediate=True)

    def _watch_value(self, value: str) -> None:
        with self.prevent(Input.Changed):
            super()._watch_value(value)
        if not self._quiet:
            self.post_message(Answered(self, self.answer))

    def replace(self, text: str, start: int, end: int) -> None:
        """Replace a stretch of text, as Input does, and remember what was there for undo."""
        before = (self.value, self.cursor_position)
        super().replace(text, start, end)
        if self.value == before[0]:
            return
        one_more = len(text) == 1 and start == end == self._run and not text.isspace()
        if not one_more:
            self._steps.append(before)
            del self._steps[:-_UNDO_STEPS]
        self._run = start + 1 if len(text) == 1 else None

    def action_undo(self) -> None:
        """Take the last word, deletion or paste back."""
        self._run = None
        if self._steps:
            self.value, self.cursor_position = self._steps.pop()

    def restricted(self) -> None:
        """Say why a key did nothing."""
        self.app.bell()
        if self.max_length and len(self.value) >= self.max_length:
            self.post_message(Remark(self, _("At most {max_length} characters.", max_length=self.max_length)))

    # ------------------------------------------------------------------ pasting

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        self._paste(event.text)

    def action_paste(self) -> None:
        """Insert what was copied within Desk."""
        self._paste(self.app.clipboard)

    def _paste(self, text: str) -> None:
        text, cut = cut_paste(text)
        lines = [line for each in text.splitlines() if (line := shown(each).strip())]
        line = shown(text) if len(text.splitlines()) == 1 and not text.endswith(("\n", "\r")) else " ".join(lines)
        start, end = sorted(self.selection)
        room = self.max_length - len(self.value) + (end - start) if self.max_length else len(line)
        remarks = []
        if len(lines) > 1:
            remarks.append(_("{n} lines were joined into one.", n=len(lines)))
        if cut or len(line) > room:
            remarks.append(_("The paste was cut: it did not fit."))
        if room > 0 and line:
            self.replace(line[: max(0, room)], start, end)
        if remarks:
            self.post_message(Remark(self, " ".join(remarks)))
