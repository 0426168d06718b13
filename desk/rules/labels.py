"""Codes that carry their own label: the base of every choice at the desk."""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from desk.words import _


class Code(StrEnum):
    """A code of the domain (``visit``) with the word shown for it (``Visit``), translated when asked for."""

    _message: str

    def __new__(cls, code: str, message: str = "") -> Self:
        member = str.__new__(cls, code)
        member._value_ = code
        member._message = message
        return member

    @property
    def label(self) -> str:
        """The word for this code in the language spoken now."""
        return _(self._message)

    @property
    def message(self) -> str:
        """The untranslated word, as it stands in the catalogue."""
        return self._message
