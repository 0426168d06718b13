"""One recurring date: a form to add it with, or to change it; the days that it gives are shown while one types."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import islice

from textual.app import ComposeResult
from textual.widgets import Static

from desk import keys
from desk.rules.fields import Field
from desk.rules.refusals import Refused
from desk.rules.wheel import LAST_DAY, days
from desk.rules.wheel_input import FIELDS, NAME_LENGTH, TEXT_LENGTH, TITLE_LENGTH
from desk.rules.wheel_words import read_rule
from desk.screens.place import Place, Trouble
from desk.screens.widgets.answer import Answer
from desk.screens.widgets.choice import Choice, Option
from desk.screens.widgets.form import Form
from desk.screens.widgets.frame import KeyLine, TitleBar
from desk.services import wheel
from desk.services.seat import Seat
from desk.services.wheel import WheelDate
from desk.words import N_, _, day

_SHOWN = 5
_AHEAD = timedelta(days=1500)
Saving = Callable[[Seat], WheelDate]


class DateScreen(Place[None]):
    """The form of one recurring date.

    Args:
        of: Which to change; ``None`` adds one.
        departments: Those there are.
    """

    AUTO_FOCUS = ""
    CSS_PATH = "calendar.tcss"
    BINDINGS = keys.bindings("form.leave")

    def __init__(self, of: WheelDate | None, departments: Sequence[str]) -> None:
        super().__init__()
        self._of = of
        self._departments = tuple(departments)
        self._before: dict[str, Answer] = {}
        self._saving = False

    def compose(self) -> ComposeResult:
        """Title, form, when it comes, keys."""
        yield TitleBar(self._of.title if self._of else _("New date in the wheel"), id="title")
        widgets = {"department": Choice([Option(each, each) for each in self._departments], in_row=False)}
        yield Form(self._fields(), today=self.program.today(), widgets=widgets, label_width=14, id="form")
        yield Static("", id="hint", markup=False)
        yield KeyLine("form", self.program.keys_chosen, without=("form.save_open", "form.time"), id="keys")

    def on_mount(self) -> None:
        """Show what there is."""
        form = self.query_one(Form)
        if (of := self._of) is not None:
            values = {name: getattr(of, name) for name in FIELDS}
            form.fill({name: str(value) if isinstance(value, date) else value for name, value in values.items()})
        self._before = form.values()
        form.focus_field("title" if self._of is None else "rule")
        self._tell()

    def _fields(self) -> list[Field]:
        return [
            Field("title", "text", N_("What"), max_length=TITLE_LENGTH, required=True),
            Field("rule", "text", N_("When"), max_length=200, required=True),
            Field("responsible", "text", N_("Responsible"), max_length=NAME_LENGTH),
            Field("department", "choice", N_("Department")),
            Field("starts", "date", N_("From")),
            Field("ends", "date", N_("To")),
            Field("text", "long_text", N_("Description"), max_length=TEXT_LENGTH),
        ]

    # ------------------------------------------------------------------ when it comes

    def _tell(self) -> None:
        self.query_one("#hint", Static).update(self._comes())

    def _comes(self) -> str:
        written = str(self.query_one(Form).values()["rule"] or "")
        today = self.program.today()
        try:
            rule = read_rule(written)
            coming = list(islice(days(rule, today, None, today, min(today + _AHEAD, LAST_DAY)), _SHOWN))
        except Refused:
            coming = []
        if coming:
            return _("Comes on: {days} …", days=", ".join(day(each, year=True) for each in coming))
        return _(
            "Write: second Tuesday each month · first working day of the tertial · last working day of the month · "
            "15 March each year · every Monday · every other week on Thursday. "
            "Add “or the working day before” (after) where a day off moves."
        )

    def on_form_changed(self, _event: Form.Changed) -> None:
        """Something was changed: Esc asks again, and other days may come."""
        self.remove_class("-leaving")
        self._tell()

    # ------------------------------------------------------------------ saving

    def on_form_submitted(self, event: Form.Submitted) -> None:
        """Add the date, or send what differs."""
        values = event.form.values()
        if self._saving:
            return
        if self._of is not None and values == self._before:
            self.dismiss(None)
            return
        self._saving = True
        self.program.tell(self._save(values), self._saved, self._refused)

    def _save(self, values: dict[str, Answer]) -> Saving:
        now, of = self.program.now(), self._of
        if of is None:
            return lambda seat: wheel.add(seat, {k: v for k, v in values.items() if v not in (None, "")}, now)
        changed = {name: value for name, value in values.items() if value != self._before[name]}
        return lambda seat: wheel.change(seat, of.id, changed, now)

    def _saved(self, made: WheelDate) -> None:
        self.app.notify(_("{title}: saved.", title=made.title))
        if self.is_attached:
            self.dismiss(None)

    def _refused(self, trouble: Trouble) -> None:
        self._saving = False
        if not self.is_attached or not trouble.problems:
            self.program.say_trouble(trouble)
        else:
            self.query_one(Form).show_problems(trouble.problems)

    # ------------------------------------------------------------------ leaving

    def action_leave(self) -> None:
        """Leave; where something was changed, it takes another Esc."""
        if self.query_one(Form).values() == self._before or self.has_class("-leaving"):
            self.dismiss(None)
            return
        self.add_class("-leaving")
        self.app.notify(_("Not saved. Esc again leaves without saving, ^S saves."), severity="warning")
