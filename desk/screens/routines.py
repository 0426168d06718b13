"""The routines: what there is, whose each is, and when somebody looked it through."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from desk import keys
from desk.documents import routines as words
from desk.rules.routines import Routine
from desk.screens.list_place import ListPlace
from desk.screens.routine import OWN, RoutineScreen, may_keep
from desk.screens.widgets.frame import KeyLine, TitleBar
from desk.screens.widgets.list_table import Column, Line, ListTable
from desk.screens.widgets.whole_list import WholeList
from desk.services import people, routines
from desk.services.kept import day_of
from desk.services.seat import Seat
from desk.words import N_, _, n_


class RoutineTable(WholeList):
    """The routines; those out of use last."""

    COLUMNS = (
        Column("reference", N_("Title"), 31),
        Column("reviewed", N_("Looked through"), 15),
        Column("owner", N_("Owner"), 12),
        Column("about", N_("About"), 14),
        Column("version", N_("Version"), 7, 110),
    )
    GROWING = ("about", "reference", "owner")
    MOST = {"about": 24, "reference": 60, "owner": 24}
    LATE = "reviewed"


@dataclass(frozen=True)
class Shown:
    """The routines as rows, and how many of them are due, and how many nobody has looked through."""

    lines: tuple[Line, ...]
    in_use: int
    due: int
    unseen: int


class RoutinesScreen(ListPlace[Shown]):
    """Every routine in a row; Enter reads one."""

    AUTO_FOCUS = "#routines"
    CSS_PATH = "routine.tcss"
    BINDINGS = keys.bindings("routines.open", "routines.add", "routines.export_list", "routines.back")

    def exporting(self) -> tuple[str, Mapping[str, str]]:
        """Every routine."""
        return "routines", {}

    def compose(self) -> ComposeResult:
        """Title, how many there are, the list, keys."""
        yield TitleBar(_("Routines"), id="title")
        yield Static("", id="about", markup=False)
        yield RoutineTable(id="routines")
        yield KeyLine("routines", self.program.keys_chosen, without=OWN, id="keys")

    def read(self, seat: Seat, now: datetime) -> Shown:
        """Which there are."""
        found, today = routines.routines(seat), day_of(seat, now)
        names = {each.login: each.name for each in people.everybody(seat)}
        lines = tuple(
            Line(
                each.id,
                each.title,
                {
                    "reviewed": words.reviewed_words(each, today),
                    "owner": words.owner_word(each, names),
                    "about": words.place_words(each, seat.topics),
                    "version": str(each.latest.number),
                },
                each.is_due(today),
            )
            for each in found
        )
        used = [each for each in found if each.active]
        unseen = sum(each.reviewed_on is None for each in used)
        return Shown(lines, len(used), sum(each.is_due(today) for each in used), unseen)

    def about(self, shown: Shown) -> str:
        """How many there are, and what is to be done with them."""
        said = [n_("{n} routine in use", "{n} routines in use", shown.in_use)]
        if shown.unseen:
            said.append(n_("{n} that nobody has looked through yet", "{n} that nobody has looked through yet",
                           shown.unseen))  # fmt: skip
        if shown.due:
            said.append(n_("! {n} not looked through for a year", "! {n} not looked through for a year", shown.due))
        return " · ".join(said)

    # ------------------------------------------------------------------ keys

    @on(ListTable.Opened)
    def action_open(self) -> None:
        """Read the routine under the cursor."""
        if self.current is not None:
            self._open(self.current)

    def _open(self, number: int) -> None:
        self.app.push_screen(RoutineScreen(number), lambda _none: self.reread())

    def action_add(self) -> None:
        """Write a new one, and read it."""
        if may_keep(self):
            from desk.screens.routine_form import open_form

            open_form(self, None, self._added)

    def _added(self, made: Routine) -> None:
        self._open(made.id)
