"""Steering documents as JSON values, and lines to read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, tzinfo
from typing import Any

from desk.documents.cells import columns
from desk.rules.steering import Changed, Document, Version
from desk.rules.text import shown
from desk.words import _

SIGNS = {"@": "…"}
"""A comparison's line in one sign."""


def document(of: Document, zone: tzinfo) -> dict[str, Any]:
    """A document as JSON values; the versions' texts where they were read."""
    held = of.in_force
    return {
        "number": of.id,
        "sort": str(of.sort),
        "title": of.title,
        "active": of.active,
        "in_force": held.number if held else None,
        "draft": of.is_draft,
        "versions": [_version(each, zone) for each in of.versions],
    }


def _version(each: Version, zone: tzinfo) -> dict[str, Any]:
    return {
        "version": each.number,
        **({} if each.text is None else {"text": each.text}),
        "written_at": each.written_at.astimezone(zone).isoformat(),
        "written_by": each.written_by,
        "decided_by": each.decided_by,
        "decided_on": _day(each.decided_on),
        "review_on": _day(each.review_on),
    }


def _day(of: date | None) -> str | None:
    return of.isoformat() if of else None


def list_lines(documents: tuple[Document, ...], today: date, width: int | None) -> list[str]:
    """The documents to read."""
    if not documents:
        return [_("There are no steering documents yet.")]
    header = (_("No."), _("Title"), _("Sort"), _("State"), _("Next review"))
    rows = [(str(each.id), each.title, each.sort.label, state(each), review(each, today)) for each in documents]
    return columns(header, rows, 1, width)


def state(of: Document) -> str:
    """By whom and when it was decided, and whether there is a draft."""
    held = of.in_force
    said = _("decided {day} by {name}", day=held.decided_on, name=held.decided_by) if held else ""
    if not of.active:
        return _("out of use")
    if of.is_draft:
        return f"{said} · {_('a newer draft')}" if said else _("draft, decided by nobody")
    return said


def review(of: Document, today: date) -> str:
    """When it is looked at next; marked where that day has come."""
    held = of.in_force
    if held is None or held.review_on is None or not of.active:
        return "–"
    return f"! {held.review_on}" if of.is_due(today) else str(held.review_on)


def version_words(of: Document, each: Version, names: Mapping[str, str], zone: tzinfo) -> str:
    """Which version it is, and what became of it."""
    by = names.get(each.written_by, each.written_by)
    at = f"{each.written_at.astimezone(zone):%Y-%m-%d %H:%M}"
    written = _("version {n} of {many}, written {at} by {name}", n=each.number, many=of.latest.number, at=at, name=by)
    if each.decided_on is None:
        return f"{written} · {_('draft, decided by nobody')}"
    decided = _("decided {day} by {name}", day=each.decided_on, name=each.decided_by)
    return f"{written} · {decided}"


def text_lines(of: Document, each: Version, names: Mapping[str, str], zone: tzinfo) -> Iterator[str]:
    """One version to read."""
    yield of.title
    yield "=" * len(of.title)
    yield f"{of.sort.label} · {version_words(of, each, names, zone)}"
    yield ""
    yield from (each.text or "").splitlines()


def difference_lines(found: tuple[Changed, ...]) -> list[str]:
    """A comparison to read."""
    if not found:
        return [_("The two versions say the same.")]
    return [f"{SIGNS.get(each.sign, each.sign)} {shown(each.line)}".rstrip() for each in found]
