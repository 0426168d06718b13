"""What is done to a card of the board, from the board, from the card itself and on the weekly walk."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Collection, Mapping
from datetime import date
from functools import partial
from typing import Any

from desk.rules.improvements import (
    NEXT,
    TEXT_LENGTH,
    BoardStatus,
    Improvement,
    lacking,
    moved,
    neighbour,
)
from desk.rules.rights import Right
from desk.screens.dialogs import AskDay, AskLine, AskNote, Choose, Option
from desk.screens.place import Place, Trouble
from desk.services import improvements
from desk.services.improvements import NOTE_LENGTH
from desk.services.seat import Seat
from desk.words import _

Values = Mapping[str, Any]


class CardMoves(Place[None]):
    """A screen on which one card is in hand. What it lacks where it goes is asked for, one thing after the other."""

    walking = False
    """Whether this is the weekly walk, which marks the cards that it changes as seen."""

    @property
    @abstractmethod
    def card(self) -> Improvement | None:
        """The card in hand."""

    def hidden(self) -> Collection[str]:
        """What the person's role may not do to any card."""
        who = self.program.seat.who
        if who.may(Right.FOLLOW_UP):
            return ()
        walk = ("board.walk", "board.due", "board.next_card")
        every = ("board.new", "board.move_on", "board.move_back", "board.status", "board.note", "board.change")
        return walk if who.may(Right.PROPOSE) else (*walk, *every)

    def changed(self, card: Improvement) -> None:
        """Called with the card after a change: to follow it."""

    # ------------------------------------------------------------------ keys

    def action_move(self, by: int) -> None:
        """To the next column, or back to the one before."""
        card = self.card
        if card is None:
            return
        if (to := neighbour(card.status, by)) is None:
            self.app.bell()
        else:
            self._move(card, to, {})

    def action_status(self) -> None:
        """To any column that it may go to."""
        if (card := self.card) is None:
            return
        options = [Option(str(each), each.label) for each in NEXT[card.status]]

        def chosen(code: str | None) -> None:
            if code is not None:
                self._move(card, BoardStatus(code), {})

        self.app.push_screen(Choose(_("Move {number} to", number=card.id), options, text=card.proposal), chosen)

    def action_due(self) -> None:
        """Another expected end date."""
        if (card := self.card) is not None:
            self._ask_due(card, lambda day: self._change(card, {"due": day}))

    def action_note(self) -> None:
        """A note in the card's history."""
        card = self.card
        if card is None:
            return
        now, walking = self.program.now(), self.walking

        def noted(text: str | None) -> None:
            if text is not None:
                self.program.tell(
                    lambda seat: improvements.note(seat, card.id, text, now, walked=walking), self.changed
                )

        self.app.push_screen(AskLine(_("Note on {number}", number=card.id), max_length=NOTE_LENGTH), noted)

    def action_change(self) -> None:
        """Everything that the card says, in a form."""
        if (card := self.card) is not None:
            from desk.screens.improvement_form import ImprovementForm

            self.app.push_screen(ImprovementForm(card), self._changed_in_form)

    def _changed_in_form(self, card: Improvement | None) -> None:
        if card is not None:
            self.changed(card)

    def action_back(self) -> None:
        """Back to where one came from."""
        self.dismiss(None)

    # ------------------------------------------------------------------ asking for what it lacks

    def _move(self, card: Improvement, to: BoardStatus, values: Values) -> None:
        there = moved(card, to, self.program.today())
        missing = [each for each in lacking(there) if each.field not in values]
        if not missing:
            self._send_move(card, to, values)
            return
        problem = missing[0]
        go_on = partial(self._go_on, card, to, values, problem.field or "")
        if problem.field == "due":
            self._ask_due(card, go_on)
        elif problem.field == "responsible":
            self._ask_responsible(card, go_on)
        else:
            self._ask_result(card, to, go_on)

    def _go_on(self, card: Improvement, to: BoardStatus, values: Values, name: str, answer: object) -> None:
        self._move(card, to, {**values, name: answer})

    def _ask_due(self, card: Improvement, then: Callable[[date], object]) -> None:
        def asked(day: date | None) -> None:
            if day is not None:
                then(day)

        title = _("{number}: when is it expected to be done?", number=card.id)
        value = card.due.isoformat() if card.due is not None else ""
        self.app.push_screen(AskDay(title, card.proposal, today=self.program.today(), value=value), asked)

    def _ask_responsible(self, card: Improvement, then: Callable[[str], object]) -> None:
        def asked(text: str | None) -> None:
            if text is not None:
                then(text)

        title = _("{number}: who is responsible?", number=card.id)
        text = card.proposal + "\n" + _("A login, or a name.")
        self.app.push_screen(AskLine(title, text, value=card.responsible or "", max_length=100), asked)

    def _ask_result(self, card: Improvement, to: BoardStatus, then: Callable[[str], object]) -> None:
        def asked(text: str | None) -> None:
            if text is not None:
                then(text)

        done = to is BoardStatus.DONE
        title = _("{number}: what came of it?", number=card.id) if done else _("{number}: why not?", number=card.id)
        self.app.push_screen(AskNote(title, card.proposal, max_length=TEXT_LENGTH), asked)

    # ------------------------------------------------------------------ telling the service

    def _send_move(self, card: Improvement, to: BoardStatus, values: Values) -> None:
        now, walking = self.program.now(), self.walking

        def move(seat: Seat) -> Improvement:
            return improvements.move(seat, card.id, to, values, card.version, now, walked=walking)

        self.program.tell(move, self._moved, self._refused)

    def _change(self, card: Improvement, values: Values) -> None:
        now, walking = self.program.now(), self.walking

        def change(seat: Seat) -> Improvement:
            return improvements.change(seat, card.id, values, card.version, now, walked=walking)

        self.program.tell(change, self.changed, self._refused)

    def _moved(self, card: Improvement) -> None:
        self.app.notify(_("{number} stands under: {status}.", number=card.id, status=card.status.label))
        self.changed(card)

    def _refused(self, trouble: Trouble) -> None:
        self.program.say_trouble(trouble)
        if trouble.has("improvement_changed"):
            self.outrun()

    def outrun(self) -> None:
        """Somebody else was first: show what they made of it."""
