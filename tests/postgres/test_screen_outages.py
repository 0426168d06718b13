"""The server goes away under the screen: one sees it and types on; what was saved is saved once, the rest is there."""

from __future__ import annotations

import asyncio
import secrets
import stat
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import server as servers
from outages import KEEPS, Relay, copied, new_desk, sit
from server import Server
from textual.notifications import SeverityLevel
from textual.pilot import Pilot

from desk.app import DeskApp
from desk.screens import register
from desk.screens.desk import DeskScreen
from desk.screens.register import RegisterScreen
from desk.screens.widgets.frame import KeyLine
from desk.services import cases, drafts
from desk.storage.database import Database

pytestmark = pytest.mark.skipif(servers.why_not() is not None, reason=str(servers.why_not()))
AWAY, WAITS = "! No database since", "1 waits"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server of these tests' own, which they stop, with a desk to make others from."""
    made = Server(KEEPS)
    new_desk(made, "kept")
    yield made
    made.remove()


@pytest.fixture
def desk(server: Server) -> str:
    """The address of a new desk; the server is there, whatever became of the test before."""
    if not (server.data / "postmaster.pid").exists():
        server.start()
    return copied(server, "kept", f"desk{secrets.token_hex(6)}")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Drafts are kept at once."""
    monkeypatch.setattr(register, "DRAFT_SECONDS", 0.05)


class Desk(DeskApp):
    """The program, which remembers every toast."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.told: list[str] = []

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = False,
    ) -> None:
        """Remember it."""
        self.told.append(message)
        super().notify(message, title=title, severity=severity, timeout=timeout, markup=markup)


class Hand(NamedTuple):
    """A program, and the keys that are pressed at it."""

    app: Desk
    pilot: Pilot[int]

    @property
    def screen(self) -> Any:
        """What is on top."""
        return self.app.screen

    async def press(self, *keys: str) -> None:
        """Press them."""
        await self.pilot.press(*keys)


async def until(true: Callable[[], Any]) -> None:
    """Wait for what the program does by itself."""
    for _turn in range(3000):
        if true():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it does not happen")


@asynccontextmanager
async def opened(url: str, folder: Path) -> AsyncIterator[Hand]:
    """The program at that desk, with its list."""
    app = Desk(lambda: sit(url), lock_seconds=0, waiting_folder=folder)
    try:
        async with app.run_test(size=(140, 40)) as pilot:
            await until(lambda: isinstance(app.screen, DeskScreen) and app.seated and app.threads.idle)
            yield Hand(app, pilot)
    finally:
        app.seat.database.close()


def half_typed(url: str) -> list[str]:
    """The names in the drafts that are in the database."""
    seat = sit(url)
    found = [str(each.fields["citizen.name"]) for each in drafts.mine(seat)]
    seat.database.close()
    return found


def register_one(url: str) -> None:
    """A colleague registers a case."""
    seat = sit(url)
    cases.register(seat, {"kind": "enquiry", "summary": "Fråga"})
    seat.database.close()


def said(pilot: Hand) -> str:
    """What the footer says at the right."""
    return str(pilot.screen.query_one(KeyLine)._warning)


def told(pilot: Hand) -> str:
    """Every toast."""
    return " ".join(pilot.app.told)


def form(pilot: Hand) -> RegisterScreen:
    """The form that is open."""
    assert isinstance(pilot.screen, RegisterScreen)
    return pilot.screen


def named(url: str) -> list[str]:
    """The names in the cases, in the order in which they were registered."""
    database = Database(url)
    with database.read() as tx:
        found = [name for (name,) in tx.all("SELECT name FROM cases ORDER BY id")]
    database.close()
    return found


async def typed(pilot: Hand, name: str) -> None:
    """A form with a topic and a name."""
    await pilot.press("1", *"lib", "tab", *name)
    await until(lambda: form(pilot).form.answers()["citizen.name"] == name)


async def test_saved_while_it_is_away_is_saved_once_when_it_is_back(desk: str, server: Server, tmp_path: Path) -> None:
    folder = tmp_path / "waiting"
    async with opened(desk, folder) as pilot:
        await typed(pilot, "Ka")
        server.stop("immediate")
        await pilot.press(*"rin")
        await until(lambda: form(pilot)._state == "Draft kept here")
        (file,) = folder.glob("*.json")
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        await until(lambda: "Karin" in file.read_text("utf-8"))
        await until(lambda: said(pilot).startswith(AWAY))
        await pilot.press("ctrl+s")
        await until(lambda: isinstance(pilot.screen, DeskScreen) and WAITS in said(pilot))
        assert "waits on this machine" in told(pilot)
        await typed(pilot, "Eva")  # the next person is served meanwhile
        assert said(pilot).startswith(AWAY)
        server.start()
        await until(lambda: said(pilot) == "")
        await until(lambda: form(pilot)._state == "Draft saved")
        await until(lambda: not list(folder.glob("*.json")))
        await pilot.press("ctrl+s")
        await until(lambda: isinstance(pilot.screen, DeskScreen) and pilot.app.threads.idle)
        await until(lambda: "-000002 saved" in told(pilot))
    assert named(desk) == ["Karin", "Eva"]
    assert half_typed(desk) == []


