"""The command palette, made safe for hands that are quicker than its list."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import suppress

from textual.command import CommandPalette, DiscoveryHit, Hit


class Palette(CommandPalette):
    """Textual's palette, but for two things that a burst of keys brings out.

    Its list raises KeyError for a page up or down before it has been laid out, or where it has no room; and its
    search looks ten times a second whether anything more comes, which is waited for after every letter.
    """

    MAY_LIE_ABOVE_THE_LOCK = True

    def _action_command_list(self, action: str) -> None:
        """Pass an action on to the list; where its lines are not counted yet, there is no page to turn."""
        with suppress(KeyError, IndexError):
            super()._action_command_list(action)

    async def _search_for(self, search_value: str) -> AsyncGenerator[DiscoveryHit | Hit, bool]:
        """The hits, as they are found: Desk's commands are at hand, and nobody is waited for."""
        for provider in self._providers:
            async for hit in provider._search(search_value):
                if (yield hit):
                    return
