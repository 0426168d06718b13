"""Writing the list that one sees to a file, from every place that has one."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from desk import keys
from desk.action import Where
from desk.documents import exports
from desk.screens import going
from desk.screens.dialogs import AskLine
from desk.screens.place import Place
from desk.screens.search import SearchScreen
from desk.screens.widgets.line_input import LineInput
from desk.services import access, cases
from desk.services.seat import Seat

MakeApp = Callable[..., Any]
Settle = Callable[[Pilot[Any]], Any]
PLACES = tuple(each.where for each in keys.ACTIONS if each.action == "export_list")


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("SSH_CONNECTION", "SSH_CLIENT"):
        monkeypatch.delenv(name, raising=False)


async def open_place(pilot: Pilot[Any], where: str, settled: Settle) -> Place[Any]:
    if where == "search":
        await pilot.app.push_screen(SearchScreen())
        await settled(pilot)
        await pilot.press(*"snö")
    elif where != "desk":
        going.go(pilot.app, where)
    await settled(pilot)
    screen = pilot.app.screen
    assert isinstance(screen, Place)
    return screen


@pytest.mark.parametrize("where", [each for each in PLACES if each not in ("satisfaction", "access")])
async def test_every_place_with_a_list_writes_it(
    where: Where, desk_app: MakeApp, settled: Settle, tmp_path: Path, seat: Seat, now: datetime
) -> None:
    cases.register(seat, {"kind": "enquiry", "summary": "Snö på taket"}, now)
    action = next(each for each in keys.actions_in(where) if each.action == "export_list")
    async with desk_app().run_test() as pilot:
        await settled(pilot)
        screen = await open_place(pilot, where, settled)
        found = screen.exporting()
        assert found is not None
        await pilot.press(action.keys[0])
        await settled(pilot)
        assert isinstance(pilot.app.screen, AskLine)
        line = pilot.app.screen.query_one(LineInput)
        assert line.value == str(tmp_path / exports.file_name(found[0], now.date()))
        line.value = str(tmp_path / "list.csv")
        await pilot.press("enter")
        await settled(pilot)
        assert pilot.app.screen_stack[-1] is screen
    with (tmp_path / "list.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    assert tuple(header) == exports.every()[found[0]].columns
    assert len(rows) == (1 if where in ("desk", "search") else len(rows))


async def test_the_auditor_writes_the_log_that_is_shown(
    desk_app: MakeApp, settled: Settle, seat_of: Callable[[str], Seat], tmp_path: Path
) -> None:
    rut = seat_of("rut")
    async with desk_app(rut).run_test() as pilot:
        await settled(pilot)
        for name in ("access", "trail"):
            await open_place(pilot, "access", settled)
            if name == "trail":
                await pilot.press("right")
            await pilot.press("x")
            await settled(pilot)
            pilot.app.screen.query_one(LineInput).value = str(tmp_path / f"{name}.xlsx")
            await pilot.press("enter")
            await settled(pilot)
            assert (tmp_path / f"{name}.xlsx").read_bytes()[:2] == b"PK"
    assert [each.subject for each in access.page(rut).rows] == ["list:trail", "list:access"]


async def test_a_name_that_is_taken_is_asked_for_again_and_nothing_is_logged(
    desk_app: MakeApp, settled: Settle, tmp_path: Path, seat_of: Callable[[str], Seat]
) -> None:
    (tmp_path / "a.csv").write_text("mine")
    async with desk_app().run_test() as pilot:
        await settled(pilot)
        await pilot.press("x")
        await settled(pilot)
        pilot.app.screen.query_one(LineInput).value = str(tmp_path / "a.csv")
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(pilot.app.screen, AskLine)
        assert pilot.app.screen.query_one(LineInput).value == str(tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_text() == "mine"
    assert access.page(seat_of("rut")).rows == ()


async def test_over_ssh_nothing_is_written(desk_app: MakeApp, settled: Settle, tmp_path: Path) -> None:
    async with desk_app(remote=True).run_test() as pilot:
        await settled(pilot)
        screen = pilot.app.screen
        await pilot.press("x")
        await settled(pilot)
        assert pilot.app.screen is screen
        assert "desk export cases --only scope=mine" in str(next(iter(pilot.app._notifications)).message)
    assert not [each for each in tmp_path.iterdir() if each.suffix in (".csv", ".xlsx")]


async def test_where_there_is_no_list_nothing_is_offered(desk_app: MakeApp, settled: Settle) -> None:
    async with desk_app().run_test() as pilot:
        await settled(pilot)
        going.go(pilot.app, "satisfaction")
        await settled(pilot)
        screen = pilot.app.screen
        assert "satisfaction.export_list" not in {
            each.binding.id for each in screen.active_bindings.values() if each.enabled
        }
        await pilot.press("ctrl+e")
        await settled(pilot)
        assert pilot.app.screen is screen
