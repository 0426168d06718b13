"""What a thread reads on a server, and how to stop it from another thread."""

from __future__ import annotations

import threading
from contextlib import suppress

import psycopg

from desk.storage.engines.postgres.connections import Connection


class Reading:
    """One reading transaction. The server is asked to stop it on a line of its own, in a thread of its own."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._stopper: threading.Thread | None = None

    def stop(self) -> None:
        """Ask, without waiting for it."""
        if self._stopper is None:
            self._stopper = threading.Thread(target=self._stop, name="desk-stop", daemon=True)
            self._stopper.start()

    def _stop(self) -> None:
        with suppress(psycopg.Error):
            self._connection.cancel_safe(timeout=5)

    def end(self) -> None:
        """The answer is there, or was given up. A stop that is on its way must not meet the next question.

        It meets one that asks for nothing: the server takes no stop for what begins after it was asked.
        """
        if self._stopper is not None:
            self._stopper.join()
            with suppress(psycopg.Error):
                self._connection.execute("SELECT 1")
