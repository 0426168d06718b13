"""A real program at a real server that goes away: typed on, killed meanwhile, and nothing lost."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import server as servers
from outages import KEEPS, new_desk, sit
from server import Server

from desk.services import drafts

pytestmark = pytest.mark.skipif(servers.why_not() is not None, reason=str(servers.why_not()))
ROOT = Path(__file__).parents[2]
SAVE = "\x13"
AWAY = "No database since"


@pytest.fixture
def server() -> Iterator[Server]:
    """A server of this test's own, which it stops."""
    made = Server(KEEPS)
    yield made
    made.remove()


@pytest.fixture
def open_desk(terminal: Callable[..., Any], tmp_path: Path, server: Server) -> Callable[[], Any]:
    """Opens Desk at a desk on that server, and waits until its list is there."""
    url = new_desk(server, "desk")

    def open_one() -> Any:
        env = {
            "PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH", "")))),
            **{f"XDG_{each}_HOME": str(tmp_path / each.lower()) for each in ("STATE", "CONFIG", "DATA")},
            "DESK_LANG": "en",
        }
        program = terminal([sys.executable, "-m", "desk", "--database", url], env=env, rows=30, cols=120)
        program.wait_for("Open cases", timeout=60)
        program.settle(0.3)
        return program

    return open_one


def until(true: Callable[[], bool]) -> None:
    """Wait for what the program does by itself."""
    end = time.monotonic() + 60
    while not true():
        assert time.monotonic() < end, "it does not happen"
        time.sleep(0.02)


def test_killed_while_the_server_is_away_nothing_is_lost_and_nothing_comes_twice(
    open_desk: Callable[[], Any], server: Server, tmp_path: Path
) -> None:
    program = open_desk()
    program.send("1lib\tKarin Lund")
    program.wait_for("Draft saved", timeout=60)
    server.stop("immediate")
    program.wait_for(AWAY, timeout=60)
    program.send(SAVE)
    program.wait_for("1 waits", timeout=60)
    program.send("1lib\tEva Half")
    program.wait_for("Draft kept here", timeout=60)
    until(lambda: any("Eva Half" in each.read_text("utf-8") for each in (tmp_path / "state").rglob("waiting/*.json")))
    os.kill(program.child.pid, signal.SIGKILL)
    program.exit_code(timeout=60)
    server.start()
    again = open_desk()
    again.wait_for("A draft was left", timeout=60)
    again.close()
    seat = sit(server.url("desk"))
    with seat.database.read() as tx:
        assert tx.all("SELECT name FROM cases") == [("Karin Lund",)]
    assert [each.fields["citizen.name"] for each in drafts.mine(seat)] == ["Eva Half"]
    seat.database.close()
    assert not list((tmp_path / "state").rglob("waiting/*.json"))


def test_a_restart_in_mid_form_is_no_more_than_a_word_beside_the_keys(
    open_desk: Callable[[], Any], server: Server
) -> None:
    program = open_desk()
    program.send("1lib\tKarin")
    program.wait_for("Draft saved", timeout=60)
    server.stop()
    program.wait_for(AWAY, timeout=60)
    program.send(" Lund")
    program.wait_for("Karin Lund", timeout=60)
    server.start()
    program.gone(AWAY, timeout=60)
    program.send(SAVE)
    program.wait_for("000001 saved", timeout=60)
    program.send("\x11")
    assert program.exit_code(timeout=60) == 0


def test_killed_while_the_server_is_there_case_and_draft_are_there_once(
    open_desk: Callable[[], Any], server: Server
) -> None:
    program = open_desk()
    program.send(f"1lib\tKarin Lund{SAVE}1lib\tEva Half")
    program.wait_for("000001 saved", timeout=60)
    seat = sit(server.url("desk"))
    until(lambda: [each.fields.get("citizen.name") for each in drafts.mine(seat)] == ["Eva Half"])
    os.kill(program.child.pid, signal.SIGKILL)
    program.exit_code(timeout=60)
    with seat.database.read() as tx:
        assert tx.all("SELECT name FROM cases") == [("Karin Lund",)]
    seat.database.close()
    again = open_desk()
    again.wait_for("A draft was left", timeout=60)
    again.send(f"\r{SAVE}")
    again.wait_for("000002 saved", timeout=60)
