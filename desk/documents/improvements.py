"""The improvement board as JSON values, CSV, and lines to read; a card with its history in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, tzinfo
from typing import Any

from desk.documents.access import when
from desk.documents.cells import columns, csv_text
from desk.rules.cases import Cause
from desk.rules.events import Happening
from desk.rules.improvements import BoardStatus, Improvement
from desk.services.board import Card
from desk.storage.access import Entry
from desk.words import N_, _

Names = Mapping[str, str]
HEADER = (
    "number", "status", "proposal", "background", "department", "topic", "cause", "responsible", "due", "overdue",
    "proposed_on", "proposed_by", "decided_on", "ended_on", "result", "walked_on", "version",
)  # fmt: skip
WORDS = {
    "proposal": N_("Proposal"),
    "background": N_("Background"),
    "department": N_("Department"),
    "topic": N_("Topic"),
    "cause": N_("Cause"),
    "responsible": N_("Responsible"),
    "due": N_("Expected end date"),
    "result": N_("Result"),
    "board": N_("Column"),
    "decided_on": N_("Decided on"),
    "ended_on": N_("Ended on"),
    "walked_on": N_("Walked by on"),
    "note": N_("Note"),
}
"""What the trail calls the fields of a card, in words."""


def document(card: Improvement, today: date) -> dict[str, Any]:
    """An improvement as JSON values."""
    return {
        "number": card.id,
        "status": str(card.status),
        "proposal": card.proposal,
        "background": card.background or None,
        "department": card.department,
        "topic": card.topic,
        "cause": None if card.cause is None else str(card.cause),
        "responsible": card.responsible,
        "due": _iso(card.due),
        "overdue": card.is_overdue(today),
        "proposed_on": _iso(card.proposed_on),
        "proposed_by": card.proposed_by,
        "decided_on": _iso(card.decided_on),
        "ended_on": _iso(card.ended_on),
        "result": card.result or None,
        "walked_on": _iso(card.walked_on),
        "version": card.version,
    }


def card_document(card: Card, today: date, zone: tzinfo) -> dict[str, Any]:
    """An improvement with its history, as JSON values."""
    events = [
        {
            "at": each.at.astimezone(zone).isoformat(),
            "by": each.by,
            "what": each.what,
            "changes": {_CODES.get(name, name): list(change) for name, change in each.changes.items()},
        }
        for each in card.history
    ]
    return {**document(card.improvement, today), "events": events}


_CODES = {"board": "status"}


def as_csv(cards: Iterable[Improvement], today: date) -> str:
    """Improvements as CSV with a header."""
    documents = (document(each, today) for each in cards)
    return csv_text(HEADER, [[each[name] for name in HEADER] for each in documents])


def lines(cards: Sequence[Improvement], people: Names, today: date, width: int | None) -> list[str]:
    """Improvements to read, a line each."""
    if not cards:
        return [_("There is no improvement.")]
    header = (_("No."), _("Column"), _("Proposal"), _("Department"), _("Responsible"), _("End date"))
    rows = [
        (
            str(each.id),
            each.status.label,
            each.proposal,
            each.department or "",
            people.get(each.responsible or "", each.responsible or ""),
            due_word(each, today),
        )
        for each in cards
    ]
    return columns(header, rows, 2, width)


def due_word(card: Improvement, today: date) -> str:
    """The expected end date, marked with ``!`` where it has passed; of an ended one the day on which it ended."""
    if card.ended_on is not None:
        return card.ended_on.isoformat()
    if card.due is None:
        return ""
    return f"! {card.due.isoformat()}" if card.is_overdue(today) else card.due.isoformat()


def card_lines(card: Card, topics: Names, today: date, zone: tzinfo) -> list[str]:
    """One improvement to read, with its history."""
    rows = [f"{name}: {value}" for name, value in card_facts(card, topics, today) if value]
    return [*rows, "", _("History"), *(history_line(each, card.people, zone) for each in card.history)]


def card_facts(card: Card, topics: Names, today: date) -> list[tuple[str, str]]:
    """The fields of a card, each with its word."""
    of = card.improvement
    return [
        (_("Improvement"), str(of.id)),
        (_("Proposal"), of.proposal),
        (_("Column"), of.status.label),
        (_("Background"), of.background),
        (_("Department"), of.department or ""),
        (_("Topic"), topics.get(of.topic or "", of.topic or "")),
        (_("Cause"), "" if of.cause is None else of.cause.label),
        (_("Responsible"), card.people.get(of.responsible or "", of.responsible or "")),
        (_("Expected end date"), _overdue(of, today)),
        (_("Proposed"), f"{of.proposed_on.isoformat()} {card.people.get(of.proposed_by, of.proposed_by)}"),
        (_("Decided on"), _iso(of.decided_on) or ""),
        (_("Ended on"), _iso(of.ended_on) or ""),
        (_("Reason") if of.status is BoardStatus.NOT_DONE else _("Result"), of.result),
        (_("Walked by on"), _iso(of.walked_on) or ""),
    ]


def _overdue(card: Improvement, today: date) -> str:
    if card.due is None:
        return ""
    return _("! {day}, overdue", day=card.due.isoformat()) if card.is_overdue(today) else card.due.isoformat()


def history_line(entry: Entry, people: Names, zone: tzinfo) -> str:
    """One entry of a card's history."""
    return f"{when(entry.at, zone)} {people.get(entry.by, entry.by)}: {change_words(entry, people)}"


def change_words(entry: Entry, people: Names) -> str:
    """What an entry of the trail changed, in words; a walk that changed nothing says that it came by."""
    if entry.what == Happening.ADDED:
        return _("proposed")
    told = [
        f"{_(WORDS[name])}: {_value(name, before, people)}{_value(name, after, people) or '–'}"
        if before is None
        else f"{_(WORDS[name])}: {_value(name, before, people)} → {_value(name, after, people) or '–'}"
        for name, (before, after) in entry.changes.items()
        if name in WORDS and name != "walked_on"
    ]
    return "; ".join(told) or _("walked by")


def _value(name: str, value: object, people: Names) -> str:
    if value is None:
        return ""
    text = str(value)
    if name == "board":
        return BoardStatus(text).label
    if name == "cause" and text in list(Cause):
        return Cause(text).label
    return people.get(text, text) if name == "responsible" else text


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
