"""Failure demand and feedback on the screen: tables, spans, one key to the board, and the written text."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from desk.app import DeskApp
from desk.rules.cases import Outcome
from desk.rules.spans import parse_span
from desk.screens.demand import CauseTable, DemandScreen
from desk.screens.dialogs import AskNote
from desk.screens.feedback import DepartmentScreen, FeedbackScreen
from desk.services import board, cases, feedback_report
from desk.services.seat import Seat

Settled = Callable[[Pilot[Any]], Awaitable[None]]
MakeApp = Callable[..., DeskApp]
TextOf = Callable[[Pilot[Any]], str]
JULY = datetime(2026, 7, 7, 9, 0, tzinfo=UTC)
T2 = parse_span("2026-T2")


@pytest.fixture
def contacts(seat: Seat) -> None:
    """Failure demand of tertial 2: six of one sort, one of another, and some of value; feedback too."""
    sorts = [("chasing", "school_meals", "Barn & utbildning")] * 6 + [("no_reply", "school_meals", "Miljö")]
    for place, (cause, topic, department) in enumerate(sorts):
        values = {
            "topic": topic, "department": department, "demand": "failure", "cause": cause,
            "received_at": JULY + timedelta(days=place), "channel": "phone",
        }  # fmt: skip
        reference = cases.register(seat, values, JULY + timedelta(days=place)).reference
        cases.close(seat, reference, Outcome.SOLVED_FIRST, JULY + timedelta(days=place, minutes=3))
    cases.register(seat, {"kind": "enquiry", "demand": "value", "received_at": JULY}, JULY)
    for sort in ("complaint", "praise"):
        given = {"kind": "feedback", "department": "Miljö", "details": {"type": sort, "action": "Ringde Karin"}}
        cases.register(seat, {**given, "received_at": JULY, "citizen": {"name": "Karin Ström"}}, JULY)


def on(pilot: Pilot[Any], kind: type[Screen[Any]]) -> bool:
    return isinstance(pilot.app.screen, kind)


def toasts(pilot: Pilot[Any]) -> str:
    return "\n".join(each.message for each in pilot.app._notifications)


async def go(pilot: Pilot[Any], settled: Settled, key: str) -> None:
    await settled(pilot)
    await pilot.press("r")
    await settled(pilot)
    await pilot.press(key)
    await settled(pilot)


# ------------------------------------------------------------------ failure demand


@pytest.mark.usefixtures("contacts")
@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
async def test_four_tables_of_one_span(
    size: tuple[int, int], desk_app: MakeApp, settled: Settled, text_of: TextOf
) -> None:
    async with desk_app().run_test(size=size) as pilot:
        await go(pilot, settled, "f")
        assert on(pilot, DemandScreen)
        shown = text_of(pilot)
        assert "Tertial 2 2026" in shown
        assert "Failure demand 87.5%: 7 of 8 classified contacts" in shown
        assert [line.reference for line in pilot.app.screen.query_one(CauseTable).lines] == [
            "Chasing a decision", "No reply",
        ]  # fmt: skip
        await pilot.press("tab")
        await settled(pilot)
        assert "[Departments]" in text_of(pilot)
        assert "chasing a decision 6" in text_of(pilot)
        await pilot.press("tab", "tab")
        await settled(pilot)
        shown = text_of(pilot)
        assert "[Time]" in shown
        assert "18 min" in shown  # six, three minutes each
        assert "tied to no case" in shown
        await pilot.press("shift+tab")
        await settled(pilot)
        assert "[Topics]" in text_of(pilot)


@pytest.mark.usefixtures("contacts")
async def test_one_key_puts_a_cause_on_the_board(
    desk_app: MakeApp, settled: Settled, seat: Seat, now: datetime
) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await go(pilot, settled, "f")
        await pilot.press("tab", "tab", "tab")
        await settled(pilot)
        await pilot.press("b")
        await settled(pilot)
        assert "Improvement 1 is on the board." in toasts(pilot)
        await pilot.press("b")
        await settled(pilot)
        assert "Improvement 1 is about that already." in toasts(pilot)
    (card,) = board.board(seat, now).cards
    assert (card.department, card.topic, card.cause) == ("Barn & utbildning", "school_meals", "chasing")
    assert card.proposal == "Fewer contacts about School meals – menu: chasing a decision"


@pytest.mark.usefixtures("contacts")
async def test_a_department_alone_and_other_spans(desk_app: MakeApp, settled: Settled, text_of: TextOf) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await go(pilot, settled, "f")
        await pilot.press("tab", "down", "enter")
        await settled(pilot)
        assert "Tertial 2 2026 · Miljö" in text_of(pilot)
        assert "Failure demand 100.0%: 1 of 1" in text_of(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert "7 of 8" in text_of(pilot)
        await pilot.press("right")
        await settled(pilot)
        assert "Tertial 3 2026" in text_of(pilot)
        await pilot.press("right")  # nothing lies ahead
        await settled(pilot)
        assert "Tertial 3 2026" in text_of(pilot)
        await pilot.press("v", "down", "down", "enter")  # the tertial is marked: a year lies two below
        await settled(pilot)
        assert "Failure demand · 2026" in text_of(pilot)
        assert "7 of 8" in text_of(pilot)
        await pilot.press("left")
        await settled(pilot)
        assert "Failure demand · 2025" in text_of(pilot)
        assert "–" in text_of(pilot)
        await pilot.press("b", "enter")
        await settled(pilot)
        assert on(pilot, DemandScreen)


@pytest.mark.usefixtures("contacts")
async def test_an_auditor_sees_it_and_is_told_who_may_propose(
    desk_app: MakeApp, settled: Settled, text_of: TextOf, seat_of: Callable[[str], Seat]
) -> None:
    async with desk_app(seat_of("rut")).run_test(size=(80, 24)) as pilot:
        await go(pilot, settled, "f")
        assert "7 of 8" in text_of(pilot)
        await pilot.press("b")
        await settled(pilot)
        assert "may not do this" in toasts(pilot)


# ------------------------------------------------------------------ feedback


@pytest.mark.usefixtures("contacts")
@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
async def test_departments_as_rows_and_one_by_itself(
    size: tuple[int, int], desk_app: MakeApp, settled: Settled, text_of: TextOf
) -> None:
    async with desk_app().run_test(size=size) as pilot:
        await go(pilot, settled, "b")
        assert on(pilot, FeedbackScreen)
        shown = text_of(pilot)
        assert "2 views; 0 in T1/26 and 0 in T2/25" in shown
        assert "Miljö" in shown
        await pilot.press("enter")
        await settled(pilot)
        assert on(pilot, DepartmentScreen)
        shown = text_of(pilot)
        assert "Miljö · Tertial 2 2026" in shown
        assert "With an action written" in shown
        assert "Karin" not in shown
        assert "Nothing has been written about this span yet." in shown
        await pilot.press("left")
        await settled(pilot)
        assert "Miljö · Tertial 1 2026" in text_of(pilot)
        await pilot.press("escape")
        await settled(pilot)
        assert on(pilot, FeedbackScreen)


@pytest.mark.usefixtures("contacts")
async def test_a_lead_writes_what_was_done(
    desk_app: MakeApp, settled: Settled, text_of: TextOf, seat_of: Callable[[str], Seat], now: datetime
) -> None:
    lisa = seat_of("lisa")
    async with desk_app(lisa).run_test(size=(80, 24)) as pilot:
        await go(pilot, settled, "b")
        await pilot.press("e")
        assert on(pilot, AskNote)
        assert "No names" in text_of(pilot)
        await pilot.press(*"Fler papperskorgar", "ctrl+s")
        await settled(pilot)
        assert "yes" in next(line for line in text_of(pilot).splitlines() if "Miljö" in line)
        # somebody else writes while one does: what one typed is kept, and asked for again
        await pilot.press("e", *" i parken")
        feedback_report.write_text(lisa, T2, "Miljö", "Annat", 1, now)
        await pilot.press("ctrl+s")
        await settled(pilot)
        assert "Somebody else has written the text meanwhile." in toasts(pilot)
        assert on(pilot, AskNote)
        assert "i parken" in text_of(pilot)
        assert "Fler papperskorgar" in text_of(pilot)
        await pilot.press("escape", "enter")
        await settled(pilot)
        assert "Annat" in text_of(pilot)


@pytest.mark.usefixtures("contacts")
async def test_an_agent_reads_and_is_told_who_writes(
    desk_app: MakeApp, settled: Settled, seat_of: Callable[[str], Seat]
) -> None:
    async with desk_app(seat_of("bo")).run_test(size=(80, 24)) as pilot:
        await go(pilot, settled, "b")
        await pilot.press("e")
        await settled(pilot)
        assert on(pilot, FeedbackScreen)
        assert "Those who keep the follow-up write here." in toasts(pilot)
