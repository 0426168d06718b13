"""Light Markdown: headings, lists, quotes, code, emphasis and links, as blocks that any width can show.

A line break in the text is one on the screen: a routine is a list of steps as often as it is prose. What is no mark
stands as it was written; HTML is text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from desk.rules.text import shown

Style = Literal["", "strong", "emphasis", "code", "heading", "quote"]


@dataclass(frozen=True)
class Piece:
    """Some of a block's text, and how it is said."""

    text: str
    style: Style = ""


@dataclass(frozen=True)
class Block:
    """One line of the text, which may take several of the screen.

    Attributes:
        pieces: What it says.
        marker: What stands before its first line: ``1. ``, ``- ``.
        indent: Cells before the marker; the following lines stand under the text.
        gap: An empty line stands before it.
    """

    pieces: tuple[Piece, ...]
    marker: str = ""
    indent: int = 0
    gap: bool = False

    @property
    def text(self) -> str:
        """What it says, without its marks."""
        return "".join(each.text for each in self.pieces)


BULLET = "- "
"""Stands before what has no number."""
_STEP = 2
_HEADING = re.compile(r" {0,3}#{1,6} +(\S.*)")
_ITEM = re.compile(r"( *)(?:[-*+]|(\d{1,3})[.)]) +(.+)")
_QUOTE = re.compile(r" {0,3}> ?(.*)")
_RULE = re.compile(r" {0,3}(?:(?:- *){3,}|(?:\* *){3,}|(?:_ *){3,})")
_FENCE = re.compile(r" {0,3}(?:```|~~~).*")


def blocks(text: str) -> tuple[Block, ...]:
    """Read a text. Takes time by its length alone, whatever it holds."""
    return tuple(_gapped(text))


def _gapped(text: str) -> Iterator[Block]:
    gap, begun, code, under = False, False, False, 0
    for line in map(shown, text.split("\n")):
        if _FENCE.fullmatch(line):
            code, gap = not code, gap or begun
            continue
        if not line.strip():
            gap, under = begun, 0
            continue
        block = Block((Piece(line, "code"),), indent=_STEP) if code else _block(line, under)
        under = 0 if code else _under(block, line, under)
        heading = bool(block.pieces) and block.pieces[0].style == "heading"
        yield replace(block, gap=begun and (gap or heading))
        gap, begun = False, True


def _block(line: str, under: int) -> Block:
    """One line. ``under`` are the cells at which the text of the list's item before it stands; 0 where none does."""
    if found := _HEADING.fullmatch(line):
        words = found[1].rstrip(" #") or found[1]
        return Block((Piece("".join(each.text for each in _pieces(words)), "heading"),))
    if _RULE.fullmatch(line):
        return Block((Piece("─" * 8),))
    if found := _ITEM.fullmatch(line):
        marker = f"{found[2]}. " if found[2] else BULLET
        return Block(tuple(_pieces(found[3])), marker, min(len(found[1]) // _STEP, 4) * _STEP)
    if found := _QUOTE.fullmatch(line):
        return Block((Piece("".join(each.text for each in _pieces(found[1])), "quote"),), "│ ")
    return Block(tuple(_pieces(line.strip())), indent=under if line.startswith(" ") else 0)


def _under(block: Block, line: str, under: int) -> int:
    """Where the text of a line that goes on with this one's item stands."""
    if block.marker and not _QUOTE.fullmatch(line):
        return block.indent + len(block.marker)
    return under if line.startswith(" ") else 0


_MARK = re.compile(
    r"\\(?P<plain>[\\`*_\[\]#>-])"
    r"|`(?P<code>[^`]+)`"
    r"|\*\*(?P<strong>[^\s*](?:[^*]*[^\s*])?)\*\*"
    r"|\*(?P<emphasis>[^\s*](?:[^*]*[^\s*])?)\*"
    r"|(?<!\w)_(?P<low>[^\s_](?:[^_]*[^\s_])?)_(?!\w)"
    r"|\[(?P<link>[^\]\[]+)\]\((?P<where>[^()\s]+)\)"
)


def _pieces(text: str) -> Iterator[Piece]:
    at = 0
    for found in _MARK.finditer(text):
        if found.start() > at:
            yield Piece(text[at : found.start()])
        yield from _marked(found)
        at = found.end()
    if at < len(text):
        yield Piece(text[at:])


def _marked(found: re.Match[str]) -> Iterator[Piece]:
    if found["plain"]:
        yield Piece(found["plain"])
    elif found["code"]:
        yield Piece(found["code"], "code")
    elif found["strong"]:
        yield Piece(found["strong"], "strong")
    elif found["link"]:
        where = found["where"].removeprefix("mailto:").removeprefix("tel:")
        yield Piece(found["link"])
        if where != found["link"]:
            yield Piece(f" ({where})", "emphasis")
    else:
        yield Piece(found["emphasis"] or found["low"], "emphasis")
