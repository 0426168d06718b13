"""What can be booked, and who has it when. That two never have the same at once is the database's own rule (triggers).

Times are epoch seconds in here and aware instants outside, as everywhere in storage.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from desk.rules.bookings import Resource, ResourceSort, Wanted
from desk.rules.text import in_swedish_order
from desk.storage.database import Row, Transaction
from desk.storage.times import epoch, instant
from desk.storage.touched import REFERENCE

_COLUMNS = "id, sort, name, type, note, active, out_from, out_to, out_why"
_SORTS = (ResourceSort.POOL, ResourceSort.FACILITY)
_OF = REFERENCE.format(table="r")


@dataclass(frozen=True)
class Held:
    """A reservation that a case holds: it takes room, or was returned."""

    id: int
    resource_id: int
    sort: ResourceSort
    name: str
    begins: datetime
    ends: datetime
    lent_at: datetime | None
    returned_at: datetime | None

    @property
    def is_out(self) -> bool:
        """Lent, and not back."""
        return self.lent_at is not None and self.returned_at is None

    def serves(self, wanted: Wanted) -> bool:
        """Whether it is just what is wanted."""
        return (self.sort, self.name, self.begins, self.ends) == (wanted.sort, wanted.name, wanted.begins, wanted.ends)


@dataclass(frozen=True)
class Holder:
    """The case that has a resource, and for which time."""

    reference: str
    begins: datetime
    ends: datetime


# ------------------------------------------------------------------ what can be booked


def every(tx: Transaction, sort: ResourceSort | None = None, *, rested: bool = True) -> list[Resource]:
    """What can be booked, by sort, type and name; with ``rested`` also what is booked no more."""
    which = "(CAST(? AS TEXT) IS NULL OR sort = ?) AND (? = 1 OR active = 1)"
    sql = f"SELECT {_COLUMNS} FROM resources WHERE {which}"
    return _as_shown(tx.all(sql, (sort, sort, rested)))


def one(tx: Transaction, number: int) -> Resource | None:
    """The resource with this id, or ``None``."""
    row = tx.one(f"SELECT {_COLUMNS} FROM resources WHERE id = ?", (number,))
    return _resource(row) if row else None


def named(tx: Transaction, sort: ResourceSort, name: str) -> Resource | None:
    """The resource of a sort with this name, whatever the case of its letters, or ``None``."""
    row = tx.one(f"SELECT {_COLUMNS} FROM resources WHERE sort = ? AND name = ?", (sort, name))
    if row:
        return _resource(row)
    wanted = name.casefold()
    return next((each for each in every(tx, sort) if each.name.casefold() == wanted), None)


def add(tx: Transaction, made: Resource) -> int:
    """Write a new resource and return its id."""
    sql = f"INSERT INTO resources ({_COLUMNS.removeprefix('id, ')}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
    return tx.insert(sql, _values(made))


def change(tx: Transaction, made: Resource) -> None:
    """Write a resource anew; what is booked of it stays."""
    tx.run(
        "UPDATE resources SET sort = ?, name = ?, type = ?, note = ?, active = ?, out_from = ?, out_to = ?,"
        " out_why = ? WHERE id = ?",
        (*_values(made), made.id),
    )


def _values(made: Resource) -> Row:
    out = (epoch(made.out_from), epoch(made.out_to), made.out_why)
    return (str(made.sort), made.name, made.type, made.note, made.active, *out)


def _as_shown(rows: Iterable[Row]) -> list[Resource]:
    """By sort, type and name."""

    def place(each: Resource) -> tuple[int, str, str]:
        sort = _SORTS.index(each.sort) if each.sort in _SORTS else len(_SORTS)
        return sort, in_swedish_order(each.type or ""), in_swedish_order(each.name)

    return sorted(map(_resource, rows), key=place)


def _resource(row: Sequence[Any]) -> Resource:
    number, sort, name, type_, note, active, out_from, out_to, why = row
    return Resource(
        number, ResourceSort(sort), name, type_, note, bool(active), instant(out_from), instant(out_to), why
    )


def free(
    tx: Transaction, sort: ResourceSort, begins: datetime, ends: datetime, now: datetime, but: int = 0
) -> list[Resource]:
    """What is free of a sort for all of a time; what ``but``'s own case has counts as free."""
    sql = (
        f"SELECT {_COLUMNS} FROM resources WHERE sort = :sort AND active = 1"
        " AND NOT (out_from IS NOT NULL AND out_from < :ends AND (out_to IS NULL OR out_to > :begins))"
        " AND NOT EXISTS (SELECT 1 FROM reservations r WHERE r.resource_id = resources.id AND r.ended_at IS NULL"
        " AND r.ends > :begins AND r.begins < :ends AND coalesce(r.returned_at, r.ends) > :begins"
        " AND r.case_id <> :but)"
        f" AND NOT (:begins <= :now AND EXISTS (SELECT 1 FROM {_LENT} WHERE r.resource_id = resources.id"
        f" AND {_OUT} AND r.ends <= :now AND r.case_id <> :but))"
    )
    values = {"sort": sort, "begins": epoch(begins), "ends": epoch(ends), "now": epoch(now), "but": but}
    return _as_shown(tx.all(sql, values))


