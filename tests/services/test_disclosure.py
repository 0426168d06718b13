"""Handing out a case: who may, what is masked in it and its trail, and that it is logged before anything leaves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from desk.documents.disclosure import disclosure_lines
from desk.rules.cases import Outcome
from desk.rules.disclosure import MASK, Hidden
from desk.rules.refusals import NotAllowed, Problem
from desk.services import cases, corrections, holds
from desk.services.disclosure import Disclosed, disclose
from desk.services.seat import Seat

NOW = datetime(2026, 11, 19, 9, 42, tzinfo=UTC)
PERSON = {
    "name": "Karin Ström", "phone": "070-174 06 05", "email": "karin@example.se", "personal_number": "18900118-9811",
}  # fmt: skip


def case(seat: Seat, citizen: dict[str, Any] | None = None, **more: Any) -> str:
    values: dict[str, Any] = {
        "kind": "bus_card",
        "citizen": {**PERSON, **(citizen or {})},
        "summary": "Karin Ström har tappat kortet",
        "note": "Numret är 900118-9811, ring 070-174 06 05 eller karin@example.se. Grannen Siv såg det.",
        "details": {"pupil": "Oskar Ström", "school": "Göingeskolan", "card_number": "K-77", "reason": "lost"},
    }
    return cases.register(seat, {**values, **more}, NOW).reference


def printed(seat: Seat, handed: Disclosed) -> str:
    lines = disclosure_lines(handed, "Östra Göinge", seat.topics, seat.settings.zone, NOW)
    return "\n".join(lines)


def test_a_public_record_says_who_and_what_but_no_personal_number(seat_of: Callable[[str], Seat]) -> None:
    bo = seat_of("bo")
    reference = case(bo)
    corrections.correct(bo, reference, {"citizen.personal_number": "18900118-9829", "note": "Ny text"}, NOW)
    handed = disclose(bo, reference, (), NOW)
    text = printed(bo, handed)
    for said in ("Östra Göinge", reference, "Karin Ström", "070-174 06 05", "karin@example.se", "Oskar Ström"):
        assert said in text
    assert "9811" not in text
    assert "9829" not in text
    assert handed.hidden == (Hidden.PERSONAL_NUMBER,)
    assert "You can ask the municipality" in text
    assert "Corrected" in text


def test_of_a_protected_identity_nothing_is_left(seat: Seat) -> None:
    reference = case(seat, {"protected": True})
    corrections.correct(seat, reference, {"citizen.name": "Karin Nyström", "details.pupil": "Ossian Ström"}, NOW)
    cases.note(seat, reference, "Oskar och Ossian kom, KARIN väntade", NOW)
    text = printed(seat, disclose(seat, reference, (), NOW)).casefold()
    for piece in ("karin", "ström", "9811", "174 06", "@", "oskar", "ossian", "göingeskolan", "k-77"):
        assert piece not in text
    assert "protected identity" in text
    assert "grannen siv" in text


def test_of_a_confidential_case_only_what_says_nothing_about_anybody_is_left(seat: Seat) -> None:
    reference = case(seat, confidential=True)
    holds.hold(seat, reference, "Karin har överklagat", NOW)
    cases.forward(seat, reference, "Erik på skolan", NOW)
    cases.annul(seat, reference, "Karin ångrade sig", NOW)
    text = printed(seat, disclose(seat, reference, (), NOW)).casefold()
    for piece in ("karin", "ström", "9811", "174 06", "@", "oskar", "siv", "tappat", "överklagat", "erik", "ångrade"):
        assert piece not in text
    assert "bus card" in text
    assert "lost" in text


def test_chosen_words_are_masked_wherever_they_stand(
    seat: Seat, refusal: Callable[[Callable[[], object]], Problem]
) -> None:
    reference = case(seat)
    cases.note(seat, reference, "SIV ringde igen", NOW)
    handed = disclose(seat, reference, ("siv", "Oskar Ström"), NOW)
    text = printed(seat, handed)
    assert "siv" not in text.casefold()
    assert "Oskar" not in text
    assert "Karin Ström" in text
    assert handed.hidden == (Hidden.PERSONAL_NUMBER, Hidden.CHOSEN)
    problem = refusal(lambda: disclose(seat, reference, ("siv", "Sivv"), NOW))
    assert (problem.code, problem.values["places"]) == ("mask_not_found", (2,))
    assert refusal(lambda: disclose(seat, reference, ("s",), NOW)).code == "mask_too_short"
    assert len(_log(seat)) == 1


def test_what_was_handed_out_is_in_the_access_log(seat: Seat) -> None:
    reference = case(seat)
    disclose(seat, reference, ("Siv",), NOW)
    ((by, what, changes, words),) = _log(seat)
    assert (by, what) == ("anna", "disclosed")
    assert '"masked":[null,["personal_number","chosen"]]' in changes
    assert "Siv" not in changes  # a word may be about somebody: it goes when the case does
    assert words == '["Siv"]'
    text = printed(seat, disclose(seat, reference, (), NOW))
    assert "Handed out" not in text


def _log(seat: Seat) -> list[Any]:
    with seat.database.read() as tx:
        return tx.all(
            'SELECT e."by", e.what, e.changes, v.after FROM events e LEFT JOIN event_values v ON v.event_id = e.id'
            " WHERE e.what = 'disclosed'"
        )


def test_who_may(seat: Seat, seat_of: Callable[[str], Seat]) -> None:
    bo, lisa, rut = (seat_of(each) for each in ("bo", "lisa", "rut"))
    plain, secret, protected = case(seat), case(seat, confidential=True), case(seat, {"protected": True})
    disclose(bo, plain, (), NOW)
    for reference in (plain, secret, protected):
        disclose(lisa, reference, (), NOW)
        with pytest.raises(NotAllowed):
            disclose(rut, reference, (), NOW)
    for reference in (secret, protected):
        with pytest.raises(NotAllowed):
            disclose(bo, reference, (), NOW)


def test_nothing_masked_is_said_too(seat: Seat) -> None:
    reference = cases.register(seat, {"kind": "enquiry", "summary": "Öppettider"}, NOW).reference
    cases.close(seat, reference, Outcome.SOLVED_FIRST, NOW)
    handed = disclose(seat, reference, (), NOW)
    text = printed(seat, handed)
    assert handed.hidden == ()
    assert MASK not in text
    assert text.endswith("Nothing is masked.")
    assert [each[2] for each in _log(seat)] == ["{}"]
