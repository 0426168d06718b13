"""Made-up loans, bookings, visitors and the rest: they hold to the rules of real ones, and nothing is booked twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import on_engine
import pytest

from desk.rules.bookings import Resource, ResourceSort
from desk.rules.kinds import details_of, kinds
from desk.rules.sample.shelf import RESOURCES
from desk.services import bookings, changing, division, house, people, reserving, routines, sample, upkeep
from desk.services.seat import Seat
from desk.settings_model import Settings
from desk.storage import bookings as stored
from desk.storage import handovers
from desk.storage.cases import case_of
from desk.storage.database import Database
from desk.storage.times import instant

FIRST, LAST = date(2025, 11, 20), date(2026, 11, 19)
NOON = datetime(2026, 11, 19, 11, 20, tzinfo=UTC)
OWN = {"visitor", "post", "telephony", "land_use", "debt_advice", "pool_loan", "wedding", "booking"}


@pytest.fixture(scope="module")
def sampled(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seat]:
    """A desk with a year of made-up cases. Not to be changed by a test."""
    path = tmp_path_factory.mktemp("sample") / "desk.db"
    on_engine.copied(template, path)
    seat = people.sit_down(Database(path), Settings(), "anna")
    sample.fill(seat, 4000, 7, FIRST, LAST, NOON)
    yield seat
    seat.database.close()


def test_every_errand_is_there_at_its_steps_and_passes_its_rules(sampled: Seat) -> None:
    reached: dict[str, Counter[str]] = {kind: Counter() for kind in OWN}
    with sampled.database.read() as tx:
        for row in tx.all("SELECT * FROM cases ORDER BY id"):
            case = case_of(row)
            if case.kind not in OWN:
                continue
            details = details_of(case.kind, dict(case.details))
            at = changing.circumstances_of(sampled, case, NOON)
            details.check(at)
            assert details.stored() == case.details
            assert case.step is not None
            reached[case.kind][case.step] += 1
            if case.step != kinds()[case.kind].first_step():
                details.check_step(case.step, at)
            if case.closed_at is not None:
                details.check_closing(case.step, at)
    for kind, steps in reached.items():
        assert kinds()[kind].main_steps()[-1] in steps, kind
    assert sum(len(steps) for steps in reached.values()) >= 12
    assert [each for each in upkeep.check(sampled) if not each.clean] == []


def test_what_is_reserved_is_what_the_cases_want(sampled: Seat) -> None:
    alive = 0
    with sampled.database.read() as tx:
        names = {each.id: (each.sort, each.name) for each in stored.every(tx)}
        for row in tx.all("SELECT * FROM cases WHERE kind IN ('pool_loan', 'wedding', 'booking')"):
            case = case_of(row)
            details = details_of(case.kind, dict(case.details))
            held = tx.all(
                "SELECT resource_id, begins, ends, ended_at, lent_at, returned_at FROM reservations WHERE case_id = ?",
                (case.id,),
            )
            wanted = sorted((str(e.sort), e.name, e.begins, e.ends) for e in details.wanted(sampled.settings.zone))
            said = sorted((*map(str, names[r]), instant(begins), instant(ends)) for r, begins, ends, *_more in held)
            assert said == wanted
            if reserving.is_alive(case, details):
                alive += len(held)
                assert {each[3] for each in held} <= {None}
            else:
                assert all(each[3] or each[5] for each in held)
            if case.kind == "pool_loan" and held:
                assert (case.step != "booked") == (held[0][4] is not None)
                assert (case.step == "returned") == (held[0][5] is not None)
                assert case.due == (None if case.step == "returned" else details.due_by())
    assert alive > 100


def test_the_calendar_of_the_week_shows_them(sampled: Seat) -> None:
    for sort in ResourceSort:
        calendar = bookings.calendar(sampled, sort, LAST, date(2027, 1, 31), NOON)
        assert len(calendar.rows) == sum(each[0] is sort for each in RESOURCES)
        assert any(row.reservations for row in calendar.rows)


def test_some_post_waits_and_visitors_come_by_the_door(sampled: Seat) -> None:
    found = house.who_is_here(sampled)
    assert len(found.post) < 30
    assert len(found.visitors) < 20
    with sampled.database.read() as tx:
        assert tx.value("SELECT count(*) FROM cases WHERE kind = 'post' AND closed_at - received_at > 86400")
        ways = tx.all("SELECT DISTINCT kind, channel FROM cases WHERE kind IN ('visitor', 'post', 'telephony')")
    assert sorted(ways) == [("post", "letter"), ("telephony", "internal"), ("visitor", "visit")]


def test_somebody_answers_for_topics_owns_routines_and_is_away(sampled: Seat) -> None:
    found = division.division(sampled, NOON)
    assert len(found.topics) > 8
    assert all(len(each) == 2 for each in found.topics.values())
    assert found.away
    owned = [each for each in routines.routines(sampled) if each.owner]
    assert len(owned) > 4
    assert any(each.reviewed_on for each in owned)


def test_some_of_what_was_handed_over_is_asked_about(sampled: Seat) -> None:
    with sampled.database.read() as tx:
        rows = tx.all("SELECT case_id FROM handovers")
        known = [each for (case,) in rows for each in handovers.of_case(tx, case)]
    assert known
    assert all(each.follow_up for each in known)


def test_what_is_there_already_is_lent_and_nothing_is_added(seat: Seat) -> None:
    with seat.database.write() as tx:
        stored.add(tx, Resource(0, ResourceSort.POOL, "Saaben", "Bil"))
    sample.fill(seat, 400, 1, date(2026, 10, 1), LAST, NOON)
    with seat.database.read() as tx:
        assert [each.name for each in stored.every(tx)] == ["Saaben"]
        assert tx.value("SELECT count(*) FROM reservations") > 0
    assert [each for each in upkeep.check(seat) if not each.clean] == []
