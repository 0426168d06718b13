"""Finding routines by the words of a search line, as one types."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from desk.rules.kinds import kind as kind_with
from desk.rules.rights import Right
from desk.rules.text import folded, shown
from desk.services.seat import Seat
from desk.storage import routines as stored
from desk.storage.routines import Written
from desk.words import _

SHORTEST = 3
"""Letters of a word that routines are searched for; two are somebody's name."""


@dataclass(frozen=True)
class Hit:
    """A routine that was found, and what it is about in words: its topic, its kind, or nothing."""

    routine: Written
    about: str


def find(seat: Seat, line: str, limit: int = 3) -> tuple[Hit, ...]:
    """Routines in use that hold every word of a search line, those that have them in the title first.

    Three letters begin a word; four may stand within one: *skjuts* finds *skolskjuts*. Words that narrow a search
    (``kind:…``) are left out; a line without any other, or with one that is too short, finds nothing.
    """
    seat.demand(Right.SEE_FIGURES)
    words = _words(" ".join(each for each in shown(line).split() if ":" not in each)).split()
    if not words or any(len(each) < SHORTEST for each in words):
        return ()
    words = [each if len(each) > SHORTEST else f" {each}" for each in words]
    with seat.database.read() as tx:
        every = stored.in_use(tx)
    found = []
    for each in every:
        about = _about(seat, each)
        topic = seat.topics.get(each.topic or "")
        title = _words(f"{each.title} {about} {topic.name if topic else ''} {topic.name_en if topic else ''}")
        if all(word in title for word in words):
            found.append((0, Hit(each, about)))
        elif all(word in title or word in _words(each.text) for word in words):
            found.append((1, Hit(each, about)))
    found.sort(key=lambda each: each[0])
    return tuple(hit for _rank, hit in found[:limit])


@lru_cache(maxsize=2048)
def _words(text: str) -> str:
    """The words of a text without accents, a space before each."""
    return " " + " ".join("".join(each if each.isalnum() else " " for each in folded(text)).split())


def _about(seat: Seat, each: Written) -> str:
    topic = seat.topics.get(each.topic or "")
    if topic is not None:
        return topic.label
    return _(kind_with(each.kind).label) if each.kind and not each.topic else ""
