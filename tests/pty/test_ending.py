"""A session that ends badly: the line, the terminal or the program goes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

FormTerminal = Any
Open = Callable[..., FormTerminal]
PROGRAM = Path(__file__).with_name("form_app.py")
ROOT = PROGRAM.parents[2]


def alive(process: int) -> bool:
    """Whether a process with this number runs."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM, signal.SIGINT])
def test_a_signal_saves_and_ends(form: Open, tmp_path: Path, number: signal.Signals) -> None:
    one = form()
    one.send(b"\tAnna")
    one.wait_for("Anna")
    os.kill(one.child.pid, number)
    assert one.exit_code() == 128 + number
    assert json.loads((tmp_path / "hang.json").read_text())["name"] == "Anna"
    assert not alive(one.child.pid)


def test_a_lost_line_saves_and_ends(form: Open, tmp_path: Path) -> None:
    one = form()
    one.send(b"\tAnna")
    one.wait_for("Anna")
    assert one.lose_line() == 128 + signal.SIGHUP
    assert json.loads((tmp_path / "hang.json").read_text())["name"] == "Anna"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_term_gives_the_terminal_back(form: Open, number: signal.Signals) -> None:
    one = form()
    before = one.bytes_seen
    os.kill(one.child.pid, number)
    one.exit_code()
    tail = bytes(one.received[before:])
    assert b"\x1b[?1049l" in tail
    assert b"\x1b[?25h" in tail


def test_quit_is_exit_code_0(form: Open) -> None:
    one = form()
    one.send(b"\x11")
    assert one.exit_code() == 0


def test_keys_typed_after_leaving_are_nobodys(form: Open, tmp_path: Path) -> None:
    one = form()
    one.send(b"\tAnna\x11\tBo\x13\x1bOQabc\r")
    assert one.exit_code() == 0
    assert not (tmp_path / "saved.jsonl").exists()


def test_a_crash_shows_a_number_and_nothing_else(form: Open, tmp_path: Path) -> None:
    one = form()
    one.send(b"\t189001189811\x1bOR")
    assert one.exit_code() == 1
    (log,) = (tmp_path / "log").iterdir()
    reference = log.stem.removeprefix("crash-")
    shown = bytes(one.received).rpartition(b"\x1b[?1049l")[2].decode()
    assert reference in shown
    assert "what was being typed is kept as a draft" in shown
    assert json.loads((tmp_path / "hang.json").read_text())["name"] == "189001189811"
    assert "189001189811" not in shown
    assert "189001189811" not in log.read_text()
    assert "RuntimeError" in log.read_text()
    assert "form_app.py" in log.read_text()
    assert log.stat().st_mode & 0o077 == 0


def test_refuses_without_a_terminal(tmp_path: Path) -> None:
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, str(PROGRAM), str(tmp_path / "saved")],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        env=environ,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert "terminal" in done.stderr
    assert done.stdout == ""
