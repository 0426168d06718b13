"""Two real programs at one database: each sees the other come and go, and the later save asks."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from desk.services import cases, people, pins, reading
from desk.services.seat import Seat
from desk.settings_model import Settings

ROOT = Path(__file__).parents[2]
HERE = "has the case open too"


@pytest.fixture
def own(at_home: Seat) -> Seat:
    """A desk with Anna Lind, Bo Ek and one case, which is his."""
    for login in ("bo", "anna"):
        acting = people.sit_down(at_home.database, Settings(), at_home.who.login, acting_for=login)
        pins.choose(acting, "katt7", datetime.now(UTC))
    cases.register(at_home, {"kind": "enquiry", "summary": "Ett", "agent": "bo"})
    at_home.database.close()
    return at_home


def the_case(seat: Seat) -> reading.Opened:
    """The one case and its trail."""
    opened = reading.open_case(seat, f"{datetime.now(UTC):%y}-000001")
    seat.database.close()
    return opened


@pytest.fixture
def case_of(terminal: Callable[..., Any], own: Seat, tmp_path: Path) -> Callable[[str], Any]:
    """Open the program as somebody, and the case in it."""

    def open_case(login: str) -> Any:
        env = {
            "PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH", "")))),
            **{f"XDG_{each}_HOME": str(tmp_path / each.lower()) for each in ("STATE", "CONFIG", "DATA")},
            "DESK_LANG": "en",
        }
        command = [sys.executable, "-m", "desk", "--database", own.database.where, "--as", login]
        program = terminal(command, env=env)
        program.wait_for("Open cases")
        program.settle(0.3)
        program.send("/Ett\r")
        program.wait_for("Next step")
        program.settle(0.3)
        return program

    return open_case


def test_each_sees_the_other_come_and_go_and_nothing_is_sent_meanwhile(case_of: Callable[[str], Any]) -> None:
    anna = case_of("anna")
    bo = case_of("bo")
    bo.wait_for(f"Anna Lind {HERE}")
    anna.wait_for(f"Bo Ek {HERE}", timeout=4)
    anna.settle(1.5)
    if datetime.now(UTC).second > 52:  # the clock may speak once a minute
        time.sleep(61 - datetime.now(UTC).second)
        anna.settle(0.5)
    assert anna.idle_bytes(4) == 0
    bo.hang_up()
    bo.exit_code()
    anna.gone(HERE, timeout=4)


def test_the_later_save_is_asked_and_nothing_is_lost(case_of: Callable[[str], Any], own: Seat) -> None:
    anna, bo = case_of("anna"), case_of("bo")
    anna.send("fSkolan")
    anna.wait_for("Skolan")
    bo.send("fMark")
    bo.wait_for("Mark")
    bo.send("\r")
    bo.wait_for("handed to Mark")
    anna.send("\r")
    anna.wait_for("was changed meanwhile")
    anna.wait_for("Passed on to: Mark")
    assert the_case(own).case.passed_on_to == "Mark"
    anna.settle(0.2)
    anna.send("d")
    anna.wait_for("handed to Skolan")
    events = the_case(own).events
    assert [each.changes["passed_on_to"] for each in events[-2:]] == [(None, "Mark"), ("Mark", "Skolan")]
