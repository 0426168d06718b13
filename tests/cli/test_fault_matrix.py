"""Every fault of a database, on the command line, in both languages: told, exit 3, and every row still there."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import on_engine
import pytest
from faults import HARMS, HARMS_TO_WRITING, Harm, SmallDisk, a_first_desk, has_small_disks, lost, rows

from desk.services import cases, people
from desk.settings_model import Settings
from desk.storage.database import Database
from desk.storage.engines.sqlite import connections

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="files that are open can neither be moved nor cut"),
    pytest.mark.sqlite_only("what can happen to a file and to its disk"),
]

LANGUAGES = ("en", "sv")
AT = datetime(2026, 11, 19, 9, 42, tzinfo=UTC)
READING = (["list"], ["check"], ["report", "week"])
WRITING = (["register", "enquiry"], ["note", "26-1", "Ring igen"])
CALMING = {
    "en": ("Nothing was lost", "Desk has removed nothing", "Desk has changed nothing", "not touched", "untouched"),
    "sv": ("Inget har gått förlorat", "inte tagit bort något", "inte ändrat något", "inte rört", "orörd"),
}


@pytest.fixture(scope="module")
def forty(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a desk of forty cases, and nobody at it."""
    folder = tmp_path_factory.mktemp("forty")
    seat = people.sit_down(Database(on_engine.copied(template, folder / "desk.db")), Settings(), "anna")
    cases.register_all(seat, [{"kind": "enquiry", "summary": f"Fråga {number}"} for number in range(40)], AT)
    seat.database.close()
    return folder


@pytest.fixture
def file(bare: None, forty: Path, tmp_path: Path) -> Path:
    """A desk of forty cases, in a folder of its own."""
    return Path(shutil.copytree(forty, tmp_path / "there"), "desk.db")


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits a fifth of a second for somebody else's work."""
    defaults = Database.__init__.__kwdefaults__
    assert defaults is not None
    monkeypatch.setitem(defaults, "busy_seconds", 0.2)


