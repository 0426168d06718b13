"""What a search line means: narrowing words (``kind:bus_card``), numbers, and plain words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

SHORTEST = 2
"""Letters that are enough for a name."""

NARROWING = {
    "kind": "kind", "typ": "kind", "ärendetyp": "kind",
    "status": "status",
    "channel": "channel", "kanal": "channel",
    "department": "department", "förvaltning": "department",
    "group": "group", "grupp": "group", "svarsgrupp": "group",
    "agent": "agent", "handläggare": "agent",
    "topic": "topic", "ämne": "topic",
    "from": "from", "från": "from",
    "to": "to", "till": "to",
}  # fmt: skip
"""The words before a colon, in both languages."""


@dataclass(frozen=True)
class Query:
    """A search line, read.

    Attributes:
        words: Plain words, as typed; numbers without their dashes and spaces.
        spelt: Of those numbers, how they were typed, where otherwise; a text may hold them so.
        narrow: Narrowing by ``kind``, ``status``, ``channel``, … to a code or name, ``status`` also ``open``.
        first, last: The local days between which the contact was received.
    """

    words: tuple[str, ...] = ()
    spelt: Mapping[str, str] = field(default_factory=dict)
    narrow: Mapping[str, str] = field(default_factory=dict)
    first: date | None = None
    last: date | None = None

    @property
    def empty(self) -> bool:
        """Whether there is nothing to search for."""
        return not (self.words or self.narrow or self.first or self.last)

    @property
    def spellings(self) -> tuple[tuple[str, ...], ...]:
        """Each word in the ways in which it may stand in a text."""
        return tuple((word, self.spelt[word]) if word in self.spelt else (word,) for word in self.words)

    def __repr__(self) -> str:
        return f"Query({len(self.words)} words)"


def read_query(line: str, values: Mapping[str, Mapping[str, str]]) -> Query:
    """Read a search line.

    Args:
        line: What was typed.
        values: For each thing that narrows, the words that name a value, lower-cased, to its code.

    A narrowing word that nobody knows, or a value that is none, is a plain word. Never refuses.
    """
    words: list[str] = []
    narrow: dict[str, str] = {}
    days: dict[str, date] = {}
    for token in line.split():
        name, colon, value = token.partition(":")
        what = NARROWING.get(name.casefold()) if colon else None
        if what in ("from", "to"):
            if (day := _day(value)) is not None:
                days[what] = day
                continue
        elif what and (code := _choose(value.casefold(), values.get(what, {}))):
            narrow[what] = code
            continue
        words.append(token)
    joined = _numbers_joined(words)
    spelt = {word: typed for word, typed in joined if word != typed}
    return Query(tuple(word for word, _ in joined), spelt, narrow, days.get("from"), days.get("to"))


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _choose(value: str, codes: Mapping[str, str]) -> str | None:
    """The code that ``value`` names: exactly, or as the beginning of a word that means only one."""
    if not value:
        return None
    if value in codes:
        return codes[value]
    begun = {code for word, code in codes.items() if word.startswith(value)}
    return begun.pop() if len(begun) == 1 else None


_NUMBER = re.compile(r"\+?[\d\-–/]*\d[\d\-–/]*")


def _numbers_joined(words: Sequence[str]) -> list[tuple[str, str]]:
    """Numbers lose their dashes; a telephone number written in parts (``070-174 06 05``) becomes one.

    Each word comes with how it was typed.
    """
    found: list[tuple[str, str]] = []
    run: list[str] = []
    for word in (*words, ""):
        if word and _NUMBER.fullmatch(word):
            run.append(word)
            continue
        if len(run) > 1 and all(len(bare_number(part)) <= _PART for part in run[1:]):
            found.append((bare_number("".join(run)), " ".join(run)))
        else:
            found.extend((bare_number(part), part) for part in run)
        run = []
        if word:
            found.append((word, word))
    return found


_PART = 3
"""Digits of a part of a telephone number, at most."""


def bare_number(text: str) -> str:
    """A number as it is searched: digits only, a Swedish country code written as 0."""
    digits = "".join(c for c in text if c.isdigit())
    if text.startswith("+46"):
        return "0" + digits[2:]
    if text.startswith("0046"):
        return "0" + digits[4:]
    return digits
