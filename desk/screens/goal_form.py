"""The forms of a goal and of an activity that is to reach it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from textual.app import App
from textual.widget import Widget

from desk.rules.activities import Activity
from desk.rules.fields import Field
from desk.rules.goals import FIGURES, Goal, GoalSpan, figure
from desk.rules.report import Level
from desk.rules.targets import in_words, read_target
from desk.screens.dialogs import Confirm
from desk.screens.follow_form import Answers, FollowForm
from desk.screens.place import Program, Trouble, trouble_of
from desk.screens.text_drafts import KeptForm, TextDraft
from desk.screens.widgets.choice import Choice, Option
from desk.services import activities, goals
from desk.services.activities import LONGEST
from desk.services.goals import LONGEST_NAME, LONGEST_NOTE
from desk.services.seat import Seat
from desk.words import N_, _

NEW = "new"


@dataclass(frozen=True)
class Names:
    """Whom a goal may be for: the answer groups, and people by login."""

    groups: tuple[str, ...]
    people: tuple[tuple[str, str], ...]

    def at(self, level: str | None) -> Sequence[Option]:
        """Those of a level."""
        if level == Level.GROUP:
            return [Option(each, each) for each in self.groups]
        return [Option(login, name) for login, name in self.people] if level == Level.AGENT else []


class GoalForm(FollowForm[Goal]):
    """The form of one goal.

    Args:
        before: The goal to correct, or one of Desk's own that is decided now; ``None`` sets another.
        names: Whom it may be for.
    """

    def __init__(self, program: Program, before: Goal | None, names: Names) -> None:
        self._number = before.id if before is not None else None
        title = _("New goal") if self._number is None else _("Goal {number}", number=self._number)
        hint = _("95 % or 0.95 for a share, 4.3 for a grade. What was decided is corrected, never forgotten.")
        super().__init__(title, hint, KeptForm(program, "goals", str(self._number or NEW), title))
        self._goal = before
        self._names = names
        self._level_shown: str | None = None
        self._values: Answers = {}

    def fields(self) -> list[Field]:
        """What, how much, for whom, and who decided it."""
        return [
            Field("figure", "choice", N_("Figure"), required=True),
            Field("target", "text", N_("Goal"), max_length=20, required=True),
            Field("level", "choice", N_("For"), choices=tuple(Level), default=Level.ALL),
            Field("name", "choice", N_("Only for")),
            Field("span", "choice", N_("Followed"), choices=tuple(GoalSpan), default=GoalSpan.WEEK),
            Field("decided_by", "text", N_("Decided by"), max_length=LONGEST_NAME, required=True),
            Field("decided_on", "date", N_("Decided on")),
            Field("valid_from", "date", N_("From")),
            Field("valid_to", "date", N_("Up to")),
            Field("note", "text", N_("Note"), max_length=LONGEST_NOTE),
        ]

    def widgets(self) -> dict[str, Widget]:
        """Figures and names as lists."""
        return {
            "figure": Choice([Option(each.code, each.label) for each in FIGURES], in_row=False, optional=False),
            "name": Choice([], in_row=False),
        }

    def begins_with(self) -> dict[str, Any]:
        """The goal as it is, or one that begins today."""
        today = self.program.today().isoformat()
        goal = self._goal
        if goal is None:
            return {"figure": FIGURES[0].code, "valid_from": today, "decided_on": today}
        self._offer_names(str(goal.level))
        return {
            "figure": goal.figure,
            "target": in_words(figure(goal.figure), goal.target),
            "level": str(goal.level),
            "name": goal.name or None,
            "span": str(goal.span),
            "decided_by": goal.decided_by,
            "decided_on": goal.decided_on.isoformat() if goal.decided_on else today,
            "valid_from": goal.valid_from.isoformat() if goal.valid_from else today,
            "valid_to": goal.valid_to.isoformat() if goal.valid_to else "",
            "note": goal.note,
        }

    def adapt(self) -> None:
        """Whom it is for follows from the level."""
        self._offer_names(str(self.form.values()["level"] or Level.ALL))

    def _offer_names(self, level: str) -> None:
        if level != self._level_shown:
            self._level_shown = level
            self.form.set_options("name", self._names.at(level))
            self.form.show_field("name", level != Level.ALL)

    def saving(self, values: Answers, changed: frozenset[str]) -> Callable[[Seat], Goal]:
        """Set it, or correct it."""
        del changed
        self._values = values
        return self._how(values, replace_earlier=False)

    def _how(self, values: Answers, *, replace_earlier: bool) -> Callable[[Seat], Goal]:
        now, number = self.program.now(), self._number

        def save(seat: Seat) -> Goal:
            wanted = _goal(values, number)
            if number is not None:
                return goals.change(seat, wanted, now)
            return goals.set_goal(seat, wanted, replace_earlier=replace_earlier, now=now)

        return save

    def answered_otherwise(self, trouble: Trouble) -> bool:
        """A goal that holds now may end for this one, where that is wanted."""
        if self._number is not None or not trouble.has("goal_overlaps"):
            return False
        said = trouble_of(trouble.problems).problems[0].reason
        question = Confirm(_("Let it end the day before this one begins?"), said)
        self.app.push_screen(question, lambda yes: self._replace(trouble, yes))
        return True

    def _replace(self, trouble: Trouble, yes: bool | None) -> None:
        if yes:
            self.save(self._how(self._values, replace_earlier=True))
        else:
            self.form.show_problems(trouble.problems)

    def said(self, done: Goal) -> str:
        """What is to be reached from now on."""
        reads = figure(done.figure)
        words = {"number": done.id, "figure": reads.label, "target": in_words(reads, done.target)}
        return _("Goal {number}: {figure}, {target}.", **words)


def _goal(values: Answers, number: int | None) -> Goal:
    """The goal that the answers say.

    Raises:
        Refused: its number cannot be read.
    """
    reads = figure(str(values["figure"]))
    return Goal(
        figure=reads.code,
        target=read_target(reads, str(values["target"] or "")),
        level=Level(str(values["level"] or Level.ALL)),
        name=str(values["name"] or ""),
        span=GoalSpan(str(values["span"] or GoalSpan.WEEK)),
        decided_by=str(values["decided_by"] or ""),
        decided_on=_day(values["decided_on"]),
        valid_from=_day(values["valid_from"]),
        valid_to=_day(values["valid_to"]),
        note=str(values["note"] or ""),
        id=number,
    )


def _day(value: object) -> date | None:
    return date.fromisoformat(str(value)) if value else None


# ------------------------------------------------------------------ activities


class ActivityForm(FollowForm[Activity]):
    """The form of one activity.

    Args:
        goal: The goal that it is to reach.
        before: The activity to change; ``None`` plans one.
    """

    def __init__(self, program: Program, goal: Goal, before: Activity | None = None) -> None:
        reads = figure(goal.figure)
        what = f"{reads.label} {in_words(reads, goal.target)}"
        title = _("New activity") if before is None else _("Activity {number}", number=before.id)
        place = f"{goal.id}.{before.id if before is not None else NEW}"
        super().__init__(f"{title} · {what}", "", KeptForm(program, "goals", place, title))
        self._goal = goal
        self._activity = before

    def fields(self) -> list[Field]:
        """What, who and when."""
        return [
            Field("what", "text", N_("What"), max_length=LONGEST["what"], required=True),
            Field("responsible", "text", N_("Responsible"), max_length=LONGEST["responsible"]),
            Field("due", "date", N_("Due")),
        ]

    def begins_with(self) -> dict[str, Any]:
        """The activity as it is."""
        of = self._activity
        if of is None:
            return {}
        return {"what": of.what, "responsible": of.responsible, "due": of.due.isoformat() if of.due else ""}

    def saving(self, values: Answers, changed: frozenset[str]) -> Callable[[Seat], Activity]:
        """Plan it, or send what differs."""
        now, goal_id, of = self.program.now(), self._goal.id or 0, self._activity
        what, responsible, due = str(values["what"] or ""), str(values["responsible"] or ""), _day(values["due"])
        if of is None:
            return lambda seat: activities.add(seat, goal_id, what, responsible, due, now)
        return lambda seat: activities.change(
            seat,
            of.id,
            what=what if "what" in changed else None,
            responsible=responsible if "responsible" in changed else None,
            due=due if "due" in changed else None,
            no_due="due" in changed and due is None,
            now=now,
        )

    def said(self, done: Activity) -> str:
        """That it is planned."""
        return _("Activity {number}: saved.", number=done.id)


def resumed(app: App[Any], draft: TextDraft) -> None:
    """Open the goals, and what a draft was left of. Called where drafts are offered."""
    from desk.screens.goals import GoalsScreen

    app.push_screen(GoalsScreen(resume=draft.place))
