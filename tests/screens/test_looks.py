"""How the desk and a case look, in a small terminal and a large one, kept as pictures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from textual.pilot import Pilot

from desk.app import DeskApp
from desk.screens.case import CaseScreen
from desk.services import cases, drafts
from desk.services.seat import Seat
from desk.storage.drafts import Draft
from desk.terminal.look import Look

MakeApp = Callable[..., DeskApp]
Settle = Callable[[Pilot[Any]], Any]
SIZES = pytest.mark.parametrize("size", [(80, 24), (140, 40)], ids=["small", "large"])
PERSON = "189001189811"


@pytest.fixture
def a_day(seat: Seat, seat_of: Callable[[str], Seat], now: datetime) -> str:
    """A day's cases of Anna's and Bo's; the reference of one that has moved."""
    permit = {"kind": "parking_permit", "citizen": {"name": "Karin Ström", "personal_number": PERSON}}
    made: tuple[tuple[str, dict[str, Any], str, int | None], ...] = (
        ("visit", {"kind": "bus_card", "details": {"reason": "lost", "pupil": "Oskar Berg"}}, "Tappat kort", -20),
        ("email", permit, "Förnyelse", 6),
        ("phone", {"kind": "feedback", "citizen": {"anonymous": True}}, "Snöröjning på Storgatan", 30),
        ("phone", {"topic": "school_meals", "citizen": {"name": "Åsa Öberg", "protected": True}}, "", 150),
        ("visit", {"kind": "enquiry"}, "Öppettider", None),
    )
    references = []
    for number, (channel, values, summary, hours) in enumerate(made):
        received = now - timedelta(hours=26 - number * 6)
        due = None if hours is None else now + timedelta(hours=hours)
        given = {"channel": channel, "summary": summary, "due": due, "received_at": received, **values}
        references.append(cases.register(seat if number != 2 else seat_of("bo"), given, now).reference)
    cases.step(seat, references[0], "blocked", now - timedelta(hours=3))
    cases.note(seat_of("bo"), references[0], "Vårdnadshavaren hämtar ett tillfälligt kort i receptionen.", now)
    return references[0]


@SIZES
def test_the_desk(size: tuple[int, int], a_day: str, desk_app: MakeApp, settled: Settle, snap_compare: Any) -> None:
    async def before(pilot: Pilot[Any]) -> None:
        await settled(pilot)
        await pilot.press("right", "right", "down")
        await settled(pilot)

    assert snap_compare(desk_app(), terminal_size=size, run_before=before)


def test_the_desk_without_cases(desk_app: MakeApp, settled: Settle, snap_compare: Any) -> None:
    assert snap_compare(desk_app(), terminal_size=(80, 24), run_before=settled)


@pytest.mark.parametrize("theme", ["desk-light", "desk-contrast", "desk-ansi-dark", "desk-mono"])
def test_the_desk_in_other_themes(
    theme: str, a_day: str, desk_app: MakeApp, settled: Settle, snap_compare: Any
) -> None:
    look = Look(theme, False, "none" if theme == "desk-mono" else "16" if "ansi" in theme else "true")
    assert snap_compare(desk_app(look=look), terminal_size=(80, 24), run_before=settled)


@SIZES
def test_a_case(size: tuple[int, int], a_day: str, desk_app: MakeApp, settled: Settle, snap_compare: Any) -> None:
    async def before(pilot: Pilot[Any]) -> None:
        await settled(pilot)
        await pilot.app.push_screen(CaseScreen(a_day))
        await settled(pilot)

    assert snap_compare(desk_app(), terminal_size=size, run_before=before)


@pytest.mark.parametrize("key", ["o", "n", "u", "c"])
def test_what_a_case_asks(key: str, a_day: str, desk_app: MakeApp, settled: Settle, snap_compare: Any) -> None:
    async def before(pilot: Pilot[Any]) -> None:
        await settled(pilot)
        await pilot.app.push_screen(CaseScreen(a_day))
        await settled(pilot)
        await pilot.press(key)
        await settled(pilot)

    assert snap_compare(desk_app(), terminal_size=(80, 24), run_before=before)


@SIZES
def test_a_case_that_was_changed_meanwhile(
    size: tuple[int, int],
    a_day: str,
    seat_of: Callable[[str], Seat],
    now: datetime,
    desk_app: MakeApp,
    settled: Settle,
    unaware: Callable[[Pilot[Any]], None],
    snap_compare: Any,
) -> None:
    async def before(pilot: Pilot[Any]) -> None:
        await settled(pilot)
        unaware(pilot)
        await pilot.app.push_screen(CaseScreen(a_day))
        await settled(pilot)
        cases.note(seat_of("bo"), a_day, "Kortet är upphittat på linje 3.", now)
        await pilot.press("f", *"Skola", "enter")
        await settled(pilot)

    assert snap_compare(desk_app(), terminal_size=size, run_before=before)


def test_the_keys(desk_app: MakeApp, settled: Settle, snap_compare: Any) -> None:
    async def before(pilot: Pilot[Any]) -> None:
        await settled(pilot)
        await pilot.press("question_mark")
        await settled(pilot)

    assert snap_compare(desk_app(), terminal_size=(80, 24), run_before=before)


def test_a_draft_is_offered(seat: Seat, now: datetime, desk_app: MakeApp, settled: Settle, snap_compare: Any) -> None:
    fields = {"citizen.name": "Karin Ström", "summary": "Fråga om skolskjuts"}
    drafts.save(seat, Draft("one", "anna", "bus_card", "phone", fields, now - timedelta(hours=20), "gone"))
    assert snap_compare(desk_app(), terminal_size=(80, 24), run_before=settled)
