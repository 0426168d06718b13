"""The database cannot be used: exit 3, a sentence that says what to do, and nothing lost."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from desk.storage import database as storage
from desk.storage.database import SCHEMA, Database
from desk.storage.engines.sqlite import connections

pytestmark = pytest.mark.sqlite_only("what can be wrong with a file")
EVERY = (["list"], ["register", "enquiry"], ["check"], ["report", "week"], ["agents", "list"])


def told(answer: Any, code: str, words: str) -> None:
    """The answer is exit 3 with this code, and one line on standard error with these words."""
    assert answer.code == 3
    assert [(each["code"], each["field"]) for each in answer.json["refused"]] == [(code, "database")]
    (line,) = answer.err.splitlines()
    assert words in line
    assert "Traceback" not in answer.err


def whole(path: Path) -> int:
    """How many cases a sound database has."""
    connection = sqlite3.connect(path)
    try:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return int(connection.execute("SELECT count(*) FROM cases").fetchone()[0])
    finally:
        connection.close()


@pytest.mark.parametrize("line", EVERY, ids=lambda line: line[0])
def test_a_named_database_has_to_be_there(desk: Callable[..., Any], tmp_path: Path, line: list[str]) -> None:
    path = tmp_path / "none.db"
    told(desk(*line, "--output", "json", database=path), "database_missing", "`desk init`")
    assert not path.exists()


def test_missing_is_told_in_swedish(desk: Callable[..., Any], tmp_path: Path) -> None:
    answer = desk("--lang", "sv", "list", database=tmp_path / "none.db")
    assert answer.code == 3
    assert "There is" not in answer.err
    assert "desk init" in answer.err


def test_ones_own_database_is_made_on_first_use(desk: Callable[..., Any], tmp_path: Path) -> None:
    assert desk("register", "enquiry", database=None).out == "26-000001\n"
    path = tmp_path / "xdg_data_home" / "desk" / "desk.db"
    assert whole(path) == 1
    assert desk("agents", "list", "--output", "json", database=None).json == {
        "agents": [{"login": "anna", "name": "anna", "role": "admin", "group": "Reception", "active": True}]
    }


def test_making_that_was_cut_short_goes_on(desk: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "xdg_data_home" / "desk" / "desk.db"
    path.parent.mkdir(parents=True)
    path.touch()
    assert desk("register", "enquiry", database=None).code == 0
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("UPDATE cases SET agent = NULL")
        connection.execute("DELETE FROM agents")
    connection.close()
    assert desk("list", database=None).code == 0


@pytest.mark.parametrize("line", EVERY, ids=lambda line: line[0])
def test_too_new(desk: Callable[..., Any], database_file: Path, line: list[str]) -> None:
    _version(database_file, SCHEMA + 1)
    before = database_file.read_bytes()
    told(desk(*line, "--output", "json"), "database_too_new", "Upgrade Desk")
    assert database_file.read_bytes() == before


def test_a_named_file_that_is_empty_is_no_empty_desk(desk: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "empty.db"
    path.touch()
    told(desk("list", "--output", "json", database=path), "database_missing", "`desk init`")
    assert path.read_bytes() == b""


def test_too_old_says_init(desk: Callable[..., Any], database_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage, "SCHEMA", SCHEMA + 1)
    told(desk("list", "--output", "json"), "database_too_old", "`desk init`")


def _version(path: Path, number: int) -> None:
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {number}")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


@pytest.mark.parametrize("line", EVERY, ids=lambda line: line[0])
@pytest.mark.parametrize("bytes_", [b"no database at all, but plain words " * 200, b"\x00" * 8192])
def test_no_database_at_all(desk: Callable[..., Any], tmp_path: Path, line: list[str], bytes_: bytes) -> None:
    path = tmp_path / "words.db"
    path.write_bytes(bytes_)
    answer = desk(*line, "--output", "json", database=path)
    assert answer.code == 3
    assert answer.json["refused"][0]["code"] in ("database_not_a_database", "database_damaged")
    assert str(path) in answer.err
    assert path.read_bytes() == bytes_


def test_somebody_elses_database(desk: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")
    connection.close()
    for line in (["list"], ["init"], ["register", "enquiry"]):
        told(desk(*line, "--output", "json", database=path), "database_not_a_database", "Check the name")


def test_a_folder(desk: Callable[..., Any], tmp_path: Path) -> None:
    for line in (["list"], ["init"]):
        answer = desk(*line, "--output", "json", database=tmp_path)
        assert answer.code == 3
        assert answer.json["refused"][0]["code"] in ("database_cannot_open", "database_read_only")


@pytest.mark.parametrize("name", ["postgresql://:0:0/desk", "nonsense://", "://", "sqlite://%%%"])
def test_a_name_that_is_none(desk: Callable[..., Any], name: str) -> None:
    answer = desk("list", "--output", "json", database=name)
    assert answer.code == 3
    assert answer.json["refused"][0]["code"] in ("database_cannot_open", "database_missing")


# ------------------------------------------------------------------ damaged


@pytest.fixture
def filled(desk: Callable[..., Any], database_file: Path, lines_of: Callable[..., Any]) -> Path:
    """A database file of a few hundred cases, with nothing beside it."""
    lines = lines_of(*({"kind": "enquiry", "summary": f"Fråga {n}", "note": "x" * 500} for n in range(300)))
    assert desk("register", "--json", lines).code == 0
    _version(database_file, SCHEMA)
    return database_file


def test_truncated(desk: Callable[..., Any], filled: Path) -> None:
    data = filled.read_bytes()
    filled.write_bytes(data[: len(data) // 2 // 4096 * 4096])
    answer = desk("check", "--output", "json")
    told(answer, "database_damaged", "restore the latest backup")
    assert desk("list", "--limit", "1000").code == 3


def test_a_damaged_page_is_found_by_check(desk: Callable[..., Any], filled: Path) -> None:
    root = _root(filled, "cases")
    data = bytearray(filled.read_bytes())
    at = (root - 1) * 4096
    data[at + 100 : at + 300] = b"\xff" * 200
    filled.write_bytes(data)
    answer = desk("check", "--output", "json")
    assert answer.code == 1
    assert answer.json["ok"] is False
    assert answer.json["findings"][0]["wrong"]
    assert len(answer.json["findings"]) > 6, "every part is looked at, whatever the others are like"


@pytest.mark.parametrize("table", ["cases", "events", "search_data", "handles", "bus_cards", "day_facts", "settings"])
def test_check_reports_on_a_file_with_a_page_of_garbage(desk: Callable[..., Any], filled: Path, table: str) -> None:
    at = (_root(filled, table) - 1) * 4096
    data = bytearray(filled.read_bytes())
    data[at : at + 4096] = b"\xff" * 4096
    filled.write_bytes(data)
    answer = desk("check", "--output", "json")
    assert "Traceback" not in answer.err
    assert answer.code in (1, 3), answer.err
    if answer.code == 1:
        assert answer.json["findings"][0]["wrong"]
    else:
        told(answer, "database_damaged", "restore the latest backup")
    assert filled.read_bytes() == data


def _root(path: Path, table: str) -> int:
    connection = sqlite3.connect(path)
    root = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", (table,)).fetchone()[0]
    connection.close()
    return int(root)


def test_a_damaged_database_is_not_copied_as_a_backup(desk: Callable[..., Any], filled: Path, tmp_path: Path) -> None:
    data = filled.read_bytes()
    filled.write_bytes(data[: len(data) // 2 // 4096 * 4096])
    copy = tmp_path / "copy.db"
    assert desk("backup", str(copy)).code == 3
    assert list(tmp_path.glob("copy*")) == []


# ------------------------------------------------------------------ locked, full, read-only


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits a fifth of a second for somebody else's work."""
    defaults = Database.__init__.__kwdefaults__
    assert defaults is not None
    monkeypatch.setitem(defaults, "busy_seconds", 0.2)


