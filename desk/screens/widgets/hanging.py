"""Rows of a name and a text, the text wrapped below itself: facts, and what changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget


class Row(NamedTuple):
    """A row: a name at the left, and its text from the cell ``indent`` on. All empty: a blank row."""

    name: str = ""
    text: str = ""
    indent: int = 0
    name_style: str = "dim"
    style: str = ""


class Hanging(Widget, can_focus=False):
    """Shows rows in its width; as high as they take."""

    DEFAULT_CSS = """
    Hanging { height: auto; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._rows: tuple[Row, ...] = ()

    @property
    def rows(self) -> tuple[Row, ...]:
        """What is shown."""
        return self._rows

    def show(self, rows: Sequence[Row]) -> None:
        """Show other rows; the same ones cost nothing."""
        if tuple(rows) != self._rows:
            self._rows = tuple(rows)
            self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """One row of the screen for each line."""
        del container, viewport
        return max(1, len(_lines(self._rows, width)))

    def render(self) -> Content:
        """The rows, wrapped."""
        return Content("\n").join(_lines(self._rows, self.content_size.width))


def _lines(rows: Sequence[Row], width: int) -> list[Content]:
    return [line for row in rows for line in _wrapped(row, width)] if width > 0 else []


def _wrapped(row: Row, width: int) -> list[Content]:
    name = cell_len(row.name) + 1 if row.text and row.name else 0  # a long one keeps its distance from the text
    room = max(8, width - max(row.indent, name))
    parts = [part for line in row.text.split("\n") for part in Content(line).wrap(room)] or [Content("")]
    first = Content.styled(set_cell_size(row.name, max(row.indent, name)) if row.text else row.name, row.name_style)
    rest = Content(" " * row.indent)
    return [(rest if place else first) + part.stylize(row.style) for place, part in enumerate(parts)]
