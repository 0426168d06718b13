"""The fields of a survey answer, for the form that enters answers and the one that corrects one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from textual.widget import Widget

from desk.rules.fields import Field
from desk.rules.refusals import Problem
from desk.rules.surveys import HIGHEST, LOWEST, QUESTIONS
from desk.screens.widgets.answer import Answer as Said
from desk.screens.widgets.choice import Choice, Option
from desk.screens.widgets.line_input import LineInput
from desk.services.surveys import Places
from desk.words import N_

LABEL_WIDTH = 14
NONE = "-"


class GradeInput(LineInput):
    """A grade by one digit; ``-`` where the question was not answered. Typing again replaces it."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__("", max_length=1, select_on_focus=True, id=id)
        self.restrict = rf"[{LOWEST}-{HIGHEST}{NONE}]?"

    @property
    def answer(self) -> Said:
        """The digit, ``-``, or ``None`` where nothing is typed."""
        return self.value.strip() or None

    def complaint(self) -> Problem | None:
        """Nothing else can be typed."""
        return None


def grade_of(said: Said) -> int | None:
    """The grade of a field's answer."""
    text = str(said or "")
    return int(text) if text.isdecimal() else None


def only(keymap: Mapping[str, str], hidden: Iterable[str]) -> dict[str, str]:
    """The keys for a footer that has no room for what is done on another of the place's screens."""
    return {**keymap, **dict.fromkeys(hidden, "")}


def fields(today: date) -> list[Field]:
    """Day, group, person, and the two grades."""
    return [
        Field("day", "date", N_("Day"), required=True, default=today),
        Field("group", "choice", N_("Answer group")),
        Field("agent", "choice", N_("About")),
        Field("attitude", "text", N_("Attitude")),
        Field("knowledge", "text", N_("Knowledge")),
    ]


def widgets(places: Places) -> dict[str, Widget]:
    """The groups and people to choose from, and a field of one digit for each grade."""
    groups = [Option(each, each) for each in places.groups]
    people = [Option(each.login, each.name) for each in places.people]
    choices: dict[str, Widget] = {
        "group": Choice(groups, in_row=False),
        "agent": Choice(people, in_row=False),
    }
    return choices | {name: GradeInput() for name in QUESTIONS}
