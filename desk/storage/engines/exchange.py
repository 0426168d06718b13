"""How another content takes the place of a desk's, whole or not at all: what both engines can do for it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from desk.storage.engines.engine import Engine, Transaction
from desk.storage.faults import Fault

Progress = Callable[[int, int], None]
GONE = frozenset({Fault.MISSING, Fault.DAMAGED, Fault.NOT_A_DATABASE})
"""Faults of a database that a backup is the remedy for."""


class Kept(NamedTuple):
    """What was there before.

    Attributes:
        where: Where it is kept, for people.
        name: The same in short, for the trail.
        read: Begins a reading transaction of it.
    """

    where: str
    name: str
    read: Callable[[], AbstractContextManager[Transaction]]


class Exchange(ABC):
    """Works on one database: what is made ready stands beside it, until it is put in its place."""

    @abstractmethod
    def beside(self) -> AbstractContextManager[Engine]:
        """An empty place beside it. What is left there when the block ends is taken away; after a break, by the next.

        Raises:
            DatabaseUnusable: no room or no right to make anything there; ``LOCKED``: somebody else is at it.
        """

    @abstractmethod
    def read_in(self, backup: Path, progress: Progress) -> int:
        """Fill the empty place, which this is, with a backup's content, at this Desk's schema.

        Returns:
            The schema that the backup has.

        Raises:
            DatabaseUnusable: the backup is none, of a later Desk, or cannot be read; there is no room.
        """

    @abstractmethod
    def filling(self) -> AbstractContextManager[Transaction]:
        """One transaction that writes every row of a desk into the empty place, which this is.

        Indexes, links and triggers are made when the rows are there, so that each holds for all of them.

        Raises:
            ConstraintBroken: they do not hold.
        """

    @abstractmethod
    def copy_into(self, file: Path, *, as_file: bool) -> None:
        """Copy all of it, as of one moment, into an empty file, which is a desk's on SQLite then.

        Args:
            as_file: It may be copied as a file, where it is one.
        """

    @abstractmethod
    def keep(self, now: datetime) -> Kept | None:
        """Keep what is about to be replaced; ``None`` where there is nothing."""

    @abstractmethod
    def put(self, ready: Engine, kept: Kept | None) -> None:
        """Put what was made ready in its place, in one step; who is at work goes on with it. The caller has the gate.

        Args:
            kept: What :meth:`keep` has given; ``None``: nothing that is there is worth to be kept.

        Raises:
            DatabaseUnusable: it is as it was.
        """
