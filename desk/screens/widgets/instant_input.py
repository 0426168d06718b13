"""A moment: a clock time of today, or a day and a time."""

from __future__ import annotations

from datetime import date, datetime, tzinfo

from desk.rules.refusals import Problem, Refused
from desk.rules.written import read_instant
from desk.screens.widgets.answer import Answer
from desk.screens.widgets.line_input import LineInput


class InstantInput(LineInput):
    """A moment, shown in ``zone`` as ``2026-11-19 10:42``.

    Args:
        value: An ISO instant with its offset, or nothing.
        today: The local day that a time alone belongs to.
        zone: The zone in which one writes and reads.
    """

    def __init__(
        self, value: str = "", *, today: date, zone: tzinfo, placeholder: str = "", id: str | None = None
    ) -> None:
        self._today = today
        self._zone = zone
        super().__init__(placeholder=placeholder, max_length=40, id=id)
        if value:
            self.show_answer(value)

    @property
    def answer(self) -> Answer:
        """An ISO instant with its offset, ``None`` where empty, or the text as it stands where it is none."""
        instant = self._instant()
        return instant.isoformat(timespec="minutes") if instant else self.value.strip() or None

    def show_answer(self, value: object) -> None:
        """Show an aware datetime, an ISO text, or nothing."""
        if isinstance(value, str) and value:
            try:
                value = datetime.fromisoformat(value)
            except ValueError:
                super().show_answer(value)
                return
        if isinstance(value, datetime):
            value = f"{value.astimezone(self._zone) if value.tzinfo else value:%Y-%m-%d %H:%M}"
        super().show_answer(value)

    def commit(self) -> None:
        """Show the moment that was understood."""
        if instant := self._instant():
            self.show_answer(instant)

    def complaint(self) -> Problem | None:
        """A text that is no moment."""
        return Problem("invalid_time") if self.value.strip() and not self._instant() else None

    def _instant(self) -> datetime | None:
        try:
            return read_instant(self.value, self._today, self._zone)
        except Refused:
            return None