def told(answer: Any, code: str, words: str, language: str) -> None:
    """One line that says what happened, that nothing was lost, and what to do; exit 3 and the code."""
    assert answer.code == 3, answer.err
    assert [(each["code"], each["field"]) for each in answer.json["refused"]] == [(f"database_{code}", "database")]
    (line,) = answer.err.splitlines()
    assert line == answer.json["refused"][0]["reason"]
    assert words in line
    assert any(each in line for each in CALMING[language]), line
    assert line.count(". ") >= 1, "what happened, and then what to do"


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [*HARMS, *HARMS_TO_WRITING])
def test_a_fault_is_told_and_every_row_is_there_when_it_is_over(
    name: str, language: str, desk: Callable[..., Any], file: Path
) -> None:
    harm: Harm = HARMS[name] if name in HARMS else HARMS_TO_WRITING[name]
    before = rows(file)
    undo = harm.do(file)
    words = harm.words[LANGUAGES.index(language)]
    for line in WRITING if name in HARMS_TO_WRITING else (*READING, *WRITING):
        told(desk("--lang", language, *line, "--output", "json", database=file), harm.code, words, language)
    undo()
    assert rows(file) == before
    for line in (*WRITING, *READING):
        assert desk(*line, database=file).code == 0, line


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_disk_that_does_not_read_is_told(
    language: str, desk: Callable[..., Any], file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The descriptor that SQLite reads by is swapped under it for one that cannot read, as a broken disk cannot."""
    prepare = connections.prepare

    def and_break(connection: Any) -> None:
        prepare(connection)
        mute = os.open(file, os.O_WRONLY)
        for each in Path("/proc/self/fd").iterdir():
            if os.path.lexists(each) and each.readlink() == file and int(each.name) != mute:
                os.dup2(mute, int(each.name))
        os.close(mute)

    before = rows(file)
    with monkeypatch.context() as broken:
        broken.setattr(connections, "prepare", and_break)
        words = {"en": "does not do what it is asked", "sv": "gör inte det den ombeds"}[language]
        answer = desk("--lang", language, "list", "--output", "json", database=file)
        assert answer.code == 3, answer.err
        assert answer.json["refused"][0]["code"] == "database_io_error"
        assert words in answer.err
    assert rows(file) == before
    assert desk("register", "enquiry", database=file).code == 0


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallDisk]:
    """A disk of four megabytes, with a desk on it that belongs to whoever runs this."""
    where = tmp_path_factory.mktemp("disk")
    if not has_small_disks(where):
        pytest.skip("no disk can be mounted here")
    with SmallDisk(where, 6) as small:
        done = small.run(sys.executable, "-m", "desk", "--database", str(where / "desk.db"), "init")
        assert done.returncode == 0, done.stderr
        yield small


class OnDisk:
    """Runs commands on the desk of a small disk, in one language."""

    def __init__(self, disk: SmallDisk, language: str) -> None:
        self.disk = disk
        self.language = language
        self.path = disk.seen / "desk.db"

    def __call__(self, *words: str) -> Any:
        name = str(self.disk.where / "desk.db")
        return self.disk.run(sys.executable, "-m", "desk", "--database", name, "--lang", self.language, *words)

    def fails(self, english: str, swedish: str, *words: str) -> None:
        """A command that must end with 3 and these words, on one line."""
        done = self(*words)
        assert done.returncode == 3, done.stdout + done.stderr
        (line,) = done.stderr.splitlines()
        assert {"en": english, "sv": swedish}[self.language] in line


@pytest.fixture(params=LANGUAGES)
def on_disk(disk: SmallDisk, request: pytest.FixtureRequest) -> OnDisk:
    """Commands on the small disk's desk."""
    return OnDisk(disk, request.param)


FULL = ("The disk is full", "Disken är full")


def test_a_full_disk_is_told_whatever_one_was_doing(on_disk: OnDisk, tmp_path: Path) -> None:
    assert on_disk("register", "enquiry", "--set", "summary=Före").returncode == 0
    copy = on_disk.disk.where / f"copy-{on_disk.language}.db"
    assert on_disk("backup", str(copy)).returncode == 0
    with on_disk.disk.somebody():
        _a_full_disk_is_told(on_disk, copy, tmp_path)
    assert on_disk("check").returncode == 0
    assert on_disk("restore", str(copy)).returncode == 0
    assert on_disk("check").returncode == 0


def _a_full_disk_is_told(on_disk: OnDisk, copy: Path, tmp_path: Path) -> None:
    before = on_disk.disk.rows()
    many = tmp_path / "many.jsonl"
    many.write_text('{"kind": "enquiry", "note": "%s"}\n' % ("y" * 5000) * 400, encoding="utf-8")
    with on_disk.disk.full():
        on_disk.fails(*FULL, "register", "--json", str(many))
        on_disk.fails(*FULL, "note", "26-1", "x" * 15_000)
        on_disk.fails("no room for the copy", "inte plats för kopian", "backup", str(on_disk.disk.where / "more.db"))
        on_disk.fails("no room to restore", "inte plats att lägga tillbaka", "restore", str(copy))
        week = str(on_disk.disk.where / "week.json")
        on_disk.fails("no room for the file", "inte plats för filen", "report", "week", "--to", week)
        elsewhere = tmp_path / f"elsewhere-{on_disk.language}.db"
        done = on_disk("backup", str(elsewhere))
        assert done.returncode == 0, "a full desk can be copied to another disk"
        assert lost(before, rows(elsewhere)) == []
        assert on_disk("list").returncode == 0
    assert lost(before, on_disk.disk.rows()) == []
    left = {each.name for each in on_disk.disk.seen.iterdir()}
    assert not {each for each in left if "part" in each or "restoring" in each or each.startswith(("more", "week"))}


def test_an_upgrade_without_room_leaves_the_earlier_desks_database_as_it_was(
    on_disk: OnDisk, tmp_path: Path, now: datetime
) -> None:
    old = shutil.copy(a_first_desk(tmp_path / "old.db", now), on_disk.disk.seen / f"old-{on_disk.language}.db")
    before = Path(old).read_bytes()
    with on_disk.disk.full(left=150_000):
        name = str(on_disk.disk.where / Path(old).name)
        done = on_disk("--database", name, "init")
        assert done.returncode == 3, done.stderr
        (line,) = done.stderr.splitlines()
        assert {"en": "no room to upgrade", "sv": "inte plats att uppgradera"}[on_disk.language] in line
    assert Path(old).read_bytes() == before
    assert on_disk("--database", name, "init").returncode == 0


def test_a_protected_disk_is_told(on_disk: OnDisk, tmp_path: Path) -> None:
    assert on_disk("register", "enquiry").returncode == 0
    before = on_disk.disk.rows()
    with on_disk.disk.protected():
        on_disk.fails("may not be written", "får inte skrivas", "register", "enquiry")
        on_disk.fails("The copy", "Kopian", "backup", str(on_disk.disk.where / "more.db"))
        assert on_disk("list").returncode == 0
        assert on_disk("backup", str(tmp_path / "elsewhere.db")).returncode == 0
    assert on_disk.disk.rows() == before
    assert on_disk("register", "enquiry").returncode == 0


@contextmanager
def somebody_else(folder: Path) -> Iterator[None]:
    """Be somebody without rights, whom root is not; the way to the folder is open to them."""
    if os.geteuid() != 0:
        yield
        return
    modes = {each: each.stat().st_mode for each in folder.parents if each.owner() == "root"}
    for each, mode in modes.items():
        each.chmod(mode | 0o011)
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)
        for each, mode in modes.items():
            each.chmod(mode)


RIGHTS = {
    "file that may only be read": (0o444, 0o777, "read_only", ("may not be written", "får inte skrivas")),
    "folder that may only be read": (0o666, 0o555, "read_only", ("The folder of the database", "Mappen med databasen")),
    "file of somebody else": (0o000, 0o777, "cannot_open", ("You may not open", "Du får inte öppna")),
    "folder of somebody else": (0o666, 0o000, "cannot_open", ("You may not open", "Du får inte öppna")),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", RIGHTS)
def test_rights_that_are_missing_are_told(name: str, language: str, desk: Callable[..., Any], file: Path) -> None:
    file_mode, folder_mode, code, words = RIGHTS[name]
    before = rows(file)
    for ending in ("-wal", "-shm"):
        file.with_name(file.name + ending).unlink(missing_ok=True)
    for each in file.parent.iterdir():
        each.chmod(file_mode)
    file.parent.chmod(folder_mode)
    try:
        with somebody_else(file.parent):
            answer = desk("--lang", language, "register", "enquiry", "--output", "json", database=file)
            told(answer, code, words[LANGUAGES.index(language)], language)
    finally:
        file.parent.chmod(0o700)
        for each in file.parent.iterdir():
            each.chmod(0o600)
    assert rows(file) == before
    assert desk("register", "enquiry", database=file).code == 0