@pytest.fixture
def locked(database_file: Path) -> Iterator[sqlite3.Connection]:
    """Another program in the middle of writing."""
    other = sqlite3.connect(database_file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield other
    other.close()


@pytest.mark.usefixtures("impatient")
def test_locked_too_long(
    desk: Callable[..., Any], lines_of: Callable[..., Any], database_file: Path, locked: sqlite3.Connection
) -> None:
    lines = lines_of({"kind": "enquiry"}, {"kind": "fault"})
    for line in (["register", "enquiry"], ["register", "--json", lines], ["register", "--json", lines, "--each"]):
        answer = desk(*line, "--output", "json")
        assert answer.code == 3
        assert "try again" in answer.err
    told(desk("register", "enquiry", "--output", "json"), "database_locked", "try again")
    assert desk("list").code == 0
    locked.execute("ROLLBACK")
    assert desk("register", "enquiry").out == "26-000001\n"


def test_full(
    desk: Callable[..., Any], filled: Path, lines_of: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = filled.stat().st_size // 4096
    with monkeypatch.context() as small:
        small.setattr(connections, "PRAGMAS", (*connections.PRAGMAS, f"PRAGMA max_page_count = {pages + 2}"))
        lines = lines_of(*({"kind": "enquiry", "note": "y" * 5000} for _n in range(50)))
        told(desk("register", "--json", lines, "--output", "json"), "database_full", "make room")
        assert whole(filled) == 300
        each = desk("register", "--json", lines, "--each", "--output", "json")
        assert each.code == 3
        assert "make room" in each.err
        references = each.json["references"]
    assert whole(filled) == 300 + len(references)
    assert desk("register", "enquiry").out == f"26-{301 + len(references):06d}\n"
    assert desk("check").code == 0


@pytest.mark.skipif(sys.platform == "win32", reason="limits of a process are POSIX")
def test_a_disk_that_takes_no_more(
    desk: Callable[..., Any], filled: Path, lines_of: Callable[..., Any], program: Callable[..., Any]
) -> None:
    """A real program whose files may not grow: what it said is registered is there, and nothing else."""
    import resource

    size = filled.stat().st_size + 100_000
    lines = lines_of(*({"kind": "enquiry", "note": "y" * 5000} for _n in range(200)))
    _be_first_administrator(filled)

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    done = program("--database", str(filled), "register", "--json", lines, "--each", preexec_fn=limit)
    assert done.returncode == 3, done.stderr
    assert "Nothing was lost" in done.stderr
    assert "Traceback" not in done.stderr
    references = done.stdout.split()
    assert whole(filled) == 300 + len(references)
    assert desk("check").code == 0


def _be_first_administrator(path: Path) -> None:
    """Let whoever runs these tests into the database, as a real program will."""
    import os
    import pwd

    name = pwd.getpwuid(os.getuid()).pw_name
    with sqlite3.connect(path) as connection:
        connection.execute(
            "INSERT OR IGNORE INTO agents (login, name, role, answer_group, may_log_in, active, added_at)"
            " SELECT ?, ?, role, answer_group, 1, 1, added_at FROM agents WHERE login = 'anna'",
            (name, name),
        )
    connection.close()


def test_read_only(desk: Callable[..., Any], filled: Path) -> None:
    """SQLite itself holds a file for read-only whose write version it does not know: no rights of the user needed."""
    data = bytearray(filled.read_bytes())
    data[18] = 3
    filled.write_bytes(data)
    told(desk("register", "enquiry", "--output", "json"), "database_read_only", "Check the rights")
    assert desk("list").code == 0
    data[18] = 2
    filled.write_bytes(data)
    assert desk("register", "enquiry").out == "26-000301\n"


def test_a_copy_that_is_not_there_yet_is_made_and_one_that_is_stays(desk: Callable[..., Any], filled: Path) -> None:
    kept = shutil.copy(filled, filled.with_name("kept.db"))
    answer = desk("backup", str(kept), "--output", "json")
    assert (answer.code, answer.refused) == (2, ["file_exists"])
    assert whole(Path(kept)) == 300


def test_exits_of_a_real_program(program: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path) -> None:
    missing = program("list", env={"DESK_DATABASE": str(tmp_path / "none.db"), "DESK_LANG": "sv"})
    assert (missing.returncode, missing.stdout) == (3, "")
    assert "desk init" in missing.stderr
    assert program("init", env={"DESK_DATABASE": str(tmp_path / "none.db")}).returncode == 0
    assert program("list", env={"DESK_DATABASE": str(tmp_path / "none.db")}).stdout == "No cases.\n"
    assert program("nosuch").returncode == 2
    screen = program()
    assert screen.returncode == 2
    assert "terminal" in screen.stderr
