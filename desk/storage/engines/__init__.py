"""The two engines that a desk can stand on, and everything in which they differ.

Above this folder SQL is written once, in words that both understand, and nobody asks which engine it is. What differs:

==================  =======================================  ====================================================
what                :mod:`~desk.storage.engines.sqlite`      :mod:`~desk.storage.engines.postgres`
==================  =======================================  ====================================================
where it is         a file                                   a server: ``postgresql://…``, libpq's own settings
who one is          the system's login                       a login of one's own there, else the system's
who may what        whoever may open the file                three roles (``postgres.roles``)
one writer a time   a gate of lock files, BEGIN IMMEDIATE    an advisory lock that the transaction holds
words of SQL        as written                               put into PostgreSQL's by ``postgres.wording``
the schema          Alembic's migrations                     made from the same tables, with its own triggers
search              FTS5, trigrams                           pg_trgm
that others wrote   ``PRAGMA data_version``                  LISTEN and NOTIFY
faults              SQLite's names                           SQLSTATE
==================  =======================================  ====================================================
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote

from desk.storage.engines.engine import Engine
from desk.storage.faults import DatabaseUnusable, Fault

SERVER_SCHEMES = ("postgresql", "postgres")


def engine_of(where: str | Path, busy_seconds: float) -> Engine:
    """The engine that a path, ``sqlite:///…`` or ``postgresql://…`` names. Nothing is opened yet.

    Raises:
        DatabaseUnusable: it names no engine of ours.
    """
    scheme, colon, rest = str(where).partition("://")
    if colon and scheme in SERVER_SCHEMES:
        from desk.storage.engines.postgres.engine import PostgresEngine

        return PostgresEngine(str(where), busy_seconds)
    from desk.storage.engines.sqlite.engine import SqliteEngine

    if not colon:
        return SqliteEngine(Path(where), busy_seconds)
    if scheme != "sqlite" or not rest.startswith("/"):
        raise DatabaseUnusable(Fault.CANNOT_OPEN, f"{scheme}://…")
    return SqliteEngine(Path(unquote(rest[1:])), busy_seconds)
