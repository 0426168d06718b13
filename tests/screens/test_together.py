"""Two people at one case: each sees that the other is there, and whoever saves later is told and chooses."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input

from desk.app import DeskApp
from desk.rules.cases import Case, Outcome, Status
from desk.screens.case import CaseScreen
from desk.screens.conflict import Conflict
from desk.screens.correct import CorrectScreen
from desk.screens.correct_words import both_notes
from desk.screens.dialogs import AskNote
from desk.screens.handing_over import AskToWhom
from desk.screens.widgets.form import Form
from desk.screens.widgets.hanging import Hanging
from desk.services import cases, corrections, people, reading, sessions
from desk.services.seat import Seat
from desk.settings_model import Settings
from desk.storage import sessions as stored
from desk.storage.database import Database

MakeApp = Callable[..., DeskApp]
Settle = Callable[[Pilot[Any]], Any]
Read = Callable[[Pilot[Any]], str]
SeatOf = Callable[[str], Seat]
Unaware = Callable[[Pilot[Any]], None]

PERSON = "189001189811"


@pytest.fixture
def bo(database_file: Path) -> Iterator[Seat]:
    """Bo Ek, at a terminal of his own."""
    seat = people.sit_down(Database(database_file), Settings(), "bo")
    yield seat
    seat.database.close()


@pytest.fixture
def reference(seat: Seat, now: datetime) -> str:
    """An open, lost bus card."""
    given = {
        "kind": "bus_card",
        "channel": "visit",
        "summary": "Tappat kort",
        "citizen": {"name": "Karin Ström", "personal_number": PERSON},
        "details": {"reason": "lost", "pupil": "Oskar Berg"},
    }
    return cases.register(seat, given, now - timedelta(hours=2)).reference


def as_it_is(seat: Seat, reference: str) -> Case:
    """The case as it is remembered."""
    return reading.open_case(seat, reference).case


def on(pilot: Pilot[Any], kind: type[Screen[Any]]) -> bool:
    """Whether a screen of this kind is the one shown."""
    return isinstance(pilot.app.screen, kind)


async def opened(pilot: Pilot[Any], settled: Settle, reference: str) -> CaseScreen:
    """Open a case."""
    await settled(pilot)
    screen = CaseScreen(reference)
    await pilot.app.push_screen(screen)
    await settled(pilot)
    return screen


async def correcting(pilot: Pilot[Any], settled: Settle, reference: str, field: str) -> CorrectScreen:
    """Open a case's form at a field."""
    await opened(pilot, settled, reference)
    await pilot.press("c")
    await settled(pilot)
    screen = pilot.app.screen
    assert isinstance(screen, CorrectScreen)
    screen.query_one(Form).focus_field(field)
    await settled(pilot)
    return screen


def type_ahead(pilot: Pilot[Any], letters: str) -> None:
    """Press keys without waiting for what comes of them."""
    for letter in letters:
        pilot.app.post_message(events.Key(letter, letter))


def told(pilot: Pilot[Any]) -> str:
    """What the dialog says, a line each."""
    rows = [row for pane in pilot.app.screen.query(Hanging) for row in pane.rows]
    return "\n".join(part for row in rows for part in (row.name, row.text) if part)


async def until(pilot: Pilot[Any], true: Callable[[], bool]) -> None:
    """Wait for something that a look once a second tells; at most two of them."""
    for _tenth in range(20):
        await pilot.pause(0.1)
        if true():
            return
    raise AssertionError("not within two looks")


# ------------------------------------------------------------------ presence


def here(seat: Seat, session: str, reference: str | None, now: datetime) -> sessions.Company | None:
    """A session of a seat opens a case, or leaves it."""
    sessions.beat(seat, session, now)
    return sessions.open_case(seat, session, None if reference is None else as_it_is(seat, reference).id, now)


async def test_two_at_one_case_see_each_other_come_and_go(
    desk_app: MakeApp, seat: Seat, bo: Seat, reference: str, now: datetime, settled: Settle, text_of: Read
) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, settled, reference)
        assert "open too" not in text_of(pilot)
        company = here(bo, "elsewhere:1:bo", reference, now)
        assert company is not None
        assert company.names == ("Anna Lind",), "he sees her too"
        await until(pilot, lambda: "Bo Ek has the case open too" in text_of(pilot))
        here(bo, "elsewhere:1:bo", None, now)
        await until(pilot, lambda: "open too" not in text_of(pilot))


