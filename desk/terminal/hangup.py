"""When the line is lost: save at once, then go. Nothing is waited for.

The default for SIGHUP ends the process with no ``finally`` and no unmount, and a handler that asks Textual to
exit waits for a terminal that is no longer there, at 90 % of a core. SIGINT, which no key of ours sends but another
program may, would end the loop where it stands, with what is typed unsaved.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from types import FrameType

WATCHDOG = 10
"""Seconds that saving may take before the system ends the process."""


def on_hangup(save: Callable[[], object], restore: Callable[[], None]) -> None:
    """From now on SIGHUP, SIGTERM and SIGINT save, give the terminal back and end the process.

    Args:
        save: Called in the main thread, between two instructions; must not wait for the loop.
        restore: Called after ``save``, but not for SIGHUP, where the terminal is no longer there.
    """
    if sys.platform == "win32":
        return

    def leave_now(number: int, _frame: FrameType | None) -> None:
        leave(number, save, None if number == signal.SIGHUP else restore)

    for number in (signal.SIGHUP, signal.SIGTERM, signal.SIGINT):
        signal.signal(number, leave_now)


def leave(number: int, save: Callable[[], object], restore: Callable[[], None] | None = None) -> None:
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
