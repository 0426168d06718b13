"""There is no seat: why, and what to do about it, on a whole screen."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from desk.screens.place import Place
from desk.words import _


class CannotOpen(Place[None]):
    """Says why the desk cannot be opened. Leaving it leaves the program.

    Args:
        words: Why, and what would be right.
        code: What the program ends with.
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

    def __init__(self, words: str, code: int) -> None:
        super().__init__()
        self.words = words
        self.code = code

    def compose(self) -> ComposeResult:
        """The sentence."""
        with Vertical():
            yield Static(_("The desk cannot be opened"), classes="title", markup=False)
            yield Static(Content(self.words))
            yield Static(_("q  Leave"), markup=False)
