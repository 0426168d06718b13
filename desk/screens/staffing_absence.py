"""Why people of a group were away on a day: a number for each reason, and never a name."""

from __future__ import annotations

from collections.abc import Mapping

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from desk.rules.staffing import Absence
from desk.screens.dialogs import Dialog
from desk.words import _

DIGITS = 3


class Reasons(Widget, can_focus=True):
    """The reasons below each other; digits go to the one that is marked."""

    COMPONENT_CLASSES = {"reasons--marked"}

    class Done(Message):
        """Enter was pressed."""

    def __init__(self, numbers: Mapping[Absence, int]) -> None:
        super().__init__()
        self.numbers = {reason: numbers.get(reason, 0) for reason in Absence}
        self._marked = 0
        self._typing = False

    def render(self) -> Content:
        """The mark is a sign as well as a colour."""
        style = self.get_visual_style("reasons--marked")
        lines = []
        for place, (reason, many) in enumerate(self.numbers.items()):
            marked = place == self._marked
            number = str(many) if many else "–"
            line = Content(("▸ " if marked else "  ") + reason.label)
            line = line.pad_right(max(0, self.content_size.width - line.cell_length - len(number))) + Content(number)
            lines.append(line.stylize(style) if marked else line)
        return Content("\n").join(lines)

    def on_key(self, event: events.Key) -> None:
        """Digits, up and down; Enter is done."""
        reason = list(self.numbers)[self._marked]
        if event.key in ("up", "down", "tab", "shift+tab"):
            step = 1 if event.key in ("down", "tab") else -1
            self._marked = (self._marked + step) % len(self.numbers)
            self._typing = False
        elif event.character and event.character in "0123456789":
            before = str(self.numbers[reason]) if self._typing else ""
            self.numbers[reason] = int((before + event.character)[-DIGITS:])
            self._typing = True
        elif event.key in ("backspace", "delete"):
            self.numbers[reason] = 0
            self._typing = False
        elif event.key == "enter":
            self.post_message(self.Done())
        else:
            return
        event.stop()
        event.prevent_default()
        self.refresh()


class AbsenceDialog(Dialog[Mapping[Absence, int] | None]):
    """Asks how many were away, by reason."""

    AUTO_FOCUS = "Reasons"
    CSS_PATH = ["dialogs.tcss", "staffing.tcss"]

    def __init__(self, title: str, numbers: Mapping[Absence, int]) -> None:
        super().__init__(title, _("Only numbers: nobody is named, and no report tells the reason."))
        self._numbers = numbers

    def body(self) -> ComposeResult:
        """The reasons."""
        yield Reasons(self._numbers)

    def how(self) -> str:
        """The keys, in one line."""
        return _("↵ OK   ↑↓ Reason   0–9 How many   Esc Cancel")

    def on_reasons_done(self, event: Reasons.Done) -> None:
        """Answer with the numbers."""
        event.stop()
        self.dismiss(self.query_one(Reasons).numbers)
