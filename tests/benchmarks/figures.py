"""What every benchmark answers with: a figure as a ratio to its limit, both measured in this run."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One line of the table.

    Attributes:
        work: What was measured.
        ratio: Ours against the limit in the same run, or an absolute value in ``unit``.
        goal: What it must not exceed.
        detail: The measured values, for a reader.
    """

    work: str
    ratio: float
    goal: float
    detail: str = ""
    unit: str = "×"

    @property
    def reached(self) -> bool:
        """Whether the goal holds in this run."""
        return self.ratio <= self.goal

    def __str__(self) -> str:
        mark = "reached" if self.reached else "MISSED "
        return f"{mark}  {self.ratio:8.2f} {self.unit:<3} (goal ≤ {self.goal:g})  {self.work}  [{self.detail}]"


def timed(work: Callable[[], object]) -> float:
    """Seconds that one call takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def turns(ours: Callable[[], object], limit: Callable[[], object], rounds: int) -> tuple[list[float], list[float]]:
    """Time both, turn by turn, so that a noisy moment meets both alike."""
    mine: list[float] = []
    theirs: list[float] = []
    for turn in range(rounds):
        pair = [(mine, ours), (theirs, limit)]
        for times, work in pair if turn % 2 else reversed(pair):
            times.append(timed(work))
    return mine, theirs


def median_ms(times: Sequence[float]) -> float:
    """The median in milliseconds."""
    return statistics.median(times) * 1000


def percentile_ms(times: Sequence[float], percent: float) -> float:
    """A percentile in milliseconds."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))] * 1000
