"""Administration: where one looks after what the desk stands on, a letter each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from desk import keys
from desk.action import Action
from desk.rules.rights import Person, Right
from desk.screens.going import go
from desk.screens.place import Place, SeatTaken
from desk.screens.widgets.frame import KeyLine, TitleBar
from desk.screens.widgets.list_table import Column, Line, ListTable
from desk.screens.widgets.whole_list import WholeList
from desk.words import N_, _

PLACE = "administration"


@dataclass(frozen=True)
class Door:
    """Where one can go from here, and which right opens it."""

    action: str
    right: Right


DOORS = (
    Door("people", Right.PEOPLE),
    Door("topics", Right.ORGANISE),
    Door("departments", Right.ORGANISE),
    Door("groups", Right.ORGANISE),
    Door("goals", Right.SEE_FIGURES),
    Door("resources", Right.SEE_CASES),
    Door("routines", Right.SEE_CASES),
    Door("division", Right.SEE_CASES),
    Door("kinds", Right.ORGANISE),
    Door("bring_in", Right.ORGANISE),
    Door("retention", Right.RETAIN),
    Door("measurements", Right.SEE_FIGURES),
    Door("access", Right.SEE_ACCESS),
)


def doors_of(who: Person) -> tuple[Action, ...]:
    """Where a person may go, in their order."""
    return tuple(keys.action(f"{PLACE}.{each.action}") for each in DOORS if who.may(each.right))


class DoorTable(WholeList):
    """The letters, where they lead, and what is there."""

    COLUMNS = (
        Column("letter", " ", 5),
        Column("reference", N_("To"), 22),
        Column("about", N_("What is there"), 46),
    )
    GROWING = ("reference", "about")
    MOST = {"reference": 30, "about": 80}


class AdministrationScreen(Place[None]):
    """A menu: a letter goes there at once, the arrows and Enter do as well."""

    AUTO_FOCUS = "DoorTable"
    CSS_PATH = "organising.tcss"
    BINDINGS = keys.bindings(PLACE)

    def compose(self) -> ComposeResult:
        """Title, who one is, the menu, keys."""
        yield TitleBar(_("Administration"), id="title")
        yield Static("", id="about", markup=False)
        yield DoorTable()
        letters = tuple(f"{PLACE}.{each.action}" for each in DOORS)
        yield KeyLine("administration", self.program.keys_chosen, without=letters, id="keys")

    def on_mount(self) -> None:
        """Show where one may go."""
        self._show()

    @on(SeatTaken)
    def _show(self) -> None:
        if not self.program.seated:
            return
        who = self.program.seat.who
        lines = [_line(place, each, self.program.keys_chosen) for place, each in enumerate(doors_of(who))]
        self.query_one(DoorTable).show_all(lines)
        self.query_one("#about", Static).update(f"{who.name} · {who.role.label}")

    def hidden(self) -> tuple[str, ...]:
        """What the person may not do."""
        if not self.program.seated:
            return ()
        mine = {each.id for each in doors_of(self.program.seat.who)}
        return tuple(each for each in (f"{PLACE}.{door.action}" for door in DOORS) if each not in mine)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A letter whose door is not one's own does nothing."""
        if action in ("go", "bring_in") and self.program.seated:
            mine = {each.action for each in doors_of(self.program.seat.who)}
            if action == "bring_in":
                return action in mine
            return f"go({parameters[0]!r})" in mine
        return True

    # ------------------------------------------------------------------ keys

    def action_bring_in(self) -> None:
        """Ask what a file holds, and bring it in."""
        from desk.screens.bringing_in import begin

        begin(self)

    def action_go(self, name: str) -> None:
        """Go there."""
        go(self.app, name)

    @on(ListTable.Opened)
    async def action_open(self) -> None:
        """Go where the cursor is."""
        line = self.query_one(DoorTable).current
        if line is not None:
            await self.run_action(doors_of(self.program.seat.who)[line.id].action)

    def action_back(self) -> None:
        """Back to where one came from."""
        self.dismiss(None)


def _line(place: int, each: Action, chosen: Mapping[str, str]) -> Line:
    cells: dict[str, Any] = {"letter": keys.key_of(each, chosen), "about": _(each.help)}
    return Line(place, _(each.label), cells)
