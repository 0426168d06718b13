"""One registration, from the service call to the durable commit, against raw sqlite3 doing the same writes.

The raw side writes the same rows (reference, case, event chained to the newest, search row, handles, and by trigger the
day's mark) with the same settings into a database of its own on the same disk.
"""

from __future__ import annotations

import hashlib
import itertools
import sqlite3
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from figures import Figure, median_ms, turns

ROUNDS = 600
START = bytes(32)
PLAIN: dict[str, Any] = {
    "kind": "enquiry",
    "channel": "phone",
    "topic": "school_transport_delay",
    "summary": "Bussen till skolan kom inte i morse",
    "citizen": {"name": "Karin Ström", "phone": "070-174 06 05"},
    "outcome": "solved_first",
}


def run() -> list[Figure]:
    """Measure a call with name and number."""
    with tempfile.TemporaryDirectory() as folder:
        ours = _service(Path(folder) / "ours.db")
        raw = _raw(Path(folder) / "raw.db", Path(folder) / "ours.db")
        for _ in range(20):
            ours()
            raw()
        mine, limit = turns(ours, raw, ROUNDS)
    ratio = median_ms(mine) / median_ms(limit)
    detail = f"{median_ms(mine):.2f} ms against {median_ms(limit):.2f} ms raw"
    return [Figure("one registration, service call to durable commit", ratio, 1.8, detail)]


def _service(path: Path) -> Callable[[], object]:
    from desk.services import cases, people, setup
    from desk.settings_model import Settings
    from desk.storage.database import Database

    database = Database(path)
    setup.prepare(database, "anna", datetime.now(UTC))
    seat = people.sit_down(database, Settings.model_validate({}), "anna")
    count = itertools.count()

    def register() -> object:
        turn = next(count)
        citizen = {"name": "Karin Ström", "phone": f"070-174 06 {5 + turn % 95:02d}"}
        return cases.register(seat, {**PLAIN, "citizen": citizen, "key": f"draft-{turn}"})

    return register


def _raw(path: Path, like: Path) -> Callable[[], object]:
    source = sqlite3.connect(like)
    connection = sqlite3.connect(path, isolation_level=None)
    source.backup(connection)
    from desk.storage.engines.sqlite.connections import PRAGMAS

    for pragma in PRAGMAS:
        connection.execute(pragma)
    rows = _rows_like_ours(like)
    count = itertools.count(1)

    def register() -> None:
        turn = next(count)
        run = connection.execute
        run("BEGIN IMMEDIATE")
        number = run(
            "INSERT INTO reference_counters (year, last) VALUES (2026, 1)"
            " ON CONFLICT (year) DO UPDATE SET last = last + 1 RETURNING last"
        ).fetchone()[0]
        case = dict(rows["case"], number=number, key=f"draft-{turn}", id=None)
        row = run(_insert("cases", case), tuple(case.values())).lastrowid
        newest, chain = run("SELECT id, chain FROM events ORDER BY id DESC LIMIT 1").fetchone()
        event = dict(rows["event"], id=newest + 1, case_id=row)
        event["link"] = hashlib.sha256(START + rows["said"]).digest()
        event["chain"] = hashlib.sha256(chain + event["link"]).digest()
        run(_insert("events", event), tuple(event.values()))
        run("INSERT INTO search (rowid, names, words, folded) VALUES (?, ?, ?, ?)", (row, *rows["search"]))
        for handle in rows["handles"]:
            run("INSERT INTO handles (handle, case_id) VALUES (?, ?)", (handle, row))
        run("COMMIT")

    return register


def _insert(table: str, row: dict[str, Any]) -> str:
    columns = ", ".join(f'"{name}"' for name in row)
    return f"INSERT INTO {table} ({columns}) VALUES ({', '.join('?' * len(row))})"


def _rows_like_ours(path: Path) -> dict[str, Any]:
    """Register once with the service and read what it wrote."""
    _service(path)()
    connection = sqlite3.connect(path)
    connection.row_factory = sqlite3.Row
    case = connection.execute("SELECT * FROM cases ORDER BY id DESC LIMIT 1").fetchone()
    event = connection.execute("SELECT * FROM events ORDER BY id DESC LIMIT 1").fetchone()
    search = connection.execute("SELECT names, words, folded FROM search ORDER BY rowid DESC LIMIT 1").fetchone()
    handles = connection.execute("SELECT handle FROM handles WHERE case_id = ?", (case["id"],)).fetchall()
    found = {
        "case": dict(case),
        "event": dict(event),
        "said": repr(tuple(event)).encode(),
        "search": tuple(search),
        "handles": [h[0] for h in handles],
    }
    connection.close()
    return found
