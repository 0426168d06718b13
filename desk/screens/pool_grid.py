"""The grid of what can be booked against days or hours. Neighbouring cells with the same booking are one bar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from rich.cells import cell_len, set_cell_size
from textual import events
from textual.content import Content, Span
from textual.message import Message
from textual.style import Style
from textual.widget import Widget

from desk.rules.bookings import Reservation, Resource
from desk.screens.widgets.frame import fit

FREE, BAR = ".", "─"
GAP = 1
"""Cells between two bars."""
WIDEST = 30
LEAST = 3
"""Cells of a name that still say something."""


@dataclass(frozen=True)
class Head:
    """A column's title, long and short; ``now`` where the present falls into it."""

    long: str
    short: str
    now: bool = False


@dataclass(frozen=True)
class Mark:
    """What stands in a cell. Cells beside each other with the same ``key`` are one bar, and have room together.

    Attributes:
        signs: What must be seen, the fullest wording first: the first that fits is shown.
        words: Shown after it as far as there is room.
        fills: It takes all of the cell; what is left of the bar is drawn as a line.
    """

    key: str
    signs: tuple[str, ...]
    words: str = ""
    style: str = ""
    fills: bool = True


@dataclass(frozen=True)
class Cell:
    """A resource from one instant to another, and who has it then."""

    resource: Resource
    begins: datetime
    ends: datetime
    taken: tuple[Reservation, ...] = ()
    mark: Mark | None = None


@dataclass(frozen=True)
class Row:
    """A row's label, what stands beside it where there is room, and its cells."""

    label: str
    note: str
    cells: tuple[Cell, ...]


