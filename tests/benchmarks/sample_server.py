"""``sample`` on a server against COPY of the same rows into the same schema, by psycopg alone, its indexes made after.

``DESK_BENCHMARK_SERVER`` names the server.
"""

from __future__ import annotations

import io
import os
from datetime import UTC, datetime
from typing import Any

from figures import Figure, timed
from growth_made import SERVER, fill

CASES = 100_000
_INDEXES = (
    "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index i"
    " JOIN pg_class c ON c.oid = i.indrelid"
    " WHERE c.relnamespace = 'desk'::regnamespace AND NOT EXISTS"
    " (SELECT 1 FROM pg_constraint WHERE conindid = i.indexrelid)"
)


def run() -> list[Figure]:
    """Fill one database as ``sample`` does, then write its rows again raw."""
    url = os.environ[SERVER]
    ours, again = (f"{url.rpartition('/')[0]}/{name}" for name in ("desk_sampled", "desk_copied"))
    _anew(url)
    mine = timed(lambda: fill(ours, CASES))
    texts = _texts(ours)
    _empty(again)
    limit = timed(lambda: _copy(again, texts))
    return [Figure(f"sample --cases {CASES} on a server", mine / limit, 2.0, f"{mine:.0f} s against {limit:.0f} s")]


def _line(url: str) -> Any:
    import psycopg

    return psycopg.connect(url, autocommit=True, options="-c search_path=desk,public")


def _anew(url: str) -> None:
    with _line(url) as line:
        for name in ("desk_sampled", "desk_copied"):
            line.execute(f"DROP DATABASE IF EXISTS {name}")
            line.execute(f"CREATE DATABASE {name}")


def _texts(url: str) -> dict[str, bytes]:
    """Every table as COPY writes it."""
    texts: dict[str, bytes] = {}
    with _line(url) as line:
        tables = line.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'desk'").fetchall()
        for (table,) in tables:
            text = io.BytesIO()
            with line.cursor().copy(f'COPY "{table}" TO STDOUT') as copy:
                for piece in copy:
                    text.write(piece)
            texts[table] = text.getvalue()
    del texts["schema_version"]
    return texts


def _empty(url: str) -> None:
    from desk.storage.database import Database
    from desk.storage.schema import make_or_upgrade

    database = Database(url)
    make_or_upgrade(database, datetime.now(UTC))
    database.close()


def _copy(url: str, texts: dict[str, bytes]) -> None:
    """Copy everything in one transaction, without triggers, and make the indexes afterwards."""
    with _line(url) as line, line.transaction():
        line.execute("SET LOCAL session_replication_role = replica; SET LOCAL maintenance_work_mem = '256MB'")
        indexes = line.execute(_INDEXES).fetchall()
        for name, _made in indexes:
            line.execute(f"DROP INDEX {name}")
        for table, text in texts.items():
            with line.cursor().copy(f'COPY "{table}" FROM STDIN') as copy:
                for begin in range(0, len(text), 1 << 20):
                    copy.write(text[begin : begin + (1 << 20)])
        for _name, made in indexes:
            line.execute(made)
