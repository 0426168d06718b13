"""``agents …`` and ``authorized-keys``: people, their keys, and what sshd is told."""

from __future__ import annotations

import io
import os
import pwd
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import on_engine
import pytest

from desk.rules.ssh_keys import read_key

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f"
OTHER = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB8eHRwbGhkYFxYVFBMSERAPDg0MCwoJCAcGBQQDAgEA"
"""Made up: 32 bytes in a row, and backwards."""
FINGERPRINT = read_key(KEY).fingerprint


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    """A ``.pub`` file."""
    path = tmp_path / "bo.pub"
    path.write_text(f"{KEY} bo@reception\n")
    return path


# ------------------------------------------------------------------ people


def test_change_rest_and_wake(ask: Callable[..., Any], desk: Callable[..., Any]) -> None:
    changed = ask("agents", "change", "bo", "--name", "Bo Öst", "--role", "lead", "--group", "växel")
    assert changed == {"login": "bo", "name": "Bo Öst", "role": "lead", "group": "Växel", "active": True}
    assert ask("agents", "change", "bo", "--group", "")["group"] is None
    ask("--as", "bo", "register", "enquiry")
    rested = ask("agents", "rest", "bo")
    assert (rested["active"], rested["open_cases"]) == (False, 1)
    assert desk("--as", "bo", "list", "--output", "json").refused == ["login_unknown"]
    assert "rests" in desk("agents", "list").out
    assert ask("agents", "wake", "bo")["active"] is True
    assert desk("--as", "bo", "list").code == 0


def test_resting_tells_of_open_cases_in_words(desk: Callable[..., Any]) -> None:
    for _case in range(2):
        desk("--as", "bo", "register", "enquiry")
    assert "2 open cases" in desk("agents", "rest", "bo").out
    desk("--as", "lisa", "register", "enquiry")
    assert "1 open case " in desk("agents", "rest", "lisa").out
    assert "open case" not in desk("agents", "rest", "rut").out


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (["change", "bo"], "nothing_changed"),
        (["change", "eva", "--name", "Eva"], "login_unknown"),
        (["change", "bo", "--role", "boss"], "unknown_code"),
        (["change", "anna", "--role", "lead"], "last_admin"),
        (["rest", "anna"], "last_admin"),
        (["rest", "eva"], "login_unknown"),
        (["wake", "bo"], "rests_not"),
        (["pin", "bo", "--clear"], "pin_none"),
        (["pin", "bo"], "option_missing"),
        (["key", "eva"], "login_unknown"),
        (["key", "bo", "/nowhere.pub"], "file_missing"),
        (["key", "bo", "--withdraw", "SHA256:x"], "ssh_key_unknown"),
        (["key", "bo", "a.pub", "--withdraw", "SHA256:x"], "wrong_use"),
    ],
)
def test_what_is_refused(line: list[str], code: str, desk: Callable[..., Any]) -> None:
    answer = desk("agents", *line, "--output", "json")
    assert (answer.code, answer.refused) == (2, [code])


@pytest.mark.parametrize(
    "line",
    [
        ["change", "rut", "--name", "X"],
        ["rest", "rut"],
        ["wake", "rut"],
        ["key", "rut"],
        ["pin", "rut", "--clear"],
        ["key", "rut", "--withdraw", FINGERPRINT],
    ],
)
def test_people_are_for_an_administrator(line: list[str], desk: Callable[..., Any]) -> None:
    answer = desk("--as", "lisa", "agents", *line, "--output", "json")
    assert (answer.code, answer.refused) == (2, ["not_allowed"])


# ------------------------------------------------------------------ keys


def test_a_key_is_given_listed_and_withdrawn(ask: Callable[..., Any], desk: Callable[..., Any], key_file: Path) -> None:
    assert ask("agents", "key", "bo") == {"login": "bo", "keys": []}
    assert "No keys" in desk("agents", "key", "bo").out
    given = ask("agents", "key", "bo", str(key_file))
    assert given == {
        "login": "bo", "fingerprint": FINGERPRINT, "type": "ssh-ed25519", "comment": "bo@reception",
        "added_at": "2026-11-19T10:42:00+01:00", "added_by": "anna", "withdrawn_at": None, "withdrawn_by": None,
    }  # fmt: skip
    listed = desk("agents", "key", "bo").out
    assert FINGERPRINT in listed
    assert "bo@reception" in listed
    gone = ask("agents", "key", "bo", "--withdraw", FINGERPRINT)
    assert (gone["withdrawn_at"], gone["withdrawn_by"]) == ("2026-11-19T10:42:00+01:00", "anna")
    assert ask("agents", "key", "bo")["keys"] == [{name: gone[name] for name in gone if name != "login"}]


