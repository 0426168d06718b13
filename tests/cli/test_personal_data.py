"""``retention run``, ``hold``, ``person export`` and ``disclose`` as they are typed."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from desk.rules.disclosure import MASK
from desk.services import disclosure, person, retention

DECISION = ("--decision", "KS 2026/114 § 45")
PERSON = (
    "--set", "citizen.name=Karin Ström", "--set", "citizen.phone=070-174 06 05", "--set",
    "citizen.personal_number=18900118-9811", "--set", "summary=Karin undrar",
)  # fmt: skip


@pytest.fixture
def later(now: datetime) -> datetime:
    return now + timedelta(days=90)


@pytest.fixture
def closed(desk: Callable[..., Any]) -> str:
    """A closed enquiry's reference."""
    return str(desk("register", "enquiry", *PERSON, "--set", "outcome=solved_first").out.strip())


# ------------------------------------------------------------------ retention run


def test_a_dry_run_then_the_run(desk: Callable[..., Any], closed: str, later: datetime) -> None:
    tried = desk("retention", "run", *DECISION, "--dry-run", at=later)
    assert tried.code == 0
    assert "nothing has been changed" in tried.out
    assert "1 case, the oldest from 2026-11-19." in tried.out
    assert "Karin" in desk("show", closed).out
    done = desk("retention", "run", *DECISION, at=later)
    assert (done.code, done.err) == (0, "")
    assert "Enquiry: 1" in done.out
    assert "Nothing of it is left" in done.out
    shown = desk("show", closed).out
    assert "Karin" not in shown
    assert "Disposed of" in shown
    assert "Decision: – → KS 2026/114 § 45" in shown


def test_the_run_for_programs(ask: Callable[..., Any], closed: str, later: datetime) -> None:
    tried = ask("retention", "run", *DECISION, "--dry-run", "--on", "2027-12-31")
    assert tried == {
        "decision": "KS 2026/114 § 45", "until": "2027-12-31", "dry_run": True, "cases": 1,
        "by_kind": {"enquiry": 1}, "oldest": "2026-11-19", "held": [], "brought_in": 0, "drafts": 0,
        "renewed": 0, "scrubbed": None, "listed": None, "copies": [],
    }  # fmt: skip
    done = ask("retention", "run", *DECISION, at=later)
    assert (done["cases"], done["scrubbed"], done["listed"]) == (1, True, True)
    assert ask("show", closed)["disposed_at"] == "2027-02-17T10:42:00+01:00"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((), "decision_needed"), (("--dry-run",), "decision_needed"), (("--decision", "?"), "decision_of_retention"),
        ((*DECISION, "--on", "2027-12-31"), "retention_in_future"), ((*DECISION, "--on", "Lucia"), "invalid_date"),
    ],
)  # fmt: skip
def test_a_run_that_is_refused(arguments: tuple[str, ...], code: str, desk: Callable[..., Any]) -> None:
    answer = desk("retention", "run", *arguments, "--output", "json")
    assert (answer.code, answer.refused) == (2, [code])


def test_only_an_administrator(desk: Callable[..., Any], closed: str, later: datetime) -> None:
    for login in ("bo", "lisa", "rut"):
        answer = desk("--as", login, "retention", "run", *DECISION, "--output", "json", at=later)
        assert (answer.code, answer.refused) == (2, ["not_allowed"])
    assert "Karin" in desk("show", closed).out


def test_a_reader_in_the_way_is_told(
    desk: Callable[..., Any], closed: str, later: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "scrubbed", lambda _database: False)
    answer = desk("retention", "run", *DECISION, at=later)
    assert answer.code == 1
    assert "1 case" in answer.out
    assert "Nothing of it is left" not in answer.out
    assert "Run the same command again" in answer.err


@pytest.mark.sqlite_only("copies that lie beside a file")
def test_copies_that_hold_it_still_are_told(
    desk: Callable[..., Any], closed: str, later: datetime, database_file: Path
) -> None:
    copy = database_file.with_name("desk.db.before-2.backup")
    assert desk("backup", str(copy)).code == 0
    assert str(copy) in desk("retention", "run", *DECISION, at=later).out


def test_other_days_from_the_settings(desk: Callable[..., Any], closed: str, now: datetime, tmp_path: Path) -> None:
    settings = tmp_path / "settings.toml"
    settings.write_text("[retention]\nenquiry = 10\n", "utf-8")
    answer = desk("--config", str(settings), "retention", "run", *DECISION, at=now + timedelta(days=10))
    assert "dates worked out anew: 1" in answer.out
    assert "Enquiry: 1" in answer.out
    settings.write_text("[retention]\nenquiri = 10\n", "utf-8")
    answer = desk("--config", str(settings), "list", "--output", "json")
    assert (answer.code, answer.refused) == (2, ["retention_kind"])


# ------------------------------------------------------------------ hold


