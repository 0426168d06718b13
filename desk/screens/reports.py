"""The weekly follow-up: the week's figures against their goals, for the whole desk, its groups or its people."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from desk import keys
from desk.documents import week as document
from desk.rules.calendar import Week, last_whole_week
from desk.rules.refusals import Refused
from desk.rules.report import Level
from desk.screens.dialogs import AskLine
from desk.screens.follow import go
from desk.screens.place import CasesChanged, FiguresChanged, Place, SeatTaken, Trouble
from desk.screens.reports_page import Room, page
from desk.screens.widgets.frame import KeyLine, TitleBar
from desk.services import reports
from desk.services.seat import Seat
from desk.words import N_, _

LEVELS: dict[Level, str] = {Level.ALL: N_("Whole"), Level.GROUP: N_("Groups"), Level.AGENT: N_("Individuals")}
NOT_HERE = ("SSH_CONNECTION", "SSH_CLIENT")
"""Where one of these is set the file would lie on the server, out of the person's reach and within others'."""


@dataclass(frozen=True)
class Shown:
    """A week as it is shown, and what had to be counted for it."""

    page: Content
    fresh: reports.Fresh


def read_page(seat: Seat, week: Week, level: Level, now: datetime, room: Room) -> Shown:
    """Count the week and write it. Runs in a reading thread."""
    fresh = reports.Fresh()
    parts = () if level is Level.ALL else (level,)
    return Shown(page(reports.week(seat, week, level, now, parts=parts, fresh=fresh), room), fresh)


def write_file(seat: Seat, week: Week, level: Level, now: datetime, path: Path) -> Path:
    """Write the week into a new file; its ending chooses the format. Runs in a reading thread."""
    document.write(reports.week(seat, week, level, now), path)
    return path


class ReportsScreen(Place[None]):
    """The follow-up of one week at one level."""

    AUTO_FOCUS = ""
    CSS_PATH = "reports.tcss"
    BINDINGS = [
        *keys.bindings("reports"),
        Binding("down", "scroll_page(1)", show=False),
        Binding("up", "scroll_page(-1)", show=False),
        Binding("pagedown", "scroll_page(10)", show=False),
        Binding("pageup", "scroll_page(-10)", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._week: Week | None = None
        self._level = Level.ALL

    def compose(self) -> ComposeResult:
        """Title with the week and the levels, the page, keys."""
        yield TitleBar(id="title")
        with Vertical(id="body"):
            yield Static(_("Counting …"), id="page", markup=False)
        yield KeyLine("reports", self.program.keys_chosen, id="keys")

    def on_mount(self) -> None:
        """Begin with the last whole week."""
        self._show_title()

    @on(SeatTaken)
    @on(CasesChanged)
    @on(FiguresChanged)
    def _ask_again(self) -> None:
        self._ask()

    def on_resize(self, _event: events.Resize) -> None:
        """More room shows more; this is also how it begins."""
        self._ask()

    # ------------------------------------------------------------------ the page

    @property
    def week(self) -> Week:
        """The week shown."""
        return self._week or last_whole_week(self.program.today())

    def _ask(self) -> None:
        week, level, now = self.week, self._level, self.program.now()
        room = Room(self.size.width - 2, self.size.height - 2, self.app.has_class("-ascii"))
        self.ask("page", lambda seat: read_page(seat, week, level, now, room), self._show, self._cannot)

    def _show(self, shown: Shown) -> None:
        self._say(shown.page)
        if shown.fresh:
            self.program.tell_quietly(lambda seat: reports.store_cache(seat, shown.fresh), lambda _trouble: None)

    def _cannot(self, trouble: Trouble) -> None:
        self._say(Content(trouble.words))

    def _say(self, words: Content) -> None:
        static = self.query_one("#page", Static)
        if static.content != words:
            static.update(words)

    def _show_title(self) -> None:
        week = self.week
        title = _("Follow-up · week {week} {year}", week=week.number, year=week.year)
        levels = Content("  ").join(
            Content.styled(f"[{_(word)}]", "bold") if level is self._level else Content.styled(_(word), "not bold")
            for level, word in LEVELS.items()
        )
        self.query_one(TitleBar).show(f"{title}  ◂ ▸", levels)

    # ------------------------------------------------------------------ keys

    def action_span(self, by: int) -> None:
        """The week before or after, up to this week."""
        try:
            self._go_to(self.week.shifted(by))
        except Refused:
            self.app.bell()

    def action_level(self, by: int) -> None:
        """The whole desk, its groups, its people."""
        levels = list(LEVELS)
        self._level = levels[(levels.index(self._level) + by) % len(levels)]
        self.query_one("#body").scroll_home(animate=False)
        self._show_title()
        self._ask()

    def action_pick_week(self) -> None:
        """Ask for a week by its number."""
        text = _("2026-W47, or 47 in {year}.", year=self.week.year)
        self.app.push_screen(AskLine(_("Which week?"), text), self._picked)

    def _picked(self, text: str | None) -> None:
        if text is None:
            return
        try:
            self._go_to(Week(self.week.year, int(text)) if text.isdecimal() else Week.parse(text))
        except Refused as refusal:
            self.app.notify(str(refusal.problems[0].reason + " " + refusal.problems[0].right), severity="warning")

    def _go_to(self, week: Week) -> None:
        latest = Week.of(self.program.today())
        if week > latest:
            self.app.bell()
            week = latest
        self._week = week
        self._show_title()
        self._ask()

    def action_go(self, name: str) -> None:
        """Go to another screen of the follow-up."""
        go(self.app, name)

    def action_scroll_page(self, rows: int) -> None:
        """Where there are more groups or people than rows."""
        self.query_one("#body").scroll_relative(y=rows, animate=False)

    def action_back(self) -> None:
        """Back to where one came from."""
        self.dismiss(None)

    # ------------------------------------------------------------------ export

    def action_export(self) -> None:
        """Ask for a file's name, and write the week there."""
        if self.program.remote:
            how = _(
                "Over SSH no file is written. Whoever looks after the server can: desk report week {week} --to FILE"
            )
            self.app.notify(how.format(week=self.week.code), severity="warning", timeout=10)
            return
        if any(os.environ.get(name) for name in NOT_HERE):
            how = _("Over SSH no file is written. From your own machine: ssh … desk report week {week} > week.txt")
            self.app.notify(how.format(week=self.week.code), severity="warning", timeout=10)
            return
        self._ask_where(str(_usual_folder() / f"desk-{self.week.code}.txt"))

    def _ask_where(self, path: str) -> None:
        text = _("The ending chooses the form: {endings}.", endings=" ".join(document.FORMATS))
        self.app.push_screen(AskLine(_("Write the week to a file"), text, value=path, max_length=400), self._export)

    def _export(self, text: str | None) -> None:
        if text is None:
            return
        week, level, now, path = self.week, self._level, self.program.now(), _at_home(text)

        def not_written(trouble: Trouble) -> None:
            self.program.say_trouble(trouble)
            self._ask_where(text)

        self.ask("export", lambda seat: write_file(seat, week, level, now, path), self._exported, not_written)

    def _exported(self, path: Path) -> None:
        self.app.notify(_("Written to {path}", path=path))


def _at_home(text: str) -> Path:
    """The path, ``~`` read as one's home; somebody unknown's is a folder of that name."""
    try:
        return Path(text).expanduser()
    except RuntimeError:
        return Path(text)


def _usual_folder() -> Path:
    home = Path.home()
    downloads = home / "Downloads"
    return downloads if downloads.is_dir() else home
