"""The answer groups: their order, their names, and how many each needs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from textual.app import App

from desk import keys
from desk.rules.fields import Field, fields_of
from desk.rules.organising import Group, GroupInput, Part
from desk.screens.follow_form import Answers, FollowForm
from desk.screens.organising import PartPlace, go_on, place_of
from desk.screens.place import Program
from desk.screens.text_drafts import KeptForm, TextDraft
from desk.screens.widgets.list_table import Column
from desk.screens.widgets.whole_list import WholeList
from desk.services import organising
from desk.services.seat import Seat
from desk.words import N_, _

SCREEN = "groups"
ABOUT = ("name", "least_staff")


class GroupTable(WholeList):
    """The answer groups in their order; those at rest last."""

    COLUMNS = (
        Column("reference", N_("Name"), 30),
        Column("people", N_("People"), 8),
        Column("topics", N_("Topics"), 8),
        Column("least", N_("Needed at least"), 15),
        Column("state", N_("State"), 8),
    )
    GROWING = ("reference",)
    MOST = {"reference": 50}


class GroupsScreen(PartPlace):
    """The list. Enter changes one."""

    BINDINGS = keys.bindings(SCREEN)
    PART = Part.GROUP
    WHERE = "groups"

    def table(self) -> WholeList:
        """The answer groups."""
        return GroupTable(id=SCREEN)

    def found(self, seat: Seat) -> Sequence[Group]:
        """Every answer group."""
        return organising.groups(seat)

    def cells(self, each: Group) -> tuple[str, dict[str, str]]:
        """Its name, how many belong to it, lead to it, and are needed."""
        counts = {"people": each.people, "topics": each.topics, "least": each.least_staff}
        return each.name, {name: str(many or "–") for name, many in counts.items()}

    def form(self, of: Group | None) -> FollowForm[Group]:
        """Its form."""
        return GroupForm(self.program, of)

    def rests(self) -> str:
        """What resting means."""
        return _("It is offered no more. Its cases, calls and figures stay.")


class GroupForm(FollowForm[Group]):
    """What is said about an answer group.

    Args:
        of: Which to change; ``None`` adds one.
    """

    LABEL_WIDTH = 20

    def __init__(self, program: Program, of: Group | None) -> None:
        title = _("New answer group") if of is None else of.name
        hint = _("Another name reaches every case, call, goal and figure. Files of calls may go on saying the old one.")
        super().__init__(title, hint, KeptForm(program, SCREEN, place_of(of), title))
        self._of = of

    def fields(self) -> list[Field]:
        """Its name, and how many it needs."""
        every = {each.name: each for each in fields_of(GroupInput)}
        return [every[name] for name in ABOUT]

    def begins_with(self) -> dict[str, Any]:
        """What is known of it."""
        return {} if self._of is None else {name: getattr(self._of, name) for name in ABOUT}

    def saving(self, values: Answers, changed: frozenset[str]) -> Callable[[Seat], Group]:
        """Add it, or send what differs."""
        of, now = self._of, self.program.now()
        given = {name: values[name] for name in ABOUT if of is None or name in changed}
        if given.get("least_staff", 0) is None:
            del given["least_staff"]
        if of is None:
            return lambda seat: organising.add_group(seat, given, now)
        return lambda seat: organising.change_group(seat, of.name, given, now)

    def said(self, done: Group) -> str:
        """That it is saved."""
        return _("{what}: saved.", what=done.name)


def resumed(app: App[Any], left: TextDraft) -> None:
    """Go on with a form that was left half typed."""
    go_on(app, GroupsScreen(), left)
