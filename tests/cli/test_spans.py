"""``report month``, ``tertial``, ``half``, ``interim`` and ``year``."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


@pytest.mark.parametrize(
    ("line", "span", "first", "last"),
    [
        ("month 2026-10", "2026-10", "2026-10-01", "2026-10-31"),
        ("month 2026-10 --cumulative", "2026-10-ytd", "2026-01-01", "2026-10-31"),
        ("month 2026-10-ytd", "2026-10-ytd", "2026-01-01", "2026-10-31"),
        ("tertial 2026-T3", "2026-T3", "2026-09-01", "2026-12-31"),
        ("half 2026-h1", "2026-H1", "2026-01-01", "2026-06-30"),
        ("interim 2026", "2026-08-ytd", "2026-01-01", "2026-08-31"),
        ("year 2026", "2026", "2026-01-01", "2026-12-31"),
        ("week 2026w46 --cumulative", "2026-W46-ytd", "2025-12-29", "2026-11-15"),
        # Left out: the last that has ended on 19 November 2026.
        ("month", "2026-10", "2026-10-01", "2026-10-31"),
        ("tertial", "2026-T2", "2026-05-01", "2026-08-31"),
        ("half --cumulative", "2026-H1-ytd", "2026-01-01", "2026-06-30"),
        ("interim", "2026-08-ytd", "2026-01-01", "2026-08-31"),
        ("year", "2025", "2025-01-01", "2025-12-31"),
        ("week --cumulative", "2026-W46-ytd", "2025-12-29", "2026-11-15"),
    ],
)
def test_each_span_has_its_command(ask: Callable[..., Any], line: str, span: str, first: str, last: str) -> None:
    report = ask("report", *line.split())
    assert (report["span"], report["from"], report["to"]) == (span, first, last)


@pytest.mark.parametrize(
    ("line", "code", "right"),
    [
        ("month 2026-T1", "span_other_sort", "`desk report tertial` reports it."),
        ("year 2026-11", "span_other_sort", "`desk report month` reports it."),
        ("interim 2026-08", "year_unknown", "Write it as 2026."),
        ("half 2026-H3", "span_unknown", "Write it as 2026-W47, 2026-11, 2026-T3, 2026-H1 or 2026."),
        ("month 2026-12", "report_in_future", "At the latest 2026-11."),
        ("interim 2027", "report_in_future", "At the latest 2026-11-ytd."),
        ("week 2026-11", "week_invalid", "Write it as 2026-W47."),
    ],
)
def test_what_is_no_such_span_is_refused(desk: Callable[..., Any], line: str, code: str, right: str) -> None:
    answer = desk("report", *line.split(), "--output", "json")
    assert (answer.code, answer.refused) == (2, [code])
    assert right in desk("report", *line.split()).err


def test_text_and_csv_of_a_tertial(desk: Callable[..., Any]) -> None:
    desk("register", "enquiry", "--set", "received_at=2026-11-10 10:00", "--set", "outcome=solved_first")
    desk("calls", "set", "Växel", "2026-W46", "--offered", "10", "--answered", "5")
    text = desk("report", "tertial", "2026-T3", "--level", "group").out
    assert text.startswith("Follow-up · Tertial 3 2026\n2026-09-01 to 2026-12-31\n")
    assert "Week by week" in text
    assert "Calls typed for a week count in the span that holds its Thursday." in text
    assert not [line for line in text.splitlines() if len(line) > 80]
    rows = list(csv.reader(io.StringIO(desk("report", "tertial", "2026-T3", "--output", "csv").out, newline="")))
    assert ["2026-T3", "all", "", "calls.offered", "10"] in rows
    assert ["2026-W46", "all", "", "points.answered", "5"] in rows
    assert "Month by month" in desk("report", "interim", "2026").out


def test_a_span_that_nobody_follows_goals_over_can_fall_short(desk: Callable[..., Any], tmp_path: Path) -> None:
    assert desk("report", "half", "2026-H2", "--fail-on-deviation").code == 0
    desk("calls", "set", "Växel", "2026-W46", "--offered", "10", "--answered", "5")
    answer = desk("report", "half", "2026-H2", "--fail-on-deviation", "--output", "json")
    assert (answer.code, answer.json["deviations"]) == (1, [])
    path = tmp_path / "half.json"
    assert desk("report", "half", "2026-H2", "--to", str(path)).code == 0
    assert path.stat().st_mode & 0o777 == 0o600
