"""Weddings in the calendar: place and officiant are taken together or not at all, and freed together."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from desk.rules.bookings import ResourceSort
from desk.rules.cases import Outcome
from desk.rules.refusals import Problem
from desk.services import bookings, cases, corrections, reading
from desk.services.seat import Seat

Refusal = Callable[[Callable[[], object]], Problem]
FACILITY, OFFICIANT = ResourceSort.FACILITY, ResourceSort.OFFICIANT
NOW = datetime(2026, 11, 19, 9, 42, tzinfo=UTC)
DAY = date(2026, 12, 12)


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 12, 12, hour, minute, tzinfo=UTC)


@pytest.fixture
def town_hall(seat: Seat) -> Seat:
    """A desk with two rooms and two officiants."""
    for sort, name in (
        (FACILITY, "Vigselrummet"), (FACILITY, "Parken"), (OFFICIANT, "Anders Nyberg"), (OFFICIANT, "Eva Sand"),
    ):  # fmt: skip
        bookings.add_resource(seat, sort, name, now=NOW)
    return seat


def wedding(seat: Seat, begins: datetime = at(13), **details: Any) -> str:  # noqa: B008
    couple = {"partner_one": "Karin Ström", "partner_two": "Erik Lund"}
    values = {"place": "Vigselrummet", "officiant": "Anders Nyberg", **couple, "begins": begins.isoformat(), **details}
    return cases.register(seat, {"kind": "wedding", "details": values}, NOW).reference


def taken(seat: Seat) -> dict[str, list[str]]:
    """By name, the cases that take it on the day."""
    found = {}
    for sort in (FACILITY, OFFICIANT):
        for row in bookings.calendar(seat, sort, DAY, DAY, NOW).rows:
            if row.reservations:
                found[row.resource.name] = [each.reference for each in row.reservations]
    return found


def test_a_request_holds_place_and_officiant_with_the_couple_named(town_hall: Seat) -> None:
    reference = wedding(town_hall)
    assert taken(town_hall) == {"Vigselrummet": [reference], "Anders Nyberg": [reference]}
    (row, _other) = bookings.calendar(town_hall, OFFICIANT, DAY, DAY, NOW).rows
    assert row.reservations[0].who == "Karin Ström & Erik Lund"
    assert reading.open_case(town_hall, reference).case.due == at(13)


def test_both_or_neither(town_hall: Seat, refusal: Refusal) -> None:
    first = wedding(town_hall)
    problem = refusal(lambda: wedding(town_hall, at(13, 15), place="Parken"))
    assert (problem.field, problem.reason) == (
        "details.officiant",
        f"Anders Nyberg is taken from 2026-12-12 14:00 until 2026-12-12 14:30 by {first}.",
    )
    assert problem.right == "Choose another time. Free then: Eva Sand."
    problem = refusal(lambda: wedding(town_hall, at(12, 45), officiant="Eva Sand"))
    assert (problem.field, problem.right) == ("details.place", "Choose another time. Free then: Parken.")
    assert taken(town_hall) == {"Vigselrummet": [first], "Anders Nyberg": [first]}
    wedding(town_hall, at(13, 30))


def test_a_room_is_one_room_for_weddings_and_associations(town_hall: Seat, refusal: Refusal) -> None:
    values = {"details": {"association": "Broby IF"}}
    hall = bookings.book(town_hall, FACILITY, "Parken", at(12), at(16), values, now=NOW).reference
    assert refusal(lambda: wedding(town_hall, place="Parken")).values["reference"] == hall


def test_a_wedding_that_is_moved_frees_what_it_had(town_hall: Seat) -> None:
    reference = wedding(town_hall)
    moved = corrections.correct(
        town_hall, reference, {"details.begins": at(15).isoformat(), "details.officiant": "Eva Sand"}, NOW
    )
    assert moved.case.due == at(15)
    other = wedding(town_hall)
    assert taken(town_hall) == {
        "Vigselrummet": [other, reference], "Anders Nyberg": [other], "Eva Sand": [reference],
    }  # fmt: skip


def test_from_request_to_held(town_hall: Seat, refusal: Refusal) -> None:
    reference = wedding(town_hall)
    cases.step(town_hall, reference, "booked", NOW)
    assert refusal(lambda: cases.step(town_hall, reference, "certificate_checked", NOW)).code == (
        "impediment_certificate_missing"
    )
    corrections.correct(town_hall, reference, {"details.certificate_date": "2026-11-02"}, NOW)
    cases.step(town_hall, reference, "certificate_checked", NOW)
    names = {"details.witness_one": "Maria Holm", "details.witness_two": "Oskar Berg"}
    corrections.correct(town_hall, reference, names, NOW)
    assert refusal(lambda: cases.step(town_hall, reference, "held", at(14))).code == "witnesses_age_unknown"
    corrections.correct(town_hall, reference, {"details.witnesses_of_age": True}, NOW)
    assert refusal(lambda: cases.step(town_hall, reference, "held", NOW)).code == "wedding_not_yet"
    assert cases.step(town_hall, reference, "held", at(14)).proposed is Outcome.SOLVED_LATER


def test_a_step_is_not_undone_by_a_correction(town_hall: Seat, refusal: Refusal) -> None:
    """A wedding that is booked keeps a place and an officiant."""
    reference = wedding(town_hall)
    cases.step(town_hall, reference, "booked", NOW)
    problem = refusal(lambda: corrections.correct(town_hall, reference, {"details.officiant": ""}, NOW))
    assert problem.code == "officiant_missing"


def test_a_cancelled_wedding_frees_both(town_hall: Seat) -> None:
    reference = wedding(town_hall)
    assert bookings.cancel(town_hall, reference, NOW).proposed is Outcome.WITHDRAWN
    assert taken(town_hall) == {}


def test_an_officiant_booked_from_the_calendar_is_a_request(town_hall: Seat) -> None:
    booked = bookings.book(town_hall, OFFICIANT, "Eva Sand", at(13), at(13, 45), {}, now=NOW)
    case = reading.open_case(town_hall, booked.reference).case
    assert (case.kind, case.step, case.details["minutes"]) == ("wedding", "request", 45)
    place = bookings.book(town_hall, FACILITY, "Parken", at(13), at(14), {"kind": "wedding"}, now=NOW)
    assert taken(town_hall) == {"Eva Sand": [booked.reference], "Parken": [place.reference]}
