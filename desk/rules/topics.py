"""Topics, found as one types. Light: loaded without pydantic, for the first key in the form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from desk.rules.organisation import Topic
from desk.rules.starter_topics import STARTER_TOPICS
from desk.rules.text import folded, in_swedish_order

__all__ = ["STARTER_TOPICS", "Topic", "match_topics"]


def match_topics(words: str, topics: Iterable[Topic], usage: Mapping[str, int] | None = None) -> tuple[Topic, ...]:
    """Narrow ``topics`` to those that hold every one of ``words``, the likeliest first; no words, all.

    First come those where each word begins a word of the topic's name in the language spoken now, then those
    that hold it elsewhere in the name, then those found by their name in the other language or their code.
    Within each, the most used (``usage``, by code), then by name in Swedish order. Case and accents do not
    matter.
    """
    wanted = folded(words).split()
    used = usage or {}
    found = ((rank, topic) for topic in topics if (rank := _rank(wanted, topic)) is not None)
    ordered = sorted(found, key=lambda each: (each[0], -used.get(each[1].code, 0), _by_name(each[1].label)))
    return tuple(topic for _, topic in ordered)


def _rank(wanted: list[str], topic: Topic) -> int | None:
    label = _words(topic.label)
    if all(_begins(word, label) for word in wanted):
        return 0
    if all(word in " ".join(label) for word in wanted):
        return 1
    other = _words(f"{topic.name} {topic.name_en} {topic.code}")
    return 2 if all(_begins(word, other) for word in wanted) else None


def _begins(word: str, words: tuple[str, ...]) -> bool:
    return any(each.startswith(word) for each in words)


@lru_cache(maxsize=4096)
def _words(name: str) -> tuple[str, ...]:
    bare = folded(name)
    return tuple("".join(each if each.isalnum() else " " for each in bare).split()) + tuple(bare.split())


@lru_cache(maxsize=4096)
def _by_name(label: str) -> str:
    return in_swedish_order(label)
