"""Deviations are looked for by themselves: a moment after the start, and when a new day has begun.

In the writing thread, a few spans at a time, so that what a person saves comes between. Whose session it is makes no
difference, and nothing is told but that figures have changed.

Light on purpose: it is imported before the first paint.
"""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from desk.screens.place import FiguresChanged, Trouble

if TYPE_CHECKING:
    from datetime import datetime

    from desk.app import DeskApp
    from desk.services.deviation_finder import Found
    from desk.services.seat import Seat

AFTER_START = 2.0
"""Seconds: the list, drafts and the day's line come first."""
PAUSE = 0.2
AT_ONCE = 3
"""Spans in one go; at a million cases one that is not cached takes a tenth of a second."""


class Following:
    """Looks for deviations on behalf of one program."""

    def __init__(self, app: DeskApp) -> None:
        self._app = app
        self._day: date | None = None

    def begin(self) -> None:
        """The database is open."""
        self._app.set_timer(AFTER_START, self.minute)

    def minute(self) -> None:
        """A minute has passed: look, if it is another day."""
        if self._day != self._app.today():
            self._day = self._app.today()
            self._look()

    def _look(self) -> None:
        self._app.tell_quietly(partial(_find, now=self._app.now()), self._failed, self._found)

    def _found(self, found: Found) -> None:
        if found.new or found.changed or found.met:
            self._app.tell_screens(FiguresChanged)
        if found.more:
            self._app.set_timer(PAUSE, self._look)

    def _failed(self, _trouble: Trouble) -> None:
        """The database cannot be used just now, which others tell: look again in a minute."""
        self._day = None


def _find(seat: Seat, now: datetime) -> Found:
    from desk.services.deviation_finder import find

    return find(seat, now, most=AT_ONCE)
