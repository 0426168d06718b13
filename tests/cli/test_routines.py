"""``routines …`` and ``division …``: what scripts rely on."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Ask = Callable[..., Any]
Run = Callable[..., Any]
Login = Callable[[str], None]


def codes(answer: Any) -> list[str]:
    return [each["code"] for each in json.loads(answer.out)["refused"]]


@pytest.fixture
def written(ask: Ask, tmp_path: Path) -> int:
    """The number of a routine of the council's meetings."""
    file = tmp_path / "rutin.md"
    file.write_text("# Möten\n\n1. Se kalendern.\n", encoding="utf-8")
    made = ask("routines", "write", str(file), "--topic", "council_meetings", "--owner", "Bo Ek")
    assert (made["title"], made["owner"], made["reviewed_on"]) == (
        "Kommunfullmäktige – sammanträden",
        "bo",
        "2026-11-19",
    )
    return int(made["number"])


def test_a_routine_is_written_shown_compared_changed_and_looked_through(
    ask: Ask, desk: Run, tmp_path: Path, written: int, login: Login
) -> None:
    number, file = str(written), tmp_path / "rutin.md"
    file.write_text("# Möten\n\n1. Se webben.\n", encoding="utf-8")
    assert (
        ask("routines", "write", str(file), "--number", number, "--seen", "1", "--title", "Möten")["title"] == "Möten"
    )
    late = desk("routines", "write", str(file), "--number", number, "--seen", "1", "--output", "json")
    assert (late.code, codes(late)) == (2, ["routine_changed"])
    assert ask("routines", "show", number)["text"] == "# Möten\n\n1. Se webben."
    assert "1. Se kalendern." in desk("routines", "show", number, "--version", "1").out
    compared = ask("routines", "show", number, "--version", "2", "--against", "1")["differences"]
    assert {"sign": "+", "line": "1. Se webben."} in compared
    assert codes(desk("routines", "show", number, "--version", "9", "--output", "json")) == ["document_version_unknown"]
    assert ask("routines", "change", number, "--owner", "")["owner"] is None
    assert codes(desk("routines", "change", number, "--output", "json")) == ["nothing_changed"]
    assert [each["due"] for each in ask("routines", "review", number, number)["routines"]] == [False, False]
    assert ask("routines", "rest", number)["active"] is False
    assert ask("routines", "rest", number, "--wake")["active"] is True
    login("bo")
    assert codes(desk("routines", "rest", number, "--output", "json")) == ["not_allowed"]


def test_routines_are_listed_found_and_taken_out_as_csv(ask: Ask, desk: Run, written: int) -> None:
    assert len(ask("routines", "list")["routines"]) > 40
    (found,) = ask("routines", "list", "--search", "kalendern möten")["routines"]
    assert (found["number"], found["versions"][0].get("text")) == (written, None)
    assert ask("routines", "list", "--due")["routines"] == []
    text = desk("routines", "list", "--search", "kalendern möten").out
    assert "Bo Ek" in text
    assert "2026-11-19" in text
    assert "There is no such routine." in desk("routines", "list", "--search", "rymdfärja").out
    rows = list(csv.DictReader(io.StringIO(desk("routines", "list", "--output", "csv").out)))
    assert next(each for each in rows if each["number"] == str(written))["topic"] == "council_meetings"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("routines", "show", "999"), "routine_unknown"),
        (("routines", "write", "/nowhere/at/all.md"), "file_missing"),
        (("division", "set", "rymden", "--who", "bo"), "topic_unknown"),
        (("division", "back", "bo"), "away_not"),
        (("division", "away", "bo", "--from", "2026-12-24", "--to", "2026-12-20"), "away_days"),
        (("division", "away", "bo", "--from", "snart"), "invalid_date"),
        (("division", "take", "bo"), "cover_nothing"),
    ],
)
def test_what_is_refused(desk: Run, words: tuple[str, ...], code: str) -> None:
    answer = desk(*words, "--output", "json")
    assert (answer.code, codes(answer)) == (2, [code])


def test_the_division_is_said_listed_and_covered(ask: Ask, desk: Run, login: Login) -> None:
    made = ask(
        "division", "set", "council_meetings", "other", "--who", "bo", "--cover", "Lisa Lund", "--cover", "Kajsa"
    )
    assert [each["topic"] for each in made["topics"]] == ["council_meetings", "other"]
    assert [each["login"] for each in made["topics"][0]["people"]] == ["bo", "lisa", None]
    said = desk("register", "--set", "topic=council_meetings", "--channel", "phone").out.split()[0]
    assert ask("show", said)["agent"] == "bo"
    login("bo")
    away = ask("division", "away", "--to", "2026-11-27")
    assert (away["login"], away["first"], away["last"], away["now"]) == ("bo", "2026-11-19", "2026-11-27", True)
    login("lisa")
    assert ask("division", "cover")["left"] == [
        {"login": "bo", "topic": "council_meetings", "cases": 1, "cover": "lisa"}
    ]
    listed = desk("division", "list").out
    assert "Bo Ek (away)" in listed
    assert "Bo Ek: away until 2026-11-27" in listed
    assert ask("division", "take", "bo", "--topic", "council_meetings") == {"cases": 1, "to": "lisa"}
    assert ask("show", said)["agent"] == "lisa"
    assert "Nobody who is away has left anything for you." in desk("division", "cover").out
    assert ask("division", "back", "bo")["last"] is None
    rows = list(csv.DictReader(io.StringIO(desk("division", "list", "--output", "csv").out)))
    row = next(each for each in rows if each["topic"] == "other")
    assert (row["answers"], row["covers"], row["now"]) == ("bo", "lisa Kajsa", "bo")
    found = ask("division", "list")
    assert next(each for each in found["topics"] if each["topic"] == "other")["now"] == "bo"
    assert found["away"] == []
