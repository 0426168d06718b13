"""The lock: nobody has been here for a while, and nothing is to be seen or done until the PIN is given."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from textual.events import MouseMove
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input

from desk.app import DeskApp
from desk.rules.refusals import Problem, Refused
from desk.rules.rights import Role
from desk.screens.case import CaseScreen
from desk.screens.correct import CorrectScreen
from desk.screens.desk import DeskScreen
from desk.screens.dialogs import AskLine, AskNote
from desk.screens.drafts import DraftsDialog
from desk.screens.help import HelpScreen
from desk.screens.lock import LockScreen
from desk.screens.pins import ChoosePin
from desk.screens.register import RegisterScreen
from desk.screens.widgets.pin_input import PinInput
from desk.services import cases, drafts, people, pins, sessions
from desk.services.seat import Seat
from desk.storage.drafts import Draft
from desk.terminal.look import Look
from desk.terminal.palette import Palette

pytestmark = pytest.mark.usefixtures("quick_pins")
MakeApp = Callable[..., DeskApp]
Settle = Callable[[Pilot[Any]], Any]
Read = Callable[[Pilot[Any]], str]
PIN = "73058264"
AFTER = 600


@pytest.fixture
def with_pin(seat: Seat, now: datetime) -> Seat:
    """Anna has chosen a PIN."""
    pins.choose(seat, PIN, now)
    return seat


class Hours:
    """A clock of seconds that a test moves."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def locking(desk_app: MakeApp) -> Callable[..., tuple[DeskApp, Hours]]:
    """A program that locks after ten minutes, and its clock."""

    def make(**more: Any) -> tuple[DeskApp, Hours]:
        app, hours = desk_app(**{"lock_seconds": AFTER, **more}), Hours()
        app.lock.clock = hours
        return app, hours

    return make


Locking = Callable[..., tuple[DeskApp, Hours]]


def on(pilot: Pilot[Any], kind: type[Screen[Any]]) -> bool:
    return isinstance(pilot.app.screen, kind)


async def pass_by(pilot: Pilot[Any], hours: Hours, seconds: float, settled: Settle) -> None:
    """Time goes by, and the watch looks."""
    hours.seconds += seconds
    assert isinstance(pilot.app, DeskApp)
    pilot.app.lock.tick()
    await settled(pilot)


async def unlock(pilot: Pilot[Any], settled: Settle, pin: str = PIN) -> None:
    await pilot.press(*pin, "enter")
    await settled(pilot)


def trail(seat: Seat) -> list[str]:
    with seat.database.read() as tx:
        return [row[0] for row in tx.all("SELECT what FROM events WHERE what LIKE 'pin%' ORDER BY id")]


# ------------------------------------------------------------------ idle


async def test_it_locks_when_nobody_has_touched_it_for_so_long(
    locking: Locking, with_pin: Seat, settled: Settle, text_of: Read
) -> None:
    app, hours = locking()
    async with app.run_test() as pilot:
        await settled(pilot)
        await pass_by(pilot, hours, AFTER - 1, settled)
        assert on(pilot, DeskScreen)
        await pass_by(pilot, hours, 1, settled)
        assert on(pilot, LockScreen)
        assert "Anna Lind" in text_of(pilot)
        assert "Open cases" not in text_of(pilot)


@pytest.mark.parametrize("touch", ["key", "paste", "mouse"])
async def test_a_key_a_paste_and_the_mouse_say_that_somebody_is_here(
    locking: Locking, with_pin: Seat, settled: Settle, touch: str
) -> None:
    from textual.events import Paste

    app, hours = locking()
    async with app.run_test() as pilot:
        await settled(pilot)
        hours.seconds += AFTER - 1
        if touch == "key":
            await pilot.press("right")
        elif touch == "paste":
            app.post_message(Paste("x"))
        else:
            app.post_message(MouseMove(None, 5, 5, 1, 0, 0, False, False, False))
        await settled(pilot)
        await pass_by(pilot, hours, AFTER - 1, settled)
        assert on(pilot, DeskScreen)
        await pass_by(pilot, hours, 1, settled)
        assert on(pilot, LockScreen)


async def test_the_watch_looks_at_the_clock(locking: Locking, with_pin: Seat, settled: Settle) -> None:
    app, hours = locking()
    async with app.run_test() as pilot:
        await settled(pilot)
        hours.seconds += AFTER
        app._watch._tick()
        await settled(pilot)
        assert on(pilot, LockScreen)


