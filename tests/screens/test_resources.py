"""What can be booked, in its list: added, changed, put to rest and out of service; and who may do what."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from textual.pilot import Pilot

from desk.app import DeskApp
from desk.rules.bookings import Resource, ResourceSort
from desk.screens.pool import PoolScreen
from desk.screens.resources import ResourceForm, ResourcesScreen
from desk.services import bookings
from desk.services.seat import Seat

Settled = Callable[[Pilot[Any]], Awaitable[None]]
MakeApp = Callable[..., DeskApp]
TextOf = Callable[[Pilot[Any]], str]
SeatOf = Callable[[str], Seat]
NOW = datetime(2026, 11, 19, 9, 42, tzinfo=UTC)
POOL, FACILITY, OFFICIANT = ResourceSort


async def press(pilot: Pilot[Any], settled: Settled, *keys: str) -> None:
    """Press keys, each when what the one before began is done."""
    for key in keys:
        await pilot.press(key)
        await settled(pilot)


async def opened(pilot: Pilot[Any], settled: Settled) -> ResourcesScreen:
    """The list, by the keys that lead there."""
    await settled(pilot)
    await press(pilot, settled, "p", "e")
    screen = pilot.app.screen
    assert isinstance(screen, ResourcesScreen)
    return screen


def on(pilot: Pilot[Any]) -> Any:
    """The screen on top."""
    return pilot.app.screen


def told(pilot: Pilot[Any]) -> str:
    """What toasts say."""
    return "\n".join(each.message for each in pilot.app._notifications)


@pytest.fixture
def car(seat: Seat) -> Resource:
    """A car of the pool."""
    return bookings.add_resource(seat, POOL, "Elbil 1", type="Bil", note="ABC 123", now=NOW)


async def test_one_adds_to_the_sort_that_is_shown(
    desk_app: MakeApp, settled: Settled, seat: Seat, text_of: TextOf
) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, settled)
        assert "n adds something that can be booked" in text_of(pilot)
        await press(pilot, settled, "n", *"Cykel 1", "tab", *"Cykel", "ctrl+s")
        await press(pilot, settled, "tab", "n", *"Sporthallen", "ctrl+s", "shift+tab")
        assert on(pilot) is screen
        assert "1 can be booked" in text_of(pilot)
        found = [(each.sort, each.name, each.type) for each in bookings.resources(seat)]
        assert found == [(POOL, "Cykel 1", "Cykel"), (FACILITY, "Sporthallen", "")]
        await press(pilot, settled, "escape")
        assert isinstance(on(pilot), PoolScreen)
        assert "Cykel 1" in text_of(pilot)


async def test_a_name_that_is_taken_is_refused_at_its_field(
    desk_app: MakeApp, settled: Settled, car: Resource, text_of: TextOf
) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, settled)
        await press(pilot, settled, "n", *"elbil 1", "ctrl+s")
        assert isinstance(on(pilot), ResourceForm)
        assert "There is one called Elbil 1 already" in text_of(pilot)


async def test_one_changes_what_is_said_and_is_told_what_a_colleague_has_changed(
    desk_app: MakeApp, settled: Settled, seat: Seat, car: Resource, text_of: TextOf
) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, settled)
        await press(pilot, settled, "enter", "tab", "tab", *" och laddkabel", "ctrl+s")
        assert bookings.resource(seat, car.id).note == "ABC 123 och laddkabel"
        await press(pilot, settled, "enter", *"0")
        bookings.change_resource(seat, car.id, {"type": "Elbil"}, NOW)
        await press(pilot, settled, "ctrl+s")
        assert isinstance(on(pilot), ResourceForm)
        assert "meanwhile" in text_of(pilot)
        assert bookings.resource(seat, car.id).name == "Elbil 1"


async def test_what_rests_comes_last_and_can_be_booked_again(
    desk_app: MakeApp, settled: Settled, seat: Seat, car: Resource, text_of: TextOf
) -> None:
    bookings.add_resource(seat, POOL, "Projektor", type="Teknik", now=NOW)
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, settled)
        await press(pilot, settled, "r", "enter")
        assert not bookings.resource(seat, car.id).active
        lines = text_of(pilot).splitlines()
        order = [line.split()[0] for line in lines if line.strip().startswith(("Elbil", "Projektor"))]
        assert order == ["Projektor", "Elbil"]
        assert "not booked any more" in text_of(pilot)
        await press(pilot, settled, "end", "r", "enter")
        assert bookings.resource(seat, car.id).active


async def test_what_is_booked_does_not_rest(
    desk_app: MakeApp, settled: Settled, seat: Seat, car: Resource, text_of: TextOf
) -> None:
    later = datetime(2026, 12, 1, 9, tzinfo=UTC)
    values = {"channel": "visit", "citizen": {"name": "Bo"}}
    made = bookings.book(seat, POOL, "Elbil 1", later, later.replace(hour=12), values, now=NOW)
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, settled)
        await press(pilot, settled, "r", "enter")
        assert f"Elbil 1 is booked: {made.reference}" in told(pilot)
        assert bookings.resource(seat, car.id).active


async def test_out_of_service_says_until_when_and_why(
    desk_app: MakeApp, settled: Settled, seat: Seat, car: Resource, text_of: TextOf
) -> None:
    async with desk_app().run_test(size=(140, 40)) as pilot:
        await opened(pilot, settled)
        await press(pilot, settled, "o", *"Service", "tab", "tab", *"24 nov", "ctrl+s")
        assert "✗ out to Tue 24 Nov" in text_of(pilot)
        assert "Service · ABC 123" in text_of(pilot)
        await press(pilot, settled, "o", "escape", "o", "enter")
        assert "in service" in text_of(pilot)
        bookings.out_of_service(seat, car.id, date(2026, 12, 1), None, "", NOW)
        await press(pilot, settled, "tab", "shift+tab")
        assert "✗ out from Tue 1 Dec" in text_of(pilot)


async def test_an_agent_sees_the_list_and_puts_things_out_of_service(
    desk_app: MakeApp, settled: Settled, seat: Seat, car: Resource, seat_of: SeatOf, text_of: TextOf
) -> None:
    async with desk_app(seat_of("bo")).run_test(size=(140, 40)) as pilot:
        screen = await opened(pilot, settled)
        assert "Rest" not in text_of(pilot)
        await press(pilot, settled, "n", "enter", "r")
        assert on(pilot) is screen
        await press(pilot, settled, "o", *"Trasig", "ctrl+s")
        assert bookings.resource(seat, car.id).out_why == "Trasig"


@pytest.mark.parametrize("new", [True, False])
async def test_a_form_that_was_left_is_gone_on_with(
    new: bool, desk_app: MakeApp, settled: Settled, seat: Seat, car: Resource
) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, settled)
        await press(pilot, settled, *(["tab", "n"] if new else ["enter"]), *"X", "escape")
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, settled, "enter", "ctrl+s")
        assert isinstance(on(pilot), ResourcesScreen)
    names = {(each.sort, each.name) for each in bookings.resources(seat)}
    assert names == ({(POOL, "Elbil 1"), (FACILITY, "X")} if new else {(POOL, "Elbil 1X")})
