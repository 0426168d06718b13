"""The App beneath the lock: a screen can be laid over everything, and nothing from below gets past it.

Answers still come while it lies there: a form that was refused wants to come back, a dialog to be asked, a toast to be
shown. They wait, in their order, until it is taken away.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import copy_context
from functools import partial
from typing import Any

from textual.await_complete import AwaitComplete
from textual.notifications import SeverityLevel
from textual.screen import Screen
from textual.widget import AwaitMount

from desk.terminal.gated import GatedApp

ABOVE = "MAY_LIE_ABOVE_THE_LOCK"
"""The attribute that says of a screen that it shows nothing of anybody: the keys, the palette."""


class CoveredApp(GatedApp):
    """An App with a cover, which is off to begin with."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self._cover: Screen[Any] | None = None
        self._waiting: list[Callable[[], object]] = []

    @property
    def covered(self) -> bool:
        """Whether the cover lies over everything now."""
        return self._cover is not None

    def cover(self, screen: Screen[Any]) -> None:
        """Lay ``screen`` over everything; what was being told has been told."""
        self.clear_notifications()
        super().push_screen(screen)
        self._cover = screen

    def uncover(self) -> None:
        """Take the cover away, and what lies above it; then let come what has waited."""
        cover, self._cover = self._cover, None
        while cover is not None and cover in self.screen_stack:
            super().pop_screen()
        self.call_later(self._let_come)

    def _let_come(self) -> None:
        while self._waiting and self._cover is None:
            self._waiting.pop(0)()

    def _hold(self, later: Callable[[], object]) -> None:
        """Keep for later, to be done on behalf of whoever asked: a dialog answers to the screen that showed it."""
        self._waiting.append(partial(copy_context().run, later))

    # ------------------------------------------------------------------ what waits meanwhile

    def push_screen(self, screen: Any, *args: Any, **names: Any) -> Any:
        """Show a screen; below the cover it comes when that has gone."""
        if self._cover is None or getattr(screen, ABOVE, False):
            return super().push_screen(screen, *args, **names)
        self._hold(partial(super().push_screen, screen, *args, **names))
        return AwaitMount(self._cover, ())

    def pop_screen(self) -> AwaitComplete:
        """Take the uppermost screen away; never the cover, below which it happens when that has gone."""
        if self._cover is None or self.screen is not self._cover:
            return super().pop_screen()
        self._hold(super().pop_screen)
        return AwaitComplete()

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = False,
    ) -> None:
        """Show a toast; one from below the cover is shown when that has gone."""
        show = partial(super().notify, message, title=title, severity=severity, timeout=timeout, markup=markup)
        if self._cover is None:
            show()
        else:
            self._hold(show)
