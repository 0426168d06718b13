"""Who sees what of a case, what is masked, and that opening it is logged."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from desk.rules.refusals import NotAllowed, Problem
from desk.services import cases, corrections, lists, reading, searching
from desk.services.seat import Seat
from desk.storage.database import Database
from desk.storage.lists import Which

Refusal = Callable[[Callable[[], object]], Problem]
SeatOf = Callable[[str], Seat]
NOW = datetime(2026, 11, 19, 9, 42, tzinfo=UTC)
KARIN = "189001189811"
PERSON = {"name": "Karin Ström", "phone": "070-174 06 05", "email": "karin@example.se", "personal_number": KARIN}


def register(seat: Seat, **values: Any) -> str:
    return cases.register(seat, {"kind": "enquiry", **values}, NOW).reference


def openings(database: Database) -> list[tuple[str, str, str]]:
    with database.read() as tx:
        return tx.all('SELECT "by", field, why FROM openings ORDER BY id')


# ------------------------------------------------------------------ masking


def test_a_personal_number_is_masked_until_it_is_opened_and_that_is_logged(seat_of: SeatOf, database: Database) -> None:
    bo = seat_of("bo")
    reference = register(bo, citizen=PERSON)
    case = reading.open_case(bo, reference).case
    assert (case.personal_number, case.name, case.phone) == ("18900118-••••", "Karin Ström", "+46701740605")
    assert openings(database) == []
    opened = reading.reveal(bo, reference, now=NOW)
    assert (opened.case.personal_number, opened.revealed) == (KARIN, True)
    assert openings(database) == [("bo", "citizen.personal_number", "")]


def test_a_personal_number_in_the_trail_is_masked_too(seat: Seat, database: Database) -> None:
    reference = register(seat, citizen=PERSON)
    corrections.correct(seat, reference, {"citizen.personal_number": ""}, NOW)
    event = reading.open_case(seat, reference).events[-1]
    assert event.changes["citizen.personal_number"] == ("18900118-••••", None)
    opened = reading.reveal(seat, reference, now=NOW)
    assert opened.events[-1].changes["citizen.personal_number"] == (KARIN, None)
    assert openings(database) == [("anna", "citizen.personal_number", "")]


def test_where_nothing_is_masked_nothing_is_logged(seat: Seat, database: Database) -> None:
    reading.reveal(seat, register(seat, citizen={"name": "Karin"}), now=NOW)
    assert openings(database) == []


def test_of_a_protected_identity_nothing_is_shown(seat: Seat, seat_of: SeatOf) -> None:
    details = {"pupil": "Oskar", "school": "Göinge", "reason": "lost", "card_number": "K1"}
    reference = register(seat, kind="bus_card", citizen={**PERSON, "protected": True}, details=details)
    corrections.correct(
        seat, reference, {"citizen.name": "Karin Berg", "details.pupil": "Elin", "channel": "visit"}, NOW
    )
    for login in ("anna", "lisa", "bo"):
        opened = reading.open_case(seat_of(login), reference)
        case = opened.case
        assert (case.name, case.phone, case.email, case.personal_number) == (None, None, None, None)
        assert case.details == {"reason": "lost", "fee": 100}
        assert opened.events[-1].changes == {
            "citizen.name": (None, None), "details.pupil": (None, None), "channel": ("phone", "visit"),
        }  # fmt: skip
        (row,) = lists.page(seat_of(login), Which()).rows
        assert (row.citizen, row.protected) == (None, True)


@pytest.mark.parametrize("login", ["anna", "lisa"])
def test_lead_and_admin_open_it_with_a_reason(
    login: str, seat_of: SeatOf, database: Database, refusal: Refusal
) -> None:
    who = seat_of(login)
    reference = register(who, citizen={**PERSON, "protected": True})
    for why in ("", "   "):
        problem = refusal(lambda why=why: reading.reveal(who, reference, why, NOW))  # type: ignore[misc]
        assert (problem.code, problem.field) == ("protected_why", "why")
        assert problem.right == "Opening it needs a reason, which is written into the access log."
    assert openings(database) == []
    opened = reading.reveal(who, reference, " Kallelse \n till möte ", NOW)
    assert opened.case.name == "Karin Ström"
    why = "Kallelse   till möte"
    assert openings(database) == [(login, "protected_identity", why), (login, "citizen.personal_number", why)]


def test_an_agent_opens_no_protected_identity(seat_of: SeatOf, database: Database) -> None:
    bo = seat_of("bo")
    reference = register(bo, citizen={**PERSON, "protected": True})
    with pytest.raises(NotAllowed) as caught:
        reading.reveal(bo, reference, "nyfiken", NOW)
    (problem,) = caught.value.problems
    assert (problem.code, problem.right) == ("protected_not_allowed", "Only a lead or an administrator may open it.")
    assert openings(database) == []


# ------------------------------------------------------------------ confidential


def test_a_confidential_case_is_seen_by_its_agent_lead_and_admin(seat: Seat, seat_of: SeatOf, refusal: Refusal) -> None:
    reference = register(seat, confidential=True, agent="bo", summary="lönefråga")
    for login in ("bo", "lisa", "anna"):
        who = seat_of(login)
        assert reading.open_case(who, reference).case.summary == "lönefråga"
        assert lists.count(who, Which(open=True)) == 1
    other = register(seat, confidential=True, summary="lönefråga")
    bo = seat_of("bo")
    for call in (lambda: reading.open_case(bo, other), lambda: reading.reveal(bo, other, "x", NOW)):
        problem = refusal(call)
        assert (problem.code, problem.right) == ("case_confidential", "Ask its agent, a lead or an administrator.")
    assert [row.reference for row in lists.page(bo, Which()).rows] == [reference]
    assert [row.reference for row in searching.find(bo, "lönefråga").rows] == [reference]


def test_nothing_of_a_person_is_shown_by_repr(seat: Seat) -> None:
    reference = register(seat, citizen=PERSON)
    corrections.correct(seat, reference, {"citizen.name": "Karin Berg"}, NOW)
    shown = (
        f"{reading.reveal(seat, reference, now=NOW)!r}{lists.page(seat, Which())!r}{searching.find(seat, 'karin')!r}"
    )
    assert reference in shown
    for each in ("Karin", KARIN, "0701740605", "+46701740605", "karin@"):
        assert each not in shown