async def test_it_never_locks_where_the_setting_is_0(desk_app: MakeApp, with_pin: Seat, settled: Settle) -> None:
    app, hours = desk_app(lock_seconds=0), Hours()
    app.lock.clock = hours
    async with app.run_test() as pilot:
        await settled(pilot)
        await pass_by(pilot, hours, 10**6, settled)
        await pilot.press("ctrl+l")
        await settled(pilot)
        assert on(pilot, DeskScreen)
        assert "lock_minutes" in "".join(each.message for each in app._notifications)


async def test_the_setting_counts_in_minutes(desk_app: MakeApp, with_pin: Seat, settled: Settle) -> None:
    app, hours = desk_app(lock_seconds=None), Hours()
    app.lock.clock = hours
    async with app.run_test() as pilot:
        await settled(pilot)
        await pass_by(pilot, hours, 599, settled)
        assert on(pilot, DeskScreen)
        await pass_by(pilot, hours, 1, settled)
        assert on(pilot, LockScreen)


# ------------------------------------------------------------------ everything as it was


async def test_what_is_half_typed_is_a_draft_at_once_and_stands_there_afterwards(
    locking: Locking, with_pin: Seat, settled: Settle
) -> None:
    app, _hours = locking()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("2", "tab", *"Karin", "left", "left")
        field = app.focused
        assert isinstance(field, Input)
        await pilot.press("ctrl+l")
        await settled(pilot)
        assert on(pilot, LockScreen)
        (kept,) = drafts.mine(with_pin)
        assert kept.fields["citizen.name"] == "Karin"
        await unlock(pilot, settled)
        assert on(pilot, RegisterScreen)
        assert app.focused is field
        assert (field.value, field.cursor_position) == ("Karin", 3)
        await pilot.press("x")
        assert field.value == "Karxin"


async def test_keys_and_pastes_never_reach_what_lies_below(locking: Locking, with_pin: Seat, settled: Settle) -> None:
    from textual.events import Paste

    app, _hours = locking()
    async with app.run_test() as pilot:
        await settled(pilot)
        await pilot.press("2", "tab", "ctrl+l", *"Karin")
        app.post_message(Paste("Ström"))
        await pilot.press("tab", "1", "slash", "ctrl+s", "ctrl+o", "escape", "escape", "enter", "down")
        await settled(pilot)
        assert on(pilot, LockScreen)
        below = app.screen_stack[-2]
        assert isinstance(below, RegisterScreen)
        assert not below.touched
        with with_pin.database.read() as tx:
            assert tx.value("SELECT count(*) FROM cases") == 0


