"""One dialogue: what was said, what was decided, and whether it was done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from desk import keys
from desk.documents import dialogues as words
from desk.rules.dialogues import WHAT_LENGTH, Decision, Dialogue
from desk.rules.improvements import Improvement
from desk.rules.rights import Right
from desk.screens.dialogs import AskLine, Tell
from desk.screens.dialogue_forms import DecisionForm, DialogueForm
from desk.screens.dialogues import IN_DIALOGUE
from desk.screens.place import CasesChanged, MinutePassed, Place, SeatTaken, Trouble
from desk.screens.widgets.frame import KeyLine, TitleBar
from desk.screens.widgets.list_table import Column, Line, ListTable
from desk.screens.widgets.whole_list import WholeList
from desk.services import dialogues, people
from desk.services.kept import is_theirs
from desk.services.seat import Seat
from desk.words import N_, _, day


class DecisionTable(WholeList):
    """What a dialogue decided."""

    COLUMNS = (
        Column("reference", N_("No."), 4),
        Column("what", N_("Decision"), 29),
        Column("who", N_("By whom"), 14),
        Column("state", N_("State"), 27),
    )
    GROWING = ("what", "state", "who")
    MOST = {"what": 70, "state": 50, "who": 24}
    LATE = "state"


@dataclass(frozen=True)
class Read:
    """A dialogue as it was read: above its decisions, and those as rows."""

    dialogue: Dialogue
    said: Content
    lines: tuple[Line, ...]


def read(seat: Seat, number: int, today: date) -> Read:
    """Read a dialogue. Runs in a reading thread."""
    of = dialogues.one(seat, number)
    names = {each.login: each.name for each in people.everybody(seat)}
    return Read(of, _said(of), tuple(_line(each, today, names) for each in of.decisions))


def _said(of: Dialogue) -> Content:
    parts = [
        Content.assemble((title, "bold"), " ", text)
        for title, text in (
            (_("Looked at"), of.span or ""),
            (_("Present"), of.present),
            (_("The department's views"), of.views),
            (_("Notes"), of.notes),
        )
        if text
    ]
    return Content("\n").join(parts) if parts else Content(_("Nothing is written of it yet."))


def _line(each: Decision, today: date, names: Mapping[str, str]) -> Line:
    cells = {
        "what": each.what,
        "who": names.get(each.by_whom, each.by_whom) or "–",
        "state": words.state(each, today),
    }
    return Line(each.id, str(each.id), cells, each.is_late(today))


class DialogueScreen(Place[None]):
    """A dialogue with its decisions.

    Args:
        number: The dialogue's.
    """

    AUTO_FOCUS = "#decisions"
    CSS_PATH = "dialogues.tcss"
    BINDINGS = keys.bindings("dialogues.open", *IN_DIALOGUE, "dialogues.back")

    def __init__(self, number: int) -> None:
        super().__init__()
        self._number = number
        self._read: Read | None = None
        self._new: int | None = None

    def compose(self) -> ComposeResult:
        """Title, what was said, the decisions, keys."""
        yield TitleBar("", id="title")
        with VerticalScroll(id="said", can_focus=False):
            yield Static("", id="words", markup=False)
        yield Static("", id="about", markup=False)
        yield DecisionTable(id="decisions")
        yield KeyLine("dialogues", self.program.keys_chosen, without=("dialogues.add",), id="keys")

    def on_mount(self) -> None:
        """Ask for it."""
        self._ask()

    @on(SeatTaken)
    @on(CasesChanged)
    @on(MinutePassed)
    def _ask_again(self) -> None:
        self._ask()

    def _ask(self) -> None:
        number, today = self._number, self.program.today()
        self.ask("dialogue", lambda seat: read(seat, number, today), self._show, self._not_there)

    def _show(self, found: Read) -> None:
        self._read = found
        of = found.dialogue
        self.query_one(TitleBar).show(f"{of.department} · {day(of.day, year=True)}", of.sort.label)
        self.query_one("#words", Static).update(found.said)
        table = self.query_one(DecisionTable)
        table.show_header = bool(found.lines)
        table.show_all(found.lines)
        if self._new is not None and any(each.id == self._new for each in of.decisions):
            table.go_to(self._new)
            self._new = None
        self.query_one("#about", Static).update("" if found.lines else _("Nothing has been decided yet."))

    def _not_there(self, trouble: Trouble) -> None:
        self.program.say_trouble(trouble)
        if self._read is None:
            self.dismiss(None)

    # ------------------------------------------------------------------ keys

    @property
    def _current(self) -> Decision | None:
        line = self.query_one(DecisionTable).current
        if line is None or self._read is None:
            return None
        return next((each for each in self._read.dialogue.decisions if each.id == line.id), None)

    def _may_keep(self) -> bool:
        if self.program.seat.who.may(Right.FOLLOW_UP):
            return True
        self.app.notify(_("Dialogues are written down by a lead or an administrator."), severity="warning")
        return False

    def action_change(self) -> None:
        """Change what is written of the dialogue."""
        if self._read is not None and self._may_keep():
            self.app.push_screen(DialogueForm.of(self, self._read.dialogue))

    def action_decide(self) -> None:
        """Write down a decision."""
        if self._read is not None and self._may_keep():
            self.app.push_screen(DecisionForm.of(self, self._read.dialogue, None), self._decided)

    def _decided(self, added: Decision | None) -> None:
        """The cursor goes to what was decided: it may be put on the board at once."""
        if added is not None:
            self._new = added.id
            self._ask()

    @on(ListTable.Opened)
    def action_open(self) -> None:
        """Change the decision under the cursor; of one on the board, go there."""
        each = self._current
        if each is None or self._read is None:
            return
        if each.improvement_id is not None:
            from desk.screens.going import go

            go(self.app, "board")
        elif not each.is_open:
            self.app.push_screen(Tell(each.what, words.state(each, self.program.today())))
        elif self._may_keep():
            self.app.push_screen(DecisionForm.of(self, self._read.dialogue, each))

    def action_done(self) -> None:
        """Say that the decision under the cursor was done, and what came of it."""
        each = self._open_one()
        if each is not None and (is_theirs(each.by_whom, self.program.seat.who) or self._may_keep()):
            ask = AskLine(_("Done: what came of it?"), each.what, required=False, max_length=WHAT_LENGTH)
            self.app.push_screen(ask, partial(self._end, each, dropped=False))

    def action_drop(self) -> None:
        """Say that the decision under the cursor will not be done, and why."""
        each = self._open_one()
        if each is not None and self._may_keep():
            ask = AskLine(_("It will not be done: why?"), each.what, max_length=WHAT_LENGTH)
            self.app.push_screen(ask, partial(self._end, each, dropped=True))

    def _open_one(self) -> Decision | None:
        """The decision under the cursor where it is open and followed here; where not, say so."""
        each = self._current
        if each is not None and (not each.is_open or each.improvement_id is not None):
            self.app.notify(f"{each.what}: {words.state(each, self.program.today())}")
            return None
        return each

    def _end(self, each: Decision, said: str | None, *, dropped: bool) -> None:
        if said is not None:
            now, end = self.program.now(), dialogues.drop if dropped else dialogues.done
            self.program.tell(lambda seat: end(seat, each.id, said, now), self._ended)

    def _ended(self, each: Decision) -> None:
        self.app.notify(f"{each.what}: {words.state(each, self.program.today())}")
        if self.is_attached:
            self._ask()

    def action_improve(self) -> None:
        """Put the decision under the cursor on the improvement board."""
        each = self._open_one()
        if each is not None and self._may_keep():
            now = self.program.now()
            self.program.tell(lambda seat: dialogues.to_improvement(seat, each.id, now), self._improved)

    def _improved(self, made: Improvement) -> None:
        self.app.notify(_("On the board as improvement {number}.", number=made.id))
        if self.is_attached:
            self._ask()

    def action_report(self) -> None:
        """The department's own figures for what was looked at."""
        if self._read is not None:
            from desk.screens.dialogue_figures import FiguresScreen

            self.app.push_screen(FiguresScreen.of(self, self._read.dialogue))

    def action_back(self) -> None:
        """Back to the list."""
        self.dismiss(None)
