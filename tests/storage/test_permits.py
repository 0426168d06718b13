"""Parking permits across cases: one active a person, renewals, what is lost, serial numbers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from desk.rules.cases import Outcome
from desk.rules.refusals import Problem
from desk.services import cases, corrections, reading, upkeep
from desk.services.seat import Seat
from desk.storage.database import Database

Refusal = Callable[[Callable[[], object]], Problem]
Register = Callable[..., str]
Walk = Callable[..., None]
AtOnce = Callable[[list[str]], list[str]]


def luhn(digits: str) -> str:
    total = sum(sum(divmod(int(d) * (2 - i % 2), 10)) for i, d in enumerate(digits))
    return digits + str(-total % 10)


def person(serial: int) -> str:
    return "18" + luhn(f"900118{serial:03d}")


KARIN, OSKAR, ELIN = person(981), person(982), person(983)


def step_of(seat: Seat, reference: str) -> str | None:
    return reading.open_case(seat, reference).case.step


@pytest.fixture(autouse=True)
def _clean_afterwards(seat: Seat) -> Any:
    yield
    assert [each for each in upkeep.check(seat) if not each.clean] == []


WAY = ("investigation", "decided", "to_collect", "handed_out")


@pytest.fixture
def permit(register: Register) -> Callable[..., str]:
    def make(serial: str | None = None, who: str = KARIN, at: datetime | None = None, **details: Any) -> str:
        today = (at or datetime(2026, 11, 19, tzinfo=UTC)).date()
        own = {
            "application": "new",
            "resident": True,
            "lasting": True,
            "decision": "granted",
            "serial_number": serial,
            "valid_from": today.isoformat(),
            "valid_to": (today + timedelta(days=1000)).isoformat(),
            **details,
        }
        when = {"at": at} if at else {}
        return register(kind="parking_permit", citizen={"personal_number": who}, details=own, **when)

    return make


Permit = Callable[..., str]


def active(database: Database) -> list[tuple[str, str]]:
    sql = "SELECT person, serial_number FROM permits WHERE active_day IS NOT NULL AND ended_day IS NULL ORDER BY 2"
    with database.read() as tx:
        return tx.all(sql)


def test_a_person_has_one_active_permit(
    permit: Permit, walk: Walk, seat: Seat, now: datetime, refusal: Refusal
) -> None:
    first = permit("P1")
    waiting = permit("P2")
    walk(waiting, "investigation", "decided")
    walk(first, *WAY)
    problem = refusal(lambda: permit("P3"))
    assert (problem.code, problem.field) == ("permit_active", "details.application")
    assert problem.reason == "The person already has an active permit."
    assert problem.right == f"It is in case {first}; renew it, or report it lost."
    assert refusal(lambda: cases.step(seat, waiting, "to_collect", now)).code == "permit_active"
    permit("P4", OSKAR)


def test_an_application_that_has_become_needless_can_still_be_handled(
    permit: Permit, walk: Walk, seat: Seat, now: datetime
) -> None:
    first, needless = permit("P1"), permit("P2")
    walk(first, *WAY)
    cases.note(seat, needless, "har redan ett", now)
    corrections.correct(seat, needless, {"details.decision": "refused"}, now)
    walk(needless, "investigation", "decided", "refused")
    cases.close(seat, needless, Outcome.WITHDRAWN, now)


def test_without_saying_what_for_a_second_permit_is_still_refused(
    permit: Permit, walk: Walk, seat: Seat, now: datetime, refusal: Refusal
) -> None:
    walk(permit("P1"), *WAY)
    second = permit("P2", application=None)
    walk(second, *WAY[:-1])
    assert refusal(lambda: cases.step(seat, second, "handed_out", now)).code == "permit_active"


@pytest.mark.parametrize(("end", "accepted"), [(date(2027, 1, 19), True), (date(2027, 1, 20), False)])
def test_a_renewal_is_accepted_within_the_last_two_months(
    end: date, accepted: bool, permit: Permit, walk: Walk, database: Database, refusal: Refusal
) -> None:
    walk(permit("P1", valid_to=end.isoformat()), *WAY)
    if not accepted:
        problem = refusal(lambda: permit("P2", application="renewal"))
        assert (problem.code, problem.field) == ("renewal_too_early", "details.application")
        assert problem.reason == "The current permit has more than two months left."
        assert problem.right == "Renew from 2026-11-20."
        return
    renewal = permit("P2", application="renewal")
    assert active(database) == [(KARIN, "P1")]
    walk(renewal, *WAY)
    assert active(database) == [(KARIN, "P2")]


def test_an_old_permit_that_was_renewed_ends_nothing_afterwards(
    permit: Permit, walk: Walk, seat: Seat, now: datetime, database: Database
) -> None:
    old = permit("P1", valid_to="2027-01-01")
    walk(old, *WAY)
    walk(permit("P2", application="renewal"), *WAY)
    cases.note(seat, old, "arkiverat", now)
    corrections.correct(seat, old, {"summary": "gammalt"}, now)
    assert active(database) == [(KARIN, "P2")]


def test_a_permit_past_its_day_is_active_no_more(permit: Permit, walk: Walk, now: datetime, database: Database) -> None:
    walk(permit("P1", valid_to="2026-12-01"), *WAY)
    later = now + timedelta(days=13)
    walk(permit("P2", at=later), *WAY, at=later)
    assert active(database) == [(KARIN, "P2")]


def lost(permit: Permit, serial: str | None = None, **details: Any) -> str:
    return permit(serial, **{"application": "lost", "valid_to": None, "police_report_number": "5000-K1", **details})


def test_reporting_a_permit_lost_blocks_it_and_keeps_its_end(
    permit: Permit, walk: Walk, seat: Seat, database: Database, refusal: Refusal
) -> None:
    old = permit("P1", valid_to="2028-03-31")
    walk(old, *WAY)
    new = lost(permit, "P2")
    assert step_of(seat, old) == "blocked"
    assert active(database) == []
    assert reading.open_case(seat, old).events[-1].changes == {"step": ("handed_out", "blocked")}
    assert reading.open_case(seat, new).case.details["valid_to"] == "2028-03-31"
    problem = refusal(lambda: lost(permit, "P3", valid_to="2029-01-01"))
    assert (problem.code, problem.reason) == ("permit_end_kept", "A replaced permit keeps its end date.")
    assert problem.right == "Valid until 2028-03-31."
    walk(new, *WAY)
    assert active(database) == [(KARIN, "P2")]


def test_a_loss_said_afterwards_blocks_the_permit_too(
    permit: Permit, walk: Walk, seat: Seat, now: datetime, database: Database
) -> None:
    old = permit("P1", valid_to="2028-03-31")
    walk(old, *WAY)
    new = lost(permit, "P2", who=OSKAR)
    assert step_of(seat, old) == "handed_out"
    corrections.correct(seat, new, {"citizen.personal_number": KARIN}, now)
    assert step_of(seat, old) == "blocked"
    assert reading.open_case(seat, new).case.details["valid_to"] == "2028-03-31"


def test_a_lost_case_of_long_ago_blocks_and_hinders_nothing(
    permit: Permit, walk: Walk, seat: Seat, now: datetime, database: Database
) -> None:
    walk(permit("P1", valid_to="2027-01-01"), *WAY)
    replaced = lost(permit, "P2")
    walk(replaced, *WAY)
    walk(permit("P3", application="renewal"), *WAY)
    cases.note(seat, replaced, "arkiverat", now)
    corrections.correct(seat, replaced, {"citizen.name": "Karin Ström", "summary": "gammalt"}, now)
    assert active(database) == [(KARIN, "P3")]


def test_personal_data_of_a_replaced_permit_goes_by_its_kept_end(
    permit: Permit, walk: Walk, seat: Seat, now: datetime
) -> None:
    walk(permit("P1", valid_to="2028-03-31"), *WAY)
    new = lost(permit, "P2")
    walk(new, *WAY)
    cases.close(seat, new, Outcome.SOLVED_LATER, now)
    assert reading.open_case(seat, new).case.retention_date == date(2028, 3, 31) + timedelta(days=730)


def test_blocking_frees_the_person(permit: Permit, walk: Walk, database: Database) -> None:
    old = permit("P1")
    walk(old, *WAY, "blocked")
    assert active(database) == []
    walk(permit("P2"), *WAY)


def test_a_serial_number_is_never_used_again(
    permit: Permit, walk: Walk, seat: Seat, now: datetime, refusal: Refusal
) -> None:
    first = permit("P1")
    problem = refusal(lambda: permit("P1", OSKAR))
    assert (problem.code, problem.field) == ("serial_taken", "details.serial_number")
    assert problem.reason == "The serial number has been used before."
    assert problem.right == f"It is in case {first}; every permit has its own."
    walk(first, *WAY)
    cases.annul(seat, first, "fel person", now)
    assert refusal(lambda: permit("P1", OSKAR)).code == "serial_taken"


def test_an_annulled_permit_frees_the_person_and_what_was_never_handed_out_its_number(
    permit: Permit, walk: Walk, seat: Seat, now: datetime
) -> None:
    first = permit("P1")
    walk(first, *WAY)
    cases.annul(seat, first, "fel person", now)
    second = permit("P2")
    cases.annul(seat, second, "dubbel", now)
    walk(permit("P2"), *WAY)


def test_a_permit_that_is_out_keeps_its_number_days_and_holder(
    permit: Permit, walk: Walk, seat: Seat, now: datetime, refusal: Refusal
) -> None:
    first = permit("P1")
    walk(first, *WAY)
    for name, code in (
        ("details.serial_number", "serial_missing"),
        ("details.valid_to", "validity_missing"),
        ("details.decision", "decision_missing"),
        ("citizen.personal_number", "personal_number_missing"),
    ):
        assert refusal(lambda name=name: corrections.correct(seat, first, {name: ""}, now)).code == code  # type: ignore[misc]


def test_correcting_whose_a_permit_is_holds_to_one_each(
    permit: Permit, walk: Walk, seat: Seat, now: datetime, database: Database, refusal: Refusal
) -> None:
    first, second = permit("P1"), permit("P2", OSKAR)
    walk(first, *WAY)
    walk(second, *WAY)
    assert (
        refusal(lambda: corrections.correct(seat, second, {"citizen.personal_number": KARIN}, now)).code
        == "permit_active"
    )
    corrections.correct(seat, second, {"citizen.personal_number": ELIN}, now)
    assert active(database) == [(KARIN, "P1"), (ELIN, "P2")]


def test_correcting_whose_it_is_passes_over_what_has_run_out(
    permit: Permit, walk: Walk, seat: Seat, now: datetime, database: Database
) -> None:
    walk(permit("P1", valid_to="2026-12-01"), *WAY)
    later = now + timedelta(days=30)
    second = permit("P2", OSKAR, at=later)
    walk(second, *WAY, at=later)
    corrections.correct(seat, second, {"citizen.personal_number": KARIN}, later)
    assert active(database) == [(KARIN, "P2")]


def test_two_permits_of_one_person_handed_out_at_once(
    permit: Permit, walk: Walk, database: Database, at_once: AtOnce
) -> None:
    references = [permit(f"P{n}") for n in range(3)]
    for each in references:
        walk(each, *WAY[:-1])
    answers = at_once(references)
    assert sorted(answers) == ["done", "permit_active", "permit_active"]
    assert len(active(database)) == 1
