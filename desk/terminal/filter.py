"""The line filter: nothing but text reaches the terminal, wherever on the screen it came from.

Text is cleaned when it is written. This is the second door, at the one place every painted line passes.
"""

from __future__ import annotations

import re
from functools import lru_cache

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

_UNWANTED = re.compile(
    "["
    "\x00-\x1f\x7f-\x9f"  # C0, DEL, C1
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"  # soft hyphen, fillers, invisible marks
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f"  # zero width, line separators, bidi, deprecated format
    "\u3164\ufeff\uffa0\ufff0-\ufffb"  # fillers, byte order mark, interlinear
    "\U000e0000-\U000e0fff"  # tags
    "\ud800-\udfff"  # surrogates
    "]"
)

_LINES = str.maketrans(
    {
        **dict.fromkeys("─━┄┅┈┉╌╍═╴╶╸╺▁▔⎯–—−", "-"),
        **dict.fromkeys("│┃┆┇┊┋╎╏║╵╷╹╻▏▕▌▐▎▍▊▋▉", "|"),
        **dict.fromkeys("┌┍┎┏┐┑┒┓└┕┖┗┘┙┚┛├┝┞┟┠┡┢┣┤┥┦┧┨┩┪┫┬┭┮┯┰┱┲┳┴┵┶┷┸┹┺┻┼┽┾┿╀╁╂╃╄╅╆╇╈╉╊╋╭╮╯╰╔╗╚╝╠╣╦╩╬", "+"),
        **dict.fromkeys("█▓▒▀▄▇▆▅▃▂■▬", "#"),
        **dict.fromkeys("░", ":"),
        **dict.fromkeys("•●◉◆✱∙·", "*"),
        **dict.fromkeys("○◌", "."),
        **dict.fromkeys("▸►▶▷→›»", ">"),
        **dict.fromkeys("◂◄◀◁←‹«", "<"),
        **dict.fromkeys("▴▲△↑", "^"),
        **dict.fromkeys("▾▼▽↓", "v"),
        **dict.fromkeys("✓✔", "x"),
        **dict.fromkeys("✗✘✕", "X"),
        "≈": "=",
        "↵": "~",
        "…": ".",
        "⇧": "^",
        "␣": "_",
        "’": "'",
        "”": '"',
        "“": '"',
        "\N{NO-BREAK SPACE}": " ",
    }
)
"""Signs that an ASCII-only console cannot draw, one for one; letters are left alone."""


def clean(text: str) -> str:
    """Take control characters, direction marks, zero-width characters and surrogates out of ``text``.

    What took no cell goes; what took one becomes ``?``, so that the line keeps its width. Only letters joined by
    a zero-width joiner come apart, and may take more.
    """
    return text if text.isascii() and text.isprintable() else _UNWANTED.sub(_stand_in, text)


def _stand_in(found: re.Match[str]) -> str:
    return "?" * max(0, cell_len(found[0]))


@lru_cache(maxsize=1024)
def _without_link(style: Style) -> Style:
    return style.update_link(None)


class CleanFilter(LineFilter):
    """Cleans every painted line, and drops links.

    Args:
        ascii_lines: Also replace line-drawing and other signs by ASCII ones of the same width.
    """

    def __init__(self, *, ascii_lines: bool = False) -> None:
        super().__init__()
        self._ascii_lines = ascii_lines

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments, cleaned; ``background`` is not looked at."""
        del background
        cleaned = []
        for text, style, _control in segments:
            text = clean(text)
            if self._ascii_lines and not text.isascii():
                text = text.translate(_LINES)
            cleaned.append(Segment(text, _without_link(style) if style is not None and style.link else style))
        return cleaned