def test_hold_and_release(desk: Callable[..., Any], ask: Callable[..., Any], closed: str, later: datetime) -> None:
    answer = desk("hold", closed, "--why", "Överklagat till kammarrätten")
    assert (answer.code, answer.out) == (0, f"{closed}: held. It is not disposed of until it is released.\n")
    assert "Överklagat till kammarrätten" in desk("show", closed).out
    assert ask("retention", "run", *DECISION, at=later)["held"] == [closed]
    assert f"Held back: {closed}." in desk("retention", "run", *DECISION, at=later).out
    released = ask("hold", closed, "--release")
    assert (released["hold"], [each["what"] for each in released["events"]][-2:]) == (None, ["held", "released"])
    assert ask("retention", "run", *DECISION, at=later)["cases"] == 1
    answer = desk("hold", closed, "--why", "För sent", "--output", "json")
    assert (answer.code, answer.refused) == (2, ["case_disposed"])


@pytest.mark.parametrize("arguments", [(), ("--why", "x y", "--release")])
def test_hold_takes_one_of_the_two(arguments: tuple[str, ...], desk: Callable[..., Any], closed: str) -> None:
    assert desk("hold", closed, *arguments).code == 2


# ------------------------------------------------------------------ person export


def test_everything_in_one_file(desk: Callable[..., Any], closed: str, tmp_path: Path) -> None:
    readable, for_programs = tmp_path / "karin.txt", tmp_path / "karin.JSON"
    answer = desk("person", "export", "070-174 06 05", "--to", str(readable))
    assert (answer.code, "1 case; 0 unfinished forms." in answer.out) == (0, True)
    text = readable.read_text("utf-8")
    for said in (closed, "Karin Ström", "18900118-9811", "Karin undrar", "Kommunen"):
        assert said in text
    assert desk("person", "export", "18900118-9811", "--to", str(for_programs)).code == 0
    document = json.loads(for_programs.read_text("utf-8"))
    assert [each["reference"] for each in document["cases"]] == [closed]
    assert document["cases"][0]["citizen"]["personal_number"] == "189001189811"
    assert [each["what"] for each in document["cases"][0]["events"]] == ["registered", "exported"]
    assert {stat.S_IMODE(each.stat().st_mode) for each in (readable, for_programs)} == {0o600}


def test_in_swedish_it_has_swedish_headings(desk: Callable[..., Any], closed: str, tmp_path: Path) -> None:
    assert desk("--lang", "sv", "person", "export", "070-174 06 05", "--to", str(tmp_path / "x")).code == 0
    assert "Ärenden" in (tmp_path / "x").read_text("utf-8")


def test_nothing_held_is_an_answer(desk: Callable[..., Any], ask: Callable[..., Any], tmp_path: Path) -> None:
    answer = ask("person", "export", "070-174 06 99", "--to", str(tmp_path / "x.txt"))
    assert answer == {"file": str(tmp_path / "x.txt"), "cases": 0, "drafts": 0, "mentioned_in": []}
    assert "Nothing is held" in (tmp_path / "x.txt").read_text("utf-8")


def test_a_file_that_is_there_is_left_and_nothing_is_logged(
    desk: Callable[..., Any], closed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = tmp_path / "there.txt"
    there.write_text("mine")
    dangling = tmp_path / "dangling"
    dangling.symlink_to(tmp_path / "nowhere")
    monkeypatch.setattr(person, "export", None)
    monkeypatch.setattr(disclosure, "disclose", None)
    for target in (there, dangling):
        for command in (("person", "export", "070-174 06 05"), ("disclose", closed)):
            answer = desk(*command, "--to", str(target), "--output", "json")
            assert (answer.code, answer.refused) == (2, ["file_exists"])
    assert there.read_text() == "mine"


def test_who_may_not_gets_no_file(desk: Callable[..., Any], closed: str, tmp_path: Path) -> None:
    answer = desk("--as", "bo", "person", "export", "070-174 06 05", "--to", str(tmp_path / "x"))
    assert answer.code == 2
    assert not (tmp_path / "x").exists()


# ------------------------------------------------------------------ disclose


def test_a_record_is_printed_or_written(desk: Callable[..., Any], closed: str, tmp_path: Path) -> None:
    printed = desk("disclose", closed, "--to", "-")
    assert printed.code == 0
    assert "Karin Ström" in printed.out
    assert "9811" not in printed.out
    assert MASK in printed.out
    assert "Read it before it is handed out" in printed.err
    file = tmp_path / "copy.txt"
    written = desk("disclose", closed, "--to", str(file), "--mask", "undrar", "--mask", "karin")
    assert (written.code, str(file) in written.out) == (0, True)
    text = file.read_text("utf-8")
    assert "Karin" not in text
    assert "undrar" not in text
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_record_for_programs(ask: Callable[..., Any], closed: str) -> None:
    answer = ask("disclose", closed, "--to", "-")
    assert (answer["reference"], answer["masked"]) == (closed, ["personal_number"])
    assert answer["text"].startswith("Kommunen\n")


def test_a_word_that_stands_nowhere_hands_out_nothing(desk: Callable[..., Any], closed: str, tmp_path: Path) -> None:
    answer = desk("disclose", closed, "--to", str(tmp_path / "x"), "--mask", "Karinn", "--output", "json")
    assert (answer.code, answer.refused) == (2, ["mask_not_found"])
    assert not (tmp_path / "x").exists()


def test_the_law_is_named_in_swedish(desk: Callable[..., Any], closed: str) -> None:
    text = desk("--lang", "sv", "disclose", closed, "--to", "-").out
    assert "offentlighets- och sekretesslagen (2009:400)" in text
    assert "skriftligt beslut" in text
