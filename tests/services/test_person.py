"""Everything held on a person: found by any number, now or before a correction, and logged."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from desk.documents.person import person_json, person_lines
from desk.rules.cases import Outcome
from desk.rules.refusals import NotAllowed, Problem
from desk.services import cases, corrections, drafts, person, reading, retention
from desk.services.drafts import Draft
from desk.services.person import Held, read_sought
from desk.services.seat import Seat

NOW = datetime(2026, 11, 19, 9, 42, tzinfo=UTC)
PERSON = {
    "name": "Karin Ström", "phone": "070-174 06 05", "email": "Karin@example.se", "personal_number": "18900118-9811",
}  # fmt: skip


def case(seat: Seat, citizen: dict[str, Any] | None = None, **more: Any) -> str:
    return cases.register(seat, {"kind": "enquiry", "citizen": citizen or {}, **more}, NOW).reference


def references(held: Held) -> list[str]:
    return [each.opened.case.reference for each in held.cases]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("18900118-9811", ["person"]), ("189001189811", ["person"]), ("070-174 06 05", ["phone"]),
        ("+46701740605", ["phone"]), ("KARIN@example.se", ["email"]),
    ],
)  # fmt: skip
def test_one_is_found_by_any_of_them(text: str, what: list[str], seat: Seat) -> None:
    assert [each.what for each in read_sought(text)] == what
    wanted = case(seat, PERSON)
    case(seat, {"name": "Nils", "phone": "070-174 06 06"})
    assert references(person.export(seat, text, now=NOW)) == [wanted]


def test_ten_digits_may_be_two_things() -> None:
    """A coordination number and a telephone number: saying that nothing is held would be wrong by half."""
    both = [f"07017406{last:02d}" for last in range(5, 100)]
    assert {tuple(each.what for each in read_sought(text)) for text in both} == {("phone",), ("person", "phone")}


def test_what_is_none_of_them_is_refused(seat: Seat, refusal: Callable[[Callable[[], object]], Problem]) -> None:
    for text in ("Karin", "", "18900118-9812", "@", "x" * 500):
        assert refusal(lambda text=text: person.export(seat, text)).code == "person_unreadable"  # type: ignore[misc]


def test_what_was_corrected_is_still_held(seat: Seat) -> None:
    first, second = case(seat, PERSON), case(seat, PERSON)
    corrections.correct(
        seat, first, {"citizen.phone": "070-174 06 07", "citizen.email": None, "citizen.personal_number": None}, NOW
    )
    for text in ("070-174 06 05", "karin@EXAMPLE.se", "18900118-9811"):
        held = person.export(seat, text, now=NOW)
        assert references(held) == [first, second]
    corrected = next(each for each in held.cases[0].opened.events if each.what == "corrected")
    assert corrected.changes["citizen.phone"] == ("+46701740605", "+46701740607")


def test_cards_and_permits_and_who_opened_it(seat: Seat) -> None:
    details = {"card_number": "K-1", "pupil": "Oskar", "reason": "new"}
    reference = case(seat, PERSON, kind="bus_card", details=details)
    for step in ("ordered", "to_collect", "handed_out"):
        cases.step(seat, reference, step, NOW)
    details = {"application": "new", "serial_number": "S-1", "valid_from": "2026-11-19", "valid_to": "2027-01-31"}
    case(seat, PERSON, kind="parking_permit", details=details)
    reading.reveal(seat, reference, "Frågade", NOW)
    held = person.export(seat, "18900118-9811", now=NOW)
    ((card,), (permit,)) = held.cases[0].cards, held.cases[1].permits
    assert (card.number, card.active_from, card.active_until) == ("K-1", NOW.date(), None)
    assert (permit.serial_number, permit.active_from) == ("S-1", None)
    assert [each.what for each in held.cases[0].opened.events][-1] == "opened"
    text = "\n".join(person_lines(held, "Östra Göinge", seat.topics, seat.settings.zone))
    for said in ("K-1", "S-1", "Oskar", "Frågade", "18900118-9811", "active since 2026-11-19", "not handed out"):
        assert said in text


def test_anybodys_unfinished_form(seat: Seat, seat_of: Callable[[str], Seat]) -> None:
    bo = seat_of("bo")
    drafts.save(bo, Draft("a", "bo", "enquiry", None, {"citizen.phone": "0701740605", "note": "Hej"}, NOW))
    drafts.save(bo, Draft("b", "bo", None, None, {"summary": "ring 070 - 174 06 05"}, NOW))
    drafts.save(bo, Draft("c", "bo", None, None, {"summary": "ring 070 - 174 06 06"}, NOW))
    held = person.export(seat, "070-174 06 05", now=NOW)
    assert [each.fields.get("note") for each in held.drafts] == ["Hej", None]
    assert not held.nothing


@pytest.mark.parametrize(
    ("asked", "note"),
    [
        ("18900118-9811", "hon är 900118 9811"), ("18900118-9811", "1890-01-18-9811"),
        ("070-174 06 05", "+46 (0)70 174 06 05"), ("070-174 06 05", "0046701740605"), ("070-174 06 05", "070/1740605"),
        ("karin@example.se", "skriv till KARIN@EXAMPLE.SE."),
    ],
)  # fmt: skip
def test_other_cases_that_mention_it_are_named_and_not_shown(asked: str, note: str, seat: Seat) -> None:
    named = case(seat, {"name": "Nils"}, note=note)
    earlier = case(seat, {"name": "Siv", "protected": True}, summary=note)
    corrections.correct(seat, earlier, {"summary": "annat"}, NOW)
    case(seat, note="1 890011 898110 070-174 06 055 xkarin@example.se 1070-174 06 05")
    held = person.export(seat, asked, now=NOW)
    assert held.mentioned_in == (named, earlier)
    assert held.cases == ()
    assert "Nils" not in person_json(held, "Kommunen", seat.settings.zone)


def test_nothing_held_is_an_answer(seat: Seat) -> None:
    held = person.export(seat, "18900118-9811", now=NOW)
    assert held.nothing
    assert "Nothing is held" in "\n".join(person_lines(held, "Kommunen", {}, seat.settings.zone))
    assert json.loads(person_json(held, "Kommunen", seat.settings.zone))["cases"] == []


def test_what_was_disposed_of_is_not_held(seat: Seat) -> None:
    reference = case(seat, PERSON)
    corrections.correct(seat, reference, {"citizen.phone": "070-174 06 07"}, NOW)
    cases.close(seat, reference, Outcome.SOLVED_LATER, NOW)
    retention.run(seat, "KS 1", now=NOW + timedelta(days=90))
    for text in ("18900118-9811", "070-174 06 05", "karin@example.se"):
        assert person.export(seat, text, now=NOW).nothing


def test_it_is_logged_and_a_protected_identity_needs_a_reason(
    seat: Seat, refusal: Callable[[Callable[[], object]], Problem]
) -> None:
    plain, protected = case(seat, PERSON), case(seat, {**PERSON, "protected": True})
    assert refusal(lambda: person.export(seat, "18900118-9811", now=NOW)).code == "protected_export_why"
    assert _log(seat) == []
    held = person.export(seat, "18900118-9811", "Begäran om registerutdrag", NOW)
    assert references(held) == [plain, protected]
    assert _log(seat) == [
        ("anna", ["citizen.personal_number"], '"Begäran om registerutdrag"'),
        ("anna", ["protected_identity", "citizen.personal_number"], '"Begäran om registerutdrag"'),
    ]


def _log(seat: Seat) -> list[Any]:
    with seat.database.read() as tx:
        rows = tx.all(
            'SELECT e."by", e.changes, v.after FROM events e'
            " LEFT JOIN event_values v ON v.event_id = e.id WHERE e.what = 'exported' ORDER BY e.id"
        )
    return [(by, json.loads(changes)["fields"][1], why) for by, changes, why in rows]


@pytest.mark.parametrize(("login", "may"), [("bo", False), ("lisa", True), ("rut", False)])
def test_who_may(login: str, may: bool, seat: Seat, seat_of: Callable[[str], Seat]) -> None:
    reference = case(seat, PERSON, confidential=True)
    if may:
        assert references(person.export(seat_of(login), "18900118-9811", now=NOW)) == [reference]
    else:
        with pytest.raises(NotAllowed):
            person.export(seat_of(login), "18900118-9811", now=NOW)
