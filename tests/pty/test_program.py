"""The whole program in a real terminal: contacts registered as fast as hands and lines deliver keys, and none lost."""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from desk.services import entrance, setup
from desk.storage.database import Database

ROOT = Path(__file__).parents[2]
PHONE = "070-174 06 05"
SAVE, OPEN_CASE, QUIT = "\x13", "\x0f", "\x11"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A desk of the person who runs the tests, without cases."""
    path = tmp_path / "desk.db"
    database = Database(path)
    setup.prepare(database, entrance.login_of_system(), datetime.now(UTC))
    database.close()
    return path


@pytest.fixture
def desk(terminal: Callable[..., Any], tmp_path: Path, file: Path) -> Callable[..., Any]:
    """Opens Desk on that desk, and waits until it is there."""

    def open_desk(*, ready: str = "open cases", **env: str) -> Any:
        given = {
            "PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH", "")))),
            "XDG_STATE_HOME": str(tmp_path / "state"),
            "XDG_CONFIG_HOME": str(tmp_path / "config"),
            "XDG_DATA_HOME": str(tmp_path / "data"),
            "DESK_LANG": "en",
            **env,
        }
        program = terminal([sys.executable, "-m", "desk", "--database", str(file)], env=given)
        program.wait_for(ready)
        return program

    return open_desk


def rows(file: Path, columns: str) -> list[tuple[Any, ...]]:
    """What the database holds of every case, oldest first."""
    connection = sqlite3.connect(file)
    try:
        return connection.execute(f"SELECT {columns} FROM cases ORDER BY id").fetchall()
    finally:
        connection.close()


def kept(file: Path) -> int:
    """How many drafts the database holds."""
    connection = sqlite3.connect(file)
    try:
        return int(connection.execute("SELECT count(*) FROM drafts").fetchone()[0])
    finally:
        connection.close()


def wait_until(program: Any, true: Callable[[], bool], seconds: float = 10.0) -> bool:
    """Wait for what the program does, and take what it paints meanwhile: it would wait for that."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if true():
            return True
        program.read(0.02)
    return true()


def test_start_register_with_swedish_letters_and_quit(desk: Callable[..., Any], file: Path) -> None:
    program = desk()
    program.send("1")
    program.wait_for("Topic")
    program.send("lib\tÅsa Öberg\t\tÄrende på svenska")
    program.wait_for("Ärende på svenska")
    program.send(SAVE)
    program.wait_for("26-000001 saved")
    program.send(QUIT)
    assert program.exit_code() == 0
    assert rows(file, "name, summary, topic, channel, outcome") == [
        ("Åsa Öberg", "Ärende på svenska", "library_hours", "visit", "solved_first")
    ]


def test_a_whole_form_in_one_packet(desk: Callable[..., Any], file: Path) -> None:
    program = desk()
    program.send(f"2menu\tÅsa Öberg\t{PHONE}\tVad är det till lunch\tf\tchas\r{SAVE}1lib{SAVE}")
    assert wait_until(program, lambda: len(rows(file, "id")) == 2)
    assert rows(file, "name, phone, summary, demand, cause, topic, channel") == [
        ("Åsa Öberg", "+46701740605", "Vad är det till lunch", "failure", "chasing", "school_meals", "phone"),
        (None, None, "", None, None, "library_hours", "visit"),
    ]


def test_five_contacts_typed_ahead_before_the_database_is_open(desk: Callable[..., Any], file: Path) -> None:
    program = desk(ready="customer service")
    program.send("".join(f"1lib\tBesökare {number}{SAVE}" for number in range(5)))
    assert wait_until(program, lambda: len(rows(file, "id")) == 5, 20)
    assert rows(file, "name") == [(f"Besökare {number}",) for number in range(5)]
    program.send(QUIT)
    assert program.exit_code() == 0


def test_a_tab_and_a_letter_in_one_packet_land_in_the_next_field(desk: Callable[..., Any], file: Path) -> None:
    program = desk()
    program.send("2menu")
    for piece in ("\tA", "nna\t0", "70-174 06 06\tE", "n rad", SAVE):
        program.send(piece)
        program.read(0.02)
    program.wait_for("26-000001 saved")
    assert rows(file, "name, phone, summary") == [("Anna", "+46701740606", "En rad")]


def test_a_bus_card_by_its_digit_with_its_own_fields(desk: Callable[..., Any], file: Path) -> None:
    program = desk()
    program.send(f"4l\tEva Berg\t{PHONE}\t\tl\tOskar Berg\tCentralskolan\t7B{SAVE}")
    program.wait_for("26-000001 saved as an open case")
    ((kind, name, details),) = rows(file, "kind, name, details")
    assert (kind, name) == ("bus_card", "Eva Berg")
    assert '"reason":"lost"' in details.replace(" ", "")
    assert "Oskar Berg" in details


def test_a_latin_1_byte_neither_kills_nor_swallows(desk: Callable[..., Any], file: Path) -> None:
    program = desk()
    program.send(b"1lib\tAnna\xe5 Lind")
    program.wait_for("Lind")
    program.send(SAVE)
    program.wait_for("26-000001 saved")
    ((name,),) = rows(file, "name")
    assert name.startswith("Anna")
    assert name.endswith(" Lind")


def test_an_arrow_that_arrives_in_two_pieces_is_an_arrow(desk: Callable[..., Any], file: Path) -> None:
    program = desk()
    program.send("1lib\tAna")
    program.wait_for("Ana")
    program.send("\x1b")
    time.sleep(0.1)
    program.send("[D")
    program.read(0.2)
    program.send(f"n{SAVE}")
    program.wait_for("26-000001 saved")
    assert rows(file, "name") == [("Anna",)]