async def test_two_programs_see_each_other(
    desk_app: MakeApp, seat: Seat, bo: Seat, reference: str, now: datetime, settled: Settle, text_of: Read
) -> None:
    async with desk_app().run_test(size=(80, 24)) as anna, desk_app(bo).run_test(size=(80, 24)) as his:
        await settled(anna)
        await anna.press("enter")
        await settled(anna)
        await settled(his)
        await his.press("h")
        await settled(his)
        await his.press("enter")
        await settled(his)
        for _turn in range(200):  # a server's word of it is heard within a second
            if "Anna Lind has the case open too" in text_of(his):
                break
            await his.pause(0.02)
        assert "Anna Lind has the case open too" in text_of(his), "at once, not at the next look"
        await until(anna, lambda: "Bo Ek has the case open too" in text_of(anna))
        await his.press("escape")
        await settled(his)
        await until(anna, lambda: "open too" not in text_of(anna))


async def test_the_form_of_a_correction_is_the_case_open(
    desk_app: MakeApp, seat: Seat, bo: Seat, reference: str, now: datetime, settled: Settle, text_of: Read
) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await correcting(pilot, settled, reference, "summary")
        company = here(bo, "elsewhere:1:bo", reference, now)
        assert company is not None
        assert company.names == ("Anna Lind",)
        await until(pilot, lambda: "Bo Ek has the case open too" in text_of(pilot))


async def test_a_session_that_ends_leaves_its_case(
    desk_app: MakeApp, seat: Seat, bo: Seat, reference: str, now: datetime, settled: Settle
) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, settled, reference)
        app = pilot.app
        assert isinstance(app, DeskApp)
        app.save_before_hangup()
        company = here(bo, "elsewhere:1:bo", reference, now)
        assert company is not None
        assert company.names == ()


async def test_a_session_that_was_forgotten_is_there_again_with_its_case(
    desk_app: MakeApp, seat: Seat, bo: Seat, reference: str, now: datetime, settled: Settle
) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, settled, reference)
        app = pilot.app
        assert isinstance(app, DeskApp)
        sessions.leave(bo, app.session)
        app._watch._beat()
        await settled(pilot)
        company = here(bo, "elsewhere:1:bo", reference, now)
        assert company is not None
        assert company.names == ("Anna Lind",)


def test_whoever_died_or_was_not_heard_of_is_not_there(seat: Seat, bo: Seat, reference: str, now: datetime) -> None:
    gone = os.fork()
    if gone == 0:
        os._exit(0)
    os.waitpid(gone, 0)
    here(bo, f"{socket.gethostname()}:{gone}:x", reference, now)
    here(bo, "elsewhere:1:old", reference, now - timedelta(minutes=5))
    assert here(seat, "elsewhere:1:anna", reference, now) == sessions.Company(as_it_is(seat, reference).id)
    here(bo, f"{socket.gethostname()}:{os.getpid()}:x", reference, now)
    company = here(seat, "elsewhere:1:anna", reference, now)
    assert company is not None
    assert company.names == ("Bo Ek",)


def test_company_in_several_windows_and_of_several(
    desk_app: MakeApp, seat: Seat, seat_of: SeatOf, reference: str, now: datetime
) -> None:
    for login in ("bo", "lisa", "bo"):
        here(seat_of(login), f"elsewhere:{login}", reference, now)
    here(seat, "elsewhere:another", reference, now)
    company = here(seat, "elsewhere:anna", reference, now)
    assert company is not None
    assert (set(company.names), company.oneself) == ({"Bo Ek", "Lisa Lund"}, True)


@pytest.mark.parametrize(
    ("names", "oneself", "words"),
    [
        ((), False, ""),
        ((), True, "You have the case open in another window too"),
        (("Bo Ek",), False, "Bo Ek has the case open too"),
        (("Bo Ek", "Lisa Lund"), False, "Bo Ek and 1 other have the case open too"),
        (("Bo Ek",), True, "Bo Ek has the case open too, and so have you, in another window"),
    ],
)
async def test_company_is_said_in_words(
    desk_app: MakeApp, reference: str, settled: Settle, names: tuple[str, ...], oneself: bool, words: str
) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, settled, reference)
        app = pilot.app
        assert isinstance(app, DeskApp)
        app._watch.company = sessions.Company(1, names, oneself)
        assert screen.company_in_words() == words


def test_who_is_at_a_case_moves_no_list(seat: Seat, bo: Seat, reference: str, now: datetime) -> None:
    with seat.database.read() as tx:
        before = stored.mark(tx)
    here(bo, "elsewhere:1:bo", reference, now)
    here(bo, "elsewhere:1:bo", None, now)
    with seat.database.read() as tx:
        assert stored.mark(tx) == before


