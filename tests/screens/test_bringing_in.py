"""Bringing in a file on the screen: what would happen first, all of it or nothing then, and never over SSH."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from desk.screens import bringing_in, going
from desk.screens.bringing_in import LinesTable
from desk.screens.dialogs import AskLine, Choose, Tell
from desk.screens.place import Place
from desk.screens.widgets.line_input import LineInput
from desk.services.seat import Seat

MakeApp = Callable[..., Any]
Settle = Callable[[Pilot[Any]], Any]
SIZES = [(80, 24), (140, 40)]
HEADER = "Serienr;Personnr;Namn;Giltigt från;Giltigt till;Färg"
GOOD = "P1;18900118-9811;Karin Ström;2024-02-01;2029-01-31;blå"
OTHER = "P2;18900118-9829;Oskar Berg;2025-02-01;2030-01-31;"
WRONG = OTHER.replace("2030-01-31", "31 januari")


@pytest.fixture(autouse=True)
def _not_over_ssh(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SSH_CONNECTION", "SSH_CLIENT"):
        monkeypatch.delenv(name, raising=False)


def put(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def said(pilot: Pilot[Any]) -> str:
    return str(pilot.app.screen.query_one("#about", Static).content)


def rows(pilot: Pilot[Any]) -> list[tuple[str, str, str]]:
    table = pilot.app.screen.query_one(LinesTable)
    return [(each.reference, each.cells["becomes"], each.cells["what"]) for each in table.lines]


def permits(seat: Seat) -> list[str]:
    with seat.database.read() as tx:
        return [row[0] for row in tx.all("SELECT serial_number FROM permits ORDER BY id")]


async def choose_file(pilot: Pilot[Any], path: Path, settled: Settle) -> None:
    assert isinstance(pilot.app.screen, AskLine)
    pilot.app.screen.query_one(LineInput).value = str(path)
    await pilot.press("enter")
    await settled(pilot)


@pytest.mark.parametrize("size", SIZES)
async def test_permits_come_in_from_their_own_list(
    size: tuple[int, int], desk_app: MakeApp, settled: Settle, tmp_path: Path, seat: Seat
) -> None:
    path = put(tmp_path / "permits.csv", HEADER, GOOD, OTHER)
    async with desk_app().run_test(size=size) as pilot:
        await settled(pilot)
        going.go(pilot.app, "registers")
        await settled(pilot)
        await pilot.press("i")
        await settled(pilot)
        await choose_file(pilot, path, settled)
        assert pilot.app.screen.query(LinesTable)
        assert rows(pilot) == [("2", "New", "P1"), ("3", "New", "P2")]
        assert "“Färg”" in said(pilot)
        assert permits(seat) == []
        await pilot.press("ctrl+s")
        await settled(pilot)
        assert permits(seat) == ["P1", "P2"]
        assert not pilot.app.screen.query(LinesTable)
        assert "2 lines brought in." in [each.message for each in pilot.app._notifications]


async def test_a_refused_line_is_mended_and_read_again(
    desk_app: MakeApp, settled: Settle, tmp_path: Path, seat: Seat
) -> None:
    path = put(tmp_path / "permits.csv", HEADER, GOOD, WRONG)
    async with desk_app().run_test() as pilot:
        await settled(pilot)
        going.go(pilot.app, "registers")
        await settled(pilot)
        await pilot.press("i")
        await settled(pilot)
        await choose_file(pilot, path, settled)
        assert rows(pilot) == [("3", "! Not accepted", "–"), ("2", "New", "P1")]
        await pilot.press("ctrl+s")
        await settled(pilot)
        assert permits(seat) == []
        assert pilot.app.screen.query(LinesTable)
        await pilot.press("enter")
        await settled(pilot)
        told = pilot.app.screen_stack[-1]
        assert isinstance(told, Tell)
        assert "Giltigt till: That is not a day that can be read." in told._text
        await pilot.press("escape")
        put(path, HEADER, GOOD, OTHER)
        await pilot.press("r")
        await settled(pilot)
        assert rows(pilot) == [("2", "New", "P1"), ("3", "New", "P2")]
        await pilot.press("ctrl+s")
        await settled(pilot)
        assert permits(seat) == ["P1", "P2"]


async def test_what_is_known_already_is_said(desk_app: MakeApp, settled: Settle, tmp_path: Path, seat: Seat) -> None:
    path = put(tmp_path / "items.csv", "Namn;Typ", "Volvo;Bil")
    async with desk_app().run_test() as pilot:
        await settled(pilot)
        for _twice in range(2):
            going.go(pilot.app, "resources")
            await settled(pilot)
            await pilot.press("i")
            await settled(pilot)
            await choose_file(pilot, path, settled)
            await pilot.press("ctrl+s")
            await settled(pilot)
        assert rows(pilot) == [("2", "Known", "Volvo")]
        assert "known already" in said(pilot)
    with seat.database.read() as tx:
        assert tx.value("SELECT count(*) FROM resources") == 1


async def test_what_is_shown_is_what_comes_in_whatever_becomes_of_the_file(
    desk_app: MakeApp, settled: Settle, tmp_path: Path, seat: Seat
) -> None:
    path = put(tmp_path / "permits.csv", HEADER, GOOD)
    async with desk_app().run_test() as pilot:
        await settled(pilot)
        going.go(pilot.app, "registers")
        await settled(pilot)
        await pilot.press("i")
        await settled(pilot)
        await choose_file(pilot, path, settled)
        put(path, HEADER, OTHER)
        await pilot.press("ctrl+s")
        await settled(pilot)
    assert permits(seat) == ["P1"]


async def test_a_mapping_and_another_file(desk_app: MakeApp, settled: Settle, tmp_path: Path) -> None:
    path = put(tmp_path / "a.csv", "A;B", "Volvo;Bil")
    mapping = put(tmp_path / "map.toml", "[columns]", 'name = "A"', 'type = "B"')
    other = put(tmp_path / "b.csv", "A;B", "Saab;Bil")
    async with desk_app().run_test() as pilot:
        await settled(pilot)
        going.go(pilot.app, "resources")
        await settled(pilot)
        await pilot.press("i")
        await settled(pilot)
        await choose_file(pilot, tmp_path / "gone.csv", settled)
        assert "gone.csv" in said(pilot)
        await pilot.press("f")
        await settled(pilot)
        await choose_file(pilot, path, settled)
        assert "No column of the file is “Name”" in said(pilot)
        assert rows(pilot) == []
        await pilot.press("m")
        await settled(pilot)
        await choose_file(pilot, mapping, settled)
        assert rows(pilot) == [("2", "New", "Volvo")]
        await pilot.press("f")
        await settled(pilot)
        await choose_file(pilot, other, settled)
        assert rows(pilot) == [("2", "New", "Saab")]


async def test_what_the_file_holds_is_asked_where_it_is_not_known(desk_app: MakeApp, settled: Settle) -> None:
    async with desk_app().run_test() as pilot:
        await settled(pilot)
        place = pilot.app.screen
        assert isinstance(place, Place)
        bringing_in.begin(place)
        await settled(pilot)
        assert isinstance(pilot.app.screen, Choose)
        await pilot.press("down", "enter")
        await settled(pilot)
        asked = pilot.app.screen_stack[-1]
        assert isinstance(asked, AskLine)
        assert asked._title == "Bring in: Bus cards"


@pytest.mark.parametrize("login", ["bo", "lisa", "rut"])
async def test_others_than_an_administrator_are_not_offered_it(
    login: str, desk_app: MakeApp, settled: Settle, seat_of: Callable[[str], Seat]
) -> None:
    async with desk_app(seat_of(login)).run_test() as pilot:
        await settled(pilot)
        place = pilot.app.screen
        assert isinstance(place, Place)
        bringing_in.begin(place)
        await settled(pilot)
        assert pilot.app.screen is place
        assert not bringing_in.may_begin(place)


async def test_over_ssh_no_file_is_read(desk_app: MakeApp, settled: Settle) -> None:
    async with desk_app(remote=True).run_test() as pilot:
        await settled(pilot)
        going.go(pilot.app, "registers")
        await settled(pilot)
        screen = pilot.app.screen
        await pilot.press("i")
        await settled(pilot)
        assert pilot.app.screen is screen
        assert "desk import permits FILE" in str(next(iter(pilot.app._notifications)).message)
