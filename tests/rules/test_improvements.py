"""The improvement board's rules: what each move needs, who may, and what a report tells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from desk.rules.improvements import (
    ENDED,
    NEXT,
    BoardStatus,
    Improvement,
    as_of,
    concerns,
    in_order,
    lacking,
    may_change,
    may_move,
    moved,
    neighbour,
)
from desk.rules.refusals import Problem
from desk.rules.rights import Person, Role

TODAY = date(2026, 11, 19)
BARE = Improvement(1, "Skylt vid dörren", proposed_on=date(2026, 10, 1), proposed_by="bo")
DECIDED = replace(
    BARE, status=BoardStatus.DECIDED, responsible="bo", due=date(2026, 12, 1), decided_on=date(2026, 10, 5)
)
Refusal = Callable[[Callable[[], object]], Problem]


def who(login: str, role: Role) -> Person:
    return Person(login, login.title(), role)


def test_one_step_to_either_side_is_always_allowed() -> None:
    for status in BoardStatus:
        for by in (-1, 1):
            to = neighbour(status, by)
            assert to is None or to in NEXT[status]
    assert neighbour(BoardStatus.PROPOSED, -1) is None
    assert neighbour(BoardStatus.NOT_DONE, 1) is None


@pytest.mark.parametrize("now", list(BoardStatus))
@pytest.mark.parametrize("to", list(BoardStatus))
def test_a_move_that_is_not_allowed_names_those_that_are(now: BoardStatus, to: BoardStatus, refusal: Refusal) -> None:
    card = replace(DECIDED, status=now, ended_on=TODAY if now in ENDED else None)
    if to in NEXT[now]:
        assert moved(card, to, TODAY).status is to
        return
    problem = refusal(lambda: moved(card, to, TODAY))
    assert problem.code == "improvement_move"
    assert problem.values["allowed"] == tuple(map(str, NEXT[now]))


@pytest.mark.parametrize(
    ("to", "codes"),
    [
        (BoardStatus.DECIDED, ["improvement_needs_responsible", "improvement_needs_due"]),
        (BoardStatus.NOT_DONE, ["improvement_needs_why"]),
    ],
)
def test_a_bare_proposal_lacks(to: BoardStatus, codes: list[str]) -> None:
    assert [each.code for each in lacking(moved(BARE, to, TODAY))] == codes


def test_what_is_done_needs_a_result_and_what_is_taken_up_again_another() -> None:
    done = moved(DECIDED, BoardStatus.DONE, TODAY)
    assert [each.code for each in lacking(done)] == ["improvement_needs_result"]
    done = replace(done, result="Den sitter uppe")
    assert lacking(done) == ()
    assert done.ended_on == TODAY
    again = moved(done, BoardStatus.UNDER_WAY, TODAY)
    assert (again.ended_on, again.result, again.decided_on) == (None, "", date(2026, 10, 5))
    assert [each.code for each in lacking(moved(done, BoardStatus.NOT_DONE, TODAY))] == ["improvement_needs_why"]


def test_deciding_has_its_day_and_going_back_takes_it_away() -> None:
    decided = moved(BARE, BoardStatus.DECIDED, TODAY)
    assert decided.decided_on == TODAY
    assert moved(decided, BoardStatus.UNDER_WAY, date(2026, 12, 1)).decided_on == TODAY
    assert moved(decided, BoardStatus.PROPOSED, TODAY).decided_on is None
    assert moved(BARE, BoardStatus.NOT_DONE, TODAY).decided_on is None


def test_overdue_is_what_is_open_and_past_its_day() -> None:
    assert not DECIDED.is_overdue(date(2026, 12, 1))
    assert DECIDED.is_overdue(date(2026, 12, 2))
    assert not replace(DECIDED, status=BoardStatus.DONE).is_overdue(date(2027, 1, 1))
    assert not BARE.is_overdue(date(2027, 1, 1))


# ------------------------------------------------------------------ who may


def test_the_responsible_one_may_report_it_done_and_nothing_more() -> None:
    bo, eva = who("bo", Role.AGENT), who("eva", Role.AGENT)
    assert may_move(bo, DECIDED, BoardStatus.DONE)
    assert not may_move(bo, DECIDED, BoardStatus.UNDER_WAY)
    assert not may_move(eva, DECIDED, BoardStatus.DONE)
    assert may_change(bo, DECIDED, {"result"})
    assert not may_change(bo, DECIDED, {"due"})


def test_who_proposed_may_change_their_words_until_it_is_decided() -> None:
    bo, eva = who("bo", Role.AGENT), who("eva", Role.AGENT)
    assert may_change(bo, BARE, {"proposal", "department"})
    assert not may_change(bo, BARE, {"responsible"})
    assert not may_change(eva, BARE, {"proposal"})
    assert not may_change(bo, DECIDED, {"proposal"})


@pytest.mark.parametrize("role", [Role.LEAD, Role.ADMIN])
def test_who_keeps_the_follow_up_may_all(role: Role) -> None:
    lead = who("lisa", role)
    assert all(may_move(lead, DECIDED, to) for to in BoardStatus)
    assert may_change(lead, DECIDED, {"due", "proposal"})


def test_an_auditor_who_is_named_responsible_may_nothing() -> None:
    rut = who("rut", Role.AUDITOR)
    card = replace(DECIDED, responsible="rut", proposed_by="rut")
    assert not may_move(rut, card, BoardStatus.DONE)
    assert not may_change(rut, replace(card, status=BoardStatus.PROPOSED), {"proposal"})


# ------------------------------------------------------------------ order and reports


def test_open_cards_stand_by_date_and_ended_ones_the_latest_first() -> None:
    late, soon, never = (replace(DECIDED, id=n, due=due) for n, due in ((1, TODAY), (2, date(2026, 1, 1)), (3, None)))
    assert [each.id for each in in_order((never, late, soon))] == [2, 1, 3]
    old, new = (replace(DECIDED, id=n, ended_on=date(2026, n, 1)) for n in (3, 4))
    assert [each.id for each in in_order((old, new))] == [4, 3]


FIRST, LAST = date(2026, 9, 1), date(2026, 12, 31)


@pytest.mark.parametrize(
    ("decided", "ended", "told"),
    [
        (date(2026, 1, 1), None, True),
        (date(2026, 12, 31), None, True),
        (date(2027, 1, 1), None, False),
        (None, None, False),
        (None, date(2026, 9, 1), True),
        (None, date(2027, 1, 1), False),
        (date(2026, 1, 1), date(2026, 8, 31), False),
        (date(2026, 1, 1), date(2027, 1, 1), True),
    ],
)
def test_a_report_tells_of_what_was_decided_under_way_or_ended(
    decided: date | None, ended: date | None, told: bool
) -> None:
    assert concerns(replace(BARE, decided_on=decided, ended_on=ended), FIRST, LAST) is told


def test_what_has_ended_since_was_under_way_then() -> None:
    card = replace(DECIDED, status=BoardStatus.DONE, ended_on=date(2027, 1, 5), result="Klart")
    then = as_of(card, LAST)
    assert (then.status, then.ended_on, then.result) == (BoardStatus.UNDER_WAY, None, "")
    assert as_of(card, date(2027, 1, 5)) == card
