"""One desk of a crowd (:mod:`outage`): ``python outage_desk.py URL desk|raw NAME``.

Registers once to have everything loaded, and says so. Reads when to begin and for how many seconds; registers one case
a second from then on, trying again with the same key while the server is away. Says of each its key, its reference, the
seconds from when it was due, and how often it was tried in vain.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

AGAIN = 0.05
"""Seconds between tries while the server is away."""

Register = Callable[[str, int], "str | None"]
"""Registers a case with this key; its reference, ``None`` where the server is away."""


def main(url: str, how: str, name: str) -> None:
    """Register until the time is up."""
    register = with_desk(url) if how == "desk" else by_hand(url)
    register(f"w-{name}", 0)
    print("ready", flush=True)
    start, seconds = map(float, sys.stdin.readline().split())
    for turn in range(int(seconds)):
        due = start + turn
        time.sleep(max(0.0, due - time.time()))
        key, tries = f"o-{name}-{turn}", 0
        while (reference := register(key, turn)) is None:
            tries += 1
            time.sleep(AGAIN)
        print(f"done {key} {reference} {time.time() - due} {tries}", flush=True)


def with_desk(url: str) -> Register:
    """By Desk's own service."""
    from outages import sit

    from desk.services import cases
    from desk.storage.faults import DatabaseUnusable, Fault

    seat = sit(url)

    def register(key: str, turn: int) -> str | None:
        try:
            return cases.register(seat, values_of(key, turn)).reference
        except DatabaseUnusable as unusable:
            if unusable.fault is not Fault.AWAY:
                print(f"wrong {unusable.fault} {unusable.name}", flush=True)
            return None

    return register


def values_of(key: str, turn: int) -> dict[str, object]:
    """A contact with this key."""
    citizen = {"name": "Karin Lund", "phone": f"070-174 06 {5 + turn % 95:02d}"}
    return {"kind": "enquiry", "channel": "phone", "summary": f"Samtal {turn}", "key": key, "citizen": citizen}


def by_hand(url: str) -> Register:
    """The same rows by the driver alone, in one transaction."""
    from outage_raw import Hand

    return Hand(url).register


if __name__ == "__main__":
    main(*sys.argv[1:])
