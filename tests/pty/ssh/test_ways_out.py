"""Ways out of a session over SSH, each tried against a real sshd: a shell, a file, another machine, another person.

``either`` is tried twice: as docs/ssh.md sets sshd up, on a machine where everybody else may do everything; and with a
configuration that forbids nothing, where the line that Desk answers for a key has to hold alone.
"""

from __future__ import annotations

import os
import socket
import sqlite3
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

LogIn = Callable[..., Any]
SAVE, QUIT, PALETTE = "\x13", "\x11", "\x10"
SENTENCE = b"Here is Desk's screen and nothing else"


@pytest.fixture
def canary(tmp_path: Path) -> Path:
    """A file that is there only if somebody got out."""
    return tmp_path / "canary"


def refused(done: subprocess.CompletedProcess[bytes]) -> bool:
    """Whether Desk said its one sentence, and nothing else was run."""
    return done.returncode == 2 and done.stdout == b"" and done.stderr.count(SENTENCE) == 1


# ------------------------------------------------------------------ commands, without a terminal


@pytest.mark.parametrize(
    "command",
    [
        [],
        ["sh"],
        ["sh", "-c", "'touch {canary}'"],
        ["touch", "{canary}"],
        ["; touch {canary}"],
        ["$(touch {canary})"],
        ["`touch {canary}`"],
        ["desk", "--help"],
        ["desk", "--as", "root", "list"],
        ["cat", "/etc/passwd"],
    ],
)
def test_a_command_is_not_run(either: Any, canary: Path, command: list[str]) -> None:
    done = either.run(
        either.hire(), *(word.format(canary=canary) for word in command), stdin=f"touch {canary}\n".encode()
    )
    assert refused(done), done
    assert not canary.exists()


@pytest.mark.parametrize(("subsystem", "code"), [("sftp", 2), ("netconf", 255)])
def test_a_subsystem_is_not_started(either: Any, subsystem: str, code: int) -> None:
    """In the place of one that sshd has, Desk is started, and refuses; one that it has not sshd refuses itself."""
    done = either.run(either.hire(), subsystem, options=["-s"], stdin=b"\0\0\0\5\1\0\0\0\3")
    assert (done.returncode, done.stdout) == (code, b"")


def test_a_command_that_the_client_sets_for_itself(either: Any, canary: Path) -> None:
    assert refused(either.run(either.hire(), options=["-o", f"RemoteCommand=touch {canary}"]))
    assert not canary.exists()


def test_without_a_terminal_it_ends_at_once(either: Any) -> None:
    """Textual would read end-of-file for ever, at the cost of a core."""
    worker = either.hire()
    began = time.monotonic()
    assert refused(either.run(worker, options=["-T"]))
    assert refused(either.run(worker, options=["-n", "-T"]))
    assert time.monotonic() - began < 30
    assert either.sessions(worker) == []


# ------------------------------------------------------------------ commands, with a terminal


@pytest.mark.parametrize("how", ["command", "RemoteCommand", "subsystem"])
def test_with_a_terminal_it_is_desk_whatever_is_asked_for(either: Any, canary: Path, log_in: LogIn, how: str) -> None:
    worker = either.hire()
    if how == "command":
        session = log_in(either, worker, f"touch {canary}; sh", options=["-tt"])
    elif how == "RemoteCommand":
        session = log_in(either, worker, options=["-tt", "-o", f"RemoteCommand=touch {canary}; sh"])
    else:
        session = log_in(either, worker, "sftp", options=["-tt", "-s"])
    session.send(QUIT)
    assert session.exit_code() == 0
    assert not canary.exists()


def test_nothing_of_the_command_asked_for_reaches_the_session(either: Any, log_in: LogIn) -> None:
    worker = either.hire()
    log_in(either, worker, "desk --as root", options=["-tt"])
    (process,) = either.sessions(worker)
    assert "SSH_" not in Path(f"/proc/{process}/environ").read_text()
    assert "root" not in Path(f"/proc/{process}/cmdline").read_text().split("\0")


# ------------------------------------------------------------------ files


@pytest.mark.parametrize("legacy", [True, False])
@pytest.mark.parametrize("fetch", [True, False])
def test_scp(either: Any, canary: Path, tmp_path: Path, legacy: bool, fetch: bool) -> None:
    source, there = tmp_path / "source", f"{either.client(either.hire())[-1]}:{canary if not fetch else '/etc/passwd'}"
    source.write_text("x")
    worker = either.hire()
    options = [*either.options(worker), "-P", str(either.port), *(["-O"] if legacy else ["-s"])]
    files = [there, str(canary)] if fetch else [str(source), there]
    done = subprocess.run(["scp", *options, *files], capture_output=True, timeout=60, check=False)
    assert done.returncode != 0
    assert not canary.exists()


