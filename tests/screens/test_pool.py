"""The grid of what can be booked: booked in two keys, lent, taken back, cancelled, out of service; and what is seen."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from textual.pilot import Pilot

from desk.app import DeskApp
from desk.rules.bookings import Reservation, ResourceSort
from desk.screens.case import CaseScreen
from desk.screens.dialogs import AskLine, Choose, Confirm, Tell
from desk.screens.pool import PoolScreen
from desk.screens.pool_out import OutForm
from desk.screens.register import RegisterScreen
from desk.services import bookings, reading
from desk.services.seat import Seat
from desk.terminal.look import Look

Settled = Callable[[Pilot[Any]], Awaitable[None]]
MakeApp = Callable[..., DeskApp]
TextOf = Callable[[Pilot[Any]], str]
SeatOf = Callable[[str], Seat]
NOW = datetime(2026, 11, 19, 9, 42, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Stockholm")
THURSDAY = date(2026, 11, 19)
POOL, FACILITY, OFFICIANT = ResourceSort


@pytest.fixture(autouse=True)
def _things(seat: Seat) -> None:
    for sort, name, type_ in (
        (POOL, "Elbil 1", "Elbil"),
        (POOL, "Elbil 2", "Elbil"),
        (POOL, "Projektor", "Teknik"),
        (FACILITY, "Sporthallen", "Idrottshall"),
        (FACILITY, "Vigselrummet", ""),
        (OFFICIANT, "Anders Nyberg", ""),
    ):
        bookings.add_resource(seat, sort, name, type=type_, now=NOW)


def at(hour: int, minute: int = 0, days: int = 0) -> datetime:
    """A local time of this Thursday, or days from it."""
    return datetime(2026, 11, 19, hour, minute, tzinfo=ZONE) + timedelta(days=days)


def book(
    seat: Seat, name: str, begins: datetime, ends: datetime, who: str = "Åsa Alm", sort: ResourceSort = POOL
) -> str:
    """Book something for somebody; the reference."""
    values = {"channel": "visit", "citizen": {"name": who}}
    return bookings.book(seat, sort, name, begins, ends, values, now=min(NOW, begins)).reference


def booked(seat: Seat, sort: ResourceSort = POOL) -> list[Reservation]:
    """Everything that is taken of a sort near this week."""
    found = bookings.calendar(seat, sort, THURSDAY - timedelta(30), THURSDAY + timedelta(60), NOW)
    return [each for row in found.rows for each in row.reservations]


async def press(pilot: Pilot[Any], settled: Settled, *keys: str) -> None:
    """Press keys, each when what the one before began is done."""
    for key in keys:
        await pilot.press(key)
        await settled(pilot)


async def opened(app: DeskApp, pilot: Pilot[Any], settled: Settled) -> PoolScreen:
    """The pool, by its key; the cursor is on the first thing's today, a Thursday."""
    await settled(pilot)
    await press(pilot, settled, "p")
    assert isinstance(app.screen, PoolScreen)
    return app.screen


def on(pilot: Pilot[Any]) -> Any:
    """The screen on top."""
    return pilot.app.screen


def told(app: DeskApp) -> str:
    """What toasts say."""
    return "\n".join(each.message for each in app._notifications)


def row_of(text: str, name: str) -> str:
    """The line of a thing in the grid."""
    return next(line for line in text.splitlines()[2:] if line.startswith(f" {name}"))


# ------------------------------------------------------------------ booking


async def test_a_free_day_is_booked_in_two_keys(
    desk_app: MakeApp, settled: Settled, seat: Seat, text_of: TextOf
) -> None:
    """Enter, who it is, and save: the thing and a time that is free are filled in."""
    app = desk_app()
    keys, name = ("enter", "ctrl+s"), "Åsa Alm"
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot, settled)
        await pilot.press(keys[0], *name, keys[1])
        await settled(pilot)
        assert on(pilot) is screen
        (made,) = booked(seat)
        assert (made.who, made.begins, made.ends) == (name, NOW, at(16))
        assert "26-000001 saved as an open case." in told(app)
        assert "◆10.42" in row_of(text_of(pilot), "Elbil 1")


async def test_the_days_that_shift_takes_in_are_booked_whole(desk_app: MakeApp, settled: Settled, seat: Seat) -> None:
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot, settled)
        await pilot.press("down", "right", "shift+right", "shift+right", "enter", *"Bo", "ctrl+s")
        await settled(pilot)
        (made,) = booked(seat)
        assert (made.begins, made.ends) == (at(8, days=1), at(16, days=3))


