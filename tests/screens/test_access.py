"""The auditor's screen: who opened what, and what was done to the desk, as far back as it goes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from textual.pilot import Pilot

from desk.screens.access import AccessScreen, AccessTable
from desk.screens.dialogs import Tell
from desk.services import cases, reading
from desk.services.seat import Seat

MakeApp = Callable[..., Any]
Settle = Callable[[Pilot[Any]], Any]
KARIN = "189001189811"


@pytest.fixture
def opened(seat: Seat, now: datetime) -> None:
    """A protected identity was opened, with a reason of two hundred letters."""
    person = {"name": "Karin Ström", "personal_number": KARIN, "protected": True}
    made = cases.register(seat, {"kind": "enquiry", "citizen": person}, now)
    reading.reveal(seat, made.reference, "Polisen frågade, " + "å" * 180, now)


def cells(pilot: Pilot[Any], name: str) -> list[str]:
    return [line.cells[name] for line in pilot.app.screen.query_one(AccessTable).lines]


@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
@pytest.mark.usefixtures("opened")
async def test_the_auditor_sees_who_opened_what(
    size: tuple[int, int], desk_app: MakeApp, seat_of: Callable[[str], Seat], settled: Settle
) -> None:
    async with desk_app(seat_of("rut")).run_test(size=size) as pilot:
        await settled(pilot)
        await pilot.app.push_screen(AccessScreen())
        await settled(pilot)
        assert cells(pilot, "by") == ["Anna Lind"]
        assert cells(pilot, "about") == ["26-000001"]
        assert cells(pilot, "at") == ["2026-11-19 10:42"]
        await pilot.press("enter")
        await settled(pilot)
        told = pilot.app.screen
        assert isinstance(told, Tell)
        assert "å" * 180 in told._text
        await pilot.press("escape")
        await settled(pilot)
        await pilot.press("right")
        await settled(pilot)
        assert {"Bo Ek", "Lisa Lund", "Rut Alm"} <= set(cells(pilot, "about"))
        await pilot.press("left")
        await settled(pilot)
        assert cells(pilot, "about") == ["26-000001"]
        await pilot.press("escape")
        assert not isinstance(pilot.app.screen, AccessScreen)


async def test_a_long_log_is_walked_to_its_end_and_back(
    desk_app: MakeApp, seat: Seat, seat_of: Callable[[str], Seat], now: datetime, settled: Settle
) -> None:
    reference = cases.register(seat, {"kind": "enquiry", "citizen": {"personal_number": KARIN}}, now).reference
    for _again in range(230):
        reading.reveal(seat, reference, "", now)
    async with desk_app(seat_of("rut")).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.app.push_screen(AccessScreen())
        await settled(pilot)
        seen: set[int] = set()
        for _page in range(16):
            seen |= {line.id for line in pilot.app.screen.query_one(AccessTable).lines}
            await pilot.press("pagedown")
            await settled(pilot)
        assert len(seen) == 230
        await pilot.press("home")
        await settled(pilot)
        assert pilot.app.screen.query_one(AccessTable).lines[0].id == max(seen)


@pytest.mark.usefixtures("opened")
async def test_who_may_not_see_it_is_told_and_sent_back(desk_app: MakeApp, settled: Settle) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.app.push_screen(AccessScreen())
        await settled(pilot)
        assert not isinstance(pilot.app.screen, AccessScreen)
        assert any("Auditor" in str(each.message) for each in pilot.app._notifications)
