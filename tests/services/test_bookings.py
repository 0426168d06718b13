"""Booking, lending, returning, giving up: what a case takes follows the case, and two never have the same at once."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from desk.rules.bookings import Repeats, Reservation, ResourceSort, Taken
from desk.rules.cases import Outcome, Status
from desk.rules.refusals import NotAllowed, NotFound, Problem, Refused
from desk.services import bookings, cases, corrections, lists, reading
from desk.services.changing import Moved
from desk.services.seat import Seat
from desk.storage.database import ConstraintBroken
from desk.storage.lists import Which

Refusal = Callable[[Callable[[], object]], Problem]
SeatOf = Callable[[str], Seat]
POOL, FACILITY, OFFICIANT = ResourceSort.POOL, ResourceSort.FACILITY, ResourceSort.OFFICIANT
NOW = datetime(2026, 11, 19, 9, 42, tzinfo=UTC)
"""Thursday 19 November 2026, 10:42 in Sweden."""


def at(hour: int, day: int = 20, minute: int = 0, month: int = 11) -> datetime:
    """A time in UTC; in November the clock in Sweden shows an hour more."""
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


@pytest.fixture
def pool(seat: Seat) -> Seat:
    """A seat at a desk with two cars and a bike, two rooms and an officiant."""
    for sort, type_, name in (
        (POOL, "Bil", "Elbil 1"), (POOL, "Bil", "Elbil 2"), (POOL, "Cykel", "Cykel 1"),
        (FACILITY, "Hall", "Sporthallen"), (FACILITY, "Rum", "Vigselrummet"), (OFFICIANT, "", "Anders Nyberg"),
    ):  # fmt: skip
        bookings.add_resource(seat, sort, name, type=type_, now=NOW)
    return seat


def loan(seat: Seat, name: str = "Elbil 1", begins: datetime = at(8), ends: datetime = at(15), **more: Any) -> str:  # noqa: B008
    values = {"citizen": {"name": "Karin Ström"}, "details": more.pop("details", {})}
    return bookings.book(seat, POOL, name, begins, ends, values, now=more.pop("now", NOW), **more).reference


def hall(seat: Seat, begins: datetime, ends: datetime, again: str | None = None, **details: Any) -> str:
    values = {"details": {"association": "Broby IF"} | details}
    return bookings.book(seat, FACILITY, "Sporthallen", begins, ends, values, again, NOW).reference


def taken(seat: Seat, sort: ResourceSort = POOL, day: int = 20, now: datetime = NOW) -> list[tuple[str, Reservation]]:
    """What is taken on a day of November, each with the name of what it takes."""
    calendar = bookings.calendar(seat, sort, date(2026, 11, day), date(2026, 11, day), now)
    return [(row.resource.name, each) for row in calendar.rows for each in calendar.on(row, date(2026, 11, day))]


# ------------------------------------------------------------------ booking


def test_a_loan_is_booked_as_one_case_and_stands_in_the_calendar(pool: Seat) -> None:
    reference = loan(pool)
    ((name, each),) = taken(pool)
    assert (name, each.reference, each.begins, each.ends, each.who) == (
        "Elbil 1", reference, at(8), at(15), "Karin Ström",
    )  # fmt: skip
    assert each.state(NOW) is Taken.BOOKED
    opened = reading.open_case(pool, reference).case
    assert (opened.kind, opened.step, opened.due) == ("pool_loan", "booked", at(15))
    assert opened.details["item"] == "Elbil 1"


def test_the_name_is_found_however_it_is_written_and_kept_as_it_is(pool: Seat, refusal: Refusal) -> None:
    assert reading.open_case(pool, loan(pool, "elbil 1")).case.details["item"] == "Elbil 1"
    problem = refusal(lambda: loan(pool, "Elbil 3"))
    assert (problem.field, problem.reason) == ("details.item", "There is nothing to book called Elbil 3.")
    assert problem.right == "Nearest: Elbil 2, Elbil 1, Cykel 1."


def test_where_nothing_can_be_booked_yet_it_is_said_who_adds_it(seat: Seat, refusal: Refusal) -> None:
    problem = refusal(lambda: loan(seat))
    assert str(problem) == (
        "details.item: Nothing of this sort can be booked yet. An administrator adds it: `desk pool add`."
    )


def test_what_is_taken_is_refused_with_the_case_that_has_it_until_when_and_what_is_free(
    pool: Seat, refusal: Refusal
) -> None:
    first = loan(pool)
    bookings.out_of_service(pool, 3, date(2026, 11, 20), None, "punktering", NOW)
    problem = refusal(lambda: loan(pool, begins=at(14), ends=at(16)))
    assert (problem.code, problem.field) == ("resource_taken", "details.item")
    assert problem.reason == f"Elbil 1 is taken from 2026-11-20 09:00 until 2026-11-20 16:00 by {first}."
    assert problem.right == "Choose another time. Free then: Elbil 2."
    assert len(taken(pool)) == 1
    assert lists.count(pool, Which(kind="pool_loan")) == 1  # no case was written either


def test_the_end_of_one_may_be_the_beginning_of_the_next(pool: Seat) -> None:
    loan(pool)
    loan(pool, begins=at(15), ends=at(16))
    loan(pool, begins=at(7), ends=at(8))
    assert len(taken(pool)) == 3


def test_the_database_itself_refuses(pool: Seat) -> None:
    loan(pool)
    sql = "INSERT INTO reservations (resource_id, case_id, begins, ends) VALUES (1, 1, ?, ?)"
    with pytest.raises(ConstraintBroken, match="resource taken"), pool.database.write() as tx:
        tx.run(sql, (int(at(14).timestamp()), int(at(16).timestamp())))
    with pytest.raises(ConstraintBroken, match="ended, not deleted"), pool.database.write() as tx:
        tx.run("DELETE FROM reservations")


def test_a_loan_without_what_or_when_is_refused_field_by_field(pool: Seat, refusal: Refusal) -> None:
    def register(**details: str) -> object:
        return cases.register(pool, {"kind": "pool_loan", "details": details}, NOW)

    assert str(refusal(lambda: register(item="Elbil 1"))) == (
        "details.due_back: Until when is missing. Say when it ends."
    )
    assert str(refusal(lambda: register(due_back="2026-11-20T15:00Z", out="2026-11-20T15:00Z"))) == (
        "details.item: What is booked is missing. Say which, or take the times away."
    )
    problem = refusal(lambda: register(item="Elbil 1", out="2026-11-20T15:00Z", due_back="2026-11-20T15:00Z"))
    assert (problem.code, problem.right) == ("ends_before_begins", "At the earliest 2026-11-20 16:00.")


def test_a_loan_of_which_only_the_end_is_said_begins_now(pool: Seat) -> None:
    details = {"item": "Elbil 1", "due_back": "2026-11-19T15:00Z"}
    cases.register(pool, {"kind": "pool_loan", "details": details}, NOW)
    ((_name, each),) = taken(pool, day=19)
    assert each.begins == NOW


def test_an_auditor_neither_sees_nor_books(pool: Seat, seat_of: SeatOf) -> None:
    rut = seat_of("rut")
    for call in (
        lambda: bookings.calendar(rut, POOL, date(2026, 11, 20), date(2026, 11, 20), NOW),
        lambda: bookings.free(rut, POOL, at(8), at(9), NOW),
        lambda: bookings.resources(rut),
        lambda: bookings.overdue(rut, NOW),
        lambda: loan(rut),
        lambda: bookings.lend(rut, "26-000001", NOW),
    ):
        with pytest.raises(NotAllowed):
            call()


# ------------------------------------------------------------------ whose it is


def test_a_protected_borrower_is_not_named(pool: Seat) -> None:
    values = {"citizen": {"name": "Karin Ström", "protected": True}, "details": {"borrower": "Karin Ström"}}
    bookings.book(pool, POOL, "Elbil 1", at(8), at(15), values, now=NOW)
    ((_name, each),) = taken(pool)
    assert (each.who, each.protected) == (None, True)


def test_a_confidential_booking_is_seen_as_taken_by_others_and_no_more(pool: Seat, seat_of: SeatOf) -> None:
    values = {"confidential": True, "summary": "Hemligt möte", "details": {"borrower": "Karin Ström"}}
    bookings.book(seat_of("lisa"), POOL, "Elbil 1", at(8), at(15), values, now=NOW)
    ((_name, hidden),) = taken(seat_of("bo"))
    assert (hidden.hidden, hidden.who, hidden.summary) == (True, None, "")
    ((_name, seen),) = taken(seat_of("lisa"))
    assert (seen.hidden, seen.who, seen.summary) == (False, "Karin Ström", "Hemligt möte")


# ------------------------------------------------------------------ lending and returning


def test_a_loan_is_lent_and_returned_with_its_damage(pool: Seat) -> None:
    reference = loan(pool)
    assert bookings.lend(pool, reference, at(8)).case.step == "lent"
    ((_name, lent),) = taken(pool)
    assert (lent.lent_at, lent.state(at(9))) == (at(8), Taken.LENT)
    moved = bookings.give_back(pool, reference, "Repa på dörren", at(14))
    assert (moved.case.step, moved.proposed, moved.case.due) == ("returned", Outcome.SOLVED_LATER, None)
    assert moved.case.details["damage"] == "Repa på dörren"
    assert datetime.fromisoformat(moved.case.details["returned"]) == at(14)
    ((_name, back),) = taken(pool)
    assert back.state(at(14)) is Taken.RETURNED


def test_the_ordinary_steps_of_the_case_lend_and_return_too(pool: Seat) -> None:
    reference = loan(pool)
    cases.step(pool, reference, "lent", at(8))
    cases.step(pool, reference, "returned", at(14))
    ((_name, back),) = taken(pool)
    assert (back.lent_at, back.returned_at) == (at(8), at(14))


def test_what_came_back_early_is_free_from_then_on(pool: Seat) -> None:
    reference = loan(pool)
    bookings.lend(pool, reference, at(8))
    bookings.give_back(pool, reference, None, at(11))
    other = loan(pool, begins=at(11), ends=at(15), now=at(11))
    assert other != reference


def test_overdue_is_computed_and_stands_on_the_desk(pool: Seat) -> None:
    reference = loan(pool)
    bookings.lend(pool, reference, at(8))
    assert bookings.overdue(pool, at(14)) == ()
    ((resource, late),) = bookings.overdue(pool, at(16))
    assert (resource.name, late.reference, late.state(at(16))) == ("Elbil 1", reference, Taken.OVERDUE)
    assert reading.open_case(pool, reference).case.overdue(at(16))
    assert lists.count(pool, Which(overdue_at=int(at(16).timestamp()))) == 1
    ((_name, seen),) = taken(pool, day=22, now=at(9, 22))  # two days later it is still out
    assert seen.reference == reference
    bookings.give_back(pool, reference, None, at(9, 22))
    assert bookings.overdue(pool, at(9, 22)) == ()
    assert lists.count(pool, Which(overdue_at=int(at(10, 22).timestamp()))) == 0


def test_what_is_not_back_is_not_lent_or_booked_now(pool: Seat, refusal: Refusal) -> None:
    late = loan(pool)
    next_one = loan(pool, begins=at(16), ends=at(18))
    bookings.lend(pool, late, at(8))
    problem = refusal(lambda: bookings.lend(pool, next_one, at(16)))
    assert problem.reason == f"Elbil 1 is not back yet: {late} should have returned it 2026-11-20 16:00."
    assert problem.right == "Take it back first, or choose another. Free then: Elbil 2, Cykel 1."
    assert refusal(lambda: loan(pool, begins=at(18), ends=at(20), now=at(18))).code == "resource_still_out"
    assert [each.name for each in bookings.free(pool, POOL, at(18), at(19), at(18))] == ["Elbil 2", "Cykel 1"]
    assert len(bookings.free(pool, POOL, at(18, 25), at(19, 25), at(18))) == 3  # by then it may be back


def test_what_is_fetched_early_is_taken_from_then_where_it_is_free(pool: Seat, refusal: Refusal) -> None:
    first = loan(pool, begins=at(8), ends=at(9))
    second = loan(pool, begins=at(12), ends=at(14))
    bookings.lend(pool, first, at(8))
    bookings.give_back(pool, first, None, at(8, minute=30))
    bookings.lend(pool, second, at(10))
    assert [each.begins for _name, each in taken(pool) if each.reference == second] == [at(10)]
    third, fourth = loan(pool, "Elbil 2", at(8), at(10)), loan(pool, "Elbil 2", at(10), at(12))
    assert refusal(lambda: bookings.lend(pool, fourth, at(9))).values["reference"] == third


def test_lending_needs_a_borrower_a_thing_and_time_left(pool: Seat, refusal: Refusal) -> None:
    values: dict[str, Any] = {"kind": "pool_loan"}
    nothing = cases.register(pool, values, NOW).reference
    with pytest.raises(Refused) as caught:
        bookings.lend(pool, nothing, NOW)
    assert [str(each) for each in caught.value.problems] == [
        "details.item: The case has nothing booked. Say what, from when and until when.",
        "details.borrower: Who borrows is missing. Name the borrower, or the person of the case.",
    ]
    over = loan(pool)
    assert str(refusal(lambda: bookings.lend(pool, over, at(16)))) == (
        "details.due_back: The booked time is over: 2026-11-20 16:00. Correct when it is due back, then lend it."
    )
    enquiry = cases.register(pool, {"kind": "enquiry"}, NOW).reference
    assert str(refusal(lambda: bookings.lend(pool, enquiry, NOW))) == (
        "reference: The case is no loan. Only what is booked from the pool is lent and returned."
    )
    assert refusal(lambda: bookings.give_back(pool, over, None, NOW)).code == "step_not_allowed"


def test_what_is_lent_is_not_closed(pool: Seat, refusal: Refusal) -> None:
    reference = loan(pool)
    bookings.lend(pool, reference, at(8))
    problem = refusal(lambda: cases.close(pool, reference, Outcome.SOLVED_LATER, at(9)))
    assert str(problem) == "outcome: It is lent and not back. Take it back first: the step returned."


def test_it_does_not_come_back_before_it_went_out_or_in_time_to_come(pool: Seat, refusal: Refusal) -> None:
    reference = loan(pool)
    bookings.lend(pool, reference, at(8))
    bookings.give_back(pool, reference, None, at(14))
    problem = refusal(lambda: corrections.correct(pool, reference, {"details.returned": "2026-11-20T07:00Z"}, at(15)))
    assert str(problem) == "details.returned: It came back before it went out. Check both times."
    problem = refusal(lambda: corrections.correct(pool, reference, {"details.returned": "2026-11-20T17:00Z"}, at(15)))
    assert problem.reason == "That time is still to come."


# ------------------------------------------------------------------ moving and giving up


def test_a_corrected_time_moves_what_is_reserved_and_the_deadline(pool: Seat, refusal: Refusal) -> None:
    reference, other = loan(pool), loan(pool, begins=at(15), ends=at(16))

    def correct(value: str) -> Moved:
        return corrections.correct(pool, reference, {"details.due_back": value}, NOW)

    assert refusal(lambda: correct("2026-11-20T15:30Z")).values["reference"] == other
    assert correct("2026-11-20T12:00Z").case.due == at(12)
    assert [each.ends for _name, each in taken(pool) if each.reference == reference] == [at(12)]
    loan(pool, begins=at(12), ends=at(15))


def test_a_lent_thing_is_kept_longer_where_nobody_waits_for_it(pool: Seat, refusal: Refusal) -> None:
    reference = loan(pool)
    bookings.lend(pool, reference, at(8))
    corrections.correct(pool, reference, {"details.due_back": "2026-11-20T17:00Z"}, at(14))
    ((_name, longer),) = taken(pool)
    assert (longer.ends, longer.lent_at) == (at(17), at(8))
    other = loan(pool, begins=at(18), ends=at(19))
    late = {"details.due_back": "2026-11-20T18:30Z"}
    assert refusal(lambda: corrections.correct(pool, reference, late, at(14))).values["reference"] == other


def test_another_thing_may_be_booked_instead(pool: Seat) -> None:
    reference = loan(pool)
    corrections.correct(pool, reference, {"details.item": "Elbil 2"}, NOW)
    ((name, each),) = taken(pool)
    assert (name, each.reference) == ("Elbil 2", reference)


@pytest.mark.parametrize("how", ["annul", "withdraw", "cancel"])
def test_what_is_given_up_is_free(pool: Seat, how: str) -> None:
    reference = loan(pool)
    if how == "annul":
        cases.annul(pool, reference, "fel", NOW)
    elif how == "withdraw":
        cases.close(pool, reference, Outcome.WITHDRAWN, NOW)
    else:
        assert bookings.cancel(pool, reference, NOW).case.outcome is Outcome.WITHDRAWN
    assert taken(pool) == []
    loan(pool)


def test_another_outcome_gives_nothing_up(pool: Seat) -> None:
    cases.close(pool, loan(pool), Outcome.SOLVED_FIRST, NOW)
    assert len(taken(pool)) == 1


def test_reopening_takes_it_again_or_is_refused(pool: Seat, refusal: Refusal) -> None:
    reference = loan(pool)
    cases.close(pool, reference, Outcome.WITHDRAWN, NOW)
    other = loan(pool, begins=at(9), ends=at(10))
    assert refusal(lambda: cases.reopen(pool, reference, NOW)).values["reference"] == other
    assert reading.open_case(pool, reference).case.status is Status.CLOSED
    cases.annul(pool, other, "fel", NOW)
    cases.reopen(pool, reference, NOW)
    assert [each.reference for _name, each in taken(pool)] == [reference]


def test_a_note_moves_nothing_and_is_always_written(pool: Seat) -> None:
    reference = loan(pool)
    bookings.out_of_service(pool, 1, date(2026, 11, 20), None, "krock", NOW)
    cases.note(pool, reference, "Ring Karin", NOW)
    assert len(taken(pool)) == 1


def test_only_what_has_booked_something_is_cancelled(pool: Seat, refusal: Refusal) -> None:
    reference = cases.register(pool, {"kind": "enquiry"}, NOW).reference
    assert refusal(lambda: bookings.cancel(pool, reference, NOW)).reason == "The case has nothing booked."


# ------------------------------------------------------------------ rooms and facilities


def test_a_room_booked_from_the_calendar_is_booked_and_one_asked_for_is_held(pool: Seat) -> None:
    booked = hall(pool, at(17), at(19))
    details = {"facility": "Sporthallen", "begins": "2026-11-20T19:00Z", "ends": "2026-11-20T20:00Z"}
    asked = cases.register(pool, {"kind": "booking", "details": details}, NOW).reference
    states = {each.reference: each.state(NOW) for _name, each in taken(pool, FACILITY)}
    assert states == {booked: Taken.BOOKED, asked: Taken.REQUESTED}
    opened = reading.open_case(pool, booked).case
    assert (opened.step, opened.first_answered_at, opened.status) == ("booked", NOW, Status.NEW)
    assert cases.step(pool, asked, "booked", NOW).proposed is Outcome.SOLVED_LATER


def test_a_cancelled_booking_is_free_and_proposes_that_it_was_withdrawn(pool: Seat, refusal: Refusal) -> None:
    reference = hall(pool, at(17), at(19))
    assert bookings.cancel(pool, reference, NOW).proposed is Outcome.WITHDRAWN
    assert taken(pool, FACILITY) == []
    problem = refusal(lambda: cases.step(pool, reference, "booked", NOW))
    assert problem.code == "step_not_allowed"


def test_a_booking_that_is_closed_can_be_cancelled_too(pool: Seat) -> None:
    reference = hall(pool, at(17), at(19))
    cases.close(pool, reference, Outcome.SOLVED_FIRST, NOW)
    bookings.cancel(pool, reference, NOW)
    assert taken(pool, FACILITY) == []


def test_a_room_without_its_beginning_is_refused(pool: Seat, refusal: Refusal) -> None:
    details = {"facility": "Sporthallen", "ends": "2026-11-20T20:00Z"}
    problem = refusal(lambda: cases.register(pool, {"kind": "booking", "details": details}, NOW))
    assert str(problem) == "details.begins: From when is missing. Say when it begins."


def test_a_request_without_a_room_holds_nothing_and_is_not_booked(pool: Seat, refusal: Refusal) -> None:
    reference = cases.register(pool, {"kind": "booking", "summary": "Någon hall i december"}, NOW).reference
    problem = refusal(lambda: cases.step(pool, reference, "booked", NOW))
    assert str(problem) == "details.facility: The case has nothing booked. Say what, from when and until when."


# ------------------------------------------------------------------ what comes back


def test_a_booking_that_comes_back_is_one_case_at_the_same_hour_summer_and_winter(pool: Seat) -> None:
    reference = hall(pool, at(16, 13, month=10), at(18, 13, month=10), "weekly", repeats_until="2026-11-10")
    with pool.database.read() as tx:
        begins = [row[0] for row in tx.all("SELECT begins FROM reservations ORDER BY begins")]
    assert [datetime.fromtimestamp(each, UTC) for each in begins] == [
        at(16, 13, month=10), at(16, 20, month=10), at(17, 27, month=10), at(17, 3), at(17, 10),
    ]  # fmt: skip
    assert {each.reference for _name, each in taken(pool, FACILITY, 3)} == {reference}
    assert all(each.repeats for _name, each in taken(pool, FACILITY, 3))


def test_an_rrule_says_which_days(pool: Seat) -> None:
    hall(pool, at(17, 24), at(18, 24), "FREQ=WEEKLY;BYDAY=TU,TH;COUNT=4")
    days = [each.begins.day for day in range(20, 31) for _name, each in taken(pool, FACILITY, day)]
    assert days == [24, 26]
    assert reading.open_case(pool, "26-000001").case.details["repeats"] == Repeats.BY_RULE.value


def test_all_of_the_days_or_none_and_the_first_that_collides_is_named(pool: Seat, refusal: Refusal) -> None:
    other = hall(pool, at(17, 27), at(18, 27))
    problem = refusal(lambda: hall(pool, at(16), at(18), "weekly", repeats_until="2026-12-18"))
    assert problem.reason == f"Sporthallen is taken from 2026-11-27 18:00 until 2026-11-27 19:00 by {other}."
    assert problem.right == "Choose another time. Free then: Vigselrummet."
    assert taken(pool, FACILITY) == []


def test_a_day_is_left_out_and_the_others_stay(pool: Seat, refusal: Refusal) -> None:
    reference = hall(pool, at(17), at(18), "weekly", repeats_until="2026-12-18", days_left_out="2026-11-27")
    assert taken(pool, FACILITY, 27) == []
    bookings.skip(pool, reference, date(2026, 12, 4), NOW)
    with pool.database.read() as tx:
        assert tx.value("SELECT count(*) FROM reservations WHERE ended_at IS NULL") == 3
    assert reading.open_case(pool, reference).case.details["days_left_out"] == "2026-11-27, 2026-12-04"
    problem = refusal(lambda: bookings.skip(pool, reference, date(2026, 12, 5), NOW))
    assert str(problem) == ("day: Nothing is booked on 2026-12-05. Booked: 2026-11-20, 2026-12-11, 2026-12-18.")
    once = hall(pool, at(19), at(20))
    assert str(refusal(lambda: bookings.skip(pool, once, date(2026, 11, 20), NOW))) == (
        "details.repeats: How often it comes back is missing. Choose how often, or take the day away."
    )


@pytest.mark.parametrize(
    ("repeats", "details", "field", "sentence"),
    [
        ("weekly", {}, "repeats_until", "The booking comes back without end. Say until which day."),
        ("daily", {"repeats_until": "2028-12-31"}, "repeats_until",
         "The booking comes back too often. At most 400 times: end it earlier."),
        ("FREQ=HOURLY;COUNT=3", {}, "rule",
         "That is not a rule for days. Write it as FREQ=WEEKLY;BYDAY=TU,TH, or choose how often."),
        ("by_rule", {"repeats_until": "2026-12-31"}, "rule",
         "The rule is missing. Write it as FREQ=WEEKLY;BYDAY=TU,TH."),
        ("weekly", {"rule": "FREQ=DAILY;COUNT=2"}, "rule",
         "There is a rule that is not used. Choose to repeat by a rule, or take it away."),
        (None, {"repeats_until": "2026-12-31"}, "repeats",
         "How often it comes back is missing. Choose how often, or take the day away."),
        ("weekly", {"repeats_until": "2026-11-19"}, "repeats",
         "The booking never comes. Check how often, until when, and the days left out."),
        ("weekly", {"days_left_out": "tisdag"}, "days_left_out",
         "Those are not days. Write them as 2026-10-27, with commas between them."),
        (None, {"repeats": "sometimes"}, "repeats",
         "That is not one of the choices. Choose one of: "
         "daily, workdays, weekly, fortnightly, monthly, by_rule."),
    ],
)  # fmt: skip
def test_what_comes_back_wrongly_is_refused(
    pool: Seat, refusal: Refusal, repeats: str | None, details: dict[str, Any], field: str, sentence: str
) -> None:
    problem = refusal(lambda: hall(pool, at(17), at(18), repeats, **details))
    assert (problem.field, f"{problem.reason} {problem.right}") == (f"details.{field}", sentence)


def test_what_comes_back_before_it_has_ended_is_refused(pool: Seat, refusal: Refusal) -> None:
    problem = refusal(lambda: hall(pool, at(17), at(18, 22), "daily", repeats_until="2026-11-24"))
    assert str(problem) == (
        "details.repeats: The booking comes back before it has ended: 2026-11-21."
        " Make it shorter, or let it come back less often."
    )


def test_a_loan_that_comes_back_is_lent_each_time_and_due_each_time(pool: Seat) -> None:
    reference = loan(pool, repeats="weekly", details={"repeats_until": "2026-12-04"})
    for week in range(3):
        day = timedelta(weeks=week)
        assert bookings.lend(pool, reference, at(8) + day).case.due == at(15) + day
        moved = bookings.give_back(pool, reference, None, at(14) + day)
    assert (moved.case.due, moved.proposed) == (None, Outcome.SOLVED_LATER)
    with pool.database.read() as tx:
        assert tx.value("SELECT count(*) FROM reservations WHERE returned_at IS NOT NULL") == 3


def test_a_loan_that_comes_back_keeps_what_was_lent_when_its_days_are_changed(pool: Seat) -> None:
    reference = loan(pool, repeats="weekly", details={"repeats_until": "2026-12-18"})
    bookings.lend(pool, reference, at(8))
    bookings.give_back(pool, reference, None, at(14))
    corrections.correct(pool, reference, {"details.repeats_until": "2026-12-04"}, at(9, 23))
    with pool.database.read() as tx:
        rows = tx.all("SELECT begins, returned_at IS NOT NULL FROM reservations WHERE ended_at IS NULL ORDER BY 1")
    assert [(datetime.fromtimestamp(begins, UTC), bool(back)) for begins, back in rows] == [
        (at(8), True), (at(8, 27), False), (at(8, 4, month=12), False),
    ]  # fmt: skip


# ------------------------------------------------------------------ out of service


def test_what_is_out_of_service_is_not_booked_and_those_who_had_it_are_named(pool: Seat, refusal: Refusal) -> None:
    reference = loan(pool)
    out = bookings.out_of_service(pool, 1, date(2026, 11, 20), date(2026, 11, 22), "service", NOW)
    assert [each.reference for each in out.booked] == [reference]
    problem = refusal(lambda: loan(pool, begins=at(17, 22), ends=at(18, 22)))
    assert problem.reason == "Elbil 1 is out of service from 2026-11-20 00:00 until 2026-11-23 00:00."
    assert problem.right == "Choose another time. Free then: Elbil 2, Cykel 1."
    loan(pool, begins=at(8, 23), ends=at(9, 23))
    calendar = bookings.calendar(pool, POOL, date(2026, 11, 16), date(2026, 11, 29), NOW)
    row = next(row for row in calendar.rows if row.resource.id == 1)
    assert [day.day for day in calendar.days if calendar.out_on(row, day)] == [20, 21, 22]
    bookings.in_service(pool, 1, NOW)
    loan(pool, begins=at(17, 22), ends=at(18, 22))
    problem = refusal(lambda: bookings.in_service(pool, 1, NOW))
    assert str(problem) == "resource: Elbil 1 is in service. There is nothing to change."


def test_out_of_service_ends_no_earlier_than_it_begins(pool: Seat, refusal: Refusal) -> None:
    problem = refusal(lambda: bookings.out_of_service(pool, 1, date(2026, 11, 20), date(2026, 11, 19), "service", NOW))
    assert str(problem) == "last: The last day lies before the first. At the earliest 2026-11-20."


def test_what_is_booked_no_more_is_refused_and_not_offered(pool: Seat, refusal: Refusal) -> None:
    bookings.rest_resource(pool, 1, now=NOW)
    problem = refusal(lambda: loan(pool))
    assert str(problem) == (
        "details.item: Elbil 1 is not booked any more. Choose another. Free then: Elbil 2, Cykel 1."
    )
    assert "Elbil 1" not in [each.name for each in bookings.free(pool, POOL, at(8), at(9), NOW)]
    assert "Elbil 1" not in [each.name for each in bookings.resources(pool)]
    bookings.rest_resource(pool, 1, rest=False, now=NOW)
    loan(pool)


def test_what_is_booked_ahead_is_not_put_to_rest(pool: Seat, refusal: Refusal) -> None:
    reference = loan(pool)
    problem = refusal(lambda: bookings.rest_resource(pool, 1, now=NOW))
    assert str(problem) == (
        f"resource: Elbil 1 is booked: {reference}, from 2026-11-20 09:00. Move or cancel what is booked first."
    )


# ------------------------------------------------------------------ keeping them


def test_only_administrators_keep_what_can_be_booked(pool: Seat, seat_of: SeatOf) -> None:
    for seat in (seat_of("bo"), seat_of("lisa")):
        with pytest.raises(NotAllowed):
            bookings.add_resource(seat, POOL, "Elbil 9", now=NOW)
        with pytest.raises(NotAllowed):
            bookings.change_resource(seat, 1, {"name": "Elbil 9"}, NOW)
        with pytest.raises(NotAllowed):
            bookings.rest_resource(seat, 1, now=NOW)
    bookings.out_of_service(seat_of("bo"), 1, None, None, "punktering", NOW)
    bookings.in_service(seat_of("bo"), 1, NOW)


def test_two_of_a_sort_have_two_names(pool: Seat, refusal: Refusal) -> None:
    problem = refusal(lambda: bookings.add_resource(pool, POOL, "ELBIL 1", now=NOW))
    assert str(problem) == "name: There is one called Elbil 1 already. Give it another name."
    assert bookings.add_resource(pool, FACILITY, "Elbil 1", now=NOW).id == 7
    assert refusal(lambda: bookings.change_resource(pool, 1, {"name": "Elbil 2"}, NOW)).code == "resource_known"
    assert refusal(lambda: bookings.add_resource(pool, POOL, "", now=NOW)).field == "name"


def test_a_new_name_keeps_the_bookings_and_whoever_came_late_is_told(pool: Seat, refusal: Refusal) -> None:
    loan(pool)
    seen = bookings.resource(pool, 1)
    bookings.change_resource(pool, 1, {"name": "Volvo"}, NOW)
    assert [name for name, _each in taken(pool)] == ["Volvo"]
    problem = refusal(lambda: bookings.change_resource(pool, 1, {"note": "Nyckeln"}, NOW, began_from=seen))
    assert str(problem) == "resource: Somebody else changed it meanwhile. Look at it again, then make the change."
    problem = refusal(lambda: bookings.change_resource(pool, 1, {"sort": "facility"}, NOW))
    assert str(problem) == "sort: The sort stays as it is. Add it anew under the other sort."
    assert refusal(lambda: bookings.change_resource(pool, 1, {"name": "Volvo"}, NOW)).code == "nothing_changed"
    with pytest.raises(NotFound):
        bookings.change_resource(pool, 99, {"name": "Saab"}, NOW)


def test_a_loan_goes_on_after_its_item_was_renamed(pool: Seat) -> None:
    reference = loan(pool)
    bookings.change_resource(pool, 1, {"name": "Volvo"}, NOW)
    corrections.correct(pool, reference, {"details.due_back": "2026-11-20T16:00Z"}, NOW)
    bookings.lend(pool, reference, at(8))
    bookings.give_back(pool, reference, "Repa", at(14))
    ((name, each),) = taken(pool)
    assert (name, each.state(at(14)), each.ends) == ("Volvo", Taken.RETURNED, at(16))


def test_what_was_done_to_a_thing_is_in_the_desks_trail(pool: Seat) -> None:
    bookings.out_of_service(pool, 1, date(2026, 11, 20), None, "krock", NOW)
    with pool.database.read() as tx:
        rows = tx.all("SELECT what, changes FROM events WHERE subject = 'resource:1' ORDER BY id")
    assert [row[0] for row in rows] == ["added", "changed"]
    assert json.loads(rows[0][1]) == {
        "active": [None, True], "name": [None, "Elbil 1"], "sort": [None, "pool"], "type": [None, "Bil"],
    }  # fmt: skip
    assert json.loads(rows[1][1]) == {"out_from": [None, "2026-11-20 00:00"], "out_why": [None, "krock"]}