# ------------------------------------------------------------------ who has it

_OUT = "r.lent_at IS NOT NULL AND r.returned_at IS NULL AND r.ended_at IS NULL"
_LENT = "reservations r INDEXED BY reservations_out"
"""What is out is little, whatever was ever booked; the planner cannot know."""


def of_case(tx: Transaction, case_id: int) -> list[Held]:
    """What a case holds, in order of time: what was given up is not there."""
    return [
        Held(row[0], row[1], ResourceSort(row[2]), row[3], *(_known(at) for at in row[4:6]), *map(instant, row[6:]))
        for row in tx.all(
            "SELECT r.id, r.resource_id, s.sort, s.name, r.begins, r.ends, r.lent_at, r.returned_at"
            " FROM reservations r JOIN resources s ON s.id = r.resource_id"
            " WHERE r.case_id = ? AND r.ended_at IS NULL ORDER BY r.begins, r.id",
            (case_id,),
        )
    ]


def take(tx: Transaction, resource: int, case_id: int, begins: datetime, ends: datetime) -> bool:
    """Take a resource for a time; ``False`` where the database refuses, since it is taken or not to be had then."""
    sql = "INSERT INTO reservations (resource_id, case_id, begins, ends) VALUES (?, ?, ?, ?)"
    return _tried(tx, sql, (resource, case_id, epoch(begins), epoch(ends)))


def move(tx: Transaction, number: int, resource: int, begins: datetime, ends: datetime) -> bool:
    """Let a reservation take another resource or time; ``False`` where the database refuses."""
    sql = "UPDATE reservations SET resource_id = ?, begins = ?, ends = ? WHERE id = ?"
    return _tried(tx, sql, (resource, epoch(begins), epoch(ends), number))


_REFUSALS = ("resource taken", "resource out of service")
"""What the triggers say."""


def _tried(tx: Transaction, sql: str, values: Row) -> bool:
    broken = tx.tried(sql, values)
    if broken is not None and broken.said not in _REFUSALS:
        raise broken
    return broken is None


def give_up(tx: Transaction, numbers: Iterable[int], now: datetime) -> None:
    """End reservations: they take no room any more."""
    tx.run_many("UPDATE reservations SET ended_at = ? WHERE id = ?", [(epoch(now), each) for each in numbers])


def lend(tx: Transaction, number: int, now: datetime) -> None:
    """Say that what is reserved was handed out."""
    tx.run("UPDATE reservations SET lent_at = ? WHERE id = ?", (epoch(now), number))


def give_back(tx: Transaction, number: int, now: datetime) -> None:
    """Say that what was handed out is back; the rest of its time is free. Not before it began."""
    tx.run("UPDATE reservations SET returned_at = max(?, begins) WHERE id = ?", (epoch(now), number))


