"""Escape, told from the beginning of a sequence: a fast hand presses it just before the next key.

A terminal sends ``Esc`` and then ``/`` as the same two bytes as ``Alt+/``. Desk has no Alt keys, so an Escape before
anything that begins no sequence is the key Escape, at once, and what follows it is the next key.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

ESCAPE = "\x1b"
_STRINGS = "]P_^X"
"""What begins a string, a terminal's answer to what was never asked; it is dropped, up to BEL or ``ESC \\``."""


class _State(Enum):
    GROUND = 0
    ESCAPE = 1
    SEQUENCE = 2
    ONE_MORE = 3
    STRING = 4
    STRING_ESCAPE = 5


class Escapes:
    """Splits what is read into text for the parser, and keys Escape (``None``)."""

    def __init__(self) -> None:
        self._state = _State.GROUND

    def split(self, text: str) -> Iterator[str | None]:
        """The pieces of ``text``: strings for the parser, ``None`` for each key Escape. A last Escape waits."""
        ready: list[str] = []
        for character in text:
            if self._is_key(character):
                if ready:
                    yield "".join(ready)
                    ready = []
                yield None
            ready.append(self._passed(character))
        if left := "".join(ready):
            yield left

    def overdue(self) -> bool:
        """Nothing more came: whether what waited was the key Escape. The next character begins anew."""
        waited = self._state is _State.ESCAPE
        self._state = _State.GROUND
        return waited

    def _is_key(self, character: str) -> bool:
        """Whether the Escape that waits is a key, now that ``character`` has come after it."""
        return self._state is _State.ESCAPE and character not in "[O" and character not in _STRINGS

    def _passed(self, character: str) -> str:
        """What the parser gets for one more character."""
        state = self._state
        if state in (_State.GROUND, _State.ESCAPE):
            return self._begun(character)
        if state is _State.SEQUENCE:
            if character == ESCAPE:
                return self._begun(character)
            if "@" <= character <= "~":
                self._state = _State.GROUND
        elif state is _State.ONE_MORE:
            self._state = _State.GROUND
        elif state is _State.STRING:
            if character in ("\a", ESCAPE):
                self._state = _State.GROUND if character == "\a" else _State.STRING_ESCAPE
            return ""
        else:
            self._state = _State.GROUND
            return ""
        return character

    def _begun(self, character: str) -> str:
        if character == ESCAPE:
            self._state = _State.ESCAPE
            return ""
        if self._state is _State.GROUND:
            return character
        self._state = _State.GROUND
        if character == "[":
            self._state = _State.SEQUENCE
        elif character == "O":
            self._state = _State.ONE_MORE
        elif character in _STRINGS:
            self._state = _State.STRING
            return ""
        else:
            return character
        return ESCAPE + character
