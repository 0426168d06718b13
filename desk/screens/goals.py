"""Goals: what is to be reached, who decided it, and below, what is done to reach the one under the cursor."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.message import Message
from textual.widgets import DataTable, Static

from desk import keys
from desk.documents.goals import days_in_words, decided_in_words, place_in_words, state_in_words
from desk.rules.activities import Activity
from desk.rules.goals import Goal, figure
from desk.rules.rights import Right
from desk.rules.targets import in_words
from desk.screens.dialogs import AskDay, AskLine, Choose, Option, Tell
from desk.screens.goal_form import NEW, ActivityForm, GoalForm, Names
from desk.screens.place import CasesChanged, Place, SeatTaken, Trouble
from desk.screens.widgets.frame import KeyLine, TitleBar
from desk.screens.widgets.list_table import ROWS, Column, Line, ListTable
from desk.services import activities, goals, people
from desk.services.activities import LONGEST
from desk.services.seat import Seat
from desk.words import N_, _, n_

WRITING = ("goals.change", "goals.add", "goals.activity", "goals.done", "goals.end")
"""What only those who keep the follow-up may."""


class GoalsTable(ListTable):
    """Goals: what and how much first, who decided them where it fits."""

    COLUMNS = (
        Column("reference", N_("No."), 3),
        Column("figure", N_("Figure"), 19),
        Column("target", N_("Goal"), 6),
        Column("place", N_("For"), 17),
        Column("span", N_("Followed"), 9),
        Column("decided", N_("Decided by"), 16),
        Column("days", N_("Valid"), 22, 104),
    )
    GROWING = ("decided", "figure", "place")
    MOST = {"figure": 26, "place": 26, "decided": 44}

    class Moved(Message):
        """The cursor is on another goal."""

    def on_data_table_row_highlighted(self, _event: DataTable.RowHighlighted) -> None:
        """Say so; what the list itself does comes after it."""
        self.post_message(self.Moved())


class ActivitiesTable(ListTable):
    """Activities of one goal."""

    COLUMNS = (
        Column("reference", N_("No."), 3),
        Column("what", N_("What"), 29),
        Column("responsible", N_("Responsible"), 14),
        Column("due", N_("Due"), 10),
        Column("state", N_("State"), 15),
    )
    GROWING = ("what", "state", "responsible")
    MOST = {"what": 80, "responsible": 24, "state": 20}
    LATE = "state"


@dataclass(frozen=True)
class Read:
    """Goals as rows, activities by goal, whom a goal may be for, and everybody's name by login."""

    goals: tuple[Goal, ...]
    lines: tuple[Line, ...]
    activities: Mapping[int, tuple[Activity, ...]]
    names: Names
    known: Mapping[str, str]


def read(seat: Seat, today: date, *, every: bool) -> Read:
    """The goals that hold today, or every one ever decided. Runs in a reading thread."""
    found = goals.decided(seat) if every else goals.holding(seat, today)
    by_goal: dict[int, tuple[Activity, ...]] = {}
    for each in activities.every(seat):
        by_goal[each.goal_id] = (*by_goal.get(each.goal_id, ()), each)
    everybody = people.everybody(seat)
    known = {each.login: each.name for each in everybody}
    at_work = tuple((each.login, each.name) for each in everybody if each.active)
    shown = found[:ROWS]
    lines = tuple(_line(place, each, known) for place, each in enumerate(shown))
    return Read(shown, lines, by_goal, Names(seat.organisation.groups, at_work), known)


def _line(place: int, goal: Goal, names: Mapping[str, str]) -> Line:
    reads = figure(goal.figure)
    cells = {
        "figure": reads.label,
        "target": in_words(reads, goal.target),
        "place": place_in_words(goal.level, goal.name, names.get(goal.name)),
        "span": goal.span.label,
        "decided": decided_in_words(goal) if not goal.withdrawn else _("taken back"),
        "days": days_in_words(goal),
    }
    return Line(place, str(goal.id or "–"), cells)


def _activity_line(of: Activity, today: date, names: Mapping[str, str]) -> Line:
    late = of.overdue(today)
    cells = {
        "what": of.what,
        "responsible": names.get(of.responsible, of.responsible) or "–",
        "due": of.due.isoformat() if of.due else "–",
        "state": ("! " if late else "") + state_in_words(of, today),
    }
    return Line(of.id, str(of.id), cells, late=late)


