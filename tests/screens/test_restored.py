"""A backup that is restored while people work: their screens show it, without opening Desk anew."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from desk.app import DeskApp
from desk.services import backups, cases, entrance, restoring
from desk.services.seat import Seat
from desk.settings_model import Settings

Settled = Callable[[Pilot[Any]], Awaitable[None]]
LARGE = (140, 40)


async def test_whoever_is_at_work_sees_what_was_restored_and_goes_on(
    desk_app: Callable[..., DeskApp],
    seat: Seat,
    database_file: Path,
    now: datetime,
    tmp_path: Path,
    settled: Settled,
    text_of: Callable[[Pilot[Any]], str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(entrance, "login_of_system", lambda: "anna")
    cases.register(seat, {"kind": "enquiry", "summary": "Kvarglömd cykel"}, now)
    copy = tmp_path / "copy.db"
    backups.make(seat, copy, now)
    cases.register(seat, {"kind": "enquiry", "summary": "Bortsprungen katt"}, now)
    app = desk_app()
    async with app.run_test(size=LARGE) as pilot:
        await settled(pilot)
        assert "Bortsprungen katt" in text_of(pilot)
        await pilot.press("1", *"lib", "tab", *"Karin")
        later = now + timedelta(hours=1)
        await asyncio.to_thread(restoring.restore_backup, database_file, Settings(), copy, None, later)
        await pilot.press("ctrl+s")
        for _turn in range(200):
            await settled(pilot)
            if any("A backup has been restored" in each.message for each in app._notifications):
                break
            await asyncio.sleep(0.05)
        else:
            raise AssertionError("nobody says that a backup was restored")
        await settled(pilot)
        assert "Kvarglömd cykel" in text_of(pilot)
        assert "Bortsprungen katt" not in text_of(pilot)
    with seat.database.read() as tx:
        assert tx.all("SELECT number, summary, name FROM cases ORDER BY id") == [
            (1, "Kvarglömd cykel", None),
            (2, "", "Karin"),
        ]
