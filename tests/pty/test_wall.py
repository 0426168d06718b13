"""The wall in a real terminal: by its command, over SSH, in a console of sixteen colours; silent when it can be."""

from __future__ import annotations

import os
import sqlite3
import sys
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from desk.services import cases, entrance, people, setup
from desk.services.seat import Seat
from desk.settings_model import Settings
from desk.storage.database import Database

ROOT = Path(__file__).parents[2]
BIG_TWO = "██████\n    ██\n██████\n██    \n██████"


@pytest.fixture
def own(tmp_path: Path) -> Seat:
    """A desk of the person who runs the tests, with two open cases of today."""
    database = Database(tmp_path / "desk.db")
    setup.prepare(database, entrance.login_of_system(), datetime.now(UTC))
    seat = people.sit_down(database, Settings(), entrance.login_of_system())
    for _each in range(2):
        cases.register(seat, {"kind": "enquiry", "channel": "visit", "summary": "Hemligt"})
    database.close()
    return seat


@pytest.fixture
def wall(terminal: Callable[..., Any], tmp_path: Path, own: Seat) -> Callable[..., Any]:
    """Open the wall."""

    def open_wall(*arguments: str, **env: str) -> Any:
        given = {
            "PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH", "")))),
            "XDG_STATE_HOME": str(tmp_path / "state"),
            "XDG_CONFIG_HOME": str(tmp_path / "config"),
            "DESK_LANG": "en",
            **env,
        }
        return terminal([sys.executable, "-m", "desk", "--database", str(own.database.path), *arguments], env=given)

    return open_wall


def drawn(program: Any, name: str, column: int = 40) -> str:
    """What stands below a name in five rows and six cells."""
    lines = program.screen().split("\n")
    at = next(place for place, line in enumerate(lines) if name in line)
    left = lines[at].index(name) if column < 0 else column
    return "\n".join(line.ljust(80)[left : left + 6] for line in lines[at + 1 : at + 6])


def test_it_shows_big_figures_and_ends_with_escape(wall: Callable[..., Any]) -> None:
    program = wall("wall", "--refresh", "5")
    program.wait_for("Contacts today")
    assert drawn(program, "Contacts today", -1) == BIG_TWO
    assert "Hemligt" not in program.screen()
    program.send(b"\x1b")
    assert program.exit_code() == 0


def test_it_is_silent_while_nothing_happens(wall: Callable[..., Any]) -> None:
    program = wall("wall", "--refresh", "5")
    program.wait_for("Contacts today")
    program.settle(1.0)
    if datetime.now(UTC).second > 50:  # the clock speaks once a minute
        time.sleep(61 - datetime.now(UTC).second)
        program.settle(1.0)
    assert program.idle_bytes(7.0) == 0


def test_a_console_of_sixteen_colours(wall: Callable[..., Any]) -> None:
    program = wall("wall", TERM="linux", COLORTERM="", LANG="C.UTF-8")
    program.wait_for("Contacts today")
    program.settle()
    assert b"38;2;" not in program.received
    assert b"38;5;" not in program.received
    assert drawn(program, "Contacts today", -1) == BIG_TWO.replace("█", "#")


def test_over_ssh_it_can_be_asked_for(wall: Callable[..., Any]) -> None:
    program = wall("--remote", "--as", entrance.login_of_system(), DESK_WALL="1")
    program.wait_for("Contacts today")
    program.send(b"\x1b")
    assert program.exit_code() == 0


def test_a_database_that_is_replaced_under_it(wall: Callable[..., Any], own: Seat) -> None:
    program = wall("wall", "--refresh", "5")
    program.wait_for("visits 2")
    path = own.database.path
    other = path.with_name("other.db")
    with closing(sqlite3.connect(path)) as old, closing(sqlite3.connect(other)) as new:
        old.backup(new)
    for each in path.parent.glob("desk.db*"):
        each.unlink()
    program.wait_for("No contact with the database", timeout=20)
    other.rename(path)
    program.gone("No contact with the database", timeout=20)
    cases.register(people.sit_down(Database(path), Settings(), own.who.login), {"channel": "visit", "kind": "enquiry"})
    program.wait_for("visits 3", timeout=20)
