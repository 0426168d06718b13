"""``init``, ``sample``, ``backup``, ``check``, ``agents`` and ``demo``."""

from __future__ import annotations

import os
import sqlite3
import time
from argparse import Namespace
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import mishaps
import on_engine
import pytest

from desk.cli import demo
from desk.cli.output import Output
from desk.cli.session import Session
from desk.services import lists
from desk.start import Options
from desk.storage.database import SCHEMA
from desk.storage.lists import Which

# ------------------------------------------------------------------ init


def test_init_makes_and_is_safe_to_repeat(desk: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "deep" / "new.db"
    made = desk("init", "--output", "json", database=path)
    assert made.json == {"database": on_engine.address(path), "made": True, "backup": None}
    desk("register", "enquiry", database=path)
    again = desk("init", "--output", "json", database=path)
    assert again.json == {"database": on_engine.address(path), "made": False, "backup": None}
    assert "Nothing had to be done." in desk("init", database=path).out
    assert desk("list", "--output", "json", database=path).json["cases"][0]["reference"] == "26-000001"


@pytest.mark.sqlite_only("a desk without an address is a file")
def test_init_without_a_name_makes_ones_own(desk: Callable[..., Any], tmp_path: Path) -> None:
    answer = desk("init", "--output", "json", database=None)
    assert answer.json["database"] == str(tmp_path / "xdg_data_home" / "desk" / "desk.db")
    assert answer.json["made"] is True


@pytest.mark.sqlite_only("a server's own backups hold it before an upgrade")
def test_init_backs_up_before_it_upgrades(
    desk: Callable[..., Any], database_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from desk.storage import schema

    monkeypatch.setattr(schema, "SCHEMA", SCHEMA + 1)
    monkeypatch.setattr(schema, "upgrade", lambda _database: None)
    answer = desk("init", "--output", "json")
    assert answer.code == 0
    kept = Path(answer.json["backup"])
    assert kept.parent == database_file.parent
    with sqlite3.connect(kept) as connection:
        assert connection.execute("SELECT count(*) FROM agents").fetchone()[0] == 4
    connection.close()
    assert kept.stat().st_mode & 0o777 == 0o600


# ------------------------------------------------------------------ sample


def test_sample_fills_an_empty_database_the_same_way_from_the_same_seed(
    desk: Callable[..., Any], tmp_path: Path
) -> None:
    pages = []
    for name, seed in (("a.db", "7"), ("b.db", "7"), ("c.db", "8")):
        path = tmp_path / name
        desk("init", database=path)
        line = ["sample", "--cases", "60", "--seed", seed, "--from", "2026-09-01", "--to", "2026-10-31"]
        made = desk(*line, "--output", "json", database=path)
        assert made.code == 0, made.err
        assert set(made.json) == {"cases", "calls", "from", "to"}
        assert (made.json["cases"], made.json["from"], made.json["to"]) == (60, "2026-09-01", "2026-10-31")
        pages.append(desk("list", "--limit", "100", "--output", "json", database=path).json)
        assert desk("check", database=path).code == 0
    assert len(pages[0]["cases"]) == 60
    assert pages[0] == pages[1]
    assert pages[0] != pages[2]


def test_sample_only_into_an_empty_database(desk: Callable[..., Any]) -> None:
    desk("register", "enquiry")
    assert desk("sample", "--cases", "5", "--output", "json").refused == ["database_not_empty"]
    line = ["sample", "--cases", "5", "--from", "2026-11-02", "--to", "2026-11-01", "--output", "json"]
    assert desk(*line).refused == ["span_invalid"]


# ------------------------------------------------------------------ backup and check


def test_a_backup_is_a_whole_desk(desk: Callable[..., Any], tmp_path: Path) -> None:
    desk("register", "enquiry", "--set", "summary=Bygglov")
    copy = tmp_path / "copy.db"
    answer = desk("backup", str(copy), "--output", "json")
    assert answer.json == {"file": str(copy), "bytes": copy.stat().st_size}
    assert desk("search", "bygglov", "--output", "json", database=copy).json["cases"][0]["reference"] == "26-000001"
    assert desk("check", database=copy).code == 0


def test_check_says_each_part(desk: Callable[..., Any], ask: Callable[..., Any]) -> None:
    desk("register", "enquiry")
    found = ask("check")
    assert found["ok"] is True
    assert [each["part"] for each in found["findings"]] == [
        "structure", "links", "references", "search", "trail", "registers", "figures",
    ]  # fmt: skip
    assert all(each["wrong"] == [] for each in found["findings"])
    *lines, head = desk("check").out.splitlines()
    assert len(lines) == 7
    assert found["head"] in head


@pytest.mark.parametrize(
    ("harm", "part"),
    [
        ("DELETE FROM cases WHERE number = 2", "references"),
        ("UPDATE reference_counters SET last = 9", "references"),
        ("DELETE FROM events WHERE case_id = 2", "trail"),
        ("UPDATE event_values SET after = '\"somebody\"'", "trail"),
        ("UPDATE cases SET agent = 'ghost' WHERE number = 1", "links"),
    ],
)
def test_check_finds_harm(desk: Callable[..., Any], database_file: Path, harm: str, part: str) -> None:
    for _n in range(3):
        desk("register", "enquiry", "--set", "citizen.name=Karin")
    desk("correct", "26-1", "--set", "citizen.name=Oskar")
    assert mishaps.harm(database_file, harm)
    answer = desk("check", "--output", "json")
    assert answer.code == 1
    assert answer.json["ok"] is False
    wrong = [each["part"] for each in answer.json["findings"] if each["wrong"]]
    assert part in wrong
    assert "structure" in wrong
    assert desk("check").code == 1


# ------------------------------------------------------------------ people


def test_people_are_added_and_listed(desk: Callable[..., Any], ask: Callable[..., Any]) -> None:
    added = ask("agents", "add", "eva", "--name", "Eva Öst", "--role", "lead", "--group", "växel")
    assert added == {"login": "eva", "name": "Eva Öst", "role": "lead", "group": "Växel", "active": True}
    everybody = ask("agents", "list")["agents"]
    assert added in everybody
    assert [each["login"] for each in everybody] == ["anna", "bo", "eva", "lisa", "rut"]
    assert "Eva Öst" in desk("agents", "list").out
    assert desk("--as", "eva", "list").code == 0


@pytest.mark.parametrize("name", ["E\u202eva", "E\x00va", " ", "\udcff"])
def test_a_name_that_cannot_be_shown_is_refused(desk: Callable[..., Any], name: str) -> None:
    answer = desk("agents", "add", "eva", "--name", name, "--role", "lead", "--output", "json")
    assert answer.code == 2
    assert answer.json["refused"][0]["field"] == "name"


def test_a_name_is_kept_without_what_a_terminal_would_obey(desk: Callable[..., Any], ask: Callable[..., Any]) -> None:
    assert ask("agents", "add", "eva", "--name", "Eva\x1b[31m", "--role", "lead")["name"] == "Eva[31m"


# ------------------------------------------------------------------ demo


def test_demo_is_a_desk_of_its_own_and_goes(
    bare: None, now: datetime, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    seen: dict[str, Any] = {}

    def open_screen(options: Options, open_seat: Callable[[], Any], municipality: str) -> int:
        seat = open_seat()
        seen.update(options=options, path=seat.database.path, login=seat.who.login)
        seen["cases"] = lists.count(seat, Which())
        seen["mode"] = seat.database.path.parent.stat().st_mode & 0o777
        return 0

    monkeypatch.setattr(demo, "open_screen", open_screen)
    monkeypatch.setattr(demo, "refuse_without_terminal", lambda: None)
    args = Namespace(cases=40, seed=3, no_mouse=True, lang="sv", config=None)
    assert demo.run(Session(args, Output(), now)) == 0
    assert (seen["cases"], seen["login"], seen["mode"]) == (40, "anna", 0o700)
    assert (seen["options"].language, seen["options"].mouse) == ("sv", False)
    assert not seen["path"].parent.exists()
    assert not (tmp_path / "xdg_data_home").exists()


def test_what_an_earlier_demo_left_is_swept(tmp_path: Path) -> None:
    for name in ("desk-demo-old", "desk-demo-new", "another"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "desk.db").touch()
    for name in ("desk-demo-old", "another"):
        os.utime(tmp_path / name, (0, 0))
    (tmp_path / "desk-demo-link").symlink_to(tmp_path / "another")
    os.utime(tmp_path / "desk-demo-link", (0, 0), follow_symlinks=False)
    demo.sweep(tmp_path, time.time())
    assert {each.name for each in tmp_path.iterdir()} == {"desk-demo-new", "another", "desk-demo-link"}
    assert (tmp_path / "another" / "desk.db").exists()
