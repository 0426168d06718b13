"""Every fault of a database, on the screen, in both languages: told, gone on from, and nothing that was typed lost."""

from __future__ import annotations

import asyncio
import sqlite3
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from faults import HARMS, HARMS_TO_WRITING, rows
from textual.pilot import Pilot

from desk import words
from desk.app import DeskApp
from desk.screens import cannot_open, register
from desk.screens.cannot_open import CannotOpen
from desk.screens.desk import DeskScreen
from desk.screens.register import RegisterScreen
from desk.services import cases, entrance
from desk.services.seat import Seat
from desk.settings_model import Settings
from desk.storage.database import Database

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="files that are open can neither be moved nor cut"),
    pytest.mark.sqlite_only("what can happen to a file"),
]
Settled = Callable[[Pilot[Any]], Awaitable[None]]
LANGUAGES = ("en", "sv")
LARGE = (120, 40)


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    """The language that is spoken."""
    words.use(request.param)
    yield request.param
    words.use("en")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that tries again soon, and waits for others a fifth of a second."""
    defaults = Database.__init__.__kwdefaults__
    assert defaults is not None
    monkeypatch.setitem(defaults, "busy_seconds", 0.2)
    monkeypatch.setattr(cannot_open, "AGAIN_SECONDS", 0.1)
    monkeypatch.setattr(register, "DRAFT_SECONDS", 0.1)
    monkeypatch.setattr(entrance, "login_of_system", lambda: "anna")


@pytest.fixture
def file(seat: Seat, now: datetime, tmp_path: Path) -> Path:
    """A desk of a few cases, in a folder of its own, that nobody has open."""
    for number in range(5):
        cases.register(seat, {"kind": "enquiry", "summary": f"Fråga {number}"}, now)
    seat.database.close()
    folder = tmp_path / "there"
    folder.mkdir()
    return seat.database.path.rename(folder / "desk.db")


def program(file: Path, now: datetime) -> DeskApp:
    """The program on that desk."""
    settings = Settings(lock_minutes=0)
    return DeskApp(lambda: entrance.come_in(file, settings), now=lambda: now)


async def until(true: Callable[[], bool]) -> None:
    """Wait for what the program does by itself."""
    for _turn in range(600):
        if true():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it does not happen")


@pytest.mark.parametrize("name", HARMS)
async def test_a_desk_that_cannot_be_opened_says_why_and_opens_when_it_can(
    name: str, language: str, file: Path, now: datetime, text_of: Callable[[Pilot[Any]], str], settled: Settled
) -> None:
    before = rows(file)
    undo = HARMS[name].do(file)
    app = program(file, now)
    async with app.run_test(size=LARGE) as pilot:
        await until(lambda: isinstance(app.screen, CannotOpen))
        await pilot.pause()
        said = " ".join(text_of(pilot).replace("│", " ").split())
        assert HARMS[name].words[LANGUAGES.index(language)].split()[-1] in said
        await asyncio.sleep(0.25)
        assert len([each for each in app.screen_stack if isinstance(each, CannotOpen)]) == 1
        undo()
        await until(lambda: isinstance(app.screen, DeskScreen) and app.seated)
        await settled(pilot)
        assert rows(file) == before
        await pilot.press("ctrl+q")
    assert app.return_value == 0


@pytest.mark.parametrize("name", ["missing", "missing folder", "too new", "locked"])
async def test_a_form_that_cannot_be_saved_stays_with_everything_typed(
    name: str, language: str, file: Path, now: datetime, settled: Settled
) -> None:
    harm = HARMS.get(name) or HARMS_TO_WRITING[name]
    app = program(file, now)
    async with app.run_test(size=LARGE) as pilot:
        await until(lambda: isinstance(app.screen, DeskScreen) and app.seated)
        await settled(pilot)
        await pilot.press("1", *"lib", "tab", *"Karin")
        undo = harm.do(file)
        await pilot.press("ctrl+s")
        await until(lambda: any(harm.words[LANGUAGES.index(language)] in each.message for each in app._notifications))
        await until(lambda: isinstance(app.screen, RegisterScreen))
        assert isinstance(app.screen, RegisterScreen)
        await until(lambda: app.screen.form.answers()["citizen.name"] == "Karin")  # type: ignore[attr-defined]
        undo()
        await pilot.press("ctrl+s")
        await until(lambda: isinstance(app.screen, DeskScreen))
        await settled(pilot)
        await pilot.press("ctrl+q")
    with closing(sqlite3.connect(file)) as there:
        assert there.execute("SELECT name FROM cases WHERE name IS NOT NULL").fetchall() == [("Karin",)]


async def test_lists_are_asked_for_again_when_the_fault_is_over(
    file: Path, now: datetime, settled: Settled, text_of: Callable[[Pilot[Any]], str]
) -> None:
    app = program(file, now)
    async with app.run_test(size=LARGE) as pilot:
        await until(lambda: isinstance(app.screen, DeskScreen) and app.seated)
        await settled(pilot)
        undo = HARMS["missing"].do(file)
        await until(lambda: any("There is no database" in each.message for each in app._notifications))
        asked: list[str] = []
        app.screen.ask = lambda group, *others: asked.append(group)  # type: ignore[attr-defined]
        undo()
        await until(lambda: bool(asked))
