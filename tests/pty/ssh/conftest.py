"""A real sshd on a loopback port, set up as docs/ssh.md says, and people with keys of their own.

It runs as whoever runs the tests: root, as in a container, or an ordinary user, as whom sshd lets in that user alone.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any, Literal

import pytest

if sys.platform != "linux":
    pytest.skip("these look into /proc", allow_module_level=True)

import pwd

from desk.rules.rights import Role
from desk.rules.ssh_keys import read_key
from desk.services import entrance, keys, people, setup
from desk.services.seat import Seat
from desk.settings_model import Settings
from desk.storage.database import Database

ROOT = Path(__file__).parents[3]
ACCOUNT = pwd.getpwuid(os.getuid()).pw_name
AS_ROOT = os.getuid() == 0
PRIVILEGE_SEPARATION = Path("/run/sshd")
Mode = Literal["documented", "line alone"]

PAINTED = b"\x1b[?1049h"
"""What Desk begins its screen with."""

PERMISSIVE = """
AllowTcpForwarding yes
AllowAgentForwarding yes
AllowStreamLocalForwarding yes
GatewayPorts yes
X11Forwarding yes
PermitTunnel yes
PermitUserRC yes
PermitRootLogin yes
Subsystem sftp internal-sftp
"""
"""What an administrator may have allowed for everybody else: none of it may be open to the desk's people."""


@dataclass(frozen=True)
class Worker:
    """Somebody with a key."""

    login: str
    key: Path

    @property
    def fingerprint(self) -> str:
        """The key's."""
        return read_key(self.key.with_suffix(".pub").read_text()).fingerprint


