"""A case as it is handed out to whoever asked for the record: printed, with what was masked said at the end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, tzinfo

from desk.documents.case_text import case_lines
from desk.rules.disclosure import MASK
from desk.rules.topics import Topic
from desk.services.disclosure import Disclosed
from desk.words import _


def disclosure_lines(
    handed: Disclosed, municipality: str, topics: Mapping[str, Topic], zone: tzinfo, now: datetime
) -> Iterator[str]:
    """The whole document, line by line."""
    yield municipality
    yield _("Copy of a case, handed out on {day}.", day=now.astimezone(zone).date().isoformat())
    yield ""
    yield from case_lines(handed.opened, topics, zone, now)
    yield ""
    if not handed.hidden:
        yield _("Nothing is masked.")
        return
    yield _("Masked, and shown as {mask}: {what}.", mask=MASK, what="; ".join(each.label for each in handed.hidden))
    yield _(
        "You can ask the municipality to try whether what is masked can be handed out. Only a written decision can be"
        " appealed, to the administrative court of appeal; ask for one. Chapter 6, sections 3, 7 and 8 of"
        " offentlighets- och sekretesslagen (2009:400)."
    )