def test_a_key_comes_on_standard_input(ask: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(f"{KEY} å\r\n".encode())))
    assert ask("agents", "key", "bo", "-")["comment"] == "å"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "ssh_key_missing"),
        (b"\xff\xfe\x00", "ssh_key_invalid"),
        (b"-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXkt\n", "ssh_key_private"),
        (b"A" * 1_000_000, "ssh_key_invalid"),
    ],
)
def test_a_file_that_is_no_key(content: bytes, code: str, desk: Callable[..., Any], tmp_path: Path) -> None:
    file = tmp_path / "x"
    file.write_bytes(content)
    answer = desk("agents", "key", "bo", str(file), "--output", "json")
    assert (answer.code, answer.refused) == (2, [code])
    assert "b3Bl" not in answer.err + answer.out


# ------------------------------------------------------------------ the service account


def test_init_lets_another_login_serve(
    ask: Callable[..., Any], desk: Callable[..., Any], login: Callable[[str], None]
) -> None:
    assert ask("init", "--service", "desk")["service"] == "desk"
    login("desk")
    assert desk("--as", "bo", "list").code == 0
    assert desk("list", "--output", "json").refused == ["login_unknown"]
    login("bo")
    assert desk("init", "--service", "bo", "--output", "json").refused == ["not_allowed"]


# ------------------------------------------------------------------ sshd


@pytest.fixture
def account(desk: Callable[..., Any], key_file: Path) -> str:
    """Bo has a key, and the login that runs the tests is the service account."""
    name = pwd.getpwuid(os.getuid()).pw_name
    assert desk("init", "--service", name).code == 0
    assert desk("agents", "key", "bo", str(key_file)).code == 0
    return name


Program = Callable[..., subprocess.CompletedProcess[str]]


@pytest.mark.parametrize("extra", [[], ["--lang", "sv"]])
def test_sshd_gets_one_line_or_nothing(account: str, program: Program, database_file: Path, extra: list[str]) -> None:
    """Both by the short way and, with an option that it leaves to the parser, by the long one."""
    start = [*extra, "--database", str(database_file), "authorized-keys"]
    found = program(*start, account, *KEY.split())
    assert (found.returncode, found.stderr) == (0, "")
    (line,) = found.stdout.splitlines()
    assert line.startswith('restrict,pty,command="test ')
    assert "; exec /usr/bin/env -i " in line
    assert line.endswith(f'" {KEY}')
    assert f"--as bo --database {on_engine.address(database_file)} --remote" in line
    for unknown in ([account, *OTHER.split()], ["nobody", *KEY.split()], [account, "ssh-rsa", KEY.split()[1]]):
        nothing = program(*start, *unknown)
        assert (nothing.returncode, nothing.stdout, nothing.stderr) == (0, "", "")


def test_sshd_lets_nobody_in_where_the_database_cannot_be_used(
    account: str, program: Program, database_file: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"not a database" * 100)
    for file in (tmp_path / "none.db", broken):
        told = program("--database", str(file), "authorized-keys", account, *KEY.split())
        assert (told.returncode, told.stdout) == (3, "")
        assert len(told.stderr.splitlines()) == 1


@pytest.mark.parametrize("words", [[], ["x"], ["x", "y"], ["x", "y", "z", "a"], ["x", "y", "--z"]])
def test_another_number_of_words_is_wrong_use(words: list[str], program: Program, database_file: Path) -> None:
    told = program("--database", str(database_file), "authorized-keys", *words)
    assert (told.returncode, told.stdout) == (2, "")


def test_sshd_does_not_wait_for_anything_heavy(account: str, database_file: Path) -> None:
    line = ["--database", on_engine.address(database_file), "authorized-keys", account, *KEY.split()]
    code = (
        "import sys; from desk.__main__ import main\n"
        f"assert main({line!r}) == 0\n"
        "heavy = ('pydantic', 'sqlalchemy', 'textual', 'rich', 'argparse', 'babel', 'desk.cli.commands')\n"
        "print([each for each in heavy if each in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"
    assert done.stdout.startswith("restrict,pty,")
