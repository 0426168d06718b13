"""Failure demand: its causes, where they arise, and what they cost in time; one key makes an improvement of a row."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from rich.cells import cell_len
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from desk import keys
from desk.documents import demand as said
from desk.documents.span_words import span_title
from desk.rules.demand import DemandPoint, DemandReport, Place
from desk.rules.improvements import Improvement
from desk.rules.rights import Right
from desk.rules.spans import Span, SpanSort
from desk.screens.place import CasesChanged, SeatTaken, Trouble
from desk.screens.reports_page import ASCII_BARS
from desk.screens.spanned import Spanned
from desk.screens.widgets.frame import KeyLine, TitleBar
from desk.screens.widgets.list_table import ROWS, Column, Line, ListTable
from desk.screens.wording import BARS
from desk.services import board, demand, reports
from desk.services.demand import Sort
from desk.services.reports import Fresh
from desk.services.seat import Seat
from desk.words import N_, _, number, percent

VIEWS = {"causes": N_("Causes"), "departments": N_("Departments"), "topics": N_("Topics"), "costly": N_("Time")}


class CauseTable(ListTable):
    """Causes, each with its share of the classified over the spans."""

    COLUMNS = (
        Column("reference", N_("Cause"), 26),
        Column("n", N_("Contacts"), 9),
        Column("share", N_("Of failure"), 11),
        Column("classified", N_("Of classified"), 13),
        Column("trend", N_("Trend"), 14),
    )
    GROWING = ("trend", "reference")
    MOST = {"trend": 20, "reference": 40}


class PlaceTable(ListTable):
    """Departments, or topics, with their most frequent causes."""

    COLUMNS = (
        Column("reference", N_("Where"), 24),
        Column("n", N_("Failure"), 8),
        Column("classified", N_("Classified"), 11),
        Column("share", N_("Share"), 8),
        Column("most", N_("Most frequent causes"), 20),
    )
    GROWING = ("reference", "most")
    MOST = {"reference": 34, "most": 120}


class CostlyTable(ListTable):
    """What is estimated to have cost most time."""

    COLUMNS = (
        Column("time", N_("Time"), 7),
        Column("n", N_("Contacts"), 9),
        Column("each", N_("Each"), 9),
        Column("reference", N_("Cause"), 17),
        Column("topic", N_("Topic"), 20),
        Column("department", N_("Department"), 13),
    )
    GROWING = ("topic", "reference", "department")
    MOST = {"topic": 44, "reference": 26, "department": 20}


@dataclass(frozen=True)
class Row:
    """A row, and what an improvement of it would be about."""

    line: Line
    sort: Sort


@dataclass(frozen=True)
class Shown:
    """A span's failure demand as it is shown, and what had to be counted for it."""

    report: DemandReport
    head: Content
    rows: Mapping[str, tuple[Row, ...]]
    fresh: Fresh


def read(seat: Seat, span: Span, department: str | None, now: datetime, ascii_bars: bool) -> Shown:
    """Count the span and write it. Runs in a reading thread."""
    fresh = Fresh()
    report = demand.report(seat, span, department, now, fresh=fresh)
    topics = board.topic_labels(seat)
    rows = {
        "causes": _causes(report, ascii_bars),
        "departments": _places(report, report.departments, "department", {"": said.department_word("")}),
        "topics": _places(report, report.topics, "topic", {**topics, "": said.topic_word("", {})}),
        "costly": _costly(report, topics),
    }
    return Shown(report, _head(report, ascii_bars), rows, fresh)


def _head(report: DemandReport, ascii_bars: bool) -> Content:
    bars = _bars([*(each.share for each in report.trend), report.share], ascii_bars)
    before = report.trend[-1].share if report.trend else None
    trend = _("before: {share}", share=percent(before)) + f"  {bars}"
    first = Content.assemble((said.share_line(report), "bold"), f"   {trend}")
    return Content("\n").join([first, Content(said.classified_line(report)), Content(said.again_line(report))])


def _bars(values: Sequence[float | None], ascii_bars: bool) -> str:
    """Shares as bars from nothing up to the largest of them; a dot where there is no data."""
    most = max((each for each in values if each is not None), default=0.0) or 1.0
    bars = "".join("·" if each is None else BARS[round(each / most * (len(BARS) - 1))] for each in values)
    return bars.translate(ASCII_BARS) if ascii_bars else bars


def _causes(report: DemandReport, ascii_bars: bool) -> tuple[Row, ...]:
    points: tuple[DemandPoint, ...] = (*report.trend, report.point)
    rows = []
    for place, each in enumerate(report.causes):
        shares = [point.share_of(each.cause) if point.classified else None for point in points]
        cells = {
            "n": _right(number(each.n), 8),
            "share": _right(percent(each.share), 9),
            "classified": _right(percent(shares[-1]), 11),
            "trend": _bars(shares, ascii_bars),
        }
        sort = Sort(each.cause, "", report.department or "", each.n, report.span)
        rows.append(Row(Line(place, said.cause_word(each.cause), cells), sort))
    return tuple(rows)


