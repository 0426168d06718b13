"""The App beneath Desk, without a terminal."""

from __future__ import annotations

import asyncio
import gc
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from textual import events
from textual.app import ComposeResult, SuspendNotSupported
from textual.binding import Binding
from textual.screen import Screen
from textual.widgets import Input, Static

from desk.terminal import crash, gate, gated, start
from desk.terminal.gated import GatedApp
from desk.terminal.look import Look

LOOK = Look("desk-dark", False, "true")


class Two(GatedApp):
    """Two lines, and keys that do awkward things."""

    BINDINGS = [
        Binding("f2", "remove", "Remove"),
        Binding("f3", "slow", "Slow"),
        Binding("f4", "fail", "Fail"),
        Binding("ctrl+n", "next", "Next"),
    ]

    def compose(self) -> ComposeResult:
        yield Input(id="one")
        yield Input(id="two")

    def action_remove(self) -> None:
        self.query_one("#one").remove()

    async def action_slow(self) -> None:
        await asyncio.sleep(0.3)
        self.query_one("#two").focus()

    def action_fail(self) -> None:
        raise RuntimeError("189001189811")

    def action_next(self) -> None:
        self.query_one("#two").focus()


class Full(Screen[None]):
    """Some lines."""

    def compose(self) -> ComposeResult:
        for _each in range(5):
            yield Static("one")


def type_ahead(app: GatedApp, *keys: str) -> None:
    """Post keys at once, without waiting between them."""
    for key in keys:
        app.post_message(events.Key(key, key if len(key) == 1 else None))


async def until(true: object, app: GatedApp) -> None:
    """Wait until nothing is on its way."""
    del true
    for _ in range(400):
        await asyncio.sleep(0.01)
        if app._gate._target is None and not app._gate._waiting:
            return
    raise AssertionError


async def test_a_focus_that_moves_by_callback() -> None:
    app = Two(look=LOOK)
    async with app.run_test():
        type_ahead(app, "a", "ctrl+n", "b")
        await until(None, app)
        assert [app.query_one(name, Input).value for name in ("#one", "#two")] == ["a", "b"]


async def test_an_action_that_takes_its_time() -> None:
    app = Two(look=LOOK)
    async with app.run_test():
        type_ahead(app, "a", "f3", "b")
        await until(None, app)
        assert [app.query_one(name, Input).value for name in ("#one", "#two")] == ["a", "b"]


async def test_a_focus_that_was_lost_comes_back_with_the_next_key() -> None:
    async with Two(look=LOOK).run_test() as pilot:
        app = pilot.app
        app.screen.set_focus(None)
        await pilot.press("a")
        app.screen.set_focus(app.query_one("#two"), from_app_focus=True)
        await pilot.press("b")
        app.screen.set_focus(None)
        await pilot.press("c")
        app.post_message(events.AppBlur())
        await pilot.press("d")
        assert [each.value for each in app.query(Input)] == ["a", "bcd"]


async def test_a_target_that_disappears() -> None:
    app = Two(look=LOOK)
    async with app.run_test():
        type_ahead(app, "a", "f2", "tab", "b")
        await until(None, app)
        assert app.query_one("#two", Input).value.endswith("b")


async def test_a_target_that_never_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "PATIENCE", 0.2)
    app = Two(look=LOOK)
    async with app.run_test() as pilot:
        await pilot.pause()
        monkeypatch.setattr(gate.Passed, "_bubble_to", lambda self, widget: None)
        type_ahead(app, "a", "b")
        await asyncio.sleep(1)
        assert app.query_one("#one", Input).value == "ab"


async def test_too_many_keys_are_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "LONGEST_QUEUE", 5)
    app = Two(look=LOOK)
    async with app.run_test():
        type_ahead(app, *"abcdefgh")
        await until(None, app)
        assert app.query_one("#one", Input).value == "abcde"


async def test_screens_that_are_gone_leave_nothing_painted_in_memory() -> None:
    def painted() -> int:
        gc.collect()
        return sum(type(each).__name__ == "StylesCache" for each in gc.get_objects())

    async with Two(look=LOOK).run_test() as pilot:
        counts = []
        for _turn in range(12):
            await pilot.app.push_screen(Full())
            await pilot.pause()
            pilot.app.pop_screen()
            await pilot.pause()
            counts.append(painted())
    assert counts[-1] < counts[1] + 12, counts


