"""Many lines to read, of which only those that are seen are painted: a long report costs the screen nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from desk.rules.text import shown

_BOLD = Style(bold=True)


class PageLine(NamedTuple):
    """A line that fits the width, and whether it is a heading."""

    text: str
    heading: bool = False


class PageLines(ScrollView, can_focus=False):
    """Lines, folded already, scrolled up and down."""

    DEFAULT_CSS = """
    PageLines { scrollbar-size-vertical: 1; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._lines: tuple[PageLine, ...] = ()

    @property
    def text(self) -> str:
        """Everything, as text."""
        return "\n".join(each.text for each in self._lines)

    def show(self, lines: Sequence[PageLine]) -> None:
        """Show these lines, from the first."""
        self._lines = tuple(PageLine(shown(each.text), each.heading) for each in lines)
        self.virtual_size = Size(max((len(each.text) for each in self._lines), default=0), len(self._lines))
        self.scroll_home(animate=False)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One row of what is seen."""
        at, width = y + self.scroll_offset.y, self.scrollable_content_region.width
        style = self.rich_style
        if at >= len(self._lines):
            return Strip.blank(width, style)
        line = self._lines[at]
        strip = Strip([Segment(line.text, style + _BOLD if line.heading else style)])
        return strip.adjust_cell_length(width, style)
