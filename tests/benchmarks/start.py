"""From the command to the first paint, and to the filled list, in a real terminal, against an empty Textual app."""

from __future__ import annotations

import re
import statistics

from figures import Figure
from pseudo_terminal import EMPTY_APP, ESCAPES, Program, desk, script
from sampled import database_of

ROUNDS = 12
LOGIN = re.compile(rb"\d\d-\d{6}")


def run() -> list[Figure]:
    """Measure on a database of 100 000 cases."""
    path = str(database_of(100_000))
    _paint(desk(path))
    empty: list[float] = []
    painted: list[float] = []
    filled: list[float] = []
    for _ in range(ROUNDS):
        empty.append(_paint(script(EMPTY_APP)))
        first, list_there = _fill(desk(path))
        painted.append(first)
        filled.append(list_there)
    limit = statistics.median(empty)
    first, whole = statistics.median(painted), statistics.median(filled)
    return [
        Figure(
            "first paint, 100 000 cases", first / limit, 1.10, f"{first * 1000:.0f} ms against {limit * 1000:.0f} ms"
        ),
        Figure("the open list filled", whole / limit, 2.7, f"{whole * 1000:.0f} ms against {limit * 1000:.0f} ms"),
    ]


def _paint(argv: list[str]) -> float:
    with Program(argv) as program:
        return program.until(program.painted())


def _fill(argv: list[str]) -> tuple[float, float]:
    with Program(argv) as program:
        first = program.until(program.painted())
        return first, program.until(lambda seen: LOGIN.search(ESCAPES.sub(b"", seen)) is not None)
