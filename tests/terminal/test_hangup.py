"""The end by a signal: saving waits for nothing that the main thread holds, and nothing is saved twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from desk.terminal.driver import driver_class

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals")

ROOT = Path(__file__).parents[2]
BEGIN = """
import os, signal, sys, threading, time
from functools import partial
from pathlib import Path
from desk.terminal import crash, hangup

def note(word):
    with open("said", "a") as file:
        file.write(word + " ")

def me(number):
    os.kill(os.getpid(), number)

def begin(save, hung=lambda: note("hung")):
    hangup.Hangup(save, lambda: note("restored"), hung).listen()
"""


def ended(folder: Path, program: str) -> tuple[int, list[str]]:
    """Run a program that a signal ends; its exit code, and what it noted."""
    (folder / "program.py").write_text(BEGIN + textwrap.dedent(program), encoding="utf-8")
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "program.py"], cwd=folder, env=environ, timeout=60, check=False)
    return done.returncode, (folder / "said").read_text(encoding="utf-8").split()


@pytest.mark.parametrize(
    ("number", "said"),
    [(signal.SIGHUP, ["saved"]), (signal.SIGTERM, ["saved", "restored"]), (signal.SIGINT, ["saved", "restored"])],
)
def test_a_signal_saves_and_ends(number: signal.Signals, said: list[str], tmp_path: Path) -> None:
    program = f"begin(lambda: note('saved')); me({int(number)}); time.sleep(30)"
    assert ended(tmp_path, program) == (128 + number, said)


def test_the_first_of_many_signals_counts_and_saves_once(tmp_path: Path) -> None:
    program = """
    def save():
        note("begun")
        for number in (signal.SIGHUP, signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            me(number)
            time.sleep(0.05)
        note("saved")

    begin(save)
    me(signal.SIGHUP)
    time.sleep(30)
    """
    assert ended(tmp_path, program) == (128 + signal.SIGHUP, ["begun", "saved"])


def test_a_second_signal_in_the_middle_of_a_transaction_does_not_wait_for_it(tmp_path: Path) -> None:
    program = """
    import sqlite3
    sqlite3.connect("db").execute("CREATE TABLE t (x)")

    def save():
        connection = sqlite3.connect("db", timeout=30, isolation_level=None)
        connection.execute("BEGIN IMMEDIATE")
        me(signal.SIGHUP)
        time.sleep(0.1)
        connection.execute("COMMIT")
        note("saved")

    begin(save)
    me(signal.SIGHUP)
    time.sleep(30)
    """
    assert ended(tmp_path, program) == (128 + signal.SIGHUP, ["saved"])


def test_what_the_main_thread_holds_comes_free(tmp_path: Path) -> None:
    program = """
    lock = threading.Lock()

    def save():
        with lock:
            note("saved")

    begin(save)
    with lock:
        me(signal.SIGHUP)
        time.sleep(0.3)
        note("free")
    time.sleep(30)
    """
    assert ended(tmp_path, program) == (128 + signal.SIGHUP, ["free", "saved"])


def test_where_saving_hangs_the_process_ends_and_says_where(tmp_path: Path) -> None:
    program = """
    hangup.SAVING = 0.3

    def save_for_ever():
        number = "189001189811"
        note("begun")
        time.sleep(30)

    begin(save_for_ever, partial(crash.report_hang, Path("log")))
    me(signal.SIGTERM)
    time.sleep(30)
    """
    assert ended(tmp_path, program) == (128 + signal.SIGTERM, ["begun", "restored"])
    (log,) = (tmp_path / "log").iterdir()
    assert log.name.startswith("hang-")
    assert log.stat().st_mode & 0o077 == 0
    told = log.read_text(encoding="utf-8")
    assert "program.py" in told
    assert "save_for_ever" in told
    assert "189001189811" not in told
    assert str(tmp_path) not in told


def test_the_system_ends_what_even_that_does_not(tmp_path: Path) -> None:
    program = """
    hangup.SAVING, hangup.WATCHDOG = 0.3, 1

    def hang():
        note("hangs")
        time.sleep(30)

    begin(lambda: time.sleep(30), hang)
    me(signal.SIGHUP)
    time.sleep(30)
    """
    assert ended(tmp_path, program) == (-signal.SIGALRM, ["hangs"])


def test_an_error_while_saving_ends_it_too(tmp_path: Path) -> None:
    program = """
    crash.install(Path("log"))

    def save():
        note("begun")
        raise LookupError

    begin(save)
    me(signal.SIGHUP)
    time.sleep(30)
    """
    assert ended(tmp_path, program) == (128 + signal.SIGHUP, ["begun"])
    (log,) = (tmp_path / "log").iterdir()
    assert "LookupError" in log.read_text(encoding="utf-8")


def test_a_loop_that_fails_without_its_terminal_does_not_cut_it_short(tmp_path: Path) -> None:
    program = """
    from desk.terminal.gated import GatedApp

    class App(GatedApp):
        def run(self, **_names):
            me(signal.SIGHUP)
            raise OSError

        def save_before_hangup(self):
            time.sleep(0.3)
            note("saved")
            return True

    App(log_folder=Path("log")).run_desk()
    """
    assert ended(tmp_path, program) == (128 + signal.SIGHUP, ["saved"])
    assert not (tmp_path / "log").exists()


def test_a_program_that_ends_does_not_begin_to_paint_again(monkeypatch: pytest.MonkeyPatch) -> None:
    driver = driver_class()
    resumed: list[bool] = []
    monkeypatch.setattr(driver, "resume_application_mode", lambda one: resumed.append(one._app.ends))
    one = object.__new__(driver)
    one._auto_restart = True
    for ends in (True, False):
        one._app = cast("Any", SimpleNamespace(ends=ends))
        cast("Any", one)._sigcont_application()
    assert resumed == [False]


def test_who_comes_to_their_own_end_meanwhile_waits(tmp_path: Path) -> None:
    program = """
    ends = hangup.Hangup(lambda: (time.sleep(0.3), note("saved")), lambda: None, lambda: None)
    ends.listen()
    ends.wait()
    note("not yet")
    me(signal.SIGHUP)
    ends.wait()
    note("never")
    """
    assert ended(tmp_path, program) == (128 + signal.SIGHUP, ["not", "yet", "saved"])
