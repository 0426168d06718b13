"""What one does with a permit or card: a new errand about it, blocking it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from functools import partial

from desk.rules.kinds.bus_card import Reason
from desk.rules.kinds.parking_permit import Application
from desk.rules.registers import Holding, Sort, State
from desk.rules.rights import Right
from desk.screens.dialogs import AskLine, Choose, Confirm, Option
from desk.screens.place import Place, Trouble
from desk.services import registers
from desk.words import _


class HoldingMoves(Place[None]):
    """Moves of the permit or card that :attr:`holding` is; a screen says which, and asks again in :meth:`reread`."""

    @property
    def holding(self) -> Holding | None:
        """The one that is meant."""
        raise NotImplementedError

    def reread(self) -> None:
        """Something was changed: ask again."""
        raise NotImplementedError

    # ------------------------------------------------------------------ a new errand

    def action_new(self) -> None:
        """Ask what it is about, and open the form with what is known."""
        holding = self.holding
        if holding is None or not self._may_handle:
            return
        words = Application if holding.sort is Sort.PERMIT else Reason
        options = [Option(code, words(code).label) for code in holding.wanted(self.program.today())]
        if len(options) == 1:
            self._why_then(holding, options[0].code)
        else:
            title = _("New errand about {number}", number=holding.number)
            self.app.push_screen(Choose(title, options), lambda what: self._why_then(holding, what))

    @property
    def _may_handle(self) -> bool:
        return self.program.seated and self.program.seat.who.may(Right.HANDLE)

    def _why_then(self, holding: Holding, what: str | None) -> None:
        if what is not None:
            self.ask_why(holding, partial(self._begin, holding, what))

    def ask_why(self, holding: Holding, then: Callable[[str], None]) -> None:
        """Go on at once; of a protected identity with the reason, for those who may open it."""
        if not holding.protected:
            then("")
        elif self.program.seat.who.may(Right.OPEN_PROTECTED):
            question = AskLine(
                _("Protected identity. Why is it opened?"), _("The reason is written into the access log.")
            )
            self.app.push_screen(question, lambda why: then(why) if why is not None else None)
        else:
            self.app.notify(
                _("The identity is protected. Only a lead or an administrator may open it."), severity="warning"
            )

    def _begin(self, holding: Holding, what: str, why: str) -> None:
        now = self.program.now()
        self.program.tell_quietly(
            lambda seat: registers.begin(seat, holding.sort, holding.id, what, why, now),
            self._refused,
            partial(self._open_form, holding.sort),
        )

    def _open_form(self, sort: Sort, answers: Mapping[str, object]) -> None:
        from desk.screens.register import RegisterScreen
        from desk.screens.register_contact import Contact
        from desk.screens.register_fields import opened_with

        if not self.is_attached:
            return
        channel, kind, asks_kind = opened_with(sort.kind)
        contact = Contact(uuid.uuid4().hex, channel, kind, asks_kind, self.program.now(), answers)
        self.app.push_screen(RegisterScreen(contact))

    # ------------------------------------------------------------------ blocking

    def action_block(self) -> None:
        """Block what was brought in; what has a case is blocked there."""
        holding = self.holding
        if holding is None or not self._may_handle:
            return
        if holding.reference is not None:
            self.app.notify(
                _("It is blocked in its case. Enter opens {reference}.", reference=holding.reference),
                severity="warning",
            )
        elif holding.state(self.program.today()) not in (State.ACTIVE, State.EXPIRING):
            self.app.notify(_("It is not in use."), severity="warning")
        else:
            question = Confirm(_("Block {number}?", number=holding.number), _("It cannot be taken back."))
            self.app.push_screen(question, lambda sure: self._block(holding) if sure else None)

    def _block(self, holding: Holding) -> None:
        now = self.program.now()
        self.program.tell(
            lambda seat: registers.block(seat, holding.sort, holding.id, now), self._blocked, self._refused
        )

    def _blocked(self, done: Holding) -> None:
        self.app.notify(_("{number}: blocked.", number=done.number))
        if self.is_attached:
            self.reread()

    def _refused(self, trouble: Trouble) -> None:
        self.program.say_trouble(trouble)
