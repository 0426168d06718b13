"""There is no seat: why, and what to do about it, on a whole screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from desk.screens.place import Place
from desk.words import _

if TYPE_CHECKING:
    from desk.app import DeskApp

AGAIN_SECONDS = 3.0
"""Seconds between tries, where the database was at fault: a disk may be connected or have room again."""


class CannotOpen(Place[None]):
    """Says why the desk cannot be opened, and tries again by itself where that may help. Leaving it leaves the program.

    Args:
        words: Why, and what would be right.
        code: What the program ends with.
        again: Whether trying again may help: not where the person is refused.
    """

    AUTO_FOCUS = ""
    BINDINGS = [Binding("q,escape,enter", "app.quit", show=False)]
    DEFAULT_CSS = """
    CannotOpen {
        align: center middle;
        & > Vertical { width: 72; max-width: 96%; height: auto; padding: 1 2; border: round $error; }
        & .title { color: $error; text-style: bold; }
        & Static { margin-bottom: 1; }
    }
    """

    def __init__(self, words: str, code: int, *, again: bool = False) -> None:
        super().__init__()
        self.words = words
        self.code = code
        self._again = again

    def compose(self) -> ComposeResult:
        """The sentence."""
        with Vertical():
            yield Static(_("The desk cannot be opened"), classes="title", markup=False)
            yield Static(Content(self.words), id="why")
            if self._again:
                yield Static(_("Desk tries again by itself, and opens when it can."), markup=False)
            yield Static(_("q  Leave"), markup=False)

    def on_mount(self) -> None:
        """Begin to wait for the next try."""
        self.wait()

    def wait(self) -> None:
        """Try again in a while."""
        if self._again:
            self.set_timer(AGAIN_SECONDS, cast("DeskApp", self.app).open_seat_now)

    def still(self, words: str) -> None:
        """It could not be opened this time either; ``words`` say why."""
        if words != self.words:
            self.words = words
            self.query_one("#why", Static).update(Content(words))
        self.wait()
