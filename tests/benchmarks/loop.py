"""The screen's own thread: its worst gap while registering, searching and reporting, over its worst gap idle."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from figures import Figure
from sampled import database_of
from seats import seat_at

if TYPE_CHECKING:
    from desk.services.seat import Seat

SECONDS = 6.0


def run() -> list[Figure]:
    """Work in the database threads as the screen does, and watch the loop's ticks."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(shutil.copy(database_of(1_000_000), Path(folder) / "desk.db"))
        idle, busy = asyncio.run(_measure(seat_at(path)))
    detail = f"worst {busy * 1000:.1f} ms at work, {idle * 1000:.1f} ms idle"
    return [Figure("the screen's thread, worst gap over idle", (busy - idle) * 1000, 20.0, detail, unit="ms")]


async def _measure(seat: Seat) -> tuple[float, float]:
    from concurrent.futures import ThreadPoolExecutor

    from desk.services import cases, reports, searching

    _work(seat, 0)
    idle = await _worst_gap(SECONDS)
    loop = asyncio.get_running_loop()
    writer, readers = ThreadPoolExecutor(1), ThreadPoolExecutor(2)
    end = time.monotonic() + SECONDS

    async def keep(pool: ThreadPoolExecutor, work: object) -> None:
        turn = 0
        while time.monotonic() < end:
            await loop.run_in_executor(pool, work, turn)  # type: ignore[arg-type]
            turn += 1
            await asyncio.sleep(0.01)

    def register(turn: int) -> object:
        return cases.register(
            seat, {"kind": "enquiry", "channel": "phone", "summary": f"Fråga {turn}", "outcome": "solved_first"}
        )

    def find(turn: int) -> object:
        return searching.find(seat, ("karin", "bussen", "skola", "bo")[turn % 4])

    def report(_turn: int) -> object:
        return reports.week(seat, None)

    jobs = [keep(writer, register), keep(readers, find), keep(readers, report)]
    watching = asyncio.create_task(_worst_gap(SECONDS))
    await asyncio.gather(*jobs)
    return idle, await watching


def _work(seat: Seat, _turn: int) -> None:
    from desk.services import reports, searching

    searching.find(seat, "karin")
    reports.week(seat, None)


async def _worst_gap(seconds: float) -> float:
    worst = 0.0
    end = time.perf_counter() + seconds
    last = time.perf_counter()
    while last < end:
        await asyncio.sleep(0.001)
        now = time.perf_counter()
        worst = max(worst, now - last - 0.001)
        last = now
    return worst
