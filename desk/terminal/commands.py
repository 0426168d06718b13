"""The command palette's only source: what the keys do here, and what the App adds. None of Textual's own."""

from __future__ import annotations

from collections.abc import Iterable

from textual.app import SystemCommand
from textual.command import DiscoveryHit, Hit, Hits, Provider


class DeskCommands(Provider):
    """Offers the commands of the App it stands in (:meth:`~desk.terminal.gated.GatedApp.commands`)."""

    async def discover(self) -> Hits:
        """Everything, before a letter is typed."""
        for title, text, callback, _shown in self._commands():
            yield DiscoveryHit(title, callback, help=text)

    async def search(self, query: str) -> Hits:
        """What matches ``query``, the best first."""
        matcher = self.matcher(query)
        for title, text, callback, _shown in self._commands():
            if (score := matcher.match(title)) > 0:
                yield Hit(score, matcher.highlight(title), callback, text=title, help=text)

    def _commands(self) -> Iterable[SystemCommand]:
        from desk.terminal.gated import GatedApp

        app = self.app
        return app.commands(self.screen) if isinstance(app, GatedApp) else ()
