"""What tests of the follow-up need: a report that is the same cached or not, and calls as an exchange tells them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from desk.rules.calendar import Week
from desk.rules.report import WeekReport
from desk.services import reports
from desk.services.seat import Seat

AFTERWARDS = datetime(2026, 12, 7, 9, 0, tzinfo=UTC)


@pytest.fixture
def report() -> Callable[..., WeekReport]:
    """The report, which must be the same from nothing cached, while it is cached, and once it is."""

    def of(seat: Seat, week: Week = Week(2026, 47), now: datetime = AFTERWARDS, **options: Any) -> WeekReport:  # noqa: B008
        fresh = reports.Fresh()
        first = reports.week(seat, week, now=now, fresh=fresh, **options)
        assert reports.store_cache(seat, fresh)
        assert reports.week(seat, week, now=now, fresh=fresh, **options) == first
        assert not fresh
        return first

    return of


@pytest.fixture
def put_calls() -> Callable[..., None]:
    """``put_calls(seat, (group, agent, when, outcome, wait), …)``: calls as the exchange tells them."""

    def put(seat: Seat, *calls: tuple[str, str | None, datetime, str, int]) -> None:
        with seat.database.write() as tx:
            known = int(tx.value("SELECT count(*) FROM calls"))
            tx.run_many(
                "INSERT INTO calls (key, answer_group, agent, at, day, outcome, wait_s) VALUES (?, ?, ?, ?, ?, ?, ?)",
                [
                    (f"test {known + n}", group, agent, int(at.timestamp()), at.date().toordinal(), outcome, wait)
                    for n, (group, agent, at, outcome, wait) in enumerate(calls)
                ],
            )

    return put


@pytest.fixture
def put_typed() -> Callable[..., None]:
    """``put_typed(seat, group, week, offered, answered)``: a week's calls typed by hand."""

    def put(seat: Seat, group: str, week: Week, offered: int, answered: int) -> None:
        with seat.database.write() as tx:
            tx.run(
                "INSERT INTO typed_calls (answer_group, week, offered, answered, typed_at, typed_by)"
                " VALUES (?, ?, ?, ?, 0, 'anna')",
                (group, week.code, offered, answered),
            )

    return put
