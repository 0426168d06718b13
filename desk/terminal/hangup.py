"""When the line is lost: save at once, then go. Nothing is waited for that may not come.

The default for SIGHUP ends the process with no ``finally`` and no unmount, and a handler that asks Textual to
exit waits for a terminal that is no longer there, at 90 % of a core. SIGINT, which no key of ours sends but another
program may, would end the loop where it stands, with what is typed unsaved.

A handler runs in the main thread, between two instructions, with whatever locks and transactions that has open; and a
line that is lost gives two signals, the second handled inside the first. So the handler saves nothing and waits for
nothing: it wakes a thread that has stood ready since the start, and the main thread goes on and lets go of its locks.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable
from queue import SimpleQueue
from types import FrameType

SAVING = 9.0
"""Seconds that saving may take before the process ends without."""
WATCHDOG = 10
"""Seconds after which the system ends the process, should even that come to nothing."""


class Hangup:
    """Ends the process when SIGHUP, SIGTERM or SIGINT says so: saves, gives the terminal back, and goes.

    Args:
        save: Called in a thread of its own, while the main thread goes on.
        restore: Called after ``save``, but not for SIGHUP, where the terminal is no longer there.
        hung: Called where saving took too long, to tell where it stands.
    """

    def __init__(self, save: Callable[[], object], restore: Callable[[], object], hung: Callable[[], object]) -> None:
        self._save = save
        self._restore = restore
        self._hung = hung
        self._once = threading.Lock()
        self._signals: SimpleQueue[int] = SimpleQueue()
        self._ready = threading.Thread(target=self._end, name="desk-hangup", daemon=True)

    def listen(self) -> None:
        """From now on the signals end the process. Called in the main thread."""
        if sys.platform == "win32":
            return
        self._ready.start()
        for number in (signal.SIGHUP, signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._heard)

    @property
    def begun(self) -> bool:
        """Whether the process is about to end."""
        return self._once.locked()

    def wait(self) -> None:
        """Wait for the end, where it has begun: whoever comes to their own end meanwhile must not cut it short."""
        if self.begun:
            self._ready.join()

    def _heard(self, number: int, _frame: FrameType | None) -> None:
        """The handler. The first signal counts; the lock is taken once, never waited for and never given back."""
        if sys.platform == "win32" or not self._once.acquire(blocking=False):
            return
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(WATCHDOG)
        self._signals.put(number)

    def _end(self) -> None:
        """Wait for a signal; then save, and end the process with its exit code, whatever happens meanwhile."""
        number = self._signals.get()
        try:
            try:
                saving = threading.Thread(target=self._save, name="desk-save", daemon=True)
                saving.start()
                saving.join(SAVING)
                if saving.is_alive():
                    self._hung()
            finally:
                if sys.platform == "win32" or number != signal.SIGHUP:
                    self._restore()
        finally:
            os._exit(128 + number)
