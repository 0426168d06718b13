"""Keys for SSH: whose they are, that a withdrawn one is nobody's, and what sshd is told."""

from __future__ import annotations

import pwd
import shlex
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import on_engine
import pytest

from desk.rules.refusals import Problem
from desk.rules.rights import Role
from desk.rules.ssh_keys import read_key
from desk.services import keys, people
from desk.services.entrance import login_of_system
from desk.services.seat import Seat
from desk.storage.database import Database
from desk.storage.faults import DatabaseUnusable, Fault

Refusal = Callable[[Callable[[], object]], Problem]
SeatOf = Callable[[str], Seat]
NOW = datetime(2026, 11, 19, 9, 42, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
BO = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f"
LISA = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB8eHRwbGhkYFxYVFBMSERAPDg0MCwoJCAcGBQQDAgEA"
"""Made up: 32 bytes in a row, and backwards."""
KIND, KEY = BO.split()
FINGERPRINT = read_key(BO).fingerprint


def entries(database: Database) -> list[tuple[Any, ...]]:
    """What the desk's own trail says of keys."""
    with database.read() as tx:
        return tx.all("""SELECT at, "by", what, subject, changes FROM events WHERE what LIKE 'key_%' ORDER BY id""")


# ------------------------------------------------------------------ adding and withdrawing


def test_a_key_is_added_withdrawn_and_added_again(seat: Seat, database: Database) -> None:
    added = keys.add(seat, "bo", f"{BO} bo@reception", NOW)
    assert added == keys.Key(FINGERPRINT, "bo", KIND, KEY, "bo@reception", NOW, "anna")
    assert keys.of(seat, "bo") == [added]
    gone = keys.withdraw(seat, "bo", FINGERPRINT, LATER)
    assert keys.of(seat, "bo") == [gone]
    assert (gone.withdrawn_at, gone.withdrawn_by, gone.added_at) == (LATER, "anna", NOW)
    again = keys.add(seat, "bo", f"{BO} hemma", LATER)
    assert keys.of(seat, "bo") == [again]
    assert (again.withdrawn_at, again.comment, again.added_at) == (None, "hemma", LATER)
    at, later = int(NOW.timestamp()), int(LATER.timestamp())
    assert entries(database) == [
        (at, "anna", "key_added", "bo", f'{{"comment":[null,"bo@reception"],"key":[null,"{FINGERPRINT}"]}}'),
        (later, "anna", "key_withdrawn", "bo", f'{{"comment":["bo@reception",null],"key":["{FINGERPRINT}",null]}}'),
        (later, "anna", "key_added", "bo", f'{{"comment":[null,"hemma"],"key":[null,"{FINGERPRINT}"]}}'),
    ]


def test_a_person_may_have_several_those_in_use_first(seat: Seat) -> None:
    first, second = keys.add(seat, "bo", BO, NOW), keys.add(seat, "bo", LISA, LATER)
    assert keys.of(seat, "bo") == [second, first]
    gone = keys.withdraw(seat, "bo", second.fingerprint, LATER)
    assert keys.of(seat, "bo") == [first, gone]


def test_a_key_is_one_persons(seat: Seat, refusal: Refusal, database: Database) -> None:
    keys.add(seat, "bo", BO, NOW)
    problem = refusal(lambda: keys.add(seat, "lisa", f"{BO} lisa@home", NOW))
    assert (problem.code, problem.field) == ("ssh_key_taken", "key")
    assert "Bo Ek (bo)" in problem.reason
    assert refusal(lambda: keys.add(seat, "bo", BO, NOW)).code == "ssh_key_there"
    assert len(entries(database)) == 1
    keys.withdraw(seat, "bo", FINGERPRINT, NOW)
    assert keys.add(seat, "lisa", BO, NOW).login == "lisa"
    assert keys.of(seat, "bo") == []


@pytest.mark.parametrize("wrong", ["", FINGERPRINT[:-1], read_key(LISA).fingerprint, "SHA256:" + "A" * 43, "x'; --"])
def test_only_ones_own_key_in_use_is_withdrawn(wrong: str, seat: Seat, refusal: Refusal) -> None:
    keys.add(seat, "bo", BO, NOW)
    keys.add(seat, "lisa", LISA, NOW)
    problem = refusal(lambda: keys.withdraw(seat, "bo", wrong, NOW))
    assert (problem.code, problem.field) == ("ssh_key_unknown", "fingerprint")
    assert all(each.withdrawn_at is None for login in ("bo", "lisa") for each in keys.of(seat, login))


def test_a_withdrawn_key_is_not_withdrawn_again(seat: Seat, refusal: Refusal) -> None:
    keys.add(seat, "bo", BO, NOW)
    keys.withdraw(seat, "bo", FINGERPRINT, NOW)
    assert refusal(lambda: keys.withdraw(seat, "bo", FINGERPRINT, LATER)).code == "ssh_key_unknown"
    assert keys.of(seat, "bo")[0].withdrawn_at == NOW


def test_nobody_has_no_key(seat: Seat, refusal: Refusal) -> None:
    assert refusal(lambda: keys.add(seat, "eva", BO, NOW)).code == "login_unknown"
    assert refusal(lambda: keys.of(seat, "eva")).code == "login_unknown"
    assert refusal(lambda: keys.add(seat, "bo", "nothing", NOW)).code == "ssh_key_invalid"


def test_ones_own_keys_need_no_right(seat: Seat, seat_of: SeatOf, refusal: Refusal) -> None:
    added = keys.add(seat, "bo", BO, NOW)
    assert keys.of(seat_of("bo"), "bo") == [added]
    assert refusal(lambda: keys.of(seat_of("lisa"), "bo")).code == "not_allowed"
    assert refusal(lambda: keys.add(seat_of("bo"), "bo", LISA, NOW)).code == "not_allowed"


# ------------------------------------------------------------------ what sshd is told


@pytest.fixture
def account(seat: Seat) -> str:
    """The service account: the login that runs the tests, which the system knows."""
    name = login_of_system()
    people.let_serve(seat, name, NOW)
    keys.add(seat, "bo", BO, NOW)
    return name


def test_a_key_lets_its_owner_in_and_nowhere_else(account: str, database: Database) -> None:
    line = keys.line_for(database, account, KIND, KEY, config="settings here.toml")
    assert line is not None
    start, end = 'restrict,pty,command="', f'" {BO}'
    assert line.startswith(start)
    assert line.endswith(end)
    command = line[len(start) : -len(end)].replace('\\"', '"')
    words = shlex.split(command.partition("; ")[2])
    home = pwd.getpwnam(account).pw_dir
    assert words == [
        "exec", "/usr/bin/env", "-i", "TERM=$TERM", "LANG=$LANG", "LC_ALL=$LC_ALL", "$@",
        "PATH=/usr/bin:/bin", f"HOME={home}", "DESK_REMOTE=1", sys.executable, "-I", "-X", "utf8", "-m", "desk",
        "--as", "bo", "--database", database.told, "--config",
        str(Path("settings here.toml").absolute()), "--remote",
    ]  # fmt: skip


def test_without_a_settings_file_none_is_named(account: str, database: Database) -> None:
    assert "--config" not in str(keys.line_for(database, account, KIND, KEY))


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        (LISA.split()[0], LISA.split()[1]),
        ("ecdsa-sha2-nistp256", BO.split()[1]),
        ("ssh-ed25519-cert-v01@openssh.com", BO.split()[1]),
        ("ssh-ed25519", BO.split()[1][:-4]),
        ("ssh-ed25519", BO.split()[1] + "\n" + BO),
        ("ssh-ed25519", "' OR 1=1 --"),
        ("", ""),
    ],
)
def test_another_key_lets_nobody_in(kind: str, key: str, account: str, database: Database) -> None:
    assert keys.line_for(database, account, kind, key) is None


