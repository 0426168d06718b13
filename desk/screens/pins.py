"""Choosing a PIN: at the first login, and when one wants another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from textual.app import ComposeResult
from textual.binding import Binding

from desk.lock import Lock
from desk.rules.pins import check_new
from desk.rules.refusals import Problem, Refused
from desk.screens.dialogs import Dialog
from desk.screens.place import Program, Trouble
from desk.screens.widgets.answer import Answered
from desk.screens.widgets.form_row import FormRow
from desk.screens.widgets.pin_input import PinInput
from desk.services import pins
from desk.words import N_, _, n_

LABELS = {"old": N_("PIN now"), "pin": N_("New PIN"), "again": N_("Once more")}
LABEL_WIDTH = 12


class ChoosePin(Dialog[bool]):
    """Asks for a new PIN twice, and for the one before where there is one. Answers whether it was chosen.

    Args:
        lock: The session's lock; a wrong PIN before counts there.
    """

    AUTO_FOCUS = "PinInput"
    BINDINGS = [
        Binding("enter", "ok", show=False),
        Binding("down", "app.focus_next", show=False),
        Binding("up", "app.focus_previous", show=False),
    ]

    def __init__(self, lock: Lock) -> None:
        self._lock = lock
        self._asks = tuple(LABELS) if lock.has_pin else ("pin", "again")
        self._writing = False
        super().__init__(_("Change PIN") if lock.has_pin else _("Choose a PIN"), _why(lock))

    def body(self) -> ComposeResult:
        """The fields."""
        for name in self._asks:
            yield FormRow(name, _(LABELS[name]), PinInput(id=name), label_width=LABEL_WIDTH)

    def how(self) -> str:
        """The keys."""
        return _("↵ OK   Tab Next   Esc Cancel") if self._lock.has_pin else _("↵ OK   Tab Next   Esc Later")

    # ------------------------------------------------------------------ keys

    def action_leave(self) -> None:
        """Later."""
        self.dismiss(False)

    def action_ok(self) -> None:
        """Go to the first field that is empty; where none is, choose what was typed."""
        if self._writing:
            return
        for row in self._rows():
            if not self._field(row).value:
                self._field(row).focus()
                return
        self._choose()

    def _choose(self) -> None:
        old, pin = self._typed("old"), self._typed("pin")
        try:
            check_new(pin, self._program.seat.who.login)
        except Refused as refusal:
            self._refuse(refusal.problems, "pin", "again")
            return
        if pin != self._typed("again"):
            self._refuse((Problem("pins_differ", "again"),), "pin", "again")
            return
        self._writing = True
        now = self._program.now()
        self._program.tell_quietly(
            lambda seat: pins.choose(seat, pin, now, old=old), self._refused, lambda _none: self._chosen()
        )

    def _chosen(self) -> None:
        self._lock.pin_chosen()
        self._empty(*self._asks)
        self.app.notify(_("PIN chosen."))
        self.dismiss(True)

    def _refused(self, trouble: Trouble) -> None:
        self._writing = False
        if not trouble.problems:
            self._program.say_trouble(trouble)
        elif not trouble.has("pin_wrong"):
            self._refuse(trouble.problems, "pin", "again")
        elif left := self._lock.wrong_pin():
            self._refuse(trouble.problems, "old")
            words = n_("That is not your PIN. One try is left.", "That is not your PIN. {n} tries are left.", left)
            self._row("old").say(words, wrong=True)

    def _refuse(self, problems: tuple[Problem, ...], *names: str) -> None:
        """Say what is wrong at its field, and have the fields named filled in again."""
        self._empty(*names)
        for problem in problems:
            at = problem.field if problem.field in self._asks else "pin"
            self._row(at).say(f"{problem.reason} {problem.right}".strip(), wrong=True)
        self._field(self._row(names[0])).focus()

    def on_answered(self, event: Answered) -> None:
        """What was wrong is being mended."""
        event.stop()
        for row in self._rows():
            row.hush()

    # ------------------------------------------------------------------ fields

    @property
    def _program(self) -> Program:
        return cast("Program", self.app)

    def _rows(self) -> Iterator[FormRow]:
        return iter(self.query(FormRow))

    def _row(self, name: str) -> FormRow:
        return next(row for row in self._rows() if row.field_name == name)

    @staticmethod
    def _field(row: FormRow) -> PinInput:
        return cast("PinInput", row.field)

    def _typed(self, name: str) -> str:
        return self._field(self._row(name)).value if name in self._asks else ""

    def _empty(self, *names: str) -> None:
        for name in names:
            if name in self._asks:
                self._field(self._row(name)).take()


def _why(lock: Lock) -> str:
    what = _("4 to 20 digits or letters.")
    if lock.has_pin:
        return what
    after = n_(
        "After {n} minute without a key your session locks, and the PIN opens it again.",
        "After {n} minutes without a key your session locks, and the PIN opens it again.",
        lock.minutes,
    )
    without = _("Without a PIN it ends instead; what was typed is kept as a draft.")
    return f"{after} {without}\n{what}"
