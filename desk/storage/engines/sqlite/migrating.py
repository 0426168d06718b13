"""Alembic's migrations, run in one transaction on a SQLite file."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

from desk.storage.engines.sqlite.faults import unusable

if TYPE_CHECKING:
    from desk.storage.engines.sqlite.engine import SqliteEngine

_SCRIPTS = Path(__file__).parents[2] / "migrations"


def run(engine: SqliteEngine) -> None:
    """Bring a file that is there to this Desk's schema. Raises DatabaseUnusable; nothing is changed then."""
    from alembic import command
    from alembic.config import Config
    from sqlalchemy import exc

    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    try:
        with engine.gate(), engine.alchemy.connect() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            config.attributes["connection"] = connection
            try:
                command.upgrade(config, "head")
                connection.exec_driver_sql("COMMIT")
            except BaseException:
                connection.exec_driver_sql("ROLLBACK")
                raise
    except exc.DBAPIError as error:
        told = unusable(error.orig, engine.where) if isinstance(error.orig, sqlite3.Error) else None
        if told is None:
            raise
        raise told from error
