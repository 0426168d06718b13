"""Fields that name something to book: found by a few letters, and told what is free at the time that is typed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from textual.pilot import Pilot

from desk.app import DeskApp
from desk.rules.bookings import ResourceSort
from desk.screens.case import CaseScreen
from desk.screens.register import RegisterScreen
from desk.screens.register_among import AmongInput
from desk.screens.register_form import RegisterForm
from desk.screens.widgets.form import Form
from desk.services import bookings
from desk.services.seat import Seat

Settled = Callable[[Pilot[Any]], Awaitable[None]]
MakeApp = Callable[..., DeskApp]
TextOf = Callable[[Pilot[Any]], str]
NOW = datetime(2026, 11, 19, 9, 42, tzinfo=UTC)
POOL, FACILITY, OFFICIANT = ResourceSort
DAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def _things(seat: Seat) -> None:
    for sort, name, type_ in (
        (POOL, "Elbil 1", "Bil"),
        (POOL, "Elbil 2", "Bil"),
        (POOL, "Projektor", ""),
        (FACILITY, "Vigselrummet", ""),
        (OFFICIANT, "Anders Nyberg", ""),
        (OFFICIANT, "Eva Ek", ""),
    ):
        bookings.add_resource(seat, sort, name, type=type_, now=NOW)


def book(seat: Seat, sort: ResourceSort, name: str, first: int, last: int) -> None:
    """Take something on the 20th, between two hours in UTC."""
    day = datetime(2026, 11, 20, tzinfo=UTC)
    values = {"channel": "visit", "citizen": {"name": "Bo"}}
    bookings.book(seat, sort, name, day.replace(hour=first), day.replace(hour=last), values, now=NOW)


async def form_of(app: DeskApp, pilot: Pilot[Any], settled: Settled, kind: str) -> RegisterForm:
    """The form of a kind."""
    await settled(pilot)
    app.push_screen(screen := RegisterScreen.opened(kind, NOW))
    await settled(pilot)
    return screen.form


async def typed(pilot: Pilot[Any], settled: Settled, form: RegisterForm, name: str, text: str) -> None:
    """Type into a field, and go on."""
    form.focus_field(name)
    await pilot.press(*text, "tab")
    await settled(pilot)


def said(form: RegisterForm, name: str) -> str:
    """What stands below a field."""
    return form._rows[name].words


async def test_a_thing_is_found_by_a_few_letters_of_its_name_or_type(desk_app: MakeApp, settled: Settled) -> None:
    app = desk_app()
    async with app.run_test(size=(80, 40)) as pilot:
        form = await form_of(app, pilot, settled, "pool_loan")
        await typed(pilot, settled, form, "details.item", "proj")
        assert form.answer("details.item") == "Projektor"
        form.focus_field("details.item")
        await pilot.press("ctrl+u", *"bil", "down", "tab")
        assert form.answer("details.item") == "Elbil 2"


async def test_what_is_taken_at_the_time_that_is_typed_is_told(
    desk_app: MakeApp, settled: Settled, seat: Seat, text_of: TextOf
) -> None:
    book(seat, POOL, "Elbil 1", 8, 12)
    app = desk_app()
    async with app.run_test(size=(80, 40)) as pilot:
        form = await form_of(app, pilot, settled, "pool_loan")
        await typed(pilot, settled, form, "details.item", "elbil 1")
        assert said(form, "details.item") == ""
        await typed(pilot, settled, form, "details.out", "20 nov 10.00")
        await typed(pilot, settled, form, "details.due_back", "20 nov 15.00")
        assert said(form, "details.item") == "Elbil 1 is taken then. Free then: Elbil 2, Projektor."
        form.focus_field("details.item")
        await pilot.press("ctrl+u", *"bil")
        lines = [line for line in text_of(pilot).splitlines() if "Elbil" in line and "Bil" in line]
        assert ["taken then" in line for line in lines] == [False, True]
        await pilot.press("tab")
        await settled(pilot)
        assert form.answer("details.item") == "Elbil 2"
        assert said(form, "details.item") == "Free then."


async def test_a_wedding_says_which_place_and_who_is_free(desk_app: MakeApp, settled: Settled, seat: Seat) -> None:
    book(seat, OFFICIANT, "Eva Ek", 12, 13)
    app = desk_app()
    async with app.run_test(size=(80, 40)) as pilot:
        form = await form_of(app, pilot, settled, "wedding")
        await typed(pilot, settled, form, "details.begins", "20 nov 13.00")
        assert said(form, "details.place") == "Free then: Vigselrummet."
        assert said(form, "details.officiant") == "Free then: Anders Nyberg."
        await typed(pilot, settled, form, "details.officiant", "eva")
        assert said(form, "details.officiant") == "Eva Ek is taken then. Free then: Anders Nyberg."


async def test_every_time_that_it_comes_back_is_looked_at(desk_app: MakeApp, settled: Settled, seat: Seat) -> None:
    book(seat, POOL, "Elbil 1", 8, 12)
    app = desk_app()
    async with app.run_test(size=(80, 40)) as pilot:
        form = await form_of(app, pilot, settled, "pool_loan")
        await typed(pilot, settled, form, "details.out", "19 nov 10.00")
        await typed(pilot, settled, form, "details.due_back", "19 nov 12.00")
        assert said(form, "details.item") == "Free then: Elbil 1, Elbil 2, Projektor."
        await typed(pilot, settled, form, "details.repeats", "every day")
        await typed(pilot, settled, form, "details.repeats_until", "22 nov")
        assert said(form, "details.item") == "Free then: Elbil 2, Projektor."


async def test_a_name_that_nothing_has_is_refused_where_it_was_typed(
    desk_app: MakeApp, settled: Settled, seat: Seat
) -> None:
    app = desk_app()
    async with app.run_test(size=(80, 40)) as pilot:
        form = await form_of(app, pilot, settled, "pool_loan")
        await typed(pilot, settled, form, "details.item", "Traktor")
        await typed(pilot, settled, form, "details.due_back", "20 nov 15.00")
        await pilot.press("ctrl+s")
        await settled(pilot)
        back = app.screen
        assert isinstance(back, RegisterScreen)
        assert back.form.answer("details.item") == "Traktor"
        assert "There is nothing to book called Traktor" in said(back.form, "details.item")


async def test_what_was_chosen_before_it_was_known_what_there_is_stays(seat: Seat) -> None:
    """A form that is filled in from elsewhere opens before anything is read, and is saved as it stands."""
    field = AmongInput(())
    field.show_answer("Elbil 1")
    assert field.answer == "Elbil 1"
    field.know(bookings.resources(seat, POOL))
    assert field.answer == "Elbil 1"
    assert field.free_in_words() == ""
    field.show_free(frozenset())
    assert field.free_in_words() == "Elbil 1 is taken then. Nothing is free then."


async def test_what_is_only_known_later_is_not_asked_for_when_it_is_registered(
    desk_app: MakeApp, settled: Settled
) -> None:
    app = desk_app()
    async with app.run_test(size=(80, 40)) as pilot:
        form = await form_of(app, pilot, settled, "pool_loan")
        assert {"details.item", "details.due_back"} <= set(form._rows)
        assert not {"details.returned", "details.damage"} & set(form._rows)


async def test_a_booking_is_moved_to_another_thing_by_correcting_it(
    desk_app: MakeApp, settled: Settled, seat: Seat
) -> None:
    book(seat, POOL, "Elbil 1", 8, 12)
    app = desk_app()
    async with app.run_test(size=(80, 40)) as pilot:
        await settled(pilot)
        app.push_screen(CaseScreen("26-000001"))
        await settled(pilot)
        await pilot.press("c")
        await settled(pilot)
        form = app.screen.query_one(Form)
        assert form.values()["details.item"] == "Elbil 1"
        form.focus_field("details.item")
        await pilot.press("ctrl+u", *"proj", "tab", "ctrl+s")
        await settled(pilot)
    row = next(each for each in bookings.calendar(seat, POOL, DAY, DAY, NOW).rows if each.reservations)
    assert row.resource.name == "Projektor"
