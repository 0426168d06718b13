"""Satisfaction on the screen: figures at each level, entering answers by digits, correcting and taking out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from textual.pilot import Pilot

from desk.screens.satisfaction import PartsTable, SatisfactionScreen
from desk.screens.satisfaction_answers import AnswersScreen, AnswersTable
from desk.screens.satisfaction_typing import TypeAnswersScreen
from desk.screens.widgets.form import Form
from desk.services import surveys
from desk.services.seat import Seat
from desk.storage.database import Database

MakeApp = Callable[..., Any]
Settle = Callable[[Pilot[Any]], Any]
TextOf = Callable[[Pilot[Any]], str]


def rows(database: Database) -> list[Any]:
    with database.read() as tx:
        return tx.all("SELECT day, answer_group, agent, attitude, knowledge FROM survey_answers ORDER BY id")


async def opened(pilot: Pilot[Any], settled: Settle) -> SatisfactionScreen:
    screen = SatisfactionScreen()
    await settled(pilot)
    await pilot.app.push_screen(screen)
    await settled(pilot)
    return screen


def on(pilot: Pilot[Any]) -> object:
    """The screen that is shown now."""
    return pilot.app.screen


async def press(pilot: Pilot[Any], settled: Settle, *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await settled(pilot)


@pytest.fixture
def graded(seat: Seat, now: datetime) -> None:
    """Last week: five answers about Bo at the reception, four about Lisa at the exchange."""
    day = date(2026, 11, 12)
    surveys.add(seat, attitude=5, knowledge=4, group="Reception", agent="bo", day=day, count=4, now=now)
    surveys.add(seat, attitude=1, knowledge=3, group="Reception", agent="bo", day=day, now=now)
    surveys.add(seat, attitude=2, group="Växel", agent="lisa", day=day, count=4, now=now)


@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
@pytest.mark.usefixtures("graded")
async def test_the_whole_the_groups_and_the_people(
    size: tuple[int, int], desk_app: MakeApp, settled: Settle, text_of: TextOf
) -> None:
    async with desk_app().run_test(size=size) as pilot:
        screen = await opened(pilot, settled)
        text = text_of(pilot)
        assert "Week 46 2026" in text
        assert "3.22" in text
        assert "✗ short" in text
        assert "55.6" in text
        assert "Mean by week" in text
        await press(pilot, settled, "tab")
        table = screen.query_one(PartsTable)
        assert [line.cells["name"] for line in table.lines][:2] == ["Reception", "Växel"]
        assert table.lines[1].cells["attitude"] == "2.00"
        assert table.lines[5].cells["attitude"] == "–"
        await press(pilot, settled, "down")
        assert "Växel" in [line.strip() for line in text_of(pilot).splitlines()]
        await press(pilot, settled, "tab")
        assert [(line.cells["name"], line.cells["attitude"]) for line in table.lines] == [
            ("Bo Ek", "4.20"),
            ("Lisa Lund", "*"),
        ]
        await press(pilot, settled, "down")
        assert "too few" in text_of(pilot)
        assert "2.00" not in text_of(pilot)
        await press(pilot, settled, "escape")
        assert not isinstance(on(pilot), SatisfactionScreen)


@pytest.mark.usefixtures("graded")
async def test_other_spans(desk_app: MakeApp, settled: Settle, text_of: TextOf) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, settled)
        await press(pilot, settled, "left")
        assert "Week 45 2026" in text_of(pilot)
        await press(pilot, settled, "l", "l")
        assert screen.span.code == "2026-T3"
        assert "3.22" in text_of(pilot)
        await press(pilot, settled, "right")
        assert screen.span.code == "2026-T3"


@pytest.mark.usefixtures("graded")
async def test_an_agent_sees_no_others_and_types_nothing(
    desk_app: MakeApp, seat_of: Callable[[str], Seat], settled: Settle, text_of: TextOf
) -> None:
    async with desk_app(seat_of("bo")).run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, settled)
        assert "Enter answers" not in text_of(pilot)
        await press(pilot, settled, "n", "r")
        assert on(pilot) is screen
        await press(pilot, settled, "shift+tab")
        assert [line.cells["name"] for line in screen.query_one(PartsTable).lines] == ["Bo Ek"]


async def test_two_digits_are_an_answer_and_the_form_stays(
    desk_app: MakeApp, database: Database, settled: Settle, text_of: TextOf
) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, settled)
        await press(pilot, settled, "n")
        screen = pilot.app.screen
        assert isinstance(screen, TypeAnswersScreen)
        screen.query_one(Form).fill({"group": "Växel"})
        await press(pilot, settled, "5", "4", "9", "3", "minus", "minus", "2")
        today = date(2026, 11, 19).toordinal()
        assert rows(database) == [
            (today, "Växel", None, 5, 4),
            (today, "Växel", None, 3, None),
            (today, "Växel", None, None, 2),
        ]
        assert "3 answers entered" in text_of(pilot)
        await press(pilot, settled, "ctrl+t")
        assert [row[3:] for row in rows(database)] == [(5, 4), (3, None)]
        assert "2 answers entered" in text_of(pilot)
        await press(pilot, settled, "1", "escape")
        assert on(pilot) is screen
        await press(pilot, settled, "escape")
        assert isinstance(on(pilot), SatisfactionScreen)
        assert len(rows(database)) == 2


async def test_no_grade_at_all_is_no_answer(
    desk_app: MakeApp, database: Database, settled: Settle, text_of: TextOf
) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, settled)
        await press(pilot, settled, "n", "minus", "minus")
        assert rows(database) == []
        assert "Neither question has a grade." in text_of(pilot)


async def test_a_day_to_come_is_refused_where_it_stands(
    desk_app: MakeApp, database: Database, settled: Settle, text_of: TextOf
) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, settled)
        await press(pilot, settled, "n")
        pilot.app.screen.query_one(Form).fill({"day": "2026-11-20"})
        await press(pilot, settled, "5", "4")
        assert rows(database) == []
        assert "still to come" in text_of(pilot)
        assert pilot.app.screen.query_one(Form).values()["attitude"] == "5"


async def test_a_mistyped_answer_is_corrected_and_another_taken_out(
    desk_app: MakeApp, seat: Seat, database: Database, now: datetime, settled: Settle
) -> None:
    surveys.add(seat, attitude=1, group="Växel", now=now)
    surveys.add(seat, attitude=5, knowledge=2, agent="bo", now=now)
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, settled)
        await press(pilot, settled, "r")
        screen = pilot.app.screen
        assert isinstance(screen, AnswersScreen)
        assert [line.cells["attitude"] for line in screen.query_one(AnswersTable).lines] == ["5", "1"]
        await press(pilot, settled, "enter", "4", "ctrl+s")
        assert on(pilot) is screen
        assert rows(database)[1][2:] == ("bo", 4, 2)
        await press(pilot, settled, "down", "x", "n")
        assert len(rows(database)) == 2
        await press(pilot, settled, "x", "y")
        assert [row[3:] for row in rows(database)] == [(4, 2)]
        assert len(screen.query_one(AnswersTable).lines) == 1


@pytest.mark.usefixtures("graded")
async def test_on_a_console_it_is_drawn_with_letters(desk_app: MakeApp, settled: Settle, text_of: TextOf) -> None:
    from desk.terminal.look import Look

    async with desk_app(look=Look("desk-mono", True, "none")).run_test(size=(80, 24)) as pilot:
        await opened(pilot, settled)
        assert not {"█", "▒", "▆"} & set(text_of(pilot))
        assert "#" in text_of(pilot)
