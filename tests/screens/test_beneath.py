"""What stands beneath an opaque screen changes without a byte being sent; what shows through is painted anew."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from desk.app import DeskApp
from desk.screens.register import RegisterScreen
from desk.terminal.gated import GatedApp

MakeApp = Callable[..., DeskApp]
Settle = Callable[[Pilot[Any]], Any]


@pytest.fixture
def painted(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What is sent to the terminal from now on."""
    sent: list[object] = []
    display = GatedApp._display

    def note(self: GatedApp, screen: Any, renderable: Any) -> None:
        if renderable is not None:
            sent.append(renderable)
        display(self, screen, renderable)

    monkeypatch.setattr(GatedApp, "_display", note)
    return sent


async def test_the_desk_changes_beneath_a_form_and_nothing_is_painted(
    desk_app: MakeApp, settled: Settle, painted: list[object]
) -> None:
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("1")
        await settled(pilot)
        assert isinstance(app.screen, RegisterScreen)
        beneath = app.screen_stack[-2]
        painted.clear()
        beneath.refresh()
        await settled(pilot)
        assert painted == []


async def test_what_shows_through_is_painted(
    desk_app: MakeApp, settled: Settle, text_of: Callable[[Pilot[Any]], str]
) -> None:
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("ctrl+p")
        await settled(pilot)
        assert app.screen.styles.background.a < 1
        assert app.screen_stack[-2] in app._background_screens
        assert "customer service" in text_of(pilot)