async def test_type_ahead_behind_the_pin_does_not_get_past_the_lock(
    locking: Locking, with_pin: Seat, settled: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    check = pins.check

    def slow_check(seat: Seat, pin: str) -> bool:
        time.sleep(0.5)
        return check(seat, pin)

    monkeypatch.setattr(pins, "check", slow_check)
    app, _hours = locking()
    async with app.run_test() as pilot:
        await settled(pilot)
        await pilot.press("ctrl+l", *PIN, "enter", "2", "tab", "x")
        await settled(pilot)
        assert on(pilot, DeskScreen)


async def test_an_open_dialog_and_its_text_are_there_afterwards(
    locking: Locking, with_pin: Seat, now: datetime, settled: Settle
) -> None:
    reference = cases.register(with_pin, {"kind": "enquiry"}, now).reference
    app, _hours = locking()
    async with app.run_test() as pilot:
        await settled(pilot)
        app.push_screen(CaseScreen(reference))
        await settled(pilot)
        await pilot.press("n", *"Halv", "ctrl+l")
        await settled(pilot)
        await unlock(pilot, settled)
        assert on(pilot, AskNote)
        await pilot.press("t", "ctrl+s")
        await settled(pilot)
        with with_pin.database.read() as tx:
            assert "Halvt" in tx.value("SELECT note FROM cases")


# ------------------------------------------------------------------ nothing shows


@pytest.mark.parametrize("look", ["desk-dark", "desk-light", "desk-contrast", "desk-ansi-dark", "desk-mono"])
async def test_the_lock_is_opaque_in_every_look(
    locking: Locking, with_pin: Seat, now: datetime, settled: Settle, look: str
) -> None:
    cases.register(with_pin, {"kind": "enquiry", "citizen": {"name": "Karin Ström"}}, now)
    app, _hours = locking(look=Look(look, look == "desk-mono", "none" if look == "desk-mono" else "true"))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("slash", *"Karin")
        await settled(pilot)
        assert "Karin" in app.export_screenshot()
        await pilot.press("ctrl+l")
        await settled(pilot)
        for keys in ((), ("f1",), ("escape", "ctrl+p")):
            await pilot.press(*keys)
            await settled(pilot)
            assert "Karin" not in app.export_screenshot()
            assert "26-0" not in app.export_screenshot()


async def test_toasts_wait_until_it_is_open(locking: Locking, with_pin: Seat, settled: Settle, text_of: Read) -> None:
    app, _hours = locking()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settled(pilot)
        app.notify("Karin before")
        await settled(pilot)
        assert "Karin before" in text_of(pilot)
        await pilot.press("ctrl+l")
        app.notify("Karin meanwhile")
        await settled(pilot)
        assert "Karin" not in text_of(pilot)
        await pilot.press("f1")
        await settled(pilot)
        assert on(pilot, HelpScreen)
        assert "Karin" not in text_of(pilot)
        await pilot.press("escape")
        await unlock(pilot, settled)
        assert "Karin meanwhile" in text_of(pilot)


async def test_a_screen_that_comes_meanwhile_waits_below(locking: Locking, with_pin: Seat, settled: Settle) -> None:
    app, _hours = locking()
    said: list[str | None] = []
    async with app.run_test() as pilot:
        await settled(pilot)
        await pilot.press("ctrl+l")
        app.push_screen(AskLine("Karin?"), said.append)
        await settled(pilot)
        assert on(pilot, LockScreen)
        await unlock(pilot, settled)
        assert on(pilot, AskLine)
        await pilot.press("x", "enter")
        await settled(pilot)
        assert said == ["x"]


async def test_a_screen_that_goes_meanwhile_does_not_take_the_lock_away(
    locking: Locking, with_pin: Seat, now: datetime, settled: Settle
) -> None:
    reference = cases.register(with_pin, {"kind": "enquiry", "summary": "Ett"}, now).reference
    app, _hours = locking()
    async with app.run_test() as pilot:
        await settled(pilot)
        app.push_screen(CaseScreen(reference))
        await settled(pilot)
        await pilot.press("c")
        await settled(pilot)
        screen = app.screen
        assert isinstance(screen, CorrectScreen)
        await pilot.press("ctrl+l")
        await settled(pilot)
        screen.dismiss(None)
        app.pop_screen()
        await settled(pilot)
        assert on(pilot, LockScreen)
        await unlock(pilot, settled)
        assert not isinstance(app.screen, LockScreen | CorrectScreen)


@pytest.mark.parametrize("quits", [True, False])
async def test_a_form_that_was_refused_meanwhile_is_a_draft_and_comes_back(
    locking: Locking, with_pin: Seat, settled: Settle, monkeypatch: pytest.MonkeyPatch, quits: bool
) -> None:
    locked = threading.Event()

    def refuse_later(*_any: object) -> None:
        locked.wait(10)
        raise Refused(Problem("topic_unknown", "topic", {"allowed": ()}))

    monkeypatch.setattr(cases, "register", refuse_later)
    app, _hours = locking()
    async with app.run_test() as pilot:
        await settled(pilot)
        await pilot.press("2", *"bibliotek", "enter", *"Karin", "ctrl+s", "ctrl+l")
        locked.set()
        await settled(pilot)
        assert on(pilot, LockScreen)
        (kept,) = drafts.mine(with_pin)
        assert kept.fields["citizen.name"] == "Karin"
        if quits:
            await pilot.press("ctrl+q")
            return
        await unlock(pilot, settled)
        screen = app.screen
        assert isinstance(screen, RegisterScreen)
        assert screen.form.answer("citizen.name") == "Karin"


async def test_the_palette_offers_nothing_but_help_and_quit(locking: Locking, with_pin: Seat, settled: Settle) -> None:
    app, _hours = locking()
    async with app.run_test() as pilot:
        await settled(pilot)
        await pilot.press("ctrl+l")
        await settled(pilot)
        offered = {command.title for command in app.commands(app.screen)}
        assert offered == {"Help", "Quit"}
        await pilot.press("ctrl+p")
        await settled(pilot)
        assert on(pilot, Palette)


async def test_the_palette_opens_above_the_lock_where_one_lies_below_it(
    locking: Locking, with_pin: Seat, settled: Settle
) -> None:
    app, _hours = locking()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("ctrl+p", "ctrl+l", "ctrl+p")
        await settled(pilot)
        assert isinstance(pilot.app.screen, Palette)
        await pilot.press("escape", *PIN, "enter")
        await settled(pilot)
        assert isinstance(pilot.app.screen, Palette), "the one that was open before"
        assert not app.covered


async def test_what_was_copied_is_not_pasted_and_the_pin_not_copied(
    locking: Locking, with_pin: Seat, settled: Settle
) -> None:
    app, _hours = locking()
    async with app.run_test() as pilot:
        await settled(pilot)
        app.copy_to_clipboard("Karin")
        await pilot.press("ctrl+l", "ctrl+v", *PIN, "shift+home", "ctrl+c", "ctrl+x")
        await settled(pilot)
        assert app.screen.query_one(PinInput).value == PIN
        assert app.clipboard == "Karin"


async def test_others_still_see_who_is_here(
    locking: Locking, with_pin: Seat, seat_of: Callable[[str], Seat], now: datetime, settled: Settle
) -> None:
    app, hours = locking()
    async with app.run_test() as pilot:
        await settled(pilot)
        await pass_by(pilot, hours, AFTER, settled)
        with with_pin.database.write() as tx:
            tx.run("UPDATE sessions SET seen_at = 0")
        app._watch._beat()
        await settled(pilot)
        assert sessions.alive(seat_of("bo"), now) == {app.session}


# ------------------------------------------------------------------ wrong PINs


async def test_a_wrong_pin_says_how_many_tries_are_left(
    locking: Locking, with_pin: Seat, settled: Settle, text_of: Read
) -> None:
    app, _hours = locking()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("ctrl+l")
        await unlock(pilot, settled, "4085")
        assert "4 tries are left" in text_of(pilot)
        assert "4085" not in text_of(pilot)
        await unlock(pilot, settled)
        assert on(pilot, DeskScreen)


async def test_five_wrong_ones_end_the_session_and_the_draft_stays(
    locking: Locking, with_pin: Seat, settled: Settle, capfd: pytest.CaptureFixture[str]
) -> None:
    app, _hours = locking()
    async with app.run_test() as pilot:
        await settled(pilot)
        await pilot.press("2", "tab", *"Karin", "ctrl+l")
        await settled(pilot)
        for _each in range(5):
            await pilot.press(*"4085", "enter")
            if app._exit:
                break
            await settled(pilot)
    assert app.return_value == 2
    assert trail(with_pin) == ["pin_set", "pin_failed"]
    (kept,) = drafts.mine(with_pin)
    assert kept.fields["citizen.name"] == "Karin"
    assert "a wrong PIN was given 5 times" in capfd.readouterr().err


async def test_a_right_one_gives_all_tries_back(locking: Locking, with_pin: Seat, settled: Settle) -> None:
    app, _hours = locking()
    async with app.run_test() as pilot:
        await settled(pilot)
        for _round in range(2):
            await pilot.press("ctrl+l")
            for _each in range(4):
                await unlock(pilot, settled, "4085")
            await unlock(pilot, settled)
            assert on(pilot, DeskScreen)
    assert app.return_value is None


async def test_a_pin_that_was_cleared_meanwhile_is_told(
    locking: Locking, with_pin: Seat, now: datetime, settled: Settle, text_of: Read
) -> None:
    app, _hours = locking()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("ctrl+l")
        pins.clear(with_pin, "anna", now)
        await unlock(pilot, settled)
        assert on(pilot, LockScreen)
        assert "cleared by an" in text_of(pilot)


async def test_quitting_a_locked_session_keeps_the_draft(locking: Locking, with_pin: Seat, settled: Settle) -> None:
    app, _hours = locking()
    async with app.run_test() as pilot:
        await settled(pilot)
        await pilot.press("2", "tab", *"Karin", "ctrl+l", "ctrl+q")
        await pilot.pause()
    assert app.return_value == 0
    assert [each.fields["citizen.name"] for each in drafts.mine(with_pin)] == ["Karin"]


# ------------------------------------------------------------------ without a PIN


async def test_the_first_login_asks_for_one_twice(locking: Locking, seat: Seat, settled: Settle, text_of: Read) -> None:
    app, hours = locking()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert on(pilot, ChoosePin)
        assert "After 10 minutes" in text_of(pilot)
        assert "it ends instead" in " ".join(text_of(pilot).split())
        await pilot.press(*PIN, "enter", *PIN, "enter")
        await settled(pilot)
        assert on(pilot, DeskScreen)
        assert pins.check(seat, PIN)
        await pass_by(pilot, hours, AFTER, settled)
        await unlock(pilot, settled)
        assert on(pilot, DeskScreen)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("1234", "1234"), "a run"),
        (("2580", "2581"), "not the same"),
        (("25", "25"), "too short"),
        (("anna", "anna"), "login"),
    ],
)
async def test_one_that_is_no_good_is_told_and_asked_for_again(
    locking: Locking, seat: Seat, settled: Settle, text_of: Read, typed: tuple[str, str], said: str
) -> None:
    app, _hours = locking()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press(*typed[0], "enter", *typed[1], "enter")
        await settled(pilot)
        assert said in text_of(pilot)
        assert typed[1] not in text_of(pilot).replace("such as 1234", "")
        await pilot.press(*PIN, "tab", *PIN, "enter")
        await settled(pilot)
        assert on(pilot, DeskScreen)
        assert pins.check(seat, PIN)


