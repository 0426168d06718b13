"""What Desk is worn out with: a name for each piece, and the table of what came of it."""

from __future__ import annotations

import importlib
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from figures import Figure

PIECES: dict[str, str] = {
    "faults": "faults",
    "restore": "breaking",
    "disposal": "disposal",
    "fuzz": "fuzz",
    "gate": "writers",
    "kill": "killing",
    "ssh": "remote",
    "backup": "copying",
    "booking": "booking",
    "outage": "outage",
}
"""A name to the module whose ``run()`` measures it."""


def piece(name: str) -> Callable[[], list[Figure]]:
    """What is run under a name. Raises KeyError where there is none."""
    return cast("Callable[[], list[Figure]]", importlib.import_module(PIECES[name]).run)


def main() -> int:
    """Run the pieces that are named, or all; 1 where a limit was passed, 2 where a name is unknown."""
    names = sys.argv[1:] or list(PIECES)
    if unknown := [name for name in names if name not in PIECES]:
        print(f"Not one of {', '.join(PIECES)}: {', '.join(unknown)}.", file=sys.stderr)
        return 2
    missed = 0
    for name in names:
        began = time.monotonic()
        for figure in piece(name)():
            print(figure, flush=True)
            missed += not figure.reached
        print(f"         {name}: {time.monotonic() - began:.0f} s", flush=True)
    return 1 if missed else 0