def test_an_idle_form_sends_nothing(desk: Callable[..., Any]) -> None:
    program = desk()
    program.send("1lib\tEva")
    program.wait_for("Draft saved")
    program.settle(1.5)
    if datetime.now(UTC).second > 52:  # the elapsed minutes may speak once a minute
        time.sleep(61 - datetime.now(UTC).second)
        program.settle(0.5)
    assert program.idle_bytes(4) == 0


def test_a_line_lost_in_mid_form_leaves_a_draft_that_is_offered_and_registered(
    desk: Callable[..., Any], file: Path
) -> None:
    program = desk()
    program.send("2menu\tÅsa Öberg")
    program.wait_for("Åsa Öberg")
    program.hang_up()
    program.exit_code()
    assert kept(file) == 1
    again = desk(ready="A draft was left")
    again.wait_for("Åsa Öberg")
    again.send("\r")
    again.wait_for("School meals")
    again.send(SAVE)
    again.wait_for("26-000001 saved")
    assert rows(file, "name, topic, channel") == [("Åsa Öberg", "school_meals", "phone")]
    assert kept(file) == 0


def test_a_line_that_is_lost_tells_it_twice_and_the_second_time_is_no_other_end(
    desk: Callable[..., Any], file: Path
) -> None:
    program = desk()
    program.send("2menu\tÅsa Öberg")
    program.wait_for("Draft saved")
    busy = sqlite3.connect(file, isolation_level=None)
    busy.execute("BEGIN IMMEDIATE")
    program.hang_up()
    time.sleep(0.5)
    program.hang_up()
    busy.execute("ROLLBACK")
    busy.close()
    assert program.exit_code() == 128 + signal.SIGHUP
    assert kept(file) == 1


def test_killed_outright_the_draft_of_a_second_ago_is_there(desk: Callable[..., Any], file: Path) -> None:
    program = desk()
    program.send("2menu\tÅsa Öberg")
    program.wait_for("Åsa Öberg")
    program.wait_for("Draft saved")
    os.kill(program.child.pid, signal.SIGKILL)
    program.exit_code()
    again = desk(ready="A draft was left")
    again.wait_for("Åsa Öberg")
    again.send("\r")
    again.wait_for("School meals")


def test_what_was_saved_and_waits_its_turn_is_written_when_the_line_is_lost(
    desk: Callable[..., Any], file: Path
) -> None:
    program = desk()
    busy = sqlite3.connect(file, isolation_level=None)
    busy.execute("BEGIN IMMEDIATE")
    program.send("1lib\tKarin")
    program.wait_for("Karin")
    program.send(SAVE)
    program.gone("Topic")
    program.hang_up()
    time.sleep(0.5)
    busy.execute("ROLLBACK")
    busy.close()
    program.exit_code()
    assert rows(file, "name") == [("Karin",)]


def test_a_form_that_could_not_be_saved_comes_back_before_one_leaves(desk: Callable[..., Any], file: Path) -> None:
    program = desk()
    database = sqlite3.connect(file, isolation_level=None)
    database.execute("BEGIN IMMEDIATE")
    program.send(f"1lib\tKarin{SAVE}{QUIT}")
    program.wait_for("busy", timeout=25)
    database.execute("ROLLBACK")
    database.close()
    program.wait_for("Karin")
    program.send(f"{SAVE}{QUIT}")
    assert program.exit_code() == 0
    assert rows(file, "name")[-1] == ("Karin",)


def test_a_database_that_is_taken_away_is_told_and_the_form_stays(desk: Callable[..., Any], file: Path) -> None:
    program = desk()
    program.send("1lib\tKarin")
    program.wait_for("Draft saved")
    away = file.with_name("away")
    away.mkdir()
    for each in file.parent.glob("desk.db*"):
        each.rename(away / each.name)
    program.send(SAVE)
    program.wait_for("There is no database at")
    program.wait_for("Karin")
    for each in away.iterdir():
        each.rename(file.with_name(each.name))
    program.send(SAVE)
    program.wait_for("26-000001 saved")
    assert rows(file, "name") == [("Karin",)]


def test_leaving_with_escape_keeps_the_draft_and_says_so(desk: Callable[..., Any], file: Path) -> None:
    program = desk()
    program.send("2\tKarin")
    program.wait_for("Karin")
    program.send("\x1b")
    program.wait_for("Kept as a draft")
    assert kept(file) == 1
    program.send("1")
    program.wait_for("Topic")
    program.send("\x1b")
    program.gone("Topic")
    assert kept(file) == 1


def test_a_wrong_number_is_told_and_everything_stays(desk: Callable[..., Any], file: Path) -> None:
    program = desk()
    program.send(f"2menu\tEva\t12{SAVE}")
    screen = program.wait_for("That is not a")
    assert "Eva" in screen
    program.send(f"\x15{PHONE}{SAVE}")
    program.wait_for("26-000001 saved")


def test_search_finds_what_was_just_registered(desk: Callable[..., Any]) -> None:
    program = desk()
    program.send(f"1lib\tÅke Öst{SAVE}")
    program.wait_for("26-000001 saved")
    program.send("/Åke")
    program.wait_for("Åke Öst")


def test_the_follow_up_counts_it(desk: Callable[..., Any]) -> None:
    program = desk()
    program.send(f"1lib{SAVE}r\x1b[C")
    program.wait_for("registered 1")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_program_that_is_told_to_end_keeps_what_was_typed(
    number: signal.Signals, desk: Callable[..., Any], file: Path
) -> None:
    program = desk()
    program.send("2menu\tÅsa Öberg")
    program.wait_for("Åsa Öberg")
    os.kill(program.child.pid, number)
    assert program.exit_code() == 128 + number
    assert kept(file) == 1
    assert b"\x1b[?1049l" in bytes(program.received), "the terminal is given back"
