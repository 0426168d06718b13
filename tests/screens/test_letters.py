"""Handing a case over on the screen: to whom and until when, letters, what was answered; nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from desk.rules.cases import Status
from desk.screens.case import CaseScreen
from desk.screens.dialogs import AskLine, AskNote
from desk.screens.drafts import DraftsDialog
from desk.screens.handing_over import AskToWhom
from desk.screens.letters import LetterScreen
from desk.services import cases, drafts, handovers, organising, reading
from desk.services.seat import Seat

MakeApp = Callable[..., Any]
Settle = Callable[[Pilot[Any]], Any]
Read = Callable[[Pilot[Any]], str]
CITIZEN = {"name": "Karin Ström", "phone": "070-174 06 05", "email": "karin@example.se"}


@pytest.fixture
def reference(seat: Seat, now: datetime) -> str:
    organising.change_department(seat, "Miljö", {"email": "miljo@example.se"}, now)
    values = {"kind": "fault", "channel": "phone", "summary": "Trasig lampa", "citizen": CITIZEN}
    return cases.register(seat, values, now).reference


def on(pilot: Pilot[Any]) -> object:
    return pilot.app.screen


def toasts(pilot: Pilot[Any]) -> str:
    return "\n".join(each.message for each in pilot.app._notifications)


async def press(pilot: Pilot[Any], settled: Settle, *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await settled(pilot)


async def opened(pilot: Pilot[Any], settled: Settle, reference: str) -> None:
    await settled(pilot)
    await pilot.app.push_screen(CaseScreen(reference))
    await settled(pilot)


@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
async def test_to_whom_and_when_to_ask_again(
    size: tuple[int, int], desk_app: MakeApp, seat: Seat, settled: Settle, text_of: Read, reference: str
) -> None:
    async with desk_app().run_test(size=size) as pilot:
        await opened(pilot, settled, reference)
        await press(pilot, settled, "f", *"miljö", "tab", *"+7", "enter")
        assert isinstance(on(pilot), CaseScreen)
        assert "e writes the letter" in toasts(pilot)
        (handed,) = reading.open_case(seat, reference).handovers
        assert (handed.department, handed.follow_up) == ("Miljö", date(2026, 11, 26))
        assert "2026-11-26" in text_of(pilot)
        await press(pilot, settled, "f")
        dialog = on(pilot)
        assert isinstance(dialog, AskToWhom)
        assert "2026-11-26" in text_of(pilot)


@pytest.mark.parametrize(("typed", "to"), [("samh", "Samhällsbyggnad"), ("Sa", "Sa"), ("Samir", "Samir")])
async def test_the_beginning_of_a_department_means_it(
    typed: str, to: str, desk_app: MakeApp, seat: Seat, settled: Settle, reference: str
) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, settled, reference)
        await press(pilot, settled, "f", *typed, "enter")
    assert reading.open_case(seat, reference).case.passed_on_to == to


async def test_a_day_that_is_none_is_told_and_the_dialog_stays(
    desk_app: MakeApp, seat: Seat, settled: Settle, text_of: Read, reference: str
) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, settled, reference)
        await press(pilot, settled, "f", "enter")
        assert "A value is missing." in text_of(pilot)
        await press(pilot, settled, *"Miljö", "tab", *"snart", "enter")
        assert "That is not a date." in text_of(pilot)
        await press(pilot, settled, "escape")
        assert reading.open_case(seat, reference).handovers == ()


async def test_the_letter_is_read_opened_in_the_mail_program_and_noted(
    desk_app: MakeApp,
    seat: Seat,
    settled: Settle,
    text_of: Read,
    reference: str,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("SSH_CONNECTION", "SSH_CLIENT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DISPLAY", ":0")
    cases.forward(seat, reference, "Miljö", now, follow_up=date(2026, 11, 26))
    asked: list[str] = []
    async with desk_app().run_test(size=(80, 24)) as pilot:
        monkeypatch.setattr(pilot.app, "open_url", lambda url, **_more: asked.append(url))
        await opened(pilot, settled, reference)
        await press(pilot, settled, "e")
        assert isinstance(on(pilot), LetterScreen)
        text = text_of(pilot)
        for words in ("To: miljo@example.se", "Trasig lampa", "Karin Ström", "To Miljö", "Mail program"):
            assert words in text, words
        assert "^S" not in text
        await press(pilot, settled, "m")
        assert asked[0].startswith("mailto:miljo@example.se?subject=")
        assert reading.open_case(seat, reference).events[-1].what == "letter"
        await press(pilot, settled, "u", "ctrl+u", *"+14", "enter")
        assert reading.open_case(seat, reference).handovers[0].follow_up == date(2026, 12, 3)
        assert "answer by 2026-12-03" in text_of(pilot)
        await press(pilot, settled, "escape")
        assert isinstance(on(pilot), CaseScreen)


async def test_without_windows_a_text_browser_does_not_take_the_terminal(
    desk_app: MakeApp, seat: Seat, settled: Settle, reference: str, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("SSH_CONNECTION", "SSH_CLIENT", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("desk.screens.letters.sys.platform", "linux")
    cases.forward(seat, reference, "Miljö", now)
    asked: list[str] = []
    async with desk_app().run_test(size=(80, 24)) as pilot:
        monkeypatch.setattr(pilot.app, "open_url", lambda url, **_more: asked.append(url))
        await opened(pilot, settled, reference)
        await press(pilot, settled, "e", "m")
        assert asked == []
        assert "No mail program can be opened" in toasts(pilot)


async def test_the_letter_is_written_to_a_file(
    desk_app: MakeApp,
    seat: Seat,
    settled: Settle,
    reference: str,
    now: datetime,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("SSH_CONNECTION", "SSH_CLIENT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    cases.forward(seat, reference, "Miljö", now)
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, settled, reference)
        await press(pilot, settled, "e", "f")
        assert isinstance(on(pilot), AskLine)
        await press(pilot, settled, "enter")
        (made,) = tmp_path.glob("desk-*-handover-*.eml")
        assert b"X-Unsent: 1" in made.read_bytes()
        assert "Karin" not in made.name
        await press(pilot, settled, "f", "enter")
        assert isinstance(on(pilot), AskLine), "a file is never written over"


async def test_over_ssh_it_is_shown_to_be_copied(
    desk_app: MakeApp, seat: Seat, settled: Settle, text_of: Read, reference: str, now: datetime
) -> None:
    cases.forward(seat, reference, "Miljö", now)
    async with desk_app(remote=True).run_test(size=(80, 24)) as pilot:
        await opened(pilot, settled, reference)
        await press(pilot, settled, "e")
        assert "Over SSH the letter is copied from here" in text_of(pilot)
        assert "Mail program" not in text_of(pilot)
        await press(pilot, settled, "m", "f")
        assert isinstance(on(pilot), LetterScreen)
        assert reading.open_case(seat, reference).events[-1].what == "forwarded"


async def test_an_answer_brings_the_case_back_and_one_half_typed_is_kept(
    desk_app: MakeApp, seat: Seat, settled: Settle, text_of: Read, reference: str, now: datetime
) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, settled, reference)
        await press(pilot, settled, "a")
        assert "waits for nobody" in toasts(pilot)
        cases.forward(seat, reference, "Miljö", now)
        await press(pilot, settled, "escape")
        await opened(pilot, settled, reference)
        await press(pilot, settled, "a", *"Lagad", "escape")
        (left,) = drafts.mine(seat)
        assert left.fields["answer"] == "Lagad"
        await press(pilot, settled, "a")
        assert isinstance(on(pilot), AskNote)
        await press(pilot, settled, "ctrl+s")
        opened_case = reading.open_case(seat, reference)
        assert opened_case.handovers[0].answer == "Lagad"
        assert opened_case.case.status is Status.ONGOING
        assert drafts.mine(seat) == []
        assert "Lagad" in text_of(pilot)


async def test_a_reply_is_kept_until_it_is_said_to_be_sent(
    desk_app: MakeApp, seat: Seat, settled: Settle, text_of: Read, reference: str
) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, settled, reference)
        await press(pilot, settled, "e")
        assert isinstance(on(pilot), AskNote), "nothing is answered yet: it is written first"
        await press(pilot, settled, *"Klart", "ctrl+s")
        assert "Hello Karin Ström," in text_of(pilot)
        assert "Klart" in text_of(pilot)
        await press(pilot, settled, "escape", "escape", "d")
        assert isinstance(on(pilot), DraftsDialog)
        assert "Reply" in text_of(pilot)
        await press(pilot, settled, "enter")
        assert isinstance(on(pilot), LetterScreen)
        assert "Klart" in text_of(pilot)
        await press(pilot, settled, "s", "y")
        assert isinstance(on(pilot), CaseScreen)
        event = reading.open_case(seat, reference).events[-1]
        assert (event.what, event.changes["reply"]) == ("replied", (None, "Klart"))
        assert drafts.mine(seat) == []


async def test_the_answer_is_what_a_reply_begins_from(
    desk_app: MakeApp, seat: Seat, settled: Settle, text_of: Read, reference: str, now: datetime
) -> None:
    cases.forward(seat, reference, "Miljö", now)
    handovers.answer(seat, reference, "Lampan är lagad", now=now)
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, settled, reference)
        await press(pilot, settled, "e")
        assert "Reply to your case" in text_of(pilot)
        assert "Lampan är lagad" in text_of(pilot)
        await press(pilot, settled, "tab")
        assert "To Miljö" in text_of(pilot)


async def test_a_protected_identity_is_opened_for_a_reason_first(
    desk_app: MakeApp, seat: Seat, seat_of: Callable[[str], Seat], settled: Settle, text_of: Read, now: datetime
) -> None:
    values = {"kind": "enquiry", "channel": "phone", "citizen": {**CITIZEN, "protected": True}}
    hidden = cases.register(seat, values, now).reference
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, settled, hidden)
        await press(pilot, settled, "e")
        assert "Why is it opened?" in text_of(pilot)
        await press(pilot, settled, *"Svar", "enter")
        await press(pilot, settled, *"Hej", "ctrl+s")
        assert "karin@example.se" in text_of(pilot)
    async with desk_app(seat_of("bo")).run_test(size=(80, 24)) as pilot:
        await opened(pilot, settled, hidden)
        await press(pilot, settled, "e", *"Svar", "enter")
        assert isinstance(on(pilot), CaseScreen)
        assert "karin@example.se" not in text_of(pilot)


async def test_who_cannot_be_replied_to_is_told(desk_app: MakeApp, seat: Seat, settled: Settle, now: datetime) -> None:
    nobody = cases.register(seat, {"kind": "enquiry", "channel": "phone"}, now).reference
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, settled, nobody)
        await press(pilot, settled, "e")
        assert isinstance(on(pilot), CaseScreen)
        assert "No e-mail address is known" in toasts(pilot)
