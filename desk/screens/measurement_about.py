"""What is said about a service measurement: its name, day and scope."""

from __future__ import annotations

from datetime import date
from typing import Any

from textual.app import ComposeResult
from textual.widgets import Static

from desk import keys
from desk.rules.fields import Field
from desk.rules.labels import Code
from desk.rules.measurements import NAME_LENGTH, SCOPE_LENGTH, Measurement
from desk.screens.place import Place, Trouble
from desk.screens.widgets.answer import Answer
from desk.screens.widgets.form import Form
from desk.screens.widgets.frame import KeyLine, TitleBar
from desk.services import measurements
from desk.services.seat import Seat
from desk.words import N_, _

LABEL_WIDTH = 20


class Forwarded(Code):
    """Whether what was passed on was measured too."""

    YES = "yes", N_("yes")
    NO = "no", N_("no")
    UNKNOWN = "unknown", N_("unknown")


_SAID = {Forwarded.YES: True, Forwarded.NO: False, Forwarded.UNKNOWN: None}


class AboutScreen(Place[Measurement | None]):
    """A form. Answers with the measurement as it is saved.

    Args:
        made: Which to change; ``None`` adds one.
    """

    AUTO_FOCUS = ""
    CSS_PATH = "measurements.tcss"
    BINDINGS = keys.bindings("form.leave")

    def __init__(self, made: Measurement | None) -> None:
        super().__init__()
        self._made = made
        self._before: dict[str, Answer] = {}
        self._saving = False

    def compose(self) -> ComposeResult:
        """Title, the form, why it is asked, keys."""
        title = _("New service measurement") if self._made is None else self._made.name
        yield TitleBar(title, id="title")
        yield Form(_fields(), today=self.program.today(), label_width=LABEL_WIDTH, id="form")
        yield Static(
            _("Where calls and mail that were passed on were measured too, the results are not the desk's alone."),
            id="hint", markup=False,
        )  # fmt: skip
        yield KeyLine("form", self.program.keys_chosen, without=("form.save_open", "form.time"), id="keys")

    def on_mount(self) -> None:
        """Fill the form, and go to its first field."""
        form, made = self.query_one(Form), self._made
        if made is not None:
            forwarded = next(code for code, value in _SAID.items() if value is made.forwarded)
            form.fill(
                {
                    "name": made.name, "made_on": made.made_on.isoformat(), "made_by": made.made_by,
                    "forwarded": str(forwarded), "scope": made.scope,
                }
            )  # fmt: skip
        self._before = form.values()
        form.focus_field("name")

    def on_form_submitted(self, event: Form.Submitted) -> None:
        """Add it, or send what differs."""
        values, made, now = event.form.values(), self._made, self.program.now()
        if made is not None and values == self._before:
            self.dismiss(None)
            return
        if self._saving:
            return
        self._saving = True
        given = _given(values)

        def save(seat: Seat) -> Measurement:
            if made is None or made.id is None:
                return measurements.add(seat, given, now)
            return measurements.change(seat, made.id, given, now)

        self.program.tell(save, self._saved, self._refused)

    def _saved(self, made: Measurement) -> None:
        self.app.notify(_("{what}: saved.", what=made.name))
        if self.is_attached:
            self.dismiss(made)

    def _refused(self, trouble: Trouble) -> None:
        self._saving = False
        if not self.is_attached or not trouble.problems:
            self.program.say_trouble(trouble)
        else:
            self.query_one(Form).show_problems(trouble.problems)

    def action_leave(self) -> None:
        """Leave; where something was changed, it takes another Esc."""
        if self.query_one(Form).values() == self._before or self.has_class("-leaving"):
            self.dismiss(None)
            return
        self.add_class("-leaving")
        self.app.notify(_("Not saved. Esc again leaves without saving, ^S saves."), severity="warning")

    def on_form_changed(self) -> None:
        """Something was changed since Esc was pressed."""
        self.remove_class("-leaving")


def _fields() -> list[Field]:
    return [
        Field("name", "text", N_("Name"), max_length=NAME_LENGTH, required=True),
        Field("made_on", "date", N_("Made"), required=True),
        Field("made_by", "text", N_("Made by"), max_length=NAME_LENGTH),
        Field("forwarded", "choice", N_("Forwarded too"), choices=tuple(Forwarded), default=Forwarded.UNKNOWN),
        Field("scope", "long_text", N_("Scope"), max_length=SCOPE_LENGTH),
    ]


def _given(values: dict[str, Answer]) -> dict[str, Any]:
    """The answers as the service takes them."""
    given: dict[str, Any] = {name: str(values[name] or "") for name in ("name", "made_by", "scope")}
    given["forwarded"] = _SAID[Forwarded(str(values["forwarded"]))]
    if values["made_on"]:
        given["made_on"] = date.fromisoformat(str(values["made_on"]))
    return given
