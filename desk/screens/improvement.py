"""One card of the board, opened: all that it says, and its history from the trail."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, tzinfo

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from desk import keys
from desk.documents.improvements import card_facts, history_line
from desk.rules.improvements import Improvement
from desk.screens.board_moves import CardMoves
from desk.screens.place import CasesChanged, SeatTaken, Trouble
from desk.screens.widgets.frame import KeyLine, TitleBar, fit
from desk.services import board as boards
from desk.services.board import Card
from desk.services.seat import Seat
from desk.words import _

OFFERED = ("board.move_back", "board.move_on", "board.status", "board.due", "board.note", "board.change", "board.back")
NOT_HERE = ("board.open", "board.new", "board.walk", "board.next_card", "board.card_before")
_LABEL = 21


@dataclass(frozen=True)
class Read:
    """A card, and what stands on the screen."""

    card: Card
    words: Content


def read(seat: Seat, number: int, today: date) -> Read:
    """Read a card and write it. Runs in a reading thread."""
    card = boards.card(seat, number)
    return Read(card, words_of(card, boards.topic_labels(seat), today, seat.settings.zone))


def words_of(card: Card, topics: Mapping[str, str], today: date, zone: tzinfo) -> Content:
    """What a card says, and its history, the newest first."""
    return Content("\n").join(list(_lines(card, topics, today, zone)))


def _lines(card: Card, topics: Mapping[str, str], today: date, zone: tzinfo) -> Iterator[Content]:
    for name, value in card_facts(card, topics, today)[1:]:
        if value:
            first, *more = value.splitlines() or [""]
            yield Content.styled(fit(name, _LABEL), "dim") + Content(first)
            yield from _indented(more)
    yield Content("")
    yield Content.styled(_("History"), "bold")
    for each in reversed(card.history):
        yield Content(history_line(each, card.people, zone).replace("\n", " "))


def _indented(lines: Iterable[str]) -> Iterator[Content]:
    return (Content(" " * _LABEL + line) for line in lines)


class CardScreen(CardMoves):
    """A card with its history. What the board does to a card can be done here."""

    AUTO_FOCUS = ""
    CSS_PATH = "board.tcss"
    BINDINGS = [
        *keys.bindings(*OFFERED),
        Binding("down", "scroll_card(1)", show=False),
        Binding("up", "scroll_card(-1)", show=False),
        Binding("pagedown", "scroll_card(10)", show=False),
        Binding("pageup", "scroll_card(-10)", show=False),
    ]

    def __init__(self, number: int) -> None:
        super().__init__()
        self._number = number
        self._read: Read | None = None

    def compose(self) -> ComposeResult:
        """Title, the card, keys."""
        yield TitleBar(_("Improvement {number}", number=self._number), id="title")
        with VerticalScroll(id="body", can_focus=False):
            yield Static(_("Opening …"), id="card", markup=False)
        yield KeyLine("board", self.program.keys_chosen, without=(*NOT_HERE, *self.hidden()), id="keys")

    def on_mount(self) -> None:
        """Ask for the card."""
        self._ask()

    @on(SeatTaken)
    @on(CasesChanged)
    def _ask(self) -> None:
        number, today = self._number, self.program.today()
        self.ask("card", lambda seat: read(seat, number, today), self._show, self._cannot)

    def _show(self, found: Read) -> None:
        self._read = found
        card = found.card.improvement
        self.query_one(TitleBar).show(_("Improvement {number}", number=card.id), card.status.label)
        static = self.query_one("#card", Static)
        if static.content != found.words:
            static.update(found.words)

    def _cannot(self, trouble: Trouble) -> None:
        self.program.say_trouble(trouble)
        self.dismiss(None)

    # ------------------------------------------------------------------ the card in hand

    @property
    def card(self) -> Improvement | None:
        """This card."""
        return self._read.card.improvement if self._read is not None else None

    def changed(self, card: Improvement) -> None:
        """Ask for the card anew."""
        del card
        self._ask()

    def outrun(self) -> None:
        """Ask for the card anew."""
        self._ask()

    def action_scroll_card(self, rows: int) -> None:
        """Where the history is longer than the screen."""
        self.query_one("#body").scroll_relative(y=rows, animate=False)
