"""A whole form, eight fields and save, sent in one packet, two hundred times: every case as it was typed."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from pathlib import Path

from figures import Figure
from pseudo_terminal import Program, desk
from sampled import database_of

TIMES = 200


def run() -> list[Figure]:
    """Send forms to the real program and read the database."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(shutil.copy(database_of(1_000), Path(folder) / "desk.db"))
        connection = sqlite3.connect(path)
        before = connection.execute("SELECT max(id) FROM cases").fetchone()[0]
        with Program(desk(str(path))) as program:
            program.until(program.painted())
            program.quiet(2.0)
            for turn in range(TIMES):
                program.send(_form(turn))
                program.quiet(0.25)
            program.quiet(3.0)  # the last one is saved by then
        rows = connection.execute(
            "SELECT name, phone, summary, channel, email FROM cases WHERE id > ? ORDER BY id", (before,)
        ).fetchall()
    wanted = {_expected(turn) for turn in range(TIMES)}
    odd = [tuple(row) for row in rows if tuple(row) not in wanted]
    right = len({tuple(row) for row in rows} & wanted)
    wrong = TIMES - right + len(odd)
    detail = f"{right} of {TIMES} right, {len(rows)} saved" + "".join(f", {row}" for row in odd[:3])
    return [Figure("whole forms in one burst that came out wrong", wrong, 0, detail, unit="")]


def _expected(turn: int) -> tuple[str, str, str, str, str]:
    phone = f"+467017406{5 + turn % 90:02d}"
    return (f"Åsa Öst {turn}", phone, f"Fråga nummer {turn}", "phone", f"asa{turn}@example.se")


def _form(turn: int) -> bytes:
    name, phone, summary, _, email = _expected(turn)
    return f"2bibliotek\t{name}\t0{phone[3:]}\t{summary}\t\t\t{email}\x13".encode()
