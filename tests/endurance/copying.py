"""A backup of a million cases while two people's programs register: how long it takes, and how long they wait."""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from crowds import Said, Writers
from figures import Figure, percentile_ms
from sampled import database_of
from seats import seat_at

CASES, ROUNDS, AT_REST = 1_000_000, 3, 10.0
PAUSE = 0.01


@dataclass(frozen=True)
class Copies:
    """Seconds that each copy took, and that each registration took during one and with none.

    Attributes:
        wrong: What ``check`` found in the last backup.
    """

    backups: list[float]
    plain: list[float]
    during: list[float]
    without: list[float]
    wrong: list[str]


def copies(folder: Path, cases: int = CASES, rounds: int = ROUNDS, at_rest: float = AT_REST) -> Copies:
    """Back up and copy turn by turn, writers at work all the time."""
    from desk.services import upkeep

    path = Path(shutil.copy(database_of(cases), folder / "desk.db"))
    seat = seat_at(path)
    backups: list[tuple[float, float]] = []
    plain: list[tuple[float, float]] = []
    with Writers(path, ("a", "b")) as writers:
        writers.go(3600, PAUSE)
        time.sleep(1)
        quiet = [_timed(lambda: time.sleep(at_rest / (rounds + 1)))]
        for turn in range(rounds):
            target = folder / f"backup-{turn}.db"
            plain.append(_timed(lambda: _cp(path, folder / "plain.db")))
            backups.append(_timed(partial(upkeep.backup, seat, target)))
            quiet.append(_timed(lambda: time.sleep(at_rest / (rounds + 1))))
            if turn < rounds - 1:
                target.unlink()
        said = [each for lines in writers.said() for each in lines[1:]]
    seat.database.close()
    wrong = _findings(folder / f"backup-{rounds - 1}.db")
    return Copies(
        [b - a for a, b in backups], [b - a for a, b in plain], _took(said, backups), _took(said, quiet), wrong
    )


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    began = time.monotonic()
    work()
    return began, time.monotonic()


def _cp(path: Path, target: Path) -> None:
    """``cp``, and on disk: a backup that is not there after a power cut is none."""
    target.unlink(missing_ok=True)
    subprocess.run(["cp", path, target], check=True)
    with target.open("rb") as file:
        os.fsync(file.fileno())


def _took(said: list[Said], spans: list[tuple[float, float]]) -> list[float]:
    return [each.took for each in said if any(a <= each.began + each.took and each.began <= b for a, b in spans)]


def _findings(path: Path) -> list[str]:
    from crowds import findings

    return findings(path)


def run() -> list[Figure]:
    """Measure."""
    with tempfile.TemporaryDirectory() as folder:
        return figures_of(copies(Path(folder)))


def figures_of(found: Copies) -> list[Figure]:
    """The table."""
    backup, plain = statistics.median(found.backups), statistics.median(found.plain)
    during, without = percentile_ms(found.during, 99), percentile_ms(found.without, 99)
    waits = f"{during:.1f} ms of {len(found.during)}, {without:.1f} ms of {len(found.without)} without a backup"
    return [
        Figure(
            "backup of 1 000 000 cases, two writing, over cp", backup / plain, 1.2, f"{backup:.1f} s, cp {plain:.1f} s"
        ),
        Figure("the writers' p99 during it, over theirs without", during / without, 1.5, waits),
        Figure("what check finds in the copy", len(found.wrong), 0, "; ".join(found.wrong[:3]), unit=""),
    ]