def _places(report: DemandReport, places: Sequence[Place], of: str, names: Mapping[str, str]) -> tuple[Row, ...]:
    rows = []
    for at, place in enumerate(places[:ROWS]):
        cells = {
            "n": _right(number(place.failure), 7),
            "classified": _right(number(place.classified), 10),
            "share": _right(percent(place.share), 7),
            "most": said.most(place, len(place.causes)),
        }
        cause, n = next(iter(place.causes.items()))
        department = place.name if of == "department" else report.department or ""
        topic = place.name if of == "topic" else ""
        line = Line(at, names.get(place.name, place.name), cells)
        rows.append(Row(line, Sort(cause, topic, department, n, report.span)))
    return tuple(rows)


def _costly(report: DemandReport, topics: Mapping[str, str]) -> tuple[Row, ...]:
    rows = []
    for place, each in enumerate(report.costly):
        cells = {
            "time": _right(said.time_word(each.seconds), 7),
            "n": _right(number(each.n), 8),
            "each": said.each_word(each),
            "topic": said.topic_word(each.topic, topics),
            "department": said.department_word(each.department),
        }
        sort = Sort(each.cause, each.topic, each.department, each.n, report.span)
        rows.append(Row(Line(place, said.cause_word(each.cause), cells), sort))
    return tuple(rows)


def _right(text: str, width: int) -> str:
    return " " * max(0, width - cell_len(text)) + text


class DemandScreen(Spanned[None]):
    """Four tables of one span; Tab goes from one to the next."""

    AUTO_FOCUS = ""
    CSS_PATH = "demand.tcss"
    BINDINGS = keys.bindings("demand")
    BEGINS = SpanSort.TERTIAL

    def __init__(self) -> None:
        super().__init__()
        self._view = "causes"
        self._department: str | None = None
        self._shown: Shown | None = None

    def compose(self) -> ComposeResult:
        """Title with the span and the tables, the share, the tables, keys."""
        yield TitleBar(id="title")
        yield Static(_("Counting …"), id="head", markup=False)
        with Vertical(id="tables"):
            yield CauseTable(id="causes")
            yield PlaceTable(id="departments")
            yield PlaceTable(id="topics")
            yield CostlyTable(id="costly")
        yield Static("", id="foot", markup=False)
        yield KeyLine("demand", self.program.keys_chosen, without=self.hidden(), id="keys")

    def on_mount(self) -> None:
        """Begin with the last whole tertial."""
        self._show_view()
        self._ask()

    # ------------------------------------------------------------------ what is shown

    @on(SeatTaken)
    @on(CasesChanged)
    def _ask(self) -> None:
        span, department, now = self.span, self._department, self.program.now()
        ascii_bars = self.app.has_class("-ascii")
        self.ask("demand", lambda seat: read(seat, span, department, now, ascii_bars), self._show, self._cannot)

    def on_resize(self, _event: events.Resize) -> None:
        """The notice on time needs rows of its own."""
        self._show_view()

    def _show(self, shown: Shown) -> None:
        other = self._shown is None or self._shown.report.span != shown.report.span
        self._shown = shown
        head = self.query_one("#head", Static)
        if head.content != shown.head:
            head.update(shown.head)
        for name, rows in shown.rows.items():
            self.query_one(f"#{name}", ListTable).show([row.line for row in rows], to_top=other)
        if shown.fresh:
            self.program.tell_quietly(lambda seat: reports.store_cache(seat, shown.fresh), lambda _trouble: None)

    def _cannot(self, trouble: Trouble) -> None:
        self.query_one("#head", Static).update(Content(trouble.words))

    def span_changed(self) -> None:
        """Another span."""
        self._show_view()
        self._ask()

    def _show_view(self) -> None:
        views = Content("  ").join(
            Content.styled(f"[{_(word)}]", "bold") if name == self._view else Content.styled(_(word), "not bold")
            for name, word in VIEWS.items()
        )
        title = _("Failure demand · {span}", span=span_title(self.span))
        where = f" · {self._department}" if self._department else ""
        self.query_one(TitleBar).show(f"{title}{where}  ◂ ▸", views)
        for name in VIEWS:
            self.query_one(f"#{name}").display = name == self._view
        foot = self.query_one("#foot", Static)
        foot.display = self._view == "costly"
        foot.update(" ".join(said.basis()))
        self.query_one(f"#{self._view}").focus()

    # ------------------------------------------------------------------ keys

    def hidden(self) -> Collection[str]:
        """What the person's role may not do."""
        return () if self.program.seat.who.may(Right.PROPOSE) else ("demand.improve",)

    @property
    def _row(self) -> Row | None:
        """The row under the cursor."""
        line = self.query_one(f"#{self._view}", ListTable).current
        return self._shown.rows[self._view][line.id] if line is not None and self._shown is not None else None

    def action_view(self, by: int) -> None:
        """The next table, or the one before."""
        views = list(VIEWS)
        self._view = views[(views.index(self._view) + by) % len(views)]
        self._show_view()

    @on(ListTable.Opened)
    def action_narrow(self) -> None:
        """Look at one department alone; once more, at all again."""
        row = self._row
        if self._department is not None:
            self._department = None
        elif row is not None and row.sort.department:
            self._department = row.sort.department
        else:
            self.app.bell()
            return
        self._show_view()
        self._ask()

    def action_improve(self) -> None:
        """Put the row under the cursor on the board."""
        if (row := self._row) is None:
            return
        sort, now = row.sort, self.program.now()
        self.program.tell(lambda seat: demand.improve(seat, sort, now), self._improved)

    def _improved(self, card: Improvement) -> None:
        words = _("Improvement {number} is on the board.", number=card.id)
        self.app.notify(f"{words}\n{card.proposal}", timeout=8)
