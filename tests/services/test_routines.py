"""Routines: written with every version kept, owned, looked through once a year, and found."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from desk.rules.due import DueSort
from desk.rules.refusals import NotAllowed, NotFound, Problem
from desk.rules.routines import Routine
from desk.services import due, routine_search, routines
from desk.services.seat import Seat
from desk.storage.database import ConstraintBroken, Database

Refusal = Callable[[Callable[[], object]], Problem]
SeatOf = Callable[[str], Seat]
NOW = datetime(2026, 11, 19, 9, 42, tzinfo=UTC)
TODAY = date(2026, 11, 19)


@pytest.fixture
def council(seat: Seat) -> Routine:
    """A routine of the council's meetings, which Desk comes without."""
    return routines.add(seat, {"topic": "council_meetings", "text": "1. Se kalendern.", "owner": "Bo Ek"}, NOW)


def of_topic(seat: Seat, topic: str) -> Routine:
    number = seat.organisation.routines[topic].id
    return routines.open_routine(seat, number)


# ------------------------------------------------------------------ writing


def test_a_routine_is_called_as_its_topic_and_holds_at_once(seat: Seat, council: Routine) -> None:
    assert (council.title, council.topic, council.kind) == (
        "Kommunfullmäktige – sammanträden",
        "council_meetings",
        None,
    )
    assert (council.owner, council.reviewed_on, council.active) == ("bo", TODAY, True)
    assert [(each.number, each.text, each.by) for each in council.versions] == [(1, "1. Se kalendern.", "anna")]
    assert seat.topics["council_meetings"].routine == "1. Se kalendern."


def test_a_topics_routine_goes_before_its_kinds(seat: Seat) -> None:
    made = routines.add(seat, {"kind": "bus_card", "text": "För alla busskort."}, NOW)
    assert made.title == "Bus card"
    known = seat.organisation
    lost, new = known.routine("bus_card_lost", "bus_card"), known.routine("council_meetings", "bus_card")
    assert lost is not None
    assert lost.topic == "bus_card_lost"
    assert new is not None
    assert new.id == made.id
    assert known.routine("council_meetings", "enquiry") is None


def test_a_new_text_is_a_new_version_that_everybody_has_at_once(
    seat: Seat, seat_of: SeatOf, council: Routine, database: Database
) -> None:
    later = NOW + timedelta(days=30)
    written = routines.write(seat_of("lisa"), council.id, "1. Se webben.", now=later)
    assert [each.text for each in written.versions] == ["1. Se kalendern.", "1. Se webben."]
    assert (written.latest.by, written.reviewed_on) == ("lisa", TODAY + timedelta(days=30))
    assert seat_of("bo").topics["council_meetings"].routine == "1. Se webben."
    for sql in ("UPDATE routine_versions SET text = 'x'", "DELETE FROM routine_versions"):
        with pytest.raises(ConstraintBroken), database.write() as tx:
            tx.run(sql)


def test_of_two_who_write_at_once_the_later_is_told(
    seat: Seat, seat_of: SeatOf, council: Routine, refusal: Refusal
) -> None:
    routines.write(seat_of("lisa"), council.id, "Lisas", seen=1, now=NOW)
    found = refusal(lambda: routines.write(seat, council.id, "Annas", seen=1, now=NOW))
    assert (found.code, found.values["name"], found.values["version"]) == ("routine_changed", "Lisa Lund", 2)
    assert found.reason == "Lisa Lund has written version 2 meanwhile."
    routines.change(seat_of("lisa"), council.id, {"title": "Fullmäktige"}, NOW)
    began = {"title": council.title, "topic": council.topic, "kind": None, "owner": council.owner}
    told = refusal(lambda: routines.change(seat, council.id, {"title": "Möten"}, NOW, began))
    assert told.code == "routine_about_changed"
    assert routines.change(seat, council.id, {"owner": "lisa"}, NOW, began).title == "Fullmäktige"


