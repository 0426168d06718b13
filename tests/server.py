"""A real PostgreSQL server for tests: in a folder and on a loopback port of its own, and gone afterwards."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

OLDEST = 15
_QUICK = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "max_connections=200", "autovacuum=off")
"""What a server whose data are thrown away may leave out."""


def programs() -> Path | None:
    """The folder with the newest server's programs, from the system's packages; ``None`` where there is none."""
    found = [each.parent for each in Path("/usr/lib/postgresql").glob("*/bin/postgres")]
    fit = [each for each in found if each.parent.name.isdigit() and int(each.parent.name) >= OLDEST]
    if fit:
        return max(fit, key=lambda each: int(each.parent.name))
    on_path = shutil.which("postgres")
    return Path(on_path).resolve().parent if on_path else None


def why_not() -> str | None:
    """Why there can be no server here; ``None`` where there can."""
    if programs() is None:
        return "no PostgreSQL server is installed (Debian's package postgresql)"
    try:
        import psycopg  # noqa: F401
    except ImportError:
        return "psycopg is not installed (the extra postgres)"
    return None


class Server:
    """One server.

    Args:
        settings: Lines of ``postgresql.conf``; by default what is quick and keeps nothing over a power cut.
    """

    def __init__(self, settings: Sequence[str] = _QUICK, port: int | None = None) -> None:
        found = programs()
        assert found is not None
        self._programs = found
        self.folder = Path(tempfile.mkdtemp(prefix="desk-pg-"))
        self.port = port or _free_port()
        self._user = "postgres" if os.geteuid() == 0 else None
        if self._user is not None:
            shutil.chown(self.folder, self._user)
        self.folder.chmod(0o755)
        self.data = self.folder / "data"
        self._run("initdb", "-D", str(self.data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync",
                  "--locale-provider=icu", "--icu-locale=sv", "--locale=C.UTF-8")  # fmt: skip
        with (self.data / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.write(f"port = {self.port}\nlisten_addresses = '127.0.0.1'\n")
            file.write(f"unix_socket_directories = '{self.folder}'\n")
            file.writelines(f"{line}\n" for line in settings)
        self.start()

    def url(self, database: str = "postgres") -> str:
        """The address of a database on it."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self._run("pg_ctl", "-D", str(self.data), "-l", str(self.folder / "log"), "-w", "-t", "60", "start")

    def stop(self, mode: str = "fast") -> None:
        """Stop it: ``fast`` ends every session, ``immediate`` as a power cut would."""
        self._run("pg_ctl", "-D", str(self.data), "-m", mode, "-w", "-t", "60", "stop")

    def restart(self, mode: str = "fast") -> None:
        """Stop and start it."""
        self.stop(mode)
        self.start()

    def remove(self) -> None:
        """Stop it and take its folder away."""
        with contextlib.suppress(subprocess.CalledProcessError):  # it had been stopped
            self.stop("immediate")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [str(self._programs / program), *arguments],
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            user=self._user,
            cwd="/",
            env={"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8"},
        )


def _free_port() -> int:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return int(line.getsockname()[1])
