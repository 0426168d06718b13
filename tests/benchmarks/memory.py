"""Peak memory of a session that has registered, searched and reported, against an empty app with SQLModel loaded."""

from __future__ import annotations

import tempfile

from figures import Figure
from pseudo_terminal import EMPTY_APP_WITH_SQLMODEL, Program, desk, script
from sampled import copy_of

PAUSE = 1.5


def run() -> list[Figure]:
    """Measure the first screen, and a session that has used every screen."""
    with tempfile.TemporaryDirectory() as folder:
        return _measure(str(copy_of(100_000, folder)))


def _measure(path: str) -> list[Figure]:
    limit = _peak(script(EMPTY_APP_WITH_SQLMODEL), [])
    start = _peak(desk(path), [])
    worked = _peak(desk(path), [b"1", b"bi", b"\r", b"Karin\t070-174 06 05\t", b"\x13", b"/", b"karin", b"\x1b", b"r"])
    return [
        Figure("peak memory, the desk", start / limit, 1.2, f"{start:.0f} MB against {limit:.0f} MB"),
        Figure("peak memory, every screen used", worked / limit, 1.2, f"{worked:.0f} MB against {limit:.0f} MB"),
    ]


def _peak(argv: list[str], keys: list[bytes]) -> float:
    with Program(argv) as program:
        program.until(program.painted())
        program.quiet(PAUSE)
        for each in keys:
            program.send(each)
            program.quiet(PAUSE)
        return program.peak_mb()
