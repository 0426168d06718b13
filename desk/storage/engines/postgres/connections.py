"""Connections to a PostgreSQL server: opened with our settings, kept for the next transaction.

Where the server is, who one is there and how the line is secured is libpq's affair: the address, a service file, a
passfile, ``PG…`` in the environment.
"""

from __future__ import annotations

import os
import socket
import threading
import time
from contextlib import suppress
from typing import Any
from weakref import WeakSet

import psycopg
from psycopg.adapt import Loader
from psycopg.types.numeric import Int2Dumper

from desk.storage.engines.postgres.refused import OLDEST, TooOld

KEPT = 4
"""Idle connections that are kept; more are closed when they come back."""
LONGEST_REST = 5.0
"""Seconds for which a server that does not answer is left alone, at most."""
Connection = psycopg.Connection[Any]


class _FlagDumper(Int2Dumper):
    """Flags are 0 and 1 in every table, as on SQLite."""

    def dump(self, obj: Any) -> bytes:
        return b"1" if obj else b"0"


class _NumberLoader(Loader):
    """Sums and averages come as they do from SQLite: whole numbers, or floats."""

    def load(self, data: Any) -> int | float:
        text = bytes(data)
        return float(text) if b"." in text or not text.lstrip(b"-").isdigit() else int(text)


class _FlagLoader(Loader):
    """Conditions come as they do from SQLite: as 0 and 1."""

    def load(self, data: Any) -> int:
        return int(bytes(data) == b"t")


def connect(settings: dict[str, Any]) -> Connection:
    """Open one. Raises psycopg.Error."""
    connection = psycopg.connect(autocommit=True, **settings)
    if 0 < (version := connection.info.server_version) < OLDEST:  # 0 is of a line that is cut already
        connection.close()
        raise TooOld(version)
    connection.adapters.register_dumper(bool, _FlagDumper)
    connection.adapters.register_loader("numeric", _NumberLoader)
    connection.adapters.register_loader("bool", _FlagLoader)
    return connection


class Connections:
    """Connections to one server, lent to one thread at a time."""

    def __init__(self, settings: dict[str, Any]) -> None:
        self._settings = settings
        self._idle: list[Connection] = []
        self._lock = threading.Lock()
        self._open: WeakSet[Connection] = WeakSet()
        self._not_before = 0.0

    def open(self) -> Connection:
        """A new one. Raises psycopg.Error.

        A server that took long to answer nothing is not asked again for as long: who types meanwhile, and saves a draft
        twice a second, would wait for every one of them.
        """
        began = time.monotonic()
        if began < self._not_before:
            raise psycopg.OperationalError("it did not answer a moment ago")
        try:
            connection = connect(self._settings)
        except psycopg.OperationalError:
            now = time.monotonic()
            self._not_before = now + min(now - began, LONGEST_REST)
            raise
        with self._lock:
            self._open.add(connection)
        return connection

    def take(self) -> tuple[Connection, bool]:
        """A connection for one transaction, and whether it is a new one. Raises psycopg.Error."""
        with self._lock:
            if self._idle:
                return self._idle.pop(), False
        return self.open(), True

    def give_back(self, connection: Connection) -> None:
        """Hand a connection back; one that is broken, or with a transaction still open, is closed."""
        good = not connection.closed and connection.info.transaction_status == psycopg.pq.TransactionStatus.IDLE
        with self._lock:
            if good and len(self._idle) < KEPT:
                self._idle.append(connection)
                return
        connection.close()

    def cut(self) -> None:
        """Cut every line there is, also those that are lent: whoever waits for an answer waits no longer."""
        with self._lock:
            lines = [each for each in self._open if not each.closed]
        for each in lines:
            with suppress(OSError, psycopg.Error), socket.socket(fileno=os.dup(each.fileno())) as line:
                line.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Close those that are idle."""
        with self._lock:
            while self._idle:
                self._idle.pop().close()


def last_of(cursor: psycopg.Cursor[Any]) -> int:
    """The value that the last of several statements answers."""
    while cursor.nextset():
        pass
    row = cursor.fetchone()
    return int(row[0]) if row else 0


def roll_back(connection: Connection) -> None:
    """End a transaction, if one is open; a line that is dead has none any more."""
    with suppress(psycopg.Error):
        if not connection.closed and connection.info.transaction_status != psycopg.pq.TransactionStatus.IDLE:
            connection.execute("ROLLBACK")