async def test_later_asks_again_at_the_next_start(locking: Locking, seat: Seat, settled: Settle) -> None:
    for _start in range(2):
        app, _hours = locking()
        async with app.run_test() as pilot:
            await settled(pilot)
            assert on(pilot, ChoosePin)
            await pilot.press("escape")
            await settled(pilot)
            assert on(pilot, DeskScreen)
            await pilot.press("r", "escape")
            await settled(pilot)
            assert on(pilot, DeskScreen)


async def test_without_one_an_idle_session_ends_and_the_draft_stays(
    locking: Locking, seat: Seat, settled: Settle, capfd: pytest.CaptureFixture[str]
) -> None:
    app, hours = locking()
    async with app.run_test() as pilot:
        await settled(pilot)
        await pilot.press("escape", "2", "tab", *"Karin")
        hours.seconds += AFTER
        app.lock.tick()
        await pilot.pause()
    assert app.return_value == 0
    assert [each.fields["citizen.name"] for each in drafts.mine(seat)] == ["Karin"]
    assert "for 10 minutes" in capfd.readouterr().err


async def test_a_draft_is_offered_after_the_pin(locking: Locking, seat: Seat, now: datetime, settled: Settle) -> None:
    drafts.save(seat, Draft("k", "anna", None, "phone", {"summary": "Halvt"}, now))
    app, _hours = locking()
    async with app.run_test() as pilot:
        await settled(pilot)
        assert on(pilot, ChoosePin)
        await pilot.press("escape")
        await settled(pilot)
        assert on(pilot, DraftsDialog)


