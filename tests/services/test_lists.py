"""Lists a page at a time, and what is overdue."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from desk.rules.refusals import Problem, Refused
from desk.services import cases, lists, reading, searching
from desk.services.seat import Seat
from desk.storage.database import Database
from desk.storage.lists import Which

SeatOf = Callable[[str], Seat]
NOW = datetime(2026, 11, 19, 9, 42, tzinfo=UTC)
KARIN, OTHER = "189001189811", "189001189829"
PERSON = {"name": "Karin Ström", "phone": "070-174 06 05", "email": "karin@example.se", "personal_number": KARIN}


def register(seat: Seat, **values: Any) -> str:
    return cases.register(seat, {"kind": "enquiry", **values}, NOW).reference


def openings(database: Database) -> list[tuple[str, str, str]]:
    with database.read() as tx:
        return tx.all('SELECT "by", field, why FROM openings ORDER BY id')


def refusal(call: Callable[[], object]) -> Problem:
    with pytest.raises(Refused) as caught:
        call()
    (problem,) = caught.value.problems
    return problem


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
        problem = refusal(call)
        assert (problem.code, problem.field) == ("cursor_invalid", "after")


def test_overdue_is_what_is_open_past_its_deadline(seat: Seat) -> None:
    soon = (NOW + timedelta(hours=1)).isoformat()
    late = register(seat, due=soon)
    register(seat, due=soon, outcome="solved_first")
    register(seat, due=(NOW + timedelta(hours=3)).isoformat())
    register(seat)
    cases.annul(seat, register(seat, due=soon), "dubbel", NOW)
    then = NOW + timedelta(hours=2)
    assert [row.reference for row in lists.page(seat, lists.overdue_now(then)).rows] == [late]
    assert lists.page(seat, lists.overdue_now(NOW + timedelta(hours=1))).rows == ()
    (row,) = lists.page(seat, lists.overdue_now(then)).rows
    assert row.overdue(then)
    assert not row.overdue(NOW)
    assert reading.open_case(seat, late).case.overdue(then)
