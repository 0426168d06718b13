"""Several at once, and what is killed: nothing that was acknowledged is lost, no reference twice, none missing."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import on_engine
import pytest

from desk.storage.database import Database

WRITERS, EACH = 4, 25
KILLS = 50

NURSERY = """
import os, sys
from desk.cli.main import main
main(["register", "--json", os.devnull])
for line in sys.stdin:
    if child := os.fork():
        print("child", child, flush=True)
        os.waitpid(child, 0)
        print("gone", flush=True)
        continue
    for number in range(100000):
        main(["register", "enquiry", "--set", f"summary={line.strip()} {number}"])
        sys.stdout.flush()
"""
"""Has children that register for ever, each reference told once its case is durable; it has loaded what they need."""


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
    env = {**environment, "DESK_DATABASE": on_engine.address(own)}
    told: list[str] = []
    with _nursery(env) as one, _nursery(env) as other:
        for kill in range(0, KILLS, 2):
            first, second = _born(one, kill), _born(other, kill + 1)
            told += _killed(one, first, kill) + _killed(other, second, kill + 1)
    there = numbers(own)
    assert len(told) >= KILLS
    assert len(set(told)) == len(told)
    assert set(told) <= set(there)
    sound(program, own)


@contextmanager
def _nursery(env: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    there = subprocess.Popen(
        [sys.executable, "-c", NURSERY], env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with there:
        yield there
        assert there.stdin is not None
        there.stdin.close()


def _born(nursery: subprocess.Popen[str], number: int) -> int:
    """Let it have a child; the process."""
    assert nursery.stdin is not None
    assert nursery.stdout is not None
    print(number, file=nursery.stdin, flush=True)
    while not (line := nursery.stdout.readline()).startswith("child "):
        assert line, "the nursery has ended"
    return int(line.split()[1])


def _killed(nursery: subprocess.Popen[str], process: int, number: int) -> list[str]:
    """Let it register something, wait a part of a registration's time longer, and kill it; what it had told."""
    assert nursery.stdout is not None
    lines = [nursery.stdout.readline()]
    time.sleep(number % 10 * 0.0013)
    os.kill(process, signal.SIGKILL)
    while (line := nursery.stdout.readline()) != "gone\n":
        lines.append(line)
    return [line.strip() for line in lines if len(line.strip()) == len("26-000001")]
