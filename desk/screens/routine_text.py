"""Writing a routine's next version; where somebody else has written one meanwhile, what differs is shown first."""

from __future__ import annotations

from typing import Any

from textual.widgets import Static

from desk.rules.routines import TEXT_LENGTH, Routine
from desk.rules.steering import differences
from desk.screens.place import Place, Trouble
from desk.screens.steering_text import Meanwhile, painted
from desk.screens.text_drafts import KeptText
from desk.screens.text_screen import TextScreen
from desk.screens.widgets.note_area import NoteArea
from desk.services import routines
from desk.services.seat import Seat
from desk.words import _


class RoutineText(TextScreen):
    """The next version of a routine, begun on the version ``seen``. Made by :meth:`of`."""

    _of: Routine
    _seen: int

    @classmethod
    def of(cls, place: Place[Any], of: Routine, seen: int | None = None) -> RoutineText:
        """The screen for the next version of a routine as it was read."""
        began = seen or of.latest.number
        version = of.version(began) or of.latest
        kept = KeptText(place.program, "routines", f"{of.id}.{began}", of.title)
        hint = _("A step a line; # heading, - or 1. list, **bold**. It holds at once, as version {number}.",
                 number=of.latest.number + 1)  # fmt: skip
        made = cls(of.title, hint, version.text or "", kept, lambda seat, text: made.write(seat, text),
                   max_length=TEXT_LENGTH)  # fmt: skip
        made._of, made._seen = of, began
        return made

    def write(self, seat: Seat, text: str) -> Routine:
        """Save. Runs in the writing thread."""
        return routines.write(seat, self._of.id, text, self._seen, self.program.now())

    def _refused(self, trouble: Trouble) -> None:
        super()._refused(trouble)
        if trouble.has("routine_changed") and self.is_attached:
            number = self._of.id
            self.ask("meanwhile", lambda seat: routines.open_routine(seat, number), self._tell)

    def _tell(self, now: Routine) -> None:
        """Show what the other wrote since the version that one began with."""
        began, latest = now.version(self._seen), now.latest
        changed = differences((began.text if began else "") or "", latest.text or "")
        said = self.query_one("#said", Static).visual
        self.app.push_screen(Meanwhile(str(said), painted(changed)), lambda mine: self._decided(now, mine))

    def _decided(self, now: Routine, mine: bool | None) -> None:
        if mine:
            self._seen = now.latest.number
            self.action_save()
        else:
            self.query_one(NoteArea).focus()
