"""Bringing in a file of staffing: all of it or nothing, and the same file again changes nothing."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from desk.rules.calendar import local_day
from desk.rules.calls import LineRefused
from desk.rules.events import Happening
from desk.rules.refusals import Problem, Refused
from desk.rules.rights import Right
from desk.rules.staffing import DayStaff, checked
from desk.rules.staffing_rows import StaffingRow, read_staffing
from desk.services.people import demand_now
from desk.services.seat import Seat, moment_of
from desk.services.staffing import check_day, known_group, write
from desk.storage import staffing, trail
from desk.storage.database import Transaction

MOST_BYTES = 20_000_000
"""Ten years of a hundred groups are a fraction of it."""


@dataclass(frozen=True)
class BroughtIn:
    """What a file came to: ``new + changed + same + len(refused) == read``.

    Attributes:
        written: ``False`` after a dry run, and where a line was refused: then nothing was written at all.
    """

    read: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    refused: tuple[LineRefused, ...] = ()
    written: bool = True


def bring_in(seat: Seat, path: Path, *, dry_run: bool = False, now: datetime | None = None) -> BroughtIn:
    """Import a CSV file of staffing (docs/follow-up.md says how it is written).

    Raises:
        NotAllowed: the person does not keep the follow-up.
        Refused: the file cannot be read, or its first line is none of a file of staffing.
    """
    seat.demand(Right.FOLLOW_UP)
    rows = list(read_staffing(io.StringIO(_text(path), newline="")))
    moment = moment_of(now)
    if not dry_run:
        try:
            with seat.database.write() as tx:
                demand_now(tx, seat, Right.FOLLOW_UP)
                return _written(tx, seat, rows, moment)
        except _NotAtAll as not_at_all:
            return not_at_all.counted
    with seat.database.read() as tx:
        return _counted(tx, seat, rows, moment).brought_in(written=False)


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise Refused(Problem("too_long", "file", {"max_length": MOST_BYTES}))
        with path.open("rb") as raw, io.TextIOWrapper(raw, "utf-8-sig", newline="") as file:
            return file.read()
    except UnicodeError as error:
        raise Refused(Problem("staffing_encoding", "file")) from error
    except (OSError, ValueError) as error:
        raise Refused(Problem("file_missing", "file", {"file": path.name})) from error


class _NotAtAll(Exception):  # noqa: N818  ends the transaction; never seen outside
    def __init__(self, counted: BroughtIn) -> None:
        super().__init__()
        self.counted = counted


@dataclass(frozen=True)
class _Counted:
    """The days as they will be, with what was written of each before, and the lines that are refused."""

    days: list[tuple[DayStaff | None, DayStaff]]
    refused: list[LineRefused]

    def brought_in(self, *, written: bool) -> BroughtIn:
        new = sum(before is None for before, _ in self.days)
        same = sum(before == after for before, after in self.days)
        read = len(self.days) + len(self.refused)
        refused = tuple(sorted(self.refused, key=lambda each: each.line))
        return BroughtIn(read, new, len(self.days) - new - same, same, refused, written)


def _counted(tx: Transaction, seat: Seat, rows: list[StaffingRow | LineRefused], moment: datetime) -> _Counted:
    today = local_day(moment, seat.settings.zone)
    counted = _Counted([], [])
    lines: dict[tuple[str, date], int] = {}
    for row in rows:
        if isinstance(row, LineRefused):
            counted.refused.append(row)
            continue
        try:
            check_day(row.day, today)
            group = known_group(tx, row.group)
            earlier = lines.setdefault((group, row.day), row.line)
            if earlier != row.line:
                raise Refused(Problem("staffing_twice", None, {"line": earlier}))
            before = staffing.one(tx, group, row.day)
            after = checked(row.over(before or DayStaff(group, row.day)))
            counted.days.append((before, after))
        except Refused as refused:
            counted.refused.append(LineRefused(row.line, refused.problems[0]))
    return counted


def _written(tx: Transaction, seat: Seat, rows: list[StaffingRow | LineRefused], moment: datetime) -> BroughtIn:
    counted = _counted(tx, seat, rows, moment)
    if counted.refused:
        raise _NotAtAll(counted.brought_in(written=False))
    for before, after in counted.days:
        if before is None:
            staffing.put(tx, after)
        else:
            write(tx, seat, after, moment)
    done = counted.brought_in(written=True)
    if done.new:
        days = sorted(after.day.isoformat() for before, after in counted.days if before is None)
        changes = {"days": (None, done.new), "first": (None, days[0]), "last": (None, days[-1])}
        at = int(moment.timestamp())
        trail.add(tx, None, at, seat.who.login, Happening.BROUGHT_IN, changes, subject="staffing:file")
    return done
