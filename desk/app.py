"""The program: it opens the seat after the first paint, owns the threads, and tells screens what has happened."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, datetime
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from textual.app import SystemCommand
from textual.message import Message
from textual.message_pump import MessagePump
from textual.screen import Screen

from desk import keys, lost_line
from desk.away import Away
from desk.covered import CoveredApp
from desk.delivery import deliver, nothing, now_utc, zone_named
from desk.lock import Lock, Opened, open_seat_and_look
from desk.screens.first import FirstFrame
from desk.screens.place import CasesChanged, Drafting, Failed, Last, MinutePassed, Place, SeatTaken, Trouble
from desk.terminal.look import Look, Wish, choose_look
from desk.threads import Answer, Threads
from desk.watch import Watch
from desk.words import _

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from desk.services.seat import Seat
    from desk.services.sessions import Company
    from desk.storage.drafts import Draft

T = TypeVar("T")

CANNOT_OPEN = 3
NOT_ALLOWED = 2
"""What the program ends with where there is no seat: the command line's own codes."""


def session_name() -> str:
    """A name for this session that tells its machine and process, so that one that died is known to have."""
    return f"{socket.gethostname()}:{os.getpid()}:{os.urandom(6).hex()}"


class DeskApp(CoveredApp):
    """Desk on a screen.

    Args:
        open_seat: Opens the database and says who sits there. Runs in a thread, after the first paint, and does
            its imports there.
        municipality: For the title bar.
        zone: The municipality's time zone, by name.
        now: The clock: an aware instant in UTC.
        look: Theme and borders; ``None`` chooses by the environment.
        log_folder: Where crash logs go; ``None`` is the system's own folder.
        keymap: Action id to key, as :func:`desk.keys.checked_keymap` returns it.
        offer_drafts: Whether drafts found at start are offered.
        remote: A session over SSH: it reaches no file, no shell and nobody else.
        lock_seconds: Seconds without a key after which it locks, 0 never; ``None``: as the settings say.
        waiting_folder: Where is kept what waits for a server that is away; ``None`` is the system's own folder.
    """

    def __init__(
        self,
        open_seat: Callable[[], Seat],
        *,
        municipality: str = "Kommunen",
        zone: str = "Europe/Stockholm",
        now: Callable[[], datetime] = now_utc,
        look: Look | None = None,
        log_folder: Path | None = None,
        keymap: Mapping[str, str] | None = None,
        offer_drafts: bool = True,
        remote: bool = False,
        lock_seconds: float | None = None,
        waiting_folder: Path | None = None,
    ) -> None:
        super().__init__(look=look, log_folder=log_folder, keymap=keymap, remote=remote)
        self.title = "Desk"
        self.municipality = municipality
        self._zone_name = zone
        self.now = now
        self.keys_chosen: Mapping[str, str] = keys.without_local(keymap) if remote else keymap or {}
        self.offer_drafts = offer_drafts
        self.session = session_name()
        self.last: Last | None = None
        self.kept_notes: dict[str, str] = {}
        self.threads = Threads()
        self._open_seat = open_seat
        self._seat: Seat | None = None
        self._just_opened: Seat | None = None
        self._no_seat = False
        self._leaving = False
        self._watch = Watch(self)
        self.away = Away(self, waiting_folder)
        self.lock = Lock(self, lock_seconds)

    # ------------------------------------------------------------------ what screens ask

    @property
    def seat(self) -> Seat:
        """The seat. Raises RuntimeError before there is one."""
        if self._seat is None:
            raise RuntimeError("the seat is not open yet")
        return self._seat

    @property
    def seated(self) -> bool:
        """Whether there is a seat yet."""
        return self._seat is not None

    @property
    def others(self) -> int:
        """How many colleagues are at work."""
        return self._watch.others

    @property
    def company(self) -> Company | None:
        """Who else has the case open that is open here."""
        return self._watch.company

    def at_case(self, case_id: int | None) -> None:
        """Say that a case is open here, or none any more."""
        self._watch.at_case(case_id)

    @cached_property
    def zone(self) -> ZoneInfo:
        """The municipality's time zone; Stockholm's where there is none of that name."""
        return zone_named(self._zone_name)

    def today(self) -> date:
        """The local day."""
        return self.now().astimezone(self.zone).date()

    def ask(
        self,
        asker: MessagePump,
        group: str,
        question: Callable[[Seat], T],
        then: Callable[[T], object],
        failed: Failed | None = None,
    ) -> None:
        """Ask in a reading thread; ``then`` gets the answer in ``asker``'s own task, if it is not late by then."""
        if self._seat is not None:
            deliver = partial(self._deliver, asker, then, failed)
            self.threads.read(group, partial(question, self._seat), deliver)

    def tell(
        self,
        change: Callable[[Seat], T],
        then: Callable[[T], object] | None = None,
        failed: Failed | None = None,
    ) -> None:
        """Change something in the writing thread. Never dropped; what came of it arrives in the program's own task."""
        if self._seat is not None:
            deliver = partial(self._deliver, self, partial(self._changed, then), failed)
            self.threads.write(partial(change, self._seat), deliver)

    def tell_quietly(
        self, change: Callable[[Seat], T], failed: Failed, then: Callable[[T], object] | None = None
    ) -> None:
        """Change something that no list shows (a heartbeat, a draft)."""
        if self._seat is not None:
            self.threads.write(partial(change, self._seat), partial(self._deliver, self, then, failed))

    def say_trouble(self, trouble: Trouble) -> None:
        """Say why something was not done, in a toast."""
        self.notify(trouble.words, severity="error" if not trouble.problems else "warning", timeout=8)

    def tell_screens(self, make: Callable[[], Message]) -> None:
        """Post a message to every screen that is open."""
        for screen in self.screen_stack:
            screen.post_message(make())

    def _changed(self, then: Callable[[Any], object] | None, value: Any) -> None:
        self.tell_screens(CasesChanged)
        if then is not None:
            then(value)

    # ------------------------------------------------------------------ answers, unless they come too late

    def _deliver(
        self,
        asker: MessagePump,
        then: Callable[[Any], object] | None,
        failed: Failed | None,
        answer: Answer[Any],
    ) -> None:
        deliver(self, asker, partial(self._arrived, then, answer), partial(self._failed, failed, answer), answer)

    def _arrived(self, then: Callable[[Any], object] | None, answer: Answer[Any], value: Any) -> object:
        return then(value) if then is not None and not self.threads.is_late(answer) else None

    def _failed(self, failed: Failed | None, answer: Answer[Any], trouble: Trouble) -> None:
        if not self.threads.is_late(answer):
            (failed or self.say_trouble)(trouble)

    # ------------------------------------------------------------------ start

    def get_default_screen(self) -> Screen[Any]:
        """The desk's frame, until the desk itself is there."""
        return FirstFrame(self.municipality, self.keys_chosen)

    def on_mount(self) -> None:
        """Begin with everything that can wait, after the first paint."""
        self.screen.call_after_refresh(self.call_later, self.begin)

    async def begin(self) -> None:
        """Open the seat in the writing thread, and meanwhile put up the desk."""
        self.open_seat_now()
        from desk.screens.desk import DeskScreen

        await self.push_screen(DeskScreen())

    def open_seat_now(self) -> None:
        """Open the seat in the writing thread."""
        opened = partial(self._deliver, self, self._sit_down, self._cannot_open)
        self.threads.write(self._open_and_look, opened)

    def _open_and_look(self) -> Opened:
        """Runs in the writing thread. A line that is lost before anybody sat down still finds the seat."""
        opened = open_seat_and_look(self._open_seat, self.now)
        self.away.settle_in(opened[0])
        self._just_opened = opened[0]
        return opened

    def holds_keys(self) -> bool:
        """Keys wait until the desk itself is there."""
        return isinstance(self.screen, FirstFrame) or super().holds_keys()

    def _sit_down(self, opened: Opened) -> None:
        self._seat, looked, has_pin = opened
        if self._no_seat:
            self._take_away_what_was_told()
        self.lock.begin(self._seat.settings.lock_minutes, has_pin)
        self.threads.interrupt = self._seat.database.interrupt
        self._watch.begin(looked)
        self.tell_screens(SeatTaken)
        self.away.tell_what_was_brought()
        if self._seat.wrong_kinds:
            self._tell_of_wrong_kinds()

    def _tell_of_wrong_kinds(self) -> None:
        """Say which files describe no kind, and why: what was brought in before holds."""
        from desk.documents.kinds import warnings

        self.notify("\n".join(warnings(self.seat.wrong_kinds, 1)), severity="warning", timeout=12)

    def _take_away_what_was_told(self) -> None:
        from desk.screens.cannot_open import CannotOpen

        self._no_seat = False
        for screen in reversed(self.screen_stack):
            if isinstance(screen, CannotOpen):
                screen.dismiss(None)

    @property
    def cannot_open(self) -> bool:
        """Whether it was tried, and there is no seat."""
        return self._no_seat

    def _cannot_open(self, trouble: Trouble) -> None:
        self._no_seat = True
        from desk.screens.cannot_open import CannotOpen

        told = next((screen for screen in self.screen_stack if isinstance(screen, CannotOpen)), None)
        if trouble.problems or told is None:
            code = NOT_ALLOWED if trouble.problems else CANNOT_OPEN
            self.push_screen(CannotOpen(trouble.words, code, again=not trouble.problems))
        else:
            told.still(trouble.words)

    def minute_passed(self) -> None:
        """Called by the watch. Nothing is painted below the lock; its opening makes up for it."""
        if not self.covered:
            self.tell_screens(MinutePassed)

    # ------------------------------------------------------------------ end

    async def action_quit(self) -> None:
        """Save what is half typed; leave when all is written, unless a form comes back. Asked twice: at once."""
        from desk.screens.cannot_open import CannotOpen

        if isinstance(self.screen, CannotOpen):
            self.exit(self.screen.code)
            return
        at_once = self._leaving or not self.seated or self.threads.idle
        self._leaving = True
        self.save_drafts()
        if at_once:
            self._leave()
        else:
            self.tell_quietly(lambda _seat: None, nothing, lambda _none: self._leave())

    def _leave(self) -> None:
        if self._leaving:
            self.exit(0, message=self.away.farewell())

    def stay(self) -> None:
        """Something came back that the person should see before leaving."""
        self._leaving = False

    async def on_unmount(self) -> None:
        """Say goodbye, and wait for what is being written."""
        import asyncio

        self._watch.end()
        if self._seat is not None and self.away.now:
            self._seat.database.hang_up()
        await asyncio.to_thread(self.threads.close)
        if self._seat is not None and self._seat.waiting is not None:
            self._seat.waiting.leave()

    def save_before_hangup(self) -> bool:
        """The line is gone: wait for what was saved, save what is half typed, here and now, and say goodbye."""
        return lost_line.save(self)

    def sits_at_last(self) -> bool:
        """Take the seat that was opened a moment ago, if nobody sits there yet; whether there is one."""
        if self._seat is None:
            self._seat = self._just_opened
        return self._seat is not None

    def half_typed(self) -> list[Draft]:
        """What is half typed, on every screen."""
        if self._seat is None:
            return []
        each = [screen.draft() for screen in self.screen_stack if isinstance(screen, Drafting)]
        return [draft for draft in each if draft is not None]

    def end(self, code: int, words: str) -> None:
        """End the session: save what is half typed, write what waits, and leave ``words`` on the terminal."""

        def go(_any: object) -> None:
            self.exit(code, message=words)

        self.save_drafts()
        self.tell_quietly(lambda _seat: None, go, go)

    def save_drafts(self) -> None:
        """Save what is half typed, at once."""
        half_typed = self.half_typed()
        if half_typed:
            from desk.services import drafts

            for draft in half_typed:
                self.tell_quietly(partial(drafts.save, draft=draft), nothing)

    # ------------------------------------------------------------------ the lock

    def touched(self) -> None:
        """Somebody is here."""
        self.lock.touched()

    def action_lock(self) -> None:
        """Lock at once."""
        if self.seated:
            self.lock.by_hand()

    def hidden(self, screen: Screen[Any]) -> Collection[str]:
        """What the person's role may not do there."""
        return ("any.lock", "any.palette") if self.covered else screen.hidden() if isinstance(screen, Place) else ()

    # ------------------------------------------------------------------ help, palette, themes

    def action_help(self) -> None:
        """Show all keys, those of the place one is in first."""
        from desk.screens.help import HelpScreen
        from desk.screens.widgets.frame import KeyLine

        if not isinstance(self.screen, HelpScreen):
            where = next((line.where for line in self.screen.query(KeyLine)), None)
            self.push_screen(HelpScreen(self.keys_chosen, where))

    def action_command_palette(self) -> None:
        """Show what can be done here, asking in the language spoken."""
        from desk.terminal.palette import Palette

        if not isinstance(self.screen, Palette):
            self.push_screen(Palette(placeholder=_("What do you want to do?")))

    def commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """What the keys do, what the screen adds, and what is offered everywhere."""
        yield from super().commands(screen)
        if isinstance(screen, Place):
            yield from screen.own_commands()
        from desk.offers import offers

        yield from offers(self)

    def wear(self, wish: Wish) -> None:
        """Change the theme."""
        self.look = choose_look(wished=wish)
        self.no_color = self.look.colours == "none"
        self.theme = self.look.theme
        self.refresh_css(animate=False)
