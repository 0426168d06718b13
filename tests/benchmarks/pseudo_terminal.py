"""A program in a real pseudo-terminal: when it painted, what it sent, how much memory it took."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

ESCAPES = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[PX^_][^\x1b]*\x1b\\|[ -/]*[0-~])")
UNLOCKED = Path(__file__).parents[1] / "data" / "unlocked.toml"
BASE = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8", "PATH": os.environ["PATH"]}


class Program:
    """One program in a terminal of its own; a context manager that ends it."""

    def __init__(
        self, argv: Sequence[str], env: Mapping[str, str] | None = None, rows: int = 24, columns: int = 80
    ) -> None:
        self.size = (rows, columns)
        self.seen = b""
        self.started = time.perf_counter()
        self.pid, self._file = pty.fork()
        if self.pid == 0:
            kept = {name: value for name, value in os.environ.items() if name in ("HOME", "TMPDIR", "VIRTUAL_ENV")}
            os.execvpe(argv[0], list(argv), {**kept, **BASE, **(env or {})})
        fcntl.ioctl(self._file, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def read(self, seconds: float) -> bytes:
        """What comes within ``seconds``, one chunk; empty where nothing does."""
        ready, _, _ = select.select([self._file], [], [], seconds)
        if not ready:
            return b""
        try:
            chunk = os.read(self._file, 65536)
        except OSError:
            return b""
        self.seen += chunk
        return chunk

    def until(self, there: Callable[[bytes], bool], timeout: float = 20.0) -> float:
        """Seconds since the start (or since ``mark``) until what was sent satisfies ``there``."""
        end = time.perf_counter() + timeout
        while time.perf_counter() < end:
            if self.read(0.05) and there(self.seen):
                return time.perf_counter() - self.started
        tail = ESCAPES.sub(b"", self.seen)[-400:]
        raise TimeoutError(f"not seen in {timeout} s; the last was {tail!r}")

    def painted(self) -> Callable[[bytes], bool]:
        """Whether a whole frame has been sent: as many printable characters as the screen has cells."""
        cells = self.size[0] * self.size[1]
        return lambda seen: len(ESCAPES.sub(b"", seen)) >= cells

    def quiet(self, seconds: float = 0.4) -> None:
        """Read until nothing has come for ``seconds``."""
        while self.read(seconds):
            pass

    def send(self, keys: bytes) -> None:
        """Type."""
        os.write(self._file, keys)

    def peak_mb(self) -> float:
        """The peak of resident memory so far, in MB. Linux only."""
        with open(f"/proc/{self.pid}/status", encoding="ascii") as file:  # noqa: PTH123
            line = next(line for line in file if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        with contextlib.suppress(OSError):
            os.kill(self.pid, signal.SIGKILL)
        with contextlib.suppress(OSError):
            os.waitpid(self.pid, 0)
        os.close(self._file)


def desk(database: str, *more: str) -> list[str]:
    """The command that opens Desk's screen on a database, without the lock and its question for a PIN."""
    return [sys.executable, "-m", "desk", "--database", database, "--config", str(UNLOCKED), *more]


def script(text: str) -> list[str]:
    """The command that runs a small Python program."""
    return [sys.executable, "-c", text]


EMPTY_APP = "from textual.app import App\nApp().run()"
EMPTY_APP_WITH_SQLMODEL = "import sqlmodel\nfrom textual.app import App\nApp().run()"
