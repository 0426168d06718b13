"""Making a database, and taking an older one to the schema of this Desk: backed up first, all or nothing."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from desk.storage.backup import copy_to
from desk.storage.database import SCHEMA, Database, private_file
from desk.storage.faults import DatabaseUnusable, Doing, Fault, during, of_system, unusable

_SCRIPTS = Path(__file__).parent / "migrations"


def make_or_upgrade(database: Database, now: datetime) -> Path | None:
    """Bring the database to this Desk's schema; make it where there is none. Safe to repeat.

    Returns:
        The backup that was made before an upgrade, or ``None`` where none was due.

    Raises:
        DatabaseUnusable: too new, not a Desk database, or the file cannot be made.
    """
    _make_file(database)
    version = database.schema()
    if version == SCHEMA:
        return None
    if version > SCHEMA:
        raise DatabaseUnusable(Fault.TOO_NEW, str(database.path))
    kept = None
    if version:
        kept = database.path.with_name(f"{database.path.name}.before-{SCHEMA}-{now:%Y%m%dT%H%M%S}.backup")
        with suppress(FileExistsError), during(Doing.UPGRADE, database.path):
            copy_to(database, kept)  # it exists where another program, upgrading this very second, has made it
    upgrade(database)
    return kept


def _make_file(database: Database) -> None:
    try:
        private_file(database.path)
    except OSError as error:
        raise of_system(error, database.path) from error


def upgrade(database: Database) -> None:
    """Bring a database that is there to this Desk's schema, in one transaction and without keeping a copy."""
    with during(Doing.UPGRADE, database.path):
        _run(database)


def _run(database: Database) -> None:
    from alembic import command
    from alembic.config import Config
    from sqlalchemy import exc

    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    try:
        with database.gate(), database.engine.connect() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            config.attributes["connection"] = connection
            try:
                command.upgrade(config, "head")
                connection.exec_driver_sql("COMMIT")
            except BaseException:
                connection.exec_driver_sql("ROLLBACK")
                raise
    except exc.DBAPIError as error:
        told = unusable(error.orig, str(database.path)) if isinstance(error.orig, sqlite3.Error) else None
        if told is None:
            raise
        raise told from error
