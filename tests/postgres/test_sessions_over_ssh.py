"""What sshd is told of a key where the desk is on a server: the session's command leads back to the same desk."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from desk.services import entrance, keys
from desk.services.seat import Seat
from desk.storage.database import Database
from desk.storage.faults import DatabaseUnusable, Fault

pytest.importorskip("psycopg")

PUBLIC = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILyCGqEFMLZMqe1ANvH4pqQ1f6wXxjYVJHxZ9ztjXxXw bo@reception"


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch, place: Any) -> str:
    """The service account: the system's own user here, who may act for everybody."""
    login = entrance.login_of_system()
    with place.connect() as line:
        line.execute("UPDATE settings SET value = replace(value, 'anna', %s)", (login,))
    return login


def test_the_session_is_led_to_the_same_desk(place: Any, sit: Callable[..., Seat], account: str, now: datetime) -> None:
    keys.add(sit("anna", "agent"), "bo", PUBLIC, now)
    address = place.url("agent") + "?sslmode=prefer&application_name=a%20b"
    database = Database(address)
    line = keys.line_for(database, account, *PUBLIC.split()[:2])
    database.close()
    assert line is not None
    assert line.endswith(" ".join(PUBLIC.split()[:2]))
    command = line.partition('command="')[2].rpartition('" ssh-')[0].replace('\\"', '"')
    words = shlex.split(command)
    there = Database(words[words.index("--database") + 1])
    assert there.told == database.told
    assert there.ready()
    there.close()
    assert words[words.index("--as") + 1] == "bo"


def test_nobody_is_let_in_while_the_server_is_away(place: Any, account: str, cli: Any) -> None:
    gone = place.url("agent").replace(place.name, "gone")
    answer = cli("authorized-keys", account, *PUBLIC.split()[:2], database=gone)
    assert (answer.code, answer.out) == (3, "")
    with pytest.raises(DatabaseUnusable) as caught:
        keys.line_for(Database(gone), account, *PUBLIC.split()[:2])
    assert caught.value.fault is Fault.MISSING
