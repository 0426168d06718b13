"""The desk in a real terminal: silent while nothing happens, quick keys land, the line may be lost at any time."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from desk.services import cases
from desk.services.seat import Seat

ROOT = Path(__file__).parents[2]


@pytest.fixture
def own(at_home: Seat) -> Seat:
    """A desk of the person who runs the tests, with three open cases."""
    for summary in ("Ett", "Två", "Tre"):
        cases.register(at_home, {"kind": "enquiry", "summary": summary})
    at_home.database.close()
    return at_home


@pytest.fixture
def desk(terminal: Callable[..., Any], tmp_path: Path) -> Callable[..., Any]:
    """Open Desk on a database."""

    def open_desk(*arguments: str, **options: Any) -> Any:
        env = {
            "PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH", "")))),
            "XDG_STATE_HOME": str(tmp_path / "state"),
            "XDG_CONFIG_HOME": str(tmp_path / "config"),
            "XDG_DATA_HOME": str(tmp_path / "data"),
            "DESK_LANG": "en",
        }
        if (tmp_path / "config" / "desk" / "settings.toml").exists():
            env["DESK_CONFIG"] = ""
        return terminal([sys.executable, "-m", "desk", *arguments], env=env, **options)

    return open_desk


def test_an_idle_desk_sends_nothing(desk: Callable[..., Any], own: Seat) -> None:
    program = desk("--database", own.database.where)
    program.wait_for("Tre")
    program.settle(1.0)
    if datetime.now(UTC).second > 50:  # the clock may speak once a minute
        time.sleep(61 - datetime.now(UTC).second)
        program.settle(0.5)
    assert program.idle_bytes(6) == 0


def test_a_colleagues_case_is_painted_by_itself(desk: Callable[..., Any], own: Seat) -> None:
    program = desk("--database", own.database.where)
    program.wait_for("Tre")
    program.settle()
    cases.register(own, {"kind": "enquiry", "summary": "Från annat håll"})
    program.wait_for("Från annat", timeout=20)
    own.database.close()


def test_quitting_ends_with_zero_and_leaves_nobody_at_the_desk(desk: Callable[..., Any], own: Seat) -> None:
    program = desk("--database", own.database.where)
    program.wait_for("Tre")
    program.send("\x11")
    assert program.exit_code() == 0
    with own.database.read() as tx:
        assert tx.value("SELECT count(*) FROM sessions") == 0


def test_what_is_typed_before_the_desk_is_there_is_not_lost(desk: Callable[..., Any], own: Seat) -> None:
    program = desk("--database", own.database.where)
    program.send("?")
    program.wait_for("Register a visit.")


def test_a_half_typed_form_outlives_the_line(desk: Callable[..., Any], own: Seat) -> None:
    program = desk("--database", own.database.where)
    program.wait_for("Tre")
    program.send("2")
    program.wait_for("Topic")
    program.send("\tXerxes Lo")
    program.wait_for("Xerxes Lo")
    program.hang_up()
    program.exit_code()
    again = desk("--database", own.database.where)
    again.wait_for("A draft was left")
    again.wait_for("Xerxes Lo")


def test_a_named_database_that_is_missing_is_told_with_exit_three(desk: Callable[..., Any], tmp_path: Path) -> None:
    program = desk("--database", str(tmp_path / "none.db"))
    program.wait_for("There is no database at")
    program.send("q")
    assert program.exit_code() == 3
    assert not (tmp_path / "none.db").exists()


def test_an_unnamed_database_is_made_with_its_first_administrator(desk: Callable[..., Any], tmp_path: Path) -> None:
    program = desk()
    program.wait_for("You have no open cases")
    assert (tmp_path / "data" / "desk" / "desk.db").exists()
    program.send("\x11")
    assert program.exit_code() == 0


def test_settings_that_cannot_be_read_are_told_with_exit_two(
    desk: Callable[..., Any], own: Seat, tmp_path: Path
) -> None:
    (tmp_path / "config" / "desk").mkdir(parents=True)
    (tmp_path / "config" / "desk" / "settings.toml").write_text('municipality = "Göinge"\nnonsense = 1\n')
    program = desk("--database", own.database.where)
    program.wait_for("cannot be opened")
    program.send("q")
    assert program.exit_code() == 2


def test_keys_and_municipality_come_from_the_settings(desk: Callable[..., Any], own: Seat, tmp_path: Path) -> None:
    (tmp_path / "config" / "desk").mkdir(parents=True)
    text = 'municipality = "Göinge"\nlanguage = "sv"\nlock_minutes = 0\n[keys]\n"any.help" = "f2"\n'
    (tmp_path / "config" / "desk" / "settings.toml").write_text(text)
    program = desk("--database", own.database.where, "--lang", "en")
    program.wait_for("Tre")
    assert "Göinge" in program.row(0)
    assert "F2 Help" in program.screen()


def test_it_refuses_without_a_terminal(own: Seat) -> None:
    import subprocess

    done = subprocess.run(
        [sys.executable, "-m", "desk", "--database", own.database.where],
        capture_output=True,
        stdin=subprocess.DEVNULL,
        cwd=ROOT,
        timeout=30,
    )
    assert done.returncode == 2
    assert b"needs a terminal" in done.stderr or b"terminal" in done.stderr
