"""Restoring a backup: verified before anything is replaced, and what it replaces is kept.

A backup is older than the desk that it replaces. So what must not come back with it is done again before anybody sees
it: later disposals, people put to rest, keys withdrawn. And what must not go with the old one is carried over:
unfinished forms. Nothing of this may change a figure; every week's report is compared.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from desk.rules.refusals import refuse
from desk.rules.rights import Person, Right
from desk.services import disposed_again, entrance, people
from desk.services.disposed_again import Earlier, Redone
from desk.services.proof import Proof
from desk.services.seat import Seat, moment_of
from desk.settings_model import Settings
from desk.storage import checking, disposal_file, organisation, remembered, restore, sessions, trail
from desk.storage.database import Database
from desk.storage.faults import DatabaseUnusable, Doing, Fault, during
from desk.storage.restore import Carried, Kept

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Restored:
    """What restoring did.

    Attributes:
        kept: Where the replaced database is; ``None`` where there was none.
        cases: How many cases the desk has now.
        carried: What the replaced one had beside them; ``None`` where it could not be read so far.
        redone: What later disposals took again.
        weeks: How many weeks' reports were compared, and are equal.
        upgraded_from: The backup's schema, where it was an earlier Desk's.
        head: How far the trail has come now, as ``ID:HEX``.
    """

    database: str
    kept: str | None
    cases: int
    carried: Carried | None
    redone: Redone
    weeks: int
    upgraded_from: int | None
    head: str


def restore_backup(
    named: str | Path | None,
    settings: Settings,
    backup: Path,
    acting_for: str | None = None,
    now: datetime | None = None,
    progress: Progress | None = None,
) -> Restored:
    """Put a backup in the place of the database.

    An administrator of the database that is replaced may; where that one is missing or damaged, one of the backup.

    Args:
        named: The database to replace; ``None`` for one's own. It need not be there.
        backup: The file to restore; it is only read.

    Raises:
        Refused: it is the database itself, or its reports could not be kept equal.
        DatabaseUnusable: the backup does not hold, or the database cannot be replaced; it is as it was.
    """
    live = Database(named if named is not None else entrance.default_database())
    at = moment_of(now)
    if live.file is not None and live.file.exists() and backup.exists() and live.file.samefile(backup):
        refuse("restore_itself", "FILE", file=backup)
    try:
        seat = _seat_at_the_old(live, settings, acting_for)
        with restore.made_ready(backup, live, progress or _silent) as ready:
            who = (
                seat.who
                if seat
                else _demand(people.sit_down(ready.database, settings, entrance.login_of_system(), acting_for)).who
            )
            work = _Work(live, ready, backup, settings, who, at, progress or _silent, readable=seat is not None)
            return work.done()
    finally:
        live.close()


def _silent(_done: int, _all: int) -> None:
    """Nobody watches."""


def _demand(seat: Seat) -> Seat:
    seat.demand(Right.BACK_UP)
    return seat


def _seat_at_the_old(live: Database, settings: Settings, acting_for: str | None) -> Seat | None:
    """The seat at the database to be replaced; ``None`` where a backup is what it needs."""
    try:
        if live.schema() == 0:
            return None
        if not live.ready():
            raise DatabaseUnusable(Fault.TOO_OLD, live.where)
        return _demand(people.sit_down(live, settings, entrance.login_of_system(), acting_for))
    except DatabaseUnusable as unusable:
        if unusable.fault in restore.GONE:
            return None
        raise


@dataclass
class _Work:
    """One restoring.

    Attributes:
        readable: Whether the database to be replaced is one that can be read.
    """

    live: Database
    ready: restore.Ready
    backup: Path
    settings: Settings
    who: Person
    now: datetime
    progress: Progress
    readable: bool

    @property
    def scratch(self) -> Database:
        """The copy that is made ready."""
        return self.ready.database

    def done(self) -> Restored:
        """Make the copy ready, and put it in place."""
        self._check()
        proof = Proof(Seat(self.live, self.settings, self.who), self.now)
        with during(Doing.READ_BACKUP, self.backup):
            figures = proof.of_weeks(restore.Still(self.backup), self._first_half)
        with self.scratch.write() as tx:
            restore.forget_counted(tx)
        redone = self._dispose_again()
        if replace(proof, store=True).of_weeks(self.scratch, self._second_half) != figures:
            refuse("restore_figures", "FILE", file=self.backup)
        with self._gate():
            later = self._dispose_again()
            kept = self.live.engine.exchange.keep(self.now)
            carried = self._carry_over(kept)
            cases, head = self._enter(kept, carried)
            self.live.engine.exchange.put(self.scratch.engine, kept)
        self.progress(1, 1)
        both = _both(redone, later)
        where = kept.where if kept else None
        return Restored(self.live.where, where, cases, carried, both, len(figures), self.ready.upgraded_from, head)

    @contextmanager
    def _gate(self) -> Iterator[None]:
        """Other writers wait while the old one is kept and the new one put there."""
        there = self.live.file is None or self.live.file.absolute().parent.is_dir()
        with self.live.gate() if there else nullcontext():
            yield

    # -------------------------------------------------------------- the copy

    def _check(self) -> None:
        """Demand that everything holds that ``check`` looks at."""
        try:
            with self.scratch.read() as tx:
                for name, look in checking.PARTS.items():
                    if wrong := look(tx):
                        raise DatabaseUnusable(Fault.DAMAGED, str(self.backup), f"{name}: {wrong[0]}")
        except DatabaseUnusable as unusable:
            raise unusable.during(Doing.READ_BACKUP, self.backup) from unusable

    def _dispose_again(self) -> Redone:
        with during(Doing.RESTORE, self.live.where):
            return disposed_again.again(self.scratch, self._runs(), self.settings, self.who.login, self.now)

    def _runs(self) -> list[Earlier]:
        """Every disposal that the old database, or the list beside its file, remembers."""
        file = self.live.file
        listed = [] if file is None else disposal_file.read(disposal_file.path_of(file))
        if not self.readable:
            return listed
        try:
            return [*disposed_again.later_disposals(self.live), *listed]
        except DatabaseUnusable as unusable:
            if unusable.fault not in restore.GONE:
                raise
            return listed

    def _carry_over(self, kept: Kept | None) -> Carried | None:
        if kept is None or not self.readable:
            return None
        try:
            return restore.carry_over(self.scratch, kept, self.who.login, int(self.now.timestamp()))
        except DatabaseUnusable as unusable:
            if unusable.fault not in restore.GONE:
                raise unusable.during(Doing.RESTORE, self.live.where) from unusable
            return None

    def _enter(self, kept: Kept | None, carried: Carried | None) -> tuple[int, str]:
        """Write into its trail that it was restored, and over what; how many cases it has, and the trail's head."""
        at = int(self.now.timestamp())
        said: dict[str, tuple[object, object]] = {"database": (kept and kept.name, self.backup.name)}
        if carried is not None:
            said["head"] = (carried.head, None)
            said["cases_lacking"] = (carried.lacking, None)
            said["people_rested"] = (None, list(carried.rested))
            said["keys_withdrawn"] = (None, carried.keys)
        with during(Doing.RESTORE, self.live.where), self.scratch.write() as tx:
            if carried is None:
                sessions.leave_all(tx)
            if organisation.person(tx, self.who.login) is None:
                organisation.put_person(tx, self.who, at)
            trail.add(tx, None, at, self.who.login, "restored", said, subject=self.backup.name)
            remembered.put(tx, sessions.RESTORED, f"{self.now.isoformat()} {secrets.token_hex(8)}")
            return restore.cases_in(tx), str(trail.head(tx))

    # -------------------------------------------------------------- how far it has come

    def _first_half(self, done: int, every: int) -> None:
        self.progress(done, 2 * every + 1)

    def _second_half(self, done: int, every: int) -> None:
        self.progress(every + done, 2 * every + 1)


def _both(first: Redone, second: Redone) -> Redone:
    return Redone(
        first.cases + second.cases,
        first.drafts + second.drafts,
        (*first.open, *second.open),
        first.scrubbed and second.scrubbed,
    )
