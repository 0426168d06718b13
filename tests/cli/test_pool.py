"""``desk pool …``: what can be booked, its calendar, and a loan from the booking to its return."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Desk = Callable[..., Any]
FRIDAY = ("--from", "2026-11-20 09:00", "--to", "2026-11-20 16:00")


@pytest.fixture
def pool(desk: Desk) -> Desk:
    """A desk with two cars and a hall."""
    desk("pool", "add", "Elbil 1", "--type", "Bil")
    desk("pool", "add", "Elbil 2", "--type", "Bil")
    desk("pool", "add", "Sporthallen", "--sort", "facility")
    return desk


def test_what_can_be_booked_is_kept_and_listed(
    pool: Desk, ask: Callable[..., Any], login: Callable[[str], None]
) -> None:
    assert pool("pool", "change", "elbil 2", "--name", "Volvo", "--note", "Nyckel i skåp 3").out == "Volvo: changed.\n"
    pool("pool", "rest", "1")
    listed = ask("pool", "list", "--sort", "pool")["resources"]
    assert [(each["number"], each["name"], each["note"]) for each in listed] == [(2, "Volvo", "Nyckel i skåp 3")]
    assert [each["name"] for each in ask("pool", "list", "--all")["resources"]] == ["Elbil 1", "Volvo", "Sporthallen"]
    assert pool("pool", "rest", "1", "--again").out == "Elbil 1: can be booked again.\n"
    assert "Sporthallen" in pool("pool", "list", "--output", "csv").out
    refused = pool("pool", "change", "Saab", "--name", "Volvo")
    assert (refused.code, refused.err) == (
        2, "resource: There is no such item. `desk pool list --all` lists them with numbers.\n",
    )  # fmt: skip
    login("bo")
    refused = pool("pool", "add", "Elbil 9")
    assert refused.code != 0
    assert "Administrator" in refused.err


def test_a_loan_from_booking_to_return(pool: Desk, ask: Callable[..., Any]) -> None:
    booked = pool("pool", "book", "Elbil 1", *FRIDAY, "--for", "Maria Holm", "--set", "summary=Besök i Broby")
    assert booked.out == "26-000001: booked.\n"
    refused = pool("pool", "book", "Elbil 1", "--from", "2026-11-20 15:00", "--to", "2026-11-20 17:00")
    assert (refused.code, refused.err) == (
        2,
        "details.item: Elbil 1 is taken from 2026-11-20 09:00 until 2026-11-20 16:00 by 26-000001."
        " Choose another time. Free then: Elbil 2.\n",
    )
    text = pool("pool", "calendar").out
    assert text.startswith("Fri 2026-11-20\nFrom   To     What     State   Who         Number\n")
    assert "09:00  16:00  Elbil 1  Booked  Maria Holm  26-000001" in text
    free = ask("pool", "free", *FRIDAY)["resources"]
    assert [each["name"] for each in free] == ["Elbil 2"]
    assert pool("pool", "lend", "26-000001").out == "26-000001: lent.\n"
    (lent,) = ask("pool", "calendar")["reservations"]
    assert (lent["state"], lent["who"], lent["ends"]) == ("lent", "Maria Holm", "2026-11-20T16:00:00+01:00")
    assert pool("pool", "return", "26-000001", "--damage", "Repa").out == "26-000001: returned.\n"
    assert ask("show", "26-000001")["details"]["damage"] == "Repa"


def test_what_is_overdue_is_said_below_the_calendar(pool: Desk) -> None:
    from datetime import UTC, datetime

    pool("pool", "book", "Elbil 1", *FRIDAY, "--for", "Maria Holm")
    pool("pool", "lend", "26-000001")
    later = pool("pool", "calendar", at=datetime(2026, 11, 23, 9, 0, tzinfo=UTC)).out
    assert "Overdue: Elbil 1, due back 2026-11-20 16:00. 26-000001" in later


def test_a_booking_that_comes_back(pool: Desk, ask: Callable[..., Any]) -> None:
    times = ("--from", "2026-11-24 18:00", "--to", "2026-11-24 20:00", "--sort", "facility")
    pool("pool", "book", "Sporthallen", *times, "--for", "Broby IF", "--repeats", "weekly", "--until", "2026-12-15")
    assert pool("pool", "skip", "26-000001", "2026-12-08").out == "26-000001: 2026-12-08 is free.\n"
    every = ask("pool", "calendar", "--sort", "facility", "--to", "2026-12-31")["reservations"]
    assert [each["begins"][:10] for each in every] == ["2026-11-24", "2026-12-01", "2026-12-15"]
    assert {(each["who"], each["repeats"]) for each in every} == {("Broby IF", True)}
    assert pool("pool", "cancel", "26-000001").out == "26-000001: cancelled; it is free.\n"
    assert pool("pool", "calendar", "--sort", "facility").out == "Nothing is booked.\n"
    by_rule = pool("pool", "book", "Sporthallen", *times, "--repeats", "FREQ=WEEKLY;BYDAY=TU,TH;COUNT=3")
    assert by_rule.code == 0


def test_out_of_service_and_back(pool: Desk, ask: Callable[..., Any]) -> None:
    pool("pool", "book", "Elbil 1", *FRIDAY, "--for", "Maria Holm")
    out = pool("pool", "out", "Elbil 1", "--from", "2026-11-20", "--to", "2026-11-22", "--why", "service")
    assert out.out == (
        "Elbil 1: Out of service 2026-11-20 00:00 to 2026-11-23 00:00\nBooked meanwhile: 26-000001, 2026-11-20 09:00.\n"
    )
    assert "Out of service" in pool("pool", "list").out
    assert pool("pool", "in", "Elbil 1").out == "Elbil 1: in service.\n"
    assert pool("pool", "out", "Elbil 1", "--output", "json").json["out_to"] is None


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("calendar", "--from", "2026-11-20", "--to", "2026-11-19"), "--to: The last day lies before the first."),
        (("free", "--from", "i morgon bitti", "--to", "2026-11-20 10:00"), "--from: That is not a time."),
        (("book", "Elbil 1", "--from", "2026-11-20 10:00", "--to", "2026-11-20 09:00"),
         "details.due_back: The end lies before the beginning. At the earliest 2026-11-20 10:00."),
        (("lend", "26-000009"), "reference: There is no case 26-000009."),
        (("list", "--sort", "car"), "--sort:"),
    ],
)  # fmt: skip
def test_what_is_refused_is_said(pool: Desk, arguments: tuple[str, ...], told: str) -> None:
    answer = pool("pool", *arguments)
    assert answer.code == 2
    assert answer.err.startswith(told)


def test_an_ordinary_registration_books_too(pool: Desk, ask: Callable[..., Any]) -> None:
    sets = ("details.item=elbil 1", "details.due_back=2026-11-19 15:00", "details.borrower=Maria Holm")
    pool("register", "pool_loan", *(word for each in sets for word in ("--set", each)))
    (booked,) = ask("pool", "calendar")["reservations"]
    assert (booked["resource"], booked["begins"], booked["ends"]) == (
        "Elbil 1", "2026-11-19T10:42:00+01:00", "2026-11-19T15:00:00+01:00",
    )  # fmt: skip
