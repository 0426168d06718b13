"""Lists of cases: one row each, a page at a time, by keyset; any page costs what the first one does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from desk.rules.cases import reference
from desk.storage.database import Row, Transaction
from desk.storage.times import instant


@dataclass(frozen=True, slots=True)
class Listed:
    """One row of a list. ``citizen`` is a name or None; ``protected`` and ``anonymous`` say why there is none."""

    id: int
    reference: str
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
    received_at: datetime
    due: datetime | None
    closed: bool
    annulled: bool
    anonymous: bool
    protected: bool
    due_key: int

    def __repr__(self) -> str:
        return f"Listed({self.reference})"

    def overdue(self, now: datetime) -> bool:
        """Open, and its deadline has passed."""
        return not self.closed and not self.annulled and self.due is not None and self.due < now


@dataclass(frozen=True)
class Viewer:
    """For whom a list is made: confidential cases are seen by their agent, and by those who may see all."""

    login: str
    all_confidential: bool


SELECT_LISTED = (
    "SELECT c.id, c.year, c.number, c.kind, c.channel, c.status, c.step, c.topic, c.summary, c.name, c.department,"
    " c.answer_group, c.agent, c.received_at, c.due, c.closed_at, c.annulled_at, c.anonymous, c.protected, c.due_key"
)
VISIBLE = "(c.confidential = 0 OR ? OR c.agent = ?)"
"""Takes two values: whether all confidential cases are seen, and the viewer's login."""


def listed_of(row: Row) -> Listed:
    """A row of :data:`SELECT_LISTED` as a value; a protected identity is gone from it."""
    protected = bool(row[18])
    received = instant(row[13])
    if received is None:
        raise ValueError("a case without a time")
    return Listed(
        id=row[0],
        reference=reference(row[1], row[2]),
        kind=row[3],
        channel=row[4],
        status=row[5],
        step=row[6],
        topic=row[7],
        summary=row[8],
        citizen=None if protected else row[9],
        department=row[10],
        group=row[11],
        agent=row[12],
        received_at=received,
        due=instant(row[14]),
        closed=row[15] is not None,
        annulled=row[16] is not None,
        anonymous=bool(row[17]),
        protected=protected,
        due_key=row[19],
    )


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
    return [listed_of(row) for row in tx.all(sql, (*values, limit))]


def count_open(tx: Transaction, which: Which, viewer: Viewer, most: int) -> int:
    """How many rows a list has, counted no further than ``most``."""
    conditions, values = _conditions(which)
    conditions.append(VISIBLE)
    sql = f"SELECT count(*) FROM (SELECT 1 FROM cases c WHERE {' AND '.join(conditions)} LIMIT ?)"
    return int(tx.value(sql, (*values, viewer.all_confidential, viewer.login, most)))


def _conditions(which: Which) -> tuple[list[str], list[object]]:
    conditions: list[str] = []
    values: list[object] = []
    if which.by_deadline:
        conditions.append("c.closed_at IS NULL AND c.annulled_at IS NULL")
    if which.overdue_at is not None:
        conditions.append("c.due_key < ?")
        values.append(which.overdue_at)
    for column, value in (("agent", which.agent), ("answer_group", which.group), ("kind", which.kind)):
        if value is not None:
            conditions.append(f"c.{column} = ?")
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
    return [listed_of(row) for row in rows]
