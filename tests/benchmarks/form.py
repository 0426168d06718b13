"""A key in the register form: time to repaint and bytes sent, against a bare Textual form; and an idle screen."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from figures import Figure, median_ms, percentile_ms
from pseudo_terminal import Program, desk
from sampled import copy_of

TEXT = "Bussen till skolan kom inte i morse och barnen stod kvar"
IDLE_SECONDS = 12.0


def run() -> list[Figure]:
    """Type a sentence into the field *Who* of both forms, key by key."""
    with tempfile.TemporaryDirectory() as folder:
        return _measure(str(copy_of(100_000, folder)))


def _measure(path: str) -> list[Figure]:
    bare = [sys.executable, str(Path(__file__).with_name("bare_form.py"))]
    theirs, their_bytes = _type(bare, [b"\t"])
    ours, our_bytes = _type(desk(path), [b"2", b"\t"])
    p95, limit = percentile_ms(ours, 95), percentile_ms(theirs, 95)
    times = f"{p95:.1f} ms against {limit:.1f} ms, medians {median_ms(ours):.1f} and {median_ms(theirs):.1f}"
    return [
        Figure("key to repaint in the form, p95", p95 / limit, 1.3, times),
        Figure("bytes a key in the form", our_bytes / their_bytes, 1.3, f"{our_bytes:.0f} against {their_bytes:.0f}"),
        _idle(desk(path), []),
        _idle(desk(path), [b"2", b"\t", b"Karin"]),
    ]


def _type(argv: list[str], before: list[bytes]) -> tuple[list[float], float]:
    with Program(argv) as program:
        program.until(program.painted())
        program.quiet(1.5)
        for each in before:
            program.send(each)
            program.quiet(1.0)
        sent_before = len(program.seen)
        times = []
        for letter in TEXT * 3:
            start = time.perf_counter()
            program.send(letter.encode())
            while not program.read(2.0):
                pass
            times.append(time.perf_counter() - start)
            program.quiet(0.03)
        return times, (len(program.seen) - sent_before) / len(times)


def _idle(argv: list[str], before: list[bytes]) -> Figure:
    with Program(argv) as program:
        program.until(program.painted())
        program.quiet(1.5)
        for each in before:
            program.send(each)
            program.quiet(1.0)
        program.quiet(2.5)
        while time.localtime().tm_sec > 60 - IDLE_SECONDS - 1:
            program.read(0.5)
        sent = len(program.seen)
        end = time.monotonic() + IDLE_SECONDS
        while time.monotonic() < end:
            program.read(0.2)
        rate = (len(program.seen) - sent) / IDLE_SECONDS
    where = "form, something typed" if before else "desk"
    return Figure(f"idle, within a minute ({where})", rate, 0.0, f"{IDLE_SECONDS:.0f} s", unit="B/s")
