"""``access list``, ``trail list``, ``trail head`` and ``check --head``: watching over the desk by command."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest

Run = Callable[..., Any]
KARIN = "189001189811"


@pytest.fixture
def opened(desk: Run, login: Callable[[str], None]) -> None:
    """Anna opens a personal number, Lisa a protected identity; then Rut, the auditor, sits down."""
    person = f"citizen.personal_number={KARIN}"
    desk("register", "enquiry", "--set", person)
    desk("register", "enquiry", "--set", person, "--set", "citizen.protected=yes")
    assert desk("show", "26-1", "--reveal").code == 0
    login("lisa")
    assert desk("show", "26-2", "--reveal", "--why", "Frågade själv").code == 0
    login("rut")


@pytest.mark.usefixtures("opened")
def test_the_auditor_sees_who_opened_what(desk: Run) -> None:
    page = desk("access", "list", "--output", "json").json
    assert page["next"] is None
    assert [{**each, "at": None} for each in page["entries"]] == [
        {
            "at": None, "by": "lisa", "what": "opened", "reference": "26-000002", "subject": None,
            "fields": ["protected_identity", "citizen.personal_number"], "why": "Frågade själv",
        },
        {
            "at": None, "by": "anna", "what": "opened", "reference": "26-000001", "subject": None,
            "fields": ["citizen.personal_number"], "why": None,
        },
    ]  # fmt: skip
    assert page["entries"][0]["at"] == "2026-11-19T10:42:00+01:00"
    assert KARIN not in desk("access", "list").out


@pytest.mark.usefixtures("opened")
@pytest.mark.parametrize(
    ("options", "references"),
    [
        (["--by", "anna"], ["26-000001"]),
        (["--reference", "26-2"], ["26-000002"]),
        (["--from", "2026-11-19"], ["26-000002", "26-000001"]),
        (["--from", "2026-11-20"], []),
        (["--to", "2026-11-18"], []),
        (["--to", "2026-11-19"], ["26-000002", "26-000001"]),
        (["--limit", "1"], ["26-000002"]),
    ],
)
def test_the_log_is_narrowed(desk: Run, options: list[str], references: list[str]) -> None:
    page = desk("access", "list", "--output", "json", *options).json
    assert [each["reference"] for each in page["entries"]] == references


@pytest.mark.usefixtures("opened")
def test_pages_follow_one_another(desk: Run) -> None:
    first = desk("access", "list", "--limit", "1", "--output", "json").json
    second = desk("access", "list", "--limit", "1", "--after", first["next"], "--output", "json").json
    assert [each["entries"][0]["reference"] for each in (first, second)] == ["26-000002", "26-000001"]
    assert second["next"] is None
    assert desk("access", "list", "--after", "x", "--output", "json").refused == ["cursor_invalid"]


@pytest.mark.usefixtures("opened")
def test_a_table_for_a_spreadsheet(desk: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(desk("access", "list", "--output", "csv").out)))
    assert [row["by"] for row in rows] == ["lisa", "anna"]
    assert rows[0]["why"] == "Frågade själv"


@pytest.mark.parametrize("who", ["anna", "lisa", "bo"])
@pytest.mark.parametrize("command", [("access", "list"), ("trail", "list")])
def test_nobody_else_sees_it(desk: Run, login: Callable[[str], None], who: str, command: tuple[str, str]) -> None:
    login(who)
    answer = desk(*command, "--output", "json")
    assert (answer.code, answer.refused) == (2, ["not_allowed"])


@pytest.mark.usefixtures("opened")
def test_the_log_shows_in_swedish(desk: Run) -> None:
    text = desk("--lang", "sv", "access", "list").out
    assert "Skyddad identitet" in text
    assert "Frågade själv" in text


def test_an_empty_log_says_so(desk: Run, login: Callable[[str], None]) -> None:
    login("rut")
    assert desk("access", "list").out == "Nothing has been opened.\n"


def test_a_head_that_was_kept_proves_the_trail(desk: Run) -> None:
    desk("register", "enquiry")
    head = desk("trail", "head").out.strip()
    assert desk("check", "--output", "json").json["head"] == head
    desk("register", "enquiry")
    assert desk("check", "--head", head).code == 0
    number, _colon, sums = head.partition(":")
    other = f"{number}:{sums[::-1]}"
    answer = desk("check", "--head", head, "--head", other, "--output", "json")
    assert answer.code == 1
    (found,) = (each for each in answer.json["findings"] if each["wrong"])
    assert found["part"] == "trail"
    assert "is another than when its head was printed" in found["wrong"][0]
    ahead = f"{int(number) + 50}:{sums}"
    (found,) = (each for each in desk("check", "--head", ahead, "--output", "json").json["findings"] if each["wrong"])
    assert "cut off at the end" in found["wrong"][0]
    assert desk("check", "--head", "x", "--output", "json").refused == ["head_invalid"]