def holder(tx: Transaction, resource: int, begins: datetime, ends: datetime, but: int = 0) -> Holder | None:
    """The first case that has a resource for some of a time by another reservation than ``but``, or ``None``."""
    row = tx.one(
        f"SELECT {_OF}, r.begins, coalesce(r.returned_at, r.ends) FROM reservations r WHERE r.resource_id = ?"
        " AND r.ended_at IS NULL AND r.ends > ? AND r.begins < ? AND coalesce(r.returned_at, r.ends) > ?"
        " AND r.id <> ? ORDER BY r.begins",
        (resource, epoch(begins), epoch(ends), epoch(begins), but),
    )
    return Holder(row[0], _known(row[1]), _known(row[2])) if row else None


def still_out(tx: Transaction, resource: int, but: int) -> Holder | None:
    """The case other than ``but`` that has a resource lent and not returned, or ``None``."""
    row = tx.one(
        f"SELECT {_OF}, r.begins, r.ends FROM {_LENT} WHERE r.resource_id = ? AND {_OUT} AND r.case_id <> ?",
        (resource, but),
    )
    return Holder(row[0], _known(row[1]), _known(row[2])) if row else None


def ahead(tx: Transaction, resource: int, now: datetime) -> Holder | None:
    """The first case that has a resource from now on, or has it lent; ``None`` where nobody has."""
    row = tx.one(
        f"SELECT {_OF}, r.begins, r.ends FROM reservations r WHERE r.resource_id = ? AND r.ended_at IS NULL"
        " AND r.returned_at IS NULL AND (r.ends > ? OR r.lent_at IS NOT NULL) ORDER BY r.begins",
        (resource, epoch(now)),
    )
    return Holder(row[0], _known(row[1]), _known(row[2])) if row else None


_SHOWN = (
    "r.id, r.resource_id, r.case_id, r.begins, r.ends, r.lent_at, r.returned_at, c.year, c.number, c.kind, c.step,"
    " c.summary, c.name, c.details, c.protected, c.confidential, c.agent, c.version"
)
SHOWN = tuple(each.split(".")[1] for each in _SHOWN.split(", "))
"""The names of the columns in which :func:`between` gives its rows."""


_BEFORE = (
    "SELECT b.id FROM reservations b WHERE b.resource_id = s.id AND b.ended_at IS NULL AND b.begins < :begins"
    " ORDER BY b.begins DESC LIMIT 1"
)
"""The last that began before: since no two overlap, no other can reach into the time asked for."""


def between(
    tx: Transaction, begins: datetime, ends: datetime, sort: ResourceSort | None = None, resource: int | None = None
) -> list[Row]:
    """The reservations of a sort, or of one resource, that take some of a time, and what is still out from before it.

    Rows as :data:`SHOWN`, in order of time, with the case as it is remembered: nothing is masked.
    """
    which = "s.sort = :sort" if resource is None else "s.id = :resource"
    of = f"SELECT {_SHOWN} FROM resources s CROSS JOIN reservations r JOIN cases c ON c.id = r.case_id WHERE {which}"
    sql = (
        f"{of} AND r.resource_id = s.id AND r.ended_at IS NULL AND r.begins >= :begins AND r.begins < :ends"
        f" UNION ALL {of} AND r.id = ({_BEFORE}) AND r.ends > :begins"
        f" UNION ALL SELECT {_SHOWN} FROM {_LENT} JOIN resources s ON s.id = r.resource_id"
        f" JOIN cases c ON c.id = r.case_id WHERE {which} AND {_OUT} AND r.ends <= :begins ORDER BY 4, 1"
    )
    return tx.all(sql, {"sort": sort, "resource": resource, "begins": epoch(begins), "ends": epoch(ends)})


def _known(seconds: int) -> datetime:
    """An instant that is always there."""
    return datetime.fromtimestamp(seconds, UTC)
