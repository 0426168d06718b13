"""``desk wall``: the follow-up alone on a terminal, for weeks on end, whatever becomes of the database meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, TypeVar

from textual.message_pump import MessagePump

from desk.delivery import deliver, nothing, now_utc, zone_named
from desk.screens.place import Failed
from desk.screens.wall import REFRESH, WallScreen
from desk.terminal.gated import GatedApp
from desk.terminal.look import Look
from desk.threads import Answer, Threads

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from desk.services.seat import Seat

T = TypeVar("T")


class WallApp(GatedApp):
    """One screen. There is nothing to lock: it shows counts alone, and nothing can be opened from it.

    Args:
        open_seat: Opens the database; called again whenever the database was away. Runs in a thread.
        refresh: Seconds between looks at the figures.
        zone: The municipality's time zone, by name.
        now: The clock: an aware instant in UTC.
    """

    def __init__(
        self,
        open_seat: Callable[[], Seat],
        *,
        refresh: float = REFRESH,
        municipality: str = "Kommunen",
        zone: str = "Europe/Stockholm",
        now: Callable[[], datetime] = now_utc,
        look: Look | None = None,
        keymap: Mapping[str, str] | None = None,
        remote: bool = False,
    ) -> None:
        super().__init__(look=look, keymap=keymap, remote=remote)
        self.title = "Desk"
        self.municipality = municipality
        self.now = now
        self.threads = Threads()
        self._zone_name = zone
        self._open_seat = open_seat
        self._refresh = refresh
        self._seat: Seat | None = None

    @cached_property
    def zone(self) -> ZoneInfo:
        """The municipality's time zone; Stockholm's where there is none of that name."""
        return zone_named(self._zone_name)

    def on_mount(self) -> None:
        """Show the wall."""
        self.push_screen(WallScreen(self._refresh))

    async def on_unmount(self) -> None:
        """Wait for what is being asked."""
        import asyncio

        await asyncio.to_thread(self.threads.close)

    # ------------------------------------------------------------------ what the screen asks

    def ask(
        self,
        asker: MessagePump,
        group: str,
        question: Callable[[Seat], T],
        then: Callable[[T], object],
        failed: Failed | None = None,
    ) -> None:
        """Ask in a thread, one question at a time; where the database was away, open it anew."""
        del group
        if self.threads.idle:
            self.threads.write(partial(self._answer, question), partial(self._deliver, asker, then, failed))

    def tell_quietly(
        self, change: Callable[[Seat], T], failed: Failed, then: Callable[[T], object] | None = None
    ) -> None:
        """Store what was counted."""
        self.threads.write(partial(self._answer, change), partial(self._deliver, self, then, failed))

    def _answer(self, question: Callable[[Seat], T]) -> T:
        """Runs in the one thread that has the seat."""
        if self._seat is None:
            self._seat = self._open_seat()
        try:
            return question(self._seat)
        except Exception:
            self._seat.database.close()
            self._seat = None
            raise

    def _deliver(
        self,
        asker: MessagePump,
        then: Callable[[Any], object] | None,
        failed: Failed | None,
        answer: Answer[Any],
    ) -> None:
        deliver(self, asker, then or nothing, failed or nothing, answer)
