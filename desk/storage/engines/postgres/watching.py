"""Word of others' writing, on a line that does nothing else."""

from __future__ import annotations

import os
from contextlib import suppress

import psycopg

from desk.storage.engines.postgres.connections import Connection, Connections
from desk.storage.engines.postgres.ending import CHANNEL


class Watching:
    """Listens. A line that was cut is opened anew when one next looks; what was written meanwhile counts as word."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self._line: Connection | None = None
        self._heard = 0

    def heard(self) -> int:
        """A number that moves with each word. Raises psycopg.Error."""
        try:
            if self._line is None:
                self._line = self._connections.open()
                self._line.execute(f"LISTEN {CHANNEL}")
                self._heard += 1
            self._heard += sum(1 for _each in self._line.notifies(timeout=0))
        except psycopg.Error:
            self.end()
            raise
        return self._heard

    def signal(self) -> int | None:
        """A copy of the line's descriptor, which becomes readable with each word; the caller closes it."""
        line = self._line
        if line is None:
            return None
        try:
            return os.dup(line.fileno())
        except (psycopg.Error, OSError):
            return None

    def end(self) -> None:
        """Listen no more."""
        line, self._line = self._line, None
        if line is not None:
            with suppress(psycopg.Error):
                line.close()
