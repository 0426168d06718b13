"""Routines as JSON values, and lines to read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, tzinfo
from typing import Any

from desk.documents.case_text import kind_word, topic_word
from desk.documents.cells import columns
from desk.documents.steering import difference_lines
from desk.rules.routines import Routine, RoutineVersion
from desk.rules.topics import Topic
from desk.words import _

__all__ = [
    "about_words", "difference_lines", "document", "list_lines", "owner_word", "place_words", "reviewed_words",
    "text_lines", "version_words",
]  # fmt: skip

COLUMNS = ("number", "title", "topic", "kind", "owner", "reviewed_on", "due_on", "due", "active", "version")


def document(of: Routine, today: date, zone: tzinfo) -> dict[str, Any]:
    """A routine as JSON values; the versions' texts where they were read."""
    return {
        "number": of.id,
        "title": of.title,
        "topic": of.topic,
        "kind": of.kind,
        "owner": of.owner or None,
        "reviewed_on": of.reviewed_on.isoformat() if of.reviewed_on else None,
        "due_on": of.due_on.isoformat(),
        "due": of.is_due(today),
        "active": of.active,
        "versions": [
            {
                "version": each.number,
                **({} if each.text is None else {"text": each.text}),
                "at": each.at.astimezone(zone).isoformat(),
                "by": each.by,
            }
            for each in of.versions
        ],
    }


def row(of: Routine, today: date) -> list[Any]:
    """A routine as a row of CSV, its cells as :data:`COLUMNS`."""
    said = [of.id, of.title, of.topic, of.kind, of.owner or None]
    days = [of.reviewed_on.isoformat() if of.reviewed_on else None, of.due_on.isoformat()]
    return [*said, *days, of.is_due(today), of.active, of.latest.number]


def list_lines(
    found: tuple[Routine, ...], today: date, topics: Mapping[str, Topic], names: Mapping[str, str], width: int | None
) -> list[str]:
    """Routines to read."""
    if not found:
        return [_("There is no such routine.")]
    header = (_("No."), _("Title"), _("About"), _("Owner"), _("Looked through"))
    rows = [
        (str(each.id), each.title, about_words(each, topics), owner_word(each, names), reviewed_words(each, today))
        for each in found
    ]
    return columns(header, rows, 1, width)


def about_words(of: Routine, topics: Mapping[str, Topic]) -> str:
    """The topic or kind that it is of, or the desk at large."""
    if of.topic:
        return topic_word(of.topic, topics)
    return kind_word(of.kind) if of.kind else _("The desk at large")


def place_words(of: Routine, topics: Mapping[str, Topic]) -> str:
    """Where it belongs, besides its title: the topic's department, or what it is of where the title says another."""
    about = about_words(of, topics)
    if about != of.title:
        return about
    topic = topics.get(of.topic or "")
    return (topic.department or "") if topic else _("Kind")


def owner_word(of: Routine, names: Mapping[str, str]) -> str:
    """Who owns it, by name; a dash for nobody."""
    return names.get(of.owner, of.owner) or "–"


def reviewed_words(of: Routine, today: date) -> str:
    """When somebody looked it through; marked where that is more than a year ago."""
    if not of.active:
        return _("out of use")
    said = of.reviewed_on.isoformat() if of.reviewed_on else _("by nobody yet")
    return f"! {said}" if of.is_due(today) else said


def version_words(of: Routine, each: RoutineVersion, names: Mapping[str, str], zone: tzinfo) -> str:
    """Which version it is, when it was written and by whom."""
    at = f"{each.at.astimezone(zone):%Y-%m-%d %H:%M}"
    if each.by is None:
        return _("version {n} of {many}, came with Desk {at}", n=each.number, many=of.latest.number, at=at)
    name = names.get(each.by, each.by)
    return _("version {n} of {many}, written {at} by {name}", n=each.number, many=of.latest.number, at=at, name=name)


def text_lines(
    of: Routine, each: RoutineVersion, topics: Mapping[str, Topic], names: Mapping[str, str], today: date, zone: tzinfo
) -> Iterator[str]:
    """One version to read."""
    yield of.title
    yield "=" * len(of.title)
    yield f"{about_words(of, topics)} · {version_words(of, each, names, zone)}"
    yield _("Owner: {name} · looked through: {day}", name=owner_word(of, names), day=reviewed_words(of, today))
    yield ""
    yield from (each.text or "").splitlines()