async def test_a_form_left_meanwhile_is_offered_meanwhile_and_afterwards(
    desk: str, server: Server, tmp_path: Path
) -> None:
    async with opened(desk, tmp_path) as pilot:
        server.stop()
        await typed(pilot, "Karin")
        await pilot.press("escape")
        await until(lambda: isinstance(pilot.screen, DeskScreen) and pilot.app.threads.idle)
        assert [each.fields["citizen.name"] for each in drafts.mine(pilot.app.seat)] == ["Karin"]
        server.start()
        await until(lambda: said(pilot) == "" and pilot.app.threads.idle and not list(tmp_path.glob("*.json")))
        assert half_typed(desk) == ["Karin"]


async def test_what_waits_when_one_leaves_is_saved_when_one_comes_back(
    desk: str, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(desk, tmp_path) as pilot:
        server.stop()
        await typed(pilot, "Karin")
        await pilot.press("ctrl+s")
        await until(lambda: WAITS in said(pilot))
        await typed(pilot, "Half")
        left: list[str | None] = []
        really = pilot.app.exit

        def leave(code: int, message: str | None = None) -> None:
            left.append(message)
            really(code)

        monkeypatch.setattr(pilot.app, "exit", leave)
        await pilot.press("ctrl+q")
        await until(lambda: left)
        assert "1 contact waits on this machine" in str(left)
    server.start()
    assert named(desk) == []
    async with opened(desk, tmp_path) as pilot:
        assert "-000001." in told(pilot)
        await until(lambda: pilot.app.threads.idle)
        assert [each.fields["citizen.name"] for each in drafts.mine(pilot.app.seat)] == ["Half"]
    assert named(desk) == ["Karin"]
    assert not list(tmp_path.glob("*.json"))


async def test_a_line_that_is_lost_while_it_is_away_loses_nothing(desk: str, server: Server, tmp_path: Path) -> None:
    async with opened(desk, tmp_path) as pilot:
        server.stop()
        await until(lambda: said(pilot).startswith(AWAY))
        await typed(pilot, "Karin")
        await pilot.press("ctrl+s")
        await until(lambda: WAITS in said(pilot))
        await typed(pilot, "Half")
        assert await asyncio.to_thread(pilot.app.save_before_hangup)
        (file,) = tmp_path.glob("*.json")
        assert "Karin" in file.read_text("utf-8")
        assert "Half" in file.read_text("utf-8")
    server.start()


async def test_nobodys_contact_waits_for_another_person_or_another_desk(
    desk: str, server: Server, tmp_path: Path
) -> None:
    other = copied(server, "kept", f"desk{secrets.token_hex(6)}")
    async with opened(desk, tmp_path) as pilot:
        server.stop()
        await typed(pilot, "Karin")
        await pilot.press("ctrl+s")
        await until(lambda: WAITS in said(pilot))
        server.start()
        async with opened(other, tmp_path) as second:
            assert "that waited" not in told(second)
            await until(lambda: said(pilot) == "" and pilot.app.threads.idle)
    assert (named(desk), named(other)) == (["Karin"], [])


async def test_one_types_on_while_the_server_is_silent(desk: str, server: Server, tmp_path: Path) -> None:
    """Nothing refuses, nothing answers: a cable that was pulled out. The keys land all the same."""
    relay = Relay(server.port)
    async with opened(desk.replace(f":{server.port}", f":{relay.port}"), tmp_path) as pilot:
        await typed(pilot, "K")
        relay.silent = True
        await pilot.press(*"arin Lund")
        await until(lambda: form(pilot).form.answers()["citizen.name"] == "Karin Lund")
        await until(lambda: said(pilot).startswith(AWAY))
        await pilot.press("ctrl+s")
        await until(lambda: isinstance(pilot.screen, DeskScreen))
        relay.silent = False
        await until(lambda: said(pilot) == "" and pilot.app.threads.idle)
        await until(lambda: named(desk) == ["Karin Lund"])
    relay.close()


def _lists(pilot: Hand, many: int) -> bool:
    window = pilot.screen._window
    return window is not None and len(window.lines) == many


async def test_word_of_a_colleagues_case_comes_without_looking(desk: str, tmp_path: Path) -> None:
    async with opened(desk, tmp_path) as pilot:
        watch = pilot.app._watch
        await until(lambda: watch._ear._at is not None)
        assert watch._timer is not None
        watch._timer.stop()
        for number in range(3):
            register_one(desk)
            await until(partial(_lists, pilot, number + 1))


async def test_the_watch_hears_again_after_a_restart(desk: str, server: Server, tmp_path: Path) -> None:
    async with opened(desk, tmp_path) as pilot:
        watch = pilot.app._watch
        await until(lambda: watch._ear._at is not None)
        server.restart()
        await until(lambda: said(pilot) == "" and watch._ear._at is not None and pilot.app.threads.idle)
        register_one(desk)
        await until(partial(_lists, pilot, 1))