def test_a_session_that_has_left_opens_nothing(seat: Seat, bo: Seat, reference: str, now: datetime) -> None:
    here(bo, "elsewhere:1:bo", reference, now)
    sessions.leave(bo, "elsewhere:1:bo")
    assert sessions.open_case(bo, "elsewhere:1:bo", as_it_is(bo, reference).id, now) is None
    assert here(seat, "elsewhere:1:anna", reference, now) == sessions.Company(as_it_is(seat, reference).id)


# ------------------------------------------------------------------ what was done meanwhile


def test_since_tells_what_came_after_a_version_masked(seat: Seat, bo: Seat, reference: str, now: datetime) -> None:
    cases.note(bo, reference, "Före", now)
    seen = as_it_is(seat, reference).version
    reading.reveal(bo, reference, now=now)
    cases.step(bo, reference, "blocked", now)
    corrections.correct(bo, reference, {"citizen.personal_number": "189001019802"}, now)
    meanwhile = reading.since(seat, reference, seen)
    assert [each.what for each in meanwhile.events] == ["step", "corrected"]
    assert meanwhile.case.personal_number == "18900101-••••"
    assert meanwhile.events[1].changes["citizen.personal_number"] == ("18900118-••••", "18900101-••••")


# ------------------------------------------------------------------ conflicts of a move


async def test_a_move_asks_where_a_colleague_was_first(
    desk_app: MakeApp,
    seat: Seat,
    bo: Seat,
    reference: str,
    now: datetime,
    settled: Settle,
    unaware: Unaware,
    text_of: Read,
) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, settled, reference)
        unaware(pilot)
        cases.step(bo, reference, "blocked", now)
        await pilot.press("f", *"Skola", "enter")
        await settled(pilot)
        assert on(pilot, Conflict)
        assert f"{reference} was changed meanwhile" in text_of(pilot)
        assert "Bo Ek" in told(pilot)
        assert "Step: Reported → Blocked" in told(pilot)
        assert told(pilot).endswith("What you wanted\nPassed on to: Skola")
        assert as_it_is(seat, reference).passed_on_to is None, "nothing is overwritten silently"
        await pilot.press("d")
        await settled(pilot)
        assert on(pilot, CaseScreen)
    case = as_it_is(seat, reference)
    assert (case.passed_on_to, case.step) == ("Skola", "blocked")


async def test_what_a_colleague_does_while_one_answers_was_not_seen(
    desk_app: MakeApp, seat: Seat, bo: Seat, reference: str, now: datetime, settled: Settle, text_of: Read
) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, settled, reference)
        await pilot.press("f", *"Sk")
        cases.step(bo, reference, "blocked", now)
        await until(pilot, lambda: screen.view is not None and screen.view.case.step == "blocked")
        await pilot.press(*"ola", "enter")
        await settled(pilot)
        assert on(pilot, Conflict)


async def test_what_was_seen_on_the_case_is_no_conflict(
    desk_app: MakeApp, seat: Seat, bo: Seat, reference: str, now: datetime, settled: Settle, text_of: Read
) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, settled, reference)
        cases.step(bo, reference, "blocked", now)
        await until(pilot, lambda: "Blocked" in text_of(pilot))
        await pilot.press("f", *"Skola", "enter")
        await settled(pilot)
        assert on(pilot, CaseScreen)
    assert as_it_is(seat, reference).passed_on_to == "Skola"


async def test_esc_goes_back_to_the_text_and_it_can_be_saved_then(
    desk_app: MakeApp, seat: Seat, bo: Seat, reference: str, now: datetime, settled: Settle, unaware: Unaware
) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, settled, reference)
        unaware(pilot)
        cases.step(bo, reference, "blocked", now)
        await pilot.press("f", *"Skola", "enter")
        await settled(pilot)
        await pilot.press("escape")
        await settled(pilot)
        assert on(pilot, AskToWhom)
        assert pilot.app.screen.query_one("#line", Input).value == "Skola"
        await pilot.press("enter")
        await settled(pilot)
        assert on(pilot, CaseScreen), "what was done meanwhile has been seen by now"
    assert as_it_is(seat, reference).passed_on_to == "Skola"