def test_sftp(either: Any, canary: Path) -> None:
    worker = either.hire()
    where = either.client(worker)[-1]
    done = subprocess.run(
        ["sftp", *either.options(worker), "-P", str(either.port), "-b", "-", where],
        input=f"ls /\nget /etc/passwd {canary}\n!touch {canary}.local\n".encode(),
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode != 0
    assert b"etc" not in done.stdout
    assert not canary.exists()


# ------------------------------------------------------------------ forwarding


@contextmanager
def listening() -> Iterator[tuple[int, list[bytes]]]:
    """A port of this machine that nobody may reach through the server, and what has come to it."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        server.settimeout(0.1)
        come: list[bytes] = []
        over = threading.Event()

        def wait() -> None:
            while not over.is_set():
                try:
                    peer, _address = server.accept()
                except TimeoutError:
                    continue
                with peer:
                    come.append(b"somebody")
                    peer.sendall(b"secret")

        thread = threading.Thread(target=wait)
        thread.start()
        try:
            yield server.getsockname()[1], come
        finally:
            over.set()
            thread.join()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def background(server: Any, worker: Any, *options: str) -> Iterator[subprocess.Popen[bytes]]:
    """A client that opens no session, as ``ssh -N``; it is ended afterwards."""
    client = subprocess.Popen(
        server.client(worker, "-N", *options), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    try:
        yield client
    finally:
        client.kill()
        client.communicate()


def asked(port: int, say: bytes = b"", seconds: float = 20.0) -> bytes:
    """What comes back from a local port once somebody listens there; nothing where it is closed."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
                line.sendall(say)
                got = b""
                while piece := line.recv(4096):
                    got += piece
                return got
        except ConnectionRefusedError:
            time.sleep(0.05)
        except OSError:
            return b""
    raise AssertionError("the client opens no port")


def test_a_local_port_leads_nowhere(either: Any) -> None:
    port = free_port()
    with listening() as (target, come), background(either, either.hire(), "-L", f"{port}:127.0.0.1:{target}"):
        assert asked(port) == b""
        assert come == []


def test_a_local_port_leads_to_no_socket(either: Any, tmp_path: Path) -> None:
    port, path = free_port(), Path(f"/tmp/desk-{os.getpid()}-{time.monotonic_ns()}.sock")
    with socket.socket(socket.AF_UNIX) as there:
        there.bind(str(path))
        there.listen()
        there.settimeout(1)
        try:
            with background(either, either.hire(), "-L", f"{port}:{path}"):
                assert asked(port) == b""
                with pytest.raises(TimeoutError):
                    there.accept()
        finally:
            path.unlink()


def test_no_proxy(either: Any) -> None:
    port = free_port()
    with listening() as (target, come), background(either, either.hire(), "-D", str(port)):
        hello = b"\x04\x01" + target.to_bytes(2, "big") + bytes([127, 0, 0, 1]) + b"\x00"
        assert b"secret" not in asked(port, hello)
        assert come == []


def test_no_port_of_the_server(either: Any) -> None:
    port = free_port()
    options = ["-o", "ExitOnForwardFailure=yes", "-N", "-R", f"{port}:127.0.0.1:9"]
    done = either.run(either.hire(), options=options)
    assert done.returncode == 255
    assert b"remote port forwarding failed" in done.stderr
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=5).close()


def test_no_socket_of_the_server(either: Any) -> None:
    path = Path(f"/tmp/desk-{os.getpid()}-{time.monotonic_ns()}.sock")
    options = ["-o", "ExitOnForwardFailure=yes", "-N", "-R", f"{path}:127.0.0.1:9"]
    assert either.run(either.hire(), options=options).returncode == 255
    assert not path.exists()


def test_no_straight_line_to_another_machine(either: Any) -> None:
    with listening() as (target, come):
        done = either.run(either.hire(), options=["-W", f"127.0.0.1:{target}"])
    assert (done.returncode, done.stdout, come) == (255, b"", [])
    assert b"administratively prohibited" in done.stderr


def test_no_tunnel(server: Any) -> None:
    """The one thing that a key's ``restrict`` does not forbid; sshd's configuration has to, and by default does."""
    before = set(Path("/sys/class/net").iterdir())
    done = server.run(server.hire(), options=["-o", "ExitOnForwardFailure=yes", "-N", "-w", "any:any"])
    if b"Tunnel device open failed" in done.stderr or b"Could not request tunnel" in done.stderr:
        pytest.skip("this user, or this machine, has no tunnel device to try it with")
    assert done.returncode == 255
    assert set(Path("/sys/class/net").iterdir()) == before