def test_what_is_refused(seat: Seat, council: Routine, refusal: Refusal) -> None:
    calls = {
        "routine_there": lambda: routines.add(seat, {"topic": "council_meetings", "text": "x"}, NOW),
        "routine_of_both": lambda: routines.add(seat, {"topic": "other", "kind": "enquiry", "text": "x"}, NOW),
        "routine_empty": lambda: routines.add(seat, {"title": "Möte", "text": " \n "}, NOW),
        "required": lambda: routines.add(seat, {"text": "x"}, NOW),
        "too_long": lambda: routines.add(seat, {"title": "x", "text": "x" * 20_001}, NOW),
        "topic_unknown": lambda: routines.add(seat, {"topic": "rymden", "text": "x"}, NOW),
        "kind_unknown": lambda: routines.add(seat, {"kind": "rymden", "text": "x"}, NOW),
        "nothing_changed": lambda: routines.write(seat, council.id, " 1. Se kalendern. ", now=NOW),
        "routine_unknown": lambda: routines.review(seat, 999, NOW),
        "text_control": lambda: routines.add(seat, {"title": "x", "text": "\u202ex"}, NOW),
    }
    assert {code: refusal(call).code for code, call in calls.items()} == {code: code for code in calls}
    assert (
        refusal(calls["routine_there"]).reason == "“Kommunfullmäktige – sammanträden” is the routine of that already."
    )


def test_what_is_out_of_use_is_not_shown_until_it_is_taken_back(seat: Seat, council: Routine, refusal: Refusal) -> None:
    routines.rest(seat, council.id, NOW)
    assert seat.topics["council_meetings"].routine == ""
    assert refusal(lambda: routines.write(seat, council.id, "x", now=NOW)).code == "routine_rests"
    assert refusal(lambda: routines.rest(seat, council.id, NOW)).code == "routine_rests"
    other = routines.add(seat, {"topic": "council_meetings", "text": "Ny"}, NOW)
    assert refusal(lambda: routines.wake(seat, council.id, NOW)).code == "routine_there"
    routines.rest(seat, other.id, NOW)
    assert routines.wake(seat, council.id, NOW).active
    assert refusal(lambda: routines.wake(seat, council.id, NOW)).code == "nothing_changed"
    assert seat.topics["council_meetings"].routine == "1. Se kalendern."


def test_the_trail_says_who_wrote_and_holds_no_text(seat: Seat, council: Routine, database: Database) -> None:
    routines.write(seat, council.id, "Nytt", now=NOW)
    routines.review(seat, council.id, NOW + timedelta(days=1))
    routines.review(seat, council.id, NOW + timedelta(days=1))
    with database.read() as tx:
        rows = tx.all("SELECT what, changes FROM events WHERE subject = ? ORDER BY id", (f"routine:{council.id}",))
    assert [(what, json.loads(changes)) for what, changes in rows[1:]] == [
        ("changed", {"version": [1, 2]}), ("changed", {"reviewed_on": ["2026-11-19", "2026-11-20"]}),
    ]  # fmt: skip
    assert json.loads(rows[0][1])["owner"] == [None, "bo"]
    assert "Nytt" not in str(rows)


def test_everybody_reads_those_who_keep_them_write_and_an_owner_their_own(
    seat: Seat, seat_of: SeatOf, council: Routine
) -> None:
    changes: dict[str, Callable[[Seat], object]] = {
        "add": lambda who: routines.add(who, {"title": "Ny", "text": "x"}, NOW),
        "write": lambda who: routines.write(who, council.id, "x", now=NOW),
        "change": lambda who: routines.change(who, council.id, {"title": "x"}, NOW),
        "review": lambda who: routines.review(who, council.id, NOW),
        "rest": lambda who: routines.rest(who, council.id, NOW),
        "wake": lambda who: routines.wake(who, council.id, NOW),
    }
    bo, rut = seat_of("bo"), seat_of("rut")
    own = of_topic(seat, "school_transport_delay")
    assert routines.open_routine(rut, council.id).latest.text == "1. Se kalendern."
    for name, call in changes.items():
        with pytest.raises(NotAllowed):
            call(rut)
        if name not in ("write", "review"):
            with pytest.raises(NotAllowed):
                call(bo)
    assert routines.may_write(bo, council)
    assert routines.write(bo, council.id, "Bos", now=NOW).latest.by == "bo"
    with pytest.raises(NotAllowed):
        routines.write(bo, own.id, "x", now=NOW)
    with pytest.raises(NotAllowed):
        routines.review(bo, own.id, NOW)
    with pytest.raises(NotFound):
        routines.open_routine(seat, 999)


