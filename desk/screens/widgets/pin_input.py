"""A field for a PIN: dots for what is typed, and nothing of it on any clipboard or in any memory of undo."""

from __future__ import annotations

from textual.binding import Binding
from textual.widgets import Input

from desk.rules.pins import LONGEST
from desk.screens.widgets.answer import without_keys
from desk.screens.widgets.line_input import LineInput


class PinInput(LineInput, inherit_bindings=False):
    """One line that is not shown. Read it with :meth:`take`, which empties it."""

    BINDINGS = [
        each
        for each in without_keys(Input.BINDINGS, "enter", "ctrl+a", "ctrl+v")
        if isinstance(each, Binding) and each.action not in ("copy", "cut")
    ]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(max_length=LONGEST, id=id)
        self.set_reactive(Input.password, True)

    def take(self) -> str:
        """What was typed; the field is empty afterwards."""
        typed = self.value
        self.show_answer("")
        return typed

    def replace(self, text: str, start: int, end: int) -> None:
        """Replace a stretch of text; what was there is not remembered."""
        super().replace(text, start, end)
        self._steps.clear()
