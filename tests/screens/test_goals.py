"""The goals on screen: decided, corrected, ended, and the activities that reach them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from desk.app import DeskApp
from desk.rules.goals import Goal, GoalSpan
from desk.rules.report import Level
from desk.screens.dialogs import Choose, Confirm, Tell
from desk.screens.drafts import DraftsDialog
from desk.screens.goal_form import ActivityForm, GoalForm
from desk.screens.goals import ActivitiesTable, GoalsScreen, GoalsTable
from desk.screens.widgets.form import Form
from desk.services import activities, drafts, goals
from desk.services.seat import Seat
from desk.terminal.look import Look

MakeApp = Callable[..., DeskApp]
Settle = Callable[[Pilot[Any]], Any]
Read = Callable[[Pilot[Any]], str]
SeatOf = Callable[[str], Seat]
NOW = datetime(2026, 11, 19, 9, 42, tzinfo=UTC)


@pytest.fixture
def decided(seat: Seat) -> Goal:
    """An answer rate of 90 %, decided in January."""
    return goals.set_goal(seat, Goal("answer_rate", 0.9, decided_by="KS", valid_from=date(2026, 1, 1)), now=NOW)


def on(pilot: Pilot[Any], screen: type[Screen[Any]]) -> bool:
    return isinstance(pilot.app.screen, screen)


def toasts(pilot: Pilot[Any]) -> str:
    return "\n".join(str(each.message) for each in pilot.app._notifications)


def rows(pilot: Pilot[Any]) -> list[tuple[str, str, str]]:
    table = pilot.app.screen.query_one(GoalsTable)
    return [(each.reference, each.cells["figure"], each.cells["target"]) for each in table.lines]


async def go(pilot: Pilot[Any], settled: Settle) -> None:
    await settled(pilot)
    await pilot.press("r")
    await settled(pilot)
    await pilot.press("g")
    await settled(pilot)
    assert on(pilot, GoalsScreen)


# ------------------------------------------------------------------ goals


async def test_what_nobody_decided_is_said_to_be_desks_own(desk_app: MakeApp, settled: Settle, text_of: Read) -> None:
    async with desk_app().run_test(size=(140, 40)) as pilot:
        await go(pilot, settled)
        assert rows(pilot)[0] == ("–", "Answer rate", "95%")
        assert text_of(pilot).count("Desk's default, decided by nobody") == 7
        await pilot.press("a")
        assert "Nobody has decided this goal yet" in toasts(pilot)


async def test_a_default_is_decided(desk_app: MakeApp, seat: Seat, settled: Settle) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await go(pilot, settled)
        await pilot.press("enter")
        await settled(pilot)
        assert on(pilot, GoalForm)
        assert pilot.app.screen.query_one(Form).values()["target"] == "95%"
        pilot.app.screen.query_one(Form).focus_field("decided_by")
        await pilot.press(*"KS", "ctrl+s")
        await settled(pilot)
        assert on(pilot, GoalsScreen)
        assert rows(pilot)[0] == ("1", "Answer rate", "95%")
        assert "Goal 1: Answer rate, 95%." in toasts(pilot)
    (made,) = goals.decided(seat)
    assert (made.decided_by, made.valid_from, made.decided_on) == ("KS", date(2026, 11, 19), date(2026, 11, 19))


async def test_a_goal_for_one_group(desk_app: MakeApp, seat: Seat, settled: Settle) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await go(pilot, settled)
        await pilot.press("n", "tab", *"92,5 %", "tab", "a", "tab", *"väx", "tab", "m", "tab", *"KS", "ctrl+s")
        await settled(pilot)
        assert on(pilot, GoalsScreen), toasts(pilot)
    (made,) = goals.decided(seat)
    assert (made.figure, made.target, made.level, made.name) == ("answer_rate", 0.925, Level.GROUP, "Växel")
    assert (made.span, made.decided_by) == (GoalSpan.MONTH, "KS")


async def test_what_is_wrong_stands_at_its_field(desk_app: MakeApp, settled: Settle, text_of: Read) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await go(pilot, settled)
        await pilot.press("n", "tab", *"500", "ctrl+s")
        await settled(pilot)
        assert on(pilot, GoalForm)
        assert "between 0 and 100 per cent" in text_of(pilot)


@pytest.mark.parametrize("answer", ["y", "n"])
async def test_a_new_goal_ends_the_one_before_where_that_is_wanted(
    answer: str, desk_app: MakeApp, seat: Seat, decided: Goal, settled: Settle
) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await go(pilot, settled)
        await pilot.press("n", "tab", *"97", "tab", "tab", "tab", *"KS", "ctrl+s")
        await settled(pilot)
        assert on(pilot, Confirm)
        await pilot.press(answer)
        await settled(pilot)
        assert on(pilot, GoalsScreen if answer == "y" else GoalForm)
    ends = goals.get(seat, 1).valid_to
    assert ends == (date(2026, 11, 18) if answer == "y" else None)
    assert len(goals.decided(seat)) == (2 if answer == "y" else 1)


async def test_a_goal_is_corrected(desk_app: MakeApp, seat: Seat, decided: Goal, settled: Settle) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await go(pilot, settled)
        await pilot.press("enter")
        await settled(pilot)
        assert "Goal 1" in str(pilot.app.screen.query_one("#title").render())
        await pilot.press("tab", "ctrl+u", *"91 %", "ctrl+s")
        await settled(pilot)
        assert rows(pilot)[0] == ("1", "Answer rate", "91%")
    assert goals.get(seat, 1).target == 0.91


async def test_a_goal_ends_or_is_taken_back(
    desk_app: MakeApp, seat: Seat, decided: Goal, settled: Settle, text_of: Read
) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await go(pilot, settled)
        await pilot.press("x")
        await settled(pilot)
        assert on(pilot, Choose)
        await pilot.press("enter", "enter")
        await settled(pilot)
        assert goals.get(seat, 1).valid_to == date(2026, 11, 19)
        await pilot.press("x", "down", "enter")
        await settled(pilot)
        assert goals.get(seat, 1).withdrawn
        assert rows(pilot)[0] == ("–", "Answer rate", "95%")
        await pilot.press("right")
        await settled(pilot)
        assert rows(pilot) == [("1", "Answer rate", "90%")]
        assert "taken back" in text_of(pilot)
        await pilot.press("end", "down", "x", "escape", "left")
        await settled(pilot)
        assert len(rows(pilot)) == 6


async def test_what_is_typed_is_kept_and_gone_on_with(
    desk_app: MakeApp, seat: Seat, decided: Goal, settled: Settle
) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await go(pilot, settled)
        await pilot.press("n", "tab", *"96", "tab", "a", "tab", *"väx", "tab", "escape")
        await settled(pilot)
        await pilot.press("a")
        await settled(pilot)
        assert on(pilot, ActivityForm), toasts(pilot)
        await pilot.press(*"More on Mondays", "escape")
        await settled(pilot)
        assert len(drafts.mine(seat)) == 2
        await pilot.press("escape", "escape", "d")
        await settled(pilot)
        assert on(pilot, DraftsDialog)
        await pilot.press("enter")
        await settled(pilot)
        assert on(pilot, ActivityForm) or on(pilot, GoalForm)
        first = type(pilot.app.screen)
        await pilot.press("escape", "escape", "d", "down", "enter")
        await settled(pilot)
        assert {first, type(pilot.app.screen)} == {ActivityForm, GoalForm}
        if first is GoalForm:
            await pilot.press("escape", "escape", "d", "enter")
            await settled(pilot)
        assert on(pilot, GoalForm)
        values = pilot.app.screen.query_one(Form).values()
        assert (values["target"], values["level"], values["name"]) == ("96", "group", "Växel")


# ------------------------------------------------------------------ activities


async def test_an_activity_from_plan_to_result(
    desk_app: MakeApp, seat: Seat, decided: Goal, settled: Settle, text_of: Read
) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await go(pilot, settled)
        await pilot.press("a", *"Listen in", "tab", *"Lisa", "tab", *"1/11", "ctrl+s")
        await settled(pilot)
        assert on(pilot, GoalsScreen)
        assert "Listen in" in text_of(pilot)
        assert "! late" in text_of(pilot)
        await pilot.press("down")
        await settled(pilot)
        assert "Listen in" not in text_of(pilot)
        await pilot.press("up", "tab", "enter")
        await settled(pilot)
        assert on(pilot, ActivityForm)
        await pilot.press("tab", "tab", "ctrl+u", *"1/12", "ctrl+s")
        await settled(pilot)
        assert "under way" in text_of(pilot)
        await pilot.press("d", "enter")
        await settled(pilot)
        await pilot.press(*"Fewer lost", "enter")
        await settled(pilot)
        assert "done 2026-11-19" in text_of(pilot)
        table = pilot.app.screen.query_one(ActivitiesTable)
        assert table.has_focus
    (made,) = activities.every(seat)
    assert (made.what, made.responsible, made.due) == ("Listen in", "Lisa", date(2026, 12, 1))
    assert (made.done_on, made.result) == (date(2026, 11, 19), "Fewer lost")


async def test_an_activity_is_dropped(desk_app: MakeApp, seat: Seat, decided: Goal, settled: Settle) -> None:
    activities.add(seat, 1, "Listen in", now=NOW)
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await go(pilot, settled)
        await pilot.press("tab", "x")
        await settled(pilot)
        await pilot.press(*"No time", "enter")
        await settled(pilot)
    (made,) = activities.every(seat)
    assert (made.dropped_on, made.result) == (date(2026, 11, 19), "No time")


# ------------------------------------------------------------------ rights and looks


@pytest.mark.parametrize("login", ["bo", "rut"])
async def test_others_read_and_change_nothing(
    login: str, desk_app: MakeApp, seat: Seat, decided: Goal, seat_of: SeatOf, settled: Settle, text_of: Read
) -> None:
    activities.add(seat, 1, "Listen in", now=NOW)
    async with desk_app(seat_of(login)).run_test(size=(80, 24)) as pilot:
        await go(pilot, settled)
        for key in ("n", "a", "x", "d"):
            await pilot.press(key)
            await settled(pilot)
            assert on(pilot, GoalsScreen)
        assert "New goal" not in text_of(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert on(pilot, Tell)
        assert "KS" in text_of(pilot)
        await pilot.press("escape", "tab", "enter")
        await settled(pilot)
        assert "Listen in" in text_of(pilot)
        assert on(pilot, Tell)


@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
@pytest.mark.parametrize("look", ["desk-dark", "desk-mono"])
async def test_it_fits(
    size: tuple[int, int], look: str, desk_app: MakeApp, decided: Goal, settled: Settle, text_of: Read
) -> None:
    plain = look == "desk-mono"
    app = desk_app(look=Look(look, plain, "none" if plain else "true"))
    async with app.run_test(size=size) as pilot:
        await go(pilot, settled)
        for wanted in ("Figure", "Goal", "For", "Followed", "Decided by", "New goal", "New activity", "KS"):
            assert wanted in text_of(pilot)
        assert ("Valid" in text_of(pilot)) == (size[0] > 100)
