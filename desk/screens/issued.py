"""Reports that leave the desk: their analysis, their recipients, issuing them, and those that were issued."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from textual import on
from textual.app import App, ComposeResult
from textual.content import Content
from textual.widgets import Static

from desk import keys
from desk.documents import period_file
from desk.documents.issued import issued_title
from desk.documents.period_words import moment
from desk.documents.span_words import span_title
from desk.rules.period import ANALYSIS_LENGTH, ReportSort, current_span, last_span, moved_span, span_for
from desk.rules.refusals import Refused
from desk.rules.rights import Right
from desk.rules.spans import Span
from desk.screens.dialogs import Choose, Confirm, Option
from desk.screens.exporting import ask_where
from desk.screens.issued_paper import PaperScreen, as_issued, compared, preview, write_report
from desk.screens.place import CasesChanged, FiguresChanged, Place, SeatTaken, Trouble
from desk.screens.text_drafts import KeptText, TextDraft
from desk.screens.text_screen import TextScreen
from desk.screens.widgets.frame import KeyLine, TitleBar
from desk.screens.widgets.list_table import Column, Line, ListTable
from desk.screens.widgets.whole_list import WholeList
from desk.services import issuing, people, report_texts, reports
from desk.services.seat import Seat
from desk.words import N_, _, n_, number

SCREEN = "issued"
ELSEWHERE = ("issued.add", "issued.remove")
"""Keys of the recipients, which do nothing here."""
_WHOLE = "-"
"""Stands for the whole desk where a department is chosen."""


@dataclass(frozen=True)
class Wanted:
    """Which report is looked at."""

    sort: ReportSort
    span: Span
    department: str = ""

    @property
    def title(self) -> str:
        """What it is called."""
        about = f"{self.sort.label} · {span_title(self.span)}"
        return f"{about} · {self.department}" if self.department else about

    @property
    def place(self) -> str:
        """How a draft of its analysis knows it."""
        return f"{self.sort}/{self.span.code}/{self.department}"


@dataclass(frozen=True)
class Shown:
    """What there is of a report: its analysis, recipients, last issue; and every report that was issued, as rows."""

    wanted: Wanted
    text: report_texts.ReportText | None
    author: str
    recipients: int
    last: issuing.Issued | None
    issuer: str
    lines: tuple[Line, ...]
    departments: tuple[str, ...]


class IssuedTable(WholeList):
    """Issued reports, the latest first."""

    COLUMNS = (
        Column("reference", N_("Report"), 34),
        Column("number", N_("No."), 4),
        Column("at", N_("Issued"), 17),
        Column("by", N_("By"), 14),
    )
    GROWING = ("reference", "by")
    MOST = {"reference": 70, "by": 30}


def read(seat: Seat, wanted: Wanted) -> Shown:
    """What there is. Runs in a reading thread."""
    names = {each.login: each.name for each in people.everybody(seat)}
    text = report_texts.analysis(seat, wanted.sort, wanted.span, wanted.department)
    every = issuing.everyone(seat)
    same = (str(wanted.sort), wanted.span.code, wanted.department)
    last = next((each for each in every if (each.sort, each.span, each.department) == same), None)
    zone = seat.settings.zone
    lines = tuple(
        Line(
            each.id,
            _report_words(each),
            {
                "number": str(each.number),
                "at": f"{each.at.astimezone(zone):%Y-%m-%d %H:%M}",
                "by": names.get(each.by, each.by),
            },
        )
        for each in every
    )
    return Shown(
        wanted,
        text,
        names.get(text.written_by, text.written_by) if text else "",
        len(report_texts.recipients(seat, wanted.sort, wanted.department)),
        last,
        names.get(last.by, last.by) if last else "",
        lines,
        seat.organisation.departments,
    )


def _report_words(of: issuing.Issued) -> str:
    about = f"{ReportSort(of.sort).label} · {span_title(of.span)}"
    return f"{about} · {of.department}" if of.department else about


class IssuedScreen(Place[None]):
    """One report at a time above, every issued report below. Begins with the last whole tertial."""

    AUTO_FOCUS = "#issued"
    CSS_PATH = "issued.tcss"
    BINDINGS = keys.bindings(*(each.id for each in keys.actions_in("issued") if each.id not in ELSEWHERE))

    def __init__(self) -> None:
        super().__init__()
        self._wanted: Wanted | None = None
        self._shown: Shown | None = None
        self._issuing = False
        self._new: int | None = None

    @property
    def wanted(self) -> Wanted:
        """The report looked at."""
        if self._wanted is None:
            sort = ReportSort.TERTIAL
            self._wanted = Wanted(sort, last_span(sort, self.program.today()))
        return self._wanted

    def compose(self) -> ComposeResult:
        """Title, what there is of the report, those that were issued, keys."""
        yield TitleBar("", id="title")
        yield Static("", id="about", markup=False)
        yield Static(_("Issued reports"), id="head", markup=False)
        yield IssuedTable(id="issued")
        yield KeyLine("issued", self.program.keys_chosen, without=ELSEWHERE, id="keys")

    def exporting(self) -> tuple[str, Mapping[str, str]]:
        """Every report that was issued."""
        return "issued", {}

    def on_mount(self) -> None:
        """Ask what there is."""
        self._look_at(self.wanted)

    @on(SeatTaken)
    @on(CasesChanged)
    @on(FiguresChanged)
    def _ask_again(self) -> None:
        self._ask()

    def _look_at(self, wanted: Wanted) -> None:
        self._wanted = wanted
        self.query_one(TitleBar).show(f"{wanted.title}  ◂ ▸")
        self._ask()

    def _ask(self) -> None:
        wanted = self.wanted
        self.ask("issued", lambda seat: read(seat, wanted), self._show, self._cannot)

    def _cannot(self, trouble: Trouble) -> None:
        self.query_one("#about", Static).update(trouble.words)

    # ------------------------------------------------------------------ what there is

    def _show(self, shown: Shown) -> None:
        if shown.wanted != self.wanted:
            return
        self._shown = shown
        self.query_one("#about", Static).update(Content("\n").join(self._about(shown)))
        table = self.query_one(IssuedTable)
        table.show_header = bool(shown.lines)
        table.show_all(shown.lines)
        if self._new is not None and any(each.id == self._new for each in shown.lines):
            table.go_to(self._new)
            self._new = None

    def _about(self, shown: Shown) -> list[Content]:
        zone = self.program.zone
        text = shown.text
        if text is not None and text.text:
            at = moment(text.written_at, zone)
            analysis = _("Analysis: {n} characters, {name}, {moment}.", n=number(len(text.text)), name=shown.author,
                         moment=at)  # fmt: skip
        else:
            analysis = _("Analysis: not written.")
        if shown.recipients:
            to = n_("Goes to {n} recipient.", "Goes to {n} recipients.", shown.recipients)
        else:
            to = _("Goes to nobody yet.")
        return [Content(analysis), Content(to), Content(self._last(shown, zone))]

    def _last(self, shown: Shown, zone: Any) -> str:
        if shown.last is None:
            over = shown.wanted.span.last < self.program.today()
            return _("Not issued.") if over else _("Not issued; the span is not over.")
        return _("Issued last as no. {n}, {moment}, by {name}.", n=shown.last.number,
                 moment=moment(shown.last.at, zone), name=shown.issuer)  # fmt: skip

    def _may(self) -> bool:
        if self.program.seat.who.may(Right.FOLLOW_UP):
            return True
        self.app.notify(_("Reports are written and issued by a lead or an administrator."), severity="warning")
        return False

    # ------------------------------------------------------------------ which report

    def action_span(self, by: int) -> None:
        """The span before, or after, up to the one that is going on."""
        wanted = self.wanted
        try:
            span = moved_span(wanted.sort, wanted.span, by)
        except Refused:
            self.app.bell()
            return
        if span.base.first > self.program.today():
            self.app.bell()
            return
        self._look_at(Wanted(wanted.sort, span, wanted.department))

    def action_pick_sort(self) -> None:
        """Ask which report."""
        options = [Option(str(each), each.label) for each in ReportSort]
        self.app.push_screen(Choose(_("Which report?"), options, preselected=str(self.wanted.sort)), self._picked_sort)

    def _picked_sort(self, code: str | None) -> None:
        if code is None:
            return
        sort, today = ReportSort(code), self.program.today()
        span = last_span(sort, today)
        if span.base.first > today:
            span = current_span(sort, today)
        self._look_at(Wanted(sort, span, self.wanted.department))

    def action_pick_department(self) -> None:
        """Ask for which department."""
        if self._shown is None:
            return
        options = [Option(_WHOLE, _("The whole desk")), *(Option(each, each) for each in self._shown.departments)]
        marked = self.wanted.department or _WHOLE
        self.app.push_screen(Choose(_("For which department?"), options, preselected=marked), self._picked_department)

    def _picked_department(self, code: str | None) -> None:
        if code is not None:
            self._look_at(Wanted(self.wanted.sort, self.wanted.span, "" if code == _WHOLE else code))

    # ------------------------------------------------------------------ writing and issuing

    def action_write(self) -> None:
        """Write the analysis."""
        if self._shown is not None and self._may():
            self.app.push_screen(analysis_text(self, self._shown), lambda _text: self._ask())

    def action_recipients(self) -> None:
        """See and change to whom it goes."""
        from desk.screens.recipients import RecipientsScreen

        wanted = self.wanted
        self.app.push_screen(RecipientsScreen(wanted.sort, wanted.department), lambda _none: self._ask())

    def action_preview(self) -> None:
        """Read the report as it would be issued now."""
        wanted = self.wanted
        self.app.push_screen(PaperScreen(preview(wanted.sort, wanted.span, wanted.department, self.program.now())))

    def action_issue(self) -> None:
        """Issue the report, where the person is sure."""
        if self._shown is None or self._issuing or not self._may():
            return
        words = [_("It is kept as it is now, for good. The next issue says what has changed since.")]
        if self._shown.text is None or not self._shown.text.text:
            words.append(_("No analysis has been written."))
        if not self._shown.recipients:
            words.append(_("No recipients are named."))
        if self.wanted.span.last >= self.program.today():
            words.append(_("The span is not over."))
        title = _("Issue {report}?", report=self.wanted.title)
        self.app.push_screen(Confirm(title, "\n".join(words)), self._sure)

    def _sure(self, yes: bool | None) -> None:
        if not yes:
            return
        self._issuing = True
        wanted, now = self.wanted, self.program.now()
        self.program.tell(partial(issue, wanted=wanted, now=now), self._issued, self._not_issued)

    def _issued(self, kept: issuing.Kept) -> None:
        self._issuing = False
        changed = len(kept.report.issue.changes) if kept.report.issue is not None else 0
        words = _("Issued: {report}.", report=issued_title(kept.line))
        if kept.line.number > 1:
            words += " " + n_("{n} change since the issue before.", "{n} changes since the issue before.", changed)
        self.app.notify(words)
        self._new = kept.line.id
        if self.is_attached:
            self._ask()

    def _not_issued(self, trouble: Trouble) -> None:
        self._issuing = False
        self.program.say_trouble(trouble)

    # ------------------------------------------------------------------ what was issued

    def _under_cursor(self) -> int | None:
        line = self.query_one(IssuedTable).current
        if line is None:
            self.app.bell()
        return None if line is None else line.id

    @on(ListTable.Opened)
    def action_open(self) -> None:
        """Read the report under the cursor."""
        if (chosen := self._under_cursor()) is not None:
            self.app.push_screen(PaperScreen(as_issued(chosen)))

    def action_compare(self) -> None:
        """See what has changed since the report under the cursor was issued."""
        if (chosen := self._under_cursor()) is not None:
            self.app.push_screen(PaperScreen(compared(chosen)))

    def action_export(self) -> None:
        """Write the report under the cursor into a file."""
        if (chosen := self._under_cursor()) is None:
            return

        def write(seat: Seat, path: Any) -> None:
            kept = issuing.kept(seat, chosen)
            write_report(kept.report, path, kept.line.language)

        command = f"desk report issued show {chosen}"
        ask_where(self, f"desk-report-{chosen}.pdf", period_file.FORMATS[::-1], command, write)

    def action_back(self) -> None:
        """Back to where one came from."""
        self.dismiss(None)


def issue(seat: Seat, wanted: Wanted, now: datetime) -> issuing.Kept:
    """Issue a report, and store what had to be counted for it. Runs in the writing thread."""
    fresh = reports.Fresh()
    kept = issuing.issue(seat, wanted.sort, wanted.span, wanted.department, now, fresh=fresh)
    reports.store_cache(seat, fresh)
    return kept


def analysis_text(place: Place[Any], shown: Shown) -> TextScreen:
    """The screen on which a report's analysis is written."""
    wanted, program = shown.wanted, place.program
    kept = KeptText(program, SCREEN, wanted.place, wanted.title)
    version = shown.text.version if shown.text is not None else 0

    def save(seat: Seat, text: str) -> int:
        return report_texts.write_analysis(
            seat, wanted.sort, wanted.span, text, wanted.department, version, program.now()
        )

    hint = _("What the figures mean, why they are so, and what is done. It stands after the summary.")
    value = shown.text.text if shown.text is not None else ""
    return TextScreen(
        _("Analysis · {report}", report=wanted.title), hint, value, kept, save, max_length=ANALYSIS_LENGTH
    )


def resumed(app: App[Any], of: TextDraft) -> None:
    """Go on with an analysis that was left half typed."""
    sort, span, department = of.place.split("/", 2)
    screen = IssuedScreen()
    screen._wanted = Wanted(ReportSort(sort), span_for(ReportSort(sort), span), department)
    app.push_screen(screen)
    wanted = screen.wanted

    def write(shown: Shown) -> None:
        app.push_screen(analysis_text(screen, shown), lambda _text: screen._ask())

    screen.ask("resumed", lambda seat: read(seat, wanted), write, screen.program.say_trouble)
