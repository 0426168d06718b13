"""The division of work as JSON values, and lines to read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from desk.documents.case_text import topic_word
from desk.documents.cells import columns
from desk.rules.division import Answerer, Away, Division
from desk.rules.topics import Topic
from desk.services.covering import Left
from desk.words import _, n_

COLUMNS = ("topic", "answers", "covers", "now")


def document(of: Division, topics: Iterable[Topic], today: date) -> dict[str, Any]:
    """The division as JSON values: every topic, and who is away."""
    return {
        "topics": [topic_values(each.code, of.of(each.code)) for each in topics],
        "away": [away_values(each, today) for each in of.away],
    }


def topic_values(topic: str, people: Sequence[Answerer]) -> dict[str, Any]:
    """Who answers for a topic and who covers, as JSON values."""
    here = next((each for each in people if not each.away), None)
    return {
        "topic": topic,
        "people": [{"login": each.login, "name": each.name, "away": each.away} for each in people],
        "now": (here.login or here.name) if here else None,
    }


def away_values(of: Away, today: date) -> dict[str, Any]:
    """That somebody is away, as JSON values."""
    last = of.last.isoformat() if of.last else None
    return {"number": of.id, "login": of.login, "first": of.first.isoformat(), "last": last, "now": of.holds(today)}


def left_values(each: Left) -> dict[str, Any]:
    """What somebody has left, as JSON values."""
    cover = each.cover or each.cover_name or None
    return {"login": each.login, "topic": each.topic, "cases": each.many, "cover": cover}


def row(topic: str, people: Sequence[Answerer]) -> list[str]:
    """A topic as a row of CSV, its cells as :data:`COLUMNS`."""
    named = [each.login or each.name for each in people]
    here = next((each.login or each.name for each in people if not each.away), "")
    return [topic, *named[:1], *([""] if not named else []), " ".join(named[1:]), here]


# ------------------------------------------------------------------ to read


def list_lines(of: Division, topics: Iterable[Topic], today: date, width: int | None) -> list[str]:
    """Who answers for what, and below it who is away."""
    header = (_("Topic"), _("Code"), _("Answers for it"), _("Covers"))
    rows = [(each.label, each.code, answers_word(of.of(each.code)), covers_word(of.of(each.code))) for each in topics]
    lines = columns(header, rows, 0, width) if rows else [_("There are no topics.")]
    return [*lines, *(["", *away_lines(of, today)] if of.away else [])]


def away_lines(of: Division, today: date) -> list[str]:
    """Who is away today or will be."""
    return [f"{of.names.get(each.login, each.login)}: {away_words(each, today)}" for each in of.away]


def answers_word(people: Sequence[Answerer]) -> str:
    """Who answers; a dash for nobody."""
    return _name(people[0]) if people else "–"


def covers_word(people: Sequence[Answerer]) -> str:
    """Who covers, in their order."""
    return ", ".join(map(_name, people[1:]))


def _name(each: Answerer) -> str:
    return _("{name} (away)", name=each.name) if each.away else each.name


def away_words(of: Away, today: date) -> str:
    """The days on which somebody is away; until when, where it has begun."""
    if of.last is None:
        return _("away until further notice") if of.holds(today) else _("away from {first}", first=of.first.isoformat())
    if of.holds(today):
        return _("away until {last}", last=of.last.isoformat())
    return _("away {first} to {last}", first=of.first.isoformat(), last=of.last.isoformat())


def left_lines(found: Iterable[Left], topics: Mapping[str, Topic], width: int | None) -> list[str]:
    """What those who are away have left."""
    header = (_("Away"), _("Topic"), _("Open cases"), _("Covers"))
    rows = [
        (each.name, topic_word(each.topic, topics) or "–", str(each.many), each.cover_name or "–") for each in found
    ]
    return columns(header, rows, 1, width) if rows else [_("Nobody who is away has left anything for you.")]


def cover_words(found: Sequence[Left]) -> str:
    """``You cover for Bo Ek: 3``, who is away: what somebody covers, in few words; empty for nothing."""
    many = sum(each.many for each in found)
    names = list(dict.fromkeys(each.name for each in found))
    if not names:
        return ""
    if len(names) == 1:
        return _("You cover for {name}: {n}", name=names[0], n=many)
    return n_("You cover for {n} person: {many}", "You cover for {n} people: {many}", len(names), many=many)
