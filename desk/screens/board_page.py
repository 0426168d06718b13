"""The board as lines of text: columns side by side where there is room, else one with the others' counts."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from rich.cells import cell_len
from textual.content import Content

from desk.rules.improvements import BoardStatus, Improvement
from desk.screens.reports_page import Room
from desk.screens.widgets.frame import fit
from desk.services.board import Board
from desk.words import _, day, number

SIDE_BY_SIDE = 110
"""From so many cells on the columns stand side by side."""
_GAP = 1
_TITLE_LINES = 2


@dataclass(frozen=True)
class Mark:
    """Where the cursor is: a column, and the number of a card in it; ``None`` where the column is empty."""

    column: BoardStatus
    card: int | None = None


def page(board: Board, mark: Mark, room: Room) -> Content:
    """The board with its cursor."""
    lines = _wide(board, mark, room) if room.width >= SIDE_BY_SIDE else _narrow(board, mark, room)
    return Content("\n").join(list(lines))


# ------------------------------------------------------------------ one column


def _narrow(board: Board, mark: Mark, room: Room) -> Iterator[Content]:
    yield heads(board, mark.column)
    yield Content("")
    cards = board.columns[mark.column]
    if not cards:
        yield Content(_("No card stands here.")).stylize("dim")
        return
    rows = max(1, room.height - 3)
    start = _window([card.id for card in cards], mark.card, rows)
    shown = cards[start : start + rows]
    meta = [(card.department or "", board.name(card.responsible), due_in_words(card, board.today)) for card in shown]
    widths = [min(most, max([cell_len(each[at]) for each in meta], default=0)) for at, most in enumerate((17, 14, 13))]
    room_for = room.width - sum(widths) - 2 * len(widths) - 7
    for card, said in zip(shown, meta, strict=True):
        cells = "  ".join(fit(text, width) for text, width in zip(said, widths, strict=True))
        sign = "▸" if card.id == mark.card else " "
        line = Content(f"{sign}{card.id:>4}  {fit(card.proposal, room_for)}  {cells}")
        yield _marked(line, card, mark, board.today)
    left = len(cards) - start - len(shown)
    if left or start:
        yield Content(_("{above} above, {below} below", above=start, below=left)).stylize("dim")


def heads(board: Board, column: BoardStatus) -> Content:
    """The columns by name, each with its count; the one that is shown in brackets."""
    parts = []
    for status, cards in board.columns.items():
        words = f"{status.label} {number(len(cards))}"
        parts.append(Content.styled(f"[{words}]", "bold") if status is column else Content(words))
    return Content("  ").join(parts)


# ------------------------------------------------------------------ side by side


def _wide(board: Board, mark: Mark, room: Room) -> Iterator[Content]:
    width = (room.width - _GAP * (len(BoardStatus) - 1)) // len(BoardStatus)
    columns = [_column(board, status, mark, width, room) for status in BoardStatus]
    tallest = max(len(each) for each in columns)
    blank = Content(" " * width)
    for row in range(min(tallest, room.height)):
        yield Content(" " * _GAP).join([each[row] if row < len(each) else blank for each in columns])


def _column(board: Board, status: BoardStatus, mark: Mark, width: int, room: Room) -> list[Content]:
    cards = board.columns[status]
    title = fit(f"{status.label} {number(len(cards))}", width)
    here = status is mark.column
    line = "─" if not room.ascii else "-"
    lines = [Content.styled(title, "bold reverse" if here else "bold"), Content(line * width)]
    start = _first_shown(cards, board, mark, width, room.height - _TITLE_LINES - 1)
    for place, card in enumerate(cards[start:], start):
        block = _card(card, board, mark, width)
        if len(lines) + len(block) > room.height - 1:
            lines.append(_more(_("{n} more", n=len(cards) - place), width))
            break
        lines += block
    return lines


def _more(words: str, width: int) -> Content:
    return Content(fit(words, width)).stylize("dim")


def _card(card: Improvement, board: Board, mark: Mark, width: int) -> list[Content]:
    sign = "▸" if card.id == mark.card else " "
    words = textwrap.wrap(f"{card.id} {card.proposal}", max(8, width - 2), max_lines=2, placeholder="…")
    meta = " · ".join(filter(None, (due_in_words(card, board.today), board.name(card.responsible))))
    said = [*words, *filter(None, (card.department, meta))]
    texts = [fit(f"{sign if place == 0 else ' '} {line}", width) for place, line in enumerate(said)]
    return [*(_marked(Content(text), card, mark, board.today) for text in texts), Content(" " * width)]


def _first_shown(cards: Sequence[Improvement], board: Board, mark: Mark, width: int, rows: int) -> int:
    """The place of the first card to show, so that the one under the cursor is seen whole. Writes no more than fit."""
    ids = [card.id for card in cards]
    if mark.card not in ids:
        return 0
    place = start = ids.index(mark.card)
    used = len(_card(cards[place], board, mark, width))
    while start > 0 and (used := used + len(_card(cards[start - 1], board, mark, width))) <= rows:
        start -= 1
    return start


def _window(ids: Sequence[int], at: int | None, rows: int) -> int:
    place = ids.index(at) if at in ids else 0
    return max(0, min(place - rows // 2, len(ids) - rows))


def _marked(line: Content, card: Improvement, mark: Mark, today: date) -> Content:
    if card.id == mark.card:
        return line.stylize("reverse")
    return line.stylize("$error") if card.is_overdue(today) else line


def due_in_words(card: Improvement, today: date) -> str:
    """The expected end date, with ``!`` before it where it has passed; of an ended one, when it ended."""
    when = card.ended_on or card.due
    if when is None:
        return ""
    words = day(when, year=when.year != today.year)
    return f"! {words}" if card.is_overdue(today) else words
