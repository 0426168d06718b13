"""The lock: a session that nobody has touched for a while is covered, until its person's PIN opens it again.

The same cover ends a session whose person has been put to rest, or where a wrong PIN was given too often.

What goes on below goes on: drafts are saved, others see who is here. Somebody without a PIN could not unlock, so their
session ends instead, and what was typed is kept as a draft.

Light on purpose: it is imported before the first paint.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from desk.rules.refusals import Problem
from desk.screens.place import trouble_of
from desk.watch import Looked, open_and_look
from desk.words import _, n_

if TYPE_CHECKING:
    from desk.app import DeskApp
    from desk.rules.rights import Person
    from desk.services.seat import Seat

ENDED_IDLE, ENDED_BY_TRIES, CUT_OFF = 0, 2, 2
"""What the program ends with."""


def _seconds() -> float:
    """A clock that only goes forward, also while the machine sleeps."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if sys.platform == "linux" else time.monotonic()


class Lock:
    """The lock of one program.

    Args:
        app: The program.
        seconds: Seconds without a key, paste or mouse after which it locks, 0 never; ``None``: as the settings say.

    Attributes:
        clock: Seconds that only go forward.
        has_pin: Whether the person has a PIN, as far as is known here.
        wants_pin: Whether the person should be asked to choose one: there is none, and nobody has asked yet.
    """

    def __init__(self, app: DeskApp, seconds: float | None = None) -> None:
        self._app = app
        self._after = seconds
        self._touched = 0.0
        self._wrong = 0
        self._ended = False
        self.clock: Callable[[], float] = _seconds
        self.has_pin = False
        self.wants_pin = False

    def begin(self, minutes: int, has_pin: bool) -> None:
        """Begin, when the settings have been read and it is known whether the person has a PIN."""
        if self._after is None:
            self._after = minutes * 60.0
        self.has_pin = has_pin
        self.wants_pin = self.on and not has_pin and self._app.seat.database.may_write()  # asked when it was opened
        self.touched()

    @property
    def on(self) -> bool:
        """Whether this session locks at all."""
        return bool(self._after)

    @property
    def minutes(self) -> int:
        """After how many minutes it locks, at least 1."""
        return max(1, round((self._after or 0) / 60))

    # ------------------------------------------------------------------ nobody is here

    def touched(self) -> None:
        """A key, a paste or the mouse: somebody is here."""
        self._touched = self.clock()

    def tick(self) -> None:
        """Called once a second: lock, or end the session, where nobody has been here for long enough."""
        if self.on and not self._app.covered and self.clock() - self._touched >= (self._after or 0):
            if self.has_pin:
                self.lock()
            else:
                self._end_idle()

    def _end_idle(self) -> None:
        self._end(
            ENDED_IDLE,
            n_(
                "Desk ended the session: nobody touched it for {n} minute, and there is no PIN to unlock it with.",
                "Desk ended the session: nobody touched it for {n} minutes, and there is no PIN to unlock it with.",
                self.minutes,
            ),
        )

    def _end(self, code: int, words: str) -> None:
        if self._ended:
            return
        self._ended = True
        self._cover(_("The session ends …"))
        self._app.end(code, f"{words}\n{_('What was typed is kept as a draft.')}")

    # ------------------------------------------------------------------ cut off

    def know(self, oneself: Person | None) -> None:
        """What the person is by now: somebody who was put to rest is cut off, and another role holds from now on."""
        if oneself is None or not (oneself.active and oneself.may_log_in):
            self._end(CUT_OFF, _("Desk ended the session: an administrator has put you to rest."))
        elif oneself != self._app.seat.who:
            self._app.save_drafts()  # a form that the new role may not save is a draft before it holds

            def be(seat: Seat) -> None:
                seat.who = oneself

            self._app.tell(be, failed=lambda _trouble: None)

    # ------------------------------------------------------------------ the PIN

    def choose_pin(self, then: Callable[[], object] | None = None) -> None:
        """Ask for a PIN, and for the one before where there is one; ``then`` is called when it is chosen."""
        from desk.screens.pins import ChoosePin

        self.wants_pin = False
        if any(isinstance(screen, ChoosePin) for screen in self._app.screen_stack):
            return  # it is being asked for
        self._app.push_screen(ChoosePin(self), lambda chosen: then() if chosen and then else None)

    def pin_chosen(self) -> None:
        """The person has a PIN from now on."""
        self._wrong = 0
        self.has_pin = True

    def pin_cleared(self) -> None:
        """An administrator has cleared their own: another one is asked for when they are back at the desk."""
        self.has_pin = False
        self.wants_pin = self.on

    # ------------------------------------------------------------------ locking and unlocking

    def by_hand(self) -> None:
        """Lock now; where there is no PIN yet, ask for one first."""
        if self._app.covered:
            return
        if not self.on:
            self._app.say_trouble(trouble_of((Problem("lock_off"),)))
        elif self.has_pin:
            self.lock()
        else:
            self.choose_pin(self.lock)

    def lock(self) -> None:
        """Save what is half typed, and cover everything."""
        self._app.save_drafts()
        self._cover()

    def _cover(self, words: str = "") -> None:
        from desk.screens.lock import LockScreen

        if not self._app.covered:
            self._app.cover(LockScreen(words))

    def unlock(self) -> None:
        """The right PIN was given: everything is as it was."""
        self._wrong = 0
        self._app.uncover()
        self._app.minute_passed()

    def wrong_pin(self) -> int:
        """A wrong PIN was given, here or where another was to be chosen; how many tries are left. None ends it."""
        from desk.rules.pins import TRIES

        self._wrong += 1
        if self._wrong == TRIES:
            now = self._app.now()

            def log(seat: Seat) -> None:
                from desk.services import pins

                pins.gave_up(seat, now)

            self._app.tell_quietly(log, lambda _trouble: None)
            self._end(ENDED_BY_TRIES, _("Desk ended the session: a wrong PIN was given {n} times.", n=TRIES))
        return max(0, TRIES - self._wrong)


Opened = tuple["Seat", Looked, bool]
"""A seat, what one sees there, and whether its person has a PIN."""


def open_seat_and_look(open_seat: Callable[[], Seat], now: Callable[[], datetime]) -> Opened:
    """Open the seat and look round. Runs in the writing thread."""
    seat, looked = open_and_look(open_seat, now)
    from desk.services import pins

    seat.database.may_write()
    return seat, looked, pins.is_set(seat)
