"""Cells that leave the house: no formulas, aligned by what a screen shows."""

from __future__ import annotations

import csv
import io

import pytest

from desk.documents.cells import cell, columns, csv_text


@pytest.mark.parametrize("text", ["=1+1", "+46701740605", "-5 °C", "@SUM(A1)", "\t=1", "\r=1"])
def test_what_a_spreadsheet_would_run_is_text(text: str) -> None:
    assert cell(text) == f"'{text}"


@pytest.mark.parametrize(
    ("value", "written"),
    [(None, ""), (True, "true"), (False, "false"), (-5, "-5"), (0.25, "0.25"), ("a=b", "a=b"), ("", "")],
)
def test_other_values_are_written_as_they_are(value: object, written: str) -> None:
    assert cell(value) == written


def test_nothing_is_left_that_a_terminal_would_obey() -> None:
    assert cell("a\x1b]0;b\x07\x9b2J\x00\x7fc\td\r\ne") == "a]0;b2Jc\td\r\ne"


def test_quotes_commas_and_breaks_survive() -> None:
    row = ['"Åsa"', "a,b", "a\nb", "å"]
    assert list(csv.reader(io.StringIO(csv_text(["a", "b", "c", "d"], [row]), newline="")))[1] == row


def test_columns_are_aligned_by_width_on_screen() -> None:
    lines = columns(("A", "B"), [("日本", "x"), ("åäö", "y"), ("e\u0301\x1b[2J", "z")])
    assert lines == ["A     B", "日本  x", "åäö   y", "é[2J  z"]


def test_one_column_gives_way_to_the_terminal() -> None:
    lines = columns(("No", "What", "Due"), [("1", "w" * 50, "today")], give=1, width=30)
    assert lines[1].endswith("…  today")
    assert len(lines[1]) == 30
