"""Word from a server the moment it comes: the loop wakes when there is something to hear, and looks.

Where the system or the database has no such thing, nothing is missed: the watch looks once a second anyway.

Light on purpose: it is imported before the first paint.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable

QUIET = 0.8
"""Seconds between two looks at least, however much is written: many desks together would do nothing else."""


class Ear:
    """Calls ``heard`` in the loop when there is word, at most every :data:`QUIET` seconds.

    Args:
        heard: Looks; :meth:`listen` is called when that has been done.
    """

    def __init__(self, heard: Callable[[], object]) -> None:
        self._heard = heard
        self._at: int | None = None
        self._again: asyncio.TimerHandle | None = None
        self._last = 0.0
        self._ended = False

    def listen(self, descriptor: Callable[[], int | None]) -> None:
        """Wait for the next word. ``descriptor`` answers what becomes readable then; it is closed here."""
        if self._ended or self._at is not None or self._again is not None or (at := descriptor()) is None:
            return
        try:
            asyncio.get_running_loop().add_reader(at, self._word)
        except (NotImplementedError, OSError):
            os.close(at)
        else:
            self._at = at

    def _word(self) -> None:
        self._close()
        loop = asyncio.get_running_loop()
        self._again = loop.call_at(max(loop.time(), self._last + QUIET), self._look)

    def _look(self) -> None:
        self._again = None
        self._last = asyncio.get_running_loop().time()
        self._heard()

    def _close(self) -> None:
        at, self._at = self._at, None
        if at is not None:
            asyncio.get_running_loop().remove_reader(at)
            os.close(at)

    def end(self) -> None:
        """Hear no more."""
        self._ended = True
        self._close()
        if self._again is not None:
            self._again.cancel()
