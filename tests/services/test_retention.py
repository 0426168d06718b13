"""Retention runs: what is taken and what is not, what is left of a case, dry runs, and days that were changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from desk.rules.cases import Outcome
from desk.rules.refusals import NotAllowed, Problem
from desk.services import (
    cases,
    corrections,
    drafts,
    holds,
    lists,
    reading,
    retention,
    searching,
    upkeep,
)
from desk.services.drafts import Draft
from desk.services.retention import Run
from desk.services.seat import Seat
from desk.settings_model import Settings
from desk.storage import disposal, disposal_file
from desk.storage.database import Database
from desk.storage.lists import Which

NOW = datetime(2026, 11, 19, 9, 42, tzinfo=UTC)
LATER = NOW + timedelta(days=90)
DECISION = "KS 2026/114 § 45"
PERSON = {
    "name": "Karin Ström",
    "phone": "070-174 06 05",
    "email": "karin@example.se",
    "personal_number": "18900118-9811",
}


def enquiry(seat: Seat, now: datetime = NOW, **more: Any) -> str:
    """A closed enquiry with something personal in every place."""
    values = {"kind": "enquiry", "citizen": PERSON, "summary": "Karin frågade", "note": "Hon bor på Ågatan"}
    reference = cases.register(seat, {**values, **more}, now).reference
    corrections.correct(seat, reference, {"citizen.name": "Karin Strömm"}, now)
    cases.close(seat, reference, Outcome.SOLVED_LATER, now)
    return reference


def run(seat: Seat, now: datetime = LATER, **options: Any) -> Run:
    return retention.run(seat, DECISION, now=now, **options)


def taken(seat: Seat, *references: str) -> list[bool]:
    return [reading.open_case(seat, each).case.disposed_at is not None for each in references]


# ------------------------------------------------------------------ what is taken


def test_the_day_itself_and_not_the_day_before(seat: Seat) -> None:
    reference = enquiry(seat)
    assert run(seat, LATER - timedelta(days=1)).cases == 0
    done = run(seat)
    assert (done.by_kind, done.oldest, done.scrubbed) == ({"enquiry": 1}, date(2026, 11, 19), True)
    assert taken(seat, reference) == [True]
    assert run(seat).cases == 0


def test_everything_about_the_person_is_gone_and_the_rest_is_not(seat: Seat) -> None:
    reference = enquiry(seat, topic=None, demand="failure", cause="chasing")
    before = reading.open_case(seat, reference).case
    run(seat)
    opened = reading.reveal(seat, reference, "", LATER)
    left = opened.case
    assert (left.name, left.phone, left.email, left.personal_number) == (None, None, None, None)
    assert (left.summary, left.note) == ("", "")
    assert (left.demand, left.cause, left.outcome, left.closed_at) == (
        before.demand, before.cause, before.outcome, before.closed_at,
    )  # fmt: skip
    corrected = next(each for each in opened.events if each.what == "corrected")
    assert corrected.gone == ("citizen.name",)
    last = opened.events[-1]
    assert (last.what, last.changes) == ("disposed", {"decision": (None, DECISION)})
    assert searching.find(seat, "karin").rows == ()
    assert [row.reference for row in searching.find(seat, reference).rows] == [reference]
    assert searching.earlier(seat, "+46701740605", "189001189811", None) == ()
    assert lists.page(seat, Which()).rows[0].citizen is None
    assert all(each.clean for each in upkeep.check(seat))


def test_open_held_and_young_cases_stay(seat: Seat) -> None:
    open_one = cases.register(seat, {"kind": "enquiry", "citizen": PERSON}, NOW).reference
    young = enquiry(seat, NOW + timedelta(days=1))
    held = enquiry(seat)
    holds.hold(seat, held, "Överklagat av Karin", NOW)
    reopened = enquiry(seat)
    cases.reopen(seat, reopened, NOW)
    goes = enquiry(seat)
    done = run(seat)
    assert done.held == (held,)
    assert taken(seat, open_one, young, held, reopened, goes) == [False, False, False, False, True]
    holds.release(seat, held, LATER)
    assert run(seat).cases == 1
    assert taken(seat, held) == [True]


def test_an_annulled_case_goes_as_a_closed_one_does(seat: Seat) -> None:
    reference = cases.register(seat, {"kind": "enquiry", "citizen": PERSON}, NOW).reference
    cases.annul(seat, reference, "Karin ångrade sig", NOW)
    assert reading.open_case(seat, reference).case.retention_date == date(2027, 2, 17)
    assert run(seat).cases == 1
    left = reading.open_case(seat, reference).case
    assert (left.annulled_why, left.annulled_by) == (None, "anna")


def test_an_earlier_desk_gave_annulled_cases_no_date(seat: Seat) -> None:
    reference = cases.register(seat, {"kind": "enquiry", "citizen": PERSON}, NOW).reference
    cases.annul(seat, reference, "Karin ångrade sig", NOW)
    with seat.database.write() as tx:
        tx.run("UPDATE cases SET retention_date = NULL")
    assert (run(seat, dry_run=True).cases, run(seat).cases) == (1, 1)


def test_a_day_that_is_named(seat: Seat, refusal: Callable[[Callable[[], object]], Problem]) -> None:
    first, second = enquiry(seat), enquiry(seat, NOW + timedelta(days=3))
    run(seat, LATER + timedelta(days=5), on=date(2027, 2, 18))
    assert taken(seat, first, second) == [True, False]
    problem = refusal(lambda: run(seat, LATER, on=date(2027, 2, 18)))
    assert (problem.code, problem.field) == ("retention_in_future", "--on")
    assert run(seat, LATER, on=date(2027, 2, 20), dry_run=True).cases == 1


@pytest.mark.parametrize("decision", [None, "", "  ", "–"])
def test_without_a_decision_nothing_is_done(
    decision: str | None, seat: Seat, refusal: Callable[[Callable[[], object]], Problem]
) -> None:
    enquiry(seat)
    problem = refusal(lambda: retention.run(seat, decision, now=LATER))
    assert problem.code in ("decision_needed", "decision_of_retention")
    assert run(seat, dry_run=True).cases == 1


@pytest.mark.parametrize("login", ["bo", "lisa", "rut"])
def test_only_an_administrator_runs_it(login: str, seat_of: Callable[[str], Seat]) -> None:
    for dry_run in (False, True):
        with pytest.raises(NotAllowed):
            run(seat_of(login), dry_run=dry_run)


# ------------------------------------------------------------------ what a disposed case is


def test_a_disposed_case_is_not_changed(seat: Seat, refusal: Callable[[Callable[[], object]], Problem]) -> None:
    reference = enquiry(seat)
    run(seat)
    for change in (
        lambda: cases.reopen(seat, reference, LATER),
        lambda: cases.note(seat, reference, "Karin", LATER),
        lambda: corrections.correct(seat, reference, {"citizen.name": "Karin"}, LATER),
        lambda: cases.annul(seat, reference, "fel", LATER),
        lambda: holds.hold(seat, reference, "fel", LATER),
    ):
        assert refusal(change).code == "case_disposed"


def test_its_key_may_be_used_again(seat: Seat) -> None:
    enquiry(seat, key="e-service 7 Karin")
    run(seat)
    again = cases.register(seat, {"kind": "enquiry", "key": "e-service 7 Karin"}, LATER)
    assert (again.again, again.reference) == (False, "27-000001")


def test_cards_and_permits_stay_as_things_that_were_handed_out(seat: Seat) -> None:
    card = {"kind": "bus_card", "citizen": PERSON, "details": {"card_number": "K-1", "pupil": "Oskar", "reason": "new"}}
    permit = {
        "kind": "parking_permit", "citizen": PERSON,
        "details": {
            "application": "new", "serial_number": "S-1", "resident": True, "lasting": True, "decision": "granted",
            "valid_from": "2026-11-19", "valid_to": "2027-01-31",
        },
    }  # fmt: skip
    first, second = cases.register(seat, card, NOW).reference, cases.register(seat, permit, NOW).reference
    for step in ("ordered", "to_collect", "handed_out"):
        cases.step(seat, first, step, NOW)
    for step in ("investigation", "decided", "to_collect", "handed_out"):
        cases.step(seat, second, step, NOW)
    for each in (first, second):
        cases.close(seat, each, Outcome.SOLVED_LATER, NOW)
    later = datetime(2029, 2, 1, tzinfo=UTC)
    assert run(seat, later).by_kind == {"bus_card": 1, "parking_permit": 1}
    with seat.database.read() as tx:
        (a_card,) = tx.all("SELECT card_number, holder, active_day IS NOT NULL, ended_day FROM bus_cards")
        (a_permit,) = tx.all("SELECT serial_number, person, valid_to, ended_day FROM permits")
    assert a_card == ("", None, 1, date(2029, 2, 1).toordinal())
    assert a_permit[0].startswith(disposal.NO_SERIAL)
    assert len(a_permit[0]) > 40
    assert a_permit[1:] == (None, date(2027, 1, 31).toordinal(), date(2027, 1, 31).toordinal())
    assert all(each.clean for each in upkeep.check(seat))
    cases.register(seat, card, later)  # neither number is in anybody's way any more
    cases.register(seat, permit | {"details": {**permit["details"], "valid_to": "2030-01-31"}}, later)  # type: ignore[dict-item]


# ------------------------------------------------------------------ drafts


def test_forms_that_were_left_go_after_the_shortest_time(seat: Seat) -> None:
    for key, at in (("old", NOW), ("new", NOW + timedelta(days=1))):
        drafts.save(seat, Draft(key, "anna", "enquiry", None, {"citizen.name": "Karin"}, at))
    soon = NOW + timedelta(days=30)
    assert run(seat, soon, dry_run=True).drafts == 1
    assert len(drafts.mine(seat)) == 2
    assert run(seat, soon).drafts == 1
    assert [each.key for each in drafts.mine(seat)] == ["new"]


# ------------------------------------------------------------------ dry runs


def everything(database: Database) -> list[Any]:
    tables = ("cases", "events", "event_values", "handles", "search", "drafts", "disposals", "disposed", "settings")
    with database.read() as tx:
        return [tx.all(f"SELECT * FROM {name} ORDER BY 1") for name in tables]


def test_a_dry_run_says_what_would_go_and_changes_nothing(seat: Seat) -> None:
    for _ in range(3):
        enquiry(seat)
    holds.hold(seat, enquiry(seat), "Överklagat", NOW)
    before = everything(seat.database)
    tried = run(seat, dry_run=True)
    assert everything(seat.database) == before
    assert seat.database.file is None or not disposal_file.path_of(seat.database.file).exists()
    done = run(seat)
    assert (tried.by_kind, tried.held, tried.oldest) == (done.by_kind, done.held, done.oldest)
    assert (tried.dry_run, tried.scrubbed) == (True, None)


# ------------------------------------------------------------------ other days than before


def choosing(seat: Seat, **days: int) -> Seat:
    return Seat(seat.database, Settings(retention=days), seat.who)


def test_days_that_are_changed_hold_for_cases_that_are_closed(seat: Seat) -> None:
    reference, fault = enquiry(seat), enquiry(seat, kind="fault")
    shorter = choosing(seat, enquiry=10)
    tried = run(shorter, NOW + timedelta(days=10), dry_run=True)
    assert (tried.by_kind, tried.renewed) == ({"enquiry": 1}, 1)
    assert reading.open_case(seat, reference).case.retention_date == date(2027, 2, 17)
    done = run(shorter, NOW + timedelta(days=10))
    assert (done.by_kind, done.renewed) == ({"enquiry": 1}, 1)
    assert taken(seat, reference, fault) == [True, False]
    with seat.database.read() as tx:
        said = tx.all("SELECT what, changes FROM events WHERE case_id IS NULL")
    assert ("retention_changed", '{"enquiry":[90,10]}') in said
    assert run(shorter, NOW + timedelta(days=11)).renewed == 0


def test_a_longer_time_holds_too(seat: Seat) -> None:
    reference = enquiry(seat)
    longer = choosing(seat, enquiry=400)
    assert run(longer, dry_run=True).cases == 0
    assert run(longer).cases == 0
    assert reading.open_case(seat, reference).case.retention_date == date(2026, 11, 19) + timedelta(days=400)
    assert run(seat).renewed == 1  # and back
    assert taken(seat, reference) == [True]


def test_a_new_case_counts_by_the_days_of_now(seat: Seat) -> None:
    reference = enquiry(choosing(seat, enquiry=7))
    assert reading.open_case(seat, reference).case.retention_date == date(2026, 11, 26)
