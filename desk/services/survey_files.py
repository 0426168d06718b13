"""Bringing in a file of survey answers. The same file again adds nothing."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from desk.rules.calendar import local_day
from desk.rules.calls import LineRefused
from desk.rules.events import Happening
from desk.rules.refusals import Problem, Refused, refuse
from desk.rules.rights import Right
from desk.rules.survey_mapping import SurveyMapping, survey_mapping, usual_mapping
from desk.rules.survey_rows import Known, Read, ReadAnswer, read_answers
from desk.rules.surveys import Answer
from desk.services.deviation_finder import find_late
from desk.services.people import demand_now
from desk.services.seat import Seat, moment_of
from desk.storage import calls, surveys, trail
from desk.storage.database import Transaction

MOST_NAMED = 1000
"""Refused lines that are kept to be named; the others are counted."""


@dataclass(frozen=True)
class Imported:
    """What a file came to: ``new + known + ignored + refused_count == read``.

    Attributes:
        read: Rows, without the first, which names the columns, and empty ones.
        ignored: Rows that answered neither question.
        refused: The first thousand lines that were refused.
        written: ``False`` after a dry run, and where ``strict`` met a line refused: the counts say what would be.
    """

    read: int = 0
    new: int = 0
    known: int = 0
    ignored: int = 0
    refused: tuple[LineRefused, ...] = ()
    refused_count: int = 0
    written: bool = True


@dataclass
class _Tally:
    fresh: dict[str, Answer] = field(default_factory=dict)
    read: int = 0
    known: int = 0
    ignored: int = 0
    refused: list[LineRefused] = field(default_factory=list)
    refused_count: int = 0

    def take(self, read: Read) -> None:
        self.read += 1
        if isinstance(read, LineRefused):
            self.refused_count += 1
            if len(self.refused) < MOST_NAMED:
                self.refused.append(read)
        elif not isinstance(read, ReadAnswer):
            self.ignored += 1
        elif read.answer.key is None or read.answer.key in self.fresh:
            self.known += 1
        else:
            self.fresh[read.answer.key] = read.answer


def bring_in(
    seat: Seat,
    path: Path,
    mapping: str | None = None,
    *,
    dry_run: bool = False,
    strict: bool = False,
    now: datetime | None = None,
) -> Imported:
    """Import a file of survey answers, all in one transaction.

    Args:
        mapping: The text of the mapping's TOML file; without one the first line names the columns in the usual way.
        dry_run: Count, and write nothing.
        strict: Nothing at all where a line is refused.

    Raises:
        NotAllowed: the person's role does not keep the follow-up.
        Refused: the mapping or the file cannot be used; nothing was written.
    """
    seat.demand(Right.FOLLOW_UP)
    whole = None if mapping is None else survey_mapping(mapping)
    moment = moment_of(now)
    today = local_day(moment, seat.settings.zone)
    with seat.database.read() as tx:
        known = Known(calls.groups_by_name(tx), calls.agents_by_name(tx), today)
    tally = _Tally()
    for read in _read(path, whole, known):
        tally.take(read)
    if dry_run or (strict and tally.refused_count):
        with seat.database.read() as tx:
            return replace(_counted(tally, _new(tx, tally)), written=False)
    with seat.database.write() as tx:
        demand_now(tx, seat, Right.FOLLOW_UP)
        new = _new(tx, tally)
        done = _counted(tally, new)
        if new:
            at = int(moment.timestamp())
            surveys.put_all(tx, new, at, seat.who.login)
            changes = {"answers": (None, done.new), "known": (None, done.known), "refused": (None, done.refused_count)}
            trail.add(tx, None, at, seat.who.login, Happening.BROUGHT_IN, changes, subject="survey")
    find_late(seat, {each.day for each in new}, moment)
    return done


def _new(tx: Transaction, tally: _Tally) -> list[Answer]:
    known = surveys.known_keys(tx, tally.fresh)
    return [answer for key, answer in tally.fresh.items() if key not in known]


def _counted(tally: _Tally, new: list[Answer]) -> Imported:
    return Imported(
        read=tally.read,
        new=len(new),
        known=tally.known + len(tally.fresh) - len(new),
        ignored=tally.ignored,
        refused=tuple(tally.refused),
        refused_count=tally.refused_count,
    )


def _read(path: Path, mapping: SurveyMapping | None, known: Known) -> Iterator[Read]:
    """The file's rows. Without a mapping the first line says how it is written."""
    encoding = "utf-8"
    try:
        encoding = _encoding(path) if mapping is None else mapping.file.encoding
        with (
            path.open("rb") as raw,
            io.TextIOWrapper(raw, encoding, errors="surrogateescape", newline="") as lines,
        ):
            first = None
            if mapping is None:
                first = lines.readline()
                mapping = usual_mapping(first)
                if mapping is None:
                    refuse("survey_columns", "file")
            yield from read_answers(_again(first, lines), mapping, known)
    except UnicodeError as error:
        raise Refused(Problem("file_encoding", "file", {"encoding": encoding})) from error
    except OSError as error:
        raise Refused(Problem("file_missing", "file", {"file": path.name})) from error


def _encoding(path: Path) -> str:
    """UTF-8 where the whole file is that; otherwise what spreadsheets in western Europe write."""
    try:
        with path.open(encoding="utf-8") as lines:
            for _line in lines:
                pass
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _again(first: str | None, lines: io.TextIOWrapper) -> Iterator[str]:
    """The lines, the one that was read already before the others."""
    if first is not None:
        yield first
    yield from lines
