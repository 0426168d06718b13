"""Desk's screen with somebody typing at it, in a terminal of its own, until it is killed."""

from __future__ import annotations

import os
import random
import re
import select
import time
from pathlib import Path

import pyte
from pseudo_terminal import Program, desk

ROOT = Path(__file__).parents[2]
SAVE = b"\x13"
OFFERED, NONE_LEFT, NO_TOPIC = "Throw away", "No form has been left", "There is no such topic"
PROMISE = re.compile(r"(\d\d-\d{6}) saved")
PATIENCE = 60.0
END = "."
"""Ends every name; one without it was half typed when the end came, and may be the beginning of many."""
LETTERS = "abcdefghijklmnopqrstuvxyzåäö"
TELLING = 5
"""Letters of the random text that tell where one is in it."""


class Session(Program):
    """The program and what stands on its screen. ``promised`` are the references that it said were saved."""

    def __init__(self, path: Path, folder: Path, name: str) -> None:
        folders = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH", ""))))
        env = {"PYTHONPATH": folders, "DESK_LANG": "en", "HOME": str(folder)}
        env |= {f"XDG_{each}_HOME": str(folder / each.lower()) for each in ("STATE", "CONFIG", "DATA")}
        self.name = name
        self.promised: set[str] = set()
        self._buried = False
        self._screen = pyte.Screen(80, 24)
        self._stream = pyte.ByteStream(self._screen)
        super().__init__(desk(str(path)), env)

    def read(self, seconds: float) -> bytes:
        """Take what comes, and look at it."""
        chunk = super().read(seconds) if select.select([self._file], [], [], seconds)[0] else b""
        if chunk:
            self.seen = b""
            self._stream.feed(chunk)
            self.promised.update(PROMISE.findall("\n".join(self._screen.display)))
        return chunk

    @property
    def text(self) -> str:
        """The screen."""
        return "\n".join(self._screen.display)

    def wait_for(self, *signs: str) -> str:
        """Wait until one of them stands on the screen; which one."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            self.read(0.05)
            for sign in signs:
                if sign in self.text:
                    return sign
        raise TimeoutError(f"none of {signs}\n{self.text}")

    def begin(self) -> int:
        """Wait for the desk. Drafts that are left are gone on with and saved; how many."""
        done = 0
        self.wait_for("pen cases", OFFERED)
        self.quiet(0.5)  # drafts are offered a moment after
        while True:
            if OFFERED not in self.text:
                self.send(b"d")
            if self.wait_for(OFFERED, NONE_LEFT) == NONE_LEFT:
                return done
            self.send(b"\r")
            self.wait_for("Topic")
            self.quiet(0.2)
            self.send(SAVE)
            self._until_saved()
            done += 1

    def _until_saved(self) -> None:
        """Until the form is gone. A topic that was half typed is typed anew."""
        end = time.monotonic() + PATIENCE
        while "Topic" in self.text:
            if NO_TOPIC in self.text:
                self.send(b"\x15lib\t" + SAVE)
                self.quiet(0.3)
            self.read(0.05)
            if time.monotonic() > end:
                raise TimeoutError(f"not saved\n{self.text}")

    def bury(self) -> None:
        """Take note of its end, and of what it still said."""
        while self.read(0.0):
            pass
        os.waitpid(self.pid, 0)
        self._buried = True

    def __exit__(self, *error: object) -> None:
        if self._buried:
            os.close(self._file)
        else:
            super().__exit__()


class Typist(Session):
    """Opens one form and types into it, a letter at a time and without a pause."""

    def __init__(self, path: Path, folder: Path, name: str) -> None:
        super().__init__(path, folder, name)
        self._typed = ""
        self._shown: list[tuple[float, str]] = []
        self._opened = False
        self._next = 0.0

    def work(self, now: float, rng: random.Random) -> None:
        """Type the next letter, if it is time."""
        self.read(0.0)
        self._look(now)
        if now < self._next:
            return
        if not self._opened:
            self.send(f"2lib\t{self.name}\t\t".encode())
            self._opened = True
        elif len(self._typed) < 190:
            letter = rng.choice(LETTERS)
            self.send(letter.encode())
            self._typed += letter
        self._next = now + rng.uniform(0.02, 0.07)

    def _look(self, now: float) -> None:
        """Note what has come onto the screen; what has not, the program has not got yet."""
        text = self.text
        if not self._shown and self.name in text:
            self._shown.append((now, ""))
        before = len(self._shown[-1][1]) if self._shown else 0
        for length in range(len(self._typed), max(before, TELLING - 1), -1):
            if self._typed[length - TELLING : length] in text:
                self._shown.append((now, self._typed[:length]))
                return

    def typed_before(self, moment: float) -> list[tuple[str, str]]:
        """The name in the form and what its summary said at a moment; nothing where it was not open."""
        said = [text for at, text in self._shown if at <= moment]
        return [(self.name, said[-1])] if said else []


class Registrar(Session):
    """Types forms and saves them: some after a while, some at once, before the last one is known to be saved."""

    def __init__(self, path: Path, folder: Path, name: str) -> None:
        super().__init__(path, folder, name)
        self._shown: list[tuple[float, str]] = []
        self._waits_for = ""
        self._before = ""
        self._count = 0
        self._next = 0.0

    def work(self, now: float, rng: random.Random) -> None:
        """Do the next thing, if it is time."""
        self.read(0.0)
        if self._waits_for:
            if self._waits_for in self.text:
                self._shown.append((now, self._waits_for))
                self._waits_for = ""
                self._next = now + rng.choice((0.0, 0.4, 1.5))
        elif now >= self._next:
            self._type(now, rng)

    def _type(self, now: float, rng: random.Random) -> None:
        self._count += 1
        name = f"{self.name}-{self._count:02}{END}"
        save = SAVE if self._before else b""  # the one before stands there still
        if rng.random() < 0.5:
            self.send(save + f"1lib\t{name}".encode())
            self._waits_for = self._before = name
        else:
            self.send(save + f"1lib\t{name}".encode() + SAVE)
            self._before = ""
            self._next = now + rng.choice((0.05, 0.3))

    def typed_before(self, moment: float) -> list[tuple[str, str]]:
        """The names in the forms that stood on the screen at a moment, saved since or not."""
        return [(name, "") for at, name in self._shown if at <= moment]
