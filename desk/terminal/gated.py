"""The App beneath Desk: everything that has to do with the terminal, nothing that has to do with a case."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar
from weakref import WeakKeyDictionary, ref

from rich.text import Text
from textual import events
from textual.app import App, SuspendNotSupported, SystemCommand
from textual.await_complete import AwaitComplete
from textual.filter import LineFilter, Monochrome, NoColor
from textual.geometry import Offset
from textual.message import Message
from textual.notifications import SeverityLevel
from textual.screen import Screen
from textual.widget import Widget

from desk import collector, keys
from desk.terminal import crash
from desk.terminal.driver import driver_class
from desk.terminal.filter import CleanFilter
from desk.terminal.gate import Deliver, Gate, Passed
from desk.terminal.hangup import Hangup
from desk.terminal.look import Look, choose_look, register_themes
from desk.words import _

if TYPE_CHECKING:
    from textual.command import Provider

T = TypeVar("T")

LOOP_SECONDS = 1.0
"""Seconds that the loop may take to come to what is asked of it when the line is lost."""


def _desk_commands() -> type[Provider]:
    """The palette's provider, loaded when the palette is first opened."""
    from desk.terminal.commands import DeskCommands

    return DeskCommands


class GatedApp(App[int], inherit_bindings=False):
    """An App whose keys land where they were meant, that survives any byte, and shows nothing but text.

    Args:
        look: Theme and borders; ``None`` chooses by the environment.
        log_folder: Where crash logs go; ``None`` is the system's own folder.
        keymap: Action id to key, as :func:`desk.keys.checked_keymap` returns it.
        remote: A session over SSH: what reaches the machine's own files is not offered.
    """

    BINDINGS = keys.bindings("any")
    COMMANDS = {_desk_commands}
    ENABLE_COMMAND_PALETTE = False  # its binding is in the table of keys, as all are
    ESCAPE_TO_MINIMIZE = False
    CSS = """
    .-theme-desk-contrast LineInput { text-style: underline; }
    .-theme-desk-contrast NoteArea { border-left: outer $foreground; }
    CommandPalette SearchIcon { display: none; }
    """

    def __init__(
        self,
        *,
        look: Look | None = None,
        log_folder: Path | None = None,
        keymap: Mapping[str, str] | None = None,
        remote: bool = False,
    ) -> None:
        self.remote = remote
        self._cursor_at = Offset(0, 0)
        self._gate = Gate(self, super().on_event)
        self._hangup = Hangup(self._save_and_go, self._give_terminal_back, partial(crash.report_hang, log_folder))
        self._focused_last: WeakKeyDictionary[Screen[Any], ref[Widget]] = WeakKeyDictionary()
        super().__init__(driver_class=driver_class())
        self.use_command_palette = True
        self.look = look or choose_look(encoding=getattr(sys.__stderr__, "encoding", "utf-8"))
        self._log_folder = log_folder
        self._clean = CleanFilter(ascii_lines=self.look.ascii)
        self._cursor_shown = False
        self.no_color = self.look.colours == "none"
        register_themes(self)
        self.theme = self.look.theme
        self.set_class(self.look.ascii, "-ascii")
        if keymap:
            self.set_keymap(keymap)

    # ------------------------------------------------------------------ for the program

    def save_before_hangup(self) -> bool:
        """Override to save what is being typed.

        Runs in a thread of its own when the line is lost, and in the loop's after a crash; what is to be read where
        the loop changes it is asked for by :meth:`in_loop`.

        Returns:
            Whether everything that was typed is saved.
        """
        return True

    def in_loop(self, do: Callable[[], T]) -> T:
        """Do something in the loop's own thread between two steps of its tasks; here, where that does not get to it.

        It may be done twice, where the loop gets to it after all.
        """
        if self._loop is None or self._thread_id == threading.get_ident():
            return do()
        done: Future[T] = Future()
        try:
            self._loop.call_soon_threadsafe(_do_for, done, do)
            return done.result(LOOP_SECONDS)
        except (RuntimeError, TimeoutError):  # it has ended, or is stuck: a full terminal that nobody reads
            return do()

    @property
    def ends(self) -> bool:
        """Whether the line is lost, and the process is about to end."""
        return self._hangup.begun

    def touched(self) -> None:
        """Override to know that somebody is there: called at each key, paste and movement of the mouse."""

    def hidden(self, screen: Screen[Any]) -> Collection[str]:
        """Override to name the actions that the palette does not offer on ``screen``, by id."""
        del screen
        return ()

    def commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """The palette's commands: what the keys do on ``screen``. Override to add others."""
        offered = set(self.hidden(screen))
        for node, binding, enabled, _tooltip in screen.active_bindings.values():
            if enabled and binding.id and binding.description and binding.id not in offered:
                if self.remote and keys.is_local(binding.id):
                    continue
                offered.add(binding.id)
                run = partial(self.run_action, binding.action, node)
                yield SystemCommand(binding.description, binding.tooltip, run)

    def run_desk(self, *, mouse: bool = True) -> int:
        """Run until the person leaves; the exit code, which is 1 after a crash."""
        crash.install(self._log_folder)
        self._hangup.listen()
        try:
            result = self.run(mouse=mouse)
        finally:
            self._hangup.wait()  # without a line, Textual may end before it, and badly
        return self.return_code or result or 0

    # ------------------------------------------------------------------ keys, one by one

    def post_message(self, message: Message) -> bool:
        """Send keys and pastes through the gate, everything else as always."""
        if isinstance(message, events.Key | events.Paste | events.MouseEvent):
            self.touched()
        if isinstance(message, events.Key | events.Paste) and not message.is_forwarded:
            return self._gate.put(message)
        return super().post_message(message)

    def on_mount(self) -> None:
        """Let the collector, which rested while the program started, work when that is over."""
        self.set_timer(collector.AFTER_SECONDS, collector.wake)

    async def on_event(self, event: events.Event) -> None:
        """Let the gate have its own messages back."""
        if isinstance(event, Passed):
            await self._gate.passed(event)
        elif isinstance(event, Deliver):
            await self._gate.deliver_next()
        else:
            await super().on_event(event)

    @property
    def _background_screens(self) -> list[Screen[Any]]:
        """The screens that show through: none below one that is opaque.

        Textual counts the one below always, and repaints the whole of the upper one whenever that has a word to change.
        """
        upper = self._screen_stack[-1:]
        return [] if upper and upper[0].styles.background.a == 1 else super()._background_screens

    def pop_screen(self) -> AwaitComplete:
        """Take the uppermost screen away, and what was painted of it out of memory."""
        gone = super().pop_screen()
        self.call_later(_forget_what_was_painted)
        return gone

    def regain_focus(self) -> None:
        """Before a key: where nothing has the focus, give it back to what had it last on this screen.

        A click beside the window, or a terminal that says it lost the focus and never that it has it again, takes it
        away; what is typed then would be nobody's.
        """
        screen = self.screen
        if screen.focused is not None:
            self._focused_last[screen] = ref(screen.focused)
            return
        kept = self._focused_last.get(screen)
        last = kept() if kept is not None else None
        first = self.AUTO_FOCUS if screen.AUTO_FOCUS is None else screen.AUTO_FOCUS
        if last is None and first:
            last = next((each for each in screen.query(first).results(Widget) if each.focusable), None)
        if last is not None and last.is_attached and last.focusable and last.screen is screen:
            screen.set_focus(last, scroll_visible=False, from_app_focus=True)

    def holds_keys(self) -> bool:
        """Whether the next key should wait although nothing is in a queue: the palette is looking, or all ends."""
        if self.ends:
            return True
        from textual.command import CommandPalette

        screen = self.screen
        return isinstance(screen, CommandPalette) and any(
            worker.node is screen and worker.is_running for worker in self.workers
        )

    def action_command_palette(self) -> None:
        """Show the palette."""
        from desk.terminal.palette import Palette

        if not isinstance(self.screen, Palette):
            self.push_screen(Palette())

    # ------------------------------------------------------------------ what is painted

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Clean every line; where there is no colour, take even the greys away."""
        filters = [each for each in self._filters if each.enabled and not isinstance(each, Monochrome | NoColor)]
        return [self._clean, *filters, NoColor()] if self.no_color else [self._clean, *filters]

    @property
    def cursor_position(self) -> Offset:
        """Where the terminal's own cursor goes after each paint: to where one types, if anywhere."""
        focused = self.focused
        if getattr(focused, "shows_cursor", False):
            return Offset(*getattr(focused, "cursor_screen_offset", self._cursor_at))
        return self._cursor_at

    @cursor_position.setter
    def cursor_position(self, at: Offset) -> None:
        self._cursor_at = at

    def post_display_hook(self) -> None:
        """Show the terminal's own cursor where one types, and hide it elsewhere; screen readers follow it."""
        wanted = bool(getattr(self.focused, "shows_cursor", False))
        if wanted != self._cursor_shown and (show := getattr(self._driver, "show_cursor", None)):
            self._cursor_shown = wanted
            show(wanted)

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = False,
    ) -> None:
        """Show a toast. Never as markup, whatever is asked: a message may hold what a citizen wrote."""
        del markup
        super().notify(message, title=title, severity=severity, timeout=timeout, markup=False)

    # ------------------------------------------------------------------ ends

    def terminal_gone(self) -> None:
        """Called from the reading thread: the terminal sends end-of-file and will for ever."""
        if hasattr(signal, "SIGHUP"):
            os.kill(os.getpid(), signal.SIGHUP)
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._loop.stop if not hasattr(signal, "SIGHUP") else _wake)

    def _save_and_go(self) -> None:
        """Runs in a thread of its own, when the line is lost. Nothing more is painted, and no key gets through."""
        self.in_loop(self._begin_batch)
        self.save_before_hangup()

    def _give_terminal_back(self) -> None:
        if restore := getattr(self._driver, "restore_at_once", None):
            restore()

    def _handle_exception(self, error: Exception) -> None:
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self._stop_with(crash.report(error, self._log_folder, crash.keeps(self.save_before_hangup)))

    def panic(self, *renderables: object) -> None:
        """Stop with a reference number; what Textual wanted to print may hold values, and is not printed."""
        del renderables
        self._return_code = 1
        self._stop_with(crash.report(RuntimeError(), self._log_folder, crash.keeps(self.save_before_hangup)))

    def _stop_with(self, report: crash.Report) -> None:
        self._exit_renderables.append(Text(str(report)))
        self._close_messages_no_wait()

    # ------------------------------------------------------------------ what is refused

    def _refuse(self) -> None:
        self.notify(_("That is switched off in Desk."), severity="warning")

    def action_screenshot(self, *_args: object, **_names: object) -> None:
        """Refuse: a picture of the screen is a file with people's data."""
        self._refuse()

    def action_suspend_process(self) -> None:
        """Refuse: a shell behind the program is not for whoever sits at a reception."""
        self._refuse()

    async def action_simulate_key(self, *_args: object) -> None:
        """Refuse: text must not press keys."""
        self._refuse()

    def open_url(self, *_args: object, **_names: object) -> None:
        """Refuse: over SSH it would be the server's browser."""
        self._refuse()

    def deliver_screenshot(self, *_args: object, **_names: object) -> None:
        """Refuse, as :meth:`action_screenshot`."""
        self._refuse()

    def deliver_text(self, *_args: object, **_names: object) -> None:
        """Refuse: Textual's delivery joins names unchecked; documents are written by desk.documents."""
        self._refuse()

    def deliver_binary(self, *_args: object, **_names: object) -> None:
        """Refuse, as :meth:`deliver_text`."""
        self._refuse()

    @contextmanager
    def suspend(self) -> Iterator[NoReturn]:
        """Refuse, as :meth:`action_suspend_process`."""
        yield _never()


def _do_for(done: Future[T], do: Callable[[], T]) -> None:
    try:
        done.set_result(do())
    except Exception as error:  # noqa: BLE001  raised again in the thread that asked
        done.set_exception(error)


def _never() -> NoReturn:
    raise SuspendNotSupported


def _forget_what_was_painted() -> None:
    """Empty a memory of Textual's that keeps 1024 widgets that are gone, with every line painted of them: 60 MB.

    It is Textual's own affair: where another Textual has it elsewhere or not at all, nothing is done.
    """
    try:
        from textual._styles_cache import StylesCache
    except ImportError:
        return
    clear = getattr(getattr(StylesCache, "get_inner_outer", None), "cache_clear", None)
    if clear is not None:
        clear()


def _wake() -> None:
    """Nothing; the loop looks at its signals when it wakes."""
