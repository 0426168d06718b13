"""A whole form, eight fields and save, sent in one packet, two hundred times: every case as it was typed."""

from __future__ import annotations

import sqlite3
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from figures import Figure
from pseudo_terminal import Program, desk
from sampled import copy_of

TIMES = 200
AHEAD = 10
"""Forms that may be sent before they are saved, where the machine has other things to do."""
PATIENCE = 60.0
"""Seconds without a saved form after which no more will come."""


def run(times: int = TIMES) -> list[Figure]:
    """Send forms to the real program and read the database."""
    with tempfile.TemporaryDirectory() as folder:
        path = copy_of(1_000, folder)
        before = _ask(path, "SELECT max(id) FROM cases", ())[0][0]
        with Program(desk(str(path))) as program:
            program.until(program.painted())
            program.quiet(2.0)
            for turn in range(times):
                program.send(_form(turn))
                program.quiet(0.25)
                _until_saved(program, path, before, turn - AHEAD)
            _until_saved(program, path, before, times)
        rows = _ask(path, "SELECT name, phone, summary, channel, email FROM cases WHERE id > ? ORDER BY id", (before,))
    wanted = {_expected(turn) for turn in range(times)}
    odd = [row for row in rows if row not in wanted]
    right = len(set(rows) & wanted)
    wrong = times - right + len(odd)
    detail = f"{right} of {times} right, {len(rows)} saved" + "".join(f", {row}" for row in odd[:3])
    return [Figure("whole forms in one burst that came out wrong", wrong, 0, detail, unit="")]


def _ask(path: Path, question: str, values: tuple[int, ...]) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(question, values).fetchall()


def _until_saved(program: Program, path: Path, before: int, wanted: int) -> None:
    """Wait until so many are saved: a terminal takes a few thousand bytes ahead and drops the rest."""
    end = time.monotonic() + PATIENCE
    saved = -1
    while time.monotonic() < end:
        now = int(_ask(path, "SELECT count(*) FROM cases WHERE id > ?", (before,))[0][0])
        if now >= wanted:
            return
        if now > saved:
            saved, end = now, time.monotonic() + PATIENCE
        program.read(0.05)


def _expected(turn: int) -> tuple[str, str, str, str, str]:
    phone = f"+467017406{5 + turn % 90:02d}"
    return (f"Åsa Öst {turn}", phone, f"Fråga nummer {turn}", "phone", f"asa{turn}@example.se")


def _form(turn: int) -> bytes:
    name, phone, summary, _, email = _expected(turn)
    return f"2bibliotek\t{name}\t0{phone[3:]}\t{summary}\t\t\t{email}\x13".encode()
