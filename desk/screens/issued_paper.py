"""Reading a report before or after it was issued, or what differs between two: lines to scroll through."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from textual.app import ComposeResult
from textual.binding import Binding

from desk import keys
from desk.documents import formats, period_file
from desk.documents.issued import comparison_lines, issued_title
from desk.documents.paper_text import paper_text
from desk.documents.period_paper import period_paper
from desk.documents.span_words import span_title
from desk.rules.period import PeriodReport, ReportSort
from desk.rules.spans import Span
from desk.screens.exporting import ask_where
from desk.screens.place import Place, Trouble
from desk.screens.widgets.frame import KeyLine, TitleBar
from desk.screens.widgets.page_lines import PageLine, PageLines
from desk.services import issuing, periods, reports
from desk.services.seat import Seat
from desk.words import _, speaking

WIDEST = 96
_ASCII: dict[int, str] = {ord(sign): letter for sign, letter in zip("■□↗→↘•–", "#.+=-*-", strict=True)}
"""Where a console draws letters only."""


@dataclass(frozen=True)
class Read:
    """What is read: its title, its lines, and how it is exported; nothing where it is not.

    ``fresh`` is what had to be counted for it.
    """

    title: str
    lines: tuple[PageLine, ...]
    name: str = ""
    command: str = ""
    report: PeriodReport | None = None
    language: str = ""
    fresh: reports.Fresh | None = None


Reader = Callable[[Seat, int], Read]
"""Reads it for so many cells of width. Runs in a reading thread."""


def preview(sort: ReportSort, span: Span, department: str, now: datetime) -> Reader:
    """The report as it would be issued now."""

    def read(seat: Seat, width: int) -> Read:
        fresh = reports.Fresh()
        report = periods.gather(seat, sort, span, department, now, fresh=fresh)
        title = f"{_('Preview')} · {sort.label} · {span_title(span)}"
        name, command = f"desk-{sort}-{span.code}.pdf", f"desk report {sort} {span.code}"
        return Read(title, _content(report, width), name, command, report, fresh=fresh)

    return read


def as_issued(number: int) -> Reader:
    """A report as it was issued."""

    def read(seat: Seat, width: int) -> Read:
        kept = issuing.kept(seat, number)
        line = kept.line
        with speaking(line.language):
            lines = _content(kept.report, width)
        name = f"desk-{line.sort}-{line.span}-{line.number}.pdf"
        return Read(issued_title(line), lines, name, f"desk report issued show {line.id}", kept.report, line.language)

    return read


def compared(number: int) -> Reader:
    """What has changed since a report was issued."""

    def read(seat: Seat, width: int) -> Read:
        comparison = issuing.compare(seat, number)
        return Read(_("Compared"), tuple(PageLine(line) for line in comparison_lines(comparison, width)))

    return read


def _content(report: PeriodReport, width: int) -> tuple[PageLine, ...]:
    lines = paper_text(period_paper(report), min(width, WIDEST)).splitlines()
    return tuple(PageLine(line, _is_under(below)) for line, below in zip(lines, [*lines[1:], ""], strict=True))


def _is_under(line: str) -> bool:
    """Whether a line is drawn under a heading."""
    return bool(line) and set(line) <= set("-=")


class PaperScreen(Place[None]):
    """Lines to read, with the arrows; ``x`` writes what is read into a file.

    Args:
        reader: What is read.
    """

    AUTO_FOCUS = ""
    CSS_PATH = "issued.tcss"
    BINDINGS = [
        *keys.bindings("issued.export", "issued.back"),
        Binding("down", "scroll_paper(1)", show=False),
        Binding("up", "scroll_paper(-1)", show=False),
        Binding("pagedown,space", "scroll_paper(15)", show=False),
        Binding("pageup", "scroll_paper(-15)", show=False),
        Binding("home", "scroll_paper(-1000000)", show=False),
        Binding("end", "scroll_paper(1000000)", show=False),
    ]

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self._reader = reader
        self._read: Read | None = None

    def compose(self) -> ComposeResult:
        """Title, the lines, keys."""
        yield TitleBar("", id="title")
        yield PageLines(id="text")
        others = tuple(each.id for each in keys.actions_in("issued") if each.id not in _OWN)
        yield KeyLine("issued", self.program.keys_chosen, without=others, id="keys")

    def on_mount(self) -> None:
        """Read it."""
        reader, width = self._reader, self.size.width - 5
        self.query_one(PageLines).show([PageLine(_("Counting …"))])
        self.ask("paper", lambda seat: reader(seat, width), self._show, self._not_there)

    def _show(self, read: Read) -> None:
        self._read = read
        self.query_one(TitleBar).show(read.title)
        plain = _ASCII if self.app.has_class("-ascii") else {}
        self.query_one(PageLines).show([PageLine(text.translate(plain), heading) for text, heading in read.lines])
        if fresh := read.fresh:
            self.program.tell_quietly(lambda seat: reports.store_cache(seat, fresh), lambda _trouble: None)

    def _not_there(self, trouble: Trouble) -> None:
        self.program.say_trouble(trouble)
        self.dismiss(None)

    # ------------------------------------------------------------------ keys

    def action_scroll_paper(self, rows: int) -> None:
        """Up and down."""
        self.query_one("#text").scroll_relative(y=rows, animate=False)

    def action_export(self) -> None:
        """Ask for a file's name, and write there what is read."""
        if self._read is None or self._read.report is None:
            self.app.bell()
            return
        read, report = self._read, self._read.report

        def write(_seat: Seat, path: Path) -> None:
            write_report(report, path, read.language)

        ask_where(self, read.name, period_file.FORMATS[::-1], read.command, write)

    def action_back(self) -> None:
        """Back to where one came from."""
        self.dismiss(None)


_OWN = ("issued.export", "issued.back")


def write_report(report: PeriodReport, path: Path, language: str = "") -> None:
    """Write a report into a new file, in the language in which it was issued."""
    if not language:
        formats.write(period_file.forms(report), path)
        return
    with speaking(language):
        formats.write(period_file.forms(report), path)
