"""A desk's schema on PostgreSQL: the tables that the models describe, and what only PostgreSQL's own SQL can say.

A desk on a server is made at once at this Desk's schema, so the migrations that led SQLite's files there are not run.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from desk.storage.engines.postgres import ending, registering
from desk.storage.engines.postgres.addresses import SPACE
from desk.storage.engines.postgres.preparing import prepare
from desk.storage.engines.postgres.roles import granted
from desk.storage.engines.postgres.rules import FUNCTIONS, OPENINGS, SEARCH, TRIGGERS
from desk.storage.engines.version import SCHEMA

if TYPE_CHECKING:
    from sqlalchemy import Column, Index, MetaData

    from desk.storage.engines.postgres.engine import PostgresEngine

_ONLY_SQLITE = {"times_are_integers"}
"""Checks of what a column's type says by itself here."""
_FLAGS = ("blocked",)
_BYTES = ("day_facts.facts",)
"""Columns that hold bytes in every engine, though SQLite's are named otherwise."""


def make(engine: PostgresEngine) -> None:
    """Make the schema in one transaction; one that is there already is left as it is.

    Raises:
        DatabaseUnusable: the server is away, or one may not make anything there.
    """
    import psycopg
    from sqlalchemy import exc

    from desk.storage.engines.postgres.faults import unusable

    try:
        with engine.gate(), engine.alchemy.begin() as connection:
            if connection.exec_driver_sql(f"SELECT to_regclass('{engine.space}.schema_version')").scalar() is not None:
                return
            prepare(partial(_asked, connection), engine.where, engine.space)
            tables().create_all(connection, checkfirst=False)
            for sql in (SEARCH, OPENINGS, *FUNCTIONS, *TRIGGERS, *_after(), *granted(engine.space)):
                connection.exec_driver_sql(_placed(sql, engine.space).replace("%", "%%"))
    except exc.DBAPIError as error:
        told = unusable(error.orig, engine.where) if isinstance(error.orig, psycopg.Error) else None
        if told is None:
            raise
        raise told from error


def _placed(sql: str, space: str) -> str:
    """A statement for a schema of another name: a function that acts with its owner's rights looks there alone."""
    return sql.replace(f"search_path = {SPACE},", f"search_path = {space},")


def _asked(connection: Any, sql: str) -> Any:
    answer = connection.exec_driver_sql(sql)
    return answer.scalar() if answer.returns_rows else None


def _after() -> list[str]:
    return [
        "CREATE TABLE schema_version (one boolean PRIMARY KEY DEFAULT true CHECK (one), version integer NOT NULL)",
        f"INSERT INTO schema_version (version) VALUES ({SCHEMA})",
        *ending.MADE,
        *registering.MADE,
    ]


def tables() -> MetaData:
    """The tables of :mod:`desk.storage.tables` in PostgreSQL's types.

    Whole numbers are ``bigint``, flags ``smallint`` with 0 and 1, texts compare byte by byte as they do in SQLite.
    """
    from sqlalchemy import MetaData

    from desk.storage import tables as models

    made = MetaData()
    for table in models.Case.metadata.sorted_tables:
        table.to_metadata(made)
    for table in made.tables.values():
        for column in table.columns:
            _of_ours(column)
        for index in table.indexes:
            _part(index)
        for check in [each for each in table.constraints if each.name in _ONLY_SQLITE]:
            table.constraints.remove(check)
    return made


def _of_ours(column: Column[Any]) -> None:
    """Give a column PostgreSQL's type."""
    from sqlalchemy import BigInteger, Boolean, Identity, Integer, LargeBinary, SmallInteger, String, Text, text
    from sqlmodel import AutoString

    if isinstance(column.type, Boolean):
        column.type = SmallInteger()
    elif isinstance(column.type, Integer):
        column.type = BigInteger()
        if column.primary_key and column.name == "id" and not column.foreign_keys:
            column.server_default = None
            Identity(always=False)._set_parent(column)
    elif isinstance(column.type, LargeBinary) or str(column) in _BYTES:
        column.type = LargeBinary()
        if column.server_default is not None:
            column.server_default = None
            column.server_default = _default(text("''::bytea"))
    elif isinstance(column.type, String | AutoString):
        column.type = Text(collation="C")


def _default(what: Any) -> Any:
    from sqlalchemy import DefaultClause

    return DefaultClause(what)


def _part(index: Index) -> None:
    """An index of a part of a table is one here too."""
    from sqlalchemy import text

    where = index.dialect_options["sqlite"]["where"]
    if where is not None:
        said = str(where)
        index.dialect_options["postgresql"]["where"] = text(f"{said} = 1" if said in _FLAGS else said)
