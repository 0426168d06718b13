"""When Desk itself fails: a reference number on the screen, and a log without anybody's data in it.

Textual prints local variables, and messages of exceptions carry values: a personal number stood on the
screen. The log holds names of types, files and lines. Nothing else.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType, TracebackType

from desk.words import _

WRITER = "textual-output"
"""The thread that writes to the terminal. It fails where the line is lost, which is no fault of the program."""


@dataclass(frozen=True)
class Report:
    """What a crash left behind.

    Attributes:
        reference: Its number.
        path: The log, unless none could be written.
        kept: Whether what was being typed is saved, to the last letter; ``None`` where nobody typed.
    """

    reference: str
    path: Path | None
    kept: bool | None = None

    def __str__(self) -> str:
        text = _(
            "Desk stopped because of an error in the program. Reference: {reference}.",
            reference=self.reference,
        )
        where = _("Give the reference, and this file, to whoever looks after Desk: {file}", file=self.path)
        return f"{text}\n{self._safe}" + (f"\n{where}" if self.path else "")

    @property
    def _safe(self) -> str:
        if self.kept is None:
            return _("What was saved before is safe.")
        if self.kept:
            return _("What was saved is safe; what was being typed is kept as a draft.")
        return _("What was saved is safe; of what was being typed, the draft may lack the last seconds.")


def log_folder() -> Path:
    """The folder for logs on this system."""
    from platformdirs import user_log_path

    return user_log_path("desk", appauthor=False)


def keeps(save: Callable[[], bool]) -> bool:
    """Whether ``save`` could save what is typed. It may meet the very error that Desk stops for: then it did not."""
    try:
        return save()
    except Exception:  # noqa: BLE001  part of the crash report: the error itself is told already
        return False


def report(error: BaseException, folder: Path | None = None, kept: bool | None = None) -> Report:
    """Write the log of ``error`` (mode 0600) and return its number. Never raises for want of a file.

    Args:
        kept: As in :class:`Report`.
    """
    reference = os.urandom(4).hex().upper()
    lines = [*_heading(reference), *_lines(error, set())]
    return Report(reference, _written(f"crash-{reference}.log", lines, folder), kept)


def report_hang(folder: Path | None = None) -> Path | None:
    """Write where every thread stands (mode 0600): saving came to no end."""
    reference = os.urandom(4).hex().upper()
    stacks = [line for frame in sys._current_frames().values() for line in ("thread", *_stack(frame))]
    return _written(f"hang-{reference}.log", [*_heading(reference), *stacks], folder)


def _written(name: str, lines: Sequence[str], folder: Path | None) -> Path | None:
    try:
        folder = folder or log_folder()
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = folder / name
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
    except OSError:
        return None
    return path


def _heading(reference: str) -> Iterator[str]:
    import platform  # these take their time to load, and are needed only here
    from importlib.metadata import PackageNotFoundError, version

    yield f"{reference} {datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    for name in ("desk", "textual", "sqlalchemy"):
        try:
            yield f"{name} {version(name)}"
        except PackageNotFoundError:
            yield f"{name} –"
    yield f"python {platform.python_version()} {sys.platform}"


def _lines(error: BaseException, seen: set[int]) -> Iterator[str]:
    if id(error) in seen:
        return
    seen.add(id(error))
    yield f"{type(error).__module__}.{type(error).__qualname__}"
    yield from _frames(error.__traceback__)
    inner = [error.__cause__, error.__context__, getattr(error, "error", None)]
    if isinstance(error, BaseExceptionGroup):
        inner.extend(error.exceptions)
    for each in inner:
        if isinstance(each, BaseException):
            yield from _lines(each, seen)


def _frames(traceback: TracebackType | None) -> Iterator[str]:
    while traceback is not None:
        yield _place(traceback.tb_frame, traceback.tb_lineno)
        traceback = traceback.tb_next


def _stack(frame: FrameType | None) -> Iterator[str]:
    while frame is not None:
        yield _place(frame, frame.f_lineno)
        frame = frame.f_back


def _place(frame: FrameType, line: int) -> str:
    return f"  {_short(frame.f_code.co_filename)}:{line} {frame.f_code.co_name}"


def _short(file: str) -> str:
    """The file from its package on: a home folder's name is somebody's too."""
    parts = Path(file).parts
    for mark in ("site-packages", "desk"):
        if mark in parts:
            return "/".join(parts[parts.index(mark) :])
    return parts[-1] if parts else "?"


def install(folder: Path | None = None) -> None:
    """Report failures outside the screen the same way: at top level, in threads, in destructors."""

    def at_top(kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            return
        print(report(error.with_traceback(traceback), folder), file=sys.__stderr__)

    def in_thread(failure: threading.ExceptHookArgs) -> None:
        gone = isinstance(failure.exc_value, OSError) and failure.thread and failure.thread.name == WRITER
        if failure.exc_value is not None and not gone:
            report(failure.exc_value, folder)

    def in_destructor(failure: sys.UnraisableHookArgs) -> None:
        if failure.exc_value is not None:
            report(failure.exc_value, folder)

    sys.excepthook = at_top
    threading.excepthook = in_thread
    sys.unraisablehook = in_destructor
