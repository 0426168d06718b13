"""How long personal data are kept is decided per kind: before the settings and Desk's own; dates follow at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from desk.rules.cases import Outcome
from desk.rules.refusals import NotAllowed, Problem
from desk.rules.retention import Source
from desk.services import cases, reading, retention, retention_periods
from desk.services.seat import Seat
from desk.settings_model import Settings

Refusal = Callable[[Callable[[], object]], Problem]
SeatOf = Callable[[str], Seat]
NOW = datetime(2026, 11, 19, 9, 42, tzinfo=UTC)
DECISION = "KS 2026/114 § 45"


def closed(seat: Seat, kind: str = "enquiry") -> str:
    reference = cases.register(seat, {"kind": kind, "channel": "visit"}, NOW).reference
    cases.close(seat, reference, Outcome.SOLVED_LATER, NOW)
    return reference


def date_of(seat: Seat, reference: str) -> date | None:
    return reading.open_case(seat, reference).case.retention_date


def test_desks_own_then_the_settings_then_what_is_decided(seat: Seat) -> None:
    def told(at: Seat) -> tuple[int, Source]:
        (found,) = [each for each in retention_periods.every(at) if each.kind == "enquiry"]
        return found.days, found.source

    assert told(seat) == (90, Source.DEFAULT)
    settings = replace(seat, settings=Settings(retention={"enquiry": 60}))
    assert told(settings) == (60, Source.SETTINGS)
    retention_periods.decide(settings, "enquiry", 30, DECISION, date(2026, 11, 1), NOW)
    assert told(settings) == told(seat) == (30, Source.DECIDED)
    retention_periods.withdraw(settings, "enquiry", NOW)
    assert told(settings) == (60, Source.SETTINGS)


def test_the_dates_of_what_has_ended_follow_at_once_and_what_ends_later_gets_the_new_one(seat: Seat) -> None:
    before, other = closed(seat), closed(seat, "feedback")
    assert date_of(seat, before) == date(2026, 11, 19) + timedelta(days=90)
    assert retention_periods.decide(seat, "enquiry", 10, DECISION, now=NOW) == 1
    assert date_of(seat, before) == date(2026, 11, 29)
    assert date_of(seat, closed(seat)) == date(2026, 11, 29)
    assert date_of(seat, other) == date(2026, 11, 19) + timedelta(days=730)
    run = retention.run(seat, DECISION, date(2026, 11, 29), NOW, dry_run=True)
    assert (run.cases, run.renewed) == (2, 0)
    later = NOW + timedelta(days=10)
    assert retention.preview(seat, NOW).cases == 0
    tried, counted = retention.run(seat, DECISION, now=later, dry_run=True), retention.preview(seat, later)
    assert replace(counted, decision=DECISION) == tried
    assert counted.cases == 2
    assert retention_periods.withdraw(seat, "enquiry", NOW) == 2
    assert date_of(seat, before) == date(2026, 11, 19) + timedelta(days=90)


def test_another_session_closes_by_the_new_days(seat: Seat, seat_of: SeatOf) -> None:
    other = seat_of("bo")
    assert other.organisation.topics
    retention_periods.decide(seat, "enquiry", 10, DECISION, now=NOW)
    from desk.services import sessions

    assert sessions.look(other, "s", NOW).mark.organised == "1"
    other.renew()
    assert date_of(other, closed(other)) == date(2026, 11, 29)


@pytest.mark.parametrize(
    ("kind", "days", "decision", "on", "code"),
    [
        ("fax", 10, DECISION, None, "kind_unknown"),
        ("enquiry", 0, DECISION, None, "number_too_small"),
        ("enquiry", 36501, DECISION, None, "number_too_large"),
        ("enquiry", 10, " ", None, "decision_needed"),
        ("enquiry", 10, "–", None, "decision_of_retention"),
        ("enquiry", 10, DECISION, date(2026, 11, 20), "day_in_future"),
    ],
)
def test_what_cannot_be_decided(
    kind: str, days: int, decision: str, on: date | None, code: str, seat: Seat, refusal: Refusal
) -> None:
    assert refusal(lambda: retention_periods.decide(seat, kind, days, decision, on, NOW)).code == code
    assert all(each.source is Source.DEFAULT for each in retention_periods.every(seat))


def test_it_is_in_the_trail_and_for_administrators_only(seat: Seat, seat_of: SeatOf, refusal: Refusal) -> None:
    retention_periods.decide(seat, "enquiry", 10, DECISION, now=NOW)
    again = refusal(lambda: retention_periods.decide(seat, "enquiry", 10, DECISION, now=NOW))
    assert again.code == "nothing_changed"
    assert refusal(lambda: retention_periods.withdraw(seat, "fault", NOW)).code == "nothing_changed"
    with seat.database.read() as tx:
        told = tx.value("SELECT changes FROM events WHERE subject = 'retention:enquiry'")
    assert '"days":[90,10]' in told
    for login in ("bo", "lisa", "rut"):
        other = seat_of(login)
        for call in (
            lambda at=other: retention_periods.every(at),
            lambda at=other: retention_periods.decide(at, "enquiry", 9, DECISION, now=NOW),
            lambda at=other: retention_periods.withdraw(at, "enquiry", NOW),
            lambda at=other: retention.renew(at, DECISION, NOW),
        ):
            with pytest.raises(NotAllowed):
                call()
