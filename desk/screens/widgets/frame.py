"""The first and the last row of every screen: where one is, and what the keys do here."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from rich.cells import cell_len, set_cell_size
from textual import events
from textual.content import Content
from textual.widget import Widget

from desk import keys

GAP = 2
"""Cells between what stands at the left and what stands at the right."""


class Line(Widget, can_focus=False):
    """One row: something at the left, something shorter at the right. Painted only when the words change."""

    DEFAULT_CSS = """
    Line { height: 1; padding: 0 1; color: $foreground; }
    """

    def __init__(
        self, left: str | Content = "", right: str | Content = "", *, id: str | None = None, classes: str | None = None
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._left = _content(left)
        self._right = _content(right)

    @property
    def words(self) -> str:
        """What stands at the left."""
        return self._left.plain

    def show(self, left: str | Content, right: str | Content = "") -> None:
        """Show other words; the same ones cost nothing."""
        new_left, new_right = _content(left), _content(right)
        if not (new_left.is_same(self._left) and new_right.is_same(self._right)):
            self._left, self._right = new_left, new_right
            self.refresh()

    def render(self) -> Content:
        """Both; the left one is cut where they do not fit."""
        width = self.content_size.width
        room = width - self._right.cell_length - (GAP if self._right else 0)
        left = self._left.truncate(max(0, room), ellipsis=True)
        return Content.assemble(left, " " * max(0, width - left.cell_length - self._right.cell_length), self._right)


class TitleBar(Line):
    """The first row of a screen."""

    DEFAULT_CSS = """
    TitleBar { background: $panel; text-style: bold; }
    TitleBar:ansi { background: ansi_default; }
    """


class KeyLine(Widget, can_focus=False):
    """The footer: the keys of a place, as many as fit, and a short word at the right. A click does what the key does.

    Args:
        where: The place in :mod:`desk.keys`.
        keymap: Keys of one's own.
        without: Ids that do nothing here.
    """

    DEFAULT_CSS = """
    KeyLine { height: 1; padding: 0 1; background: $panel; color: $foreground; }
    KeyLine:ansi { background: ansi_default; }
    """

    def __init__(
        self,
        where: keys.Where,
        keymap: Mapping[str, str] | None = None,
        *,
        without: Collection[str] = (),
        id: str | None = None,
    ) -> None:
        super().__init__(id=id)
        self._without = without
        self._where = where
        self._keymap = keymap
        self._right = self._warning = ""

    def on_mount(self) -> None:
        """A screen that is opened while the database does not answer says so too."""
        away = getattr(self.app, "away", None)
        self.warn(away.words if away is not None else "")

    @property
    def where(self) -> keys.Where:
        """The place whose keys it shows."""
        return self._where

    def leave_out(self, without: Collection[str]) -> None:
        """Leave other keys out than before."""
        self._without = without
        self.refresh()

    def show_right(self, text: str) -> None:
        """Show a short word at the right; the same one costs nothing."""
        if text != self._right:
            self._right = text
            self.refresh()

    def warn(self, words: str) -> None:
        """Show what is wrong instead of the word at the right, until it is called with nothing."""
        if words != self._warning:
            self._warning = words
            self.refresh()

    def render(self) -> Content:
        """Key in bold, word after it."""
        parts: list[Content] = []
        used = 0
        for hint in self._hints():
            parts.append(Content.assemble((hint.key, "bold"), f" {hint.label}"))
            used += parts[-1].cell_length + GAP
        line = Content(" " * GAP).join(parts)
        right = self._warning or self._right
        room = self.content_size.width - line.cell_length - cell_len(right)
        said = Content.styled(right, "bold $error") if self._warning else Content(right)
        return Content.assemble(line, " " * max(0, room), said) if right else line

    async def on_click(self, event: events.Click) -> None:
        """Do what the key under the pointer does."""
        at = event.get_content_offset(self)
        if at is None:
            return
        start = 0
        for hint in self._hints():
            width = cell_len(str(hint))
            if start <= at.x < start + width:
                await self.screen.run_action(keys.action(hint.id).action)
                return
            start += width + GAP

    def _hints(self) -> tuple[keys.Hint, ...]:
        right = cell_len(self._warning or self._right)
        right += GAP if right else 0
        room = max(1, self.content_size.width - right)
        offered = {**(self._keymap or {}), **dict.fromkeys(self._without, "")}
        return keys.hints(self._where, offered, room)


def _content(text: str | Content) -> Content:
    return Content(text) if isinstance(text, str) else text


def fit(text: str, width: int) -> str:
    """``text`` in exactly ``width`` cells: filled with spaces, or cut with a sign that it was."""
    if cell_len(text) <= width:
        return set_cell_size(text, width)
    return set_cell_size(text, max(0, width - 1)) + ("…" if width > 0 else "")
