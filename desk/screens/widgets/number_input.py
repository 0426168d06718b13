"""A whole number."""

from __future__ import annotations

from desk.rules.refusals import Problem
from desk.screens.widgets.answer import Answer
from desk.screens.widgets.line_input import LineInput


class NumberInput(LineInput):
    """A whole number; spaces between digits and ``kr`` after them are understood."""

    @property
    def answer(self) -> Answer:
        """The digits, ``None`` where it is empty, or the text as it stands where it is no number."""
        return self._digits() or self.value.strip() or None

    def complaint(self) -> Problem | None:
        """A text that is no whole number."""
        return Problem("invalid_number") if self.value.strip() and not self._digits() else None

    def _digits(self) -> str:
        text = "".join(self.value.casefold().removesuffix("kronor").removesuffix("kr").split())
        return text if text.isascii() and text.removeprefix("-").isdigit() else ""
