"""Every row of a desk from one database into another, whatever their engines, and the proof that all came over.

What was only counted from it is left out. Tables are read in the order of their keys, and a digest is made of what is
read; the same is made of what was written. What the search index holds is compared without regard to capitals, which
one engine keeps and the other does not.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from desk.storage.engines.engine import Row, Transaction

Progress = Callable[[int, int], None]
_OFTEN = 2000
"""Rows between two words of how far it has come."""
_SEARCH = "search"
_COUNTED = ("day_facts", "standings")
"""What is only counted from the other tables, and can be counted anew."""


class Content(NamedTuple):
    """A table: its columns, and those of its key."""

    table: str
    columns: tuple[str, ...]
    key: tuple[str, ...]

    @property
    def asked(self) -> str:
        """Every row, in the order of the key."""
        return f"SELECT {_names(self.columns)} FROM {self.table} ORDER BY {_names(self.key)}"

    @property
    def written(self) -> list[str]:
        """The columns as :meth:`Transaction.copy` takes them; which id comes next is seen to afterwards."""
        return [_names((each,)) for each in self.columns]


class Told(NamedTuple):
    """What a table holds: how many rows, and a digest of all of them."""

    table: str
    rows: int
    digest: str


def _names(columns: Iterable[str]) -> str:
    return ", ".join(f'"{each}"' for each in columns)


def contents() -> tuple[Content, ...]:
    """Every table of a desk but what was counted, those that others point to first. Loads the models of tables."""
    from desk.storage.tables import Case

    found = [
        Content(table.name, tuple(each.name for each in table.columns), tuple(each.name for each in table.primary_key))
        for table in Case.metadata.sorted_tables
        if table.name not in _COUNTED
    ]
    return (*found, Content(_SEARCH, ("rowid", "names", "words", "folded"), ("rowid",)))


@dataclass
class _Steps:
    """How far it has come, in rows."""

    progress: Progress
    every: int
    done: int = 0

    def one(self) -> None:
        self.done += 1
        if self.done % _OFTEN == 0:
            self.progress(min(self.done, self.every), self.every)


def rows_in(tx: Transaction) -> int:
    """How many rows a desk has in all its tables."""
    return sum(int(tx.value(f"SELECT count(*) FROM {each.table}")) for each in contents())


def pour(source: Transaction, target: Transaction, progress: Progress) -> tuple[Told, ...]:
    """Write every row of a desk into the empty tables of another; what was read of each table.

    Raises:
        ConstraintBroken: a row that the other database cannot hold.
    """
    steps = _Steps(progress, rows_in(source))
    found = []
    for each in contents():
        read = _Digest(each, source.each(each.asked), steps)
        target.copy(each.table, each.written, read)
        found.append(read.told)
    return tuple(found)


def told(tx: Transaction, progress: Progress, every: int) -> tuple[Told, ...]:
    """What a desk holds, as :func:`pour` tells it. ``every``: how many rows are expected."""
    steps = _Steps(progress, every)
    found = []
    for each in contents():
        read = _Digest(each, tx.each(each.asked), steps)
        for _row in read:
            pass
        found.append(read.told)
    return tuple(found)


class _Digest:
    """Rows that go by, and what they come to."""

    def __init__(self, content: Content, rows: Iterable[Row], steps: _Steps) -> None:
        self._content = content
        self._rows = rows
        self._steps = steps
        self._sum = hashlib.sha256()
        self._count = 0

    def __iter__(self) -> Iterator[Row]:
        update, one = self._sum.update, self._steps.one
        folds = self._content.table == _SEARCH
        for row in self._rows:
            said = repr(row)
            update((said.casefold() if folds else said).encode("utf-8", "backslashreplace"))
            self._count += 1
            one()
            yield row

    @property
    def told(self) -> Told:
        """What came by so far."""
        return Told(self._content.table, self._count, self._sum.hexdigest())
