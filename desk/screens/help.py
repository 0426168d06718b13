"""Every key, place by place, over the whole screen."""

from __future__ import annotations

from collections.abc import Mapping

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from desk import keys
from desk.screens.widgets.hanging import Hanging, Row
from desk.words import _

INDENT = 29
"""The cell from which on the sentences stand."""


class HelpScreen(ModalScreen[None]):
    """The keys as they are on this desk.

    Args:
        keymap: Keys of one's own, by action id.
        where: The place one is in; its keys come first.
    """

    AUTO_FOCUS = "#help"
    MAY_LIE_ABOVE_THE_LOCK = True
    BINDINGS = [
        Binding("escape,q,enter,question_mark,f1", "dismiss", show=False),
        Binding("space", "page_down", show=False),
    ]
    CSS_PATH = "help.tcss"

    def __init__(self, keymap: Mapping[str, str] | None = None, where: keys.Where | None = None) -> None:
        super().__init__()
        self._keymap = keymap
        self._where = where

    def compose(self) -> ComposeResult:
        """One row a key."""
        yield Static(_("Keys"), id="help-title", markup=False)
        with VerticalScroll(id="help"):
            page = Hanging()
            page.show(self._page())
            yield page
        yield Static(_("↑ ↓ Scroll   Esc Back"), id="help-foot", markup=False)

    def action_page_down(self) -> None:
        """Go on reading."""
        self.query_one("#help", VerticalScroll).scroll_page_down(animate=False)

    def _page(self) -> list[Row]:
        rows: list[Row] = []
        for section in keys.help_page(self._keymap, self._where):
            if rows:
                rows.append(Row())
            rows.append(Row(section.title, name_style="bold"))
            for each in section.rows:
                name = f"  {each.key.ljust(6)}{each.label}"
                rows.append(Row(name, each.help, INDENT, name_style="", style="dim"))
        return rows
