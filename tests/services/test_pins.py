"""PINs: which ones are taken, what is kept of them, and what the trail says."""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import on_engine
import pytest

from desk.rules.pins import check_new, digest, matches
from desk.rules.refusals import NotAllowed, NotFound, Problem, Refused
from desk.services import pins
from desk.services.seat import Seat

GOOD = "73058264"
"""Long enough that its digits come nowhere by chance."""
Refusal = Callable[[Callable[[], object]], Problem]


def trail(seat: Seat) -> list[tuple[Any, ...]]:
    """What the trail of the desk says of PINs."""
    with seat.database.read() as tx:
        return tx.all(
            "SELECT \"by\", what, subject, changes FROM events WHERE case_id IS NULL AND what LIKE 'pin%' ORDER BY id"
        )


# ------------------------------------------------------------------ what a good one is


@pytest.mark.parametrize(
    "pin", ["2580", "7305826", "1235", "9876a", "kålrot", "a1b2", "1" * 19 + "2", "8765x", "0123a"]
)
def test_a_good_one(pin: str) -> None:
    check_new(pin, "bo")


@pytest.mark.parametrize(
    ("pin", "code"),
    [
        ("", "pin_length"),
        ("258", "pin_length"),
        ("2" * 10 + "5" * 11, "pin_length"),
        ("25 80", "pin_characters"),
        ("25-80", "pin_characters"),
        ("7777", "pin_all_same"),
        ("AaAa", "pin_all_same"),
        ("1234", "pin_run"),
        ("4321", "pin_run"),
        ("7890", "pin_run"),
        ("0987", "pin_run"),
        ("abcd", "pin_run"),
        ("DcBa", "pin_run"),
        ("anna1", "pin_is_login"),
        ("ANNA1", "pin_is_login"),
    ],
)
def test_one_that_is_guessed_at_once(pin: str, code: str, refusal: Refusal) -> None:
    problem = refusal(lambda: check_new(pin, "anna1"))
    assert (problem.code, problem.field) == (code, "pin")
    assert not pin or pin not in repr(problem)


def test_every_refusal_of_a_pin_says_what_would_be_right(refusal: Refusal) -> None:
    for pin in ("1", "a b c", "7777", "1234", "anna1"):
        problem = refusal(lambda pin=pin: check_new(pin, "anna1"))  # type: ignore[misc]
        assert "{" not in problem.reason + problem.right
        assert problem.right


# ------------------------------------------------------------------ what is kept


def test_what_is_kept_says_how_it_was_made_and_not_of_what() -> None:
    kept = digest(GOOD, b"0123456789abcdef")
    name, cost, block, lanes, _salt, _made = kept.split("$")
    assert (name, int(cost) >= 1 << 14, int(block), int(lanes)) == ("scrypt", True, 8, 5)
    assert GOOD not in kept
    assert kept != digest(GOOD, b"another salt 16b")


def test_one_made_with_weaker_parameters_still_opens() -> None:
    import base64

    made = hashlib.scrypt(GOOD.encode(), salt=b"salt", n=1 << 10, r=8, p=1, dklen=32)
    kept = "$".join(["scrypt", "1024", "8", "1", *(base64.b64encode(each).decode() for each in (b"salt", made))])
    assert matches(GOOD, kept)
    assert not matches("73058265", kept)


def test_a_letter_typed_in_two_parts_is_the_same_letter() -> None:
    assert matches("a\N{COMBINING RING ABOVE}ker", digest("åker", b"salt"))


@pytest.mark.parametrize("kept", ["", "scrypt", "x$1$2", "scrypt$a$8$1$AA==$AA==", "scrypt$1024$8$1$?$?"])
def test_what_cannot_be_read_opens_nothing(kept: str) -> None:
    assert not matches(GOOD, kept)


def test_half_a_character_is_a_wrong_pin_and_no_fault() -> None:
    assert not matches("\ud800abc", digest(GOOD, b"salt"))


def test_the_comparison_takes_the_same_time_wherever_it_differs(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[bytes, bytes]] = []

    def compared(one: bytes, other: bytes) -> bool:
        asked.append((one, other))
        return False

    monkeypatch.setattr(hmac, "compare_digest", compared)
    assert not matches(GOOD, digest(GOOD, b"salt"))
    assert len(asked) == 1


# ------------------------------------------------------------------ the services


