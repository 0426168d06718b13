"""A program that registers as fast as it can: ``python registering.py DATABASE NAME gated|ungated``.

Registers once, to have everything loaded. Reads a line with a number of seconds and the pause after each case,
registers for so long, and reads another line before it ends. Says of every case its key, its reference, when it began
and how long it took (seconds of the monotonic clock, which all processes share), and at last what went wrong.
"""

from __future__ import annotations

import getpass
import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from desk.services import cases, people
from desk.services.seat import Seat
from desk.settings_model import Settings
from desk.storage.database import Database
from desk.storage.engines.sqlite.engine import SqliteEngine
from desk.storage.engines.sqlite.gate import Gate


class NoGate(Gate):
    """A gate that stands open, for comparison: writers wait as SQLite does."""

    @contextmanager
    def passed(self) -> Iterator[float | None]:
        """Go on at once."""
        yield None


def main(path: str, name: str, gate: str) -> None:
    """Register until the time is up."""
    database = Database(path)
    if gate == "ungated":
        assert isinstance(database.engine, SqliteEngine)
        database.engine._gate = NoGate(Path(path), database.busy_seconds)
    seat = people.sit_down(database, Settings.model_validate({}), getpass.getuser())
    _register(seat, f"{name}-0", 0)
    seconds, pause = map(float, sys.stdin.readline().split())
    end = time.monotonic() + seconds
    turn = 0
    errors: list[str] = []
    while time.monotonic() < end:
        turn += 1
        try:
            _register(seat, f"{name}-{turn}", turn)
        except Exception as error:  # noqa: BLE001  whatever it is, it is counted
            errors.append(f"{type(error).__name__}: {error}")
        if pause:
            time.sleep(pause)
    print(json.dumps({"errors": errors}), flush=True)
    sys.stdin.readline()  # ending takes time too, of which the others' waits are to know nothing


def _register(seat: Seat, key: str, turn: int) -> None:
    values = {
        "kind": "enquiry",
        "channel": "phone",
        "summary": f"Samtal {turn}",
        "key": key,
        "citizen": {"name": "Karin Lund", "phone": f"070-174 06 {5 + turn % 95:02d}"},
    }
    began = time.monotonic()
    reference = cases.register(seat, values).reference
    print(key, reference, began, time.monotonic() - began, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
