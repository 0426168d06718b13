"""The wall: big figures by themselves, nobody's own, and a database that goes away and comes back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from mishaps import away
from textual.pilot import Pilot

from desk.rules.calendar import Week
from desk.screens.reports_page import Room
from desk.screens.wall import WallScreen
from desk.screens.wall_page import Block, pages
from desk.screens.widgets.big_number import ROWS, big_number
from desk.services import calls, cases, people
from desk.services.seat import Seat
from desk.settings_model import Settings
from desk.start import Options, wants_wall
from desk.storage.database import Database
from desk.terminal.look import Look
from desk.wall import WallApp

TextOf = Callable[[Pilot[Any]], str]
SECRET = "Hemlig Person"


@pytest.fixture
def some_work(seat: Seat, now: datetime) -> None:
    """Contacts of today with a citizen's name, and calls of this week typed by hand."""
    for channel in ("visit", "visit", "phone"):
        values: dict[str, Any] = {"topic": "school_meals", "channel": channel, "citizen": {"name": SECRET}}
        cases.register(seat, {**values, "summary": SECRET, "due": (now + timedelta(hours=1)).isoformat()}, now)
    calls.set_week(seat, "Reception", Week(2026, 47), 50, 47, now=now)
    calls.set_week(seat, "Växel", Week(2026, 47), 50, 50, now=now)


def wall(seat: Seat, now: datetime, **more: Any) -> WallApp:
    """The program, counting anew ten times a second."""
    given = {"refresh": 0.1, "municipality": "Östra Göinge", "look": Look("desk-dark", False, "true"), **more}
    return WallApp(lambda: people.sit_down(seat.database, Settings(), seat.who.login), now=lambda: now, **given)


async def until(pilot: Pilot[Any], holds: Callable[[], bool]) -> None:
    """Wait until it holds, ten seconds at most."""
    for _each in range(1000):
        await pilot.pause()
        if holds():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it never came to that")


@pytest.mark.parametrize("size", [(80, 24), (140, 40)], ids=["small", "large"])
async def test_it_shows_the_week_big(
    size: tuple[int, int], some_work: None, seat: Seat, now: datetime, text_of: TextOf
) -> None:
    app = wall(seat, now)
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: "Contacts today" in text_of(pilot))
        text = text_of(pilot)
        assert "✓ goal 95%" in text
        assert "visits 2 · calls 1 · e-mail 0" in text
        for line in big_number("97.0%", 40):
            assert line in text
        assert all(len(line) <= size[0] for line in text.split("\n"))


async def test_nobodys_name_is_on_it(
    some_work: None, seat: Seat, now: datetime, text_of: TextOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desk.screens.wall.TURN", 0.05)
    app = wall(seat, now)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "Contacts today" in text_of(pilot))
        seen = set()
        for _each in range(40):
            seen.add(text_of(pilot))
            await asyncio.sleep(0.02)
        said = "\n".join(seen)
        assert "Växel" in said
        assert SECRET not in said
        assert seat.who.name not in said
        assert "26-0000" not in said


async def test_it_counts_anew_by_itself(some_work: None, seat: Seat, now: datetime, text_of: TextOf) -> None:
    app = wall(seat, now)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "visits 2" in text_of(pilot))
        cases.register(seat, {"topic": "school_meals", "channel": "visit"}, now)
        await until(pilot, lambda: "visits 3" in text_of(pilot))


async def test_a_database_that_goes_away_and_comes_back(
    some_work: None, seat: Seat, database_file: Path, now: datetime, text_of: TextOf
) -> None:
    def open_seat() -> Seat:
        return people.sit_down(Database(database_file), Settings(), seat.who.login)

    app = WallApp(open_seat, refresh=0.1, now=lambda: now, look=Look("desk-dark", False, "true"))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "visits 2" in text_of(pilot))
        with away(database_file):
            await until(pilot, lambda: "No contact with the database since 10:42" in text_of(pilot))
            assert "visits 2" in text_of(pilot)
        await until(pilot, lambda: "No contact" not in text_of(pilot))
        assert "visits 2" in text_of(pilot)


async def test_a_database_that_is_not_there_yet_is_waited_for(
    some_work: None, seat: Seat, database_file: Path, now: datetime, text_of: TextOf
) -> None:
    def open_seat() -> Seat:
        return people.sit_down(Database(database_file), Settings(), seat.who.login)

    app = WallApp(open_seat, refresh=0.1, now=lambda: now, look=Look("desk-dark", False, "true"))
    with ExitStack() as gone:
        gone.enter_context(away(database_file))
        async with app.run_test(size=(80, 24)) as pilot:
            await until(pilot, lambda: "There is no database" in text_of(pilot))
            gone.close()
            await until(pilot, lambda: "visits 2" in text_of(pilot))


async def test_escape_ends_it(some_work: None, seat: Seat, now: datetime, text_of: TextOf) -> None:
    app = wall(seat, now)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "Contacts today" in text_of(pilot))
        await pilot.press("escape")
    assert app.return_code == 0


async def test_from_the_follow_up_w_shows_it_and_escape_leads_back(
    some_work: None, desk_app: Any, settled: Any, text_of: TextOf
) -> None:
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("r", "w")
        await settled(pilot)
        assert isinstance(app.screen, WallScreen)
        assert "Contacts today" in text_of(pilot)
        await pilot.press("escape")
        await settled(pilot)
        assert "Follow-up" in text_of(pilot)


# ------------------------------------------------------------------ drawing


def test_a_number_is_five_rows_of_one_width() -> None:
    lines = big_number("96,2 %", 38)
    assert len(lines) == ROWS
    assert {len(line) for line in lines} == {len(lines[0])}
    assert len(lines[0]) <= 38


def test_every_digit_looks_different() -> None:
    drawn = {big_number(each, 40) for each in "0123456789%–.,"}
    assert len(drawn) == 14


@pytest.mark.parametrize(("text", "width"), [("12345678", 38), ("4,3 av 5", 80), ("4", 5)])
def test_what_cannot_be_drawn_is_not(text: str, width: int) -> None:
    assert big_number(text, width) == ()


def test_letters_where_blocks_cannot_be_drawn() -> None:
    page = next(iter(pages([Block("Rate", "96%")], [], Room(78, 21, ascii=True)))).plain
    assert page.isascii()
    assert "##" in page


def test_what_is_too_wide_is_written_shorter_or_plain() -> None:
    room = Room(38, 21)
    shorter = next(iter(pages([Block("Rate", "100.00000%", plain="100%")], [], room))).plain
    assert big_number("100%", 38)[0] in shorter
    assert "123456789012" in next(iter(pages([Block("Count", "123456789012")], [], room))).plain


def test_many_blocks_make_many_pages_and_none_is_lost() -> None:
    blocks = [Block(f"name {number:02}", "1") for number in range(17)]
    made = [each.plain for each in pages(blocks, [Block("group", "2")], Room(78, 21))]
    assert len(made) == 4
    assert all(sum(each.name in page for page in made) == 1 for each in blocks)
    assert "group" in made[-1]
    assert all(len(page.split("\n")) <= 21 for page in made)
    assert all(len(line) <= 78 for page in made for line in page.split("\n"))


# ------------------------------------------------------------------ over SSH


@pytest.mark.parametrize(
    ("remote", "said", "wall"), [(True, "1", True), (True, "", False), (True, "yes", False), (False, "1", False)]
)
def test_over_ssh_the_wall_can_be_asked_for(remote: bool, said: str, wall: bool) -> None:
    assert wants_wall(Options(remote=remote), {"DESK_WALL": said}) is wall
