"""Anything a keyboard, a cat or a bad line can send: the program lives, and Escape leads back to the desk.

``DESK_FUZZ_ROUNDS`` and ``DESK_FUZZ_SEED`` make it longer and other; four rounds are a hundred keys or more.
"""

from __future__ import annotations

import os
import random
import re
import sqlite3
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from desk.services import cases, entrance, people, setup
from desk.settings_model import Settings
from desk.storage.database import Database

ROOT = Path(__file__).parents[2]
ROUNDS = int(os.environ.get("DESK_FUZZ_ROUNDS", "4"))
SEED = int(os.environ.get("DESK_FUZZ_SEED", "7"))
PLACES = ("", *"1234567", "\r", "/sak", "r", "?", "\x10", *(f"\r{letter}" for letter in "snofmucvx"))
QUIT = b"\x11"
PASTE, PASTE_END = b"\x1b[200~", b"\x1b[201~"
KEYS = """\t \r \x7f \x1b[Z \x1b[A \x1b[B \x1b[C \x1b[D \x1b[H \x1b[F \x1b[5~ \x1b[6~ \x1b[3~ \x1bOP \x1b\x7f \x1b[1;5C
\x1b[1;2B \x13 \x0f \x14 \x10 \x1a \x15 \x0b \x17 \x01 \x03 \x05 \x04 \x16 \x18 \x19 \x1b[200~in\rklistrat\x1b[201~"""
SPECIAL = re.split("[ \n]", KEYS)
LETTERS = "abcdefghijklmnopqrstuvwxyzåäö0123456789/?.,-+@:'\"[]()<>=*ÅÄÖ€😀 "
PARTS = (*(str(each).encode() for each in (0, 1, 9, 200, 201, 99999999999, 1114112)), *b"; : < ? > = $ - !".split())
FINALS = (*(bytes([each]) for each in b"~umMRAZctyIOn@_"), b"")


def some_keys(rng: random.Random) -> bytes:
    """One to twenty-five keys, as a hand or a cat presses them."""
    keys = (rng.choice(SPECIAL if rng.random() < 0.4 else LETTERS) for _each in range(rng.randint(1, 25)))
    return "".join(keys).encode()


def some_noise(rng: random.Random) -> bytes:
    """A few sequences that no terminal sends, or not so."""
    numbers = bytes(rng.randrange(256) for _each in range(rng.randrange(20)))
    kinds = (
        b"\x1b[" + b"".join(rng.choices(PARTS, k=rng.randrange(7))) + rng.choice(FINALS),
        b"\x1b]" + numbers + rng.choice((b"\x07", b"\x1b\\")),
        rng.choice((b"\x1bP", b"\x1b_", b"\x1b^", b"\x1bX")) + numbers + b"\x1b\\",
        PASTE + numbers + PASTE_END,
        b"\x1b[<%d;%d;%d" % (rng.randrange(200), rng.randint(-3, 300), rng.randint(-3, 300)) + rng.choice((b"M", b"m")),
        b"\x1b[%d;%d:3u" % (rng.choice((0, 27, 97, 57358, 55296, 1114112)), rng.randrange(300)),
        b"\x1b[M" + numbers[:3],
        numbers,
    )
    return b"".join(rng.choices(kinds, k=3))


class Player:
    """Sends to a program that is opened again where a key has led to Quit."""

    def __init__(self, open_desk: Callable[[], Any]) -> None:
        self._open = open_desk
        self.program = open_desk()
        self.sent = [b""]

    def send(self, data: bytes) -> None:
        self.sent.append(data.replace(QUIT, b""))
        self.program.send(self.sent[-1])
        self.program.read(0.02)

    def back_to_the_desk(self) -> None:
        """Press Escape until the desk is there and nothing more happens."""
        for _each in range(20):
            self.program.send(PASTE_END + b"\x1b")
            self.program.settle(0.4)
            if not self.program.child.isalive():
                assert self.program.exit_code() == 0, self.sent
                self.program = self._open()
                return
            if "Same again" in self.program.screen() and "Open cases" in self.program.screen():
                return
        raise AssertionError(f"no desk after {self.sent}\n{self.program.screen()}")


@pytest.fixture
def player(terminal: Callable[..., Any], tmp_path: Path) -> Player:
    """At a desk with some cases of every kind."""
    database = Database(tmp_path / "desk.db")
    setup.prepare(database, entrance.login_of_system(), datetime.now(UTC))
    seat = people.sit_down(database, Settings(), entrance.login_of_system())
    for number, kind in enumerate(("enquiry", "bus_card", "parking_permit", "feedback", "fault")):
        cases.register(seat, {"kind": kind, "summary": f"Sak {number}", "citizen": {"name": f"Person {number}"}})
    database.close()

    def open_desk() -> Any:
        env = {
            "PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH", "")))),
            "DESK_LANG": "en",
            **{f"XDG_{each}_HOME": str(tmp_path / each.lower()) for each in ("STATE", "CONFIG", "DATA")},
        }
        program = terminal([sys.executable, "-m", "desk", "--database", str(database.path)], env=env)
        program.wait_for("Sak 1")
        return program

    return Player(open_desk)


def sound(folder: Path) -> bool:
    """The database is whole, and nothing has crashed."""
    connection = sqlite3.connect(folder / "desk.db")
    whole = connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()
    return whole and not list(folder.glob("state/**/crash-*"))


@pytest.mark.parametrize("some", [some_keys, some_noise])
def test_nothing_that_is_sent_ends_the_program(
    player: Player, tmp_path: Path, some: Callable[[random.Random], bytes]
) -> None:
    rng = random.Random(SEED)
    for _round in range(ROUNDS):
        player.sent = []
        player.send(rng.choice(PLACES).encode())
        player.program.read(0.1)
        for _each in range(rng.randint(1, 4)):
            player.send(some(rng))
        player.back_to_the_desk()
    player.program.send(QUIT)
    assert player.program.exit_code() == 0
    assert sound(tmp_path)


def test_a_page_key_before_the_palette_has_its_list(player: Player, tmp_path: Path) -> None:
    player.send(b"\x10\x1b[6~\x1b[5~")
    player.program.wait_for("Register a visit.")
    player.back_to_the_desk()
    player.program.send(QUIT)
    assert player.program.exit_code() == 0
    assert sound(tmp_path)
