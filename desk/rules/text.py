"""Text from outside: cleaned before it is stored, folded for search, and safe to show.

What a person can type or paste by accident (escape sequences, tabs, invisible characters) is taken away. What
turns the meaning of a text, or cannot be stored, is refused: NUL, lone surrogates, and the marks that turn
the direction of writing. ``[markup]`` is ordinary text here; it is the screen that must not interpret it.
"""

from __future__ import annotations

import re
import unicodedata

from desk.rules.refusals import wrong

_REFUSED = re.compile("[\x00\ud800-\udfff\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_BREAKS = re.compile("\r\n|[\n\r\v\f\x85\u2028\u2029]")
_SPACES = re.compile("[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u2800\u3000\u3164\uffa0]")
"""Spaces of every width, and the letters that show as nothing."""
_CONTROLS = "\x01-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"
_INVISIBLE = "\u00ad\u034f\u180e\u200b-\u200d\u2060-\u2065\u206a-\u206f\ufeff\ufff0-\ufffb"
_TAGS = "\U000e0000-\U000e0fff"
_NO_CHARACTERS = "\ufdd0-\ufdef" + "".join(
    chr(plane + 0xFFFE) + chr(plane + 0xFFFF) for plane in range(0, 0x110000, 0x10000)
)
_REMOVED = re.compile(f"[{_CONTROLS}{_INVISIBLE}{_TAGS}{_NO_CHARACTERS}]")
_MARKS = 8
_LONG_RUN = re.compile(rf"[^\w\s\x00-\x7f]{{{_MARKS + 1},}}")
"""Where a pile of combining marks may be; ordering one takes time by its square, for a megabyte minutes."""


def clean_line(text: str) -> str:
    """Return ``text`` as one line: NFC, trimmed, breaks and tabs as spaces, nothing invisible.

    Raises:
        PydanticCustomError: ``text_control`` for NUL, a lone surrogate or a mark that turns the direction of
            writing. It is a ``ValueError``, and meant for a pydantic validator.
    """
    return clean_text(text).replace("\n", " ")


def clean_text(text: str) -> str:
    """Return ``text`` of any number of lines, cleaned as :func:`clean_line` does; breaks become ``\\n``.

    Raises:
        PydanticCustomError: ``text_control``, as :func:`clean_line`.
    """
    if _REFUSED.search(text):
        raise wrong("text_control")
    return _plain(text).strip()


def shown(text: str) -> str:
    """Make any stored text safe to show on one line: what would be refused is shown as ``�``."""
    return _plain(_REFUSED.sub("\N{REPLACEMENT CHARACTER}", text)).replace("\n", " ")


def _plain(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    text = _SPACES.sub(" ", _BREAKS.sub("\n", _REMOVED.sub("", text)))
    return _without_piles(unicodedata.normalize("NFC", _without_piles(text)))


def _without_piles(text: str) -> str:
    return _LONG_RUN.sub(_without_pile, text)


def _without_pile(run: re.Match[str]) -> str:
    kept = []
    marks = 0
    for each in run[0]:
        marks = marks + 1 if unicodedata.combining(each) else 0
        if marks <= _MARKS:
            kept.append(each)
    return "".join(kept)


# ------------------------------------------------------------------ search and warnings

_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i"})


def folded(text: str) -> str:
    """Return ``text`` in lower case without accents (``Åsa Nylén`` → ``asa nylen``), for a second search."""
    apart = unicodedata.normalize("NFD", unicodedata.normalize("NFD", _without_piles(text)).casefold())
    bare = "".join(each for each in apart if not unicodedata.combining(each))
    return unicodedata.normalize("NFC", bare.translate(_LETTERS))


_AFTER_Z = str.maketrans({"å": "{", "ä": "|", "ö": "}"})


def in_swedish_order(text: str) -> str:
    """What to sort a text by: whatever its capitals, with å, ä and ö after z, in that order."""
    return text.casefold().translate(_AFTER_Z)


_EAST_ASIAN = frozenset({"CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO"})


def mixed_scripts(name: str) -> bool:
    """Whether ``name`` mixes scripts (a Cyrillic ``а`` in *Anna*), which no reader sees. Only a warning."""
    return len({_script(each) for each in name if each.isalpha()} - {""}) > 1


def _script(letter: str) -> str:
    if letter.isascii():
        return "LATIN"
    words = unicodedata.name(letter, "").split()
    first = words[0] if words else ""
    if first in {"MODIFIER", "FEMININE", "MASCULINE", "MICRO"}:
        return ""
    if first in {"FULLWIDTH", "HALFWIDTH"}:
        first = words[1]
    return "EAST ASIAN" if first in _EAST_ASIAN else first
