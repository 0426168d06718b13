"""Several at once, and what is killed: nothing that was acknowledged is lost, no reference twice, none missing."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import on_engine
import pytest

from desk.storage.database import Database

WRITERS, EACH = 4, 25
KILLS = 50

LOOP = """
import sys
from desk.cli.main import main
for number in range(100000):
    main(["register", "enquiry", "--set", f"summary={sys.argv[1]} {number}"])
    sys.stdout.flush()
"""
"""Registers for ever: each reference is printed once its case is durable."""


def numbers(path: Path) -> list[str]:
    """Every reference in the database, in order."""
    database = Database(path)
    with database.read() as tx:
        rows = tx.all("SELECT year, number FROM cases ORDER BY number")
    database.close()
    return [f"{year % 100:02d}-{number:06d}" for year, number in rows]


def sound(program: Callable[..., Any], path: Path) -> None:
    """The whole database is in order, and its references have no gap."""
    checked = program("--database", str(path), "check", "--output", "json")
    assert checked.returncode == 0, checked.stdout
    found = numbers(path)
    assert [int(each[3:]) for each in found] == list(range(1, len(found) + 1))


def test_four_processes_at_once(program: Callable[..., Any], own: Path) -> None:
    answers: list[subprocess.CompletedProcess[str]] = []

    def register(writer: int) -> None:
        lines = "".join(json.dumps({"kind": "enquiry", "summary": f"{writer} {n}"}) + "\n" for n in range(EACH))
        answers.append(program("--database", str(own), "register", "--json", "-", "--each", stdin=lines))

    threads = [threading.Thread(target=register, args=(writer,)) for writer in range(WRITERS)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert [(each.returncode, each.stderr) for each in answers] == [(0, "")] * WRITERS
    references = [reference for each in answers for reference in each.stdout.split()]
    assert len(references) == WRITERS * EACH
    assert sorted(references) == numbers(own)
    sound(program, own)


def test_four_make_the_same_database_at_once(program: Callable[..., Any], tmp_path: Path) -> None:
    answers: list[subprocess.CompletedProcess[str]] = []
    threads = [threading.Thread(target=lambda: answers.append(program("register", "enquiry"))) for _n in range(WRITERS)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert [(each.returncode, each.stderr) for each in answers] == [(0, "")] * WRITERS
    assert sorted(each.stdout for each in answers) == [f"26-{n:06d}\n" for n in range(1, WRITERS + 1)]
    (path,) = tmp_path.rglob("desk.db")
    sound(program, path)


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is POSIX")
def test_killed_while_registering(program: Callable[..., Any], own: Path, environment: dict[str, str]) -> None:
    """Killed fifty times at moments all over a registration; whatever was printed by then is there."""
    told: list[str] = []
    env = {**environment, "DESK_DATABASE": on_engine.address(own)}
    waiting: list[subprocess.Popen[str]] = []
    for kill in range(KILLS):
        waiting.append(_writer(env, kill))
        if len(waiting) == 2:
            told += _killed(waiting.pop(0), kill)
    told += _killed(waiting.pop(), KILLS)
    there = numbers(own)
    assert len(told) >= KILLS
    assert len(set(told)) == len(told)
    assert set(told) <= set(there)
    sound(program, own)


def _writer(env: dict[str, str], number: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", LOOP, str(number)], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def _killed(process: subprocess.Popen[str], number: int) -> list[str]:
    """Let it register something, wait a part of a registration's time longer, and kill it; what it had told."""
    assert process.stdout is not None
    assert process.stderr is not None
    first = process.stdout.readline()
    time.sleep(number % 10 * 0.0013)
    os.kill(process.pid, signal.SIGKILL)
    rest = process.stdout.read()
    process.wait(10)
    process.stdout.close()
    process.stderr.close()
    return [line for line in (first + rest).splitlines() if len(line) == len("26-000001")]
