"""Every list there is, as a file: masked as on the screen, and written into the access log before it is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path

from desk.documents import exports_desk, exports_errands, exports_follow_up
from desk.documents.export import Asked, Export
from desk.documents.files import write_new
from desk.documents.listing import FORMATS, Listing, as_csv, xlsx
from desk.rules.kinds import by_kinds
from desk.rules.refusals import refuse
from desk.services import taking_out
from desk.services.board import topic_labels
from desk.services.seat import Seat, moment_of
from desk.words import _

MOST_ROWS = 100_000
"""More is no list that anybody reads, and a backup is the way to take everything along."""


@by_kinds
def every() -> Mapping[str, Export]:
    """Every list that can be exported, by its code."""
    found = (*exports_errands.exports(), *exports_follow_up.exports(), *exports_desk.exports())
    return {each.what: each for each in found}


def listing(seat: Seat, what: str, only: Mapping[str, str], now: datetime | None = None) -> Listing:
    """A list as it stands now.

    Args:
        only: What narrows it, by name.

    Raises:
        NotAllowed: the person may not see it.
        Refused: ``export_unknown``, ``export_only``, ``unknown_code``, ``export_rows``.
    """
    wanted = every().get(what)
    if wanted is None:
        refuse("export_unknown", "what", allowed=tuple(every()))
    for name, value in only.items():
        if name not in wanted.only:
            refuse("export_only", name, allowed=tuple(wanted.only) or ("–",))
        allowed = wanted.only[name]
        if allowed is not None and value not in allowed:
            refuse("unknown_code", name, allowed=tuple(allowed))
    moment = moment_of(now)
    rows = tuple(islice(wanted.rows(Asked(seat, only, moment)), MOST_ROWS + 1))
    if len(rows) > MOST_ROWS:
        refuse("export_rows", "what", most=MOST_ROWS)
    at, town = moment.astimezone(seat.settings.zone), seat.settings.municipality
    names = {"topic": topic_labels(seat)} if "topic" in wanted.columns else {}
    return Listing(what, _(wanted.title), wanted.columns, rows, at, seat.who.name, town, names)


@dataclass(frozen=True, repr=False)
class Made:
    """A list ready to be written to ``path``, which ends as its form asks."""

    what: str
    only: tuple[str, ...]
    rows: int
    path: Path
    content: str | bytes
    at: datetime

    def log(self, seat: Seat) -> None:
        """Write into the access log that it is taken out. Comes before :meth:`put`."""
        taking_out.log(seat, self.what, self.rows, self.only, self.at)

    def put(self) -> None:
        """Write the file, which its owner alone may read. Raises Refused: ``file_exists``, ``file_not_written``."""
        write_new(self.path, self.content, "to")


def make(seat: Seat, what: str, only: Mapping[str, str], path: Path, now: datetime | None = None) -> Made:
    """A list as it stands now, as CSV or Excel by how ``path`` ends; nothing is written yet.

    Raises:
        NotAllowed, Refused: as :func:`listing`; ``format_unknown``, ``file_exists``.
    """
    ending = path.suffix.casefold()
    if ending not in FORMATS:
        refuse("format_unknown", "to", allowed=FORMATS)
    if path.exists():
        refuse("file_exists", "to", file=path)
    found = listing(seat, what, only, now)
    content = as_csv(found.columns, found.rows) if ending == ".csv" else xlsx(found)
    return Made(what, tuple(only), len(found.rows), path, content, found.at)


def write(seat: Seat, what: str, only: Mapping[str, str], path: Path, now: datetime | None = None) -> int:
    """Make a list, log that it is taken out, and write it into a new file; how many rows it has.

    Raises:
        NotAllowed, Refused: as :func:`make` and :meth:`Made.put`.
    """
    made = make(seat, what, only, path, now)
    made.log(seat)
    made.put()
    return made.rows


def file_name(what: str, day: date) -> str:
    """What a list's file is called, as it is proposed: ``desk-permits-2026-11-19.xlsx``."""
    return f"desk-{what}-{day.isoformat()}.xlsx"
