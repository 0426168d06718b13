"""A department's own figures for its dialogue, on the screen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.widgets import Static

from desk import keys
from desk.documents import dialogue_report as document
from desk.rules.dialogues import Dialogue
from desk.rules.spans import Span, SpanSort, last_whole, parse_span
from desk.screens.place import CasesChanged, Place, Trouble
from desk.screens.widgets.frame import KeyLine, TitleBar
from desk.services import dialogue_report, people, reports
from desk.services.seat import Seat
from desk.words import _


@dataclass(frozen=True)
class Shown:
    """The report in words, and what had to be counted for it."""

    text: str
    fresh: dialogue_report.Fresh


def read(seat: Seat, department: str, span: Span, now: datetime) -> Shown:
    """Count it and write it. Runs in a reading thread."""
    fresh = dialogue_report.Fresh()
    report = dialogue_report.report(seat, department, span, now, fresh=fresh)
    topics = {code: topic.label for code, topic in seat.topics.items()}
    names = {each.login: each.name for each in people.everybody(seat)}
    return Shown(document.text(report, topics, names), fresh)


class FiguresScreen(Place[None]):
    """The report of one department. Made by :meth:`of`."""

    AUTO_FOCUS = ""
    CSS_PATH = "dialogues.tcss"
    BINDINGS = [
        *keys.bindings("dialogues.back"),
        Binding("down", "scroll_figures(1)", show=False),
        Binding("up", "scroll_figures(-1)", show=False),
        Binding("pagedown,space", "scroll_figures(12)", show=False),
        Binding("pageup", "scroll_figures(-12)", show=False),
        Binding("left", "span(-1)", show=False),
        Binding("right", "span(1)", show=False),
    ]

    def __init__(self, department: str, span: Span) -> None:
        super().__init__()
        self._department = department
        self._span = span

    @classmethod
    def of(cls, place: Place[Any], dialogue: Dialogue) -> FiguresScreen:
        """The screen for what a dialogue looked at; where it does not say, for the last whole month."""
        span = parse_span(dialogue.span) if dialogue.span else last_whole(SpanSort.MONTH, place.program.today())
        return cls(dialogue.department, span)

    def compose(self) -> ComposeResult:
        """Title, the report, keys."""
        yield TitleBar(_("{department}  ◂ ▸", department=self._department), id="title")
        with VerticalScroll(id="figures", can_focus=False):
            yield Static(_("Counting …"), id="words", markup=False)
        yield KeyLine("dialogues", self.program.keys_chosen, without=_WITHOUT, id="keys")

    def on_mount(self) -> None:
        """Ask for it."""
        self._ask()

    @on(CasesChanged)
    def _ask_again(self) -> None:
        self._ask()

    def _ask(self) -> None:
        department, span, now = self._department, self._span, self.program.now()
        self.ask("figures", lambda seat: read(seat, department, span, now), self._show, self._cannot)

    def _show(self, shown: Shown) -> None:
        self.query_one("#words", Static).update(shown.text)
        if shown.fresh:
            self.program.tell_quietly(lambda seat: reports.store_cache(seat, shown.fresh), lambda _trouble: None)

    def _cannot(self, trouble: Trouble) -> None:
        self.query_one("#words", Static).update(trouble.words)

    def action_span(self, by: int) -> None:
        """The span before or after."""
        wanted = self._span.next if by > 0 else self._span.previous
        if wanted.first > self.program.today():
            self.app.bell()
            return
        self._span = wanted
        self._ask()

    def action_scroll_figures(self, rows: int) -> None:
        """Read on."""
        self.query_one("#figures").scroll_relative(y=rows, animate=False)

    def action_back(self) -> None:
        """Back to the dialogue."""
        self.dismiss(None)


_WITHOUT = tuple(each.id for each in keys.actions_in("dialogues") if each.id != "dialogues.back")