@pytest.mark.parametrize("what", ["module", "class", "method"])
async def test_another_textual_without_that_memory_is_no_trouble(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from textual import _styles_cache

    if what == "module":
        monkeypatch.setitem(sys.modules, "textual._styles_cache", None)
    elif what == "class":
        monkeypatch.delattr(_styles_cache, "StylesCache")
    else:
        monkeypatch.setattr(_styles_cache.StylesCache, "get_inner_outer", lambda *_colours: None)
    gated._forget_what_was_painted()


async def test_markup_in_a_toast_is_text() -> None:
    app = Two(look=LOOK)
    async with app.run_test(notifications=True) as pilot:
        app.notify("[bold]AA[/]BB [/]", markup=True)
        await pilot.pause()
        (toast,) = app._notifications
        assert toast.markup is False


async def test_what_is_refused() -> None:
    app = Two(look=LOOK)
    async with app.run_test():
        before = set(Path.cwd().iterdir())
        for action in ("screenshot", "suspend_process", "simulate_key('a')"):
            await app.run_action(action)
        app.open_url("https://example.se")
        app.deliver_text("x")
        app.deliver_binary("x")
        app.deliver_screenshot()
        with pytest.raises(SuspendNotSupported), app.suspend():
            pass
        assert set(Path.cwd().iterdir()) == before
        assert app.query_one("#one", Input).value == ""


async def test_the_palette_offers_what_the_keys_do_and_nothing_of_textuals() -> None:
    app = Two(look=LOOK)
    async with app.run_test():
        titles = {command.title for command in app.commands(app.screen)}
        assert {"Help", "Commands", "Quit"} <= titles
        assert not titles & {"Theme", "Screenshot", "Maximize", "Keys"}


async def test_a_keymap_moves_a_key() -> None:
    app = Two(look=LOOK, keymap={"any.quit": "f10"})
    async with app.run_test() as pilot:
        await pilot.press("ctrl+q")
        assert app.is_running
        await pilot.press("f10")
        assert app._exit


async def test_a_crash_is_reported_once_and_scrubbed(tmp_path: Path) -> None:
    app = Two(look=LOOK, log_folder=tmp_path / "log")
    with pytest.raises(RuntimeError):
        async with app.run_test() as pilot:
            await pilot.press("f4")
    (log,) = (tmp_path / "log").iterdir()
    assert "builtins.RuntimeError" in log.read_text()
    assert "action_fail" in log.read_text()
    assert "189001189811" not in log.read_text()
    assert log.stat().st_mode & 0o777 == 0o600
    assert app.return_code == 1


@pytest.mark.parametrize(
    ("name", "error", "logged"),
    [("textual-output", OSError(5, "gone"), 0), ("textual-output", ValueError(), 1), ("desk-read_0", OSError(), 1)],
)
def test_a_lost_line_is_no_crash(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, error: Exception, logged: int
) -> None:
    for hook in ((sys, "excepthook"), (threading, "excepthook"), (sys, "unraisablehook")):
        monkeypatch.setattr(*hook, getattr(*hook))
    crash.install(tmp_path)
    thread = threading.Thread(name=name)
    threading.excepthook(threading.ExceptHookArgs((type(error), error, None, thread)))
    assert len(list(tmp_path.iterdir())) == logged


def test_a_report_without_a_folder(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    report = crash.report(ValueError("189001189811"), file / "log")
    assert report.path is None
    assert report.reference in str(report)
    assert "189001189811" not in str(report)


def test_causes_are_in_the_report(tmp_path: Path) -> None:
    try:
        try:
            raise KeyError("secret")
        except KeyError as error:
            raise ExceptionGroup("many", [OSError("hush")]) from error
    except ExceptionGroup as error:
        path = crash.report(error, tmp_path).path
    assert path is not None
    text = path.read_text()
    assert "KeyError" in text
    assert "OSError" in text
    assert "secret" not in text
    assert "hush" not in text


async def test_stored_text_cannot_reach_the_terminal() -> None:
    class Shown(GatedApp):
        def compose(self) -> ComposeResult:
            yield Static("An\x1b]0;title\x07na\u202e\u200b", markup=False)

    app = Shown(look=LOOK)
    async with app.run_test():
        strips = app.screen._compositor.render_full_update().render_segments(app.console)
        assert "\x1b]" not in strips
        assert "\u202e" not in strips
        assert "Anna" in strips.replace("]0;title", "")


def test_a_clean_environment() -> None:
    environ = {
        "TEXTUAL": "debug", "TEXTUAL_LOG": "x", "TEXTUAL_DRIVER": "x:y", "TEXTUAL_SCREENSHOT": "1",
        "TEXTUAL_DISABLE_KITTY_KEY": "1", "TERM": "xterm",
    }  # fmt: skip
    start.clean_environment(environ)
    assert environ == {
        "TEXTUAL_DISABLE_KITTY_KEY": "1", "TERM": "xterm", "ESCDELAY": "300", "TEXTUAL_ANIMATIONS": "none",
    }  # fmt: skip
    environ = {"ESCDELAY": "50"}
    start.clean_environment(environ)
    assert environ["ESCDELAY"] == "50"


@pytest.mark.parametrize(
    ("module", "heavy"),
    [
        ("desk.keys", "textual pydantic sqlalchemy sqlmodel babel"),
        ("desk.terminal.start", "textual rich pydantic"),
        ("desk.terminal.gated", "pydantic sqlalchemy sqlmodel desk.rules.cases desk.services desk.storage babel"),
    ],
)
def test_light_before_the_first_paint(module: str, heavy: str) -> None:
    code = f"import sys, {module}; print(*(set({heavy!r}.split()) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
