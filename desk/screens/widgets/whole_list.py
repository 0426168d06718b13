"""A list that is handed all its rows at once and shows a hundred of them at a time."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on

from desk.screens.widgets.list_table import ROWS, Line, ListTable


class WholeList(ListTable):
    """Rows are handed in with :meth:`show_all`; near its end the table goes on by itself."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._whole: tuple[Line, ...] = ()
        self._first = 0

    def show_all(self, lines: Sequence[Line], *, to_top: bool = False) -> None:
        """Show ``lines``, the cursor on the one it was on."""
        self._whole = tuple(lines)
        self._first = 0 if to_top else max(0, min(self._first, len(lines) - 1))
        self._show_part(to_top=to_top)

    def go_to(self, number: int) -> None:
        """Put the cursor on the row with this id, where there is one."""
        place = next((at for at, each in enumerate(self._whole) if each.id == number), None)
        if place is None:
            return
        self._first = max(0, place - ROWS // 2) if len(self._whole) > ROWS else 0
        self._show_part()
        self.call_after_refresh(self.move_cursor, row=place - self._first)

    def _show_part(self, *, to_top: bool = False) -> None:
        self.show(self._whole[self._first : self._first + ROWS], to_top=to_top)

    @on(ListTable.NearEnd)
    def _read_on(self, event: ListTable.NearEnd) -> None:
        """The next half of a table, or the one before."""
        event.stop()
        if event.ahead and self._first + ROWS < len(self._whole):
            self._first += ROWS // 2
        elif not event.ahead and self._first > 0:
            self._first = max(0, self._first - ROWS // 2)
        else:
            return
        self._show_part()

    @on(ListTable.Home)
    def _read_first(self, event: ListTable.Home) -> None:
        event.stop()
        if self._first:
            self._first = 0
            self._show_part(to_top=True)
