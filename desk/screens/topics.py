"""The topics: what contacts are about, and where each leads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from textual.app import App
from textual.widget import Widget

from desk import keys
from desk.rules.fields import Field, fields_of
from desk.rules.kinds import kinds
from desk.rules.organising import KeptTopic, Part, TopicInput
from desk.screens.follow_form import Answers, FollowForm
from desk.screens.organising import PartPlace, go_on, place_of
from desk.screens.place import Program
from desk.screens.text_drafts import KeptForm, TextDraft
from desk.screens.widgets.choice import Choice, Option
from desk.screens.widgets.list_table import Column
from desk.screens.widgets.whole_list import WholeList
from desk.screens.wording import kind_in_words
from desk.services import organising
from desk.services.seat import Seat
from desk.words import N_, _

SCREEN = "topics"
ABOUT = ("name", "name_en", "kind", "department", "group", "working_days", "solvable")


class TopicTable(WholeList):
    """The topics by their Swedish names; those at rest last."""

    COLUMNS = (
        Column("reference", N_("Topic"), 30),
        Column("kind", N_("Kind"), 15),
        Column("department", N_("Department"), 18),
        Column("state", N_("State"), 7),
        Column("group", N_("Answer group"), 16, 100),
        Column("days", N_("Days"), 5, 100),
        Column("solvable", N_("At the desk"), 11, 120),
    )
    GROWING = ("reference", "department", "kind", "group")
    MOST = {"reference": 50, "department": 24, "kind": 24, "group": 24}


class TopicsScreen(PartPlace):
    """The list. Enter changes one."""

    BINDINGS = keys.bindings(SCREEN)
    PART = Part.TOPIC
    WHERE = "topics"

    def bringing_in(self) -> str:
        """Topics."""
        return "topics"

    def table(self) -> WholeList:
        """The topics."""
        return TopicTable(id=SCREEN)

    def found(self, seat: Seat) -> Sequence[KeptTopic]:
        """Every topic."""
        return organising.topics(seat)

    def cells(self, each: KeptTopic) -> tuple[str, dict[str, str]]:
        """Its name, and where it leads."""
        days = "–" if each.working_days is None else str(each.working_days)
        return each.label, {
            "kind": kind_in_words(each.kind),
            "department": each.department or "–",
            "group": each.group or "–",
            "days": days,
            "solvable": _("yes") if each.solvable else _("no"),
        }

    def form(self, of: KeptTopic | None) -> FollowForm[KeptTopic]:
        """Its form."""
        organisation = self.program.seat.organisation
        return TopicForm(self.program, of, organisation.departments, organisation.groups)

    def named(self, each: KeptTopic) -> str:
        """Its name in the language spoken now."""
        return each.label

    def rests(self) -> str:
        """What resting means."""
        return _("It is offered no more. The cases on it stay.")


class TopicForm(FollowForm[KeptTopic]):
    """What is said about a topic.

    Args:
        of: Which to change; ``None`` adds one.
        departments, groups: Where it may lead.
    """

    LABEL_WIDTH = 18

    def __init__(
        self, program: Program, of: KeptTopic | None, departments: Sequence[str], groups: Sequence[str]
    ) -> None:
        title = _("New topic") if of is None else of.label
        hint = _("A topic decides the rest of the form. What is registered on it already stays as it is.")
        if of is not None:
            hint += "\n" + _("Its code, {code}, is what commands call it; that stays.", code=of.code)
        super().__init__(title, hint, KeptForm(program, SCREEN, place_of(of), title))
        self._of = of
        self._departments, self._groups = tuple(departments), tuple(groups)

    def fields(self) -> list[Field]:
        """Its names, its kind, where it leads, its deadline."""
        every = {each.name: each for each in fields_of(TopicInput)}
        return [every[name] for name in ABOUT]

    def widgets(self) -> dict[str, Widget]:
        """Kinds, departments and groups as lists; of one at rest that it leads to still, that one too."""
        of = self._of
        own = of.kind if of else None
        every = [Option(code, _(each.label)) for code, each in kinds().items() if not each.withdrawn or code == own]
        return {
            "kind": Choice(every, in_row=False, optional=False),
            "department": Choice(_options(self._departments, of.department if of else None), in_row=False),
            "group": Choice(_options(self._groups, of.group if of else None), in_row=False),
        }

    def begins_with(self) -> dict[str, Any]:
        """What is known of it; a new one is a question that is solved at the desk."""
        if self._of is None:
            return {"kind": "enquiry", "solvable": True}
        return {name: getattr(self._of, name) for name in ABOUT}

    def saving(self, values: Answers, changed: frozenset[str]) -> Callable[[Seat], KeptTopic]:
        """Add it, or send what differs."""
        of, now = self._of, self.program.now()
        given = {name: values[name] for name in ABOUT if of is None or name in changed}
        if of is None:
            return lambda seat: organising.add_topic(seat, given, now)
        return lambda seat: organising.change_topic(seat, of.code, given, now)

    def said(self, done: KeptTopic) -> str:
        """That it is saved."""
        return _("{what}: saved.", what=done.label)


def _options(names: Sequence[str], now: str | None) -> list[Option]:
    every = [*names, *([now] if now is not None and now not in names else [])]
    return [Option(each, each) for each in every]


def resumed(app: App[Any], left: TextDraft) -> None:
    """Go on with a form that was left half typed."""
    go_on(app, TopicsScreen(), left)
