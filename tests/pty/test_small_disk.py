"""The whole program on a real disk that is full or write-protected: told, and gone on from when that is over."""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from faults import SmallDisk, has_small_disks

ROOT = Path(__file__).parents[2]
SAVE, QUIT = "\x13", "\x11"


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    """A disk of a few megabytes with a desk on it."""
    where = tmp_path / "disk"
    if not has_small_disks(where):
        pytest.skip("no disk can be mounted here")
    with SmallDisk(where, 4) as small:
        done = small.run(sys.executable, "-m", "desk", "--database", str(where / "desk.db"), "init")
        assert done.returncode == 0, done.stderr
        yield small


@pytest.fixture
def desk(terminal: Callable[..., Any], tmp_path: Path, disk: SmallDisk) -> Callable[[str], Any]:
    """Opens Desk there, in a language."""

    def open_desk(language: str) -> Any:
        config = tmp_path / "settings.toml"
        config.write_text("lock_minutes = 0\n", encoding="utf-8")
        given = {
            "PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH", "")))),
            "XDG_STATE_HOME": str(tmp_path / "state"),
            "DESK_LANG": language,
            "DESK_CONFIG": str(config),
        }
        command = [sys.executable, "-m", "desk", "--database", str(disk.where / "desk.db")]
        return terminal(disk.within(command), env=given, rows=30, cols=110)

    return open_desk


def names(disk: SmallDisk, tmp_path: Path) -> list[str]:
    """The names in the cases, read from a copy: SQLite itself does not find the way in."""
    for ending in ("", "-wal"):
        if (file := disk.seen / f"desk.db{ending}").exists():
            (tmp_path / f"seen.db{ending}").write_bytes(file.read_bytes())
    there = sqlite3.connect(tmp_path / "seen.db")
    try:
        return [row[0] for row in there.execute("SELECT name FROM cases ORDER BY id")]
    finally:
        there.close()


WORDS = {
    "en": ("open cases", "Draft saved", "Draft not saved", "The disk is full", "saved"),
    "sv": ("öppna ärenden", "Utkast sparat", "Utkast ej sparat", "Disken är full", "sparat"),
}


@pytest.mark.parametrize("language", WORDS)
def test_a_form_on_a_full_disk_stays_open_and_is_saved_when_there_is_room(
    language: str, desk: Callable[[str], Any], disk: SmallDisk, tmp_path: Path
) -> None:
    ready, kept, not_kept, full, saved = WORDS[language]
    program = desk(language)
    program.wait_for(ready, timeout=30)
    program.send("1lib\tKarin")
    program.wait_for(kept)
    with disk.full():
        program.send("\t\t" + "En lång rad som inte får plats. " * 5)
        program.wait_for(not_kept)
        program.send(SAVE)
        program.wait_for(full)
        program.wait_for("Karin")
        program.settle()
    program.send(SAVE)
    program.wait_for(f"000001 {saved}")
    program.send(QUIT)
    assert program.exit_code() == 0
    assert names(disk, tmp_path) == ["Karin"]


def test_a_draft_that_could_not_be_kept_is_kept_by_itself_when_there_is_room(
    desk: Callable[[str], Any], disk: SmallDisk
) -> None:
    program = desk("en")
    program.wait_for("open cases", timeout=30)
    program.send("1lib\tKarin")
    program.wait_for("Draft saved")
    with disk.full():
        program.send("\t\t" + "En lång rad som inte får plats. " * 5)
        program.wait_for("Draft not saved")
    program.wait_for("Draft saved")


def test_a_desk_on_a_full_disk_opens_when_there_is_room(desk: Callable[[str], Any], disk: SmallDisk) -> None:
    with disk.full():
        program = desk("en")
        program.wait_for("The desk cannot be opened", timeout=30)
        program.wait_for("The disk is full")
    program.wait_for("open cases", timeout=30)
    program.send(QUIT)
    assert program.exit_code() == 0
