"""The program on a prepared database, with a clock that stands still, driven by Pilot."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, Protocol

import pytest
from textual.css.stylesheet import Stylesheet
from textual.pilot import Pilot

from desk.app import DeskApp
from desk.services.seat import Seat
from desk.terminal.look import Look

SMALL, LARGE = (80, 24), (140, 40)


@pytest.fixture(autouse=True, scope="session")
def sheets_read_once() -> Iterator[None]:
    """Every program reads the same style sheets; they are parsed once in a process, and not by each test's."""
    parsed: dict[Any, Any] = {}
    parse = Stylesheet._parse_rules

    def known(sheet: Stylesheet, *given: Any, **named: Any) -> Any:
        key = (given, tuple(named.items()), tuple(sheet._variables.items()))
        if key not in parsed:
            parsed[key] = parse(sheet, *given, **named)
        return parsed[key]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Stylesheet, "_parse_rules", known)
        yield


class MakeApp(Protocol):
    """Makes a program; the seat is Anna's where none is given."""

    def __call__(self, at: Seat | None = None, **more: Any) -> DeskApp: ...


@pytest.fixture
def desk_app(seat: Seat, now: datetime) -> MakeApp:
    """A program that opens on a seat, in colour, at 10:42."""

    def make(at: Seat | None = None, **more: Any) -> DeskApp:
        chosen = at or seat
        given = {"now": lambda: now, "look": Look("desk-dark", False, "true"), "lock_seconds": 0, **more}
        return DeskApp(lambda: chosen, municipality="Östra Göinge", **given)

    return make


Settle = Callable[[Pilot[Any]], Any]


@pytest.fixture
def settled() -> Settle:
    """Waits until nothing is asked, written or painted any more."""

    async def wait(pilot: Pilot[Any]) -> None:
        app = pilot.app
        assert isinstance(app, DeskApp)
        quiet = 0
        for _turn in range(1000):
            await pilot.pause()
            busy = not app.threads.idle or not (app.seated or app.cannot_open)
            quiet = 0 if busy else quiet + 1
            if quiet == 3:
                return
            await asyncio.sleep(0.005)
        raise AssertionError("the program does not come to rest")

    return wait


@pytest.fixture
def text_of() -> Callable[[Pilot[Any]], str]:
    """What stands on the screen, as text."""

    def read(pilot: Pilot[Any]) -> str:
        width, height = pilot.app.size
        lines = pilot.app.screen._compositor.render_strips()
        return "\n".join(strip.text[:width] for strip in lines[:height])

    return read


@pytest.fixture
def unaware() -> Callable[[Pilot[Any]], None]:
    """From now on the program does not look up by itself: what colleagues do is met only where one acts."""

    def stop(pilot: Pilot[Any]) -> None:
        app = pilot.app
        assert isinstance(app, DeskApp)
        assert app._watch._timer is not None
        app._watch._timer.stop()

    return stop
