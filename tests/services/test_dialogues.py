"""Dialogues with departments: what they decided, by whom, and whether it was done."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from desk.rules.dialogues import Dialogue, DialogueSort
from desk.rules.improvements import BoardStatus
from desk.rules.refusals import NotAllowed, NotFound, Problem
from desk.services import dialogues, improvements
from desk.services.dialogues import Which
from desk.services.seat import Seat
from desk.storage.database import Database

Refusal = Callable[[Callable[[], object]], Problem]
SeatOf = Callable[[str], Seat]
NOW = datetime(2026, 11, 19, 9, 42, tzinfo=UTC)
TODAY = date(2026, 11, 19)


@pytest.fixture
def held(seat: Seat) -> Dialogue:
    values = {
        "department": "miljö",
        "day": date(2026, 11, 12),
        "span": "2026-10",
        "present": "Biträdande förvaltningschef",
        "views": "Många frågor om sopor.",
    }
    return dialogues.add(seat, values, NOW)


def test_a_dialogue_is_written_down(seat: Seat, held: Dialogue) -> None:
    assert (held.department, held.sort, held.span, held.version) == ("Miljö", DialogueSort.MONTHLY, "2026-10", 1)
    assert dialogues.one(seat, held.id) == held
    assert dialogues.add(seat, {"department": "Miljö"}, NOW).day == TODAY


def test_it_is_changed_and_of_two_the_later_is_told(seat: Seat, held: Dialogue, refusal: Refusal) -> None:
    changed = dialogues.change(seat, held.id, {"notes": "Ses i december", "sort": "strategy"}, 1, NOW)
    assert (changed.notes, changed.sort, changed.views, changed.version) == (
        "Ses i december", DialogueSort.STRATEGY, "Många frågor om sopor.", 2,
    )  # fmt: skip
    assert refusal(lambda: dialogues.change(seat, held.id, {"notes": "x"}, 1, NOW)).code == "dialogue_changed"
    assert refusal(lambda: dialogues.change(seat, held.id, {"sort": "strategy"}, 2, NOW)).code == "nothing_changed"
    assert dialogues.one(seat, held.id) == changed


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"department": "Rymden"}, "department_unknown"),
        ({"department": ""}, "required"),
        ({"department": "Miljö", "span": "2026-13"}, "span_unknown"),
        ({"department": "Miljö", "span": "2025-W53"}, "week_invalid"),
        ({"department": "Miljö", "sort": "party"}, "unknown_code"),
        ({"department": "Miljö", "views": "x" * 20_001}, "too_long"),
    ],
)
def test_what_cannot_be_is_refused(seat: Seat, refusal: Refusal, values: dict[str, str], code: str) -> None:
    assert refusal(lambda: dialogues.add(seat, values, NOW)).code == code


# ------------------------------------------------------------------ decisions


def test_a_decision_is_made_and_done(seat: Seat, held: Dialogue, database: Database, refusal: Refusal) -> None:
    made = dialogues.decide(seat, held.id, {"what": "Ny text", "by_whom": "Bo Ek", "due": date(2026, 11, 18)}, NOW)
    assert (made.by_whom, made.is_open, made.is_late(TODAY), made.is_late(date(2026, 11, 18))) == (
        "bo", True, True, False,
    )  # fmt: skip
    done = dialogues.done(seat, made.id, "Publicerad", NOW)
    assert (done.done_on, done.outcome, done.is_open, done.was_done) == (TODAY, "Publicerad", False, True)
    assert refusal(lambda: dialogues.done(seat, made.id, now=NOW)).code == "decision_over"
    assert refusal(lambda: dialogues.change_decision(seat, made.id, {"what": "x"}, NOW)).code == "decision_over"
    with database.read() as tx:
        rows = tx.all("SELECT what, changes FROM events WHERE subject = ? ORDER BY id", (f"decision:{made.id}",))
    assert [what for what, _changes in rows] == ["added", "ended"]
    assert json.loads(rows[1][1]) == {"done_on": [None, "2026-11-19"], "outcome": [None, "Publicerad"]}


def test_a_decision_is_dropped_with_a_reason(seat: Seat, held: Dialogue, refusal: Refusal) -> None:
    made = dialogues.decide(seat, held.id, {"what": "Ny text"}, NOW)
    assert refusal(lambda: dialogues.drop(seat, made.id, " ", NOW)).code == "decision_why"
    dropped = dialogues.drop(seat, made.id, "Sidan läggs ner", NOW)
    assert (dropped.dropped_on, dropped.outcome, dropped.is_open, dropped.was_done) == (
        TODAY, "Sidan läggs ner", False, False,
    )  # fmt: skip


def test_an_open_decision_is_changed(seat: Seat, held: Dialogue, refusal: Refusal) -> None:
    made = dialogues.decide(seat, held.id, {"what": "Ny text"}, NOW)
    changed = dialogues.change_decision(seat, made.id, {"by_whom": "Webben", "due": date(2026, 12, 1)}, NOW)
    assert (changed.what, changed.by_whom, changed.due) == ("Ny text", "Webben", date(2026, 12, 1))
    assert refusal(lambda: dialogues.change_decision(seat, made.id, {}, NOW)).code == "nothing_changed"
    assert refusal(lambda: dialogues.decide(seat, held.id, {"what": " "}, NOW)).code == "required"


def test_a_decision_becomes_an_improvement_and_is_followed_there(seat: Seat, held: Dialogue, refusal: Refusal) -> None:
    made = dialogues.decide(seat, held.id, {"what": "Nytt formulär", "by_whom": "bo", "due": date(2026, 12, 1)}, NOW)
    card = dialogues.to_improvement(seat, made.id, NOW)
    assert (card.proposal, card.department, card.responsible, card.due) == (
        "Nytt formulär", "Miljö", "bo", date(2026, 12, 1),
    )  # fmt: skip
    (decision,) = dialogues.one(seat, held.id).decisions
    assert (decision.improvement_id, decision.board, decision.is_open) == (card.id, "proposed", True)
    for call in (
        lambda: dialogues.done(seat, made.id, now=NOW),
        lambda: dialogues.to_improvement(seat, made.id, NOW),
    ):
        assert refusal(call).code == "decision_on_board"
    improvements.move(seat, card.id, BoardStatus.DECIDED, now=NOW)
    improvements.move(seat, card.id, BoardStatus.DONE, {"result": "Klart"}, now=NOW)
    (decision,) = dialogues.one(seat, held.id).decisions
    assert (decision.was_done, decision.is_open, decision.ended_on) == (True, False, TODAY)


def test_a_long_decision_keeps_its_whole_text_on_the_board(seat: Seat, held: Dialogue) -> None:
    made = dialogues.decide(seat, held.id, {"what": "x" * 300}, NOW)
    card = dialogues.to_improvement(seat, made.id, NOW)
    assert (len(card.proposal), card.background) == (200, "x" * 300)


# ------------------------------------------------------------------ who still waits


def test_how_far_each_department_has_come(seat: Seat, held: Dialogue) -> None:
    for day, sort in (
        (date(2026, 2, 3), "strategy"),
        (date(2026, 9, 3), "strategy"),
        (date(2025, 9, 3), "strategy"),
        (date(2026, 12, 1), "strategy"),
        (date(2026, 11, 25), "monthly"),
    ):
        dialogues.add(seat, {"department": "Extern", "day": day, "sort": sort}, NOW)
    dialogues.decide(seat, held.id, {"what": "Sen", "due": date(2026, 11, 1)}, NOW)
    dialogues.decide(seat, held.id, {"what": "Öppen"}, NOW)
    found = {each.department: each for each in dialogues.overview(seat, NOW).standings}
    assert len(found) == 9
    miljo, extern, kultur = found["Miljö"], found["Extern"], found["Kultur & fritid"]
    assert (miljo.this_month, miljo.last, miljo.strategy, miljo.open, miljo.late) == (
        True, date(2026, 11, 12), 0, 2, 1,
    )  # fmt: skip
    assert (extern.this_month, extern.last, extern.strategy) == (False, date(2026, 9, 3), 2)
    assert (kultur.this_month, kultur.last, kultur.strategy) == (False, None, 0)


def test_dialogues_are_found_by_department_and_days(seat: Seat, held: Dialogue, refusal: Refusal) -> None:
    other = dialogues.add(seat, {"department": "Extern", "day": date(2025, 3, 3)}, NOW)
    assert dialogues.find(seat) == (held, other)
    assert dialogues.find(seat, Which("MILJÖ")) == (held,)
    assert dialogues.find(seat, Which(first=date(2025, 1, 1), last=date(2025, 12, 31))) == (other,)
    assert refusal(lambda: dialogues.find(seat, Which("Rymden"))).code == "department_unknown"


# ------------------------------------------------------------------ who may


def test_everybody_reads_and_those_who_follow_up_keep(seat: Seat, seat_of: SeatOf, held: Dialogue) -> None:
    made = dialogues.decide(seat, held.id, {"what": "Ny text", "by_whom": "lisa"}, NOW)
    for login in ("bo", "rut"):
        who = seat_of(login)
        assert dialogues.one(who, held.id).department == "Miljö"
        changes: tuple[Callable[[Seat], object], ...] = (
            lambda who: dialogues.add(who, {"department": "Miljö"}, NOW),
            lambda who: dialogues.change(who, held.id, {"notes": "x"}, now=NOW),
            lambda who: dialogues.decide(who, held.id, {"what": "x"}, NOW),
            lambda who: dialogues.change_decision(who, made.id, {"what": "x"}, NOW),
            lambda who: dialogues.done(who, made.id, now=NOW),
            lambda who: dialogues.drop(who, made.id, "x", NOW),
            lambda who: dialogues.to_improvement(who, made.id, NOW),
        )
        for change in changes:
            with pytest.raises(NotAllowed):
                change(who)


def test_the_one_who_is_to_do_it_says_that_it_is_done(seat: Seat, seat_of: SeatOf, held: Dialogue) -> None:
    made = dialogues.decide(seat, held.id, {"what": "Ny text", "by_whom": "bo"}, NOW)
    assert dialogues.done(seat_of("bo"), made.id, "Klar", NOW).was_done


def test_what_is_not_there(seat: Seat) -> None:
    for call in (
        lambda: dialogues.one(seat, 9),
        lambda: dialogues.change(seat, 9, {"notes": "x"}, now=NOW),
        lambda: dialogues.decide(seat, 9, {"what": "x"}, NOW),
        lambda: dialogues.done(seat, 9, now=NOW),
    ):
        with pytest.raises(NotFound):
            call()
