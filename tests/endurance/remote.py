"""Sessions over SSH: every way out tried, and lines lost at random moments of a session, that leave nothing behind."""

from __future__ import annotations

import importlib.util
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as Xml
from pathlib import Path
from types import ModuleType
from typing import Any

from figures import Figure

ROOT = Path(__file__).parents[2]
SSH = ROOT / "tests" / "pty" / "ssh"
LINES = 40
LONGEST = 2.5
"""Seconds after the login begins within which a line is lost; twice that where a form is waited for."""
PATIENCE = 30.0
"""Seconds that a form is waited for."""
SAVED_AFTER = 2.0
"""Seconds after which what stands on the screen is a draft."""


def run() -> list[Figure]:
    """Try every way out, then lose lines."""
    return [ways_out(), *lines_lost(LINES, seed=1)]


def ways_out() -> Figure:
    """How many of the tests against a real sshd find a way out."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "-p", "no:cacheprovider", f"--junitxml={report}"]
        subprocess.run([*command, str(SSH)], cwd=ROOT, stdout=subprocess.DEVNULL, check=False)
        suite = Xml.parse(report).getroot().find("testsuite")
    if suite is None:
        raise RuntimeError("pytest reported nothing")
    tried, wrong, skipped = (int(suite.get(name, "0")) for name in ("tests", "failures", "skipped"))
    wrong += int(suite.get("errors", "0"))
    detail = f"{tried} tried, {skipped} not possible here"
    return Figure("SSH: ways out that were open, and sessions that were not as they should be", wrong, 0, detail, "")


def lines_lost(times: int, seed: int) -> list[Figure]:
    """Log in, type, and take something away at a random moment: the client, sshd's process, Desk's own."""
    server, terminals = _module(SSH / "conftest.py"), _module(SSH.parent / "conftest.py")
    if (reason := server.why_not()) is not None:
        raise RuntimeError(reason)
    chance = random.Random(seed)
    left = without = typed = 0
    with tempfile.TemporaryDirectory() as folder:
        desk = server.start(Path(folder), "documented")
        try:
            for turn in range(times):
                worker = desk.hire()
                shown = _lose(desk, terminals, worker, chance, turn)
                left += not _gone(desk, worker)
                typed += shown
                without += shown and not _draft(desk.file, worker.login)
        finally:
            desk.stop()
    return [
        Figure("SSH: processes left behind by lines lost at random", left, 0, f"{times} lines, seed {seed}", ""),
        Figure("SSH: forms of two seconds ago that left no draft", without, 0, f"{typed} forms", ""),
    ]


def _lose(desk: Any, terminals: Any, worker: Any, chance: random.Random, turn: int) -> bool:
    """One session and its end: every other early on, the rest with a form on the screen.

    Returns:
        Whether the form had stood there long enough to be a draft.
    """
    terminal = terminals.Terminal(desk.client(worker))
    try:
        wait, stood, sent = chance.uniform(0.2, LONGEST), 0.0, False
        until = time.monotonic() + (wait if turn % 2 else PATIENCE)
        while time.monotonic() < until:
            screen = terminal.screen()
            if not sent and "open cases" in screen:
                terminal.send("2menu\tÅsa Öberg")
                sent = True
            if not stood and "Åsa Öberg" in screen:
                stood = time.monotonic()
                until = until if turn % 2 else stood + 2 * wait
            time.sleep(0.02)
        _take_away(desk, worker, terminal.child.pid, chance.choice(("client", "connection", "desk")))
        return bool(stood) and time.monotonic() - stood > SAVED_AFTER
    finally:
        terminal.close()


def _take_away(desk: Any, worker: Any, client: int, what: str) -> None:
    sessions = desk.sessions(worker)
    if what == "client" or not sessions:
        os.kill(client, signal.SIGKILL)
    elif what == "desk":
        os.kill(sessions[0], signal.SIGKILL)
    else:
        after = Path(f"/proc/{sessions[0]}/stat").read_text().rpartition(")")[2].split()
        os.kill(int(after[1]), signal.SIGKILL)


def _gone(desk: Any, worker: Any) -> bool:
    until = time.monotonic() + 15
    while desk.sessions(worker):
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def _draft(file: Path, login: str) -> bool:
    connection = sqlite3.connect(file)
    try:
        return connection.execute("SELECT 1 FROM drafts WHERE agent = ?", (login,)).fetchone() is not None
    finally:
        connection.close()


def _module(path: Path) -> ModuleType:
    """The helpers of the tests, as a module of their own name."""
    name = f"helpers_of_{path.parent.name}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise RuntimeError(f"{path} cannot be loaded")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
