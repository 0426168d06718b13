"""Reports as Excel: real numbers and days, heads that stay, charts of Excel's own, and text that is only ever text."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from desk import words
from desk.documents.period_file import excel, forms
from desk.documents.xlsx import LONGEST
from desk.rules.period import PeriodReport, ReportSort
from desk.rules.refusals import Problem

Refusal = Callable[[Callable[[], object]], Problem]


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    before = words.language()
    words.use("en")
    yield
    words.use(before)


def _opened(file: str | bytes) -> Any:
    assert isinstance(file, bytes)
    return load_workbook(BytesIO(file))


def _rows(sheet: Worksheet) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]


def _row(sheet: Worksheet, name: str) -> list[Any]:
    return next(row for row in sheet.iter_rows(min_row=5) if row[0].value == name)


def test_every_subject_has_its_sheet(period_report: PeriodReport) -> None:
    assert _opened(excel(period_report)).sheetnames == [
        "Summary", "Goals", "Over time", "Groups", "Hours", "Costliest", "Causes", "Contacts", "Feedback",
        "Deviations", "Improvements", "Staffing", "Measurement", "Basis",
    ]  # fmt: skip


def test_values_are_real(period_report: PeriodReport) -> None:
    book = _opened(excel(period_report))
    goal = _row(book["Goals"], "Answer rate")
    assert [each.value for each in goal[1:4]] == [0.95, 0.931, pytest.approx(-1.9)]
    assert [each.number_format for each in goal[1:4]] == ["0.0%", "0.0%", "+0.0;-0.0;0.0"]
    assert goal[8].value == datetime(2025, 11, 3)  # noqa: DTZ001
    assert goal[8].number_format == "yyyy-mm-dd"
    assert _row(book["Goals"], "Attitude")[2].number_format == "0.0"
    offered = _row(book["Summary"], "Offered calls")[1]
    assert (offered.value, offered.number_format) == (5144, "#,##0")
    assert _row(book["Summary"], "Answer rate")[1].number_format == "0.0%"
    assert _row(book["Costliest"], "No reply · Other")[6].value == 8.0
    improvement = next(book["Improvements"].iter_rows(min_row=5))
    assert improvement[0].value == 7
    assert improvement[5].value == datetime(2026, 12, 1)  # noqa: DTZ001


def test_no_data_is_an_empty_cell(period_report: PeriodReport) -> None:
    goal = _row(_opened(excel(period_report))["Goals"], "E-mail answered within the time set")
    assert [each.value for each in goal[1:4]] == [0.95, None, None]


def test_heads_stay_and_every_column_can_be_filtered(period_report: PeriodReport) -> None:
    for sheet in _opened(excel(period_report)):
        assert sheet.freeze_panes == "B5"
        (table,) = sheet.tables.values()
        assert table.headerRowCount in (None, 1)
        assert table.autoFilter is not None
        assert [each.name for each in table.tableColumns] == [cell.value for cell in sheet[4]]
        assert sheet["A1"].value


def test_charts_are_excels_own_and_have_words(period_report: PeriodReport) -> None:
    file = excel(period_report)
    with zipfile.ZipFile(BytesIO(file)) as parts:
        charts = [name for name in parts.namelist() if name.startswith("xl/charts/")]
        drawn = "".join(parts.read(name).decode() for name in charts)
        drawings = [parts.read(name).decode() for name in parts.namelist() if name.startswith("xl/drawings/drawing")]
    assert len(charts) >= 7
    assert "'Over time'!$D$5:$D$22" in drawn
    for each in drawings:
        assert each.count("<xdr:graphicFrame") == each.count('descr="')
        assert 'descr=""' not in each


def test_it_says_what_it_is(period_report: PeriodReport) -> None:
    about = _opened(excel(period_report)).properties
    assert about.title == "Tertial report · Tertial 2 2026"
    assert about.creator == "Östra Göinge kommun"
    assert about.created == datetime(2026, 9, 14, 7, 12)  # noqa: DTZ001


def test_the_same_report_is_the_same_file(period_report: PeriodReport) -> None:
    with zipfile.ZipFile(BytesIO(excel(period_report))) as one, zipfile.ZipFile(BytesIO(excel(period_report))) as two:
        assert {name: one.read(name) for name in one.namelist()} == {name: two.read(name) for name in two.namelist()}


@pytest.mark.parametrize(
    "text",
    [
        "=cmd|' /C calc'!A0",
        "=1+1",
        "+1+1",
        "-1+1",
        "@SUM(A1)",
        "\t=1+1",
        "{=1+1}",
        "http://example.se",
        "mailto:a@example.se",
        "internal:Goals!A1",
        "0123",
        "1e5",
        "TRUE",
        "=HYPERLINK(\"http://example.se\")",
    ],
)  # fmt: skip
def test_text_is_never_a_formula_a_link_or_a_number(text: str, period_report: PeriodReport) -> None:
    deviation = replace(period_report.deviations[0], cause=text, action=text, responsible=text)
    improvement = replace(period_report.improvements[0], proposal=text, result=text, responsible=text)
    report = replace(
        period_report, municipality=text, analysis=text, deviations=(deviation,), improvements=(improvement,)
    )
    book = _opened(excel(report))
    shown = text.replace("\t", " ")
    (row,) = book["Improvements"].iter_rows(min_row=5)
    assert [row[at].value for at in (2, 4, 7)] == [shown] * 3
    assert {row[at].data_type for at in (2, 4, 7)} == {"s"}
    with zipfile.ZipFile(BytesIO(excel(report))) as parts:
        sheets = [parts.read(name).decode() for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
    assert not any("<f>" in each or "<hyperlink" in each for each in sheets)


def test_hostile_text_neither_breaks_the_file_nor_reaches_it(period_report: PeriodReport) -> None:
    text = "före\x00\x07\x1b[31m_x0041_\u202e\ud800efter " + "x" * 40_000
    book = _opened(excel(replace(period_report, analysis=text)))
    value = next(row[1].value for row in book["Basis"].iter_rows(min_row=5) if row[0].value == "Analysis")
    assert len(value) == LONGEST
    assert value.startswith("före")
    assert "efter" in value
    assert not any(each in value for each in "\x00\x07\x1b\u202e\ud800")


def test_individuals_only_where_they_are_handed_in(period_report: PeriodReport) -> None:
    assert "Individuals" not in _opened(excel(period_report)).sheetnames
    anna = replace(period_report.figures.groups[0], name="anna", title="Anna Lind")
    book = _opened(forms(period_report, (anna,))[".xlsx"]())
    assert _row(book["Individuals"], "Anna Lind")[1].value == 900


def test_a_department_gets_its_own_sheets(period_report: PeriodReport) -> None:
    names = _opened(excel(replace(period_report, department="Miljö"))).sheetnames
    assert "Groups" not in names
    assert {"Goals", "Causes", "Feedback", "Improvements"} <= set(names)
    assert _opened(excel(replace(period_report, sort=ReportSort.FEEDBACK))).sheetnames == ["Feedback", "Basis"]


def test_nothing_at_all_is_a_file_too(period_report: PeriodReport) -> None:
    bare = replace(period_report, goals=(), deviations=(), improvements=(), demand=None, feedback=None, staffing=None,
                   hours=(), measurement=None, so_far=None, figures=replace(period_report.figures, groups=(),
                   points=()))  # fmt: skip
    book = _opened(excel(bare))
    assert _rows(book["Deviations"])[1][0] == "no data"


def test_days_are_days(period_report: PeriodReport) -> None:
    own = _row(_opened(excel(period_report))["Deviations"], "Answer rate")
    assert own[8].value.date() == date(2026, 10, 1)


def test_without_the_library_it_is_said_what_to_install(
    period_report: PeriodReport, monkeypatch: pytest.MonkeyPatch, refusal: Refusal
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "xlsxwriter", None)
    assert refusal(lambda: excel(period_report)).code == "xlsxwriter_missing"