class GoalsScreen(Place[None]):
    """Two lists; Tab goes between them.

    Args:
        resume: What a draft was left of: a goal's number or ``new``, or a goal's and an activity's (``3.new``).
    """

    AUTO_FOCUS = "#goals"
    CSS_PATH = "goals.tcss"
    BINDINGS = keys.bindings("goals")

    def __init__(self, resume: str | None = None) -> None:
        super().__init__()
        self._resume = resume
        self._every = resume is not None
        self._read: Read | None = None

    def compose(self) -> ComposeResult:
        """Title, which goals, the goals, what is done for the one under the cursor, keys."""
        yield TitleBar(_("Goals"), id="title")
        yield Static("", id="which", markup=False)
        yield GoalsTable(id="goals")
        yield Static("", id="about", markup=False)
        yield ActivitiesTable(id="activities")
        chosen = {**self.program.keys_chosen, **dict.fromkeys(self.hidden(), "")}
        yield KeyLine("goals", chosen, id="keys")

    def on_mount(self) -> None:
        """Ask for the goals."""
        self._ask()

    def exporting(self) -> tuple[str, Mapping[str, str]]:
        """The goals that hold, or all that were set."""
        return "goals", {"state": "all" if self._every else "holding"}

    def hidden(self) -> Collection[str]:
        """What the role may not do."""
        return () if self._may_write else WRITING

    @property
    def _may_write(self) -> bool:
        return self.program.seated and self.program.seat.who.may(Right.FOLLOW_UP)

    # ------------------------------------------------------------------ what is shown

    @on(SeatTaken)
    @on(CasesChanged)
    def _ask_again(self) -> None:
        self._ask()

    def on_screen_resume(self) -> None:
        """Something may have been written in a form above."""
        super().on_screen_resume()
        self._ask()

    def _ask(self, *, to_top: bool = False) -> None:
        today, every = self.program.today(), self._every
        self.ask(
            "goals",
            lambda seat: read(seat, today, every=every),
            lambda found: self._show(found, to_top=to_top),
            self._refused,
        )

    def _show(self, found: Read, *, to_top: bool) -> None:
        self._read = found
        self.query_one(GoalsTable).show(found.lines, to_top=to_top)
        views = (_("Hold today"), _("Every goal decided"))
        marked = "  ".join(f"[{each}]" if place == self._every else each for place, each in enumerate(views))
        self.query_one("#which", Static).update(marked)
        self._show_activities()
        if self._resume is not None:
            resume, self._resume = self._resume, None
            self._go_on(resume)

    @on(GoalsTable.Moved)
    def _show_activities(self) -> None:
        """What is done for the goal under the cursor."""
        goal = self._goal
        if self._read is None or goal is None:
            return
        found = self._read.activities.get(goal.id or 0, ())
        today = self.program.today()
        known = self._read.known
        self.query_one(ActivitiesTable).show([_activity_line(each, today, known) for each in found[:ROWS]])
        what = f"{figure(goal.figure).label} {in_words(figure(goal.figure), goal.target)}"
        if goal.is_default:
            said = _("Desk's default, decided by nobody; Enter decides it, and then activities can be planned.")
        else:
            said = n_("{n} activity", "{n} activities", len(found)) + (f" · {goal.note}" if goal.note else "")
        self.query_one("#about", Static).update(f"{what} · {said}")

    def _refused(self, trouble: Trouble) -> None:
        self.program.say_trouble(trouble)
        if self._read is None:
            self.dismiss(None)

    # ------------------------------------------------------------------ under the cursor

    @property
    def _goal(self) -> Goal | None:
        line = self.query_one(GoalsTable).current
        return self._read.goals[line.id] if line is not None and self._read is not None else None

    @property
    def _activity(self) -> Activity | None:
        """The activity under the cursor, where one is among them."""
        table = self.query_one(ActivitiesTable)
        goal, line = self._goal, table.current
        if self._read is None or goal is None or line is None or not table.has_focus:
            return None
        return next((each for each in self._read.activities.get(goal.id or 0, ()) if each.id == line.id), None)

    def action_other_list(self) -> None:
        """The goals, or the activities of one."""
        table = self.query_one(ActivitiesTable)
        (self.query_one(GoalsTable) if table.has_focus else table).focus()

    def action_view(self) -> None:
        """Those that hold today, or all."""
        self._every = not self._every
        self.query_one(GoalsTable).focus()
        self._ask(to_top=True)

    # ------------------------------------------------------------------ keys

    @on(ListTable.Opened)
    def action_change(self) -> None:
        """Correct what is under the cursor; who may not, reads it."""
        goal, activity = self._goal, self._activity
        if self._read is None or goal is None:
            return
        if not self._may_write:
            self._tell(goal, activity)
        elif activity is not None:
            self.app.push_screen(ActivityForm(self.program, goal, activity))
        elif not self.query_one(ActivitiesTable).has_focus:
            self.app.push_screen(GoalForm(self.program, goal, self._read.names))

    def _tell(self, goal: Goal, activity: Activity | None) -> None:
        if activity is not None:
            done = state_in_words(activity, self.program.today())
            who = self._read.known.get(activity.responsible, activity.responsible) if self._read else ""
            words: tuple[str, ...] = (activity.what, who, done, activity.result)
            title = _("Activity {number}", number=activity.id)
        else:
            words = (decided_in_words(goal), days_in_words(goal), goal.note)
            title = f"{figure(goal.figure).label} {in_words(figure(goal.figure), goal.target)}"
        self.app.push_screen(Tell(title, "\n".join(filter(None, words))))

    def action_add(self) -> None:
        """Set a goal."""
        if self._read is not None and self._may_write:
            self.app.push_screen(GoalForm(self.program, None, self._read.names))

    def action_add_activity(self) -> None:
        """Plan an activity for the goal under the cursor."""
        if (goal := self._goal) is None or not self._may_write:
            return
        if goal.is_default:
            self.app.notify(_("Nobody has decided this goal yet; Enter decides it."), severity="warning")
        else:
            self.app.push_screen(ActivityForm(self.program, goal))

    def action_done(self) -> None:
        """Ask on which day the activity under the cursor was done, and what came of it."""
        if (activity := self._activity) is not None and self._may_write:
            today = self.program.today()
            dialog = AskDay(_("On which day was it done?"), activity.what, today=today, value=today.isoformat())
            self.app.push_screen(dialog, partial(self._done_on, activity))

    def _done_on(self, activity: Activity, day: date | None) -> None:
        if day is not None:
            dialog = AskLine(_("What came of it?"), activity.what, required=False, max_length=LONGEST["result"])
            self.app.push_screen(dialog, partial(self._done, activity, day))

    def _done(self, activity: Activity, day: date, result: str | None) -> None:
        if result is not None:
            now = self.program.now()
            self.program.tell(lambda seat: activities.done(seat, activity.id, day, result, now), self._written)

    def action_end(self) -> None:
        """End the goal or drop the activity under the cursor."""
        goal, activity = self._goal, self._activity
        if goal is None or not self._may_write:
            return
        if activity is not None:
            dialog = AskLine(_("Why is it not done after all?"), activity.what, max_length=LONGEST["result"])
            self.app.push_screen(dialog, partial(self._drop, activity))
        elif goal.id is None:
            self.app.notify(_("Nobody has decided this goal yet; Enter decides it."), severity="warning")
        else:
            options = [Option("end", _("It ends on a day")), Option("withdraw", _("It was a mistake: take it back"))]
            self.app.push_screen(Choose(_("End goal {number}?", number=goal.id), options), partial(self._how, goal))

    def _drop(self, activity: Activity, why: str | None) -> None:
        if why is not None:
            now = self.program.now()
            self.program.tell(lambda seat: activities.drop(seat, activity.id, None, why, now), self._written)

    def _how(self, goal: Goal, choice: str | None) -> None:
        number, now, today = goal.id or 0, self.program.now(), self.program.today()
        if choice == "end":
            dialog = AskDay(_("Which is its last day?"), today=today, value=today.isoformat())
            self.app.push_screen(dialog, partial(self._end, number))
        elif choice == "withdraw":
            self.program.tell(lambda seat: goals.withdraw(seat, number, now), self._written)

    def _end(self, number: int, day: date | None) -> None:
        if day is not None:
            now = self.program.now()
            self.program.tell(lambda seat: goals.end(seat, number, day, now), self._written)

    def _written(self, _done: Goal | Activity) -> None:
        self._ask()

    def _go_on(self, resume: str) -> None:
        """Open what a draft was left of."""
        if self._read is None or not self._may_write:
            return
        first, _dot, second = resume.partition(".")
        goal = next((each for each in self._read.goals if str(each.id) == first), None)
        if first == NEW:
            self.app.push_screen(GoalForm(self.program, None, self._read.names))
        elif goal is not None and not second:
            self.app.push_screen(GoalForm(self.program, goal, self._read.names))
        elif goal is not None:
            found = self._read.activities.get(goal.id or 0, ())
            activity = next((each for each in found if str(each.id) == second), None)
            self.app.push_screen(ActivityForm(self.program, goal, activity))

    def action_back(self) -> None:
        """Back to where one came from."""
        self.dismiss(None)
