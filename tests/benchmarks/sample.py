"""``sample --cases 1000000`` against raw executemany of the same rows into the same schema."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from figures import Figure, timed
from sampled import fill

CASES = 1_000_000
CHUNK = 10_000


def run() -> list[Figure]:
    """Fill one database as ``sample`` does, then write its rows again raw."""
    with tempfile.TemporaryDirectory() as folder:
        ours = Path(folder) / "ours.db"
        mine = timed(lambda: fill(ours, CASES))
        limit = timed(lambda: _again(ours, Path(folder) / "raw.db"))
    return [Figure(f"sample --cases {CASES}", mine / limit, 2.0, f"{mine:.0f} s against {limit:.0f} s")]


def _again(source_path: Path, target: Path) -> None:
    from desk.storage.database import Database
    from desk.storage.engines.sqlite.connections import PRAGMAS
    from desk.storage.schema import make_or_upgrade

    make_or_upgrade(Database(target), datetime.now(UTC))
    source = sqlite3.connect(source_path)
    copy = sqlite3.connect(target, isolation_level=None)
    for pragma in (*PRAGMAS, "PRAGMA foreign_keys = OFF"):
        copy.execute(pragma)
    names = [
        row[0]
        for row in source.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE 'CREATE TABLE%'")
    ]
    tables = [name for name in names if not name.startswith(("search", "sqlite", "alembic", "day_facts", "dirty_days"))]
    copy.execute("BEGIN IMMEDIATE")
    for name in tables:
        rows = source.execute(f"SELECT * FROM {name}")
        copy.executemany(
            f"INSERT OR REPLACE INTO {name} VALUES ({', '.join('?' * len(rows.description))})", _chunks(rows)
        )
    texts = source.execute("SELECT rowid, names, words, folded FROM search")
    copy.executemany("INSERT INTO search (rowid, names, words, folded) VALUES (?, ?, ?, ?)", _chunks(texts))
    copy.execute("COMMIT")
    copy.close()


def _chunks(cursor: sqlite3.Cursor) -> Iterator[tuple[Any, ...]]:
    while rows := list(islice(cursor, CHUNK)):
        yield from rows
