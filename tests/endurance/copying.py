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

from crowds import Said, Writers, findings
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


def copies(folder: Path, source: Path, rounds: int = ROUNDS, at_rest: float = AT_REST) -> Copies:
    """Back up a copy of ``source`` and copy it turn by turn, writers at work all the time."""
    from desk.services import backups

    path = Path(shutil.copy(source, folder / "desk.db"))
    seat = seat_at(path)
    plain, target = folder / "plain.db", folder / "backup.db"
    jobs: list[tuple[Callable[[], object], Path]] = [
        (partial(_cp, path, plain), plain),
        (partial(backups.make, seat, target), target),
    ]
    spans: dict[Path, list[tuple[float, float]]] = {plain: [], target: []}
    quiet: list[tuple[float, float]] = []
    with Writers(path, ("a", "b")) as writers:
        writers.go(3600, PAUSE)
        for turn in range(rounds):
            for job, made in jobs if turn % 2 else reversed(jobs):
                made.unlink(missing_ok=True)
                quiet.append(_timed(lambda: time.sleep(at_rest / rounds / 2)))
                _warm(path)
                spans[made].append(_timed(job))
                if made == plain:
                    plain.unlink()
        said = [each for lines in writers.said() for each in lines[1:]]
    seat.database.close()
    return Copies(
        backups=[b - a for a, b in spans[target]],
        plain=[b - a for a, b in spans[plain]],
        during=_took(said, spans[target]),
        without=_took(said, quiet),
        wrong=findings(target),
    )


def _warm(path: Path) -> None:
    """Read a file, so that it lies in memory for whoever copies it next, where there is room for it."""
    with path.open("rb") as file:
        while file.read(1 << 24):
            pass


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    began = time.monotonic()
    work()
    return began, time.monotonic()


def _cp(path: Path, target: Path) -> None:
    """``cp``, and on disk: a backup that is not there after a power cut is none."""
    subprocess.run(["cp", path, target], check=True)
    with target.open("rb") as file:
        os.fsync(file.fileno())


def _took(said: list[Said], spans: list[tuple[float, float]]) -> list[float]:
    return [each.took for each in said if any(a <= each.began + each.took and each.began <= b for a, b in spans)]


def run() -> list[Figure]:
    """Measure."""
    with tempfile.TemporaryDirectory() as folder:
        return figures_of(copies(Path(folder), database_of(CASES)))


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
