"""Dialogues on the screen: who still waits, what was decided, done, dropped, put on the board, and the figures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from desk.app import DeskApp
from desk.screens.dialogs import AskLine
from desk.screens.dialogue import DecisionTable, DialogueScreen
from desk.screens.dialogue_figures import FiguresScreen
from desk.screens.dialogue_forms import DecisionForm, DialogueForm
from desk.screens.dialogues import DialoguesScreen, DialogueTable
from desk.screens.drafts import DraftsDialog
from desk.screens.widgets.form import Form
from desk.services import cases, dialogues, drafts, improvements
from desk.services.seat import Seat

MakeApp = Callable[..., DeskApp]
Settle = Callable[[Pilot[Any]], Any]
Read = Callable[[Pilot[Any]], str]
SeatOf = Callable[[str], Seat]
NOW = datetime(2026, 11, 19, 9, 42, tzinfo=UTC)


def on(pilot: Pilot[Any], kind: type[Screen[Any]]) -> bool:
    return isinstance(pilot.app.screen, kind)


def words(pilot: Pilot[Any], read: Read) -> str:
    return " ".join(read(pilot).split())


async def open_dialogues(pilot: Pilot[Any], settled: Settle) -> None:
    await settled(pilot)
    await pilot.press("r", "i")
    await settled(pilot)
    assert on(pilot, DialoguesScreen)


async def open_first(pilot: Pilot[Any], settled: Settle) -> None:
    await open_dialogues(pilot, settled)
    await pilot.press("enter")
    await settled(pilot)
    assert on(pilot, DialogueScreen)


def held(seat: Seat, *decisions: dict[str, Any]) -> int:
    made = dialogues.add(seat, {"department": "Miljö", "day": date(2026, 11, 12), "span": "2026-10",
                                "views": "Sopor."}, NOW)  # fmt: skip
    for each in decisions:
        dialogues.decide(seat, made.id, each, NOW)
    return made.id


@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
async def test_the_list_says_who_still_waits(
    desk_app: MakeApp, seat: Seat, settled: Settle, text_of: Read, size: tuple[int, int]
) -> None:
    held(seat, {"what": "Skylt", "due": date(2026, 11, 1)}, {"what": "Text"})
    dialogues.add(seat, {"department": "Extern", "day": date(2026, 3, 3), "sort": "strategy"}, NOW)
    async with desk_app().run_test(size=size) as pilot:
        await open_dialogues(pilot, settled)
        shown = words(pilot, text_of)
        waiting = shown.partition("No dialogue yet in November:")[2].partition("On strategy")[0]
        assert "Kommunledning" in waiting
        assert "Miljö" not in waiting
        assert "Extern 1" in shown.partition("On strategy in 2026")[2]
        lines = pilot.app.screen.query_one(DialogueTable).lines
        assert [(line.cells["department"], line.cells["decisions"], line.late) for line in lines] == [
            ("Miljö", "2 · 2 open · ! 1 late", True), ("Extern", "–", False),
        ]  # fmt: skip


async def test_a_dialogue_and_its_decision_are_written_down(
    desk_app: MakeApp, seat: Seat, settled: Settle, text_of: Read
) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await open_dialogues(pilot, settled)
        await pilot.press("n")
        await settled(pilot)
        assert on(pilot, DialogueForm)
        form = pilot.app.screen.query_one(Form)
        assert (form.values()["day"], form.values()["span"]) == ("2026-11-19", "2026-10")
        await pilot.press(*"Miljö", "enter")
        form.focus_field("views")
        await pilot.press(*"Sopor.", "ctrl+s")
        await settled(pilot)
        assert on(pilot, DialogueScreen), "what was written down is open: its decisions come next"
        assert "Nothing has been decided yet." in text_of(pilot)
        await pilot.press("b")
        await settled(pilot)
        assert on(pilot, DecisionForm)
        await pilot.press(*"Ny skylt", "tab", *"Bo Ek", "tab", *"2026-12-01", "ctrl+s")
        await settled(pilot)
        assert on(pilot, DialogueScreen)
        (line,) = pilot.app.screen.query_one(DecisionTable).lines
        assert (line.cells["what"], line.cells["who"], line.cells["state"]) == ("Ny skylt", "Bo Ek", "due 2026-12-01")
        await pilot.press("b")
        await settled(pilot)
        await pilot.press(*"Karta", "ctrl+s")
        await settled(pilot)
        current = pilot.app.screen.query_one(DecisionTable).current
        assert current is not None
        assert current.cells["what"] == "Karta"
    (made,) = dialogues.find(seat)
    assert (made.department, made.views, made.decisions[0].by_whom) == ("Miljö", "Sopor.", "bo")


async def test_a_decision_is_done_dropped_changed_or_put_on_the_board(
    desk_app: MakeApp, seat: Seat, settled: Settle, text_of: Read
) -> None:
    number = held(seat, {"what": "Skylt"}, {"what": "Text"}, {"what": "Formulär"}, {"what": "Rutin"})
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await open_first(pilot, settled)
        await pilot.press("d")
        await settled(pilot)
        assert on(pilot, AskLine)
        await pilot.press(*"Uppe", "enter")
        await settled(pilot)
        await pilot.press("down", "x")
        await settled(pilot)
        await pilot.press("enter")
        assert on(pilot, AskLine)
        await pilot.press(*"Onödig", "enter")
        await settled(pilot)
        await pilot.press("down", "t")
        await settled(pilot)
        await pilot.press("down", "enter")
        await settled(pilot)
        assert on(pilot, DecisionForm)
        await pilot.press("end", *"er", "ctrl+s")
        await settled(pilot)
        states = [line.cells["state"] for line in pilot.app.screen.query_one(DecisionTable).lines]
        assert states == [
            "✓ done 2026-11-19: Uppe", "– dropped 2026-11-19: Onödig", "improvement 1: Proposed", "open",
        ]  # fmt: skip
        await pilot.press("up", "d")
        await settled(pilot)
        assert on(pilot, DialogueScreen)
    assert [each.what for each in dialogues.one(seat, number).decisions][-1] == "Rutiner"
    assert improvements.board(seat, NOW).cards[0].proposal == "Formulär"


async def test_what_is_half_typed_is_kept(desk_app: MakeApp, seat: Seat, settled: Settle) -> None:
    held(seat)
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await open_first(pilot, settled)
        await pilot.press("b")
        await settled(pilot)
        await pilot.press(*"Ny skylt", "escape")
        await settled(pilot)
    assert len(drafts.mine(seat)) == 1
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert on(pilot, DraftsDialog)
        await pilot.press("enter")
        await settled(pilot)
        assert on(pilot, DecisionForm)
        assert pilot.app.screen.query_one(Form).values()["what"] == "Ny skylt"
        await pilot.press("ctrl+s")
        await settled(pilot)
    assert dialogues.find(seat)[0].decisions[0].what == "Ny skylt"


async def test_the_departments_own_figures_are_one_key_away(
    desk_app: MakeApp, seat: Seat, settled: Settle, text_of: Read
) -> None:
    october = datetime(2026, 10, 12, 8, 0, tzinfo=UTC)
    cases.register(seat, {"kind": "enquiry", "department": "Miljö"}, october)
    held(seat)
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await open_first(pilot, settled)
        await pilot.press("r")
        await settled(pilot)
        assert on(pilot, FiguresScreen)
        shown = text_of(pilot)
        assert "Dialogue · Miljö · October 2026" in shown
        (line,) = [each for each in shown.splitlines() if "Registered" in each]
        assert line.split()[:4] == ["Registered", "1", "0", "0"]
        await pilot.press("left")
        await settled(pilot)
        assert "September 2026" in text_of(pilot)
        await pilot.press("right", "right")
        await settled(pilot)
        assert "November 2026" in text_of(pilot)
        await pilot.press("escape")
        assert on(pilot, DialogueScreen)


async def test_an_agent_reads_and_does_what_is_theirs(
    desk_app: MakeApp, seat: Seat, seat_of: SeatOf, settled: Settle
) -> None:
    number = held(seat, {"what": "Skylt", "by_whom": "bo"}, {"what": "Text"})
    async with desk_app(seat_of("bo")).run_test(size=(80, 24)) as pilot:
        await open_dialogues(pilot, settled)
        await pilot.press("n")
        await settled(pilot)
        assert on(pilot, DialoguesScreen)
        await pilot.press("enter")
        await settled(pilot)
        for key in ("b", "e", "x", "t", "enter"):
            await pilot.press(key)
            await settled(pilot)
            assert on(pilot, DialogueScreen), key
        await pilot.press("d", "enter")
        await settled(pilot)
        await pilot.press("down", "d")
        await settled(pilot)
        assert on(pilot, DialogueScreen)
    assert [each.is_open for each in dialogues.one(seat, number).decisions] == [False, True]
