"""Backups: one copy, or a dated one of a kept series. Each is entered in the trail: it is a reading of everything."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from desk.rules.refusals import Problem, Refused
from desk.rules.retention import shortest
from desk.rules.rights import Right
from desk.rules.series import Keep, kept, too_old
from desk.services.seat import Seat, moment_of
from desk.storage import backup, series, trail
from desk.storage.faults import DatabaseUnusable, Doing, Fault, during

UNWRITABLE = frozenset({Fault.FULL, Fault.READ_ONLY})
"""Faults with which a database can still be copied, and all the more should be."""


@dataclass(frozen=True)
class Made:
    """A copy that was made. ``entered`` is whether the trail says so: a database that is full or protected cannot."""

    file: Path
    size: int
    entered: bool


@dataclass(frozen=True)
class Series:
    """A copy that was added to a series.

    Attributes:
        kept: The copies that there are now, the latest first.
        removed: Those that were taken away.
        stuck: Those that should be, and could not.
        older: Those kept that are older than personal data may become.
        days: How old that is: the shortest retention.
        findings: What is wrong in the new copy, though it can be read whole; then none was taken away.
    """

    made: Made
    kept: tuple[Path, ...]
    removed: tuple[Path, ...]
    stuck: tuple[Path, ...]
    older: tuple[Path, ...]
    days: int
    findings: tuple[str, ...]


def make(seat: Seat, target: Path, now: datetime | None = None) -> Made:
    """Make a consistent copy while others work, readable by its owner only.

    Raises:
        Refused: ``file_exists``.
        DatabaseUnusable: the database or the place of the copy; nothing is left of the copy.
    """
    seat.demand(Right.BACK_UP)
    if os.path.lexists(target):
        raise Refused(_exists(target))
    return _made(seat, target, moment_of(now), backup.quickly)


def add_to_series(seat: Seat, folder: Path, keep: Keep, now: datetime | None = None) -> Series:
    """Add a dated copy to the series in ``folder``, and thin it. No copy goes before the new one has been checked.

    Raises:
        Refused: ``file_exists``, for a second copy within a second.
        DatabaseUnusable: as :func:`make`; no copy was taken away.
    """
    seat.demand(Right.BACK_UP)
    moment = moment_of(now)
    local = moment.astimezone(seat.settings.zone)
    source = seat.database
    target = series.path_of(folder, source, local)
    with during(Doing.COPY, target):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        series.sweep(folder, source)
    made = _made(seat, target, moment, series.marking(target.name))
    with during(Doing.COPY, target):
        backup.put_on_disk(target)  # the mark, too, before anything goes
    findings = series.findings(target)
    copies = _copies(seat, folder)
    stay = kept([each.at for each in copies], keep)
    doomed = [] if findings else [each for each in copies if each.at not in stay]
    removed = [each for each in doomed if series.remove(each)]
    left = [each for each in copies if each not in removed]
    days = shortest(seat.retention)
    old = too_old([each.at.astimezone(seat.settings.zone) for each in left], local, days)
    return Series(
        made=made,
        kept=tuple(each.path for each in left),
        removed=tuple(each.path for each in removed),
        stuck=tuple(each.path for each in doomed if each not in removed),
        older=tuple(each.path for each in left if each.at in old),
        days=days,
        findings=tuple(findings),
    )


def _copies(seat: Seat, folder: Path) -> list[series.Copy]:
    with seat.database.read() as tx:
        desk = series.known_name_of_desk(tx)
    return series.copies(folder, seat.database, desk) if desk else []


def _made(seat: Seat, target: Path, moment: datetime, holds: backup.Check) -> Made:
    entered = _enter(seat, target, moment)
    try:
        return Made(target, backup.copy_to(seat.database, target, holds, as_file=True), entered)
    except FileExistsError as error:
        raise Refused(_exists(target)) from error


def _exists(target: Path) -> Problem:
    return Problem("file_exists", "FILE", {"file": target})


def _enter(seat: Seat, target: Path, moment: datetime) -> bool:
    """Enter the copy in the trail before it is made, so that the copy holds the entry too."""
    told = os.fsencode(target.absolute()).decode("utf-8", "replace")
    try:
        with seat.database.write() as tx:
            series.name_of_desk(tx)
            trail.add(tx, None, int(moment.timestamp()), seat.who.login, "backed_up", {}, subject=told)
    except DatabaseUnusable as unusable:
        if unusable.fault not in UNWRITABLE:
            raise
        return False
    return True
