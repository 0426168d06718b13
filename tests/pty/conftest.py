"""A real terminal for tests: a program on a pty, and what a person would see on it."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desk.rules.rights import Role
from desk.services import entrance, people
from desk.services.seat import Seat
from desk.settings_model import Settings
from desk.storage.database import Database

pexpect = pytest.importorskip("pexpect", reason="needs a pty")
pyte = pytest.importorskip("pyte")

ROOT = Path(__file__).parents[2]
_PASSED_ON = ("PATH", "HOME", "PYTHONPATH", "VIRTUAL_ENV", "COVERAGE_PROCESS_START", "TMPDIR")


class Terminal:
    """A program running on a pty, and the screen it has painted.

    Args:
        command: The program and its arguments.
        env: Variables besides TERM and the locale; an empty value takes one away.
        rows: The screen's height in cells.
        cols: Its width.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        env: Mapping[str, str] | None = None,
        rows: int = 24,
        cols: int = 80,
    ) -> None:
        self._screen = pyte.Screen(cols, rows)
        self._stream = pyte.ByteStream(self._screen)
        self.received = bytearray()
        self.child = pexpect.spawn(
            command[0],
            list(command[1:]),
            dimensions=(rows, cols),
            env=_environment(env or {}),
            cwd=str(ROOT),
            timeout=None,
        )
        self.child.delaybeforesend = None

    @property
    def bytes_seen(self) -> int:
        """Bytes that the program has sent so far."""
        return len(self.received)

    def send(self, data: bytes | str) -> None:
        """Send in one write, as SSH delivers a packet."""
        data = data.encode() if isinstance(data, str) else data
        while data:
            data = data[os.write(self.child.child_fd, data[:65536]) :]
            self.read(0)

    def read(self, seconds: float = 0.05) -> None:
        """Take what the program sends within ``seconds``."""
        until = time.monotonic() + seconds
        while True:
            try:
                data = self.child.read_nonblocking(65536, timeout=0)
            except pexpect.TIMEOUT:
                if time.monotonic() >= until:
                    return
                time.sleep(0.005)
            except pexpect.EOF:
                return
            else:
                self.received += data
                self._stream.feed(data)

    def screen(self) -> str:
        """The screen as text, trailing spaces taken off each row."""
        self.read(0)
        return "\n".join(line.rstrip() for line in self._screen.display)

    def row(self, number: int) -> str:
        """One row, counted from 0."""
        return self.screen().split("\n")[number]

    @property
    def cursor(self) -> tuple[int, int] | None:
        """Column and row of the terminal's own cursor, counted from 0; ``None`` where it is hidden."""
        self.read(0)
        at = self._screen.cursor
        return None if at.hidden else (at.x, at.y)

    def wait_for(self, text: str, timeout: float = 15.0) -> str:
        """Wait until ``text`` stands on the screen, and return the screen."""
        return self._wait(lambda screen: text in screen, timeout, f"no {text!r}")

    def gone(self, text: str, timeout: float = 15.0) -> str:
        """Wait until ``text`` no longer stands on the screen, and return the screen."""
        return self._wait(lambda screen: text not in screen, timeout, f"still {text!r}")

    def _wait(self, true: Callable[[str], bool], timeout: float, complaint: str) -> str:
        until = time.monotonic() + timeout
        while time.monotonic() < until:
            if true(screen := self.screen()):
                return screen
            if not self.child.isalive():
                self.read(0.1)
                if true(screen := self.screen()):
                    return screen
                raise AssertionError(f"{complaint}: ended with {self.child.exitstatus}\n{screen}")
            time.sleep(0.01)
        raise AssertionError(f"{complaint}\n{self.screen()}")

    def settle(self, quiet: float = 0.3, timeout: float = 15.0) -> None:
        """Wait until the program has sent nothing for ``quiet`` seconds."""
        until = time.monotonic() + timeout
        while time.monotonic() < until:
            before = self.bytes_seen
            self.read(quiet)
            if self.bytes_seen == before:
                return

    def idle_bytes(self, seconds: float) -> int:
        """Bytes that the program sends of itself within ``seconds``."""
        before = self.bytes_seen
        self.read(seconds)
        return self.bytes_seen - before

    def hang_up(self) -> None:
        """What the kernel does when the line is lost."""
        os.kill(self.child.pid, signal.SIGHUP)

    def lose_line(self) -> int:
        """Take the terminal itself away; the exit code, or minus the signal, with which the program ended."""
        self.child.ptyproc.fileobj.close()
        self.child.closed = self.child.ptyproc.closed = True
        self.child.ptyproc.terminated = self.child.terminated = True
        return os.waitstatus_to_exitcode(os.waitpid(self.child.pid, 0)[1])

    def exit_code(self, timeout: float = 15.0) -> int:
        """Wait for the end; the exit code, or minus the signal that ended it."""
        until = time.monotonic() + timeout
        while self.child.isalive():
            self.read(0.02)
            if time.monotonic() > until:
                raise AssertionError(f"still running\n{self.screen()}")
        self.read(0.05)
        return int(self.child.exitstatus if self.child.exitstatus is not None else -self.child.signalstatus)

    def close(self) -> None:
        """End the program, if it still runs, and wait for its end: a busy machine takes its time even for that."""
        if self.child.closed:
            return
        if self.child.isalive():
            os.kill(self.child.pid, signal.SIGKILL)
            self.child.wait()
        self.child.ptyproc.delayafterclose = 0
        self.child.close()


def _environment(env: Mapping[str, str]) -> dict[str, str]:
    base = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    base |= {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}
    base["DESK_CONFIG"] = str(ROOT / "tests" / "data" / "unlocked.toml")
    return {name: value for name, value in {**base, **env}.items() if value}


Open = Callable[..., Terminal]


@pytest.fixture
def terminal() -> Iterator[Open]:
    """Open terminals: ``terminal([program, …], env=…, rows=24, cols=80)``; all are closed afterwards."""
    opened: list[Terminal] = []

    def open_one(command: Sequence[str], **options: object) -> Terminal:
        one = Terminal(command, **options)  # type: ignore[arg-type]
        opened.append(one)
        return one

    yield open_one
    for each in opened:
        each.close()


@pytest.fixture
def at_home(database: Database) -> Seat:
    """Whoever runs the tests, as an administrator who may act for others, at a prepared desk on this run's engine."""
    me, anna = entrance.login_of_system(), people.sit_down(database, Settings(), "anna")
    people.add(anna, me, "Whoever", Role.ADMIN, "Reception", datetime.now(UTC))
    people.let_serve(anna, me)
    return people.sit_down(database, Settings(), me)


@pytest.fixture
def form(terminal: Open, tmp_path: Path) -> Callable[..., Terminal]:
    """Open the form program; what it saves lies in ``saved.jsonl`` of ``tmp_path``."""

    def open_form(**env: str) -> Terminal:
        folders = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH", ""))))
        program = [sys.executable, str(Path(__file__).with_name("form_app.py")), str(tmp_path / "saved.jsonl")]
        one = terminal(program, env={"DESK_LOG_FOLDER": str(tmp_path / "log"), "PYTHONPATH": folders, **env})
        one.wait_for("READY")
        one.settle()
        return one

    return open_form
