"""Citizens' views: a row for each department, and one department by itself with what was done, written by a lead."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from desk import keys
from desk.documents import feedback as said
from desk.documents.demand import column_head, department_word
from desk.documents.span_words import span_title
from desk.rules.feedback_report import TEXT_LENGTH, DepartmentFeedback, FeedbackReport
from desk.rules.rights import Right
from desk.rules.spans import Span, SpanSort
from desk.screens.dialogs import AskNote
from desk.screens.place import CasesChanged, SeatTaken, Trouble
from desk.screens.spanned import Spanned
from desk.screens.widgets.frame import KeyLine, TitleBar
from desk.screens.widgets.list_table import ROWS, Column, Line, ListTable
from desk.services import board, feedback_report
from desk.services.seat import Seat
from desk.words import N_, _, number, percent

ALL = -1
"""The id of the row of all departments."""


class FeedbackTable(ListTable):
    """Departments; the spans before where there is room."""

    COLUMNS = (
        Column("reference", N_("Department"), 15),
        Column("n", N_("Views"), 6),
        Column("complaint", N_("Complaints"), 9),
        Column("praise", N_("Praise"), 6),
        Column("suggestion", N_("Suggestions"), 8),
        Column("confirmed", N_("Confirmed"), 10),
        Column("answered", N_("Answered"), 10),
        Column("text", N_("Text"), 5),
        Column("before", N_("Before"), 9, 100),
        Column("year", N_("A year before"), 13, 100),
    )
    GROWING = ("reference", "suggestion", "complaint")
    MOST = {"reference": 30, "suggestion": 11, "complaint": 11}


@dataclass(frozen=True)
class Shown:
    """A span's feedback as it is shown."""

    report: FeedbackReport
    lines: tuple[Line, ...]
    topics: Mapping[str, str]


def read(seat: Seat, span: Span, now: datetime) -> Shown:
    """Count the span and write its rows. Runs in a reading thread."""
    report = feedback_report.report(seat, span, now=now)
    topics = board.topic_labels(seat)
    rows = [(place, department_word(each.name), each) for place, each in enumerate(report.departments[: ROWS - 1])]
    rows.append((ALL, _("All"), report.whole))
    return Shown(report, tuple(_line(*each) for each in rows), topics)


def _line(place: int, name: str, each: DepartmentFeedback) -> Line:
    now = each.now
    cells = {
        "n": _right(number(now.n), 5),
        "complaint": _right(number(now.complaint), 6),
        "praise": _right(number(now.praise), 5),
        "suggestion": _right(number(now.suggestion), 5),
        "confirmed": _right(percent(now.confirmed.rate, 0), 6),
        "answered": _right(percent(now.answered.rate, 0), 6),
        "text": _("yes") if each.text else "–",
        "before": _right(number(each.before.n), 6),
        "year": _right(number(each.year_before.n), 6),
    }
    return Line(place, name, cells)


def _right(text: str, width: int) -> str:
    return " " * max(0, width - cell_len(text)) + text


def words_of(report: FeedbackReport, each: DepartmentFeedback, topics: Mapping[str, str]) -> Content:
    """One department by itself."""
    return Content("\n").join(list(_words(report, each, topics)))


def _words(report: FeedbackReport, each: DepartmentFeedback, topics: Mapping[str, str]) -> Iterator[Content]:
    head, *rows = said.figure_lines(report, each)
    yield Content(head).stylize("dim")
    yield from map(Content, rows)
    yield Content("")
    yield from map(Content, said.list_lines(each.now, topics))
    yield Content("")
    yield Content.styled(_("What was done"), "bold")
    yield Content(each.text or _("Nothing has been written about this span yet."))


class Writing(Spanned[None]):
    """A screen on which the text of one department, or of all, is in hand."""

    BEGINS = SpanSort.TERTIAL

    def hidden(self) -> Collection[str]:
        """What the person's role may not do."""
        return () if self.program.seat.who.may(Right.FOLLOW_UP) else ("feedback.text",)

    def write(self, each: DepartmentFeedback, title: str, then: Callable[[], object]) -> None:
        """Ask for the text, and write it; where it is refused, it is asked for again with what was typed."""
        if self.hidden():
            self.app.notify(_("Those who keep the follow-up write here."), severity="warning")
            return
        self._ask_text(each, title, each.text, then)

    def _ask_text(self, each: DepartmentFeedback, title: str, text: str, then: Callable[[], object]) -> None:
        span, now = self.span, self.program.now()

        def asked(written: str | None) -> None:
            if written is None:
                return

            def save(seat: Seat) -> int:
                return feedback_report.write_text(seat, span, each.name, written, each.version, now)

            def refused(trouble: Trouble) -> None:
                self.program.say_trouble(trouble)
                if trouble.has("text_changed"):
                    then()
                self._ask_text(each, title, written, then)

            self.program.tell(save, lambda _version: then(), refused)

        reminder = _("No names, and nothing that a case says: who reads it must not know who wrote.")
        self.app.push_screen(AskNote(title, reminder, value=text, max_length=TEXT_LENGTH), asked)


