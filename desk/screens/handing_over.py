"""Whom a case is handed over to, and when to ask again: one dialog, two lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from textual.app import ComposeResult
from textual.binding import Binding
from textual.suggester import SuggestFromList
from textual.widgets import Static

from desk.rules.refusals import Problem
from desk.screens.dialogs import Dialog
from desk.screens.widgets.date_input import DateInput
from desk.screens.widgets.line_input import LineInput
from desk.words import _

LONGEST = 120
ENOUGH = 3
"""Letters that mean the department whose name they begin; fewer may be anything."""


@dataclass(frozen=True)
class HandTo:
    """The answer: to whom, and when to ask again, if ever."""

    to: str
    follow_up: date | None = None


class AskToWhom(Dialog[HandTo | None]):
    """Asks to whom a case goes; Enter on either line answers. A department is offered while its name is typed.

    Args:
        departments: Those that are offered; the right arrow takes the one that is.
        today: The local day.
        value: What stands there to begin with.
        follow_up: The day that stands there to begin with, as it was written.
    """

    AUTO_FOCUS = "#line"
    BINDINGS = [Binding("enter", "ok", show=False)]

    def __init__(self, departments: Sequence[str], today: date, value: str = "", follow_up: str = "") -> None:
        super().__init__(_("To whom?"), _("A department or a person."))
        self._departments = tuple(departments)
        self._today = today
        self._value = value
        self._follow_up = follow_up

    def body(self) -> ComposeResult:
        """To whom, and when to ask again."""
        line = LineInput(self._value, max_length=LONGEST, id="line")
        line.suggester = SuggestFromList(self._departments, case_sensitive=False)
        yield line
        yield Static(_("Ask again on (may be empty), such as +7 or 3 dec:"), id="second")
        yield DateInput(self._follow_up, today=self._today, id="day")

    def how(self) -> str:
        """The keys."""
        return _("↵ OK   → Take what is offered   Tab Day   Esc Cancel")

    def _meant(self, to: str) -> str:
        """The department that is offered for what was typed, where it is enough to mean one."""
        begun = to.casefold()
        offered = next((each for each in self._departments if each.casefold().startswith(begun)), to)
        return offered if len(to) >= ENOUGH else to

    def action_ok(self) -> None:
        """Answer."""
        to = self.query_one("#line", LineInput).value.strip()
        day = self.query_one("#day", DateInput)
        if not to:
            self.say_wrong(Problem("required"))
        elif wrong := day.complaint():
            self.say_wrong(wrong)
        else:
            answer = day.answer
            self.dismiss(HandTo(self._meant(to), date.fromisoformat(answer) if isinstance(answer, str) else None))
