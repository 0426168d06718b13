"""A PostgreSQL server of these tests' own, and a desk on it with the logins that its administrator would make."""

from __future__ import annotations

import json
import os
import secrets
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import server as servers
from server import Server

from desk import words
from desk.cli.main import main
from desk.rules.rights import Role
from desk.services import people, setup
from desk.services.seat import Seat
from desk.settings_model import Settings
from desk.storage.database import Database

MADE_AT = datetime(2026, 11, 19, 9, 42, tzinfo=UTC)
LOGINS = {"agent": "desk_agent", "rut": "desk_auditor", "keeper": "desk_owner", "nobody": None}
"""Logins, and the role that each is a member of: "keeper" is what nobody should be from one day to the next."""


class Place(NamedTuple):
    """A database on a server."""

    server: Server
    name: str

    def url(self, login: str = "postgres") -> str:
        """Its address for a login."""
        return self.server.url(self.name).replace("postgres@", f"{login}@")

    def connect(self, login: str = "postgres") -> Any:
        """A bare line of psycopg's, which commits each statement."""
        import psycopg

        return psycopg.connect(self.url(login), autocommit=True, options="-c search_path=desk,public")


@pytest.fixture(scope="session")
def own_server() -> Iterator[Server]:
    """A server that these tests may stop, fill with roles, and look into."""
    if (why := servers.why_not()) is not None:
        pytest.skip(why)
    server = Server()
    yield server
    server.remove()


@pytest.fixture
def empty_place(own_server: Server) -> Iterator[Place]:
    """A database with nothing in it."""
    place = Place(own_server, f"e{secrets.token_hex(6)}")
    _run(own_server, f"CREATE DATABASE {place.name} TEMPLATE template0")
    yield place
    _run(own_server, f"DROP DATABASE {place.name} WITH (FORCE)")


@pytest.fixture(scope="session")
def _kept(own_server: Server) -> Place:
    place = Place(own_server, "kept")
    _run(own_server, "CREATE DATABASE kept TEMPLATE template0")
    database = Database(place.url())
    setup.prepare(database, "anna", MADE_AT)
    seat = people.sit_down(database, Settings(), "anna")
    for login, role in (("bo", Role.AGENT), ("lisa", Role.LEAD), ("rut", Role.AUDITOR)):
        people.add(seat, login, login.title(), role, "Reception", MADE_AT)
    database.close()
    for login, of in LOGINS.items():
        _run(own_server, f"CREATE ROLE {login} LOGIN" + (f" IN ROLE {of}" if of else ""))
    return place


@pytest.fixture
def place(_kept: Place) -> Iterator[Place]:
    """A prepared desk on a server: anna is its admin, bo an agent, lisa a lead, rut an auditor; and :data:`LOGINS`."""
    copy = Place(_kept.server, f"d{secrets.token_hex(6)}")
    _run(copy.server, f"CREATE DATABASE {copy.name} TEMPLATE {_kept.name}")
    yield copy
    _run(copy.server, f"DROP DATABASE {copy.name} WITH (FORCE)")


@pytest.fixture
def sit(place: Place) -> Iterator[Callable[..., Seat]]:
    """``sit("bo", "agent")`` is bo's seat by way of the server's login "agent"."""
    opened: list[Database] = []

    def at(who: str, login: str) -> Seat:
        opened.append(Database(place.url(login)))
        return people.sit_down(opened[-1], Settings(), who)

    yield at
    for each in opened:
        each.close()


def _run(server: Server, sql: str) -> None:
    import psycopg

    with psycopg.connect(server.url(), autocommit=True) as line:
        line.execute(sql)


class Answer(NamedTuple):
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON document on standard output."""
        return json.loads(self.out)


@pytest.fixture
def cli(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, now: datetime, capfd: pytest.CaptureFixture[str]
) -> Iterator[Callable[..., Answer]]:
    """``cli("init", database=URL)`` runs a command in this process, which has no settings and no home of its own."""
    for name in [each for each in os.environ if each.startswith(("DESK_", "PG"))]:
        monkeypatch.delenv(name)
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    monkeypatch.setenv("LANG", "C.UTF-8")

    def run(*arguments: str, database: str) -> Answer:
        capfd.readouterr()
        code = main(["--database", database, *arguments], now=now)
        sys.stdout.flush()
        told = capfd.readouterr()
        return Answer(code, told.out, told.err)

    yield run
    words.use("en")
