"""On which line of a TOML text each value stands. ``tomllib`` reads the values, and does not say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

Path = tuple[str | int, ...]
"""Keys, and numbers from 0 in lists, on the way to a value."""

_SPACE = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_BLANK = re.compile(r"[ \t]*")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}'
    r"|'''.*?'{3,5}"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'",
    re.DOTALL,
)
_PLAIN = re.compile(r"[^,\]}\n#]*")


def lines_of(text: str) -> Mapping[Path, int]:
    """The line, from 1, of every table, key and element of a list.

    Args:
        text: TOML that ``tomllib`` reads; of any other text the answer is as good as it may be.
    """
    reading = _Reading(text.replace("\r\n", "\n"))
    reading.document()
    return reading.found


def nearest(lines: Mapping[Path, int], path: Path) -> int:
    """The line of what is at ``path``, or of the nearest that it would stand in; 1 where there is nothing."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


@dataclass
class _Reading:
    text: str
    at: int = 0
    found: dict[Path, int] = field(default_factory=dict)
    counts: dict[Path, int] = field(default_factory=dict)

    def document(self) -> None:
        table: Path = ()
        while self._skip(_SPACE) < len(self.text):
            began = self.at
            if self._take("["):
                table = self._header()
            else:
                self._pair(table)
            self._skip(_BLANK)
            if self.at == began:  # no TOML after all
                return

    # ------------------------------------------------------------------ parts

    def _header(self) -> Path:
        """``[table]`` or ``[[one of a list]]``, behind its first bracket."""
        line = self._line()
        many = self._take("[")
        *outer, last = self._keys() or [""]
        path: Path = ()
        for key in outer:
            path = self._latest((*path, key))
        path = (*path, last)
        if many:
            number = self.counts.get(path, 0)
            self.counts[path] = number + 1
            self.found.setdefault(path, line)
            path = (*path, number)
        self.found.setdefault(path, line)
        self._take("]")
        if many:
            self._take("]")
        return path

    def _latest(self, path: Path) -> Path:
        """The path itself, or of a list of tables its last."""
        return (*path, self.counts[path] - 1) if path in self.counts else path

    def _pair(self, within: Path) -> None:
        """``key.of.parts = value``."""
        line = self._line()
        path = within
        for key in self._keys():
            path = (*path, key)
            self.found.setdefault(path, line)
        self._skip(_BLANK)
        if self._take("="):
            self._skip(_BLANK)
            self._value(path)

    def _keys(self) -> list[str]:
        keys: list[str] = []
        while True:
            self._skip(_BLANK)
            bare = _BARE.match(self.text, self.at)
            quoted = None if bare else _STRING.match(self.text, self.at)
            part = bare or quoted
            if part is None:
                return keys
            keys.append(part[0] if bare else part[0][1:-1])
            self.at = part.end()
            self._skip(_BLANK)
            if not self._take("."):
                return keys

    def _value(self, path: Path) -> None:
        if self._take("["):
            self._array(path)
        elif self._take("{"):
            self._inline(path)
        elif string := _STRING.match(self.text, self.at):
            self.at = string.end()
        else:
            self._skip(_PLAIN)

    def _array(self, path: Path) -> None:
        number = 0
        while self._skip(_SPACE) < len(self.text) and not self._take("]"):
            self.found[(*path, number)] = self._line()
            began = self.at
            self._value((*path, number))
            number += 1
            self._skip(_SPACE)
            if not self._take(",") and self.at == began:
                return

    def _inline(self, path: Path) -> None:
        while self._skip(_SPACE) < len(self.text) and not self._take("}"):
            began = self.at
            self._pair(path)
            self._skip(_SPACE)
            if not self._take(",") and self.at == began:
                return

    # ------------------------------------------------------------------ characters

    def _take(self, sign: str) -> bool:
        if self.text.startswith(sign, self.at):
            self.at += len(sign)
            return True
        return False

    def _skip(self, pattern: re.Pattern[str]) -> int:
        """Go past what matches; where one is then."""
        matched = pattern.match(self.text, self.at)
        if matched is not None:
            self.at = matched.end()
        return self.at

    def _line(self) -> int:
        return self.text.count("\n", 0, self.at) + 1
