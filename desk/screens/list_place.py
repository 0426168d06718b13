"""A screen that lists everything there is of one sort: read whole in a thread, and again whenever something changes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from textual import on
from textual.content import Content
from textual.widgets import Static

from desk.screens.place import CasesChanged, MinutePassed, Place, SeatTaken, Trouble
from desk.screens.widgets.list_table import Line
from desk.screens.widgets.whole_list import WholeList
from desk.services.seat import Seat


class Shown(Protocol):
    """What was read, with the rows that show it."""

    @property
    def lines(self) -> Sequence[Line]:
        """The rows."""
        ...


S = TypeVar("S", bound=Shown)


class ListPlace(Place[None], Generic[S]):
    """Needs in its ``compose`` a :class:`WholeList` and a line with the id ``about`` above it."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: S | None = None

    # ------------------------------------------------------------------ for the subclass

    def read(self, seat: Seat, now: datetime) -> S:
        """What there is. Runs in a reading thread."""
        raise NotImplementedError

    def about(self, shown: S) -> Content | str:
        """What stands above the list."""
        raise NotImplementedError

    # ------------------------------------------------------------------ what is shown

    def on_mount(self) -> None:
        """Ask what there is."""
        self.reread()

    @on(SeatTaken)
    @on(CasesChanged)
    @on(MinutePassed)
    def reread(self) -> None:
        """Ask what there is now."""
        now = self.program.now()
        self.ask("list", lambda seat: self.read(seat, now), self._show, self._not_there)

    def _show(self, shown: S) -> None:
        self.shown = shown
        table = self.query_one(WholeList)
        table.show_header = bool(shown.lines)
        table.show_all(tuple(shown.lines))
        self.query_one("#about", Static).update(self.about(shown))

    def _not_there(self, trouble: Trouble) -> None:
        self.program.say_trouble(trouble)
        if self.shown is None:
            self.dismiss(None)

    @property
    def current(self) -> int | None:
        """The number of what is under the cursor."""
        line = self.query_one(WholeList).current
        return None if line is None else line.id

    # ------------------------------------------------------------------ keys

    def action_back(self) -> None:
        """Back to where one came from."""
        self.dismiss(None)
