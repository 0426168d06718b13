"""Thirty-two sessions at one desk, all typing: how long a key takes until something is painted, and what they hold.

Each types four letters a second, which is a fast hand, while another program registers a case every second. Goals are
those of a machine with two cores and 4 GiB, so they are times and bytes and no ratios.
"""

from __future__ import annotations

import heapq
import os
import random
import re
import select
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from figures import Figure, median_ms, percentile_ms
from pseudo_terminal import Program, desk
from sampled import copy_of

SESSIONS = 32
PAUSE = 0.25
SECONDS = 20.0
TEXT = "Bussen till skolan kom inte i morse och barnen stod kvar"
_PSS = re.compile(r"^Pss:\s+(\d+) kB", re.MULTILINE)
_REGISTERING = """
import sys, time
from seats import seat_at
from desk.services import cases
seat = seat_at(sys.argv[1])
while True:
    cases.register(seat, {"kind": "enquiry", "channel": "phone", "summary": "Provfråga", "outcome": "solved_first"})
    time.sleep(1)
"""


def run() -> list[Figure]:
    """Type at a desk with 100 000 cases."""
    with tempfile.TemporaryDirectory() as folder:
        return measured(str(copy_of(100_000, folder)))


def measured(address: str) -> list[Figure]:
    """Type at the desk that has this address."""
    with subprocess.Popen(
        [sys.executable, "-c", _REGISTERING, address],
        env={**os.environ, "PYTHONPATH": os.pathsep.join((str(Path(__file__).parent), str(Path.cwd())))},
    ) as registering:
        sessions = [Program(desk(address)) for _each in range(SESSIONS)]
        try:
            times = _typed(sessions)
            held = sum(_held(each.pid) for each in sessions)
        finally:
            registering.kill()
            for each in sessions:
                each.__exit__(None, None, None)
    p95 = percentile_ms(times, 95)
    said = f"median {median_ms(times):.0f} ms, p99 {percentile_ms(times, 99):.0f} ms, {len(times)} keys"
    return [
        Figure(f"key to repaint, {SESSIONS} sessions, p95", p95, 100.0, said, unit="ms"),
        Figure(f"memory of {SESSIONS} sessions", held, 4096.0, f"{held / SESSIONS:.0f} MiB each", unit="MiB"),
    ]


def _typed(sessions: list[Program]) -> list[float]:
    """Open a form in each, type into it, and say how long each key took, in seconds."""
    for each in sessions:
        each.until(each.painted())
    for keys in (b"2", b"\t"):
        _rested(sessions)
        for each in sessions:
            each.send(keys)
    _rested(sessions)
    chance = random.Random(1)
    begin = time.monotonic()
    turns = [(begin + PAUSE * chance.random(), number, 0) for number in range(len(sessions))]
    heapq.heapify(turns)
    waiting: dict[int, float] = {}
    files = {each._file: number for number, each in enumerate(sessions)}
    times: list[float] = []
    while turns:
        due, number, letter = turns[0]
        for file in select.select(list(files), [], [], max(0.0, due - time.monotonic()))[0]:
            sessions[files[file]].read(0)
            if (sent := waiting.pop(files[file], None)) is not None:
                times.append(time.monotonic() - sent)
        if time.monotonic() < due:
            continue
        heapq.heappop(turns)
        if number not in waiting:  # a key that nothing answered yet is waited for: one time a key
            sessions[number].send(TEXT[letter % len(TEXT)].encode())
            waiting[number] = time.monotonic()
            letter += 1
        if time.monotonic() < begin + SECONDS and letter < 3 * len(TEXT):
            heapq.heappush(turns, (due + PAUSE * (0.5 + chance.random()), number, letter))
    return times


def _rested(sessions: list[Program]) -> None:
    """Let all of them come to rest."""
    time.sleep(2.0)
    for each in sessions:
        each.quiet(0.1)


def _held(pid: int) -> float:
    """The memory of a process in MiB, what it shares counted by its share."""
    return int(_PSS.findall(Path(f"/proc/{pid}/smaps_rollup").read_text())[0]) / 1024
