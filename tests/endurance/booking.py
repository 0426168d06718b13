"""Many processes booking the same few things at once: nothing is ever booked twice.

As a program, ``python booking.py DATABASE NAME ATTEMPTS gated|ungated`` is one of them. It waits for a line, then
books, moves, lets come back and cancels as it likes, and says in JSON what it was told.
"""

from __future__ import annotations

import getpass
import json
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from figures import Figure

ATTEMPTS, PROCESSES = 10_000, 8
THINGS, DAYS, HOURS = 12, 10, 10
"""What is fought over: this many things, days ahead and hours a day."""
MONDAY = datetime(2027, 1, 11, 7, 0, tzinfo=UTC)
TAKEN = frozenset({"resource_taken", "nothing_changed"})
"""The only refusals there should be; one may want to move to where one is."""


# ------------------------------------------------------------------ one of them


class Booker:
    """Somebody who books, moves and cancels at random, and remembers what they were told."""

    def __init__(self, path: str, name: str, *, gated: bool) -> None:
        from registering import NoGate

        from desk.services import people
        from desk.settings_model import Settings
        from desk.storage.database import Database

        database = Database(path)
        if not gated:
            from desk.storage.engines.sqlite.engine import SqliteEngine

            assert isinstance(database.engine, SqliteEngine)
            database.engine._gate = NoGate(Path(path), database.busy_seconds)
        self.seat = people.sit_down(database, Settings.model_validate({}), getpass.getuser())
        self.chance = random.Random(name)
        self.mine: list[str] = []
        self.told: Counter[str] = Counter()
        self.errors: list[str] = []

    def attempt(self) -> None:
        """Try one thing: seven times of ten a booking, else a series, a move or a cancelling."""
        from desk.rules.refusals import Refused

        what = self.chance.choices(("book", "repeat", "move", "cancel"), (70, 10, 12, 8))[0]
        try:
            getattr(self, what if self.mine or what == "repeat" else "book")()
            self.told[what] += 1
        except Refused as refused:
            codes = {each.code for each in refused.problems}
            self.told["taken"] += 1
            if codes - TAKEN:
                self.errors.append(f"{what}: {sorted(codes)}")
        except Exception as error:  # noqa: BLE001  whatever it is, it is counted
            self.errors.append(f"{what}: {type(error).__name__}: {error}")

    def _when(self) -> tuple[datetime, datetime]:
        begins = MONDAY + timedelta(days=self.chance.randrange(DAYS), hours=self.chance.randrange(HOURS))
        return begins, begins + timedelta(hours=self.chance.choice((1, 1, 2, 3)))

    def _book(self, *, repeats: str | None) -> None:
        from desk.rules.bookings import ResourceSort
        from desk.services import bookings

        name = f"Bil {self.chance.randrange(THINGS)}"
        values = {"citizen": {"name": "Karin Lund"}}
        done = bookings.book(self.seat, ResourceSort.POOL, name, *self._when(), values, repeats)
        self.mine.append(done.reference)

    def book(self) -> None:
        """Book one thing once."""
        self._book(repeats=None)

    def repeat(self) -> None:
        """Book one thing on three days in a row, all or none."""
        self._book(repeats="FREQ=DAILY;COUNT=3")

    def move(self) -> None:
        """Let a booking be another thing at another time."""
        from desk.services import corrections

        begins, ends = self._when()
        values = {
            "details.item": f"Bil {self.chance.randrange(THINGS)}",
            "details.out": begins.isoformat(),
            "details.due_back": ends.isoformat(),
        }
        corrections.correct(self.seat, self.chance.choice(self.mine), values)

    def cancel(self) -> None:
        """Give a booking up."""
        from desk.services import bookings

        bookings.cancel(self.seat, self.mine.pop(self.chance.randrange(len(self.mine))))


def main(path: str, name: str, attempts: str, gate: str) -> None:
    """Attempt so many things, once the others are there too."""
    booker = Booker(path, name, gated=gate == "gated")
    print("ready", flush=True)
    sys.stdin.readline()
    for _turn in range(int(attempts)):
        booker.attempt()
    print(json.dumps({"mine": booker.mine, "told": booker.told, "errors": booker.errors}), flush=True)


