"""Copying a database's file as a file: the system copies three times as fast as SQLite copies pages.

That is safe only where nobody can write into the file meanwhile. Readers that need nothing of the WAL, because it is
all in the file already, keep everybody from moving more into it for as long as they read (SQLite's read lock 0, see
``walTryBeginRead`` and ``walCheckpoint``); what is committed meanwhile waits in the WAL. So: move all of the WAL into
the file, begin to read before another can commit, and copy.
"""

from __future__ import annotations

import errno
import os
import sqlite3
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from desk.storage.engines.sqlite.connections import File, connect, file_at
from desk.storage.faults import DatabaseUnusable

if TYPE_CHECKING:
    from desk.storage.database import Database
    from desk.storage.engines.sqlite.engine import SqliteEngine

_MOVE = "PRAGMA wal_checkpoint(PASSIVE)"
_AT_ONCE = 1 << 23
"""Bytes that are copied before they are put on disk, while the next are copied. Were it all put there at the end, those
who commit meanwhile would wait for the whole of it."""
_UNABLE = {errno.ENOSYS, errno.EXDEV, errno.EINVAL, errno.EOPNOTSUPP, errno.EPERM}
"""What the system says where it, or the disk, has no such call."""

_kept: dict[File, int] = {}
"""Files that were copied, left open until the process ends: to close one takes away every lock that SQLite holds on it
for this process."""
_keeping = threading.Lock()


def copy_file(database: Database | SqliteEngine, target: Path) -> bool:
    """Copy the database as it is at one moment into ``target``, an empty file, while others write.

    Returns:
        ``False`` where it cannot be copied so, and ``target`` is empty still: no such system call, a disk without it,
        no WAL, a database that cannot be written, or somebody who has long been reading and keeps the WAL in use.

    Raises:
        OSError: the disk is full, or cannot be read or written.
    """
    try:
        source = _open_for_good(database.path)
        with closing(connect(database.path, database.busy_seconds)) as reader:
            if not (_keep_still(database, reader) and file_at(database.path) == _file_of(source)):
                return False
            return _copy(source, target)
    except (sqlite3.Error, DatabaseUnusable):
        return False


def _keep_still(database: Database | SqliteEngine, reader: sqlite3.Connection) -> bool:
    """Begin to read where the file holds all that is committed: it stays as it is until the reader is closed."""
    reader.execute(_MOVE)  # the most of it while others may write
    with database.write() as tx:
        if tx.value("PRAGMA journal_mode") != "wal":
            return False
        _busy, there, moved = reader.execute(_MOVE).fetchone()
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        return bool(there == moved)


def _file_of(number: int) -> File:
    found = os.fstat(number)
    return File(found.st_dev, found.st_ino)


def _open_for_good(path: Path) -> int:
    with _keeping:
        file = file_at(path)
        if file is None or file not in _kept:
            number = os.open(path, os.O_RDONLY | getattr(os, "O_CLOEXEC", 0))
            file = _file_of(number)
            _kept[file] = number
        return _kept[file]


def _copy(source: int, target: Path) -> bool:
    copy = getattr(os, "copy_file_range", None)
    if copy is None:
        return False
    size = os.fstat(source).st_size
    copied = 0
    with target.open("r+b") as file, ThreadPoolExecutor(1) as disk:
        number = file.fileno()
        on_disk: Future[None] | None = None
        try:
            while copied < size and (done := copy(source, number, _AT_ONCE, copied, copied)):
                copied += done
                if on_disk is not None:
                    on_disk.result()
                on_disk = disk.submit(os.fdatasync, number)
        except OSError as error:
            if error.errno not in _UNABLE:
                raise
        if copied < size:
            file.truncate(0)
    return copied == size
