"""Steering documents on the screen: read, written without losing anything, decided, compared."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from desk.app import DeskApp
from desk.screens.desk import DeskScreen
from desk.screens.drafts import DraftsDialog
from desk.screens.steering import DocumentsScreen, DocumentTable
from desk.screens.steering_document import DecideScreen, DocumentScreen
from desk.screens.steering_text import DocumentText, Meanwhile
from desk.screens.text_screen import TextScreen
from desk.screens.widgets.note_area import NoteArea
from desk.services import drafts, steering
from desk.services.seat import Seat

MakeApp = Callable[..., DeskApp]
Settle = Callable[[Pilot[Any]], Any]
Read = Callable[[Pilot[Any]], str]
SeatOf = Callable[[str], Seat]
NOW = datetime(2026, 11, 19, 9, 42, tzinfo=UTC)


def on(pilot: Pilot[Any], kind: type[Screen[Any]]) -> bool:
    return isinstance(pilot.app.screen, kind)


def words(pilot: Pilot[Any], read: Read) -> str:
    return " ".join(read(pilot).split())


async def open_documents(pilot: Pilot[Any], settled: Settle) -> None:
    await settled(pilot)
    await pilot.press("r", "o")
    await settled(pilot)
    assert on(pilot, DocumentsScreen)


async def open_first(pilot: Pilot[Any], settled: Settle) -> None:
    await open_documents(pilot, settled)
    await pilot.press("enter")
    await settled(pilot)
    assert on(pilot, DocumentScreen)


async def until_kept(pilot: Pilot[Any], seat: Seat, text: str) -> None:
    """Wait for what no key brings about: the second after which what was typed is a draft."""
    for _turn in range(200):
        await pilot.pause(0.05)
        if [each.fields["text"] for each in drafts.mine(seat)] == [text]:
            return
    raise AssertionError("nothing was kept")


@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
async def test_the_list_says_what_is_decided_and_what_is_missing(
    desk_app: MakeApp, seat: Seat, settled: Settle, text_of: Read, size: tuple[int, int]
) -> None:
    made = steering.add(seat, "mission", "Uppdrag", "Vi svarar.", NOW)
    steering.decide(seat, made.id, "KS", date(2026, 11, 3), date(2026, 11, 25), NOW)
    steering.add(seat, "plan", "Plan 2027", "Utkast", NOW)
    async with desk_app().run_test(size=size) as pilot:
        await open_documents(pilot, settled)
        shown = words(pilot, text_of)
        assert "Not decided: Goals of the service, Rules for telephone and mail, Plan of the service." in shown
        lines = pilot.app.screen.query_one(DocumentTable).lines
        assert [(line.reference, line.cells["state"], line.cells["review"]) for line in lines] == [
            ("Uppdrag", "decided 2026-11-03 by KS", "2026-11-25"),
            ("Plan 2027", "draft, decided by nobody", "–"),
        ]


async def test_a_document_is_begun_under_headings_and_decided(
    desk_app: MakeApp, seat: Seat, settled: Settle, text_of: Read
) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await open_documents(pilot, settled)
        await pilot.press("n")
        await settled(pilot)
        await pilot.press("enter", "enter")
        await settled(pilot)
        assert on(pilot, TextScreen)
        area = pilot.app.screen.query_one(NoteArea)
        assert area.text.startswith("## Mission\n")
        await pilot.press("down", *"Vi svarar.", "ctrl+s")
        await settled(pilot)
        assert on(pilot, DocumentsScreen)
        (made,) = steering.documents(seat)
        assert (made.title, made.is_draft) == ("Mission description", True)
        await pilot.press("enter")
        await settled(pilot)
        assert "Vi svarar." in text_of(pilot)
        await pilot.press("b")
        await settled(pilot)
        assert on(pilot, DecideScreen)
        await pilot.press("ctrl+s")
        await settled(pilot)
        assert "A value is missing." in text_of(pilot)
        await pilot.press(*"Kommunstyrelsen", "tab", "tab", *"2027-11-19", "ctrl+s")
        await settled(pilot)
        assert on(pilot, DocumentScreen)
        assert "decided 2026-11-19 by Kommunstyrelsen · next review 2027-11-19" in words(pilot, text_of)


async def test_versions_are_gone_through_and_compared(
    desk_app: MakeApp, seat: Seat, settled: Settle, text_of: Read
) -> None:
    made = steering.add(seat, "mission", "Uppdrag", "Vi svarar.\nAlltid.", NOW)
    steering.write(seat, made.id, "Vi hjälper.\nAlltid.", now=NOW)
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await open_first(pilot, settled)
        assert "Vi hjälper." in text_of(pilot)
        await pilot.press("d")
        await settled(pilot)
        assert "- Vi svarar." in text_of(pilot)
        assert "+ Vi hjälper." in text_of(pilot)
        await pilot.press("d", "left")
        await settled(pilot)
        assert "Vi svarar." in text_of(pilot)
        assert "version 1 of 2" in words(pilot, text_of)
        await pilot.press("right")
        await settled(pilot)
        assert "version 2 of 2" in words(pilot, text_of)


async def test_nothing_typed_is_lost_with_the_line(
    desk_app: MakeApp, seat: Seat, settled: Settle, text_of: Read
) -> None:
    steering.add(seat, "mission", "Uppdrag", "Vi svarar.", NOW)
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await open_first(pilot, settled)
        await pilot.press("e")
        await settled(pilot)
        await pilot.press(*"Hej! ")
        await until_kept(pilot, seat, "Hej! Vi svarar.")
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert on(pilot, DraftsDialog)
        assert "Uppdrag" in text_of(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert on(pilot, DocumentText)
        assert pilot.app.screen.query_one(NoteArea).text == "Hej! Vi svarar."
        await pilot.press("ctrl+s")
        await settled(pilot)
    assert steering.open_document(seat, 1).latest.text == "Hej! Vi svarar."
    assert drafts.mine(seat) == []


async def test_a_new_document_that_was_left_is_gone_on_with(desk_app: MakeApp, seat: Seat, settled: Settle) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await open_documents(pilot, settled)
        await pilot.press("n")
        await settled(pilot)
        await pilot.press("down", "down", "enter", *[], "enter")
        await settled(pilot)
        await pilot.press(*"Hej", "escape")
        await settled(pilot)
        await pilot.press("escape", "escape")
        await settled(pilot)
        assert on(pilot, DeskScreen)
        await pilot.press("d")
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert on(pilot, TextScreen)
        await pilot.press("ctrl+s")
        await settled(pilot)
    (made,) = steering.documents(seat)
    assert (str(made.sort), made.title) == ("contact", "Rules for telephone and mail")
    assert (steering.open_document(seat, made.id).latest.text or "").startswith("Hej")


@pytest.mark.parametrize("mine", [True, False])
async def test_of_two_who_write_at_once_the_later_sees_what_the_other_wrote(
    desk_app: MakeApp, seat: Seat, seat_of: SeatOf, settled: Settle, text_of: Read, mine: bool
) -> None:
    made = steering.add(seat, "mission", "Uppdrag", "Vi svarar.", NOW)
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await open_first(pilot, settled)
        await pilot.press("e")
        await settled(pilot)
        await pilot.press(*"Hej! ")
        steering.write(seat_of("lisa"), made.id, "Lisas text.", now=NOW)
        await pilot.press("ctrl+s")
        await settled(pilot)
        assert on(pilot, Meanwhile)
        shown = words(pilot, text_of)
        assert "Lisa Lund has written version 2 meanwhile." in shown
        assert "+ Lisas text." in shown
        await pilot.press(*(["down", "enter"] if mine else ["enter"]))
        await settled(pilot)
        if not mine:
            assert pilot.app.screen.query_one(NoteArea).text == "Hej! Vi svarar."
    texts = [each.text for each in steering.open_document(seat, made.id).versions]
    assert texts == ["Vi svarar.", "Lisas text.", *(["Hej! Vi svarar."] if mine else [])]


async def test_it_is_looked_at_again_and_taken_out_of_use(
    desk_app: MakeApp, seat: Seat, settled: Settle, text_of: Read
) -> None:
    made = steering.add(seat, "mission", "Uppdrag", "Vi svarar.", NOW)
    steering.decide(seat, made.id, "KS", date(2026, 11, 3), date(2026, 11, 25), NOW)
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await open_first(pilot, settled)
        await pilot.press("g")
        await settled(pilot)
        await pilot.press(*"2027-11-25", "enter")
        await settled(pilot)
        assert "next review 2027-11-25" in words(pilot, text_of)
        await pilot.press("x", "y")
        await settled(pilot)
        assert not steering.open_document(seat, made.id).active
        await pilot.press("x")
        await settled(pilot)
        assert steering.open_document(seat, made.id).active


async def test_an_agent_reads_and_changes_nothing(
    desk_app: MakeApp, seat: Seat, seat_of: SeatOf, settled: Settle, text_of: Read
) -> None:
    steering.add(seat, "mission", "Uppdrag", "Vi svarar.", NOW)
    async with desk_app(seat_of("bo")).run_test(size=(80, 24)) as pilot:
        await open_documents(pilot, settled)
        await pilot.press("n")
        await settled(pilot)
        assert on(pilot, DocumentsScreen)
        await pilot.press("enter")
        await settled(pilot)
        assert "Vi svarar." in text_of(pilot)
        for key in ("e", "b", "g", "x"):
            await pilot.press(key)
            await settled(pilot)
            assert on(pilot, DocumentScreen), key
