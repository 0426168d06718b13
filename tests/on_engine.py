"""Which engine the tests run on, and where a desk that has a path in them is: a file, or a database on a server."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Collection, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from server import Server

from desk.storage import database as opening
from desk.storage.engines import engine_of as really
from desk.storage.engines.engine import Engine, Transaction

SQLITE, POSTGRES = "sqlite", "postgres"
_SERVER = "TESTS_POSTGRES"
"""The server's address, for the processes that pytest starts. No DESK_ before it: tests take those names away."""

_server: Server | None = None
_template: str | None = None
_names: dict[str, str] = {}
"""The databases by the path that a test has for them."""
_made: list[Engine] = []
"""What a test has opened; a connection that nobody closes is told of by psycopg, and a file's is not by sqlite3."""
_lent: set[str] = set()
_clean: list[str] = []
"""Databases with what the template holds and nothing else: they are quicker cleaned than made."""


def engine() -> str:
    """The engine of this run."""
    return POSTGRES if os.environ.get(_SERVER) else SQLITE


def start() -> None:
    """Start the server that every process of this run uses."""
    global _server
    _server = Server()
    os.environ[_SERVER] = _server.url()


def stop() -> None:
    """Stop it, where this process started it."""
    if _server is not None:
        _server.remove()
        os.environ.pop(_SERVER, None)


def address(path: Path | str) -> str:
    """How a program is told of the desk that has this path in a test."""
    return str(path) if engine() == SQLITE or is_file(path) or "://" in str(path) else _url(name_of(path))


def told(words: Iterable[str]) -> list[str]:
    """A command line as a program has to get it: the desk after ``--database`` by its address."""
    given, before = [], ""
    for word in words:
        given.append(address(word) if before == "--database" else word)
        before = word
    return given


def copied(source: Path | str, target: Path | str) -> Path:
    """A desk of its own with all that is in another; nobody may be using that one."""
    if engine() == SQLITE:
        return Path(shutil.copy(source, target))
    _names[_key(target)] = _borrow() if name_of(source) == _template else _create(name_of(source))
    return Path(target)


def version(schema: int) -> str:
    """The statement that says that a desk has another schema."""
    return f"PRAGMA user_version = {schema}" if engine() == SQLITE else f"UPDATE schema_version SET version = {schema}"


def columns(tx: Transaction) -> list[tuple[str, str]]:
    """Every table and column of a desk, but for the search index."""
    if engine() == SQLITE:
        return tx.all(
            "SELECT t.name, c.name FROM sqlite_schema t JOIN pragma_table_info(t.name) c"
            " WHERE t.type = 'table' AND t.name NOT LIKE 'search%'"
        )
    return tx.all(
        "SELECT table_name, column_name FROM information_schema.columns JOIN information_schema.tables"
        " USING (table_schema, table_name) WHERE table_schema = 'desk' AND table_type = 'BASE TABLE'"
        " AND table_name <> 'search'"
    )


def kept(path: Path) -> bytes:
    """All that a desk keeps, as bytes: its file and what lies beside it, or every row of every table on the server."""
    if engine() == SQLITE:
        return b"".join(each.read_bytes() for each in path.parent.glob(f"{path.name}*") if each.suffix != ".disposals")
    with administrator(name_of(path)) as line:
        tables = line.execute("SELECT relname FROM pg_stat_user_tables WHERE schemaname = 'desk'").fetchall()
        assert tables
        rows = [line.execute(f'SELECT t::text FROM desk."{table}" t').fetchall() for (table,) in tables]
    return "".join(text for found in rows for (text,) in found).encode()


def use_the_server() -> None:
    """Let every path that is no file be a database on the server."""
    vars(opening)["engine_of"] = _engine_of


def there() -> set[str]:
    """The paths that have databases by now: what was made for a whole module stays until the run ends."""
    return set(_names)


