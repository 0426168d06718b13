"""Bringing in permits, cards, what can be booked, and topics from a file: what would happen, line by line, and then it.

Not over SSH: a file of the machine that Desk runs on is nobody's business there.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from desk import keys
from desk.documents.bringing_in import summary
from desk.rules.bringing_in import Brought, Verdict
from desk.rules.calls import quoted
from desk.rules.refusals import Problem, Refused
from desk.rules.rights import Right
from desk.screens.dialogs import AskLine, Choose, Option, Tell
from desk.screens.exporting import at_home, elsewhere, usual_folder
from desk.screens.place import Place, Trouble
from desk.screens.widgets.frame import KeyLine, TitleBar
from desk.screens.widgets.list_table import Column, Line, ListTable
from desk.screens.widgets.whole_list import WholeList
from desk.services import bringing_in
from desk.services.bringing_in import BroughtIn, Came, FileRead
from desk.services.seat import Seat
from desk.words import N_, _, n_, number

LONGEST_PATH = 400


def may_begin(place: Place[Any]) -> bool:
    """Whether the person may bring anything in."""
    return place.program.seated and place.program.seat.who.may(Right.ORGANISE)


def begin(place: Place[Any], what: Brought | None = None) -> None:
    """Ask what a file holds, where that is not known, and which it is; then show what it would do."""
    if not may_begin(place):
        return
    if elsewhere(place):
        command = f"desk import {what or Brought.PERMITS}"
        how = _("Over SSH no file is read. Whoever looks after the server can: {command} FILE", command=command)
        place.app.notify(how, severity="warning", timeout=10)
        return
    if what is not None:
        _ask_file(place, what, str(usual_folder()) + "/")
        return

    def chosen(code: str | None) -> None:
        if code is not None:
            begin(place, Brought(code))

    options = [Option(str(each), each.label) for each in Brought]
    place.app.push_screen(Choose(_("What does the file hold?"), options), chosen)


def _ask_file(place: Place[Any], what: Brought, path: str) -> None:
    def answered(text: str | None) -> None:
        if text is not None:
            place.app.push_screen(BringInScreen(what, at_home(text)))

    title = _("Bring in: {what}", what=what.label)
    hint = _("A CSV file or an Excel workbook. Nothing is written before you have seen what would happen.")
    place.app.push_screen(AskLine(title, hint, value=path, max_length=LONGEST_PATH), answered)


class LinesTable(WholeList):
    """The file's lines, the refused ones first."""

    COLUMNS = (
        Column("reference", N_("Line"), 6),
        Column("becomes", N_("Becomes"), 14),
        Column("what", N_("What"), 20),
        Column("why", N_("Why not"), 33),
    )
    GROWING = ("why", "what")
    MOST = {"why": 120, "what": 40}
    LATE = "becomes"


