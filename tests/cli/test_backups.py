"""``backup``, ``backup --series`` and ``restore`` on the command line."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import on_engine
import pytest
from mishaps import harm

from desk.storage import series


def cases_in(path: Path) -> int:
    """How many cases a file has."""
    with closing(sqlite3.connect(path)) as there:
        return int(there.execute("SELECT count(*) FROM cases").fetchone()[0])


# ------------------------------------------------------------------ a series


@pytest.fixture
def stem(database_file: Path) -> str:
    """What the copies of a series are named after: the file, or the database on its server."""
    return database_file.stem if on_engine.is_file(database_file) else on_engine.name_of(database_file)


def test_a_series_is_dated_private_whole_and_thinned(
    desk: Callable[..., Any], ask: Callable[..., Any], now: datetime, tmp_path: Path, stem: str
) -> None:
    folder = tmp_path / "safe" / "copies"
    for night in range(12):
        desk("register", "enquiry")
        at = now + timedelta(days=night)
        done = ask("backup", "--series", str(folder), "--daily", "3", "--weekly", "3", "--monthly", "1", at=at)
    assert folder.stat().st_mode & 0o777 == 0o700
    there = sorted(folder.iterdir())
    assert [each.name for each in there] == [
        f"{stem}-{day}T104200+0100.db" for day in ("20261122", "20261128", "20261129", "20261130")
    ]
    assert all(each.stat().st_mode & 0o777 == 0o600 for each in there)
    assert cases_in(there[-1]) == 12
    assert done == {
        "file": str(there[-1]),
        "bytes": there[-1].stat().st_size,
        "entered": True,
        "kept": [each.name for each in reversed(there)],
        "removed": [f"{stem}-20261127T104200+0100.db"],
        "not_removed": [],
        "older_than_retention": [],
        "retention_days": 30,
        "findings": [],
    }
    answer = desk("check", database=there[0])
    assert answer.code == 0
    shown = desk("backup", "--series", str(folder), at=now + timedelta(days=12))
    assert shown.code == 0
    assert "5 copies are kept." in shown.out


def test_nothing_is_removed_that_the_series_did_not_make(
    desk: Callable[..., Any], ask: Callable[..., Any], now: datetime, tmp_path: Path, stem: str
) -> None:
    folder = tmp_path / "copies"
    ask("backup", "--series", str(folder))
    (mine,) = folder.iterdir()
    another = tmp_path / "other" / "desk.db"
    desk("init", database=another)
    desk("backup", "--series", str(folder), database=another, at=now - timedelta(days=5))
    strange = {
        f"{stem}-20200101T000000+0100.db": b"not a database",
        f"{stem}-20200102T000000+0100.db.txt": b"",
        f"{stem}-20209999T000000+0100.db": b"",
        f"{stem}-2020.db": b"",
        "notes.txt": b"precious",
    }
    for name, content in strange.items():
        (folder / name).write_bytes(content)
    (folder / f"{stem}-20200103T000000+0100.db").symlink_to(mine)
    (folder / f"{stem}-20200104T000000+0100.db").mkdir()
    assert desk("backup", str(folder / f"{stem}-20200105T000000+0100.db")).code == 0
    before = {each.name for each in folder.iterdir()}
    line = ["backup", "--series", str(folder), "--daily", "0", "--weekly", "0", "--monthly", "0"]
    done = ask(*line, at=now + timedelta(days=1))
    assert done["removed"] == [mine.name]
    assert before - {each.name for each in folder.iterdir()} == {mine.name}


def test_no_copy_goes_before_the_new_one_is_there_and_sound(
    desk: Callable[..., Any], ask: Callable[..., Any], now: datetime, tmp_path: Path, database_file: Path
) -> None:
    folder = tmp_path / "copies"
    line = ["backup", "--series", str(folder), "--daily", "1", "--weekly", "0", "--monthly", "0", "--output", "json"]
    assert desk(*line).code == 0
    harm(database_file, "UPDATE reference_counters SET last = 9 WHERE year = 2026")
    harm(database_file, "INSERT INTO reference_counters (year, last) VALUES (2025, 3)")
    found = desk(*line, at=now + timedelta(days=1))
    assert found.code == 1
    assert found.json["findings"][0].startswith("references: ")
    assert found.json["removed"] == []
    assert len(list(folder.iterdir())) == 2


@pytest.mark.sqlite_only("pages of a file")
def test_no_copy_goes_where_the_file_is_damaged(
    desk: Callable[..., Any], now: datetime, tmp_path: Path, database_file: Path
) -> None:
    folder = tmp_path / "copies"
    line = ["backup", "--series", str(folder), "--daily", "1", "--weekly", "0", "--monthly", "0", "--output", "json"]
    for days in (0, 1):
        assert desk(*line, at=now + timedelta(days=days)).code == 0
    there_were = sorted(folder.iterdir())
    with closing(sqlite3.connect(database_file)) as there:
        root = there.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'topics'").fetchone()[0]
        there.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with database_file.open("r+b") as file:
        file.seek((root - 1) * 4096)
        file.write(b"\xff" * 4096)
    damaged = desk(*line, at=now + timedelta(days=2))
    assert damaged.code == 3
    assert damaged.json["refused"][0]["code"] == "database_damaged"
    assert sorted(folder.iterdir()) == there_were


def test_copies_older_than_personal_data_may_become_are_told(
    desk: Callable[..., Any], ask: Callable[..., Any], now: datetime, tmp_path: Path, stem: str
) -> None:
    folder = tmp_path / "copies"
    for days in (0, 20, 30):
        assert desk("backup", "--series", str(folder), "--monthly", "9", at=now + timedelta(days=days)).err == ""
    answer = desk("backup", "--series", str(folder), "--monthly", "9", at=now + timedelta(days=31))
    assert answer.code == 0
    assert f"The copy {stem}-20261119T104200+0100.db is more than 30 days old" in answer.err
    done = ask("backup", "--series", str(folder), "--monthly", "9", at=now + timedelta(days=32))
    assert done["older_than_retention"] == [f"{stem}-20261119T104200+0100.db"]
    config = tmp_path / "settings.toml"
    config.write_text("[retention]\nfault = 5\n", encoding="utf-8")
    done = ask("--config", str(config), "backup", "--series", str(folder), at=now + timedelta(days=33))
    assert done["retention_days"] == 5
    assert len(done["older_than_retention"]) == 2


def test_a_half_copy_of_long_ago_is_swept_and_a_new_one_left(
    ask: Callable[..., Any], tmp_path: Path, stem: str
) -> None:
    folder = tmp_path / "copies"
    folder.mkdir()
    old, new = folder / f"{stem}-20200101T000000+0100.db.part", folder / f"{stem}-20200102T000000+0100.db.part"
    for each in (old, new):
        each.write_bytes(b"half")
    os.utime(old, (0, 0))
    ask("backup", "--series", str(folder))
    assert (old.exists(), new.exists()) == (False, True)


def test_a_backup_is_in_the_trail_and_in_the_copys_too(
    desk: Callable[..., Any], ask: Callable[..., Any], tmp_path: Path
) -> None:
    copy = tmp_path / "copy.db"
    ask("backup", str(copy))
    for path in (copy, None):
        found = ask("--as", "rut", "trail", "list", **({"database": path} if path else {}))
        assert "backed_up" in str(found)
        assert str(copy) in str(found)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (["backup"], "option_missing"),
        (["backup", "a.db", "--series", "b"], "backup_one_of"),
        (["backup", "a.db", "--daily", "3"], "keep_without_series"),
        (["backup", "--series", "b", "--daily", "-1"], "number_too_small"),
    ],
)
def test_a_copy_has_a_name_or_is_one_of_a_series(desk: Callable[..., Any], line: list[str], code: str) -> None:
    assert desk(*line, "--output", "json").refused == [code]


def test_only_an_administrator(desk: Callable[..., Any], tmp_path: Path) -> None:
    for login in ("bo", "lisa", "rut"):
        assert desk("--as", login, "backup", "--series", str(tmp_path / "x"), "--output", "json").refused == [
            "not_allowed"
        ]
    assert not (tmp_path / "x").exists()


# ------------------------------------------------------------------ restore


@pytest.mark.sqlite_only("what was replaced is kept as a file; for a server see tests/postgres/test_restoring.py")
def test_restoring_says_what_came_of_it(
    desk: Callable[..., Any], ask: Callable[..., Any], tmp_path: Path, database_file: Path
) -> None:
    desk("register", "enquiry")
    copy = tmp_path / "copy.db"
    ask("backup", str(copy))
    desk("register", "enquiry")
    replaced = ask("check")["head"]
    done = ask("restore", str(copy))
    kept = f"{database_file}.replaced-20261119T094200"
    assert done == {
        "file": str(copy),
        "database": str(database_file),
        "replaced": kept,
        "cases": 1,
        "cases_lacking": 1,
        "drafts_kept": 0,
        "people_rested": [],
        "keys_withdrawn": 0,
        "disposed_again": 0,
        "disposed_open": [],
        "upgraded_from": None,
        "weeks_equal": 1,
        "head": ask("check")["head"],
        "head_replaced": replaced,
    }
    assert (cases_in(database_file), cases_in(Path(kept))) == (1, 2)
    told = desk("restore", kept)
    assert told.code == 0
    assert f"Restored {kept}: 2 cases." in told.out
    assert "Every case of the replaced database is in this one" in told.out
    assert f"What it replaced is kept: {kept}-2." in told.out
    again = desk("--lang", "sv", "restore", str(copy))
    assert "Den ersatta databasen hade 1 ärende som inte finns i den här." in again.out


def test_a_backup_that_is_none_is_exit_3_in_both_languages(desk: Callable[..., Any], tmp_path: Path) -> None:
    words = tmp_path / "words.db"
    words.write_bytes(b"plain words " * 999)
    for language, said in (("en", "Nothing was replaced"), ("sv", "Inget har ersatts")):
        for file in (words, tmp_path / "none.db", tmp_path):
            answer = desk("--lang", language, "restore", str(file), "--output", "json")
            assert answer.code == 3
            assert said in answer.err
            assert str(file) in answer.err


def test_a_series_goes_on_after_one_of_it_was_restored(
    desk: Callable[..., Any], ask: Callable[..., Any], now: datetime, tmp_path: Path
) -> None:
    folder = tmp_path / "copies"
    before = tmp_path / "before.db"
    ask("backup", str(before))
    first = ask("backup", "--series", str(folder))
    assert ask("restore", str(before))["cases"] == 0
    second = ask("backup", "--series", str(folder), "--daily", "9", at=now + timedelta(days=1))
    assert second["kept"] == [Path(second["file"]).name, Path(first["file"]).name]
    assert series.ENDING == ".db"


@pytest.mark.sqlite_only("a desk without an address is a file")
def test_ones_own_desk_is_restored_where_there_was_none(
    desk: Callable[..., Any], ask: Callable[..., Any], tmp_path: Path
) -> None:
    desk("register", "enquiry")
    copy = tmp_path / "copy.db"
    ask("backup", str(copy))
    done = ask("restore", str(copy), database=None)
    assert (done["replaced"], done["cases_lacking"], done["cases"]) == (None, None, 1)
    assert done["database"] == str(tmp_path / "xdg_data_home" / "desk" / "desk.db")
    assert desk("list", database=None).code == 0