def forget(kept: Collection[str] = ()) -> None:
    """Close, and clean or take away, the databases of the test that has ended, but those that were there before it."""
    while _made:
        _made.pop().close()
    for path, name in [each for each in _names.items() if each[0] not in kept and each[1] != _template]:
        if name in _lent and _cleaned(name):
            _clean.append(name)
        else:
            with administrator() as line:
                line.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        _lent.discard(name)
        del _names[path]


def is_template(path: Path) -> None:
    """Say that this desk is what others are made from; remember what it holds, beside it."""
    global _template
    if engine() == POSTGRES:
        _template = name_of(path)
        with administrator(_template) as line:
            line.execute(_REMEMBER)


def lend_no_more(path: Path | str) -> None:
    """Say that a test leaves its database otherwise than by rows: nobody gets it afterwards."""
    _lent.discard(name_of(path))


def _borrow() -> str:
    assert _template is not None
    name = _clean.pop() if _clean else _create(_template)
    _lent.add(name)
    return name


def _cleaned(name: str) -> bool:
    import psycopg

    try:
        with administrator(name) as line:
            line.execute(_CLEAN)
    except psycopg.Error:
        return False  # somebody holds a lock there still
    return True


_REMEMBER = """
CREATE SCHEMA remembered;
DO $$ DECLARE each record; BEGIN
    FOR each IN SELECT tablename FROM pg_tables WHERE schemaname = 'desk' LOOP
        EXECUTE format('CREATE TABLE remembered.%I AS SELECT * FROM desk.%I', each.tablename, each.tablename);
    END LOOP;
END $$
"""
_CLEAN = """
SET lock_timeout = '2s'; SET session_replication_role = replica;
DO $$ DECLARE each record; BEGIN
    FOR each IN SELECT tablename FROM pg_tables WHERE schemaname = 'remembered' LOOP
        EXECUTE format('DELETE FROM desk.%I', each.tablename);
        EXECUTE format('INSERT INTO desk.%I SELECT * FROM remembered.%I', each.tablename, each.tablename);
    END LOOP;
    FOR each IN SELECT c.relname, t.relname AS owner, pg_sequence_last_value(c.oid) AS last
        FROM pg_class c JOIN pg_depend d ON d.objid = c.oid AND d.deptype = 'i'
        JOIN pg_class t ON t.oid = d.refobjid JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind = 'S' AND n.nspname = 'desk' LOOP
        IF each.last IS NOT NULL THEN
            EXECUTE format('SELECT setval(%L, coalesce((SELECT max(id) FROM desk.%I), 0) + 1, false)',
                           'desk.' || each.relname, each.owner);
        END IF;
    END LOOP;
END $$
"""


def _engine_of(where: str | Path, busy_seconds: float) -> Engine:
    text = str(where)
    if "://" in text or is_file(text):
        return really(where, busy_seconds)
    from desk.storage.engines.postgres.engine import PostgresEngine

    made = PostgresEngine(_url(name_of(text)), busy_seconds)

    def make_place() -> None:
        """One whose database is made with it, as a file is."""
        if _key(text) not in _names:
            name = _names[_key(text)] = _create("template0")
            made.settings["dbname"] = name
            made.address = replace(made.address, where=_url(name), database=name)

    vars(made)["make_place"] = make_place
    _made.append(made)
    return made


def is_file(path: Path | str) -> bool:
    """Whether it is a file, also where the run is on a server."""
    try:
        return Path(path).is_file() and Path(path).stat().st_size > 0
    except OSError:
        return False


def _key(path: Path | str) -> str:
    return str(Path(path).absolute())


def name_of(path: Path | str) -> str:
    """The database's name on the server; one that is not there for a path that has none."""
    return _names.get(_key(path), "no_such_desk")


def _url(name: str) -> str:
    return f"{os.environ[_SERVER].rpartition('/')[0]}/{name}"


def _create(source: str) -> str:
    name = f"d{secrets.token_hex(12)}"
    with administrator() as line:
        line.execute(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')
    return name


def administrator(database: str = "postgres") -> Any:
    """A connection of the server's administrator."""
    import psycopg

    return psycopg.connect(_url(database), autocommit=True)
