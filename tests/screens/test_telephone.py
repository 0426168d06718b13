"""The heat map: figures, spans, groups and people, in colour and without, and a load that is asked for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from textual.pilot import Pilot

from desk.app import DeskApp
from desk.rules.heat import HeatFigure
from desk.rules.spans import parse_span
from desk.rules.staffing import DayStaff
from desk.screens.dialogs import Tell
from desk.screens.reports_page import Room
from desk.screens.telephone import Of, TelephoneScreen, read_page
from desk.screens.telephone_page import ASCII_BLOCKS, BLOCKS
from desk.services import staffing
from desk.services.seat import Seat

Settled = Callable[[Pilot[Any]], Awaitable[None]]
MakeApp = Callable[..., DeskApp]
TextOf = Callable[[Pilot[Any]], str]
SeatOf = Callable[[str], Seat]
NOW = datetime(2026, 11, 19, 9, 42, tzinfo=UTC)
ROOM = Room(78, 22)


@pytest.fixture
def october(seat: Seat) -> None:
    """Every Tuesday of October from nine to ten: twenty calls to Växel, Bo takes sixteen; one to Reception at noon."""
    rows = []
    for day in (6, 13, 20, 27):
        nine = int(datetime(2026, 10, day, 7 if day < 25 else 8, tzinfo=UTC).timestamp())
        for n in range(20):
            taken = n % 5 != 0
            rows.append((f"{day} {n}", "Växel", "bo" if taken else None, nine + n * 60, taken, 10 + n, 170))
        rows.append((f"{day} noon", "Reception", "anna", nine + 3 * 3600, True, 5, 60))
    with seat.database.write() as tx:
        tx.run_many(
            "INSERT INTO calls (key, answer_group, agent, at, day, outcome, wait_s, talk_s) VALUES (?,?,?,?,?,?,?,?)",
            [
                (key, group, agent, at, datetime.fromtimestamp(at, UTC).toordinal(),
                 "answered" if taken else "abandoned", wait, talk if taken else None)
                for key, group, agent, at, taken, wait, talk in rows
            ],
        )  # fmt: skip
    staffing.put(seat, DayStaff("Växel", date(2026, 10, 6), 2), NOW)


async def opened(app: DeskApp, pilot: Pilot[Any], settled: Settled) -> TelephoneScreen:
    """The heat map, counted, by the keys that lead there."""
    await settled(pilot)
    await pilot.press("r")
    await settled(pilot)
    await pilot.press("h")
    await settled(pilot)
    assert isinstance(app.screen, TelephoneScreen)
    return app.screen


def on_top(app: DeskApp) -> object:
    """The screen on top."""
    return app.screen


def row(text: str, hour: str) -> str:
    """The line of an hour."""
    return next(line for line in text.split("\n") if line.strip().startswith(hour))


@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
async def test_it_begins_with_the_last_whole_month(
    size: tuple[int, int], october: None, desk_app: MakeApp, settled: Settled, text_of: TextOf
) -> None:
    app = desk_app()
    async with app.run_test(size=size) as pilot:
        screen = await opened(app, pilot, settled)
        text = text_of(pilot)
        assert screen.span.code == "2026-10"
        assert "October 2026" in text
        assert "answer rate 81.0%" in text
        assert "80.0%" in row(text, "09")
        assert "✗" in row(text, "09")
        assert ("People needed and planned" in text) == (size[0] > 100)
        assert "Sat" not in text


async def test_figures_change_with_a_key_or_by_choice(
    october: None, desk_app: MakeApp, settled: Settled, text_of: TextOf
) -> None:
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot, settled)
        await pilot.press("F")
        await settled(pilot)
        assert str(screen.figure) == "need"
        assert "/2" in row(text_of(pilot), "09")
        assert "✗" in row(text_of(pilot), "09")
        assert "Erlang C" in text_of(pilot)
        await pilot.press("f", "f")
        await settled(pilot)
        assert str(screen.figure) == "service_level"
        await pilot.press("enter", "down", "down", "enter")
        await settled(pilot)
        assert str(screen.figure) == "offered"
        assert "20" in row(text_of(pilot), "09")


async def test_spans_go_back_and_forth_and_change_their_sort(
    october: None, desk_app: MakeApp, settled: Settled, text_of: TextOf
) -> None:
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot, settled)
        await pilot.press("right", "right", "right")
        await settled(pilot)
        assert screen.span.code == "2026-11"
        assert "No calls have been brought in" in text_of(pilot)
        await pilot.press("left", "v", "t")
        await settled(pilot)
        assert screen.span.code == "2026-T3"
        assert "80.0%" in row(text_of(pilot), "09")


async def test_groups_follow_upon_the_whole(
    october: None, desk_app: MakeApp, settled: Settled, text_of: TextOf
) -> None:
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot, settled)
        await pilot.press("tab")
        await settled(pilot)
        assert "Reception" in text_of(pilot)
        assert "offered 4 " in text_of(pilot)
        await pilot.press("shift+tab", "shift+tab", "shift+tab")
        await settled(pilot)
        assert "Samhällsbyggnad" in text_of(pilot)


async def test_a_lead_asks_for_a_person_by_name(
    october: None, desk_app: MakeApp, settled: Settled, text_of: TextOf, seat_of: SeatOf
) -> None:
    app = desk_app(seat_of("lisa"))
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot, settled)
        await pilot.press("p", *"bo ek", "enter")
        await settled(pilot)
        assert "Bo Ek" in text_of(pilot)
        assert "answered 64" in text_of(pilot)
        await pilot.press("p", *"nobody", "enter")
        await settled(pilot)
        assert "The whole desk" in text_of(pilot)
        assert any("no such agent" in each.message for each in app._notifications)


async def test_an_agent_sees_only_their_own(
    october: None, desk_app: MakeApp, settled: Settled, text_of: TextOf, seat_of: SeatOf
) -> None:
    app = desk_app(seat_of("bo"))
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot, settled)
        await pilot.press("p")
        await settled(pilot)
        assert on_top(app) is screen
        assert "Bo Ek" in text_of(pilot)


async def test_a_load_is_asked_for_and_reckoned(desk_app: MakeApp, settled: Settled, text_of: TextOf) -> None:
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot, settled)
        await pilot.press("n", *"40 180 60 95%", "enter")
        await settled(pilot)
        assert isinstance(on_top(app), Tell)
        assert "5 people at the telephone, 8 at work." in text_of(pilot)
        await pilot.press("escape", "n", *"forty", "enter")
        await settled(pilot)
        assert on_top(app) is screen
        assert any("no load" in each.message for each in app._notifications)


async def test_it_leads_to_staffing_and_back(desk_app: MakeApp, settled: Settled, text_of: TextOf) -> None:
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot, settled)
        await pilot.press("s")
        await settled(pilot)
        assert "Staffing · week 47" in text_of(pilot)
        await pilot.press("escape")
        await settled(pilot)
        assert on_top(app) is screen
        await pilot.press("escape")
        await settled(pilot)
        assert not isinstance(on_top(app), TelephoneScreen)


# ------------------------------------------------------------------ the page


def test_colour_is_never_alone(october: None, seat: Seat) -> None:
    """Without any style the hour that falls short is told by block, number and sign."""
    shown = read_page(seat, parse_span("2026-10"), Of(), HeatFigure.ANSWER_RATE, ROOM, NOW).page
    line = row(shown.plain, "09")
    assert f"{BLOCKS[3] * 2} 80.0% ✗" in line
    assert row(shown.plain, "12").split() == ["12", "100.0%"]


def test_a_console_that_draws_letters_only_has_signs_of_its_own(october: None, seat: Seat) -> None:
    room = Room(78, 22, ascii=True)
    shown = read_page(seat, parse_span("2026-10"), Of(), HeatFigure.ANSWER_RATE, room, NOW).page
    assert f"{ASCII_BLOCKS[3] * 2} 80.0%" in row(shown.plain, "09")
    assert not set(BLOCKS[1:]) & set(shown.plain)
    assert ASCII_BLOCKS.isascii()


@pytest.mark.parametrize("width", [60, 78, 100, 138])
@pytest.mark.parametrize("figure", list(HeatFigure))
def test_no_line_is_wider_than_the_screen(figure: HeatFigure, width: int, october: None, seat: Seat) -> None:
    with seat.database.write() as tx:
        tx.run("UPDATE calls SET day = day + 4, at = at + 4 * 86400 WHERE agent = 'anna'")
    shown = read_page(seat, parse_span("2026-10"), Of(), figure, Room(width, 40), NOW).page
    assert max(line.cell_length for line in shown.split("\n")) <= width


def test_what_had_to_be_counted_is_handed_over(october: None, seat: Seat) -> None:
    assert read_page(seat, parse_span("2026-10"), Of(), HeatFigure.WAIT, ROOM, NOW).fresh
