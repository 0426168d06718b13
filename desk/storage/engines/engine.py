"""What an engine can do. Both are asked in these words."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from enum import Enum, auto
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from desk.storage.faults import Fault

if TYPE_CHECKING:
    from sqlalchemy import Engine as Alchemy

    from desk.storage.engines.asked import Asked
    from desk.storage.engines.exchange import Exchange
    from desk.storage.engines.new_case import NewCase, Written

Row = tuple[Any, ...]
Values = Sequence[Any] | Mapping[str, Any]
DAMAGE = (Fault.DAMAGED, Fault.IO_ERROR)
"""Faults of a place that cannot be read, beside which others can."""


class Cursor(Protocol):
    """What a statement answers."""

    @property
    def rowcount(self) -> int:
        """How many rows were changed."""

    def fetchone(self) -> Any:
        """The next row, or ``None``."""

    def fetchall(self) -> list[Any]:
        """The rows that are left."""

    def __iter__(self) -> Iterator[Any]:
        """The rows that are left, one by one."""


class Sort(Enum):
    """What a row that was refused would have broken."""

    LINK = auto()
    UNIQUE = auto()
    OTHER = auto()


class ConstraintBroken(Exception):  # noqa: N818  what a rule of the tables says, not always a slip
    """A constraint or a trigger refused a row; the transaction is to be rolled back.

    Attributes:
        sort: What it would have broken.
        said: The trigger's own words, or the driver's.
    """

    def __init__(self, sort: Sort, said: str) -> None:
        super().__init__(said)
        self.sort = sort
        self.said = said


class Unreadable(Exception):  # noqa: N818  told to a person, not a slip of the program
    """What was asked for lies in a damaged place; the transaction can go on with something else.

    Attributes:
        name: The engine's own name for the damage.
    """

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class Transaction(ABC):
    """One transaction on one connection. Rows come as tuples.

    Statements are written with ``?`` or ``:name`` for values, flags are 0 and 1.
    """

    @abstractmethod
    def run(self, sql: str, values: Values = ()) -> Cursor:
        """Run one statement and return its cursor. Raises ConstraintBroken."""

    @abstractmethod
    def run_many(self, sql: str, rows: Iterator[Row] | Sequence[Row]) -> None:
        """Run one statement for each row. Raises ConstraintBroken."""

    @abstractmethod
    def copy(self, table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
        """Add many rows to a table, in the quickest way there is. Raises ConstraintBroken.

        Where ``id`` is among the columns, the next row that is given none comes after them.
        """

    @abstractmethod
    def insert(self, sql: str, values: Values = ()) -> int:
        """Insert one row into a table whose key is ``id``, and return it. Raises ConstraintBroken."""

    @abstractmethod
    def tried(self, sql: str, values: Values = ()) -> ConstraintBroken | None:
        """Run one statement that may be refused; what refused it, without which the transaction goes on."""

    @abstractmethod
    def each(self, sql: str, values: Values = ()) -> Iterator[Row]:
        """The rows of a question one by one, however many they are: they are never all in memory."""

    @abstractmethod
    def looking(self) -> AbstractContextManager[None]:
        """A block that reads what may be damaged. Raises Unreadable, after which the transaction goes on."""

    def all(self, sql: str, values: Values = ()) -> list[Row]:
        """Every row of a question."""
        return self.run(sql, values).fetchall()

    def one(self, sql: str, values: Values = ()) -> Row | None:
        """The first row of a question, or ``None``."""
        row: Row | None = self.run(sql, values).fetchone()
        return row

    def value(self, sql: str, values: Values = ()) -> Any:
        """The first column of the first row, or ``None``."""
        row = self.one(sql, values)
        return None if row is None else row[0]

    @abstractmethod
    def register(self, new: Callable[[], NewCase]) -> Written | None:
        """Write a new case whole, by one call; ``None`` where the engine has none, and nothing is written.

        Raises:
            ConstraintBroken: a row that a constraint or a trigger refuses.
        """

    # ------------------------------------------------------------------ the database about itself

    @abstractmethod
    def schema(self) -> int:
        """The schema that is there: an earlier Desk's backup is read as it is."""

    @abstractmethod
    def integrity(self, most: int) -> list[str]:
        """What the engine's own check finds wrong with pages, tables and indexes; at most ``most``."""

    @abstractmethod
    def triggers(self) -> set[str]:
        """The names of the triggers that are there and on duty."""

    @abstractmethod
    def loose_links(self, most: int) -> list[str]:
        """Rows whose foreign key points to nothing; at most ``most``."""

    @abstractmethod
    def pointing_to(self, table: str) -> list[tuple[str, str]]:
        """Every table and column with a foreign key to ``table``, by name."""

    @abstractmethod
    def newest(self, asked: Asked) -> list[Row]:
        """The newest cases that the search index finds, the newest first."""

    @abstractmethod
    def indexed(self) -> str:
        """A question for the ``id`` of every case that is in the search index."""

    @abstractmethod
    def make_room(self, *, much: bool) -> None:
        """Prepare for a million rows that come at once into empty tables, and go back to the ordinary afterwards.

        Whoever reads may have to wait meanwhile.
        """


