"""Search as one types: what is found, in which order, and which keys lead where."""

from __future__ import annotations

import threading
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from textual.pilot import Pilot

from desk.app import DeskApp
from desk.screens import search, search_lines
from desk.screens.case import CaseScreen
from desk.screens.search import SearchScreen
from desk.screens.widgets.case_table import CaseTable
from desk.services import cases
from desk.services.seat import Seat

Settled = Callable[[Pilot[Any]], Awaitable[None]]
MakeApp = Callable[..., DeskApp]
TextOf = Callable[[Pilot[Any]], str]


def register(seat: Seat, name: str, days_ago: int = 1, **more: Any) -> str:
    """A case of somebody's; its reference."""
    now = datetime(2026, 11, 19, 9, 42, tzinfo=UTC) - timedelta(days=days_ago)
    return cases.register(seat, {"topic": "school_meals", "citizen": {"name": name}, **more}, now).reference


def at(app: DeskApp) -> type[object]:
    """The sort of screen one is at."""
    return type(app.screen)


def found(app: DeskApp) -> list[str]:
    """The references in the list, the divider as an empty one."""
    return [line.reference for line in app.screen.query_one(CaseTable).lines]


async def test_two_letters_find_a_name_newest_first(desk_app: MakeApp, settled: Settled, seat: Seat) -> None:
    first, second = register(seat, "Bo Ek", 3), register(seat, "Bo Alm", 2)
    register(seat, "Eva Berg")
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("slash", "B")
        await settled(pilot)
        assert found(app) == []
        await pilot.press("o")
        await settled(pilot)
        assert found(app) == [second, first]


async def test_what_is_found_without_dots_stands_below_a_line_of_its_own(
    desk_app: MakeApp, settled: Settled, seat: Seat, text_of: TextOf
) -> None:
    dotted, plain = register(seat, "Åsa Öberg", 2), register(seat, "Moberg")
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("slash", *"oberg")
        await settled(pilot)
        assert found(app) == [plain, "", dotted]
        assert "Without å ä ö" in text_of(pilot)
        await pilot.press("down", "down", "enter")
        assert at(app) is SearchScreen


async def test_narrowing_words_narrow(desk_app: MakeApp, settled: Settled, seat: Seat) -> None:
    register(seat, "Eva Berg")
    fault = register(seat, "Eva Ek", topic="road_damage")
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("slash", *"kind:fault", "space", *"Eva")
        await settled(pilot)
        assert found(app) == [fault]


async def test_enter_opens_the_first_and_escape_leads_back(desk_app: MakeApp, settled: Settled, seat: Seat) -> None:
    reference = register(seat, "Eva Berg")
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("slash", *reference, "enter")
        await settled(pilot)
        assert at(app) is CaseScreen
        await pilot.press("escape")
        await settled(pilot)
        assert at(app) is SearchScreen
        await pilot.press("down")
        assert app.screen.query_one(CaseTable).has_focus
        await pilot.press("escape")
        assert not app.screen.query_one(CaseTable).has_focus
        await pilot.press("escape")
        assert at(app) is not SearchScreen


async def test_letters_typed_in_the_list_go_on_in_the_line(desk_app: MakeApp, settled: Settled, seat: Seat) -> None:
    register(seat, "Eva Berg")
    wanted = register(seat, "Eva Ek")
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("slash", *"Eva")
        await settled(pilot)
        await pilot.press("down", "space", *"Ek")
        await settled(pilot)
        assert found(app) == [wanted]


async def test_a_late_answer_is_never_shown(
    desk_app: MakeApp, settled: Settled, seat: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    register(seat, "Eva Berg")
    wanted = register(seat, "Eva Ek")
    go_on = threading.Event()
    real = search_lines.find

    def slow(at: Seat, text: str, *more: Any) -> Any:
        if text == "Eva":
            go_on.wait(10)
        return real(at, text, *more)

    monkeypatch.setattr(search, "find", slow)
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("slash", *"Eva", "space", *"Ek")
        await pilot.pause(0.2)
        assert found(app) == [wanted]
        go_on.set()
        await settled(pilot)
        assert found(app) == [wanted]


async def test_more_is_read_when_one_scrolls_on(desk_app: MakeApp, settled: Settled, seat: Seat) -> None:
    now = datetime(2026, 11, 1, 9, 42, tzinfo=UTC)
    many = [{"topic": "school_meals", "citizen": {"name": f"Bo Ek{number}"}} for number in range(160)]
    cases.register_all(seat, many, now)
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("slash", *"Bo")
        await settled(pilot)
        assert found(app)[0] == "26-000160"
        await pilot.press("down")
        seen = set(found(app))
        for _page in range(12):
            await pilot.press("pagedown")
            await settled(pilot)
            seen |= set(found(app))
        assert seen == {f"26-{number:06d}" for number in range(1, 161)}
        await pilot.press("home")
        await settled(pilot)
        assert found(app)[0] == "26-000160"


async def test_markup_and_quotes_are_words(desk_app: MakeApp, settled: Settled, seat: Seat, text_of: TextOf) -> None:
    reference = register(seat, "O'Neil", summary='AA[/]BB "citat"')
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("slash", *"O'Neil", "space", "left_square_bracket", "slash")
        await settled(pilot)
        await pilot.press("ctrl+u", *"AA[/]BB")
        await settled(pilot)
        assert found(app) == [reference]
        assert "AA[/]BB" in text_of(pilot)


@pytest.mark.parametrize("size", [(80, 24), (140, 40)], ids=["small", "large"])
def test_search_as_it_looks(
    size: tuple[int, int], desk_app: MakeApp, settled: Settled, seat: Seat, snap_compare: Any
) -> None:
    register(seat, "Moberg", 2)
    register(seat, "Karin Oberg", 9)
    register(seat, "Åsa Öberg", 3)

    async def before(pilot: Pilot[Any]) -> None:
        await settled(pilot)
        await pilot.press("slash", *"oberg")
        await settled(pilot)

    assert snap_compare(desk_app(), terminal_size=size, run_before=before)