@dataclass
class Server:
    """One sshd, and the desk that it lets people come to."""

    folder: Path
    mode: Mode
    port: int = 0
    process: subprocess.Popen[bytes] | None = None
    numbers: Iterator[int] = field(default_factory=count)

    @property
    def log(self) -> str:
        """What sshd has said so far."""
        return (self.folder / "sshd.log").read_text(errors="replace")

    @property
    def file(self) -> Path:
        """The desk's database."""
        return self.folder / "desk.db"

    @property
    def authority(self) -> Path:
        """A key that signs certificates, which sshd believes of everybody but the desk's people."""
        return self.folder / "authority"

    def seat(self, login: str = ACCOUNT) -> Seat:
        """A seat at that desk."""
        return people.sit_down(Database(self.file), Settings(), login)

    def hire(self, role: Role = Role.AGENT) -> Worker:
        """Somebody new, with a key of their own."""
        login = f"person{next(self.numbers)}"
        path = make_key(self.folder / login)
        seat = self.seat()
        people.add(seat, login, login.title(), role, "Reception")
        keys.add(seat, login, path.with_suffix(".pub").read_text())
        seat.database.close()
        return Worker(login, path)

    # ------------------------------------------------------------------ OpenSSH's programs

    def options(self, worker: Worker, *more: str) -> list[str]:
        """What every client is told: this key and no other, this server and no configuration. The first word counts."""
        told = {
            "IdentityFile": worker.key,
            "IdentitiesOnly": "yes",
            "IdentityAgent": "none",
            "UserKnownHostsFile": self.folder / "known_hosts",
            "StrictHostKeyChecking": "yes",
            "BatchMode": "yes",
            "ConnectTimeout": "20",
        }
        return ["-F", "none", *more, *(word for name, value in told.items() for word in ("-o", f"{name}={value}"))]

    def client(self, worker: Worker, *more: str, account: str = ACCOUNT, program: str = "ssh") -> list[str]:
        """A client's command line; a remote command may be put after it."""
        return [program, *self.options(worker, *more), "-p", str(self.port), f"{account}@127.0.0.1"]

    def run(
        self,
        worker: Worker,
        *command: str,
        options: Sequence[str] = (),
        env: Mapping[str, str] | None = None,
        account: str = ACCOUNT,
        stdin: bytes = b"",
    ) -> subprocess.CompletedProcess[bytes]:
        """Run a client without a terminal to its end."""
        return subprocess.run(
            [*self.client(worker, *options, account=account), *command],
            input=stdin,
            capture_output=True,
            timeout=60,
            check=False,
            env=clients_environment(env or {}),
        )

    # ------------------------------------------------------------------ what runs on the server

    def sessions(self, worker: Worker | None = None) -> list[int]:
        """The processes of Desk that sshd has started here, of one person or of everybody."""
        named = "" if worker is None else worker.login
        found = []
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                words = path.read_bytes().decode(errors="replace").split("\0")
            except OSError:
                continue
            if str(self.file) in words and words[-2] == "--remote" and "--as" in words and words[1] == "-I":
                whose = words[words.index("--as") + 1]
                found += [int(path.parent.name)] if whose == named or not named else []
        return found

    def connections(self) -> list[int]:
        """The processes of sshd that serve one connection each."""
        return [] if self.process is None else children(self.process.pid)

    # ------------------------------------------------------------------ its life

    def start(self) -> None:
        """Write its configuration and start it. Raises RuntimeError where it does not come up."""
        make_desk(self.file)
        (self.folder / "settings.toml").write_text('language = "en"\nlock_minutes = 0\n')
        host_key = make_key(self.folder / "host")
        make_key(self.authority)
        for _try in range(5):
            self.port = free_port()
            text = " ".join(host_key.with_suffix(".pub").read_text().split()[:2])
            (self.folder / "known_hosts").write_text(f"[127.0.0.1]:{self.port} {text}\n")
            (self.folder / "sshd_config").write_text(self._configuration(host_key))
            if self._comes_up():
                return
        raise RuntimeError(self.log)

    def _comes_up(self) -> bool:
        with (self.folder / "sshd.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sshd_program(), "-D", "-e", "-f", str(self.folder / "sshd_config")],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            )  # fmt: skip
        until = time.monotonic() + 20
        while time.monotonic() < until and self.process.poll() is None:
            if "Server listening on 127.0.0.1" in self.log:
                return True
            time.sleep(0.02)
        return False

    def _configuration(self, host_key: Path) -> str:
        own = f"""
Port {self.port}
ListenAddress 127.0.0.1
HostKey {host_key}
PidFile none
UsePAM no
LogLevel DEBUG1
MaxStartups 100
PerSourceMaxStartups none
"""
        command = (
            f"/usr/bin/env -i {sys.executable} -I -m desk --database {self.file}"
            f" --config {self.folder / 'settings.toml'} authorized-keys %u %t %k"
        )
        if self.mode == "line alone":
            who = f"AuthorizedKeysCommand {command}\nAuthorizedKeysCommandUser {ACCOUNT}\nAuthorizedKeysFile none\n"
            return f"{own}{PERMISSIVE}AcceptEnv LANG LC_*\n{who}"
        trusted = f"TrustedUserCAKeys {self.authority}.pub"
        return f"{own}{PERMISSIVE}AcceptEnv *\n{trusted}\n{documented(command)}"

    def stop(self) -> None:
        """End it, and what it has started."""
        if self.process is None:
            return
        for each in (*self.connections(), *self.sessions(), self.process.pid):
            end(each)
        self.process.wait()


def documented(command: str) -> str:
    """The part of sshd's configuration that docs/ssh.md gives, for this account and this database."""
    text = (ROOT / "docs" / "ssh.md").read_text(encoding="utf-8")
    found = re.search(r"sshd_config\.d/desk\.conf <<'END'\n(.*?)\nEND\n", text, re.DOTALL)
    assert found, "docs/ssh.md has no configuration"
    told = found[1]
    for pattern, instead in (
        (r"Match User desk\b", f"Match User {ACCOUNT}"),
        (r"AuthorizedKeysCommand .*", f"AuthorizedKeysCommand {command}"),
        (r"AuthorizedKeysCommandUser desk\b", f"AuthorizedKeysCommandUser {ACCOUNT}"),
        (r"UnusedConnectionTimeout \d+", "UnusedConnectionTimeout 3"),
    ):
        told, times = re.subn(pattern, instead.replace("\\", r"\\"), told)
        assert times == 1, pattern
    return told + "\n"


# ------------------------------------------------------------------ small things


def sshd_program() -> str:
    """sshd with its whole path, which it wants; empty where there is none."""
    return shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin:/sbin") or ""


def make_key(path: Path) -> Path:
    """A new key pair; the private one's file."""
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", path.name, "-f", str(path)], check=True)
    return path


def make_desk(file: Path) -> None:
    """A desk whose service account is whoever runs the tests."""
    database = Database(file)
    setup.prepare(database, entrance.login_of_system(), datetime.now(UTC))
    database.close()


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def clients_environment(env: Mapping[str, str]) -> dict[str, str]:
    """What a client's environment is here: little, and what a test adds."""
    return {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), "TERM": "xterm-256color", **env}


