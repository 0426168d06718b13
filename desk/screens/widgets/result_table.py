"""The table of a service measurement: six parameters, three comparisons, and a cursor on one of the cells."""

from __future__ import annotations

import textwrap

from rich.cells import cell_len
from textual import events
from textual.binding import Binding
from textual.content import Content
from textual.widget import Widget

from desk.rules.measurements import Against, Cell, Measurement, Parameter, Result
from desk.screens.widgets.frame import fit
from desk.words import _

_PARAMETERS, _COMPARED = tuple(Parameter), tuple(Against)
_NARROW = 14
_GAP = 2
HEADS = 2
"""Rows for the heads, which are whole sentences in a narrow terminal."""


class ResultTable(Widget, can_focus=True, inherit_bindings=False):
    """Arrows move the cursor; what a cell becomes is the screen's to say. The cursor is a sign as well as a colour."""

    COMPONENT_CLASSES = {"result-table--cursor"}
    BINDINGS = [
        Binding("up", "move(-1, 0)", show=False),
        Binding("down", "move(1, 0)", show=False),
        Binding("left", "move(0, -1)", show=False),
        Binding("right", "move(0, 1)", show=False),
        Binding("home", "move(-9, -9)", show=False),
        Binding("end", "move(9, 9)", show=False),
    ]
    DEFAULT_CSS = """
    ResultTable {
        height: 8;
        background: transparent;
        color: $foreground;
        & > .result-table--cursor { background: $block-cursor-background; color: $block-cursor-foreground; }
        &:ansi > .result-table--cursor { text-style: reverse; }
    }
    """

    def __init__(self, *, ascii_only: bool = False, id: str | None = None) -> None:
        super().__init__(id=id)
        self._made: Measurement | None = None
        self._row = self._column = 0
        self._ascii = ascii_only

    def show(self, made: Measurement) -> None:
        """Show a measurement, the cursor where it was."""
        self._made = made
        self.refresh()

    @property
    def cell(self) -> Cell:
        """The cell under the cursor."""
        return _PARAMETERS[self._row], _COMPARED[self._column]

    def action_move(self, rows: int, columns: int) -> None:
        """Move the cursor, stopping at the edges."""
        self._row = max(0, min(len(_PARAMETERS) - 1, self._row + rows))
        self._column = max(0, min(len(_COMPARED) - 1, self._column + columns))
        self.refresh()

    def go_on(self) -> None:
        """To the next cell: across, and from the last one to the row below."""
        if self._column < len(_COMPARED) - 1:
            self._column += 1
        elif self._row < len(_PARAMETERS) - 1:
            self._row, self._column = self._row + 1, 0
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on what was clicked."""
        label, width = self._widths()
        row, column = event.y - HEADS, (event.x - label) // max(1, width)
        if 0 <= row < len(_PARAMETERS) and 0 <= column < len(_COMPARED) and event.x >= label:
            self._row, self._column = row, column
            self.refresh()

    def _widths(self) -> tuple[int, int]:
        label = max(cell_len(each.label) for each in Parameter) + _GAP
        room = (self.size.width - label) // len(_COMPARED)
        longest = max(cell_len(each.label) for each in Against) + _GAP
        return label, max(_NARROW, min(longest, room))

    def render(self) -> Content:
        """The heads, and a row for each parameter."""
        label, width = self._widths()
        heads = [textwrap.wrap(each.label, width - 1) for each in Against]
        lines = []
        for row in range(HEADS):
            words = "".join(fit(each[row] if row < len(each) else "", width - 1) + " " for each in heads)
            lines.append(Content(fit(_("Parameter measured") if not row else "", label) + words).stylize("dim"))
        style = self.get_visual_style("result-table--cursor")
        for row, parameter in enumerate(_PARAMETERS):
            line = Content(fit(parameter.label, label))
            for column, against in enumerate(_COMPARED):
                here = (row, column) == (self._row, self._column) and self.has_focus
                result = Result.NO_DATA if self._made is None else self._made.result(parameter, against)
                sign = result.letter if self._ascii else result.sign
                cell = Content(fit(("▸ " if here else "  ") + sign, width - 1))
                line = Content.assemble(line, cell.stylize(style) if here else cell, " ")
            lines.append(line)
        return Content("\n").join(lines)
