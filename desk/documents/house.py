"""The house on paper: the evacuation list to take along, and both lists as text, JSON and CSV."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any

from desk.documents import formats
from desk.documents.case_text import minute
from desk.documents.cases import instant
from desk.documents.cells import columns, csv_text
from desk.documents.formats import Made
from desk.documents.paper import Column, Paper, Section, Table, Words
from desk.rules.house import House, Present, Waiting
from desk.words import _, clock, language, n_

ENDINGS = (".pdf", ".txt", ".csv", ".json")
VISITORS = ("reference", "name", "anonymous", "protected", "host", "badge", "what", "arrived")
POST = ("reference", "recipient", "sender", "what", "received", "protected")
BOX = "□"
"""To be ticked at the assembly point."""


# ------------------------------------------------------------------ words


def who(of: Present) -> str:
    """The visitor's name; a protected identity says only that."""
    if of.protected:
        return _("Protected identity")
    return of.name or (_("Anonymous") if of.anonymous else _("Name not given"))


def for_whom(of: Waiting) -> str:
    """The recipient's name; a protected identity says only that."""
    return _("Protected identity") if of.protected else of.recipient or _("Recipient not given")


def since(at: datetime, now: datetime, zone: tzinfo) -> str:
    """Since when: the time, and the day before it where it is another."""
    same = at.astimezone(zone).date() == now.astimezone(zone).date()
    return clock(at, zone) if same else minute(at, zone)


def stayed(of: Present, now: datetime, zone: tzinfo) -> bool:
    """Whether a visitor came on an earlier day: most likely nobody noted that they went."""
    return of.arrived.astimezone(zone).date() < now.astimezone(zone).date()


def count(house: House) -> str:
    """How many visitors are in the house."""
    return n_("{n} visitor in the house", "{n} visitors in the house", house.present)


def unseen(house: House) -> str:
    """How many of them are not named; empty where all are."""
    if not house.unseen:
        return ""
    return n_(
        "{n} more is in a confidential case and not named here.",
        "{n} more are in confidential cases and not named here.",
        house.unseen,
    )


# ------------------------------------------------------------------ text, JSON, CSV


def lines(house: House, now: datetime, zone: tzinfo, width: int | None = None) -> Iterator[str]:
    """Both lists to read."""
    yield count(house) + "."
    if house.visitors:
        yield from columns(_heads(), [_row(each, now, zone) for each in house.visitors], give=0, width=width)
    if more := unseen(house):
        yield more
    yield ""
    waits = len(house.post) + house.unseen_post
    yield n_("{n} item of post waits.", "{n} items of post wait.", waits) if waits else _("No post waits.")
    if house.post:
        head = (_("Recipient"), _("From whom"), _("What"), _("Since"), _("Number"))
        yield from columns(head, [_post_row(each, now, zone) for each in house.post], give=2, width=width)


def _heads() -> tuple[str, ...]:
    return (_("Visitor"), _("Host"), _("Badge"), _("Since"), _("Number"))


def _row(of: Present, now: datetime, zone: tzinfo) -> tuple[str, ...]:
    late = "! " if stayed(of, now, zone) else ""
    return (who(of), of.host, of.badge, late + since(of.arrived, now, zone), of.reference)


def _post_row(of: Waiting, now: datetime, zone: tzinfo) -> tuple[str, ...]:
    return (for_whom(of), of.sender, of.what, since(of.received, now, zone), of.reference)


def document(house: House, now: datetime, zone: tzinfo) -> dict[str, Any]:
    """Both lists as JSON values, keyed by codes; ``unseen`` are in confidential cases of others."""
    return {
        "at": instant(now, zone),
        "in_the_house": house.present,
        "visitors": [dict(zip(VISITORS, _values(each, zone), strict=True)) for each in house.visitors],
        "unseen": house.unseen,
        "post": [dict(zip(POST, _post_values(each, zone), strict=True)) for each in house.post],
        "unseen_post": house.unseen_post,
    }


def _values(of: Present, zone: tzinfo) -> tuple[Any, ...]:
    return (
        of.reference, of.name, of.anonymous, of.protected, of.host or None, of.badge or None, of.what,
        instant(of.arrived, zone),
    )  # fmt: skip


def _post_values(of: Waiting, zone: tzinfo) -> tuple[Any, ...]:
    return (
        of.reference, of.recipient or None, of.sender or None, of.what, instant(of.received, zone), of.protected,
    )  # fmt: skip


def visitors_csv(house: House, zone: tzinfo) -> str:
    """The visitors, a line each, with the keys of the JSON as the first line."""
    return csv_text(VISITORS, (_values(each, zone) for each in house.visitors))


def post_csv(house: House, zone: tzinfo) -> str:
    """The post that waits, likewise."""
    return csv_text(POST, (_post_values(each, zone) for each in house.post))


# ------------------------------------------------------------------ the evacuation list


def evacuation_list(house: House, municipality: str, now: datetime, zone: tzinfo) -> Paper:
    """Who is in the house, with a box before each to be ticked outside, in the language spoken now."""
    from desk.documents.period_words import moment

    if house.visitors:
        heads = (BOX, *_heads()[:-1])
        shares = (0, 2.4, 2, 0.8, 1.7)
        table = Table(
            _("Tick everybody who has come out."),
            tuple(Column(head, share=share) for head, share in zip(heads, shares, strict=True)),
            tuple((BOX, *_row(each, now, zone)[:-1]) for each in house.visitors),
            note=unseen(house),
        )
        blocks: tuple[Table | Words, ...] = (table,)
    else:
        blocks = (Words(unseen(house) or _("No visitor is in the house.")),)
    return Paper(
        language=language(),
        municipality=municipality,
        title=_("Evacuation list"),
        span=count(house),
        days=moment(now, zone),
        made_at=int(now.timestamp()),
        about=_("Visitors only; those who work here are on lists of their own."),
        recipients=None,
        sections=(Section(_("Visitors"), blocks),),
        sheet=True,
    )


def evacuation_forms(house: House, municipality: str, now: datetime, zone: tzinfo) -> Mapping[str, Made]:
    """The evacuation list in every form of a file, by its ending."""

    def text() -> str:
        from desk.documents.paper_text import paper_text

        return paper_text(evacuation_list(house, municipality, now, zone))

    def pdf() -> bytes:
        from desk.documents.pdf import pdf_bytes

        return pdf_bytes(evacuation_list(house, municipality, now, zone))

    def json_text() -> str:
        import json

        return json.dumps(document(house, now, zone), ensure_ascii=False, indent=2) + "\n"

    return {".pdf": pdf, ".txt": text, ".csv": lambda: visitors_csv(house, zone), ".json": json_text}


def write(house: House, path: Path, municipality: str, now: datetime, zone: tzinfo) -> None:
    """Write the evacuation list into a new file. Raises as :func:`desk.documents.formats.write`."""
    formats.write(evacuation_forms(house, municipality, now, zone), path)
