"""Entering survey answers: two digits each, and the form stays open for the next one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from desk import keys
from desk.documents.surveys import grade
from desk.rules.surveys import QUESTIONS, Answer
from desk.screens.place import Place, Trouble
from desk.screens.satisfaction_fields import LABEL_WIDTH, fields, grade_of, only, widgets
from desk.screens.widgets.form import Form
from desk.screens.widgets.frame import KeyLine, TitleBar
from desk.services import surveys
from desk.services.seat import Seat
from desk.services.surveys import Added, Places
from desk.words import _, n_

SHOWN = 12
"""The answers entered last that are shown below the form."""
OWN = ("satisfaction.take_back", "satisfaction.back")


@dataclass(frozen=True)
class Typed:
    """One answer as it is typed, before it is saved."""

    day: date
    group: str | None
    agent: str | None
    attitude: int | None
    knowledge: int | None

    def save(self, seat: Seat, now: object) -> Added:
        """Save it. Runs in the writing thread."""
        return surveys.add(
            seat,
            attitude=self.attitude,
            knowledge=self.knowledge,
            group=self.group,
            agent=self.agent,
            day=self.day,
            now=now,  # type: ignore[arg-type]
        )


class TypeAnswersScreen(Place[None]):
    """A form whose grades take one digit each; the second digit saves the answer. Day, group and person stay."""

    AUTO_FOCUS = ""
    CSS_PATH = "satisfaction.tcss"
    BINDINGS = keys.bindings(*OWN)

    def __init__(self) -> None:
        super().__init__()
        self._places: Places | None = None
        self._added: list[Added] = []
        self._taken: set[int] = set()

    def compose(self) -> ComposeResult:
        """Title, the form, how it works, what was entered, keys."""
        without = tuple(each.id for each in keys.actions_in("satisfaction") if each.id not in OWN)
        yield TitleBar(_("Enter answers"), id="title")
        yield Vertical(id="form")
        yield Static(
            _("A digit from 1 to 5 for each grade, - where there is none; the second one saves. Write no names."),
            id="hint", markup=False,
        )  # fmt: skip
        yield Static("", id="done", markup=False)
        yield KeyLine("satisfaction", only(self.program.keys_chosen, without), id="keys")

    def on_mount(self) -> None:
        """Ask which groups and people there are."""
        self.ask("places", surveys.places, self._show, self._cannot)

    async def _show(self, found: Places) -> None:
        if self._places is None:
            self._places = found
            today = self.program.today()
            form = Form(fields(today), today=today, widgets=widgets(found), label_width=LABEL_WIDTH, id="answer")
            await self.query_one("#form").mount(form)
            form.focus_field("attitude")

    def _cannot(self, trouble: Trouble) -> None:
        self.program.say_trouble(trouble)
        self.dismiss(None)

    @property
    def _form(self) -> Form:
        return self.query_one(Form)

    # ------------------------------------------------------------------ typing

    def on_form_changed(self, event: Form.Changed) -> None:
        """A digit goes on to the next grade; the last one saves."""
        if event.name not in QUESTIONS or not self._form.values()[event.name]:
            return
        if event.name == QUESTIONS[0] and not self._form.values()[QUESTIONS[1]]:
            self._form.focus_field(QUESTIONS[1])
        elif all(self._form.values()[name] for name in QUESTIONS):
            self._form.action_save()

    def on_form_submitted(self, event: Form.Submitted) -> None:
        """Save the answer, and go back to the first grade for the next one."""
        values = event.form.values()
        day = values["day"]
        typed = Typed(
            date.fromisoformat(str(day)) if day else self.program.today(),
            _text(values["group"]),
            _text(values["agent"]),
            *(grade_of(values[name]) for name in QUESTIONS),
        )
        event.form.clear_problems()
        event.form.fill(dict.fromkeys(QUESTIONS))
        event.form.focus_field(QUESTIONS[0])
        now = self.program.now()
        self.program.tell(lambda seat: typed.save(seat, now), self._saved, partial(self._refused, typed))

    def _saved(self, added: Added) -> None:
        self._added.append(added)
        self._show_done()

    def _refused(self, typed: Typed, trouble: Trouble) -> None:
        """Nothing was saved: what was typed is shown again, where nothing new has been typed."""
        if not self.is_attached or not trouble.problems:
            self.program.say_trouble(trouble)
            return
        if not any(self._form.values()[name] for name in QUESTIONS):
            self._form.fill({name: _digit(getattr(typed, name)) for name in QUESTIONS})
        self._form.show_problems(trouble.problems)

    def _show_done(self) -> None:
        if not self.is_attached:
            return
        left = [each for each in self._added if each.ids[0] not in self._taken]
        lines = [n_("{n} answer entered", "{n} answers entered", len(left))] if self._added else []
        lines += [self._line(each) for each in reversed(left[-SHOWN:])]
        self.query_one("#done", Static).update("\n".join(lines))

    def _line(self, added: Added) -> str:
        answer: Answer = added.answer
        people = {} if self._places is None else {each.login: each.name for each in self._places.people}
        about = [each for each in (answer.group, people.get(answer.agent or "", answer.agent)) if each]
        grades = f"{grade(answer.attitude)}  {grade(answer.knowledge)}"
        return "  " + " · ".join([grades, answer.day.isoformat(), *about])

    # ------------------------------------------------------------------ keys

    def action_take_back(self) -> None:
        """Take the answer entered last in this form out again."""
        last = next((each for each in reversed(self._added) if each.ids[0] not in self._taken), None)
        if last is None:
            self.app.bell()
            return
        number, now = last.ids[0], self.program.now()
        self._taken.add(number)

        def kept(trouble: Trouble) -> None:
            self._taken.discard(number)
            self.program.say_trouble(trouble)
            self._show_done()

        self.program.tell(lambda seat: surveys.remove(seat, number, now), lambda _gone: self._show_done(), kept)

    def action_back(self) -> None:
        """Back; a grade that was half typed is not an answer yet, and takes another Esc."""
        half = self._places is not None and any(self._form.values()[name] for name in QUESTIONS)
        if half and not self.has_class("-leaving"):
            self.add_class("-leaving")
            self.app.notify(_("The last answer is not saved. Esc again leaves."), severity="warning")
            return
        self.dismiss(None)


def _text(value: object) -> str | None:
    return str(value) if value else None


def _digit(value: int | None) -> str:
    return "" if value is None else str(value)
