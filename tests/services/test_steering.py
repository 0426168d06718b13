"""Steering documents: every version kept, decided by somebody, and of two who write the later is told."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from desk.rules.refusals import NotAllowed, NotFound, Problem
from desk.rules.steering import Document, DocumentSort
from desk.services import steering
from desk.services.seat import Seat
from desk.storage.database import ConstraintBroken, Database

Refusal = Callable[[Callable[[], object]], Problem]
SeatOf = Callable[[str], Seat]
NOW = datetime(2026, 11, 19, 9, 42, tzinfo=UTC)
TODAY = date(2026, 11, 19)


@pytest.fixture
def mission(seat: Seat) -> Document:
    return steering.add(seat, "mission", "Uppdrag", "Vi svarar.", NOW)


def test_a_new_document_is_a_draft_until_somebody_decides_it(seat: Seat, mission: Document) -> None:
    assert (mission.sort, mission.is_draft, mission.in_force) == (DocumentSort.MISSION, True, None)
    decided = steering.decide(seat, mission.id, "Kommunstyrelsen", date(2026, 11, 3), date(2027, 11, 3), NOW)
    held = decided.in_force
    assert held is not None
    assert (held.number, held.decided_by, held.decided_on, held.review_on) == (
        1, "Kommunstyrelsen", date(2026, 11, 3), date(2027, 11, 3),
    )  # fmt: skip
    assert not decided.is_draft


def test_a_new_text_is_a_new_version_and_what_was_decided_holds_until_it_is(seat: Seat, mission: Document) -> None:
    steering.decide(seat, mission.id, "KS", now=NOW)
    written = steering.write(seat, mission.id, "Vi svarar och hjälper.", now=NOW)
    assert [each.text for each in written.versions] == ["Vi svarar.", "Vi svarar och hjälper."]
    assert (written.is_draft, written.in_force) == (True, written.versions[0])
    decided = steering.decide(seat, mission.id, "KS", now=NOW)
    assert decided.in_force == decided.versions[1]
    assert decided.versions[0].decided_by == "KS"


def test_a_version_cannot_be_written_over_not_even_in_the_database(
    seat: Seat, mission: Document, database: Database
) -> None:
    for sql in (
        "UPDATE steering_versions SET text = 'x'",
        "DELETE FROM steering_versions",
    ):
        with pytest.raises(ConstraintBroken), database.write() as tx:
            tx.run(sql)
    assert steering.open_document(seat, mission.id).latest.text == "Vi svarar."


def test_of_two_who_write_at_once_the_later_is_told(
    seat: Seat, seat_of: SeatOf, mission: Document, refusal: Refusal
) -> None:
    steering.write(seat_of("lisa"), mission.id, "Lisas text", seen=1, now=NOW)
    found = refusal(lambda: steering.write(seat, mission.id, "Annas text", seen=1, now=NOW))
    assert (found.code, found.values["name"], found.values["version"]) == ("document_changed", "Lisa Lund", 2)
    assert steering.open_document(seat, mission.id).latest.text == "Lisas text"
    both = steering.write(seat, mission.id, "Annas text", seen=2, now=NOW)
    assert [each.written_by for each in both.versions] == ["anna", "lisa", "anna"]
    assert refusal(lambda: steering.decide(seat, mission.id, "KS", now=NOW, seen=2)).code == "document_changed"


def test_what_is_refused(seat: Seat, mission: Document, refusal: Refusal) -> None:
    cases = {
        "document_title_taken": lambda: steering.add(seat, "mission", "UPPDRAG", "x", NOW),
        "document_empty": lambda: steering.add(seat, "plan", "Plan", " \n ", NOW),
        "unknown_code": lambda: steering.add(seat, "wish", "Plan", "x", NOW),
        "required": lambda: steering.add(seat, "plan", " ", "x", NOW),
        "too_long": lambda: steering.add(seat, "plan", "Plan", "x" * 50_001, NOW),
        "nothing_changed": lambda: steering.write(seat, mission.id, " Vi svarar.  ", now=NOW),
        "document_not_decided": lambda: steering.review(seat, mission.id, date(2027, 1, 1), NOW),
        "document_decided_later": lambda: steering.decide(seat, mission.id, "KS", date(2026, 11, 20), now=NOW),
        "document_review_past": lambda: steering.decide(seat, mission.id, "KS", TODAY, TODAY, NOW),
        "document_unknown": lambda: steering.write(seat, 99, "x", now=NOW),
    }
    assert {code: refusal(call).code for code, call in cases.items()} == {code: code for code in cases}
    steering.decide(seat, mission.id, "KS", now=NOW)
    assert refusal(lambda: steering.decide(seat, mission.id, "KS", now=NOW)).code == "document_decided"
    assert len(steering.open_document(seat, mission.id).versions) == 1


def test_looking_at_it_again_moves_the_next_review(seat: Seat, mission: Document) -> None:
    steering.decide(seat, mission.id, "KS", TODAY, date(2026, 11, 25), NOW)
    later = datetime(2026, 11, 26, 9, tzinfo=UTC)
    assert steering.open_document(seat, mission.id).is_due(date(2026, 11, 25))
    reviewed = steering.review(seat, mission.id, date(2027, 11, 25), later)
    assert reviewed.in_force is not None
    assert reviewed.in_force.review_on == date(2027, 11, 25)
    assert not reviewed.is_due(date(2026, 11, 26))
    never = steering.review(seat, mission.id, None, later)
    assert never.in_force is not None
    assert never.in_force.review_on is None


def test_what_is_out_of_use_is_written_no_more_until_it_is_taken_back(
    seat: Seat, mission: Document, refusal: Refusal
) -> None:
    steering.rest(seat, mission.id, NOW)
    assert refusal(lambda: steering.write(seat, mission.id, "x", now=NOW)).code == "document_rests"
    assert refusal(lambda: steering.rest(seat, mission.id, NOW)).code == "document_rests"
    assert steering.wake(seat, mission.id, NOW).active
    assert refusal(lambda: steering.wake(seat, mission.id, NOW)).code == "nothing_changed"


def test_the_list_is_without_texts_and_those_out_of_use_are_last(seat: Seat, mission: Document) -> None:
    other = steering.add(seat, "contact", "Spelregler", "Svara.", NOW)
    steering.rest(seat, mission.id, NOW)
    found = steering.documents(seat)
    assert [each.id for each in found] == [other.id, mission.id]
    assert {each.latest.text for each in found} == {None}


def test_the_trail_says_who_wrote_and_decided_and_holds_no_text(
    seat: Seat, mission: Document, database: Database
) -> None:
    steering.write(seat, mission.id, "Nytt", now=NOW)
    steering.decide(seat, mission.id, "KS", now=NOW)
    with database.read() as tx:
        rows = tx.all("SELECT what, changes FROM events WHERE subject = ? ORDER BY id", (f"document:{mission.id}",))
    assert [what for what, _changes in rows] == ["added", "changed", "changed"]
    assert json.loads(rows[1][1]) == {"version": [1, 2]}
    assert "Nytt" not in str(rows)


def test_everybody_reads_and_those_who_follow_up_write(seat: Seat, seat_of: SeatOf, mission: Document) -> None:
    for login in ("bo", "rut"):
        who = seat_of(login)
        assert steering.open_document(who, mission.id).latest.text == "Vi svarar."
        changes: tuple[Callable[[Seat], object], ...] = (
            lambda who: steering.add(who, "plan", "Plan", "x", NOW),
            lambda who: steering.write(who, mission.id, "x", now=NOW),
            lambda who: steering.decide(who, mission.id, "KS", now=NOW),
            lambda who: steering.review(who, mission.id, None, NOW),
            lambda who: steering.rest(who, mission.id, NOW),
            lambda who: steering.wake(who, mission.id, NOW),
        )
        for change in changes:
            with pytest.raises(NotAllowed):
                change(who)
    assert steering.write(seat_of("lisa"), mission.id, "Lisas", now=NOW).latest.written_by == "lisa"
    with pytest.raises(NotFound):
        steering.open_document(seat, 99)
