"""The answers entered last: to correct one that was mistyped, or take it out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from desk import keys
from desk.documents.surveys import grade
from desk.rules.surveys import QUESTIONS
from desk.screens.dialogs import Confirm
from desk.screens.place import CasesChanged, FiguresChanged, Place, SeatTaken, Trouble
from desk.screens.satisfaction_fields import LABEL_WIDTH, fields, grade_of, only, widgets
from desk.screens.widgets.answer import Answer as Said
from desk.screens.widgets.form import Form
from desk.screens.widgets.frame import KeyLine, TitleBar
from desk.screens.widgets.list_table import ROWS, Column, Line, ListTable
from desk.services import surveys
from desk.services.seat import Seat
from desk.services.surveys import Kept, Places
from desk.words import N_, _

OWN = ("satisfaction.open", "satisfaction.remove", "satisfaction.export_list", "satisfaction.back")


class AnswersTable(ListTable):
    """Answers, the one entered last on top."""

    COLUMNS = (
        Column("reference", N_("Number"), 8),
        Column("day", N_("Day"), 11),
        Column("attitude", N_("Attitude"), 9),
        Column("knowledge", N_("Knowledge"), 9),
        Column("group", N_("Answer group"), 14),
        Column("agent", N_("About"), 14),
        Column("by", N_("Entered by"), 12, 96),
    )
    GROWING = ("agent", "group")
    MOST = {"agent": 26, "group": 26}


def read(seat: Seat) -> tuple[Kept, ...]:
    """The hundred answers entered last. Runs in a reading thread."""
    return surveys.latest(seat, ROWS)


class AnswersScreen(Place[None]):
    """The answers entered last; older ones are corrected on the command line."""

    AUTO_FOCUS = "AnswersTable"
    CSS_PATH = "satisfaction.tcss"
    BINDINGS = keys.bindings(*OWN)

    def __init__(self) -> None:
        super().__init__()
        self._found: tuple[Kept, ...] = ()

    def compose(self) -> ComposeResult:
        """Title, whose are named, the list, keys."""
        without = tuple(each.id for each in keys.actions_in("satisfaction") if each.id not in OWN)
        yield TitleBar(_("Answers entered last"), id="title")
        yield Static(_("Whom an answer is about stands only with those that you typed."), id="about", markup=False)
        yield AnswersTable()
        yield KeyLine("satisfaction", only(self.program.keys_chosen, without), id="keys")

    def exporting(self) -> tuple[str, Mapping[str, str]]:
        """Every answer."""
        return "answers", {}

    def on_mount(self) -> None:
        """Ask for them."""
        self._ask()

    @on(SeatTaken)
    @on(CasesChanged)
    @on(FiguresChanged)
    def _ask(self) -> None:
        self.ask("answers", read, self._show, self._cannot)

    def _show(self, found: tuple[Kept, ...]) -> None:
        self._found = found
        self.query_one(AnswersTable).show([_line(place, each) for place, each in enumerate(found)])

    def _cannot(self, trouble: Trouble) -> None:
        self.program.say_trouble(trouble)
        self.dismiss(None)

    @property
    def _current(self) -> Kept | None:
        line = self.query_one(AnswersTable).current
        return None if line is None else self._found[line.id]

    @on(ListTable.Opened)
    def action_correct(self) -> None:
        """Correct the answer under the cursor."""
        if (kept := self._current) is not None:
            self.app.push_screen(CorrectAnswerScreen(kept), lambda _none: self._ask())

    def action_remove(self) -> None:
        """Take the answer under the cursor out."""
        if (kept := self._current) is not None:
            title = _("Take answer {number} out of every figure?", number=kept.id)
            self.app.push_screen(Confirm(title, _("The trail keeps what it said.")), partial(self._remove, kept.id))

    def _remove(self, number: int, yes: bool | None) -> None:
        if yes:
            now = self.program.now()
            self.program.tell(lambda seat: surveys.remove(seat, number, now), lambda _kept: self._ask())

    def action_back(self) -> None:
        """Back to where one came from."""
        self.dismiss(None)


def _line(place: int, kept: Kept) -> Line:
    answer = kept.answer
    cells = {
        "day": answer.day.isoformat(),
        "attitude": grade(answer.attitude),
        "knowledge": grade(answer.knowledge),
        "group": answer.group or "–",
        "agent": answer.agent or "–",
        "by": kept.entered_by,
    }
    return Line(place, str(kept.id), cells)


class CorrectAnswerScreen(Place[None]):
    """One answer in a form; only what differs is sent."""

    AUTO_FOCUS = ""
    CSS_PATH = "satisfaction.tcss"
    BINDINGS = keys.bindings("form.leave")

    def __init__(self, kept: Kept) -> None:
        super().__init__()
        self._kept = kept
        self._before: dict[str, Said] = {}
        self._saving = False

    def compose(self) -> ComposeResult:
        """Title, the form, what becomes of it, keys."""
        yield TitleBar(_("Answer {number}", number=self._kept.id), id="title")
        yield Vertical(id="form")
        yield Static(_("The trail keeps both values."), id="hint", markup=False)
        yield KeyLine("form", self.program.keys_chosen, without=("form.save_open", "form.time"), id="keys")

    def on_mount(self) -> None:
        """Ask which groups and people there are."""
        self.ask("places", surveys.places, self._show, self._cannot)

    async def _show(self, found: Places) -> None:
        if self._before:
            return
        answer, today = self._kept.answer, self.program.today()
        form = Form(fields(today), today=today, widgets=widgets(found), label_width=LABEL_WIDTH, id="answer")
        await self.query_one("#form").mount(form)
        grades = {name: getattr(answer, name) for name in QUESTIONS}
        form.fill({"day": answer.day.isoformat(), "group": answer.group, "agent": answer.agent, **grades})
        self._before = form.values()
        form.focus_field(QUESTIONS[0])

    def _cannot(self, trouble: Trouble) -> None:
        self.program.say_trouble(trouble)
        self.dismiss(None)

    def on_form_submitted(self, event: Form.Submitted) -> None:
        """Send what differs."""
        values = event.form.values()
        differing = {name: value for name, value in values.items() if value != self._before[name]}
        if not differing:
            self.dismiss(None)
        elif not self._saving:
            self._saving = True
            number, changes, now = self._kept.id, _changes(differing), self.program.now()
            self.program.tell(lambda seat: surveys.correct(seat, number, changes, now), self._saved, self._refused)

    def _saved(self, kept: Kept) -> None:
        self.app.notify(_("Answer {number} is corrected.", number=kept.id))
        if self.is_attached:
            self.dismiss(None)

    def _refused(self, trouble: Trouble) -> None:
        self._saving = False
        if not self.is_attached or not trouble.problems:
            self.program.say_trouble(trouble)
        else:
            self.query_one(Form).show_problems(trouble.problems)

    def action_leave(self) -> None:
        """Leave; where something was changed, it takes another Esc."""
        changed = self._before and self.query_one(Form).values() != self._before
        if changed and not self.has_class("-leaving"):
            self.add_class("-leaving")
            self.app.notify(_("Not saved. Esc again leaves without saving, ^S saves."), severity="warning")
            return
        self.dismiss(None)


def _changes(differing: dict[str, Said]) -> dict[str, Any]:
    """What differs, as the service takes it."""
    found: dict[str, Any] = {name: value or None for name, value in differing.items()}
    found |= {name: grade_of(differing[name]) for name in QUESTIONS if name in differing}
    if differing.get("day"):
        found["day"] = date.fromisoformat(str(differing["day"]))
    else:
        found.pop("day", None)
    return found
