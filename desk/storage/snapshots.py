"""A database as it is at one moment: what several services read then agrees."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

from desk.storage.database import Database, Transaction


class Snapshot(Database):
    """A database within one reading transaction: whoever reads, reads in that one. Nothing is written through it."""

    def __init__(self, of: Database, tx: Transaction) -> None:
        self.busy_seconds = of.busy_seconds
        self.engine = of.engine
        self._tx = tx

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """The one transaction, over and over."""
        yield self._tx

    def write(self) -> NoReturn:
        """There is no writing here: it would be a slip of the program."""
        raise RuntimeError("a snapshot is only read")

    def register(self, _new: object) -> NoReturn:
        """Nor any registering."""
        self.write()


@contextmanager
def snapshot(database: Database) -> Iterator[Database]:
    """The database as it is now, for as long as the block lasts."""
    with database.read() as tx:
        yield Snapshot(database, tx)
