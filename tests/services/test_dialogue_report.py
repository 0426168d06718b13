"""A department's own figures: equal to a count made case by case, for every department and span."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from desk.rules.calendar import working_days_after
from desk.rules.cases import Outcome
from desk.rules.dialogue_report import DepartmentFigures
from desk.rules.improvements import BoardStatus
from desk.rules.refusals import Problem
from desk.rules.spans import parse_span
from desk.services import cases, dialogue_report, dialogues, improvements, reports, sample
from desk.services.seat import Seat
from desk.storage.database import Database

Refusal = Callable[[Callable[[], object]], Problem]
SeatOf = Callable[[str], Seat]
NOW = datetime(2026, 11, 19, 9, 42, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Stockholm")
COLUMNS = (
    "department", "day", "channel", "kind", "topic", "status", "outcome", "demand", "cause", "received_at",
    "closed_at", "due", "annulled_at", "id",
)  # fmt: skip


@pytest.fixture
def filled(seat: Seat) -> Seat:
    """A desk of some months, with whatever the sample makes."""
    sample.fill(seat, 1500, seed=5, first=date(2025, 9, 1), last=date(2026, 11, 18), now=NOW)
    return seat


def every_case(database: Database) -> list[dict[str, Any]]:
    with database.read() as tx:
        rows = [dict(zip(COLUMNS, row, strict=True)) for row in tx.all(f"SELECT {', '.join(COLUMNS)} FROM cases")]
        for row in rows:
            sql = "SELECT closed_at, reopened_at FROM closed_periods WHERE case_id = ?"
            row["stood_closed"] = tx.all(sql, (row["id"],))
    return rows


def quantile(values: list[int], share: float) -> float:
    if len(values) == 1:
        return values[0]
    return statistics.quantiles(values, n=100, method="inclusive")[round(share * 100) - 1]


def counted(rows: list[dict[str, Any]], of: DepartmentFigures, department: str, now: datetime) -> dict[str, Any]:
    """The same figures, one case at a time, as the words of the domain say them."""
    mine = [row for row in rows if row["department"] == department and row["annulled_at"] is None]
    first, last = of.first.toordinal(), of.last.toordinal()
    these = [row for row in mine if first <= row["day"] <= last]
    ends = datetime.combine(of.last + timedelta(days=1), datetime.min.time(), ZONE)
    at = int(min(ends, now).timestamp())
    there = [
        row
        for row in mine
        if row["day"] <= last
        and (row["closed_at"] is None or row["closed_at"] >= at)
        and not any(closed < at <= reopened for closed, reopened in row["stood_closed"])
    ]
    closed = [row for row in these if row["closed_at"] is not None]
    took = sorted(max(row["closed_at"] - row["received_at"], 0) for row in closed)
    demand = Counter(row["demand"] for row in these)
    outcomes = Counter(row["outcome"] for row in closed)
    return {
        "registered": len(these),
        "closed": len(closed),
        "open": len(there),
        "overdue": sum(row["due"] is not None and row["due"] < at for row in there),
        "first_contact": outcomes["solved_first"] / len(closed) if closed else None,
        "transferred": outcomes["transferred"],
        "forwarded": outcomes["forwarded"],
        "waiting": sum(row["status"] == "handed_over" for row in these),
        "median": statistics.median(took) if took else None,
        "p90": pytest.approx(quantile(took, 0.9)) if took else None,
        "failure": demand["failure"],
        "classified": demand["failure"] + demand["value"],
        "channels": Counter(row["channel"] for row in these),
        "kinds": Counter(row["kind"] for row in these),
        "topics": Counter(row["topic"] for row in these if row["topic"]),
        "causes": Counter(row["cause"] for row in these if row["demand"] == "failure" and row["cause"]),
        "feedback": sum(row["kind"] == "feedback" for row in these),
    }


def told(of: DepartmentFigures) -> dict[str, Any]:
    return {
        "registered": of.cases.registered,
        "closed": of.cases.closed,
        "open": of.cases.open,
        "overdue": of.cases.overdue,
        "first_contact": of.first_contact.rate,
        "transferred": of.passed_on.transferred,
        "forwarded": of.passed_on.forwarded,
        "waiting": of.passed_on.waiting,
        "median": of.handling.median_s,
        "p90": of.handling.p90_s,
        "failure": of.failure_demand.failure,
        "classified": of.failure_demand.classified,
        "channels": of.cases.by_channel,
        "kinds": of.cases.by_kind,
        "topics": of.cases.by_topic,
        "causes": of.failure_demand.causes,
        "feedback": of.feedback.n,
    }


def test_the_figures_are_those_of_a_count_case_by_case(filled: Seat, database: Database) -> None:
    rows = every_case(database)
    departments = sorted({row["department"] for row in rows if row["department"]})
    compared = 0
    for department in departments:
        for code in ("2026-10", "2026-11", "2026-09", "2026-T2", "2026-W40"):
            fresh = dialogue_report.Fresh()
            report = dialogue_report.report(filled, department, parse_span(code), NOW, fresh=fresh)
            for of in report.compared:
                assert told(of) == counted(rows, of, department, NOW), (department, of.span)
                compared += of.cases.registered > 0
            reports.store_cache(filled, fresh)
            again = dialogue_report.Fresh()
            assert dialogue_report.report(filled, department, parse_span(code), NOW, fresh=again) == report
            assert not again
    assert len(departments) >= 7
    assert compared > 60


def test_what_it_is_held_against(seat: Seat) -> None:
    report = dialogue_report.report(seat, "miljö", now=NOW)
    assert (report.department, [each.span for each in report.compared]) == (
        "Miljö", ["2026-10", "2026-09", "2025-10"],
    )  # fmt: skip
    year = dialogue_report.report(seat, "Miljö", parse_span("2026-T3"), NOW)
    assert [each.span for each in year.compared] == ["2026-T3", "2026-T2", "2025-T3"]


def test_what_stood_open_at_a_months_end_counts_what_was_closed_and_reopened_since(
    seat: Seat, database: Database
) -> None:
    """Open at the end of October: one closed in November, one reopened in November; not one annulled."""
    october = datetime(2026, 10, 12, 8, 0, tzinfo=UTC)
    made = [
        cases.register(seat, {"kind": "enquiry", "department": "Miljö", "summary": name}, october).reference
        for name in ("öppen", "stängd i november", "återöppnad", "annullerad")
    ]
    cases.close(seat, made[1], Outcome.SOLVED_LATER, datetime(2026, 11, 3, 8, 0, tzinfo=UTC))
    cases.close(seat, made[2], Outcome.SOLVED_LATER, datetime(2026, 10, 20, 8, 0, tzinfo=UTC))
    cases.reopen(seat, made[2], datetime(2026, 11, 4, 8, 0, tzinfo=UTC))
    cases.annul(seat, made[3], "fel", datetime(2026, 11, 4, 8, 0, tzinfo=UTC))
    report = dialogue_report.report(seat, "Miljö", parse_span("2026-10"), NOW)
    assert (report.now.cases.registered, report.now.cases.open) == (3, 2)
    now = dialogue_report.report(seat, "Miljö", parse_span("2026-11"), NOW).now
    assert (now.cases.registered, now.cases.open) == (0, 2)


def test_a_cached_stock_is_forgotten_when_a_case_changes(seat: Seat) -> None:
    october = datetime(2026, 10, 12, 8, 0, tzinfo=UTC)
    made = cases.register(seat, {"kind": "enquiry", "department": "Miljö"}, october)
    fresh = dialogue_report.Fresh()
    assert dialogue_report.report(seat, "Miljö", now=NOW, fresh=fresh).now.cases.open == 1
    assert reports.store_cache(seat, fresh)
    cases.annul(seat, made.reference, "fel", NOW)
    assert dialogue_report.report(seat, "Miljö", now=NOW).now.cases.open == 0


def test_feedback_counts_what_was_confirmed_in_time(seat: Seat) -> None:
    came = datetime(2026, 10, 5, 8, 0, tzinfo=UTC)
    assert working_days_after(date(2026, 10, 5), 2) == date(2026, 10, 7)
    for confirmed in ("2026-10-07", "2026-10-08"):
        details = {"type": "complaint", "confirmed_on": confirmed}
        values = {"kind": "feedback", "department": "Miljö", "received_at": came.isoformat(), "details": details}
        cases.register(seat, {**values, "citizen": {"name": "Karin Ström"}}, NOW)
    found = dialogue_report.report(seat, "Miljö", parse_span("2026-10"), NOW).now.feedback
    assert (found.complaint, found.confirmed.rate) == (2, 0.5)


def test_decisions_of_earlier_dialogues_and_improvements_are_told(seat: Seat) -> None:
    def decided(day: date, what: str) -> int:
        held = dialogues.add(seat, {"department": "Miljö", "day": day}, NOW)
        return dialogues.decide(seat, held.id, {"what": what}, NOW).id

    decided(date(2026, 9, 8), "öppen")
    dialogues.done(seat, decided(date(2026, 9, 8), "gjord i oktober"), now=datetime(2026, 10, 8, tzinfo=UTC))
    dialogues.done(seat, decided(date(2026, 8, 8), "gjord i september"), now=datetime(2026, 9, 9, tzinfo=UTC))
    decided(date(2026, 10, 13), "ny")
    decided(date(2026, 11, 10), "senare")
    dialogues.add(seat, {"department": "Extern", "day": date(2026, 9, 8)}, NOW)
    card = improvements.propose(seat, {"proposal": "Skylt", "department": "Miljö"}, datetime(2026, 10, 1, tzinfo=UTC))
    values = {"responsible": "bo", "due": date(2026, 12, 1)}
    improvements.move(seat, card.id, BoardStatus.DECIDED, values, now=datetime(2026, 10, 2, tzinfo=UTC))
    report = dialogue_report.report(seat, "Miljö", parse_span("2026-10"), NOW)
    assert [(each.decision.what, each.decision.was_done) for each in report.decisions] == [
        ("öppen", False), ("gjord i oktober", True), ("ny", False),
    ]  # fmt: skip
    assert [each.proposal for each in report.improvements] == ["Skylt"]


def test_what_is_refused_and_who_may(seat: Seat, seat_of: SeatOf, refusal: Refusal) -> None:
    assert refusal(lambda: dialogue_report.report(seat, "Rymden", now=NOW)).code == "department_unknown"
    ahead = parse_span("2026-12")
    assert refusal(lambda: dialogue_report.report(seat, "Miljö", ahead, NOW)).code == "span_not_begun"
    for login in ("bo", "lisa", "rut"):
        assert dialogue_report.report(seat_of(login), "Miljö", now=NOW).department == "Miljö"