# ------------------------------------------------------------------ once a year


def told(seat: Seat, now: datetime) -> list[tuple[int, str, str, int, bool]]:
    return [
        (each.id, each.what, each.day.isoformat(), each.many, each.late)
        for each in due.due(seat, now)
        if each.sort is DueSort.ROUTINE
    ]


def test_what_desk_comes_with_is_one_line_and_only_after_a_year(seat: Seat, seat_of: SeatOf) -> None:
    many = len(seat.organisation.routines)
    assert many > 40
    assert told(seat, NOW) == []
    assert told(seat, datetime(2027, 10, 31, 9, tzinfo=UTC)) == []
    assert told(seat, datetime(2027, 11, 1, 9, tzinfo=UTC)) == [(0, "", "2027-11-19", many, False)]
    assert told(seat, datetime(2027, 11, 20, 9, tzinfo=UTC)) == [(0, "", "2027-11-19", many, True)]
    assert told(seat_of("bo"), datetime(2027, 11, 20, 9, tzinfo=UTC)) == []
    assert due.due_count(seat, datetime(2027, 11, 20, 9, tzinfo=UTC)).late == 1


def test_what_was_looked_through_is_due_a_year_later_and_to_its_owner(
    seat: Seat, seat_of: SeatOf, council: Routine, database: Database
) -> None:
    year_on = datetime(2027, 11, 20, 9, tzinfo=UTC)
    theirs = (council.id, "Kommunfullmäktige – sammanträden", "2027-11-19", 1, True)
    assert theirs in told(seat, year_on)
    assert told(seat_of("bo"), year_on) == [theirs]
    routines.review(seat_of("bo"), council.id, year_on)
    assert told(seat_of("bo"), year_on) == []
    starter = of_topic(seat, "school_transport_delay")
    before = told(seat, year_on)[0][3]
    routines.change(seat, starter.id, {"owner": "bo"}, year_on)
    assert (starter.id, "Skolskjuts – försening", "2027-11-19", 1, True) in told(seat_of("bo"), year_on)
    assert told(seat, year_on)[0][3] == before - 1
    with database.write() as tx:
        tx.run("UPDATE topics SET active = 0 WHERE code = ?", (starter.topic,))
    assert told(seat_of("bo"), year_on) == []
    with database.write() as tx:
        tx.run("UPDATE topics SET active = 1")
    assert len(told(seat_of("bo"), year_on)) == 1
    routines.rest(seat, starter.id, year_on)
    assert told(seat_of("bo"), year_on) == []


# ------------------------------------------------------------------ finding


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("fullmäktige", True), ("fullmaktige SAMMAN", True), ("kalendern", True), ("council", True),
        ("fullmäktige kind:enquiry", True), ("möte", False), ("mö", False), ("fullmäktige en", False),
        ("", False), ("kind:enquiry", False), ("rymdfärja", False),
    ],
)  # fmt: skip
def test_routines_are_found_by_title_topic_and_text(seat: Seat, council: Routine, line: str, wanted: bool) -> None:
    assert (council.id in [each.routine.id for each in routine_search.find(seat, line, 99)]) is wanted


def test_titles_come_before_texts_and_what_is_out_of_use_not_at_all(seat: Seat, council: Routine) -> None:
    text = routines.add(seat, {"title": "A", "text": "Om fullmäktige"}, NOW)
    assert [each.routine.id for each in routine_search.find(seat, "fullmäktige")] == [council.id, text.id]
    assert len(routine_search.find(seat, "ansökan", 2)) == 2
    routines.rest(seat, council.id, NOW)
    assert [each.routine.id for each in routine_search.find(seat, "fullmäktige")] == [text.id]