async def test_leaving_it_as_it_is_does_nothing(
    desk_app: MakeApp,
    seat: Seat,
    bo: Seat,
    reference: str,
    now: datetime,
    settled: Settle,
    unaware: Unaware,
    text_of: Read,
) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, settled, reference)
        unaware(pilot)
        cases.close(bo, reference, Outcome.WITHDRAWN, now)
        await pilot.press("s")
        await settled(pilot)
        assert "Outcome: Withdrawn" in told(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert on(pilot, CaseScreen)
        assert "Withdrawn" in text_of(pilot)
    assert as_it_is(seat, reference).step == "reported"


async def test_doing_it_anyway_goes_through_the_same_rules(
    desk_app: MakeApp, seat: Seat, bo: Seat, reference: str, now: datetime, settled: Settle, unaware: Unaware
) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, settled, reference)
        unaware(pilot)
        cases.close(bo, reference, Outcome.WITHDRAWN, now)
        await pilot.press("u", *"+14", "enter")
        await settled(pilot)
        await pilot.press("d")
        await settled(pilot)
        assert "The case is closed" in "\n".join(each.message for each in pilot.app._notifications)
    assert as_it_is(seat, reference).status is Status.CLOSED


async def test_moves_typed_ahead_are_asked_about_once(
    desk_app: MakeApp, seat: Seat, bo: Seat, reference: str, now: datetime, settled: Settle, unaware: Unaware
) -> None:
    corrections.correct(seat, reference, {"agent": "bo"}, now)
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, settled, reference)
        unaware(pilot)
        cases.note(bo, reference, "Ringde", now)
        type_ahead(pilot, "sm")
        await settled(pilot)
        assert on(pilot, Conflict)
        await pilot.press("d")
        await settled(pilot)
        assert on(pilot, CaseScreen)
    case = as_it_is(seat, reference)
    assert (case.step, case.agent) == ("blocked", "anna")


async def test_the_question_waits_until_nothing_lies_over_the_case(
    desk_app: MakeApp, seat: Seat, bo: Seat, reference: str, now: datetime, settled: Settle, unaware: Unaware
) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, settled, reference)
        unaware(pilot)
        cases.step(bo, reference, "blocked", now)
        await pilot.press("n")
        pilot.app.call_later(screen.action_take_over)
        await settled(pilot)
        assert on(pilot, AskNote)
        await pilot.press(*"do", "ctrl+s")
        await settled(pilot)
        assert on(pilot, Conflict), "what was typed into the note answered nothing"
    assert as_it_is(seat, reference).note == "do"


async def test_a_key_typed_before_the_question_was_there_answers_nothing(
    desk_app: MakeApp, seat: Seat, bo: Seat, reference: str, now: datetime, settled: Settle, unaware: Unaware
) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, settled, reference)
        unaware(pilot)
        cases.note(bo, reference, "Ringde", now)
        early = events.Key("d", "d")
        screen.action_take_over()
        await settled(pilot)
        assert on(pilot, Conflict)
        pilot.app.post_message(early)
        await settled(pilot)
        assert on(pilot, Conflict)


async def test_a_case_that_was_left_meanwhile_is_told_in_a_toast(
    desk_app: MakeApp, seat: Seat, bo: Seat, reference: str, now: datetime, settled: Settle, unaware: Unaware
) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, settled, reference)
        unaware(pilot)
        cases.note(bo, reference, "Ringde", now)
        screen.action_take_over()
        screen.dismiss(None)
        await settled(pilot)
        assert "Somebody else changed the case" in "\n".join(each.message for each in pilot.app._notifications)
    assert as_it_is(seat, reference).version == 2


async def test_a_note_never_conflicts(
    desk_app: MakeApp, seat: Seat, bo: Seat, reference: str, now: datetime, settled: Settle
) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, settled, reference)
        await pilot.press("n", *"Andra")
        cases.note(bo, reference, "Första", now)
        await pilot.press("ctrl+s")
        await settled(pilot)
        assert on(pilot, CaseScreen)
    assert as_it_is(seat, reference).note == "Första\nAndra"


# ------------------------------------------------------------------ conflicts of a correction


async def test_saving_mine_keeps_what_is_theirs(
    desk_app: MakeApp, seat: Seat, bo: Seat, reference: str, now: datetime, settled: Settle
) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await correcting(pilot, settled, reference, "summary")
        corrections.correct(bo, reference, {"citizen.phone": "070-174 06 10", "details.school": "Norra"}, now)
        await pilot.press("end", *" igen", "ctrl+s")
        await settled(pilot)
        assert on(pilot, Conflict)
        assert "Telephone: 070-174 06 10" in told(pilot)
        assert "What: Tappat kort → Tappat kort igen" in told(pilot)
        await pilot.press("s")
        await settled(pilot)
        assert on(pilot, CaseScreen)
    case = as_it_is(seat, reference)
    assert (case.summary, case.phone, case.details["school"]) == ("Tappat kort igen", "+46701740610", "Norra")
    assert list(reading.open_case(seat, reference).events[-1].changes) == ["summary"]
    assert reading.reveal(seat, reference).case.personal_number == PERSON


