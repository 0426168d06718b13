"""When the line is lost: save at once, then go. Nothing is waited for.

The default for SIGHUP ends the process with no ``finally`` and no unmount, and a handler that asks Textual to
exit waits for a terminal that is no longer there, at 90 % of a core.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from types import FrameType

WATCHDOG = 5
"""Seconds that saving may take before the system ends the process."""


def on_hangup(save: Callable[[], None], restore: Callable[[], None]) -> None:
    """From now on SIGHUP and SIGTERM save, give the terminal back and end the process.

    Args:
        save: Called in the main thread, between two instructions; must not wait for the loop.
        restore: Called after ``save``, for SIGTERM only, where the terminal is still there.
    """
    if sys.platform == "win32":
        return

    def leave_now(number: int, _frame: FrameType | None) -> None:
        leave(number, save, restore if number == signal.SIGTERM else None)

    for number in (signal.SIGHUP, signal.SIGTERM):
        signal.signal(number, leave_now)


def leave(number: int, save: Callable[[], None], restore: Callable[[], None] | None = None) -> None:
    """Save, and end the process with the exit code of signal ``number``, whatever happens meanwhile."""
    if sys.platform != "win32":
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(WATCHDOG)
    try:
        try:
            save()
        finally:
            if restore is not None:
                restore()
    finally:
        os._exit(128 + number)
