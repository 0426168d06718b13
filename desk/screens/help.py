"""Every key, place by place, over the whole screen."""

from __future__ import annotations

from collections.abc import Mapping

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from desk import keys
from desk.words import _


class HelpScreen(ModalScreen[None]):
    """The keys as they are on this desk.

    Args:
        keymap: Keys of one's own, by action id.
    """

    AUTO_FOCUS = "#help"
    MAY_LIE_ABOVE_THE_LOCK = True
    BINDINGS = [
        Binding("escape,q,enter,question_mark,f1", "dismiss", show=False),
        Binding("space", "page_down", show=False),
    ]
    CSS_PATH = "help.tcss"

    def __init__(self, keymap: Mapping[str, str] | None = None) -> None:
        super().__init__()
        self._keymap = keymap

    def compose(self) -> ComposeResult:
        """One row a key."""
        yield Static(_("Keys"), id="help-title", markup=False)
        with VerticalScroll(id="help"):
            yield Static(self._page())
        yield Static(_("↑ ↓ Scroll   Esc Back"), id="help-foot", markup=False)

    def action_page_down(self) -> None:
        """Go on reading."""
        self.query_one("#help", VerticalScroll).scroll_page_down(animate=False)

    def _page(self) -> Content:
        lines: list[Content] = []
        for section in keys.help_page(self._keymap):
            if lines:
                lines.append(Content(""))
            lines.append(Content.styled(section.title, "bold"))
            for row in section.rows:
                lines.append(
                    Content.assemble(("  " + row.key.ljust(6), "bold"), row.label.ljust(20) + " ", (row.help, "dim"))
                )
        return Content("\n").join(lines)