def test_no_agent(either: Any, log_in: LogIn, tmp_path: Path) -> None:
    path = f"/tmp/desk-{os.getpid()}-{time.monotonic_ns()}.agent"
    agent = subprocess.Popen(["ssh-agent", "-D", "-a", path], stdout=subprocess.DEVNULL)
    try:
        while not Path(path).exists():
            time.sleep(0.01)
        before = set(Path("/tmp").glob("ssh-*"))
        log_in(either, either.hire(), options=["-v", "-A", "-o", f"IdentityAgent={path}"])
        assert "req auth-agent-req@openssh.com" in either.log
        assert set(Path("/tmp").glob("ssh-*")) <= before
    finally:
        agent.terminate()
        agent.wait()


@pytest.mark.parametrize("flag", ["-X", "-Y"])
def test_no_windows(either: Any, flag: str) -> None:
    done = either.run(either.hire(), "sh", options=[flag], env={"DISPLAY": "127.0.0.1:99"})
    assert done.returncode == 2
    assert b"X11 forwarding request failed" in done.stderr
    assert done.stdout == b""


def test_a_connection_without_a_session_is_nothing_and_ends(server: Any) -> None:
    worker = server.hire()
    done = server.run(worker, options=["-N"])
    assert done.returncode == 255
    assert done.stdout == b""
    assert server.sessions(worker) == []


