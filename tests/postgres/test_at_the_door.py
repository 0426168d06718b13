"""Coming in at a server, or not: what is told, in which words, and that no password is told with it."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import server as servers
from server import Server

from desk import words
from desk.services import setup
from desk.storage.database import Database
from desk.storage.faults import DatabaseUnusable, Fault

psycopg = pytest.importorskip("psycopg")

PASSWORD = f"hemligt-{secrets.token_hex(8)}"
WRONG = f"felaktigt-{secrets.token_hex(8)}"
RULES = """
local all postgres trust
host all postgres 127.0.0.1/32 trust
host all turned_away 127.0.0.1/32 reject
host desk all 127.0.0.1/32 scram-sha-256
host other all 127.0.0.1/32 scram-sha-256
host gone all 127.0.0.1/32 scram-sha-256
"""


@pytest.fixture(scope="module")
def guarded() -> Iterator[Server]:
    """A server that asks for passwords, with a desk and a login "karin" that may work there."""
    if (why := servers.why_not()) is not None:
        pytest.skip(why)
    made = Server(("fsync=off", "listen_addresses='*'"))
    (made.data / "pg_hba.conf").write_text(RULES)
    with psycopg.connect(made.url(), autocommit=True) as line:
        line.execute("SELECT pg_reload_conf()")
        for name in ("desk", "other"):
            line.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    database = Database(made.url("desk"))
    setup.prepare(database, "anna", _made_at())
    database.close()
    with psycopg.connect(made.url("other"), autocommit=True) as line:
        line.execute(f"CREATE ROLE karin LOGIN PASSWORD '{PASSWORD}' IN ROLE desk_agent")
        line.execute("CREATE ROLE still PASSWORD 'x' NOLOGIN")
        line.execute("REVOKE CONNECT ON DATABASE other FROM PUBLIC")
    yield made
    made.remove()


def _made_at() -> Any:
    from datetime import UTC, datetime

    return datetime(2026, 11, 19, 9, 42, tzinfo=UTC)


@pytest.fixture(autouse=True)
def passfile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where the password is; and nothing else is known of the server."""
    for name in [each for each in os.environ if each.startswith("PG")]:
        monkeypatch.delenv(name)
    path = tmp_path / "pgpass"
    path.write_text(f"*:*:*:*:{PASSWORD}\n")
    path.chmod(0o600)
    monkeypatch.setenv("PGPASSFILE", str(path))
    monkeypatch.setenv("HOME", str(tmp_path))
    yield path
    words.use("en")


def url(server: Server, login: str = "karin", database: str = "desk", more: str = "") -> str:
    return f"postgresql://{login}@127.0.0.1:{server.port}/{database}{more}"


def told(address: str) -> DatabaseUnusable:
    database = Database(address)
    with pytest.raises(DatabaseUnusable) as caught:
        database.schema()
    database.close()
    for language in ("sv", "en"):
        words.use(language)
        said = str(caught.value)
        assert said.endswith(".")
        assert "{" not in said
        assert PASSWORD not in said
    return caught.value


def test_the_passfile_lets_one_in(guarded: Server) -> None:
    database = Database(url(guarded))
    assert database.ready()
    assert PASSWORD not in f"{database!r}{database.where}{vars(database.engine)}"
    database.close()


