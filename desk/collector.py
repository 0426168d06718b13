"""Python's collector of reference cycles rests while the program starts.

It runs whenever some thousands of objects have been made, looks at all there are, and finds nothing, since modules and
styles stay: a sixth of the time to the first list went there. Once the program stands, what was made until then is left
out of what it looks at ever after, so that it stops nobody in the middle of a word.
"""

from __future__ import annotations

import gc

AFTER_SECONDS = 3.0
"""When the program has long stood, on any machine that one can work on."""


def rest() -> None:
    """Collect nothing until :func:`wake`."""
    gc.disable()


def wake() -> None:
    """Collect again, of what is made from now on; nothing where it has not rested."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()