@pytest.mark.parametrize("other", ["root2", "bo", "", "desk'; --"])
def test_the_key_is_for_the_service_account_alone(other: str, account: str, database: Database) -> None:
    assert keys.line_for(database, other, KIND, KEY) is None


def test_a_withdrawn_key_lets_nobody_in(account: str, seat: Seat, database: Database) -> None:
    keys.withdraw(seat, "bo", FINGERPRINT, NOW)
    assert keys.line_for(database, account, KIND, KEY) is None
    keys.add(seat, "bo", BO, NOW)
    assert keys.line_for(database, account, KIND, KEY) is not None


def test_who_rests_is_not_let_in(account: str, seat: Seat, database: Database) -> None:
    people.rest(seat, "bo", NOW)
    assert keys.line_for(database, account, KIND, KEY) is None
    people.wake(seat, "bo", NOW)
    assert keys.line_for(database, account, KIND, KEY) is not None


@pytest.mark.parametrize("login", ["--remote", "bo\n", "bo x", "a" * 33, ""])
def test_a_login_that_is_none_is_not_written_into_a_command(login: str, account: str, database: Database) -> None:
    with database.write() as tx:
        tx.run("UPDATE agents SET login = ? WHERE login = 'bo'", (login,))
    assert keys.line_for(database, account, KIND, KEY) is None


def test_a_database_that_cannot_be_used_is_an_error_and_no_answer(
    account: str, database: Database, database_file: Path
) -> None:
    with pytest.raises(DatabaseUnusable) as missing:
        keys.line_for(Database(database_file.with_name("none.db")), account, KIND, KEY)
    assert missing.value.fault is Fault.MISSING
    with database.write() as tx:
        tx.run(on_engine.version(1))
    with pytest.raises(DatabaseUnusable) as old:
        keys.line_for(database, account, KIND, KEY)
    assert old.value.fault is Fault.TOO_OLD


def test_a_path_with_a_line_end_is_an_error(account: str, database: Database) -> None:
    with pytest.raises(ValueError, match="cannot be shown"):
        keys.line_for(database, account, KIND, KEY, "a\nb.toml")


def test_a_role_says_nothing_of_the_key(account: str, seat: Seat, database: Database) -> None:
    before = keys.line_for(database, account, KIND, KEY)
    people.change(seat, "bo", role=Role.AUDITOR, now=NOW)
    assert keys.line_for(database, account, KIND, KEY) == before
