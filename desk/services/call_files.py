"""A file of calls on disk: what it is, and its lines a chunk at a time."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TypeVar

from desk.rules.call_mapping import CallMapping, call_mapping, call_names
from desk.rules.calls import CallFormat, CallNames
from desk.rules.refusals import Problem, Refused, refuse

CHUNK = 2000
"""Lines at a time: few enough that a transaction of them keeps nobody at the desk waiting."""
Progress = Callable[[int, int], None]
"""Told, after every chunk, how many of how many bytes have been read."""
T = TypeVar("T")


@dataclass(frozen=True)
class CallFile:
    """A file, and how it is to be read. ``mapping`` is there for CSV, and only for it."""

    path: Path
    mapping: CallMapping | None
    names: CallNames

    @property
    def format(self) -> CallFormat:
        """CSV where there is a mapping."""
        return CallFormat.QUEUE_LOG if self.mapping is None else CallFormat.CSV

    def chunks(self, read: Callable[[Iterable[str]], Iterator[T]], progress: Progress | None) -> Iterator[list[T]]:
        """What ``read`` makes of the file's lines, a chunk at a time. A line may hold bytes the encoding has not.

        Raises:
            Refused: ``file_missing``, or ``file_encoding`` where the encoding cannot be read on.
        """
        encoding = self.mapping.file.encoding if self.mapping else "utf-8"
        try:
            size = self.path.stat().st_size
            with (
                self.path.open("rb") as raw,
                io.TextIOWrapper(
                    raw, encoding, errors="surrogateescape", newline="" if self.mapping else "\n"
                ) as lines,
            ):
                found = read(lines)
                while chunk := list(islice(found, CHUNK)):
                    done = raw.tell()
                    yield chunk
                    if progress is not None:
                        progress(done, size)
        except UnicodeError as error:
            raise Refused(Problem("file_encoding", "file", {"encoding": encoding})) from error
        except OSError as error:
            raise Refused(Problem("file_missing", "file", {"file": self.path.name})) from error


def call_file(path: Path, form: CallFormat | str | None, mapping: str | None) -> CallFile:
    """The file, with the text of its mapping read.

    Raises:
        Refused: ``format_unknown``, ``mapping_missing`` for CSV without one, ``mapping_invalid``.
    """
    if form is None:
        form = CallFormat.QUEUE_LOG if mapping is None else CallFormat.CSV
    if form not in tuple(CallFormat):
        refuse("format_unknown", "format", allowed=tuple(map(str, CallFormat)))
    if CallFormat(form) is CallFormat.QUEUE_LOG:
        return CallFile(path, None, CallNames() if mapping is None else call_names(mapping))
    if mapping is None:
        refuse("mapping_missing", "map")
    whole = call_mapping(mapping)
    return CallFile(path, whole, whole.names)
