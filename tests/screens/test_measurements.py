"""Service measurements on the screen: cell by cell, texts that are never lost, and handled when both are written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from textual.pilot import Pilot

from desk.rules.measurements import Against, Parameter, Result, Text
from desk.screens.dialogs import Confirm
from desk.screens.drafts import DraftsDialog
from desk.screens.measurement import MeasurementScreen
from desk.screens.measurements import MeasurementsScreen, MeasurementsTable
from desk.screens.text_screen import TextScreen
from desk.screens.widgets.form import Form
from desk.screens.widgets.note_area import NoteArea
from desk.services import drafts, measurements
from desk.services.seat import Seat

MakeApp = Callable[..., Any]
Settle = Callable[[Pilot[Any]], Any]
TextOf = Callable[[Pilot[Any]], str]


def on(pilot: Pilot[Any]) -> object:
    """The screen that is shown now."""
    return pilot.app.screen


async def press(pilot: Pilot[Any], settled: Settle, *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await settled(pilot)


async def opened(pilot: Pilot[Any], settled: Settle) -> MeasurementsScreen:
    screen = MeasurementsScreen()
    await settled(pilot)
    await pilot.app.push_screen(screen)
    await settled(pilot)
    return screen


@pytest.fixture
def number(seat: Seat, now: datetime) -> int:
    values = {"name": "Servicemätning 2021", "made_on": "2021-10-01", "forwarded": True, "scope": "Huvudnumret"}
    made = measurements.add(seat, {**values, "results": {"quality_phone": {"all": "worse"}}}, now)
    assert made.id is not None
    return made.id


def test_the_screens_are_there() -> None:
    from desk.screens import going

    assert going.SCREENS["measurements"].endswith(":MeasurementsScreen")


@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
@pytest.mark.usefixtures("number")
async def test_the_list_and_the_table(
    size: tuple[int, int], desk_app: MakeApp, settled: Settle, text_of: TextOf
) -> None:
    async with desk_app().run_test(size=size) as pilot:
        screen = await opened(pilot, settled)
        (line,) = screen.query_one(MeasurementsTable).lines
        assert (line.cells["worse"], line.cells["no_data"], line.cells["state"]) == ("1", "17", "! not handled")
        assert "1 is not handled" in text_of(pilot)
        await press(pilot, settled, "enter")
        text = text_of(pilot)
        for words in ("Quality of answers (telephone)", "Huvudnumret", "↗ Better than/higher", "² No data."):
            assert words in text
        assert "Missing: Analysis, Actions" in text
        assert ". ²" in text


async def test_cells_are_changed_by_keys_and_the_cursor_goes_on(
    number: int, desk_app: MakeApp, seat: Seat, settled: Settle
) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, settled)
        await press(pilot, settled, "enter", "plus", "equals_sign", "minus", "full_stop", "down", "left", "plus")
        made = measurements.one(seat, number)
        first = [made.result(Parameter.AVAILABILITY_PHONE, each) for each in Against]
        assert first == [Result.BETTER, Result.SAME, Result.WORSE]
        assert made.result(Parameter.QUALITY_PHONE, Against.ALL) is Result.NO_DATA
        assert made.result(Parameter.ATTITUDE_PHONE, Against.ALL) is Result.BETTER


async def test_both_texts_and_then_handled(
    number: int, desk_app: MakeApp, seat: Seat, settled: Settle, text_of: TextOf
) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, settled)
        await press(pilot, settled, "enter", "h")
        assert not measurements.one(seat, number).handled
        assert any("Missing: Analysis, Actions." in each.message for each in pilot.app._notifications)
        for key, words in (("a", "Sämre"), ("d", "Öva")):
            await press(pilot, settled, key, *words, "enter", *words, "ctrl+s")
            assert isinstance(on(pilot), MeasurementScreen)
        made = measurements.one(seat, number)
        assert (made.analysis, made.actions) == ("Sämre\nSämre", "Öva\nÖva")
        await press(pilot, settled, "h")
        assert measurements.one(seat, number).handled
        assert "Handled 2026-11-19 by Anna Lind." in text_of(pilot)
        await press(pilot, settled, "plus", "n")
        assert measurements.one(seat, number).handled
        await press(pilot, settled, "plus")
        assert isinstance(on(pilot), Confirm)
        await press(pilot, settled, "y")
        assert not measurements.one(seat, number).handled
        assert drafts.mine(seat) == []


async def test_a_text_that_is_left_is_found_again(
    number: int, desk_app: MakeApp, seat: Seat, settled: Settle, text_of: TextOf
) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, settled)
        await press(pilot, settled, "enter", "a", *"Halv", "escape")
        assert measurements.one(seat, number).analysis == ""
        assert [each.fields["text"] for each in drafts.mine(seat)] == ["Halv"]
        await press(pilot, settled, "a")
        assert pilot.app.screen.query_one(NoteArea).text == "Halv"
        assert "left half typed" in text_of(pilot)
        await press(pilot, settled, "s", "ctrl+s")
        assert measurements.one(seat, number).analysis == "Halvs"
        assert drafts.mine(seat) == []


async def test_a_text_that_was_lost_with_the_line_is_offered_at_the_desk(
    number: int, desk_app: MakeApp, seat: Seat, settled: Settle, text_of: TextOf
) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, settled)
        await press(pilot, settled, "enter", "a", *"Halv")
        pilot.app.save_drafts()
        await settled(pilot)
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert isinstance(on(pilot), DraftsDialog)
        assert "Servicemätning 2021 · Analysis" in text_of(pilot)
        assert "Halv" in text_of(pilot)
        await press(pilot, settled, "enter")
        assert isinstance(on(pilot), TextScreen)
        assert pilot.app.screen.query_one(NoteArea).text == "Halv"
        await press(pilot, settled, "ctrl+s")
        assert measurements.one(seat, number).analysis == "Halv"


async def test_what_a_colleague_wrote_meanwhile_is_not_written_over(
    number: int, desk_app: MakeApp, seat: Seat, seat_of: Callable[[str], Seat], now: datetime, settled: Settle,
    text_of: TextOf,
) -> None:  # fmt: skip
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, settled)
        await press(pilot, settled, "enter", "a", *"Annas")
        measurements.write(seat_of("lisa"), number, Text.ANALYSIS, "Lisas", now)
        await press(pilot, settled, "ctrl+s")
        assert isinstance(on(pilot), TextScreen)
        assert "Somebody else has written there meanwhile" in text_of(pilot)
        await press(pilot, settled, "escape")
        assert "Lisas" in text_of(pilot)
        await press(pilot, settled, "a")
        assert "rewritten meanwhile" in text_of(pilot)
        await press(pilot, settled, "ctrl+s")
        assert measurements.one(seat, number).analysis == "Annas\n\nLisas"


async def test_a_long_analysis_can_be_read_to_its_end(
    number: int, desk_app: MakeApp, seat: Seat, now: datetime, settled: Settle, text_of: TextOf
) -> None:
    measurements.write(seat, number, Text.ANALYSIS, "\n".join(f"rad {each}" for each in range(60)), now)
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, settled)
        await press(pilot, settled, "enter")
        assert "rad 1" in text_of(pilot)
        await press(pilot, settled, *["pagedown"] * 20)
        assert "Not written yet." in text_of(pilot)
        await press(pilot, settled, *["pageup"] * 20)
        assert "rad 1" in text_of(pilot)


async def test_one_is_added_and_opened(desk_app: MakeApp, seat: Seat, settled: Settle) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, settled)
        await press(pilot, settled, "n")
        pilot.app.screen.query_one(Form).fill({"name": "Mätning 2025", "made_on": "2027-01-01", "forwarded": "no"})
        await press(pilot, settled, "ctrl+s")
        assert measurements.every(seat) == ()
        pilot.app.screen.query_one(Form).fill({"made_on": "2025-10-01"})
        await press(pilot, settled, "ctrl+s")
        (made,) = measurements.every(seat)
        assert (made.name, made.forwarded) == ("Mätning 2025", False)
        assert isinstance(on(pilot), MeasurementScreen)
        await press(pilot, settled, "e")
        pilot.app.screen.query_one(Form).fill({"scope": "Allt"})
        await press(pilot, settled, "ctrl+s")
        assert measurements.every(seat)[0].scope == "Allt"


@pytest.mark.parametrize("new", [True, False])
async def test_a_form_that_was_left_is_gone_on_with_from_the_desk(
    new: bool, number: int, desk_app: MakeApp, seat: Seat, settled: Settle, text_of: TextOf
) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, settled)
        await press(pilot, settled, *(["n"] if new else ["enter", "e"]), *"Halv", "escape")
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert isinstance(on(pilot), DraftsDialog)
        await press(pilot, settled, "enter")
        assert "left half typed" in text_of(pilot)
        pilot.app.screen.query_one(Form).fill({"made_on": "2025-01-01"})
        await press(pilot, settled, "ctrl+s")
        names = {each.name for each in measurements.every(seat)}
        assert names == ({"Halv", "Servicemätning 2021"} if new else {"Servicemätning 2021Halv"})
        assert drafts.mine(seat) == []


async def test_an_agent_looks_and_changes_nothing(
    number: int, desk_app: MakeApp, seat: Seat, seat_of: Callable[[str], Seat], settled: Settle
) -> None:
    async with desk_app(seat_of("bo")).run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, settled)
        await press(pilot, settled, "n")
        assert on(pilot) is screen
        await press(pilot, settled, "enter", "plus", "a", "h", "e")
        assert isinstance(on(pilot), MeasurementScreen)
    assert measurements.one(seat, number).result(Parameter.AVAILABILITY_PHONE, Against.ALL) is Result.NO_DATA
