"""Feedback compiled by department against an independent count, the same after disposal, and the written text."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from desk.rules.calendar import is_working_day, last_whole_week
from desk.rules.cases import Outcome
from desk.rules.feedback_report import FeedbackFigures
from desk.rules.figures import percentile
from desk.rules.period import ReportSort
from desk.rules.refusals import NotAllowed, Problem
from desk.rules.spans import parse_span, week_span
from desk.services import cases, corrections, feedback_report, report_texts, reports, retention
from desk.services.seat import Seat
from desk.storage import access

NOW = datetime(2026, 11, 19, 9, 42, tzinfo=UTC)
TODAY = date(2026, 11, 19)
T3 = parse_span("2026-T3")
NAME = "Zorn Hemlig"
Refusal = Callable[[Callable[[], object]], Problem]


@pytest.fixture
def many(seat: Seat) -> None:
    """Two hundred and fifty views of two years: named and anonymous, done and not, confidential and protected."""
    rng = random.Random(5)
    for _each in range(250):
        received = NOW - timedelta(minutes=rng.randrange(500 * 24 * 60))
        anonymous = rng.random() < 0.2
        details: dict[str, Any] = {"type": rng.choice(["complaint", "praise", "suggestion", None])}
        if rng.random() < 0.5:
            details["action"] = f"Ringde {NAME}"
        if not anonymous and rng.random() < 0.8:
            details["confirmed_on"] = _after(received, rng.randrange(6))
            if rng.random() < 0.8:
                details["answered_on"] = _after(received, 6 + rng.randrange(14))
                details["answer"] = f"Hej {NAME}"
        given = {
            "kind": "feedback", "channel": rng.choice(["phone", "email", "visit"]), "received_at": received,
            "department": rng.choice(["Miljö", "Extern", "Kultur & fritid", None]),
            "citizen": {"anonymous": True} if anonymous else {"name": NAME, "protected": rng.random() < 0.2},
            "confidential": rng.random() < 0.1, "summary": f"{NAME} klagar",
            "details": {name: value for name, value in details.items() if value is not None},
        }  # fmt: skip
        reference = cases.register(seat, given, NOW).reference
        if rng.random() < 0.6:
            cases.close(seat, reference, rng.choice([Outcome.SOLVED_LATER, Outcome.FORWARDED]), NOW)
        if rng.random() < 0.05:
            cases.annul(seat, reference, "Dubblett", NOW)


def _after(received: datetime, days: int) -> str:
    return min(received.date() + timedelta(days=days + 1), TODAY).isoformat()


def rows(seat: Seat) -> list[dict[str, Any]]:
    with seat.database.read() as tx:
        found = tx.all(
            "SELECT day, coalesce(department, ''), details ->> 'type', channel, coalesce(topic, ''),"
            " closed_at IS NOT NULL, outcome, anonymous, details ->> 'confirmed_on',"
            " details ->> 'answered_on', details ->> 'action'"
            " FROM cases NOT INDEXED WHERE annulled_at IS NULL AND kind = 'feedback'"
        )
    names = ("day", "department", "type", "channel", "topic", "closed", "outcome", "anonymous", "confirmed", "answered",
             "action")  # fmt: skip
    return [dict(zip(names, row, strict=True)) for row in found]


def working_days(came: date, done: date) -> int:
    return sum(is_working_day(came + timedelta(days=n)) for n in range(1, (done - came).days + 1))


def deadline(came: date, many: int) -> date:
    day = came
    while many:
        day += timedelta(days=1)
        many -= is_working_day(day)
    return day


def expected(some: list[dict[str, Any]]) -> dict[str, Any]:
    """The figures said once more, from scratch."""
    named = [row for row in some if not row["anonymous"]]

    def took(name: str) -> list[int]:
        return sorted(
            working_days(date.fromordinal(row["day"]), date.fromisoformat(row[name])) for row in named if row[name]
        )

    def due(name: str, within: int) -> tuple[int, int]:
        """By the last day itself: what is done on the Saturday after a Friday is late."""
        last = [(row[name], deadline(date.fromordinal(row["day"]), within)) for row in named]
        in_time = sum(done is not None and date.fromisoformat(done) <= by for done, by in last)
        return in_time, sum(done is not None or by < TODAY for done, by in last)

    return {
        "n": len(some),
        "types": Counter(row["type"] for row in some if row["type"]),
        "anonymous": len(some) - len(named),
        "confirmed": due("confirmed", 2),
        "answered": due("answered", 10),
        "times": [(len(took(name)), percentile(took(name), 50), percentile(took(name), 90))
                  for name in ("confirmed", "answered")],
        "topics": Counter(row["topic"] for row in some),
        "channels": Counter(row["channel"] for row in some),
        "outcomes": Counter(row["outcome"] for row in some if row["closed"]),
        "acted": sum(row["action"] is not None for row in some),
    }  # fmt: skip


def said(figures: FeedbackFigures) -> dict[str, Any]:
    types = {"complaint": figures.complaint, "praise": figures.praise, "suggestion": figures.suggestion}
    return {
        "n": figures.n,
        "types": {name: n for name, n in types.items() if n},
        "anonymous": figures.anonymous,
        "confirmed": (figures.confirmed.in_time, figures.confirmed.due),
        "answered": (figures.answered.in_time, figures.answered.due),
        "times": [(each.n, each.median, each.p90) for each in (figures.to_confirm, figures.to_answer)],
        "topics": dict(figures.topics),
        "channels": dict(figures.channels),
        "outcomes": dict(figures.outcomes),
        "acted": figures.acted,
    }


@pytest.mark.usefixtures("many")
@pytest.mark.parametrize("code", ["2026-T3", "2026-T2", "2026-11", "2026-W46", "2026", "2026-H1"])
def test_every_department_and_span_equals_an_independent_count(code: str, seat: Seat) -> None:
    span, every = parse_span(code), rows(seat)
    report = feedback_report.report(seat, span, now=NOW)

    def within(of: str, name: str | None) -> list[dict[str, Any]]:
        days = parse_span(of)
        return [
            row for row in every
            if days.first.toordinal() <= row["day"] <= days.last.toordinal() and name in (None, row["department"])
        ]  # fmt: skip

    for each, name in ((report.whole, None), *((row, row.name) for row in report.departments)):
        for figures, of in ((each.now, code), (each.before, report.before), (each.year_before, report.year_before)):
            assert said(figures) == expected(within(of, name)), (name, of)
    assert sum(row.now.n for row in report.departments) == report.whole.now.n == len(within(code, None))
    for row in report.departments:
        assert feedback_report.report(seat, span, row.name, NOW).whole.now == row.now


@pytest.mark.usefixtures("many")
def test_the_whole_says_what_the_weekly_follow_up_says(seat: Seat) -> None:
    week = last_whole_week(TODAY)
    whole = feedback_report.report(seat, week_span(week), now=NOW).whole.now
    follow_up = reports.week(seat, week, now=NOW).feedback
    assert (whole.complaint, whole.praise, whole.suggestion) == (
        follow_up.complaint, follow_up.praise, follow_up.suggestion,
    )  # fmt: skip
    assert whole.confirmed.rate == follow_up.confirmed_in_time
    assert whole.answered.rate == follow_up.answered_in_time


@pytest.mark.usefixtures("many")
def test_it_reads_the_same_after_disposal_and_names_nobody(seat: Seat) -> None:
    later = NOW + timedelta(days=3000)
    before = feedback_report.report(seat, T3, now=later)
    run = retention.run(seat, "KS 2026/1", now=later)
    assert run.cases > 30
    assert before.whole.now.acted > 10
    assert feedback_report.report(seat, T3, now=later) == before
    assert "zorn" not in str(before).casefold()


def test_the_spans_compared_with(seat: Seat) -> None:
    tertial = feedback_report.report(seat, now=NOW)
    assert (tertial.span, tertial.before, tertial.year_before) == ("2026-T2", "2026-T1", "2025-T2")
    week = feedback_report.report(seat, parse_span("2020-W53"), now=NOW)
    assert (week.before, week.year_before) == ("2020-W52", "2019-W52")


def test_a_department_that_is_unknown_and_a_span_to_come(seat: Seat, refusal: Refusal) -> None:
    assert refusal(lambda: feedback_report.report(seat, T3, "Måleri", NOW)).code == "department_unknown"
    assert refusal(lambda: feedback_report.report(seat, parse_span("2027"), now=NOW)).code == "span_not_begun"
    assert feedback_report.report(seat, T3, "MILJÖ", NOW).whole.name == "Miljö"


def test_an_action_that_is_taken_back_counts_no_more(seat: Seat) -> None:
    given = {"kind": "feedback", "department": "Miljö", "details": {"action": "Sandat"}}
    reference = cases.register(seat, given, NOW).reference
    assert feedback_report.report(seat, T3, now=NOW).whole.now.acted == 1
    corrections.correct(seat, reference, {"details.action": None}, NOW)
    assert feedback_report.report(seat, T3, now=NOW).whole.now.acted == 0


# ------------------------------------------------------------------ what was done, in words


def test_a_lead_writes_what_was_done(seat_of: Callable[[str], Seat], refusal: Refusal) -> None:
    lisa = seat_of("lisa")
    assert feedback_report.write_text(lisa, T3, "miljö", "Sandat oftare.\nFler lådor.", 0, NOW) == 1
    assert feedback_report.write_text(lisa, T3, "", "Lugnt.", 0, NOW) == 1
    report = feedback_report.report(lisa, T3, now=NOW)
    (miljö,) = report.departments
    assert (miljö.text, miljö.version) == ("Sandat oftare.\nFler lådor.", 1)
    assert (report.whole.text, report.whole.version) == ("Lugnt.", 1)
    problem = refusal(lambda: feedback_report.write_text(lisa, T3, "Miljö", "Mitt", 0, NOW))
    assert problem.code == "text_changed"
    assert feedback_report.write_text(lisa, T3, "Miljö", "Mitt", 1, NOW) == 2
    assert feedback_report.report(lisa, parse_span("2026-T2"), now=NOW).departments == ()


def test_of_the_text_the_trail_says_only_that_it_was_written(seat_of: Callable[[str], Seat]) -> None:
    lisa = seat_of("lisa")
    feedback_report.write_text(lisa, T3, "Miljö", "Sandat hos Karin", now=NOW)
    with lisa.database.read() as tx:
        (entry,) = access.about(tx, "analysis:feedback:2026-T3:Miljö")
    assert (entry.by, entry.changes) == ("lisa", {"written": (None, ["text"])})


@pytest.mark.parametrize("login", ["bo", "rut"])
def test_others_read_and_do_not_write(login: str, seat_of: Callable[[str], Seat]) -> None:
    assert feedback_report.report(seat_of(login), T3, now=NOW).whole.now.n == 0
    with pytest.raises(NotAllowed):
        feedback_report.write_text(seat_of(login), T3, "Miljö", "x", 0, NOW)


def test_the_feedback_of_no_department_stands_by_itself(seat: Seat) -> None:
    cases.register(seat, {"kind": "feedback"}, NOW)
    feedback_report.write_text(seat, T3, "", "Om alla", 0, NOW)
    report = feedback_report.report(seat, T3, now=NOW)
    (none,) = report.departments
    assert (none.name, none.now.n, none.text) == ("", 1, "")
    assert report.whole.text == "Om alla"


def test_written_as_a_reports_analysis_the_trail_says_no_more(seat_of: Callable[[str], Seat]) -> None:
    lisa = seat_of("lisa")
    report_texts.write_analysis(lisa, ReportSort.FEEDBACK, T3, "Sandat hos Karin", "Miljö", now=NOW)
    with lisa.database.read() as tx:
        (entry,) = access.about(tx, "analysis:feedback:2026-T3:Miljö")
    assert entry.changes == {"written": (None, ["text"])}
    assert feedback_report.report(lisa, T3, now=NOW).departments[0].text == "Sandat hos Karin"
