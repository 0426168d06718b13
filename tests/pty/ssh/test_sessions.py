"""A session over SSH, against a real sshd: it is its person's, and it ends where it should."""

from __future__ import annotations

import os
import pwd
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from desk.rules.rights import Role
from desk.services import keys, people

LogIn = Callable[..., Any]
SAVE, QUIT = "\x13", "\x11"


def rows(server: Any, sql: str, *values: object) -> list[tuple[Any, ...]]:
    """What the database answers."""
    connection = sqlite3.connect(server.file)
    try:
        return connection.execute(sql, values).fetchall()
    finally:
        connection.close()


def eventually(true: Callable[[], Any], seconds: float = 20.0) -> bool:
    """Whether it becomes true in time."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if true():
            return True
        time.sleep(0.05)
    return bool(true())


def new_key(path: Path) -> Path:
    """A key that nobody knows."""
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(path)], check=True)
    return path


def denied(server: Any, worker: Any) -> bool:
    """Whether sshd lets this key in no more."""
    done = server.run(worker)
    return done.returncode == 255 and b"Permission denied (publickey)" in done.stderr


# ------------------------------------------------------------------ whose it is


def test_it_is_the_keys_owners_and_a_case_is_registered(server: Any, worker: Any, log_in: LogIn) -> None:
    session = log_in(server, worker)
    session.send(f"1lib\tÅsa Öberg\t\tFrån skärmen{SAVE}")
    session.wait_for("saved")
    session.send(QUIT)
    assert session.exit_code() == 0
    ((who, agent, name),) = rows(
        server,
        'SELECT e."by", c.agent, c.name FROM events e JOIN cases c ON c.id = e.case_id WHERE c.agent = ?',
        worker.login,
    )
    assert (who, agent, name) == (worker.login, worker.login, "Åsa Öberg")
    assert eventually(lambda: server.sessions(worker) == [])


def test_the_wall_can_be_asked_for(server: Any, worker: Any, log_in: LogIn) -> None:
    session = log_in(server, worker, "wall", options=["-tt"], ready="Contacts today")
    session.send(b"\x1b")
    assert session.exit_code() == 0
    assert eventually(lambda: server.sessions(worker) == [])


def test_two_at_once_are_two_people(server: Any, log_in: LogIn) -> None:
    first, second = server.hire(), server.hire()
    one, other = log_in(server, first), log_in(server, second)
    one.send(f"1lib{SAVE}")
    one.wait_for("saved")
    other.send(f"1lib{SAVE}")
    other.wait_for("saved")
    for worker in (first, second):
        assert rows(server, 'SELECT count(*) FROM events WHERE "by" = ?', worker.login) == [(1,)]


def test_what_runs_is_python_alone_with_a_clean_environment(server: Any, worker: Any, log_in: LogIn) -> None:
    log_in(server, worker, env={"TERM": "xterm", "LANG": "C.UTF-8"}, options=["-o", "SendEnv=LANG"])
    (process,) = server.sessions(worker)
    told = dict(each.split("=", 1) for each in Path(f"/proc/{process}/environ").read_text().split("\0") if each)
    assert set(told) == {"TERM", "LANG", "LC_ALL", "PATH", "HOME", "DESK_REMOTE"}
    assert (told["TERM"], told["LANG"], told["PATH"], told["DESK_REMOTE"]) == (
        "xterm", "C.UTF-8", "/usr/bin:/bin", "1",
    )  # fmt: skip
    words = Path(f"/proc/{process}/cmdline").read_text().split("\0")
    assert words[1:8] == ["-I", "-X", "utf8", "-m", "desk", "--as", worker.login]
    limits = Path(f"/proc/{process}/limits").read_text()
    (core,) = (line for line in limits.splitlines() if line.startswith("Max core file size"))
    assert core.split()[4:6] == ["0", "0"]


# ------------------------------------------------------------------ who is not let in


def test_an_unknown_key(server: Any, worker: Any, tmp_path: Path) -> None:
    assert denied(server, replace(worker, key=new_key(tmp_path / "stranger")))


def test_a_withdrawn_key_at_the_next_login(server: Any, worker: Any, log_in: LogIn) -> None:
    session = log_in(server, worker)
    seat = server.seat()
    keys.withdraw(seat, worker.login, worker.fingerprint)
    assert denied(server, worker)
    session.send(f"1lib{SAVE}")
    session.wait_for("saved")
    keys.add(seat, worker.login, worker.key.with_suffix(".pub").read_text())
    assert not denied(server, worker)


def test_who_rests(server: Any, worker: Any) -> None:
    seat = server.seat()
    people.rest(seat, worker.login)
    assert denied(server, worker)
    people.wake(seat, worker.login)
    assert not denied(server, worker)


@pytest.mark.parametrize("name", ["daemon", "person0", "anna"])
def test_another_account(server: Any, worker: Any, name: str) -> None:
    done = server.run(worker, account=name)
    assert done.returncode == 255
    assert b"Permission denied" in done.stderr


def test_nobody_where_the_database_is_gone(server: Any, worker: Any) -> None:
    away = server.file.with_name("away.db")
    server.file.rename(away)
    try:
        assert denied(server, worker)
    finally:
        away.rename(server.file)
    assert not denied(server, worker)


def test_a_certificate_is_no_key(server: Any, worker: Any, tmp_path: Path) -> None:
    """Whoever signed it would decide who comes in, and with what command. sshd believes that authority otherwise."""
    stranger = new_key(tmp_path / "id")
    account = pwd.getpwuid(os.getuid()).pw_name
    signing = ["ssh-keygen", "-q", "-s", str(server.authority), "-I", worker.login, "-n", account, f"{stranger}.pub"]
    subprocess.run(signing, check=True)
    assert denied(server, replace(worker, key=stranger))
    assert "ED25519-CERT" in server.log


# ------------------------------------------------------------------ how it ends


def draft_of(server: Any, worker: Any) -> bool:
    return bool(rows(server, "SELECT 1 FROM drafts WHERE agent = ?", worker.login))


@pytest.mark.parametrize("what", ["client", "connection", "hangup"])
def test_a_line_lost_in_mid_form_leaves_a_draft_and_no_process(
    server: Any, worker: Any, log_in: LogIn, what: str
) -> None:
    session = log_in(server, worker)
    session.send("2menu\tÅsa Öberg")
    session.wait_for("Åsa Öberg")
    (process,) = server.sessions(worker)
    if what == "client":
        os.kill(session.child.pid, signal.SIGKILL)
    elif what == "hangup":
        os.kill(process, signal.SIGHUP)
    else:
        os.kill(parent(process), signal.SIGKILL)
    assert eventually(lambda: server.sessions(worker) == [])
    assert draft_of(server, worker)
    again = log_in(server, worker, ready="A draft was left")
    again.wait_for("Åsa Öberg")


def test_who_is_put_to_rest_is_cut_off_and_keeps_a_draft(server: Any, worker: Any, log_in: LogIn) -> None:
    session = log_in(server, worker)
    session.send("2menu\tÅsa Öberg")
    session.wait_for("Åsa Öberg")
    people.rest(server.seat(), worker.login)
    assert session.exit_code(timeout=30) == 2
    assert eventually(lambda: server.sessions(worker) == [])
    assert draft_of(server, worker)


def parent(process: int) -> int:
    """The process that started one: sshd's for this connection."""
    return int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])


def test_an_idle_session_sends_nothing(server: Any, worker: Any, log_in: LogIn) -> None:
    session = log_in(server, worker)
    session.send("1lib")
    session.wait_for("Draft saved")
    session.settle(1.5)
    if time.time() % 60 > 54:  # the minute may be painted anew
        time.sleep(7)
        session.settle(0.5)
    assert session.idle_bytes(3) == 0


def test_the_auditor_sees_no_cases_over_ssh_either(server: Any, log_in: LogIn) -> None:
    session = log_in(server, server.hire(Role.AUDITOR), ready=None)
    session.wait_for("customer service", timeout=30)
    session.settle()
    session.send("1")
    session.settle()
    assert "Topic" not in session.screen()
