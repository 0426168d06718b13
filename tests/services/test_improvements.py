"""The improvement board as a service: rights, what moves need, two at once, the walk, the trail, and reports."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from desk.rules.improvements import BoardStatus, Improvement
from desk.rules.refusals import NotAllowed, NotFound, Problem
from desk.services import board, improvements
from desk.services.seat import Seat

NOW = datetime(2026, 11, 19, 9, 42, tzinfo=UTC)
TODAY = date(2026, 11, 19)
DECISION = {"responsible": "bo", "due": date(2026, 12, 1)}
SeatOf = Callable[[str], Seat]
Refusal = Callable[[Callable[[], object]], Problem]


def proposed(seat: Seat, **more: Any) -> Improvement:
    return improvements.propose(seat, {"proposal": "Skylt vid dörren", **more}, NOW)


def decided(seat: Seat, **more: Any) -> Improvement:
    return improvements.move(seat, proposed(seat, **more).id, BoardStatus.DECIDED, DECISION, now=NOW)


# ------------------------------------------------------------------ proposing


def test_a_proposal_stands_on_the_board_as_the_municipality_spells_it(seat: Seat) -> None:
    card = proposed(seat, department="miljö", cause="chasing", topic="school_meals", responsible="Bo Ek")
    assert (card.department, card.responsible, card.status) == ("Miljö", "bo", BoardStatus.PROPOSED)
    assert (card.proposed_on, card.proposed_by) == (TODAY, "anna")
    assert board.board(seat, NOW).columns[BoardStatus.PROPOSED] == (card,)


@pytest.mark.parametrize(
    ("values", "code", "field"),
    [
        ({"proposal": ""}, "required", "proposal"),
        ({"proposal": "x" * 201}, "too_long", "proposal"),
        ({"proposal": "\u202ex"}, "text_control", "proposal"),
        ({"department": "Måleri"}, "department_unknown", "department"),
        ({"topic": "no such"}, "topic_unknown", "topic"),
        ({"cause": "boredom"}, "unknown_code", "cause"),
        ({"due": "31 feb"}, "invalid_date", "due"),
        ({"votes": 3}, "unknown_field", "votes"),
    ],
)
def test_what_cannot_be_proposed(values: dict[str, Any], code: str, field: str, seat: Seat, refusal: Refusal) -> None:
    problem = refusal(lambda: improvements.propose(seat, {"proposal": "Skylt", **values}, NOW))
    assert (problem.code, problem.field) == (code, field)
    assert board.board(seat, NOW).cards == ()


def test_every_agent_may_propose_but_not_decide(seat_of: SeatOf) -> None:
    card = proposed(seat_of("bo"), department="Miljö")
    assert card.proposed_by == "bo"
    with pytest.raises(NotAllowed):
        proposed(seat_of("bo"), responsible="bo")
    with pytest.raises(NotAllowed):
        improvements.move(seat_of("bo"), card.id, BoardStatus.DECIDED, DECISION, now=NOW)


def test_an_auditor_reads_and_changes_nothing(seat: Seat, seat_of: SeatOf) -> None:
    rut, card = seat_of("rut"), decided(seat)
    assert board.board(rut, NOW).cards == (card,)
    assert board.card(rut, card.id).improvement == card
    calls: tuple[Callable[[], object], ...] = (
        lambda: proposed(rut),
        lambda: improvements.move(rut, card.id, BoardStatus.DONE, {"result": "x"}, now=NOW),
        lambda: improvements.change(rut, card.id, {"result": "x"}, now=NOW),
        lambda: improvements.walk_by(rut, card.id, NOW),
    )
    for call in calls:
        with pytest.raises(NotAllowed):
            call()
    assert board.board(rut, NOW).cards == (card,)


# ------------------------------------------------------------------ moving


def test_all_that_it_lacks_is_said_at_once(seat: Seat) -> None:
    from desk.rules.refusals import Refused

    card = proposed(seat)
    with pytest.raises(Refused) as refused:
        improvements.move(seat, card.id, BoardStatus.DECIDED, now=NOW)
    assert [each.field for each in refused.value.problems] == ["responsible", "due"]
    assert board.board(seat, NOW).cards == (card,)


def test_the_whole_way(seat: Seat) -> None:
    card = decided(seat)
    assert (card.decided_on, card.version) == (TODAY, 2)
    card = improvements.move(seat, card.id, BoardStatus.UNDER_WAY, now=NOW)
    card = improvements.move(seat, card.id, BoardStatus.DONE, {"result": "Uppe"}, now=NOW + timedelta(days=3))
    assert (card.status, card.ended_on, card.version) == (BoardStatus.DONE, date(2026, 11, 22), 4)


def test_the_responsible_one_reports_it_done_and_no_more(seat: Seat, seat_of: SeatOf) -> None:
    bo, card = seat_of("bo"), decided(seat)
    with pytest.raises(NotAllowed):
        improvements.move(bo, card.id, BoardStatus.UNDER_WAY, now=NOW)
    with pytest.raises(NotAllowed):
        improvements.move(bo, card.id, BoardStatus.DONE, {"result": "Uppe", "due": TODAY}, now=NOW)
    done = improvements.move(bo, card.id, BoardStatus.DONE, {"result": "Uppe"}, now=NOW)
    assert (done.status, done.result) == (BoardStatus.DONE, "Uppe")


def test_what_a_decided_card_needs_cannot_be_taken_away(seat: Seat, refusal: Refusal) -> None:
    card = decided(seat)
    problem = refusal(lambda: improvements.change(seat, card.id, {"responsible": ""}, now=NOW))
    assert problem.code == "improvement_needs_responsible"
    assert refusal(lambda: improvements.change(seat, card.id, DECISION, now=NOW)).code == "nothing_changed"


def test_of_two_who_move_a_card_the_later_is_told(seat: Seat, seat_of: SeatOf, refusal: Refusal) -> None:
    seen = decided(seat)
    improvements.move(seat_of("lisa"), seen.id, BoardStatus.UNDER_WAY, version=seen.version, now=NOW)
    problem = refusal(lambda: improvements.move(seat, seen.id, BoardStatus.NOT_DONE, {"result": "Nej"}, seen.version))
    assert problem.code == "improvement_changed"
    assert problem.values == {"name": "Lisa Lund", "status": "Under way"}
    assert board.card(seat, seen.id).improvement.status is BoardStatus.UNDER_WAY


def test_there_is_no_such_card(seat: Seat) -> None:
    calls: tuple[Callable[[], object], ...] = (
        lambda: board.card(seat, 7),
        lambda: improvements.move(seat, 7, BoardStatus.DONE, now=NOW),
        lambda: improvements.walk_by(seat, 7, NOW),
    )
    for call in calls:
        with pytest.raises(NotFound):
            call()


# ------------------------------------------------------------------ trail, list, walk


def test_a_cards_history_is_the_trail(seat: Seat, seat_of: SeatOf) -> None:
    card = decided(seat_of("lisa"), background="Många går fel")
    improvements.note(seat, card.id, "Skylten är beställd", NOW, walked=True)
    improvements.move(seat_of("bo"), card.id, BoardStatus.DONE, {"result": "Uppe"}, now=NOW)
    history = board.card(seat, card.id).history
    assert [(each.by, each.what) for each in history] == [
        ("lisa", "added"), ("lisa", "changed"), ("anna", "changed"), ("bo", "ended"),
    ]  # fmt: skip
    assert history[0].changes["background"] == (None, "Många går fel")
    assert history[1].changes["board"] == ("proposed", "decided")
    assert history[2].changes == {"note": (None, "Skylten är beställd"), "walked_on": (None, "2026-11-19")}
    assert history[3].changes["result"] == (None, "Uppe")


def test_the_list_takes_a_column_a_department_and_the_overdue(seat: Seat) -> None:
    card, other = decided(seat, department="Miljö"), proposed(seat, department="Extern")
    late = datetime(2026, 12, 2, 9, 0, tzinfo=UTC)
    assert board.find(seat, now=NOW) == (other, card)
    assert board.find(seat, BoardStatus.DECIDED, now=NOW) == (card,)
    assert board.find(seat, department="miljö", now=NOW) == (card,)
    assert board.find(seat, overdue=True, now=NOW) == ()
    assert board.find(seat, overdue=True, now=late) == (card,)


def test_what_ended_a_year_ago_is_only_counted(seat: Seat) -> None:
    card = decided(seat)
    improvements.move(seat, card.id, BoardStatus.NOT_DONE, {"result": "Nej"}, now=NOW)
    assert len(board.board(seat, NOW + timedelta(days=365)).cards) == 1
    later = board.board(seat, NOW + timedelta(days=366))
    assert (later.cards, later.older) == ((), 1)
    assert len(board.find(seat, now=NOW + timedelta(days=366))) == 1


def test_the_walk_begins_with_what_was_not_seen_this_week(seat: Seat) -> None:
    first, second, third = proposed(seat), proposed(seat), decided(seat)
    improvements.walk_by(seat, first.id, NOW)
    assert [card.id for card in board.board(seat, NOW).to_walk()] == [second.id, third.id, first.id]
    next_week = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    assert [card.id for card in board.board(seat, next_week).to_walk()] == [first.id, second.id, third.id]


def test_a_change_on_the_walk_marks_the_card_as_seen(seat: Seat) -> None:
    card = decided(seat)
    moved = improvements.move(seat, card.id, BoardStatus.UNDER_WAY, version=card.version, now=NOW, walked=True)
    assert moved.walked_on == TODAY
    changed = improvements.change(seat, card.id, {"due": date(2026, 12, 24)}, now=NOW + timedelta(days=7), walked=True)
    assert changed.walked_on == date(2026, 11, 26)


def test_seeing_a_card_twice_in_a_day_says_nothing_twice(seat: Seat) -> None:
    card = improvements.walk_by(seat, proposed(seat).id, NOW)
    assert improvements.walk_by(seat, card.id, NOW) == card
    assert len(board.card(seat, card.id).history) == 2


def test_neither_the_walk_nor_a_note_outruns_somebody_elses_change(seat: Seat, seat_of: SeatOf) -> None:
    seen = decided(seat)
    improvements.walk_by(seat_of("lisa"), seen.id, NOW)
    improvements.note(seat_of("bo"), seen.id, "Beställd", NOW)  # Bo is responsible
    changed = improvements.change(seat, seen.id, {"due": date(2026, 12, 24)}, seen.version, NOW)
    assert (changed.walked_on, changed.version) == (TODAY, seen.version + 1)


def test_a_note_is_for_those_who_keep_the_follow_up_and_the_one_responsible(
    seat: Seat, seat_of: SeatOf, refusal: Refusal
) -> None:
    card = proposed(seat)
    with pytest.raises(NotAllowed):
        improvements.note(seat_of("bo"), card.id, "Beställd", NOW)
    assert refusal(lambda: improvements.note(seat, card.id, "  ", NOW)).code == "required"
    assert refusal(lambda: improvements.note(seat, card.id, "x" * 1001, NOW)).code == "too_long"
    assert improvements.note(seat, card.id, "Beställd", NOW).walked_on is None


def test_the_walk_ends_with_what_was_changed_since_it_began(seat: Seat, seat_of: SeatOf) -> None:
    before = decided(seat)
    began = NOW + timedelta(minutes=5)
    improvements.walk_by(seat, before.id, began)
    improvements.change(seat_of("lisa"), before.id, {"due": date(2026, 12, 24)}, now=began + timedelta(minutes=1))
    found = board.changes_since(seat, began)
    assert [(each.improvement.id, each.entry.by, sorted(each.entry.changes)) for each in found] == [
        (before.id, "anna", ["walked_on"]), (before.id, "lisa", ["due"]),
    ]  # fmt: skip


# ------------------------------------------------------------------ reports


def test_a_report_tells_of_a_departments_own_or_of_all(seat: Seat) -> None:
    mine, other = decided(seat, department="Miljö"), decided(seat, department="Extern")
    proposed(seat, department="Miljö")
    with seat.database.read() as tx:
        every = improvements.for_report(tx, date(2026, 9, 1), date(2026, 12, 31))
        miljö = improvements.for_report(tx, date(2026, 9, 1), date(2026, 12, 31), "Miljö")
        before = improvements.for_report(tx, date(2026, 5, 1), date(2026, 8, 31))
    assert every == (mine, other)
    assert miljö == (mine,)
    assert before == ()


def test_a_report_tells_how_it_stood_then(seat: Seat) -> None:
    card = decided(seat)
    improvements.move(seat, card.id, BoardStatus.DONE, {"result": "Uppe"}, now=NOW + timedelta(days=60))
    with seat.database.read() as tx:
        (then,) = improvements.for_report(tx, date(2026, 9, 1), date(2026, 12, 31))
        (now,) = improvements.for_report(tx, date(2027, 1, 1), date(2027, 4, 30))
    assert (then.status, then.result) == (BoardStatus.UNDER_WAY, "")
    assert (now.status, now.result) == (BoardStatus.DONE, "Uppe")


def test_another_session_notices_what_was_done_to_the_board(seat: Seat) -> None:
    from desk.services import sessions

    before = sessions.look(seat, "s", NOW).mark
    proposed(seat)
    assert sessions.look(seat, "s", NOW).mark.cases != before.cases
