"""A note or a correction that is half typed is a draft as a form is: there at the next start, gone once it is saved."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from textual.pilot import Pilot

from desk.screens.case import CaseScreen
from desk.screens.correct import CorrectScreen
from desk.screens.dialogs import AskNote
from desk.screens.drafts import DraftsDialog
from desk.screens.widgets.form import Form
from desk.screens.widgets.note_area import NoteArea
from desk.services import cases, drafts, reading
from desk.services.seat import Seat

MakeApp = Callable[..., Any]
Settle = Callable[[Pilot[Any]], Any]
Read = Callable[[Pilot[Any]], str]


@pytest.fixture
def reference(seat: Seat, now: datetime) -> str:
    return cases.register(
        seat, {"kind": "enquiry", "citizen": {"name": "Karin Ström"}, "summary": "Bygglov"}, now
    ).reference


async def open_case(pilot: Pilot[Any], settled: Settle, reference: str) -> None:
    await settled(pilot)
    await pilot.app.push_screen(CaseScreen(reference))
    await settled(pilot)


async def until_kept(pilot: Pilot[Any], seat: Seat) -> None:
    """Wait for what no key brings about: the second after which what was typed is a draft."""
    for _turn in range(200):
        await pilot.pause(0.05)
        if drafts.mine(seat):
            return
    raise AssertionError("nothing was kept")


async def test_a_note_is_kept_while_it_is_typed_and_gone_on_with(
    desk_app: MakeApp, seat: Seat, reference: str, settled: Settle, text_of: Read
) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await open_case(pilot, settled, reference)
        await pilot.press("n", *"Ringde")
        await until_kept(pilot, seat)
    (kept,) = drafts.mine(seat)
    assert kept.fields["note"] == "Ringde"
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert isinstance(pilot.app.screen, DraftsDialog)
        assert reference in text_of(pilot)
        assert "Ringde" not in text_of(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(pilot.app.screen, AskNote)
        assert pilot.app.screen.query_one(NoteArea).text == "Ringde"
        await pilot.press("ctrl+s")
        await settled(pilot)
        assert drafts.mine(seat) == []
    assert reading.open_case(seat, reference).case.note == "Ringde"


async def test_a_note_that_is_emptied_is_no_draft(
    desk_app: MakeApp, seat: Seat, reference: str, settled: Settle
) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await open_case(pilot, settled, reference)
        await pilot.press("n", "a")
        await until_kept(pilot, seat)
        await pilot.press("backspace", "escape")
        await settled(pilot)
        assert drafts.mine(seat) == []


async def test_a_correction_is_kept_while_it_is_typed_and_gone_on_with(
    desk_app: MakeApp, seat: Seat, reference: str, settled: Settle
) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await open_case(pilot, settled, reference)
        await pilot.press("c")
        await settled(pilot)
        form = pilot.app.screen.query_one(Form)
        form.focus_field("summary")
        await pilot.press(*"skarta")
        await until_kept(pilot, seat)
    (kept,) = drafts.mine(seat)
    typed = kept.fields["summary"]
    assert typed.startswith("Bygglovs")
    assert {name for name in kept.fields if not name.startswith("_")} == {"summary"}
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(pilot.app.screen, CorrectScreen)
        assert pilot.app.screen.query_one(Form).values()["summary"] == typed
        await pilot.press("ctrl+s")
        await settled(pilot)
        assert drafts.mine(seat) == []
    assert reading.open_case(seat, reference).case.summary == typed


async def test_a_correction_that_is_left_on_purpose_is_gone(
    desk_app: MakeApp, seat: Seat, reference: str, settled: Settle
) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await open_case(pilot, settled, reference)
        await pilot.press("c")
        await settled(pilot)
        pilot.app.screen.query_one(Form).focus_field("summary")
        await pilot.press(*"x")
        await until_kept(pilot, seat)
        await pilot.press("escape", "escape")
        await settled(pilot)
        assert drafts.mine(seat) == []


@pytest.mark.parametrize("key", ["n", "c"])
async def test_a_lost_line_keeps_what_was_typed_just_now(
    key: str, desk_app: MakeApp, seat: Seat, reference: str, settled: Settle
) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await open_case(pilot, settled, reference)
        await pilot.press(key)
        await settled(pilot)
        if key == "c":
            pilot.app.screen.query_one(Form).focus_field("summary")
        await pilot.press(*"abc")
        pilot.app.save_before_hangup()
        (kept,) = drafts.mine(seat)
        assert "abc" in str({**kept.fields})
