"""The text of longer spans: their titles, points, satisfaction, and what fell short and why."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from desk import words
from desk.documents import week as document
from desk.rules.figures import CallCounts, calls_counted, grade
from desk.rules.report import Deviation, Level, Part, SpanPoint, WeekReport
from desk.rules.spans import parse_span


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """English, as the sentences stand in the code."""
    words.use("en")
    yield
    words.use("en")


def of(code: str, **values: object) -> WeekReport:
    """An empty report of a span."""
    span = parse_span(code)
    return replace(WeekReport(span=span.code, first=span.first, last=span.last), **values)  # type: ignore[arg-type]


def lines(report: WeekReport) -> list[str]:
    """The text's lines, their blanks made single; none is wider than a terminal."""
    text = document.text(report)
    assert [line for line in text.splitlines() if len(line) > 80] == []
    return [" ".join(line.split()) for line in text.splitlines()]


@pytest.mark.parametrize(
    ("code", "title"),
    [
        ("2026-W47", "Weekly follow-up 2026-W47"),
        ("2026-11", "Follow-up · November 2026"),
        ("2026-T3", "Follow-up · Tertial 3 2026"),
        ("2026-H1", "Follow-up · Half-year 1 2026"),
        ("2026-08-ytd", "Follow-up · January–August 2026"),
        ("2026-W47-ytd", "Follow-up · Weeks 1–47 2026"),
        ("2026", "Follow-up · 2026"),
    ],
)
def test_each_span_has_its_title(code: str, title: str) -> None:
    head, days, rule, *_ = lines(of(code))
    assert (head, rule) == (title, "=" * len(title))
    assert days == f"{parse_span(code).first} to {parse_span(code).last}"


def test_points_stand_week_by_week_or_month_by_month() -> None:
    weeks = (
        SpanPoint("2026-W44", date(2026, 11, 1), date(2026, 11, 1)),
        SpanPoint("2026-W45", date(2026, 11, 2), date(2026, 11, 8), 1200, 900, 1300),
    )
    found = lines(of("2026-11", points=weeks))
    assert found.index("Week by week") + 2 == found.index("Week 44 2026 0 0 – 0")
    assert "Week 45 2026 1,200 900 75.0% 1,300" in found
    months = (SpanPoint("2026-01", date(2026, 1, 1), date(2026, 1, 31), 10, 10, 7),)
    assert "January 2026 10 10 100.0% 7" in lines(of("2026", points=months))
    assert "Month by month" not in lines(of("2026-W47"))
    rows = list(csv.reader(io.StringIO(document.csv_text(of("2026-11", points=weeks)), newline="")))
    assert ["2026-W45", "all", "", "points.registered", "1300"] in rows


def test_grades_stand_both_ways_with_how_many_answered() -> None:
    group = Part(name="Växel", attitude=grade(43, 10), knowledge=grade(20, 5))
    agent = Part(name="bo", title="Bo Ek", attitude=grade(16, 4, individual=True))
    report = of("2026-T3", attitude=grade(43, 10), knowledge=grade(20, 5), groups=(group,), agents=(agent,))
    assert "Attitude 4.30 82.5 10" in lines(report)
    assert "Växel, knowledge 4.00 75.0 5" in lines(replace(report, level=Level.GROUP))
    assert "Bo Ek, attitude – – 4" in lines(replace(report, level=Level.AGENT))
    assert not [line for line in lines(report) if line.startswith(("Växel", "Bo Ek"))]
    assert "Satisfaction" not in lines(of("2026-T3"))


def test_what_fell_short_stands_with_cause_and_action() -> None:
    long = "Vi anställer två på timme och flyttar utbildningen till en lugnare vecka, och följer upp det varje fredag."
    report = of(
        "2026-W47",
        groups=(Part(name="Växel", title="Växel"),),
        deviations=(
            Deviation("answer_rate", Level.ALL),
            Deviation("answer_rate", Level.GROUP, "Växel", "Två sjuka", long, "Eva", date(2026, 12, 1), "sick_leave"),
            Deviation("attitude", Level.AGENT, "bo"),
        ),
    )
    assert "Answer rate · The whole desk" in lines(report)
    assert "Cause and action: not written" in lines(report)
    assert "Answer rate · Växel" not in lines(report)
    found = lines(replace(report, level=Level.GROUP))
    assert "Cause: Short-time sick leave – Två sjuka" in found
    assert "Responsible: Eva, 2026-12-01" in found
    assert "Attitude · bo" not in found
    assert "Attitude · bo" in lines(replace(report, level=Level.AGENT))


def test_typed_weeks_are_told_of_where_they_may_be_cut() -> None:
    typed = calls_counted(CallCounts(), typed_offered=10, typed_answered=9)
    told = "Calls typed for a week count in the span that holds its Thursday."
    assert told in lines(of("2026-11", calls=typed, typed_weeks=1))
    assert told not in lines(of("2026-11"))