async def test_back_to_my_text_shows_theirs_at_the_fields(
    desk_app: MakeApp, seat: Seat, bo: Seat, reference: str, now: datetime, settled: Settle, text_of: Read
) -> None:
    async with desk_app().run_test(size=(100, 50)) as pilot:
        screen = await correcting(pilot, settled, reference, "summary")
        corrections.correct(bo, reference, {"summary": "Borttappat", "citizen.name": "Karin Berg"}, now)
        await pilot.press("end", *" igen", "ctrl+s")
        await settled(pilot)
        await pilot.press("escape")
        await settled(pilot)
        assert on(pilot, CorrectScreen)
        values = screen.query_one(Form).values()
        assert values["summary"] == "Tappat kort igen", "mine"
        assert values["citizen.name"] == "Karin Berg", "theirs, where I changed nothing"
        assert "Bo Ek: Tappat kort → Borttappat" in text_of(pilot)
        await pilot.press("ctrl+s")
        await settled(pilot)
        assert on(pilot, CaseScreen)
    case = as_it_is(seat, reference)
    assert (case.summary, case.name) == ("Tappat kort igen", "Karin Berg")


async def test_leaving_theirs_drops_mine(
    desk_app: MakeApp, seat: Seat, bo: Seat, reference: str, now: datetime, settled: Settle
) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await correcting(pilot, settled, reference, "summary")
        corrections.correct(bo, reference, {"summary": "Borttappat"}, now)
        await pilot.press("end", *" igen", "ctrl+s")
        await settled(pilot)
        await pilot.press("l")
        await settled(pilot)
        assert on(pilot, CaseScreen)
    assert as_it_is(seat, reference).summary == "Borttappat"


async def test_what_is_masked_stays_masked_in_the_question(
    desk_app: MakeApp, seat: Seat, bo: Seat, reference: str, now: datetime, settled: Settle, text_of: Read
) -> None:
    async with desk_app().run_test(size=(100, 50)) as pilot:
        await opened(pilot, settled, reference)
        await pilot.press("v")
        await settled(pilot)
        await pilot.press("c")
        await settled(pilot)
        corrections.correct(bo, reference, {"citizen.personal_number": "189001019802"}, now)
        pilot.app.screen.query_one(Form).focus_field("citizen.personal_number")
        await pilot.press("end", *["backspace"] * 13, *"189002029801", "ctrl+s")
        await settled(pilot)
        assert on(pilot, Conflict)
        assert "18900118-••••" in told(pilot)
        for secret in ("9811", "9802", "9801"):
            assert secret not in told(pilot)


async def test_a_protected_identity_is_hidden_in_the_question(
    desk_app: MakeApp, seat: Seat, bo: Seat, reference: str, now: datetime, settled: Settle
) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await correcting(pilot, settled, reference, "summary")
        corrections.correct(bo, reference, {"citizen.name": "Hemlig Person", "citizen.protected": True}, now)
        await pilot.press("end", *" igen", "ctrl+s")
        await settled(pilot)
        assert on(pilot, Conflict)
        assert "Name: hidden" in told(pilot)
        assert "Hemlig" not in told(pilot)
        await pilot.press("escape")
        await settled(pilot)
        form = pilot.app.screen.query_one(Form)
        assert not form.values()["citizen.name"]
        await pilot.press("ctrl+s")
        await settled(pilot)
    case = reading.reveal(seat, reference, "Prov").case
    assert (case.name, case.summary) == ("Hemlig Person", "Tappat kort igen")


async def test_a_note_of_both_is_kept_whole(
    desk_app: MakeApp, seat: Seat, bo: Seat, reference: str, now: datetime, settled: Settle
) -> None:
    cases.note(seat, reference, "Först", now)
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await correcting(pilot, settled, reference, "note")
        cases.note(bo, reference, "Från Bo", now)
        await pilot.press("ctrl+end", "!", "ctrl+s")
        await settled(pilot)
        assert on(pilot, Conflict)
        await pilot.press("s")
        await settled(pilot)
    assert as_it_is(seat, reference).note == "Först!\nFrån Bo"


def test_two_notes_become_one_where_theirs_only_grew() -> None:
    assert both_notes("a", "A", "a\nb") == "A\nb"
    assert both_notes("", "A", "b") == "A\nb"
    assert both_notes("a", "A", "c") == "A"


async def test_leaving_a_screen_twice_leaves_it_once(
    desk_app: MakeApp, seat: Seat, reference: str, settled: Settle
) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        screen = await correcting(pilot, settled, reference, "summary")
        screen.dismiss(None)
        screen.dismiss(None)
        await settled(pilot)
        assert on(pilot, CaseScreen)
