"""Telephone figures: bringing in an exchange's file, and typing a week by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from desk.rules.calendar import Week, local_day
from desk.rules.calls import CallFormat, LineRefused
from desk.rules.refusals import refuse
from desk.rules.rights import Right
from desk.services.call_files import CallFile, Progress, call_file
from desk.services.call_intake import Books, Intake, LogIntake, RowIntake
from desk.services.seat import Seat, now_utc
from desk.storage import calls
from desk.storage.database import Transaction

MOST = 1_000_000
"""Calls of a week typed by hand, at most."""


@dataclass(frozen=True)
class Imported:
    """What a file came to; docs/calls.md says more. ``new + known + ignored + refused_count == read``.

    Attributes:
        read: Rows of a CSV file, lines of a queue_log.
        refused: The first thousand lines that were refused.
        calls: Calls added; for CSV the same as ``new``.
        updated: Calls that were there from before and were answered or got their end (queue_log).
        pending: Calls met in this file whose end has not been seen (queue_log).
        unknown_events: How many lines of each event that the documentation has not (queue_log).
        typed: The (group, week) of calls in this file in whose place typed figures stand.
        written: ``False`` after a dry run, and where ``strict`` met a line refused: the counts say what would be.
    """

    format: CallFormat
    read: int = 0
    new: int = 0
    known: int = 0
    ignored: int = 0
    refused: tuple[LineRefused, ...] = ()
    refused_count: int = 0
    calls: int = 0
    updated: int = 0
    pending: int = 0
    unknown_events: Mapping[str, int] = field(default_factory=dict)
    groups_made: tuple[str, ...] = ()
    agents_made: tuple[str, ...] = ()
    typed: tuple[tuple[str, str], ...] = ()
    written: bool = True


@dataclass(frozen=True)
class Typed:
    """A group's week as it was typed; ``instead`` where it stands in the place of imported calls."""

    group: str
    week: Week
    offered: int
    answered: int
    instead: bool


def bring_in(
    seat: Seat,
    path: Path,
    form: CallFormat | str | None = None,
    mapping: str | None = None,
    *,
    dry_run: bool = False,
    strict: bool = False,
    progress: Progress | None = None,
    now: datetime | None = None,
) -> Imported:
    """Import a file of calls. The same file again adds nothing.

    Args:
        form: CSV where left out and a mapping is given, otherwise queue_log.
        mapping: The text of the mapping's TOML file; for a queue_log only its groups and agents are read.
        dry_run: Count, and write nothing.
        strict: All in one transaction, and nothing at all where a line is refused.

    Raises:
        Refused: the mapping or the file cannot be used; nothing was written.
        DatabaseUnusable: what was written by then is whole, and importing again goes on from there.
    """
    seat.demand(Right.BRING_CALLS)
    work = _Work(seat, call_file(path, form, mapping), int((now or now_utc()).timestamp()), progress)
    if dry_run:
        return work.count()
    if not strict:
        done = work.write()
    else:
        counted = work.count()
        done = counted if counted.refused else work.write_whole()
    if done.written:
        _follow_up(seat, now)
    return done


def _follow_up(seat: Seat, now: datetime | None) -> None:
    """Figures came in, perhaps of weeks that have closed: look for deviations at once."""
    from desk.services.deviation_finder import find_quietly

    find_quietly(seat, now)


@dataclass(frozen=True)
class _Work:
    seat: Seat
    file: CallFile
    at: int
    progress: Progress | None

    def count(self) -> Imported:
        """Read everything, write nothing."""
        with self.seat.database.read() as tx:
            return self._within(tx, self._intake(dry=True))

    def write(self) -> Imported:
        """Write chunk by chunk, each in a transaction of its own."""
        intake = self._intake(dry=False)
        for chunk in self._chunks(intake):
            with self.seat.database.write() as tx:
                intake.take(tx, chunk)
        with self.seat.database.write() as tx:
            done = self._finished(tx, intake)
        self.seat.forget()
        return done

    def write_whole(self) -> Imported:
        """Write everything in one transaction, or nothing: the file may have grown since it was counted."""
        try:
            with self.seat.database.write() as tx:
                done = self._within(tx, self._intake(dry=False))
                if done.refused:
                    raise _NotAtAll(done)
        except _NotAtAll as not_at_all:
            return replace(not_at_all.counted, written=False)
        self.seat.forget()
        return done

    def _within(self, tx: Transaction, intake: Intake[Any]) -> Imported:
        for chunk in self._chunks(intake):
            intake.take(tx, chunk)
        return self._finished(tx, intake)

    def _intake(self, *, dry: bool) -> Intake[Any]:
        books = Books(self.seat.settings.zone, self.at, dry)
        if self.file.mapping is None:
            return LogIntake(self.file.names, books)
        return RowIntake(self.file.mapping, books)

    def _chunks(self, intake: Intake[Any]) -> Iterator[list[Any]]:
        return self.file.chunks(intake.reader, self.progress)

    def _finished(self, tx: Transaction, intake: Intake[Any]) -> Imported:
        intake.finish(tx)
        tally, books = intake.tally, intake.books
        return Imported(
            format=self.file.format,
            read=tally.read,
            new=tally.new,
            known=tally.known,
            ignored=tally.ignored,
            refused=tuple(sorted(tally.refused, key=lambda each: each.line)),
            refused_count=tally.refused_count,
            calls=tally.calls,
            updated=tally.updated,
            pending=tally.pending,
            unknown_events=dict(sorted(tally.unknown_events.items())),
            groups_made=tuple(books.groups_made),
            agents_made=tuple(books.agents_made),
            typed=tuple(calls.typed_among(tx, books.weeks)),
            written=not books.dry,
        )


class _NotAtAll(Exception):  # noqa: N818  ends the transaction; never seen outside
    def __init__(self, counted: Imported) -> None:
        super().__init__()
        self.counted = counted


# ------------------------------------------------------------------ by hand


def set_week(
    seat: Seat,
    group: str,
    week: Week,
    offered: int,
    answered: int,
    *,
    replace: bool = False,
    now: datetime | None = None,
) -> Typed:
    """Type a week's numbers for a group, instead of any typed before.

    Raises:
        Refused: a number or the week cannot be; the group is unknown; calls offered in that week were imported
            (``calls_imported_already``), and ``replace`` is not given.
    """
    seat.demand(Right.BRING_CALLS)
    moment = now or now_utc()
    this_week = Week.of(local_day(moment, seat.settings.zone))
    if week > this_week:
        refuse("week_in_future", "week", last=this_week.code)
    _check_numbers(offered, answered)
    with seat.database.write() as tx:
        known = calls.groups_by_name(tx).get(group.strip().casefold())
        if known is None:
            refuse("group_unknown", "group", allowed=seat.organisation.groups)
        imported = calls.offered_in(tx, known, week)
        if imported and not replace:
            refuse("calls_imported_already", None, group=known, week=week.code)
        calls.type_week(tx, known, week, offered, answered, seat.who.login, int(moment.timestamp()))
    _follow_up(seat, moment)
    return Typed(known, week, offered, answered, imported)


def _check_numbers(offered: int, answered: int) -> None:
    for name, number in (("offered", offered), ("answered", answered)):
        if number < 0:
            refuse("number_too_small", name, ge=0)
        if number > MOST:
            refuse("number_too_large", name, le=MOST)
    if answered > offered:
        refuse("calls_answered_more", "answered", offered=offered)
