"""Dialogues with departments: which have been held, who still waits for one, and what was decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from desk import keys
from desk.documents import dialogues as words
from desk.documents.due import month_in_words
from desk.rules.dialogues import STRATEGY_A_YEAR, Dialogue, Standing
from desk.rules.rights import Right
from desk.screens.dialogue_forms import DialogueForm
from desk.screens.list_place import ListPlace
from desk.screens.widgets.frame import KeyLine, TitleBar
from desk.screens.widgets.list_table import Column, Line, ListTable
from desk.screens.widgets.whole_list import WholeList
from desk.services import dialogues
from desk.services.dialogues import Overview
from desk.services.seat import Seat
from desk.words import N_, _, day


class DialogueTable(WholeList):
    """The dialogues, the latest first."""

    COLUMNS = (
        Column("reference", N_("Day"), 15),
        Column("department", N_("Department"), 20),
        Column("sort", N_("Sort"), 10),
        Column("decisions", N_("Decisions"), 24),
        Column("present", N_("Present"), 20, 110),
        Column("views", N_("The department's views"), 20, 130),
    )
    GROWING = ("department", "views", "present")
    MOST = {"department": 28, "views": 60, "present": 40}
    LATE = "decisions"


@dataclass(frozen=True)
class Shown:
    """The dialogues, the same as rows, and how far the departments have come."""

    overview: Overview
    lines: tuple[Line, ...]
    about: Content


def read(seat: Seat, now: datetime) -> Shown:
    """What there is. Runs in a reading thread."""
    found = dialogues.overview(seat, now)
    lines = tuple(
        Line(
            each.id,
            day(each.day, year=True),
            {
                "department": each.department,
                "sort": each.sort.label,
                "decisions": words.counted(each, found.today),
                "present": each.present,
                "views": each.views.partition("\n")[0],
            },
            any(decision.is_late(found.today) for decision in each.decisions),
        )
        for each in found.dialogues
    )
    return Shown(found, lines, _about(found))


def _about(found: Overview) -> Content:
    waiting = [each.department for each in found.standings if not each.this_month]
    month = month_in_words(found.today)
    if not waiting:
        first = Content("✓ " + _("Every department has had its dialogue in {month}.", month=month))
    else:
        first = Content.assemble((_("No dialogue yet in {month}:", month=month), "bold"), " ", ", ".join(waiting))
    counts = ", ".join(f"{each.department} {_sign(each)}" for each in found.standings)
    low, high = STRATEGY_A_YEAR
    head = _("On strategy in {year}, {low} to {high} a year:", year=found.today.year, low=low, high=high)
    return Content("\n").join([first, Content.assemble((head, "bold"), " ", counts)])


def _sign(each: Standing) -> str:
    return f"{each.strategy}{'✓' if each.strategy >= STRATEGY_A_YEAR[0] else ''}"


class DialoguesScreen(ListPlace[Shown]):
    """Every dialogue in a row; Enter opens one."""

    AUTO_FOCUS = "#dialogues"
    CSS_PATH = "dialogues.tcss"
    BINDINGS = keys.bindings("dialogues.open", "dialogues.add", "dialogues.export_list", "dialogues.back")

    def exporting(self) -> tuple[str, Mapping[str, str]]:
        """Every dialogue."""
        return "dialogues", {}

    def compose(self) -> ComposeResult:
        """Title, who still waits, the list, keys."""
        yield TitleBar(_("Dialogues with the departments"), id="title")
        yield Static("", id="about", markup=False)
        yield DialogueTable(id="dialogues")
        yield KeyLine("dialogues", self.program.keys_chosen, without=IN_DIALOGUE, id="keys")

    def read(self, seat: Seat, now: datetime) -> Shown:
        """Which there are."""
        return read(seat, now)

    def about(self, shown: Shown) -> Content:
        """Who still waits for a dialogue."""
        return shown.about

    # ------------------------------------------------------------------ keys

    @on(ListTable.Opened)
    def action_open(self) -> None:
        """Open the dialogue under the cursor."""
        from desk.screens.dialogue import DialogueScreen

        if self.current is not None:
            self.app.push_screen(DialogueScreen(self.current))

    def action_add(self) -> None:
        """Write down a dialogue."""
        if not self.program.seat.who.may(Right.FOLLOW_UP):
            self.app.notify(_("Dialogues are written down by a lead or an administrator."), severity="warning")
            return
        self.app.push_screen(DialogueForm.of(self, None), self._added)

    def _added(self, added: Dialogue | None) -> None:
        """Open what was written down: its decisions come next."""
        from desk.screens.dialogue import DialogueScreen

        if added is not None:
            self.app.push_screen(DialogueScreen(added.id))


IN_DIALOGUE = (
    "dialogues.decide", "dialogues.change", "dialogues.done", "dialogues.drop", "dialogues.improve",
    "dialogues.report",
)  # fmt: skip
"""Keys of one dialogue, which do nothing in the list."""
