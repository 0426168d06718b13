"""The files of a kept series of backups: ``desk-20261121T231500+0100.db``, named by the local time they were made.

A file is taken for one of the series only where its name says so, it is a file and no link, it is a copy of the very
same desk, which every desk's database has a name of its own for, and it was made under that name for a series. Nothing
else is ever removed.
"""

from __future__ import annotations

import re
import secrets
import sqlite3
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from desk.storage import checking, remembered
from desk.storage.backup import Check, wholly
from desk.storage.database import Database, Transaction
from desk.storage.engines.sqlite.engine import SqliteTransaction
from desk.storage.engines.sqlite.still import Still
from desk.storage.faults import DatabaseUnusable

_NAME = "desk"
"""Under which the database remembers a name that no other desk has."""
_TIME = re.compile(r"\d{8}T\d{6}[+-]\d{4}")
ENDING, HALF = ".db", ".db.part"
FORGOTTEN_SECONDS = 86_400
"""After so long a half copy is one that was broken off."""


_MARK = "copy_of_series"
"""Under which a copy remembers its own file's name: another copy, given such a name by hand, is nobody's to remove."""


@dataclass(frozen=True)
class Copy:
    """One copy of the series. ``at`` is the local time it was made, with its offset."""

    path: Path
    at: datetime


def name_of_desk(tx: Transaction) -> str:
    """The name that no other desk has; given when it is first asked for."""
    name = known_name_of_desk(tx)
    if name is None:
        name = secrets.token_hex(16)
        remembered.put(tx, _NAME, name)
    return name


def known_name_of_desk(tx: Transaction) -> str | None:
    """The name that no other desk has; ``None`` before the first backup."""
    return remembered.get(tx, _NAME)


def path_of(folder: Path, database: Database, at: datetime) -> Path:
    """Where the copy made at a local time belongs."""
    return folder / f"{database.engine.name}-{at:%Y%m%dT%H%M%S%z}{ENDING}"


def marking(name: str) -> Check:
    """What marks a copy as the series' own, and says whether it is sound."""

    def mark(copy: sqlite3.Connection) -> bool:
        remembered.put(SqliteTransaction(copy), _MARK, name)
        return wholly(copy)

    return mark


def copies(folder: Path, database: Database, desk: str) -> list[Copy]:
    """The series' copies of this desk, the latest first."""
    found = [each for each in _named(folder, database, ENDING) if _is_of(each.path, desk)]
    return sorted(found, key=lambda copy: copy.at, reverse=True)


def _named(folder: Path, database: Database, ending: str) -> Iterator[Copy]:
    for path in folder.iterdir():
        text = path.name.removeprefix(f"{database.engine.name}-").removesuffix(ending)
        if path.name == f"{database.engine.name}-{text}{ending}" and _TIME.fullmatch(text):
            with suppress(ValueError):
                at = datetime.strptime(text, "%Y%m%dT%H%M%S%z")
                if path.is_file() and not path.is_symlink():
                    yield Copy(path, at)


def _is_of(path: Path, desk: str) -> bool:
    try:
        with Still(path).read() as tx:
            return remembered.get(tx, _NAME) == desk and remembered.get(tx, _MARK) == path.name
    except DatabaseUnusable:
        return False


def findings(copy: Path) -> list[str]:
    """What ``check`` finds wrong in a copy, besides its structure, which it was accepted for."""
    with Still(copy).read() as tx:
        return [f"{name}: {each}" for name, look in checking.PARTS.items() if name != "structure" for each in look(tx)]


def remove(copy: Copy) -> bool:
    """Take a copy away; ``False`` where it cannot be."""
    try:
        copy.path.unlink()
    except OSError:
        return False
    return True


def sweep(folder: Path, database: Database) -> None:
    """Take away half copies of the series that were broken off long ago."""
    for each in _named(folder, database, HALF):
        with suppress(OSError):
            if time.time() - each.path.stat().st_mtime > FORGOTTEN_SECONDS:
                each.path.unlink()
