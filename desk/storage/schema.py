"""Making a database, and taking an older one to the schema of this Desk: backed up first, all or nothing."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from pathlib import Path

from desk.storage.backup import copy_to
from desk.storage.database import SCHEMA, Database
from desk.storage.faults import DatabaseUnusable, Doing, Fault, during


def make_or_upgrade(database: Database, now: datetime) -> Path | None:
    """Bring the database to this Desk's schema; make it where there is none. Safe to repeat.

    Returns:
        The backup that was made before an upgrade, or ``None`` where none was due, or on a server, whose own
        backups hold it.

    Raises:
        DatabaseUnusable: too new, not a Desk database, or the file cannot be made.
    """
    database.engine.make_place()
    version = database.schema()
    if version == SCHEMA:
        return None
    if version > SCHEMA:
        raise DatabaseUnusable(Fault.TOO_NEW, database.where)
    kept = None
    if version and database.file is not None:
        kept = database.path.with_name(f"{database.path.name}.before-{SCHEMA}-{now:%Y%m%dT%H%M%S}.backup")
        with suppress(FileExistsError), during(Doing.UPGRADE, database.path):
            copy_to(database, kept)  # it exists where another program, upgrading this very second, has made it
    upgrade(database)
    return kept


def upgrade(database: Database) -> None:
    """Bring a database that is there to this Desk's schema, in one transaction and without keeping a copy."""
    with during(Doing.UPGRADE, database.where):
        database.engine.set_up()