class Engine(ABC):
    """One database on one engine. Cheap to make: nothing is opened until it is asked for something.

    Attributes:
        busy_seconds: How long a writer waits for others at most.
    """

    busy_seconds: float

    @property
    @abstractmethod
    def where(self) -> str:
        """Where it is, for people and command lines: a path, or the server's address without a password."""

    @property
    @abstractmethod
    def file(self) -> Path | None:
        """The file that it is; ``None`` on a server."""

    @property
    @abstractmethod
    def name(self) -> str:
        """A short name for files made of it: the file's without its ending, or the database's on the server."""

    @property
    @abstractmethod
    def exchange(self) -> Exchange:
        """What puts another content in its place, and copies it."""

    @property
    def login(self) -> str | None:
        """By which name the server knows one; ``None`` for a file: there the operating system alone says who one is."""
        return None

    def may_write(self) -> bool:
        """Whether one may write at all, as far as the server is asked; asked once. Raises DatabaseUnusable."""
        return True

    def preparation(self) -> str | None:
        """What an administrator of the server runs before a desk is made there; ``None`` where nobody need."""
        return None

    def give_up(self) -> None:  # noqa: B027  a file has none
        """Give up the rights that only making a desk takes, where one has them for that. Raises DatabaseUnusable."""

    @property
    @abstractmethod
    def alchemy(self) -> Alchemy:
        """SQLAlchemy's engine, for making and migrating the schema; loaded when first asked for."""

    @abstractmethod
    def write(self) -> AbstractContextManager[Transaction]:
        """A writing transaction; see :meth:`desk.storage.database.Database.write`."""

    @abstractmethod
    def register(self, new: Callable[[], NewCase]) -> Written | None:
        """As :meth:`Transaction.register`, in a writing transaction of its own, and only where its key is a new one."""

    @abstractmethod
    def gate(self) -> AbstractContextManager[None]:
        """Keep other writers waiting; this thread may write inside."""

    @abstractmethod
    def read(self) -> AbstractContextManager[Transaction]:
        """A reading transaction: everything in it is seen as of one moment."""

    @abstractmethod
    def interrupt(self, thread: int) -> None:
        """Stop what the thread with this identity is reading, if it is. Never waits."""

    @abstractmethod
    def schema(self) -> int:
        """The schema that is there; 0 for none."""

    @abstractmethod
    def set_up(self) -> None:
        """Bring what is there to this Desk's schema, in one transaction."""

    @abstractmethod
    def make_place(self) -> None:
        """Make the place where a new desk is to be: an empty file. A server's database has to be there."""

    @abstractmethod
    def scrub(self, patience: float) -> bool:
        """Take out what is still kept of deleted rows; ``False`` where somebody reads them for all of ``patience``.

        Raises:
            DatabaseUnusable: no room for a second copy of a file, say. Nothing is lost.
        """

    @abstractmethod
    def changed(self) -> int:
        """A number that moves whenever another has written."""

    def signal(self) -> int | None:
        """A descriptor that becomes readable when another has written, to be closed by the caller; ``None`` for none.

        Looked for after :meth:`changed`, in the same thread.
        """
        return None

    def hang_up(self) -> None:  # noqa: B027  a file keeps nobody waiting
        """Where lines to a server may wait for an answer that never comes: cut them all, before the end."""

    @abstractmethod
    def close(self) -> None:
        """Close every connection."""
