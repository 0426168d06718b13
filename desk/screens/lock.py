"""The lock's screen: whose session it is, and a field for the PIN. Nothing of what lies below."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from desk import keys
from desk.screens.first import title
from desk.screens.place import Place, Trouble
from desk.screens.widgets.form_row import FormRow
from desk.screens.widgets.frame import TitleBar
from desk.screens.widgets.pin_input import PinInput
from desk.services import pins
from desk.words import _, clock, n_

LABEL_WIDTH = 5


class LockScreen(Place[None]):
    """Covers everything until the PIN is given.

    Args:
        farewell: The session ends: only this is said, and nothing asked.
    """

    MAY_LIE_ABOVE_THE_LOCK = True
    AUTO_FOCUS = "PinInput"
    CSS_PATH = "lock.tcss"
    BINDINGS = [Binding("enter", "unlock", show=False), Binding("escape", "empty", show=False)]

    def __init__(self, farewell: str = "") -> None:
        super().__init__()
        self._farewell = farewell
        self._asking = False

    def compose(self) -> ComposeResult:
        """The municipality, and the box."""
        program = self.program
        yield TitleBar(title(program.municipality), id="title")
        with Vertical(id="middle"), Vertical(id="box"):
            if self._farewell:
                yield Static(Content(self._farewell), id="whose")
                return
            when = clock(program.now(), program.zone)
            yield Static(Content(_("Locked for {name}", name=program.seat.who.name)), id="whose")
            text = _("Since {time}. Everything is kept as it was.", time=when)
            yield Static(Content(text), id="text")
            yield FormRow("pin", _("PIN"), PinInput(id="pin"), label_width=LABEL_WIDTH)
            yield Static("", markup=False)
            yield Static(Content(self._how()), id="how")

    def _how(self) -> str:
        quit_key = keys.key_of(keys.action("any.quit"), self.program.keys_chosen)
        return _("↵ Unlock   {key} Quit, what was typed is kept as a draft", key=quit_key)

    # ------------------------------------------------------------------ the PIN

    def action_empty(self) -> None:
        """Begin anew."""
        for field in self.query(PinInput):
            field.take()
            self._say("")

    def action_unlock(self) -> None:
        """Try what was typed."""
        if self._asking or self._farewell:
            return
        pin = self.query_one(PinInput).take()
        if pin:
            self._asking = True
            self._say(_("One moment …"), wrong=False)
            self.ask("pin", lambda seat: pins.check(seat, pin), self._tried, self._failed)

    def _tried(self, right: bool) -> None:
        self._asking = False
        if right:
            self.program.lock.unlock()
        elif left := self.program.lock.wrong_pin():
            self._say(
                n_(
                    "That is not the PIN. One try is left, then the session ends.",
                    "That is not the PIN. {n} tries are left.",
                    left,
                )
            )
        else:
            self._asking = True
            self._say(_("The session ends …"))

    def _failed(self, trouble: Trouble) -> None:
        self._asking = False
        self._say(trouble.words.replace("\n", " "))

    def _say(self, words: str, *, wrong: bool = True) -> None:
        row = self.query_one(FormRow)
        if words:
            row.say(words, wrong=wrong)
        else:
            row.hush()
