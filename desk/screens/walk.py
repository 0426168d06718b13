"""The weekly walk: every open card in turn, those not seen this week first; at its end, what it changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from desk import keys
from desk.documents.improvements import change_words
from desk.rules.improvements import Improvement
from desk.screens.board_moves import CardMoves
from desk.screens.improvement import Read, read
from desk.screens.place import CasesChanged, SeatTaken, Trouble
from desk.screens.widgets.frame import KeyLine, TitleBar
from desk.services import board as boards
from desk.services import improvements, people
from desk.services.board import Change
from desk.services.seat import Seat
from desk.words import _, n_

OFFERED = (
    "board.move_back", "board.move_on", "board.status", "board.due", "board.note", "board.change", "board.next_card",
    "board.card_before", "board.back",
)  # fmt: skip
NOT_HERE = ("board.open", "board.new", "board.walk")


@dataclass(frozen=True)
class Walk:
    """The cards' numbers in the order of the walk, and the card in hand."""

    order: tuple[int, ...]
    read: Read | None


def begin(seat: Seat, now: datetime, today: date) -> Walk:
    """The walk from its first card. Runs in a reading thread."""
    cards = boards.board(seat, now).to_walk()
    return Walk(tuple(card.id for card in cards), read(seat, cards[0].id, today) if cards else None)


def summary(changes: Sequence[Change], people: Mapping[str, str]) -> Content:
    """What was changed, card by card; what was only walked by is counted."""
    return Content("\n").join(list(_summary(changes, people)))


def _summary(changes: Sequence[Change], people: Mapping[str, str]) -> Iterator[Content]:
    told: dict[int, list[str]] = {}
    cards: dict[int, Improvement] = {}
    for each in changes:
        cards[each.improvement.id] = each.improvement
        rows = told.setdefault(each.improvement.id, [])
        if set(each.entry.changes) - {"walked_on"}:
            rows.append(change_words(each.entry, people))
    changed = {number: rows for number, rows in told.items() if rows}
    yield Content.styled(n_("{n} card was changed", "{n} cards were changed", len(changed)), "bold")
    for number, rows in changed.items():
        yield Content("")
        yield Content(f"{number}  {cards[number].proposal}")
        for row in rows:
            yield Content(f"    {row}".replace("\n", " "))
    if unchanged := len(told) - len(changed):
        yield Content("")
        yield Content(n_("{n} card was left as it was", "{n} cards were left as they were", unchanged))


class WalkScreen(CardMoves):
    """Card after card; Space says that it has been seen, and goes on. Esc ends the walk with its summary."""

    AUTO_FOCUS = ""
    CSS_PATH = "board.tcss"
    walking = True
    BINDINGS = [
        *keys.bindings(*OFFERED),
        Binding("enter,right", "next_card", show=False),
        Binding("left", "card_before", show=False),
        Binding("down", "scroll_card(1)", show=False),
        Binding("up", "scroll_card(-1)", show=False),
        Binding("pagedown", "scroll_card(10)", show=False),
        Binding("pageup", "scroll_card(-10)", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._began: datetime | None = None
        self._walk: Walk | None = None
        self._place = 0
        self._ended = False

    def compose(self) -> ComposeResult:
        """Title with how far one has come, the card, keys."""
        yield TitleBar(_("Weekly walk"), id="title")
        with VerticalScroll(id="body", can_focus=False):
            yield Static(_("Opening …"), id="card", markup=False)
        yield KeyLine("board", self.program.keys_chosen, without=NOT_HERE, id="keys")

    def on_mount(self) -> None:
        """Ask for the cards."""
        now, today = self.program.now(), self.program.today()
        self._began = now
        self.ask("walk", lambda seat: begin(seat, now, today), self._show_first, self._cannot)

    def _show_first(self, walk: Walk) -> None:
        self._walk = walk
        if walk.read is None:
            self.dismiss(None)
        else:
            self._show(walk.read)

    @on(SeatTaken)
    @on(CasesChanged)
    def _ask(self) -> None:
        if self._walk is None or self._ended:
            return
        number, today = self._walk.order[self._place], self.program.today()
        self.ask("card", lambda seat: read(seat, number, today), self._show, self._cannot)

    def _show(self, read: Read) -> None:
        if self._walk is None or self._ended:
            return
        self._walk = Walk(self._walk.order, read)
        card = read.card.improvement
        title = _("Weekly walk · {place} of {all}", place=self._place + 1, all=len(self._walk.order))
        self.query_one(TitleBar).show(title, f"{card.id} · {card.status.label}")
        static = self.query_one("#card", Static)
        if static.content != read.words:
            static.update(read.words)

    def _cannot(self, trouble: Trouble) -> None:
        self.program.say_trouble(trouble)
        self.dismiss(None)

    # ------------------------------------------------------------------ the card in hand

    @property
    def card(self) -> Improvement | None:
        """The card in hand; none any more at the end."""
        if self._walk is None or self._walk.read is None or self._ended:
            return None
        return self._walk.read.card.improvement

    def changed(self, card: Improvement) -> None:
        """Ask for the card anew."""
        del card
        self._ask()

    def outrun(self) -> None:
        """Ask for the card anew."""
        self._ask()

    # ------------------------------------------------------------------ keys

    def action_next_card(self) -> None:
        """This one has been seen; the next, or the end."""
        if self._ended:
            self.dismiss(None)
            return
        if self._walk is None or (card := self.card) is None:
            return
        now, last = self.program.now(), self._place + 1 == len(self._walk.order)

        def seen(seat: Seat) -> Improvement:
            return improvements.walk_by(seat, card.id, now)

        self.program.tell(seen, self._on if not last else self._last_seen)

    def _on(self, _card: Improvement) -> None:
        self._place += 1
        self.query_one("#body").scroll_home(animate=False)
        self._ask()

    def _last_seen(self, _card: Improvement) -> None:
        self._end()

    def action_card_before(self) -> None:
        """Back to the card before."""
        if self._ended or self._place == 0:
            self.app.bell()
            return
        self._place -= 1
        self._ask()

    def action_back(self) -> None:
        """End the walk: first its summary, then back."""
        if self._ended or self._walk is None:
            self.dismiss(None)
        else:
            self._end()

    def _end(self) -> None:
        began = self._began
        if began is None or self._ended:
            return
        self._ended = True

        def question(seat: Seat) -> Content:
            names = {each.login: each.name for each in people.everybody(seat)}
            return summary(boards.changes_since(seat, began), names)

        self.ask("end", question, self._show_end, self._cannot)

    def _show_end(self, words: Content) -> None:
        self.query_one(TitleBar).show(_("Weekly walk · what it changed"))
        self.query_one("#card", Static).update(words)
        self.query_one("#body").scroll_home(animate=False)

    def action_scroll_card(self, rows: int) -> None:
        """Where there is more than the screen holds."""
        self.query_one("#body").scroll_relative(y=rows, animate=False)
