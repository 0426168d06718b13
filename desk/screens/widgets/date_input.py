"""A day, written as people write days; shown as 2026-11-19 when one moves on."""

from __future__ import annotations

from datetime import date

from desk.rules.refusals import Problem, Refused
from desk.rules.written import read_day
from desk.screens.widgets.answer import Answer
from desk.screens.widgets.line_input import LineInput


class DateInput(LineInput):
    """A day.

    Args:
        value: An ISO day, or nothing.
        today: The local day that ``idag``, ``+10`` and days without a year are seen from.
    """

    def __init__(self, value: str = "", *, today: date, placeholder: str = "", id: str | None = None) -> None:
        self._today = today
        super().__init__(value, placeholder=placeholder, max_length=40, id=id)

    @property
    def answer(self) -> Answer:
        """The ISO day, ``None`` where it is empty, or the text as it stands where it is no day."""
        return self._day() or self.value.strip() or None

    def commit(self) -> None:
        """Show the day that was understood."""
        if (day := self._day()) and day != self.value:
            self.show_answer(day)

    def complaint(self) -> Problem | None:
        """A text that is no day."""
        return Problem("invalid_date") if self.value.strip() and not self._day() else None

    def _day(self) -> str:
        try:
            return read_day(self.value, self._today).isoformat()
        except Refused:
            return ""
