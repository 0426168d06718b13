"""Routines on the screen: listed, read, written without losing anything, beside the form, in the case, and found."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from desk.app import DeskApp
from desk.rules.routines import Routine
from desk.screens.case import CaseScreen
from desk.screens.drafts import DraftsDialog
from desk.screens.going import go
from desk.screens.register import RegisterScreen
from desk.screens.routine import ReadRoutine, RoutineScreen
from desk.screens.routine_form import RoutineForm
from desk.screens.routine_text import RoutineText
from desk.screens.routines import RoutinesScreen, RoutineTable
from desk.screens.search import SearchScreen
from desk.screens.steering_text import Meanwhile
from desk.screens.widgets.case_table import CaseTable
from desk.screens.widgets.markdown_text import MarkdownText
from desk.screens.widgets.note_area import NoteArea
from desk.services import cases, drafts, routines
from desk.services.seat import Seat

MakeApp = Callable[..., DeskApp]
Settle = Callable[[Pilot[Any]], Any]
Read = Callable[[Pilot[Any]], str]
SeatOf = Callable[[str], Seat]
NOW = datetime(2026, 11, 19, 9, 42, tzinfo=UTC)
TEXT = "# Möten\n\n1. Se **kalendern**.\n2. Svara."


@pytest.fixture
def council(seat: Seat) -> Routine:
    """A routine of a topic that comes without one; it stands first in the list."""
    values = {"topic": "council_meetings", "text": TEXT, "title": "A Fullmäktige", "owner": "bo"}
    return routines.add(seat, values, NOW)


def on(pilot: Pilot[Any], kind: type[Screen[Any]]) -> bool:
    return isinstance(pilot.app.screen, kind)


def words(pilot: Pilot[Any], read: Read) -> str:
    return " ".join(read(pilot).split())


async def open_list(pilot: Pilot[Any], settled: Settle) -> None:
    await settled(pilot)
    go(pilot.app, "routines")
    await settled(pilot)
    assert on(pilot, RoutinesScreen)


async def open_first(pilot: Pilot[Any], settled: Settle) -> None:
    await open_list(pilot, settled)
    await pilot.press("enter")
    await settled(pilot)
    assert on(pilot, RoutineScreen)


# ------------------------------------------------------------------ the list, and one


@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
async def test_the_list_says_whose_each_is_and_when_it_was_looked_through(
    desk_app: MakeApp, seat: Seat, council: Routine, settled: Settle, text_of: Read, size: tuple[int, int]
) -> None:
    many = len(routines.routines(seat))
    async with desk_app().run_test(size=size) as pilot:
        await open_list(pilot, settled)
        assert f"{many} routines in use · {many - 1} that nobody has looked through yet" in words(pilot, text_of)
        first = pilot.app.screen.query_one(RoutineTable).lines[0]
        assert (first.reference, first.cells["owner"], first.cells["reviewed"]) == (
            "A Fullmäktige",
            "Bo Ek",
            "2026-11-19",
        )
        assert "A Fullmäktige" in text_of(pilot)


async def test_a_year_later_it_is_marked_and_looked_through_with_one_key(
    desk_app: MakeApp, seat: Seat, council: Routine, settled: Settle, text_of: Read
) -> None:
    later = NOW + timedelta(days=366)
    async with desk_app(now=lambda: later).run_test(size=(80, 24)) as pilot:
        await open_list(pilot, settled)
        assert "not looked through for a year" in words(pilot, text_of)
        assert pilot.app.screen.query_one(RoutineTable).lines[0].late
        await pilot.press("enter")
        await settled(pilot)
        assert "looked through: ! 2026-11-19" in words(pilot, text_of)
        await pilot.press("g")
        await settled(pilot)
        assert "looked through: 2027-11-20" in words(pilot, text_of)
        await pilot.press("escape")
        await settled(pilot)
        assert not pilot.app.screen.query_one(RoutineTable).lines[0].late


async def test_one_is_read_in_every_version_and_compared(
    desk_app: MakeApp, seat: Seat, council: Routine, settled: Settle, text_of: Read
) -> None:
    routines.write(seat, council.id, TEXT.replace("Svara.", "Svara alltid."), now=NOW)
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await open_first(pilot, settled)
        assert "1. Se kalendern." in text_of(pilot)
        assert "2. Svara alltid." in text_of(pilot)
        assert "version 2 of 2" in text_of(pilot)
        await pilot.press("d")
        await settled(pilot)
        assert "- 2. Svara." in text_of(pilot)
        assert "+ 2. Svara alltid." in text_of(pilot)
        await pilot.press("left")
        await settled(pilot)
        assert "version 1 of 2" in text_of(pilot)
        assert "Svara alltid" not in text_of(pilot)
        await pilot.press("right", "d")
        await settled(pilot)
        assert "2. Svara alltid." in text_of(pilot)


async def test_it_is_taken_out_of_use_and_into_it_again(
    desk_app: MakeApp, seat: Seat, council: Routine, settled: Settle
) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await open_first(pilot, settled)
        await pilot.press("x")
        await settled(pilot)
        await pilot.press("y")
        await settled(pilot)
        assert not routines.open_routine(seat, council.id).active
        await pilot.press("x")
        await settled(pilot)
        assert routines.open_routine(seat, council.id).active


# ------------------------------------------------------------------ writing


async def test_a_new_one_is_asked_for_in_one_form_and_read(
    desk_app: MakeApp, seat: Seat, settled: Settle, text_of: Read
) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await open_list(pilot, settled)
        await pilot.press("n")
        await settled(pilot)
        assert on(pilot, RoutineForm)
        await pilot.press(*"Council", "tab", "tab", "tab", *"Bo", "tab", *"Se kalendern.", "enter", *"Svara.", "ctrl+s")
        await settled(pilot)
        assert on(pilot, RoutineScreen)
        assert "Owner: Bo Ek" in words(pilot, text_of)
        made = seat.organisation.routines["council_meetings"]
        assert (made.title, made.text) == ("Kommunfullmäktige – sammanträden", "Se kalendern.\nSvara.")


async def test_nothing_typed_is_lost_and_it_is_gone_on_with(
    desk_app: MakeApp, seat: Seat, council: Routine, settled: Settle
) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await open_first(pilot, settled)
        await pilot.press("e")
        await settled(pilot)
        assert on(pilot, RoutineText)
        await pilot.press(*"Hej! ", "escape")
        await settled(pilot)
        await pilot.press("escape", "escape")
        await settled(pilot)
        await pilot.press("d")
        await settled(pilot)
        assert on(pilot, DraftsDialog)
        await pilot.press("enter")
        await settled(pilot)
        assert on(pilot, RoutineText)
        assert pilot.app.screen.query_one(NoteArea).text == f"Hej! {TEXT}"
        await pilot.press("ctrl+s")
        await settled(pilot)
    assert routines.open_routine(seat, council.id).latest.text == f"Hej! {TEXT}"
    assert drafts.mine(seat) == []


async def test_a_form_that_was_left_is_gone_on_with(
    desk_app: MakeApp, seat: Seat, council: Routine, settled: Settle
) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await open_first(pilot, settled)
        await pilot.press("c")
        await settled(pilot)
        await pilot.press("tab", "tab", "end", *" 2", "escape")
        await settled(pilot)
        await pilot.press("escape", "escape")
        await settled(pilot)
        await pilot.press("d")
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert on(pilot, RoutineForm)
        await pilot.press("ctrl+s")
        await settled(pilot)
    assert routines.open_routine(seat, council.id).title == "A Fullmäktige 2"


@pytest.mark.parametrize("mine", [True, False])
async def test_of_two_who_write_at_once_the_later_sees_what_the_other_wrote(
    desk_app: MakeApp, seat: Seat, seat_of: SeatOf, council: Routine, settled: Settle, text_of: Read, mine: bool
) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await open_first(pilot, settled)
        await pilot.press("e")
        await settled(pilot)
        await pilot.press(*"Hej! ")
        routines.write(seat_of("lisa"), council.id, "Lisas text.", now=NOW)
        await pilot.press("ctrl+s")
        await settled(pilot)
        assert on(pilot, Meanwhile)
        assert "Lisa Lund has written version 2 meanwhile." in words(pilot, text_of)
        await pilot.press(*(["down", "enter"] if mine else ["enter"]))
        await settled(pilot)
        if not mine:
            assert pilot.app.screen.query_one(NoteArea).text == f"Hej! {TEXT}"
    texts = [each.text for each in routines.open_routine(seat, council.id).versions]
    assert texts == [TEXT, "Lisas text.", *([f"Hej! {TEXT}"] if mine else [])]


async def test_an_agent_writes_their_own_and_no_other(
    desk_app: MakeApp, seat: Seat, seat_of: SeatOf, council: Routine, settled: Settle
) -> None:
    async with desk_app(seat_of("bo")).run_test(size=(80, 24)) as pilot:
        await open_first(pilot, settled)
        for key in ("c", "x"):
            await pilot.press(key)
            await settled(pilot)
            assert on(pilot, RoutineScreen), key
        await pilot.press("e")
        await settled(pilot)
        assert on(pilot, RoutineText)
        await pilot.press("escape", "escape")
        await settled(pilot)
        await pilot.press("n")
        await settled(pilot)
        assert on(pilot, RoutinesScreen)
        await pilot.press("down", "enter")
        await settled(pilot)
        for key in ("e", "g"):
            await pilot.press(key)
            await settled(pilot)
            assert on(pilot, RoutineScreen), key
    assert sum(each.reviewed_on is not None for each in routines.routines(seat)) == 1


# ------------------------------------------------------------------ beside the form, in the case, found


@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
async def test_it_stands_beside_the_form_and_is_read_whole_over_it(
    desk_app: MakeApp, seat: Seat, council: Routine, settled: Settle, text_of: Read, size: tuple[int, int]
) -> None:
    long = TEXT + "\n" + "\n".join(f"{number}. Steg" for number in range(3, 60))
    routines.write(seat, council.id, long, now=NOW)
    async with desk_app().run_test(size=size) as pilot:
        await settled(pilot)
        await pilot.press("2")
        await settled(pilot)
        await pilot.press(*"Council", "tab", *"Eva")
        await settled(pilot)
        assert on(pilot, RegisterScreen)
        shown = text_of(pilot)
        assert "1. Se kalendern." in shown
        assert "59. Steg" not in shown
        assert "^R shows all of it" in shown
        assert "Kommunledning" in shown.partition("shows all of it")[2], "where it belongs stands below it still"
        await pilot.press("ctrl+r")
        await settled(pilot)
        assert on(pilot, ReadRoutine)
        await pilot.press("pagedown", "pagedown", "pagedown", "pagedown", "pagedown", "pagedown")
        await settled(pilot)
        assert "59. Steg" in text_of(pilot)
        await pilot.press("escape")
        await settled(pilot)
        assert on(pilot, RegisterScreen)
        assert "Eva" in text_of(pilot)


async def test_a_kinds_routine_stands_there_where_the_topic_has_none(
    desk_app: MakeApp, seat: Seat, settled: Settle, text_of: Read
) -> None:
    routines.add(seat, {"kind": "enquiry", "text": "För alla frågor."}, NOW)
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("2")
        await settled(pilot)
        await pilot.press(*"Council", "tab")
        await settled(pilot)
        assert "Routine: Enquiry" in words(pilot, text_of)
        assert "För alla frågor." in text_of(pilot)


async def test_what_a_colleague_writes_is_beside_the_next_form(
    desk_app: MakeApp, seat: Seat, seat_of: SeatOf, council: Routine, settled: Settle, text_of: Read
) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        routines.write(seat_of("lisa"), council.id, "Nytt från Lisa.", now=NOW)
        for _turn in range(2000):
            await pilot.pause(0.02)
            if "Lisa" in seat.topics["council_meetings"].routine:
                break
        await pilot.press("2")
        await settled(pilot)
        await pilot.press(*"Council", "tab")
        await settled(pilot)
        assert "Nytt från Lisa." in text_of(pilot)


async def test_in_the_case_it_stands_at_the_right_or_behind_a_key(
    desk_app: MakeApp, seat: Seat, council: Routine, settled: Settle, text_of: Read
) -> None:
    cases.register(seat, {"topic": "council_meetings", "channel": "phone"}, NOW)
    for size in ((80, 24), (140, 40)):
        async with desk_app().run_test(size=size) as pilot:
            await settled(pilot)
            await pilot.press("enter")
            await settled(pilot)
            assert on(pilot, CaseScreen)
            assert ("1. Se kalendern." in text_of(pilot)) is (size == (140, 40))
            await pilot.press("r")
            await settled(pilot)
            assert on(pilot, RoutineScreen)
            assert "1. Se kalendern." in text_of(pilot)


async def test_it_is_found_above_the_cases_and_enter_still_opens_the_first_case(
    desk_app: MakeApp, seat: Seat, council: Routine, settled: Settle
) -> None:
    done = cases.register(seat, {"topic": "other", "channel": "phone", "summary": "Om fullmäktige"}, NOW)
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("slash", *"fullmäktige")
        await settled(pilot)
        table = pilot.app.screen.query_one(CaseTable)
        assert [(line.reference, line.cells["what"]) for line in table.lines] == [
            ("", "A Fullmäktige"), (done.reference, "Om fullmäktige"),
        ]  # fmt: skip
        await pilot.press("enter")
        await settled(pilot)
        assert on(pilot, CaseScreen)
        await pilot.press("escape")
        await settled(pilot)
        await pilot.press("down", "up", "enter")
        await settled(pilot)
        assert on(pilot, RoutineScreen)
        await pilot.press("escape")
        await settled(pilot)
        assert on(pilot, SearchScreen)


async def test_a_routine_alone_is_opened_by_enter(
    desk_app: MakeApp, seat: Seat, council: Routine, settled: Settle
) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("slash", *"sammantr", "enter")
        await settled(pilot)
        assert on(pilot, RoutineScreen)
        assert pilot.app.screen.query_one(MarkdownText).text == TEXT
