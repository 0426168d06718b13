"""The improvement board: cards in columns, moved with ``<`` and ``>``, following what colleagues do."""

from __future__ import annotations

from collections.abc import Mapping

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.widgets import Static

from desk import keys
from desk.rules.improvements import BoardStatus, Improvement
from desk.screens.board_moves import CardMoves
from desk.screens.board_page import Mark, page
from desk.screens.improvement import CardScreen
from desk.screens.improvement_form import ImprovementForm
from desk.screens.place import CasesChanged, MinutePassed, SeatTaken, Trouble
from desk.screens.reports_page import Room
from desk.screens.walk import WalkScreen
from desk.screens.widgets.frame import KeyLine, TitleBar
from desk.services import board as boards
from desk.services.board import Board
from desk.words import _, n_

_WALK_ONLY = ("board.next_card", "board.card_before")


class BoardScreen(CardMoves):
    """Up and Down within a column, Left and Right between them. The cursor stays on its card wherever that goes."""

    AUTO_FOCUS = ""
    CSS_PATH = "board.tcss"
    BINDINGS = [
        *keys.bindings("board"),
        Binding("down", "row(1)", show=False),
        Binding("up", "row(-1)", show=False),
        Binding("pagedown", "row(10)", show=False),
        Binding("pageup", "row(-10)", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._board: Board | None = None
        self._column = BoardStatus.PROPOSED
        self._number: int | None = None
        self._rows = dict.fromkeys(BoardStatus, 0)

    def exporting(self) -> tuple[str, Mapping[str, str]]:
        """Improvements of every age."""
        return "improvements", {}

    def compose(self) -> ComposeResult:
        """Title, the board, keys."""
        yield TitleBar(_("Improvement board"), id="title")
        yield Static(_("Opening …"), id="page", markup=False)
        yield KeyLine("board", self.program.keys_chosen, without=(*_WALK_ONLY, *self.hidden()), id="keys")

    # ------------------------------------------------------------------ what is shown

    @on(SeatTaken)
    @on(CasesChanged)
    @on(MinutePassed)
    def _ask(self) -> None:
        now = self.program.now()
        self.ask("board", lambda seat: boards.board(seat, now), self._show, self._cannot)

    def on_mount(self) -> None:
        """Ask for the board."""
        if self.program.seated:
            self._ask()

    def on_resize(self, _event: events.Resize) -> None:
        """More room shows more."""
        self._paint()

    def _show(self, board: Board) -> None:
        first, self._board = self._board is None, board
        if first:
            column = next((each for each, cards in board.columns.items() if cards), BoardStatus.PROPOSED)
            self._go_to(column, 0)
        else:
            self._follow()
        self._paint()

    def _cannot(self, trouble: Trouble) -> None:
        self.query_one("#page", Static).update(Content(trouble.words))

    def _follow(self) -> None:
        """Stay on the card, in whatever column it stands now; where it is gone, on its row."""
        found = next((card for card in self._cards if card.id == self._number), None)
        if found is None:
            self._go_to(self._column, self._rows[self._column])
        else:
            self._go_to(found.status, self._in(found.status).index(found))

    def _go_to(self, column: BoardStatus, row: int) -> None:
        cards = self._in(column)
        row = max(0, min(row, len(cards) - 1))
        self._column, self._rows[column] = column, row
        self._number = cards[row].id if cards else None

    def _in(self, column: BoardStatus) -> tuple[Improvement, ...]:
        return self._board.columns[column] if self._board is not None else ()

    @property
    def _cards(self) -> tuple[Improvement, ...]:
        return self._board.cards if self._board is not None else ()

    def _paint(self) -> None:
        if self._board is None:
            return
        board = self._board
        room = Room(self.size.width - 2, self.size.height - 3, self.app.has_class("-ascii"))
        words = page(board, Mark(self._column, self._number), room)
        static = self.query_one("#page", Static)
        if static.content != words:
            static.update(words)
        self.query_one(TitleBar).show(_("Improvement board"), self._aside(board))

    def _aside(self, board: Board) -> str:
        overdue = sum(card.is_overdue(board.today) for card in board.cards)
        parts = [n_("! {n} overdue", "! {n} overdue", overdue)] if overdue else []
        if board.older:
            parts.append(n_("{n} older", "{n} older", board.older))
        return " · ".join(parts)

    # ------------------------------------------------------------------ the card in hand

    @property
    def card(self) -> Improvement | None:
        """The card under the cursor."""
        return next((card for card in self._cards if card.id == self._number), None)

    def changed(self, card: Improvement) -> None:
        """Follow the card, and ask what it looks like now."""
        self._number = card.id
        self._ask()

    def outrun(self) -> None:
        """Ask for the board anew."""
        self._ask()

    # ------------------------------------------------------------------ keys

    def action_row(self, by: int) -> None:
        """Up and down in the column."""
        self._go_to(self._column, self._rows[self._column] + by)
        self._paint()

    def action_column(self, by: int) -> None:
        """The column before or after."""
        columns = tuple(BoardStatus)
        place = columns.index(self._column) + by
        if 0 <= place < len(columns):
            self._go_to(columns[place], self._rows[columns[place]])
            self._paint()

    def action_open_card(self) -> None:
        """The card with its history."""
        if (card := self.card) is not None:
            self.app.push_screen(CardScreen(card.id))

    def action_new(self) -> None:
        """Propose an improvement."""
        self.app.push_screen(ImprovementForm(None), self._changed_in_form)

    def action_walk(self) -> None:
        """The weekly walk."""
        if self._board is None:
            return
        if "board.walk" in self.hidden():
            self.app.notify(_("That is for those who keep the follow-up."), severity="warning")
            return
        if not self._board.to_walk():
            self.app.notify(_("No card is open: there is nothing to walk by."))
            return
        self.app.push_screen(WalkScreen())

    def action_next_card(self) -> None:
        """Only on the weekly walk."""

    def action_card_before(self) -> None:
        """Only on the weekly walk."""
