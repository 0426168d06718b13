"""Retention runs: the personal data of cases whose time has come are disposed of, on a decision of the municipality.

A run takes a hundred cases at a time, so that colleagues work on beside it. Each such part is whole: a case is
disposed of altogether or not at all, and what a broken run left over is taken by the next. At the end the file itself
is cleaned of what was taken out; writers wait while that is done.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

from desk.rules.cases import Case
from desk.rules.kinds import details_of, kinds
from desk.rules.refusals import refuse
from desk.rules.registers import Sort
from desk.rules.retention import Chosen, check_decision, days_by_kind, shortest
from desk.rules.rights import Right
from desk.services.registration import clean, retention_of, today_of
from desk.services.seat import Seat, moment_of
from desk.settings_model import Settings
from desk.storage import brought_in, cases, disposal, disposal_file, remembered, trail
from desk.storage.database import Database, Transaction
from desk.storage.disposal import Under
from desk.storage.faults import DatabaseUnusable

__all__ = ["PART", "Run", "drafts_end", "preview", "renew", "run", "scrubbed"]

PART = 100
"""Cases disposed of in one transaction: others wait for it, so it is short."""
_APPLIED = "retention_applied"

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Run:
    """What a run did, or with ``dry_run`` would do.

    Attributes:
        until: The last retention day that was taken.
        by_kind: How many cases of each kind.
        oldest: The local day on which the oldest of them came in.
        held: The references of cases that a hold stopped.
        brought_in: Permits and cards without a case, which were brought in from another register.
        drafts: Unfinished forms, older than the shortest retention.
        renewed: Cases that got another date, because the settings say other days than before.
        scrubbed: Whether the file holds no traces any more; ``None`` for a dry run.
        trouble: Why the traces could not be taken out, where the database said so.
        copies: Other files that may still hold what was disposed of: beside the database, or made by `desk backup`.
        listed: Whether the list of disposals beside the database could be written.
    """

    decision: str
    until: date
    dry_run: bool
    by_kind: Mapping[str, int]
    oldest: date | None
    held: tuple[str, ...]
    drafts: int
    renewed: int
    brought_in: int = 0
    scrubbed: bool | None = None
    trouble: DatabaseUnusable | None = None
    copies: tuple[Path, ...] = ()
    listed: bool = True

    @property
    def cases(self) -> int:
        """How many cases in all."""
        return sum(self.by_kind.values())


def run(
    seat: Seat,
    decision: str | None,
    on: date | None = None,
    now: datetime | None = None,
    *,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Run:
    """Dispose of the personal data of every case whose retention day has come.

    Args:
        decision: The reference of the municipality's decision that it rests on.
        on: The last retention day to take; today where it is left out. Later ones only with ``dry_run``.
        dry_run: Do it, say what was done, and undo it.

    Raises:
        Refused: no decision, or a day to come.
        DatabaseUnusable: what was disposed of until then is; the rest is left for the next run.
    """
    seat.demand(Right.RETAIN)
    moment = moment_of(now)
    if decision is None or not decision.strip():
        refuse("decision_needed", "--decision")
    decision = clean(decision, "--decision")
    check_decision(decision)
    today = today_of(seat, moment)
    until = on or today
    if until > today and not dry_run:
        refuse("retention_in_future", "--on", last=today)
    work = _Work(seat, moment, decision, until, dry_run, progress or _silent)
    work.take()
    return work.finished()


def preview(seat: Seat, now: datetime | None = None) -> Run:
    """What a run today would take, counted alone: quick, and nobody waits for it."""
    seat.demand(Right.RETAIN)
    moment = moment_of(now)
    work = _Work(seat, moment, "", today_of(seat, moment), True, _silent)
    work.count()
    return work.finished()


def renew(seat: Seat, decision: str, now: datetime | None = None) -> int:
    """Work out anew when the personal data of the cases that have ended may go; how many got another date.

    Args:
        decision: What it rests on, for the trail.
    """
    seat.demand(Right.RETAIN)
    moment = moment_of(now)
    work = _Work(seat, moment, decision, today_of(seat, moment), False, _silent)
    work.renew()
    return len(work.renewed)


def _silent(_done: int, _all: int) -> None:
    """Nobody watches."""


@dataclass
class _Work:
    """One run while it is on."""

    seat: Seat
    now: datetime
    decision: str
    until: date
    dry_run: bool
    progress: Progress
    counts: Counter[str] = field(default_factory=Counter)
    oldest: date | None = None
    held: tuple[str, ...] = ()
    drafts: int = 0
    brought_in: int = 0
    renewed: Mapping[int, date | None] = field(default_factory=dict)
    under: Under | None = None

    @property
    def at(self) -> int:
        return int(self.now.timestamp())

    def renew(self) -> dict[str, tuple[int, int]]:
        """Work the dates out anew, where others hold than before; the days of those kinds, before and now."""
        changed = self._changed_kinds()
        self.renewed = self._dates(changed)
        if not self.dry_run:
            self._put_dates(changed)
        return changed

    def count(self) -> None:
        """Count what :meth:`take` would take."""
        changed = self.renew()
        wanted, self.held = self._due()
        with self.seat.database.read() as tx:
            found = disposal.kinds_of(tx, wanted)
            for sort in Sort:
                before, now = changed.get(sort.kind, (0, 0))
                self.brought_in += len(brought_in.due(tx, sort, self.until.toordinal() - (now - before)))
            before_that = drafts_end(self.seat.settings, self.seat.retention, self.until)
            self.drafts = disposal.drafts_before(tx, before_that)
        self.counts.update(kind for kind, _day in found)
        self.oldest = date.fromordinal(min(day for _kind, day in found)) if found else None

    def take(self) -> None:
        """Renew the dates, then dispose of what is due, part by part."""
        changed = self.renew()
        wanted, self.held = self._due()
        for first in range(0, len(wanted), PART):
            self.progress(first, len(wanted))
            with self._transaction() as tx:
                self._dispose(tx, wanted[first : first + PART])
        self._brought_in(changed)
        self._drafts()
        self.progress(len(wanted), len(wanted))

    @contextmanager
    def _transaction(self) -> Iterator[Transaction]:
        """A transaction; of a dry run one that is undone."""
        if not self.dry_run:
            with self.seat.database.write() as tx:
                yield tx
            return
        try:
            with self.seat.database.write() as tx:
                yield tx
                raise _Undone
        except _Undone:
            self.under = None

    # -------------------------------------------------------------- dates

    def _changed_kinds(self) -> dict[str, tuple[int, int]]:
        """The kinds whose days are others than when dates were last worked out: before, now."""
        with self.seat.database.read() as tx:
            text = remembered.get(tx, _APPLIED)
        before = {**days_by_kind({}), **(json.loads(text) if text else {})}
        days = days_by_kind(self.seat.retention)
        return {code: (before[code], each) for code, each in days.items() if before[code] != each}

    def _dates(self, changed: Mapping[str, object]) -> dict[int, date | None]:
        """The cases whose date is another now."""
        found: dict[int, date | None] = {}
        after = 0
        while True:
            with self.seat.database.read() as tx:
                part = disposal.ended(tx, tuple(changed), after, 2000)
            for case in part:
                new = retention_of(self.seat, details_of(case.kind, dict(case.details)), case.ended_at)
                if new != case.retention_date:
                    found[case.id] = new
            if not part:
                return found
            after = part[-1].id

    def _put_dates(self, changed: Mapping[str, tuple[int, int]]) -> None:
        rows = [(number, day.toordinal()) for number, day in self.renewed.items() if day is not None]
        for first in range(0, len(rows), 5 * PART):
            with self.seat.database.write() as tx:
                disposal.put_dates(tx, rows[first : first + 5 * PART])
        if changed:
            with self.seat.database.write() as tx:
                remembered.put(tx, _APPLIED, json.dumps(days_by_kind(self.seat.retention)))
                trail.add(tx, None, self.at, self.seat.who.login, "retention_changed", changed, subject=self.decision)
                for sort in Sort:
                    before, now = changed.get(sort.kind, (0, 0))
                    brought_in.move_dates(tx, sort, now - before)

    # -------------------------------------------------------------- cases and drafts

    def _due(self) -> tuple[list[int], tuple[str, ...]]:
        """What may go, and what a hold stops; of a dry run by the dates that it would write."""
        with self.seat.database.read() as tx:
            wanted, held = disposal.due(tx, self.until.toordinal()), disposal.held(tx, self.until.toordinal())
            if self.dry_run and self.renewed:
                new = [case for number in self.renewed if (case := cases.by_id(tx, number)) is not None]
                coming = [case for case in new if self._may_go(case, but_for_hold=True)]
                wanted = sorted(
                    {*(each for each in wanted if each not in self.renewed), *(c.id for c in coming if c.hold is None)}
                )
                moved = {case.reference for case in new}
                held = sorted({*(each for each in held if each not in moved), *(c.reference for c in coming if c.hold)})
        return wanted, tuple(held)

    def _may_go(self, case: Case, *, but_for_hold: bool = False) -> bool:
        """Whether it is still so: somebody may have reopened the case, or held it, since it was looked for."""
        day = self.renewed.get(case.id, case.retention_date)
        ended = case.ended_at is not None and case.disposed_at is None
        return ended and day is not None and day <= self.until and (but_for_hold or case.hold is None)

    def _dispose(self, tx: Transaction, part: Sequence[int]) -> None:
        for number in part:
            case = cases.by_id(tx, number)
            if case is not None and self._may_go(case):
                disposal.dispose(tx, case, self._begun(tx))
                self.counts[case.kind] += 1
                self.oldest = case.day if self.oldest is None else min(self.oldest, case.day)

    def _brought_in(self, changed: Mapping[str, tuple[int, int]]) -> None:
        """Permits and cards without a case; of a dry run by the dates that it would write."""
        for sort in Sort:
            before, now = changed.get(sort.kind, (0, 0)) if self.dry_run else (0, 0)
            with self.seat.database.read() as tx:
                wanted = brought_in.due(tx, sort, self.until.toordinal() - (now - before))
            for first in range(0, len(wanted), PART):
                with self._transaction() as tx:
                    for number in wanted[first : first + PART]:
                        self.brought_in += disposal.dispose_row(tx, sort, number, self._begun(tx))

    def _drafts(self) -> None:
        before = drafts_end(self.seat.settings, self.seat.retention, self.until)
        with self.seat.database.read() as tx:
            old = disposal.drafts_before(tx, before)
        if old:
            with self._transaction() as tx:
                self.drafts = disposal.remove_drafts(tx, before, self._begun(tx))

    def _begun(self, tx: Transaction) -> Under:
        """The run's own row and entry, written with the first thing it takes."""
        if self.under is None:
            login = self.seat.who.login
            self.under = disposal.begin(tx, self.at, login, self.decision, self.until.toordinal())
            said = {"until": (None, self.until.isoformat()), "disposal": (None, self.under.run)}
            trail.add(tx, None, self.at, login, "retention_run", said, subject=self.decision)
            disposal.note_unscrubbed(tx)
        return self.under

    # -------------------------------------------------------------- afterwards

    def finished(self) -> Run:
        """Take the traces out of the file, and say what was done."""
        database = self.seat.database
        done = Run(
            decision=self.decision,
            until=self.until,
            dry_run=self.dry_run,
            by_kind={code: self.counts[code] for code in kinds() if self.counts[code]},
            oldest=self.oldest,
            held=self.held,
            drafts=self.drafts,
            renewed=len(self.renewed),
            brought_in=self.brought_in,
            copies=_copies(database),
        )
        if self.dry_run:
            return done
        listed = _list(database)
        try:
            clean, trouble = scrubbed(database), None
        except DatabaseUnusable as unusable:
            clean, trouble = False, unusable
        return replace(done, scrubbed=clean, trouble=trouble, listed=listed)


class _Undone(Exception):  # noqa: N818  no error: how a dry run's transaction ends
    """The end of a part that is only tried."""


def drafts_end(settings: Settings, chosen: Chosen, until: date) -> int:
    """The instant (epoch seconds) before which a form must have been left for a run until that day to take it."""
    day = until - timedelta(days=shortest(chosen)) + timedelta(days=1)
    return int(datetime.combine(day, time(), settings.zone).timestamp())


def _list(database: Database) -> bool:
    """Bring the list beside a file up to date; ``False`` where it cannot be written."""
    if database.file is None:
        return True
    with database.read() as tx:
        every = disposal.runs(tx)
    try:
        disposal_file.add_missing(disposal_file.path_of(database.file), every)
    except (OSError, DatabaseUnusable):
        return False
    return True


def _copies(database: Database) -> tuple[Path, ...]:
    with database.read() as tx:
        made = [Path(each) for each in disposal.copies_made(tx)]
    return tuple(disposal_file.other_copies(database.file, made))


def scrubbed(database: Database) -> bool:
    """Take the traces of what was disposed of out of the file, where there are any; as :func:`disposal.scrub`."""
    with database.read() as tx:
        wanted = disposal.unscrubbed(tx)
    return not wanted or disposal.scrub(database)
