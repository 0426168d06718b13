"""Running commands: in this process, with everything about the machine taken away, and as real programs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import on_engine
import pytest

from desk import words
from desk.cli.main import main
from desk.rules.rights import Role
from desk.services import entrance, people
from desk.settings_model import Settings
from desk.storage.database import Database


@dataclass(frozen=True)
class Answer:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON document on standard output."""
        return json.loads(self.out)

    @property
    def refused(self) -> list[str]:
        """The codes of the refusals."""
        return [each["code"] for each in self.json["refused"]]


Run = Callable[..., Answer]


@pytest.fixture
def login(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Becomes the operating system's user with a login."""

    def become(name: str) -> None:
        monkeypatch.setattr(entrance, "login_of_system", lambda: name)

    return become


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, login: Callable[[str], None]) -> Iterator[None]:
    """A process without settings, language or database of its own; the user is anna."""
    for name in [each for each in os.environ if each.startswith(("DESK_", "LC_", "LANG"))]:
        monkeypatch.delenv(name)
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    monkeypatch.setenv("COLUMNS", "100")
    login("anna")
    mask = os.umask(0o022)
    yield
    os.umask(mask)
    words.use("en")


@pytest.fixture
def desk(bare: None, database_file: Path, now: datetime, capfd: pytest.CaptureFixture[str]) -> Run:
    """Runs a command on a fresh prepared database, at ten past half past nine on 19 November 2026 in UTC."""

    def run(*arguments: str, at: datetime | None = None, database: Path | str | None = database_file) -> Answer:
        named = [] if database is None else ["--database", str(database)]
        capfd.readouterr()
        code = main([*named, *arguments], now=at or now)
        sys.stdout.flush()
        told = capfd.readouterr()
        return Answer(code, told.out, told.err)

    return run


@pytest.fixture
def ask(desk: Run) -> Callable[..., Any]:
    """Runs a command with ``--output json`` that must succeed, and returns its document."""

    def run(*arguments: str, **settings: Any) -> Any:
        answer = desk(*arguments, "--output", "json", **settings)
        assert answer.code == 0, answer.err
        return answer.json

    return run


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """A clean environment for a real program."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "SYSTEMROOT", "PYTHONPATH")}
    homes = {name: str(tmp_path / name.lower()) for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME")}
    return {**kept, **homes, "LANG": "C.UTF-8"}


@pytest.fixture
def program(environment: dict[str, str]) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs ``desk`` as a real program and waits for it."""

    def run(
        *arguments: str, env: Mapping[str, str] | None = None, stdin: str = "", **more: Any
    ) -> subprocess.CompletedProcess[str]:
        given = {**environment, **(env or {})}
        if "DESK_DATABASE" in given:
            given["DESK_DATABASE"] = on_engine.address(given["DESK_DATABASE"])
        return subprocess.run(
            [sys.executable, "-m", "desk", *on_engine.told(arguments)],
            input=stdin,
            env=given,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
            check=False,
            **more,
        )

    return run


@pytest.fixture
def own(database_file: Path, now: datetime) -> Path:
    """A prepared desk in which whoever runs the tests is an administrator, as real programs will be."""
    database = Database(database_file)
    seat = people.sit_down(database, Settings(), "anna")
    people.add(seat, entrance.login_of_system(), "Whoever runs this", Role.ADMIN, "Reception", now)
    database.close()
    return database_file


@pytest.fixture
def lines_of(tmp_path: Path) -> Callable[..., str]:
    """Writes objects (or lines as they stand) into a file of JSON Lines and returns its name."""

    def write(*lines: Any, name: str = "cases.jsonl") -> str:
        texts = [each if isinstance(each, bytes) else json.dumps(each).encode() for each in lines]
        path = tmp_path / name
        path.write_bytes(b"".join(text + b"\n" for text in texts))
        return str(path)

    return write