async def test_somebody_who_is_typing_already_is_not_interrupted(locking: Locking, seat: Seat, settled: Settle) -> None:
    app, _hours = locking()
    async with app.run_test() as pilot:
        await pilot.press("2", "tab", *"Karin")
        await settled(pilot)
        if on(pilot, RegisterScreen):
            await pilot.press("escape")
            await settled(pilot)
        assert on(pilot, ChoosePin)


async def test_locking_by_hand_asks_for_one_first(locking: Locking, seat: Seat, settled: Settle) -> None:
    app, _hours = locking()
    async with app.run_test() as pilot:
        await settled(pilot)
        await pilot.press("escape", "ctrl+l")
        await settled(pilot)
        assert on(pilot, ChoosePin)
        await pilot.press(*PIN, "enter", *PIN, "enter")
        await settled(pilot)
        assert on(pilot, LockScreen)
        await unlock(pilot, settled)
        assert on(pilot, DeskScreen)


# ------------------------------------------------------------------ another PIN


async def test_another_pin_needs_the_one_before(
    locking: Locking, with_pin: Seat, settled: Settle, text_of: Read
) -> None:
    app, _hours = locking()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        next(each for each in app.commands(app.screen) if each.title == "Change PIN").callback()
        await settled(pilot)
        await pilot.press(*"4085", "enter", *"914702", "enter", *"914702", "enter")
        await settled(pilot)
        assert "4 tries are left" in text_of(pilot)
        await pilot.press(*PIN, "enter")
        await settled(pilot)
        assert on(pilot, DeskScreen)
    assert pins.check(with_pin, "914702")


