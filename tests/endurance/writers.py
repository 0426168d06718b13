"""Many processes registering as fast as they can, with the gate and without: nothing lost, and everybody in turn."""

from __future__ import annotations

import sqlite3
import tempfile
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from crowds import Writers, findings
from figures import Figure
from seats import new_desk

PROCESSES, SECONDS = 32, 60.0


@dataclass(frozen=True)
class Crowd:
    """What came of many writers.

    Attributes:
        turns: How many cases each process registered.
        worst: Seconds that the slowest registration of all took.
        errors: What was refused or raised.
        lost: What was said to be registered, key and reference, and is not there as it was said.
        doubled: References that were given twice.
        strange: References nobody was told of, and what ``check`` found; it finds the ones that are missing.
    """

    turns: tuple[int, ...]
    worst: float
    errors: tuple[str, ...]
    lost: tuple[str, ...]
    doubled: tuple[str, ...]
    strange: tuple[str, ...]

    @property
    def unfair(self) -> float:
        """The most turns over the fewest."""
        return max(self.turns) / max(1, min(self.turns))


def crowd(folder: Path, *, gated: bool, processes: int = PROCESSES, seconds: float = SECONDS) -> Crowd:
    """Let many processes register into a new database in ``folder``."""
    path = folder / f"{'gated' if gated else 'ungated'}.db"
    new_desk(path)
    with Writers(path, [str(who) for who in range(processes)], gated=gated) as writers:
        writers.go(seconds)
        writers.end()
    every = [each for lines in writers.said() for each in lines]
    given = Counter(each.reference for each in every)
    there = registered(path)
    return Crowd(
        turns=tuple(len(lines) - 1 for lines in writers.said()),
        worst=max(each.took for lines in writers.said() for each in lines[1:]),
        errors=tuple(writers.errors()),
        lost=tuple(f"{each.key} {each.reference}" for each in every if there.get(each.key) != each.reference),
        doubled=tuple(sorted(reference for reference, times in given.items() if times > 1)),
        strange=(*sorted(set(there.values()) - given.keys()), *findings(path)),
    )


def registered(path: Path) -> dict[str, str]:
    """The key of each case in a database, and its reference."""
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT key, printf('%02d-%06d', year % 100, number) FROM cases")
        return dict(rows.fetchall())


def run() -> list[Figure]:
    """The crowd with the gate and without."""
    with tempfile.TemporaryDirectory() as folder:
        without = crowd(Path(folder), gated=False)
        gated = crowd(Path(folder), gated=True)
    return figures_of(gated, without)


def figures_of(gated: Crowd, without: Crowd) -> list[Figure]:
    """The table of one crowd with the gate and one without."""
    who = f"{len(gated.turns)} processes, {sum(gated.turns)} cases, without the gate {sum(without.turns)}"
    waits = f"{gated.worst:.2f} s, without the gate {without.worst:.2f} s"
    turns = f"{max(gated.turns)} and {min(gated.turns)}; without the gate {max(without.turns)} and {min(without.turns)}"
    return [
        Figure("errors while many register", len(gated.errors), 0, who, unit=""),
        Figure("cases lost", len(gated.lost), 0, ", ".join(gated.lost[:3]), unit=""),
        Figure("references doubled", len(gated.doubled), 0, ", ".join(gated.doubled[:3]), unit=""),
        Figure("cases nobody knows, findings of check", len(gated.strange), 0, "; ".join(gated.strange[:3]), unit=""),
        Figure("worst wait, over the worst without the gate", gated.worst / without.worst, 0.2, waits),
        Figure("most turns over fewest", gated.unfair, 2.0, turns),
    ]
