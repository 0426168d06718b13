"""Cached days and weeks: a change is seen, and what comes late takes nothing newer away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from desk.rules.calendar import Week
from desk.rules.cases import Outcome
from desk.rules.report import WeekReport
from desk.services import cases, reports
from desk.services.seat import Seat
from desk.storage.database import Database

Report = Callable[..., WeekReport]
PutCalls = Callable[..., None]
W47 = Week(2026, 47)
MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
AFTERWARDS = datetime(2026, 12, 7, 9, 0, tzinfo=UTC)
CALL = ("Växel", "bo", MONDAY, "answered", 10)


def register(seat: Seat, at: datetime, **values: Any) -> str:
    """Register a case that came in, and was registered, ``at`` an instant."""
    given = {"kind": "enquiry", "channel": "phone", **values}
    return cases.register(seat, given, at).reference


def test_a_change_after_caching_is_seen(seat: Seat, report: Report, put_calls: PutCalls) -> None:
    reference = register(seat, MONDAY)
    assert report(seat).cases.closed == 0
    cases.close(seat, reference, Outcome.SOLVED_LATER, MONDAY)
    assert report(seat).cases.closed == 1
    register(seat, MONDAY)
    assert (report(seat).cases.registered, report(seat).cases.open) == (2, 1)
    put_calls(seat, CALL)
    assert report(seat).calls.answered == 1


def test_what_changed_while_a_report_was_counted_is_not_stored(seat: Seat) -> None:
    register(seat, MONDAY)
    late = reports.Fresh()
    reports.week(seat, W47, now=AFTERWARDS, fresh=late)
    prompt = reports.Fresh()
    reports.week(seat, W47, now=AFTERWARDS, fresh=prompt)
    reports.store_cache(seat, prompt)
    register(seat, MONDAY)
    assert reports.store_cache(seat, late)
    found = reports.week(seat, W47, now=AFTERWARDS)
    assert (found.cases.registered, found.cases.open) == (2, 2)
    assert next(each for each in found.agents if each.name == "anna").cases.registered == 2


def test_what_comes_late_takes_nothing_newer_away(seat: Seat, report: Report) -> None:
    register(seat, MONDAY)
    late = reports.Fresh()
    reports.week(seat, W47, now=AFTERWARDS, fresh=late)
    register(seat, MONDAY)
    newer = report(seat)
    reports.store_cache(seat, late)
    fresh = reports.Fresh()
    assert reports.week(seat, W47, now=AFTERWARDS, fresh=fresh) == newer
    assert not fresh


def test_a_database_that_cannot_be_written_costs_nobody_the_report(seat: Seat, database_file: Path) -> None:
    register(seat, MONDAY)
    fresh = reports.Fresh()
    reports.week(seat, W47, now=AFTERWARDS, fresh=fresh)
    impatient = Seat(Database(database_file, busy_seconds=0.01), seat.settings, seat.who)
    with seat.database.write():
        assert not reports.store_cache(impatient, fresh)
    assert fresh
    assert reports.store_cache(impatient, fresh)
    impatient.database.close()


def test_what_is_stored_in_many_portions_is_all_there(
    seat: Seat, report: Report, put_calls: PutCalls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reports, "_PORTION", 1)
    for day in range(5):
        put_calls(seat, ("Växel", "bo", MONDAY + timedelta(days=day), "answered", day))
    assert report(seat).calls.answered == 5
