"""The gate that writers pass one at a time, in the order they came.

SQLite lets waiting writers try again after longer and longer pauses, so one who has just written comes first and
one who has waited long waits longer. A lock that the system keeps a queue for is taken before ``BEGIN IMMEDIATE``
instead. SQLite's own lock stays what keeps writers apart: where the gate cannot be had (no ``flock``, a file system
without it, a folder where no file can be made) writing goes on without it, and waits as SQLite does.
"""

from __future__ import annotations

import errno
import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from desk.storage.faults import DatabaseUnusable, Fault

GATE, DOOR = "-gate", "-door"
"""Endings of the two lock files. One waits at the gate, with the door shut behind it; the others wait at the door. So
one who comes back at once finds the door shut, however fast it is, and stands behind all who wait."""


class Files(NamedTuple):
    """The lock files of one database."""

    database: str
    door: str
    gate: str


class Gate:
    """The gate of one database, for any number of threads and processes. One that dies lets go.

    Args:
        database: The file that the gate stands before.
        seconds: How long one waits at most.
    """

    def __init__(self, database: Path, seconds: float) -> None:
        self._database = database
        self._seconds = seconds
        self._files: Files | None = None
        self._inside: set[int] = set()
        self._left: list[_Turn] = []

    @contextmanager
    def passed(self) -> Iterator[float | None]:
        """Be alone inside. A thread that is inside already goes on at once.

        Yields:
            The seconds of patience that are left where one had to wait, otherwise ``None``.

        Raises:
            DatabaseUnusable: somebody else was inside for longer than ``seconds``.
        """
        me = threading.get_ident()
        if me in self._inside:
            yield None
            return
        began = time.monotonic()
        held, waited = self._enter()
        self._inside.add(me)
        try:
            yield max(0.0, began + self._seconds - time.monotonic()) if waited else None
        finally:
            self._inside.discard(me)
            _let_go(held)

    def _enter(self) -> tuple[int | None, bool]:
        """The descriptor that holds the lock, ``None`` where there can be no gate; and whether one had to wait."""
        try:
            if self._files is None:
                real = os.path.realpath(self._database)  # as SQLite does: one gate, whatever link one came by
                self._files = Files(real, real + DOOR, real + GATE)
            try:
                return _lock(self._files, wait=False), False
            except BlockingIOError:
                return self._wait(self._files), True
        except OSError:
            return None, False

    def _wait(self, files: Files) -> int | None:
        if self._seconds <= 0:
            raise DatabaseUnusable(Fault.LOCKED, str(self._database))
        turn = self._place_in_line() or _Turn(files)
        if not turn.comes_within(self._seconds):
            self._left.append(turn)
            raise DatabaseUnusable(Fault.LOCKED, str(self._database))
        return turn.held

    def _place_in_line(self) -> _Turn | None:
        """The place of one of ours who gave up: it is nearer, and places must not pile up while a gate stays shut."""
        while self._left:
            turn = self._left.pop()
            if turn.take_up():
                return turn
        return None


class _Turn:
    """A place in the queue. A thread stands there: a wait for ``flock`` has no end, and asking again has no place.

    Raises OSError where there can be no thread.
    """

    def __init__(self, files: Files) -> None:
        self.held: int | None = None
        self._files = files
        self._wanted = True
        self._over = threading.Event()
        self._lock = threading.Lock()
        try:
            threading.Thread(target=self._stand, name="desk-gate", daemon=True).start()
        except RuntimeError as error:
            raise OSError(errno.EAGAIN, str(error)) from error

    def _stand(self) -> None:
        try:
            held: int | None = _lock(self._files, wait=True)
        except OSError:
            held = None  # then as without a gate
        with self._lock:
            self._over.set()
            if self._wanted:
                self.held = held
                return
        _let_go(held)

    def comes_within(self, seconds: float) -> bool:
        """Wait; ``held`` is the descriptor then. Whoever gives up lets go at once when the turn comes after all."""
        try:
            self._over.wait(seconds)
        except BaseException:
            if not self._give_up():
                _let_go(self.held)
            raise
        return not self._give_up()

    def _give_up(self) -> bool:
        """``False`` where the turn has come."""
        with self._lock:
            self._wanted = self._over.is_set()
            return not self._wanted

    def take_up(self) -> bool:
        """Want a turn that was given up; ``False`` where it has come and gone."""
        with self._lock:
            self._wanted = not self._over.is_set()
            return self._wanted


def _let_go(held: int | None) -> None:
    if held is not None:
        os.close(held)


if sys.platform == "win32":

    def _lock(_files: Files, *, wait: bool) -> int:
        raise OSError(errno.ENOSYS, "no flock", wait)

else:
    import fcntl

    def _lock(files: Files, *, wait: bool) -> int:
        """Pass the door and the gate; the descriptor that holds the gate.

        Each time by a descriptor of its own, since ``flock`` belongs to that and not to process or thread.

        Raises:
            BlockingIOError: somebody is there, and ``wait`` is not meant.
            OSError: there can be no gate.
        """
        how = fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB
        door = _open(files.door, files.database)
        try:
            fcntl.flock(door, how)
            gate = _open(files.gate, files.database)
            try:
                fcntl.flock(gate, how)
            except BaseException:
                os.close(gate)
                raise
            return gate
        finally:
            os.close(door)

    def _open(path: str, database: str) -> int:
        """Open a lock file, and make it where it is missing: its owner's alone, beside a database only."""
        flags = os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW
        try:
            return os.open(path, flags)
        except FileNotFoundError:
            owner = Path(database).stat()
        made = os.open(path, flags | os.O_CREAT, 0o600)
        if os.geteuid() == 0 and os.fstat(made).st_uid != owner.st_uid:  # as SQLite does with its files
            os.fchown(made, owner.st_uid, owner.st_gid)
        return made
