"""What of a public record is masked before it is handed out, and how it is masked in running text.

The law is offentlighets- och sekretesslagen (2009:400). Whether something is secret is for a person to judge, each
time; what is masked here by itself is what should not leave the house unread: a protected identity (21 kap. 3–3 a §§,
22 kap. 1–2 §§), personal numbers, and what a confidential case says. Whoever hands out reads the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from desk.rules.labels import Code
from desk.words import N_

MASK = "████"
"""Always as long, so that its length tells nothing."""
SHORTEST_WORD = 2


class Hidden(Code):
    """A kind of thing that was masked."""

    IDENTITY = "protected_identity", N_("a protected identity: name, numbers and addresses")
    PERSONAL_NUMBER = "personal_number", N_("personal numbers")
    CONFIDENTIAL = "confidential", N_("what a confidential case says about somebody")
    CHOSEN = "chosen", N_("words chosen by whoever handed it out")


_NUMBER = re.compile(
    r"(?<!\d)(?:\d\d)?\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]|6[1-9]|[78]\d|9[01])\s?[-+\u2010-\u2015\u2212]?\s?\d{4}"
    r"(?!\d)"
)
"""A personal or coordination number, right or wrong in its last digit: a slip of one digit still tells who it is."""
_EMAIL = re.compile(r"[^\s@<>()\[\],;:\"]+@[^\s@<>()\[\],;:\"]+")
_PHONE = re.compile(r"(?<![\w-])(?:\+|00|0)[1-9](?:[\s()/.\u2010-\u2015\u2212-]{0,3}\d){5,13}(?!\d)")
_SPACE = r"[\s\u2010-\u2015\u2212-]+"


@dataclass(repr=False)
class Masker:
    """Masks texts of one case, and gathers what sorts of things it found.

    Args:
        protected: The identity is protected: telephone numbers and e-mail addresses go, and ``names``.
        confidential: The case is confidential: no text is left standing.
        names: What the protected person is called or known by; whole, and each word of it.
        chosen: Words that whoever hands out wants masked, in any case of letters.
    """

    protected: bool = False
    confidential: bool = False
    names: Iterable[str] = ()
    chosen: tuple[str, ...] = ()
    found: set[Hidden] = field(default_factory=set)
    used: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Put the patterns together, the longest first, so that a whole name goes before its parts."""
        words = {part for name in self.names for part in (name.strip(), *name.split()) if maskable(part)}
        self._names = [_pattern(word) for word in sorted(words, key=len, reverse=True)]
        self._chosen = [
            (place, _pattern(word, whole=False)) for place, word in enumerate(self.chosen, start=1) if maskable(word)
        ]

    def text(self, text: str) -> str:
        """A text as it may be handed out."""
        if self.confidential and text:
            self._note_chosen(text)
            return self._hidden(Hidden.CONFIDENTIAL)
        text = self.words(text)
        if self.protected:
            for pattern in (*self._names, _EMAIL):
                text = self._without(pattern, text, Hidden.IDENTITY)
        text = _NUMBER.sub(self._number, text)
        return self._without(_PHONE, text, Hidden.IDENTITY) if self.protected else text

    def _number(self, found: re.Match[str]) -> str:
        return found[0] if _only_a_telephone(found[0]) else self._hidden(Hidden.PERSONAL_NUMBER)

    def words(self, text: str) -> str:
        """A text without the chosen words alone."""
        for place, pattern in self._chosen:
            text, times = pattern.subn(MASK, text)
            if times:
                self.used.add(place)
                self.found.add(Hidden.CHOSEN)
        return text

    def person(self, value: str | None) -> str | None:
        """A person's name or address: gone where the identity is protected or the case confidential."""
        if not value:
            return value
        if self.protected:
            self._note_chosen(value)
            return self._hidden(Hidden.IDENTITY)
        return self.text(value)

    def number(self, value: str | None) -> str | None:
        """A personal number: always gone."""
        if not value:
            return value
        self._note_chosen(value)
        return self._hidden(Hidden.IDENTITY if self.protected else Hidden.PERSONAL_NUMBER)

    def value(self, value: Any, *, personal: bool) -> Any:
        """A kind's own value, or one of the trail; of a protected identity nothing ``personal`` is left.

        Choices, days, numbers and yes or no are left as they are where they are not personal.
        """
        if value is None or value == "":
            return value
        if personal and (self.protected or self.confidential):
            self._note_chosen(str(value))
            return self._hidden(Hidden.IDENTITY if self.protected else Hidden.CONFIDENTIAL)
        if isinstance(value, str):
            return self.text(value) if personal else self.words(value)
        if isinstance(value, Mapping):
            return {name: self.value(each, personal=personal) for name, each in value.items()}
        return value

    def missed(self) -> tuple[int, ...]:
        """Which of the chosen words were nowhere: their places, from 1."""
        return tuple(place for place in range(1, len(self.chosen) + 1) if place not in self.used)

    def _without(self, pattern: re.Pattern[str], text: str, what: Hidden) -> str:
        text, times = pattern.subn(MASK, text)
        if times:
            self.found.add(what)
        return text

    def _hidden(self, what: Hidden) -> str:
        self.found.add(what)
        return MASK

    def _note_chosen(self, text: str) -> None:
        """A chosen word that goes with a greater whole has been masked too."""
        self.used |= {place for place, pattern in self._chosen if pattern.search(text)}


def _only_a_telephone(text: str) -> bool:
    """Ten digits from 0 on, whose day could only be a coordination number's, and the check digit says it is not."""
    if len(text) != 10 or not text.isdecimal() or text[0] != "0" or int(text[4:6]) <= 60:
        return False
    doubled = "".join(str(int(digit) * (2 - place % 2)) for place, digit in enumerate(text))
    return sum(map(int, doubled)) % 10 != 0


def maskable(word: str) -> bool:
    """Whether a word is long enough to be looked for; one letter stands everywhere."""
    return sum(each.isalnum() for each in word) >= SHORTEST_WORD


def _pattern(word: str, *, whole: bool = True) -> re.Pattern[str]:
    """A word or several, in any case of letters, whatever stands between them."""
    parts = [re.escape(part) for part in re.split(_SPACE, word.strip()) if part]
    said = _SPACE.join(parts)
    return re.compile(rf"(?<!\w){said}(?!\w)" if whole else said, re.IGNORECASE)
