"""The program in a terminal, and what a person would see there."""

from __future__ import annotations

import fcntl
import os
import re
import select
import signal
import struct
import sys
import termios
import threading
import time
from pathlib import Path

import pyte
from pseudo_terminal import Program

ROOT = Path(__file__).parents[2]
SIZE = (24, 80)
PATIENCE = 30.0
"""Seconds within which a program starts, reads what is typed, and ends when it is told to."""
EFFECT = 3.0
"""Seconds within which a key does something, also on a machine that has much else to do."""
LAST = 100_000
"""Bytes of what the program has sent that are kept, to be looked at where a round went wrong."""
REFERENCE = re.compile(r"(\d\d-\d{6}) (?:saved|registered)")


_STARTING = threading.Lock()
"""One program at a time is started: another that got hold of its terminal would keep the line alive."""


class Stuck(Exception):  # noqa: N818  what a round ends with
    """The program no longer does what it should."""


class Watched(Program):
    """The program, and what a person sees of it.

    Args:
        database: Its folder is the program's home.
        login: Whose desk it is; the administrator's where none is named.
    """

    def __init__(self, database: Path, login: str | None) -> None:
        home = database.parent
        folders = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH", ""))))
        env = {"PYTHONPATH": folders, "DESK_LANG": "en", "ESCDELAY": "60", "HOME": str(home)}
        env |= {f"XDG_{each}_HOME": str(home / each.lower()) for each in ("STATE", "CONFIG", "DATA")}
        command = [sys.executable, "-m", "desk", "--database", str(database)]
        with _STARTING:
            super().__init__([*command, "--as", login] if login else command, env, *SIZE)
            os.set_inheritable(self._file, False)
        os.set_blocking(self._file, False)
        self._screen = pyte.Screen(SIZE[1], SIZE[0])
        self._stream = pyte.ByteStream(self._screen)
        self.promised: set[str] = set()
        self.received = b""
        self.exit: int | None = None

    def read(self, seconds: float) -> bytes:
        """Take what comes, and look at it."""
        ready, _, _ = select.select([self._file], [], [], seconds)
        try:
            chunk = os.read(self._file, 65536) if ready else b""
        except OSError:
            chunk = b""
            time.sleep(0.01)
        if chunk:
            self.received = (self.received + chunk)[-LAST:]
            self._stream.feed(chunk)
            self.promised.update(REFERENCE.findall(" ".join(self._screen.display)))
        return chunk

    def send(self, keys: bytes) -> None:
        """Type; what the program sends meanwhile is read, so that neither waits for the other."""
        left = keys
        until = time.monotonic() + PATIENCE
        while left and self.alive and time.monotonic() < until:
            try:
                left = left[os.write(self._file, left) :]
            except BlockingIOError:
                self.read(0.01)
            except OSError:
                return
        if left and self.alive:
            raise Stuck("the program reads nothing")

    def press(self, keys: bytes) -> None:
        """Type, and wait for what comes of it; where nothing does, not for long."""
        before, until = self.text, time.monotonic() + EFFECT
        self.send(keys)
        while self.text == before and self.alive and time.monotonic() < until:
            self.read(0.05)
        self.rest()

    def rest(self) -> None:
        """Read until the program has dealt with all that was typed: it sends nothing, and works at nothing."""
        if not Path("/proc/self/task").exists():
            self.settle(1.0)
            return
        until = time.monotonic() + PATIENCE
        worked, calm = self._worked(), 0
        while calm < 3 and self.alive and time.monotonic() < until:
            sent = self.read(0.1)
            now = self._worked()
            calm = 0 if sent or now is None or worked is None or now > worked + 1 else calm + 1
            worked = now

    def _worked(self) -> int | None:
        """Hundredths of a second that the program has worked; ``None`` while it works. Linux only."""
        try:
            stats = [each.read_text(encoding="utf-8") for each in Path(f"/proc/{self.pid}/task").glob("*/stat")]
        except OSError:
            return None
        fields = [each.rpartition(")")[2].split() for each in stats]
        return None if any(each[0] == "R" for each in fields) else sum(int(each[11]) + int(each[12]) for each in fields)

    def settle(self, quiet: float, most: float = PATIENCE) -> None:
        """Read until nothing has come for so long."""
        until = time.monotonic() + most
        while self.read(quiet) and time.monotonic() < until:
            pass

    def look_for(self, sign: str, seconds: float) -> None:
        """Read until something stands on the screen and nothing more comes, or so long."""
        until = time.monotonic() + seconds
        while sign not in self.text and self.alive and time.monotonic() < until:
            self.read(0.05)
        self.settle(0.1, 1.0)

    def wait_for(self, sign: str) -> None:
        """Wait until something stands on the screen."""
        until = time.monotonic() + PATIENCE
        while sign not in self.text:
            self.read(0.05)
            if not self.alive or time.monotonic() > until:
                raise Stuck(f"no {sign!r}\n{self.text}")

    def painted_anew(self) -> str:
        """The screen after it had to be painted whole: tells what is wrong from what was painted wrong."""
        rows, columns = SIZE
        for size in ((rows + 1, columns + 1), (rows, columns)):
            self.resize(*size)
            self.settle(1.0)
        return self.text

    @property
    def text(self) -> str:
        """The screen."""
        return "\n".join(self._screen.display)

    @property
    def on_the_desk(self) -> bool:
        """The desk, and nothing over it."""
        return "Same again" in self.text and "Open cases" in self.text and "│" not in self.text

    @property
    def locked(self) -> bool:
        """The lock lies over everything."""
        return "Locked for" in self.text

    @property
    def alive(self) -> bool:
        """Whether it still runs; remembers how it ended."""
        if self.exit is None:
            ended, status = os.waitpid(self.pid, os.WNOHANG)
            if ended:
                self.exit = os.waitstatus_to_exitcode(status)
        return self.exit is None

    def resize(self, rows: int, columns: int) -> None:
        """Make the window another size."""
        fcntl.ioctl(self._file, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self._screen.resize(rows, columns)

    def hang_up(self) -> None:
        """Lose the line."""
        os.kill(self.pid, signal.SIGHUP)
        self.end()

    def cut_off(self) -> None:
        """Take the terminal itself away."""
        os.close(self._file)
        self._file = os.open(os.devnull, os.O_RDWR)
        self.end()

    def end(self) -> None:
        """Wait for the end."""
        until = time.monotonic() + PATIENCE
        while self.alive:
            self.read(0.02)
            if time.monotonic() > until:
                raise Stuck("does not end")

    def close(self) -> None:
        """End it, whatever it does."""
        if self.alive:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self._file)

    def resident_mb(self) -> float:
        """Memory held now. Linux only; 0 elsewhere."""
        try:
            lines = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii").splitlines()
        except OSError:
            return 0.0
        return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS")), 0.0)
