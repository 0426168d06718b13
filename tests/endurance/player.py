"""Somebody who presses any key: goes to a place, sends what comes to mind, and comes back with Escape."""

from __future__ import annotations

import os
import random
import signal
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from fuzzed import PIN, FuzzedDesk
from noise import AT_ONCE, PASTE_END, QUIT, SEQUENCES, some_keys, some_noise, some_paste, some_size
from places import PLACES
from watched import SIZE, Stuck, Watched

from desk.rules.rights import MAY, Right

BURSTS = 20
"""Packets in one round, at most."""
ESCAPES_AT_MOST = 20
"""Times that Escape may have to be pressed until the desk is there again."""
HANG_UPS = 0.02
"""How many rounds end with a lost line."""
ENDED_BY_TRIES = 2
"""What the program ends with where a wrong PIN was given too often."""
NOT_THEIRS = 1.0
"""Seconds that are waited for a place to which the role does not lead."""


@dataclass
class Tally:
    """What was sent and what came of it.

    Attributes:
        reached: Places whose sign stood on the screen, and how often.
        memory: Resident megabytes after each round, a list for each program that was opened.
        promised: References that the program said were saved.
    """

    keys: int = 0
    sequences: int = 0
    pastes: int = 0
    sizes: int = 0
    hang_ups: int = 0
    rounds: int = 0
    escapes: Counter[int] = field(default_factory=Counter)
    reached: Counter[str] = field(default_factory=Counter)
    memory: list[list[float]] = field(default_factory=list)
    promised: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)


class Player:
    """Sends rounds to a program, which is opened again where it ended as it should.

    Args:
        seed: With a round's number it decides everything that the round sends.
        login: Whose desk it is; the administrator's where none is named.
        patience: Seconds that a place is waited for.
    """

    def __init__(self, at: FuzzedDesk, seed: str, login: str | None = None, *, patience: float = 6.0) -> None:
        self.at = at
        self.seed = seed
        self.tally = Tally()
        self._login = login
        self._patience = patience
        self._keeps = Right.FOLLOW_UP in MAY[at.roles[login or at.me]]
        self._sent: list[bytes] = []
        self._program: Watched | None = None

    @property
    def program(self) -> Watched:
        """The program, opened if there is none."""
        if self._program is None:
            self.at.renew()
            self._program = Watched(self.at.database.path, self._login)
            self.tally.memory.append([])
            self._program.wait_for("Today ")  # a dialog may lie over the list below it
            self._program.settle(0.3)
        return self._program

    def play(self, number: int, bursts: int = BURSTS) -> None:
        """One round: go somewhere, send what comes to mind, and come back."""
        rng = random.Random(f"{self.seed}/{number}")
        self._sent = []
        self.tally.rounds += 1
        name = rng.choice(tuple(PLACES))
        try:
            self.go(name, rng)
            for _each in range(rng.randint(1, bursts)):
                self._burst(rng)
            if rng.random() < HANG_UPS:
                self.lose_line()
            else:
                self.back()
        except Stuck as stuck:
            self.tally.wrong.append(f"{self._where(number, name)}: {stuck}")
            if (keep := os.environ.get("DESK_FUZZ_KEEP")) and self._program is not None:
                (Path(keep) / f"{self.seed.replace('/', '-')}-{number}.bytes").write_bytes(self._program.received)
            self._end()

    def go(self, name: str, rng: random.Random) -> None:
        """Go to a place; a colleague changes its case, where that belongs to it."""
        place = PLACES[name]
        if place.after:
            self.go(place.after, rng)
        elif not self.program.on_the_desk:
            self.back()
        self._send(place.keys.encode())
        if place.changed:
            self.program.look_for(place.before, self._patience)
            self.at.meddle(rng)
            self._send(place.changed.encode())
        self.program.look_for(place.sign, self._patience if self._keeps or not place.kept else NOT_THEIRS)
        if place.sign and place.sign in self.program.text:
            self.tally.reached[name] += 1

    def _burst(self, rng: random.Random) -> None:
        sort = rng.random()
        if sort < 0.75:
            count = rng.randint(1, AT_ONCE)
            self._send(some_keys(rng, count))
            self.tally.keys += count
        elif sort < 0.92:
            for _each in range(4):
                self._send(some_noise(rng))
                self.tally.sequences += SEQUENCES
        elif sort < 0.96:
            self._send(some_paste(rng))
            self.tally.pastes += 1
        else:
            self.program.resize(*some_size(rng))
            self.tally.sizes += 1
            self._send(some_keys(rng, 5))
            self.tally.keys += 5
        self.program.settle(0.02, 0.5)

    def _send(self, data: bytes) -> None:
        data = data.replace(QUIT, b"")
        self._sent.append(data)
        self.program.send(data)

    def back(self) -> None:
        """Press Escape until the desk is there and nothing more happens."""
        program = self.program
        program.send(PASTE_END)
        program.resize(*SIZE)
        program.rest()
        for times in range(ESCAPES_AT_MOST + 1):
            if not program.alive or program.on_the_desk:
                break
            # On the lock Escape empties the line and takes away what lies above; then comes the PIN.
            if "has been cleared" in program.text:
                program.send(QUIT)  # an administrator took the PIN away, and the screen says to do so
                program.end()
                break
            program.press(PIN.encode() + b"\r" if program.locked and times % 2 else b"\x1b")
        if not program.alive:
            self._ended(0, ENDED_BY_TRIES)
        elif not program.on_the_desk:
            raise Stuck(f"no desk after {ESCAPES_AT_MOST} times Escape\n{program.text}\n{program.painted_anew()}")
        else:
            self.tally.escapes[times] += 1
            self.tally.memory[-1].append(program.resident_mb())
            self.at.renew()

    def lose_line(self) -> None:
        """Lose the line; the program ends at once."""
        self.tally.hang_ups += 1
        if self.program.alive:
            self.program.cut_off() if self.tally.hang_ups % 2 else self.program.hang_up()
            self._ended(128 + signal.SIGHUP, 0, ENDED_BY_TRIES)
        else:
            self._ended(0, ENDED_BY_TRIES)

    def _ended(self, *expected: int) -> None:
        program = self.program
        code, text = program.exit, program.text
        self._end()
        if code not in expected:
            raise Stuck(f"ended with {code}\n{text}")

    def _end(self) -> None:
        if self._program is not None:
            self._program.settle(0.05, 1.0)
            self.tally.promised |= self._program.promised
            self._program.close()
            self._program = None

    def finish(self) -> None:
        """Leave, and look whether all is well."""
        if self._program is not None:
            self._program.send(QUIT)
            try:
                self._program.end()
                self._ended(0)
            except Stuck as stuck:
                self.tally.wrong.append(f"at the end: {stuck}")
                self._end()

    def _where(self, number: int, name: str) -> str:
        return f"seed {self.seed}, round {number} ({name}), after {self._sent}"
