"""``desk report … --to`` in every form, ``report issue``, ``issued``, ``compare``, ``analysis`` and ``recipients``."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

Run = Callable[..., Any]


def _pages(file: Path) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(file).pages).split())


@pytest.fixture
def worked(desk: Run) -> Run:
    """A desk where something has happened in November."""
    for outcome in ("solved_first", "forwarded"):
        desk("register", "enquiry", "--channel", "phone", "--set", f"outcome={outcome}", "--set", "demand=value")
    desk("register", "feedback", "--set", "details.type=complaint", "--set", "department=Miljö")
    desk("calls", "set", "Växel", "2026-W47", "--offered", "100", "--answered", "90")
    return desk


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (("week", "2026-W47"), "Week 47 2026"),
        (("month", "2026-11"), "November 2026"),
        (("tertial", "2026-T3"), "Tertial 3 2026"),
        (("tertial", "2026-T3", "--cumulative"), "January–December 2026"),
        (("half", "2026-H2"), "Half-year 2 2026"),
        (("interim", "2026"), "January–August 2026"),
        (("year", "2026"), "Annual report"),
        (("feedback", "2026-T3"), "Citizens' views"),
        (("demand", "2026-T3"), "Failure demand"),
        (("dialogue", "Miljö", "2026-11"), "Dialogue"),
    ],
)
def test_every_report_is_written_as_pdf_and_excel(
    command: tuple[str, ...], words: str, worked: Run, tmp_path: Path
) -> None:
    pdf, xlsx = tmp_path / "report.PDF", tmp_path / "report.xlsx"
    for file in (pdf, xlsx):
        answer = worked("report", *command, "--to", str(file), "--output", "json")
        assert answer.code == 0, answer
        assert answer.json["file"] == str(file)
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert words in _pages(pdf)
    assert len(load_workbook(xlsx).sheetnames) >= 2
    assert worked("report", *command, "--to", str(pdf), "--output", "json").refused == ["file_exists"]


def test_an_unknown_ending_is_refused_with_those_there_are(worked: Run, tmp_path: Path) -> None:
    answer = worked("report", "week", "2026-W47", "--to", str(tmp_path / "week.docx"))
    assert answer.code == 2
    assert ".txt, .json, .csv, .xlsx, .pdf" in answer.err
    assert list(tmp_path.glob("week*")) == []


def test_individuals_are_in_excel_only_where_one_asks_and_may(worked: Run, tmp_path: Path) -> None:
    def sheets(name: str, *more: str) -> list[str]:
        worked("report", "week", "2026-W47", "--to", str(tmp_path / name), *more)
        return list(load_workbook(tmp_path / name).sheetnames)

    assert "Individuals" not in sheets("all.xlsx")
    assert "Individuals" not in sheets("group.xlsx", "--level", "group")
    assert "Individuals" in sheets("agent.xlsx", "--level", "agent")
    sheets("own.xlsx", "--level", "agent", "--as", "bo")
    own = load_workbook(tmp_path / "own.xlsx")["Individuals"]
    assert [row[0].value for row in own.iter_rows(min_row=5)] == ["Bo Ek"]
    worked("report", "week", "2026-W47", "--to", str(tmp_path / "agent.pdf"), "--level", "agent")
    assert "Anna Lind" not in _pages(tmp_path / "agent.pdf")


def test_a_report_is_issued_shown_and_printed_again(worked: Run, tmp_path: Path) -> None:
    worked("recipients", "add", "month", "Karin Ström", "--title", "kommundirektör")
    file = tmp_path / "text"
    file.write_text("Första.\n\nAndra.", encoding="utf-8")
    assert worked("report", "analysis", "month", "2026-11", "--file", str(file)).out == "Första.\n\nAndra.\n"
    first, again = tmp_path / "first.pdf", tmp_path / "again.pdf"
    answer = worked("report", "issue", "month", "2026-11", "--to", str(first), "--lang", "sv", "--output", "json")
    assert answer.json == {
        "id": 1, "report": "month", "span": "2026-11", "department": None, "number": 1, "language": "sv",
        "issued_at": "2026-11-19T10:42:00+01:00", "issued_by": "anna", "file": str(first),
    }  # fmt: skip
    worked("register", "enquiry", "--channel", "phone")
    assert worked("report", "issued", "show", "1", "--to", str(again)).code == 0
    assert first.read_bytes() == again.read_bytes()
    for told in ("Månadsrapport", "Karin Ström, kommundirektör", "Andra.", "90,0 %"):
        assert told in _pages(again), told
    shown = worked("report", "issued", "show", "1")
    assert "Karin Ström, kommundirektör" in shown.out
    kept = worked("report", "issued", "show", "1", "--output", "json").json
    assert kept["document"]["figures"]["cases"]["registered"] == 3
    csv = worked("report", "issued", "show", "1", "--output", "csv").out
    assert "2026-11,whole,,cases.registered,3\r\n" in csv
    listed = worked("report", "issued", "list", "month", "--output", "json").json["issued"]
    assert [each["id"] for each in listed] == [1]
    assert "Monthly report" in worked("report", "issued", "list").out


def test_what_changed_is_named_and_ends_with_1(worked: Run) -> None:
    worked("report", "issue", "month", "2026-11")
    same = worked("report", "compare", "1")
    assert same.code == 0
    assert "Nothing has changed." in same.out
    worked("calls", "set", "Växel", "2026-W47", "--offered", "200", "--answered", "190", "--replace")
    found = worked("report", "compare", "1", "now", "--output", "json")
    assert found.code == 1
    changes = {(each["part"], each["name"], each["figure"]): each for each in found.json["changes"]}
    assert changes["whole", None, "calls.offered"]["before"] == 100
    assert changes["whole", None, "calls.offered"]["after"] == 200
    assert "Växel: Answered calls" in worked("report", "compare", "1").out
    issued = worked("report", "issue", "month", "2026-11")
    assert "no. 2" in issued.out
    assert "Offered calls" in issued.out
    again = worked("report", "compare", "1", "2", "--output", "json")
    assert again.code == 1
    assert again.json["after"]["id"] == 2


def test_the_next_issue_says_so_on_paper(worked: Run, tmp_path: Path) -> None:
    worked("report", "issue", "month", "2026-11")
    worked("calls", "set", "Växel", "2026-W47", "--offered", "200", "--answered", "190", "--replace")
    for ending in ("pdf", "xlsx", "txt"):
        worked("report", "issued", "show", "1", "--to", str(tmp_path / f"one.{ending}"))
    worked("report", "issue", "month", "2026-11", "--to", str(tmp_path / "two.pdf"))
    worked("report", "issued", "show", "2", "--to", str(tmp_path / "two.xlsx"))
    assert "Changed since" not in _pages(tmp_path / "one.pdf")
    assert "Changed since no. 1 of 19 November 2026" in _pages(tmp_path / "two.pdf")
    assert "Offered calls 100 200" in _pages(tmp_path / "two.pdf")
    assert "Changed" in load_workbook(tmp_path / "two.xlsx").sheetnames


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("report", "issue", "tertial", "2026-11"), "span_of_other_sort"),
        (("report", "issue", "month", "2027-01"), "report_in_future"),
        (("report", "issue", "board", "2026"), "unknown_code"),
        (("report", "issue", "month", "2026-11", "--department", "Mars"), "department_unknown"),
        (("report", "issued", "show", "7"), "issued_unknown"),
        (("report", "issued", "show", "0"), "number_too_small"),
        (("report", "compare", "7"), "issued_unknown"),
        (("report", "compare", "7", "then"), "invalid_number"),
        (("report", "analysis", "month", "2026-11", "--file", "/nowhere"), "file_missing"),
        (("recipients", "remove", "7"), "recipient_unknown"),
        (("recipients", "add", "month", " "), "required"),
    ],
)
def test_what_cannot_be_is_refused(arguments: tuple[str, ...], code: str, desk: Run) -> None:
    answer = desk(*arguments, "--output", "json")
    assert answer.code == 2
    assert answer.refused == [code]


def test_who_may_not_is_told_so(desk: Run) -> None:
    for login in ("bo", "rut"):
        answer = desk("report", "issue", "month", "2026-10", "--as", login, "--output", "json")
        assert (answer.code, answer.refused) == (2, ["not_allowed"])
    assert desk("report", "issued", "list", "--as", "rut").code == 0


def test_an_analysis_is_not_written_over_unseen(desk: Run, tmp_path: Path) -> None:
    file = tmp_path / "text"
    file.write_text("Ett.", encoding="utf-8")
    seen = ("report", "analysis", "month", "2026-11", "--file", str(file), "--output", "json")
    assert desk(*seen, "--version-seen", "0").json["version"] == 1
    file.write_text("Två.", encoding="utf-8")
    assert desk(*seen, "--version-seen", "0").refused == ["text_changed"]
    assert desk("report", "analysis", "month", "2026-11", "--output", "json").json["text"] == "Ett."
    file.write_text("å" * 20_001, encoding="utf-8")
    assert desk(*seen).refused == ["too_long"]


def test_the_list_is_empty_at_first(desk: Run) -> None:
    assert desk("report", "issued", "list").out == "No report has been issued.\n"
    assert desk("recipients", "list").out == "No recipients are named.\n"
    assert json.loads(desk("recipients", "list", "--output", "json").out) == {"recipients": []}


def test_excel_is_read_again(worked: Run, tmp_path: Path) -> None:
    worked("report", "month", "2026-11", "--to", str(tmp_path / "month.xlsx"))
    book = load_workbook(BytesIO((tmp_path / "month.xlsx").read_bytes()))
    found = {row[0].value: row[1].value for row in book["Summary"].iter_rows(min_row=5)}
    assert (found["Offered calls"], found["Answer rate"], found["Registered cases"]) == (100, 0.9, 3)
