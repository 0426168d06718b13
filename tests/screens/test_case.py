"""A case on the screen: its facts and its trail in words, and every key that moves it on."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import TextArea

from desk.app import DeskApp
from desk.rules.cases import Case, Outcome, Status
from desk.rules.refusals import Problem
from desk.screens.case import CaseScreen
from desk.screens.correct import CorrectScreen
from desk.screens.desk import DeskScreen
from desk.screens.dialogs import AskLine, AskNote, Choose, Confirm
from desk.screens.handing_over import AskToWhom
from desk.screens.widgets.form import Form
from desk.screens.wording import problem_in_words
from desk.services import cases, corrections, people, reading, retention
from desk.services.seat import Seat
from desk.settings_model import Settings
from desk.storage.database import Database

MakeApp = Callable[..., DeskApp]
Settle = Callable[[Pilot[Any]], Any]
Read = Callable[[Pilot[Any]], str]

PERSON = "189001189811"


def on(pilot: Pilot[Any], kind: type[Screen[Any]]) -> bool:
    """Whether a screen of this kind is the one shown."""
    return isinstance(pilot.app.screen, kind)


def bus_card(seat: Seat, now: datetime, **values: Any) -> str:
    """Register an open, lost bus card two hours ago."""
    given = {
        "kind": "bus_card",
        "channel": "visit",
        "summary": "Tappat kort",
        "citizen": {"name": "Karin Ström", "personal_number": PERSON},
        "details": {"reason": "lost", "pupil": "Oskar Berg"},
        **values,
    }
    return cases.register(seat, given, now - timedelta(hours=2)).reference


def as_it_is(seat: Seat, reference: str) -> Case:
    """The case as it is remembered."""
    return reading.open_case(seat, reference).case


def toasts(pilot: Pilot[Any]) -> str:
    """Everything said in toasts."""
    return "\n".join(each.message for each in pilot.app._notifications)


async def opened(pilot: Pilot[Any], settled: Settle, reference: str) -> CaseScreen:
    """Open a case."""
    await settled(pilot)
    screen = CaseScreen(reference)
    await pilot.app.push_screen(screen)
    await settled(pilot)
    return screen


# ------------------------------------------------------------------ what is shown


async def test_facts_and_timeline_are_said_in_words(
    desk_app: MakeApp, seat: Seat, now: datetime, settled: Settle, text_of: Read
) -> None:
    reference = bus_card(seat, now)
    cases.step(seat, reference, "blocked", now - timedelta(hours=1))
    cases.note(seat, reference, "Ringde skolan", now)
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, settled, reference)
        shown = text_of(pilot)
    assert f"{reference} · Bus card · Karin Ström" in shown
    assert re.search(r"Reason +Lost\b", shown)
    assert "Step: Reported → Blocked" in shown
    assert "today 09:42 · Anna Lind" in shown
    assert "Ringde skolan" in shown
    assert shown.index("Note added") < shown.index("Step taken") < shown.index("Registered"), "the newest first"


async def test_the_personal_number_is_masked_until_asked_for_and_that_is_logged(
    desk_app: MakeApp, seat: Seat, now: datetime, settled: Settle, text_of: Read
) -> None:
    reference = bus_card(seat, now)
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, settled, reference)
        assert "18900118-••••" in text_of(pilot)
        assert "9811" not in text_of(pilot)
        await pilot.press("v")
        await settled(pilot)
        assert "18900118-9811" in text_of(pilot)
        cases.note(seat, bus_card(seat, now, citizen={}), "annat ärende", now)
        await pilot.pause(1.3)
        await settled(pilot)
        assert "18900118-9811" in text_of(pilot), "another case's change masks nothing"
    with seat.database.read() as tx:
        assert tx.all('SELECT "by", field, why FROM openings') == [("anna", "citizen.personal_number", "")]


async def test_a_protected_identity_asks_why(
    desk_app: MakeApp, seat: Seat, now: datetime, settled: Settle, text_of: Read
) -> None:
    reference = bus_card(seat, now, citizen={"name": "Karin Ström", "protected": True}, details={"reason": "lost"})
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, settled, reference)
        assert "Karin" not in text_of(pilot)
        await pilot.press("v")
        assert on(pilot, AskLine)
        await pilot.press("escape")
        await settled(pilot)
        assert "Karin" not in text_of(pilot)
        await pilot.press("v", *"Legitimerad", "enter")
        await settled(pilot)
        assert "Karin Ström" in text_of(pilot)
    with seat.database.read() as tx:
        assert tx.all("SELECT field, why FROM openings") == [("protected_identity", "Legitimerad")]


async def test_an_agent_may_not_open_a_protected_identity(
    desk_app: MakeApp, seat: Seat, seat_of: Callable[[str], Seat], now: datetime, settled: Settle, text_of: Read
) -> None:
    reference = bus_card(seat, now, citizen={"name": "Karin Ström", "protected": True}, details={"reason": "lost"})
    async with desk_app(seat_of("bo")).run_test(size=(80, 24)) as pilot:
        await opened(pilot, settled, reference)
        await pilot.press("v")
        await settled(pilot)
        assert "Only a lead or an administrator" in toasts(pilot)
        assert "Karin" not in text_of(pilot)


async def test_a_case_that_one_may_not_see_is_not_opened(
    desk_app: MakeApp, seat: Seat, seat_of: Callable[[str], Seat], now: datetime, settled: Settle
) -> None:
    reference = bus_card(seat, now, confidential=True)
    async with desk_app(seat_of("bo")).run_test(size=(80, 24)) as pilot:
        await opened(pilot, settled, reference)
        assert on(pilot, DeskScreen)
        assert "confidential" in toasts(pilot)


# ------------------------------------------------------------------ moving it


async def test_the_only_step_is_taken_at_once(desk_app: MakeApp, seat: Seat, now: datetime, settled: Settle) -> None:
    reference = bus_card(seat, now)
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, settled, reference)
        await pilot.press("s")
        await settled(pilot)
        assert "Blocked" in toasts(pilot)
    assert as_it_is(seat, reference).step == "blocked"


async def test_what_a_step_misses_is_filled_in_at_once(
    desk_app: MakeApp, seat: Seat, now: datetime, settled: Settle, text_of: Read
) -> None:
    reference = bus_card(seat, now, details={"reason": "defect", "pupil": "Oskar Berg"})
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, settled, reference)
        await pilot.press("s")
        await settled(pilot)
        await pilot.press("s")
        await settled(pilot)
        assert on(pilot, CorrectScreen)
        assert "The card's number is missing. Fill in the number on the" in text_of(pilot)
        await pilot.press(*"700123", "ctrl+s")
        await settled(pilot)
        assert on(pilot, CaseScreen)
    assert as_it_is(seat, reference).step == "to_collect"  # what was wanted is done, once it can be


async def test_everything_that_a_permit_lacks_is_asked_for_at_once(
    desk_app: MakeApp, seat: Seat, now: datetime, settled: Settle, text_of: Read
) -> None:
    given = {"application": "new", "resident": True, "lasting": True, "decision": "granted"}
    reference = cases.register(seat, {"kind": "parking_permit", "details": given}, now).reference
    for step in ("investigation", "decided"):
        cases.step(seat, reference, step, now)
    async with desk_app().run_test(size=(140, 40)) as pilot:
        await opened(pilot, settled, reference)
        await pilot.press("s", "enter")
        await settled(pilot)
        assert on(pilot, CorrectScreen)
        shown = text_of(pilot)
        assert "The serial number is missing" in shown
        assert "The permit's days are missing" in shown
        assert "The personal number is missing" in shown


def test_a_screen_says_steps_and_statuses_in_words() -> None:
    step = Problem("step_not_allowed", "step", {"allowed": ("to_collect",)})
    assert problem_in_words(step, "bus_card").right == "Allowed now: To collect."
    status = Problem("status_not_allowed", "status", {"now": "closed", "allowed": ("reopened",)})
    said = problem_in_words(status, "bus_card")
    assert (said.reason, said.right) == ("The case cannot go from Closed to that status.", "Allowed now: Reopened.")


@pytest.mark.parametrize(
    ("problem", "right"),
    [
        (Problem("unknown_code", "demand", {"allowed": "value, failure"}), "Choose one of: Value, Failure."),
        (Problem("outcome_missing", "outcome", {"allowed": ("solved_first",)}), "Solved at first contact"),
        (Problem("unknown_code", "details.reason", {"allowed": "new, lost"}), "Choose one of: New, Lost."),
        (Problem("topic_of_other_kind", "topic", {"kind": "bus_card"}), "Register it as Bus card."),
        (Problem("cause_of_other_demand", "cause", {"demand": "value", "allowed": "new_request"}), "For Value, choose"),
        (Problem("step_unknown", "step", {"allowed": ("to_collect",)}), "Its steps: To collect."),
        (Problem("too_long", "summary", {"max_length": 200}), "At most 200 characters."),
    ],
)
def test_a_screen_says_no_codes(problem: Problem, right: str) -> None:
    assert right in problem_in_words(problem, "bus_card").right
    assert "_" not in problem_in_words(problem, "bus_card").right


async def test_a_topic_that_is_not_there_is_answered_with_names(
    desk_app: MakeApp, seat: Seat, now: datetime, settled: Settle, text_of: Read
) -> None:
    reference = bus_card(seat, now)
    async with desk_app().run_test(size=(100, 40)) as pilot:
        await opened(pilot, settled, reference)
        await pilot.press("c")
        await settled(pilot)
        await pilot.press(*"parking", "escape", "ctrl+s")
        await settled(pilot)
        assert on(pilot, CorrectScreen)
        assert "parking_permit" not in text_of(pilot)
        assert "There is no such topic. Nearest:" in text_of(pilot)


async def test_one_of_several_steps_answers_to_its_letter(
    desk_app: MakeApp, seat: Seat, now: datetime, settled: Settle
) -> None:
    values = {"kind": "parking_permit", "channel": "visit", "citizen": {"name": "Karin", "personal_number": PERSON}}
    reference = cases.register(seat, values, now).reference
    async with desk_app().run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, settled, reference)
        assert screen.view is not None
        assert set(screen.view.steps) == {"completion", "investigation"}
        await pilot.press("s")
        assert on(pilot, Choose)
        await pilot.press("i")
        await settled(pilot)
    assert as_it_is(seat, reference).step == "investigation"


async def test_steps_typed_ahead_are_taken_one_after_another(
    desk_app: MakeApp, seat: Seat, now: datetime, settled: Settle
) -> None:
    reference = bus_card(seat, now, agent="bo")
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, settled, reference)
        await pilot.press("s", "m")
        await settled(pilot)
    case = as_it_is(seat, reference)
    assert (case.step, case.agent) == ("blocked", "anna")


async def test_the_last_step_proposes_an_outcome(desk_app: MakeApp, seat: Seat, now: datetime, settled: Settle) -> None:
    reference = bus_card(seat, now, details={"reason": "new", "card_number": "K1"})
    for step in ("ordered", "to_collect"):
        cases.step(seat, reference, step, now)
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, settled, reference)
        await pilot.press("s")
        await settled(pilot)
        assert on(pilot, Choose)
        assert as_it_is(seat, reference).is_open, "nothing is closed by itself"
        await pilot.press("enter")
        await settled(pilot)
    assert as_it_is(seat, reference).outcome is Outcome.SOLVED_LATER


async def test_no_outcome_is_asked_over_a_note_that_is_being_written(
    desk_app: MakeApp, seat: Seat, now: datetime, settled: Settle
) -> None:
    reference = bus_card(seat, now, details={"reason": "new", "card_number": "K1"})
    for step in ("ordered", "to_collect"):
        cases.step(seat, reference, step, now)
    async with desk_app().run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, settled, reference)
        await pilot.press("n")
        pilot.app.call_later(screen.action_step)
        await settled(pilot)
        assert on(pilot, AskNote)
    assert as_it_is(seat, reference).step == "handed_out"


async def test_a_note_is_written_and_one_left_unsaved_is_kept(
    desk_app: MakeApp, seat: Seat, now: datetime, settled: Settle
) -> None:
    reference = bus_card(seat, now)
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, settled, reference)
        await pilot.press("n", *"Ett", "escape", "n")
        assert on(pilot, AskNote)
        assert pilot.app.screen.query_one(TextArea).text == "Ett"
        await pilot.press("end", "enter", *"och", "ctrl+s")
        await settled(pilot)
        await pilot.press("n")
        assert pilot.app.screen.query_one(TextArea).text == "", "once saved it is not offered again"
    assert as_it_is(seat, reference).note == "Ett\noch"


async def test_closing_and_opening_again(desk_app: MakeApp, seat: Seat, now: datetime, settled: Settle) -> None:
    reference = bus_card(seat, now)
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, settled, reference)
        await pilot.press("o", "down", "down", "enter")
        await settled(pilot)
        assert as_it_is(seat, reference).outcome is Outcome.FORWARDED
        await pilot.press("o")
        assert on(pilot, Confirm)
        await pilot.press("enter")
        await settled(pilot)
    assert as_it_is(seat, reference).status is Status.REOPENED


async def test_forward_park_and_annul(desk_app: MakeApp, seat: Seat, now: datetime, settled: Settle) -> None:
    reference = bus_card(seat, now)
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, settled, reference)
        await pilot.press("f", *"Miljö", "enter")
        await settled(pilot)
        assert as_it_is(seat, reference).passed_on_to == "Miljö"
        await pilot.press("u", *"igår", "enter")
        await settled(pilot)
        assert "later day" in toasts(pilot) or "past" in toasts(pilot)
        await pilot.press("u", *"+14", "enter")
        await settled(pilot)
        assert as_it_is(seat, reference).parked_until == date(2026, 12, 3)
        await pilot.press("x", *"Dubblett", "enter")
        await settled(pilot)
    assert as_it_is(seat, reference).annulled_why == "Dubblett"


async def test_a_line_that_is_there_already_is_shown_from_its_beginning(
    desk_app: MakeApp, seat: Seat, now: datetime, settled: Settle, text_of: Read
) -> None:
    reference = bus_card(seat, now)
    cases.forward(seat, reference, "Miljöförvaltningen", now)
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, settled, reference)
        await pilot.press("f")
        await settled(pilot)
        assert on(pilot, AskToWhom)
        assert "│ Miljöförvaltningen" in text_of(pilot)


async def test_a_colleagues_change_appears_by_itself(
    desk_app: MakeApp, seat: Seat, database_file: Path, now: datetime, settled: Settle, text_of: Read
) -> None:
    reference = bus_card(seat, now)
    elsewhere = people.sit_down(Database(database_file), Settings(), "bo")
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, settled, reference)
        cases.note(elsewhere, reference, "Från Bo", now)
        for _tenth in range(20):
            await pilot.pause(0.1)
            if "Från Bo" in text_of(pilot):
                break
        assert "Från Bo" in text_of(pilot)
        assert "Bo Ek" in text_of(pilot)
    elsewhere.database.close()


# ------------------------------------------------------------------ correcting


async def test_correcting_sends_what_was_changed_and_keeps_both(
    desk_app: MakeApp, seat: Seat, now: datetime, settled: Settle, text_of: Read
) -> None:
    reference = bus_card(seat, now)
    async with desk_app().run_test(size=(140, 40)) as pilot:
        await opened(pilot, settled, reference)
        await pilot.press("c")
        await settled(pilot)
        assert on(pilot, CorrectScreen)
        pilot.app.screen.query_one(Form).focus_field("summary")
        await pilot.press("end", *" igen", "ctrl+s")
        await settled(pilot)
        assert on(pilot, CaseScreen)
        assert "Tappat kort → Tappat kort igen" in " ".join(text_of(pilot).split())
    opened_case = reading.open_case(seat, reference)
    assert list(opened_case.events[-1].changes) == ["summary"]
    assert reading.reveal(seat, reference).case.personal_number == PERSON


async def test_a_wrong_correction_is_said_at_its_field(
    desk_app: MakeApp, seat: Seat, now: datetime, settled: Settle, text_of: Read
) -> None:
    reference = bus_card(seat, now)
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, settled, reference)
        await pilot.press("c")
        await settled(pilot)
        pilot.app.screen.query_one(Form).focus_field("citizen.phone")
        await pilot.press(*"12", "ctrl+s")
        await settled(pilot)
        assert on(pilot, CorrectScreen)
        assert "That is not a telephone number" in text_of(pilot)
        await pilot.press("escape")
        assert on(pilot, CorrectScreen), "the first Esc says that it is not saved"
        await pilot.press("escape")
        assert on(pilot, CaseScreen)
    assert as_it_is(seat, reference).phone is None


async def test_the_agent_is_there_to_be_changed(desk_app: MakeApp, seat: Seat, now: datetime, settled: Settle) -> None:
    reference = bus_card(seat, now)
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, settled, reference)
        await pilot.press("c")
        await settled(pilot)
        form = pilot.app.screen.query_one(Form)
        assert form.values()["agent"] == "anna"
        form.focus_field("agent")
        await pilot.press(*"bo", "ctrl+s")
        await settled(pilot)
    assert as_it_is(seat, reference).agent == "bo"


async def test_the_palette_sets_statuses_and_opens_again(
    desk_app: MakeApp, seat: Seat, now: datetime, settled: Settle
) -> None:
    reference = bus_card(seat, now)
    async with desk_app().run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, settled, reference)
        offered = {each.title: each.callback for each in screen.own_commands()}
        offered["Wait for the citizen"]()
        await settled(pilot)
        assert as_it_is(seat, reference).status is Status.WAITING_CITIZEN
        cases.close(seat, reference, Outcome.WITHDRAWN, now)
        for _turn in range(400):
            if [each.title for each in screen.own_commands()] == ["Reopen", "Hold"]:
                break
            await pilot.pause(0.05)
        assert [each.title for each in screen.own_commands()] == ["Reopen", "Hold"]


async def test_a_lead_holds_a_case_back_from_disposal_and_releases_it(
    desk_app: MakeApp, seat: Seat, now: datetime, settled: Settle, text_of: Read
) -> None:
    reference = bus_card(seat, now)
    async with desk_app().run_test(size=(120, 32)) as pilot:
        screen = await opened(pilot, settled, reference)
        offered = {each.title: each for each in screen.own_commands()}
        assert "Release the hold" not in offered
        offered["Hold"].callback()
        await settled(pilot)
        await pilot.press(*"Appeal", "enter")
        await settled(pilot)
        assert as_it_is(seat, reference).hold == "Appeal"
        assert re.search(r"Hold +Appeal", text_of(pilot))
        assert "Held back from disposal" in text_of(pilot)
        offered = {each.title: each for each in screen.own_commands()}
        assert "Hold" not in offered
        offered["Release the hold"].callback()
        await settled(pilot)
        assert as_it_is(seat, reference).hold is None
        assert "Hold: Appeal" in text_of(pilot)


async def test_an_agent_is_not_offered_a_hold(
    desk_app: MakeApp, seat: Seat, seat_of: Callable[[str], Seat], now: datetime, settled: Settle
) -> None:
    reference = bus_card(seat, now)
    async with desk_app(seat_of("bo")).run_test(size=(120, 32)) as pilot:
        screen = await opened(pilot, settled, reference)
        assert "Hold" not in {each.title for each in screen.own_commands()}


async def test_a_case_that_was_disposed_of_says_so_and_offers_nothing(
    desk_app: MakeApp, seat: Seat, now: datetime, settled: Settle, text_of: Read
) -> None:
    reference = bus_card(seat, now)
    corrections.correct(seat, reference, {"citizen.name": "Siv Lund"}, now)
    cases.close(seat, reference, Outcome.SOLVED_LATER, now)
    retention.run(seat, "KS 2026/114", now=now + timedelta(days=730))
    async with desk_app(now=lambda: now + timedelta(days=731)).run_test(size=(120, 40)) as pilot:
        screen = await opened(pilot, settled, reference)
        text = text_of(pilot)
        assert re.search(r"Disposed of +\S", text)
        assert "Personal data disposed of" in text
        assert "Decision: KS 2026/114" in text
        assert "Name: removed" in text
        assert "Karin" not in text
        assert list(screen.own_commands()) == []
        assert screen.view is not None
        assert screen.view.steps == ()
        await pilot.press("n", *"x y", "ctrl+s")
        await settled(pilot)
        assert "disposed of" in toasts(pilot)
