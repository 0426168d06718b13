"""Moving house: the whole desk into another database, whatever the engines; proved before anybody can use it.

The old one is read as of one moment, while nobody writes, and is left as it is. The new one is made ready beside the
place where it is to be, compared with the old one row by row and report by report, and only then put there: a break at
any point leaves nothing that could be taken for a desk, and moving again begins anew.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from desk.rules.refusals import refuse
from desk.rules.rights import Right
from desk.services.proof import Proof
from desk.services.seat import Seat, moment_of
from desk.services.sessions import SEEN_SECONDS
from desk.storage import checking, moving, remembered, sessions, trail
from desk.storage.database import ConstraintBroken, Database, Transaction
from desk.storage.moving import Told, pour, told
from desk.storage.snapshots import Snapshot

Progress = Callable[[int, int], None]
_STEPS = 1000
"""Into so many steps each part of the way is divided, whatever is counted in it."""


@dataclass(frozen=True)
class Moved:
    """A desk that was moved.

    Attributes:
        rows: How many rows of all tables were compared, and are equal; of how many ``tables``.
        reports: How many reports were compared, and are equal.
        head: How far the trail has come now, as ``ID:HEX``.
        head_before: How far it had come in the old database, which is still there.
        still_there: Names of those who were at work in the old database within the last minute.
    """

    source: str
    target: str
    cases: int
    events: int
    rows: int
    tables: int
    reports: int
    head: str
    head_before: str
    still_there: tuple[str, ...]


def move(seat: Seat, to: str | Path, now: datetime | None = None, progress: Progress | None = None) -> Moved:
    """Move the whole desk into another database. Nobody writes in the old one meanwhile; it is left as it is.

    Args:
        to: A path, or ``postgresql://…``; there must be nothing, or a desk that was only made.

    Raises:
        Refused: it is the same database or holds another desk; or what came over is not the same.
        DatabaseUnusable: one of the two; there is no desk in the new one then.
    """
    seat.demand(Right.BACK_UP)
    target = Database(to)
    try:
        if moving.is_same(seat.database, target):
            refuse("move_to_itself", "--to", where=target.where)
        if not moving.is_free(target):
            refuse("move_not_free", "--to", where=target.where)
        with seat.database.gate(), seat.database.read() as tx:
            return _Work(seat, tx, target, moment_of(now), progress or _silent).done()
    finally:
        target.close()


def _silent(_done: int, _every: int) -> None:
    """Nobody watches."""


@dataclass
class _Work:
    """One moving."""

    seat: Seat
    source: Transaction
    target: Database
    now: datetime
    progress: Progress

    def done(self) -> Moved:
        """Make the new one ready, prove it, put it in place."""
        with self.target.engine.exchange.beside() as engine:
            ready = Database.of(engine)
            try:
                with engine.exchange.filling() as tx:
                    read = pour(self.source, tx, partial(self._part, 0))
            except ConstraintBroken as broken:
                refuse("move_does_not_fit", "--to", where=self.seat.database.where, what=broken.said)
            self._demand_the_same(read, ready)
            reports = self._demand_the_same_reports(ready)
            head = self._enter(ready)
            with self.target.gate():
                if not moving.is_free(self.target):
                    refuse("move_not_free", "--to", where=self.target.where)
                self.target.engine.exchange.put(engine, None)
        self.progress(1, 1)
        return self._moved(read, reports, head)

    def _part(self, part: int, done: int, every: int) -> None:
        self.progress(part * _STEPS + _STEPS * done // max(1, every), 4 * _STEPS)

    def _demand_the_same(self, read: tuple[Told, ...], ready: Database) -> None:
        """Every row of every table, and all that ``check`` looks at."""
        with ready.read() as tx:
            written = told(tx, partial(self._part, 1), sum(each.rows for each in read))
            for one, other in zip(read, written, strict=True):
                if one != other:
                    refuse("move_not_the_same", "--to", what=f"{one.table}: {one.rows}, {other.rows}")
            for name, look in checking.PARTS.items():
                if wrong := look(tx):
                    refuse("move_unsound", "--to", what=f"{name}: {wrong[0]}")

    def _demand_the_same_reports(self, ready: Database) -> int:
        """Every report of every span; those of the new one are kept there as counted."""
        proof = Proof(self.seat, self.now)
        before = proof.of_everything(Snapshot(self.seat.database, self.source), partial(self._part, 2))
        after = replace(proof, store=True).of_everything(ready, partial(self._part, 3))
        for span in before.keys() | after.keys():
            if before.get(span) != after.get(span):
                refuse("move_not_the_same", "--to", what=span)
        return len(before)

    def _enter(self, ready: Database) -> str:
        """Write into its trail from where it came; how far the trail has come."""
        said = {"database": (self.seat.database.where, self.target.where)}
        with ready.write() as tx:
            at = int(self.now.timestamp())
            trail.add(tx, None, at, self.seat.who.login, "moved", said, subject=self.target.where)
            remembered.put(tx, sessions.RESTORED, f"{self.now.isoformat()} {secrets.token_hex(8)}")
            return str(trail.head(tx))

    def _moved(self, read: tuple[Told, ...], reports: int, head: str) -> Moved:
        since = int(self.now.timestamp()) - SEEN_SECONDS
        rows = {each.table: each.rows for each in read}
        return Moved(
            source=self.seat.database.where,
            target=self.target.where,
            cases=rows["cases"],
            events=rows["events"],
            rows=sum(rows.values()),
            tables=len(rows),
            reports=reports,
            head=head,
            head_before=str(trail.head(self.source)),
            still_there=tuple(moving.seen_since(self.source, self.seat.who.login, since)),
        )
