"""What happens at the edges of a run: readers that leave, full disks, interruptions, errors of the program."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import on_engine
import pytest

from desk.cli import progress as bars
from desk.cli.output import Output
from desk.services import cases, lists, people
from desk.settings_model import Settings
from desk.storage.database import Database

posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX pipes and signals")


@pytest.fixture
def file(own: Path, now: datetime) -> str:
    """A desk of the person who runs this, with three cases: how a real program is told of it."""
    seat = people.sit_down(Database(own), Settings(), "anna")
    cases.register_all(seat, [{"kind": "enquiry"}] * 3, now)
    seat.database.close()
    return on_engine.address(own)


@posix
def test_a_reader_that_leaves_is_no_error(file: str, environment: dict[str, str]) -> None:
    for line in ("list", "list --output json", "register enquiry", "--help", "register --json - --each"):
        script = f"{sys.executable} -m desk --database {file} {line} | true"
        done = subprocess.run(
            ["bash", "-c", f"{script}; exit ${{PIPESTATUS[0]}}"],
            env=environment,
            input='{"kind": "enquiry"}\n' * 50,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, ""), line


@posix
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_an_answer_that_cannot_be_written_is_told(file: str, environment: dict[str, str]) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "desk", "--database", file, "register", "enquiry"],
            env=environment,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr.startswith("The answer could not be written: ")
    assert "Traceback" not in done.stderr


@posix
def test_without_standard_streams(file: str, environment: dict[str, str]) -> None:
    for closed in (">&-", "2>&-", "<&-", ">&- 2>&- <&-"):
        script = f"{sys.executable} -m desk --database {file} list {closed}"
        done = subprocess.run(["bash", "-c", script], env=environment, capture_output=True, timeout=60, check=False)
        assert done.returncode == 0, closed
        assert b"Traceback" not in done.stderr


def _heed_interruptions() -> None:
    """A shell's background job is born deaf to them, and so are its children."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@posix
def test_an_interruption_has_no_traceback(file: str, environment: dict[str, str]) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "desk", "--database", file, "register", "--json", "-", "--each"],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=_heed_interruptions,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(b'{"kind": "enquiry"}\n' * 2)
    process.stdin.flush()
    assert process.stdout.readline() == b"26-000004\n"
    time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    _out, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (130, b"")


def test_programs_get_utf8_whatever_the_locale(program: Callable[..., Any], file: str, tmp_path: Path) -> None:
    env = {"LANG": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "latin-1", "PYTHONCOERCECLOCALE": "0"}
    program("--database", file, "register", "enquiry", "--set", "summary=Blåbär – 5 €")
    for form in ("json", "csv"):
        answer = program("--database", file, "list", "--output", form, env=env)
        assert "Blåbär – 5 €" in answer.stdout
    person = subprocess.run(
        [sys.executable, "-m", "desk", "--database", file, "show", "26-4"],
        env={**os.environ, **env, "HOME": str(tmp_path)},
        capture_output=True,
        check=True,
        timeout=60,
    )
    assert "Blåbär ? 5 ?" in person.stdout.decode("latin-1")


# ------------------------------------------------------------------ errors of the program

CANARY = "189912319991"


def test_an_error_of_the_program_leaves_a_number_and_nobodys_data(
    desk: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def broken(_seat: object, values: dict[str, Any], _now: object) -> None:
        raise RuntimeError(f"cannot register {values}")

    monkeypatch.setattr(cases, "register", broken)
    answer = desk("register", "enquiry", "--set", f"note={CANARY}", "--output", "json")
    assert answer.code == 70
    assert "Reference: " in answer.err
    assert "Traceback" not in answer.err
    reference = answer.err.partition("Reference: ")[2][:8]
    (log,) = tmp_path.rglob("crash-*.log")
    assert reference in log.name
    assert log.stat().st_mode & 0o777 == 0o600
    for text in (answer.out, answer.err, log.read_text(encoding="utf-8")):
        assert CANARY not in text


def test_no_refusal_repeats_a_personal_value(desk: Callable[..., Any], lines_of: Callable[..., Any]) -> None:
    values: list[dict[str, Any]] = [
        {"citizen": {"personal_number": CANARY + "x"}},
        {"citizen": {"phone": CANARY}},
        {"citizen": {"email": CANARY}},
        {"summary": CANARY * 100},
        {"channel": CANARY},
        {"citizen": CANARY},
        {"topic": CANARY, "received_at": CANARY},
    ]
    for each in values:
        lines = lines_of({"kind": "enquiry", **each})
        for more in ([], ["--each"], ["--output", "json"]):
            answer = desk("register", "--json", lines, *more)
            assert answer.code in (1, 2)
            assert CANARY not in answer.out + answer.err


def test_unexpected_errors_are_caught_in_every_command(
    desk: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_given: object, **_more: object) -> None:
        raise KeyError(CANARY)

    monkeypatch.setattr(lists, "page", broken)
    answer = desk("list")
    assert (answer.code, answer.out) == (70, "")
    assert CANARY not in answer.err


# ------------------------------------------------------------------ progress


class Terminal:
    """A standard error that says it is a terminal."""

    def __init__(self) -> None:
        self.text = ""

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self.text += text
        return len(text)

    def flush(self) -> None:
        """Nothing to do."""


@pytest.mark.parametrize(("patience", "shown"), [(0.0, True), (3600.0, False)])
def test_a_bar_shows_on_a_terminal_once_it_takes_long(
    monkeypatch: pytest.MonkeyPatch, patience: float, shown: bool
) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr(bars, "PATIENCE_S", patience)
    with bars.Bar("Räknar [bold]") as bar:
        time.sleep(0.001)
        assert list(bars.Watched([1, 2, 3], bar)) == [1, 2, 3]
    assert ("Räknar [bold]" in terminal.text) is shown


def test_no_bar_where_nobody_watches(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bars, "PATIENCE_S", 0.0)
    with bars.Bar("Räknar") as bar:
        time.sleep(0.001)
        bar(1, 2)
    told = capfd.readouterr()
    assert (told.out, told.err) == ("", "")


def test_one_document_even_where_a_refusal_follows(capfd: pytest.CaptureFixture[str]) -> None:
    out = Output("json")
    out.document({"references": []})
    out.unusable("full", "The disk is full.")
    sys.stdout.flush()
    told = capfd.readouterr()
    assert told.out == '{\n  "references": []\n}\n'
    assert told.err == "The disk is full.\n"


def test_json_holds_nothing_that_a_terminal_would_obey(capfd: pytest.CaptureFixture[str]) -> None:
    text = "a\x1b\x9b2J\u202eb\x7f å"
    Output("json").document({"text": text})
    sys.stdout.flush()
    told = capfd.readouterr().out
    assert told == '{\n  "text": "a\\u001b\\u009b2J\\u202eb\\u007f å"\n}\n'
    assert json.loads(told) == {"text": text}
