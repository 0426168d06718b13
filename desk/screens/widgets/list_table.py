"""A list: a plain DataTable of at most a hundred rows that keeps its cursor on its row.

The table's rows are slots that are filled again, not made anew: a colleague's change repaints what differs, and
neither cursor nor scrolling is lost. What the rows say is worked out beforehand, off the screen's own thread.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, NamedTuple

from rich.text import Text
from textual import events
from textual.binding import Binding
from textual.message import Message
from textual.widgets import DataTable

from desk.screens.widgets.frame import fit
from desk.words import _

ROWS = 100
"""Rows at most. A thousand take a fifth of a second, and the loop waits."""
NEAR = 8
"""Rows before an end at which more is asked for."""


@dataclass(frozen=True)
class Line:
    """One row: its id, what it is known by (a case's reference, a login), and its cells by column.

    ``late`` marks the cell of the table's :attr:`ListTable.LATE` column.
    """

    id: int
    reference: str
    cells: Mapping[str, str] = field(default_factory=dict)
    late: bool = False


class Column(NamedTuple):
    """A column: its name in :attr:`Line.cells`, its title, its cells, and from which width on it is there."""

    name: str
    title: str
    width: int
    least: int = 0


class ListTable(DataTable[Text], inherit_bindings=False):
    """Rows are handed in with :meth:`show`; Enter, Left and Right are left to the screen.

    A subclass says its columns. The column ``reference`` shows what the row is known by.
    """

    COLUMNS: ClassVar[tuple[Column, ...]] = ()
    GROWING: ClassVar[tuple[str, ...]] = ()
    MOST: ClassVar[Mapping[str, int]] = {}
    LATE: ClassVar[str] = ""
    """The column whose cell is marked in a late row."""

    @classmethod
    def columns_at(cls, width: int) -> tuple[Column, ...]:
        """The columns that fit in ``width`` cells, one cell between them, each at its width.

        What is left over goes to :attr:`GROWING`, first to those that need few cells to be whole, up to :attr:`MOST`.
        """
        shown = [each for each in cls.COLUMNS if each.least <= width]
        spare = width - sum(each.width + 1 for each in shown)
        for name in cls.GROWING:
            for place, each in enumerate(shown):
                if each.name == name and spare > 0:
                    more = min(spare, cls.MOST[name] - each.width)
                    shown[place] = each._replace(width=each.width + more)
                    spare -= more
        return tuple(shown)

    BINDINGS = [
        Binding("up", "cursor_up", show=False),
        Binding("down", "cursor_down", show=False),
        Binding("pageup", "page_up", show=False),
        Binding("pagedown", "page_down", show=False),
        Binding("home,ctrl+home", "first", show=False),
        Binding("end,ctrl+end", "scroll_bottom", show=False),
    ]
    COMPONENT_CLASSES = {"list-table--late"}
    DEFAULT_CSS = """
    ListTable {
        height: 1fr;
        background: transparent;
        scrollbar-size-vertical: 1;
        & > .datatable--header { background: transparent; color: $text-muted; text-style: none; }
        & > .datatable--hover { background: transparent; }
        & > .datatable--cursor { background: $block-cursor-background; color: $block-cursor-foreground; }
        & > .list-table--late { color: $error; text-style: bold; }
        &:ansi > .datatable--header { background: ansi_default; color: ansi_default; }
        &:ansi > .datatable--odd-row, &:ansi > .datatable--even-row { background: ansi_default; }
    }
    """

    class NearEnd(Message):
        """The cursor nears the last row (``ahead``) or the first one; there may be more."""

        def __init__(self, table: ListTable, ahead: bool) -> None:
            super().__init__()
            self.table = table
            self.ahead = ahead

        @property
        def control(self) -> ListTable:
            """The table."""
            return self.table

    class Home(Message):
        """The person wants to see the list's very first row."""

    class Opened(Message):
        """A row was clicked that the cursor was on."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(cursor_type="row", cell_padding=0, zebra_stripes=False, id=id)
        self._lines: list[Line] = []
        self._shape: tuple[Column, ...] = ()

    # ------------------------------------------------------------------ rows

    @property
    def lines(self) -> Sequence[Line]:
        """The rows as they are shown."""
        return self._lines

    @property
    def current(self) -> Line | None:
        """The row under the cursor. Up in an empty table puts Textual's cursor on row -1."""
        return self._lines[self.cursor_row] if 0 <= self.cursor_row < len(self._lines) else None

    def show(self, lines: Sequence[Line], *, to_top: bool = False) -> None:
        """Show ``lines``, the cursor on the one it was on; where that is gone, on the row it was on.

        Args:
            to_top: It is another list: begin at its first row.
        """
        if len(lines) > ROWS:
            raise ValueError("too many rows for one table")
        old, row = self.current, self.cursor_row
        before, self._lines = self._lines, list(lines)
        self._fill(before)
        there = row
        if old is not None:
            there = next((place for place, line in enumerate(lines) if line.id == old.id), row)
        there = 0 if to_top else max(0, min(there, len(lines) - 1))
        if self._require_update_dimensions:
            self.call_after_refresh(self._put_cursor, there, there - row)
        else:
            self._put_cursor(there, there - row)

    def _put_cursor(self, row: int, moved: int) -> None:
        """Move the cursor, and the rows under it, so that it stays where the eye has it."""
        if moved and 0 <= row < len(self._lines):
            self.scroll_to(y=max(0, self.scroll_y + moved), animate=False, force=True, immediate=True)
            self.move_cursor(row=row)

    def _fill(self, before: Sequence[Line]) -> None:
        """Write the cells that differ; add and take away slots at the end."""
        while len(self.rows) > len(self._lines):
            self.remove_row(str(len(self.rows) - 1))
        for place, line in enumerate(self._lines):
            if place >= len(self.rows):
                self.add_row(*(self._cell(line, column) for column in self._shape), key=str(place))
            elif place >= len(before) or before[place] != line:
                old = before[place] if place < len(before) else None
                for column in self._shape:
                    if old is None or old.late != line.late or _words(old, column) != _words(line, column):
                        self.update_cell(str(place), column.name, self._cell(line, column))

    def _cell(self, line: Line, column: Column) -> Text:
        late = line.late and column.name == self.LATE
        style = self.get_component_rich_style("list-table--late", partial=True) if late else ""
        return Text(fit(_words(line, column), column.width), style, no_wrap=True, end="")

    # ------------------------------------------------------------------ columns by width

    def on_resize(self, event: events.Resize) -> None:
        """Other columns where the terminal is wider."""
        self._reshape(event.size.width - self.scrollbar_size_vertical)

    @property
    def _late_column(self) -> Column:
        return next(each for each in self._shape if each.name == self.LATE)

    def notify_style_update(self) -> None:
        """Another theme: the late ones get its colour."""
        super().notify_style_update()
        if self.LATE and self.is_mounted and self._shape:
            for place, line in enumerate(self._lines):
                if line.late and place < len(self.rows):
                    self.update_cell(str(place), self.LATE, self._cell(line, self._late_column))

    def _reshape(self, width: int) -> None:
        shape = self.columns_at(width)
        if shape == self._shape:
            return
        row, self._shape = self.cursor_row, shape
        self.clear(columns=True)
        for column in shape:
            self.add_column(Text(_(column.title)), width=column.width + 1, key=column.name)
        self._fill(())
        if row:
            self.call_after_refresh(self.move_cursor, row=row)

    # ------------------------------------------------------------------ ends

    def on_data_table_row_highlighted(self, event: DataTable.RowHighlighted) -> None:
        """Ask for more before the person comes to an end."""
        event.stop()
        if event.cursor_row >= len(self._lines) - NEAR:
            self.post_message(self.NearEnd(self, ahead=True))
        elif event.cursor_row < NEAR:
            self.post_message(self.NearEnd(self, ahead=False))

    def on_data_table_row_selected(self, event: DataTable.RowSelected) -> None:
        """A click on the row under the cursor opens it."""
        event.stop()
        self.post_message(self.Opened())

    def action_first(self) -> None:
        """Go to the list's first row."""
        self.move_cursor(row=0)
        self.post_message(self.Home())


def _words(line: Line, column: Column) -> str:
    return line.reference if column.name == "reference" else line.cells.get(column.name, "")
