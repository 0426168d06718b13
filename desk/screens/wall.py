"""The wall: this week and today for a monitor that nobody types at."""

from __future__ import annotations

from datetime import datetime

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from desk import keys
from desk.screens.place import Place, Trouble
from desk.screens.reports_page import Room
from desk.screens.wall_page import Shown, read_pages
from desk.screens.widgets.frame import TitleBar
from desk.services import reports
from desk.words import _, clock, day

REFRESH = 60.0
"""Seconds between looks at the figures; what is cached costs next to nothing."""
TURN = 15.0
"""Seconds that a page stands, where there are several."""


class WallScreen(Place[None]):
    """Figures by themselves: counted anew every ``refresh`` seconds, page by page where they are many.

    A database that is away is told, and what was last known stays; it is asked again until it is back.
    """

    AUTO_FOCUS = ""
    CSS_PATH = "wall.tcss"
    BINDINGS = keys.bindings("wall")

    def __init__(self, refresh: float = REFRESH) -> None:
        super().__init__()
        self._seconds = refresh
        self._pages: tuple[Content, ...] = ()
        self._page = 0
        self._known: datetime | None = None
        self._away: datetime | None = None

    def compose(self) -> ComposeResult:
        """Where and when, the figures, and a line for what is wrong."""
        yield TitleBar(id="title")
        yield Static(_("Counting …"), id="wall", markup=False)
        yield Static("", id="trouble", markup=False)

    def on_mount(self) -> None:
        """Begin to look up by oneself."""
        self._show_title()
        self.set_interval(1.0, self._show_title)
        self.set_interval(self._seconds, self._count)
        self.set_interval(TURN, self._turn)

    def on_resize(self, _event: events.Resize) -> None:
        """More room holds more; this is also how it begins."""
        self._count()

    # ------------------------------------------------------------------ figures

    def _count(self) -> None:
        now = self.program.now()
        room = Room(self.size.width - 2, self.size.height - 3, self.app.has_class("-ascii"))
        self.ask("wall", lambda seat: read_pages(seat, now, room), self._show, self._cannot)

    def _show(self, shown: Shown) -> None:
        self._pages, self._known, self._away = shown.pages, self.program.now(), None
        self._page %= max(1, len(self._pages))
        self._paint()
        if shown.fresh:
            self.program.tell_quietly(lambda seat: reports.store_cache(seat, shown.fresh), lambda _trouble: None)

    def _cannot(self, trouble: Trouble) -> None:
        self._away = self._away or self.program.now()
        if self._known is None:
            words = trouble.words
        else:
            words = _(
                "! No contact with the database since {since}. The figures are those of {known}.",
                since=clock(self._away, self.program.zone),
                known=clock(self._known, self.program.zone),
            )
        self._say("#trouble", words)

    def _paint(self) -> None:
        """What is there already is not painted again: a wall over a slow line sends nothing while nothing changes."""
        self._say("#wall", self._pages[self._page] if self._pages else "")
        self._say("#trouble", "")
        self._show_title()

    def _say(self, where: str, words: str | Content) -> None:
        static = self.query_one(where, Static)
        if static.content != words:
            static.update(words)

    def _turn(self) -> None:
        if len(self._pages) > 1:
            self._page = (self._page + 1) % len(self._pages)
            self._paint()

    def _show_title(self) -> None:
        now = self.program.now().astimezone(self.program.zone)
        at = Content(f"{day(now.date())} · {_('w.{week}', week=now.isocalendar().week)} · {clock(now)}")
        pages = f"  {self._page + 1}/{len(self._pages)}" if len(self._pages) > 1 else ""
        self.query_one(TitleBar).show(f"{self.program.municipality} · {_('this week')}{pages}", at)

    # ------------------------------------------------------------------ keys

    def action_back(self) -> None:
        """Back to where one came from; on a monitor of its own, out."""
        if len(self.app.screen_stack) > 2:
            self.dismiss(None)
        else:
            self.app.exit(0)
