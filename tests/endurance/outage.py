"""32 desks at one registration a second while their server is restarted three times, against raw psycopg at the same.

Both have the same pace and the same restarts, one like a power cut, and both try again with the same key. What counts
is the time from when a case was due to be sent until its reference is known, so that an outage is waited for by
everybody who has something to send.
"""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from crowds import PATIENCE, ROOT
from figures import Figure, percentile_ms
from server import Server, why_not

PROGRAM = Path(__file__).with_name("outage_desk.py")
DESKS, SECONDS = 32, 60.0
RESTARTS = ("fast", "immediate", "fast")
DURABLE = ("max_connections=200",)


@dataclass(frozen=True)
class Crowd:
    """What came of many desks.

    Attributes:
        waits: Seconds that each case took, from when it was due to be sent.
        lost: What was said to be registered, and is not there as it was said.
        twice: Keys and references that are there, or were given, more than once.
        strange: Cases that nobody was told of, what went wrong, and what ``check`` found.
        retries: How often a server that was away was tried again.
    """

    waits: tuple[float, ...]
    lost: tuple[str, ...]
    twice: tuple[str, ...]
    strange: tuple[str, ...]
    retries: int


def crowd(server: Server, how: str, *, desks: int = DESKS, seconds: float = SECONDS) -> Crowd:
    """Let many desks register at a new database of ``server``, ``how`` is ``desk`` or ``raw``."""
    url = _new(server)
    _first(url)
    command = [sys.executable, str(PROGRAM), url, how]
    env = _environment()
    programs = [
        subprocess.Popen([*command, str(who)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env)
        for who in range(desks)
    ]
    try:
        for each in programs:
            _line(each)
        start = time.time() + 1.0
        for number, each in enumerate(programs):
            print(f"{start + number / desks} {seconds}", file=each.stdin, flush=True)
        for turn, mode in enumerate(RESTARTS, start=1):
            time.sleep(max(0.0, start + seconds * turn / (len(RESTARTS) + 1) - time.time()))
            server.restart(mode)
        said = [each.communicate(timeout=PATIENCE + seconds)[0] for each in programs]
    finally:
        for each in programs:
            each.kill()
            each.wait()
    return _told(url, how, [line for text in said for line in text.splitlines()])


def _line(program: subprocess.Popen[str]) -> str:
    line = program.stdout.readline() if program.stdout else ""
    if not line:
        raise RuntimeError("a desk ended before it began")
    return line


def _environment() -> dict[str, str]:
    folders = (str(ROOT), str(ROOT / "tests"), str(ROOT / "tests" / "benchmarks"), os.environ.get("PYTHONPATH"))
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, folders))}


def _new(server: Server) -> str:
    from outages import new_desk

    return new_desk(server, f"outage{secrets.token_hex(4)}")


def _first(url: str) -> None:
    """A case of the same sort, for the driver alone to copy."""
    from outage_desk import values_of
    from outages import sit

    from desk.services import cases

    seat = sit(url)
    cases.register(seat, values_of("first", 0))
    seat.database.close()


def _told(url: str, how: str, lines: list[str]) -> Crowd:
    from outages import sit

    from desk.services import upkeep

    registered = [line.split() for line in lines if line.startswith("done ")]
    strange = [line for line in lines if line.startswith("wrong ")]
    said = {key: reference for _done, key, reference, _took, _tries in registered}
    seat = sit(url)
    with seat.database.read() as tx:
        rows = tx.all("SELECT key, year, number FROM cases WHERE key LIKE 'o-%'")
    there = {key: f"{year % 100:02d}-{number:06d}" for key, year, number in rows}
    given = Counter(said.values()) + Counter(key for key, _year, _number in rows)
    strange += [f"nobody was told of {key}" for key in there.keys() - said.keys()]
    if how == "desk":  # what was copied by hand says of itself what was true of the first
        strange += [f"check, {each.part}: {what}" for each in upkeep.check(seat) for what in each.wrong]
    seat.database.close()
    return Crowd(
        waits=tuple(float(each[3]) for each in registered),
        lost=tuple(f"{key} {reference}" for key, reference in said.items() if there.get(key) != reference),
        twice=tuple(what for what, times in given.items() if times > 1),
        strange=tuple(strange),
        retries=sum(int(each[4]) for each in registered),
    )


def run() -> list[Figure]:
    """Both crowds, raw first."""
    if (why := why_not()) is not None:
        print(f"         outage: {why}")
        return []
    server = Server(DURABLE)
    try:
        raw = crowd(server, "raw")
        ours = crowd(server, "desk")
    finally:
        server.remove()
    return figures_of(ours, raw)


def figures_of(ours: Crowd, raw: Crowd) -> list[Figure]:
    """The table."""
    p99, limit = percentile_ms(ours.waits, 99), percentile_ms(raw.waits, 99)
    p50, half = percentile_ms(ours.waits, 50), percentile_ms(raw.waits, 50)
    who = f"{len(ours.waits)} cases, {ours.retries} tries in vain; raw {len(raw.waits)}, {raw.retries}"
    return [
        Figure("registered over three restarts, p99", p99 / limit, 1.5, f"{p99:.0f} ms, raw {limit:.0f} ms; {who}"),
        Figure("the same, median, for comparison", p50 / half, 10, f"{p50:.1f} ms, raw {half:.1f} ms"),
        Figure("cases lost", len(ours.lost), 0, ", ".join(ours.lost[:3]), unit=""),
        Figure("keys or references twice", len(ours.twice), 0, ", ".join(ours.twice[:3]), unit=""),
        Figure("nobody knows, errors, findings", len(ours.strange), 0, "; ".join(ours.strange[:3]), unit=""),
    ]