class PoolGrid(Widget, can_focus=True):
    """Rows against columns. Arrows move, with Shift they take in more of the row; past an edge the screen is asked."""

    COMPONENT_CLASSES = {"grid--cursor"}

    class Moved(Message):
        """The cursor is somewhere else."""

    class Beyond(Message):
        """The cursor wants to leave the grid at the left (-1) or at the right (1)."""

        def __init__(self, by: int) -> None:
            super().__init__()
            self.by = by

    class Chosen(Message):
        """The cell under the cursor was clicked."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._rows: tuple[Row, ...] = ()
        self._heads: tuple[Head, ...] = ()
        self._row = self._column = self._top = self._left = 0
        self._from: int | None = None
        self._empty = ""

    # ------------------------------------------------------------------ what is shown

    def show(self, heads: Sequence[Head], rows: Sequence[Row], empty: str = "") -> None:
        """Show other rows; the cursor stays on its resource where that is still there. ``empty`` is said for none."""
        before = self.current
        self._heads, self._rows, self._empty = tuple(heads), tuple(rows), empty
        if before is not None:
            places = [at for at, row in enumerate(rows) if row.cells[0].resource.id == before.resource.id]
            if places and self._row not in places:
                self._row = places[0]
        self._row = max(0, min(self._row, len(self._rows) - 1))
        self._column = max(0, min(self._column, len(self._heads) - 1))
        self.refresh()
        self.post_message(self.Moved())

    def go_to(self, *, row: int | None = None, column: int | None = None, first: int | None = None) -> None:
        """Put the cursor on a row, a column (-1 is the last), or both; begin to show at ``first``, if there is room."""
        self._from = None
        self._left = self._left if first is None else first
        if row is not None:
            self._row = max(0, min(row, len(self._rows) - 1))
        if column is not None:
            self._column = column % max(1, len(self._heads))
        self._moved()

    @property
    def place(self) -> tuple[int, int]:
        """Row and column of the cursor, from 0."""
        return self._row, self._column

    @property
    def current(self) -> Cell | None:
        """The cell under the cursor."""
        if not self._rows or not self._heads:
            return None
        return self._rows[self._row].cells[self._column]

    @property
    def chosen(self) -> tuple[Cell, ...]:
        """The cells of the row that are taken in, the cursor's among them."""
        if self.current is None:
            return ()
        first, last = self._span
        return self._rows[self._row].cells[first : last + 1]

    @property
    def _span(self) -> tuple[int, int]:
        start = self._column if self._from is None else min(self._from, len(self._heads) - 1)
        return min(start, self._column), max(start, self._column)

    # ------------------------------------------------------------------ painting

    @property
    def _width(self) -> int:
        """Cells for a column: as much as there is when all are shown, and no less than words need."""
        least = 8 if len(self._heads) <= 7 else 4
        return max(least, min(WIDEST, (self.content_size.width - self._least_label) // max(1, len(self._heads))))

    @property
    def _least_label(self) -> int:
        return 16 if self.content_size.width < 100 else 26

    @property
    def _shown(self) -> int:
        """How many columns there is room for."""
        return max(1, min(len(self._heads), (self.content_size.width - self._least_label) // self._width))

    @property
    def _label(self) -> int:
        return self.content_size.width - self._shown * self._width

    @property
    def _room(self) -> int:
        return max(1, self.content_size.height - 1)

    def render(self) -> Content:
        """The head, and as many rows and columns as there is room for, the cursor's among them."""
        if not self._rows:
            return Content(self._empty)
        self._top = max(0, min(self._top, self._row, len(self._rows) - self._room))
        self._top = max(self._top, self._row - self._room + 1)
        self._left = max(0, min(self._left, self._column, len(self._heads) - self._shown))
        self._left = max(self._left, self._column - self._shown + 1)
        rows = range(self._top, min(len(self._rows), self._top + self._room))
        return Content("\n").join([self._head(), *(self._line(row) for row in rows)])

    def _head(self) -> Content:
        width, text = self._width, ""
        spans = []
        below = len(self._rows) - self._top - self._room
        lead = f"↓ {below}" if below > 0 else ""
        text = fit(lead, self._label)
        for head in self._heads[self._left : self._left + self._shown]:
            word = head.long if cell_len(head.long) <= width - 2 - GAP else head.short
            word = fit(("▸" if head.now else "") + word, width)
            spans.append(Span(len(text), len(text) + len(word), "bold $text-primary" if head.now else "$text-muted"))
            text += word
        return Content(text, spans)

    def _line(self, place: int) -> Content:
        row, here = self._rows[place], place == self._row
        text = self._label_of(row)
        spans = [Span(0, len(text), "bold")] if here else []
        cells = row.cells[self._left : self._left + self._shown]
        starts: list[int] = []
        for key, run in groupby(enumerate(cells), lambda each: _key(*each)):
            del key
            many = [cell for _place, cell in run]
            part, style = _bar(many[0].mark, self._width * len(many))
            if here:
                starts += _beginnings(part, len(text), self._width, len(many))
            if style:
                spans.append(Span(len(text), len(text) + len(part), style))
            text += part
        if here:
            spans += self._cursor(starts, len(text))
        return Content(text, spans)

    def _label_of(self, row: Row) -> str:
        room = self._label - 1
        if row.note and cell_len(row.label) + cell_len(row.note) + 3 <= room:
            return fit(f"{row.label} · {row.note}", room) + " "
        return fit(row.label, room) + " "

    def _cursor(self, starts: list[int], end: int) -> list[Span]:
        """Where the cursor is, and what it has taken in."""
        if not self.has_focus:
            return []
        first, last = (max(0, min(each - self._left, self._shown - 1)) for each in self._span)
        stop = starts[last + 1] if last + 1 < len(starts) else end
        style = self.get_visual_style("grid--cursor")
        if self.get_component_styles("grid--cursor").text_style.reverse:
            style += Style(reverse=True)  # get_visual_style leaves it out, and without colour it is all there is
        return [Span(starts[first], stop - GAP, style)]

    # ------------------------------------------------------------------ moving

    def on_key(self, event: events.Key) -> None:
        """Arrows, pages and ends; Shift takes in more."""
        key = event.key.removeprefix("shift+")
        across, down = {"left": -1, "right": 1}.get(key, 0), {"up": -1, "down": 1}.get(key, 0)
        if key in ("pageup", "pagedown"):
            down = -self._room if key == "pageup" else self._room
        if not (across or down or key in ("home", "end")) or not self._rows:
            return
        event.stop()
        event.prevent_default()
        more = event.key.startswith("shift+") and bool(across)
        self._from = (self._column if self._from is None else self._from) if more else None
        if key in ("home", "end"):
            self._column = 0 if key == "home" else len(self._heads) - 1
        elif 0 <= self._column + across < len(self._heads):
            self._column += across
            self._row = max(0, min(len(self._rows) - 1, self._row + down))
        elif not more:
            self.post_message(self.Beyond(across))
        self._moved()

    def _moved(self) -> None:
        self.refresh()
        self.post_message(self.Moved())

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where one clicks; a click where it is opens."""
        at = event.get_content_offset(self)
        if at is None or not self._rows or at.y < 1:
            return
        row, column = self._top + at.y - 1, self._left + (at.x - self._label) // self._width
        if row >= len(self._rows) or at.x < self._label or column >= len(self._heads):
            return
        if (row, column) == self.place:
            self.post_message(self.Chosen())
        else:
            self.go_to(row=row, column=column)

    def on_focus(self) -> None:
        """The cursor shows."""
        self.refresh()

    def on_blur(self) -> None:
        """The cursor does not show."""
        self.refresh()


def _key(place: int, cell: Cell) -> str:
    return str(place) if cell.mark is None else cell.mark.key


def _bar(mark: Mark | None, width: int) -> tuple[str, str]:
    """A run of cells in exactly ``width``, and how it is coloured."""
    if mark is None:
        return fit(FREE, width), "$text-disabled"
    room = width - GAP
    text = next((each for each in mark.signs if cell_len(each) <= room), fit(mark.signs[-1], room))
    left = room - cell_len(text) - 1
    if mark.words and left >= min(LEAST, cell_len(mark.words)):
        text += " " + (mark.words if cell_len(mark.words) <= left else _cut(mark.words, left))
    left = room - cell_len(text)
    line = " " + BAR * (left - 1) if mark.fills and left > 1 else " " * left
    return text + line + " " * GAP, mark.style


def _cut(words: str, width: int) -> str:
    """As much of the words as there is room for, with a sign that something was cut, and no space before it."""
    return set_cell_size(words, width - 1).rstrip() + "…"


def _beginnings(part: str, at: int, width: int, many: int) -> list[int]:
    """Where in the line each cell of a bar begins, counted in characters: a letter may be two cells wide."""
    found, cells, wanted = [at], 0, width
    for place, letter in enumerate(part):
        if cells >= wanted and len(found) < many:
            found.append(at + place)
            wanted += width
        cells += cell_len(letter)
    return found
