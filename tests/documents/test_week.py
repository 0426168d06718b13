"""The weekly follow-up as text, JSON and CSV, and as a file."""

from __future__ import annotations

import csv
import io
import json
import os
import stat
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from desk import words
from desk.documents import files
from desk.documents import week as document
from desk.rules import figures
from desk.rules.goals import DEFAULT_GOALS, find_deviations, rows
from desk.rules.refusals import Refused
from desk.rules.report import Level, Part, TrendPoint, WeekReport


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """English, as the sentences stand in the code."""
    words.use("en")
    yield
    words.use("en")


@pytest.fixture
def report() -> WeekReport:
    """A week with something in each place."""
    calls = figures.calls([5, 20, 70], [30], t_answer=60)
    group = Part(name="Växel", title="Växel", calls=calls, cases=figures.CaseFigures(registered=12, open=2))
    agent = Part(name="anna", title="Anna Lind", first_contact=figures.first_contact(3, 4))
    made = WeekReport(
        span="2026-W47",
        first=date(2026, 11, 16),
        last=date(2026, 11, 22),
        calls=calls,
        cases=figures.CaseFigures(
            registered=1234,
            closed=1200,
            open=40,
            overdue=3,
            by_channel={"visit": 234, "phone": 1000},
            by_kind={"bus_card": 34, "enquiry": 1200},
            by_topic={f"topic_{number}": number for number in range(1, 13)},
            by_department={"Miljö": 7},
        ),
        first_contact=figures.first_contact(900, 1200),
        handling=figures.Handling(180, 9000),
        email=figures.email(50, 49),
        failure_demand=figures.failure_demand(20, 80, {"chasing": 20}),
        feedback=figures.feedback({"praise": 2}, confirmed=(1, 2)),
        groups=(group,),
        agents=(agent,),
        trend=(TrendPoint("2026-W46", {"answer_rate": 0.96, "email": None}),),
    )
    deviations = find_deviations(DEFAULT_GOALS, made, made.groups)
    return replace(made, goals=rows(DEFAULT_GOALS, made), deviations=deviations)


# ------------------------------------------------------------------ text


def line_of(text: str, beginning: str) -> str:
    """The line that begins so, its blanks made single."""
    return next(" ".join(line.split()) for line in text.splitlines() if line.strip().startswith(beginning))


def test_the_text_says_each_figure_against_its_goal(report: WeekReport) -> None:
    text = document.text(report)
    assert text.startswith("Weekly follow-up 2026-W47\n2026-11-16 to 2026-11-22\n")
    assert line_of(text, "Answer rate") == "Answer rate 95.0% 75.0% −20.0 96.0% missed"
    assert line_of(text, "E-mail answered") == "E-mail answered in time 95.0% 98.0% +3.0 – met"
    assert line_of(text, "Attitude") == "Attitude 4.3 – –"
    assert line_of(text, "Registered") == "Registered 1,234"
    assert line_of(text, "Handling time") == "Handling time, median 3 min"
    assert line_of(text, "Chasing a decision") == "Chasing a decision 20"
    assert line_of(text, "Bus card") == "Bus card 34"


def test_the_text_speaks_swedish(report: WeekReport) -> None:
    words.use("sv")
    text = document.text(report)
    assert "75,0\N{NO-BREAK SPACE}%" in text
    assert "1\N{NO-BREAK SPACE}234" in text


def test_the_text_shows_the_parts_that_were_asked_for(report: WeekReport) -> None:
    whole = document.text(report)
    assert "Växel" not in whole
    assert "Anna Lind" not in whole
    groups = document.text(replace(report, level=Level.GROUP))
    assert line_of(groups, "Växel") == "Växel 4 75% 12 2 0 – –"
    assert "Anna Lind" not in groups
    assert line_of(document.text(replace(report, level=Level.AGENT)), "Anna Lind") == "Anna Lind 0 – 0 0 0 75% –"


def test_topics_stand_by_their_names_the_most_common_first(report: WeekReport) -> None:
    text = document.text(report, {"topic_12": "Bygglov – fråga"})
    assert line_of(text, "Bygglov") == "Bygglov – fråga 12"
    assert text.index("Bygglov – fråga") < text.index("topic_11")
    assert "topic_2 " not in text