class BringInScreen(Place[None]):
    """What a file would do; Ctrl+S does it.

    Args:
        what: What the file holds.
        path: The file.
    """

    AUTO_FOCUS = "LinesTable"
    CSS_PATH = "bringing_in.tcss"
    BINDINGS = keys.bindings("bringing_in")

    def __init__(self, what: Brought, path: Path) -> None:
        super().__init__()
        self._what = what
        self._path = path
        self._mapping: Path | None = None
        self._read: FileRead | None = None
        self._shown: BroughtIn | None = None
        self._writing = False

    def compose(self) -> ComposeResult:
        """Title, what would happen, the lines, keys."""
        yield TitleBar(_("Bring in: {what}", what=self._what.label), id="title")
        yield Static(_("Reading …"), id="about", markup=False)
        yield LinesTable()
        yield KeyLine("bringing_in", self.program.keys_chosen, id="keys")

    def on_mount(self) -> None:
        """Read the file."""
        self.action_again()

    # ------------------------------------------------------------------ the dry run

    def action_again(self) -> None:
        """Read the file, and try it out."""
        if self._writing:
            return
        what, path, mapping = self._what, self._path, self._mapping
        self._read = self._shown = None

        def read(seat: Seat) -> FileRead:
            text = None if mapping is None else _text(mapping)
            return bringing_in.read_file(seat, what, path, text)

        self.ask("read", read, self._try, self._cannot)

    def _try(self, read: FileRead) -> None:
        now = self.program.now()
        self._read = read

        def show(done: BroughtIn) -> None:
            if read is self._read and self.is_attached:
                self.ask("lines", lambda _seat: _lines(done), lambda lines: self._show(done, lines))

        self.program.tell_quietly(lambda seat: bringing_in.bring(seat, read, dry_run=True, now=now), self._cannot, show)

    def _show(self, done: BroughtIn, lines: tuple[Line, ...]) -> None:
        self._shown = done
        self.query_one(LinesTable).show_all(lines, to_top=True)
        self.query_one(TitleBar).show(_("Bring in: {what}", what=self._what.label), self._path.name)
        self._say("\n".join(self._about(done)))

    def _about(self, done: BroughtIn) -> list[str]:
        said = [summary(done)]
        if done.unread:
            said.append(_("Not read: {names}.", names=", ".join(map(quoted, done.unread[:8]))))
        key = keys.key_of(keys.action("bringing_in.save"), self.program.keys_chosen)
        if done.refused:
            said.append(_("Nothing is brought in while a line is refused. Mend the file, and read it again."))
        elif self._changes(done):
            said.append(_("Nothing is written yet. {key} brings it in.", key=key))
        else:
            said.append(_("Everything is known already: there is nothing to bring in."))
        return said

    @staticmethod
    def _changes(done: BroughtIn) -> int:
        return done.counts[Verdict.NEW] + done.counts[Verdict.CHANGED]

    def _cannot(self, trouble: Trouble) -> None:
        self._writing = False
        if not self.is_attached:
            self.program.say_trouble(trouble)
            return
        self.query_one(LinesTable).show_all(())
        self._say(trouble.words)

    def _say(self, text: str) -> None:
        self.query_one("#about", Static).update(text)

    # ------------------------------------------------------------------ keys

    def action_save(self) -> None:
        """Bring in what is shown."""
        read, done = self._read, self._shown
        if read is None or done is None or self._writing:
            return
        if done.refused or not self._changes(done):
            self.app.notify(self._about(done)[-1], severity="warning")
            return
        self._writing = True
        now = self.program.now()
        self.program.tell(lambda seat: bringing_in.bring(seat, read, now=now), self._done, self._cannot)

    def _done(self, done: BroughtIn) -> None:
        self._writing = False
        if done.written:
            many = self._changes(done)
            self.app.notify(n_("{n} line brought in.", "{n} lines brought in.", many))
            self.dismiss(None)
        elif self.is_attached:  # somebody else changed something meanwhile
            self._show(done, _lines(done))

    @on(ListTable.Opened)
    def action_open(self) -> None:
        """Everything that is said of the line under the cursor."""
        line, done = self.query_one(LinesTable).current, self._shown
        if line is None or done is None:
            return
        came = done.lines[line.id]
        said = [f"{_reason(each)} {each.right}".strip() for each in came.problems] or [came.verdict.label]
        self.app.push_screen(Tell(_("Line {line}", line=came.line), "\n".join(said)))

    def action_file(self) -> None:
        """Read another file."""

        def answered(text: str | None) -> None:
            if text is not None:
                self._path = at_home(text)
                self.action_again()

        title = _("Bring in: {what}", what=self._what.label)
        self.app.push_screen(AskLine(title, value=str(self._path), max_length=LONGEST_PATH), answered)

    def action_mapping(self) -> None:
        """Read the file by a mapping."""

        def answered(text: str | None) -> None:
            if text is not None:
                self._mapping = at_home(text) if text else None
                self.action_again()

        hint = _("A TOML file; docs/errands.md says how one is written. An empty line: without one.")
        asked = AskLine(_("Mapping"), hint, value=str(self._mapping or ""), required=False, max_length=LONGEST_PATH)
        self.app.push_screen(asked, answered)

    def action_back(self) -> None:
        """Back to where one came from."""
        self.dismiss(None)


# ------------------------------------------------------------------ what the lines say


def _lines(done: BroughtIn) -> tuple[Line, ...]:
    """Rows of the list: refused lines first, those that are known last."""
    order = {Verdict.REFUSED: 0, Verdict.KNOWN: 2}
    places = sorted(range(len(done.lines)), key=lambda place: order.get(done.lines[place].verdict, 1))
    return tuple(_line(place, done.lines[place]) for place in places)


def _line(place: int, came: Came) -> Line:
    refused = came.verdict is Verdict.REFUSED
    cells = {
        "becomes": ("! " if refused else "") + came.verdict.label,
        "what": came.what or "–",
        "why": "; ".join(map(_reason, came.problems)),
    }
    return Line(place, number(came.line), cells, late=refused)


def _reason(problem: Problem) -> str:
    """What is wrong, and in which column."""
    return f"{problem.field}: {problem.reason}" if problem.field else problem.reason


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise Refused(Problem("file_missing", "map", {"file": path.name})) from error
