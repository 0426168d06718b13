"""A server that can be away, and a line to it that can be cut at a chosen word."""

from __future__ import annotations

import select
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime

from server import Server

from desk.services import entrance, people, setup
from desk.services.seat import Seat
from desk.settings_model import Settings
from desk.storage.database import Database

KEEPS = ("fsync=off", "max_connections=200", "autovacuum=off")
"""A server that loses nothing when it is stopped like a power cut; only the machine's own end would cost something."""


def new_desk(server: Server, name: str, login: str | None = None) -> str:
    """A prepared desk in a database of its own; its address. Whoever runs the tests is its administrator."""
    import psycopg

    with psycopg.connect(server.url(), autocommit=True) as line:
        line.execute(f'CREATE DATABASE "{name}"')
    database = Database(server.url(name))
    setup.prepare(database, login or entrance.login_of_system(), datetime.now(UTC))
    database.close()
    return server.url(name)


def copied(server: Server, source: str, name: str) -> str:
    """A copy of a desk that nobody is using; its address."""
    import psycopg

    with psycopg.connect(server.url(), autocommit=True) as line:
        line.execute(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')
    return server.url(name)


def sit(url: str, login: str | None = None, busy_seconds: float = 10.0) -> Seat:
    """A seat at it."""
    database = Database(url, busy_seconds=busy_seconds)
    return people.sit_down(database, Settings(lock_minutes=0), login or entrance.login_of_system())


class Relay:
    """A line to a server that passes on what is said, until it is told otherwise.

    Attributes:
        before: Called with what a program says, before it is passed on; ``False`` cuts the line instead.
        after: Called with what the server answers; ``False`` cuts the line instead of passing it on.
        silent: Takes what is said and passes nothing on, as a cable that was pulled out.
    """

    def __init__(self, to: int, port: int = 0) -> None:
        self.to = to
        self.before: Callable[[bytes], bool] = lambda _said: True
        self.after: Callable[[bytes], bool] = lambda _said: True
        self.silent = False
        self._lines: list[socket.socket] = []
        self._ended = False
        self._listening = socket.create_server(("127.0.0.1", port))
        self.port = int(self._listening.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Cut every line there is."""
        lines, self._lines = self._lines, []
        for each in lines:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Take no more calls."""
        self._ended = True
        self._listening.close()
        self.silent = False
        self.cut()

    def _accept(self) -> None:
        while not self._ended:
            try:
                line, _where = self._listening.accept()
            except OSError:
                return
            self._lines.append(line)
            threading.Thread(target=self._serve, args=(line,), daemon=True).start()

    def _serve(self, line: socket.socket) -> None:
        with line, suppress(OSError), socket.create_connection(("127.0.0.1", self.to)) as server:
            self._lines.append(server)
            self._pass_on(line, server)

    def _pass_on(self, line: socket.socket, server: socket.socket) -> None:
        while True:
            ready, _, _ = select.select([line, server], [], [], 0.05)
            if self.silent and not self._ended:
                continue
            for each in ready:
                said = each.recv(65536)
                asked = self.before if each is line else self.after
                if not said or not asked(said):
                    return
                (server if each is line else line).sendall(said)
