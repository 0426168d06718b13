"""Before anything else: a clean environment, and a real terminal. Imports no Textual, to run first."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import MutableMapping

from desk.words import _

_KEPT = frozenset({"TEXTUAL_DISABLE_KITTY_KEY", "TEXTUAL_ANIMATIONS"})
"""The two that a person may need: dead keys swallowed by the Kitty protocol, and animations."""


def clean_environment(environ: MutableMapping[str, str] = os.environ) -> None:
    """Drop the variables with which Textual logs keys, writes screens or loads code, and set its delays.

    Textual reads them when it is imported, so this comes before. A slow line may put 150 ms between ``ESC``
    and ``[A``: ESCDELAY is 300 ms unless somebody has set it.
    """
    for name in [each for each in environ if each.startswith("TEXTUAL") and each not in _KEPT]:
        del environ[name]
    environ.setdefault("ESCDELAY", "300")
    environ.setdefault("TEXTUAL_ANIMATIONS", "none")


def shut_in() -> None:
    """For a session over SSH: nobody stops it to get behind it, and a crash leaves no picture of its memory."""
    if sys.platform == "win32":
        return
    import resource

    signal.signal(signal.SIGTSTP, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def refuse_without_terminal(*, remote: bool = False) -> str | None:
    """The sentence to refuse with where standard input or output is no terminal; ``None`` where both are.

    Without one Textual reads end-of-file for ever, at the cost of a whole core.

    Args:
        remote: In a session over SSH there is the screen, or nothing.
    """
    if _is_terminal(0) and _is_terminal(1):
        return None
    if remote:
        return _("Here is Desk's screen and nothing else, and it needs a terminal: ask for one with `ssh -t`.")
    return _(
        "Desk's screen needs a terminal. Over SSH, ask for one with `ssh -t`; "
        "without one, use the commands that `desk --help` lists."
    )


def _is_terminal(number: int) -> bool:
    streams = (sys.__stdin__, sys.__stdout__)
    if streams[number] is None:
        return False
    try:
        return os.isatty(number)
    except OSError:
        return False
