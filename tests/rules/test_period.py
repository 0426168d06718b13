"""Period reports as values: which spans they have, what differs between two, and how one is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from desk.rules import issuing
from desk.rules.comparing import changes
from desk.rules.deviations import CauseCode
from desk.rules.figures import Calls, Source
from desk.rules.fulfilment import Fulfilment
from desk.rules.period import (
    DeviationLine,
    GoalLine,
    PeriodReport,
    RecipientLine,
    ReportSort,
    current_span,
    last_span,
    moved_span,
    sort_of,
    span_for,
)
from desk.rules.refusals import Problem
from desk.rules.report import Level, Part, WeekReport
from desk.rules.spans import parse_span

Refusal = Callable[[Callable[[], object]], Problem]
FIRST, LAST = date(2026, 5, 1), date(2026, 8, 31)
AT = datetime(2026, 9, 14, 7, 12, tzinfo=UTC)


def _report(**more: object) -> PeriodReport:
    figures = WeekReport(span="2026-T2", first=FIRST, last=LAST, calls=Calls(100, 90, 10, 0.9, source=Source.IMPORTED))
    given = {"sort": ReportSort.TERTIAL, "span": "2026-T2", "first": FIRST, "last": LAST, "municipality": "X",
             "made_at": AT, "figures": figures}  # fmt: skip
    return PeriodReport(**{**given, **more})  # type: ignore[arg-type]


# ------------------------------------------------------------------ spans


@pytest.mark.parametrize(
    ("sort", "text", "code"),
    [
        (ReportSort.WEEK, "2026-w47", "2026-W47"),
        (ReportSort.MONTH, "2026-11", "2026-11"),
        (ReportSort.TERTIAL, "2026-T2-ytd", "2026-T2-ytd"),
        (ReportSort.INTERIM, "2026", "2026-08-ytd"),
        (ReportSort.INTERIM, "2026-08-ytd", "2026-08-ytd"),
        (ReportSort.YEAR, "2026", "2026"),
        (ReportSort.FEEDBACK, "2026-W47", "2026-W47"),
    ],
)
def test_a_report_has_spans_of_its_sort(sort: ReportSort, text: str, code: str) -> None:
    assert span_for(sort, text).code == code


@pytest.mark.parametrize(
    ("sort", "text"),
    [(ReportSort.WEEK, "2026-11"), (ReportSort.TERTIAL, "2026"), (ReportSort.INTERIM, "2026-07-ytd"),
     (ReportSort.INTERIM, "2026-08"), (ReportSort.YEAR, "2026-T1")],
)  # fmt: skip
def test_others_are_refused(sort: ReportSort, text: str, refusal: Refusal) -> None:
    problem = refusal(lambda: span_for(sort, text))
    assert problem.code == "span_of_other_sort"
    assert str(problem.values["example"]) in problem.right


@pytest.mark.parametrize(
    ("sort", "today", "code"),
    [
        (ReportSort.TERTIAL, date(2026, 9, 1), "2026-T2"),
        (ReportSort.TERTIAL, date(2026, 8, 31), "2026-T1"),
        (ReportSort.INTERIM, date(2026, 8, 31), "2025-08-ytd"),
        (ReportSort.INTERIM, date(2026, 9, 1), "2026-08-ytd"),
        (ReportSort.DEMAND, date(2026, 9, 1), "2026-T2"),
        (ReportSort.YEAR, date(2026, 12, 31), "2025"),
    ],
)
def test_the_last_span_has_ended(sort: ReportSort, today: date, code: str) -> None:
    assert last_span(sort, today).code == code


def test_one_goes_from_span_to_span() -> None:
    tertial = span_for(ReportSort.TERTIAL, "2026-T3")
    assert moved_span(ReportSort.TERTIAL, tertial, 1).code == "2027-T1"
    assert moved_span(ReportSort.TERTIAL, tertial, -3).code == "2025-T3"
    interim = span_for(ReportSort.INTERIM, "2026")
    assert moved_span(ReportSort.INTERIM, interim, -1).code == "2025-08-ytd"
    assert current_span(ReportSort.INTERIM, date(2026, 3, 1)).code == "2026-08-ytd"


@pytest.mark.parametrize(
    ("code", "sort"),
    [("2026-W47", "week"), ("2026-08-ytd", "interim"), ("2026-07-ytd", "month"), ("2026-T2-ytd", "tertial"),
     ("2026-H1", "half"), ("2026", "year")],
)  # fmt: skip
def test_a_span_has_its_report(code: str, sort: str) -> None:
    assert str(sort_of(parse_span(code))) == sort


# ------------------------------------------------------------------ what differs


def test_the_same_report_differs_in_nothing() -> None:
    assert changes(_report(), _report()) == ()


def test_figures_are_named_one_by_one() -> None:
    before = _report()
    calls = Calls(102, 91, 11, 91 / 102, source=Source.TYPED)
    after = replace(before, figures=replace(before.figures, calls=calls))
    found = {each.figure: (each.before, each.after) for each in changes(before, after)}
    assert found == {
        "calls.offered": (100, 102),
        "calls.answered": (90, 91),
        "calls.abandoned": (10, 11),
        "calls.answer_rate": (0.9, 91 / 102),
        "calls.source": ("imported", "typed"),
    }


def test_the_noise_of_fractions_is_no_change() -> None:
    before = _report()
    calls = replace(before.figures.calls, answer_rate=0.3 * 3)
    assert calls.answer_rate != 0.9
    assert changes(before, replace(before, figures=replace(before.figures, calls=calls))) == ()


def test_data_that_came_or_went_is_a_change() -> None:
    before = _report()
    gone = replace(before, figures=replace(before.figures, calls=Calls()))
    found = {each.figure: (each.before, each.after) for each in changes(before, gone)}
    assert found["calls.answer_rate"] == (0.9, None)
    back = {each.figure: (each.before, each.after) for each in changes(gone, before)}
    assert back["calls.answer_rate"] == (None, 0.9)


def test_groups_goals_deviations_texts_and_recipients_are_compared() -> None:
    part = Part(name="Växel", calls=Calls(10, 9, 1, 0.9))
    late = DeviationLine("2026-T2", "answer_rate", Level.ALL, "", 0.95, 0.9)
    week = DeviationLine("2026-W20", "answer_rate", Level.GROUP, "Växel", 0.95, 0.9)
    before = _report(goals=(GoalLine("answer_rate", 0.95, 0.9, -0.05, Fulfilment.NEEDED),), deviations=(late,))
    after = replace(
        before,
        figures=replace(before.figures, groups=(part,)),
        goals=(GoalLine("answer_rate", 0.9, 0.9, 0.0, Fulfilment.SATISFACTORY, "Nämnden"),),
        deviations=(replace(late, cause_code=CauseCode.LEAVE, action="Pool"), week),
        analysis="Ny text",
        recipients=(RecipientLine("Karin", "direktör"),),
    )
    found = {(each.part, each.name, each.figure): (each.before, each.after) for each in changes(before, after)}
    assert found["group", "Växel", "calls.offered"] == (None, 10)
    assert found["goal", "answer_rate", "goal"] == (0.95, 0.9)
    assert found["goal", "answer_rate", "fulfilment"] == ("needed", "satisfactory")
    assert found["deviation", "answer_rate", "action"] == (None, "Pool")
    assert found["within", "answer_rate Växel", "times"] == (None, 1)
    assert found["within", "answer_rate Växel", "lacking"] == (None, 1)
    assert found["report", "", "analysis"] == (None, 7)
    assert found["report", "", "recipients"] == (None, "Karin, direktör")


def test_a_text_of_the_same_length_is_another_text() -> None:
    (change,) = changes(_report(analysis="ett"), _report(analysis="två"))
    assert (change.figure, change.form) == ("analysis", "long")


# ------------------------------------------------------------------ keeping


def test_a_kept_report_comes_back_as_it_was() -> None:
    report = issuing.issued(_report(), None, "Anna Lind", AT)
    assert issuing.read(issuing.kept(report)) == report
    assert issuing.kept(issuing.read(issuing.kept(report))) == issuing.kept(report)


def test_the_next_issue_says_what_changed_since() -> None:
    first = issuing.issued(_report(), None, "Anna Lind", AT)
    assert first.issue is not None
    assert (first.issue.number, first.issue.before, first.issue.changes) == (1, None, ())
    calls = Calls(120, 90, 30, 0.75, source=Source.IMPORTED)
    second = issuing.issued(replace(_report(), figures=replace(_report().figures, calls=calls)), first, "Bo Ek", AT)
    assert second.issue is not None
    assert (second.issue.number, second.issue.before, second.issue.before_at) == (2, 1, AT)
    assert [each.figure for each in second.issue.changes] == ["calls.offered", "calls.abandoned", "calls.answer_rate"]
    assert issuing.read(issuing.kept(second)) == second


def test_what_is_kept_keeps_its_form() -> None:
    """A report that was kept by an earlier Desk: what has come since is empty in it, and nothing of it is lost."""
    kept = (
        '{"sort":"tertial","span":"2026-T2","first":"2026-05-01","last":"2026-08-31","municipality":"X",'
        '"made_at":"2026-09-14T07:12:00Z","figures":{"span":"2026-T2","first":"2026-05-01","last":"2026-08-31",'
        '"calls":{"offered":100,"answered":90}},"something_that_went":1}'
    )
    report = issuing.read(kept)
    assert report.figures.calls.offered == 100
    assert report.goals == ()


def test_the_digest_is_of_every_character() -> None:
    kept = issuing.kept(_report())
    assert issuing.digest(kept) != issuing.digest(kept.replace("100", "101"))