# ------------------------------------------------------------------ all of them


@dataclass(frozen=True)
class Race:
    """What came of many who booked at once.

    Attributes:
        attempts: How many there were, and of what they came to: ``book``, ``taken``, …
        doubled: Pairs of reservations that take the same thing at the same time.
        lost: Cases that somebody was told they have, and of which nothing is booked.
        strange: Cases that take something, and nobody was told of.
        errors: What was refused for another reason than that it is taken, or raised.
        seconds: How long it took.
    """

    attempts: Counter[str]
    doubled: tuple[str, ...]
    lost: tuple[str, ...]
    strange: tuple[str, ...]
    errors: tuple[str, ...]
    seconds: float


def desk_with_things(path: Path) -> None:
    """Make a desk at ``path`` with the things that are fought over."""
    from seats import new_desk

    new_desk(path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executemany(
            "INSERT INTO resources (sort, type, name, note, active, out_why) VALUES ('pool', 'Bil', ?, '', 1, '')",
            [(f"Bil {n}",) for n in range(THINGS)],
        )


def race(path: Path, *, attempts: int = ATTEMPTS, processes: int = PROCESSES) -> Race:
    """Let many processes book in a desk of :func:`desk_with_things`; every second of them passes the gate by."""
    from crowds import ROOT

    env = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))}
    each = str(-(-attempts // processes))
    many = [
        subprocess.Popen(
            [sys.executable, __file__, str(path), f"booker {n}", each, "ungated" if n % 2 else "gated"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=env,
        )
        for n in range(processes)
    ]
    for one in many:
        assert one.stdout is not None
        assert one.stdout.readline() == "ready\n"
    began = time.monotonic()
    for one in many:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    said = [json.loads(one.communicate()[0]) for one in many]
    seconds = time.monotonic() - began
    mine = {reference for each_ in said for reference in each_["mine"]}
    there = holders(path)
    return Race(
        attempts=sum((Counter(each_["told"]) for each_ in said), Counter()),
        doubled=overlaps(path),
        lost=tuple(sorted(mine - there)),
        strange=tuple(sorted(there - mine)),
        errors=tuple(error for each_ in said for error in each_["errors"]),
        seconds=seconds,
    )


def overlaps(path: Path) -> tuple[str, ...]:
    """Pairs of reservations that take the same thing at the same time, looked for without the desk's own rules."""
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute(
            "SELECT resource_id, begins, ends, id FROM reservations WHERE ended_at IS NULL ORDER BY resource_id, begins"
        ).fetchall()
    pairs = []
    last: tuple[int, int, int, int] | None = None
    for row in rows:
        if last is not None and last[0] == row[0] and row[1] < last[2]:
            pairs.append(f"{last[3]} and {row[3]}")
        if last is None or last[0] != row[0] or row[2] > last[2]:
            last = row
    return tuple(pairs)


def holders(path: Path) -> set[str]:
    """The references of the cases that take something."""
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute(
            "SELECT DISTINCT printf('%02d-%06d', year % 100, number) FROM reservations r"
            " JOIN cases c ON c.id = r.case_id WHERE r.ended_at IS NULL"
        ).fetchall()
    return {row[0] for row in rows}


def run() -> list[Figure]:
    """The race, as figures."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "desk.db"
        desk_with_things(path)
        return [*figures_of(race(path))]


def figures_of(found: Race) -> list[Figure]:
    """What came of it, with its limits: nothing double, nothing lost."""
    from figures import Figure

    came = ", ".join(f"{name} {count}" for name, count in sorted(found.attempts.items()))
    every = f"{found.attempts.total()} attempts, {PROCESSES} processes, {found.seconds:.0f} s: {came}"
    return [
        Figure("double bookings", len(found.doubled), 0, every, unit=""),
        Figure("bookings lost", len(found.lost), 0, ", ".join(found.lost[:3]), unit=""),
        Figure("bookings nobody knows of", len(found.strange), 0, ", ".join(found.strange[:3]), unit=""),
        Figure("errors while many book", len(found.errors), 0, "; ".join(found.errors[:3]), unit=""),
    ]


if __name__ == "__main__":
    main(*sys.argv[1:])
