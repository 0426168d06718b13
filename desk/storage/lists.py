"""Lists of cases: one row each, a page at a time, by keyset; any page costs what the first one does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from desk.rules.references import reference
from desk.storage.database import Transaction
from desk.storage.times import instant


class Listed(NamedTuple):
    """One row of a list. ``citizen`` is a name or None; ``is_protected`` and ``is_anonymous`` say why there is none.

    A row stands as it was read (instants in epoch seconds, flags 0 or 1): most rows of a long list are never looked
    at, and making fifty values of each keystroke's answer would cost more than finding them.
    """

    id: int
    year: int
    number: int
    kind: str
    channel: str
    status: str
    step: str | None
    topic: str | None
    summary: str
    citizen: str | None
    department: str | None
    group: str | None
    agent: str | None
    received: int
    due_epoch: int | None
    closed_epoch: int | None
    annulled_epoch: int | None
    is_anonymous: int
    is_protected: int
    due_key: int

    def __repr__(self) -> str:
        return f"Listed({self.reference})"

    @property
    def reference(self) -> str:
        """As a person writes it."""
        return reference(self.year, self.number)

    @property
    def received_at(self) -> datetime:
        """When it came in, in UTC."""
        return datetime.fromtimestamp(self.received, UTC)

    @property
    def due(self) -> datetime | None:
        """The deadline, in UTC."""
        return instant(self.due_epoch)

    @property
    def closed(self) -> bool:
        """Whether the case is closed."""
        return self.closed_epoch is not None

    @property
    def annulled(self) -> bool:
        """Whether the case is annulled."""
        return self.annulled_epoch is not None

    @property
    def anonymous(self) -> bool:
        """Whether the person wished to be unknown."""
        return bool(self.is_anonymous)

    @property
    def protected(self) -> bool:
        """Whether the identity is protected."""
        return bool(self.is_protected)

    def overdue(self, now: datetime) -> bool:
        """Open, and its deadline has passed."""
        due = self.due_epoch
        return not self.closed and not self.annulled and due is not None and due < now.timestamp()


@dataclass(frozen=True)
class Viewer:
    """For whom a list is made: confidential cases are seen by their agent, and by those who may see all."""

    login: str
    all_confidential: bool


SELECT_LISTED = (
    "SELECT c.id, c.year, c.number, c.kind, c.channel, c.status, c.step, c.topic,"
    " CASE WHEN c.protected = 1 THEN '' ELSE c.summary END,"
    " CASE WHEN c.protected = 1 THEN NULL ELSE c.name END, c.department, c.answer_group, c.agent,"
    " c.received_at, c.due, c.closed_at, c.annulled_at, c.anonymous, c.protected, c.due_key"
)
"""The columns of :class:`Listed`; of a protected identity a list shows only that it is protected."""
VISIBLE = "(c.confidential = 0 OR ? = 1 OR c.agent = ?)"
"""Takes two values: whether all confidential cases are seen, and the viewer's login."""


@dataclass(frozen=True)
class Which:
    """Which cases a list holds. Open lists go by deadline, others by newest first.

    Attributes:
        open: Only open cases.
        overdue_at: Only open cases whose deadline lies before this instant (epoch seconds).
        agent, group, kind: Only those.
    """

    open: bool = False
    overdue_at: int | None = None
    agent: str | None = None
    group: str | None = None
    kind: str | None = None

    @property
    def by_deadline(self) -> bool:
        """Whether the list goes by deadline."""
        return self.open or self.overdue_at is not None


Cursor = tuple[int, int]
"""The place after a row: its ``due_key`` (0 where the list goes by newest) and its id."""


def page(tx: Transaction, which: Which, viewer: Viewer, limit: int, after: Cursor | None = None) -> list[Listed]:
    """At most ``limit`` rows after a cursor."""
    conditions, values = _conditions(which)
    conditions.append(VISIBLE)
    values += [viewer.all_confidential, viewer.login]
    if which.by_deadline:
        if after is not None:
            conditions.append("(c.due_key, c.id) > (?, ?)")
            values += after
        order = "c.due_key, c.id"
    else:
        if after is not None:
            conditions.append("c.id < ?")
            values.append(after[1])
        order = "c.id DESC"
    sql = f"{SELECT_LISTED} FROM cases c WHERE {' AND '.join(conditions)} ORDER BY {order} LIMIT ?"
    return [Listed._make(row) for row in tx.all(sql, (*values, limit))]


def count_open(tx: Transaction, which: Which, viewer: Viewer, most: int) -> int:
    """How many rows a list has, counted no further than ``most``."""
    conditions, values = _conditions(which)
    conditions.append(VISIBLE)
    sql = f"SELECT count(*) FROM (SELECT 1 FROM cases c WHERE {' AND '.join(conditions)} LIMIT ?) counted"
    return int(tx.value(sql, (*values, viewer.all_confidential, viewer.login, most)))


def _conditions(which: Which) -> tuple[list[str], list[object]]:
    conditions: list[str] = []
    values: list[object] = []
    if which.by_deadline:
        conditions.append("c.closed_at IS NULL AND c.annulled_at IS NULL")
    if which.overdue_at is not None:
        conditions.append("c.due_key < ?")
        values.append(which.overdue_at)
    kind = "+c.kind" if which.by_deadline else "c.kind"  # its index has no deadlines: every case of a kind, sorted
    for column, value in (("c.agent", which.agent), ("c.answer_group", which.group), (kind, which.kind)):
        if value is not None:
            conditions.append(f"{column} = ?")
            values.append(value)
    return conditions, values


def earlier(tx: Transaction, handles: tuple[str, ...], viewer: Viewer, limit: int) -> list[Listed]:
    """The newest cases found by exact handles; none of a protected identity, none annulled."""
    marks = ", ".join("?" * len(handles))
    sql = (
        f"{SELECT_LISTED} FROM cases c WHERE c.id IN (SELECT case_id FROM handles WHERE handle IN ({marks}))"
        f" AND c.protected = 0 AND c.annulled_at IS NULL AND {VISIBLE} ORDER BY c.id DESC LIMIT ?"
    )
    rows = tx.all(sql, (*handles, viewer.all_confidential, viewer.login, limit))
    return [Listed._make(row) for row in rows]
