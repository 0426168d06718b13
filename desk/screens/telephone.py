"""Telephone figures by hour and weekday: the heat map in which one sees when people are missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from desk import keys
from desk.documents.span_words import span_title
from desk.documents.telephone import need_text
from desk.rules.erlang import Need
from desk.rules.heat import HeatFigure
from desk.rules.refusals import Problem
from desk.rules.report import Level
from desk.rules.rights import Right
from desk.rules.spans import Span, SpanSort
from desk.screens.dialogs import AskLine, Choose, Option, Tell
from desk.screens.going import go
from desk.screens.place import CasesChanged, FiguresChanged, SeatTaken, Trouble, trouble_of
from desk.screens.reports_page import Room
from desk.screens.spanned import Spanned
from desk.screens.telephone_page import page
from desk.screens.widgets.frame import KeyLine, TitleBar
from desk.services import reports, telephone
from desk.services.seat import Seat
from desk.words import _


@dataclass(frozen=True)
class Of:
    """Whose calls are looked at; ``title`` is what a person reads, once it is known."""

    level: Level = Level.ALL
    name: str = ""
    title: str = ""


@dataclass(frozen=True)
class Shown:
    """A map as it is shown, whose it is, and what had to be counted for it."""

    page: Content
    title: str
    fresh: reports.Fresh


def read_page(seat: Seat, span: Span, of: Of, figure: HeatFigure, room: Room, now: datetime) -> Shown:
    """Count the calls and write the map. Runs in a reading thread."""
    fresh = reports.Fresh()
    report = telephone.telephone(seat, span, of.level, of.name, now, fresh=fresh)
    return Shown(page(report, figure, room), report.title, fresh)


class TelephoneScreen(Spanned[None]):
    """One figure of one span, by hour and weekday, of the whole desk, a group or a person."""

    BEGINS: ClassVar[SpanSort] = SpanSort.MONTH
    AUTO_FOCUS = ""
    CSS_PATH = "telephone.tcss"
    BINDINGS = [
        *keys.bindings("telephone"),
        Binding("down", "scroll_page(1)", show=False),
        Binding("up", "scroll_page(-1)", show=False),
        Binding("pagedown", "scroll_page(10)", show=False),
        Binding("pageup", "scroll_page(-10)", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._of = Of()
        self._figure = HeatFigure.ANSWER_RATE

    def compose(self) -> ComposeResult:
        """Title with the span and whose calls, the map, keys."""
        yield TitleBar(id="title")
        with Vertical(id="body"):
            yield Static(_("Counting …"), id="page", markup=False)
        yield KeyLine("telephone", self.program.keys_chosen, id="keys")

    def on_mount(self) -> None:
        """Begin with the last whole month."""
        self._show_title()

    @on(SeatTaken)
    @on(CasesChanged)
    @on(FiguresChanged)
    def _ask_again(self) -> None:
        self._ask()

    def on_resize(self, _event: events.Resize) -> None:
        """More room shows more; this is also how it begins."""
        self._ask()

    # ------------------------------------------------------------------ what is shown

    @property
    def figure(self) -> HeatFigure:
        """The figure shown."""
        return self._figure

    def span_changed(self) -> None:
        """Another span: count it."""
        self._changed()

    def _changed(self) -> None:
        self._show_title()
        self.query_one("#body").scroll_home(animate=False)
        self._ask()

    def _ask(self) -> None:
        span, of, figure, now = self.span, self._of, self._figure, self.program.now()
        room = Room(self.size.width - 2, self.size.height - 2, self.app.has_class("-ascii"))
        self.ask("page", lambda seat: read_page(seat, span, of, figure, room, now), self._show, self._cannot)

    def _show(self, shown: Shown) -> None:
        self._of = Of(self._of.level, self._of.name, shown.title)
        self._show_title()
        self._say(shown.page)
        if shown.fresh:
            self.program.tell_quietly(lambda seat: reports.store_cache(seat, shown.fresh), lambda _trouble: None)

    def _cannot(self, trouble: Trouble) -> None:
        if self._of.level is Level.AGENT and trouble.problems:
            self._of = Of()
            self.program.say_trouble(trouble)
            self._changed()
            return
        self._say(Content(trouble.words))

    def _say(self, words: Content) -> None:
        static = self.query_one("#page", Static)
        if static.content != words:
            static.update(words)

    def _show_title(self) -> None:
        of = self._of.title or self._of.name or _("The whole desk")
        title = f"{_('Telephone')} · {span_title(self.span)}  ◂ ▸"
        self.query_one(TitleBar).show(title, Content.styled(f"{self._figure.label} · {of}", "not bold"))

    # ------------------------------------------------------------------ keys

    def action_figure(self, by: int) -> None:
        """The next figure, or the one before."""
        every = list(HeatFigure)
        self._figure = every[(every.index(self._figure) + by) % len(every)]
        self._changed()

    def action_pick_figure(self) -> None:
        """Ask for a figure."""
        options = [Option(str(each), each.label) for each in HeatFigure]
        self.app.push_screen(Choose(_("Which figure?"), options, preselected=str(self._figure)), self._picked_figure)

    def _picked_figure(self, code: str | None) -> None:
        if code is not None:
            self._figure = HeatFigure(code)
            self._changed()

    def action_group(self, by: int) -> None:
        """The whole desk and its groups, in turn."""
        if not self.program.seated:
            return
        every = [Of(), *(Of(Level.GROUP, name, name) for name in self.program.seat.organisation.groups)]
        at = next((place for place, each in enumerate(every) if each.name == self._of.name), 0)
        self._of = every[(at + by) % len(every)]
        self._changed()

    def action_person(self) -> None:
        """Somebody's own calls; who may not see others' sees theirs at once."""
        if not self.program.seated:
            return
        who = self.program.seat.who
        if not who.may(Right.SEE_INDIVIDUALS):
            self._look_at(who.login)
            return
        self.app.push_screen(AskLine(_("Whose calls?"), _("A login or a whole name.")), self._look_at)

    def _look_at(self, name: str | None) -> None:
        if name is not None:
            self._of = Of(Level.AGENT, name)
            self._changed()

    def action_need(self) -> None:
        """Ask for a load, and reckon how many people it needs."""
        text = _("Calls an hour and seconds of talk, such as 40 180; then, if you like, within seconds and per cent.")
        self.app.push_screen(AskLine(_("How many people does it need?"), text), self._reckon)

    def _reckon(self, line: str | None) -> None:
        if line is None:
            return
        numbers = [_number(word) for word in line.replace("%", " ").split()]
        if not 2 <= len(numbers) <= 4 or None in numbers:
            self.program.say_trouble(trouble_of((Problem("need_load"),)))
            return
        known = [each for each in numbers if each is not None]
        now = self.program.now()

        def reckon(seat: Seat) -> Need:
            within = int(known[2]) if len(known) > 2 else None
            level = known[3] / (100 if known[3] > 1 else 1) if len(known) > 3 else None
            return telephone.need(seat, known[0], known[1], within_s=within, level=level, now=now)

        self.ask("need", reckon, self._tell_need, self.program.say_trouble)

    def _tell_need(self, need: Need) -> None:
        first, *rest = need_text(need)
        self.app.push_screen(Tell(first, "\n".join(rest)))

    def action_go(self, name: str) -> None:
        """Go to another screen of the follow-up."""
        go(self.app, name)

    def action_scroll_page(self, rows: int) -> None:
        """Where there are more hours than rows."""
        self.query_one("#body").scroll_relative(y=rows, animate=False)


def _number(word: str) -> float | None:
    try:
        found = float(word.replace(",", "."))
    except ValueError:
        return None
    return found if 0 <= found < 1e9 else None
