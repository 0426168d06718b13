"""The annual wheel as it is kept: who may, what stays when a rule changes, and what was seen to."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from desk.rules.refusals import NotAllowed, NotFound, Problem, Refused
from desk.rules.starter_wheel import STARTER_WHEEL
from desk.services import wheel
from desk.services.seat import Seat
from desk.storage.database import Database

Refusal = Callable[[Callable[[], object]], Problem]
SeatOf = Callable[[str], Seat]
NOW = datetime(2026, 11, 19, 9, 42, tzinfo=UTC)
TODAY = date(2026, 11, 19)
YEAR = date(2026, 1, 1), date(2026, 12, 31)
MEETING = {"title": "Veckomöte", "rule": "every Monday", "starts": date(2026, 11, 2), "responsible": "Lisa Lund"}


def days(seat: Seat, number: int) -> list[tuple[str, bool]]:
    """The days of a date this year, and whether each was seen to."""
    return [(f"{each.day:%m-%d}", each.done_on is not None) for each in wheel.between(seat, *YEAR).of(number)]


def trail(database: Database, subject: str) -> list[tuple[str, dict[str, list[object]]]]:
    with database.read() as tx:
        rows = tx.all("SELECT what, changes FROM events WHERE subject = ? ORDER BY id", (subject,))
    return [(what, json.loads(changes)) for what, changes in rows]


def test_a_date_is_added_and_its_days_follow(seat: Seat, database: Database) -> None:
    made = wheel.add(seat, {**MEETING, "department": "miljö", "text": "Uppföljning"}, NOW)
    assert (made.responsible, made.department, made.starts) == ("lisa", "Miljö", date(2026, 11, 2))
    assert [day for day, _done in days(seat, made.id)] == [
        "11-02", "11-09", "11-16", "11-23", "11-30", "12-07", "12-14", "12-21", "12-28",
    ]  # fmt: skip
    ((what, changes),) = trail(database, f"wheel:{made.id}")
    assert what == "added"
    assert changes["rule"] == [None, "every Monday"]


def test_without_a_first_day_it_holds_from_today(seat: Seat) -> None:
    made = wheel.add(seat, {"title": "Möte", "rule": "every Monday"}, NOW)
    assert (made.starts, days(seat, made.id)[0]) == (TODAY, ("11-23", False))


@pytest.mark.parametrize(
    ("values", "code", "field"),
    [
        ({"rule": "ibland"}, "wheel_rule", "rule"),
        ({"rule": "30 februari"}, "wheel_never", "rule"),
        ({"rule": "first Monday in March", "ends": date(2026, 12, 31)}, "wheel_never", "rule"),
        ({"ends": date(2026, 10, 1)}, "wheel_days", "ends"),
        ({"starts": date(1960, 1, 1)}, "wheel_days", "ends"),
        ({"title": ""}, "required", "title"),
        ({"department": "Rymden"}, "department_unknown", "department"),
        ({"title": "x" * 121}, "too_long", "title"),
        ({"colour": "red"}, "unknown_field", "colour"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(
    seat: Seat, refusal: Refusal, values: dict[str, object], code: str, field: str
) -> None:
    found = refusal(lambda: wheel.add(seat, {**MEETING, **values}, NOW))
    assert (found.code, found.field) == (code, field)
    assert wheel.between(seat, *YEAR).dates == ()


def test_a_day_is_marked_done_with_a_note_and_the_skipped_ones_stay_visible(seat: Seat, database: Database) -> None:
    made = wheel.add(seat, MEETING, NOW)
    said = wheel.done(seat, made.id, date(2026, 11, 9), "Bemötande under mål", NOW)
    assert (said.done_on, said.by, said.note) == (TODAY, "anna", "Bemötande under mål")
    found = wheel.between(seat, *YEAR).of(made.id)
    assert [each.is_late(TODAY) for each in found[:4]] == [True, False, True, False]
    wheel.done(seat, made.id, date(2026, 11, 9), "Två avvikelser", NOW)
    assert wheel.between(seat, *YEAR).of(made.id)[1].note == "Två avvikelser"
    assert [what for what, _changes in trail(database, f"wheel:{made.id}")] == ["added", "ended", "changed"]


def test_done_can_be_taken_back(seat: Seat, refusal: Refusal) -> None:
    made = wheel.add(seat, MEETING, NOW)
    wheel.done(seat, made.id, date(2026, 11, 9), now=NOW)
    assert wheel.undo(seat, made.id, date(2026, 11, 9), NOW).done_on is None
    assert ("11-09", False) in days(seat, made.id)
    assert refusal(lambda: wheel.undo(seat, made.id, date(2026, 11, 9), NOW)).code == "wheel_not_done"


def test_a_day_on_which_it_does_not_come_is_refused_with_those_near(seat: Seat, refusal: Refusal) -> None:
    made = wheel.add(seat, MEETING, NOW)
    found = refusal(lambda: wheel.done(seat, made.id, date(2026, 11, 10), now=NOW))
    assert found.code == "wheel_no_day"
    assert found.values["allowed"] == ("2026-11-02", "2026-11-09", "2026-11-16", "2026-11-23", "2026-11-30")
    far = refusal(lambda: wheel.done(seat, made.id, date(9999, 12, 31), now=NOW))
    assert far.code == "wheel_no_day"


def test_another_rule_holds_from_today_and_what_was_stays(seat: Seat) -> None:
    made = wheel.add(seat, MEETING, NOW)
    wheel.done(seat, made.id, date(2026, 11, 9), now=NOW)
    changed = wheel.change(seat, made.id, {"rule": "varje tisdag", "title": "Tisdagsmöte"}, NOW)
    assert changed.id != made.id
    assert days(seat, made.id) == [("11-02", False), ("11-09", True), ("11-16", False)]
    assert [day for day, _done in days(seat, changed.id)][:2] == ["11-24", "12-01"]
    assert changed.responsible == "lisa"


def test_other_values_change_in_place(seat: Seat, database: Database, refusal: Refusal) -> None:
    made = wheel.add(seat, MEETING, NOW)
    changed = wheel.change(seat, made.id, {"title": "Måndagsmöte", "responsible": "Chefen"}, NOW)
    assert (changed.id, changed.title, changed.responsible) == (made.id, "Måndagsmöte", "Chefen")
    assert trail(database, f"wheel:{made.id}")[-1] == (
        "changed",
        {"title": ["Veckomöte", "Måndagsmöte"], "responsible": ["lisa", "Chefen"]},
    )
    assert refusal(lambda: wheel.change(seat, made.id, {"title": "Måndagsmöte"}, NOW)).code == "nothing_changed"


def test_a_rule_changed_before_it_ever_came_changes_in_place(seat: Seat) -> None:
    made = wheel.add(seat, {**MEETING, "starts": date(2026, 12, 1)}, NOW)
    assert wheel.change(seat, made.id, {"rule": "every Friday"}, NOW).id == made.id
    assert days(seat, made.id)[0] == ("12-04", False)


def test_what_rests_comes_no_more_and_keeps_its_days(seat: Seat, refusal: Refusal) -> None:
    made = wheel.add(seat, MEETING, NOW)
    assert wheel.rest(seat, made.id, NOW).active is False
    assert [day for day, _done in days(seat, made.id)] == ["11-02", "11-09", "11-16"]
    assert refusal(lambda: wheel.rest(seat, made.id, NOW)).code == "wheel_rests"
    assert refusal(lambda: wheel.change(seat, made.id, {"title": "x"}, NOW)).code == "wheel_rests"
    ahead = wheel.add(seat, {**MEETING, "starts": date(2026, 12, 1)}, NOW)
    wheel.rest(seat, ahead.id, NOW)
    assert days(seat, ahead.id) == []


def test_the_starter_wheel_is_offered_once(seat: Seat, refusal: Refusal) -> None:
    wheel.add(seat, {"title": "annual REPORT", "rule": "2 January"}, NOW)
    added = wheel.start(seat, NOW)
    assert len(added) == len(STARTER_WHEEL) - 1
    assert "Annual report" not in {each.title for each in added}
    assert refusal(lambda: wheel.start(seat, NOW)).code == "wheel_started"
    wheel.rest(seat, added[0].id, NOW)
    assert [each.title for each in wheel.start(seat, NOW)] == [added[0].title]


# ------------------------------------------------------------------ who may


def test_everybody_reads_and_those_who_follow_up_keep(seat: Seat, seat_of: SeatOf) -> None:
    made = wheel.add(seat_of("lisa"), MEETING, NOW)
    for login in ("bo", "rut"):
        assert wheel.between(seat_of(login), *YEAR).dates == (made,)
        changes: tuple[Callable[[Seat], object], ...] = (
            lambda who: wheel.add(who, MEETING, NOW),
            lambda who: wheel.change(who, made.id, {"title": "x"}, NOW),
            lambda who: wheel.rest(who, made.id, NOW),
            lambda who: wheel.start(who, NOW),
            lambda who: wheel.done(who, made.id, date(2026, 11, 9), now=NOW),
            lambda who: wheel.undo(who, made.id, date(2026, 11, 9), NOW),
        )
        for change in changes:
            with pytest.raises(NotAllowed):
                change(seat_of(login))


def test_the_one_responsible_marks_it_done(seat: Seat, seat_of: SeatOf) -> None:
    made = wheel.add(seat, {**MEETING, "responsible": "Bo Ek"}, NOW)
    assert wheel.done(seat_of("bo"), made.id, date(2026, 11, 9), now=NOW).by == "bo"
    wheel.undo(seat_of("bo"), made.id, date(2026, 11, 9), NOW)


def test_whoever_lost_the_right_in_an_open_session_is_refused(seat: Seat, seat_of: SeatOf, database: Database) -> None:
    lisa = seat_of("lisa")
    with database.write() as tx:
        tx.run("UPDATE agents SET role = 'agent' WHERE login = 'lisa'")
    with pytest.raises(NotAllowed):
        wheel.add(lisa, MEETING, NOW)


def test_what_is_not_there(seat: Seat) -> None:
    for call in (
        lambda: wheel.change(seat, 7, {"title": "x"}, NOW),
        lambda: wheel.rest(seat, 7, NOW),
        lambda: wheel.done(seat, 7, TODAY, now=NOW),
        lambda: wheel.undo(seat, 7, TODAY, NOW),
    ):
        with pytest.raises(NotFound):
            call()


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2026, 1, 1), date(2025, 1, 1)),
        (date(2020, 1, 1), date(2040, 1, 1)),
        (date(1900, 1, 1), date(1900, 12, 31)),
        (date(2201, 1, 1), date(2201, 1, 2)),
    ],
)
def test_a_window_is_bounded(seat: Seat, first: date, last: date) -> None:
    with pytest.raises(Refused):
        wheel.between(seat, first, last)


def test_a_year_of_many_dates_is_read_in_a_moment(seat: Seat) -> None:
    wheel.start(seat, NOW - timedelta(days=365))
    found = wheel.between(seat, *YEAR)
    assert len(found.dates) == len(STARTER_WHEEL)
    assert len({each.number for each in found.occurrences}) == len(STARTER_WHEEL)
