"""Reading registrations as JSON: one object, an array of them, or JSON Lines of any length.

JSON Lines are read a line at a time, so that a file of any size may stream through.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any, BinaryIO, NoReturn

from desk.rules.refusals import Problem

LINE_BYTES = 1_000_000
"""A line is at most so long; a note of 20 000 characters, each written as an escape, is an eighth of it."""
DOCUMENT_BYTES = 64_000_000
"""One object or array over several lines is at most so long; what is longer comes as JSON Lines."""
_BLANK = b" \t\r\n"
_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Given:
    """What one line (of an array: one element; both count from 1) holds: values, or what is wrong with it."""

    line: int
    values: Mapping[str, Any]
    problem: Problem | None = None


def read_json(stream: BinaryIO) -> Iterator[Given]:
    """Read what is in ``stream``, which is UTF-8 with or without a byte order mark. Nothing in it, nothing comes."""
    number, first = _first_line(stream)
    if not first:
        return
    if first.lstrip(_BLANK).startswith(b"["):
        document = first + stream.read(DOCUMENT_BYTES) + stream.readline(1)
        yield from _document(document, number)
        return
    if len(first) <= LINE_BYTES and _given(number, first).problem is None:
        yield from _lines(chain([first], _each_line(stream)), number)
        return
    # Either a broken first line, or one object written over several lines: whichever reads.
    start = first + stream.read(DOCUMENT_BYTES)
    whole = list(_document(start, number))
    if whole[0].problem is None or _looks_like_one(first):
        yield from whole
        return
    start += stream.readline()
    yield from _lines(chain(_each_line(io.BytesIO(start)), _each_line(stream)), number)


def _looks_like_one(first: bytes) -> bool:
    """Whether a first line that is no JSON by itself begins an object that goes on below it."""
    text = first.strip(_BLANK)
    return text == b"{" or (text.startswith(b"{") and text.endswith(b","))


def _first_line(stream: BinaryIO) -> tuple[int, bytes]:
    number = 1
    line = stream.readline(LINE_BYTES + 1).removeprefix(_MARK)
    while line and not line.strip(_BLANK):
        line = stream.readline(LINE_BYTES + 1)
        number += 1
    return number, line


def _each_line(stream: BinaryIO) -> Iterator[bytes]:
    """The lines; of one that is too long, its beginning, and the rest is passed over."""
    while line := stream.readline(LINE_BYTES + 1):
        rest = line if len(line) > LINE_BYTES else b"\n"
        while rest and not rest.endswith(b"\n"):
            rest = stream.readline(LINE_BYTES)
        yield line


def _lines(lines: Iterable[bytes], number: int) -> Iterator[Given]:
    for at, line in enumerate(lines, start=number):
        if len(line) > LINE_BYTES:
            yield Given(at, {}, Problem("json_too_long", None, {"most": LINE_BYTES}))
        elif line.strip(_BLANK):
            yield _given(at, line)


def _document(data: bytes, number: int) -> Iterator[Given]:
    """One object, or the elements of an array; ``number`` is the line on which it begins."""
    if len(data) > DOCUMENT_BYTES:
        yield Given(number, {}, Problem("json_too_long", None, {"most": DOCUMENT_BYTES}))
        return
    value = _parsed(data, number)
    if isinstance(value, Given):
        yield value
    elif isinstance(value, list):
        yield from (_object(place, each) for place, each in enumerate(value, start=1))
    else:
        yield _object(number, value)


def _given(number: int, line: bytes) -> Given:
    value = _parsed(line.strip(_BLANK), number)
    return value if isinstance(value, Given) else _object(number, value)


def _object(number: int, value: object) -> Given:
    if isinstance(value, dict):
        return Given(number, value)
    return Given(number, {}, Problem("json_not_object"))


def _parsed(data: bytes, number: int) -> object:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return Given(number + data.count(b"\n", 0, error.start), {}, Problem("json_not_utf8"))
    try:
        return json.loads(text, object_pairs_hook=_pairs, parse_constant=_no_number)
    except _TwiceError as error:
        return Given(number, {}, Problem("json_twice", error.name))
    except json.JSONDecodeError as error:
        return Given(number + error.lineno - 1, {}, Problem("invalid_json"))
    except (ValueError, RecursionError):
        # A number that is none (NaN, or of thousands of digits), or brackets nested without end.
        return Given(number, {}, Problem("invalid_json"))


class _TwiceError(ValueError):
    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise _TwiceError(name)
        found[name] = value
    return found


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)