def test_choosing_one_and_unlocking_with_it(seat: Seat, now: datetime) -> None:
    assert not pins.is_set(seat)
    pins.choose(seat, GOOD, now)
    assert pins.is_set(seat)
    assert pins.check(seat, GOOD)
    assert not pins.check(seat, "73058265")
    assert trail(seat) == [("anna", "pin_set", "anna", "{}")]


@pytest.mark.usefixtures("quick_pins")
def test_everybody_has_their_own(seat: Seat, seat_of: Callable[[str], Seat], now: datetime) -> None:
    pins.choose(seat, GOOD, now)
    for login in ("bo", "lisa", "rut"):
        assert not pins.is_set(seat_of(login))
        pins.choose(seat_of(login), f"{login}2580", now)
    assert pins.check(seat, GOOD)
    assert not pins.check(seat_of("bo"), GOOD)


@pytest.mark.usefixtures("quick_pins")
def test_another_one_needs_the_one_before(seat: Seat, now: datetime, refusal: Refusal) -> None:
    pins.choose(seat, GOOD, now)
    for old in (None, "", "2580"):
        problem = refusal(lambda old=old: pins.choose(seat, "4085", now, old=old))  # type: ignore[misc]
        assert (problem.code, problem.field) == ("pin_wrong", "old")
    assert pins.check(seat, GOOD)
    pins.choose(seat, "4085", now + timedelta(minutes=1), old=GOOD)
    assert pins.check(seat, "4085")
    assert not pins.check(seat, GOOD)


@pytest.mark.usefixtures("quick_pins")
def test_a_bad_one_leaves_the_one_before(seat: Seat, now: datetime) -> None:
    pins.choose(seat, GOOD, now)
    with pytest.raises(Refused):
        pins.choose(seat, "1111", now, old=GOOD)
    assert pins.check(seat, GOOD)


@pytest.mark.usefixtures("quick_pins")
def test_one_chosen_meanwhile_in_another_session_is_not_overwritten(
    seat: Seat, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def choose_elsewhere(count: int) -> bytes:
        monkeypatch.undo()
        pins.choose(seat, "4085", now)
        return os.urandom(count)

    monkeypatch.setattr("desk.services.pins.os.urandom", choose_elsewhere)
    with pytest.raises(Refused):
        pins.choose(seat, GOOD, now)
    assert pins.check(seat, "4085")


@pytest.mark.usefixtures("quick_pins")
def test_an_administrator_takes_one_away(seat: Seat, seat_of: Callable[[str], Seat], now: datetime) -> None:
    bo = seat_of("bo")
    pins.choose(bo, GOOD, now)
    pins.clear(seat, "bo", now)
    assert not pins.is_set(bo)
    assert trail(seat)[-1] == ("anna", "pin_cleared", "bo", "{}")
    with pytest.raises(Refused) as refused:
        pins.check(bo, GOOD)
    assert refused.value.problems[0].code == "pin_not_set"


@pytest.mark.parametrize("login", ["bo", "lisa", "rut"])
def test_nobody_else_may(login: str, seat_of: Callable[[str], Seat], seat: Seat, now: datetime) -> None:
    pins.choose(seat, GOOD, now)
    with pytest.raises(NotAllowed):
        pins.clear(seat_of(login), "anna", now)
    assert pins.check(seat, GOOD)


def test_clearing_where_there_is_none(seat: Seat, now: datetime, refusal: Refusal) -> None:
    assert refusal(lambda: pins.clear(seat, "bo", now)).code == "pin_none"
    with pytest.raises(NotFound):
        pins.clear(seat, "nobody", now)


@pytest.mark.usefixtures("quick_pins")
def test_somebody_put_to_rest_does_not_unlock(seat: Seat, seat_of: Callable[[str], Seat], now: datetime) -> None:
    bo = seat_of("bo")
    pins.choose(bo, GOOD, now)
    with seat.database.write() as tx:
        tx.run("UPDATE agents SET active = 0 WHERE login = 'bo'")
    with pytest.raises(NotAllowed):
        pins.check(bo, GOOD)


def test_giving_up_is_logged(seat_of: Callable[[str], Seat], now: datetime) -> None:
    bo = seat_of("bo")
    pins.gave_up(bo, now)
    assert trail(bo) == [("bo", "pin_failed", "bo", "{}")]


def test_the_digits_lie_in_no_file(seat: Seat, database_file: Path, now: datetime) -> None:
    pins.choose(seat, GOOD, now)
    pins.check(seat, GOOD)
    seat.database.close()
    assert GOOD.encode() not in on_engine.kept(database_file)
    for file in database_file.parent.iterdir():
        assert GOOD.encode() not in file.read_bytes(), file.name
