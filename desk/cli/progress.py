"""A progress bar on standard error: for a person at a terminal, and only where something takes its time."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import Self, TypeVar, overload

T = TypeVar("T")
PATIENCE_S = 1.0
"""What is done within this time shows no bar."""


class Bar:
    """Called with how much is done and how much there is; shows a bar once a second has passed.

    Attributes:
        title: What is being done, in the language spoken now.
    """

    def __init__(self, title: str) -> None:
        self.title = title
        self._began = time.monotonic()
        self._bar: _Shown | None = None
        self._wanted = _is_terminal()

    def __call__(self, done: int, total: int | None = None) -> None:
        """Say how far it has come; ``total`` where it is known."""
        if not self._wanted:
            return
        if self._bar is None and time.monotonic() - self._began > PATIENCE_S:
            self._bar = _Shown(self.title)
        if self._bar is not None:
            self._bar.show(done, total)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()


class _Shown:
    def __init__(self, title: str) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
        )
        self._progress = Progress(*columns, console=Console(stderr=True), transient=True)
        self._task = self._progress.add_task(title, total=None)
        self._progress.start()

    def show(self, done: int, total: int | None) -> None:
        self._progress.update(self._task, completed=done, total=total)

    def stop(self) -> None:
        self._progress.stop()


def _is_terminal() -> bool:
    try:
        return sys.stderr.isatty()
    except (AttributeError, ValueError):
        return False


class Watched(Sequence[T]):
    """The same things in the same order; going through them moves a bar."""

    def __init__(self, things: Sequence[T], bar: Bar) -> None:
        self._things = things
        self._bar = bar

    def __len__(self) -> int:
        return len(self._things)

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[T]: ...
    def __getitem__(self, place: int | slice) -> T | Sequence[T]:
        return self._things[place]

    def __iter__(self) -> Iterator[T]:
        for done, each in enumerate(self._things):
            self._bar(done, len(self._things))
            yield each