def test_an_empty_week_is_a_text_too() -> None:
    empty = WeekReport(span="2026-W01", first=date(2025, 12, 29), last=date(2026, 1, 4))
    text = document.text(replace(empty, goals=rows(DEFAULT_GOALS, empty)))
    assert line_of(text, "Answer rate") == "Answer rate 95.0% – –"
    assert "By channel" not in text
    assert not [line for line in text.splitlines() if len(line) > 80]


def test_no_line_is_wider_than_the_smallest_terminal(report: WeekReport) -> None:
    for language in ("en", "sv"):
        words.use(language)
        for level in Level:
            assert [each for each in document.text(replace(report, level=level)).splitlines() if len(each) > 80] == []


# ------------------------------------------------------------------ JSON and CSV


def test_json_is_the_report(report: WeekReport) -> None:
    text = document.json_text(report)
    assert json.loads(text) == report.to_json()
    assert "Växel" in text
    assert text.endswith("}\n")


def lines(report: WeekReport) -> dict[tuple[str, str, str, str], str]:
    """The CSV's values by span, level, name and figure."""
    read = list(csv.reader(io.StringIO(document.csv_text(report), newline="")))
    assert read[0] == ["span", "level", "name", "figure", "value"]
    found = {(span, level, name, figure): value for span, level, name, figure, value in read[1:]}
    assert len(found) == len(read) - 1
    return found


def test_csv_has_a_line_for_each_figure_at_each_level(report: WeekReport) -> None:
    found = lines(report)
    assert found["2026-W47", "all", "", "calls.answer_rate"] == "0.75"
    assert found["2026-W47", "all", "", "cases.by_channel.visit"] == "234"
    assert found["2026-W47", "all", "", "attitude.mean"] == ""
    assert found["2026-W47", "all", "", "goals.answer_rate.deviation"] == "-0.2"
    assert found["2026-W47", "all", "", "goals.answer_rate.met"] == "false"
    assert found["2026-W47", "group", "Växel", "cases.registered"] == "12"
    assert found["2026-W47", "agent", "anna", "first_contact.rate"] == "0.75"
    assert found["2026-W46", "all", "", "trend.answer_rate"] == "0.96"


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_a_name_is_never_a_formula(report: WeekReport, name: str) -> None:
    odd = replace(report, groups=(Part(name=name),), cases=figures.CaseFigures(by_department={name: 1}))
    names = {key[2] for key in lines(odd) if key[1] == "group"}
    assert names == {f"'{name}"}
    text = document.csv_text(odd)
    assert not [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row if cell.startswith(name)]


# ------------------------------------------------------------------ files


@pytest.mark.parametrize(("ending", "beginning"), [(".txt", "Weekly"), (".json", "{"), (".CSV", "span,level")])
def test_the_ending_chooses_the_format(report: WeekReport, tmp_path: Path, ending: str, beginning: str) -> None:
    path = tmp_path / f"week{ending}"
    document.write(report, path)
    assert path.read_text(encoding="utf-8").startswith(beginning)
    assert [each.name for each in tmp_path.iterdir()] == [path.name]
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def refusal(report: WeekReport, path: Path) -> str:
    with pytest.raises(Refused) as refused:
        document.write(report, path)
    assert refused.value.problems[0].field == "to"
    return refused.value.problems[0].code


def test_a_file_that_is_there_is_left_alone(report: WeekReport, tmp_path: Path) -> None:
    path = tmp_path / "week.txt"
    path.write_text("mine", encoding="utf-8")
    assert refusal(report, path) == "file_exists"
    assert path.read_text(encoding="utf-8") == "mine"
    assert list(tmp_path.iterdir()) == [path]


def test_other_endings_are_refused_and_the_right_ones_named(report: WeekReport, tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        document.write(report, tmp_path / "week.docx")
    assert "Choose one of: .txt, .json, .csv." in str(refused.value)
    assert refusal(report, tmp_path / "week") == "format_unknown"
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_refused(report: WeekReport, tmp_path: Path) -> None:
    assert refusal(report, tmp_path / "nowhere" / "week.txt") == "file_not_written"


def test_a_file_system_without_links_gets_its_file_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse_links(*_: object) -> None:
        raise OSError("no links here")

    monkeypatch.setattr(os, "link", refuse_links)
    files.write_new(tmp_path / "week.txt", "Å", "to")
    assert [(each.name, each.read_text(encoding="utf-8")) for each in tmp_path.iterdir()] == [("week.txt", "Å")]
    with pytest.raises(Refused):
        files.write_new(tmp_path / "week.txt", "Ö", "to")
    assert (tmp_path / "week.txt").read_text(encoding="utf-8") == "Å"
