"""The database of one desk: its transactions, and whether its schema is the one that this Desk writes.

Writers come one at a time, and what they wrote is durable when they return; readers see one moment. Statements run on
the driver's own connection; SQLAlchemy is there for the schema alone, and is loaded only for it. What differs between
the engines is in :mod:`desk.storage.engines`.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from desk.storage.engines import engine_of
from desk.storage.engines.engine import ConstraintBroken as ConstraintBroken
from desk.storage.engines.engine import Cursor as Cursor
from desk.storage.engines.engine import Engine
from desk.storage.engines.engine import Row as Row
from desk.storage.engines.engine import Sort as Sort
from desk.storage.engines.engine import Transaction as Transaction
from desk.storage.engines.new_case import NewCase as NewCase
from desk.storage.engines.new_case import Written as Written
from desk.storage.engines.version import SCHEMA as SCHEMA
from desk.storage.faults import DatabaseUnusable, Fault

BUSY_SECONDS = 10.0


class Database:
    """One desk's database. Cheap to make: nothing is opened until the first transaction.

    Args:
        where: A path, ``sqlite:///…`` or ``postgresql://…``.
        busy_seconds: How long a writer waits for others at most.
    """

    def __init__(self, where: str | Path, *, busy_seconds: float = BUSY_SECONDS) -> None:
        self.busy_seconds = busy_seconds
        self.engine: Engine = engine_of(where, busy_seconds)

    @classmethod
    def of(cls, engine: Engine) -> Database:
        """The database that an engine has."""
        made = cls.__new__(cls)
        made.busy_seconds = engine.busy_seconds
        made.engine = engine
        return made

    def __repr__(self) -> str:
        return f"Database({self.where})"

    @property
    def where(self) -> str:
        """Where it is, for people and command lines; never with a password."""
        return self.engine.where

    @property
    def file(self) -> Path | None:
        """The file that it is; ``None`` on a server."""
        return self.engine.file

    @property
    def path(self) -> Path:
        """The file that it is. Raises TypeError on a server: for what is about files alone."""
        if self.engine.file is None:
            raise TypeError("a desk on a server has no file")
        return self.engine.file

    @property
    def told(self) -> str:
        """What another program is told to find it by: the whole path, or the server's address."""
        return self.where if self.file is None else str(self.file.absolute())

    @property
    def login(self) -> str | None:
        """By which name the server knows one; ``None`` where there is none."""
        return self.engine.login

    def may_write(self) -> bool:
        """Whether one may write at all: an auditor's login at a server may not. Raises DatabaseUnusable."""
        return self.engine.may_write()

    def write(self) -> AbstractContextManager[Transaction]:
        """A writing transaction: all of it or nothing; on disk when the block ends. Writers come in turn.

        Raises:
            DatabaseUnusable: locked longer than ``busy_seconds``, full, read-only, damaged, away.
            ConstraintBroken: a row that a constraint or a trigger refuses.
        """
        return self.engine.write()

    def register(self, new: Callable[[], NewCase]) -> Written | None:
        """Write a new case in a transaction of its own; see :meth:`desk.storage.engines.engine.Engine.register`."""
        return self.engine.register(new)

    def gate(self) -> AbstractContextManager[None]:
        """Keep other writers waiting during work on the whole database; this thread may write inside.

        Raises:
            DatabaseUnusable: locked longer than ``busy_seconds``.
        """
        return self.engine.gate()

    def read(self) -> AbstractContextManager[Transaction]:
        """A reading transaction: everything in it is seen as of one moment."""
        return self.engine.read()

    def interrupt(self, thread: int) -> None:
        """Stop what the thread with this identity is reading, if it is; it raises in that thread. Never a write."""
        self.engine.interrupt(thread)

    def schema(self) -> int:
        """The schema the database has; 0 for an empty one. Raises DatabaseUnusable where there is none.

        Looks without touching.
        """
        return self.engine.schema()

    def ready(self) -> bool:
        """Whether the schema is this Desk's; ``False`` where an upgrade is due. Raises where it is too new."""
        version = self.schema()
        if version > SCHEMA:
            raise DatabaseUnusable(Fault.TOO_NEW, self.where)
        return version == SCHEMA

    def changed(self) -> int:
        """A number that moves whenever another has written."""
        return self.engine.changed()

    def signal(self) -> int | None:
        """A descriptor that becomes readable when another has written; ``None`` where only looking tells.

        The caller closes it. Looked for after :meth:`changed`, in the same thread.
        """
        return self.engine.signal()

    def hang_up(self) -> None:
        """Before the end: whoever still waits for a server that does not answer is to wait no longer."""
        self.engine.hang_up()

    def close(self) -> None:
        """Close every connection."""
        self.engine.close()