def test_a_service_file_lets_one_in(guarded: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    services = tmp_path / "services"
    services.write_text(f"[desk]\nhost=127.0.0.1\nport={guarded.port}\ndbname=desk\nuser=karin\npassword={PASSWORD}\n")
    monkeypatch.setenv("PGSERVICEFILE", str(services))
    monkeypatch.delenv("PGPASSFILE")
    database = Database("postgresql://?service=desk")
    assert database.ready()
    assert database.login == "karin"
    assert PASSWORD not in f"{database!r}{database.where}{vars(database.engine)}"
    database.close()


def test_a_wrong_password(guarded: Server, passfile: Path) -> None:
    passfile.write_text(f"*:*:*:*:{WRONG}\n")
    fault = told(url(guarded))
    assert fault.fault is Fault.LOGIN_REFUSED
    assert "did not believe the password" in str(fault)
    assert WRONG not in f"{fault}{fault!r}{fault.name}"


def test_no_password(guarded: Server, passfile: Path) -> None:
    passfile.unlink()
    fault = told(url(guarded))
    assert fault.fault is Fault.LOGIN_REFUSED
    assert "none was found" in str(fault)


def test_a_login_that_there_is_not(guarded: Server) -> None:
    fault = told(url(guarded, "nemo"))
    assert fault.fault is Fault.LOGIN_REFUSED
    assert "no such login" in str(fault)  # the server does not say which of the two it is


@pytest.mark.parametrize("login", ["turned_away", "postgres"])
def test_whom_the_rules_turn_away(guarded: Server, login: str) -> None:
    more = "?options=-c%20nothing%3D1" if login == "postgres" else ""
    if login == "turned_away":
        assert told(url(guarded, login)).fault is Fault.LOGIN_REFUSED
        assert "pg_hba.conf" in str(told(url(guarded, login)))
    else:
        assert told(url(guarded, login, "desk", more)).fault is Fault.LOGIN_REFUSED


def test_a_database_that_the_rules_do_not_name(guarded: Server) -> None:
    assert "pg_hba.conf" in str(told(url(guarded, database="template1")))


def test_a_database_that_there_is_not(guarded: Server) -> None:
    fault = told(url(guarded, database="gone"))
    assert fault.fault is Fault.MISSING
    assert "createdb" in str(fault)


def test_a_database_that_one_may_not_connect_to(guarded: Server) -> None:
    fault = told(url(guarded, database="other"))
    assert fault.fault is Fault.NO_RIGHT
    assert "may not connect" in str(fault)


def test_nobody_there() -> None:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        assert told(f"postgresql://karin@127.0.0.1:{line.getsockname()[1]}/desk").fault is Fault.AWAY


def test_a_name_that_leads_nowhere() -> None:
    assert told("postgresql://karin@nowhere.invalid/desk").fault is Fault.AWAY


def test_a_server_that_is_full_is_away_for_a_while(guarded: Server) -> None:
    with psycopg.connect(guarded.url(), autocommit=True) as line:
        line.execute("ALTER ROLE karin CONNECTION LIMIT 0")
    assert told(url(guarded)).fault is Fault.AWAY
    with psycopg.connect(guarded.url(), autocommit=True) as line:
        line.execute("ALTER ROLE karin CONNECTION LIMIT -1")


def test_a_server_that_is_too_old(guarded: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    from desk.storage.engines.postgres import connections

    monkeypatch.setattr(connections, "OLDEST", 990_000)
    fault = told(url(guarded))
    assert fault.fault is Fault.SERVER_UNFIT
    assert "15 or later" in str(fault)


def test_what_a_desk_needs_and_the_server_has_not(guarded: Server) -> None:
    from desk.storage.engines.postgres.preparing import prepare

    answers: dict[str, Any] = {"encoding": "UTF8", "collation": True, "extensions": False}
    asked: list[str] = []

    def ask(sql: str) -> Any:
        asked.append(sql)
        return next((answer for part, answer in answers.items() if part in sql), None)

    for part, answer, said in (
        ("encoding", "LATIN1", "--encoding=UTF8"),
        ("collation", False, "sv-x-icu"),
        ("extensions", None, "pg_trgm"),
    ):
        kept = answers[part]
        answers[part] = answer
        with pytest.raises(DatabaseUnusable) as caught:
            prepare(ask, "postgresql:///x", "desk")
        assert caught.value.fault is Fault.SERVER_UNFIT
        assert said in str(caught.value)
        answers[part] = kept
    assert all(each.startswith(("SELECT", "SHOW")) for each in asked)


@pytest.mark.parametrize(
    ("words_of_server", "fault"),
    [
        ('FATALT:  Lösenordsautentisering misslyckades för användare "karin"', Fault.LOGIN_REFUSED),
        ('FATALT:  ingen rad i pg_hba.conf för värd "10.0.0.7", användare "k", databas "d", ingen kryptering',
         Fault.LOGIN_REFUSED),
        ('FATALT:  databasen "desk" existerar inte', Fault.MISSING),
        ('FATALT:  rättighet saknas för databas "desk"', Fault.NO_RIGHT),
        ("FATALT:  databassystemet startar upp", Fault.AWAY),
        ("FATALT:  ledsen, för många klienter", Fault.AWAY),
        ('FATAL:  authentification par mot de passe échouée pour « karin »', Fault.LOGIN_REFUSED),
        ("Connection refused\n\tIs the server running on that host and accepting TCP/IP connections?", None),
    ],
)  # fmt: skip
def test_a_server_may_speak_another_language(words_of_server: str, fault: Fault | None) -> None:
    from desk.storage.engines.postgres.refused import at_the_door

    begun = 'connection failed: connection to server at "10.0.0.7", port 5432 failed: '
    found = at_the_door(psycopg.OperationalError(begun + words_of_server), "postgresql:///desk")
    assert (found and found.fault) is fault


# ------------------------------------------------------------------ TLS


@pytest.fixture(scope="module")
def authority(guarded: Server) -> Path:
    """The server has a certificate for "localhost", signed by the authority whose certificate this is."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    folder = guarded.folder / "tls"
    folder.mkdir()

    def openssl(*arguments: str) -> None:
        subprocess.run(["openssl", *arguments], check=True, cwd=folder, capture_output=True)

    new = ("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    for name in ("root", "stranger"):
        openssl(*new, "-x509", "-days", "2", "-subj", f"/CN={name}", "-keyout", f"{name}.key", "-out", f"{name}.crt")
    openssl(*new, "-subj", "/CN=localhost", "-keyout", "server.key", "-out", "server.csr")
    (folder / "names").write_text("subjectAltName=DNS:localhost")
    openssl("x509", "-req", "-in", "server.csr", "-CA", "root.crt", "-CAkey", "root.key", "-CAcreateserial",
            "-days", "2", "-extfile", "names", "-out", "server.crt")  # fmt: skip
    for name in ("server.crt", "server.key"):
        path = Path(shutil.copy(folder / name, guarded.data / name))
        path.chmod(0o600)
        shutil.chown(path, guarded.data.stat().st_uid)
    return folder / "root.crt"


@pytest.fixture
def encrypted(guarded: Server, authority: Path) -> Iterator[Path]:
    """TLS is on."""
    _tls(guarded, on=True)
    yield authority
    _tls(guarded, on=False)


def _tls(server: Server, *, on: bool) -> None:
    with psycopg.connect(server.url(), autocommit=True, sslmode="prefer") as line:
        line.execute(f"ALTER SYSTEM SET ssl = {'on' if on else 'off'}")
    server.restart()


def by_name(server: Server, more: str) -> str:
    return f"postgresql://karin@localhost:{server.port}/desk?{more}"


def test_a_server_that_proves_itself(guarded: Server, encrypted: Path) -> None:
    database = Database(by_name(guarded, f"sslmode=verify-full&sslrootcert={encrypted}&hostaddr=127.0.0.1"))
    with database.read() as tx:
        assert tx.value("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()") == 1
    database.close()


def test_a_server_that_cannot_prove_itself(guarded: Server, encrypted: Path) -> None:
    stranger = encrypted.with_name("stranger.crt")
    fault = told(by_name(guarded, f"sslmode=verify-full&sslrootcert={stranger}&hostaddr=127.0.0.1"))
    assert fault.fault is Fault.NOT_SECURE
    assert "does not prove" in str(fault)


def test_a_server_with_another_name(guarded: Server, encrypted: Path) -> None:
    fault = told(url(guarded, more=f"?sslmode=verify-full&sslrootcert={encrypted}"))
    assert fault.fault is Fault.NOT_SECURE
    assert "another name" in str(fault)


def test_nothing_to_prove_it_by(guarded: Server, encrypted: Path, tmp_path: Path) -> None:
    fault = told(by_name(guarded, f"sslmode=verify-full&sslrootcert={tmp_path / 'none'}&hostaddr=127.0.0.1"))
    assert fault.fault is Fault.NOT_SECURE
    assert "sslrootcert" in str(fault)


def test_a_server_without_tls(guarded: Server) -> None:
    fault = told(url(guarded, more="?sslmode=require"))
    assert fault.fault is Fault.NOT_SECURE
    assert "offers no encrypted line" in str(fault)


def test_another_machine_without_tls_is_not_talked_to(guarded: Server) -> None:
    """By its own name a machine is another one, as far as can be told from an address."""
    name = socket.gethostname()
    try:
        reached = socket.create_connection((name, guarded.port), 5)
    except OSError:
        pytest.skip("this machine cannot be reached by its own name")
    reached.close()
    fault = told(f"postgresql://karin@{name}:{guarded.port}/desk")
    assert fault.fault is Fault.NOT_SECURE
    assert "sslrootcert" in str(fault) or "offers no encrypted line" in str(fault)


# ------------------------------------------------------------------ a canary


@pytest.fixture
def run(tmp_path: Path, passfile: Path) -> Callable[..., tuple[subprocess.CompletedProcess[str], list[str]]]:
    """Runs ``desk`` as a program; its answer, and every command line that was seen while it ran."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "PYTHONPATH", "PGPASSFILE")}
    homes = {name: str(tmp_path / name.lower()) for name in ("HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")}

    def start(*arguments: str, **more: str) -> tuple[subprocess.CompletedProcess[str], list[str]]:
        command = [sys.executable, "-m", "desk", *arguments]
        with subprocess.Popen(
            command, env={**kept, **homes, **more, "LANG": "C.UTF-8"}, text=True, cwd=tmp_path,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        ) as running:  # fmt: skip
            seen: set[str] = set()
            while running.poll() is None:
                seen |= {_command_line(each) for each in Path("/proc").glob("[0-9]*")}
            out, err = running.communicate()
        return subprocess.CompletedProcess(command, running.returncode, out, err), sorted(seen)

    return start


def _command_line(process: Path) -> str:
    try:
        return (process / "cmdline").read_bytes().decode("utf-8", "replace")
    except OSError:
        return ""


@pytest.mark.skipif(sys.platform != "linux", reason="the list of processes is read where Linux has it")
def test_no_password_in_processes_answers_or_files(guarded: Server, passfile: Path, tmp_path: Path, run: Any) -> None:
    found: list[str] = []
    for address, code in ((url(guarded), 2), (url(guarded, "nemo"), 3), (url(guarded, database="gone"), 3)):
        done, seen = run("--database", address, "list", "--output", "json")
        assert done.returncode == code, done.stderr
        found += [done.stdout, done.stderr, *seen]
    assert any("--database" in each for each in found)  # the processes were seen
    passfile.write_text(f"*:*:*:*:{WRONG}\n")
    done, seen = run("--database", url(guarded), "list")
    assert done.returncode == 3
    found += [done.stdout, done.stderr, *seen]
    found += [each.read_text("utf-8", "replace") for each in tmp_path.rglob("*") if each.is_file() and each != passfile]
    log = (guarded.folder / "log").read_text("utf-8", "replace")
    for secret in (PASSWORD, WRONG):
        assert not [each for each in (*found, log) if secret in each]


def test_a_password_that_was_given_all_the_same_goes_no_further(guarded: Server, tmp_path: Path, run: Any) -> None:
    given = f"postgresql://karin:{PASSWORD}@127.0.0.1:{guarded.port}/desk"
    for how in ({"DESK_DATABASE": given}, {}):
        done, _seen = run(*(() if how else ("--database", given)), "list", "--output", "json", **how)
        assert done.returncode == 3
        assert "database_password_given" in done.stdout
        assert PASSWORD not in done.stdout + done.stderr
    for each in tmp_path.rglob("*"):
        assert not each.is_file() or each.name == "pgpass" or PASSWORD not in each.read_text("utf-8", "replace")


def test_an_error_of_the_programs_own_does_not_tell_it(
    guarded: Server, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The crash report of a slip in the middle of a transaction."""
    from desk.cli import people
    from desk.cli.main import main
    from desk.services import entrance

    def slip(session: Any) -> int:
        with session.seat.database.write() as tx:
            tx.run("SELECT * FROM no_such_table WHERE a = ?", (PASSWORD[:0] or "189001189811",))
        return 0

    monkeypatch.setattr(people, "list_people", slip)
    monkeypatch.setattr(entrance, "login_of_system", lambda: "anna")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert main(["--database", url(guarded), "agents", "list"]) == 70
    told = capfd.readouterr()
    files = [each.read_text("utf-8", "replace") for each in tmp_path.rglob("*") if each.is_file()]
    written = [each for each in files if "no_such_table" in each or "UndefinedTable" in each]
    assert written
    for each in (told.out, told.err, *written):
        assert PASSWORD not in each
        assert "189001189811" not in each