async def test_a_room_is_booked_and_not_only_asked_for(
    desk_app: MakeApp, settled: Settled, seat: Seat, text_of: TextOf
) -> None:
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot, settled)
        await press(pilot, settled, "tab", "right", "enter", *"Bo", "ctrl+s")
        (made,) = booked(seat, FACILITY)
        assert (made.kind, made.step, made.begins, made.ends) == ("booking", "booked", at(8, days=1), at(10, days=1))
        assert "◆ 8–10" in text_of(pilot)


async def test_an_officiant_brings_the_form_of_a_wedding(
    desk_app: MakeApp, settled: Settled, seat: Seat, text_of: TextOf
) -> None:
    app = desk_app()
    async with app.run_test(size=(80, 40)) as pilot:
        await opened(app, pilot, settled)
        await press(pilot, settled, "tab", "tab", "right", "enter")
        assert "Civil wedding" in text_of(pilot)
        await press(pilot, settled, *"Karin", "tab", *"Erik", "ctrl+s")
        (made,) = booked(seat, OFFICIANT)
        assert (made.step, made.begins, made.ends) == ("request", at(8, days=1), at(8, 30, days=1))


async def test_what_a_colleague_took_meanwhile_brings_the_form_back_with_what_was_typed(
    desk_app: MakeApp, settled: Settled, seat: Seat, text_of: TextOf
) -> None:
    app = desk_app()
    async with app.run_test(size=(80, 30)) as pilot:
        await opened(app, pilot, settled)
        await press(pilot, settled, "right", "enter", *"Bo Ek")
        first = book(seat, "Elbil 1", at(8, days=1), at(12, days=1))
        await press(pilot, settled, "ctrl+s")
        assert isinstance(on(pilot), RegisterScreen)
        assert "Bo Ek" in text_of(pilot)
        assert f"until 2026-11-20 12:00 by {first}. Choose" in on(pilot).form._rows["details.item"].words
        assert len(booked(seat)) == 1


async def test_the_rest_of_a_day_is_offered_where_some_of_it_is_taken(
    desk_app: MakeApp, settled: Settled, seat: Seat
) -> None:
    book(seat, "Elbil 1", at(8, days=1), at(12, days=1))
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot, settled)
        await press(pilot, settled, "right", "n", *"Bo", "ctrl+s")
        assert sorted((each.begins, each.ends) for each in booked(seat))[1] == (at(12, days=1), at(16, days=1))


async def test_enter_opens_the_case_that_has_it_and_asks_which_of_several(
    desk_app: MakeApp, settled: Settled, seat: Seat
) -> None:
    book(seat, "Elbil 1", at(11), at(12))
    second = book(seat, "Elbil 1", at(13), at(14), "Bo Ek")
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot, settled)
        await press(pilot, settled, "enter")
        assert isinstance(on(pilot), Choose)
        await press(pilot, settled, "down", "enter")
        assert isinstance(on(pilot), CaseScreen)
        assert on(pilot).reference == second


# ------------------------------------------------------------------ lending, taking back


async def test_lending_is_one_key_and_taking_back_closes_the_case(
    desk_app: MakeApp, settled: Settled, seat: Seat, text_of: TextOf
) -> None:
    reference = book(seat, "Elbil 1", at(10), at(16))
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot, settled)
        assert "◆ 10–16" in row_of(text_of(pilot), "Elbil 1")
        await press(pilot, settled, "l")
        assert "■ 10–16" in row_of(text_of(pilot), "Elbil 1")
        assert "1 lent" in text_of(pilot)
        await press(pilot, settled, "r", *"Repa", "enter", "enter")
        assert on(pilot) is screen
        (back,) = booked(seat)
        assert back.returned_at == NOW
        case = reading.open_case(seat, reference).case
        assert (case.details["damage"], case.closed_at) == ("Repa", NOW)


async def test_who_borrows_is_asked_where_nobody_has_said_it(desk_app: MakeApp, settled: Settled, seat: Seat) -> None:
    bookings.book(seat, POOL, "Elbil 1", at(10), at(16), {"channel": "visit"}, now=NOW)
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot, settled)
        await press(pilot, settled, "l")
        assert isinstance(on(pilot), AskLine)
        await press(pilot, settled, *"Bo Ek", "enter")
        (made,) = booked(seat)
        assert (made.who, made.lent_at) == ("Bo Ek", NOW)


