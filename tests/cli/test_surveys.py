"""``desk survey …``: typing, correcting, files and figures on the command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desk import words

Desk = Callable[..., Any]


def test_an_answer_is_entered_and_counted(desk: Desk, ask: Callable[..., Any]) -> None:
    told = ask(
        "survey", "add", "--attitude", "5", "--knowledge", "4", "--group", "växel", "--day", "igår", "--count", "3"
    )
    assert told == {
        "ids": [1, 2, 3], "day": "2026-11-18", "group": "Växel", "agent": None, "attitude": 5, "knowledge": 4,
    }  # fmt: skip
    (part,) = ask("survey", "list", "2026-11")["parts"]
    assert part["attitude"] == {
        "mean": 5.0, "index": 100.0, "n": 3, "counts": [0, 0, 0, 0, 3], "goal": 4.3, "deviation": 0.7, "met": True,
    }  # fmt: skip
    assert part["trend"][-1] == {
        "span": "2026-W47", "attitude": {"mean": 5.0, "index": 100.0, "n": 3},
        "knowledge": {"mean": 4.0, "index": 75.0, "n": 3},
    }  # fmt: skip
    text = desk("survey", "list", "2026-W47").out
    assert "5.00" in text
    assert "✓ met" in text
    csv = desk("survey", "list", "2026-W47", "--level", "group", "--output", "csv").out.splitlines()
    assert csv[0] == "span,level,name,question,n,mean,index,goal,met,grade_1,grade_2,grade_3,grade_4,grade_5"
    assert "2026-W47,group,Växel,attitude,3,5.0,100.0,4.3,true,0,0,0,0,3" in csv
    assert "2026-W47,group,Omsorg,attitude,0,,,4.3,,0,0,0,0,0" in csv


def test_of_four_answers_about_somebody_only_the_number_is_shown(desk: Desk, ask: Callable[..., Any]) -> None:
    ask("survey", "add", "--attitude", "1", "--agent", "bo", "--count", "4")
    text = desk("survey", "list", "2026-11", "--level", "agent").out
    assert "Bo Ek" in text
    assert "1.00" not in text
    assert "fewer than 5 answers" in text
    csv = desk("survey", "list", "2026-11", "--level", "agent", "--output", "csv").out
    assert "2026-11,agent,bo,attitude,4,,,4.3,,,,,," in csv.splitlines()
    (part,) = ask("survey", "list", "2026-11", "--level", "agent")["parts"]
    assert (part["attitude"]["n"], part["attitude"]["mean"], part["attitude"]["counts"]) == (4, None, None)


def test_a_mistyped_answer_is_corrected_or_taken_out(desk: Desk, ask: Callable[..., Any]) -> None:
    ask("survey", "add", "--attitude", "5", "--knowledge", "2", "--group", "Växel")
    told = ask("survey", "correct", "1", "--attitude", "4", "--knowledge", "-", "--group", "-")
    assert told == {"id": 1, "day": "2026-11-19", "group": None, "agent": None, "attitude": 4, "knowledge": None}
    assert ask("survey", "answers")["answers"] == [{**told, "entered_by": "anna"}]
    assert desk("survey", "correct", "1", "--day", "2026-12-01").code == 2
    assert desk("survey", "correct", "1").code == 2
    assert ask("survey", "remove", "1")["attitude"] == 4
    assert "There are no answers." in desk("survey", "answers").out
    entries = desk("trail", "list", "--as", "rut").out
    assert "Attitude: 5 → 4" in entries
    assert "survey:1" in entries


@pytest.mark.parametrize(
    ("arguments", "code", "field"),
    [
        (["--attitude", "6"], "number_too_large", "--attitude"),
        (["--attitude", "x"], "invalid_number", "--attitude"),
        ([], "survey_no_grade", "attitude"),
        (["--attitude", "5", "--day", "2026-11-20"], "survey_future", "day"),
        (["--attitude", "5", "--group", "Rymden"], "group_unknown", "group"),
        (["--attitude", "5", "--agent", "eva"], "agent_unknown", "agent"),
    ],
)
def test_what_cannot_be_entered_is_refused(arguments: list[str], code: str, field: str, desk: Desk) -> None:
    answer = desk("survey", "add", *arguments, "--output", "json")
    assert (answer.code, [(each["code"], each["field"]) for each in answer.json["refused"]]) == (2, [(code, field)])


def test_an_agent_may_look_and_not_type(desk: Desk, login: Callable[[str], None]) -> None:
    login("bo")
    assert desk("survey", "list").code == 0
    assert desk("survey", "add", "--attitude", "5").code == 2
    assert desk("survey", "answers").code == 2


@pytest.fixture
def answers_file(tmp_path: Path) -> str:
    path = tmp_path / "svar.csv"
    path.write_text("day,attitude,knowledge\n2026-11-17,5,4\n2026-11-18,,\n2026-11-18,9,4\n", encoding="utf-8")
    return str(path)


def test_a_file_is_brought_in_once(desk: Desk, answers_file: str) -> None:
    told = desk("survey", "import", answers_file, "--output", "json")
    assert told.code == 1
    assert {**told.json, "refused": [(each["line"], each["code"]) for each in told.json["refused"]]} == {
        "read": 3, "new": 1, "known": 0, "ignored": 1, "refused": [(4, "survey_grade")], "refused_count": 1,
        "written": True,
    }  # fmt: skip
    again = desk("survey", "import", answers_file)
    assert "Read 3: 0 new, 1 known, 1 ignored, 1 refused." in again.out
    assert "Line 4: attitude: “9” is not a grade." in again.err


def test_dry_and_strict_write_nothing(desk: Desk, ask: Callable[..., Any], answers_file: str) -> None:
    assert desk("survey", "import", answers_file, "--strict").code == 2
    assert "this was a dry run" in desk("survey", "import", answers_file, "--dry-run").out
    assert ask("survey", "answers") == {"answers": []}


def test_a_mapping_that_is_wrong_says_where(desk: Desk, answers_file: str, tmp_path: Path) -> None:
    mapping = tmp_path / "map.toml"
    mapping.write_text('[columns]\nday = "Dag"\nattitude = "attitude"\n', encoding="utf-8")
    told = desk("survey", "import", answers_file, "--map", str(mapping), "--output", "json")
    assert (told.code, told.refused, told.json["refused"][0]["field"]) == (2, ["mapping_invalid"], "columns.day")
    assert "follow-up.md" in told.json["refused"][0]["right"]


def test_in_swedish(desk: Desk, ask: Callable[..., Any]) -> None:
    ask("survey", "add", "--attitude", "4", "--agent", "bo")
    text = desk("survey", "list", "2026-11", "--level", "agent", "--lang", "sv").out
    words.use("en")
    assert "Bemötande" in text
    assert "Är det färre än 5 svar" in text
