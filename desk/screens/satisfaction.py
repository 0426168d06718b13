"""Satisfaction: what people answered about attitude and knowledge, of the whole desk, its groups or its people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import DataTable, Static

from desk import keys
from desk.documents.span_words import span_title
from desk.documents.surveys import mean
from desk.rules.refusals import Refused
from desk.rules.report import Level
from desk.rules.rights import Right
from desk.rules.spans import Span, SpanSort, last_whole, span_of
from desk.rules.surveys import SurveyPart, SurveyReport
from desk.screens.place import CasesChanged, FiguresChanged, Place, SeatTaken, Trouble
from desk.screens.reports_page import Room
from desk.screens.satisfaction_fields import only
from desk.screens.satisfaction_page import mark, page, title_of, weeks_as_bars
from desk.screens.widgets.frame import KeyLine, TitleBar
from desk.screens.widgets.list_table import ROWS, Column, Line, ListTable
from desk.services import surveys
from desk.services.seat import Seat
from desk.words import N_, _, number

LEVELS: dict[Level, str] = {Level.ALL: N_("Whole"), Level.GROUP: N_("Groups"), Level.AGENT: N_("Individuals")}
WRITING = ("satisfaction.type", "satisfaction.answers")
ELSEWHERE = ("satisfaction.open", "satisfaction.remove", "satisfaction.take_back")
"""What the list and the form do, and this screen does not."""


class PartsTable(ListTable):
    """Groups or people; what was answered of each."""

    COLUMNS = (
        Column("name", N_("Name"), 16),
        Column("attitude", N_("Attitude"), 9),
        Column("attitude_n", "n", 5),
        Column("attitude_state", "", 10),
        Column("attitude_weeks", N_("Weeks"), 13),
        Column("knowledge", N_("Knowledge"), 9),
        Column("knowledge_n", "n", 5),
        Column("knowledge_state", "", 10, 90),
        Column("knowledge_weeks", N_("Weeks"), 13, 104),
    )
    GROWING = ("name",)
    MOST = {"name": 40}

    class Moved(Message):
        """The cursor is on another row."""

    def on_data_table_row_highlighted(self, _event: DataTable.RowHighlighted) -> None:
        """Say so; what the list itself does comes after it."""
        self.post_message(self.Moved())


@dataclass(frozen=True)
class Read:
    """A report, and its parts as rows."""

    report: SurveyReport
    lines: tuple[Line, ...]


def read(seat: Seat, span: Span, level: Level, ascii_only: bool, now: datetime) -> Read:
    """Ask for the figures. Runs in a reading thread."""
    report = surveys.report(seat, span, level, now)
    return Read(report, tuple(_line(place, each, ascii_only) for place, each in enumerate(report.parts)))


def _line(place: int, part: SurveyPart, ascii_only: bool) -> Line:
    cells = {"name": part.title or part.name}
    for name in ("attitude", "knowledge"):
        asked = part.of(name)
        cells |= {
            name: mean(asked),
            f"{name}_n": number(asked.n).rjust(4),
            f"{name}_state": mark(asked)[0],
            f"{name}_weeks": weeks_as_bars(part.trend, name, ascii_only=ascii_only),
        }
    return Line(place, part.name, cells)


class SatisfactionScreen(Place[None]):
    """The answers of one span at one level; of a group or somebody the figures below the list."""

    AUTO_FOCUS = ""
    CSS_PATH = "satisfaction.tcss"
    BINDINGS = keys.bindings(*(each.id for each in keys.actions_in("satisfaction") if each.id not in ELSEWHERE))

    def __init__(self) -> None:
        super().__init__()
        self._span: Span | None = None
        self._level = Level.ALL
        self._read: Read | None = None
        self._first = 0

    def compose(self) -> ComposeResult:
        """Title with the span and the levels, the list of parts, the figures of one, keys."""
        hidden = () if self._may_write else WRITING
        yield TitleBar(id="title")
        yield PartsTable(id="parts")
        with Vertical(id="body"):
            yield Static(_("Counting …"), id="page", markup=False)
        yield KeyLine("satisfaction", only(self.program.keys_chosen, (*ELSEWHERE, *hidden)), id="keys")

    def on_mount(self) -> None:
        """Begin with the last whole week, where nobody chose another span."""
        self._show_title()
        self.query_one("#parts").display = False

    @property
    def _may_write(self) -> bool:
        return self.program.seated and self.program.seat.who.may(Right.FOLLOW_UP)

    def hidden(self) -> tuple[str, ...]:
        """What would be refused."""
        return () if self._may_write else WRITING

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
    def span(self) -> Span:
        """The span shown."""
        return self._span or last_whole(SpanSort.WEEK, self.program.today())

    def _ask(self) -> None:
        span, level, now = self.span, self._level, self.program.now()
        ascii_only = self.app.has_class("-ascii")
        self.ask("page", lambda seat: read(seat, span, level, ascii_only, now), self._show, self._cannot)

    def _show(self, found: Read) -> None:
        self._read = found
        table = self.query_one(PartsTable)
        if self._level is not Level.ALL:
            self._first = max(0, min(self._first, len(found.lines) - 1))
            table.show(found.lines[self._first : self._first + ROWS])
        self.call_after_refresh(self._show_part)  # when it is known how many rows the list leaves

    @on(PartsTable.Moved)
    def _show_part(self) -> None:
        """The figures of the whole, or of the part under the cursor."""
        found = self._read
        if found is None:
            return
        part = self._part
        if part is None:
            self._say(Content(_("There are no answers.")))
            return
        height = self.size.height - 2 - (self.query_one(PartsTable).size.height + 1 if self._in_parts else 0)
        room = Room(self.size.width - 2, height - (1 if self._in_parts else 0), self.app.has_class("-ascii"))
        words = page(part, room)
        if self._in_parts:
            words = Content("\n").join([Content.styled(title_of(found.report, part), "bold"), words])
        self._say(words)

    @property
    def _in_parts(self) -> bool:
        return self._level is not Level.ALL

    @property
    def _part(self) -> SurveyPart | None:
        if self._read is None or not self._read.report.parts:
            return None
        if not self._in_parts:
            return self._read.report.parts[0]
        line = self.query_one(PartsTable).current
        return None if line is None else self._read.report.parts[line.id]

    def _cannot(self, trouble: Trouble) -> None:
        self._say(Content(trouble.words))

    def _say(self, words: Content) -> None:
        static = self.query_one("#page", Static)
        if static.content != words:
            static.update(words)

    def _show_title(self) -> None:
        levels = Content("  ").join(
            Content.styled(f"[{_(word)}]", "bold") if level is self._level else Content.styled(_(word), "not bold")
            for level, word in LEVELS.items()
        )
        self.query_one(TitleBar).show(f"{_('Satisfaction')} · {span_title(self.span)}  ◂ ▸", levels)

    @on(ListTable.NearEnd)
    def _read_on(self, event: ListTable.NearEnd) -> None:
        """The next half of a list of more than a hundred people, or the one before."""
        many = 0 if self._read is None else len(self._read.lines)
        if event.ahead and self._first + ROWS < many:
            self._first += ROWS // 2
        elif not event.ahead and self._first > 0:
            self._first = max(0, self._first - ROWS // 2)
        else:
            return
        if self._read is not None:
            self._show(self._read)

    # ------------------------------------------------------------------ keys

    def action_span(self, by: int) -> None:
        """The span before or after, up to the one that is on."""
        try:
            self._go_to(self.span.next if by > 0 else self.span.previous)
        except Refused:
            self.app.bell()

    def action_longer(self, by: int) -> None:
        """The week, month, tertial, half-year or year around where one is."""
        sorts = list(SpanSort)
        sort = sorts[(sorts.index(self.span.sort) + by) % len(sorts)]
        self._go_to(span_of(sort, min(self.span.last, self.program.today())))

    def _go_to(self, span: Span) -> None:
        if span.first > self.program.today():
            self.app.bell()
            return
        self._span = span
        self._show_title()
        self._ask()

    def action_level(self, by: int) -> None:
        """The whole desk, its groups, its people."""
        levels = list(LEVELS)
        self._level = levels[(levels.index(self._level) + by) % len(levels)]
        self._first = 0
        table = self.query_one(PartsTable)
        table.display = self._in_parts
        self.set_focus(table if self._in_parts else None)
        self._show_title()
        self._ask()

    def action_type_answers(self) -> None:
        """Enter answers."""
        from desk.screens.satisfaction_typing import TypeAnswersScreen

        if self._may_write:
            self.app.push_screen(TypeAnswersScreen(), lambda _none: self._ask())

    def action_answers(self) -> None:
        """The answers entered last."""
        from desk.screens.satisfaction_answers import AnswersScreen

        if self._may_write:
            self.app.push_screen(AnswersScreen(), lambda _none: self._ask())

    def action_back(self) -> None:
        """Back to where one came from."""
        self.dismiss(None)