async def test_what_is_late_has_a_sign_and_a_word_and_a_key_that_finds_it(
    desk_app: MakeApp, settled: Settled, seat: Seat, text_of: TextOf
) -> None:
    reference = book(seat, "Projektor", at(8, days=-10), at(16, days=-9))
    bookings.lend(seat, reference, at(8, days=-10))
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot, settled)
        assert "! Åsa Alm" in row_of(text_of(pilot), "Projektor")
        assert "! 1 overdue" in text_of(pilot)
        await press(pilot, settled, *["comma"] * 4)
        assert "overdue" not in text_of(pilot).replace("! overdue", "")
        await press(pilot, settled, "f")
        words = " ".join(text_of(pilot).split())
        assert f"! Should have been returned · Mon 9 Nov 08:00 – Tue 10 Nov 16:00 · Åsa Alm · {reference}" in words
        await press(pilot, settled, "r", "escape")
        assert booked(seat)[0].is_out
        await press(pilot, settled, "r", "enter", "escape", "f")
        assert not booked(seat)[0].is_out
        assert "Nothing is overdue" in told(app)


async def test_only_what_can_be_is_lent_and_taken_back(desk_app: MakeApp, settled: Settled, seat: Seat) -> None:
    book(seat, "Sporthallen", at(11), at(12), sort=FACILITY)
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot, settled)
        await press(pilot, settled, "l", "r", "c", "tab", "l")
        assert on(pilot) is screen
        for words in (
            "could be lent",
            "Nothing here is lent",
            "could be cancelled",
            "Only what is in the pool is lent",
        ):
            assert words in told(app)
        assert [each.lent_at for each in booked(seat, FACILITY)] == [None]


# ------------------------------------------------------------------ cancelling


async def test_a_cancelled_booking_leaves_its_time_free(
    desk_app: MakeApp, settled: Settled, seat: Seat, text_of: TextOf
) -> None:
    book(seat, "Elbil 1", at(11), at(12))
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot, settled)
        await press(pilot, settled, "c", "escape")
        assert len(booked(seat)) == 1
        await press(pilot, settled, "c")
        assert isinstance(on(pilot), Confirm)
        await press(pilot, settled, "enter")
        assert booked(seat) == []
        assert "Free: ↵ books it." in text_of(pilot)


async def test_of_a_booking_that_comes_back_one_day_or_all_are_cancelled(
    desk_app: MakeApp, settled: Settled, seat: Seat, text_of: TextOf
) -> None:
    values = {"channel": "visit", "details": {"association": "Broby IF", "repeats_until": "2026-12-10"}}
    bookings.book(seat, FACILITY, "Sporthallen", at(18), at(20), values, "weekly", NOW)
    assert len(booked(seat, FACILITY)) == 4
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot, settled)
        await press(pilot, settled, "tab", "full_stop")
        assert "comes back · Broby IF" in text_of(pilot)
        await press(pilot, settled, "c", "enter")
        assert [each.begins for each in booked(seat, FACILITY)] == [at(18), at(18, days=14), at(18, days=21)]
        await press(pilot, settled, "comma", "c", "down", "enter")
        assert booked(seat, FACILITY) == []


async def test_a_booking_comes_back_as_the_form_says(desk_app: MakeApp, settled: Settled, seat: Seat) -> None:
    """How often is asked of every loan; until when, only of what comes back."""
    app = desk_app()
    async with app.run_test(size=(80, 40)) as pilot:
        await opened(app, pilot, settled)
        await press(pilot, settled, "right", "enter", *"Bo")
        form = on(pilot).form
        assert not form._rows["details.repeats_until"].asked
        form.focus_field("details.repeats")
        await press(pilot, settled, *"every second", "tab")
        assert form._rows["details.repeats_until"].asked
        assert not form._rows["details.rule"].asked
        await press(pilot, settled, *"2026-12-20", "ctrl+s")
        assert [each.begins for each in booked(seat)] == [at(8, days=1), at(8, days=15), at(8, days=29)]


# ------------------------------------------------------------------ out of service


