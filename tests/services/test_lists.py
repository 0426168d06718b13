"""Lists a page at a time, and what is overdue."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from desk.rules.refusals import Refused
from desk.services import cases, lists, reading, searching
from desk.services.seat import Seat
from desk.storage.lists import Which

NOW = datetime(2026, 11, 19, 9, 42, tzinfo=UTC)


def register(seat: Seat, **values: Any) -> str:
    return cases.register(seat, {"kind": "enquiry", **values}, NOW).reference


def overdue(at: datetime) -> Which:
    return Which(overdue_at=int(at.timestamp()))


# ------------------------------------------------------------------ pages


def test_a_page_names_the_next_and_the_last_none(seat: Seat) -> None:
    every = [register(seat) for _ in range(5)][::-1]
    first = lists.page(seat, Which(), 2)
    second = lists.page(seat, Which(), 2, first.next)
    third = lists.page(seat, Which(), 2, second.next)
    assert [row.reference for page in (first, second, third) for row in page.rows] == every
    assert third.next is None
    assert lists.page(seat, Which(), 5).next is None


@pytest.mark.parametrize(
    "after", ["", ".", "1", "1.", "a.b", "-1.2", "1.2.3", "٣.1", "9" * 19 + ".1", "1." + "9" * 19, " 1.2"]
)
def test_a_cursor_that_is_none_is_refused(after: str, seat: Seat) -> None:
    for call in (lambda: lists.page(seat, Which(), 2, after), lambda: searching.find(seat, "cykel", 2, after)):
        with pytest.raises(Refused) as caught:
            call()
        assert [(each.code, each.field) for each in caught.value.problems] == [("cursor_invalid", "after")]


def test_overdue_is_what_is_open_past_its_deadline(seat: Seat) -> None:
    soon = (NOW + timedelta(hours=1)).isoformat()
    late = register(seat, due=soon)
    register(seat, due=soon, outcome="solved_first")
    register(seat, due=(NOW + timedelta(hours=3)).isoformat())
    register(seat)
    cases.annul(seat, register(seat, due=soon), "dubbel", NOW)
    then = NOW + timedelta(hours=2)
    assert [row.reference for row in lists.page(seat, overdue(then)).rows] == [late]
    assert lists.page(seat, overdue(NOW + timedelta(hours=1))).rows == ()
    (row,) = lists.page(seat, overdue(then)).rows
    assert row.overdue(then)
    assert not row.overdue(NOW)
    assert reading.open_case(seat, late).case.overdue(then)
