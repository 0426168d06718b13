"""The departments: their order, their names, and where cases are handed over to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from textual.app import App

from desk import keys
from desk.rules.fields import Field, fields_of
from desk.rules.organising import Department, DepartmentInput, Part
from desk.screens.follow_form import Answers, FollowForm
from desk.screens.organising import PartPlace, go_on, place_of
from desk.screens.place import Program
from desk.screens.text_drafts import KeptForm, TextDraft
from desk.screens.widgets.list_table import Column
from desk.screens.widgets.whole_list import WholeList
from desk.services import organising
from desk.services.seat import Seat
from desk.words import N_, _

SCREEN = "departments"
ABOUT = ("name", "email")


class DepartmentTable(WholeList):
    """The departments in their order; those at rest last."""

    COLUMNS = (
        Column("reference", N_("Name"), 26),
        Column("email", N_("E-mail address"), 26),
        Column("topics", N_("Topics"), 8),
        Column("state", N_("State"), 8),
    )
    GROWING = ("reference", "email")
    MOST = {"reference": 50, "email": 50}


class DepartmentsScreen(PartPlace):
    """The list. Enter changes one."""

    BINDINGS = keys.bindings(SCREEN)
    PART = Part.DEPARTMENT
    WHERE = "departments"

    def table(self) -> WholeList:
        """The departments."""
        return DepartmentTable(id=SCREEN)

    def found(self, seat: Seat) -> Sequence[Department]:
        """Every department."""
        return organising.departments(seat)

    def cells(self, each: Department) -> tuple[str, dict[str, str]]:
        """Its name, its address, how many topics lead there."""
        return each.name, {"email": each.email or "–", "topics": str(each.topics or "–")}

    def form(self, of: Department | None) -> FollowForm[Department]:
        """Its form."""
        return DepartmentForm(self.program, of)

    def rests(self) -> str:
        """What resting means."""
        return _("It is offered no more. Its cases and figures stay.")


class DepartmentForm(FollowForm[Department]):
    """What is said about a department.

    Args:
        of: Which to change; ``None`` adds one.
    """

    def __init__(self, program: Program, of: Department | None) -> None:
        title = _("New department") if of is None else of.name
        hint = _("Another name reaches every case, figure, goal and report: the past is told under it too.")
        super().__init__(title, hint, KeptForm(program, SCREEN, place_of(of), title))
        self._of = of

    def fields(self) -> list[Field]:
        """Its name and address."""
        every = {each.name: each for each in fields_of(DepartmentInput)}
        return [every["name"], replace(every["email"], type="text")]

    def begins_with(self) -> dict[str, Any]:
        """What is known of it."""
        return {} if self._of is None else {name: getattr(self._of, name) for name in ABOUT}

    def saving(self, values: Answers, changed: frozenset[str]) -> Callable[[Seat], Department]:
        """Add it, or send what differs."""
        of, now = self._of, self.program.now()
        given = {name: str(values[name] or "") for name in ABOUT if of is None or name in changed}
        if of is None:
            return lambda seat: organising.add_department(seat, given, now)
        return lambda seat: organising.change_department(seat, of.name, given, now)

    def said(self, done: Department) -> str:
        """That it is saved."""
        return _("{what}: saved.", what=done.name)


def resumed(app: App[Any], left: TextDraft) -> None:
    """Go on with a form that was left half typed."""
    go_on(app, DepartmentsScreen(), left)
