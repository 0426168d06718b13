"""The calendar: the wheel month by month, what falls due, and the line about it on the desk."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from desk.app import DeskApp
from desk.screens.calendar import CalendarScreen, MonthTable
from desk.screens.calendar_date import DateScreen
from desk.screens.desk import DeskScreen
from desk.screens.dialogs import AskLine, Confirm, Tell
from desk.screens.dialogues import DialoguesScreen
from desk.screens.widgets.form import Form
from desk.services import dialogues, wheel
from desk.services.seat import Seat

MakeApp = Callable[..., DeskApp]
Settle = Callable[[Pilot[Any]], Any]
Read = Callable[[Pilot[Any]], str]
SeatOf = Callable[[str], Seat]
NOW = datetime(2026, 11, 19, 9, 42, tzinfo=UTC)
MEETING = {"title": "Veckomöte", "rule": "every Monday", "starts": date(2026, 1, 1), "responsible": "lisa"}
SIZES = [(80, 24), (140, 40)]


def on(pilot: Pilot[Any], kind: type[Screen[Any]]) -> bool:
    return isinstance(pilot.app.screen, kind)


def rows(pilot: Pilot[Any]) -> list[tuple[str, str, str]]:
    """Day, what, state."""
    table = pilot.app.screen.query_one(MonthTable)
    return [(line.reference, line.cells["what"], line.cells["state"]) for line in table.lines]


def toasts(app: Any) -> str:
    return "\n".join(each.message for each in app._notifications)


async def open_calendar(pilot: Pilot[Any], settled: Settle) -> None:
    await settled(pilot)
    await pilot.press("k")
    await settled(pilot)
    assert on(pilot, CalendarScreen)


# ------------------------------------------------------------------ the desk's line


async def test_the_desk_says_what_falls_due_and_nothing_where_nothing_does(
    desk_app: MakeApp, seat: Seat, seat_of: SeatOf, settled: Settle, text_of: Read
) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert "Calendar" not in text_of(pilot)
    wheel.add(seat, MEETING, NOW)
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        (line,) = [each for each in text_of(pilot).splitlines() if "due in November" in each]
        assert "2 due in November · ! 1 late" in line
        assert line.rstrip().endswith("k Calendar")
    async with desk_app(seat_of("lisa")).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert "2 due in November" in text_of(pilot)
    async with desk_app(seat_of("bo")).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert "due in" not in text_of(pilot)


async def test_the_desks_line_follows_what_is_done_elsewhere(
    desk_app: MakeApp, seat: Seat, settled: Settle, text_of: Read
) -> None:
    made = wheel.add(seat, {**MEETING, "rule": "16 November"}, NOW)
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert "! 1 late" in text_of(pilot)
        await pilot.press("k")
        await settled(pilot)
        await pilot.press("d")
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        await pilot.press("escape")
        await settled(pilot)
        assert on(pilot, DeskScreen)
        assert "late" not in text_of(pilot)
    assert wheel.between(seat, date(2026, 11, 1), date(2026, 11, 30)).of(made.id)[0].by == "anna"


# ------------------------------------------------------------------ the calendar


@pytest.mark.parametrize("size", SIZES)
async def test_a_wheel_that_is_empty_is_offered_one(
    desk_app: MakeApp, seat: Seat, settled: Settle, text_of: Read, size: tuple[int, int]
) -> None:
    async with desk_app().run_test(size=size) as pilot:
        await open_calendar(pilot, settled)
        assert "s begins with those that fit the audits" in " ".join(text_of(pilot).split())
        await pilot.press("s")
        await settled(pilot)
        assert on(pilot, Confirm)
        await pilot.press("n")
        await settled(pilot)
        assert wheel.between(seat, date(2026, 1, 1), date(2026, 12, 31)).dates == ()
        await pilot.press("s", "y")
        await settled(pilot)
        assert "13 dates added." in toasts(pilot.app)
        assert ("Mon 23", "Weekly follow-up meeting", "") in rows(pilot)


@pytest.mark.parametrize("size", SIZES)
async def test_a_month_shows_every_day_and_how_it_stands(
    desk_app: MakeApp, seat: Seat, settled: Settle, text_of: Read, size: tuple[int, int]
) -> None:
    made = wheel.add(seat, MEETING, NOW)
    wheel.done(seat, made.id, date(2026, 11, 9), "Bra", NOW)
    held = dialogues.add(seat, {"department": "Miljö"}, NOW)
    dialogues.decide(seat, held.id, {"what": "Ny skylt", "due": date(2026, 11, 10)}, NOW)
    async with desk_app().run_test(size=size) as pilot:
        await open_calendar(pilot, settled)
        assert rows(pilot) == [
            ("Mon 2", "Veckomöte", "! 17 days late"), ("Mon 9", "Veckomöte", "✓ done"),
            ("Tue 10", "Ny skylt", "! 9 days late"), ("Mon 16", "Veckomöte", "! 3 days late"),
            ("Mon 23", "Veckomöte", ""), ("Mon 30", "Veckomöte", ""),
        ]  # fmt: skip
        shown = text_of(pilot)
        assert "Calendar · November 2026" in shown
        assert "! 17 days late" in shown
        assert ("1/5!" in shown) is (size == SIZES[1])


async def test_the_arrows_go_through_months_and_years(desk_app: MakeApp, seat: Seat, settled: Settle) -> None:
    wheel.add(seat, {**MEETING, "rule": "15 March"}, NOW)
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await open_calendar(pilot, settled)
        screen = pilot.app.screen
        assert isinstance(screen, CalendarScreen)
        for key, month in (
            ("right", date(2026, 12, 1)), ("right", date(2027, 1, 1)), ("left", date(2026, 12, 1)),
            ("less_than_sign", date(2025, 12, 1)), ("greater_than_sign", date(2026, 12, 1)), ("i", date(2026, 11, 1)),
        ):  # fmt: skip
            await pilot.press(key)
            await settled(pilot)
            assert screen.month == month
        await pilot.press(*["right"] * 4)
        await settled(pilot)
        assert [what for _day, what, _state in rows(pilot)] == ["Veckomöte"]


async def test_enter_goes_to_the_thing(desk_app: MakeApp, seat: Seat, settled: Settle) -> None:
    held = dialogues.add(seat, {"department": "Miljö"}, NOW)
    dialogues.decide(seat, held.id, {"what": "Ny skylt", "due": date(2026, 11, 10)}, NOW)
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await open_calendar(pilot, settled)
        await pilot.press("enter")
        await settled(pilot)
        assert on(pilot, DialoguesScreen)


async def test_a_day_is_marked_done_with_a_note_and_taken_back(desk_app: MakeApp, seat: Seat, settled: Settle) -> None:
    made = wheel.add(seat, {**MEETING, "rule": "16 November"}, NOW)
    first = date(2026, 11, 16)
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await open_calendar(pilot, settled)
        await pilot.press("space")
        await settled(pilot)
        assert on(pilot, AskLine)
        await pilot.press(*"Lugnt", "enter")
        await settled(pilot)
        assert rows(pilot)[0][2] == "✓ done"
        assert wheel.between(seat, first, first).of(made.id)[0].note == "Lugnt"
        await pilot.press("d", "y")
        await settled(pilot)
        assert rows(pilot)[0][2] == "! 3 days late"


async def test_a_date_is_added_and_its_days_are_told_while_one_types(
    desk_app: MakeApp, seat: Seat, settled: Settle, text_of: Read
) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await open_calendar(pilot, settled)
        await pilot.press("n")
        await settled(pilot)
        assert on(pilot, DateScreen)
        assert "second Tuesday each month" in text_of(pilot)
        await pilot.press(*"Dialog", "tab", *"ibland", "ctrl+s")
        await settled(pilot)
        assert on(pilot, DateScreen)
        assert "That does not say when." in text_of(pilot)
        await pilot.press(*["backspace"] * 6, *"andra tisdagen varje månad")
        await settled(pilot)
        assert "Comes on: Tue 8 Dec 2026, Tue 12 Jan 2027" in " ".join(text_of(pilot).split())
        await pilot.press("ctrl+s")
        await settled(pilot)
        assert on(pilot, CalendarScreen)
    (made,) = wheel.between(seat, date(2026, 1, 1), date(2026, 12, 31)).dates
    assert (made.title, made.rule, made.starts) == ("Dialog", "andra tisdagen varje månad", date(2026, 11, 19))


async def test_a_date_is_changed_and_put_to_rest(desk_app: MakeApp, seat: Seat, settled: Settle) -> None:
    made = wheel.add(seat, MEETING, NOW)
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await open_calendar(pilot, settled)
        await pilot.press("enter")
        await settled(pilot)
        form = pilot.app.screen.query_one(Form)
        assert form.values()["rule"] == "every Monday"
        form.focus_field("title")
        await pilot.press("end", *"!", "ctrl+s")
        await settled(pilot)
        assert rows(pilot)[0][1] == "Veckomöte!"
        await pilot.press("x", "y")
        await settled(pilot)
        assert [day for day, _what, _state in rows(pilot)] == ["Mon 2", "Mon 9", "Mon 16"]
    (found,) = wheel.between(seat, date(2026, 1, 1), date(2026, 12, 31)).dates
    assert (found.id, found.active) == (made.id, False)


async def test_an_agent_reads_the_wheel_and_changes_nothing(
    desk_app: MakeApp, seat: Seat, seat_of: SeatOf, settled: Settle, text_of: Read
) -> None:
    wheel.add(seat, MEETING, NOW)
    async with desk_app(seat_of("bo")).run_test(size=(80, 24)) as pilot:
        await open_calendar(pilot, settled)
        assert len(rows(pilot)) == 5
        await pilot.press("enter")
        await settled(pilot)
        assert on(pilot, Tell)
        assert "every Monday" in text_of(pilot)
        await pilot.press("escape")
        for key in ("n", "d", "x", "s"):
            await pilot.press(key)
            await settled(pilot)
            assert on(pilot, CalendarScreen), key
        assert "kept by a lead or an administrator" in toasts(pilot.app)


async def test_a_date_that_was_left_half_typed_is_gone_on_with(desk_app: MakeApp, seat: Seat, settled: Settle) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await open_calendar(pilot, settled)
        await pilot.press("n")
        await settled(pilot)
        await pilot.press(*"Dialog", "escape", "escape")
        await settled(pilot)
        await pilot.press("d", "enter")
        await settled(pilot)
        assert on(pilot, DateScreen)
        await pilot.press("tab", *"every Monday", "ctrl+s")
        await settled(pilot)
        assert on(pilot, CalendarScreen)
        assert rows(pilot) == [("Mon 23", "Dialog", ""), ("Mon 30", "Dialog", "")]
