"""Numbers five rows high, drawn with blocks: to be read across a room, in any terminal and without colour."""

from __future__ import annotations

from collections.abc import Mapping

ROWS = 5
PIXEL = 2
"""Cells across for one pixel: about as wide as a row is high."""
BLOCK, ASCII_BLOCK = "█", "#"

_SIGNS: Mapping[str, tuple[str, ...]] = {
    "0": ("###", "# #", "# #", "# #", "###"),
    "1": (" # ", "## ", " # ", " # ", "###"),
    "2": ("###", "  #", "###", "#  ", "###"),
    "3": ("###", "  #", " ##", "  #", "###"),
    "4": ("# #", "# #", "###", "  #", "  #"),
    "5": ("###", "#  ", "###", "  #", "###"),
    "6": ("###", "#  ", "###", "# #", "###"),
    "7": ("###", "  #", "  #", "  #", "  #"),
    "8": ("###", "# #", "###", "# #", "###"),
    "9": ("###", "# #", "###", "  #", "###"),
    "%": ("# #", "  #", " # ", "#  ", "# #"),
    "–": ("   ", "   ", "###", "   ", "   "),
    "−": ("   ", "   ", "###", "   ", "   "),
    ",": (" ", " ", " ", "#", "#"),
    ".": (" ", " ", " ", " ", "#"),
    " ": ("", "", "", "", ""),
}
_GAP = 2
"""Cells between two signs."""


def big_number(text: str, width: int, *, ascii_only: bool = False) -> tuple[str, ...]:
    """``text`` as :data:`ROWS` lines of one width; none where a sign is not known or they would not fit in ``width``.

    Known are digits, the decimal signs, per cent, minus and the dash for no data; spaces of any sort are narrow.
    """
    signs = [" " if each.isspace() else each for each in text]
    if any(each not in _SIGNS for each in signs):
        return ()
    lines = ["", "", "", "", ""]
    for place, sign in enumerate(signs):
        for row, pixels in enumerate(_SIGNS[sign]):
            lines[row] += " " * (_GAP if place else 0) + "".join(pixel * PIXEL for pixel in pixels)
    if len(lines[0]) > width:
        return ()
    return tuple(line.replace("#", ASCII_BLOCK if ascii_only else BLOCK) for line in lines)