def children(process: int) -> list[int]:
    """The processes that a process has started, and those that they have."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            after = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(after[1]) == process:
            number = int(path.parent.name)
            found += [number, *children(number)]
    return found


def end(process: int) -> None:
    """End a process, if it is there."""
    try:
        os.kill(process, signal.SIGKILL)
    except ProcessLookupError:
        return


def why_not() -> str | None:
    """Why these tests cannot run here; ``None`` where they can."""
    if not sshd_program():
        return "there is no sshd here; Debian: apt-get install openssh-server"
    if not all(map(shutil.which, ("ssh", "ssh-keygen", "scp", "sftp"))):
        return "there is no OpenSSH client here; Debian: apt-get install openssh-client"
    alone = subprocess.run([sys.executable, "-I", "-c", "import desk"], cwd="/", capture_output=True, check=False)
    if alone.returncode:
        return "desk is not installed for this Python (`pip install -e .`): a session runs it with -I"
    return None


def start(folder: Path, mode: Mode) -> Server:
    """Start a server and log in once. A user who may not run one is no reason to fail; root is."""
    if AS_ROOT:
        PRIVILEGE_SEPARATION.mkdir(mode=0o755, exist_ok=True)
    server = Server(folder, mode)
    try:
        server.start()
        first = server.run(server.hire())
    except RuntimeError as error:
        code, told = None, str(error)
    else:
        code, told = first.returncode, f"{first.stderr.decode(errors='replace')}\n{server.log}"
    if code == 2 and not AS_ROOT and (refused := without_terminal(server)):
        code, told = None, refused
    if code != 2:
        server.stop()
        if AS_ROOT and "Bad configuration option" not in told:  # an OpenSSH before 9.2
            pytest.fail(f"sshd lets nobody in:\n{told[-4000:]}")
        pytest.skip(f"this user cannot run an sshd that lets somebody in: {told.strip().splitlines()[-1:]}")
    return server


def without_terminal(server: Server) -> str:
    """Why a user's own sshd gives nobody a terminal here: only root may hand one over, unless it is theirs already."""
    client = subprocess.Popen(
        server.client(server.hire(), "-tt"),
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=clients_environment({}),
    )  # fmt: skip
    assert client.stdout is not None
    seen = b""
    while PAINTED not in seen and (piece := os.read(client.stdout.fileno(), 4096)):
        seen += piece
    client.kill()
    client.communicate()
    wrong = [line for line in server.log.splitlines() if "failed" in line]
    return "" if PAINTED in seen else (wrong or ["no terminal"])[-1]


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Mode], Server]]:
    """A server by its mode; each is started once."""
    if (reason := why_not()) is not None:
        pytest.skip(reason)
    running: dict[Mode, Server] = {}
    refused: dict[Mode, str] = {}

    def of(mode: Mode) -> Server:
        if mode in refused:
            pytest.skip(refused[mode])
        if mode not in running:
            try:
                running[mode] = start(tmp_path_factory.mktemp("sshd"), mode)
            except pytest.skip.Exception as skipped:
                refused[mode] = str(skipped.msg)
                raise
        return running[mode]

    yield of
    for each in running.values():
        each.stop()


@pytest.fixture
def server(servers: Callable[[Mode], Server]) -> Server:
    """sshd as docs/ssh.md sets it up, on a machine that allows everybody else everything."""
    return servers("documented")


@pytest.fixture(params=["documented", "line alone"])
def either(request: pytest.FixtureRequest, servers: Callable[[Mode], Server]) -> Server:
    """That one, and one whose configuration forbids nothing: what Desk answers for a key has to do alone."""
    return servers(request.param)


@pytest.fixture
def worker(server: Server) -> Worker:
    """Somebody new at the documented server."""
    return server.hire()


@pytest.fixture
def log_in(terminal: Callable[..., Any]) -> Callable[..., Any]:
    """Opens a session in a terminal and waits for the desk: ``log_in(server, worker, *command, options=…, env=…)``."""

    def open_session(
        server: Server,
        worker: Worker,
        *command: str,
        options: Sequence[str] = (),
        env: Mapping[str, str] | None = None,
        ready: str | None = "open cases",
        account: str = ACCOUNT,
    ) -> Any:
        program = terminal([*server.client(worker, *options, account=account), *command], env=env or {})
        if ready is not None:
            program.wait_for(ready, timeout=30)
        return program

    return open_session