async def test_guessing_the_one_before_ends_the_session(locking: Locking, with_pin: Seat, settled: Settle) -> None:
    app, _hours = locking()
    async with app.run_test() as pilot:
        await settled(pilot)
        app.lock.choose_pin()
        await settled(pilot)
        await pilot.press(*"4085", "enter", *"914702", "enter", *"914702", "enter")
        for _each in range(4):
            await settled(pilot)
            await pilot.press(*"4085", "enter")
        await pilot.pause()
    assert app.return_value == 2
    assert trail(with_pin) == ["pin_set", "pin_failed"]


# ------------------------------------------------------------------ cut off


async def test_somebody_put_to_rest_is_cut_off_and_the_draft_stays(
    desk_app: MakeApp,
    seat: Seat,
    seat_of: Callable[[str], Seat],
    now: datetime,
    settled: Settle,
    capfd: pytest.CaptureFixture[str],
) -> None:
    app = desk_app(seat_of("bo"))
    async with app.run_test() as pilot:
        await settled(pilot)
        await pilot.press("2", "tab", *"Karin")
        people.rest(seat, "bo", now)
        app._watch._tick()
        await until_gone(app, pilot)
    assert app.return_value == 2
    assert [each.fields["citizen.name"] for each in drafts.mine(seat_of_any(seat, "bo"))] == ["Karin"]
    assert "put you to rest" in capfd.readouterr().err


async def test_another_role_holds_at_once_and_the_draft_stays(
    desk_app: MakeApp, seat: Seat, seat_of: Callable[[str], Seat], now: datetime, settled: Settle
) -> None:
    bo = seat_of("bo")
    app = desk_app(bo)
    async with app.run_test() as pilot:
        await settled(pilot)
        await pilot.press("2", "tab", *"Karin")
        people.change(seat, "bo", role=Role.AUDITOR, now=now)
        app._watch._tick()
        await settled(pilot)
        assert app.seat.who.role is Role.AUDITOR
        assert [each.fields["citizen.name"] for each in drafts.mine(bo)] == ["Karin"]
        with pytest.raises(Refused):
            cases.register(app.seat, {"kind": "enquiry"}, now)


async def until_gone(app: DeskApp, pilot: Pilot[Any]) -> None:
    """Wait until the program has been told to leave."""
    for _turn in range(400):
        if app._exit:
            return
        await pilot.pause(0.01)
    raise AssertionError("still here")


def seat_of_any(seat: Seat, login: str) -> Seat:
    """A seat of somebody who may not sit down any more."""
    who = next(each for each in people.everybody(seat) if each.login == login)
    return Seat(seat.database, seat.settings, who)


# ------------------------------------------------------------------ canary


async def test_the_digits_come_nowhere(
    locking: Locking, seat: Seat, settled: Settle, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    out: list[str] = []
    app, _hours = locking(log_folder=tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        for keys in (PIN, ("enter",), PIN, ("enter",), ("ctrl+l",), PIN):
            await pilot.press(*keys)
            await settled(pilot)
            out += [app.export_screenshot(), repr(app.focused), repr(app.screen), repr(app._notifications)]
        await unlock(pilot, settled, "")
        assert on(pilot, DeskScreen)
        await pilot.press("ctrl+l", *PIN)
        field = app.screen.query_one(PinInput)
        out += [repr(field), repr(field._steps), str(app.screen.tree)]

        try:
            raise ValueError(field.value)
        except ValueError as error:
            app._handle_exception(error)
            app._exception = None
        out += [str(each) for each in app._exit_renderables]
    out += [*capfd.readouterr()]
    assert list(tmp_path.glob("crash-*.log"))
    for file in tmp_path.rglob("*"):
        if file.is_file():
            out.append(file.read_bytes().decode("latin-1"))
    assert not [each for each in out if PIN in each]