def test_a_second_session_on_one_connection(server: Any, log_in: LogIn, canary: Path) -> None:
    """sshd would start it without looking at the key again."""
    worker = server.hire()
    control = f"/tmp/desk-{os.getpid()}-{time.monotonic_ns()}.ctl"
    log_in(server, worker, options=["-M", "-S", control])
    done = subprocess.run(
        ["ssh", "-F", "none", "-S", control, "-o", "ControlMaster=no", "nobody@nowhere.invalid", f"touch {canary}"],
        capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode != 0
    assert not canary.exists()
    assert len(server.sessions(worker)) == 1


# ------------------------------------------------------------------ what the client says of itself

HOSTILE = {
    "TEXTUAL": "debug,devtools",
    "TEXTUAL_LOG": "{canary}",
    "TEXTUAL_DEBUG": "1",
    "TEXTUAL_SCREENSHOT": "1",
    "TEXTUAL_SCREENSHOT_LOCATION": "{folder}",
    "TEXTUAL_DRIVER": "os:system",
    "TEXTUAL_PRESS": "ctrl+q",
    "PYTHONPATH": "{folder}",
    "PYTHONSTARTUP": "{folder}/start.py",
    "PYTHONINSPECT": "1",
    "PYTHONBREAKPOINT": "os.system",
    "PYTHONHOME": "{folder}",
    "BASH_ENV": "$(touch {canary})",
    "ENV": "$(touch {canary})",
    "PS4": "$(touch {canary})",
    "SHELLOPTS": "xtrace",
    "LD_PRELOAD": "{folder}/evil.so",
    "DESK_AS": "root",
    "DESK_DATABASE": "{folder}/other.db",
    "DESK_CONFIG": "{folder}/other.toml",
    "DESK_REMOTE": "",
    "EDITOR": "touch {canary}",
    "BROWSER": "touch {canary}",
    "PATH": "{folder}",
    "HOME": "{folder}",
    "XDG_DATA_HOME": "{folder}",
}


def test_the_environment_of_the_client_is_left_outside(
    server: Any, log_in: LogIn, canary: Path, tmp_path: Path
) -> None:
    """sshd is told to take every variable from everybody; for the desk's people docs/ssh.md takes that back."""
    (tmp_path / "sitecustomize.py").write_text(f"open({str(canary)!r}, 'w')")
    (tmp_path / "start.py").write_text(f"open({str(canary)!r}, 'w')")
    told = {name: value.format(canary=canary, folder=tmp_path) for name, value in HOSTILE.items()}
    worker = server.hire()
    sent = ["-o", "SetEnv=" + " ".join(f'{name}="{value}"' for name, value in told.items() if value)]
    session = log_in(server, worker, options=sent)
    (process,) = server.sessions(worker)
    found = dict(each.split("=", 1) for each in Path(f"/proc/{process}/environ").read_text().split("\0") if each)
    assert set(found) == {"TERM", "LANG", "LC_ALL", "PATH", "HOME", "DESK_REMOTE"}
    assert str(tmp_path) not in "".join(found.values())
    session.send(f"1lib{SAVE}")
    session.wait_for("saved")
    assert recorded(server, worker) == 1
    assert sorted(each.name for each in tmp_path.iterdir()) == ["sitecustomize.py", "start.py"]


@pytest.mark.parametrize("variable", ["LANG", "LC_ALL", "LC_MESSAGES"])
def test_the_language_is_text_and_no_more(server: Any, log_in: LogIn, canary: Path, variable: str) -> None:
    value = f'";touch {canary};$(touch {canary})`touch {canary}`'
    log_in(server, server.hire(), options=["-o", f"SendEnv={variable}"], env={variable: value})
    assert not canary.exists()


@pytest.mark.parametrize(
    "term",
    [
        "`touch {canary}`",
        "$(touch {canary})",
        '";touch {canary};"',
        "';touch {canary};'",
        "x y --database {canary}",
        "x\ntouch {canary}",
        "--remote",
        "\\",
        "",
    ],
)
def test_the_kind_of_terminal_is_text_and_no_more(server: Any, log_in: LogIn, canary: Path, term: str) -> None:
    worker = server.hire()
    told = term.format(canary=canary)
    log_in(server, worker, options=["-tt"], env={"TERM": told})
    (process,) = server.sessions(worker)
    found = dict(each.split("=", 1) for each in Path(f"/proc/{process}/environ").read_text().split("\0") if each)
    assert not term or found["TERM"] == told
    assert "--database" not in found
    assert not canary.exists()


# ------------------------------------------------------------------ another person


def recorded(server: Any, worker: Any) -> int:
    """How many cases somebody has registered."""
    connection = sqlite3.connect(server.file)
    try:
        sql = """SELECT count(*) FROM events WHERE "by" = ? AND what = 'registered'"""
        return int(connection.execute(sql, (worker.login,)).fetchone()[0])
    finally:
        connection.close()


@pytest.mark.parametrize("how", ["command", "variable", "account"])
def test_nobody_becomes_another_person(server: Any, log_in: LogIn, how: str) -> None:
    worker, other = server.hire(), server.hire()
    if how == "account":
        assert server.run(worker, account=other.login).returncode == 255
        return
    if how == "command":
        session = log_in(server, worker, f"desk --as {other.login}", options=["-tt"])
    else:
        session = log_in(server, worker, options=["-o", f"SetEnv=DESK_AS={other.login}"])
    session.send(f"1lib{SAVE}")
    session.wait_for("saved")
    assert (recorded(server, worker), recorded(server, other)) == (1, 0)


# ------------------------------------------------------------------ keys


@pytest.mark.parametrize("key", ["\x1a", "\x03", "\x1c", "\x1a\x1a\x03\x03\x1c\x04"])
def test_control_keys_leave_neither_a_shell_nor_a_stopped_program(server: Any, log_in: LogIn, key: str) -> None:
    worker = server.hire()
    session = log_in(server, worker)
    session.send(key)
    session.settle(0.5)
    (process,) = server.sessions(worker)
    state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    assert state in ("S", "R", "D")
    session.send("\x1b")
    session.settle(0.5)
    session.send("1")
    session.wait_for("Topic")


@pytest.mark.parametrize("key", ["\x1a", "\x03", "\x1c", "\x04"])
def test_control_keys_before_the_first_paint(server: Any, log_in: LogIn, key: str, canary: Path) -> None:
    """The terminal still makes signals of them then: the session may end, but nothing is behind it."""
    worker = server.hire()
    session = log_in(server, worker, options=["-tt"], ready=None)
    until = time.monotonic() + 15
    while time.monotonic() < until and session.child.isalive() and b"\x1b[?1049h" not in session.received:
        session.send(key)
        session.read(0.02)
    if not session.child.isalive():
        assert server.sessions(worker) == []
        return
    session.wait_for("customer service")
    session.settle()
    session.send(f"\x1b{QUIT}touch {canary}\r")
    session.exit_code()
    assert not canary.exists()


def test_the_palette_has_no_way_out(server: Any, log_in: LogIn) -> None:
    session = log_in(server, server.hire())
    session.send("r")
    session.wait_for("Follow-up")
    session.send(PALETTE)
    session.wait_for("What do you want to do?")
    for word in ("screenshot", "export", "suspend", "shell", "file"):
        session.send(f"\x15{word}")
        session.settle()
        screen = session.screen().lower()
        offered = screen.partition("what do you want")[2] or screen
        assert "save a" not in offered
        assert "write the report" not in offered
        assert "no matches" in screen or "screenshot" not in screen.replace(word, "", 1)


def test_the_key_for_a_file_says_why_there_is_none(server: Any, log_in: LogIn) -> None:
    session = log_in(server, server.hire())
    session.send("r")
    session.wait_for("Follow-up")
    session.settle()
    session.send("x")
    session.wait_for("no file is written")
