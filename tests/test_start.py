"""The way to the screen: which arguments open it, and that nothing heavy stands before the first paint."""

from __future__ import annotations

import subprocess
import sys

import pytest

from desk.start import Options, read_options


@pytest.mark.parametrize(
    ("arguments", "options"),
    [
        ([], Options()),
        (["--database", "a.db", "--lang", "sv"], Options(database="a.db", language="sv")),
        (["--database=a.db", "--as=bo", "--no-mouse"], Options(database="a.db", acting_for="bo", mouse=False)),
        (["--config", "x.toml"], Options(config="x.toml")),
    ],
)
def test_global_options_alone_open_the_screen(arguments: list[str], options: Options) -> None:
    assert read_options(arguments, {}) == options


@pytest.mark.parametrize(
    "arguments",
    [["list"], ["--database", "a.db", "list"], ["--help"], ["--version"], ["--database"], ["--lang", "de"], ["-x"]],
)
def test_anything_else_is_for_the_command_line(arguments: list[str]) -> None:
    assert read_options(arguments, {}) is None


def test_the_environment_is_asked_and_the_command_line_wins() -> None:
    environ = {"DESK_DATABASE": "e.db", "DESK_AS": "bo", "DESK_LANG": "sv", "DESK_CONFIG": ""}
    assert read_options(["--lang", "en"], environ) == Options(database="e.db", acting_for="bo", language="en")


HEAVY = ("pydantic", "sqlalchemy", "sqlmodel", "desk.rules.cases", "desk.services", "desk.storage", "babel.dates")


def run(code: str) -> str:
    """What a fresh Python says."""
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_screen_is_imported_without_anything_heavy() -> None:
    code = f"""
import sys
import desk.__main__, desk.start, desk.app, desk.keys, desk.words, desk.screens.first, desk.screens.desk
print([name for name in {HEAVY!r} if name in sys.modules])
"""
    assert run(code).strip() == "[]"


def test_the_first_frame_is_painted_before_anything_heavy_is_loaded() -> None:
    code = f"""
import asyncio, sys
from desk.app import DeskApp
from desk.screens.first import FirstFrame

seen = []
paint = FirstFrame.render
def render(self):
    seen.append([name for name in {HEAVY!r} if name in sys.modules])
    return paint(self)
FirstFrame.render = render

def open_seat():
    seen.append("opened")
    from desk.storage.faults import DatabaseUnusable, Fault
    raise DatabaseUnusable(Fault.MISSING, "x")

async def main():
    app = DeskApp(open_seat)
    async with app.run_test() as pilot:
        while not app.cannot_open:
            await pilot.pause(0.01)

asyncio.run(main())
print(seen[0], seen.index("opened") > 0)
"""
    assert run(code).strip() == "[] True"
