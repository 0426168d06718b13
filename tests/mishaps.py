"""What happens to a desk in tests, on either engine: it is away, harmed behind Desk, or may only be read."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import on_engine
import pytest

from desk.storage.engines.sqlite import connections

_WITHOUT_GUARDS = """
DO $$ DECLARE each record; BEGIN
    FOR each IN SELECT DISTINCT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = 'desk' AND NOT t.tgisinternal
        AND (t.tgname LIKE '%\\_remain' OR t.tgname LIKE '%\\_stay') LOOP
        EXECUTE format('ALTER TABLE desk.%I DISABLE TRIGGER USER', each.relname);
    END LOOP;
END $$
"""


@contextmanager
def away(path: Path) -> Iterator[None]:
    """Nobody finds the desk: the file is moved, or everybody is thrown out and the database has another name."""
    if on_engine.is_file(path):
        kept = path.rename(path.with_name(f"{path.name}.away"))
        yield
        kept.rename(path)
        return
    name = on_engine.name_of(path)
    _rename(name, f"{name}_away")
    yield
    _rename(f"{name}_away", name)


def _rename(name: str, to: str) -> None:
    with closing(on_engine.administrator()) as line:
        line.execute(f'ALTER DATABASE "{name}" WITH ALLOW_CONNECTIONS false')
        line.execute("SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity WHERE datname = %s", (name,))
        line.execute(f'ALTER DATABASE "{name}" RENAME TO "{to}"')
        line.execute(f'ALTER DATABASE "{to}" WITH ALLOW_CONNECTIONS true')


def harm(path: Path, sql: str) -> int:
    """Write what Desk never would, with the guards of the trail taken away and no links held; how many rows."""
    there: Any
    if on_engine.is_file(path):
        with closing(sqlite3.connect(path)) as there:
            for (trigger,) in there.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
                if trigger.endswith(("_remain", "_stay")):
                    there.execute(f"DROP TRIGGER {trigger}")
            done = there.execute(sql).rowcount
            there.commit()
            return int(done)
    on_engine.lend_no_more(path)
    with closing(on_engine.administrator(on_engine.name_of(path))) as there:
        there.execute(_WITHOUT_GUARDS)
        there.execute("SET session_replication_role = replica; SET search_path = desk, public")
        return int(there.execute(sql).rowcount)


def only_read(path: Path, patched: pytest.MonkeyPatch) -> str:
    """From now on connections may only read; how a program is told of the desk."""
    if on_engine.is_file(path):
        patched.setattr(connections, "PRAGMAS", (*connections.PRAGMAS, "PRAGMA query_only = ON"))
    else:
        on_engine.lend_no_more(path)
        with closing(on_engine.administrator()) as line:
            line.execute(f'ALTER DATABASE "{on_engine.name_of(path)}" SET default_transaction_read_only = on')
    return str(path)
