"""Earlier cases beside a form, and how often topics are used; finding is tested with the index it asks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from desk.services import cases, searching
from desk.services.seat import Seat

NOW = datetime(2026, 11, 19, 9, 42, tzinfo=UTC)
KARIN = "189001189811"
PERSON = {"name": "Karin Ström", "phone": "070-174 06 05", "email": "karin@example.se", "personal_number": KARIN}


def register(seat: Seat, **values: Any) -> str:
    return cases.register(seat, {"kind": "enquiry", **values}, NOW).reference


def test_earlier_cases_of_a_person_stand_beside_the_form_newest_first(seat: Seat) -> None:
    first = register(seat, citizen=PERSON)
    second = register(seat, citizen={"phone": "0701740605"})
    register(seat, citizen={"phone": "070-174 06 06"})
    cases.annul(seat, register(seat, citizen=PERSON), "dubbel", NOW)
    found = searching.earlier(seat, "+46701740605", KARIN, None)
    assert [row.reference for row in found] == [second, first]
    assert len(searching.earlier(seat, "+46701740605", None, None, 1)) == 1


def test_topics_are_counted_for_a_quarter_of_a_year(seat: Seat) -> None:
    code, topic = next(iter(seat.topics.items()))
    for days in (0, 90, 91):
        at = NOW - timedelta(days=days)
        cases.register(seat, {"topic": code, "kind": topic.kind}, at)
    assert searching.topic_usage(seat, NOW) == {code: 2}
