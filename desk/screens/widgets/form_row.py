"""One field of a form: its label, the widget it is answered in, and below it what is wrong."""

from __future__ import annotations

import textwrap

from rich.cells import set_cell_size
from textual.app import ComposeResult
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

GAP = 2
"""Cells between the label and its field: the mark of the field one is in, and a space."""


class FormRow(Widget, can_focus=False):
    """Draws label, mark and problem around one field widget.

    Args:
        name: The field's dotted name.
        label: Its word.
        field: The widget.
        label_width: Cells for the label.
    """

    DEFAULT_CSS = """
    FormRow { height: auto; width: 100%; color: $text-muted; }
    FormRow:focus-within { color: $text-primary; }
    """

    def __init__(self, name: str, label: str, field: Widget, *, label_width: int) -> None:
        super().__init__()
        self.field_name = name
        self.label = label
        self.field = field
        self._asked = True
        self._indent = label_width + GAP
        self._text = ""
        self._style = ""
        field.styles.margin = (0, 0, 0, self._indent)
        field.styles.width = "1fr"

    def compose(self) -> ComposeResult:
        """The field; the rest is drawn."""
        yield self.field

    @property
    def asked(self) -> bool:
        """Whether the field is asked now. Not ``display``: that is false of every widget of a screen that is closing,
        while what was typed is still to be kept."""
        return self._asked

    @asked.setter
    def asked(self, asked: bool) -> None:
        self._asked = self.display = asked

    @property
    def wrong(self) -> bool:
        """A problem is shown here."""
        return self._style == "$text-error"

    @property
    def words(self) -> str:
        """The problem or remark shown here."""
        return self._text

    def say(self, text: str, *, wrong: bool) -> None:
        """Show a sentence below the field: a problem, or a remark."""
        style = "$text-error" if wrong else "$text-muted"
        if (text, style) != (self._text, self._style):
            self._text, self._style = text, style
            self.refresh(layout=True)

    def hush(self) -> None:
        """Take the sentence away."""
        if self._text:
            self._text = self._style = ""
            self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """The field's own height, and a line or more for what is wrong."""
        return super().get_content_height(container, viewport, width) + len(self._lines(width))

    def render(self) -> Content:
        """The label at the first line of the field, the sentence after its last."""
        inside = self.has_pseudo_class("focus-within")
        label = set_cell_size(self.label, self._indent - GAP) + ("▸" if inside else " ")
        lines = self._lines(self.size.width)
        blank = [Content("")] * max(0, self.size.height - len(lines) - 1)
        pad = " " * self._indent
        return Content("\n").join(
            [
                Content(label).stylize("bold") if inside else Content(label),
                *blank,
                *(Content(pad + line).stylize(self._style) for line in lines),
            ]
        )

    def _lines(self, width: int) -> list[str]:
        sign = "! " if self.wrong else ""
        return textwrap.wrap(sign + self._text, max(10, width - self._indent)) if self._text else []
