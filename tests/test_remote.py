"""A session over SSH: the screen and nothing else. (Against a real sshd: tests/ssh.)"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desk import keys
from desk.app import DeskApp
from desk.services.seat import Seat
from desk.start import Options, is_remote, read_options
from desk.terminal.look import Look

CLIENTS_OWN = {"DESK_DATABASE": "/tmp/other.db", "DESK_AS": "lisa", "DESK_CONFIG": "/tmp/x.toml", "DESK_LANG": "sv"}


@pytest.mark.parametrize("environ", [CLIENTS_OWN, {**CLIENTS_OWN, "DESK_REMOTE": "1"}])
def test_the_environment_decides_nothing(environ: dict[str, str]) -> None:
    given = ["--as", "bo", "--database", "/srv/desk.db", "--remote"]
    assert read_options(given, environ) == Options(database="/srv/desk.db", acting_for="bo", remote=True)


def test_the_variable_alone_makes_it_remote() -> None:
    assert read_options([], {**CLIENTS_OWN, "DESK_REMOTE": "1"}) == Options(remote=True)
    assert not is_remote([], CLIENTS_OWN)
    assert not is_remote([], {"DESK_REMOTE": ""})


def run(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Desk as a program, without a terminal."""
    return subprocess.run(
        [sys.executable, "-m", "desk", *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": os.environ.get("PYTHONPATH", ""), "LANG": "C.UTF-8", **env},
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    "line",
    [
        ["--remote", "list"],
        ["--remote", "demo"],
        ["--as", "bo", "--remote", "backup", "x.db"],
        ["--remote", "authorized-keys", "desk", "ssh-ed25519", "AAAA"],
        ["--remote=1", "list"],
        ["list", "--remote"],
    ],
)
def test_no_command_is_run(line: list[str], tmp_path: Path) -> None:
    done = run(*line, HOME=str(tmp_path))
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert list(tmp_path.rglob("*.db")) == []


@pytest.mark.parametrize("line", [["list"], ["register", "enquiry"], ["init"]])
def test_no_command_is_run_where_the_variable_says_so(line: list[str], tmp_path: Path) -> None:
    done = run(*line, HOME=str(tmp_path), DESK_REMOTE="1")
    assert (done.returncode, done.stdout) == (2, "")
    assert "has the screen and nothing else" in done.stderr
    assert list(tmp_path.rglob("*.db")) == []


@pytest.mark.parametrize("line", [["--remote"], ["--remote", "--as", "bo"], ["--remote", "--lang", "de"]])
def test_without_a_terminal_it_says_so_and_ends(line: list[str], tmp_path: Path) -> None:
    done = run(*line, HOME=str(tmp_path))
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert "terminal" in done.stderr or "--lang" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="no such signals")
def test_it_is_not_stopped_and_leaves_no_core() -> None:
    code = (
        "from desk.terminal.start import shut_in; import resource, signal; shut_in();"
        "print(signal.getsignal(signal.SIGTSTP) is signal.SIG_IGN, resource.getrlimit(resource.RLIMIT_CORE))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "True (0, 0)"


# ------------------------------------------------------------------ what is offered


def local() -> list[keys.Action]:
    return [each for each in keys.ACTIONS if each.local]


def test_what_reaches_files_is_in_neither_footer_nor_help() -> None:
    assert local()
    shown = keys.without_local({"desk.search": "f3"})
    assert shown["desk.search"] == "f3"
    for each in local():
        assert each.id not in {hint.id for hint in keys.hints(each.where, shown)}
        rows = [row.help for section in keys.help_page(shown) for row in section.rows]
        assert each.help not in rows
        assert each.id in {hint.id for hint in keys.hints(each.where)} or not each.footer


@pytest.fixture
def follow_up(seat: Seat) -> Callable[[bool], DeskApp]:
    """A program that is remote or is not."""

    def make(remote: bool) -> DeskApp:
        return DeskApp(lambda: seat, look=Look("desk-dark", False, "true"), remote=remote, lock_seconds=0)

    return make


async def at_the_reports(app: DeskApp, pilot: Any) -> None:
    """Wait for the desk, then open the follow-up."""
    for _turn in range(2000):
        await pilot.pause(0.005)
        if app.seated and type(app.screen).__name__ == "DeskScreen":
            break
    await pilot.press("r")
    await pilot.pause()
    assert type(app.screen).__name__ == "ReportsScreen"


@pytest.mark.parametrize("remote", [False, True])
async def test_the_palette_offers_no_file_over_ssh(follow_up: Callable[[bool], DeskApp], remote: bool) -> None:
    app = follow_up(remote)
    async with app.run_test(size=(140, 40)) as pilot:
        await at_the_reports(app, pilot)
        titles = {each.title for each in app.commands(app.screen)}
        assert ("Export" in titles) is not remote
        assert not titles & {"Screenshot", "Suspend"}


async def test_the_key_for_a_file_says_that_there_is_none_over_ssh(
    follow_up: Callable[[bool], DeskApp], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("SSH_CONNECTION", "SSH_CLIENT"):
        monkeypatch.delenv(name, raising=False)
    app = follow_up(True)
    async with app.run_test(size=(140, 40)) as pilot:
        await at_the_reports(app, pilot)
        before = app.screen
        await pilot.press("x")
        await pilot.pause()
        assert app.screen is before
        assert "no file is written" in [each.message for each in app._notifications][-1]
