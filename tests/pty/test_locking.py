"""The lock in a real terminal: it comes by itself, shows nothing, lets nothing through, and gives everything back."""

from __future__ import annotations

import os
import re
import sqlite3
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from desk.services import drafts, entrance, people, pins, setup
from desk.services.seat import Seat
from desk.settings_model import Settings
from desk.storage.database import Database

ROOT = Path(__file__).parents[2]
PIN = "73058264"
SOON, NEVER_HERE = 6.0, 3600.0
TITLE_OR_CLIPBOARD = re.compile(rb"\x1b\](?:0|1|2|9|52|777);")


@pytest.fixture
def own(tmp_path: Path) -> Seat:
    """A desk of the person who runs the tests."""
    database = Database(tmp_path / "desk.db")
    setup.prepare(database, entrance.login_of_system(), datetime.now(UTC))
    seat = people.sit_down(database, Settings(), entrance.login_of_system())
    database.close()
    return seat


@pytest.fixture
def locking(terminal: Callable[..., Any], tmp_path: Path, own: Seat) -> Callable[[float], Any]:
    """Open Desk with a lock that comes after so many seconds."""

    def open_desk(seconds: float) -> Any:
        env = {
            "PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH", "")))),
            "DESK_CONFIG": "",
            **{f"XDG_{each}_HOME": str(tmp_path / each.lower()) for each in ("STATE", "CONFIG", "DATA")},
        }
        program = Path(__file__).with_name("locking_app.py")
        return terminal([sys.executable, str(program), str(seconds), str(own.database.path)], env=env)

    return open_desk


def choose(seat: Seat) -> None:
    pins.choose(seat, PIN)
    seat.database.close()


def kept(seat: Seat) -> list[str]:
    """The names in the drafts that are kept."""
    found = [str(each.fields.get("citizen.name")) for each in drafts.mine(seat)]
    seat.database.close()
    return found


def test_it_locks_by_itself_and_gives_everything_back(locking: Callable[[float], Any], own: Seat) -> None:
    choose(own)
    program = locking(SOON)
    program.wait_for("no open cases")
    program.send("2")
    program.wait_for("Topic")
    program.send("\tXerxes Lo\x1b[D\x1b[D")
    program.wait_for("Xerxes Lo")
    program.settle()
    at = program.cursor
    locked = program.wait_for("Locked for")
    assert "Xerxes" not in locked
    assert "Topic" not in locked
    assert kept(own) == ["Xerxes Lo"]
    program.settle(1.0)
    assert program.idle_bytes(3) == 0
    program.send("1\x132\r\x1b\t/karin\r")  # a wrong PIN, and keys that do something below
    program.wait_for("tries are left")
    program.settle()
    program.send(f"\x15{PIN}\r")
    screen = program.gone("Locked for")
    assert "Xerxes Lo" in screen
    program.settle()
    assert program.cursor == at
    program.send("x")
    program.wait_for("Xerxes xLo")
    program.send("\x11")
    assert program.exit_code() == 0
    assert kept(own) == ["Xerxes xLo"]


def test_a_burst_of_lock_and_keys_reaches_the_lock_alone(locking: Callable[[float], Any], own: Seat) -> None:
    choose(own)
    program = locking(NEVER_HERE)
    program.wait_for("no open cases")
    program.settle()
    program.send(f"2\tXerxes\x0c1234\t56\x13{PIN[:2]}")
    program.wait_for("Locked for")
    program.settle()
    program.send(f"\x15{PIN}\r")
    program.gone("Locked for")
    program.settle()
    assert "Xerxes" in program.screen()
    assert "1234" not in program.screen()


def test_five_wrong_pins_end_it_with_two_and_the_draft_stays(locking: Callable[[float], Any], own: Seat) -> None:
    choose(own)
    program = locking(NEVER_HERE)
    program.wait_for("no open cases")
    program.send("2\tXerxes")
    program.wait_for("Xerxes")
    program.send("\x0c")
    program.wait_for("Locked for")
    for left in ("4 tries", "3 tries", "2 tries", "One try"):
        program.send("9147\r")
        program.wait_for(left)
    program.send("9147\r")
    assert program.exit_code() == 2
    assert "a wrong PIN was given 5 times" in program.screen()
    assert "Xerxes" not in program.screen()
    assert kept(own) == ["Xerxes"]


def test_without_a_pin_it_ends_by_itself_with_zero_and_the_draft_stays(
    locking: Callable[[float], Any], own: Seat
) -> None:
    program = locking(SOON)
    program.wait_for("Choose a PIN")
    program.send("\x1b")
    program.gone("Choose a PIN")
    program.send("2\tXerxes")
    program.wait_for("Xerxes")
    assert program.exit_code(30) == 0
    assert "there is no PIN to unlock it with" in " ".join(program.screen().split())
    assert kept(own) == ["Xerxes"]


def test_a_lost_line_while_locked_keeps_the_draft(locking: Callable[[float], Any], own: Seat) -> None:
    choose(own)
    program = locking(NEVER_HERE)
    program.wait_for("no open cases")
    program.send("2\tXerxes\x0c")
    program.wait_for("Locked for")
    program.hang_up()
    program.exit_code()
    assert kept(own) == ["Xerxes"]


def test_the_digits_come_nowhere(locking: Callable[[float], Any], own: Seat, tmp_path: Path) -> None:
    program = locking(NEVER_HERE)
    program.wait_for("Choose a PIN")
    program.send(f"{PIN}\r{PIN}\r")
    program.wait_for("PIN chosen")
    program.send("\x0c")
    program.wait_for("Locked for")
    program.send(PIN)
    program.settle()
    program.send("\r")
    program.gone("Locked for")
    program.send("\x11")
    assert program.exit_code() == 0
    assert PIN.encode() not in program.received
    assert not TITLE_OR_CLIPBOARD.search(program.received)
    with sqlite3.connect(own.database.path) as connection:
        assert connection.execute("SELECT count(*) FROM pins").fetchone() == (1,)
        assert not [line for line in connection.iterdump() if PIN in line]
    connection.close()
    for file in tmp_path.rglob("*"):
        if file.is_file():
            assert PIN.encode() not in file.read_bytes(), file
