"""A routine to read: light Markdown in whatever width there is, its lists hanging."""

from __future__ import annotations

from collections.abc import Iterator

from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget

from desk.rules.markdown import Block, Style, blocks

_STYLES: dict[Style, str] = {
    "": "", "strong": "bold", "emphasis": "italic", "code": "$primary", "heading": "bold", "quote": "italic",
}  # fmt: skip
LEAST = 12
"""Cells that a text has at least, however deep in lists it stands."""


class MarkdownText(Widget, can_focus=False):
    """Shows a text as high as it takes. The same text again costs nothing."""

    DEFAULT_CSS = """
    MarkdownText { height: auto; }
    """

    class Cut(Message):
        """There is no room for all of it any more, or there is again."""

        def __init__(self, text: MarkdownText, cut: bool) -> None:
            super().__init__()
            self.text = text
            self.cut = cut

        @property
        def control(self) -> MarkdownText:
            """The text."""
            return self.text

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._cut = False
        self._title = ""
        self._text = ""
        self._blocks: tuple[Block, ...] = ()
        self._wrapped: tuple[int, Content] = (0, Content(""))

    @property
    def text(self) -> str:
        """What is shown, as it was written."""
        return self._text

    def show(self, text: str, title: str = "") -> None:
        """Show another text, below a title where there is one."""
        if (text, title) != (self._text, self._title):
            if text != self._text:
                self._blocks = blocks(text)
            self._text, self._title = text, title
            self._wrapped = (0, Content(""))
            self.refresh(layout=True)
            self.call_after_refresh(self._look)

    def on_resize(self) -> None:
        """More room, or less."""
        self._look()

    def _look(self) -> None:
        height = self.content_size.height
        cut = height > 0 and self._at(self.content_size.width).plain.count("\n") + 1 > height
        if cut != self._cut:
            self._cut = cut
            self.post_message(self.Cut(self, cut))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """One row of the screen for each line."""
        del container, viewport
        return self._at(width).plain.count("\n") + 1

    def render(self) -> Content:
        """The text, wrapped."""
        return self._at(self.content_size.width)

    def _at(self, width: int) -> Content:
        if self._wrapped[0] != width:
            self._wrapped = (width, Content("\n").join(self._lines(width)))
        return self._wrapped[1]

    def _lines(self, width: int) -> Iterator[Content]:
        if self._title:
            yield from Content.styled(self._title, "bold").wrap(max(LEAST, width))
        for block in self._blocks:
            if block.gap:
                yield Content("")
            yield from _wrapped(block, width)


def _wrapped(block: Block, width: int) -> Iterator[Content]:
    """A block's lines: the first behind its marker, the others under its text."""
    before = Content(" " * block.indent + block.marker)
    rest = Content(" " * before.cell_length)
    text = Content.assemble(*((each.text, _STYLES[each.style]) for each in block.pieces))
    for place, line in enumerate(text.wrap(max(LEAST, width - before.cell_length)) or [Content("")]):
        yield (rest if place else before) + line.rstrip()
