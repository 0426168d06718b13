"""Everything held on a person: as JSON, keyed by codes, or as one file that the person can read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime, tzinfo
from typing import Any

from desk.documents.case_text import case_lines, kind_word, minute
from desk.documents.cases import case_document, instant
from desk.rules.case_fields import case_fields
from desk.rules.people import show_personal_number, show_phone
from desk.rules.registers import Holding
from desk.rules.topics import Topic
from desk.services.person import Card, Held, HeldCase, HeldDraft, Permit, Sought
from desk.words import _


def person_json(held: Held, municipality: str, zone: tzinfo) -> str:
    """Everything as one JSON document, as ``show`` gives cases, with the access log among their events."""
    document = {
        "municipality": municipality,
        "at": instant(held.at, zone),
        "asked_for": [{"what": each.what, "value": each.value} for each in held.sought],
        "cases": [_case(each, zone, held.at) for each in held.cases],
        "drafts": [_draft(each, zone) for each in held.drafts],
        "mentioned_in": list(held.mentioned_in),
        "brought_in": [_row(each) for each in held.brought_in],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _case(held: HeldCase, zone: tzinfo, now: datetime) -> dict[str, Any]:
    cards = [
        {"card_number": each.number, "active_from": _iso(each.active_from), "active_until": _iso(each.active_until)}
        for each in held.cards
    ]
    permits = [
        {
            "serial_number": each.serial_number,
            "valid_from": _iso(each.valid_from),
            "valid_to": _iso(each.valid_to),
            "active_from": _iso(each.active_from),
            "active_until": _iso(each.active_until),
        }
        for each in held.permits
    ]
    return {**case_document(held.opened, zone, now), "cards": cards, "permits": permits}


def _row(held: Holding) -> dict[str, Any]:
    return {
        "register": str(held.sort),
        "number": held.number,
        "name": held.name,
        "personal_number": held.person,
        "phone": held.phone,
        "school": held.school,
        "valid_from": _iso(held.valid_from),
        "valid_to": _iso(held.valid_to),
        "active_from": _iso(held.active_from),
        "active_until": _iso(held.ended_on),
        "blocked": held.blocked,
        "protected": held.protected,
    }


def _draft(held: HeldDraft, zone: tzinfo) -> dict[str, Any]:
    return {
        "agent": held.agent,
        "kind": held.kind,
        "channel": held.channel,
        "saved_at": instant(held.saved_at, zone),
        "fields": dict(held.fields),
    }


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


# ------------------------------------------------------------------ for the person


def person_lines(held: Held, municipality: str, topics: Mapping[str, Topic], zone: tzinfo) -> Iterator[str]:
    """Everything in words, under headings."""
    yield municipality
    yield _("What is held on {who}, {time}", who=", ".join(map(_shown, held.sought)), time=minute(held.at, zone))
    if held.nothing:
        yield ""
        yield _("Nothing is held: no case, no unfinished form, and no text that mentions it.")
        return
    yield from _heading(_("Cases"))
    if not held.cases:
        yield _("None.")
    for each in held.cases:
        yield ""
        yield from case_lines(each.opened, topics, zone, held.at)
        yield from map(_card_line, each.cards)
        yield from map(_permit_line, each.permits)
    if held.brought_in:
        yield from _heading(_("Permits and cards brought in from another register"))
        yield from map(_row_line, held.brought_in)
    if held.drafts:
        yield from _heading(_("Forms that are not finished"))
        for draft in held.drafts:
            yield ""
            yield from _draft_lines(draft, zone)
    if held.mentioned_in:
        yield from _heading(_("Mentioned in the text of other cases"))
        yield _("What these say is about others too, and is handed out after somebody has read it:")
        yield ", ".join(held.mentioned_in)


def _heading(text: str) -> Iterator[str]:
    yield ""
    yield text
    yield "=" * len(text)


def _shown(sought: Sought) -> str:
    if sought.what == "person":
        return show_personal_number(sought.value)
    return show_phone(sought.value) if sought.what == "phone" else sought.value


def _card_line(card: Card) -> str:
    return _("In the register of bus cards: {number}, {days}.", number=card.number or "–", days=_days(card))


def _permit_line(permit: Permit) -> str:
    return _(
        "In the register of parking permits: {number}, valid {first} to {last}, {days}.",
        number=permit.serial_number,
        first=_iso(permit.valid_from) or "–",
        last=_iso(permit.valid_to) or "–",
        days=_days(permit),
    )


def _row_line(row: Holding) -> str:
    """All that is known of it, on one line."""
    valid = f"{_iso(row.valid_from) or '–'} – {_iso(row.valid_to)}" if row.valid_to else ""
    who = (row.name, show_personal_number(row.person), show_phone(row.phone), row.school, valid)
    sort = kind_word(row.sort.kind)
    blocked = _("blocked") if row.blocked else ""
    return "  ".join(
        part for part in (f"{sort} {row.number}:", *who, _between(row.active_from, row.ended_on), blocked) if part
    )


def _days(thing: Card | Permit) -> str:
    return _between(thing.active_from, thing.active_until)


def _between(first: date | None, last: date | None) -> str:
    if first is None:
        return _("not handed out")
    if last is None:
        return _("active since {first}", first=first.isoformat())
    return _("active {first} to {last}", first=first.isoformat(), last=last.isoformat())


def _draft_lines(draft: HeldDraft, zone: tzinfo) -> Iterator[str]:
    kind = kind_word(draft.kind) if draft.kind else ""
    yield "  ".join(part for part in (minute(draft.saved_at, zone), draft.agent, kind) if part)
    known = case_fields(draft.kind)
    for name, value in draft.fields.items():
        if value not in (None, "", False):
            word = known[name].label if name in known else name
            yield f"  {word}: {value}"
