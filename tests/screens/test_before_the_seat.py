"""A database may take its time to open: whoever presses on meanwhile meets nothing that needs the seat already."""

from __future__ import annotations

import threading
from collections.abc import Awaitable, Callable
from typing import Any

from textual.pilot import Pilot

from desk.app import DeskApp
from desk.screens.desk import DeskScreen
from desk.screens.going import SCREENS, go
from desk.services.seat import Seat

Settle = Callable[[Pilot[Any]], Awaitable[None]]


async def test_the_follow_up_waits_for_the_seat(desk_app: Callable[..., DeskApp], seat: Seat, settled: Settle) -> None:
    may_open = threading.Event()

    def open_seat() -> Seat:
        may_open.wait(20)
        return seat

    app = desk_app()
    app._open_seat = open_seat
    async with app.run_test(size=(80, 24)) as pilot:
        try:
            while not isinstance(app.screen, DeskScreen):
                await pilot.pause(0.01)
            for name in SCREENS:
                go(app, name)
                await pilot.pause()
            assert isinstance(app.screen, DeskScreen)
            await pilot.press("r", "f", "d")
            assert not app.seated
        finally:
            may_open.set()
        await settled(pilot)
        await pilot.press("escape", "escape", "escape")
        await settled(pilot)
        assert isinstance(app.screen, DeskScreen)
        assert app.seated