class FeedbackScreen(Writing):
    """Departments as rows, all of them last; Enter shows one by itself."""

    AUTO_FOCUS = "#departments"
    CSS_PATH = "demand.tcss"
    BINDINGS = keys.bindings("feedback")

    def __init__(self) -> None:
        super().__init__()
        self._shown: Shown | None = None

    def compose(self) -> ComposeResult:
        """Title with the span, what it is compared with, the departments, keys."""
        yield TitleBar(id="title")
        yield Static(_("Counting …"), id="head", markup=False)
        yield FeedbackTable(id="departments")
        yield KeyLine("feedback", self.program.keys_chosen, without=self.hidden(), id="keys")

    def on_mount(self) -> None:
        """Begin with the last whole tertial."""
        self.span_changed()

    @on(SeatTaken)
    @on(CasesChanged)
    def _ask(self) -> None:
        span, now = self.span, self.program.now()
        self.ask("feedback", lambda seat: read(seat, span, now), self._show, self._cannot)

    def span_changed(self) -> None:
        """Another span."""
        self.query_one(TitleBar).show(_("Citizens' views · {span}", span=span_title(self.span)) + "  ◂ ▸")
        self._ask()

    def _show(self, shown: Shown) -> None:
        other = self._shown is None or self._shown.report.span != shown.report.span
        self._shown = shown
        report = shown.report
        head = _(
            "{n} views; {before} in {span} and {year} in {span_year}. Confirmed within 2 and answered within 10 days.",
            n=number(report.whole.now.n),
            before=number(report.whole.before.n),
            span=column_head(report.before),
            year=number(report.whole.year_before.n),
            span_year=column_head(report.year_before),
        )
        self.query_one("#head", Static).update(head)
        self.query_one(FeedbackTable).show(shown.lines, to_top=other)

    def _cannot(self, trouble: Trouble) -> None:
        self.query_one("#head", Static).update(Content(trouble.words))

    # ------------------------------------------------------------------ keys

    @property
    def _current(self) -> DepartmentFeedback | None:
        line = self.query_one(FeedbackTable).current
        if line is None or self._shown is None:
            return None
        report = self._shown.report
        return report.whole if line.id == ALL else report.departments[line.id]

    @on(ListTable.Opened)
    def action_open_row(self) -> None:
        """One department by itself."""
        if (each := self._current) is not None and (line := self.query_one(FeedbackTable).current) is not None:
            name = None if line.id == ALL else each.name
            self.app.push_screen(DepartmentScreen(self.span, name))

    def action_write(self) -> None:
        """What was done, in words."""
        each, line = self._current, self.query_one(FeedbackTable).current
        if each is None or line is None:
            return
        if not each.name and line.id != ALL:
            self.app.bell()  # the feedback of no department has nobody to write about it
            return
        self.write(each, f"{line.reference} · {span_title(self.span)}", self._ask)


class DepartmentScreen(Writing):
    """One department's views, or all.

    Args:
        department: ``None`` is all of them, the empty text those of no department.
    """

    AUTO_FOCUS = ""
    CSS_PATH = "demand.tcss"
    BINDINGS = [
        *keys.bindings("feedback.previous", "feedback.next", "feedback.sort", "feedback.text", "feedback.back"),
        Binding("down", "scroll_page(1)", show=False),
        Binding("up", "scroll_page(-1)", show=False),
        Binding("pagedown", "scroll_page(10)", show=False),
        Binding("pageup", "scroll_page(-10)", show=False),
    ]

    def __init__(self, span: Span, department: str | None) -> None:
        super().__init__()
        self._span = span
        self._department = department
        self._shown: Shown | None = None

    def compose(self) -> ComposeResult:
        """Title, figures and text, keys."""
        yield TitleBar(id="title")
        with VerticalScroll(id="body", can_focus=False):
            yield Static(_("Counting …"), id="page", markup=False)
        yield KeyLine("feedback", self.program.keys_chosen, without=("feedback.open", *self.hidden()), id="keys")

    def on_mount(self) -> None:
        """Ask for the figures."""
        self.span_changed()

    @property
    def _titled(self) -> str:
        return _("All departments") if self._department is None else department_word(self._department)

    def span_changed(self) -> None:
        """Another span."""
        self.query_one(TitleBar).show(f"{self._titled} · {span_title(self.span)}  ◂ ▸")
        self._ask()

    @on(SeatTaken)
    @on(CasesChanged)
    def _ask(self) -> None:
        span, department, now = self.span, self._department, self.program.now()

        def question(seat: Seat) -> tuple[Shown, Content]:
            report = feedback_report.report(seat, span, department, now)
            topics = board.topic_labels(seat)
            return Shown(report, (), topics), words_of(report, report.whole, topics)

        self.ask("department", question, self._show, self._cannot)

    def _show(self, found: tuple[Shown, Content]) -> None:
        self._shown, words = found
        static = self.query_one("#page", Static)
        if static.content != words:
            static.update(words)

    def _cannot(self, trouble: Trouble) -> None:
        self.query_one("#page", Static).update(Content(trouble.words))

    def action_write(self) -> None:
        """What was done, in words."""
        if self._shown is None:
            return
        if self._department == "":
            self.app.bell()
            return
        title = f"{self._titled} · {span_title(self.span)}"
        self.write(self._shown.report.whole, title, self._ask)

    def action_scroll_page(self, rows: int) -> None:
        """Where there is more than the screen holds."""
        self.query_one("#body").scroll_relative(y=rows, animate=False)
