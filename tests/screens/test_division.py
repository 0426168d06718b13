"""The division of work on the screen: who answers, being away, what is left, and what the desk and the form say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from desk.app import DeskApp
from desk.rules.division import Answerer
from desk.screens.dialogs import Choose, Confirm
from desk.screens.division import DivisionScreen
from desk.screens.division_forms import AwayForm, DivisionForm
from desk.screens.division_page import LeftTable, TopicTable
from desk.screens.drafts import DraftsDialog
from desk.screens.search import SearchScreen
from desk.screens.widgets.case_table import CaseTable
from desk.services import cases, covering, division, reading
from desk.services.seat import Seat

MakeApp = Callable[..., DeskApp]
Settle = Callable[[Pilot[Any]], Any]
Read = Callable[[Pilot[Any]], str]
SeatOf = Callable[[str], Seat]
NOW = datetime(2026, 11, 19, 9, 42, tzinfo=UTC)
TODAY = date(2026, 11, 19)
TOPIC = "council_meetings"


def on(pilot: Pilot[Any], kind: type[Screen[Any]]) -> bool:
    return isinstance(pilot.app.screen, kind)


def words(pilot: Pilot[Any], read: Read) -> str:
    return " ".join(read(pilot).split())


async def open_division(pilot: Pilot[Any], settled: Settle) -> None:
    await settled(pilot)
    await pilot.press("c")
    await settled(pilot)
    assert on(pilot, DivisionScreen)


async def go_to(pilot: Pilot[Any], settled: Settle, label: str) -> None:
    """Put the cursor on a topic."""
    table = pilot.app.screen.query_one(TopicTable)
    table.go_to(next(line.id for line in table.lines if line.reference == label))
    await settled(pilot)
    assert table.current is not None
    assert table.current.reference == label


@pytest.fixture
def bos(seat: Seat, seat_of: SeatOf) -> list[str]:
    """Bo is away; he has two cases of a topic that lisa covers, and one of a topic without anybody."""
    division.set_topics(seat, [TOPIC], ["bo", "lisa"], NOW)
    made = [
        cases.register(seat_of("bo"), {"topic": topic, "channel": "phone"}, NOW).reference
        for topic in (TOPIC, TOPIC, "other")
    ]
    division.away(seat, "bo", TODAY, date(2026, 11, 27), NOW)
    return made


# ------------------------------------------------------------------ who answers


@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
async def test_who_answers_and_who_covers_is_chosen_in_a_form(
    desk_app: MakeApp, seat: Seat, settled: Settle, text_of: Read, size: tuple[int, int]
) -> None:
    async with desk_app().run_test(size=size) as pilot:
        await open_division(pilot, settled)
        assert "Nobody answers for any topic yet" in words(pilot, text_of)
        await go_to(pilot, settled, "Council meetings")
        await pilot.press("enter")
        await settled(pilot)
        assert on(pilot, DivisionForm)
        await pilot.press(*"Bo", "tab", *"Lisa", "tab", "tab", "tab", *"Kajsa", "ctrl+s")
        await settled(pilot)
        assert on(pilot, DivisionScreen)
        assert division.division(seat, NOW).of(TOPIC) == (
            Answerer("bo", "Bo Ek"), Answerer("lisa", "Lisa Lund"), Answerer(None, "Kajsa"),
        )  # fmt: skip
        line = pilot.app.screen.query_one(TopicTable).current
        assert line is not None
        assert (line.cells["answers"], line.cells["covers"]) == ("Bo Ek", "Lisa Lund, Kajsa")
        await pilot.press("enter")
        await settled(pilot)
        await pilot.press("backspace", "ctrl+s")
        await settled(pilot)
        assert [each.name for each in division.division(seat, NOW).of(TOPIC)] == ["Lisa Lund", "Kajsa"]


async def test_it_may_hold_for_the_departments_other_topics(desk_app: MakeApp, seat: Seat, settled: Settle) -> None:
    division.set_topics(seat, ["job_vacancies"], ["lisa"], NOW)
    same = {each.code for each in seat.topics.values() if each.department == "Kommunledning"}
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await open_division(pilot, settled)
        await go_to(pilot, settled, "Council meetings")
        await pilot.press("enter")
        await settled(pilot)
        await pilot.press(*"Bo", *["tab"] * 5, *"without", "ctrl+s")
        await settled(pilot)
    found = division.division(seat, NOW)
    assert {topic for topic, people in found.topics.items() if people[0].login == "bo"} == same - {"job_vacancies"}
    assert found.of("job_vacancies")[0].login == "lisa"


async def test_what_is_half_filled_in_is_kept_and_gone_on_with(
    desk_app: MakeApp, seat: Seat, settled: Settle, text_of: Read
) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await open_division(pilot, settled)
        await go_to(pilot, settled, "Council meetings")
        await pilot.press("enter")
        await settled(pilot)
        await pilot.press(*"Bo", "tab", "escape")
        await settled(pilot)
        await pilot.press("n")
        await settled(pilot)
        assert on(pilot, AwayForm)
        await pilot.press("tab", *"2026-11-27", "escape")
        await settled(pilot)
        await pilot.press("escape")
        await settled(pilot)
        for kind in (AwayForm, DivisionForm):
            await pilot.press("d")
            await settled(pilot)
            assert on(pilot, DraftsDialog)
            await pilot.press("enter")
            await settled(pilot)
            assert on(pilot, kind)
            await pilot.press("ctrl+s")
            await settled(pilot)
            await pilot.press("escape")
            await settled(pilot)
    found = division.division(seat, NOW)
    assert found.of(TOPIC)[0].login == "bo"
    assert [(each.login, each.last) for each in found.away] == [("anna", date(2026, 11, 27))]


async def test_of_two_who_divide_at_once_the_later_is_told(
    desk_app: MakeApp, seat: Seat, seat_of: SeatOf, settled: Settle, text_of: Read
) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await open_division(pilot, settled)
        await go_to(pilot, settled, "Council meetings")
        await pilot.press("enter")
        await settled(pilot)
        division.set_topics(seat_of("lisa"), [TOPIC], ["lisa"], NOW)
        await pilot.press(*"Bo", "ctrl+s")
        await settled(pilot)
        assert on(pilot, DivisionForm)
        assert "Somebody else has said who answers meanwhile." in words(pilot, text_of)
    assert division.division(seat, NOW).of(TOPIC)[0].login == "lisa"


# ------------------------------------------------------------------ away


async def test_an_agent_says_that_they_are_away_and_back(
    desk_app: MakeApp, seat: Seat, seat_of: SeatOf, settled: Settle, text_of: Read
) -> None:
    async with desk_app(seat_of("bo")).run_test(size=(80, 24)) as pilot:
        await open_division(pilot, settled)
        await pilot.press("enter")
        await settled(pilot)
        assert on(pilot, DivisionScreen), "an agent does not divide the work"
        await pilot.press("n")
        await settled(pilot)
        assert on(pilot, AwayForm)
        await pilot.press(*"2026-11-27", "ctrl+s")
        await settled(pilot)
        await pilot.press("right")
        await settled(pilot)
        assert "Bo Ek away until 2026-11-27" in words(pilot, text_of)
        (away,) = division.division(seat, NOW).away
        assert (away.login, away.first, away.last) == ("bo", TODAY, date(2026, 11, 27))
        await pilot.press("b")
        await settled(pilot)
        assert on(pilot, Confirm)
        await pilot.press("y")
        await settled(pilot)
        assert "Nobody is away, or will be." in words(pilot, text_of)
    assert division.division(seat, NOW).away == ()


async def test_a_lead_says_it_of_others(desk_app: MakeApp, seat_of: SeatOf, seat: Seat, settled: Settle) -> None:
    async with desk_app(seat_of("lisa")).run_test(size=(80, 24)) as pilot:
        await open_division(pilot, settled)
        await pilot.press("n")
        await settled(pilot)
        await pilot.press(*"Bo", "tab", "ctrl+s")
        await settled(pilot)
    (away,) = division.division(seat, NOW).away
    assert (away.login, away.last) == ("bo", None)


# ------------------------------------------------------------------ what is left


async def test_the_desk_says_whom_one_covers_and_all_is_taken_over_with_a_key(
    desk_app: MakeApp, seat: Seat, seat_of: SeatOf, bos: list[str], settled: Settle, text_of: Read
) -> None:
    async with desk_app(seat_of("lisa")).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert "c You cover for Bo Ek: 2" in words(pilot, text_of)
        await open_division(pilot, settled)
        lines = pilot.app.screen.query_one(LeftTable).lines
        assert [(line.reference, line.cells["many"], line.cells["cover"]) for line in lines] == [
            ("Bo Ek", "2", "you"), ("Bo Ek", "1", "! nobody"),
        ]  # fmt: skip
        await pilot.press("M")
        await settled(pilot)
        assert "Take over 2 cases of Bo Ek's?" in words(pilot, text_of)
        await pilot.press("y")
        await settled(pilot)
        await pilot.press("escape")
        await settled(pilot)
        assert "You cover for" not in words(pilot, text_of)
    assert [reading.open_case(seat, each).case.agent for each in bos] == ["lisa", "lisa", "bo"]


async def test_what_nobody_covers_a_lead_looks_at_and_hands_to_somebody(
    desk_app: MakeApp, seat: Seat, bos: list[str], settled: Settle, text_of: Read
) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await open_division(pilot, settled)
        await pilot.press("left")
        await settled(pilot)
        assert "! 1 that nobody covers" in words(pilot, text_of)
        await pilot.press("down", "enter")
        await settled(pilot)
        assert on(pilot, SearchScreen)
        assert [line.reference for line in pilot.app.screen.query_one(CaseTable).lines] == [bos[2]]
        await pilot.press("escape")
        await settled(pilot)
        await pilot.press("f")
        await settled(pilot)
        assert on(pilot, Choose)
        await pilot.press("down", "enter")
        await settled(pilot)
    assert reading.open_case(seat, bos[2]).case.agent == "lisa"
    assert [each.topic for each in covering.left(seat, NOW)] == [TOPIC]


async def test_one_row_is_taken_over_by_itself(desk_app: MakeApp, seat: Seat, bos: list[str], settled: Settle) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await open_division(pilot, settled)
        await pilot.press("m")
        await settled(pilot)
        assert on(pilot, DivisionScreen), "there is nothing to take where one chooses who answers"
        await pilot.press("left", "m", "enter")
        await settled(pilot)
    assert [reading.open_case(seat, each).case.agent for each in bos] == ["anna", "anna", "bo"]


# ------------------------------------------------------------------ in the form and the case


async def test_the_form_says_who_answers_and_the_toast_whose_it_became(
    desk_app: MakeApp, seat: Seat, bos: list[str], settled: Settle, text_of: Read
) -> None:
    async with desk_app().run_test(size=(140, 40)) as pilot:
        await settled(pilot)
        await pilot.press("2")
        await settled(pilot)
        await pilot.press(*"Council", "tab")
        await settled(pilot)
        assert "Lisa Lund covers for Bo Ek, who is away" in words(pilot, text_of)
        await pilot.press("ctrl+o")
        await settled(pilot)
        said = [each.message for each in pilot.app._notifications]
        assert any("saved as an open case: Lisa Lund answers for it." in each for each in said)
        await pilot.press("slash", *bos[0], "enter")
        await settled(pilot)
        assert "Lisa Lund covers for Bo Ek, who is away" in words(pilot, text_of)
