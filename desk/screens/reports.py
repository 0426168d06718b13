"""The follow-up of a week or a longer span: its figures against their goals, for the whole desk, groups or people."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from desk import keys
from desk.documents import week as document
from desk.documents.span_words import span_title
from desk.rules.calendar import Week
from desk.rules.period import sort_of
from desk.rules.refusals import Refused
from desk.rules.report import Level
from desk.rules.spans import Span, SpanSort, last_whole, parse_span, span_of, week_span
from desk.screens.dialogs import AskLine
from desk.screens.exporting import NOT_HERE, at_home, usual_folder
from desk.screens.going import go
from desk.screens.place import CasesChanged, FiguresChanged, Place, SeatTaken, Trouble
from desk.screens.reports_page import Page, Room, page
from desk.screens.widgets.frame import KeyLine, TitleBar
from desk.services import reports
from desk.services.seat import Seat
from desk.words import N_, _

LEVELS: dict[Level, str] = {Level.ALL: N_("Whole"), Level.GROUP: N_("Groups"), Level.AGENT: N_("Individuals")}


@dataclass(frozen=True)
class Shown:
    """A span as it is shown, and what had to be counted for it."""

    span: Span
    page: Page
    fresh: reports.Fresh


def read_page(seat: Seat, span: Span, level: Level, now: datetime, room: Room) -> Shown:
    """Count the span and write it. Runs in a reading thread."""
    fresh = reports.Fresh()
    parts = () if level is Level.ALL else (level,)
    return Shown(span, page(reports.span(seat, span, level, now, parts=parts, fresh=fresh), room), fresh)


def write_file(seat: Seat, span: Span, level: Level, now: datetime, path: Path) -> Path:
    """Write the span into a new file; its ending chooses the format. Runs in a reading thread."""
    from desk.documents.period_file import office

    report = reports.span(seat, span, level, now)
    individuals = report.agents if level is Level.AGENT else ()
    document.write(report, path, office=office(seat, sort_of(span), span, now=now, individuals=individuals))
    return path


class ReportsScreen(Place[None]):
    """The follow-up of one span at one level. The cursor stands on a figure, or on a group or person."""

    AUTO_FOCUS = ""
    CSS_PATH = "reports.tcss"
    BINDINGS = [
        *keys.bindings("reports"),
        Binding("down", "move(1)", show=False),
        Binding("up", "move(-1)", show=False),
        Binding("pagedown", "move(10)", show=False),
        Binding("pageup", "move(-10)", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._span: Span | None = None
        self._anchor: date | None = None
        self._level = Level.ALL
        self._shown: Shown | None = None
        self._at: int | None = None

    def compose(self) -> ComposeResult:
        """Title with the span and the levels, the page, keys."""
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

    def on_screen_resume(self) -> None:
        """Something may have been explained meanwhile."""
        super().on_screen_resume()
        if self._shown is not None:
            self._ask()

    # ------------------------------------------------------------------ the page

    @property
    def span(self) -> Span:
        """The span shown."""
        return self._span or last_whole(SpanSort.WEEK, self.program.today())

    def _ask(self) -> None:
        span, level, now = self.span, self._level, self.program.now()
        room = Room(self.size.width - 2, self.size.height - 2, self.app.has_class("-ascii"))
        self.ask("page", lambda seat: read_page(seat, span, level, now, room), self._show, self._cannot)

    def _show(self, shown: Shown) -> None:
        before, self._shown = self._shown, shown
        if before is None or before.span != shown.span or self._at is None or self._at >= len(shown.page.rows):
            self._at = shown.page.first_short
        self._paint()
        if shown.fresh:
            self.program.tell_quietly(lambda seat: reports.store_cache(seat, shown.fresh), lambda _trouble: None)

    def _cannot(self, trouble: Trouble) -> None:
        self._shown = None
        self._say(Content(trouble.words))

    def _paint(self) -> None:
        if self._shown is not None:
            self._say(self._shown.page.content(self._at))

    def _say(self, words: Content) -> None:
        static = self.query_one("#page", Static)
        if static.content != words:
            static.update(words)

    def _show_title(self) -> None:
        title = _("Follow-up · {span}", span=span_title(self.span))
        levels = Content("  ").join(
            Content.styled(f"[{_(word)}]", "bold") if level is self._level else Content.styled(_(word), "not bold")
            for level, word in LEVELS.items()
        )
        self.query_one(TitleBar).show(f"{title}  ◂ ▸", levels)

    # ------------------------------------------------------------------ keys

    def action_span(self, by: int) -> None:
        """The span before or after, up to the one that is on."""
        try:
            span = self.span.next if by > 0 else self.span.previous
        except Refused:
            self.app.bell()
            return
        self._go_to(span)

    def action_longer(self, by: int) -> None:
        """The week, month, tertial, half-year or year around where one is."""
        sorts = list(SpanSort)
        sort = sorts[(sorts.index(self.span.sort) + by) % len(sorts)]
        anchor = self._anchor or self._day_within(self.span)
        self._go_to(span_of(sort, anchor))
        self._anchor = anchor

    def action_from_new_year(self) -> None:
        """The same span from the year's beginning; again: alone."""
        anchor = self._anchor
        self._go_to(self.span.base if self.span.is_cumulative else self.span.cumulative)
        self._anchor = anchor

    def _day_within(self, span: Span) -> date:
        """A day by which the span is known among those of other sorts: a week's Thursday, but no day to come."""
        base = span.base
        day = base.days[3] if base.sort is SpanSort.WEEK else base.last
        return max(base.first, min(day, self.program.today()))

    def action_level(self, by: int) -> None:
        """The whole desk, its groups, its people."""
        levels = list(LEVELS)
        self._level = levels[(levels.index(self._level) + by) % len(levels)]
        self._at = None
        self.query_one("#body").scroll_home(animate=False)
        self._show_title()
        self._ask()

    def action_pick_week(self) -> None:
        """Ask for a span by its name."""
        text = _("A week: 47 or 2026-W47. Longer: 2026-11, 2026-T3, 2026-H1, 2026.")
        self.app.push_screen(AskLine(_("Which week, month, tertial or year?"), text), self._picked)

    def _picked(self, text: str | None) -> None:
        if text is None:
            return
        try:
            self._go_to(self._read(text.strip()))
        except Refused as refusal:
            self.app.notify(str(refusal.problems[0].reason + " " + refusal.problems[0].right), severity="warning")

    def _read(self, text: str) -> Span:
        if text.isdecimal() and len(text) <= 2:
            return week_span(Week(self.span.last.year, int(text)))
        return parse_span(text)

    def _go_to(self, span: Span) -> None:
        today = self.program.today()
        if span.base.first > today:
            self.app.bell()
            latest = span_of(span.sort, today)
            span = latest.cumulative if span.is_cumulative else latest
        self._span, self._anchor = span, None
        self._show_title()
        self._ask()

    def action_go(self, name: str) -> None:
        """Go to another screen of the follow-up."""
        go(self.app, name)

    def action_deviations(self) -> None:
        """What falls short in the span shown; the row under the cursor first."""
        from desk.screens.deviations import DeviationsScreen

        self.app.push_screen(DeviationsScreen(self.span.code))

    def action_move(self, rows: int) -> None:
        """The cursor to another row; where there is none, the page."""
        many = len(self._shown.page.rows) if self._shown else 0
        if self._shown is None or not many:
            self.query_one("#body").scroll_relative(y=rows, animate=False)
            return
        self._at = max(0, min(many - 1, (-1 if self._at is None else self._at) + rows))
        self._paint()
        line, body = self._shown.page.rows[self._at].line, self.query_one("#body")
        top, height = int(body.scroll_offset.y), body.size.height
        if not top < line < top + height - 1:
            body.scroll_to(y=max(0, line - height // 2), animate=False)

    def action_back(self) -> None:
        """Back to where one came from."""
        self.dismiss(None)

    # ------------------------------------------------------------------ export

    def action_export(self) -> None:
        """Ask for a file's name, and write the week there."""
        if self.program.remote:
            how = _(
                "Over SSH no file is written. Whoever looks after the server can: desk report {sort} {span} --to FILE"
            )
            self.app.notify(how.format(sort=self.span.sort, span=self._named), severity="warning", timeout=10)
            return
        if any(os.environ.get(name) for name in NOT_HERE):
            how = _("Over SSH no file is written. From your own machine: ssh … desk report {sort} {span} > report.txt")
            self.app.notify(how.format(sort=self.span.sort, span=self._named), severity="warning", timeout=10)
            return
        self._ask_where(str(usual_folder() / f"desk-{self.span.code}.txt"))

    @property
    def _named(self) -> str:
        """The span as the command line takes it."""
        return f"{self.span.base.code} --cumulative" if self.span.is_cumulative else self.span.code

    def _ask_where(self, path: str) -> None:
        text = _("The ending chooses the form: {endings}.", endings=" ".join(document.ENDINGS))
        self.app.push_screen(AskLine(_("Write the report to a file"), text, value=path, max_length=400), self._export)

    def _export(self, text: str | None) -> None:
        if text is None:
            return
        span, level, now, path = self.span, self._level, self.program.now(), at_home(text)

        def not_written(trouble: Trouble) -> None:
            self.program.say_trouble(trouble)
            self._ask_where(text)

        self.ask("export", lambda seat: write_file(seat, span, level, now, path), self._exported, not_written)

    def _exported(self, path: Path) -> None:
        self.app.notify(_("Written to {path}", path=path))
