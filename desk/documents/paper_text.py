"""A paper as lines of text: what a preview shows, and what a terminal prints. Charts are told in words."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from desk.documents.cells import columns
from desk.documents.paper import STEPS, Block, Cell, Notice, Paper, Section, Sign, Table, Tile, Words
from desk.rules.text import shown
from desk.words import _

WIDTH = 80
_BOXES = "■□"
_NO_BREAK = "\N{NO-BREAK SPACE}"


def paper_text(paper: Paper, width: int = WIDTH) -> str:
    """The whole paper, folded to ``width`` where it is running text."""
    return "\n".join(paper_lines(paper, width)) + "\n"


def paper_lines(paper: Paper, width: int = WIDTH) -> Iterator[str]:
    """Line by line."""
    title = shown(f"{paper.title} · {paper.span}")
    yield shown(paper.municipality)
    yield title
    yield "=" * len(title)
    yield shown(f"{paper.days} · {paper.about}" if paper.about else paper.days)
    for label, value in paper.facts:
        yield shown(f"{label}: {value}")
    if paper.recipients:
        yield ""
        yield _("To") + ":"
        yield from (f"  {shown(each)}" for each in paper.recipients)
    if paper.tiles:
        yield ""
        for each in paper.tiles:
            yield from _folded(_tile(each), width, "    ")
    for section in paper.sections:
        yield from _section(section, width)


def _tile(of: Tile) -> str:
    told = (of.value, of.note, _cell(of.sign) if of.sign is not None else "")
    return f"  {of.label}: " + " · ".join(each for each in told if each)


def _section(of: Section, width: int) -> Iterator[str]:
    yield ""
    yield shown(of.title)
    yield "-" * len(shown(of.title))
    for place, block in enumerate(of.blocks):
        if place:
            yield ""
        yield from _block(block, width)


def _block(of: Block, width: int) -> Iterator[str]:
    if isinstance(of, Words):
        for line in of.text.splitlines():
            yield from _folded(line, width)
    elif isinstance(of, Notice):
        yield from _folded(f"! {of.title}", width, "  ")
        for line in of.lines:
            yield from _folded(f"  – {line}", width, "    ")
    elif isinstance(of, Table):
        yield from _table(of, width)
    else:
        yield shown(of.title)
        yield from _folded(of.alt, width)


def _folded(line: str, width: int, hang: str = "") -> list[str]:
    """Folded, but never within a number and its sign."""
    kept = _NO_BREAK.join(shown(part) for part in line.split(_NO_BREAK))
    folded = textwrap.wrap(kept, width, subsequent_indent=hang, break_on_hyphens=False)
    return [each.replace(_NO_BREAK, " ") for each in folded] or [""]


def _cell(of: Cell) -> str:
    if not isinstance(of, Sign):
        return shown(of)
    boxes = _BOXES[0] * of.step + _BOXES[1] * (STEPS - of.step) + " " if of.step else ""
    return boxes + shown(of.word)


def _table(of: Table, width: int) -> Iterator[str]:
    yield shown(of.title)
    heads = [shown(each.head) for each in of.columns]
    rows = [[_cell(each) for each in row] for row in of.rows]
    if _fits(heads, rows, width):
        yield from columns(heads, _to_the_right(of, heads, rows))
    elif rows and _fits(heads[:-1], [row[:-1] for row in rows], width):
        yield from _last_below(of, heads, rows, width)
    else:
        yield from _as_records(heads, rows, width)
    if of.note:
        yield from _folded(of.note, width)


def _last_below(of: Table, heads: list[str], rows: list[list[str]], width: int) -> Iterator[str]:
    """The table without its last column, and what stands there below each row."""
    moved = _to_the_right(of, heads, rows)
    head, *lines = columns(heads[:-1], [row[:-1] for row in moved])
    yield head
    for line, row in zip(lines, rows, strict=True):
        yield line
        if row[-1].strip(" –"):
            yield from _folded(f"    {row[-1].strip()}", width, "    ")


def _fits(heads: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> bool:
    widest = [max(len(row[place]) for row in (heads, *rows)) for place in range(len(heads))]
    return sum(widest) + 2 * (len(widest) - 1) <= width


def _to_the_right(of: Table, heads: list[str], rows: list[list[str]]) -> list[list[str]]:
    """Numbers moved to the right of their column; the heads too."""
    for place, column in enumerate(of.columns):
        if column.number:
            widest = max(len(row[place]) for row in (heads, *rows))
            for row in (heads, *rows):
                row[place] = row[place].rjust(widest)
    return rows


def _as_records(heads: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> Iterator[str]:
    """A table of long texts, each row below the other with its heads."""
    for row in rows:
        yield from _folded(f"• {row[0]}", width, "  ")
        for head, cell in zip(heads[1:], row[1:], strict=True):
            if cell:
                yield from _folded(f"  {head}: {cell}", width, "    ")
