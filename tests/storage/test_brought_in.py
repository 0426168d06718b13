"""Permits and cards that were brought in: rows without a case, which hold to the same rules as those of cases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from desk.rules.refusals import Problem, Refused
from desk.services import cases, corrections, reading, upkeep
from desk.services.seat import Seat
from desk.storage import brought_in
from desk.storage.brought_in import Bringing, BroughtCard, BroughtPermit, Came
from desk.storage.database import Database

Refusal = Callable[[Callable[[], object]], Problem]
Register = Callable[..., str]
Walk = Callable[..., None]
Bring = Callable[[BroughtPermit | BroughtCard], Came]
KARIN, OSKAR = "189001189811", "189001189829"
TODAY = date(2026, 11, 19)
WAY = ("investigation", "decided", "to_collect", "handed_out")


@pytest.fixture(autouse=True)
def _clean_afterwards(seat: Seat) -> Any:
    yield
    assert [each for each in upkeep.check(seat) if not each.clean] == []


@pytest.fixture
def bring(database: Database, now: datetime) -> Bring:
    def put(row: BroughtPermit | BroughtCard) -> Came:
        bringing = Bringing(int(now.timestamp()), TODAY, 730)
        with database.write() as tx:
            if isinstance(row, BroughtPermit):
                return brought_in.add_permit(tx, row, bringing)
            return brought_in.add_card(tx, row, bringing)

    return put


@pytest.fixture
def permit(register: Register) -> Callable[..., str]:
    def make(serial: str | None = None, who: str = KARIN, **details: Any) -> str:
        own = {
            "application": "new",
            "resident": True,
            "lasting": True,
            "decision": "granted",
            "serial_number": serial,
            "valid_from": "2026-11-19",
            "valid_to": "2029-11-18",
            **details,
        }
        return register(kind="parking_permit", citizen={"personal_number": who}, details=own)

    return make


@pytest.fixture
def card(register: Register) -> Callable[..., str]:
    def make(number: str | None = None, person: str | None = None, **details: Any) -> str:
        own = {"card_number": number, "pupil": "Oskar Berg", "school": "Göinge", "reason": "lost", **details}
        return register(kind="bus_card", citizen={"personal_number": person}, details=own)

    return make


Make = Callable[..., str]
P1 = BroughtPermit("P1", date(2027, 1, 10), date(2022, 1, 11), KARIN, "Karin Ström", "+46701740605")
K1 = BroughtCard("K1", "Oskar Berg", "Göinge", phone="+46701740606")


def rows(database: Database, table: str, *columns: str) -> list[tuple[Any, ...]]:
    with database.read() as tx:
        return tx.all(f"SELECT {', '.join(columns)} FROM {table} ORDER BY id")


def events(database: Database, subject: str) -> list[tuple[Any, ...]]:
    with database.read() as tx:
        return tx.all("SELECT what, changes FROM events WHERE subject = ? ORDER BY id", (subject,))


# ------------------------------------------------------------------ permits


def test_a_permit_is_brought_in_once(bring: Bring, database: Database) -> None:
    assert [bring(P1), bring(P1), bring(replace(P1, phone="+46701740607"))] == [Came.NEW, Came.KNOWN, Came.CHANGED]
    assert rows(database, "permits", "serial_number", "person", "phone", "case_id", "ended_day", "retention_day") == [
        ("P1", KARIN, "+46701740607", None, None, (P1.valid_to + timedelta(days=730)).toordinal())
    ]


def test_a_permit_of_a_case_is_as_its_case_says(bring: Bring, permit: Make, walk: Walk, database: Database) -> None:
    walk(permit("P1"), *WAY)
    assert bring(P1) is Came.KNOWN
    assert rows(database, "permits", "name", "brought_in_at") == [(None, None)]


def test_what_may_no_longer_be_kept_is_not_brought_in(bring: Bring, database: Database) -> None:
    assert bring(replace(P1, valid_to=TODAY - timedelta(days=730))) is Came.OVER
    assert bring(replace(K1, blocked_on=TODAY - timedelta(days=730))) is Came.OVER
    assert rows(database, "permits", "id") == rows(database, "bus_cards", "id") == []


def test_a_person_has_one_active_permit_also_of_those_brought_in(
    bring: Bring, permit: Make, refusal: Refusal, database: Database
) -> None:
    assert bring(replace(P1, serial_number="P0", valid_to=date(2026, 11, 18))) is Came.NEW
    assert bring(P1) is Came.NEW
    problem = refusal(lambda: bring(replace(P1, serial_number="P2")))
    assert problem.code == "permit_brought_in"
    problem = refusal(lambda: permit("P3"))
    assert (problem.code, problem.field) == ("permit_brought_in", "details.application")
    assert problem.reason == "The person already has an active permit."
    assert problem.right == "It was brought in, with serial number P1; renew it, or report it lost."
    assert rows(database, "permits", "serial_number", "ended_day") == [
        ("P0", date(2026, 11, 18).toordinal()),
        ("P1", None),
    ]


def test_a_permit_is_not_brought_in_beside_an_active_one_of_a_case(
    bring: Bring, permit: Make, walk: Walk, refusal: Refusal
) -> None:
    first = permit("P9")
    walk(first, *WAY)
    problem = refusal(lambda: bring(P1))
    assert (problem.code, problem.values) == ("permit_active", {"reference": first})
    assert bring(replace(P1, blocked_on=date(2026, 1, 1))) is Came.NEW
    assert refusal(lambda: bring(replace(P1, serial_number="P5"))).code == "permit_active"


def test_a_last_day_that_was_mended_counts(bring: Bring, database: Database, refusal: Refusal) -> None:
    over = replace(P1, valid_to=date(2026, 1, 10))
    assert [bring(over), bring(P1)] == [Came.NEW, Came.CHANGED]
    assert rows(database, "permits", "ended_day", "valid_to") == [(None, P1.valid_to.toordinal())]
    assert bring(replace(over, serial_number="P2")) is Came.NEW
    assert refusal(lambda: bring(replace(P1, serial_number="P2"))).code == "permit_brought_in"


def test_whose_it_is_is_held_to_one_each_when_mended(bring: Bring, refusal: Refusal) -> None:
    bring(P1)
    other = replace(P1, serial_number="P2", person=OSKAR)
    bring(other)
    assert refusal(lambda: bring(replace(other, person=KARIN))).code == "permit_brought_in"


def test_a_serial_number_that_was_brought_in_is_used(bring: Bring, permit: Make, refusal: Refusal) -> None:
    bring(P1)
    problem = refusal(lambda: permit("P1", OSKAR))
    assert (problem.code, problem.field) == ("serial_brought_in", "details.serial_number")
    assert problem.reason == "The serial number has been used before."
    assert problem.right == "A permit that was brought in has it; every permit has its own."


def test_renewing_what_was_brought_in_ends_it(
    bring: Bring, permit: Make, walk: Walk, database: Database, refusal: Refusal
) -> None:
    bring(replace(P1, valid_to=date(2027, 1, 20)))
    problem = refusal(lambda: permit("P2", application="renewal"))
    assert (problem.code, problem.right) == ("renewal_too_early", "Renew from 2026-11-20.")
    bring(P1)
    walk(permit("P2", application="renewal"), *WAY)
    ended = TODAY.toordinal()
    assert rows(database, "permits", "serial_number", "ended_day", "blocked") == [("P1", ended, 0), ("P2", None, 0)]
    assert events(database, "permit:1") == [("ended", '{"ended":[null,"2026-11-19"]}')]


def test_losing_what_was_brought_in_blocks_it_and_keeps_its_end(
    bring: Bring, permit: Make, walk: Walk, seat: Seat, database: Database, refusal: Refusal
) -> None:
    bring(P1)
    lost = {"application": "lost", "police_report_number": "5000-K1"}
    problem = refusal(lambda: permit("P2", **lost))
    assert (problem.code, problem.right) == ("permit_end_kept", "Valid until 2027-01-10.")
    assert rows(database, "permits", "blocked") == [(0,)]
    new = permit("P2", **lost, valid_to=None)
    assert rows(database, "permits", "serial_number", "ended_day", "blocked")[0] == ("P1", TODAY.toordinal(), 1)
    assert events(database, "permit:1") == [("changed", '{"blocked":[false,true]}')]
    assert reading.open_case(seat, new).case.details["valid_to"] == "2027-01-10"
    walk(new, *WAY)
    assert bring(P1) is Came.KNOWN
    assert rows(database, "permits", "serial_number", "blocked") == [("P1", 1), ("P2", 0)]


def test_what_runs_out_later_stands_in_nobodys_way(
    bring: Bring, register: Register, walk: Walk, now: datetime, database: Database
) -> None:
    bring(replace(P1, valid_to=date(2026, 12, 1)))
    later = now + timedelta(days=20)
    own = {
        "application": "new", "resident": True, "lasting": True, "decision": "granted", "serial_number": "P2",
        "valid_from": "2026-12-09", "valid_to": "2029-11-18",
    }  # fmt: skip
    new = register(kind="parking_permit", citizen={"personal_number": KARIN}, details=own, at=later)
    walk(new, *WAY, at=later)
    assert rows(database, "permits", "serial_number", "ended_day") == [
        ("P1", date(2026, 12, 1).toordinal()), ("P2", None),
    ]  # fmt: skip


def test_taking_a_permits_case_over_to_somebody_with_one_that_was_brought_in(
    bring: Bring, permit: Make, walk: Walk, seat: Seat, now: datetime, refusal: Refusal
) -> None:
    bring(P1)
    other = permit("P2", OSKAR)
    walk(other, *WAY)
    problem = refusal(lambda: corrections.correct(seat, other, {"citizen.personal_number": KARIN}, now))
    assert problem.code == "permit_brought_in"


# ------------------------------------------------------------------ cards


def test_a_card_is_brought_in_once(bring: Bring, database: Database) -> None:
    assert [bring(K1), bring(K1), bring(replace(K1, school="Norra"))] == [Came.NEW, Came.KNOWN, Came.CHANGED]
    assert rows(database, "bus_cards", "card_number", "holder", "school", "case_id", "ended_day") == [
        ("K1", "pupil:oskar berg|norra", "Norra", None, None)
    ]
    blocked = replace(K1, school="Norra", blocked_on=date(2026, 11, 1))
    assert [bring(blocked), bring(blocked), bring(replace(K1, school="Norra"))] == [
        Came.CHANGED, Came.KNOWN, Came.KNOWN,
    ]  # fmt: skip
    assert rows(database, "bus_cards", "ended_day", "blocked") == [(date(2026, 11, 1).toordinal(), 1)]


def test_a_number_that_was_brought_in_is_in_use(bring: Bring, card: Make, walk: Walk, refusal: Refusal) -> None:
    bring(K1)
    problem = refusal(lambda: card("K1", reason="new"))
    assert (problem.code, problem.field) == ("card_number_brought_in", "details.card_number")
    assert problem.reason == "The card number is already in use."
    assert problem.right == "It is active on a card that was brought in; check the number."
    bring(replace(K1, card_number="K2", name="Elin Alm", blocked_on=date(2026, 10, 1)))
    walk(card("K2", pupil="Nils Ek", reason="new"), "ordered", "to_collect", "handed_out")


def test_a_number_of_a_case_is_the_same_card_or_anothers(
    bring: Bring, card: Make, walk: Walk, refusal: Refusal, database: Database
) -> None:
    first = card("K1", reason="new")
    walk(first, "ordered", "to_collect", "handed_out")
    assert bring(K1) is Came.KNOWN
    problem = refusal(lambda: bring(replace(K1, name="Elin Alm")))
    assert (problem.code, problem.values) == ("card_number_taken", {"reference": first})
    assert len(rows(database, "bus_cards", "id")) == 1


@pytest.mark.parametrize("person", [None, OSKAR])
@pytest.mark.parametrize("said", [None, OSKAR])
def test_losing_a_card_that_was_brought_in_blocks_it(
    person: str | None, said: str | None, bring: Bring, card: Make, walk: Walk, database: Database
) -> None:
    """By whatever is known of the pupil on both sides."""
    bring(replace(K1, person=person))
    bring(replace(K1, card_number="K9", name="Elin Alm"))
    walk(card(person=said), "blocked")
    ended = TODAY.toordinal()
    found = rows(database, "bus_cards", "card_number", "ended_day", "blocked")
    assert found[:2] == [("K1", ended, 1), ("K9", None, 0)]
    assert events(database, "card:1") == [("changed", '{"blocked":[false,true]}')]
    assert events(database, "card:2") == []


def test_another_persons_card_of_the_same_name_is_let_be(
    bring: Bring, card: Make, walk: Walk, database: Database
) -> None:
    bring(replace(K1, person=KARIN))
    walk(card(person=OSKAR), "blocked")
    assert rows(database, "bus_cards", "blocked")[0] == (0,)


def test_two_pupils_of_one_name_are_told_apart_before_a_card_is_blocked(
    bring: Bring, card: Make, walk: Walk, refusal: Refusal, database: Database, seat: Seat, now: datetime
) -> None:
    bring(replace(K1, person=KARIN))
    bring(replace(K1, card_number="K2", person=OSKAR))
    lost = card()
    problem = refusal(lambda: cases.step(seat, lost, "blocked", now))
    assert (problem.code, problem.field) == ("card_holder_unclear", "citizen.personal_number")
    assert problem.reason == "More than one pupil of that name has a card."
    assert problem.right == "Fill in the personal number, so that the right card is blocked."
    walk(card(person=OSKAR), "blocked")
    assert rows(database, "bus_cards", "card_number", "blocked")[:2] == [("K1", 0), ("K2", 1)]


def test_the_first_lost_card_of_the_year_may_be_free_whatever_was_brought_in(bring: Bring, card: Make) -> None:
    bring(K1)
    card(fee=0)
    with pytest.raises(Refused) as refused:
        card(fee=0)
    assert refused.value.problems[0].code == "fee_free_first_only"
