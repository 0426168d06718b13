"""Holds: what keeps a case from disposal, who may, and what the trail says of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from desk.rules.cases import Outcome
from desk.rules.refusals import NotAllowed, Problem
from desk.services import (
    cases,
    corrections,
    holds,
    reading,
    retention,
)
from desk.services.retention import Run
from desk.services.seat import Seat

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


# ------------------------------------------------------------------ holds


def test_a_hold_says_why_and_is_in_the_trail(seat: Seat, refusal: Callable[[Callable[[], object]], Problem]) -> None:
    reference = enquiry(seat)
    assert refusal(lambda: holds.hold(seat, reference, " ", NOW)).code == "why_missing"
    assert refusal(lambda: holds.release(seat, reference, NOW)).code == "not_held"
    holds.hold(seat, reference, "Överklagat av Karin", NOW)
    assert reading.open_case(seat, reference).case.hold == "Överklagat av Karin"
    assert refusal(lambda: holds.hold(seat, reference, "Överklagat av Karin", NOW)).code == "nothing_changed"
    holds.hold(seat, reference, "Prövas av kammarrätten", NOW)
    holds.release(seat, reference, NOW)
    opened = reading.open_case(seat, reference)
    said = [(e.what, e.changes["hold"], e.personal) for e in opened.events if e.what in ("held", "released")]
    assert said == [
        ("held", (None, "Överklagat av Karin"), ("hold",)),
        ("held", ("Överklagat av Karin", "Prövas av kammarrätten"), ("hold",)),
        ("released", ("Prövas av kammarrätten", None), ("hold",)),
    ]


def test_open_and_annulled_cases_can_be_held(seat: Seat) -> None:
    reference = cases.register(seat, {"kind": "enquiry"}, NOW).reference
    holds.hold(seat, reference, "Rättegång", NOW)
    cases.annul(seat, reference, "fel", NOW)
    holds.release(seat, reference, NOW)
    holds.hold(seat, reference, "Rättegång", NOW)
    assert run(seat).held == (reference,)


@pytest.mark.parametrize(("login", "may"), [("bo", False), ("lisa", True), ("rut", False)])
def test_who_may_hold(login: str, may: bool, seat: Seat, seat_of: Callable[[str], Seat]) -> None:
    reference = enquiry(seat)
    sitting = seat_of(login)
    if may:
        holds.hold(sitting, reference, "Överklagat", NOW)
        holds.release(sitting, reference, NOW)
    else:
        with pytest.raises(NotAllowed):
            holds.hold(sitting, reference, "Överklagat", NOW)
        with pytest.raises(NotAllowed):
            holds.release(sitting, reference, NOW)