async def test_what_is_out_of_service_is_told_with_whom_it_was_booked_by(
    desk_app: MakeApp, settled: Settled, seat: Seat, text_of: TextOf
) -> None:
    reference = book(seat, "Elbil 1", at(9, days=1), at(12, days=1))
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot, settled)
        await press(pilot, settled, "o")
        assert isinstance(on(pilot), OutForm)
        await press(pilot, settled, *"Punktering", "ctrl+s")
        assert isinstance(on(pilot), Tell)
        assert "1 booking is left without it" in text_of(pilot)
        assert f"Fri 20 Nov · {reference} · Åsa Alm" in text_of(pilot)
        await press(pilot, settled, "escape", "right", "right")
        assert "✗ out of service from Thu 19 Nov · Punktering" in text_of(pilot)
        await press(pilot, settled, "o")
        assert isinstance(on(pilot), Confirm)
        await press(pilot, settled, "enter")
        assert on(pilot) is screen
        assert "Free: ↵ books it." in text_of(pilot)
        assert bookings.resource(seat, "Elbil 1", POOL).out_from is None


async def test_a_form_that_was_left_is_gone_on_with(desk_app: MakeApp, settled: Settled, seat: Seat) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await opened(pilot.app, pilot, settled)  # type: ignore[arg-type]
        await press(pilot, settled, "o", *"Halv", "escape")
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, settled, "enter", "ctrl+s")
        assert isinstance(on(pilot), PoolScreen)
    assert bookings.resource(seat, "Elbil 1", POOL).out_why == "Halv"


# ------------------------------------------------------------------ where one is


async def test_weeks_days_and_hours(desk_app: MakeApp, settled: Settled, seat: Seat, text_of: TextOf) -> None:
    book(seat, "Elbil 1", at(11), at(13))
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot, settled)
        assert "week 47 2026" in text_of(pilot)
        assert "▸Thu 19" in text_of(pilot)
        await press(pilot, settled, "full_stop", "full_stop", "comma")
        assert "week 48 2026" in text_of(pilot)
        await press(pilot, settled, "i", "h")
        assert "Thu 19 Nov 2026" in text_of(pilot)
        assert row_of(text_of(pilot), "Elbil 1").split() == ["Elbil", "1", *"....", "◆", "Åsa…", *"........."]
        await press(pilot, settled, "full_stop")
        assert "Fri 20 Nov 2026" in text_of(pilot)
        await press(pilot, settled, "d", *"24 dec", "enter", "h")
        assert "Elbil 1 · week 52 2026" in text_of(pilot)
        await press(pilot, settled, "h", "i")
        assert "week 47 2026" in text_of(pilot)


async def test_past_the_last_day_comes_the_next_week(desk_app: MakeApp, settled: Settled, text_of: TextOf) -> None:
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot, settled)
        await press(pilot, settled, "end", "right")
        assert "week 48 2026" in text_of(pilot)
        assert "Mon 23 Nov · Elbil 1" in text_of(pilot)
        await press(pilot, settled, "left")
        assert "Sun 22 Nov · Elbil 1" in text_of(pilot)


async def test_an_hour_is_booked_as_it_stands(desk_app: MakeApp, settled: Settled, seat: Seat) -> None:
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot, settled)
        await press(pilot, settled, "right", "h", "right", "shift+right", "enter", *"Bo", "ctrl+s")
        (made,) = booked(seat)
        assert (made.begins, made.ends) == (at(9, days=1), at(11, days=1))


async def test_one_finds_by_name_and_type(desk_app: MakeApp, settled: Settled, text_of: TextOf) -> None:
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot, settled)
        await press(pilot, settled, "slash", *"TEKN", "enter")
        assert "“TEKN” 1/3" in text_of(pilot)
        assert "Elbil" not in text_of(pilot)
        await press(pilot, settled, "slash", *"X", "enter")
        assert "Nothing here is called “TEKNX”. / asks for something else." in text_of(pilot)
        await press(pilot, settled, "enter", "n", "l", "o", "h", "c")
        await press(pilot, settled, "slash", "ctrl+u", "enter")
        assert "Elbil" in text_of(pilot)


async def test_the_cursor_stays_on_its_thing_while_a_colleague_adds_others(
    desk_app: MakeApp, settled: Settled, seat: Seat, text_of: TextOf
) -> None:
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot, settled)
        await press(pilot, settled, "down", "down")
        bookings.add_resource(seat, POOL, "Cykel 1", type="Cykel", now=NOW)
        screen._look()
        await settled(pilot)
        assert "Cykel 1" in text_of(pilot)
        assert "Thu 19 Nov · Projektor · Teknik" in text_of(pilot)


