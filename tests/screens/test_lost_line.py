"""The line is lost: a thread of its own saves, while the loop goes on, is held up for a while, or never comes back."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot

from desk.lost_line import AT_LEAST_SECONDS, UNWRITTEN_SECONDS
from desk.rules.refusals import Problem, Refused
from desk.screens.register_form import RegisterForm
from desk.services import drafts
from desk.services.seat import Seat
from desk.storage.faults import DatabaseUnusable, Fault
from desk.terminal.gated import LOOP_SECONDS
from desk.terminal.hangup import SAVING, WATCHDOG

MakeApp = Callable[..., Any]
Settled = Callable[[Pilot[Any]], Any]


class Saving(threading.Thread):
    """The thread that saves; ``saved`` is what it said."""

    def __init__(self, app: Any) -> None:
        super().__init__(daemon=True)
        self.app = app
        self.saved: bool | None = None

    def run(self) -> None:
        self.saved = self.app.save_before_hangup()


async def typed(pilot: Pilot[Any], settled: Settled) -> Any:
    """A form with a name in it, and no draft of it yet."""
    await settled(pilot)
    await pilot.press("2", "tab", *"Eva")
    return pilot.app


def kept(seat: Seat) -> list[object]:
    """The names in the drafts."""
    return [draft.fields["citizen.name"] for draft in drafts.mine(seat)]


def test_whatever_is_stuck_there_is_time_left_to_save() -> None:
    waits = 2 * LOOP_SECONDS + UNWRITTEN_SECONDS + AT_LEAST_SECONDS
    assert waits <= SAVING - 2
    assert SAVING < WATCHDOG


async def test_while_the_loop_goes_on(desk_app: MakeApp, settled: Settled, seat: Seat) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        app = await typed(pilot, settled)
        assert await asyncio.to_thread(app.save_before_hangup)
        assert kept(seat) == ["Eva"]


async def test_while_the_loop_holds_what_the_threads_need(desk_app: MakeApp, settled: Settled, seat: Seat) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        app = await typed(pilot, settled)
        saving = Saving(app)
        with app.threads._lock:
            saving.start()
            time.sleep(0.3)
        await asyncio.to_thread(saving.join, 5)
        assert saving.saved
        assert kept(seat) == ["Eva"]


async def test_what_the_loop_was_about_to_send_off_is_written(desk_app: MakeApp, settled: Settled, seat: Seat) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        app = await typed(pilot, settled)
        saving, written = Saving(app), list[str]()

        def slowly(_seat: Seat) -> None:
            time.sleep(0.1)
            written.append("sent off late")

        saving.start()
        time.sleep(0.2)  # between two steps of the loop: nothing was sent off when it began to wait
        app.tell(slowly)
        await asyncio.to_thread(saving.join, 5)
        assert saving.saved
        assert written == ["sent off late"]


async def test_while_the_loop_is_stuck(
    desk_app: MakeApp, settled: Settled, seat: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desk.terminal.gated.LOOP_SECONDS", 0.1)
    async with desk_app().run_test(size=(80, 24)) as pilot:
        saving = Saving(await typed(pilot, settled))
        saving.start()
        saving.join(5)  # the loop cannot go on before this
        assert saving.saved
        assert kept(seat) == ["Eva"]


async def test_while_what_writes_is_stuck(
    desk_app: MakeApp, settled: Settled, seat: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desk.lost_line.UNWRITTEN_SECONDS", 0.1)
    monkeypatch.setattr("desk.lost_line.AT_LEAST_SECONDS", 0.1)
    hold = threading.Event()
    async with desk_app().run_test(size=(80, 24)) as pilot:
        app = await typed(pilot, settled)
        app.threads.write(lambda: hold.wait(10), lambda _answer: None)
        assert not await asyncio.to_thread(app.save_before_hangup)
        assert kept(seat) == ["Eva"]
        hold.set()


@pytest.mark.parametrize(
    "error", [DatabaseUnusable(Fault.LOCKED, "desk.db"), Refused(Problem("right_missing"))], ids=["locked", "refused"]
)
async def test_what_cannot_be_saved_is_no_crash(
    error: Exception, desk_app: MakeApp, settled: Settled, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_seat: Seat, draft: object) -> None:
        del draft
        raise error

    async with desk_app().run_test(size=(80, 24)) as pilot:
        app = await typed(pilot, settled)
        with monkeypatch.context() as patch:
            patch.setattr(drafts, "save", fails)
            assert not await asyncio.to_thread(app.save_before_hangup)


async def test_a_key_that_comes_after_it_is_nobodys(desk_app: MakeApp, settled: Settled) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        app = await typed(pilot, settled)
        form = app.screen.query_one(RegisterForm)
        app._hangup._once.acquire()
        app.post_message(events.Key("x", "x"))
        await pilot.pause(0.2)
        assert form.answers()["citizen.name"] == "Eva"
        app._hangup._once.release()
