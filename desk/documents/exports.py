"""Every list there is, as a file: masked as on the screen, and written into the access log before it is made."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from itertools import islice
from pathlib import Path

from desk.documents import exports_desk, exports_errands, exports_follow_up
from desk.documents.export import Asked, Export
from desk.documents.files import write_new
from desk.documents.listing import FORMATS, Listing, as_csv, xlsx
from desk.rules.refusals import refuse
from desk.services import taking_out
from desk.services.board import topic_labels
from desk.services.seat import Seat, moment_of
from desk.words import _

MOST_ROWS = 100_000
"""More is no list that anybody reads, and a backup is the way to take everything along."""


@cache
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


def write(seat: Seat, what: str, only: Mapping[str, str], path: Path, now: datetime | None = None) -> int:
    """Write a list into a new file that its owner alone may read; the ending chooses CSV or Excel.

    Returns:
        How many rows it has.

    Raises:
        NotAllowed, Refused: as :func:`listing`; ``format_unknown``, ``file_exists``, ``file_not_written``.
    """
    ending = path.suffix.casefold()
    if ending not in FORMATS:
        refuse("format_unknown", "to", allowed=FORMATS)
    if path.exists():
        refuse("file_exists", "to", file=path)
    found = listing(seat, what, only, now)
    content = as_csv(found.columns, found.rows) if ending == ".csv" else xlsx(found)
    taking_out.log(seat, what, len(found.rows), tuple(only), found.at)
    write_new(path, content, "to")
    return len(found.rows)


def file_name(what: str, at: datetime) -> str:
    """What a list's file is called, without its ending: ``desk-permits-2026-11-19``."""
    return f"desk-{what}-{at:%Y-%m-%d}"