# ------------------------------------------------------------------ who sees what


async def test_a_protected_identity_is_only_said_to_be_protected(
    desk_app: MakeApp, settled: Settled, seat: Seat, text_of: TextOf
) -> None:
    values = {"channel": "visit", "citizen": {"name": "Åsa Alm", "protected": True}}
    bookings.book(seat, POOL, "Elbil 1", at(11), at(12), values, now=NOW)
    app = desk_app()
    async with app.run_test(size=(140, 40)) as pilot:
        await opened(app, pilot, settled)
        assert "Protected identity" in text_of(pilot)
        assert "Åsa" not in text_of(pilot)
        await press(pilot, settled, "c")
        assert "Åsa" not in text_of(pilot)


async def test_a_confidential_case_is_taken_and_says_no_more(
    desk_app: MakeApp, settled: Settled, seat: Seat, seat_of: SeatOf, text_of: TextOf
) -> None:
    values = {"channel": "visit", "citizen": {"name": "Åsa Alm"}, "summary": "Känsligt", "confidential": True}
    bookings.book(seat, POOL, "Elbil 1", at(11), at(12), values, now=NOW)
    app = desk_app(seat_of("bo"))
    async with app.run_test(size=(140, 40)) as pilot:
        screen = await opened(app, pilot, settled)
        assert "◆ 11–12 Confid" in text_of(pilot)
        assert "Åsa" not in text_of(pilot)
        assert "Känsligt" not in text_of(pilot)
        await press(pilot, settled, "enter")
        assert on(pilot) is screen


async def test_who_sees_no_cases_sees_not_who_has_what(desk_app: MakeApp, settled: Settled, seat_of: SeatOf) -> None:
    app = desk_app(seat_of("rut"))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, settled, "p")
        assert not isinstance(on(pilot), PoolScreen)
        assert "may not" in told(app)


async def test_where_nothing_can_be_booked_one_is_told_how_that_begins(
    desk_app: MakeApp, settled: Settled, seat: Seat, seat_of: SeatOf, text_of: TextOf
) -> None:
    for each in bookings.resources(seat, POOL):
        bookings.rest_resource(seat, each.id, now=NOW)
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await opened(pilot.app, pilot, settled)  # type: ignore[arg-type]
        assert "e adds it" in text_of(pilot)
        await press(pilot, settled, "enter", "h", "right", "down", "end", "shift+left", "o")
    async with desk_app(seat_of("bo")).run_test(size=(80, 24)) as pilot:
        await opened(pilot.app, pilot, settled)  # type: ignore[arg-type]
        assert "An administrator adds it" in text_of(pilot)


async def test_a_key_typed_ahead_means_the_week_that_it_was_typed_for(
    desk_app: MakeApp, settled: Settled, seat: Seat
) -> None:
    """The next week is not read yet when Enter is pressed."""
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot, settled)
        screen.action_shift(1)
        screen.action_open()
        assert on(pilot) is screen
        await settled(pilot)
        await pilot.press(*"Bo", "ctrl+s")
        await settled(pilot)
        assert [each.begins for each in booked(seat)] == [at(8, days=7)]


async def test_a_booking_that_was_left_is_still_a_booking_when_one_goes_on_with_it(
    desk_app: MakeApp, settled: Settled, seat: Seat
) -> None:
    """A room that is booked in the grid is not only asked for, whenever it is saved."""
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await opened(pilot.app, pilot, settled)  # type: ignore[arg-type]
        await press(pilot, settled, "tab", "right", "enter", *"Bo", "escape")
    assert booked(seat, FACILITY) == []
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, settled, "enter", "ctrl+s")
    assert [each.step for each in booked(seat, FACILITY)] == ["booked"]


async def test_without_colour_the_cursor_and_every_sign_are_still_seen(
    desk_app: MakeApp, settled: Settled, seat: Seat
) -> None:
    reference = book(seat, "Projektor", at(8, days=-3), at(16, days=-2))
    bookings.lend(seat, reference, at(8, days=-3))
    app = desk_app(look=Look("desk-mono", True, "none"))
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot, settled)
        strips = app.screen._compositor.render_strips()
        reversed_ = ["".join(part.text for part in strip if part.style and part.style.reverse) for strip in strips]
        assert [each.strip() for each in reversed_[3:6]] == [".", "", ""]
        assert "! Åsa Alm" in strips[5].text
