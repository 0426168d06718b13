"""A short list that lies over what is below a field: at most six rows, one of them marked."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import set_cell_size
from textual import events
from textual.content import Content
from textual.message import Message
from textual.style import Style
from textual.widget import Widget

ROWS = 6


class RowList(Widget, can_focus=False):
    """Rows of plain text. Closed until it is shown something; the field it belongs to moves the mark."""

    COMPONENT_CLASSES = {"row-list--marked"}

    DEFAULT_CSS = """
    RowList {
        overlay: screen;
        constrain: none inflect;
        display: none;
        width: 100%;
        height: auto;
        background: $panel;
        color: $foreground;
        &.-open { display: block; }
        & > .row-list--marked {
            background: $block-cursor-background;
            color: $block-cursor-foreground;
            text-style: $block-cursor-text-style;
        }
        &:ansi { background: ansi_default; }
    }
    """

    class Picked(Message):
        """A row was clicked."""

        def __init__(self, row: int) -> None:
            super().__init__()
            self.row = row

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[str, ...] = ()
        self._marked = 0
        self._first = 0

    @property
    def is_open(self) -> bool:
        """Rows are shown."""
        return self.has_class("-open")

    @property
    def marked(self) -> int | None:
        """The marked row, counted from 0; ``None`` while closed."""
        return self._marked if self.is_open else None

    def open(self, rows: Sequence[str], marked: int = 0) -> None:
        """Show ``rows``; with none, close."""
        if not rows:
            self.close()
            return
        if self.is_open and tuple(rows) == self._rows and marked == self._marked:
            return
        same_height = self.is_open and self._height(self._rows) == self._height(rows)
        self._rows = tuple(rows)
        self._marked = min(marked, len(rows) - 1)
        self._keep_in_sight()
        self.set_class(True, "-open")
        self.refresh(layout=not same_height)

    def close(self) -> None:
        """Take the list away."""
        if self.is_open:
            self.set_class(False, "-open")

    def move(self, by: int) -> None:
        """Move the mark, stopping at the ends."""
        marked = max(0, min(len(self._rows) - 1, self._marked + by))
        if self.is_open and marked != self._marked:
            self._marked = marked
            self._keep_in_sight()
            self.refresh()

    def render(self) -> Content:
        """The rows in sight; the marked one has a sign as well as a colour."""
        width = self.size.width
        style = self.get_visual_style("row-list--marked")
        if self.get_component_styles("row-list--marked").text_style.reverse:
            style += Style(reverse=True)  # get_visual_style leaves it out, and without colour it is all there is
        lines = []
        for place in range(self._first, min(len(self._rows), self._first + ROWS)):
            marked = place == self._marked
            line = Content(set_cell_size(("▸ " if marked else "  ") + self._rows[place], width))
            lines.append(line.stylize(style) if marked else line)
        return Content("\n").join(lines)

    def on_click(self, event: events.Click) -> None:
        """Say which row was meant."""
        event.stop()
        if 0 <= self._first + event.y < len(self._rows):
            self.post_message(self.Picked(self._first + event.y))

    def _keep_in_sight(self) -> None:
        self._first = max(0, min(self._first, self._marked, len(self._rows) - ROWS))
        if self._marked >= self._first + ROWS:
            self._first = self._marked - ROWS + 1

    @staticmethod
    def _height(rows: Sequence[str]) -> int:
        return min(ROWS, len(rows))
