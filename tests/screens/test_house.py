"""The house on the screen: in and out with one key each, what is marked, the list to take along, nothing lost."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from desk.app import DeskApp
from desk.screens.desk import DeskScreen
from desk.screens.dialogs import AskLine
from desk.screens.house import HouseScreen, PostTable, VisitorTable
from desk.screens.widgets.form import Form
from desk.services import cases, drafts, house, reading
from desk.services.seat import Seat

Settled = Callable[[Pilot[Any]], Awaitable[None]]
MakeApp = Callable[..., DeskApp]
TextOf = Callable[[Pilot[Any]], str]


def come(seat: Seat, name: str, at: datetime, host: str = "Maria Holm", **more: Any) -> str:
    values = {"citizen": {"name": name, **more.pop("citizen", {})}, "details": {"host": host}, **more}
    return house.let_in(seat, values, at).reference


def bring(seat: Seat, recipient: str, at: datetime) -> str:
    return house.receive(seat, {"details": {"recipient": recipient}}, at).reference


async def at_the_house(pilot: Pilot[Any], settled: Settled) -> HouseScreen:
    await settled(pilot)
    await pilot.press("v")
    await settled(pilot)
    screen = pilot.app.screen
    assert isinstance(screen, HouseScreen)
    return screen


def told(pilot: Pilot[Any]) -> str:
    return "\n".join(str(each.message) for each in pilot.app._notifications)


def form_of(pilot: Pilot[Any]) -> Form:
    return pilot.app.screen.query_one(Form)


async def typed(pilot: Pilot[Any], text: str) -> None:
    await pilot.press(*("space" if each == " " else each for each in text))


@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
async def test_it_says_who_is_in_and_what_waits(
    size: tuple[int, int], desk_app: MakeApp, settled: Settled, text_of: TextOf, seat: Seat, now: datetime
) -> None:
    come(seat, "Karin Ström", now - timedelta(minutes=40))
    come(seat, "Per Ek", now - timedelta(days=1), host="Kommunchefen")
    bring(seat, "Socialtjänsten", now)
    async with desk_app().run_test(size=size) as pilot:
        await at_the_house(pilot, settled)
        said = text_of(pilot)
    for each in ("2 visitors in the house", "! 1 since an earlier day", "1 item of post waits", "10:02"):
        assert each in said
    assert "! 2026-11-18 10:42" in said
    assert said.index("Karin Ström") < said.index("Per Ek") < said.index("Socialtjänsten")


async def test_an_empty_house_says_how_to_let_somebody_in(
    desk_app: MakeApp, settled: Settled, text_of: TextOf, seat: Seat
) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await at_the_house(pilot, settled)
        await pilot.press("o", "enter", "tab", "o", "enter")
        await settled(pilot)
        assert "No visitor is in the house. n lets one in." in text_of(pilot)
        assert "No post waits." in text_of(pilot)
        assert isinstance(pilot.app.screen, HouseScreen)


async def test_a_visitor_is_let_in_and_goes_with_one_key(
    desk_app: MakeApp, settled: Settled, seat: Seat, now: datetime
) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        screen = await at_the_house(pilot, settled)
        await pilot.press("n")
        await settled(pilot)
        await typed(pilot, "Lisa Ek")
        await pilot.press("tab")
        await typed(pilot, "Maria Holm")
        await pilot.press("tab")
        await typed(pilot, "12")
        await pilot.press("ctrl+s")
        await settled(pilot)
        assert pilot.app.screen is screen
        (visitor,) = house.who_is_here(seat).visitors
        assert (visitor.name, visitor.host, visitor.badge, visitor.arrived) == ("Lisa Ek", "Maria Holm", "12", now)
        assert [each.reference for each in screen.query_one(VisitorTable).lines] == [visitor.reference]
        await pilot.press("o")
        await settled(pilot)
        assert not screen.query_one(VisitorTable).lines
    case = reading.open_case(seat, visitor.reference).case
    assert (case.step, case.outcome, case.status) == ("out", "solved_first", "closed")


async def test_a_time_by_hand_is_kept(desk_app: MakeApp, settled: Settled, seat: Seat, now: datetime) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await at_the_house(pilot, settled)
        await pilot.press("n")
        await settled(pilot)
        await typed(pilot, "Lisa")
        pilot.app.screen.query_one(Form).focus_field("details.arrived")
        await pilot.press("9", "full_stop", "3", "0", "ctrl+s")
        await settled(pilot)
    (visitor,) = house.who_is_here(seat).visitors
    assert visitor.arrived == now - timedelta(hours=1, minutes=12)


async def test_whoever_comes_just_after_another_has_perhaps_the_same_host(
    desk_app: MakeApp, settled: Settled, seat: Seat, now: datetime
) -> None:
    come(seat, "Karin Ström", now - timedelta(minutes=2))
    come(seat, "Adam Berg", now - timedelta(hours=2), host="Kommunchefen")
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await at_the_house(pilot, settled)
        await pilot.press("n")
        await settled(pilot)
        await typed(pilot, "Lisa")
        await pilot.press("ctrl+s")
        await settled(pilot)
    hosts = {each.name: each.host for each in house.who_is_here(seat).visitors}
    assert hosts["Lisa"] == "Maria Holm"


async def test_post_comes_in_and_is_handed_over_with_one_key(
    desk_app: MakeApp, settled: Settled, text_of: TextOf, seat: Seat
) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        screen = await at_the_house(pilot, settled)
        await pilot.press("m")
        await settled(pilot)
        await typed(pilot, "Maria Holm")
        await pilot.press("ctrl+s")
        await settled(pilot)
        (waiting,) = house.who_is_here(seat).post
        assert (waiting.recipient, screen.query_one(PostTable).has_focus) == ("Maria Holm", True)
        await pilot.press("o")
        await settled(pilot)
        assert "handed over. ^Z takes it back" in told(pilot)
    assert house.who_is_here(seat).post == ()
    assert reading.open_case(seat, waiting.reference).case.step == "handed_over"


async def test_a_slip_is_taken_back_the_last_first(
    desk_app: MakeApp, settled: Settled, text_of: TextOf, seat: Seat, now: datetime
) -> None:
    come(seat, "Adam Berg", now - timedelta(hours=1))
    come(seat, "Bo Ek", now - timedelta(hours=1))
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await at_the_house(pilot, settled)
        await pilot.press("ctrl+z")
        await settled(pilot)
        assert "Nothing went out from here" in told(pilot)
        for _each in range(2):
            await pilot.press("o")
            await settled(pilot)
        assert house.present(seat) == 0
        await pilot.press("ctrl+z")
        await settled(pilot)
        assert [each.name for each in house.who_is_here(seat).visitors] == ["Bo Ek"]
        await pilot.press("ctrl+z")
        await settled(pilot)
    assert [each.name for each in house.who_is_here(seat).visitors] == ["Adam Berg", "Bo Ek"]


async def test_what_a_colleague_did_meanwhile_is_told(
    desk_app: MakeApp, settled: Settled, text_of: TextOf, seat: Seat, now: datetime, unaware: Callable[..., None]
) -> None:
    reference = come(seat, "Adam Berg", now - timedelta(hours=1))
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await at_the_house(pilot, settled)
        unaware(pilot)
        house.out(seat, reference, now)
        await pilot.press("o")
        await settled(pilot)
        assert "The case is closed." in told(pilot)


async def test_the_list_follows_what_colleagues_do(
    desk_app: MakeApp, settled: Settled, seat: Seat, now: datetime
) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        screen = await at_the_house(pilot, settled)
        come(seat, "Adam Berg", now)
        for _each in range(400):
            if screen.query_one(VisitorTable).lines:
                break
            await pilot.pause(0.02)
        assert [each.cells["who"] for each in screen.query_one(VisitorTable).lines] == ["Adam Berg"]


async def test_enter_opens_the_case(
    desk_app: MakeApp, settled: Settled, text_of: TextOf, seat: Seat, now: datetime
) -> None:
    reference = come(seat, "Adam Berg", now)
    async with desk_app().run_test(size=(140, 40)) as pilot:
        await at_the_house(pilot, settled)
        await pilot.press("enter")
        await settled(pilot)
        said = text_of(pilot)
    assert reference in said
    assert "Came in" in said
    assert "10:42" in said


async def test_a_form_left_half_typed_is_a_draft_that_is_gone_on_with(
    desk_app: MakeApp, settled: Settled, seat: Seat
) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await at_the_house(pilot, settled)
        await pilot.press("n")
        await settled(pilot)
        await typed(pilot, "Lisa Ek")
        await pilot.press("escape")
        await settled(pilot)
        assert [dict(each.fields).get("_answer.citizen.name") for each in drafts.mine(seat)] == ["Lisa Ek"]
        await pilot.press("n")
        await settled(pilot)
        assert form_of(pilot).values()["citizen.name"] == "Lisa Ek"
        await pilot.press("escape", "escape")
        await settled(pilot)
        assert isinstance(pilot.app.screen, DeskScreen)
        await pilot.press("d")
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert form_of(pilot).values()["citizen.name"] == "Lisa Ek"
        await pilot.press("ctrl+s")
        await settled(pilot)
        assert drafts.mine(seat) == []
    assert [each.name for each in house.who_is_here(seat).visitors] == ["Lisa Ek"]


async def test_the_evacuation_list_is_written_to_a_file(
    desk_app: MakeApp, settled: Settled, seat: Seat, now: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("SSH_CONNECTION", "SSH_CLIENT"):
        monkeypatch.delenv(name, raising=False)
    come(seat, "Adam Berg", now)
    path = tmp_path / "list.txt"
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await at_the_house(pilot, settled)
        await pilot.press("p")
        await settled(pilot)
        assert isinstance(pilot.app.screen, AskLine)
        pilot.app.screen.query_one(Input).value = str(path)
        await pilot.press("enter")
        await settled(pilot)
    assert "□  Adam Berg" in path.read_text(encoding="utf-8")


async def test_the_desk_says_how_many_are_in(
    desk_app: MakeApp, settled: Settled, text_of: TextOf, seat: Seat, now: datetime
) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert "in the house" not in text_of(pilot)
    reference = come(seat, "Adam Berg", now)
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert "1 in the house" in text_of(pilot)
    cases.step(seat, reference, "out", now)
    assert house.present(seat) == 0


async def test_the_auditor_is_told_that_no_cases_are_seen(
    desk_app: MakeApp, settled: Settled, text_of: TextOf, seat_of: Callable[[str], Seat]
) -> None:
    async with desk_app(seat_of("rut")).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("v")
        await settled(pilot)
        assert isinstance(pilot.app.screen, DeskScreen)
        assert "may not do this" in told(pilot)


async def test_of_a_protected_identity_the_list_says_only_that(
    desk_app: MakeApp, settled: Settled, text_of: TextOf, seat: Seat, now: datetime
) -> None:
    come(seat, "Karin Ström", now, host="Maria Holm", citizen={"protected": True}, summary="Hemligt möte")
    async with desk_app().run_test(size=(140, 40)) as pilot:
        await at_the_house(pilot, settled)
        said = text_of(pilot)
    assert "Protected identity" in said
    assert not [each for each in ("Karin", "Holm", "Hemligt") if each in said]
